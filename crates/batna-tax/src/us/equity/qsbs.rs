//! Qualified small business stock (26 USC 1202), issued before and after 4 July 2025.
//!
//! The clock of option shares starts at exercise, of restricted shares at vesting or at the
//! election. Nothing is excluded unless the corporation's gross assets at issuance are
//! shown to be within the limit. Rollover under section 1045 is left out.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError, Steps};
use jiff::civil::Date;

use super::disposition::beyond;
use crate::income::YearIncome;
use crate::place::Place;

/// The law of the day of issuance.
#[derive(Clone, Debug)]
pub struct Qsbs {
    exclusion: Steps,
    cap: Amount,
    basis_multiple: Amount,
    gross_assets: Amount,
    /// The anniversary itself completes a year.
    anniversary_counts: bool,
}

/// What is known of the stock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StockFacts<S> {
    /// Day of exercise, of vesting, or of transfer with an election under 83(b).
    pub issued: Date,
    /// Gross assets of the corporation right after; none where not shown.
    pub gross_assets: Option<S>,
    /// A domestic C corporation in a qualified trade, by its own statement.
    pub qualified_business: bool,
    /// Basis of the stock sold, for the cap of ten times it.
    pub basis: S,
    /// Gain of this issuer excluded in earlier years.
    pub excluded_before: S,
}

/// How a gain is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exclusion<S> {
    pub excluded: S,
    /// Section 1202 gain left taxable, at up to 28%.
    pub taxed_at_28: S,
    /// The rest: long-term gain like any other.
    pub ordinary_gain: S,
    /// Why nothing is excluded, where nothing is.
    pub refused: Option<&'static str>,
}

/// Whether a state follows the exclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conformity {
    /// It follows, as far as is known here.
    Follows,
    Half,
    DoesNot,
}

impl Conformity {
    /// `lookup` is at the year of the sale.
    pub fn at(lookup: &Lookup<'_>, place: Place) -> Result<Self, LookupError> {
        let id = "us.equity.qsbs.follows";
        let code: String = place.code().chars().take(5).collect();
        if !lookup.has_for(id, &code) {
            return Ok(Conformity::Follows);
        }
        Ok(match lookup.text_for(id, &code)? {
            "not" => Conformity::DoesNot,
            "half" => Conformity::Half,
            _ => Conformity::Follows,
        })
    }
}

impl Qsbs {
    /// `lookup` is at the day of issuance.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Qsbs {
            exclusion: lookup.steps("us.equity.qsbs.exclusion")?,
            cap: lookup.amount("us.equity.qsbs.cap")?,
            basis_multiple: lookup.amount("us.equity.qsbs.basis_multiple")?,
            gross_assets: lookup.amount("us.equity.qsbs.gross_assets")?,
            anniversary_counts: lookup.flag("us.equity.qsbs.anniversary_counts")?,
        })
    }

    /// Divides a gain of stock sold on a day.
    pub fn exclusion<S: Scalar>(&self, facts: &StockFacts<S>, gain: S, sold: Date) -> Exclusion<S> {
        let refuse = |why| Exclusion {
            excluded: S::ZERO,
            taxed_at_28: S::ZERO,
            ordinary_gain: gain,
            refused: Some(why),
        };
        match facts.gross_assets {
            None => return refuse("the corporation's gross assets at issuance are not shown"),
            Some(assets) if assets > self.gross_assets.get() => {
                return refuse("the corporation's gross assets at issuance were above the limit");
            }
            Some(_) => {}
        }
        if !facts.qualified_business {
            return refuse("the corporation is not said to be in a qualified trade");
        }
        let whole_years = (0..=10).rev().find(|years| {
            *years == 0
                || beyond(facts.issued, *years, sold)
                || self.anniversary_counts && exactly(facts.issued, *years, sold)
        });
        let share: S = self
            .exclusion
            .at(S::from_int(i64::from(whole_years.unwrap_or(0))));
        if share <= S::ZERO {
            return refuse("the stock was not held long enough");
        }
        let most = (self.cap.get::<S>() - facts.excluded_before)
            .positive()
            .max(facts.basis * self.basis_multiple.get());
        let eligible = gain.positive().min(most);
        let excluded = eligible * share;
        Exclusion {
            excluded,
            taxed_at_28: eligible - excluded,
            ordinary_gain: gain - eligible,
            refused: None,
        }
    }
}

fn exactly(from: Date, years: i32, later: Date) -> bool {
    use jiff::ToSpan;
    from.checked_add(years.years())
        .is_ok_and(|end| later == end)
}

impl<S: Scalar> Exclusion<S> {
    /// The gain as the year takes it.
    pub fn income(&self) -> YearIncome<S> {
        YearIncome {
            ltcg: self.excluded + self.taxed_at_28 + self.ordinary_gain,
            qsbs_excluded: self.excluded,
            qsbs_taxed: self.taxed_at_28,
            ..YearIncome::default()
        }
    }
}
