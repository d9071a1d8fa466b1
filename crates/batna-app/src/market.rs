//! What work is paid: bands from the user's store or the built-in set, and the store itself.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use batna_core::{Band, Citation, Currency, Diagnostic, Evidence, EvidenceKind, Measure, Money};
use batna_market::drift::Drift;
use batna_market::hedonic::{Premium, Profile};
use batna_market::import::{self, ColumnMapping, Format, Options};
use batna_market::insights::{Finding, insights};
use batna_market::mapping::Mapping;
use batna_market::observation::{Observation, Observations, Selection, Snapshot, SourceClass};
use batna_market::places::Place;
use batna_market::predict::{self, Prediction};
use batna_market::reference::Reference;
use batna_market::rules::{RuleTexts, Rules, Why, WhyTexts};
use batna_market::store::{Comp, ImportRequest, ImportSummary, SqlResult, Store, StoreError};
use jiff::civil::Date;
use serde::Serialize;

mod banding;
mod reading;
mod shown;

pub use shown::{Findings, Shown, SnapshotList};

use reading::{read, selection};

use crate::{Failure, Workbench};

/// The store's file in the data folder.
const STORE: &str = "market.sqlite";

/// What is asked of the market, as people write it.
#[derive(Clone, Debug, Default)]
pub struct MarketRequest {
    /// A role family or a title.
    pub role: String,
    pub level: Option<String>,
    pub place: Option<String>,
    pub stage: Option<String>,
    pub employer: Option<String>,
    pub class: Option<SourceClass>,
    pub currency: Option<Currency>,
    /// Base where absent.
    pub measure: Option<Measure>,
    /// Take the built-in official wages although the store has rows.
    pub built_in: bool,
    /// Rows of this year and later.
    pub from_year: Option<i16>,
    /// Rows of this year and earlier.
    pub through_year: Option<i16>,
}

/// How the request was read.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Reading {
    pub role: Mapping,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Mapping>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<Mapping>,
}

/// A band with how the request was read and what else speaks.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct MarketBand {
    pub schema: &'static str,
    #[serde(flatten)]
    pub band: Band,
    /// `official`, or the class of the rows behind it.
    pub class: SourceClass,
    pub reading: Reading,
    /// The ladder of cells with their weights; empty for official wages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<batna_market::band::Level>,
    /// Other source classes with rows in the cell.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<batna_market::band::ClassLine>,
    /// Official wages of the same and neighbouring occupations.
    pub official: Vec<Band>,
}

impl MarketBand {
    /// The band as evidence: what was found, of which kind, from where.
    pub fn evidence(&self) -> Evidence {
        let role = self.reading.role.to.as_deref().unwrap_or("work");
        let show = |value: Option<f64>| {
            value.map_or("?".to_owned(), |v| Money::about(v, self.band.currency))
        };
        Evidence {
            id: format!("market.{:?}.{role}", self.band.measure).to_lowercase(),
            kind: EvidenceKind::MarketBand,
            summary: format!(
                "{} of {}: p25 {}, median {}, p75 {} a year",
                self.band.measure.label(),
                self.band.subject,
                show(self.band.p25),
                show(self.band.p50),
                show(self.band.p75)
            ),
            date: Some(self.band.as_of),
            grade: self.band.grade,
            confidential: false,
            sources: self.band.sources.clone(),
        }
    }
}

/// A file to import and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct ImportFile {
    pub file: PathBuf,
    /// The snapshot's name; the file's stem where absent.
    pub name: Option<String>,
    pub title: Option<String>,
    pub format: Option<Format>,
    pub mapping: Option<PathBuf>,
    pub class: Option<SourceClass>,
    pub url: Option<String>,
    pub licence: Option<String>,
    pub retrieved: Option<Date>,
}

/// Premiums of a fitted regression.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct PremiumReport {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub class: SourceClass,
    pub currency: Currency,
    pub n: u64,
    pub r_squared: f64,
    pub premiums: Vec<Premium>,
    /// What publications say beside it, for each with its own basis and source.
    pub published: Vec<batna_guide::published::Premium>,
}

pub(crate) fn fault(error: StoreError) -> Failure {
    match &error {
        StoreError::Import(import) => Failure::input([import.diagnostic()]),
        StoreError::NoSnapshot(_) => {
            Failure::input([Diagnostic::error("market::no-snapshot", error.to_string())
                .remedy("`batna market list` shows what was imported.")])
        }
        StoreError::Refused(_) => {
            Failure::input([Diagnostic::error("market::sql-refused", error.to_string())
                .remedy("One SELECT over `pay`, `snapshot`, `set_aside`, `cell` or `official` is allowed.")])
        }
        StoreError::TooSlow(_) => {
            Failure::input([Diagnostic::error("market::sql-slow", error.to_string())])
        }
        StoreError::SetAside(_) => {
            Failure::input([Diagnostic::error("market::set-aside", error.to_string())])
        }
        StoreError::Newer { .. } => {
            Failure::input([
                Diagnostic::error("market::store-newer", error.to_string()).remedy(
                    "The store is as it was. Use the batna that wrote it or a newer one, or name another folder with --data.",
                ),
            ])
        }
        _ if error.is_damaged() => Failure::input([damaged(&error)]),
        _ if error.is_full() => Failure::input([
            Diagnostic::error("market::store-full", error.to_string()).remedy(
                "The store is as it was. Free some space in the data folder, or name another with --data.",
            ),
        ]),
        _ => Failure::input([
            Diagnostic::error("market::store", error.to_string()).remedy(
                "The store is as it was. Check the free space and the rights of the data folder.",
            ),
        ]),
    }
}

fn damaged(error: &StoreError) -> Diagnostic {
    Diagnostic::error("market::store-damaged", error.to_string()).remedy(format!(
        "Move {STORE} out of the data folder to go on without it; `batna market import` makes a new one."
    ))
}

/// Rules and reference, parsed for one question.
pub(crate) struct Sources<'a> {
    reference: Reference<'a>,
    pub(crate) rules: Rules,
}

impl Workbench {
    pub(crate) fn market_sources(&self) -> Result<Sources<'_>, Failure> {
        let reference = self.public_tables()?;
        let text = |name: &str| {
            batna_data::text(&format!("market/{name}.toml"))
                .ok_or_else(|| Failure::internal(format!("built-in data lacks market/{name}.toml")))
        };
        let texts = RuleTexts {
            roles: text("roles")?,
            seniority: text("seniority")?,
            levels: text("levels")?,
            employers: text("employers")?,
            places: text("places")?,
            zones: text("zones")?,
        };
        let mut rules = Rules::parse(texts, &reference)
            .map_err(|e| Failure::internal(format!("built-in data: {e}")))?;
        // The owner's own level map extends the built-in one.
        if let Some(file) = self
            .world()
            .data_root()
            .map(|root| root.join("levels.toml"))
            && let Ok(text) = std::fs::read_to_string(&file)
        {
            rules.seniority.extend_levels(&text).map_err(|e| {
                Failure::input([Diagnostic::error(
                    "market::levels",
                    format!("{}: {}", file.display(), e.message),
                )])
            })?;
        }
        Ok(Sources { reference, rules })
    }

    pub(crate) fn drift() -> Result<Drift, Failure> {
        let text = batna_data::text("market/drift.toml")
            .ok_or_else(|| Failure::internal("built-in data lacks market/drift.toml"))?;
        Drift::parse(text).map_err(|e| Failure::internal(format!("built-in data: {e}")))
    }

    /// Where the store is or would be.
    pub fn market_store_path(&self) -> Result<PathBuf, Failure> {
        let root = self.world().data_root().ok_or_else(|| {
            Failure::usage(
                Diagnostic::error(
                    "market::no-data-folder",
                    "there is no folder for imported data",
                )
                .remedy("Name one with --data."),
            )
        })?;
        Ok(root.join(STORE))
    }

    pub(crate) fn read_store(&self) -> Result<Option<Store>, Failure> {
        match self.market_store_path() {
            Ok(path) if path.exists() => Store::open_read_only(&path).map(Some).map_err(fault),
            _ => Ok(None),
        }
    }

    pub(crate) fn has_store(&self) -> bool {
        self.market_store_path().is_ok_and(|path| path.exists())
    }

    pub(crate) fn need_store(&self) -> Result<Store, Failure> {
        self.read_store()?.ok_or_else(|| {
            Failure::input([
                Diagnostic::error("market::no-store", "nothing has been imported yet")
                    .remedy("`batna market import FILE` or `batna market add` begin a store."),
            ])
        })
    }

    fn write_store(&self) -> Result<Store, Failure> {
        let path = self.market_store_path()?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| {
                Failure::input([Diagnostic::error(
                    "market::data-folder",
                    format!("{} cannot be made: {e}", folder.display()),
                )])
            })?;
        }
        Store::open(&path).map_err(fault)
    }

    /// Why a row with these texts would be read as it is.
    pub fn market_why(
        &self,
        employer: &str,
        title: &str,
        level: &str,
        place: &str,
    ) -> Result<Why, Failure> {
        let sources = self.market_sources()?;
        let texts = WhyTexts {
            employer,
            title,
            level,
            place,
        };
        let on = self.world().as_of(None);
        Ok(sources.rules.why(texts, on, &sources.reference))
    }

    /// Imports a file into the store. `progress` hears the rows read so far.
    pub fn market_import(
        &self,
        request: &ImportFile,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ImportSummary, Failure> {
        let sources = self.market_sources()?;
        let name = request
            .file
            .file_name()
            .map_or(String::new(), |n| n.to_string_lossy().into_owned());
        let stem = name.split('.').next().unwrap_or("import").to_owned();
        let mapping = request.mapping.as_deref().map(read_mapping).transpose()?;
        let mut file = open(&request.file)?;
        let mut store = self.write_store()?;
        let import = ImportRequest {
            source: request.name.clone().unwrap_or(stem),
            file: name,
            title: request.title.clone(),
            url: request.url.clone(),
            licence: request.licence.clone(),
            retrieved: request.retrieved,
            imported: Some(self.world().as_of(None)),
            class: request.class,
            options: Options {
                format: request.format,
                date: request.retrieved,
                mapping,
                ..Options::default()
            },
        };
        store
            .import(
                &import,
                &mut file,
                &sources.rules,
                &sources.reference,
                progress,
            )
            .map_err(fault)
    }

    /// A column mapping for a table, to be confirmed by a person, as TOML.
    pub fn market_propose(&self, file: &Path) -> Result<String, Failure> {
        let name = file.display().to_string();
        let (headers, sample) = import::sniff_headers(&name, &mut open(file)?)
            .map_err(|error| Failure::input([error.diagnostic()]))?;
        let mapping = import::propose(&headers, &sample);
        let body = toml_text(&mapping)?;
        let is_set = |key: &str| {
            body.lines()
                .any(|line| line.split_once(" = ").is_some_and(|(name, _)| name == key))
        };
        let open: Vec<&str> = import::ColumnMapping::KEYS
            .into_iter()
            .filter(|key| !is_set(key))
            .collect();
        Ok(format!(
            "# Which column of {name} holds what. Check every line, then import with --mapping.\n\
             # Columns: {}\n{body}# Not found; write those that the table has: {}\n",
            headers.join(", "),
            open.join(", ")
        ))
    }

    pub fn market_add(&self, comp: Comp) -> Result<Observation, Failure> {
        let sources = self.market_sources()?;
        let mut store = self.write_store()?;
        let today = self.world().as_of(None);
        store
            .add(comp, &sources.rules, &sources.reference, today)
            .map_err(fault)
    }

    /// Every import with its provenance.
    pub fn market_list(&self) -> Result<Vec<Snapshot>, Failure> {
        match self.read_store()? {
            Some(store) => store.snapshots().map_err(fault),
            None => Ok(Vec::new()),
        }
    }

    pub fn market_drop(&self, name: &str) -> Result<u64, Failure> {
        self.need_store()?;
        self.write_store()?.drop_snapshot(name).map_err(fault)
    }

    /// One reading statement over the store, stopped after `seconds`.
    pub fn market_sql(&self, query: &str, seconds: u64, most: usize) -> Result<SqlResult, Failure> {
        self.need_store()?
            .sql(query, Duration::from_secs(seconds), most)
            .map_err(fault)
    }

    /// Titles and employers that hold the words.
    pub fn market_search(
        &self,
        words: &str,
        most: usize,
    ) -> Result<Vec<(String, String)>, Failure> {
        self.need_store()?.search(words, most).map_err(fault)
    }

    /// Writes rows as CSV, or as Parquet where the file's name ends so; gives how many.
    pub fn market_export(
        &self,
        file: &Path,
        request: &MarketRequest,
        source: Option<String>,
        confidential: bool,
    ) -> Result<u64, Failure> {
        let store = self.need_store()?;
        let mut selected = if request.role.is_empty() {
            Selection::all()
        } else {
            let sources = self.market_sources()?;
            selection(&read(&sources.rules, request)?, request)
        };
        if let Some(name) = source {
            if !store
                .snapshots()
                .map_err(fault)?
                .iter()
                .any(|s| s.source == name)
            {
                return Err(fault(StoreError::NoSnapshot(name)));
            }
            selected.source = Some(name);
        }
        let failed = |what: &dyn std::fmt::Display| {
            Failure::input([Diagnostic::error(
                "market::export",
                format!("{} cannot be written: {what}", file.display()),
            )])
        };
        let columnar = file
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
        let mut out = std::io::BufWriter::new(File::create_new(file).map_err(|e| failed(&e))?);
        let written = if columnar {
            store.export_parquet(&selected, confidential, &mut out)
        } else {
            store.export_csv(&selected, confidential, &mut out)
        };
        let written = written
            .map_err(|error| match error {
                StoreError::Write(_, error) => failed(&error),
                other => fault(other),
            })
            .and_then(|rows| out.flush().map(|()| rows).map_err(|e| failed(&e)));
        if written.is_err() {
            // The file is new, and half of one is nothing that anybody asked for.
            let _ = std::fs::remove_file(file);
        }
        written
    }

    /// Ranked findings over the store.
    pub fn market_insights(
        &self,
        request: &MarketRequest,
        most: usize,
    ) -> Result<Vec<Finding>, Failure> {
        let store = self.need_store()?;
        let sources = self.market_sources()?;
        let selected = if request.role.is_empty() {
            Selection {
                class: request.class,
                ..Selection::default()
            }
        } else {
            selection(&read(&sources.rules, request)?, request)
        };
        let measure = request.measure.unwrap_or(Measure::Base);
        let metro_name = |id: &str| match sources.rules.places.metro(id) {
            Some(metro) => metro.name.clone(),
            None => id.to_owned(),
        };
        insights(&store, &selected, measure, most, &metro_name).map_err(fault)
    }

    /// The pay of a profile by regression over the store's rows of one class.
    pub fn market_predict(
        &self,
        request: &MarketRequest,
        years: Option<f64>,
        skills: Vec<String>,
    ) -> Result<Prediction, Failure> {
        let sources = self.market_sources()?;
        let reading = read(&sources.rules, request)?;
        let place = reading.place.clone().unwrap_or_default();
        let profile = Profile {
            role: reading.role.to.clone(),
            seniority: reading.level.as_ref().and_then(|l| l.to.clone()),
            country: place.country,
            metro: place.metro,
            stage: request.stage.clone(),
            employer: reading.employer.as_ref().and_then(|e| e.to.clone()),
            remote: place.remote.then_some(100),
            years,
            skills,
            ..Profile::default()
        };
        Ok(self.market_fit(request)?.predict(&profile))
    }

    /// What goes with more pay, over the store's rows of one class.
    pub fn market_premiums(&self, request: &MarketRequest) -> Result<PremiumReport, Failure> {
        let model = self.market_fit(request)?.hedonic;
        Ok(PremiumReport {
            schema: "batna/market-premiums/1",
            as_of: self.world().as_of(None),
            class: model.class,
            currency: model.currency,
            n: model.n,
            r_squared: model.r_squared,
            premiums: model.premiums(),
            published: self.published_premiums()?,
        })
    }

    /// Premiums that publications state, by kind.
    pub fn published_premiums(&self) -> Result<Vec<batna_guide::published::Premium>, Failure> {
        use batna_guide::published::PremiumKind;
        let published = self.built_in().published()?;
        let kinds = [PremiumKind::Skill, PremiumKind::Domain, PremiumKind::Place];
        Ok(kinds
            .into_iter()
            .flat_map(|kind| published.premiums(kind))
            .cloned()
            .collect())
    }

    /// The predictor of the class asked for, or of the one with most rows.
    fn market_fit(&self, request: &MarketRequest) -> Result<predict::Predictor, Failure> {
        let store = self.need_store()?;
        let measure = request.measure.unwrap_or(Measure::Base);
        let cells = store
            .cells(&Selection::all(), measure, &[])
            .map_err(fault)?;
        let mut counts = std::collections::BTreeMap::new();
        for (key, cell) in &cells {
            let fits = request.class.is_none_or(|c| c == key.class)
                && request.currency.is_none_or(|c| c == key.currency);
            if fits {
                *counts.entry((key.class, key.currency)).or_insert(0) += cell.amounts.count();
            }
        }
        let most = counts.into_iter().max_by_key(|(_, n)| *n);
        let thin = || {
            Failure::input([Diagnostic::error(
                "market::too-few-rows",
                "a prediction needs a thousand rows of one class and currency",
            )
            .remedy("Import a larger source; `batna market band` asks for less.")])
        };
        let ((class, currency), _) = most.ok_or_else(thin)?;
        predict::fit(&store, class, currency, measure)
            .map_err(fault)?
            .ok_or_else(thin)
    }
}

fn open(file: &Path) -> Result<File, Failure> {
    File::open(file).map_err(|e| {
        Failure::input([Diagnostic::error(
            "market::unreadable",
            format!("{} cannot be read: {e}", file.display()),
        )])
    })
}

fn read_mapping(file: &Path) -> Result<ColumnMapping, Failure> {
    let broken = |message: String| {
        Failure::input([Diagnostic::error(
            "market::mapping",
            format!("{}: {message}", file.display()),
        )])
    };
    let text = std::fs::read_to_string(file).map_err(|e| broken(e.to_string()))?;
    ColumnMapping::parse(&text).map_err(|e| broken(e.message))
}

fn toml_text(mapping: &ColumnMapping) -> Result<String, Failure> {
    mapping
        .to_toml()
        .map_err(|e| Failure::internal(format!("a mapping could not be written: {}", e.message)))
}

/// Citations of a band in one line each, for printing.
pub fn source_lines(sources: &[Citation]) -> Vec<String> {
    sources.iter().map(ToString::to_string).collect()
}
