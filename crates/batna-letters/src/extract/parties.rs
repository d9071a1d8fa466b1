//! Who offers which job, and where; `place` reads the days worked from elsewhere.

use super::{field, pattern};
use crate::letter::Letter;
use crate::proposal::{Confidence, Field, Proposal};

pattern!(
    EMPLOYER,
    r#"(?:[Oo]n behalf of|[Ee]mployment (?:with|at|by)|[Oo]ffer (?:of employment )?(?:from|with|at)|[Jj]oin(?:ing)?(?: the team at| us at)?|[Pp]osition (?:with|at)|[Rr]ole (?:with|at)|[Ww]elcome to|engaged by|[Ll]etter from)\s+(?:the )?(?P<n>[A-Z][A-Za-z0-9&'.-]*(?:\s+(?:[A-Z0-9][A-Za-z0-9&'.-]*|of|and|&))*(?:,?\s+(?:Inc\.?|LLC|L\.L\.C\.|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Co\.|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))?)"#
);
pattern!(
    DEFINED,
    r#"(?P<n>[A-Z][A-Za-z0-9&'.-]*(?:\s+(?:[A-Z0-9][A-Za-z0-9&'.-]*|of|and|&))*(?:,?\s+(?:Inc\.?|LLC|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Co\.|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))?),?\s*\((?:the "?|together[^)]{0,40}"?|")(?:Company|Employer|Client|Firm|Fund|Institute|Foundation|University|Lab|Organi[sz]ation|we|us)"#
);
pattern!(
    EMPLOYER_LABEL,
    r"^(?:Company|Employer(?: of record)?|Employing (?:entity|company)|Hiring company):\s*(?P<n>.{2,60})$"
);
pattern!(
    AT_SCHOOL,
    r"\b(?:at|with|by|join) (?:the )?(?P<n>(?:[A-Z][A-Za-z'-]+ ){1,4}(?:University|College|Institute|Foundation|Laboratory)|University of [A-Z][A-Za-z-]+(?: [A-Z][A-Za-z-]+)?)"
);
// A body without a legal form, on a line of its own: `The Sample Trust`, `SAMPLE STATE UNIVERSITY`.
pattern!(
    BODY,
    r"^(?P<n>(?:The |THE )?(?:[A-Z][A-Za-z'&-]* |of |OF |and |AND |for |FOR ){1,6}(?i:trust|university|institute|foundation|college|laboratory|laboratories|society|council|hospital|museum)(?: (?:for|of|FOR|OF)(?: [A-Z][A-Za-z'&-]*| and| of| the){1,5})?)$"
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
    LETTERHEAD,
    r"^(?P<n>[A-ZÀ-Þ][A-Za-zÀ-ÿ0-9&'. -]{1,50}?,? (?:Inc\.?|LLC|Ltd\.?|Private Limited|Limited|Corp\.?|Corporation|GmbH|PLC|plc|B\.V\.|N\.V\.|S\.A\.|L\.P\.|LP|LLP|PBC|AG|Pty Ltd|Pte\.? Ltd\.?|ULC|AB|SAS|Private Limited|Pvt\.? Ltd\.?))$"
);
pattern!(
    TITLE,
    r#"(?i)(?:\b(?:position|role|title|job|post|capacity|function|offer) of\s+|\b(?:job title|position title|position|title|role|job)\s*(?::|\|| is | will be )\s*|\b(?:to serve|serving) as\s+|\byou (?:will|shall) (?:be employed as|serve as|join (?:us |the team )?as|be (?:our|an?)|work as|hold the position of)\s+|\b(?:position|appointment|role|employ(?:ed|ment)?|engag(?:ed|e you)|join (?:us|[A-Z][A-Za-z ]+?)|you|services) as\s+)(?:an?\s+|the\s+|our\s+)?"?(?P<t>[A-Z][A-Za-z0-9&/+ ()-]*?[A-Za-z0-9)](?:,\s+(?:AI|ML|Machine Learning|Applied Science|Research|Engineering|Platform|Data|Search|Vision|Artificial|Product|Infrastructure|Science)[A-Za-z &]*)?)"?(?:\s+(?:at|with|in|on|reporting|based|starting|for|and|within|located|working|by|of [A-Z])\b|[,.;:(]|\s\||$)"#
);
pattern!(
    TITLE_LABEL,
    r"^(?:[Jj]ob |[Pp]osition )?(?:[Tt]itle|[Rr]ole|[Pp]osition)\s*[:|]\s*(?P<t>[A-Z][A-Za-z0-9&/+() -]{2,50}(?:, [A-Z][A-Za-z0-9&/+ -]{1,40})?)(?:,|$)"
);
pattern!(
    TITLE_POSITION,
    r"\b(?:the|our) (?P<t>[A-Z][A-Za-z/-]*(?:,? [A-Z][A-Za-z/-]*){0,6}) (?:position|role)\b"
);
// `hire you under a permanent contract as Data Engineer`, `have you on board as ...`.
pattern!(
    TITLE_AS,
    r"\b(?:hir(?:e|ing)|employ(?:ed|ment)?|engage[ds]?|appoint(?:ed|ment)?|join|on board|(?:a|the) position|function|welcom(?:e|ing)(?: you)?)\b[^.;:]{0,70}?\bas (?:an? |the |our )?(?P<t>[A-Z][A-Za-z/&-]*(?: (?:[A-Z][A-Za-z/&-]*|of|and))*)"
);
// The subject of the letter, or a row of its summary.
pattern!(
    TITLE_SUBJECT,
    r"^(?:Re: ?)?(?:Offer of (?:[Ee]mployment|[Aa]ppointment)|Engagement|Appointment|Post|Function) ?[-:] ?(?P<t>[A-Z][A-Za-z/&-]*(?: (?:[A-Z][A-Za-z/&-]*|of|and))*(?: \([A-Za-z &/-]{2,40}\))?)"
);
// What a job is called: without such a word a capture behind a weak cue is something else.
pattern!(
    JOB,
    r"(?i)\b(?:engineer|scientist|developer|manager|director|lead|head|researcher|analyst|architect|officer|president|fellow|associate|consultant|staff|professor|designer|programmer|specialist|statistician|economist|advis[eo]r|technologist|postdoc\w*)\b"
);
// The second part of a title is a field of work: `, Computational Sciences`, `, Ads Ranking`.
pattern!(
    FIELD_OF_WORK,
    r"^(?:,| -) (?P<f>[A-Z][A-Za-z&-]*(?: (?:[A-Z][A-Za-z&-]*|and|&)){0,3})(?: (?:at|with|of|in|for|on|reporting|role|position)\b|[.,;(]|$)"
);
pattern!(
    ENDS_IN_FIELD,
    r"(?:ing|ics|ions?|ences?|logy|ment|Search|Research|Platforms?|Risk|Infrastructure|Store|Storage)$"
);
// `the position of Staff Engineer at Sample Analytics in San Francisco, CA`.
pattern!(
    BEHIND_TITLE,
    r"^,? (?:at|with) (?P<n>[A-Z][A-Za-z0-9&.'-]*(?: [A-Z][A-Za-z0-9&.'-]*){0,4})?(?:,? (?:Inc\.|LLC|Ltd\.?|Limited))?(?:,? (?:based )?in (?P<p>[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}(?:, (?:[A-Z]{2}\b|[A-Z][a-z]+(?: [A-Z][a-z]+)*))?))?"
);
// `Staff Engineer, Backbone, at Sample Inc`: what stands between is no employer and no place.
pattern!(NAMES_EMPLOYER, r"^,? (?:at|with|reporting)\b");
pattern!(
    LEVEL,
    r"(?i)\b(?:level|grade|band|job level)\s*(?::|of|is)?\s*(?P<l>(?:[A-Z]{1,3}-?)?[0-9]{1,2}|IC[0-9]|senior|staff|principal)\b|\(\s?(?P<l2>(?:L|IC|E|SDE ?)[0-9])\s?\)"
);
pattern!(
    PLACE,
    r"(?:based (?:in|at|out of)|(?:[Jj]ob|[Rr]ole|[Pp]ost|[Pp]osition) is in|(?:in|at) (?:its|our|the) (?:headquarters in|offices? in)|located (?:in|at)|work location\s*(?::|is|will be)|[Pp]lace of work\s*(?::|is|will be)|\b(?:Work )?[Ll]ocation\s*(?::|\||is)|office (?:in|located in|at)|offices in|[Oo]ur office is in|work(?:ing)? (?:from|out of|in) (?:our|the) |primary (?:work)?place (?:is|will be))\s*(?:our |the )?(?P<p>[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){0,3}(?:, (?:[A-Z]{2}\b|[A-Z][a-z]+(?: [A-Z][a-z]+)*))?)"
);
// Under `Place of work` or `Location`: `Zug. One day per week ...`.
pattern!(
    HEADED_BY_PLACE,
    r"(?i)^(?:work )?location$|^place of work$|^office$"
);
pattern!(
    PLACE_ALONE,
    r"^(?P<p>[A-Z\u{c0}-\u{de}][A-Za-z\u{c0}-\u{ff}.'-]*(?: [A-Z][a-z'-]+){0,2}(?:, (?:[A-Z]{2}\b|[A-Z][a-z]+))?)(?:[.;(]|$)"
);
/// Words that begin a capture and are no name.
const NOT_NAMES: &[&str] = &[
    "You",
    "Your",
    "We",
    "Our",
    "This",
    "The",
    "Employee",
    "Company",
    "Dear",
    "Offer",
    "Our Team",
    "It",
    "A",
    "Director",
    "Board",
    "Chair",
    "Dean",
    "President",
    "Trustees",
    "Council",
];

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    if let Some(found) = by_pattern(letter, &[&EMPLOYER_LABEL, &DEFINED])
        .or_else(|| by_legal_name(letter))
        .or_else(|| {
            by_pattern(
                letter,
                &[
                    &BODY,
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
    let mut behind_title = None;
    for (pattern, is_weak) in [
        (&TITLE_LABEL, false),
        (&TITLE, false),
        (&TITLE_POSITION, false),
        (&TITLE_AS, true),
        (&TITLE_SUBJECT, true),
    ] {
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
                .filter_map(|found| {
                    let title = found.name("t")?;
                    let rest = sentence.text.get(title.end()..).unwrap_or("");
                    Some((with_field_of_work(clean(title.as_str()), rest), rest))
                })
                .find(|(found, _)| is_title(found) && (!is_weak || JOB.is_match(found)));
            if let Some((found, rest)) = found {
                proposal.add(field("title", found, line, Confidence::High));
                behind_title = Some((rest, line));
                break;
            }
        }
    }
    let mut before = "";
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
                .or_else(|| {
                    PLACE_ALONE
                        .captures(text)
                        .filter(|_| HEADED_BY_PLACE.is_match(before))
                })
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
        before = text;
    }
    if let Some((rest, line)) = behind_title
        && let Some(found) = BEHIND_TITLE.captures(rest)
    {
        for (path, group) in [("employer", "n"), ("location", "p")] {
            let name = found.name(group).map(|name| clean(name.as_str()));
            let name = name.filter(|name| name.len() > 2 && !NOT_NAMES.contains(&name.as_str()));
            if let Some(name) = name.filter(|_| proposal.get(path).is_none()) {
                proposal.add(field(path, name, line, Confidence::Medium));
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

/// A title with its second part: `Vice President, Computational Sciences`.
fn with_field_of_work(title: String, rest: &str) -> String {
    let Some(field) = FIELD_OF_WORK
        .captures(rest)
        .and_then(|found| found.name("f"))
    else {
        return title;
    };
    let employed = rest
        .get(field.end()..)
        .is_some_and(|rest| NAMES_EMPLOYER.is_match(rest));
    if title.contains(',') || !(employed || ENDS_IN_FIELD.is_match(field.as_str())) {
        return title;
    }
    let mark = rest.get(..field.start()).unwrap_or(", ");
    format!("{title}{mark}{}", field.as_str())
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
    r"(?i)\s*\((?:(?:[mfwdx]/)+[mfwdx]|(?:level|grade|band) [a-z0-9]+|(?:IC|L|E)[0-9]|(?:the|your|our|full|part|remote|hybrid|permanent|exempt|non|internal|job|fixed)\b[^)]{0,30})\)?$"
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
