//! A row as an importer found it, before any rule is applied.

use std::sync::Arc;

use batna_core::Currency;
use jiff::civil::Date;

use crate::observation::SourceClass;
use crate::pay::Unit;

/// One row of a source. Empty texts are unknown.
#[derive(Clone, Debug, Default)]
pub struct Raw {
    pub row: u64,
    pub employer: String,
    pub title: String,
    pub level: String,
    pub place: String,
    /// A country the source names apart from the place: ISO code or name.
    pub country: String,
    pub date: Option<Date>,
    pub currency: Option<Currency>,
    /// Base pay in `unit`; one amount fills `low` alone.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub unit: Option<Unit>,
    /// The column or field that base pay stood in, to name where it cannot be believed.
    pub pay_column: Option<Arc<str>>,
    /// A year.
    pub bonus: Option<f64>,
    pub equity: Option<f64>,
    pub total: Option<f64>,
    pub years: Option<f64>,
    pub remote: Option<u8>,
    pub employment: String,
    pub stage: String,
    pub size: String,
    pub skills: Vec<String>,
    /// Table of `seniority.toml` and the source's code.
    pub rank_code: Option<(&'static str, String)>,
    /// The source's own id; rows without one are compared by content.
    pub id: Option<String>,
    /// Hash of the whole row, where it has no id.
    pub content: u64,
    /// Hash of a second row of the file that this one stands for too.
    pub partner: Option<u64>,
    pub class: Option<SourceClass>,
    pub confidential: bool,
    pub doubts: Vec<String>,
    /// Percentiles of an official table; then nothing else is said but the row.
    pub official: Option<Box<OfficialWage>>,
}

/// The wages of an occupation in an area, as published: USD a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialWage {
    /// Five digits of the nation or a metropolitan area, seven of others.
    pub area: String,
    /// `N`ation, `S`tate or `M`etropolitan and other area.
    pub kind: char,
    pub area_name: String,
    /// `15-1252`.
    pub occupation: String,
    pub title: String,
    /// The month whose wages these are.
    pub release: Date,
    /// People employed, mean, its relative standard error in percent, 10th, 25th, 50th, 75th and
    /// 90th percentile; `-` where withheld, `>x` where only known to be at least x.
    pub figures: [String; 8],
}

/// Why a row was set aside; counted by reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    pub reason: &'static str,
    /// What the row said, shortened, for the first of each reason.
    pub example: String,
}

impl SetAside {
    pub fn new(reason: &'static str, example: impl Into<String>) -> Self {
        let example: String = example.into();
        SetAside {
            reason,
            example: example.trim().chars().take(120).collect(),
        }
    }
}

/// What an importer hands over for each row of its source.
pub type Found = Result<Raw, (u64, SetAside)>;
