//! Class 1 national insurance of the employee, and the employer's where it is passed on.
//!
//! SSCBA 1992, sections 6 to 9 and schedule 1, paragraphs 3A and 3B. An employer may recover
//! its contributions from the employee on securities options and restricted securities alone.

use batna_core::{Scalar, TraceSink};
use batna_params::{Lookup, LookupError, Schedule};

use crate::assessment::Assessment;
use crate::world::levy::Levy;

const EMPLOYEE: Levy = Levy {
    id: "uk.ni",
    name: "National insurance",
    rule: "class 1 primary, on an annual earnings period",
};
const PASSED_ON: Levy = Levy {
    id: "uk.ni.employer_passed_on",
    name: "Employer's national insurance, passed on",
    rule: "class 1 secondary on gains on securities, borne by the employee and deducted from taxable income (ITEPA 2003 s. 481)",
};

#[derive(Clone, Debug)]
pub(super) struct Insurance {
    employee: Schedule,
    employer: Schedule,
}

impl Insurance {
    pub(super) fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Insurance {
            employee: lookup.schedule("uk.ni.employee")?,
            employer: lookup.schedule("uk.ni.employer")?,
        })
    }

    /// The employer's contributions that `securities`, the top part of `pay`, causes.
    pub(super) fn on_securities<S: Scalar>(&self, pay: S, securities: S) -> S {
        self.employer.tax(pay) - self.employer.tax(pay - securities)
    }

    pub(super) fn assess<S: Scalar, T: TraceSink>(
        &self,
        pay: S,
        passed_on: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        EMPLOYEE.book(
            out,
            trace,
            self.employee.tax(pay),
            pay,
            &[self.employee.cited()],
        );
        PASSED_ON.book(out, trace, passed_on, pay, &[self.employer.cited()]);
    }
}
