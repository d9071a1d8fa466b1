//! Net investment income tax (26 USC 1411, Form 8960).

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use super::agi::Agi;
use crate::trace::Tracing;

#[derive(Clone, Debug)]
pub struct Niit {
    rate: Amount,
    threshold: Amount,
}

impl Niit {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Niit {
            rate: lookup.amount("us.federal.income.niit.rate")?,
            threshold: lookup.amount("us.federal.income.niit.threshold")?,
        })
    }

    pub fn assess<S: Scalar, T: TraceSink>(&self, agi: &Agi<S>, trace: &mut T) -> S {
        let over = (agi.agi - self.threshold.get()).positive();
        let tax = over.min(agi.investment) * self.rate.get();
        if tax > S::ZERO {
            trace.begin("us.federal.niit", "Net investment income tax");
            trace.cite(&self.rate);
            trace.cite(&self.threshold);
            trace.leaf(
                "investment",
                "Net investment income (Form 8960 line 12)",
                agi.investment,
            );
            trace.leaf("over", "Income above the threshold (line 15)", over);
            trace.end(tax, "Form 8960 line 17");
        }
        tax
    }
}
