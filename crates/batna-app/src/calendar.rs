//! The case's days as a calendar file (RFC 5545): deadlines, starts, cliffs, vesting,
//! exercise windows, 83(b) elections, ends of claw-backs.
//!
//! Titles and descriptions hold no amount, floor or term: a calendar is often shared
//! (invariant 10). An employer whose offer is confidential is not named.

mod alignment;

pub use alignment::Alignment;

use batna_case::model::{GrantKind, Offer, OfferStatus, PaidWhen, VestingShape};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::Serialize;

use crate::{Failure, OpenCase, Workbench};

/// Most repetitions of an entry.
const MOST_REPEATS: u32 = 120;

/// One day, or one that repeats.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    pub date: Date,
    pub title: String,
    pub note: String,
    /// Every so many months, so many times.
    pub repeats: Option<(u32, u32)>,
    /// What a repeated day is counted from, and how many months after it the first one lies:
    /// counted from the 31st, a month without one has its last day.
    pub counted_from: Option<Date>,
    pub months_after: Option<u32>,
    /// Days before on which to be reminded.
    pub remind_days: u32,
    id: String,
}

/// What `batna calendar --json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct Calendar {
    pub schema: &'static str,
    pub as_of: Date,
    pub entries: Vec<Entry>,
    /// Deadlines and expected answers that do not fit. For the owner; not in the .ics file.
    pub alignment: Vec<Alignment>,
}

fn after(date: Date, months: u32) -> Option<Date> {
    date.checked_add(Span::new().try_months(i64::from(months)).ok()?)
        .ok()
}

fn name(offer: &Offer) -> String {
    if offer.confidential {
        "an offer".into()
    } else {
        offer.employer.clone()
    }
}

impl Workbench {
    /// Every day of the case that is still to come, in order.
    ///
    /// Errors: no case.
    pub fn calendar(&self) -> Result<Calendar, Failure> {
        let opened = self.open()?;
        Ok(Calendar {
            schema: "batna/calendar/1",
            as_of: opened.as_of,
            entries: entries(&opened),
            alignment: alignment::read(&opened),
        })
    }
}

/// The next day of the case, with its title.
pub(crate) fn next_entry(opened: &OpenCase) -> Option<(Date, String)> {
    let mut all = entries(opened);
    (!all.is_empty()).then(|| {
        let first = all.remove(0);
        (first.date, first.title)
    })
}

fn entries(opened: &OpenCase) -> Vec<Entry> {
    let as_of = opened.as_of;
    let mut out = Vec::new();
    let mut series: Vec<Entry> = Vec::new();
    let mut add = |date: Option<Date>, title: String, note: &str, remind_days: u32, id: String| {
        if let Some(date) = date.filter(|date| *date >= as_of) {
            out.push(Entry {
                date,
                title,
                note: note.to_owned(),
                repeats: None,
                counted_from: None,
                months_after: None,
                remind_days,
                id,
            });
        }
    };
    for offer in &opened.case.offers {
        let who = name(offer);
        let open = matches!(offer.status, OfferStatus::Verbal | OfferStatus::Written);
        let accepted = offer.status == OfferStatus::Accepted;
        if open {
            add(
                offer.deadline,
                format!("Answer due: {who}"),
                "Ask for more time at least two days before.",
                2,
                format!("{}-deadline", offer.id),
            );
        }
        if !(open || accepted) {
            continue;
        }
        let Some(start) = offer.start else {
            continue;
        };
        let maybe = if accepted { "" } else { " (if accepted)" };
        add(
            Some(start),
            format!("First day: {who}{maybe}"),
            "Contingencies cleared before resigning?",
            7,
            format!("{}-start", offer.id),
        );
        if accepted {
            add(
                after(start, 6),
                format!("Ask about review and refresh: {who}"),
                "Six months in.",
                0,
                format!("{}-review6", offer.id),
            );
            add(
                after(start, 11),
                format!("Prepare the yearly review: {who}"),
                "Collect results with their evidence; compare pay with the market.",
                7,
                format!("{}-review11", offer.id),
            );
        }
        for (index, payment) in offer.one_time.iter().enumerate() {
            let paid = match payment.paid {
                PaidWhen::AtStart => Some(start),
                PaidWhen::AfterMonths(months) => after(start, months),
                PaidWhen::On(day) => Some(day),
            };
            if payment.paid != PaidWhen::AtStart {
                add(
                    paid,
                    format!("Payment expected: {} at {who}{maybe}", payment.kind),
                    "",
                    0,
                    format!("{}-pay{index}", offer.id),
                );
            }
            if let Some(clawback) = payment.clawback {
                add(
                    after(start, clawback.months),
                    format!("Claw-back ends: {} at {who}{maybe}", payment.kind),
                    "Until this day leaving may cost a repayment.",
                    0,
                    format!("{}-clawback{index}", offer.id),
                );
            }
        }
        for grant in &offer.grants {
            let begin = grant.vesting.start.unwrap_or(start);
            let what = grant.kind.label();
            let id = |part: &str| format!("{}-{}-{part}", offer.id, grant.id);
            let transfer = grant.granted.unwrap_or(start);
            if grant.early_exercise || grant.kind == GrantKind::Rsa {
                // 26 U.S.C. 83(b)(2): not later than thirty days after the transfer.
                add(
                    transfer.checked_add(30.days()).ok(),
                    format!("83(b) election: last day, {who}{maybe}"),
                    "Thirty days from the transfer of the shares (26 U.S.C. 83(b)(2)); counted from the grant, or the start where that is not stated. Move it to the day you really receive or buy them.",
                    14,
                    id("83b"),
                );
            }
            match &grant.vesting.shape {
                VestingShape::Even {
                    months,
                    every,
                    cliff_months,
                } if *months > 0 => {
                    let first = if *cliff_months > 0 {
                        *cliff_months
                    } else {
                        every.months()
                    };
                    if *cliff_months > 0 {
                        add(
                            after(begin, first),
                            format!("Vesting cliff: {what}, {who}{maybe}"),
                            "",
                            7,
                            id("cliff"),
                        );
                    }
                    let each = every.months();
                    let done = if *cliff_months > 0 {
                        first + each
                    } else {
                        first
                    };
                    // The part of a series that is past is left out.
                    let mut next = done;
                    while next <= *months && after(begin, next).is_some_and(|day| day < as_of) {
                        next += each;
                    }
                    if next <= *months
                        && let Some(date) = after(begin, next)
                    {
                        let count = ((*months - next) / each + 1).min(MOST_REPEATS);
                        series.push(Entry {
                            date,
                            title: format!("Vesting: {what}, {who}{maybe}"),
                            note: if grant.vesting.assumed {
                                "The schedule is assumed.".into()
                            } else {
                                String::new()
                            },
                            repeats: Some((each, count)),
                            counted_from: Some(begin),
                            months_after: Some(next),
                            remind_days: 0,
                            id: id("vesting"),
                        });
                    }
                }
                _ => {}
            }
        }
    }
    out.append(&mut series);
    for offer in &opened.case.offers {
        let (Some(start), true) = (
            offer.start,
            matches!(
                offer.status,
                OfferStatus::Verbal | OfferStatus::Written | OfferStatus::Accepted
            ),
        ) else {
            continue;
        };
        let who = name(offer);
        for grant in &offer.grants {
            let begin = grant.vesting.start.unwrap_or(start);
            let dates: Vec<Date> = match &grant.vesting.shape {
                VestingShape::Yearly { shares, .. } => (1..=shares.len())
                    .filter_map(|year| after(begin, u32::try_from(year).ok()? * 12))
                    .collect(),
                VestingShape::Tranches(tranches) => {
                    tranches.iter().map(|(date, _)| *date).collect()
                }
                VestingShape::Even { .. } => Vec::new(),
            };
            for (index, date) in dates.into_iter().filter(|date| *date >= as_of).enumerate() {
                out.push(Entry {
                    date,
                    title: format!("Vesting: {}, {who}", grant.kind.label()),
                    note: "The last day of the year's part; parts of it may vest earlier.".into(),
                    repeats: None,
                    counted_from: None,
                    months_after: None,
                    remind_days: 0,
                    id: format!("{}-{}-vest{index}", offer.id, grant.id),
                });
            }
        }
    }
    if let Some(job) = &opened.case.profile.current_job {
        // Leaving now opens the window in which vested options of today's job must be exercised.
        let leave = opened
            .case
            .open_offers()
            .filter_map(|offer| offer.start)
            .min();
        for grant in job.grants.iter().filter(|grant| grant.kind.is_option()) {
            if let (Some(leave), Some(months)) = (leave, grant.exercise_window_months)
                && let Some(date) = leave
                    .checked_add(((months * 30.4) as i64).days())
                    .ok()
                    .filter(|date| *date >= as_of)
            {
                out.push(Entry {
                    date,
                    title: format!("Exercise window closes: options of {} (if you leave)", job.employer),
                    note: "Counted from the earliest start of an open offer; the plan's own words decide.".into(),
                    repeats: None,
                counted_from: None,
                months_after: None,
                    remind_days: 30,
                    id: format!("job-{}-window", grant.id),
                });
            }
        }
    }
    for process in &opened.case.profile.processes {
        if let Some(date) = process.expected_by.filter(|date| *date >= as_of) {
            let who = if process.confidential {
                "a process"
            } else {
                &process.employer
            };
            out.push(Entry {
                date,
                title: format!("Answer expected: {who}"),
                note: String::new(),
                repeats: None,
                counted_from: None,
                months_after: None,
                remind_days: 0,
                id: format!("process-{}", process.id),
            });
        }
    }
    out.sort();
    out
}

impl Calendar {
    /// As an .ics file.
    pub fn to_ics(&self) -> String {
        let mut out = String::new();
        let mut line = |text: &str| fold(text, &mut out);
        line("BEGIN:VCALENDAR");
        line("VERSION:2.0");
        line("PRODID:-//batna//calendar//EN");
        line("CALSCALE:GREGORIAN");
        let stamp = compact(self.as_of);
        for entry in &self.entries {
            line("BEGIN:VEVENT");
            line(&format!("UID:{}@batna.invalid", escape(&entry.id)));
            line(&format!("DTSTAMP:{stamp}T000000Z"));
            line(&format!("DTSTART;VALUE=DATE:{}", compact(entry.date)));
            if let Some((months, count)) = entry.repeats {
                let end = entry.counted_from.map_or(0, |from| from.day());
                line(&format!(
                    "RRULE:FREQ=MONTHLY;INTERVAL={months};COUNT={count}{}",
                    last_days(end)
                ));
            }
            line(&format!("SUMMARY:{}", escape(&entry.title)));
            if !entry.note.is_empty() {
                line(&format!("DESCRIPTION:{}", escape(&entry.note)));
            }
            line("CLASS:PRIVATE");
            line("TRANSP:TRANSPARENT");
            if entry.remind_days > 0 {
                line("BEGIN:VALARM");
                line("ACTION:DISPLAY");
                line(&format!("DESCRIPTION:{}", escape(&entry.title)));
                line(&format!("TRIGGER:-P{}D", entry.remind_days));
                line("END:VALARM");
            }
            line("END:VEVENT");
        }
        line("END:VCALENDAR");
        out
    }
}

/// The last of the days up to `day` that a month has; without it a calendar would pass over
/// months that have no 31st (RFC 5545, 3.3.10).
fn last_days(day: i8) -> String {
    if day <= 28 {
        return String::new();
    }
    let days: Vec<String> = (28..=day).map(|day| day.to_string()).collect();
    format!(";BYMONTHDAY={};BYSETPOS=-1", days.join(","))
}

fn compact(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines of at most 75 bytes, the rest after a line end and a space.
fn fold(text: &str, out: &mut String) {
    let mut width = 0;
    for c in text.chars() {
        if width + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_fold_between_letters_and_odd_ones_are_escaped() {
        let mut out = String::new();
        fold(
            &format!("SUMMARY:{}", "Zoë €\u{1f980} ".repeat(30)),
            &mut out,
        );
        for line in out.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        let unfolded = out.replace("\r\n ", "");
        assert_eq!(
            unfolded.trim_end_matches("\r\n").len(),
            8 + 30 * "Zoë €\u{1f980} ".len()
        );
        assert_eq!(escape("a,b;c\\d\ne\u{7}"), "a\\,b\\;c\\\\d\\ne");
    }

    #[test]
    fn what_is_counted_from_the_end_of_a_month_falls_on_the_last_day_there_is() {
        assert_eq!(last_days(28), "");
        assert_eq!(last_days(31), ";BYMONTHDAY=28,29,30,31;BYSETPOS=-1");
    }
}
