//! Shorthand for rules that write a trace: amounts of either number form, cited parameters.

use batna_core::{ParameterUse, Scalar, TraceSink};
use batna_params::{Amount, Schedule, Steps};

/// Something that knows the parameter it came from.
pub(crate) trait Cited {
    fn used(&self) -> Option<&ParameterUse>;
}

impl Cited for Amount {
    fn used(&self) -> Option<&ParameterUse> {
        self.cited()
    }
}

impl Cited for Schedule {
    fn used(&self) -> Option<&ParameterUse> {
        self.cited()
    }
}

impl Cited for Steps {
    fn used(&self) -> Option<&ParameterUse> {
        self.cited()
    }
}

/// What every rule does with its sink; costs nothing where nothing is kept.
pub(crate) trait Tracing: TraceSink {
    #[inline(always)]
    fn begin(&mut self, id: &str, label: &str) {
        if Self::KEEPS {
            self.open(id, label);
        }
    }

    #[inline(always)]
    fn end<S: Scalar>(&mut self, value: S, rule: &str) {
        if Self::KEEPS {
            self.close(value.to_decimal(), rule);
        }
    }

    #[inline(always)]
    fn leaf<S: Scalar>(&mut self, id: &str, label: &str, value: S) {
        if Self::KEEPS {
            self.figure(id, label, value.to_decimal());
        }
    }

    #[inline(always)]
    fn cite(&mut self, parameter: &impl Cited) {
        if Self::KEEPS
            && let Some(used) = parameter.used()
        {
            self.parameter(|| used.clone());
        }
    }
}

impl<T: TraceSink> Tracing for T {}
