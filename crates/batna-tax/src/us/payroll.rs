//! Social Security, Medicare and Additional Medicare: the employee's share, and both
//! shares on self-employment.
//!
//! Social Security is withheld by each employer up to the wage base; what a second
//! employer withholds beyond one person's maximum is credited on the return (26 USC
//! 31(b)), so that the tax due is capped per person. Elective deferrals (401(k)) are
//! wages here; HSA, cafeteria-plan and commuter amounts are not (26 USC 3121(a)(5)(G),
//! (a)(20)). Leaves out: the employer's share, and railroad retirement.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use crate::assessment::Assessment;
use crate::income::YearIncome;
use crate::trace::Tracing;

#[derive(Clone, Debug)]
pub struct Payroll {
    wage_base: Amount,
    social_security: Amount,
    medicare: Amount,
    additional_rate: Amount,
    additional_threshold: Amount,
    self_employment_part: Amount,
}

impl Payroll {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("us.payroll.{name}"));
        Ok(Payroll {
            wage_base: get("social_security.wage_base")?,
            social_security: get("social_security.rate")?,
            medicare: get("medicare.rate")?,
            additional_rate: get("additional_medicare.rate")?,
            additional_threshold: get("additional_medicare.threshold")?,
            self_employment_part: get("self_employment.part")?,
        })
    }

    /// Wages of the earner that payroll taxes reach.
    pub fn earner_wages<S: Scalar>(income: &YearIncome<S>) -> S {
        (income.earner_wages() - income.hsa - income.commuter - income.section_125).positive()
    }

    /// Net earnings from self-employment after the part that stands for the employer's share
    /// (Schedule SE line 4a).
    pub fn self_employment<S: Scalar>(&self, income: &YearIncome<S>) -> S {
        income.self_employment * self.self_employment_part.get()
    }

    /// Self-employment tax (Schedule SE line 12); half of it is deducted from income.
    pub fn self_employment_tax<S: Scalar>(&self, income: &YearIncome<S>) -> S {
        let earnings = self.self_employment(income);
        if earnings <= S::ZERO {
            return S::ZERO;
        }
        let room = (self.wage_base.get::<S>() - Self::earner_wages(income)).positive();
        let two = S::ONE + S::ONE;
        earnings.min(room) * (self.social_security.get::<S>() * two)
            + earnings * (self.medicare.get::<S>() * two)
    }

    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        income: &YearIncome<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let base: S = self.wage_base.get();
        let earner = Self::earner_wages(income);
        let spouse = income.spouse_wages;
        let covered = earner.min(base) + spouse.min(base);
        let social_security = covered * self.social_security.get();
        trace.begin("us.social_security", "Social Security");
        trace.cite(&self.wage_base);
        trace.cite(&self.social_security);
        trace.leaf("covered", "Wages up to the base, per person", covered);
        if T::KEEPS {
            let present = earner - income.prior_employer_wages;
            let withheld = present.min(base) + income.prior_employer_wages.min(base);
            let excess = (withheld - earner.min(base)) * self.social_security.get();
            if excess > S::ZERO {
                trace.leaf(
                    "excess_withheld",
                    "Withheld twice by two employers, credited on the return (Schedule 3 line 11)",
                    excess,
                );
            }
        }
        trace.end(
            social_security,
            "rate x wages up to the base of each person",
        );
        out.add("us.social_security", "Social Security", social_security);

        let medicare = (earner + spouse) * self.medicare.get();
        trace.begin("us.medicare", "Medicare");
        trace.cite(&self.medicare);
        trace.end(medicare, "rate x all wages");
        out.add("us.medicare", "Medicare", medicare);

        let self_employment = self.self_employment_tax(income);
        if self_employment > S::ZERO {
            trace.begin("us.self_employment", "Self-employment tax");
            trace.cite(&self.self_employment_part);
            trace.end(self_employment, "Schedule SE line 12");
            out.add("us.self_employment", "Self-employment tax", self_employment);
        }

        // Form 8959 lines 4 to 18; joint filers add their wages. A loss from
        // self-employment does not reduce wages.
        let reached = earner + spouse + self.self_employment(income).positive();
        let over = (reached - self.additional_threshold.get()).positive();
        let additional = over * self.additional_rate.get();
        if additional > S::ZERO {
            trace.begin("us.additional_medicare", "Additional Medicare Tax");
            trace.cite(&self.additional_threshold);
            trace.cite(&self.additional_rate);
            trace.end(additional, "Form 8959: rate x wages above the threshold");
            out.add(
                "us.additional_medicare",
                "Additional Medicare Tax",
                additional,
            );
        }
    }
}
