//! Exercise of employee share options: unapproved, EMI and CSOP.
//!
//! ITEPA 2003 sections 476 to 480 (unapproved), 524 (CSOP), 529 to 532 (EMI); worked examples
//! in HMRC's manuals at ETASSUM40110, 41180 to 41230, 57030 to 57070, CG56391 and CG56464. The
//! result says what is employment income and what later counts as cost for capital gains tax;
//! the year's taxes come from [`crate::Law::assess`] with the income as `nso_spread`.
//! Not covered: SIP and SAYE, options over restricted shares without a section 431 election.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError};

/// One option over a number of shares; prices are per share, in one currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionTerms<S> {
    pub shares: S,
    pub strike: S,
    /// Paid for the grant of the whole option.
    pub paid_for_grant: S,
    /// Unrestricted market value of a share at grant.
    pub value_at_grant: S,
    pub value_at_exercise: S,
}

/// What an exercise comes to, in total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exercise<S> {
    /// Taxed as employment income, and earnings for national insurance where the shares are
    /// readily convertible assets.
    pub employment_income: S,
    /// Spread that no income tax reaches: a gain when the shares are sold.
    pub left_to_gains: S,
    /// Cost of the shares for capital gains tax: price, payment for the grant and what was
    /// taxed as income.
    pub cost: S,
}

/// A disqualifying event before an EMI option was exercised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disqualified<S> {
    /// Market value of a share immediately before the event.
    pub value_before: S,
    /// Days from the event to the exercise.
    pub days: u32,
}

/// Limits of the schemes at a date.
#[derive(Clone, Debug)]
pub struct Schemes {
    emi_limit: Amount,
    csop_limit: Amount,
    csop_years: Amount,
    csop_most_years: Amount,
    disqualifying_days: Amount,
}

impl<S: Scalar> OptionTerms<S> {
    fn spread(&self) -> S {
        self.shares * (self.value_at_exercise - self.strike) - self.paid_for_grant
    }

    fn taxed(&self, employment_income: S) -> Exercise<S> {
        let employment_income = employment_income.positive();
        Exercise {
            employment_income,
            left_to_gains: (self.spread() - employment_income).positive(),
            cost: self.shares * self.strike + self.paid_for_grant + employment_income,
        }
    }

    /// Section 476: the whole spread is employment income.
    pub fn unapproved(&self) -> Exercise<S> {
        self.taxed(self.spread())
    }
}

impl Schemes {
    /// Errors: a parameter missing or out of time.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Schemes {
            emi_limit: lookup.amount("uk.equity.emi_limit")?,
            csop_limit: lookup.amount("uk.equity.csop_limit")?,
            csop_years: lookup.amount("uk.equity.csop_years")?,
            csop_most_years: lookup.amount("uk.equity.csop_most_years")?,
            disqualifying_days: lookup.amount("uk.equity.disqualifying_days")?,
        })
    }

    /// The shares of a grant that fit under the EMI limit, by value at grant, beside EMI and
    /// CSOP options already held; the excess is unapproved (schedule 5 paragraph 5).
    pub fn emi_shares<S: Scalar>(&self, option: &OptionTerms<S>, already_held: S) -> S {
        if option.value_at_grant <= S::ZERO {
            return option.shares;
        }
        let room = (self.emi_limit.get::<S>() - already_held).positive();
        (room / option.value_at_grant).floor().min(option.shares)
    }

    /// All shares of a grant that fits under the CSOP limit beside CSOP options already held,
    /// or none: an option above it is unapproved as a whole (ETASSUM41200), unless the
    /// scheme's rules cut the grant itself down.
    pub fn csop_shares<S: Scalar>(&self, option: &OptionTerms<S>, already_held: S) -> S {
        if already_held + option.shares * option.value_at_grant <= self.csop_limit.get::<S>() {
            option.shares
        } else {
            S::ZERO
        }
    }

    /// Sections 529 to 532: a discount at grant is taxed, at most the spread; growth after a
    /// disqualifying event is taxed where the exercise comes too late after it.
    pub fn emi<S: Scalar>(
        &self,
        option: &OptionTerms<S>,
        disqualified: Option<Disqualified<S>>,
    ) -> Exercise<S> {
        // Chargeable market value: of the grant, or of the exercise if that is less.
        let chargeable = option.value_at_grant.min(option.value_at_exercise);
        let discount = if option.strike < option.value_at_grant {
            option.shares * (chargeable - option.strike)
        } else {
            S::ZERO
        };
        let growth = disqualified
            .filter(|event| S::from_int(i64::from(event.days)) > self.disqualifying_days.get::<S>())
            .map_or(S::ZERO, |event| {
                option.shares * (option.value_at_exercise - event.value_before).positive()
            });
        option.taxed(discount + growth - option.paid_for_grant)
    }

    /// Section 524: nothing is taxed at exercise between three and ten years after grant, or
    /// earlier by a good leaver; otherwise the option counts as unapproved.
    pub fn csop<S: Scalar>(
        &self,
        option: &OptionTerms<S>,
        years: S,
        good_leaver: bool,
    ) -> Exercise<S> {
        let early = years < self.csop_years.get::<S>() && !good_leaver;
        if !early && years <= self.csop_most_years.get::<S>() {
            option.taxed(S::ZERO)
        } else {
            option.unapproved()
        }
    }
}
