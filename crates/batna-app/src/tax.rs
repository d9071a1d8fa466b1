//! The tax engine on its own: one household, a batch, and the places known.

use std::io::Read;
use std::path::Path;

use batna_core::{Diagnostic, Location, Trace, TraceTree};
use batna_params::{Lookup, Params, Projection};
use batna_tax::batch::{self, BatchOptions};
use batna_tax::us::equity::Supplemental;
use batna_tax::world::{CHOICES, Choice, choose};
use batna_tax::{
    April, Axis, Carry, CountryId, Household, Law, Place, Report, Situation, TaxError, YearIncome,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{Failure, Workbench};

/// A file of households may be this long.
const LARGEST_INPUT: u64 = 1_000_000_000;

/// One household's year at a place.
#[derive(Clone, Debug)]
pub struct TaxRequest {
    pub place: String,
    /// Where the work is done, if elsewhere.
    pub work: Option<String>,
    /// Share of the wages earned there, 0 to 1.
    pub work_share: Decimal,
    /// Where the employer's office is, of someone who works at home for their own convenience.
    pub office: Option<String>,
    pub year: i16,
    pub household: Household,
    /// What the household has chosen or been given, as `key` or `key=value`
    /// ([`batna_tax::world::CHOICES`]); taken into `household`.
    pub choices: Vec<String>,
    pub income: YearIncome<Decimal>,
    pub carry: Carry<Decimal>,
    pub projection: Projection,
    /// Printed tables and whole-unit rounding.
    pub tables: bool,
}

/// A report with the trace of each tax.
#[derive(Clone, Debug)]
pub struct TaxAnswer {
    pub place: &'static str,
    pub report: Report,
    pub traces: Vec<Trace>,
    pub carry: Carry<Decimal>,
}

/// The places with a law, each with the years that need no projection.
#[derive(Clone, Debug, Serialize)]
pub struct TaxPlaces {
    pub schema: &'static str,
    pub as_of: String,
    pub places: Vec<TaxPlace>,
    /// What `--choice` takes, by country.
    pub choices: &'static [Choice],
}

#[derive(Clone, Debug, Serialize)]
pub struct TaxPlace {
    pub place: &'static str,
    pub name: &'static str,
    pub currency: &'static str,
    pub years: Vec<i16>,
}

impl Workbench {
    /// The tax of one household.
    ///
    /// Errors: input failures for an unknown place, year or filing status and for amounts
    /// that cannot be.
    pub fn tax(&self, request: &TaxRequest) -> Result<TaxAnswer, Failure> {
        let place: Place = request.place.parse().map_err(failure)?;
        let mut situation = match &request.work {
            Some(work) => Situation::working_in(place, work.parse().map_err(failure)?),
            None => Situation::at(place),
        };
        situation.work_share = work_share(request.work_share)?;
        if let Some(office) = &request.office {
            situation.office = Some(office.parse().map_err(failure)?);
        }
        request.income.check().map_err(failure)?;
        let params = tax_params(Some(place))?;
        let household = &chosen(place, &request.household, &request.choices)?;
        let filing = household.filing;
        let mut law = Law::at(&params, situation, request.year, filing, request.projection)
            .map_err(failure)?;
        if request.tables {
            law = law.with_tables();
        }
        let mut tree = TraceTree::new(law.currency());
        let assessment = law.assess(household, &request.income, &request.carry, &mut tree);
        let mut report = Report::new(&law, household, &request.income, &assessment);
        report.as_of = Some(self.world().as_of(None).to_string());
        if request.tables {
            report.notes.extend(law.tables_not_known(&params));
        }
        let over = law.over_limits(&params, household, &request.income);
        report.notes.extend(over);
        april(&params, &law, household, request, &mut report)?;
        Ok(TaxAnswer {
            place: place.name(),
            report,
            traces: tree.into_roots(),
            carry: assessment.carry,
        })
    }

    /// The bytes of a file named on the command line, up to [`LARGEST_INPUT`]; `-` is the
    /// standard input.
    ///
    /// Errors: an input failure where it cannot be read or is too large.
    pub fn read_input(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let told = |problem: String, remedy: &str| {
            Failure::input([Diagnostic::error("input::unreadable", problem)
                .at(Location::file(path.display().to_string()))
                .remedy(remedy)])
        };
        let mut bytes = Vec::new();
        let read = if path == Path::new("-") {
            std::io::stdin()
                .lock()
                .take(LARGEST_INPUT + 1)
                .read_to_end(&mut bytes)
        } else {
            std::fs::File::open(path)
                .and_then(|file| file.take(LARGEST_INPUT + 1).read_to_end(&mut bytes))
        };
        read.map_err(|error| told(error.to_string(), "check the path"))?;
        if bytes.len() as u64 > LARGEST_INPUT {
            return Err(told(
                format!("larger than {} MB", LARGEST_INPUT / 1_000_000),
                "split it into several files",
            ));
        }
        Ok(bytes)
    }

    /// Every household of a CSV, handed over in order; the problems come back.
    ///
    /// Errors: internal failures only; bad rows are diagnostics.
    pub fn tax_batch(
        &self,
        bytes: &[u8],
        options: &BatchOptions,
        each: impl FnMut(Report) -> bool,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let params = tax_params(None)?;
        let as_of = self.world().as_of(None).to_string();
        let mut each = each;
        Ok(batch::run(&params, bytes, options, |mut report| {
            report.as_of = Some(as_of.clone());
            each(report)
        }))
    }

    /// Every place with a law.
    pub fn tax_places(&self) -> Result<TaxPlaces, Failure> {
        let params = tax_params(None)?;
        Ok(TaxPlaces {
            schema: "batna/tax-places/1",
            as_of: self.world().as_of(None).to_string(),
            places: Place::all()
                .map(|place| TaxPlace {
                    place: place.code(),
                    name: place.name(),
                    currency: place.country().currency(),
                    years: Law::years(&params, place),
                })
                .collect(),
            choices: &CHOICES,
        })
    }
}

/// The household with its choices taken.
///
/// Errors: input failures for a choice that is not known, misses its value, or belongs to
/// another country.
fn chosen(place: Place, household: &Household, choices: &[String]) -> Result<Household, Failure> {
    let mut household = household.clone();
    let code = place.code();
    let country = code.split_once('-').map_or(code, |(country, _)| country);
    for text in choices {
        choose(&mut household, text).map_err(|error| {
            Failure::input([Diagnostic::error("tax::bad-choice", error.to_string())
                .remedy("`batna tax --list` prints the choices")])
        })?;
        let key = text.split('=').next().unwrap_or_default().trim();
        let known = CHOICES.iter().find(|choice| choice.key == key);
        if let Some(choice) = known.filter(|choice| choice.country != country) {
            return Err(Failure::input([Diagnostic::error(
                "tax::bad-choice",
                format!(
                    "`{key}` is a choice of `{}`, not of `{code}`",
                    choice.country
                ),
            )
            .remedy("`batna tax --list` prints the choices of each country")]));
        }
    }
    Ok(household)
}

fn work_share(share: Decimal) -> Result<Decimal, Failure> {
    if (Decimal::ZERO..=Decimal::ONE).contains(&share) {
        Ok(share)
    } else {
        Err(Failure::input([Diagnostic::error(
            "tax::bad-share",
            format!("`{share}` is no share of the wages"),
        )
        .remedy("a share from 0 to 1, such as 0.4")]))
    }
}

/// Adds what flat withholding on supplemental wages leaves to pay, in the United States.
fn april(
    params: &Params,
    law: &Law,
    household: &Household,
    request: &TaxRequest,
    report: &mut Report,
) -> Result<(), Failure> {
    let income = &request.income;
    let amount = income.bonus + income.rsu + income.nso_spread;
    let date = Date::new(request.year, 1, 1);
    let (CountryId::Us, Ok(date), false) = (law.place().country(), date, amount.is_zero()) else {
        return Ok(());
    };
    let filing = law.filing().key();
    let lookup = Lookup::new(params, date, request.projection, filing);
    let at = request
        .work
        .as_ref()
        .and_then(|work| work.parse().ok())
        .unwrap_or(law.place());
    let rule = Supplemental::at(&lookup, at).map_err(|error| failure(error.into()))?;
    let without = YearIncome {
        bonus: Decimal::ZERO,
        rsu: Decimal::ZERO,
        nso_spread: Decimal::ZERO,
        ..*income
    };
    let shortfall = rule.shortfall(law, household, &without, Axis::Rsu, amount, Decimal::ZERO);
    report.april = Some(April::new(&shortfall));
    if shortfall.state_rate_unknown {
        report.notes.push(
            "no flat withholding rate of the state is known here: its tax counts as withheld right"
                .into(),
        );
    }
    Ok(())
}

/// The built-in parameters of one country, or of all.
///
/// Errors: an internal failure where a built-in file is at fault.
pub fn tax_params(place: Option<Place>) -> Result<Params, Failure> {
    let folder = match place {
        Some(place) => {
            let country = place.code().split('-').next().unwrap_or_default();
            format!("tax/{country}")
        }
        None => "tax".to_owned(),
    };
    let files = batna_data::under(&folder)
        .iter()
        .map(|file| (file.path, file.text));
    Params::read(files).map_err(|problems| {
        let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Failure::internal(format!(
            "built-in parameters are at fault: {}",
            words.join("; ")
        ))
    })
}

fn failure(error: TaxError) -> Failure {
    let (code, remedy) = match &error {
        TaxError::UnknownPlace { .. } => {
            ("tax::unknown-place", "`batna tax --list` prints the places")
        }
        TaxError::UnknownFiling { .. } => ("tax::unknown-filing", "such as --filing single"),
        TaxError::FilingNotKnownThere { .. } => {
            ("tax::filing-not-there", "use --filing single there")
        }
        TaxError::YearUnknown { year, known, .. } => (
            "tax::year-unknown",
            match known.first() {
                Some(first) if year >= first && *year <= Law::LAST_YEAR => {
                    "take a year that is known, or choose --projection frozen"
                }
                _ => "take a year that is known; projections end with 2040",
            },
        ),
        TaxError::NotCovered { .. } => ("tax::not-covered", "ask for the two places one by one"),
        TaxError::Amount { .. } => ("tax::bad-amount", "amounts are zero or more, up to 10^13"),
        TaxError::Range { .. } => ("tax::bad-range", "let the range begin below its end"),
        TaxError::Parameter(_) => {
            return Failure::internal(format!("built-in parameters are at fault: {error}"));
        }
    };
    Failure::input([Diagnostic::error(code, error.to_string()).remedy(remedy)])
}
