//! Income tax: the personal allowance and its taper, the bands of the place, savings and
//! dividends at the rates of the whole country.
//!
//! Income Tax Act 2007, sections 6 to 16, 23 and 35; form SA110. Non-savings income is taxed
//! first, then savings, then dividends; the allowance goes to them in that order.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use crate::assessment::Assessment;
use crate::world::levy::Levy;

const INCOME: Levy = Levy {
    id: "uk.income",
    name: "Income tax",
    rule: "bands on income above the personal allowance, which falls by half of net income above £100,000",
};
const SAVINGS: Levy = Levy {
    id: "uk.income.savings",
    name: "Income tax on savings",
    rule: "bands of the whole country on savings stacked above other income, the starting band and the savings allowance at nil",
};
const DIVIDENDS: Levy = Levy {
    id: "uk.income.dividends",
    name: "Income tax on dividends",
    rule: "dividend rates on dividends stacked above all other income, the dividend allowance at nil",
};

#[derive(Clone, Debug)]
pub(super) struct IncomeTax {
    allowance: Amount,
    taper_from: Amount,
    taper_rate: Amount,
    /// Of the place, on non-savings income.
    bands: Schedule,
    /// Of the whole country, on savings.
    savings: Schedule,
    starting_limit: Amount,
    /// Basic, higher, additional.
    savings_allowance: [Amount; 3],
    dividends: Schedule,
    dividend_allowance: Amount,
}

impl IncomeTax {
    pub(super) fn at(lookup: &Lookup<'_>, scottish: bool) -> Result<Self, LookupError> {
        let savings = lookup.schedule("uk.income.brackets")?;
        Ok(IncomeTax {
            allowance: lookup.amount("uk.income.personal_allowance")?,
            taper_from: lookup.amount("uk.income.allowance_taper_from")?,
            taper_rate: lookup.amount("uk.income.allowance_taper_rate")?,
            bands: if scottish {
                lookup.schedule("uk.scotland.brackets")?
            } else {
                savings.clone()
            },
            savings,
            starting_limit: lookup.amount("uk.income.savings_starting_limit")?,
            savings_allowance: [
                lookup.amount_for("uk.income.savings_allowance", "basic")?,
                lookup.amount_for("uk.income.savings_allowance", "higher")?,
                lookup.amount_for("uk.income.savings_allowance", "additional")?,
            ],
            dividends: lookup.schedule("uk.income.dividend_brackets")?,
            dividend_allowance: lookup.amount("uk.income.dividend_allowance")?,
        })
    }

    /// Books the taxes and hands back income above the allowance, of every kind.
    pub(super) fn assess<S: Scalar, T: TraceSink>(
        &self,
        non_savings: S,
        savings: S,
        dividends: S,
        net_income: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) -> S {
        let over = (net_income - self.taper_from.get::<S>()).positive();
        let allowance = (self.allowance.get::<S>() - over * self.taper_rate.get::<S>()).positive();
        let first = (non_savings - allowance).positive();
        let left = (allowance - non_savings).positive();
        let second = (savings - left).positive();
        let left = (left - savings).positive();
        let third = (dividends - left).positive();

        INCOME.book(
            out,
            trace,
            self.bands.tax(first),
            first,
            &[
                self.bands.cited(),
                self.allowance.cited(),
                self.taper_from.cited(),
                self.taper_rate.cited(),
            ],
        );
        // Section 12B looks at the limits of the whole country, for Scottish taxpayers too.
        let total = first + second + third;
        let over = |band: usize| {
            self.savings
                .threshold::<S>(band)
                .is_some_and(|limit| total > limit)
        };
        let [basic, higher, additional] = &self.savings_allowance;
        let allowance = match (over(1), over(2)) {
            (_, true) => additional,
            (true, _) => higher,
            _ => basic,
        };
        let starting = (self.starting_limit.get::<S>() - first)
            .positive()
            .min(second);
        let nil = starting + (second - starting).min(allowance.get());
        SAVINGS.book(
            out,
            trace,
            self.savings.tax(first + second) - self.savings.tax(first + nil),
            second,
            &[
                self.savings.cited(),
                self.starting_limit.cited(),
                allowance.cited(),
            ],
        );
        // The dividend allowance is a nil rate: it uses up the bands it sits in.
        let nil = third.min(self.dividend_allowance.get::<S>());
        let below = first + second;
        DIVIDENDS.book(
            out,
            trace,
            self.dividends.tax(below + third) - self.dividends.tax(below + nil),
            third,
            &[self.dividends.cited(), self.dividend_allowance.cited()],
        );
        first + second + third
    }

    /// Tax at the rates of the place on a charge stacked above all taxable income.
    pub(super) fn on_top<S: Scalar>(&self, taxable: S, charge: S) -> S {
        self.bands.tax(taxable + charge) - self.bands.tax(taxable)
    }
}
