//! How large a grant is: a number, an amount or a share of the company, and of which kind.

use rust_decimal::Decimal;

use super::{Gathered, about_shares};
use crate::evidence::{Line, kinds_of};
use crate::extract::pay::exceeds_base;
use crate::extract::{confidence, field};
use crate::letter::{Claim, Letter};
use crate::lexicon::{Kind, Role, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{COUNTED, Quantity, Value, written};
use crate::token::TokenKind;

/// The kind that is named nearest to a quantity: in its sentence, its heading, the sentence before.
fn kind_at(letter: &Letter, index: usize, line: &Line, quantity: &Quantity) -> Option<Kind> {
    let next_size = letter
        .claims_of(index)
        .filter(|(claim, one)| {
            claim.is(Role::Equity) && one.at.start > quantity.at.end && one.count().is_some()
        })
        .map(|(_, one)| one.at.start)
        .next()
        .unwrap_or(usize::MAX);
    let mut kinds: Vec<(Kind, usize)> = line
        .kinds()
        .into_iter()
        .map(|(kind, at)| {
            let distance = if at >= quantity.at.end {
                // `RSUs worth $90,000, and options worth ...`: those are of the next amount.
                let parted = line
                    .tokens
                    .get(quantity.at.end..at)
                    .unwrap_or_default()
                    .iter()
                    .filter(|token| token.is_any(&["and", ",", ";", "plus", "."]))
                    .count();
                at - quantity.at.end + 5 * parted
            } else {
                // A name after the amount is nearer: `10,000 RSUs`.
                quantity.at.start.saturating_sub(at) + 2
            };
            (kind, if at > next_size { 1_000 } else { distance })
        })
        .collect();
    kinds.sort_by_key(|(_, distance)| *distance);
    let near = kinds
        .first()
        .copied()
        .filter(|(_, distance)| *distance < 60);
    let heading = || kinds_of(&line.heading).first().map(|(kind, _)| *kind);
    let before = || {
        letter
            .before(index)
            .and_then(|before| before.kinds().last().copied())
            .map(|(kind, _)| kind)
    };
    let found = near
        .map(|(kind, _)| kind)
        .or_else(heading)
        .or_else(before)?;
    // `ISOs: 38,400 options`: the closer word may say less.
    let telling = |kind: &Kind| matches!(kind, Kind::Iso | Kind::Nso);
    if found == Kind::Options {
        let other = kinds
            .iter()
            .find(|(kind, distance)| telling(kind) && *distance < 1_000)
            .map(|(kind, _)| *kind)
            .or_else(|| heading().filter(telling));
        return other.or(Some(found));
    }
    Some(found)
}

/// Whether a bare number counts shares: its noun follows closely, or it is the value of a row.
fn counts_shares(line: &Line, quantity: &Quantity) -> bool {
    let follows = line
        .tokens
        .iter()
        .enumerate()
        .skip(quantity.at.end)
        .take(9)
        .take_while(|(at, token)| {
            !token.is_any(&["%", ";", "day", "month", "year", "week", "hour", "per"])
                && !line.quantities.iter().any(|other| other.at.contains(at))
        })
        .any(|(_, token)| token.is_any(COUNTED));
    let named_before = line
        .tokens
        .get(quantity.at.start.saturating_sub(6)..quantity.at.start)
        .unwrap_or_default()
        .iter()
        .any(|token| token.is_any(COUNTED) || token.is("award"));
    let after = line.word(quantity.at.end);
    let ends = matches!(
        after,
        "" | "," | "." | "|" | "(" | ")" | "@" | "at" | "-" | ";" | "vest" | "over" | "with"
    );
    follows || (named_before && ends)
}

/// A year of a plan is no number: `the 2023 Stock Plan`.
fn is_year(line: &Line, quantity: &Quantity) -> bool {
    line.tokens.get(quantity.at.clone()).is_some_and(|words| {
        matches!(words, [word] if word.kind == TokenKind::Number
            && word.stem.len() == 4 && (word.stem.starts_with("19") || word.stem.starts_with("20")))
    }) && !matches!(
        line.word(quantity.at.end),
        "share" | "option" | "rsu" | "unit" | "restricted"
    )
}

/// `186,000 shares of 31,000,000`: the part of the whole behind it.
fn is_out_of(line: &Line, quantity: &Quantity) -> bool {
    line.quantities.iter().any(|whole| {
        let between = line.tokens.get(quantity.at.end..whole.at.start);
        whole.count() > quantity.count()
            && whole.count() >= Some(Decimal::from(1_000_000))
            && between.is_some_and(|between| {
                (1..=4).contains(&between.len())
                    && between.last().is_some_and(|token| token.is("of"))
                    && between
                        .iter()
                        .all(|token| token.is("of") || token.is("out") || token.is_any(COUNTED))
            })
    }) && quantity.count().is_some()
}

/// `options for 0.9% of the company (there are 11,200,000 shares)`: the number of all shares.
pub(super) fn is_whole_company(line: &Line, claim: &Claim, quantity: &Quantity) -> bool {
    let Some(count) = quantity.count() else {
        return false;
    };
    if is_out_of(line, quantity) {
        return false;
    }
    let before = line.word_before(quantity.at.start, 1);
    if before == "of" && count >= Decimal::from(1_000_000) {
        return true;
    }
    let (whole, grant) = (claim.score(Role::Diluted), claim.score(Role::Equity));
    claim.is(Role::Diluted) || (count >= Decimal::from(1_000_000) && whole > 0.75 * grant)
}

/// `Your 4,800 RSUs vest ...`: a number with the name of the units behind it says their number,
/// where no `of` makes it a part.
fn vests_by_name(line: &Line, claim: &Claim, quantity: &Quantity) -> bool {
    let before = line.word_before(quantity.at.start, 1);
    let named = line.kinds().iter().any(|(_, at)| *at == quantity.at.end);
    quantity.count().is_some()
        && claim.taken.is_none_or(|taken| taken.role == Role::Vest)
        && claim.score(Role::Equity) > 0.9
        && named
        && matches!(before, "the" | "your" | "these")
}

/// The size that a claim states, in the notation of offer files.
fn stated_size(line: &Line, claim: &Claim, quantity: &Quantity) -> Option<String> {
    let said =
        claim.is(Role::Equity) || vests_by_name(line, claim, quantity) || is_out_of(line, quantity);
    if !said || quantity.ranged {
        return None;
    }
    match &quantity.value {
        Value::Money(money) if money.to_f64() >= 500.0 => Some(written(*money)),
        Value::Count(count) => (*count >= Decimal::TEN
            && count.is_integer()
            && counts_shares(line, quantity)
            && !is_year(line, quantity)
            && !is_whole_company(line, claim, quantity))
        .then(|| count.to_string()),
        Value::Percent(rate) => (rate.fraction() <= Decimal::new(20, 2)
            && rate.fraction() > Decimal::ZERO
            && line.near(Signal::WholeCompany, quantity, 7, 9))
        .then(|| rate.to_string()),
        _ => None,
    }
}

#[derive(PartialEq)]
pub(super) enum SizeUnit {
    Shares,
    Money,
    Percent,
}

pub(super) fn unit_of(size: &str) -> SizeUnit {
    if size.ends_with('%') {
        SizeUnit::Percent
    } else if size.contains(' ') {
        SizeUnit::Money
    } else {
        SizeUnit::Shares
    }
}

/// Largest grant that is believed, in yearly bases: more is a fund or a round.
const MOST_BASES: f64 = 40.0;

/// `an award of £3,000`, `a grant of £2 million`: without a word for shares it is no grant.
fn names_shares(letter: &Letter, index: usize, line: &Line) -> bool {
    about_shares(line)
        || letter
            .before(index)
            .is_some_and(|line| line.has(Signal::Shares))
}

/// `$1,000 worth of shares each year`: a plan for all, and no grant of this offer.
fn is_yearly_gift(line: &Line, quantity: &Quantity) -> bool {
    let Some(money) = quantity.money() else {
        return false;
    };
    let after = |at: usize| line.word(quantity.at.end + at);
    // `equity of $276,000 per year` is a part of a year's total, and not the grant.
    let of_a_year = matches!(
        (after(0), after(1)),
        (
            "per" | "a" | "each" | "every" | "/",
            "year" | "yr" | "annum"
        ) | ("annually" | "yearly", _)
    );
    of_a_year || money.to_f64() < 5_000.0 && line.near(Signal::Yearly, quantity, 0, 8)
}

/// Opens a grant for a size, unless it says again the size of one before.
pub(super) fn size(
    letter: &Letter,
    line: &Line,
    claim: &Claim,
    quantity: &Quantity,
    grants: &mut Vec<Gathered>,
    proposal: &mut Proposal,
) {
    let Some(value) = stated_size(line, claim, quantity) else {
        return;
    };
    let kind = kind_at(letter, claim.line, line, quantity);
    if kind.is_none() && !names_shares(letter, claim.line, line)
        || is_yearly_gift(line, quantity)
        || exceeds_base(quantity, MOST_BASES, proposal)
    {
        return;
    }
    let alike = |grant: &Gathered| match (grant.kind, kind) {
        (Some(had), Some(now)) => {
            had == now
                || (had.is_option()
                    && now.is_option()
                    && (had == Kind::Options || now == Kind::Options))
        }
        _ => true,
    };
    let unit = unit_of(&value);
    let further = line
        .signals(Signal::Additional)
        .any(|hit| hit.at.end <= quantity.at.start && quantity.at.start - hit.at.end <= 14);
    let same = grants.iter().rposition(alike);
    if let Some(grant) = same.and_then(|at| grants.get_mut(at)) {
        let path = grant.at("size");
        let had = proposal.get(&path).unwrap_or_default().to_owned();
        if had == value {
            return;
        }
        let had_unit = unit_of(&had);
        if had_unit != unit {
            said_otherwise(line, quantity, grant, &had, &value, proposal);
            return;
        }
        // Another number of the same kind is another grant only where the letter says so.
        let apart = further
            || (!line.sentence.heading.is_empty() && line.sentence.heading != grant.heading)
            || line.label > 0;
        if line.has(Signal::Vesting) && !further
            || !apart
            || !line.has(Signal::Granting) && line.label == 0
        {
            return;
        }
    }
    let number = u32::try_from(grants.len() + 1).unwrap_or(u32::MAX);
    let grant = Gathered {
        number,
        kind,
        heading: line.sentence.heading.clone(),
        vesting: Vec::new(),
    };
    if let Some(kind) = kind {
        proposal.add(field(grant.at("kind"), kind.name(), line, Confidence::High));
    }
    let score = claim.score(Role::Equity);
    proposal.add(field(grant.at("size"), value, line, confidence(score)));
    grants.push(grant);
}

/// A size in another unit: shares beat a share of the company; an amount and its number of
/// shares say the same, and the first counts.
fn said_otherwise(
    line: &Line,
    quantity: &Quantity,
    grant: &Gathered,
    had: &str,
    value: &str,
    proposal: &mut Proposal,
) {
    let shares = match (unit_of(had), unit_of(value)) {
        (SizeUnit::Percent, SizeUnit::Shares) => {
            let path = grant.at("size");
            if let Some(size) = proposal.fields.iter_mut().find(|had| had.path == path) {
                *size = field(path, value, line, Confidence::High);
            }
            value.parse::<Decimal>().ok().zip(percent(had))
        }
        (SizeUnit::Shares, SizeUnit::Percent) => had
            .parse::<Decimal>()
            .ok()
            .zip(quantity.rate().map(|rate| rate.fraction())),
        _ => None,
    };
    // `12,000 options, 0.05% of the company`: how many shares there are.
    let path = grant.at("fully_diluted");
    if let Some((size, share)) = shares
        && proposal.get(&path).is_none()
        && let Some(whole) = size.checked_div(share)
    {
        let mut found = field(
            path,
            whole.round().normalize().to_string(),
            line,
            Confidence::Low,
        );
        found.note = Some(format!(
            "calculated: {size} is said to be {}%",
            (share * Decimal::ONE_HUNDRED).normalize()
        ));
        proposal.add(found);
    }
}

fn percent(text: &str) -> Option<Decimal> {
    text.strip_suffix('%')?
        .parse::<Decimal>()
        .ok()?
        .checked_div(Decimal::ONE_HUNDRED)
}
