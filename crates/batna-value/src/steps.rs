//! The days that each step of the simulation holds for one alternative, and when in them the
//! holder may leave.
//!
//! A step is a tax year; before and after the years taxed, a year of the same first day.
//! Leaving falls evenly on the days worked. Once the horizon is over, nothing more is earned
//! and the holder only waits for an exit.

use batna_case::model::{Clawback, PaidWhen};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::alternative::Alternative;
use crate::evaluator::Evaluator;
use crate::schedule::Horizon;
use crate::sim::{SLOTS, Slots, chance_over};
use crate::tax_years::TaxedYear;

/// One step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub first: Date,
    /// First day of the next step.
    pub next: Date,
    /// Days in which the holder works there; none where `from` is `to`.
    pub from: Date,
    pub to: Date,
    /// Whether those lie inside the horizon.
    pub earning: bool,
}

impl Span {
    /// The middle of each part of the time in which one can leave.
    pub fn leaving_days(&self) -> [Date; SLOTS] {
        let days = (self.to - self.from).get_days().max(0);
        std::array::from_fn(|slot| {
            let part = (2 * i64::try_from(slot).unwrap_or(0) + 1) * i64::from(days);
            self.from.saturating_add((part / (2 * SLOTS as i64)).days())
        })
    }

    /// Years worked in the step.
    pub fn years(&self) -> f64 {
        f64::from((self.to - self.from).get_days().max(0)) / 365.25
    }
}

/// Amounts by step, with what of each has come by each day of leaving.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    pub value: Vec<f64>,
    come: Vec<Slots>,
}

impl Spread {
    pub fn new(steps: usize) -> Spread {
        Spread {
            value: vec![0.0; steps],
            come: vec![[0.0; SLOTS]; steps],
        }
    }

    pub fn add(&mut self, step: usize, span: &Span, date: Date, amount: f64) {
        let (Some(value), Some(come)) = (self.value.get_mut(step), self.come.get_mut(step)) else {
            return;
        };
        *value += amount;
        for (come, day) in come.iter_mut().zip(span.leaving_days()) {
            if date <= day {
                *come += amount;
            }
        }
    }

    /// What has come as parts of each step's amount.
    pub fn parts(&self) -> Vec<Slots> {
        self.value
            .iter()
            .zip(&self.come)
            .map(|(value, come)| match *value > 0.0 {
                true => come.map(|come| (come / value).clamp(0.0, 1.0)),
                false => [1.0; SLOTS],
            })
            .collect()
    }

    /// The running total at each day of leaving, and at the end of each step.
    pub fn running(&self) -> (Vec<f64>, Vec<Slots>) {
        let mut total = 0.0;
        let by_slot = self
            .value
            .iter()
            .zip(&self.come)
            .map(|(value, come)| {
                let before = total;
                total += value;
                come.map(|come| before + come)
            })
            .collect();
        let mut sum = 0.0;
        let ends = self
            .value
            .iter()
            .map(|value| {
                sum += value;
                sum
            })
            .collect();
        (ends, by_slot)
    }
}

/// The step that holds a day; days outside go to the nearest.
pub(crate) fn step_of(spans: &[Span], day: Date) -> usize {
    spans
        .partition_point(|span| span.next <= day)
        .min(spans.len().saturating_sub(1))
}

impl Evaluator<'_> {
    /// The steps of an alternative.
    pub(crate) fn spans(&self, horizon: Horizon, taxed: Option<&[TaxedYear]>) -> Vec<Span> {
        let (first, year) = match taxed.and_then(<[TaxedYear]>::first) {
            Some(taxed) => (taxed.first, taxed.law.year()),
            None => {
                let year = self.year_of_step(0);
                let first = Date::new(year, 1, 1).unwrap_or(self.assumptions.settings.as_of);
                (first, year)
            }
        };
        let (start, end) = (horizon.start, horizon.end());
        (0..self.draws().steps())
            .map(|step| {
                let years = i64::from(self.year_of_step(step)) - i64::from(year);
                let first = first.saturating_add(years.years());
                let next = first.saturating_add(1.years());
                let earning = first < end;
                let from = first.max(start);
                let to = if earning { next.min(end) } else { next };
                Span {
                    first,
                    next,
                    from,
                    to: to.max(from),
                    earning,
                }
            })
            .collect()
    }

    /// Chance a year of leaving, in the years of the draws; none where nobody is taken to leave.
    pub(crate) fn leaving_odds(&self, spans: &[Span], waits: bool) -> Option<Vec<f64>> {
        let odds: Vec<f64> = spans
            .iter()
            .zip(self.draws().lengths())
            .map(|(span, length)| {
                let chance = match (span.earning, waits) {
                    (true, _) => self.assumptions.leave_chance,
                    (false, true) => self.assumptions.leave_chance_after,
                    (false, false) => 0.0,
                };
                // The step's days at work, on the draws' clock.
                let stretch = span.years() / length.max(1e-9);
                chance_over(chance, stretch).clamp(0.0, 0.999_999)
            })
            .collect();
        odds.iter().any(|chance| *chance > 0.0).then_some(odds)
    }
}

/// What is owed back of a payment to one who leaves on a day; nothing before it was paid.
pub fn owed_back(paid: Date, amount: Decimal, clawback: Clawback, left: Date) -> Decimal {
    let until = paid.saturating_add(i64::from(clawback.months.min(1_200)).months());
    if left < paid || left >= until || clawback.months == 0 {
        return Decimal::ZERO;
    }
    if !clawback.prorated {
        return amount;
    }
    let served = (0..clawback.months)
        .take_while(|month| paid.saturating_add(i64::from(month + 1).months()) <= left)
        .count();
    let left = Decimal::from(clawback.months) - Decimal::from(served);
    amount * left / Decimal::from(clawback.months)
}

/// The day a one-off payment is made.
pub fn paid_on(alternative: &Alternative, paid: PaidWhen) -> Date {
    match paid {
        PaidWhen::AtStart => alternative.start,
        PaidWhen::AfterMonths(months) => alternative
            .start
            .saturating_add(i64::from(months.min(1200)).months()),
        PaidWhen::On(date) => date.max(alternative.start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_clawback_falls_by_whole_months() {
        let (paid, amount) = (date(2026, 8, 1), Decimal::from(24_000));
        let clawback = |prorated| Clawback {
            months: 24,
            prorated,
            gross: true,
        };
        // Six whole months served by 20 February 2027: eighteen of twenty-four are owed.
        let left = date(2027, 2, 20);
        assert_eq!(
            owed_back(paid, amount, clawback(true), left),
            Decimal::from(18_000)
        );
        assert_eq!(owed_back(paid, amount, clawback(false), left), amount);
        assert_eq!(
            owed_back(paid, amount, clawback(false), date(2028, 8, 1)),
            Decimal::ZERO
        );
        assert_eq!(
            owed_back(paid, amount, clawback(true), date(2026, 7, 31)),
            Decimal::ZERO
        );
    }

    #[test]
    fn amounts_come_by_the_day_of_leaving() {
        let span = Span {
            first: date(2027, 1, 1),
            next: date(2028, 1, 1),
            from: date(2027, 1, 1),
            to: date(2028, 1, 1),
            earning: true,
        };
        let mut spread = Spread::new(1);
        // A quarter each at the ends of March, June, September and December.
        for (month, day) in [(3, 31), (6, 30), (9, 30), (12, 31)] {
            spread.add(0, &span, date(2027, month, day), 100.0);
        }
        let parts = spread.parts();
        // Those who leave in the middle of April have the first quarter, of May and June too.
        let expected = [
            0.0, 0.0, 0.0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75,
        ];
        assert_eq!(parts[0], expected);
    }
}
