//! Netherlands: tax and national insurance in box 1 below pension age, the ruling for
//! extraterritorial costs, and options taxed when shares become tradable.
//!
//! The tax year is the calendar year. National insurance is inside the first rate; employee
//! insurances and the health levy are the employer's. With
//! [`super::WorldChoices::dutch_ruling`] the share of pay paid free of tax is taken, down to
//! the least taxable pay and up to the norm. `pretax_401k` is a pension contribution withheld
//! from pay. Each person is taxed alone.
//!
//! Equity: RSUs are wages at vest. Options are wages when the shares can be sold, at the value
//! of that day, unless the employee chooses the exercise in writing (article 10a Wet LB):
//! [`OptionExercise`]. Gains and holdings after that are in box 3.
//!
//! Not covered: box 2 and box 3 (so gains, interest and dividends are not taxed here), the
//! combination credit of parents, mortgage interest, lucratief belang, the lower age and
//! research norms of the ruling, part years of the ruling.
//!
//! Sources: Wet IB 2001 articles 2.10, 8.10, 8.11; Wet LB 1964 articles 10a, 31a;
//! Uitvoeringsbesluit LB 1965 articles 10e to 10ej; the files under `data/tax/nl`.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::levy::Levy;
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

static PLACES: [PlaceInfo; 1] = [PlaceInfo {
    code: "nl",
    name: "Netherlands",
}];

const BOX_ONE: Levy = Levy {
    id: "nl.income",
    name: "Inkomstenbelasting and premies volksverzekeringen",
    rule: "combined rates of box 1",
};
const GENERAL: Levy = Levy {
    id: "nl.credit.general",
    name: "Algemene heffingskorting",
    rule: "greatest amount less its fall with income",
};
const WORK: Levy = Levy {
    id: "nl.credit.work",
    name: "Arbeidskorting",
    rule: "rises and falls with pay",
};

#[derive(Clone, Debug)]
pub(crate) struct Netherlands {
    brackets: Schedule,
    general: Amount,
    general_fall: Schedule,
    work: Schedule,
    ruling: Ruling,
}

#[derive(Clone, Debug)]
struct Ruling {
    rate: Amount,
    least: Amount,
    limit: Amount,
}

impl Country for Netherlands {
    const CURRENCY: &'static str = "EUR";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        Ok(Netherlands {
            brackets: lookup.schedule("nl.income.brackets")?,
            general: lookup.amount("nl.income.general_credit")?,
            general_fall: lookup.schedule("nl.income.general_credit_fall")?,
            work: lookup.schedule("nl.income.work_credit")?,
            ruling: Ruling {
                rate: lookup.amount("nl.income.expat_rate")?,
                least: lookup.amount("nl.income.expat_least_pay")?,
                limit: lookup.amount("nl.income.expat_pay_limit")?,
            },
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
        let gross = super::pay(income) - income.pretax_401k;
        let gross = gross.positive();
        let untaxed = if household.world.dutch_ruling {
            self.ruling.untaxed(gross)
        } else {
            S::ZERO
        };
        let other = super::other(income);
        self.person(
            gross - untaxed,
            other,
            household.world.dutch_ruling,
            out,
            trace,
        );
        if income.spouse_wages > S::ZERO {
            self.person(income.spouse_wages, S::ZERO, false, out, trace);
        }
    }
}

impl Netherlands {
    fn person<S: Scalar, T: TraceSink>(
        &self,
        wage: S,
        other: S,
        ruling: bool,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let income = wage + other;
        let tax = self.brackets.tax(income);
        let general =
            (self.general.get::<S>() - self.general_fall.tax(income)).clamp_to(S::ZERO, tax);
        let work = self.work.tax(wage).clamp_to(S::ZERO, tax - general);
        let [rate, least, limit] = if ruling {
            [
                self.ruling.rate.cited(),
                self.ruling.least.cited(),
                self.ruling.limit.cited(),
            ]
        } else {
            [None, None, None]
        };
        BOX_ONE.book(
            out,
            trace,
            tax,
            income,
            &[self.brackets.cited(), rate, least, limit],
        );
        GENERAL.book(
            out,
            trace,
            -general,
            income,
            &[self.general.cited(), self.general_fall.cited()],
        );
        WORK.book(out, trace, -work, wage, &[self.work.cited()]);
    }
}

impl Ruling {
    /// Pay that is free of tax: the share of pay up to the norm, as far as the least taxable
    /// pay is left.
    fn untaxed<S: Scalar>(&self, pay: S) -> S {
        let share = pay.min(self.limit.get()) * self.rate.get::<S>();
        share.min((pay - self.least.get::<S>()).positive())
    }
}

/// Exercise of an option over shares that may not be tradable yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionExercise<S> {
    pub strike: S,
    pub value_at_exercise: S,
    /// Value on the day the shares became tradable; none while they are not.
    pub value_when_tradable: Option<S>,
    /// The employee chose in writing to be taxed at exercise.
    pub chose_exercise: bool,
    /// Years since the company was listed, where a lock-up still binds.
    pub years_since_listing: Option<S>,
}

impl<S: Scalar> OptionExercise<S> {
    /// Wages so far: at exercise by choice or where the shares were tradable then, else when
    /// they are; a lock-up holds that off for a limited time after a listing.
    ///
    /// Errors: a parameter missing or out of time.
    pub fn wages(&self, lookup: &Lookup<'_>) -> Result<S, LookupError> {
        let limit = lookup.amount("nl.income.tradable_years")?.get::<S>();
        let value = if self.chose_exercise {
            Some(self.value_at_exercise)
        } else if self.years_since_listing.is_some_and(|years| years < limit) {
            None
        } else {
            self.value_when_tradable
        };
        Ok(value.map_or(S::ZERO, |value| (value - self.strike).positive()))
    }
}
