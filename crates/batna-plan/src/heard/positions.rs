//! The positions that both sides have taken, from the ledger.

use std::collections::BTreeMap;

use batna_case::model::{Case, Channel, LedgerEntry, Speaker};
use batna_core::{Currency, Diagnostic, Money, Rate, Shares};
use jiff::civil::Date;
use serde::Serialize;

use super::reader::{Heard, Listening, read};
use crate::component::{Component, Package, Unit, written};
use crate::offered;

/// Who took a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Me,
    Them,
}

/// Terms that a side stood on at some point.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Position {
    pub by: Side,
    #[schemars(with = "String")]
    pub date: Date,
    pub written: bool,
    /// Only the terms they spoke of.
    pub terms: Package,
    /// What stood before, of the terms they spoke of.
    pub before: Package,
    /// What was asked of these is refused.
    pub refused: Vec<Component>,
    /// All that was asked is refused.
    pub refuses: bool,
}

/// What one side has moved on a component since it first spoke of it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Conceded {
    pub by: Side,
    pub component: Component,
    pub from: f64,
    pub to: f64,
    /// Toward the other side.
    pub toward: bool,
}

/// Ledger terms (`base = "215000 USD"`) as a package; what is not a component, or does
/// not read as an amount of it, is left out.
pub fn package_of_terms(terms: &BTreeMap<String, String>, currency: Currency) -> Package {
    let mut package = Package::new(currency);
    for (field, value) in terms {
        let Some(component) = component_of_field(field, value) else {
            continue;
        };
        if let Some(amount) = amount_of(component, value, currency) {
            package.set(component, amount);
        }
    }
    package
}

/// A package with one field as a letter states it; without the term where the value is "".
pub(crate) fn put_back(package: &mut Package, field: &str, value: &str) {
    let spoken: Vec<Component> = match component_of_field(field, value) {
        Some(component) if component.is_equity() => package
            .terms
            .keys()
            .copied()
            .filter(|known| known.is_equity())
            .chain([component])
            .collect(),
        Some(component) => vec![component],
        None => return,
    };
    for component in spoken {
        package.terms.remove(&component);
    }
    let written = BTreeMap::from([(field.to_owned(), value.to_owned())]);
    for (component, amount) in package_of_terms(&written, package.currency).terms {
        package.set(component, amount);
    }
}

/// The component that a field of an offer file states.
fn component_of_field(field: &str, value: &str) -> Option<Component> {
    let name = field.replace('_', "-");
    if matches!(name.as_str(), "equity" | "grant" | "grant.size" | "grants") {
        return Some(if value.trim_end().ends_with('%') {
            Component::EquityPercent
        } else if value.trim().parse::<Money>().is_ok() {
            Component::EquityAmount
        } else {
            Component::EquityShares
        });
    }
    match name.as_str() {
        "bonus" | "bonus.target" => Some(Component::BonusTarget),
        "signing-bonus" | "sign-on" => Some(Component::Signing),
        "remote" => Some(Component::RemoteDays),
        "severance-months" => Some(Component::Severance),
        other => Component::from_id(other),
    }
}

fn amount_of(component: Component, value: &str, currency: Currency) -> Option<f64> {
    let text = value.trim();
    match component.unit() {
        Unit::CurrencyPerYear | Unit::CurrencyOnce => text
            .parse::<Money>()
            .ok()
            .filter(|money| money.currency() == currency)
            .map(Money::to_f64),
        Unit::Fraction => text.parse::<Rate>().ok().map(Rate::to_f64),
        Unit::Shares => text
            .trim_end_matches(|c: char| c.is_alphabetic() && !"kKmM".contains(c))
            .trim()
            .parse::<Shares>()
            .ok()
            .map(Shares::to_f64),
        Unit::Flag => match text {
            "true" | "yes" => Some(1.0),
            "false" | "no" => Some(0.0),
            _ => None,
        },
        _ => text
            .split_whitespace()
            .next()
            .and_then(|number| number.parse::<f64>().ok())
            .filter(|number| number.is_finite() && *number >= 0.0),
    }
}

/// Positions about an offer, oldest first. Unconfirmed entries count for nothing.
pub fn positions(case: &Case, offer: &str) -> Vec<Position> {
    let currency = case
        .offer(offer)
        .and_then(|offer| offer.base.map(Money::currency))
        .unwrap_or(case.profile.currency);
    let mut found: Vec<Position> = case
        .ledger
        .iter()
        .filter(|entry| entry.offer.as_deref() == Some(offer) && !entry.unconfirmed)
        .filter_map(|entry| {
            let terms = package_of_terms(&entry.terms, currency);
            let by = if entry.by == Speaker::Me {
                Side::Me
            } else {
                Side::Them
            };
            let heard = match by {
                Side::Them => heard_in(entry, None, currency),
                Side::Me => Heard::default(),
            };
            let says_no = heard.refuses || !heard.refused.is_empty();
            (!terms.terms.is_empty() || says_no).then_some(Position {
                by,
                date: entry.date,
                written: Channel::is_written(entry.channel),
                terms,
                before: package_of_terms(&entry.letter, currency),
                refused: heard.refused,
                refuses: heard.refuses,
            })
        })
        .collect();
    found.sort_by_key(|position| position.date);
    found
}

/// Components that the employer said do not move, and that it has not moved since. Read from
/// the words on record, so that a plan made later still knows them.
pub fn said_fixed(case: &Case, offer: &str, current: &Package) -> Vec<Component> {
    let mut fixed: Vec<Component> = Vec::new();
    for entry in their_words(case, offer) {
        let heard = heard_in(entry, Some(current), current.currency);
        let moved = package_of_terms(&entry.terms, current.currency);
        fixed.retain(|component| moved.get(*component).is_none());
        for component in heard.fixed {
            if !fixed.contains(&component) {
                fixed.push(component);
            }
        }
    }
    fixed
}

/// The most that the employer said it can do, by component, the latest word on each.
pub fn said_limits(case: &Case, offer: &str, current: &Package) -> BTreeMap<Component, f64> {
    their_words(case, offer)
        .into_iter()
        .flat_map(|entry| heard_in(entry, Some(current), current.currency).limits)
        .map(|limit| (limit.component, limit.most))
        .collect()
}

/// What the employer said of an offer, oldest first. Unconfirmed entries count for nothing.
fn their_words<'a>(case: &'a Case, offer: &str) -> Vec<&'a LedgerEntry> {
    let mut entries: Vec<_> = case
        .ledger
        .iter()
        .filter(|entry| {
            entry.offer.as_deref() == Some(offer) && !entry.unconfirmed && entry.by != Speaker::Me
        })
        .collect();
    entries.sort_by_key(|entry| entry.date);
    entries
}

/// The words of an entry, read again on the day they were said.
fn heard_in(entry: &LedgerEntry, current: Option<&Package>, currency: Currency) -> Heard {
    read(
        &entry.said,
        Listening {
            current,
            currency,
            as_of: entry.date,
        },
    )
}

/// What each side has moved since its first word on each component.
pub fn conceded(positions: &[Position]) -> Vec<Conceded> {
    let mut found = Vec::new();
    for by in [Side::Them, Side::Me] {
        for component in Component::ALL {
            let mut said = positions
                .iter()
                .filter(|position| position.by == by)
                .filter_map(|position| position.terms.get(component));
            let Some(first) = said.next() else {
                continue;
            };
            let Some(last) = said.next_back() else {
                continue;
            };
            if first != last {
                let up = (last > first) != component.less_is_better();
                found.push(Conceded {
                    by,
                    component,
                    from: first,
                    to: last,
                    toward: up == (by == Side::Them),
                });
            }
        }
    }
    found
}

/// Where the employer's last word in the ledger and the offer's file differ.
pub fn contradictions(case: &Case, offer: &str) -> Vec<Diagnostic> {
    let Some(record) = case.offer(offer) else {
        return Vec::new();
    };
    let Some(package) = offered::package_of(record) else {
        return Vec::new();
    };
    let mut last: BTreeMap<Component, (f64, Date, bool)> = BTreeMap::new();
    for position in positions(case, offer) {
        if position.by == Side::Them {
            for (component, amount) in &position.terms.terms {
                last.insert(*component, (*amount, position.date, position.written));
            }
        }
    }
    last.into_iter()
        .filter_map(|(component, (said, date, on_paper))| {
            let filed = package.get(component)?;
            let differs = (said - filed).abs() > filed.abs().max(said.abs()) * 1e-6;
            differs.then(|| {
                let how = if on_paper { "wrote" } else { "said" };
                Diagnostic::warning(
                    "plan::ledger-contradicts-offer",
                    format!(
                        "on {date} they {how} {component} {}, the offer's file has {}",
                        written(component, said, package.currency),
                        written(component, filed, package.currency)
                    ),
                )
                .remedy(
                    "ask for it in a revised letter, then bring the file up to date; until then \
                     the plan goes by the file",
                )
            })
        })
        .collect()
}
