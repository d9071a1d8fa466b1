//! Published ranges, premiums and usual terms, each with source and evidence grade.
//!
//! What a page states as low to high stays low to high: a [`PublishedRange`] names no
//! percentiles, and only a stated median becomes a [`Band`], with that one point. A
//! figure without a sample ([`Grade::Assertion`]) may set a labelled default and is
//! never a claim about the market. Source: the files of `data/published/`.

mod file;
mod place;
mod premium;
mod quantity;
mod range;

use batna_core::{Band, Citation, Grade};
use serde::Serialize;

pub use place::Places;
pub use premium::{LeftOut, Premium, PremiumChoice, PremiumKind, PremiumQuery, WhyLeftOut};
pub use quantity::Quantity;
pub use range::{Fit, Median, PayMeasure, PublishedRange, Sample};

/// Why a file of published figures was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedError {
    #[error("{file}: {message}")]
    Syntax { file: String, message: String },
    #[error("{file}: `{id}`: {message}")]
    Entry {
        file: String,
        id: String,
        message: String,
    },
}

/// What a default is for. Each is a habit of offers that a page states.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Room above a posted maximum, as a share of it.
    PostedRangeHeadroom,
    /// Rise below which a move is advised against, as a share of current pay.
    SwitchingPremium,
    /// What remote work is worth a year.
    RemoteValue,
    /// Months until an early review.
    EarlyReview,
    /// Target bonus as a share of base.
    BonusTarget,
    /// Bonus paid, as a share of base.
    BonusPayout,
    SigningBonus,
    VestingYears,
    /// Months.
    VestingCliff,
    /// Yearly refresh as a share of the original grant.
    RefreshShare,
    /// Months until a liquidity condition lapses.
    LiquidityHorizon,
    Relocation,
    HomeOffice,
    /// A year.
    LearningBudget,
    /// Low and high yearly growth of the company.
    GrowthScenarios,
    /// Yearly discount on equity.
    EquityDiscount,
    /// Business days to answer an offer.
    ReplyWindow,
    /// Multiple of the money invested.
    LiquidationPreference,
}

/// One stated figure, or a low and a high, that is no range of pay for a role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fact {
    pub id: String,
    pub what: String,
    /// What the figure counts, such as `share of base` or `a year`.
    pub unit: String,
    pub low: Quantity,
    /// Absent where the page states one figure.
    pub high: Option<Quantity>,
    /// Which default it may set, where it may set one.
    pub used_for: Option<Use>,
    pub grade: Grade,
    pub source: Citation,
    pub caveats: Vec<String>,
}

impl Fact {
    /// Low and high; twice the same where the page states one figure.
    pub fn span(&self) -> (Quantity, Quantity) {
        (self.low, self.high.unwrap_or(self.low))
    }

    /// How a default taken from this fact is labelled wherever it is shown.
    pub fn label(&self) -> String {
        format!(
            "default from {} ({})",
            self.source.title,
            self.grade.label()
        )
    }
}

/// A page that figures were taken from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    pub citation: Citation,
    pub publisher: Option<String>,
    /// What a reader should know about the source as a whole.
    pub note: Option<String>,
    /// The employer the page is about, where it is about one.
    pub company: Option<Company>,
}

/// The employer a company guide is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Company {
    pub name: String,
    /// `public` or `private`, where stated.
    pub kind: Option<String>,
    pub valuation: Option<batna_core::Money>,
    /// Levels that the page holds equal, one equation each.
    pub levels: Vec<String>,
}

/// Which pay is asked for. An absent part matches everything and is noted in the fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query<'a> {
    /// Role family such as `ml-engineer`.
    pub role: Option<&'a str>,
    /// `junior`, `mid`, `senior`, `staff`, `principal`.
    pub level: Option<&'a str>,
    /// As people write it, or a tax place code.
    pub place: Option<&'a str>,
    /// `seed`, `series-a` … `late`, `public`.
    pub stage: Option<&'a str>,
    pub company: Option<&'a str>,
}

/// Everything the published files state.
#[derive(Clone, Debug, Default)]
pub struct PublishedSet {
    sources: Vec<Source>,
    ranges: Vec<PublishedRange>,
    medians: Vec<Median>,
    premiums: Vec<Premium>,
    facts: Vec<Fact>,
    places: Places,
}

impl PublishedSet {
    /// Reads files given as (name, text), in that order.
    ///
    /// Errors: the first syntax error, entry that does not hold together, or id used twice.
    pub fn parse<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<PublishedSet, PublishedError> {
        let mut set = PublishedSet::default();
        for (name, text) in texts {
            file::read_into(&mut set, name, text)?;
        }
        set.check_ids()?;
        Ok(set)
    }

    fn check_ids(&self) -> Result<(), PublishedError> {
        let mut seen = std::collections::BTreeSet::new();
        let ids = (self.ranges.iter().map(|r| &r.id))
            .chain(self.medians.iter().map(|m| &m.id))
            .chain(self.premiums.iter().map(|p| &p.id))
            .chain(self.facts.iter().map(|f| &f.id));
        for id in ids {
            if !seen.insert(id) {
                return Err(PublishedError::Entry {
                    file: "data/published".into(),
                    id: id.clone(),
                    message: "the id is used twice".into(),
                });
            }
        }
        Ok(())
    }

    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub fn all_ranges(&self) -> &[PublishedRange] {
        &self.ranges
    }

    pub fn all_facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Ranges that speak of the work asked for, closest fit first, each with what differs.
    ///
    /// A range of another level, or of another company, never fits. One for a wider
    /// place, for a neighbouring role or without a stage does, and says so.
    pub fn ranges(&self, query: &Query) -> Vec<(&PublishedRange, Fit)> {
        let mut found: Vec<_> = self
            .ranges
            .iter()
            .filter_map(|range| Some((range, range.fit(query, &self.places)?)))
            .collect();
        // A stable sort: files and their order decide among equals.
        found.sort_by_key(|(range, fit)| (fit.distance(), range.grade));
        found
    }

    /// Bands where a page states a percentile: so far medians, as a band of that one point.
    pub fn bands(&self, query: &Query) -> Vec<Band> {
        self.medians
            .iter()
            .filter_map(|median| median.band(query, &self.places))
            .collect()
    }

    pub fn premiums(&self, kind: PremiumKind) -> Vec<&Premium> {
        self.premiums.iter().filter(|p| p.kind == kind).collect()
    }

    /// The one premium to reckon with for a profile, and why the others are left out.
    ///
    /// Premiums are not stacked: each page states them one at a time, against people
    /// without any. None is used that the band already contains.
    pub fn premium_for(&self, query: &PremiumQuery) -> PremiumChoice<'_> {
        premium::choose(&self.premiums, query, &self.places)
    }

    /// The fact that sets a default; the first file that states one decides.
    pub fn default_for(&self, purpose: Use) -> Option<&Fact> {
        self.facts.iter().find(|f| f.used_for == Some(purpose))
    }

    /// Every fact stated for a default, to show where pages differ.
    pub fn stated_for(&self, purpose: Use) -> Vec<&Fact> {
        (self.facts.iter())
            .filter(|f| f.used_for == Some(purpose))
            .collect()
    }

    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|f| f.id == id)
    }

    pub fn places(&self) -> &Places {
        &self.places
    }
}

#[cfg(test)]
mod tests;
