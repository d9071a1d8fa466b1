//! What work is paid: bands from the user's store or the built-in set, and the store itself.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use batna_core::{Band, Citation, Currency, Diagnostic, Evidence, EvidenceKind, Measure};
use batna_market::band::{BandAnswer, BandQuery, Refusal, Settings, band};
use batna_market::drift::Drift;
use batna_market::hedonic::{Premium, Profile};
use batna_market::import::{self, ColumnMapping, Format, Options};
use batna_market::insights::{Finding, insights};
use batna_market::mapping::Mapping;
use batna_market::observation::{
    Dimension, Observation, Observations, Selection, Snapshot, SourceClass,
};
use batna_market::places::Place;
use batna_market::predict::{self, Prediction};
use batna_market::reference::{Area, AreaKind, Reference, ReferenceError};
use batna_market::rules::{RuleTexts, Rules, Why};
use batna_market::store::{Comp, ImportRequest, ImportSummary, SqlResult, Store, StoreError};
use jiff::civil::Date;
use serde::Serialize;

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
#[derive(Clone, Debug, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
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
        let show = |value: Option<f64>| value.map_or("?".to_owned(), |v| format!("{v:.0}"));
        Evidence {
            id: format!("market.{:?}.{role}", self.band.measure).to_lowercase(),
            kind: EvidenceKind::MarketBand,
            summary: format!(
                "{} of {}: p25 {}, median {}, p75 {} {} a year",
                self.band.measure.label(),
                self.band.subject,
                show(self.band.p25),
                show(self.band.p50),
                show(self.band.p75),
                self.band.currency
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
#[derive(Clone, Debug, Serialize)]
pub struct PremiumReport {
    pub schema: &'static str,
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
                .remedy("One SELECT over `pay`, `snapshot`, `set_aside` or `cell` is allowed.")])
        }
        StoreError::TooSlow(_) => {
            Failure::input([Diagnostic::error("market::sql-slow", error.to_string())])
        }
        StoreError::SetAside(_) => {
            Failure::input([Diagnostic::error("market::set-aside", error.to_string())])
        }
        _ => Failure::input([
            Diagnostic::error("market::store", error.to_string()).remedy(
                "The store is as it was. Check the free space and the rights of the data folder.",
            ),
        ]),
    }
}

/// Rules and reference, parsed for one question.
struct Sources<'a> {
    reference: &'a Reference<'static>,
    rules: Rules,
}

impl Workbench {
    fn market_sources(&self) -> Result<Sources<'_>, Failure> {
        let reference = self.built_in().reference()?;
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
        };
        let mut rules = Rules::parse(texts, reference)
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

    fn drift() -> Result<Drift, Failure> {
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

    fn read_store(&self) -> Result<Option<Store>, Failure> {
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

    /// A band for a described kind of work: from the store where it has enough rows, else
    /// from official wages. Errors: an unknown role, level or place; nothing known of it.
    pub fn market_band(&self, request: &MarketRequest) -> Result<MarketBand, Failure> {
        let sources = self.market_sources()?;
        let reading = read(&sources.rules, request)?;
        let measure = request.measure.unwrap_or(Measure::Base);
        let official = official(&sources, &reading);
        let mut refusal = None;
        if !request.built_in
            && let Some(store) = self.read_store()?
        {
            let query = BandQuery {
                selection: selection(&reading, request),
                measure,
                currency: request.currency,
                as_of: self.world().as_of(None),
                subject: subject(&sources, &reading),
            };
            let drift = Self::drift()?;
            match band(&store, &query, Some(&drift), &Settings::default()).map_err(fault)? {
                Ok(BandAnswer {
                    band,
                    class,
                    levels,
                    classes,
                }) => {
                    return Ok(MarketBand {
                        schema: "batna/market-band/1",
                        band,
                        class,
                        reading,
                        levels,
                        classes,
                        official: official.unwrap_or_default(),
                    });
                }
                Err(thin) => refusal = Some(thin),
            }
        }
        let official = official.map_err(|error| nothing(&error.to_string(), refusal.as_ref()))?;
        if measure != Measure::Base {
            let reason = format!("official wages hold no {}", measure.label());
            return Err(nothing(&reason, refusal.as_ref()));
        }
        let mut band = official.first().cloned().ok_or_else(|| {
            nothing(
                "no official wages are built in for this role",
                refusal.as_ref(),
            )
        })?;
        if let Some(thin) = &refusal {
            band.caveats.push(format!(
                "The store has {:.0} observations of this cell; {:.0} are needed for a band of their own.",
                thin.n_effective, thin.least
            ));
        }
        if reading
            .level
            .as_ref()
            .is_some_and(|level| level.to.is_some())
        {
            band.caveats
                .push("The level asked for is not told apart here.".to_owned());
        }
        for (asked, what) in [
            (request.employer.as_deref(), "employers"),
            (request.stage.as_deref(), "stages"),
        ] {
            if let Some(asked) = asked {
                band.caveats.push(format!(
                    "Official wages tell no {what} apart: this is not the pay of {asked} but of the whole area."
                ));
            }
        }
        if request.from_year.is_some() || request.through_year.is_some() {
            band.caveats.push(format!(
                "Official wages are built in as of {} alone, whatever time was asked for.",
                band.as_of
            ));
        }
        if let Some(role) = reading
            .role
            .to
            .as_deref()
            .and_then(|id| sources.rules.roles.get(id))
            && !role.exact
        {
            band.caveats.push(format!(
                "The occupational classification has no code for {}; the nearest by its duties is taken, \
                 the others stand beside it.",
                role.name.to_lowercase()
            ));
        }
        Ok(MarketBand {
            schema: "batna/market-band/1",
            band,
            class: SourceClass::Official,
            reading,
            levels: Vec::new(),
            classes: refusal.map(|thin| thin.classes).unwrap_or_default(),
            official: official.into_iter().skip(1).collect(),
        })
    }

    /// Why a row with these texts would be read as it is.
    pub fn market_why(
        &self,
        employer: &str,
        title: &str,
        level: &str,
        place: &str,
    ) -> Result<Why, Failure> {
        Ok(self
            .market_sources()?
            .rules
            .why(employer, title, level, place))
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
                sources.reference,
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
        Ok(format!(
            "# Which column of {name} holds what. Check every line, then import with --mapping.\n\
             # Columns: {}\n{body}",
            headers.join(", ")
        ))
    }

    pub fn market_add(&self, comp: Comp) -> Result<Observation, Failure> {
        let sources = self.market_sources()?;
        let mut store = self.write_store()?;
        let today = self.world().as_of(None);
        store
            .add(comp, &sources.rules, sources.reference, today)
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
        let selected = if request.role.is_empty() {
            Selection {
                class: request.class,
                ..Selection::default()
            }
        } else {
            let sources = self.market_sources()?;
            selection(&read(&sources.rules, request)?, request)
        };
        let measure = request.measure.unwrap_or(Measure::Base);
        insights(&store, &selected, measure, most).map_err(fault)
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

/// Reads the request by the rules; what does not read is refused with what comes near.
fn read(rules: &Rules, request: &MarketRequest) -> Result<Reading, Failure> {
    let role = rules.roles.of_title(&request.role);
    if role.to.is_none() {
        let near = rules.roles.nearest(&request.role);
        let all: Vec<&str> = rules.roles.all().iter().map(|r| r.id.as_str()).collect();
        let remedy = if near.is_empty() {
            format!("Known: {}.", all.join(", "))
        } else {
            format!("Near it: {}.", near.join(", "))
        };
        return Err(Failure::input([Diagnostic::error(
            "market::unknown-role",
            format!("`{}` names no role family", request.role),
        )
        .remedy(remedy)]));
    }
    let level = match &request.level {
        None => None,
        Some(level) => {
            let mapping = rules.seniority.by_words(level);
            if mapping.to.is_none() {
                let known: Vec<&str> = rules.seniority.ranks().collect();
                return Err(Failure::input([Diagnostic::error(
                    "market::unknown-level",
                    format!("`{level}` names no level"),
                )
                .remedy(format!("Known: {}.", known.join(", ")))]));
            }
            Some(mapping)
        }
    };
    let place = match &request.place {
        None => None,
        Some(text) => {
            let place = rules.places.read(text);
            if place.country.is_none() && !place.remote {
                return Err(Failure::input([Diagnostic::error(
                    "market::unknown-place",
                    format!("`{text}` names no place that is known"),
                )
                .remedy("Name a city with its state or country, or a country.")]));
            }
            Some(place)
        }
    };
    Ok(Reading {
        role,
        level,
        place,
        employer: request
            .employer
            .as_ref()
            .map(|name| rules.employers.of(name)),
    })
}

fn selection(reading: &Reading, request: &MarketRequest) -> Selection {
    let mut selection = Selection {
        class: request.class,
        from_year: request.from_year,
        through_year: request.through_year,
        ..Selection::default()
    };
    let place = reading.place.as_ref();
    for (dimension, value) in [
        (Dimension::Role, reading.role.to.clone()),
        (
            Dimension::Seniority,
            reading.level.as_ref().and_then(|l| l.to.clone()),
        ),
        (Dimension::Country, place.and_then(|p| p.country.clone())),
        (Dimension::Metro, place.and_then(|p| p.metro.clone())),
        (Dimension::Stage, request.stage.clone()),
        (
            Dimension::Employer,
            reading.employer.as_ref().and_then(|e| e.to.clone()),
        ),
    ] {
        if let Some(value) = value {
            selection = selection.with(dimension, value);
        }
    }
    selection
}

fn subject(sources: &Sources<'_>, reading: &Reading) -> String {
    let mut words = Vec::new();
    if let Some(level) = reading.level.as_ref().and_then(|l| l.to.as_deref()) {
        words.push(level.to_owned());
    }
    words.extend(reading.role.to.clone());
    if let Some(place) = &reading.place {
        let metro = place
            .metro
            .as_deref()
            .and_then(|id| sources.rules.places.metro(id));
        if let Some(name) = metro.map(|m| m.name.clone()).or(place.country.clone()) {
            words.push(format!("in {name}"));
        }
    }
    if let Some(employer) = reading.employer.as_ref().and_then(|e| e.to.as_deref()) {
        words.push(format!("at {employer}"));
    }
    words.join(" ")
}

/// Official wages of the role's occupations in the place, nearest occupation first.
fn official(sources: &Sources<'_>, reading: &Reading) -> Result<Vec<Band>, ReferenceError> {
    let reference = sources.reference;
    let place = reading.place.clone().unwrap_or_default();
    let missing = || ReferenceError::NoOccupation {
        soc: reading.role.to.clone().unwrap_or_default(),
        area: place.country.clone().unwrap_or_default(),
    };
    if place
        .country
        .as_deref()
        .is_some_and(|country| country != "US")
    {
        return Err(missing());
    }
    let metro = place
        .metro
        .as_deref()
        .and_then(|id| sources.rules.places.metro(id));
    let by_code = metro
        .and_then(|metro| metro.cbsa.as_deref())
        .and_then(|code| reference.area_by_code(code, AreaKind::Metro));
    let by_state = || {
        let state = place.state.as_deref()?;
        reference.areas().find(|area| {
            area.kind == AreaKind::State
                && sources
                    .rules
                    .places
                    .state_name(state)
                    .is_some_and(|name| area.name.to_lowercase() == name)
        })
    };
    let area: Area = by_code
        .or_else(by_state)
        .or_else(|| reference.nation())
        .ok_or_else(missing)?;
    let role = reading
        .role
        .to
        .as_deref()
        .and_then(|id| sources.rules.roles.get(id));
    let mut bands = Vec::new();
    for soc in role.map_or(&[][..], |role| role.soc.as_slice()) {
        match reference.occupation_band(soc, &area) {
            Ok(band) => bands.push(band),
            // A withheld cell is answered by the nation's, which says so in its subject.
            Err(_) => {
                if let Some(nation) = reference.nation()
                    && let Ok(mut band) = reference.occupation_band(soc, &nation)
                {
                    band.caveats.push(format!(
                        "No wages are published for {}; these are the nation's.",
                        area.name
                    ));
                    bands.push(band);
                }
            }
        }
    }
    Ok(bands)
}

fn nothing(reason: &str, refusal: Option<&Refusal>) -> Failure {
    let mut message = format!("there is no band to give: {reason}");
    if let Some(thin) = refusal {
        message.push_str(&format!(
            "; the store has {:.0} observations of {}, {:.0} are needed",
            thin.n_effective, thin.cell, thin.least
        ));
    }
    Failure::input([Diagnostic::error("market::no-band", message).remedy(
        "Import a source that covers it with `batna market import`, or widen the question.",
    )])
}

/// Citations of a band in one line each, for printing.
pub fn source_lines(sources: &[Citation]) -> Vec<String> {
    sources.iter().map(ToString::to_string).collect()
}
