//! Parts of a case arranged for reading: terms with their place, dates in order, what next.

use batna_case::model::{CompanyKind, OfferStatus, Speaker};
use batna_core::{Currency, Diagnostic, Money};
use batna_guide::published::PublishedRange;
use batna_plan::Component;
use batna_value::comparison::Comparison;
use batna_value::evaluate::Evaluated;
use batna_value::sim::{Worths, wins};
use batna_value::valuation::Figure;
use jiff::civil::Date;

use super::{Chance, Looked, Valued};
use crate::appraisal::Appraisal;

/// One stated term, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Key in the offer file.
    pub key: String,
    /// The line as it stands.
    pub value: String,
    pub file: String,
    pub line: u32,
}

/// A day that matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub day: Date,
    pub who: String,
    pub what: &'static str,
    /// An answer is owed by then.
    pub binding: bool,
    /// Days from the day the case is seen from; negative where it passed.
    pub in_days: i64,
}

/// Something about an offer to look at twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub what: String,
    pub why: String,
}

/// What to do next, and the page for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub text: String,
    pub href: String,
}

/// What shares of a private company pay by the value it is sold at.
#[derive(Clone, Debug, PartialEq)]
pub struct Payoff {
    pub label: String,
    /// Value of the company today.
    pub today: f64,
    /// Value of the company and what the vested shares get, after the strike.
    pub points: Vec<(f64, f64)>,
}

/// The stated terms of an offer in the order of its file.
pub fn terms(looked: &Looked, offer: &str) -> Vec<Term> {
    let prefix = format!("offers.{offer}.");
    let mut found: Vec<Term> = looked
        .opened
        .case
        .places
        .iter()
        .filter_map(|(path, location)| {
            let key = path.strip_prefix(&prefix)?;
            // The heading of a table states nothing itself.
            if location.excerpt.trim_start().starts_with('[') {
                return None;
            }
            Some(Term {
                key: key.to_owned(),
                value: value_of(&location.excerpt),
                file: location.file.clone(),
                line: location.line,
            })
        })
        .collect();
    found.sort_by(|a, b| a.line.cmp(&b.line).then(a.key.cmp(&b.key)));
    // A table written in one line has a place for each of its keys.
    found.dedup_by(|a, b| a.line == b.line);
    found
}

/// The right side of a line of TOML, without quotes around it.
fn value_of(line: &str) -> String {
    let value = line.split_once('=').map_or(line, |(_, value)| value).trim();
    let unquoted = value
        .strip_prefix('"')
        .and_then(|rest| rest.split_once('"'))
        .map_or(value, |(inside, _)| inside);
    unquoted.to_owned()
}

/// Every day that matters, in order.
pub fn timeline(looked: &Looked) -> Vec<Deadline> {
    let case = &looked.opened.case;
    let as_of = looked.opened.as_of;
    let mut days = Vec::new();
    let mut add = |day: Option<Date>, who: &str, what: &'static str, binding: bool| {
        if let Some(day) = day {
            days.push(Deadline {
                day,
                who: who.to_owned(),
                what,
                binding,
                in_days: days_between(as_of, day),
            });
        }
    };
    for offer in &case.offers {
        let open = matches!(offer.status, OfferStatus::Written | OfferStatus::Verbal);
        if open {
            add(offer.received, &offer.employer, "received", false);
            add(offer.deadline, &offer.employer, "answer due", true);
        }
        if open || offer.status == OfferStatus::Accepted {
            add(offer.start, &offer.employer, "start", false);
        }
    }
    for process in &case.profile.processes {
        add(
            process.expected_by,
            &process.employer,
            "offer expected",
            false,
        );
    }
    days.sort_by(|a, b| a.day.cmp(&b.day).then(a.who.cmp(&b.who)));
    days
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// Warnings that the reader gives about one offer, and terms that bind.
pub fn flags(looked: &Looked, offer_id: &str) -> Vec<Flag> {
    let file = format!("offers/{offer_id}.toml");
    let of_file = |diagnostic: &&Diagnostic| {
        diagnostic
            .location
            .as_ref()
            .is_some_and(|location| location.file == file)
    };
    let mut flags: Vec<Flag> = looked
        .problems()
        .into_iter()
        .filter(of_file)
        .map(|diagnostic| Flag {
            what: diagnostic.message.clone(),
            why: diagnostic.remedy.clone().unwrap_or_default(),
        })
        .collect();
    let Some(offer) = looked.opened.case.offer(offer_id) else {
        return flags;
    };
    let mut add = |what: String, why: &str| {
        flags.push(Flag {
            what,
            why: why.to_owned(),
        });
    };
    if let Some(months) = offer.terms.non_compete_months {
        add(
            format!("non-compete of {months} months"),
            "ask for the text, whether it is paid, and where it may be enforced",
        );
    }
    if let Some(text) = &offer.terms.stay_or_pay {
        add(
            format!("stay or pay: {text}"),
            "count what leaving early would cost before you value the rest",
        );
    }
    if offer.terms.arbitration == Some(true) {
        add(
            "disputes go to arbitration".into(),
            "read what it waives, such as joining others in a claim",
        );
    }
    for payment in offer.one_time.iter() {
        if let Some(clawback) = payment.clawback {
            add(
                format!(
                    "the {} payment is owed back when leaving within {} months{}",
                    payment.kind,
                    clawback.months,
                    if clawback.prorated {
                        ", falling month by month"
                    } else {
                        ", in full until then"
                    }
                ),
                if clawback.prorated {
                    "ask whether what is owed is before or after tax"
                } else {
                    "ask for it to fall month by month, and after tax"
                },
            );
        }
    }
    if offer.company.kind == CompanyKind::Private {
        for grant in &offer.grants {
            if grant.kind.is_option() && grant.exercise_window_months.is_some_and(|m| m < 12.0) {
                add(
                    format!(
                        "vested options lapse {:.0} months after leaving",
                        grant.exercise_window_months.unwrap_or_default()
                    ),
                    "exercising then costs the strike and perhaps tax; ask for a longer window",
                );
            }
        }
    }
    flags
}

/// The next things to do, most pressing first.
pub fn next_steps(looked: &Looked, valued: Option<&Valued>) -> Vec<Step> {
    let case = &looked.opened.case;
    let mut steps = Vec::new();
    let mut add = |text: String, href: String| steps.push(Step { text, href });
    if looked.is_broken() {
        let first = looked
            .opened
            .diagnostics
            .iter()
            .find(|diagnostic| diagnostic.is_error());
        if let Some(location) = first.and_then(|diagnostic| diagnostic.location.as_ref()) {
            add(
                format!("Mend {}, line {}", location.file, location.line),
                format!("/edit/{}", location.file),
            );
        }
    }
    let unconfirmed = case.offers.iter().find(|offer| offer.unconfirmed);
    if let Some(offer) = unconfirmed {
        add(
            format!(
                "Confirm the terms of {}: nothing is said of them until you do",
                offer.employer
            ),
            format!("/edit/offers/{}.toml", offer.id),
        );
    }
    if case.offers.is_empty() {
        add("Add the offer you hold".into(), "/offers/new".into());
    }
    if case.profile.current_job.is_none() {
        add(
            "Describe your current job: it sets the walk-away".into(),
            "/edit/me.toml".into(),
        );
    }
    let mut by_deadline: Vec<_> = case
        .open_offers()
        .filter(|offer| !offer.unconfirmed)
        .collect();
    by_deadline.sort_by_key(|offer| (offer.deadline.is_none(), offer.deadline));
    for offer in by_deadline {
        let until = offer.deadline.map_or(String::new(), |day| {
            format!(", which wants an answer by {day}")
        });
        if offer.status == OfferStatus::Verbal {
            add(
                format!("Get {} in writing{until}", offer.employer),
                format!("/plan/{}", offer.id),
            );
        } else if valued.is_some() {
            add(
                format!("Plan the counter to {}{until}", offer.employer),
                format!("/plan/{}", offer.id),
            );
        }
    }
    steps
}

/// Payoffs of every private holding of every alternative.
pub(crate) fn payoffs(
    appraisal: &Appraisal<'_>,
) -> std::collections::BTreeMap<String, Vec<Payoff>> {
    const STEPS: u32 = 60;
    appraisal
        .evaluated
        .iter()
        .filter_map(|one| {
            let today = one.prepared.private.as_ref()?.value;
            let lines: Vec<Payoff> = one
                .prepared
                .flows
                .holdings
                .iter()
                .zip(&one.prepared.stakes)
                .filter(|(holding, _)| !holding.refresher)
                .filter_map(|(holding, stake)| {
                    let batna_value::sim::Holding::Stake(stake) = stake.as_ref().ok()?.first()?
                    else {
                        return None;
                    };
                    let shares = stake
                        .vested
                        .last()
                        .copied()
                        .filter(|shares| *shares > 0.0)?;
                    let points = (0..=STEPS)
                        .map(|step| {
                            let value = today * 3.0 * f64::from(step) / f64::from(STEPS);
                            let share = (stake.payoff.at(value) - stake.strike).max(0.0);
                            (value, share * shares)
                        })
                        .collect();
                    Some(Payoff {
                        label: holding.kind.label().to_owned(),
                        today,
                        points,
                    })
                })
                .collect();
            (!lines.is_empty()).then(|| (one.value.id.clone(), lines))
        })
        .collect()
}

/// `$205k`.
pub fn amount(value: f64, currency: Currency) -> String {
    crate::report::short(value, currency)
}

/// `62%`, and never quite certain.
pub fn percent(value: f64) -> String {
    crate::report::chance(value)
}

/// `$161k  (140k–190k)`: the middle and the range of a figure; none where unknown.
pub fn range_of(figure: &Figure, currency: Currency) -> Option<(String, Option<(String, String)>)> {
    let (low, middle, high) = (figure.p10?, figure.p50?, figure.p90?);
    let ends = (!figure.is_fixed()).then(|| (amount(low, currency), amount(high, currency)));
    Some((amount(middle, currency), ends))
}

/// The ways to draw level, in a phrase each.
pub fn break_evens(comparison: &Comparison, a: &str, b: &str) -> Vec<String> {
    let name = |id: &str| comparison.employer(id);
    let pairs = comparison.pairs.iter();
    let mut ways = Vec::new();
    for pair in pairs.filter(|pair| pair.a == a && pair.b == b) {
        ways.extend(crate::report::unvalued_levels(
            pair,
            comparison.currency,
            name,
        ));
        ways.extend(
            pair.break_evens
                .iter()
                .filter_map(|even| crate::report::break_even_text(even, &name(&even.alternative))),
        );
    }
    ways
}

/// Every two alternatives on the same paths.
pub(super) fn chances<Paths: AsRef<Worths>>(
    all: &[Evaluated<Paths>],
    horizon_years: u32,
) -> Vec<Chance> {
    let years = f64::from(horizon_years);
    let mut chances = Vec::new();
    for (index, a) in all.iter().enumerate() {
        for b in all.iter().skip(index + 1) {
            let sides = a.comparable_worths().zip(b.comparable_worths());
            let certain = a.comparable_ce().zip(b.comparable_ce());
            let (Some((first, second)), Some((ce_a, ce_b))) = (sides, certain) else {
                continue;
            };
            // Paths of one glimpse are as many on either side.
            let Ok(chance) = wins(&first, &second) else {
                continue;
            };
            chances.push(Chance {
                a: a.value.id.clone(),
                b: b.value.id.clone(),
                a_beats_b: chance.value,
                gap_a_year: (ce_a - ce_b) / years,
            });
        }
    }
    chances
}

/// `$205k`, `4.0 weeks`: an amount of a component as people write it.
pub fn component(component: Component, value: f64, currency: Currency) -> String {
    batna_plan::component::written(component, value, currency)
}

/// The ends of a published range.
pub fn published(range: &PublishedRange) -> String {
    crate::report::range_text(range)
}

/// A term that was spoken and that the offer's file does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritten {
    pub offer: String,
    pub term: String,
    pub value: String,
    pub date: Date,
    /// What the file says instead.
    pub stated: Option<String>,
}

/// What the other side said and the offer's file does not say; the latest word on each term.
pub fn unwritten(looked: &Looked) -> Vec<Unwritten> {
    let case = &looked.opened.case;
    let mut latest: Vec<Unwritten> = Vec::new();
    let said = case
        .ledger
        .iter()
        .filter(|entry| entry.by != Speaker::Me && !entry.unconfirmed);
    for entry in said {
        let Some(offer) = &entry.offer else { continue };
        let stated = terms(looked, offer);
        for (term, value) in &entry.terms {
            latest.retain(|known| known.offer != *offer || known.term != *term);
            let in_file = stated.iter().find(|known| known.key == *term);
            if in_file.is_none_or(|known| !alike(&known.value, value)) {
                latest.push(Unwritten {
                    offer: offer.clone(),
                    term: term.clone(),
                    value: value.clone(),
                    date: entry.date,
                    stated: in_file.map(|known| known.value.clone()),
                });
            }
        }
    }
    latest
}

/// The same amount however it is written, else the same text.
fn alike(a: &str, b: &str) -> bool {
    let money = |text: &str| text.parse::<Money>().ok();
    match (money(a), money(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.trim().eq_ignore_ascii_case(b.trim()),
    }
}
