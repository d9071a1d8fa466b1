//! Payments made once - signing, retention, relocation - and when they have to be paid back.

mod clawback;

use jiff::civil::Date;

use self::clawback::{clawback, longer_step};
use super::pay::{exceeds_base, up_to};
use super::{confidence, field};
use crate::evidence::Line;
use crate::letter::{Claim, Letter};
use crate::lexicon::{Hit, Role, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{Quantity, Value, written};

const PAYMENTS: [(Role, &str); 3] = [
    (Role::Signing, "signing"),
    (Role::Retention, "retention"),
    (Role::Relocation, "relocation"),
];

/// How many sentences later `it` can still mean a payment.
const MEMORY: usize = 4;

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    let mut last: (usize, Vec<&'static str>) = (0, Vec::new());
    for (index, line) in letter.lines.iter().enumerate() {
        let mut here: Vec<&'static str> = Vec::new();
        // `$20,000, to be repaid on leaving, and a second $20,000 after a year`: that is not repaid.
        let mut unbound: Vec<&'static str> = Vec::new();
        let mut first = usize::MAX;
        for (claim, quantity) in letter.claims_of(index) {
            if let Some(name) = amount(letter, line, claim, quantity, proposal)
                && !here.contains(&name)
            {
                let between = |hit: &Hit| hit.at.start > first && hit.at.start < quantity.at.start;
                if !here.is_empty() && line.signals(Signal::Repay).any(between) {
                    unbound.push(name);
                } else {
                    first = first.min(quantity.at.start);
                }
                here.push(name);
            }
        }
        for (role, name) in PAYMENTS {
            if line.speaks_of(role, 3.0) && !here.contains(&name) {
                here.push(name);
            }
        }
        if here.is_empty() {
            here.extend(
                PAYMENTS
                    .iter()
                    .filter(|(role, _)| line.headed_by(*role))
                    .map(|(_, name)| *name),
            );
        }
        let has = |name: &str| proposal.get(&format!("{name}.amount")).is_some();
        here.retain(|name| has(name));
        let remembered: Vec<&'static str> = if index.saturating_sub(last.0) <= MEMORY {
            last.1.clone()
        } else {
            Vec::new()
        };
        // `the same repayment duty as for the sign-on applies to it`
        if line.has(Signal::SameTerms) {
            same_terms(line, &here, &remembered, proposal);
        }
        let about = if here.is_empty() || line.has(Signal::Both) && here.len() < 2 {
            let mut both = here.clone();
            both.extend(remembered.iter().filter(|name| !here.contains(name)));
            // `leave in the first year and the first of these is returned`
            if line.has(Signal::FirstOnly) {
                both.retain(|name| *name != "retention");
            }
            both
        } else {
            here.clone()
        };
        if about.contains(&"relocation")
            && line.has(Signal::GrossedUp)
            && !line.has(Signal::NotGrossedUp)
            && (here.contains(&"relocation") || !line.has(Signal::Repay))
        {
            proposal.add(field(
                "relocation.grossed_up",
                "true",
                line,
                Confidence::High,
            ));
        }
        if line.has(Signal::Repay) && !line.has(Signal::NotRepay) {
            for name in about.iter().filter(|name| !unbound.contains(name)) {
                clawback(letter, index, name, proposal);
            }
        } else {
            for name in &remembered {
                longer_step(letter, index, name, proposal);
            }
        }
        if !here.is_empty() {
            // What stands in one paragraph is remembered together: `both are repayable`.
            let together = letter.before(index).is_some();
            let mut names = if together { last.1.clone() } else { Vec::new() };
            names.retain(|name| !here.contains(name));
            let kept = if line.has(Signal::Repay) {
                Vec::new()
            } else {
                names
            };
            last = (index, here.into_iter().chain(kept).collect());
        }
    }
}

/// The terms of one payment are those of another: the clawback is copied.
fn same_terms(
    line: &Line,
    here: &[&'static str],
    remembered: &[&'static str],
    proposal: &mut Proposal,
) {
    let headed = PAYMENTS
        .iter()
        .filter(|(role, _)| line.headed_by(*role))
        .map(|(_, name)| *name);
    let mentioned: Vec<&'static str> = here
        .iter()
        .copied()
        .chain(headed)
        .chain(remembered.iter().copied())
        .collect();
    let clawback = |name: &str, proposal: &Proposal| {
        proposal.get(&format!("{name}.clawback")).map(str::to_owned)
    };
    let known = PAYMENTS
        .iter()
        .rev()
        .find_map(|(_, name)| clawback(name, proposal));
    let without = mentioned.into_iter().find(|name| {
        clawback(name, proposal).is_none() && proposal.get(&format!("{name}.amount")).is_some()
    });
    if let (Some(value), Some(name)) = (known, without) {
        proposal.add(field(
            format!("{name}.clawback"),
            value,
            line,
            Confidence::Medium,
        ));
    }
}

/// Proposes the amount of a payment; tells which one it is about.
fn amount(
    letter: &Letter,
    line: &Line,
    claim: &Claim,
    quantity: &Quantity,
    proposal: &mut Proposal,
) -> Option<&'static str> {
    let money = quantity.money()?;
    let (role, name) = whole_of(letter, claim)
        .or_else(|| is_unnamed_payment(letter, claim).then_some(Role::Signing))
        .or_else(|| another_part(letter, line, claim, quantity))
        .or_else(|| claim.taken.map(|taken| taken.role))
        .and_then(|role| PAYMENTS.iter().find(|(of, _)| *of == role))
        .copied()?;
    let path = format!("{name}.amount");
    let had = proposal.get(&path).map(str::to_owned);
    let value = written(money);
    let later =
        had.is_some() && (is_later(line, quantity) || is_on_later_day(line, quantity, proposal));
    let another = later && is_further(letter, line, claim, quantity);
    if had.as_ref() == Some(&value) && !another {
        return Some(name);
    }
    if is_sum_of_next(letter, claim) || line.near(Signal::Installment, quantity, 3, 0) {
        return had.map(|_| name);
    }
    let repeated = line.has(Signal::Repay) && had.is_some() && !another;
    // `managed by a vendor, about $40,000 in value` promises no amount.
    let about = line.near(Signal::Approximate, quantity, 2, 0);
    if about || quantity.ranged || repeated || exceeds_base(quantity, 5.0, proposal) {
        return had.map(|_| name);
    }
    if !is_named(letter, claim, line, role) {
        return had.map(|_| name);
    }
    let score = claim.score(role).max(1.0);
    if role == Role::Signing && later {
        second_part(line, quantity, value, proposal);
        return Some("retention");
    }
    let mut found = field(path, value, line, confidence(score));
    up_to(line, quantity, &mut found);
    proposal.add(found);
    // `a lump sum of 12,500 net`
    if role == Role::Relocation && line.word(quantity.at.end) == "net" {
        let net = field("relocation.grossed_up", "true", line, Confidence::Medium);
        proposal.add(net);
    }
    if role == Role::Retention
        && let Some(months) = line.quantities.iter().filter_map(Quantity::months).max()
    {
        let words = format!("after {months} months");
        proposal.add(field("retention.paid", words, line, Confidence::Medium));
    }
    Some(name)
}

/// Whether a word that means the payment speaks of it; `a bonus of` alone can be any.
fn is_named(letter: &Letter, claim: &Claim, line: &Line, role: Role) -> bool {
    let speaks = |line: &Line| line.speaks_of(role, 2.0);
    let earlier = letter
        .lines
        .get(claim.line.saturating_sub(MEMORY)..claim.line);
    speaks(line)
        || line.headed_by(role)
        || is_unnamed_payment(letter, claim)
        || earlier.unwrap_or_default().iter().any(speaks)
}

/// `$65,000 in two parts, $40,000 at the start and $25,000 after a year`: the sum of the two after.
fn is_sum_of_next(letter: &Letter, claim: &Claim) -> bool {
    let amounts = amounts_from(letter, claim);
    matches!(amounts.as_slice(), [whole, first, second, ..]
        if (whole - first - second).abs() < 0.01)
}

/// The role of the whole that a part belongs to.
fn whole_of(letter: &Letter, claim: &Claim) -> Option<Role> {
    let at = letter
        .claims
        .iter()
        .position(|one| one.line == claim.line && one.quantity == claim.quantity)?;
    (1..=2).find_map(|back| {
        let whole = letter.claims.get(at.checked_sub(back)?)?;
        (whole.line == claim.line
            && is_sum_of_next(letter, whole)
            && PAYMENTS.iter().any(|(role, _)| whole.is(*role)))
        .then(|| whole.taken.map(|taken| taken.role))
        .flatten()
    })
}

/// `a bonus of $15,000`, of which the paragraph says that it has to be paid back on leaving:
/// whatever its name, it is paid once.
pub(super) fn is_unnamed_payment(letter: &Letter, claim: &Claim) -> bool {
    let Some(line) = letter.lines.get(claim.line) else {
        return false;
    };
    let named = line.speaks_of(Role::Bonus, 3.0) || line.headed_by(Role::Bonus);
    let has_amount = |line: &Line| line.quantities.iter().any(|one| one.money().is_some());
    let repaid = letter
        .lines
        .get(claim.line..)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .take(MEMORY)
        // The next amount is another payment, and what follows is about that.
        .take_while(|(ahead, other)| {
            other.sentence.line == line.sentence.line && (*ahead == 0 || !has_amount(other))
        })
        .map(|(_, other)| other)
        .any(|other| other.has(Signal::Repay) && !other.has(Signal::NotRepay));
    claim.is(Role::Bonus) && !named && repaid
}

/// `$12,500 on your first payroll date and a further $12,500 after a year`.
fn another_part(letter: &Letter, line: &Line, claim: &Claim, quantity: &Quantity) -> Option<Role> {
    let open = claim.taken.is_none_or(|taken| taken.role == Role::Bonus);
    let signing = open
        && letter
            .claims_of(claim.line)
            .any(|(other, one)| other.is(Role::Signing) && one.at.end <= quantity.at.start);
    (signing && line.near(Signal::Additional, quantity, 4, 0) && is_later(line, quantity))
        .then_some(Role::Signing)
}

/// Whether an amount is paid some time after the start: `and $30,000 on your six-month anniversary`.
fn is_later(line: &Line, quantity: &Quantity) -> bool {
    months_later(line, quantity).is_some() || line.near(Signal::LaterPart, quantity, 9, 9)
}

/// After how many months an amount is paid, where a time stands behind it.
fn months_later(line: &Line, quantity: &Quantity) -> Option<u32> {
    const AFTER: &[&str] = &[
        "after",
        "of",
        "completing",
        "completed",
        "complete",
        "following",
        "at",
        "your",
        "the",
    ];
    line.quantities
        .iter()
        .skip_while(|one| one.at.start < quantity.at.end)
        .take_while(|one| one.money().is_none() && one.at.start - quantity.at.end < 9)
        .find_map(|one| {
            let before = line.word_before(one.at.start, 1);
            match &one.value {
                Value::Anniversary(months) => Some(*months),
                Value::Length(length) => length.months().filter(|_| AFTER.contains(&before)),
                _ => None,
            }
        })
        .filter(|months| *months >= 3)
}

/// `and $100,000 on March 15, 2029`, some time after the start.
fn is_on_later_day(line: &Line, quantity: &Quantity, proposal: &Proposal) -> bool {
    let start: Option<Date> = proposal.get("start").and_then(|day| day.parse().ok());
    let day = line
        .quantities
        .iter()
        .find(|one| one.at.start >= quantity.at.end)
        .filter(|one| one.at.start - quantity.at.end <= 3)
        .and_then(Quantity::day);
    matches!((start, day), (Some(start), Some(day))
        if start.until(day.date).is_ok_and(|span| span.get_days() >= 90))
}

/// Whether a second amount is one more, and not the first said again.
fn is_further(letter: &Letter, line: &Line, claim: &Claim, quantity: &Quantity) -> bool {
    // `$50,000 on start, $50,000 at month 13`
    let listed = quantity.at.start.checked_sub(1).is_some_and(|at| {
        let joined = matches!(line.word(at), "," | "and" | "then" | "plus" | "&");
        let earlier = line.quantities.iter().any(|one| {
            one.at.end <= at && one.money().is_some() && one.money() == quantity.money()
        });
        joined && earlier && !line.has(Signal::Repay)
    });
    listed || whole_of(letter, claim).is_some() || line.near(Signal::Additional, quantity, 4, 0)
}

/// The second part of a signing bonus is paid for still being there.
fn second_part(line: &Line, quantity: &Quantity, value: String, proposal: &mut Proposal) {
    let mut second = field("retention.amount", value, line, Confidence::Medium);
    second.note = Some("the second part of the signing bonus".into());
    proposal.add(second);
    let months = months_later(line, quantity).unwrap_or(12);
    let words = format!("after {months} months");
    proposal.add(field("retention.paid", words, line, Confidence::Medium));
}

/// The amounts of a line from that of a claim on.
fn amounts_from(letter: &Letter, claim: &Claim) -> Vec<f64> {
    letter
        .lines
        .get(claim.line)
        .and_then(|line| line.quantities.get(claim.quantity..))
        .unwrap_or_default()
        .iter()
        .filter_map(Quantity::money)
        .map(|money| money.to_f64())
        .take(3)
        .collect()
}
