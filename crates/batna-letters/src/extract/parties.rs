//! Who offers which job, and where.

use super::{field, pattern};
use crate::letter::Letter;
use crate::proposal::{Confidence, Field, Proposal};

pattern!(
    EMPLOYER,
    r#"(?:[Oo]n behalf of|[Ee]mployment (?:with|at|by)|[Oo]ffer (?:of employment )?(?:from|with|at)|[Jj]oin(?:ing)?(?: the team at| us at)?|[Pp]osition (?:with|at)|[Rr]ole (?:with|at)|[Ww]elcome to|engaged by)\s+(?:the )?(?P<n>[A-Z][A-Za-z0-9&'.-]*(?:\s+(?:[A-Z0-9][A-Za-z0-9&'.-]*|of|and|&))*(?:,?\s+(?:Inc\.?|LLC|L\.L\.C\.|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Co\.|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))?)"#
);
pattern!(
    DEFINED,
    r#"(?P<n>[A-Z][A-Za-z0-9&'.-]*(?:\s+(?:[A-Z0-9][A-Za-z0-9&'.-]*|of|and|&))*(?:,?\s+(?:Inc\.?|LLC|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Co\.|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))?),?\s*\((?:the |together[^)]{0,40})?"?(?:Company|Employer|Client|Firm|Fund|Institute|Foundation|University|Lab|Organi[sz]ation|we|us)"#
);
pattern!(
    EMPLOYER_LABEL,
    r"^(?:Company|Employer(?: of record)?|Employing (?:entity|company)|Hiring company):\s*(?P<n>.{2,60})$"
);
pattern!(
    AT_SCHOOL,
    r"\b(?:at|with|by|join) (?:the )?(?P<n>(?:[A-Z][A-Za-z'-]+ ){1,4}(?:University|College|Institute|Foundation|Laboratory)|University of [A-Z][A-Za-z-]+(?: [A-Z][A-Za-z-]+)?)"
);
pattern!(CLIENT_LABEL, r"^(?:End )?[Cc]lient:\s*(?P<n>.{2,60})$");
pattern!(
    EMPLOYER_AT,
    r"(?:\bat|\bwith|\bby|\bfrom|\bjoin)\s+(?P<n>[A-Z][A-Za-z0-9&'.-]*(?:\s+(?:[A-Z0-9][A-Za-z0-9&'.-]*|of|and|&))*,?\s+(?:Inc\.?|LLC|L\.L\.C\.|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))"
);
pattern!(
    OFFERS,
    r"^(?P<n>[A-Z][A-Za-z0-9&'.-]*(?:\s+(?:[A-Z0-9][A-Za-z0-9&'.-]*|of|and|&))*,?\s+(?:Inc\.?|LLC|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|AB|ULC)) (?:(?:\([^)]{2,40}\) )?is (?:pleased|delighted|happy|excited|thrilled|offering)|extends|invites|confirms|hereby|offers|would like|wishes)"
);
// A name with its legal form, in the letter's own case or in capitals.
pattern!(
    LEGAL_NAME,
    r"(?P<n>[A-Z\u{c0}-\u{de}0-9][A-Za-z0-9\u{c0}-\u{ff}&'.-]*(?: (?:[A-Z\u{c0}-\u{de}0-9][A-Za-z0-9\u{c0}-\u{ff}&'.-]*|of|and|&|for)){0,6},? (?:Private Limited|PRIVATE LIMITED|Pte\.? Ltd\.?|PTE\.? LTD\.?|Pty Ltd|PTY LTD|Inc\.?|INC\.?|LLC|LLP|L\.P\.|LP|Ltd\.?|LTD\.?|Limited|LIMITED|Corporation|CORPORATION|Corp\.?|CORP\.?|GmbH|GMBH|PLC|plc|PBC|AG|AB|B\.V\.|N\.V\.|S\.A\.|SAS|ULC|Co\.))(?:[\s,.;:()]|$)"
);
pattern!(
    MOBILE,
    r"(?i)\b(?:(?:mobile|remote|hybrid|home)[- ](?:work(?:ing)?|office)|telework(?:ing)?)[^.;]{0,40}\b(one|two|three|four|five|[1-5]) days? (?:per|a|each) week\b(?P<rest>[^.;]{0,30})"
);
pattern!(
    LETTERHEAD,
    r"^(?P<n>[A-ZÀ-Þ][A-Za-zÀ-ÿ0-9&'. -]{1,50}?,? (?:Inc\.?|LLC|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))$"
);
pattern!(
    TITLE,
    r#"(?i)(?:\b(?:position|role|title|job|post|capacity|offer) of\s+|\b(?:job title|position title|position|title|role|job)\s*(?::|\|| is | will be )\s*|\b(?:to serve|serving) as\s+|\byou (?:will|shall) (?:be employed as|serve as|join (?:us |the team )?as|be (?:our|an?)|work as|hold the position of)\s+|\b(?:position|appointment|role|employ(?:ed|ment)?|engag(?:ed|e you)|join (?:us|[A-Z][A-Za-z ]+?)|you|services) as\s+)(?:an?\s+|the\s+|our\s+)?"?(?P<t>[A-Z][A-Za-z0-9&/+ ()-]*?[A-Za-z0-9)](?:,\s+(?:AI|ML|Machine Learning|Applied Science|Research|Engineering|Platform|Data|Search|Vision|Artificial|Product|Infrastructure|Science)[A-Za-z &]*)?)"?(?:\s+(?:at|with|in|on|reporting|based|starting|for|and|within|located|working|by|of [A-Z])\b|[,.;:(]|\s\||$)"#
);
pattern!(
    TITLE_LABEL,
    r"^(?:[Jj]ob |[Pp]osition )?(?:[Tt]itle|[Rr]ole|[Pp]osition)\s*[:|]\s*(?P<t>[A-Z][A-Za-z0-9&/+() -]{2,50}(?:, [A-Z][A-Za-z0-9&/+ -]{1,40})?)(?:,|$)"
);
pattern!(
    TITLE_POSITION,
    r"\b(?:the|our) (?P<t>[A-Z][A-Za-z/-]*(?:,? [A-Z][A-Za-z/-]*){0,6}) (?:position|role)\b"
);
pattern!(
    LEVEL,
    r"(?i)\b(?:level|grade|band|job level)\s*(?::|of|is)?\s*(?P<l>(?:[A-Z]{1,3}-?)?[0-9]{1,2}|IC[0-9]|senior|staff|principal)\b|\(\s?(?P<l2>(?:L|IC|E|SDE ?)[0-9])\s?\)"
);
pattern!(
    PLACE,
    r"(?:based (?:in|at|out of)|(?:in|at) (?:its|our|the) (?:headquarters in|offices? in)|located (?:in|at)|work location\s*(?::|is|will be)|[Pp]lace of work\s*(?::|is|will be)|(?:Work )?[Ll]ocation\s*(?::|\||is)|office (?:in|located in|at)|offices in|work(?:ing)? (?:from|out of|in) (?:our|the) |primary (?:work)?place (?:is|will be))\s*(?:our |the )?(?P<p>[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}(?:, (?:[A-Z]{2}\b|[A-Z][a-z]+(?: [A-Z][a-z]+)*))?)"
);
pattern!(
    REMOTE,
    r"(?i)\b(fully remote|remote(?:ly)? (?:from|position|role)|work remotely|100% remote|location:\s*remote|remote-first)"
);
pattern!(
    OFFICE_DAYS,
    r"(?i)\b(one|two|three|four|five|[1-5])(?: \([1-5]\))? days? (?:per|a|each) week (?:in|at|from) (?:the|our|your)?\s*(?:[A-Za-z ]{0,20})?(office|home)|\b([1-5]) days? (?:(?:a|per) week )?(?:onsite|on-site|in[- ]office)\b|\b(?:in|at) (?:the|our) [A-Za-z ]{0,20}office (?:at least )?(one|two|three|four|five|[1-5]) days"
);

/// Words that begin a capture and are no name.
const NOT_NAMES: &[&str] = &[
    "You", "Your", "We", "Our", "This", "The", "Employee", "Company", "Dear", "Offer", "Our Team",
    "It", "A",
];

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    if let Some(found) = by_pattern(letter, &[&EMPLOYER_LABEL, &DEFINED])
        .or_else(|| by_legal_name(letter))
        .or_else(|| {
            by_pattern(
                letter,
                &[
                    &EMPLOYER,
                    &EMPLOYER_AT,
                    &CLIENT_LABEL,
                    &OFFERS,
                    &LETTERHEAD,
                    &AT_SCHOOL,
                ],
            )
        })
    {
        proposal.add(found);
    }
    for pattern in [&TITLE_LABEL, &TITLE, &TITLE_POSITION] {
        if proposal.get("title").is_some() {
            break;
        }
        for (index, line) in letter.lines.iter().enumerate().take(80) {
            let sentence = &line.sentence;
            // The title of who signs is not that of the job.
            let signs = index
                .checked_sub(1)
                .and_then(|before| letter.lines.get(before))
                .is_some_and(|before| {
                    ["Name", "By", "Signed"]
                        .iter()
                        .any(|label| before.sentence.text.starts_with(label))
                });
            if signs {
                continue;
            }
            let found = pattern
                .captures_iter(&sentence.text)
                .filter_map(|found| found.name("t").map(|t| clean(t.as_str())))
                .find(|found| is_title(found));
            if let Some(found) = found {
                proposal.add(field("title", found, line, Confidence::High));
                break;
            }
        }
    }
    for line in &letter.lines {
        let text = &line.sentence.text;
        if proposal.get("level").is_none()
            && let Some(found) = LEVEL.captures(text)
            && let Some(level) = found.name("l").or_else(|| found.name("l2"))
        {
            let words = level.as_str();
            let value = if words.chars().all(|c| c.is_ascii_digit()) {
                format!("L{words}")
            } else {
                words.to_owned()
            };
            proposal.add(field("level", value, line, Confidence::Medium));
        }
        if proposal.get("location").is_none()
            && let Some(found) = PLACE
                .captures(text)
                .and_then(|found| found.name("p").map(|p| clean(p.as_str())))
            && found.len() > 2
            && ![
                "Remote",
                "Company",
                "Your",
                "This",
                "United States",
                "United Kingdom",
                "UK",
                "US",
            ]
            .contains(&found.as_str())
        {
            proposal.add(field("location", found, line, Confidence::High));
        }
        if proposal.get("remote_days").is_none() {
            if let Some(found) = OFFICE_DAYS.captures(text) {
                let number = found
                    .get(1)
                    .or_else(|| found.get(3))
                    .or_else(|| found.get(4))
                    .map_or("", |one| one.as_str());
                let days: u32 = match number.to_ascii_lowercase().as_str() {
                    "one" | "1" => 1,
                    "two" | "2" => 2,
                    "three" | "3" => 3,
                    "four" | "4" => 4,
                    _ => 5,
                };
                let home = found
                    .get(2)
                    .is_some_and(|place| place.as_str().eq_ignore_ascii_case("home"));
                let remote = if home {
                    days
                } else {
                    5_u32.saturating_sub(days)
                };
                proposal.add(field(
                    "remote_days",
                    remote.to_string(),
                    line,
                    Confidence::High,
                ));
            } else if let Some(found) = MOBILE.captures(text).filter(|found| {
                !found
                    .name("rest")
                    .is_some_and(|m| m.as_str().contains("office"))
            }) {
                let days = match found.get(1).map_or("", |one| one.as_str()) {
                    "one" | "1" => "1",
                    "two" | "2" => "2",
                    "three" | "3" => "3",
                    "four" | "4" => "4",
                    _ => "5",
                };
                proposal.add(field("remote_days", days, line, Confidence::Medium));
            } else if REMOTE.is_match(text) {
                proposal.add(field("remote_days", "5", line, Confidence::Medium));
            }
        }
    }
}

/// The first sentence of which a pattern, in their order, takes a name.
fn by_pattern(letter: &Letter, patterns: &[&regex_lite::Regex]) -> Option<Field> {
    patterns.iter().find_map(|pattern| {
        letter.lines.iter().find_map(|line| {
            let name = clean(pattern.captures(&line.sentence.text)?.name("n")?.as_str());
            let good = name.len() >= 2
                && !NOT_NAMES.contains(&name.as_str())
                && !name.starts_with("The Company")
                && !name.ends_with("'s");
            good.then(|| field("employer", in_usual_case(&name), line, Confidence::High))
        })
    })
}

/// The name with a legal form that the letter writes most often, the earlier one of two.
fn by_legal_name(letter: &Letter) -> Option<Field> {
    let mut found: Vec<(String, usize, usize)> = Vec::new();
    for (index, line) in letter.lines.iter().enumerate() {
        for name in LEGAL_NAME.captures_iter(&line.sentence.text) {
            let Some(name) = name.name("n") else {
                continue;
            };
            // `a division of Meridian Software LLC` names another.
            let before = line.sentence.text.get(..name.start()).unwrap_or("");
            if [
                "division of ",
                "subsidiary of ",
                "part of ",
                "parent of ",
                "client of ",
            ]
            .iter()
            .any(|words| before.ends_with(words))
            {
                continue;
            }
            let name = clean(&in_usual_case(name.as_str()));
            match found.iter_mut().find(|(had, _, _)| *had == name) {
                Some(had) => had.1 += 1,
                None => found.push((name, 1, index)),
            }
        }
    }
    let (name, _, index) = found
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then(b.2.cmp(&a.2)))?;
    Some(field(
        "employer",
        name,
        letter.lines.get(index)?,
        Confidence::High,
    ))
}

/// `TULLA DATA SCIENCES LIMITED` as it is written within a sentence.
fn in_usual_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    const KEPT: &[&str] = &[
        "LLC", "LLP", "LP", "PLC", "PBC", "AG", "AB", "SAS", "ULC", "AI", "ML", "B.V.", "N.V.",
        "L.P.", "S.A.", "UK", "US",
    ];
    let words: Vec<String> = name
        .split(' ')
        .map(|word| {
            let bare = word.trim_end_matches(',');
            if KEPT.contains(&bare) {
                return word.to_owned();
            }
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_string() + &letters.as_str().to_lowercase()
            })
        })
        .collect();
    words.join(" ")
}

fn is_title(found: &str) -> bool {
    found.chars().next().is_some_and(char::is_uppercase)
        && found.split_whitespace().count() <= 8
        && found.len() > 3
        && !NOT_NAMES.contains(&found)
        && found.chars().any(char::is_lowercase)
        && !found.starts_with("Employ")
        && !found.starts_with("This ")
        && !found.starts_with("Your ")
}

pattern!(
    ASIDES,
    r"(?i)\s*\((?:(?:[mfwdx]/)+[mfwdx]|(?:level|grade|band) [a-z0-9]+|(?:IC|L|E)[0-9]|[a-z][^)]{1,30})\)?$"
);

fn clean(text: &str) -> String {
    let text = ASIDES.replace(text.trim(), "");
    // A cell of a table, its label before it.
    let text = ["Employer ", "Company ", "Employing entity "]
        .iter()
        .find_map(|label| text.strip_prefix(label))
        .unwrap_or(&text);
    // `Senior Engineer as of 01`, `Architect at Sample Inc`
    let text = [" as of ", " at ", " effective "]
        .iter()
        .find_map(|end| text.find(end))
        .and_then(|at| text.get(..at))
        .unwrap_or(text);
    let mut text = text.trim().trim_matches(['"', '\'', ',', ' ']).to_owned();
    for end in [
        " I", " We", " You", " The", " As", " of", " and", " is", " will",
    ] {
        if let Some(cut) = text.strip_suffix(end) {
            text = cut.to_owned();
        }
    }
    // `Sample Robotics Inc.` keeps its point; the end of a sentence does not.
    let keeps = ["L.P.", "Pte. Ltd.", "Inc.", "Ltd.", "Corp.", "Co.", "B.V."]
        .iter()
        .any(|end| text.ends_with(end));
    if keeps {
        text
    } else {
        text.trim_end_matches('.').trim().to_owned()
    }
}
