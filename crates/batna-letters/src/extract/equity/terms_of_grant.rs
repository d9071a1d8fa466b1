//! What a sentence says of a grant beside its size: kind, prices, windows, triggers.

use rust_decimal::Decimal;

use super::Gathered;
use super::size::{SizeUnit, is_whole_company, unit_of};
use crate::evidence::Line;
use crate::extract::{confidence, field};
use crate::letter::Letter;
use crate::lexicon::{Kind, Role, Says, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{LengthUnit, Quantity, Value, written};

pub(super) fn read(letter: &Letter, index: usize, grant: &mut Gathered, proposal: &mut Proposal) {
    let Some(line) = letter.lines.get(index) else {
        return;
    };
    kind(line, grant, proposal);
    prices(letter, index, line, grant, proposal);
    let mut once = |name: &str, value: String, sure: Confidence| {
        if proposal.get(&grant.at(name)).is_none() {
            proposal.add(field(grant.at(name), value, line, sure));
        }
    };
    if let Some(value) = acceleration(letter, index, line) {
        once("acceleration", value.to_owned(), Confidence::High);
    }
    if let Some((window, sure)) = exercise_window(line) {
        once("exercise_window", window, sure);
    }
    if line.has(Signal::Early) && !line.has(Signal::NotEarly) {
        once("early_exercise", "true".into(), Confidence::High);
    }
    let option = grant.is_option();
    if line.has(Signal::Liquidity)
        && line.has(Signal::Condition)
        && !option
        && !line.has(Signal::Accelerat)
    {
        once("liquidity_required", "true".into(), Confidence::Medium);
    }
    // `satisfied within seven years of the grant`, else it lapses.
    let expires = || {
        line.quantities.iter().find_map(|one| match &one.value {
            Value::Length(length) if length.unit == LengthUnit::Year && length.number >= 2 => {
                Some(length.written())
            }
            // `before the seventh anniversary of the grant`
            Value::Anniversary(months) if *months >= 24 => Some(format!("{} years", months / 12)),
            _ => None,
        })
    };
    if line.has(Signal::Liquidity)
        && line.has(Signal::Lapse)
        && !option
        && let Some(length) = expires()
    {
        once("liquidity_expires", length, Confidence::Medium);
    }
    if let Some(days) = averaged(line) {
        once("averaging_days", days.to_string(), Confidence::Medium);
    }
    if line.has(Signal::Repurchase) && line.sentence.text.to_ascii_lowercase().contains("vested") {
        let short: String = line.sentence.text.chars().take(160).collect();
        once("repurchase", short, Confidence::Medium);
    }
}

/// `options`, then `intended as incentive stock options`.
fn kind(line: &Line, grant: &mut Gathered, proposal: &mut Proposal) {
    let path = grant.at("kind");
    let named = line.kinds();
    let found = match grant.kind {
        None => named.first().map(|(kind, _)| *kind),
        Some(Kind::Options) => {
            let iso = named.iter().find(|(kind, _)| *kind == Kind::Iso);
            let nso = named.iter().find(|(kind, _)| *kind == Kind::Nso);
            // `incentive to the extent allowed, else nonstatutory` is first of all incentive.
            // What is left over `to the extent` of a limit says nothing of the whole.
            let limited = line.tokens.iter().any(|token| token.is("extent"));
            iso.or(nso.filter(|_| !limited)).map(|(kind, _)| *kind)
        }
        // `a restricted stock award worth $96,000`, then `the number of RSUs`
        Some(Kind::Rsa) => {
            let size = proposal.get(&grant.at("size"));
            let of_money = size.is_some_and(|size| unit_of(size) == SizeUnit::Money);
            let rsu = named.iter().find(|(kind, _)| *kind == Kind::Rsu);
            rsu.filter(|_| of_money).map(|(kind, _)| *kind)
        }
        Some(_) => None,
    };
    let Some(kind) = found else {
        return;
    };
    grant.kind = Some(kind);
    proposal.fields.retain(|had| had.path != path);
    proposal.add(field(path, kind.name(), line, Confidence::High));
}

fn prices(letter: &Letter, index: usize, line: &Line, grant: &Gathered, proposal: &mut Proposal) {
    let has = |proposal: &Proposal, name: &str| proposal.get(&grant.at(name)).is_some();
    let of_money = proposal
        .get(&grant.at("size"))
        .is_some_and(|size| unit_of(size) == SizeUnit::Money);
    for (claim, quantity) in letter.claims_of(index) {
        if let Some(count) = quantity.count()
            && is_whole_company(line, claim, quantity)
            && count >= Decimal::from(100_000)
        {
            let path = grant.at("fully_diluted");
            // What is written beats what was calculated.
            proposal
                .fields
                .retain(|had| had.path != path || had.confidence != Confidence::Low);
            if !has(proposal, "fully_diluted") {
                proposal.add(field(path, count.to_string(), line, Confidence::High));
            }
            continue;
        }
        let Some(money) = quantity.money() else {
            continue;
        };
        let roles = [
            (Role::Strike, "strike"),
            (Role::FairValue, "fair_value"),
            (Role::Preferred, "preferred_price"),
            (Role::Conversion, "conversion_price"),
        ];
        if claim.ranked.iter().all(|(_, score)| *score < 1.2)
            && grant.is_option()
            && is_exercise_price(line, quantity)
            && !has(proposal, "strike")
        {
            proposal.add(field(
                grant.at("strike"),
                written(money),
                line,
                Confidence::Medium,
            ));
            continue;
        }
        let top = claim.ranked.first().map_or(0.0, |(_, score)| *score);
        let is_price = claim
            .ranked
            .first()
            .is_some_and(|(role, _)| roles.iter().any(|(of, _)| of == role));
        if !is_price || top < 1.2 {
            continue;
        }
        let only = line
            .quantities
            .iter()
            .filter(|one| one.money().is_some())
            .count()
            == 1;
        for (role, name) in roles {
            let score = claim.score(role);
            let first = claim.ranked.first().is_some_and(|(of, _)| *of == role);
            // A price by which an amount becomes shares can be that of a round or of the valuation too.
            let named = role == Role::Preferred
                && only
                && claim.is(Role::Conversion)
                && line.speaks_of(role, 3.0);
            let also = of_money
                && (score >= 1.5 || named)
                && match role {
                    Role::Conversion => true,
                    // `a price of $38.50, the price of Series D preferred`
                    Role::Preferred if only && claim.is(Role::Conversion) => true,
                    Role::Preferred | Role::FairValue => {
                        claim.score(Role::Conversion) >= 1.2 || first
                    }
                    _ => false,
                };
            let clear = first && (claim.is(role) || also);
            // Units have no price of exercise.
            let none = role == Role::Strike && matches!(grant.kind, Some(Kind::Rsu | Kind::Rsa));
            // `at today's price this would be some 6,000 units` is an example.
            let example = line.has(Signal::Approximate);
            if none || role == Role::Conversion && (!of_money || example) {
                continue;
            }
            if (clear || also) && !has(proposal, name) {
                // `which we expect to be $0.14` is no price yet.
                let near = line
                    .tokens
                    .get(quantity.at.start.saturating_sub(5)..quantity.at.start);
                let expected = near.unwrap_or_default().iter().any(|token| {
                    token.is_any(&["expect", "expected", "anticipate", "anticipated", "likely"])
                });
                let sure = if expected {
                    Confidence::Low
                } else {
                    confidence(score)
                };
                proposal.add(field(grant.at(name), written(money), line, sure));
            }
        }
        if claim.is(Role::Strike)
            && only
            && is_value_too(line, quantity)
            && !has(proposal, "fair_value")
        {
            let value = field(
                grant.at("fair_value"),
                written(money),
                line,
                Confidence::Low,
            );
            proposal.add(value);
        }
        strike_by_value(line, claim.is(Role::FairValue), money, grant, proposal);
    }
}

/// `9,600 options, at $1.75 each`: an option at a price for one share.
fn is_exercise_price(line: &Line, quantity: &Quantity) -> bool {
    let before = line.word_before(quantity.at.start, 1);
    // `options: 4,000 at £7.20`
    let counted = line
        .quantities
        .iter()
        .any(|one| one.count().is_some() && one.at.end + 1 == quantity.at.start && before != "for");
    matches!(before, "at" | "@" | "for")
        && (counted || line.near(Signal::PerShare, quantity, 0, 2))
        && line.kinds().iter().any(|(kind, _)| kind.is_option())
}

/// `a strike of $0.47, which is what our 409A says the common is worth`.
fn is_value_too(line: &Line, quantity: &Quantity) -> bool {
    let value = line.hits.iter().find(|hit| {
        hit.at.start >= quantity.at.end
            && matches!(hit.says, Says::Cue(Role::FairValue, weight) if weight >= 3.0)
    });
    value.is_some_and(|value| {
        let between = line
            .tokens
            .get(quantity.at.end..value.at.start)
            .unwrap_or_default();
        let open = [
            "or", "if", "subject", "higher", "greater", "below", "than", ";",
        ];
        let same = ["is", "being", "equal", "our", "the", "current", "per"];
        between.len() <= 14
            && between.iter().any(|token| token.is_any(&same))
            && !between.iter().any(|token| token.is_any(&open))
    })
}

/// The strike is set at the value on the day of the grant: that of today is a first guess.
fn strike_by_value(
    line: &Line,
    is_value: bool,
    money: batna_core::Money,
    grant: &Gathered,
    proposal: &mut Proposal,
) {
    if !is_value
        || !line.speaks_of(Role::Strike, 3.0)
        || proposal.get(&grant.at("strike")).is_some()
    {
        return;
    }
    let mut strike = field(grant.at("strike"), written(money), line, Confidence::Low);
    strike.note = Some(
        "the strike is the fair market value on the day of the grant, which may differ".into(),
    );
    proposal.add(strike);
}

/// What happens to the unvested part on a sale.
fn acceleration(letter: &Letter, index: usize, line: &Line) -> Option<&'static str> {
    if line.has(Signal::Double) && !line.has(Signal::Liquidity) {
        return Some("double");
    }
    if line.has(Signal::Single) {
        return Some("single");
    }
    let headed = line.headed(Signal::Control) || line.headed(Signal::Accelerat);
    let before = letter.before(index);
    let control = line.has(Signal::Control)
        || headed
        || before.is_some_and(|line| line.has(Signal::Control) && line.has(Signal::Departed));
    let departed = line.has(Signal::Departed)
        || before.is_some_and(|line| line.has(Signal::Control) && line.has(Signal::Departed));
    if line.has(Signal::NoAcceleration) && !departed {
        return Some("none");
    }
    if !control || !line.has(Signal::Accelerat) || !(line.has(Signal::Control) || departed) {
        return None;
    }
    Some(if departed { "double" } else { "single" })
}

/// `exercise within 90 days after leaving`.
fn exercise_window(line: &Line) -> Option<(String, Confidence)> {
    let exercises = line.has(Signal::Exercise) || line.headed(Signal::Exercise);
    let leaves = line.has(Signal::Leave) || line.headed(Signal::Leave);
    if !exercises || !leaves {
        return None;
    }
    let mut best: Option<(f64, String)> = None;
    for quantity in &line.quantities {
        let Value::Length(length) = quantity.value else {
            continue;
        };
        if length.unit == LengthUnit::Week
            || length.number == 0
            || line.near(Signal::FromGrant, quantity, 3, 6)
        {
            continue;
        }
        let distance = line
            .signals(Signal::Exercise)
            .chain(line.signals(Signal::Leave))
            .map(|hit| {
                if hit.at.start >= quantity.at.end {
                    hit.at.start - quantity.at.end
                } else {
                    quantity.at.start.saturating_sub(hit.at.end)
                }
            })
            .min()
            .unwrap_or(usize::MAX);
        let mut score = 1.0 / (1.0 + distance.min(50) as f64 / 10.0);
        if matches!(
            line.word(quantity.at.end),
            "after" | "following" | "from" | "post" | "to" | "of" | "window"
        ) {
            score += 0.5;
        }
        // `rather than the usual 90 days`
        if line.near(Signal::Cancelled, quantity, 4, 0) {
            score -= 1.0;
        }
        if line.near(Signal::Vesting, quantity, 3, 3) {
            score -= 0.4;
        }
        if best.as_ref().is_none_or(|(had, _)| score > *had) {
            best = Some((score, length.written()));
        }
    }
    // `5 years after two years of service, before that 90 days`: which one depends.
    let lengths = line.quantities.iter().filter(|one| one.length().is_some());
    let sure = if lengths.count() > 2 {
        Confidence::Low
    } else {
        Confidence::High
    };
    best.filter(|(score, _)| *score > 0.2)
        .map(|(_, window)| (window, sure))
}

/// Days over which the price is averaged.
fn averaged(line: &Line) -> Option<u32> {
    let average = line.signals(Signal::Average).next()?;
    line.quantities
        .iter()
        .filter(|one| one.at.start + 14 >= average.at.start && one.at.start <= average.at.end + 22)
        .filter_map(Quantity::length)
        .find(|length| length.unit == LengthUnit::Day && (2..=180).contains(&length.number))
        .map(|length| length.number)
}
