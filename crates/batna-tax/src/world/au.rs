//! Australia: income tax and the Medicare levy of a resident; employee share schemes (ESS).
//!
//! The tax year called 2025 is 2025-26: 1 July 2025 to 30 June 2026. Pay is without the
//! employer's superannuation, which comes on top. `pretax_401k` is salary sacrificed into
//! superannuation, within the concessional limit; the fund's own 15% is not counted. Long
//! gains are discounted by half after losses. Each person is taxed alone.
//!
//! Equity: RSUs and options are assessed as a discount when the deferred taxing point comes,
//! given here as `rsu` and `nso_spread`. [`EssInterest`] tells how much of a discount is
//! assessed and when, for each concession of division 83A.
//!
//! Not covered: Medicare levy surcharge and family thresholds, study-loan repayments,
//! division 293 tax, private-health rebate, franking credits, non-residents, working-holiday
//! makers, fringe benefits.
//!
//! Sources: Income Tax Rates Act 1986 schedule 7; Medicare Levy Act 1986; ITAA 1997 divisions
//! 61-D, 83A, 115; the file under `data/tax/au`.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};
use jiff::civil::Date;

use super::levy::Levy;
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

static PLACES: [PlaceInfo; 1] = [PlaceInfo {
    code: "au",
    name: "Australia",
}];

const INCOME: Levy = Levy {
    id: "au.income",
    name: "Income tax",
    rule: "rates of a resident less the low income tax offset",
};
const MEDICARE: Levy = Levy {
    id: "au.medicare",
    name: "Medicare levy",
    rule: "2% of taxable income, shaded in above the low-income threshold",
};

#[derive(Clone, Debug)]
pub(crate) struct Australia {
    brackets: Schedule,
    medicare: Amount,
    medicare_from: Amount,
    medicare_shade: Amount,
    offset: Amount,
    offset_fall: Schedule,
    discount: Amount,
}

impl Country for Australia {
    const CURRENCY: &'static str = "AUD";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn first_day(year: i16) -> Option<Date> {
        Date::new(year, 7, 1).ok()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("au.income.{name}"));
        Ok(Australia {
            brackets: lookup.schedule("au.income.brackets")?,
            medicare: get("medicare_rate")?,
            medicare_from: get("medicare_low_income")?,
            medicare_shade: get("medicare_phase_in")?,
            offset: get("low_income_offset")?,
            offset_fall: lookup.schedule("au.income.low_income_fall")?,
            discount: get("gain_discount")?,
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        _: &Household,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let pay = super::pay(income) - income.pretax_401k;
        // Losses come off undiscounted gains first (method statement of section 102-5).
        let losses = carry.long_loss + (-income.stcg).positive() + (-income.ltcg).positive();
        let short = (income.stcg.positive() - losses).positive();
        let left = (losses - income.stcg.positive()).positive();
        let long = (income.ltcg.positive() - left).positive();
        out.carry.long_loss = (left - income.ltcg.positive()).positive();
        let gains = short + long * (S::ONE - self.discount.get::<S>());
        let other = super::other(income) + super::invested(income);
        self.person((pay + gains + other).positive(), out, trace);
        self.person(income.spouse_wages, out, trace);
    }
}

impl Australia {
    fn person<S: Scalar, T: TraceSink>(&self, taxable: S, out: &mut Assessment<S>, trace: &mut T) {
        let offset = (self.offset.get::<S>() - self.offset_fall.tax(taxable)).positive();
        INCOME.book(
            out,
            trace,
            (self.brackets.tax(taxable) - offset).positive(),
            taxable,
            &[
                self.brackets.cited(),
                self.offset.cited(),
                self.offset_fall.cited(),
                self.discount.cited(),
            ],
        );
        let shaded =
            (taxable - self.medicare_from.get::<S>()).positive() * self.medicare_shade.get::<S>();
        MEDICARE.book(
            out,
            trace,
            (taxable * self.medicare.get::<S>()).min(shaded),
            taxable,
            &[
                self.medicare.cited(),
                self.medicare_from.cited(),
                self.medicare_shade.cited(),
            ],
        );
    }
}

/// Which rules of division 83A an interest is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EssScheme {
    /// Section 83A-33, shares of an eligible start-up at a discount of at most 15%, held three
    /// years: never taxed on the discount, because their cost is their value (83A-30(1)).
    StartUpShares,
    /// Section 83A-33, rights with a strike at value or above, held three years: their cost is
    /// what was paid (83A-30(2)), so the discount is a gain later.
    StartUpRights,
    /// Section 83A-35: taxed in the year of acquisition, less the reduction.
    Upfront,
    /// Section 83A-105: taxed at the deferred taxing point.
    Deferred,
}

/// Shares or rights acquired at a discount; totals in Australian dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EssInterest<S> {
    pub scheme: EssScheme,
    pub paid: S,
    pub value_at_acquisition: S,
    /// Value on the day looked at.
    pub value: S,
    /// The interest can no longer be forfeited and may be sold, or the right was exercised:
    /// the first taxing points of sections 83A-115 and 83A-120.
    pub free: bool,
    /// Income of the year after adjustments, for the income test of the reduction.
    pub income: S,
    /// Years since the acquisition.
    pub years: S,
}

/// What is assessed, and the cost for a later gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EssOutcome<S> {
    pub assessed: S,
    pub cost: S,
}

impl<S: Scalar> EssInterest<S> {
    /// Errors: a parameter missing or out of time.
    pub fn outcome(&self, lookup: &Lookup<'_>) -> Result<EssOutcome<S>, LookupError> {
        let get = |id: &str| lookup.amount(id).map(|amount| amount.get::<S>());
        let discount = (self.value_at_acquisition - self.paid).positive();
        Ok(match self.scheme {
            EssScheme::StartUpShares => EssOutcome {
                assessed: S::ZERO,
                cost: self.value_at_acquisition,
            },
            EssScheme::StartUpRights => EssOutcome {
                assessed: S::ZERO,
                cost: self.paid,
            },
            EssScheme::Upfront => {
                let limit = get("au.income.ess_reduction_income")?;
                let reduction = get("au.income.ess_reduction")?;
                let reduced = if self.income <= limit {
                    (discount - reduction).positive()
                } else {
                    discount
                };
                EssOutcome {
                    assessed: reduced,
                    cost: self.value_at_acquisition,
                }
            }
            EssScheme::Deferred => {
                if self.free || self.years >= get("au.income.ess_deferral_years")? {
                    EssOutcome {
                        assessed: (self.value - self.paid).positive(),
                        cost: self.value,
                    }
                } else {
                    EssOutcome {
                        assessed: S::ZERO,
                        cost: self.paid,
                    }
                }
            }
        })
    }
}
