//! Washington: no income tax; the excise on long-term capital gains, Paid Family and
//! Medical Leave and WA Cares.
//!
//! The excise (RCW 82.87) takes net long-term gain of the federal return above a deduction
//! that spouses share, with a higher rate above a million of taxed gain. Leaves out the
//! exemptions (real estate, retirement accounts, family-owned businesses) and the deduction
//! of large gifts. It is an excise by its statute, so it is not deducted as an income tax on
//! the federal return.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::levy::{Levies, Levy};
use super::plain::net_long_gain;
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
    levies: Levies,
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
            levies: Levies::at(LEVIES, lookup)?,
        })
    }

    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        // What falls on wages alone cannot fall on someone who only works there.
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
