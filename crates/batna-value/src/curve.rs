//! A tax year's total tax as a function of the alternative's wages, compiled once.
//!
//! All cash wages and vested shares of a year are taxed alike, so one curve serves
//! every mix of base, bonus and RSUs: a counter that moves base needs no new law.

use batna_core::{Piecewise, Scalar};
use batna_tax::{Axis, Carry, Household, Law, TaxError, YearIncome};
use rust_decimal::Decimal;

/// Wages up to which breakpoints are found; beyond them the last slope goes on.
const HIGHEST: f64 = 3.0e7;

/// Tax of a household by the wages of one employer.
#[derive(Clone, Debug)]
pub struct TaxCurve {
    total: Piecewise,
    /// Tax without any wages of the employer.
    baseline: f64,
    lowest: f64,
}

impl TaxCurve {
    /// `base` is the household's year with every deduction and without the employer's
    /// wages; `without` is the household's year without the employer.
    ///
    /// Errors: what the law refuses.
    pub fn compile(
        law: &Law,
        household: &Household,
        base: &YearIncome<Decimal>,
        without: &YearIncome<Decimal>,
    ) -> Result<TaxCurve, TaxError> {
        let to_f64 = |income: &YearIncome<Decimal>| income.convert(|amount| amount.to_f64());
        let base = to_f64(base);
        // Deferrals come out of wages, so wages below them are not a case.
        let lowest = base.contributions() + 1.0;
        let total = law.compile(
            household,
            &base,
            &Carry::default(),
            Axis::Bonus,
            lowest,
            HIGHEST,
        )?;
        Ok(TaxCurve {
            total,
            baseline: law.total(household, &to_f64(without)),
            lowest,
        })
    }

    /// Tax that wages of this amount add to the household's.
    pub fn added(&self, wages: f64) -> f64 {
        if wages <= 0.0 {
            0.0
        } else {
            self.total.at(wages.max(self.lowest)) - self.baseline
        }
    }

    /// Tax by extra wages on top of `certain` wages, starting from zero. Where the extra
    /// amount counted is only a part of the year's, `whole_of_part` (at least 1) says how
    /// much larger the year's is; the tax is then shared in proportion.
    pub fn above(&self, certain: f64, whole_of_part: f64) -> Piecewise {
        let scale = whole_of_part.max(1.0);
        let certain = certain.max(self.lowest);
        let start = self.total.at(certain);
        let knots = std::iter::once((0.0, 0.0)).chain(
            self.total
                .knots()
                .filter(|(x, _)| *x > certain)
                .map(|(x, y)| ((x - certain) / scale, (y - start) / scale)),
        );
        let before = self.total.at(certain + 1.0) - start;
        Piecewise::new(knots, before, self.total.slope_after())
            .unwrap_or_else(|_| Piecewise::proportional(before))
    }
}
