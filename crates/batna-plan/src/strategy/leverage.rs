//! What speaks for the person, and how much it may be leaned on.

use batna_case::model::Offer;
use batna_core::{Band, Measure};
use jiff::civil::Date;
use serde::Serialize;

use crate::claim::{Claim, Fact, Support};
use crate::component::{Component, to_money};
use crate::packages::Backing;

#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Leverage {
    pub kind: LeverageKind,
    pub strength: Strength,
    /// For the owner.
    pub reason: String,
    pub evidence: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeverageKind {
    CompetingOffer,
    RunningProcess,
    Market,
    PostedRange,
    Achievements,
    CurrentJob,
    LeavingCost,
    Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Speaks for the employer, and is better known than met unprepared.
    Against,
    Weak,
    Some,
    Strong,
}

/// Leverages with their reasons, strongest first. Never empty: time and questions remain.
pub fn leverage(support: &Support, offer: &Offer, market: &[Band], as_of: Date) -> Vec<Leverage> {
    let mut found = Vec::new();
    let ids = |claim: Claim| -> Vec<String> {
        support
            .all(claim)
            .flat_map(|statement| statement.evidence().iter().cloned())
            .collect()
    };
    let mut add = |kind, strength, reason: String, evidence| {
        found.push(Leverage {
            kind,
            strength,
            reason,
            evidence,
        });
    };
    if support.has(Claim::CompetingWritten) {
        add(
            LeverageKind::CompetingOffer,
            Strength::Strong,
            "another written offer is open; it counts while it lasts".into(),
            ids(Claim::CompetingWritten),
        );
    }
    if support.has(Claim::CompetingVerbal) {
        add(
            LeverageKind::CompetingOffer,
            Strength::Some,
            "another offer is spoken, not written: say it as that, and ask for it in writing"
                .into(),
            ids(Claim::CompetingVerbal),
        );
    }
    if support.has(Claim::RunningProcess) {
        add(
            LeverageKind::RunningProcess,
            Strength::Weak,
            "a process elsewhere gives a reason for time, not for a figure".into(),
            ids(Claim::RunningProcess),
        );
    }
    let base = offer.base.map(batna_core::Money::to_f64);
    for band in market.iter().filter(|band| {
        band.measure == Measure::Base
            && band.grade.supports_a_market_claim()
            && offer
                .base
                .is_some_and(|base| base.currency() == band.currency)
    }) {
        let Some(at) = base.and_then(|base| band.percentile_of(base)) else {
            continue;
        };
        let (strength, word) = if at < 40.0 {
            (Strength::Strong, "low in")
        } else if at < 60.0 {
            (Strength::Some, "in the middle of")
        } else {
            (Strength::Weak, "high in")
        };
        // A base that stands high speaks for the employer: no ground to ask on.
        let strength = match word {
            "high in" => None,
            _ => Some(strength),
        };
        let sample = band
            .n
            .map_or("sample size unknown".to_owned(), |n| format!("n={n}"));
        let at = at.round() as u32;
        let place = format!(
            "base stands {word} the market for {} (about the {at}{} percentile, {sample}, {})",
            band.subject,
            ending(at),
            band.as_of
        );
        match strength {
            Some(strength) => add(
                LeverageKind::Market,
                strength,
                place,
                ids(Claim::MarketBand),
            ),
            None => add(
                LeverageKind::Market,
                Strength::Against,
                format!("against you: {place}; lead with what is not base"),
                ids(Claim::MarketBand),
            ),
        }
    }
    if let (Some(range), Some(base)) = (offer.posted_range, offer.base)
        && range.high.currency() == base.currency()
    {
        let below = base.amount() < range.high.amount();
        let against = "against you: the base is at or above the posted maximum";
        add(
            LeverageKind::PostedRange,
            if below {
                Strength::Some
            } else {
                Strength::Against
            },
            if below {
                format!(
                    "they posted up to {:#}; the base offered is {:#}",
                    range.high, base
                )
            } else {
                against.to_owned()
            },
            ids(Claim::PostedRange),
        );
    }
    if support.has(Claim::Achievement) {
        let shown = support
            .all(Claim::Achievement)
            .filter(|statement| statement.fact("metric").is_some())
            .count();
        add(
            LeverageKind::Achievements,
            if shown > 0 {
                Strength::Some
            } else {
                Strength::Weak
            },
            format!("achievements on record that fit the role, {shown} with a number"),
            ids(Claim::Achievement),
        );
    }
    if support.has(Claim::LeavingCost) {
        add(
            LeverageKind::LeavingCost,
            Strength::Some,
            "leaving costs something that a signing bonus can make whole".into(),
            ids(Claim::LeavingCost),
        );
    }
    if support.has(Claim::CurrentJob) {
        add(
            LeverageKind::CurrentJob,
            Strength::Some,
            "there is a job to stay in: no answer is forced".into(),
            ids(Claim::CurrentJob),
        );
    }
    if let Some(days) = offer.deadline.map(|day| days_between(as_of, day)) {
        add(
            LeverageKind::Time,
            Strength::Weak,
            if days < 0 {
                "the deadline has passed: ask first whether the offer still stands".into()
            } else {
                format!("{days} days to the deadline; more may be asked for")
            },
            Vec::new(),
        );
    }
    if found.iter().all(|leverage| {
        leverage.kind == LeverageKind::Time || leverage.strength == Strength::Against
    }) {
        // Before the days that are left, which are no ground by themselves.
        found.insert(
            0,
            Leverage {
                kind: LeverageKind::Time,
                strength: Strength::Weak,
                reason: "no leverage but time and evidence: ask for time, gather market figures, \
                     confirm what you have achieved, and let other processes catch up"
                    .into(),
                evidence: Vec::new(),
            },
        );
    }
    found.sort_by_key(|leverage| std::cmp::Reverse(leverage.strength));
    found
}

/// `st`, `nd`, `rd` or `th`.
fn ending(number: u32) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// Amounts of base that evidence speaks for: percentiles of the market, the posted
/// maximum, another written offer. In the offer's currency only.
pub fn backings(support: &Support, offer: &Offer) -> Vec<Backing> {
    let Some(currency) = offer.base.map(batna_core::Money::currency) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for statement in support.statements() {
        let evidence = statement.evidence().first().cloned().unwrap_or_default();
        let mut push = |fact: Option<&Fact>, what: &str| {
            if let Some(Fact::Money(money)) = fact
                && money.currency() == currency
            {
                found.push(Backing {
                    component: Component::Base,
                    amount: money.to_f64(),
                    what: format!("{what}: {:#}", to_money(money.to_f64(), currency)),
                    evidence: evidence.clone(),
                });
            }
        };
        match statement.claim() {
            Claim::MarketBand if matches!(statement.fact("measure"), Some(Fact::Words(w)) if w == "base") =>
            {
                push(statement.fact("high"), "upper quarter of the market");
                push(statement.fact("mid"), "middle of the market");
            }
            Claim::PostedRange => push(statement.fact("high"), "posted maximum"),
            // A confidential offer's figure is not in its statement: an ask that leaned on
            // it would tell it.
            Claim::CompetingWritten => push(statement.fact("base"), "another written offer"),
            _ => {}
        }
    }
    found
}

/// Days from one date to another; negative where it is before.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
