//! A tax year's total tax as a function of the alternative's wages, compiled once.
//!
//! All cash wages and vested shares of a year are taxed alike, so one curve serves
//! every mix of base, bonus and RSUs: a counter that moves base needs no new law. What
//! bears no payroll tax (a disqualifying sale of ISO shares) has a curve of its own. Where pay is
//! in another currency than the law, what goes in and comes out is in that of the pay.

use std::sync::Arc;

use batna_core::{Piecewise, Scalar};
use batna_tax::{Axis, Carry, Household, Law, TaxError, YearIncome};
use rust_decimal::Decimal;

/// Wages up to which breakpoints are found; beyond them the last slope goes on.
const HIGHEST: f64 = 3.0e7;

/// Tax of a household by the wages of one employer.
#[derive(Clone, Debug)]
pub struct TaxCurve {
    total: Arc<Piecewise>,
    /// The same by ordinary income that bears no payroll tax.
    unpayrolled: Arc<Piecewise>,
    /// Tax without any wages of the employer.
    baseline: f64,
    lowest: f64,
    /// Units of the law's currency for one of the pay's.
    rate: f64,
}

impl TaxCurve {
    /// `base` is the household's year with every deduction and without the employer's
    /// pay; `without` is the household's year without the employer; `pay` says what the pay is:
    /// wages ([`Axis::Bonus`]), or a partner's earnings from self-employment.
    ///
    /// Errors: what the law refuses.
    pub fn compile(
        law: &Law,
        household: &Household,
        base: &YearIncome<Decimal>,
        without: &YearIncome<Decimal>,
        pay: Axis,
    ) -> Result<TaxCurve, TaxError> {
        let to_f64 = |income: &YearIncome<Decimal>| income.convert(|amount| amount.to_f64());
        let base = to_f64(base);
        // Deferrals come out of wages, so wages below them are not a case.
        let lowest = base.contributions() + 1.0;
        let compile = |income: &YearIncome<f64>, axis: Axis, low: f64| {
            law.compile(household, income, &Carry::default(), axis, low, HIGHEST)
                .map(Arc::new)
        };
        Ok(TaxCurve {
            total: compile(&base, pay, lowest)?,
            unpayrolled: compile(&pay.add(&base, lowest), Axis::IsoDisqualified, 0.0)?,
            baseline: law.total(household, &to_f64(without)),
            lowest,
            rate: 1.0,
        })
    }

    /// The same by pay in a currency of which a unit is `rate` of the law's.
    pub fn per_unit_of(self, rate: f64) -> TaxCurve {
        TaxCurve { rate, ..self }
    }

    /// Tax that wages of this amount add to the household's.
    pub fn added(&self, wages: f64) -> f64 {
        if wages <= 0.0 {
            0.0
        } else {
            (self.total.at((wages * self.rate).max(self.lowest)) - self.baseline) / self.rate
        }
    }

    /// Tax by extra wages on top of `certain` wages, starting from zero. Where the extra
    /// amount counted is only a part of the year's, `whole_of_part` (at least 1) says how
    /// much larger the year's is; the tax is then shared in proportion.
    pub fn above(&self, certain: f64, whole_of_part: f64) -> Piecewise {
        shifted(
            &self.total,
            (certain * self.rate).max(self.lowest),
            whole_of_part.max(1.0) * self.rate,
        )
    }

    /// Tax by extra ordinary income without payroll tax, on top of `certain` wages.
    pub fn above_without_payroll(&self, certain: f64) -> Piecewise {
        let start = (certain * self.rate - self.lowest).max(0.0);
        shifted(&self.unpayrolled, start, self.rate)
    }
}

/// The function from `start` on, as if it began there at zero, both axes divided by `scale`.
fn shifted(function: &Piecewise, start: f64, scale: f64) -> Piecewise {
    let at_start = function.at(start);
    let knots = std::iter::once((0.0, 0.0)).chain(
        function
            .knots()
            .filter(|(x, _)| *x > start)
            .map(|(x, y)| ((x - start) / scale, (y - at_start) / scale)),
    );
    let before = function.at(start + 1.0) - at_start;
    Piecewise::new(knots, before, function.slope_after())
        .unwrap_or_else(|_| Piecewise::proportional(before))
}
