//! Books one levy: its amount into the assessment, its working into the trace.

use batna_core::{ParameterUse, Scalar, TraceSink};

use crate::assessment::Assessment;

/// A levy by stable id, with the name and the rule a reader sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Levy {
    pub id: &'static str,
    pub name: &'static str,
    pub rule: &'static str,
}

impl Levy {
    /// Adds `amount` to the assessment; `base` and the parameters go to the trace alone.
    ///
    /// A levy of zero is left out, so that a list of taxes holds what is due.
    pub(crate) fn book<S: Scalar, T: TraceSink>(
        self,
        out: &mut Assessment<S>,
        trace: &mut T,
        amount: S,
        base: S,
        cited: &[Option<&ParameterUse>],
    ) {
        if amount == S::ZERO {
            return;
        }
        if T::KEEPS {
            trace.open(self.id, self.name);
            trace.figure("base", "Assessed on", base.to_decimal());
            for parameter in cited.iter().flatten() {
                trace.parameter(|| (*parameter).clone());
            }
            trace.close(amount.to_decimal(), self.rule);
        }
        out.add(self.id, self.name, amount);
    }
}
