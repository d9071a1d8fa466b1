//! Countries where AI teams hire, besides the United States and the United Kingdom.
//!
//! Each file is one country: employment income, social insurance and the equity regimes it
//! names. [`crate::coverage`] says, country by country, what is computed and what is not. Where
//! `iso_spread` is given, no country here knows incentive stock options: it is taxed as any
//! option spread, at exercise.

pub mod au;
pub mod ca;
pub mod ch;
mod choices;
mod choose;
pub mod de;
pub mod fr;
pub mod ie;
pub mod il;
pub mod india;
pub(crate) mod levy;
pub mod nl;
pub mod sg;

use batna_core::Scalar;

pub use choices::{Church, WorldChoices};
pub use choose::{CHOICES, Choice, ChoiceError, choose};

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::income::YearIncome;
use crate::place::Situation;

/// Refuses work in another place than the home.
pub(crate) fn at_home(situation: &Situation) -> Result<(), TaxError> {
    match situation.work {
        Some(work) if work != situation.residence => Err(TaxError::NotCovered {
            residence: situation.residence.code(),
            work: work.code(),
            why: "only work in the place of residence is covered here",
        }),
        _ => Ok(()),
    }
}

/// What the earner is paid; an incentive option is one like any other here.
pub(crate) fn pay<S: Scalar>(income: &YearIncome<S>) -> S {
    income.earner_wages() + income.iso_spread
}

/// Ordinary income that is neither pay nor capital income.
pub(crate) fn other<S: Scalar>(income: &YearIncome<S>) -> S {
    income.other_income + income.self_employment + income.iso_disqualified
}

/// Interest and dividends.
pub(crate) fn invested<S: Scalar>(income: &YearIncome<S>) -> S {
    income.interest + income.qualified_dividends
}

/// The year's gain after losses brought forward; what is left of losses goes to the next.
pub(crate) fn net_of_losses<S: Scalar>(gain: S, carry: &Carry<S>, out: &mut Assessment<S>) -> S {
    let net = gain - carry.long_loss;
    out.carry.long_loss = (-net).positive();
    net.positive()
}
