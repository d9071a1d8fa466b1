//! What equity of a private company may become before an exit, as the case states it: sold at
//! tenders, or taken back from a leaver; and what a reader is told of it.
//!
//! Tenders are counted where the case says that the company holds them, and never otherwise.
//! What it leaves open has a default that the note names. Everything that may be sold is sold.

use batna_case::model::{CompanyKind, Grant, TakenBackAt, Tenders};
use batna_core::{Money, Piecewise, Rate, Scalar};
use jiff::civil::Date;

use crate::alternative::Alternative;
use crate::assumptions::{Assumptions, Scenario};
use crate::sim;
use crate::vest;

/// The tenders that a company is said to hold.
fn stated(alternative: &Alternative) -> Option<&Tenders> {
    let company = &alternative.company;
    let private = company.kind == CompanyKind::Private;
    company.tenders.as_ref().filter(|_| private)
}

/// Months between tenders, where they are stated and more than none.
fn every(tenders: &Tenders) -> Option<f64> {
    tenders.every_months.filter(|months| *months > 0.0)
}

fn chance(tenders: &Tenders, assumptions: &Assumptions) -> f64 {
    match (tenders.chance, every(tenders)) {
        (Some(chance), _) => chance.to_f64(),
        (None, Some(months)) => 12.0 / months,
        (None, None) => assumptions.tenders.chance,
    }
    .clamp(0.0, 1.0)
}

/// What may be sold at one: where only an amount is the limit, all of what is vested.
fn sells(tenders: &Tenders, assumptions: &Assumptions) -> f64 {
    match (tenders.sells, tenders.limit) {
        (Some(part), _) => part.to_f64(),
        (None, Some(_)) => 1.0,
        (None, None) => assumptions.tenders.sells,
    }
    .clamp(0.0, 1.0)
}

fn price(tenders: &Tenders, assumptions: &Assumptions) -> f64 {
    let stated = tenders.price.map(|part| part.to_f64());
    stated.unwrap_or(assumptions.tenders.price).max(0.0)
}

/// The company's tenders; none in a scenario without failures and rounds.
pub(crate) fn tenders(
    alternative: &Alternative,
    assumptions: &Assumptions,
) -> Option<sim::Tenders> {
    let tenders = stated(alternative)?;
    (assumptions.settings.scenario == Scenario::Simulated).then(|| sim::Tenders {
        chance: chance(tenders, assumptions),
        part: sells(tenders, assumptions),
        limit: in_currency(tenders.limit, alternative),
        leavers: tenders.leavers.unwrap_or(false),
        leaver_limit: in_currency(tenders.leaver_limit, alternative),
    })
}

fn in_currency(limit: Option<Money>, alternative: &Alternative) -> Option<f64> {
    let limit = limit.filter(|limit| limit.currency() == alternative.currency)?;
    Some(limit.amount().to_f64().max(0.0))
}

/// The price of a share at a tender, by the company's value that today's shares keep; none where
/// units of this kind are not taken.
pub(crate) fn tender_price(
    alternative: &Alternative,
    kind: sim::StakeKind,
    (headline, value): (f64, f64),
    assumptions: &Assumptions,
) -> Option<Piecewise> {
    let tenders = stated(alternative)?;
    let waits = kind == sim::StakeKind::DoubleTriggerRsu;
    let taken = !waits || tenders.units.unwrap_or(true);
    (taken && value > 0.0)
        .then(|| Piecewise::proportional(price(tenders, assumptions) * headline / value))
}

/// The first day on which one may sell.
pub(crate) fn first_sale(alternative: &Alternative) -> Date {
    let months = stated(alternative).and_then(|tenders| tenders.after_months);
    months
        .map(|months| months.round().clamp(0.0, 1_200.0) as u32)
        .and_then(|months| vest::after(alternative.start, months))
        .unwrap_or(alternative.start)
}

/// The right to take a grant's vested equity back.
pub(crate) fn buy_back(grant: &Grant, assumptions: &Assumptions) -> Option<sim::BuyBack> {
    let price = match grant.taken_back_at? {
        TakenBackAt::Never => return None,
        TakenBackAt::FairValue => sim::BuyBackPrice::Fair,
        TakenBackAt::Cost => sim::BuyBackPrice::Cost,
        TakenBackAt::Nothing => sim::BuyBackPrice::Nothing,
    };
    Some(sim::BuyBack {
        price,
        chance: taken_back_chance(grant, assumptions),
    })
}

fn taken_back_chance(grant: &Grant, assumptions: &Assumptions) -> f64 {
    let stated = grant.taken_back_chance.map(|chance| chance.to_f64());
    stated.unwrap_or(assumptions.taken_back_chance)
}

/// What a reader should know of the tenders and the rights that are counted, and of those that
/// are not.
pub(crate) fn notes(alternative: &Alternative, assumptions: &Assumptions) -> Vec<String> {
    let mut notes = Vec::new();
    if alternative.company.kind == CompanyKind::Public {
        let taken = |grant: &Grant| buy_back(grant, assumptions).is_some();
        if alternative.company.tenders.is_some() || alternative.grants.iter().any(taken) {
            notes.push(
                "tenders and rights to take vested equity back are counted for private companies \
                 only"
                    .into(),
            );
        }
        return notes;
    }
    if assumptions.settings.scenario != Scenario::Simulated {
        return notes;
    }
    if let Some(tenders) = stated(alternative) {
        notes.push(of_tenders(tenders, assumptions));
    }
    for grant in &alternative.grants {
        let what = match grant.taken_back_at {
            None | Some(TakenBackAt::Never) => continue,
            Some(TakenBackAt::FairValue) => "bought back at its fair value",
            Some(TakenBackAt::Cost) => "bought back at what you paid",
            Some(TakenBackAt::Nothing) => "forfeited",
        };
        notes.push(format!(
            "{}: vested equity is {what} when you leave before an exit, with a chance of {}",
            grant.id,
            said(
                taken_back_chance(grant, assumptions),
                grant.taken_back_chance
            )
        ));
    }
    notes
}

/// A share, and that it is a default where the case does not state it.
fn said(value: f64, stated: Option<Rate>) -> String {
    let percent = format!("{:.1}", value * 100.0);
    let percent = percent.strip_suffix(".0").unwrap_or(&percent);
    match stated {
        Some(_) => format!("{percent}%"),
        None => format!("{percent}% (assumed)"),
    }
}

fn of_tenders(tenders: &Tenders, assumptions: &Assumptions) -> String {
    let yearly = match every(tenders) {
        // A frequency is a statement too.
        Some(_) => tenders.chance.or(Some(Rate::ZERO)),
        None => tenders.chance,
    };
    let most = match (tenders.sells, tenders.limit) {
        (None, Some(limit)) => format!("up to {limit:#}"),
        (part, limit) => {
            let part = said(sells(tenders, assumptions), part);
            let limit = limit.map_or_else(String::new, |limit| format!(", up to {limit:#}"));
            format!("{part} of what you hold vested{limit}")
        }
    };
    let leavers = match (tenders.leavers, tenders.leaver_limit) {
        (Some(true), Some(limit)) => format!("and when you have left, up to {limit:#}"),
        (Some(true), None) => "and when you have left".to_owned(),
        (Some(false), _) => "and not when you have left".to_owned(),
        (None, _) => "and not when you have left (assumed)".to_owned(),
    };
    let units = match tenders.units {
        Some(false) => "; units that wait for a listing or sale are not taken",
        _ => "",
    };
    format!(
        "tenders: with a chance of {} a year you sell {most}, at {} of the last preferred price, {leavers}{units}",
        said(chance(tenders, assumptions), yearly),
        said(price(tenders, assumptions), tenders.price)
    )
}
