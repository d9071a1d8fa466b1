//! One observed pay, cleaned and placed, and the source that hands such rows out.
//!
//! The statistics of this crate ask an [`Observations`] source for cells, which are
//! integer histograms, and for rows. The SQLite store is one source, a list in memory
//! another; a cluster may be a third. All give identical bands on the same rows.

use std::collections::BTreeMap;
use std::rc::Rc;

use batna_core::{Citation, Currency, Grade, Measure};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::histogram::LogHistogram;
use crate::siblings::Siblings;

/// What kind of statement about pay a row is. Classes are never mixed silently.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SourceClass {
    /// Seen on paper by the person who recorded it.
    Verified,
    /// Filed by employers under a duty, such as labour condition applications.
    Disclosed,
    /// Reported by people about themselves.
    SelfReported,
    /// Ranges that employers advertise.
    Advertised,
    /// A publisher's mixture of reports and advertised ranges, not told apart.
    Mixed,
    /// Percentiles of an official survey, without rows.
    Official,
}

/// The word names no class of source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is verified, disclosed, self-reported, advertised, mixed or official")]
pub struct UnknownSourceClass;

impl std::str::FromStr for SourceClass {
    type Err = UnknownSourceClass;

    fn from_str(text: &str) -> Result<Self, UnknownSourceClass> {
        SourceClass::ALL
            .into_iter()
            .find(|class| class.label() == text)
            .ok_or(UnknownSourceClass)
    }
}

impl SourceClass {
    pub const ALL: [SourceClass; 6] = [
        SourceClass::Verified,
        SourceClass::Disclosed,
        SourceClass::SelfReported,
        SourceClass::Advertised,
        SourceClass::Mixed,
        SourceClass::Official,
    ];

    pub fn label(self) -> &'static str {
        match self {
            SourceClass::Verified => "verified",
            SourceClass::Disclosed => "disclosed",
            SourceClass::SelfReported => "self-reported",
            SourceClass::Advertised => "advertised",
            SourceClass::Mixed => "mixed",
            SourceClass::Official => "official",
        }
    }

    /// How good a band made of this class is.
    pub fn grade(self) -> Grade {
        match self {
            SourceClass::Verified | SourceClass::SelfReported | SourceClass::Mixed => {
                Grade::SelfReported
            }
            SourceClass::Disclosed | SourceClass::Advertised => Grade::Disclosed,
            SourceClass::Official => Grade::Survey,
        }
    }
}

/// One observed pay. Amounts are whole units of `currency` a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Observation {
    /// Name of the snapshot the row came with.
    pub source: String,
    /// Row in the imported file, from one, headers not counted.
    pub row: u64,
    pub class: SourceClass,
    pub role: Option<String>,
    pub seniority: Option<String>,
    pub country: Option<String>,
    pub metro: Option<String>,
    pub stage: Option<String>,
    pub employer: Option<String>,
    pub employer_name: String,
    pub title: String,
    pub level: String,
    pub date: Option<Date>,
    pub currency: Currency,
    pub base: Option<u64>,
    /// Ends of an advertised range; `base` is then its middle.
    pub base_low: Option<u64>,
    pub base_high: Option<u64>,
    pub bonus: Option<u64>,
    pub equity: Option<u64>,
    pub total: Option<u64>,
    pub years: Option<f64>,
    /// 0, 50 or 100 percent.
    pub remote: Option<u8>,
    pub employment: String,
    pub size: String,
    pub skills: Vec<String>,
    /// How many identical rows without an id stood in the file; they count once as evidence.
    pub copies: u64,
    /// What is uncertain about the row, in words.
    pub doubts: Vec<String>,
    pub confidential: bool,
}

impl Observation {
    pub fn amount(&self, measure: Measure) -> Option<u64> {
        match measure {
            Measure::Base => self.base,
            Measure::Bonus => self.bonus,
            Measure::Equity => self.equity,
            Measure::Total => self.total,
        }
    }

    /// The calendar year, for cells and ageing; zero where no date is known.
    pub fn year(&self) -> i16 {
        self.date.map_or(0, Date::year)
    }
}

/// A quality of rows that cells may be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    Role,
    Seniority,
    Country,
    Metro,
    Stage,
    Employer,
}

impl Dimension {
    pub fn label(self) -> &'static str {
        match self {
            Dimension::Role => "role",
            Dimension::Seniority => "seniority",
            Dimension::Country => "country",
            Dimension::Metro => "metro",
            Dimension::Stage => "stage",
            Dimension::Employer => "employer",
        }
    }

    pub fn of(self, row: &Observation) -> Option<&str> {
        match self {
            Dimension::Role => row.role.as_deref(),
            Dimension::Seniority => row.seniority.as_deref(),
            Dimension::Country => row.country.as_deref(),
            Dimension::Metro => row.metro.as_deref(),
            Dimension::Stage => row.stage.as_deref(),
            Dimension::Employer => row.employer.as_deref(),
        }
    }
}

/// Which rows are meant: every named dimension must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selection {
    pub with: BTreeMap<Dimension, String>,
    pub class: Option<SourceClass>,
    pub source: Option<String>,
    pub from_year: Option<i16>,
    pub through_year: Option<i16>,
}

impl Selection {
    pub fn all() -> Self {
        Selection::default()
    }

    pub fn with(mut self, dimension: Dimension, value: impl Into<String>) -> Self {
        self.with.insert(dimension, value.into());
        self
    }

    pub fn without(mut self, dimension: Dimension) -> Self {
        self.with.remove(&dimension);
        self
    }

    pub fn get(&self, dimension: Dimension) -> Option<&str> {
        self.with.get(&dimension).map(String::as_str)
    }

    pub fn matches(&self, row: &Observation) -> bool {
        self.with
            .iter()
            .all(|(dimension, value)| dimension.of(row) == Some(value))
            && self.class.is_none_or(|class| class == row.class)
            && self.source.as_ref().is_none_or(|name| *name == row.source)
            && self.from_year.is_none_or(|year| row.year() >= year)
            && self.through_year.is_none_or(|year| row.year() <= year)
    }
}

/// What the rows of a cell have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    pub source: String,
    pub class: SourceClass,
    pub currency: Currency,
    /// Zero where rows bear no date.
    pub year: i16,
    /// Values of the dimensions asked for, in that order; empty where a row has none.
    pub by: Vec<String>,
}

/// Rows of one key, as counts: mergeable by addition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Rows of the file, identical copies included.
    pub rows: u64,
    /// Distinct observations that bear the measure.
    pub amounts: LogHistogram,
}

impl Cell {
    pub fn merge(&mut self, other: &Cell) {
        self.rows += other.rows;
        self.amounts.merge(&other.amounts);
    }
}

/// A dated import with its provenance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Snapshot {
    pub source: String,
    pub format: String,
    pub class: SourceClass,
    pub title: String,
    pub url: Option<String>,
    pub licence: Option<String>,
    /// The day the data was obtained, where told.
    #[schemars(with = "Option<String>")]
    pub retrieved: Option<Date>,
    #[schemars(with = "Option<String>")]
    pub imported: Option<Date>,
    pub file: String,
    pub sha256: String,
    pub rows_in: u64,
    pub rows_kept: u64,
    /// Identical rows without an id, counted once and kept as copies.
    pub copies: u64,
    pub dropped: BTreeMap<String, u64>,
    pub notes: Vec<String>,
}

impl Snapshot {
    pub fn citation(&self) -> Citation {
        let mut citation = Citation::new(format!("market.{}", self.source), self.title.as_str());
        citation.url.clone_from(&self.url);
        citation.date = self.retrieved.or(self.imported);
        citation
    }
}

/// Where rows live. Everything statistical in this crate is written against this.
pub trait Observations {
    type Error: std::error::Error;

    /// Histograms of one measure over the selected rows, by source, class, currency, year
    /// and the values of `by`.
    fn cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, Self::Error>;

    /// How far the values of a dimension differ among the selected rows of one class and
    /// currency; whole numbers, so that every way of counting gives the same.
    fn siblings(
        &self,
        selection: &Selection,
        measure: Measure,
        dimension: Dimension,
        class: SourceClass,
        currency: Currency,
    ) -> Result<Rc<Siblings>, Self::Error> {
        let cells = self.cells(selection, measure, &[dimension])?;
        Ok(Rc::new(Siblings::of(&cells, class, currency)))
    }

    /// Hands each selected row to `each`, in the order of import; `false` stops.
    fn rows(
        &self,
        selection: &Selection,
        each: &mut dyn FnMut(Observation) -> bool,
    ) -> Result<(), Self::Error>;

    /// The imports behind the rows.
    fn snapshots(&self) -> Result<Vec<Snapshot>, Self::Error>;
}

/// Rows in memory: for tests, small lists, and the comparison of sources.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    pub rows: Vec<Observation>,
    pub snapshots: Vec<Snapshot>,
}

impl Observations for InMemory {
    type Error = std::convert::Infallible;

    fn cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, Self::Error> {
        let mut cells: BTreeMap<CellKey, Cell> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| selection.matches(row)) {
            let Some(amount) = row.amount(measure) else {
                continue;
            };
            let key = CellKey {
                source: row.source.clone(),
                class: row.class,
                currency: row.currency,
                year: row.year(),
                by: by
                    .iter()
                    .map(|d| d.of(row).unwrap_or_default().to_owned())
                    .collect(),
            };
            let cell = cells.entry(key).or_default();
            cell.rows += row.copies;
            cell.amounts.add(amount);
        }
        Ok(cells)
    }

    fn rows(
        &self,
        selection: &Selection,
        each: &mut dyn FnMut(Observation) -> bool,
    ) -> Result<(), Self::Error> {
        for row in self.rows.iter().filter(|row| selection.matches(row)) {
            if !each(row.clone()) {
                break;
            }
        }
        Ok(())
    }

    fn snapshots(&self) -> Result<Vec<Snapshot>, Self::Error> {
        Ok(self.snapshots.clone())
    }
}
