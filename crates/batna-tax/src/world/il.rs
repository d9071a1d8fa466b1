//! Israel: income tax with credit points, surtax, national insurance and health of an
//! employee; section 102 shares.
//!
//! The tax year is the calendar year; monthly thresholds are taken for the year. Credit points
//! are those of a resident (2.25) unless
//! [`super::WorldChoices::israel_credit_points`] says otherwise. `pretax_401k` is not
//! deducted: an employee's pension contribution gives a credit that is not covered. Gains
//! are taxed at 25%. Each person is taxed alone.
//!
//! Equity: RSUs and options are pay. Where [`super::WorldChoices::israel_102_capital`] says so,
//! options are on the capital track of section 102: what is exercised and sold (`nso_spread`,
//! `iso_disqualified`) is a gain, what is exercised and held (`iso_spread`) untaxed until its sale.
//! [`Section102`] computes one award on either track.
//!
//! Not covered: pension and study-fund credits, benefits of new immigrants and returning
//! residents, the Negev and other places, substantial shareholders (30%), ordinary-income
//! status of controlling shareholders, section 3(i).
//!
//! Sources: Income Tax Ordinance sections 33A, 34, 91, 102, 121, 121B; National Insurance
//! Law; the file under `data/tax/il`.

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
    code: "il",
    name: "Israel",
}];

const INCOME: Levy = Levy {
    id: "il.income",
    name: "Income tax",
    rule: "rates of section 121 less credit points",
};
const GAINS: Levy = Levy {
    id: "il.capital_gains",
    name: "Tax on gains",
    rule: "25% of gains, interest and dividends",
};
const SURTAX: Levy = Levy {
    id: "il.surtax",
    name: "Surtax",
    rule: "3% of all income above the threshold and 2% more of what of it comes from capital",
};
const INSURANCE: Levy = Levy {
    id: "il.insurance",
    name: "National insurance and health",
    rule: "reduced and full rate of an employee, to the ceiling",
};

#[derive(Clone, Debug)]
pub(crate) struct Israel {
    brackets: Schedule,
    point: Amount,
    points: Amount,
    surtax_from: Amount,
    surtax: Amount,
    surtax_capital: Amount,
    gains: Amount,
    insurance: Schedule,
}

impl Country for Israel {
    const CURRENCY: &'static str = "ILS";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("il.income.{name}"));
        Ok(Israel {
            brackets: lookup.schedule("il.income.brackets")?,
            point: get("credit_point")?,
            points: get("credit_points")?,
            surtax_from: get("surtax_from")?,
            surtax: lookup.amount_for("il.income.surtax_rate", "all")?,
            surtax_capital: lookup.amount_for("il.income.surtax_rate", "capital")?,
            gains: get("gains_rate")?,
            insurance: lookup.schedule("il.income.insurance")?,
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
        let (mut pay, mut other) = (super::pay(income), super::other(income));
        let mut gains = income.ltcg + income.stcg;
        if household.world.israel_102_capital {
            pay -= income.nso_spread + income.iso_spread;
            other -= income.iso_disqualified;
            gains += income.nso_spread + income.iso_disqualified;
        }
        let gains = super::net_of_losses(gains, carry, out);
        let capital = gains + income.interest + income.qualified_dividends;
        let points = household
            .world
            .israel_credit_points
            .map_or_else(|| self.points.get(), S::from_decimal);
        self.person(pay, other, capital, points, out, trace);
        if income.spouse_wages > S::ZERO {
            let points = self.points.get();
            self.person(income.spouse_wages, S::ZERO, S::ZERO, points, out, trace);
        }
    }
}

impl Israel {
    fn person<S: Scalar, T: TraceSink>(
        &self,
        pay: S,
        other: S,
        capital: S,
        points: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let earned = pay + other;
        INCOME.book(
            out,
            trace,
            (self.brackets.tax(earned) - points * self.point.get::<S>()).positive(),
            earned,
            &[
                self.brackets.cited(),
                self.point.cited(),
                self.points.cited(),
            ],
        );
        GAINS.book(
            out,
            trace,
            capital * self.gains.get::<S>(),
            capital,
            &[self.gains.cited()],
        );
        let above = (earned + capital - self.surtax_from.get::<S>()).positive();
        SURTAX.book(
            out,
            trace,
            above * self.surtax.get::<S>() + above.min(capital) * self.surtax_capital.get::<S>(),
            above,
            &[
                self.surtax_from.cited(),
                self.surtax.cited(),
                self.surtax_capital.cited(),
            ],
        );
        INSURANCE.book(
            out,
            trace,
            self.insurance.tax(pay),
            pay,
            &[self.insurance.cited()],
        );
    }
}

/// Track the employer chose for its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Capital gains with a trustee, section 102(b)(2).
    Capital,
    /// Ordinary income with a trustee, section 102(b)(1).
    Income,
}

/// An award under section 102, when the shares are sold or leave the trustee.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section102<S> {
    pub track: Track,
    pub paid: S,
    /// Average value of listed shares over 30 trading days at grant; none of a private
    /// company.
    pub listed_value_at_grant: Option<S>,
    pub proceeds: S,
    /// Months from grant to sale or release.
    pub months: S,
}

/// What the award comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Award<S> {
    /// Pay: taxed at the scale, with national insurance.
    pub pay: S,
    /// Taxed at the rate on gains.
    pub gain: S,
}

impl<S: Scalar> Section102<S> {
    /// Held to the end of the trustee's period on the capital track, the growth is a gain;
    /// of listed shares the value at grant above the price is pay (section 102(b)(3)).
    /// Otherwise all of it is pay.
    ///
    /// Errors: a parameter missing or out of time.
    pub fn award(&self, lookup: &Lookup<'_>) -> Result<Award<S>, LookupError> {
        let months = lookup.amount("il.income.trustee_months")?.get::<S>();
        let growth = (self.proceeds - self.paid).positive();
        let pay = if self.track == Track::Income || self.months < months {
            growth
        } else {
            self.listed_value_at_grant
                .map_or(S::ZERO, |value| (value - self.paid).positive().min(growth))
        };
        Ok(Award {
            pay,
            gain: growth - pay,
        })
    }
}
