//! Deadlines of offers and processes, lined up so that answers meet.

use batna_case::letter_terms;
use batna_case::model::{Case, OfferStatus};
use jiff::civil::Date;
use serde::Serialize;

use super::leverage::days_between;

/// What to do about one offer's or process's timing.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DeadlineStep {
    /// Offer id, or the id of a process.
    pub who: String,
    pub employer: String,
    pub is_offer: bool,
    #[schemars(with = "Option<String>")]
    pub day: Option<Date>,
    pub days_left: Option<i64>,
    /// The day was told in words alone.
    pub spoken: bool,
    pub action: TimeAction,
    /// A day to ask for, where time is asked for.
    #[schemars(with = "Option<String>")]
    pub ask_until: Option<Date>,
    pub reason: String,
    /// Kind of script that says it.
    pub script: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimeAction {
    /// Ask for a later day.
    SlowDown,
    /// Tell them that a day is near and ask them to speed up.
    HurryUp,
    /// Ask whether it still stands.
    AskWhetherOpen,
    /// Ask for the day: none is known.
    AskForDay,
    Keep,
}

/// Days kept between the last answer expected and the day of one's own.
const TO_DECIDE: i64 = 3;

/// One step for every open offer and running process, offers first.
pub fn line_up(case: &Case, as_of: Date) -> Vec<DeadlineStep> {
    let open: Vec<_> = case
        .offers
        .iter()
        .filter(|offer| matches!(offer.status, OfferStatus::Written | OfferStatus::Verbal))
        .collect();
    let upcoming = |day: Option<Date>| day.filter(|day| *day >= as_of);
    let first_deadline = open
        .iter()
        .filter_map(|offer| upcoming(offer.deadline))
        .min();
    let last_answer = case
        .profile
        .processes
        .iter()
        .filter_map(|process| upcoming(process.expected_by))
        .max();
    let mut steps = Vec::new();
    for offer in &open {
        let days_left = offer.deadline.map(|day| days_between(as_of, day));
        let (action, ask_until, reason) = match (offer.deadline, last_answer) {
            (Some(day), _) if day < as_of => (
                TimeAction::AskWhetherOpen,
                None,
                "the deadline has passed: nothing is asked for before they say it still stands"
                    .to_owned(),
            ),
            (None, _) => (
                TimeAction::AskForDay,
                None,
                "no deadline is known: ask for it, in writing".to_owned(),
            ),
            (Some(day), Some(answer)) if days_between(day, answer) > -TO_DECIDE => {
                let until = answer
                    .checked_add(jiff::Span::new().days(TO_DECIDE))
                    .ok()
                    .map(workday);
                (
                    TimeAction::SlowDown,
                    until,
                    format!(
                        "an answer elsewhere is expected by {answer}, too late for this day: ask \
                         for time before it is needed"
                    ),
                )
            }
            (Some(_), _) if days_left.is_some_and(|days| days <= 2) => (
                TimeAction::SlowDown,
                as_of
                    .checked_add(jiff::Span::new().days(7))
                    .ok()
                    .map(workday),
                "two days or less leave no room for a counter and its answer".to_owned(),
            ),
            (Some(_), _) => (
                TimeAction::Keep,
                None,
                "leaves time for one counter and one close".to_owned(),
            ),
        };
        steps.push(DeadlineStep {
            who: offer.id.clone(),
            employer: offer.employer.clone(),
            is_offer: true,
            day: offer.deadline,
            days_left,
            spoken: offer.deadline.is_some()
                && (offer.status == OfferStatus::Verbal
                    || letter_terms(case, offer).contains_key("deadline")),
            action,
            ask_until,
            reason,
            script: match action {
                TimeAction::SlowDown => Some("request-time".to_owned()),
                TimeAction::AskWhetherOpen => Some("still-open".to_owned()),
                TimeAction::AskForDay => Some("thanks-and-writing".to_owned()),
                _ => None,
            },
        });
    }
    for process in &case.profile.processes {
        let days_left = process.expected_by.map(|day| days_between(as_of, day));
        let late = match (process.expected_by, first_deadline) {
            (Some(answer), Some(deadline)) => days_between(answer, deadline) < TO_DECIDE,
            (None, Some(_)) => true,
            _ => false,
        };
        let (action, reason) = if days_left.is_some_and(|days| days < 0) {
            (
                TimeAction::AskForDay,
                "their answer was due before today: ask where it stands".to_owned(),
            )
        } else if late {
            (
                TimeAction::HurryUp,
                "a deadline elsewhere comes first: tell them that a decision is near, and ask for \
                 a day"
                    .to_owned(),
            )
        } else {
            (TimeAction::Keep, "expected in time".to_owned())
        };
        steps.push(DeadlineStep {
            who: process.id.clone(),
            employer: process.employer.clone(),
            is_offer: false,
            day: process.expected_by,
            days_left,
            spoken: false,
            action,
            ask_until: if action == TimeAction::HurryUp {
                // A day to answer in, before the day of one's own answer elsewhere.
                first_deadline
                    .and_then(|day| day.checked_sub(jiff::Span::new().days(TO_DECIDE)).ok())
                    .filter(|day| *day > as_of)
            } else {
                None
            },
            reason,
            script: (action == TimeAction::HurryUp).then(|| "hurry".to_owned()),
        });
    }
    steps
}

/// The day itself, or the Monday after a weekend.
fn workday(day: Date) -> Date {
    let past_friday = match day.weekday() {
        jiff::civil::Weekday::Saturday => 2,
        jiff::civil::Weekday::Sunday => 1,
        _ => 0,
    };
    day.checked_add(jiff::Span::new().days(past_friday))
        .unwrap_or(day)
}
