//! India: income tax on salaries under the new or the old regime, with rebate, surcharge,
//! marginal relief and cess; gains of listed shares.
//!
//! The tax year called 2025 is the financial year 2025-26, 1 April 2025 to 31 March 2026. The
//! new regime is the default; [`super::WorldChoices::india_old_regime`] opts out of it.
//! `pretax_401k` is savings under section 80C, which the old regime alone deducts. The
//! statute rounds tax to ten rupees; here it is continuous.
//!
//! Equity: RSUs and options are a perquisite, value less price on the day of allotment
//! (section 17(2)(vi)). An eligible start-up's employee may pay that tax later:
//! [`StartUpPerquisite`].
//!
//! Not covered: provident-fund contributions (they stay the person's), professional tax of the
//! states, house rent allowance and the like, gains of unlisted or foreign shares, senior
//! citizens, residents not ordinarily resident.
//!
//! Sources: Income-tax Act 1961 sections 16, 87A, 111A, 112A, 115BAC, 191, 192 and Finance Act
//! 2025; Income-tax Act 2025; the file under `data/tax/in`.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule, Steps};
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
    code: "in",
    name: "India",
}];

const INCOME: Levy = Levy {
    id: "in.income",
    name: "Income tax",
    rule: "rates of the regime on income above deductions, less the rebate with its relief",
};
const GAINS: Levy = Levy {
    id: "in.capital_gains",
    name: "Tax on gains of listed shares",
    rule: "12.5% of long gains above the exempt amount and 20% of short ones",
};
const SURCHARGE: Levy = Levy {
    id: "in.surcharge",
    name: "Surcharge",
    rule: "by total income, never more than the income above the threshold costs",
};
const CESS: Levy = Levy {
    id: "in.cess",
    name: "Health and education cess",
    rule: "4% of tax and surcharge",
};

/// One regime's figures.
#[derive(Clone, Debug)]
struct Regime {
    brackets: Schedule,
    standard: Amount,
    rebate_limit: Amount,
    rebate: Amount,
    surcharge: Steps,
    old: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct India {
    new: Regime,
    old: Regime,
    gains_surcharge: Amount,
    cess: Amount,
    long_rate: Amount,
    long_exempt: Amount,
    short_rate: Amount,
    savings: Amount,
}

impl Regime {
    fn at(lookup: &Lookup<'_>, key: &str) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount_for(&format!("in.income.{name}"), key);
        Ok(Regime {
            brackets: lookup.schedule_for("in.income.brackets", key)?,
            standard: get("standard_deduction")?,
            rebate_limit: get("rebate_limit")?,
            rebate: get("rebate")?,
            surcharge: lookup.steps_for("in.income.surcharge", key)?,
            old: key == "old",
        })
    }

    /// Tax on income at the ordinary rates, after the rebate of section 87A.
    fn ordinary<S: Scalar>(&self, income: S, total: S) -> S {
        let tax = self.brackets.tax(income);
        let limit = self.rebate_limit.get::<S>();
        if total <= limit {
            (tax - self.rebate.get::<S>()).positive()
        } else if self.old {
            tax
        } else {
            // Marginal relief: just above the limit, tax is at most the income above it.
            tax.min(total - limit)
        }
    }
}

impl Country for India {
    const CURRENCY: &'static str = "INR";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn first_day(year: i16) -> Option<Date> {
        Date::new(year, 4, 1).ok()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("in.income.{name}"));
        Ok(India {
            new: Regime::at(lookup, "new")?,
            old: Regime::at(lookup, "old")?,
            gains_surcharge: get("gains_surcharge_limit")?,
            cess: get("cess")?,
            long_rate: get("long_rate")?,
            long_exempt: get("long_exempt")?,
            short_rate: get("short_rate")?,
            savings: get("old_regime_savings_limit")?,
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
        let regime = if household.world.india_old_regime {
            &self.old
        } else {
            &self.new
        };
        let salary = super::pay(income);
        let savings = if regime.old {
            income.pretax_401k.min(self.savings.get())
        } else {
            S::ZERO
        };
        let other = super::other(income) + super::invested(income);
        let ordinary =
            ((salary - regime.standard.get::<S>()).positive() + other - savings).positive();
        // A short loss also comes off long gains; a long one off long gains alone.
        let long = super::net_of_losses(income.ltcg + income.stcg.min(S::ZERO), carry, out);
        let short = income.stcg.positive();
        self.person(regime, ordinary, long, short, out, trace);
        if income.spouse_wages > S::ZERO {
            let own = (income.spouse_wages - self.new.standard.get::<S>()).positive();
            self.person(&self.new, own, S::ZERO, S::ZERO, out, trace);
        }
    }
}

impl India {
    fn person<S: Scalar, T: TraceSink>(
        &self,
        regime: &Regime,
        ordinary: S,
        long: S,
        short: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let total = ordinary + long + short;
        let tax = regime.ordinary(ordinary, total);
        let gains = (long - self.long_exempt.get::<S>()).positive() * self.long_rate.get::<S>()
            + short * self.short_rate.get::<S>();
        let surcharge = self.surcharge(regime, ordinary, total, tax, gains);
        INCOME.book(
            out,
            trace,
            tax,
            ordinary,
            &[
                regime.brackets.cited(),
                regime.standard.cited(),
                regime.rebate.cited(),
                regime.rebate_limit.cited(),
            ],
        );
        GAINS.book(
            out,
            trace,
            gains,
            long + short,
            &[
                self.long_rate.cited(),
                self.long_exempt.cited(),
                self.short_rate.cited(),
            ],
        );
        SURCHARGE.book(
            out,
            trace,
            surcharge,
            total,
            &[regime.surcharge.cited(), self.gains_surcharge.cited()],
        );
        let all = tax + gains + surcharge;
        CESS.book(
            out,
            trace,
            all * self.cess.get::<S>(),
            all,
            &[self.cess.cited()],
        );
    }

    /// The surcharge with marginal relief: tax and surcharge exceed what they are at the
    /// threshold by no more than the income does.
    fn surcharge<S: Scalar>(&self, regime: &Regime, ordinary: S, total: S, tax: S, gains: S) -> S {
        let capped = self.gains_surcharge.get::<S>();
        let mut threshold = S::ZERO;
        let mut below = S::ZERO;
        let mut rate = S::ZERO;
        for (from, here) in regime.surcharge.rows::<S>() {
            if total > from {
                below = rate;
                rate = here;
                threshold = from;
            }
        }
        if rate == S::ZERO {
            return S::ZERO;
        }
        let full = tax * rate + gains * rate.min(capped);
        // At the threshold the ordinary income is less by what the total is above it.
        let at = regime
            .brackets
            .tax((ordinary - (total - threshold)).positive());
        let at_threshold = at + gains + at * below + gains * below.min(capped);
        let most = at_threshold + (total - threshold) - tax - gains;
        full.min(most).positive()
    }
}

/// A perquisite of shares in an eligible start-up (section 80-IAC), whose tax is deferred.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StartUpPerquisite {
    /// End of the assessment year in which the shares were allotted, in months before today.
    pub months_since_assessment_year: u32,
    pub sold: bool,
    pub left: bool,
}

impl StartUpPerquisite {
    /// Whether the tax, at the rates of the year of allotment, is due (within 14 days of the
    /// earliest event of sections 191(2) and 192(1C)).
    ///
    /// Errors: a parameter missing or out of time.
    pub fn is_due(&self, lookup: &Lookup<'_>) -> Result<bool, LookupError> {
        let months = lookup.amount("in.income.deferral_months")?.get::<f64>();
        Ok(self.sold || self.left || f64::from(self.months_since_assessment_year) >= months)
    }
}
