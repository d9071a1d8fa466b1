//! How many days a week are worked from elsewhere, and where the office is.
//!
//! Days at home count as they are, days in the office as what is left of five. A right to
//! work remotely `from time to time` names no number and is left out.

use super::{field, pattern};
use crate::letter::Letter;
use crate::proposal::{Confidence, Proposal};

// `two days a week from home`, `(2 days per week) from home`, `one day of each week from home`.
pattern!(
    AT_HOME,
    r"(?i)\b(?P<d>one|two|three|four|five|[1-5])(?: \([1-5]\))? days?(?:[ ,)]+(?:per|a|each|every|of|in|the|week|working|work|worked))*[ ,)]+(?:(?:may|can|could|will) be (?:worked|spent|done) )?(?:(?:from|at) home|remote(?:ly)?|of (?:telework(?:ing)?|remote work(?:ing)?|home[- ]?office|home[- ]?working|mobile work(?:ing)?))\b|\b(?:(?:from|at) home|remotely|telework(?:ing)?|(?:mobile|remote|hybrid|home)[- ]work(?:ing)?)(?:,? (?:for|on|is|up|to|possible|allowed|permitted|available|of|any))*,? (?P<e>one|two|three|four|five|[1-5])(?: \([1-5]\))? days? (?:per|a|each|every|in the|in each|of each|of the|in a) (?:working )?week(?P<r>[^.;]{0,30})|\bhome for (?P<f>one|two|three|four)\b|\bhome on up to (?P<h>one|two|three|four|[1-4])\b|\b(?P<i>one|two|three|four|[1-4]) days? (?:per|a|each|every) week,? you may work (?:from|at) home"
);
pattern!(
    IN_OFFICE,
    r"(?i)\b(?P<d>one|two|three|four|five|[1-5])(?: \([1-5]\))? days?(?: (?:per|a|each|every) week)?,? (?:in|at|from) (?:the|our|your) (?:[A-Za-z]+ ){0,3}office\b|\b(?P<e>[1-5]) days? (?:(?:a|per) week )?(?:onsite|on-site|in[- ]office)\b|\b(?:in|at) (?:the|our) [A-Za-z ]{0,20}office (?:at least )?(?P<f>one|two|three|four|five|[1-5]) days|\bcome in (?:for )?(?P<g>one|two|three|four|five|[1-5]) days? (?:a|per|each) week"
);
// `in person on Mondays, Tuesdays and Thursdays`
pattern!(
    WEEKDAYS,
    r"(?i)\b(?:in person|in the office|on-?site)(?: together)? on (?P<l>(?:(?:mon|tues|wednes|thurs|fri)days?(?:, and |, | and )?){2,5})"
);
pattern!(
    REMOTE,
    r"(?i)\b(fully remote|remote(?:ly)? (?:from|position|role|job)|work remotely|100% remote|location:\s*remote|remote-first)"
);
pattern!(
    SOME_OF_THE_TIME,
    r"(?i)\bdays?\b|time to time|occasional|when needed|part of the"
);
pattern!(
    OFFICE_OF,
    r"\b(?:[Oo]ur|the|its|[A-Z][a-z]+'s) (?P<p>[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}(?:, [A-Z]{2})?) (?:office|headquarters|campus|plant|site|hub|facility|lab|studio|laboratory)\b"
);
/// Words of offices that are no places: `the Human Resources office`.
const DEPARTMENTS: &[&str] = &[
    "Resources",
    "Counsel",
    "Legal",
    "Executive",
    "Head",
    "Home",
    "Main",
    "People",
    "Finance",
    "Corporate",
    "Company",
    "Talent",
    "Payroll",
    "Registered",
    "Immigration",
];

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    for line in &letter.lines {
        let text = &line.sentence.text;
        if proposal.get("remote_days").is_none()
            && let Some((days, sure)) = days_away(text)
        {
            proposal.add(field("remote_days", days.to_string(), line, sure));
        }
        // `in our Sample City, ST office`: less telling than `located in`, which is read first.
        if proposal.get("location").is_none()
            && let Some(place) = OFFICE_OF.captures(text).and_then(|found| found.name("p"))
            && !DEPARTMENTS.iter().any(|word| place.as_str().contains(word))
        {
            proposal.add(field("location", place.as_str(), line, Confidence::Medium));
        }
    }
}

fn days_away(text: &str) -> Option<(u32, Confidence)> {
    let numbered = |found: &regex_lite::Captures<'_>, names: &[&str]| {
        names
            .iter()
            .find_map(|name| found.name(name))
            .map(|number| count(number.as_str()))
    };
    if let Some(found) = AT_HOME.captures(text) {
        // `hybrid working, three days a week in the office`
        let office = found
            .name("r")
            .is_some_and(|rest| rest.as_str().contains("office"));
        let days = numbered(&found, &["d", "e", "f", "h", "i"])?;
        let days = if office {
            5_u32.saturating_sub(days)
        } else {
            days
        };
        return Some((days, Confidence::High));
    }
    if let Some(found) = IN_OFFICE.captures(text) {
        let days = numbered(&found, &["d", "e", "f", "g"])?;
        return Some((5_u32.saturating_sub(days), Confidence::High));
    }
    if let Some(list) = WEEKDAYS.captures(text).and_then(|found| found.name("l")) {
        let days = list.as_str().to_ascii_lowercase().matches("day").count();
        let days = u32::try_from(days).ok()?;
        return Some((5_u32.saturating_sub(days), Confidence::Medium));
    }
    let remote = REMOTE.find(text)?;
    let sometimes =
        remote.as_str().eq_ignore_ascii_case("work remotely") && SOME_OF_THE_TIME.is_match(text);
    (!sometimes).then_some((5, Confidence::Medium))
}

fn count(word: &str) -> u32 {
    match word.to_ascii_lowercase().as_str() {
        "one" | "1" => 1,
        "two" | "2" => 2,
        "three" | "3" => 3,
        "four" | "4" => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::days_away;

    #[test]
    fn days_at_home_and_in_the_office() {
        for (text, expected) in [
            ("You may work from home two days a week.", Some(2)),
            ("Austin, TX, two days from home each week.", Some(2)),
            ("one day of each week from home", Some(1)),
            (
                "up to 40 % of the time (2 days per week) from home",
                Some(2),
            ),
            ("You may work remotely three days each week.", Some(3)),
            ("Teleworking is possible two days per week.", Some(2)),
            ("three days a week in the office", Some(2)),
            (
                "We expect you in our Austin office four days a week.",
                Some(1),
            ),
            ("in person on Mondays, Tuesdays and Thursdays", Some(2)),
            ("This is a fully remote position.", Some(5)),
            ("You may work remotely from time to time.", None),
            ("You may work remotely for 28 days a year.", None),
            ("paid time off of five days each week of illness", None),
        ] {
            assert_eq!(days_away(text).map(|(days, _)| days), expected, "{text}");
        }
    }
}
