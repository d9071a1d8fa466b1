//! United Kingdom: income tax, national insurance, student loans, capital gains tax and the
//! pension annual allowance of one employee (and, each alone, a spouse).
//!
//! The tax year called 2025 is 2025-26: 6 April 2025 to 5 April 2026. Every amount is annual;
//! national insurance is computed on an annual earnings period, as for a director, so that a
//! month with a bonus or a vest is charged as the year is.
//!
//! Wales sets its own rates; for both years they make the same totals as England's.
//!
//! Income by character: wages, bonus, RSU and option spreads are employment income and
//! earnings for national insurance (securities are taken as readily convertible assets);
//! an incentive stock option is an unapproved option here, so `iso_spread` is taxed as
//! `nso_spread` is. `pretax_401k` is salary sacrificed for employer pension contributions.
//! Gains of either length are one kind. Joint filing does not exist: each person is taxed
//! alone. Equity by scheme (EMI, CSOP, unapproved, growth shares) is in [`options`] and
//! [`restricted`], which say what becomes employment income and what a gain.
//!
//! Not covered: marriage allowance, class 2 and 4 contributions, carry-forward of
//! unused annual allowance, the remittance basis and its successor for foreign income and
//! gains, relief for foreign tax, months of residence in both parts of the country. See
//! [`crate::world::coverage`].
//!
//! Sources: Income Tax Act 2007, ITEPA 2003, SSCBA 1992, TCGA 1992, Finance Act 2004; the
//! files under `data/tax/uk`.

pub mod capital_gains;
pub mod child_benefit;
pub mod childcare;
mod choices;
mod income;
mod insurance;
pub mod options;
pub mod pension;
pub mod restricted;

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup};
use jiff::civil::Date;

pub use choices::{StudentLoan, UkChoices};

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;
use crate::world::levy::Levy;

static PLACES: [PlaceInfo; 4] = [
    PlaceInfo {
        code: "uk-england",
        name: "England",
    },
    PlaceInfo {
        code: "uk-scotland",
        name: "Scotland",
    },
    PlaceInfo {
        code: "uk-wales",
        name: "Wales",
    },
    PlaceInfo {
        code: "uk-northern-ireland",
        name: "Northern Ireland",
    },
];

const STUDENT_LOAN: Levy = Levy {
    id: "uk.student_loan",
    name: "Student loan repayment",
    rule: "9% (postgraduate 6%) of earnings above the plan's threshold",
};

/// The law of one part of the United Kingdom in one tax year.
#[derive(Clone, Debug)]
pub struct UnitedKingdom {
    income: income::IncomeTax,
    insurance: insurance::Insurance,
    gains: capital_gains::CapitalGains,
    pension: pension::AnnualAllowance,
    /// Threshold and rate by [`StudentLoan`], in its order.
    loans: [(Amount, Amount); StudentLoan::ALL.len()],
}

/// One person's year, as the rules see it.
struct Person<S> {
    /// Earnings after salary sacrifice.
    pay: S,
    /// The part of `pay` that is gains on securities.
    securities: S,
    sacrificed: S,
    other: S,
    savings: S,
    dividends: S,
}

impl Country for UnitedKingdom {
    const CURRENCY: &'static str = "GBP";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn first_day(year: i16) -> Option<Date> {
        Date::new(year, 4, 6).ok()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        if let Some(work) = situation.work
            && work.country() != situation.residence.country()
        {
            return Err(TaxError::NotCovered {
                residence: situation.residence.code(),
                work: work.code(),
                why: "work across a border is not covered for the United Kingdom",
            });
        }
        let scottish = situation.residence.region() == Some("scotland");
        let loan = |plan: StudentLoan| -> Result<(Amount, Amount), TaxError> {
            Ok((
                lookup.amount_for("uk.student_loans.threshold", plan.key())?,
                lookup.amount_for("uk.student_loans.rate", plan.key())?,
            ))
        };
        let [one, two, four, five, postgraduate] = StudentLoan::ALL;
        Ok(UnitedKingdom {
            income: income::IncomeTax::at(lookup, scottish)?,
            insurance: insurance::Insurance::at(lookup)?,
            gains: capital_gains::CapitalGains::at(lookup)?,
            pension: pension::AnnualAllowance::at(lookup)?,
            loans: [
                loan(one)?,
                loan(two)?,
                loan(four)?,
                loan(five)?,
                loan(postgraduate)?,
            ],
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
        let gross = income.earner_wages() + income.iso_spread;
        let sacrificed = income.pretax_401k.min(gross);
        let securities =
            (income.rsu + income.nso_spread + income.iso_spread).min(gross - sacrificed);
        let earner = Person {
            pay: gross - sacrificed,
            securities,
            sacrificed,
            other: income.other_income + income.self_employment + income.iso_disqualified,
            savings: income.interest,
            dividends: income.qualified_dividends,
        };
        let taxable = self.person(&earner, &household.uk, out, trace);
        let qualifying = if household.uk.gains_qualify_for_badr {
            income.ltcg
        } else {
            S::ZERO
        };
        self.gains.assess(
            qualifying,
            income.ltcg + income.stcg - qualifying,
            taxable,
            carry,
            out,
            trace,
        );
        if income.spouse_wages > S::ZERO {
            let spouse = Person {
                pay: income.spouse_wages,
                securities: S::ZERO,
                sacrificed: S::ZERO,
                other: S::ZERO,
                savings: S::ZERO,
                dividends: S::ZERO,
            };
            self.person(&spouse, &UkChoices::default(), out, trace);
        }
    }
}

impl UnitedKingdom {
    /// Books one person's taxes and hands back their taxable income.
    fn person<S: Scalar, T: TraceSink>(
        &self,
        person: &Person<S>,
        choices: &UkChoices,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) -> S {
        let passed_on = if choices.employer_ni_passed_on {
            self.insurance.on_securities(person.pay, person.securities)
        } else {
            S::ZERO
        };
        // ITEPA 2003 section 481: what the employee bears of the employer's contributions
        // comes off the taxable gain, never off earnings for national insurance.
        let employment = person.pay - passed_on;
        let net_income = employment + person.other + person.savings + person.dividends;
        let taxed = self.income.assess(
            employment + person.other,
            person.savings,
            person.dividends,
            net_income,
            out,
            trace,
        );
        self.insurance.assess(person.pay, passed_on, out, trace);
        let excess = self
            .pension
            .excess(person.sacrificed, net_income + person.sacrificed);
        let charge = self.income.on_top(taxed, excess);
        self.pension.book(charge, excess, out, trace);
        for plan in [
            choices.student_loan,
            choices
                .postgraduate_loan
                .then_some(StudentLoan::Postgraduate),
        ]
        .into_iter()
        .flatten()
        {
            if let Some((threshold, rate)) = self.loans.get(plan as usize) {
                let above = (person.pay - threshold.get::<S>()).positive();
                STUDENT_LOAN.book(
                    out,
                    trace,
                    above * rate.get::<S>(),
                    person.pay,
                    &[threshold.cited(), rate.cited()],
                );
            }
        }
        taxed
    }
}
