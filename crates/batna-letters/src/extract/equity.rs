//! Grants: which there are, their kind and size; `terms_of_grant` and `vesting` read the rest.
//!
//! A size opens a grant unless it says that of a grant before again; what a sentence says of
//! equity is about the grants of the kind that it names, else about the last one.

mod terms_of_grant;
mod vesting;

use rust_decimal::Decimal;

use super::pay::exceeds_base;
use super::{confidence, field};
use crate::evidence::{Line, kinds_of};
use crate::letter::{Claim, Letter};
use crate::lexicon::{Kind, Role, Signal};
use crate::proposal::{Confidence, Proposal};
use crate::quantity::{COUNTED, Quantity, Value, written};
use crate::token::TokenKind;

/// A grant as it is gathered.
pub(super) struct Gathered {
    pub number: u32,
    pub kind: Option<Kind>,
    /// The heading under which its size stands.
    heading: String,
    /// What is said of its vesting: lines with the tokens of each that are about it.
    vesting: Vec<(usize, std::ops::Range<usize>)>,
}

impl Gathered {
    fn at(&self, name: &str) -> String {
        format!("grants.{}.{name}", self.number)
    }

    fn is_option(&self) -> bool {
        self.kind.is_some_and(Kind::is_option)
    }
}

/// How many words before `refresh` a quantity is of another matter.
const FAR: usize = 10;

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    let mut grants: Vec<Gathered> = Vec::new();
    let mut early: Vec<usize> = Vec::new();
    for (index, line) in letter.lines.iter().enumerate() {
        if !about_equity(letter, index, line) {
            continue;
        }
        // What may be granted in later years is no term of this offer.
        let later = line.signals(Signal::Refresh).map(|hit| hit.at.start).min();
        let is_of_now =
            |quantity: &Quantity| later.is_none_or(|later| quantity.at.end + FAR <= later);
        let none_of_now = later.is_some() && !line.quantities.iter().any(is_of_now);
        if none_of_now || (line.headed(Signal::Refresh) && line.quantities.is_empty()) {
            continue;
        }
        let had = grants.len();
        for (claim, quantity) in letter.claims_of(index).filter(|(_, one)| is_of_now(one)) {
            size(letter, line, claim, quantity, &mut grants, proposal);
        }
        if grants.is_empty() {
            early.push(index);
            continue;
        }
        let opened: Vec<usize> = (had..grants.len()).collect();
        let about = if opened.is_empty() {
            meant(line, &grants)
        } else {
            opened
        };
        for at in &about {
            if let Some(grant) = grants.get_mut(*at) {
                terms_of_grant::read(letter, index, grant, proposal);
            }
        }
        gather_vesting(index, line, &about, &mut grants);
    }
    // What stands before the grant is about the first one.
    for index in early {
        if let (Some(first), Some(line)) = (grants.first_mut(), letter.lines.get(index)) {
            terms_of_grant::read(letter, index, first, proposal);
            gather_vesting(index, line, &[0], &mut grants);
        }
    }
    for grant in &mut grants {
        grant
            .vesting
            .sort_by_key(|(index, part)| (*index, part.start));
    }
    vesting::read(letter, &grants, proposal);
}

fn about_equity(letter: &Letter, index: usize, line: &Line) -> bool {
    const OF_EQUITY: [Role; 7] = [
        Role::Equity,
        Role::Vest,
        Role::Diluted,
        Role::Strike,
        Role::FairValue,
        Role::Preferred,
        Role::Conversion,
    ];
    !line.kinds().is_empty()
        || line.speaks_of(Role::Equity, 3.0)
        || line.has(Signal::Vesting)
        || line.headed_by(Role::Equity)
        || (line.has(Signal::Exercise) && line.has(Signal::Leave))
        || (line.has(Signal::Control) && line.has(Signal::Accelerat))
        || line.has(Signal::Liquidity)
        || line.has(Signal::Average)
        || line.has(Signal::Early)
        || line.has(Signal::Double)
        || line.has(Signal::Single)
        || letter
            .claims_of(index)
            .any(|(claim, _)| OF_EQUITY.iter().any(|role| claim.is(*role)))
}

/// Which grants a sentence without a size is about.
fn meant(line: &Line, grants: &[Gathered]) -> Vec<usize> {
    let all: Vec<usize> = (0..grants.len()).collect();
    let kinds = line.kinds();
    let named = |option: bool| kinds.iter().any(|(kind, _)| kind.is_option() == option);
    let of = |option: bool| -> Vec<usize> {
        all.iter()
            .copied()
            .filter(|at| {
                grants
                    .get(*at)
                    .is_some_and(|grant| grant.is_option() == option)
            })
            .collect()
    };
    let options = named(true) || line.has(Signal::Exercise);
    let chosen = match (options, named(false)) {
        (true, false) => of(true),
        (false, true) => of(false),
        // `your unvested option shares and RSUs`
        (true, true) if named(true) && all.len() > 1 => return all,
        _ => Vec::new(),
    };
    if let Some(last) = chosen.last() {
        return if line.has(Signal::EveryGrant) {
            chosen
        } else {
            vec![*last]
        };
    }
    if line.has(Signal::EveryGrant) {
        return all;
    }
    // Under the heading of a grant, that one.
    let headed = grants
        .iter()
        .rposition(|grant| !grant.heading.is_empty() && grant.heading == line.sentence.heading);
    headed.or(grants.len().checked_sub(1)).into_iter().collect()
}

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
fn is_whole_company(line: &Line, claim: &Claim, quantity: &Quantity) -> bool {
    let Some(count) = quantity.count() else {
        return false;
    };
    if is_out_of(line, quantity) {
        return false;
    }
    let before = quantity
        .at
        .start
        .checked_sub(1)
        .map_or("", |at| line.word(at));
    if before == "of" && count >= Decimal::from(1_000_000) {
        return true;
    }
    let (whole, grant) = (claim.score(Role::Diluted), claim.score(Role::Equity));
    claim.is(Role::Diluted) || (count >= Decimal::from(1_000_000) && whole > 0.75 * grant)
}

/// `Your 4,800 RSUs vest ...`: a number with the name of the units behind it says their number,
/// where no `of` makes it a part.
fn vests_by_name(line: &Line, claim: &Claim, quantity: &Quantity) -> bool {
    let before = quantity
        .at
        .start
        .checked_sub(1)
        .map_or("", |at| line.word(at));
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
enum SizeUnit {
    Shares,
    Money,
    Percent,
}

fn unit_of(size: &str) -> SizeUnit {
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
fn size(
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

/// `They are delivered 30% after a year, 30% after two and 40% after three`: parts that make a whole.
fn is_parted(line: &Line) -> bool {
    let parts: Vec<Decimal> = line
        .quantities
        .iter()
        .filter_map(Quantity::share)
        .filter(|share| *share < Decimal::ONE)
        .collect();
    let timed = line.quantities.iter().any(|one| one.months().is_some());
    parts.len() >= 2 && parts.iter().sum::<Decimal>() == Decimal::ONE && timed
}

fn about_shares(line: &Line) -> bool {
    line.has(Signal::Shares) || line.headed(Signal::Shares)
}

/// Gives what a line says of vesting to its grants; a line about two kinds is parted between them.
fn gather_vesting(index: usize, line: &Line, about: &[usize], grants: &mut [Gathered]) {
    // Bullets that go on: `15% on the second anniversary`.
    let timed = line
        .quantities
        .iter()
        .any(|one| one.share().is_some_and(|share| share < Decimal::ONE))
        && (line.quantities.iter().any(|one| one.months().is_some())
            || [
                Signal::Rest,
                Signal::Monthly,
                Signal::Quarterly,
                Signal::Cliff,
            ]
            .iter()
            .any(|signal| line.has(*signal)));
    let goes_on = timed
        && about.iter().any(|at| {
            grants
                .get(*at)
                .and_then(|grant| grant.vesting.last())
                .is_some_and(|(last, _)| index - last <= 2)
        });
    let whole_schedule = line.quantities.iter().any(|one| {
        one.length()
            .and_then(|one| one.months())
            .is_some_and(|months| months >= 24)
    }) && [
        Signal::Monthly,
        Signal::Quarterly,
        Signal::HalfYearly,
        Signal::Yearly,
    ]
    .iter()
    .any(|rhythm| line.has(*rhythm));
    let rhythmic =
        whole_schedule && (line.headed_by(Role::Equity) || line.speaks_of(Role::Equity, 3.0));
    // `25% ... until fully vested or your employment ends` is still a schedule.
    let has_parts = line
        .quantities
        .iter()
        .any(|one| one.share().is_some_and(|share| share < Decimal::ONE));
    // `monthly over four years, and if we are sold all of it vests` is a schedule too.
    let until = schedule_before_sale(line);
    let of_sale = line.has(Signal::Control) && !whole_schedule && until.is_none()
        || line.has(Signal::Departed) && line.has(Signal::Accelerat) && !has_parts;
    let listed = || about_shares(line) && vesting::listed(line, 0).is_some() || is_parted(line);
    if of_sale || !(line.has(Signal::Vesting) || goes_on || rhythmic || listed()) {
        return;
    }
    let kinds = line.kinds();
    let verbs = line.signals(Signal::Vesting).count();
    let switch = kinds.windows(2).find_map(|pair| match pair {
        [(first, _), (second, at)] if first.is_option() != second.is_option() => {
            Some((first.is_option(), *at))
        }
        _ => None,
    });
    if let Some((options_first, at)) = switch.filter(|_| verbs >= 2 && grants.len() >= 2) {
        for grant in grants.iter_mut() {
            let part = if grant.is_option() == options_first {
                0..at
            } else {
                at..line.tokens.len()
            };
            grant.vesting.push((index, part));
        }
        return;
    }
    for at in about {
        if let Some(grant) = grants.get_mut(*at) {
            grant
                .vesting
                .push((index, 0..until.unwrap_or(line.tokens.len())));
        }
    }
}

/// `1/48th a month, and if we are bought the rest vests`: where the schedule ends and the sale begins.
fn schedule_before_sale(line: &Line) -> Option<usize> {
    let sale = line
        .signals(Signal::Control)
        .map(|hit| hit.at.start)
        .min()?;
    let before = |signal: Signal| line.signals(signal).any(|hit| hit.at.end <= sale);
    let rhythm = [
        Signal::Monthly,
        Signal::Quarterly,
        Signal::HalfYearly,
        Signal::Yearly,
    ];
    let parted = line
        .quantities
        .iter()
        .any(|one| one.at.end <= sale && one.share().is_some_and(|share| share < Decimal::ONE));
    (before(Signal::Vesting) && parted && rhythm.into_iter().any(before)).then_some(sale)
}
