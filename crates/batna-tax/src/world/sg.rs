//! Singapore: income tax of a resident and the employee's CPF.
//!
//! The tax year is the calendar year of the income; IRAS names it by the year of assessment
//! after. CPF is that of a citizen or permanent resident from the third year, up to 55 years;
//! [`super::WorldChoices::singapore_foreigner`] says there is none. Base pay is ordinary
//! wages spread evenly over the months, bonus is additional wages; shares carry no CPF.
//! `pretax_401k` is a contribution to the Supplementary Retirement Scheme. Gains, interest of
//! banks and dividends are free of tax. Each person is taxed alone.
//!
//! Equity: options are pay at exercise, RSUs at vest. A foreigner who leaves is taxed as if
//! everything were exercised: [`deemed_exercise`].
//!
//! Not covered: personal reliefs but earned income, CPF and SRS; rebates of a single year;
//! non-residents; the tracking option (IRAS takes tax at actual exercise where the employer
//! tracks it); CPF above 55 and in the first two years of residence.
//!
//! Sources: Income Tax Act 1947 second schedule, sections 10(6), 39; CPF Act 1953 first
//! schedule; the file under `data/tax/sg`.

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
    code: "sg",
    name: "Singapore",
}];

const INCOME: Levy = Levy {
    id: "sg.income",
    name: "Income tax",
    rule: "rates of a resident on income above reliefs",
};
const CPF: Levy = Levy {
    id: "sg.cpf",
    name: "Central Provident Fund, employee",
    rule: "20% of ordinary wages to the monthly limit and of additional wages to the yearly one",
};

#[derive(Clone, Debug)]
pub(crate) struct Singapore {
    brackets: Schedule,
    earned: Amount,
    cpf_rate: Amount,
    cpf_month: Amount,
    cpf_year: Amount,
    srs_resident: Amount,
    srs_foreigner: Amount,
}

impl Country for Singapore {
    const CURRENCY: &'static str = "SGD";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("sg.income.{name}"));
        Ok(Singapore {
            brackets: lookup.schedule("sg.income.brackets")?,
            earned: get("earned_income_relief")?,
            cpf_rate: get("cpf_rate")?,
            cpf_month: get("cpf_month_limit")?,
            cpf_year: get("cpf_year_limit")?,
            srs_resident: lookup.amount_for("sg.income.srs_limit", "resident")?,
            srs_foreigner: lookup.amount_for("sg.income.srs_limit", "foreigner")?,
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        _: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let foreigner = household.world.singapore_foreigner;
        let limit = if foreigner {
            &self.srs_foreigner
        } else {
            &self.srs_resident
        };
        let cash = income.wages + income.prior_employer_wages;
        let other = super::other(income);
        let all = super::pay(income) + other;
        let savings = income.pretax_401k.min(limit.get());
        self.person(
            (!foreigner).then_some((cash, income.bonus)),
            all,
            savings,
            out,
            trace,
        );
        if income.spouse_wages > S::ZERO {
            self.person(
                Some((income.spouse_wages, S::ZERO)),
                income.spouse_wages,
                S::ZERO,
                out,
                trace,
            );
        }
    }
}

impl Singapore {
    fn person<S: Scalar, T: TraceSink>(
        &self,
        cpf: Option<(S, S)>,
        all: S,
        savings: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let cpf = cpf.map_or(S::ZERO, |(ordinary, additional)| {
            let ordinary = ordinary.min(self.cpf_month.get::<S>() * S::from_int(12));
            let room = (self.cpf_year.get::<S>() - ordinary).positive();
            (ordinary + additional.min(room)) * self.cpf_rate.get::<S>()
        });
        CPF.book(
            out,
            trace,
            cpf,
            all,
            &[
                self.cpf_rate.cited(),
                self.cpf_month.cited(),
                self.cpf_year.cited(),
            ],
        );
        let earned = self.earned.get::<S>().min(all);
        // Together these stay far under the limit of section 39(13), 80,000.
        let chargeable = (all - earned - cpf - savings).positive();
        INCOME.book(
            out,
            trace,
            self.brackets.tax(chargeable),
            chargeable,
            &[self.brackets.cited(), self.earned.cited()],
        );
    }
}

/// Options or unvested shares of a foreigner who leaves the job or the country.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unexercised<S> {
    pub shares: S,
    pub strike: S,
    /// Value of a share one month before the job ends, or at grant if that is later.
    pub value: S,
    /// Granted for work in Singapore, without a moratorium that lets them lapse on leaving.
    pub granted_in_singapore: bool,
}

/// Income of the year of leaving under the deemed exercise rule (section 10(6)(c)).
pub fn deemed_exercise<S: Scalar>(holding: &Unexercised<S>) -> S {
    if holding.granted_in_singapore {
        (holding.shares * (holding.value - holding.strike)).positive()
    } else {
        S::ZERO
    }
}
