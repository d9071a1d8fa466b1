//! The day of the letter, the start, and the last day to answer.

use jiff::ToSpan;

use super::{Letter, field, pattern};
use crate::mention::{self, LengthUnit};
use crate::proposal::{Confidence, Proposal};

pattern!(
    START,
    r"(?i)\b(start(?:ing|s)?(?: date| work| on)?|commenc\w+|begin(?:s|ning)?|first day|join(?:ing)? (?:us |date)|effective (?:date|as of)|effective|date of joining|take up (?:your )?(?:duties|post|position|appointment|employment)|employment will start|hire date|anticipated start)\b"
);
pattern!(
    DEADLINE,
    r"(?i)\b(accept(?:ance|ing|ed)?|(?:counter[- ]?)?sign(?:ed|ing|ature)?(?: and return| below| a copy)?|return(?:ing|ed)? (?:a |the |it|one|this|your)|respond|response|expir(?:es?|ed|y|ation|ing)|confirm(?:ation|ing)?|hear (?:back )?from you|hear back|get back to|(?:a|your) yes|good (?:thr(?:u|ough)|until)|held open|remain(?:s)? open|valid (?:until|through)|open until|let us know|your decision|deadline|reply|lapse[sd]?|answer)\b"
);
pattern!(
    NOT_START,
    r"(?i)\b(vest(?:s|ed|ing)?|probation|benefits? (?:begin|start|commence)|coverage|fiscal|bonus year|plan year|expires?|end(?:s|ing)? (?:date|on)|until|previous|exercise)\b"
);
pattern!(
    BY,
    r"(?i)\b(by|until|before|on or before|through|no later than|not later than|at the latest|close of business|end of (?:day|business)|expires?(?: on| at)?|lapses? on|lapse[sd]?|deadline|valid)\b"
);
pattern!(
    DATE_ALONE,
    r"(?i)^(?:date[d]?:?|sent:|letter date:)?\s*(?:mon|tues|wednes|thurs|fri|satur|sun)?(?:day)?,?\s*[0-9A-Za-z ,./-]{6,24}$"
);
// A letter is often marked on the line of its date.
pattern!(
    MARKING,
    r"(?i)^(?:strictly )?(?:private|personal)(?: and|,| ?&)? (?:and )?confidential:?\s*"
);
pattern!(
    OF_LETTER,
    r"(?i)\b(?:of|from|after|following) (?:the )?(?:date (?:of|on|hereof)|receipt|receiving|this (?:letter|offer)|today)"
);
pattern!(
    END,
    r"(?i)\b(fixed[- ]term|end date|will end on|until|through|contract (?:ends|term)|terminat\w+ (?:automatically )?on)\b"
);

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    for sentence in letter.sentences.iter().take(25) {
        let found = mention::days(&sentence.text, letter.habits);
        if let [day] = found.as_slice()
            && DATE_ALONE.is_match(&MARKING.replace(&sentence.text, ""))
            && !START.is_match(&sentence.text)
            && !day.assumed_year
            && MARKING.replace(&sentence.text, "").len() < 20 + (day.span.end - day.span.start)
            && !START.is_match(&sentence.heading)
            && !DEADLINE.is_match(&sentence.heading)
        {
            proposal.add(field(
                "received",
                day.date.to_string(),
                sentence,
                Confidence::High,
            ));
            break;
        }
    }
    for sentence in &letter.sentences {
        let text = &sentence.text;
        for day in mention::days(text, letter.habits) {
            let before = text.get(..day.span.start).unwrap_or("");
            let last = |pattern: &regex_lite::Regex| {
                pattern.find_iter(before).last().map(|found| found.end())
            };
            let start = last(&START);
            let deadline = last(&DEADLINE)
                .filter(|_| BY.is_match(before) || crate::text::plain(text).contains(':'));
            let sure = if day.assumed_year || day.ambiguous {
                Confidence::Low
            } else {
                Confidence::High
            };
            let note = if day.assumed_year {
                Some("the year is not written".to_owned())
            } else if day.ambiguous {
                Some("day and month could be the other way round".to_owned())
            } else {
                None
            };
            let path = match (start, deadline) {
                (Some(start), Some(deadline)) if deadline > start => "deadline",
                (Some(at), _) => {
                    let between = before.get(at..).unwrap_or("");
                    // The whole sentence is about something else.
                    let other = NOT_START.is_match(tail(before, 60))
                        && !between.is_empty()
                        && NOT_START.is_match(between);
                    if other || NOT_START.is_match(head(before, at)) && between.len() > 60 {
                        continue;
                    } else {
                        "start"
                    }
                }
                (None, Some(_)) => "deadline",
                (None, None) if START.is_match(&sentence.heading) => "start",
                (None, None) if DEADLINE.is_match(&sentence.heading) && BY.is_match(before) => {
                    "deadline"
                }
                _ => continue,
            };
            if path == "start" && END.is_match(tail(before, 30)) && proposal.get("start").is_some()
            {
                continue;
            }
            if proposal.get("received") == Some(day.date.to_string().as_str()) && path == "start" {
                continue;
            }
            let mut found = field(path, day.date.to_string(), sentence, sure);
            found.note = note;
            if path == "start"
                && proposal.get("start").is_some()
                && before.to_ascii_lowercase().contains("vest")
            {
                continue;
            }
            proposal.add(found);
        }
    }
    relative_deadline(letter, proposal);
}

fn head(text: &str, at: usize) -> &str {
    text.get(..at).unwrap_or("")
}

fn tail(text: &str, length: usize) -> &str {
    let mut at = text.len().saturating_sub(length);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..).unwrap_or("")
}

/// `within seven days of the date of this letter`, from the day of the letter.
fn relative_deadline(letter: &Letter, proposal: &mut Proposal) {
    if proposal.get("deadline").is_some() {
        return;
    }
    let Some(received) = proposal
        .get("received")
        .and_then(|day| day.parse::<jiff::civil::Date>().ok())
    else {
        return;
    };
    for sentence in &letter.sentences {
        let text = &sentence.text;
        let low = text.to_ascii_lowercase();
        if !DEADLINE.is_match(text)
            || !OF_LETTER.is_match(text)
            || low.contains("business day")
            || low.contains("working day")
        {
            continue;
        }
        let Some(length) = mention::lengths(text).into_iter().next() else {
            continue;
        };
        let days = match length.unit {
            LengthUnit::Day => i64::from(length.number),
            LengthUnit::Week => i64::from(length.number) * 7,
            _ => continue,
        };
        if let Ok(day) = received.checked_add(days.days()) {
            let mut found = field("deadline", day.to_string(), sentence, Confidence::Low);
            found.note = Some(format!(
                "calculated: {days} days from the letter of {received}"
            ));
            proposal.add(found);
            return;
        }
    }
}
