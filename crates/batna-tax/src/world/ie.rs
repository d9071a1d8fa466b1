//! Ireland: income tax, Universal Social Charge, employee PRSI and capital gains tax; share
//! options under PAYE and KEEP.
//!
//! The tax year is the calendar year. PRSI rates change on 1 October; the year's pay is taken
//! as even, so nine months count at the first rate and three at the second. `pretax_401k` is
//! a pension contribution with income tax relief alone, within the limits of age and pay.
//! `Joint` is a couple assessed jointly.
//!
//! Equity: RSUs and unapproved options are pay (options through PAYE since 2024, where RTSO
//! applied before). [`KeepOption`] computes the Key Employee Engagement Programme.
//!
//! [`super::WorldChoices::irish_sarp_arrival`] takes the Special Assignee Relief Programme: part
//! of pay is free of income tax, not of USC and PRSI; its conditions are not tested.
//!
//! Not covered: retention tax on interest (taxed here as other income), the PRSI credit and threshold of low pay, reduced USC of medical-card
//! holders, auto-enrolment, age credits, the limits on pension relief, APSS and SAYE, the charge at
//! grant of an option that runs longer than seven years below value.
//!
//! Sources: Taxes Consolidation Act 1997 sections 15, 128, 128F, 472, 531AN; Social Welfare
//! (Consolidation) Act 2005 section 13; the files under `data/tax/ie`.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, Schedule};

use super::levy::Levy;
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

static PLACES: [PlaceInfo; 1] = [PlaceInfo {
    code: "ie",
    name: "Ireland",
}];

const INCOME: Levy = Levy {
    id: "ie.income",
    name: "Income tax",
    rule: "standard rate within the band, higher rate above, less personal and employee credits",
};
const USC: Levy = Levy {
    id: "ie.usc",
    name: "Universal Social Charge",
    rule: "rates on all income where it passes the exemption",
};
const PRSI: Levy = Levy {
    id: "ie.prsi",
    name: "PRSI, class A",
    rule: "nine months at the rate of January and three at that of October",
};
const GAINS: Levy = Levy {
    id: "ie.capital_gains",
    name: "Capital gains tax",
    rule: "33% of gains above the annual exemption",
};

#[derive(Clone, Debug)]
pub(crate) struct Ireland {
    joint: bool,
    band: Amount,
    second_band: Amount,
    standard: Amount,
    higher: Amount,
    personal: Amount,
    employee: Amount,
    usc: Schedule,
    usc_exempt: Amount,
    prsi_january: Amount,
    prsi_october: Amount,
    gains_rate: Amount,
    gains_exempt: Amount,
    sarp: Sarp,
}

#[derive(Clone, Debug)]
struct Sarp {
    floor_to_2025: Amount,
    floor_from_2026: Amount,
    ceiling: Amount,
    rate: Amount,
}

impl Sarp {
    fn floor(&self, arrival: i16) -> &Amount {
        if arrival >= 2026 {
            &self.floor_from_2026
        } else {
            &self.floor_to_2025
        }
    }

    /// The specified amount of section 825C.
    fn free<S: Scalar>(&self, pay: S, arrival: i16) -> S {
        let above = pay.min(self.ceiling.get()) - self.floor(arrival).get::<S>();
        above.positive() * self.rate.get::<S>()
    }
}

impl Country for Ireland {
    const CURRENCY: &'static str = "EUR";
    const FILINGS: &'static [Filing] = &[Filing::Single, Filing::Joint];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("ie.income.{name}"));
        Ok(Ireland {
            joint: filing.is_joint(),
            band: get("standard_band")?,
            second_band: get("second_earner_band")?,
            standard: lookup.amount_for("ie.income.rates", "standard")?,
            higher: lookup.amount_for("ie.income.rates", "higher")?,
            personal: get("personal_credit")?,
            employee: get("employee_credit")?,
            usc: lookup.schedule("ie.income.usc")?,
            usc_exempt: get("usc_exempt")?,
            prsi_january: lookup.amount_for("ie.income.prsi", "january")?,
            prsi_october: lookup.amount_for("ie.income.prsi", "october")?,
            gains_rate: get("gains_rate")?,
            gains_exempt: get("gains_exempt")?,
            sarp: Sarp {
                floor_to_2025: lookup.amount_for("ie.income.sarp_floor", "to_2025")?,
                floor_from_2026: lookup.amount_for("ie.income.sarp_floor", "from_2026")?,
                ceiling: get("sarp_ceiling")?,
                rate: get("sarp_rate")?,
            },
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let pay = super::pay(income);
        let other = super::other(income) + super::invested(income);
        let spouse = income.spouse_wages;
        self.charges(pay, other, out, trace);
        self.charges(spouse, S::ZERO, out, trace);
        let after_pension = (pay - income.pretax_401k).positive();
        let free = household
            .world
            .irish_sarp_arrival
            .map_or(S::ZERO, |arrival| self.sarp.free(after_pension, arrival));
        if T::KEEPS && free > S::ZERO {
            trace.figure(
                "ie.sarp",
                "Free of income tax under SARP",
                free.to_decimal(),
            );
        }
        let taxable = (pay + other - income.pretax_401k - free).positive();
        if self.joint {
            // By the lower of the two incomes.
            let widening = spouse.min(taxable).min(self.second_band.get());
            self.tax(taxable + spouse, widening, &[pay, spouse], out, trace);
        } else {
            self.tax(taxable, S::ZERO, &[pay], out, trace);
            self.tax(spouse, S::ZERO, &[spouse], out, trace);
        }
        let gain = super::net_of_losses(income.ltcg + income.stcg, carry, out);
        let gain = (gain - self.gains_exempt.get::<S>()).positive();
        GAINS.book(
            out,
            trace,
            gain * self.gains_rate.get::<S>(),
            gain,
            &[self.gains_rate.cited(), self.gains_exempt.cited()],
        );
    }
}

impl Ireland {
    fn tax<S: Scalar, T: TraceSink>(
        &self,
        taxable: S,
        widening: S,
        earners: &[S],
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let low = taxable.min(self.band.get::<S>() + widening);
        // The employee credit is at most the tax on the pay itself.
        let credits: S = earners
            .iter()
            .map(|pay| (*pay * self.standard.get::<S>()).min(self.employee.get()))
            .sum();
        let tax = low * self.standard.get::<S>() + (taxable - low) * self.higher.get::<S>()
            - credits
            - self.personal.get::<S>();
        INCOME.book(
            out,
            trace,
            tax.positive(),
            taxable,
            &[
                self.band.cited(),
                self.second_band.cited(),
                self.standard.cited(),
                self.higher.cited(),
                self.personal.cited(),
                self.employee.cited(),
            ],
        );
    }

    fn charges<S: Scalar, T: TraceSink>(
        &self,
        pay: S,
        other: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let all = pay + other;
        if all > self.usc_exempt.get::<S>() {
            USC.book(
                out,
                trace,
                self.usc.tax(all),
                all,
                &[self.usc.cited(), self.usc_exempt.cited()],
            );
        }
        let rate = (self.prsi_january.get::<S>() * S::from_int(3) + self.prsi_october.get::<S>())
            / S::from_int(4);
        PRSI.book(
            out,
            trace,
            pay * rate,
            pay,
            &[self.prsi_january.cited(), self.prsi_october.cited()],
        );
    }
}

/// A share option of an employee in a qualifying company.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeepOption<S> {
    pub strike: S,
    pub value_at_grant: S,
    pub value_at_exercise: S,
    pub sale_proceeds: S,
    /// Months from grant to exercise.
    pub months_held: S,
}

/// What is pay at exercise and what a gain at the sale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeepOutcome<S> {
    pub pay: S,
    pub gain: S,
}

impl<S: Scalar> KeepOption<S> {
    /// Section 128F: granted at or above value and held at least twelve months, nothing is
    /// pay and the whole growth is a gain; otherwise section 128 applies at exercise.
    pub fn outcome(&self) -> KeepOutcome<S> {
        let qualifies = self.strike >= self.value_at_grant && self.months_held >= S::from_int(12);
        let pay = if qualifies {
            S::ZERO
        } else {
            (self.value_at_exercise - self.strike).positive()
        };
        KeepOutcome {
            pay,
            gain: self.sale_proceeds - self.strike - pay,
        }
    }
}
