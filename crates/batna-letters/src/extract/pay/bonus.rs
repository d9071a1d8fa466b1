//! The bonus: its target, what of it is guaranteed and what is deferred.

use batna_core::Rate;
use rust_decimal::Decimal;

use super::{exceeds_base, up_to};
use crate::evidence::Line;
use crate::extract::once::is_unnamed_payment;
use crate::extract::{confidence, field, unread};
use crate::letter::{Claim, Letter};
use crate::lexicon::{Hit, Role, Signal};
use crate::proposal::{Confidence, Field, Proposal};
use crate::quantity::{Quantity, written};

pub(super) fn bonus(letter: &Letter, role: Role, proposal: &mut Proposal) {
    let path = if role == Role::Bonus {
        "bonus.target"
    } else {
        "bonus.guaranteed"
    };
    let mut best: Option<(Field, f64)> = None;
    for claim in letter.claims.iter().filter(|claim| claim.is(role)) {
        let Some(line) = letter.lines.get(claim.line) else {
            continue;
        };
        let Some(quantity) = line.quantities.get(claim.quantity) else {
            continue;
        };
        if exceeds_base(quantity, 3.0, proposal) {
            unread(proposal, line);
            continue;
        }
        if line.has(Signal::Repay) || !plausible_bonus(line, quantity) {
            continue;
        }
        // A `bonus` that has to be paid back is paid once.
        if quantity.money().is_some() && is_unnamed_payment(letter, claim) {
            continue;
        }
        // `15% of salary` alone can be anything.
        let named = |line: &Line| line.speaks_of(role, 2.0);
        if !named(line) && !line.headed_by(role) && !letter.before(claim.line).is_some_and(named) {
            continue;
        }
        let of_no_year = role == Role::Bonus && quantity.money().is_some() && !is_yearly(line);
        if of_no_year || says_percent_again(letter, claim, line, quantity) {
            continue;
        }
        // `Bonus: a minimum of $95,000`
        let path = if quantity.money().is_some() && line.near(Signal::AtLeast, quantity, 3, 0) {
            "bonus.guaranteed"
        } else {
            path
        };
        let value = match (quantity.money(), quantity.rate()) {
            (Some(money), _) => written(money),
            (_, Some(rate)) => rate.to_string(),
            _ => continue,
        };
        let score = claim.score(role);
        let mut found = field(path, value, line, confidence(score));
        up_to(line, quantity, &mut found);
        // A later one has to say clearly more to count instead.
        if path == "bonus.guaranteed" {
            if proposal.get(path).is_none() {
                proposal.add(found);
            }
        } else if best.as_ref().is_none_or(|(_, had)| score > had * 1.25) {
            best = Some((found, score));
        }
    }
    if let Some((found, _)) = best {
        proposal.add(found);
    }
}

/// `15% target bonus ($32,400)`: the amount in brackets is what the share comes to.
fn says_percent_again(letter: &Letter, claim: &Claim, line: &Line, quantity: &Quantity) -> bool {
    let bracket = quantity.at.start.checked_sub(1);
    quantity.money().is_some()
        && bracket.is_some_and(|at| line.word(at) == "(")
        && line
            .quantities
            .iter()
            .rfind(|one| one.at.end <= quantity.at.start)
            .is_some_and(|one| {
                let claimed =
                    |(other, its): (&Claim, &Quantity)| its.at == one.at && other.is(Role::Bonus);
                one.rate().is_some() && letter.claims_of(claim.line).any(claimed)
            })
}

/// `a bonus of $5,000` alone is of no year: it has to be a target, or said to be annual.
fn is_yearly(line: &Line) -> bool {
    line.speaks_of(Role::Bonus, 3.0)
        || line.headed_by(Role::Bonus)
        || line.has(Signal::Yearly)
        || line.tokens.iter().any(|token| token.is("target"))
}

/// `30% of which is deferred`, `35% of every bonus will be deferred`.
pub(super) fn deferred(letter: &Letter, proposal: &mut Proposal) {
    if proposal.get("bonus.guaranteed").is_none() && proposal.get("bonus.target").is_none() {
        return;
    }
    let of_bonus =
        |line: &Line| line.speaks_of(Role::Bonus, 2.0) || line.speaks_of(Role::Guaranteed, 3.0);
    for (index, line) in letter.lines.iter().enumerate() {
        let before = letter.before(index);
        let claimed = letter
            .claims_of(index)
            .any(|(claim, _)| claim.is(Role::Bonus) || claim.is(Role::Guaranteed));
        let said = claimed || of_bonus(line) || before.is_some_and(of_bonus);
        if !line.has(Signal::Deferred) || !said {
            continue;
        }
        let mut once = |path: &str, value: String| {
            if proposal.get(path).is_none() {
                proposal.add(field(path, value, line, Confidence::Medium));
            }
        };
        if let Some(share) = deferred_share(line) {
            once("bonus.deferred_share", share.to_string());
        }
        if let Some(months) = deferred_for(line) {
            once("bonus.deferred_for", format!("{months} months"));
        }
    }
}

/// `35% of every bonus is deferred`, `the Firm defers 40% of each bonus`.
fn deferred_share(line: &Line) -> Option<Rate> {
    let part = |one: &Quantity| one.rate().filter(|rate| rate.fraction() < Decimal::ONE);
    let before = |hit: &Hit| {
        line.quantities
            .iter()
            .rev()
            .filter(|one| one.at.end <= hit.at.start && hit.at.start - one.at.end <= 14)
            .find_map(part)
    };
    let after = |hit: &Hit| {
        line.quantities
            .iter()
            .filter(|one| one.at.start >= hit.at.end && one.at.start - hit.at.end <= 4)
            .find_map(part)
    };
    // `half is deferred`
    let half = |hit: &Hit| {
        let near = hit.at.start.saturating_sub(4)..hit.at.start;
        near.clone()
            .any(|at| {
                line.word(at) == "half"
                    && matches!(line.word(at + 1), "is" | "will" | "shall" | "being")
            })
            .then(|| Rate::from_fraction(Decimal::new(5, 1)))
    };
    line.signals(Signal::Deferred)
        .find_map(|hit| before(hit).or_else(|| after(hit)).or_else(|| half(hit)))
}

/// `the deferred part is held for eighteen months`; parts over several years name no one day.
fn deferred_for(line: &Line) -> Option<u32> {
    let from = line
        .signals(Signal::Deferred)
        .map(|hit| hit.at.start)
        .min()?;
    let length = line
        .quantities
        .iter()
        .find(|one| one.at.start > from && one.months().is_some())?;
    let before = line.word_before(length.at.start, 1);
    let stepped = line.has(Signal::Installment) || line.has(Signal::Vesting) || before == "over";
    length
        .months()
        .filter(|months| (3..=84).contains(months) && !stepped)
}

/// What a target is a share of.
const PAY_WORDS: &[&str] = &[
    "salary",
    "base",
    "pay",
    "earning",
    "compensation",
    "remuneration",
    "wage",
    "income",
    "annual",
    "fixed",
    "gross",
    "basic",
    "earn",
];

const OF_BONUS: &[&str] = &["bonus", "award", "incentive", "payout"];

fn plausible_bonus(line: &Line, quantity: &Quantity) -> bool {
    let Some(rate) = quantity.rate() else {
        return !quantity.ranged;
    };
    let next = line.word(quantity.at.end);
    let of_target = matches!((next, line.word(quantity.at.end + 1)), ("of", "target"))
        || (next == "of" && line.word(quantity.at.end + 2) == "target");
    let share = rate.fraction();
    // `a bonus of 50,000 at 100% achievement`; `6% of the net profit`.
    // `30% of any bonus above a sum is paid later`: a share of the bonus, not the bonus.
    let of_bonus = next == "of"
        && (1..=4)
            .map(|ahead| line.word(quantity.at.end + ahead))
            .find(|word| PAY_WORDS.contains(word) && *word != "annual" || OF_BONUS.contains(word))
            .is_some_and(|word| OF_BONUS.contains(&word));
    // `the firm holds back 40%`
    let held_back = line.near(Signal::Deferred, quantity, 3, 0);
    let of_it = next == "of" && matches!(line.word(quantity.at.end + 1), "it" | "this" | "that");
    let of_pay =
        of_it || (1..=6).any(|ahead| PAY_WORDS.contains(&line.word(quantity.at.end + ahead)));
    let other = !of_pay && (share == Decimal::ONE || next == "of");
    !of_target
        && !of_bonus
        && !held_back
        && !other
        && !quantity.ranged
        && share > Decimal::ZERO
        && share <= Decimal::from(3)
}
