//! A band of market pay: percentiles with their sample, date, doubt and sources.
//!
//! A band is a plain value. How it was computed is the business of the market
//! store or of a data file; who reads it needs neither.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::citation::{Citation, Grade};
use crate::currency::Currency;

/// What a band measures, a year.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    Base,
    Bonus,
    Equity,
    Total,
}

impl Measure {
    pub const ALL: [Measure; 4] = [
        Measure::Base,
        Measure::Bonus,
        Measure::Equity,
        Measure::Total,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Measure::Base => "base salary",
            Measure::Bonus => "bonus",
            Measure::Equity => "equity a year",
            Measure::Total => "total compensation",
        }
    }

    /// As an amount of a year is headed.
    pub fn yearly(self) -> &'static str {
        match self {
            Measure::Base => "base salary a year",
            Measure::Bonus => "bonus a year",
            Measure::Equity => "equity a year",
            Measure::Total => "total compensation a year",
        }
    }
}

/// The word names no measure of pay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is base, bonus, equity or total")]
pub struct UnknownMeasure;

impl std::str::FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(text: &str) -> Result<Self, UnknownMeasure> {
        match text {
            "base" => Ok(Measure::Base),
            "bonus" => Ok(Measure::Bonus),
            "equity" => Ok(Measure::Equity),
            "total" => Ok(Measure::Total),
            _ => Err(UnknownMeasure),
        }
    }
}

/// A closed interval, low to high.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// Percentiles of pay for a described kind of work, in currency a year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Band {
    /// What is described, such as `senior ml-engineer in San Francisco`.
    pub subject: String,
    pub measure: Measure,
    pub currency: Currency,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub p10: Option<f64>,
    pub p25: Option<f64>,
    pub p50: Option<f64>,
    pub p75: Option<f64>,
    pub p90: Option<f64>,
    /// Percentiles at or above this value are only known to be at least it (top-coding).
    #[serde(default)]
    pub top_coded_at: Option<f64>,
    /// Rows behind the band; null where the source does not say.
    pub n: Option<u64>,
    /// Rows after duplicates and weights.
    pub n_effective: Option<f64>,
    /// 95% confidence intervals of percentiles by name (`p50`), where they are known.
    #[serde(default)]
    pub ci: std::collections::BTreeMap<String, Interval>,
    /// Weight of wider cells in the estimate, 0 (all from this cell) to 1.
    #[serde(default)]
    pub pooled_share: f64,
    pub grade: Grade,
    pub sources: Vec<Citation>,
    #[serde(default)]
    pub caveats: Vec<String>,
}

impl Band {
    /// The known percentiles as (percent, value), ascending.
    pub fn points(&self) -> Vec<(u8, f64)> {
        [
            (10, self.p10),
            (25, self.p25),
            (50, self.p50),
            (75, self.p75),
            (90, self.p90),
        ]
        .into_iter()
        .filter_map(|(percent, value)| Some((percent, value?)))
        .collect()
    }

    /// Where `value` lies in the band as a percentile, by linear interpolation between
    /// known points; clamped to the outermost known points, none with fewer than two.
    pub fn percentile_of(&self, value: f64) -> Option<f64> {
        let points = self.points();
        let (first, last) = (points.first()?, points.last()?);
        if points.len() < 2 {
            return None;
        }
        if value <= first.1 {
            return Some(f64::from(first.0));
        }
        if value >= last.1 {
            return Some(f64::from(last.0));
        }
        points.windows(2).find_map(|pair| {
            let ((low_p, low), (high_p, high)) = (pair[0], pair[1]);
            (value >= low && value <= high && high > low).then(|| {
                f64::from(low_p) + f64::from(high_p - low_p) * (value - low) / (high - low)
            })
        })
    }

    /// Whether `value` stands for "at least" because the source cuts its top off.
    pub fn is_top_coded(&self, value: f64) -> bool {
        self.top_coded_at.is_some_and(|cut| value >= cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band() -> Band {
        Band {
            subject: "test".into(),
            measure: Measure::Base,
            currency: Currency::USD,
            as_of: jiff::civil::date(2026, 1, 1),
            p10: Some(100.0),
            p25: None,
            p50: Some(200.0),
            p75: None,
            p90: Some(300.0),
            top_coded_at: Some(300.0),
            n: Some(10),
            n_effective: None,
            ci: Default::default(),
            pooled_share: 0.0,
            grade: Grade::Survey,
            sources: vec![],
            caveats: vec![],
        }
    }

    #[test]
    fn percentile_interpolates_between_known_points() {
        assert_eq!(band().percentile_of(150.0), Some(30.0));
        assert_eq!(band().percentile_of(50.0), Some(10.0));
        assert_eq!(band().percentile_of(500.0), Some(90.0));
        assert!(band().is_top_coded(300.0));
    }
}
