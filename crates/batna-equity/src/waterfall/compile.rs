//! From a cap table to takers and segments.

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Diagnostics};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    Ambiguity, BreakEvent, BreakKind, DeductedKind, ExitEvent, Segment, Taker, TakerKind, Waterfall,
};
use crate::captable::{
    CapTable, Convertible, ConvertibleKind, DeductionKind, OptionGrant, OptionKind, Participation,
};
use crate::convertible::exit_terms;
use crate::exact::{Exact, Overflow};

/// Ranks, highest paid first: notes before all preferred, and what a discounted SAFE gets
/// beyond its money after all preferred.
const NOTE_RANK: i64 = i64::MAX;
const LAST_RANK: i64 = -1;

/// A claim on one rank: nothing until the part `from` of the rank is paid, then `weight`
/// for each further part up to one.
struct Claim {
    taker: usize,
    from: Decimal,
    weight: Decimal,
}

/// Value of one share by the value `x` of a common share, once all preferences are paid.
#[derive(Clone)]
struct Value {
    /// At `x = 0`.
    start: Decimal,
    /// Slopes from their `x` on, with what happens there.
    pieces: Vec<(Decimal, Decimal, BreakKind)>,
}

struct Builder {
    takers: Vec<Taker>,
    ranks: BTreeMap<i64, Vec<Claim>>,
    /// Value of a common share -> changes of a taker's slope there.
    steps: BTreeMap<Decimal, Vec<(usize, Decimal, BreakKind)>>,
}

fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_mul(b).ok_or(Overflow)
}

fn div(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_div(b).ok_or(Overflow)
}

fn add(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_add(b).ok_or(Overflow)
}

pub(super) fn compile(
    table: &CapTable,
    event: ExitEvent,
    on: Option<Date>,
) -> Result<Waterfall, Diagnostics> {
    let problems = table.check();
    if problems.iter().any(Diagnostic::is_error) {
        return Err(problems);
    }
    build(table, event, on).map_err(|Overflow| {
        vec![
            Diagnostic::error(
                "captable::too-large",
                format!(
                    "the amounts of `{}` are too large to divide exactly",
                    table.name
                ),
            )
            .remedy("check shares, prices and multiples for a slipped decimal point"),
        ]
    })
}

fn build(table: &CapTable, event: ExitEvent, on: Option<Date>) -> Result<Waterfall, Overflow> {
    let mut builder = Builder {
        takers: Vec::new(),
        ranks: BTreeMap::new(),
        steps: BTreeMap::new(),
    };
    let mut values = BTreeMap::new();
    for class in &table.classes {
        let ratio = table.common_ratio(&class.id).ok_or(Overflow)?;
        let (value, rank) = match &class.preference {
            Some(preference) if event == ExitEvent::Sale || !preference.converts_at_listing => {
                let first = preference.per_share(on).ok_or(Overflow)?;
                let cap = match preference.participation {
                    Participation::Capped(cap) => Some(mul(preference.price, cap)?.max(first)),
                    _ => None,
                };
                let value = preferred(first, ratio, preference.participation, cap)?;
                (value, Some(i64::from(preference.seniority)))
            }
            _ => (common(ratio), None),
        };
        let kind = match class.preference {
            Some(_) => TakerKind::Preferred,
            None => TakerKind::Common,
        };
        let holders = table
            .holdings
            .iter()
            .filter(|holding| holding.class == class.id)
            .map(|holding| (holding.holder.clone(), holding.shares))
            .collect();
        let taker = Taker {
            id: class.id.clone(),
            class: class.id.clone(),
            kind,
            shares: class.shares,
            strike: Decimal::ZERO,
            ratio,
            threshold: value.conversion(),
            holders,
        };
        builder.add(taker, &value, rank)?;
        values.insert(class.id.as_str(), (value, rank, ratio));
    }
    for option in &table.options {
        let (value, rank, ratio) = match &option.class {
            Some(class) => values.get(class.as_str()).cloned().ok_or(Overflow)?,
            None => (common(Decimal::ONE), None, Decimal::ONE),
        };
        builder.add_option(option, &value, rank, ratio)?;
    }
    for (one, terms) in table.convertibles.iter().zip(exit_terms(table, on)?) {
        builder.add_convertible(table, one, &terms)?;
    }
    let (deductions, distributable) = deductions(table)?;
    let (segments, ambiguities) = builder.segments(&distributable)?;
    Ok(Waterfall {
        event,
        takers: builder.takers,
        segments,
        deductions,
        distributable,
        ambiguities,
    })
}

fn common(ratio: Decimal) -> Value {
    Value {
        start: Decimal::ZERO,
        pieces: vec![(Decimal::ZERO, ratio, BreakKind::Participates)],
    }
}

/// One preferred share with `first` paid first.
fn preferred(
    first: Decimal,
    ratio: Decimal,
    participation: Participation,
    cap: Option<Decimal>,
) -> Result<Value, Overflow> {
    let zero = Decimal::ZERO;
    let pieces = if ratio.is_zero() {
        Vec::new()
    } else {
        match (participation, cap) {
            (Participation::Full, _) => vec![(zero, ratio, BreakKind::Participates)],
            (Participation::Capped(_), Some(cap)) => vec![
                (zero, ratio, BreakKind::Participates),
                (div(cap - first, ratio)?, zero, BreakKind::CapReached),
                (div(cap, ratio)?, ratio, BreakKind::Converts),
            ],
            _ => vec![(div(first, ratio)?, ratio, BreakKind::Converts)],
        }
    };
    Ok(Value {
        start: first,
        pieces,
    })
}

impl Value {
    /// Value of a common share from which converting pays more.
    fn conversion(&self) -> Option<Decimal> {
        self.pieces
            .iter()
            .find(|(_, _, kind)| *kind == BreakKind::Converts)
            .map(|(x, _, _)| *x)
    }

    /// Value of a common share at which the share is worth `strike`, for a strike at or
    /// above the start; none where it never is.
    fn reaching(&self, strike: Decimal) -> Result<Option<Decimal>, Overflow> {
        let mut worth = self.start;
        for (index, (x, slope, _)) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map(|piece| piece.0);
            if *slope > Decimal::ZERO {
                let at = add(*x, div(strike - worth, *slope)?)?;
                match end {
                    Some(end) if at > end => {}
                    _ => return Ok(Some(at)),
                }
            }
            if let Some(end) = end {
                worth = add(worth, mul(*slope, end - *x)?)?;
            }
        }
        Ok(None)
    }
}

impl Builder {
    fn claim(&mut self, rank: i64, taker: usize, from: Decimal, weight: Decimal) {
        if weight > Decimal::ZERO {
            self.ranks.entry(rank).or_default().push(Claim {
                taker,
                from,
                weight,
            });
        }
    }

    fn step(&mut self, at: Decimal, taker: usize, slope: Decimal, kind: BreakKind) {
        self.steps.entry(at).or_default().push((taker, slope, kind));
    }

    fn add(&mut self, taker: Taker, value: &Value, rank: Option<i64>) -> Result<(), Overflow> {
        let index = self.takers.len();
        let shares = taker.shares;
        self.takers.push(taker);
        if shares.is_zero() {
            return Ok(());
        }
        if let Some(rank) = rank {
            self.claim(rank, index, Decimal::ZERO, mul(shares, value.start)?);
        }
        for (x, slope, kind) in &value.pieces {
            self.step(*x, index, mul(shares, *slope)?, *kind);
        }
        Ok(())
    }

    /// Options and warrants, on common or on a preferred class: worth what a share of the
    /// class is worth above the strike.
    fn add_option(
        &mut self,
        option: &OptionGrant,
        value: &Value,
        rank: Option<i64>,
        ratio: Decimal,
    ) -> Result<(), Overflow> {
        let index = self.takers.len();
        let in_preference = rank.is_some() && option.strike < value.start;
        let from = if in_preference {
            None
        } else {
            value.reaching(option.strike)?
        };
        let threshold = match option.kind {
            OptionKind::Rsu => None,
            // Below zero stands for "while preferences are still being paid".
            _ if in_preference => Some(-Decimal::ONE),
            // Never worth it: no value of a common share is above the largest decimal.
            _ => Some(from.unwrap_or(Decimal::MAX)),
        };
        self.takers.push(Taker {
            id: option.id.clone(),
            class: option.class.clone().unwrap_or_else(|| "common".into()),
            kind: match option.kind {
                OptionKind::Option => TakerKind::Option,
                OptionKind::Warrant => TakerKind::Warrant,
                OptionKind::Rsu => TakerKind::Rsu,
            },
            shares: option.shares,
            strike: option.strike,
            ratio,
            threshold,
            holders: option
                .holder
                .iter()
                .map(|holder| (holder.clone(), option.shares))
                .collect(),
        });
        if option.shares.is_zero() {
            return Ok(());
        }
        if let (true, Some(rank)) = (in_preference, rank) {
            let begin = div(option.strike, value.start)?;
            let weight = mul(option.shares, value.start)?;
            self.claim(rank, index, begin, weight);
        }
        let begin = if in_preference {
            Some(Decimal::ZERO)
        } else {
            from
        };
        let Some(begin) = begin else { return Ok(()) };
        // The slope at the beginning is that of the piece it falls in.
        let exercise = match option.kind {
            OptionKind::Rsu => BreakKind::Participates,
            _ => BreakKind::Exercises,
        };
        let current = value
            .pieces
            .iter()
            .rev()
            .find(|(x, _, _)| *x <= begin)
            .map(|(_, slope, _)| *slope);
        if let Some(slope) = current
            && !slope.is_zero()
        {
            self.step(begin, index, mul(option.shares, slope)?, exercise);
        }
        for (x, slope, kind) in &value.pieces {
            if *x > begin {
                self.step(*x, index, mul(option.shares, *slope)?, *kind);
            }
        }
        Ok(())
    }

    fn add_convertible(
        &mut self,
        table: &CapTable,
        one: &Convertible,
        terms: &crate::convertible::ExitTerms,
    ) -> Result<(), Overflow> {
        let index = self.takers.len();
        let preferred = table
            .classes
            .iter()
            .filter_map(|class| class.preference.as_ref())
            .map(|preference| i64::from(preference.seniority));
        let rank = match (one.seniority, one.kind) {
            (Some(rank), _) => i64::from(rank),
            (None, ConvertibleKind::Note) => NOTE_RANK,
            (None, _) => preferred.min().unwrap_or(1),
        };
        let fixed = add(terms.first, terms.beyond)?;
        let threshold = if terms.shares.is_zero() {
            None
        } else {
            Some(div(fixed, terms.shares)?)
        };
        self.takers.push(Taker {
            id: one.id.clone(),
            class: one.id.clone(),
            kind: match one.kind {
                ConvertibleKind::Note => TakerKind::Note,
                _ => TakerKind::Safe,
            },
            shares: terms.shares,
            strike: Decimal::ZERO,
            ratio: Decimal::ONE,
            threshold,
            holders: Vec::new(),
        });
        self.claim(rank, index, Decimal::ZERO, terms.first);
        self.claim(LAST_RANK, index, Decimal::ZERO, terms.beyond);
        if let Some(threshold) = threshold {
            self.step(threshold, index, terms.shares, BreakKind::Converts);
        }
        Ok(())
    }

    /// Walks the ranks from the most senior, then the values of a common share upward.
    fn segments(
        &mut self,
        distributable: &Exact,
    ) -> Result<(Vec<Segment>, Vec<Ambiguity>), Overflow> {
        let count = self.takers.len();
        let zero = Decimal::ZERO;
        let mut walk = Walk {
            segments: Vec::new(),
            base: vec![zero; count],
            weights: vec![zero; count],
            common: zero,
            pending: Vec::new(),
        };
        for claims in self.ranks.values().rev() {
            let mut starts: BTreeMap<Decimal, Vec<&Claim>> = BTreeMap::new();
            for claim in claims {
                starts.entry(claim.from).or_default().push(claim);
            }
            let ends: Vec<Decimal> = starts
                .keys()
                .skip(1)
                .copied()
                .chain([Decimal::ONE])
                .collect();
            for ((from, claims), end) in starts.into_iter().zip(ends) {
                for claim in claims {
                    if let Some(weight) = walk.weights.get_mut(claim.taker) {
                        *weight = claim.weight;
                    }
                    let what = if claim.from.is_zero() {
                        BreakKind::PreferenceBegins
                    } else {
                        BreakKind::Exercises
                    };
                    walk.pending.push(self.event(claim.taker, what));
                }
                walk.advance(end - from, zero)?;
            }
            walk.weights.fill(zero);
        }
        let mut ambiguities = Vec::new();
        let steps = std::mem::take(&mut self.steps);
        let ends: Vec<Decimal> = steps.keys().skip(1).copied().collect();
        let mut ends = ends.into_iter();
        let mut last = zero;
        for (x, changes) in steps {
            if x > last && walk.weights.iter().all(Decimal::is_zero) {
                // Nobody gains between: `x` is free there, and with it the choice of whoever
                // is indifferent over the gap.
                walk.common = x;
            }
            last = x;
            let mut choosing = Vec::new();
            for (taker, slope, kind) in changes {
                if let Some(weight) = walk.weights.get_mut(taker) {
                    *weight = slope;
                }
                if kind == BreakKind::Converts {
                    choosing.push(taker);
                }
                walk.pending.push(self.event(taker, kind));
            }
            if choosing.len() > 1 {
                let value = walk.value()?;
                ambiguities.push(Ambiguity {
                    takers: choosing.iter().filter_map(|at| self.takers.get(*at)).map(|t| t.id.clone()).collect(),
                    exit: distributable.last_before_exceeding(value)?,
                    why: "these are indifferent at the same exit value; any of them may convert there, and every payoff is the same".into(),
                });
            }
            match ends.next() {
                Some(end) => walk.advance(end - x, Decimal::ONE)?,
                None => walk.finish()?,
            }
        }
        let gaps: Vec<Ambiguity> = walk
            .segments
            .windows(2)
            .filter(|pair| pair[1].common_per_weight > zero && {
                // The value of a common share jumps where nobody gains between two thresholds.
                let reached = pair[0].common_from.checked_add(
                    (pair[1].from - pair[0].from)
                        .checked_mul(pair[0].common_per_weight)
                        .and_then(|v| v.checked_div(pair[0].total))
                        .unwrap_or(zero),
                );
                let slack = pair[1].common_from * Decimal::new(1, 12);
                reached.is_some_and(|reached| pair[1].common_from - reached > slack)
            })
            .map(|pair| Ambiguity {
                takers: pair[1].events.iter().map(|event| event.id.clone()).collect(),
                exit: distributable.last_before_exceeding(pair[1].from).ok().flatten(),
                why: "no common share is outstanding that would gain first; at this exit value converting and not converting pay the same".into(),
            })
            .collect();
        ambiguities.extend(gaps);
        Ok((walk.segments, ambiguities))
    }

    fn event(&self, taker: usize, what: BreakKind) -> BreakEvent {
        BreakEvent {
            id: self
                .takers
                .get(taker)
                .map(|t| t.id.clone())
                .unwrap_or_default(),
            what,
        }
    }
}

struct Walk {
    segments: Vec<Segment>,
    base: Vec<Decimal>,
    weights: Vec<Decimal>,
    /// Value of a common share reached.
    common: Decimal,
    pending: Vec<BreakEvent>,
}

impl Walk {
    fn value(&self) -> Result<Decimal, Overflow> {
        self.base
            .iter()
            .try_fold(Decimal::ZERO, |sum, one| add(sum, *one))
    }

    fn open(&mut self, common_per_weight: Decimal) -> Result<Option<Decimal>, Overflow> {
        let total = self
            .weights
            .iter()
            .try_fold(Decimal::ZERO, |sum, weight| add(sum, *weight))?;
        if total.is_zero() {
            return Ok(None);
        }
        let from = self.value()?;
        self.segments.push(Segment {
            from,
            common_from: self.common,
            base: self.base.clone(),
            weights: self.weights.clone(),
            total,
            common_per_weight,
            events: std::mem::take(&mut self.pending),
        });
        Ok(Some(total))
    }

    /// Over a step of the rank's part (`common_per_weight` zero) or of the common's value.
    fn advance(&mut self, step: Decimal, common_per_weight: Decimal) -> Result<(), Overflow> {
        if step > Decimal::ZERO && self.open(common_per_weight)?.is_some() {
            for (base, weight) in self.base.iter_mut().zip(&self.weights) {
                *base = add(*base, mul(*weight, step)?)?;
            }
        }
        self.common = add(self.common, mul(step, common_per_weight)?)?;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Overflow> {
        self.open(Decimal::ONE).map(|_| ())
    }
}

/// Payments by exit value in their order (fees, debt, carve-outs), and what they leave.
#[allow(clippy::type_complexity)]
fn deductions(table: &CapTable) -> Result<(Vec<(String, DeductedKind, Exact)>, Exact), Overflow> {
    let zero = Exact::constant(Decimal::ZERO);
    let mut left = Exact::identity();
    let mut paid = Vec::new();
    let mut pay = |id: &str, kind, claim: Exact, left: &mut Exact| -> Result<(), Overflow> {
        let payment = left.min(&claim)?;
        *left = left.combine(Decimal::ONE, &payment, -Decimal::ONE)?;
        paid.push((id.to_owned(), kind, payment));
        Ok(())
    };
    let percentage = |one: &crate::captable::Deduction, base: &Exact| -> Result<Exact, Overflow> {
        let above = base
            .combine(Decimal::ONE, &Exact::constant(one.above), -Decimal::ONE)?
            .max(&zero)?;
        let part = above.combine(one.percent, &Exact::constant(one.amount), Decimal::ONE)?;
        match one.cap {
            Some(cap) => part.min(&Exact::constant(cap)),
            None => Ok(part),
        }
    };
    for one in &table.deductions {
        if one.kind == DeductionKind::Fee {
            let claim = percentage(one, &Exact::identity())?;
            pay(&one.id, DeductedKind::Fee, claim, &mut left)?;
        }
    }
    for debt in &table.debts {
        let claim = Exact::constant(debt.amount);
        pay(&debt.id, DeductedKind::Debt, claim, &mut left)?;
    }
    let base = left.clone();
    for one in &table.deductions {
        if one.kind == DeductionKind::CarveOut {
            let claim = percentage(one, &base)?;
            pay(&one.id, DeductedKind::CarveOut, claim, &mut left)?;
        }
    }
    Ok((paid, left))
}
