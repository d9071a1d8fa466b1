//! Washington: the excise on long-term capital gains, Paid Family and Medical Leave and WA
//! Cares; from 2028 an income tax above a million (ESSB 6346 of 2026).
//!
//! The income tax takes federal adjusted gross income without the long-term gains that the
//! excise reaches, less gifts up to a limit and one large deduction.
//!
//! The excise (RCW 82.87) takes net long-term gain of the federal return above a deduction
//! that spouses share, with a higher rate above a million of taxed gain. Leaves out the
//! exemptions (real estate, retirement accounts, family-owned businesses) and the deduction
//! of large gifts. It is an excise by its statute, so it is not deducted as an income tax on
//! the federal return.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::levy::{Levies, Levy};
use super::tax_return::net_long_gain;
use super::{State, StateTaxes, StateYear};
use crate::household::Filing;
use crate::place::{Place, PlaceInfo};
use crate::trace::Tracing;

const LEVIES: &[Levy] = &[
    Levy {
        id: "us.wa.payroll.pfml",
        name: "Washington Paid Family and Medical Leave",
        deductible: true,
    },
    Levy {
        id: "us.wa.payroll.cares",
        name: "WA Cares Fund",
        deductible: false,
    },
];

#[derive(Clone, Debug)]
pub(crate) struct Washington {
    rates: Schedule,
    deduction: Amount,
    income: Option<IncomeTax>,
    levies: Levies,
}

/// Rate, deduction, and most of gifts.
#[derive(Clone, Debug)]
struct IncomeTax {
    rate: Amount,
    deduction: Amount,
    charity_most: Amount,
}

impl IncomeTax {
    /// None before the law begins.
    fn at(lookup: &Lookup<'_>) -> Result<Option<Self>, LookupError> {
        if !lookup.has("us.wa.income.rate") {
            return Ok(None);
        }
        Ok(Some(IncomeTax {
            rate: lookup.amount("us.wa.income.rate")?,
            deduction: lookup.amount("us.wa.income.deduction")?,
            charity_most: lookup.amount("us.wa.income.charity_most")?,
        }))
    }

    fn enter<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let gifts = year.income.charity.min(self.charity_most.get());
        let base = year.agi.agi - net_long_gain(year) - gifts;
        let taxable = (base - self.deduction.get::<S>()).positive();
        if taxable <= S::ZERO {
            return;
        }
        let tax = taxable * self.rate.get::<S>();
        trace.begin("us.wa.income", "Washington income tax");
        trace.cite(&self.rate);
        trace.cite(&self.deduction);
        trace.leaf("taxable", "Income above the deduction", taxable);
        trace.end(tax, "ESSB 6346 section 201");
        out.tax("us.wa.income", "Washington income tax", tax);
    }
}

impl State for Washington {
    const PLACES: &'static [PlaceInfo] = &[PlaceInfo {
        code: "us-wa",
        name: "Washington",
    }];

    fn at(_: Place, _: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Washington {
            rates: lookup.schedule("us.wa.capital_gains.rates")?,
            deduction: lookup.amount("us.wa.capital_gains.deduction")?,
            income: IncomeTax::at(lookup)?,
            levies: Levies::at(LEVIES, lookup)?,
        })
    }

    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        if let Some(income) = &self.income {
            income.enter(year, out, trace);
        }
        // The excise cannot fall on someone who only works there.
        if !year.resident {
            return;
        }
        let gain = (net_long_gain(year) - self.deduction.get::<S>()).positive();
        if gain <= S::ZERO {
            return;
        }
        let tax = self.rates.tax(gain);
        trace.begin("us.wa.capital_gains", "Washington capital gains excise");
        trace.cite(&self.deduction);
        trace.cite(&self.rates);
        trace.leaf("gain", "Long-term gain above the deduction", gain);
        trace.end(tax, "RCW 82.87.040");
        out.levy(
            "us.wa.capital_gains",
            "Washington capital gains excise",
            tax,
        );
    }

    fn payroll<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        self.levies.assess(year, out, trace);
    }
}
