//! The day of the letter, the start, and the last day to answer.

use jiff::ToSpan;

use super::{confidence, field};
use crate::evidence::Line;
use crate::letter::Letter;
use crate::lexicon::{Role, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{LengthUnit, Quantity};
use crate::token::TokenKind;

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    received(letter, proposal);
    for (role, path) in [(Role::Start, "start"), (Role::Deadline, "deadline")] {
        one_day(letter, role, path, proposal);
    }
    relative_deadline(letter, proposal);
}

/// A day that stands alone, at the head of the letter or under it.
fn received(letter: &Letter, proposal: &mut Proposal) {
    const AROUND: &[&str] = &[
        "date",
        "dated",
        "sent",
        "on",
        "private",
        "confidential",
        "and",
        "personal",
        "strictly",
        "letter",
        "offer",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "the",
    ];
    let alone = letter.lines.iter().enumerate().find_map(|(index, line)| {
        let [day] = line.quantities.iter().filter(|one| one.day().is_some()).collect::<Vec<_>>()[..] else {
            return None;
        };
        let date = day.day()?;
        if date.assumed_year {
            return None;
        }
        let others: Vec<_> = line
            .tokens
            .iter()
            .enumerate()
            .filter(|(at, token)| !day.at.contains(at) && token.kind != TokenKind::Mark)
            .map(|(_, token)| token)
            .collect();
        // `Munich, 20 July 2026`; a time of day after `Date:`.
        let place = others.len() <= 2 && day.at.end == line.tokens.len() && line.label == 0 && index < 25;
        let marked = others.iter().all(|token| token.is_any(AROUND));
        // `Ref: HR/2026/418    Date: 02-Nov-2026`
        let dated = index < 25
            && (1..=3).any(|back| {
                day.at.start.checked_sub(back).is_some_and(|at| matches!(line.word(at), "date" | "dated" | "prepared" | "issued"))
            });
        let head = dated || matches!(line.word(0), "date" | "sent" | "dated") && others.len() <= 8;
        let other = line.speaks_of(Role::Start, 2.0)
            || line.speaks_of(Role::Deadline, 3.0)
            || line.sentence.heading.len() > 2
                && line.heading.iter().any(|hit| {
                    matches!(hit.says, crate::lexicon::Says::Cue(Role::Start | Role::Deadline, weight) if weight >= 3.0)
                });
        ((marked || place || head || in_a_cell(line, day)) && !other).then(|| field("received", date.date.to_string(), line, Confidence::High))
    });
    if let Some(found) = alone {
        proposal.add(found);
    }
}

/// `OFFER AT A GLANCE | Prepared for Sam | 2028-06-05`, in the first lines of a letter.
fn in_a_cell(line: &Line, day: &Quantity) -> bool {
    line.sentence.line <= 5
        && line.word(day.at.start.saturating_sub(1)) == "|"
        && matches!(line.word(day.at.end), "" | "|")
}

fn one_day(letter: &Letter, role: Role, path: &str, proposal: &mut Proposal) {
    let mut found: Vec<(usize, jiff::civil::Date, f64)> = Vec::new();
    let received = proposal
        .get("received")
        .and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let start = proposal
        .get("start")
        .and_then(|day| day.parse::<jiff::civil::Date>().ok())
        .filter(|_| role == Role::Deadline);
    for claim in letter.claims.iter().filter(|claim| claim.is(role)) {
        let Some(day) = letter
            .lines
            .get(claim.line)
            .and_then(|line| line.quantities.get(claim.quantity))
            .and_then(|quantity| quantity.day())
        else {
            continue;
        };
        // `We will write to you by 21 September` after `please accept` is no deadline.
        let said = letter
            .lines
            .get(claim.line)
            .is_some_and(|line| line.speaks_of(role, 2.0) || line.headed_by(role));
        // Neither lies before the letter, nor years after it.
        let in_order = received.is_none_or(|received| {
            let days = received.until(day.date).map_or(0, |span| span.get_days());
            (-3..=550).contains(&days)
        });
        // One answers before one starts: a later day is that of a move or a review.
        let in_order = in_order && start.is_none_or(|start| day.date <= start);
        if in_order && (said || role == Role::Start) {
            // A whole date is meant before one without its year.
            let sure = if day.assumed_year { 0.8 } else { 1.0 };
            found.push((claim.line, day.date, claim.score(role) * sure));
        }
    }
    let best = found
        .iter()
        .enumerate()
        .max_by(|(i, a), (j, b)| a.2.total_cmp(&b.2).then(j.cmp(i)))
        .map(|(_, best)| *best);
    let Some((line, date, score)) = best else {
        return;
    };
    add(letter, path, line, date, score, proposal);
    for (line, other, also) in found {
        if other != date && also > 2.4 && also > score * 0.8 {
            add(letter, path, line, other, also, proposal);
        }
    }
}

fn add(
    letter: &Letter,
    path: &str,
    line: usize,
    date: jiff::civil::Date,
    score: f64,
    proposal: &mut Proposal,
) {
    let Some(line) = letter.lines.get(line) else {
        return;
    };
    let day = line
        .quantities
        .iter()
        .filter_map(|one| one.day())
        .find(|day| day.date == date);
    let mut found = field(path, date.to_string(), line, confidence(score));
    if day.is_some_and(|day| day.assumed_year) {
        found.confidence = Confidence::Low;
        found.note = Some("the year is not written".to_owned());
    } else if day.is_some_and(|day| day.ambiguous) {
        found.confidence = Confidence::Low;
        found.note = Some("day and month could be the other way round".to_owned());
    }
    proposal.add(found);
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
    for line in &letter.lines {
        if !line.speaks_of(Role::Deadline, 3.0) || !line.has(Signal::OfLetter) {
            continue;
        }
        let Some(length) = line
            .quantities
            .iter()
            .filter_map(|one| one.length())
            .find(|length| !length.working && length.months().is_none())
        else {
            continue;
        };
        let days = match length.unit {
            LengthUnit::Week => i64::from(length.number) * 7,
            _ => i64::from(length.number),
        };
        if let Ok(day) = received.checked_add(days.days()) {
            let mut found = field("deadline", day.to_string(), line, Confidence::Low);
            found.note = Some(format!(
                "calculated: {days} days from the letter of {received}"
            ));
            proposal.add(found);
            return;
        }
    }
}
