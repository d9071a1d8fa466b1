//! Bringing processes into line: which answer comes too late for which deadline, and by how much.
//!
//! Advice for the owner, never an entry of the calendar file: it names offers beside each other.

use batna_case::model::OfferStatus;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::OpenCase;

/// Days between an expected answer and the deadline that it should come before.
const ROOM: i32 = 2;

/// Two days that do not fit, and what would make them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alignment {
    /// The offer that expires first.
    pub offer: String,
    pub deadline: Date,
    /// The process or offer that comes later.
    pub later: String,
    pub later_day: Date,
    /// Days that the deadline would have to move.
    pub days_short: i32,
    pub advice: String,
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// What does not fit, the nearest deadline first.
pub(super) fn read(opened: &OpenCase) -> Vec<Alignment> {
    let as_of = opened.as_of;
    let mut open: Vec<(&str, &str, Date)> = opened
        .case
        .offers
        .iter()
        .filter(|offer| matches!(offer.status, OfferStatus::Verbal | OfferStatus::Written))
        .filter_map(|offer| Some((offer.id.as_str(), offer.employer.as_str(), offer.deadline?)))
        .filter(|(_, _, deadline)| *deadline >= as_of)
        .collect();
    open.sort_by_key(|(_, _, deadline)| *deadline);
    let mut out = Vec::new();
    for (id, employer, deadline) in &open {
        for process in &opened.case.profile.processes {
            let Some(expected) = process.expected_by.filter(|day| *day >= as_of) else {
                continue;
            };
            let short = days(*deadline, expected) + ROOM;
            if short <= 0 {
                continue;
            }
            let wanted = expected.checked_add(ROOM.days()).unwrap_or(expected);
            let before = deadline
                .checked_sub(ROOM.days())
                .unwrap_or(*deadline)
                .max(as_of);
            out.push(Alignment {
                offer: (*id).to_owned(),
                deadline: *deadline,
                later: process.employer.clone(),
                later_day: expected,
                days_short: short,
                advice: format!(
                    "Ask {employer} to move the deadline to {wanted}, or {} to answer by {before}; ask both now, while there is time.",
                    process.employer
                ),
            });
        }
    }
    if let (Some((id, employer, first)), Some((_, other, last))) = (open.first(), open.last())
        && first < last
    {
        out.push(Alignment {
            offer: (*id).to_owned(),
            deadline: *first,
            later: (*other).to_owned(),
            later_day: *last,
            days_short: days(*first, *last),
            advice: format!(
                "{employer} wants an answer {} days before {other}: decide between them by {first}, or ask {employer} for {last}.",
                days(*first, *last)
            ),
        });
    }
    out
}
