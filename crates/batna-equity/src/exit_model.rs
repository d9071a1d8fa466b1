//! What becomes of a private company, stage by stage: hazards of a further round, failure,
//! sale and listing, with dilution and volatility, each figure cited and each replaceable.
//!
//! Events compete with constant hazards: a company at a stage meets an event after an
//! exponential time, and the event is a round, a failure, a sale or a listing with fixed
//! chances. Leaves out: the path simulation (in `batna-value`), correlation with the
//! market, and any growth of value, which is the company's and is assumed elsewhere.
//! Source: `data/equity/exit.toml`, which says of whom each figure is a sample.

use std::collections::BTreeMap;

use batna_core::{Citation, Grade};
use batna_params::{Cell, Cells, Params};
use serde::Serialize;

/// How far a private company has come by its last priced round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Seed,
    SeriesA,
    SeriesB,
    SeriesC,
    SeriesD,
    /// Past Series D and not listed.
    Late,
}

impl Stage {
    pub const ALL: [Stage; 6] = [
        Stage::Seed,
        Stage::SeriesA,
        Stage::SeriesB,
        Stage::SeriesC,
        Stage::SeriesD,
        Stage::Late,
    ];

    /// The name in data files and commands: `series-b`.
    pub fn key(self) -> &'static str {
        match self {
            Stage::Seed => "seed",
            Stage::SeriesA => "series-a",
            Stage::SeriesB => "series-b",
            Stage::SeriesC => "series-c",
            Stage::SeriesD => "series-d",
            Stage::Late => "late",
        }
    }

    pub fn from_key(key: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.key() == key)
    }

    /// The stage after one more round; late stays late.
    pub fn next(self) -> Stage {
        match self {
            Stage::Seed => Stage::SeriesA,
            Stage::SeriesA => Stage::SeriesB,
            Stage::SeriesB => Stage::SeriesC,
            Stage::SeriesC => Stage::SeriesD,
            Stage::SeriesD | Stage::Late => Stage::Late,
        }
    }

    /// Position in [`Stage::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Whom a figure is a sample of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Population {
    /// Companies, whoever owns their shares.
    Companies,
    /// Rounds as investors made them: preferred shares, not common.
    InvestorFinancings,
    Founders,
    Employees,
    /// A labelled default without a sample.
    None,
    /// Said by the user of the program.
    User,
}

impl Population {
    pub fn label(self) -> &'static str {
        match self {
            Population::Companies => "sample of companies, not of employees",
            Population::InvestorFinancings => {
                "sample of investors' financings, not of common shares"
            }
            Population::Founders => "sample of founders, not of employees",
            Population::Employees => "sample of employees",
            Population::None => "default without a sample",
            Population::User => "your own figure",
        }
    }

    fn from_note(note: &str) -> Option<(Population, &str)> {
        let (word, rest) = note.split_once(':')?;
        let population = match word.trim() {
            "companies" => Population::Companies,
            "investor-financings" => Population::InvestorFinancings,
            "founders" => Population::Founders,
            "employees" => Population::Employees,
            "none" => Population::None,
            _ => return None,
        };
        Some((population, rest.trim()))
    }
}

/// One figure with where it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cited {
    pub value: f64,
    /// Range to run for sensitivity, where there is one.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub grade: Grade,
    pub population: Population,
    pub source: Citation,
    pub note: String,
}

impl Cited {
    /// A figure that the user states instead.
    pub fn by_user(value: f64) -> Cited {
        Cited {
            value,
            low: None,
            high: None,
            grade: Grade::Assertion,
            population: Population::User,
            source: Citation::new("user", "stated by the user"),
            note: String::new(),
        }
    }
}

/// The figures of one stage. Chances are of the event that ends the stay at the stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageRates {
    pub stage: Stage,
    /// Chance that the next event is a further round.
    pub chance_round: Cited,
    /// Chance that it is a failure, or a standstill that pays holders nothing.
    pub chance_fail: Cited,
    /// Share of exits (what is left of the chances) that are listings.
    pub listed_share: Cited,
    /// Events a year.
    pub event_hazard: Cited,
    /// Part of every share given up in the next round, 0 to 1.
    pub dilution: Cited,
    /// Volatility of the company's value a year.
    pub volatility: Cited,
}

/// Plain numbers of one stage for simulation; hazards are per year and compete.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hazards {
    pub round: f64,
    pub fail: f64,
    pub acquired: f64,
    pub listed: f64,
    /// Dilution by the next round, 0 to 1.
    pub dilution: f64,
    /// A year.
    pub volatility: f64,
    /// Share of rounds priced below the one before.
    pub down_round: f64,
}

/// Chances over one year; they sum to one. At most one event a year is kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct YearChances {
    pub stay: f64,
    pub round: f64,
    pub fail: f64,
    pub acquired: f64,
    pub listed: f64,
}

impl Hazards {
    pub fn total(&self) -> f64 {
        self.round + self.fail + self.acquired + self.listed
    }

    /// Chances that the first event within `years` is each kind.
    pub fn chances_within(&self, years: f64) -> YearChances {
        let total = self.total();
        let any = -(-total * years.max(0.0)).exp_m1();
        let part = |hazard: f64| {
            if total > 0.0 {
                any * hazard / total
            } else {
                0.0
            }
        };
        YearChances {
            stay: 1.0 - any,
            round: part(self.round),
            fail: part(self.fail),
            acquired: part(self.acquired),
            listed: part(self.listed),
        }
    }

    /// Chances over one year.
    pub fn yearly(&self) -> YearChances {
        self.chances_within(1.0)
    }
}

/// Share of investors' financings by the multiple they returned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MultipleBand {
    pub from: f64,
    /// None for the open band at the top.
    pub to: Option<f64>,
    pub share: f64,
}

/// A figure of the model that may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    ChanceRound,
    ChanceFail,
    ListedShare,
    EventHazard,
    Dilution,
    Volatility,
}

/// Why the base rates did not read, or an override does not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExitModelError {
    #[error("no figure `equity.exit.{measure}` for stage `{stage}`")]
    Missing {
        measure: String,
        stage: &'static str,
    },
    #[error("`equity.exit.{0}` has another form than the exit model expects")]
    Form(String),
    #[error("{figure} of {stage} is {value}: it lies between {low} and {high}")]
    Range {
        figure: &'static str,
        stage: &'static str,
        value: f64,
        low: f64,
        high: f64,
    },
    #[error(
        "at {stage} a further round ({round}) and failure ({fail}) have chances above one together"
    )]
    Chances {
        stage: &'static str,
        round: f64,
        fail: f64,
    },
}

/// Base rates for every stage.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExitModel {
    stages: BTreeMap<Stage, StageRates>,
    pub down_round: Cited,
    /// Share of exits that were listings in one whole cohort, to hold the stages' shares against.
    pub listed_share_all: Cited,
    /// Returns of investors' financings, for comparison with what a simulation gives.
    pub multiples: Vec<MultipleBand>,
    pub multiples_source: Citation,
}

impl ExitModel {
    /// Path of the embedded base rates under `data/`.
    pub const DATA: &str = "equity/exit.toml";

    /// From parameters that hold the topic `equity.exit`.
    ///
    /// Errors: a figure is missing for a stage, has another form, or is out of range.
    pub fn from_params(params: &Params) -> Result<ExitModel, ExitModelError> {
        let mut stages = BTreeMap::new();
        for stage in Stage::ALL {
            let rates = StageRates {
                stage,
                chance_round: staged(params, "chance_round", stage)?,
                chance_fail: staged(params, "chance_fail", stage)?,
                listed_share: staged(params, "listed_share", stage)?,
                event_hazard: staged(params, "event_hazard", stage)?,
                dilution: staged(params, "dilution", stage)?,
                volatility: staged(params, "volatility", stage)?,
            };
            rates.check()?;
            stages.insert(stage, rates);
        }
        let down_round = single(params, "down_round")?;
        let form = || ExitModelError::Form("multiples".into());
        let parameter = params.get("equity.exit.multiples").ok_or_else(form)?;
        let value = parameter.values.last().ok_or_else(form)?;
        let shares = match &value.cells {
            Cells::One(Cell::List(shares)) if shares.len() == MULTIPLE_BOUNDS.len() => shares,
            _ => return Err(form()),
        };
        let multiples = MULTIPLE_BOUNDS
            .iter()
            .zip(shares)
            .map(|((from, to), share)| MultipleBand {
                from: *from,
                to: *to,
                share: batna_core::scalar::decimal_to_f64(*share),
            })
            .collect();
        Ok(ExitModel {
            stages,
            down_round,
            listed_share_all: single(params, "listed_share_all")?,
            multiples,
            multiples_source: (*value.citation).clone(),
        })
    }

    /// The figures of a stage.
    pub fn rates(&self, stage: Stage) -> &StageRates {
        // Every constructor fills all stages.
        &self.stages[&stage]
    }

    /// Plain numbers of a stage for simulation.
    pub fn hazards(&self, stage: Stage) -> Hazards {
        let rates = self.rates(stage);
        let event = rates.event_hazard.value;
        let exit = (1.0 - rates.chance_round.value - rates.chance_fail.value).max(0.0);
        Hazards {
            round: event * rates.chance_round.value,
            fail: event * rates.chance_fail.value,
            acquired: event * exit * (1.0 - rates.listed_share.value),
            listed: event * exit * rates.listed_share.value,
            dilution: rates.dilution.value,
            volatility: rates.volatility.value,
            down_round: self.down_round.value,
        }
    }

    /// Hazards of every stage in the order of [`Stage::ALL`].
    pub fn table(&self) -> [Hazards; 6] {
        Stage::ALL.map(|stage| self.hazards(stage))
    }

    /// Replaces a figure of one stage by the user's own.
    ///
    /// Errors: out of range, or chances above one together.
    pub fn with(
        mut self,
        stage: Stage,
        figure: Figure,
        value: f64,
    ) -> Result<Self, ExitModelError> {
        if let Some(rates) = self.stages.get_mut(&stage) {
            *rates.figure_mut(figure) = Cited::by_user(value);
            rates.check()?;
        }
        Ok(self)
    }

    /// Replaces a figure at all stages.
    ///
    /// Errors: as [`ExitModel::with`].
    pub fn with_everywhere(self, figure: Figure, value: f64) -> Result<Self, ExitModelError> {
        Stage::ALL
            .into_iter()
            .try_fold(self, |model, stage| model.with(stage, figure, value))
    }

    /// Chances of where a company now at `stage` stands after `years`, in closed form by
    /// steps of a twelfth of a year: (still private, failed, acquired, listed).
    pub fn outlook(&self, stage: Stage, years: f64) -> Outlook {
        let steps = (years.clamp(0.0, 50.0) * 12.0).round() as usize;
        let chances = Stage::ALL.map(|s| self.hazards(s).chances_within(1.0 / 12.0));
        let mut at = [0.0; 6];
        at[stage.index()] = 1.0;
        let mut outlook = Outlook::default();
        for _ in 0..steps {
            let mut next = [0.0; 6];
            for (position, here) in Stage::ALL.into_iter().enumerate() {
                let chance = &chances[position];
                next[position] += at[position] * chance.stay;
                next[here.next().index()] += at[position] * chance.round;
                outlook.failed += at[position] * chance.fail;
                outlook.acquired += at[position] * chance.acquired;
                outlook.listed += at[position] * chance.listed;
            }
            at = next;
        }
        outlook.private = at.iter().sum();
        outlook
    }
}

/// Where companies stand after some years; the four sum to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Outlook {
    pub private: f64,
    pub failed: f64,
    pub acquired: f64,
    pub listed: f64,
}

const MULTIPLE_BOUNDS: [(f64, Option<f64>); 5] = [
    (0.0, Some(1.0)),
    (1.0, Some(5.0)),
    (5.0, Some(10.0)),
    (10.0, Some(20.0)),
    (20.0, None),
];

impl StageRates {
    fn figure_mut(&mut self, figure: Figure) -> &mut Cited {
        match figure {
            Figure::ChanceRound => &mut self.chance_round,
            Figure::ChanceFail => &mut self.chance_fail,
            Figure::ListedShare => &mut self.listed_share,
            Figure::EventHazard => &mut self.event_hazard,
            Figure::Dilution => &mut self.dilution,
            Figure::Volatility => &mut self.volatility,
        }
    }

    fn check(&self) -> Result<(), ExitModelError> {
        let stage = self.stage.key();
        for (figure, cited, high) in [
            ("the chance of a round", &self.chance_round, 1.0),
            ("the chance of failure", &self.chance_fail, 1.0),
            ("the share of listings", &self.listed_share, 1.0),
            ("events a year", &self.event_hazard, 12.0),
            ("dilution", &self.dilution, 1.0),
            ("volatility", &self.volatility, 5.0),
        ] {
            if !(0.0..=high).contains(&cited.value) {
                return Err(ExitModelError::Range {
                    figure,
                    stage,
                    value: cited.value,
                    low: 0.0,
                    high,
                });
            }
        }
        let (round, fail) = (self.chance_round.value, self.chance_fail.value);
        if round + fail > 1.0 + 1e-9 {
            return Err(ExitModelError::Chances { stage, round, fail });
        }
        Ok(())
    }
}

/// The figure of one stage from whichever parameter `equity.exit.<measure>[.*]` holds it.
fn staged(params: &Params, measure: &str, stage: Stage) -> Result<Cited, ExitModelError> {
    let plain = format!("equity.exit.{measure}");
    let parts = format!("{plain}.");
    let found = params
        .iter()
        .filter(|parameter| parameter.id == plain || parameter.id.starts_with(&parts))
        .find_map(|parameter| {
            let value = parameter.values.last()?;
            match &value.cells {
                Cells::By(cells) => Some((value, cells.get(stage.key())?)),
                Cells::One(_) => None,
            }
        });
    let (value, cell) = found.ok_or_else(|| ExitModelError::Missing {
        measure: measure.to_owned(),
        stage: stage.key(),
    })?;
    let mut cited = read_cited(measure, value, cell)?;
    let range = params
        .get(&format!("equity.exit.{measure}_range"))
        .and_then(|parameter| parameter.values.last())
        .and_then(|value| match &value.cells {
            Cells::By(cells) => cells.get(stage.key()),
            Cells::One(_) => None,
        });
    if let Some(Cell::List(bounds)) = range {
        let bound = |at: usize| {
            bounds
                .get(at)
                .map(|b| batna_core::scalar::decimal_to_f64(*b))
        };
        (cited.low, cited.high) = (bound(0), bound(1));
    }
    Ok(cited)
}

fn single(params: &Params, measure: &str) -> Result<Cited, ExitModelError> {
    let form = || ExitModelError::Form(measure.to_owned());
    let parameter = params
        .get(&format!("equity.exit.{measure}"))
        .ok_or_else(form)?;
    let value = parameter.values.last().ok_or_else(form)?;
    match &value.cells {
        Cells::One(cell) => read_cited(measure, value, cell),
        Cells::By(_) => Err(form()),
    }
}

fn read_cited(
    measure: &str,
    value: &batna_params::ValueAt,
    cell: &Cell,
) -> Result<Cited, ExitModelError> {
    let form = || ExitModelError::Form(measure.to_owned());
    let Cell::Number(number) = cell else {
        return Err(form());
    };
    let (population, note) = value
        .note
        .as_deref()
        .and_then(Population::from_note)
        .ok_or_else(form)?;
    Ok(Cited {
        value: batna_core::scalar::decimal_to_f64(*number),
        low: None,
        high: None,
        grade: value.grade,
        population,
        source: (*value.citation).clone(),
        note: note.to_owned(),
    })
}
