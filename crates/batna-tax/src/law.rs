//! A place's law for a year and filing status, resolved once and applied often.

use std::collections::BTreeSet;

use batna_core::{Currency, NoTrace, Scalar, Status, TraceSink};
use batna_params::{Lookup, LookupError, Params, Projection};
use jiff::civil::Date;

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::{Axis, YearIncome};
use crate::place::{Place, Situation};
use crate::register::{CountryId, CountryLaw};
use crate::us::equity::Limits;

/// Every parameter as a plain number; assessing allocates nothing.
#[derive(Clone, Debug)]
pub struct Law {
    situation: Situation,
    year: i16,
    filing: Filing,
    status: Status,
    projection: Option<String>,
    projected: Vec<String>,
    country: CountryLaw,
}

impl Law {
    /// Beyond it no projection says anything.
    pub const LAST_YEAR: i16 = 2040;

    /// The law of a place (or of a home and a work place) for the tax year called `year`.
    ///
    /// Errors: `YearUnknown` where nothing is known of the year (or it is past known law and
    /// the projection is [`Projection::Refuse`]), `FilingNotKnownThere`, `NotCovered`,
    /// `Parameter` where a file lacks something.
    pub fn at(
        params: &Params,
        situation: impl Into<Situation>,
        year: i16,
        filing: Filing,
        projection: Projection,
    ) -> Result<Law, TaxError> {
        let situation = situation.into();
        Law::resolve(params, situation, year, filing, projection).map_err(|error| match error {
            TaxError::Parameter(
                LookupError::PastKnown { .. } | LookupError::BeforeKnown { .. },
            ) => TaxError::YearUnknown {
                place: situation.residence.code(),
                year,
                known: Law::years(params, situation.residence),
            },
            other => other,
        })
    }

    fn resolve(
        params: &Params,
        situation: Situation,
        year: i16,
        filing: Filing,
        projection: Projection,
    ) -> Result<Law, TaxError> {
        let country = situation.residence.country();
        if !country.filings().contains(&filing) {
            return Err(TaxError::FilingNotKnownThere {
                place: situation.residence.code(),
                filing,
            });
        }
        let date = country
            .first_day(year)
            .filter(|_| (1900..=Law::LAST_YEAR).contains(&year))
            .ok_or_else(|| {
                TaxError::Parameter(LookupError::BeforeKnown {
                    id: String::new(),
                    from: Date::MIN,
                    date: Date::MIN,
                })
            })?;
        let lookup = Lookup::new(params, date, projection, filing.key());
        let country = CountryLaw::at(&situation, filing, &lookup)?;
        Ok(Law {
            situation,
            year,
            filing,
            status: lookup.status(),
            projection: lookup.projection_label(),
            projected: lookup.projected().into_iter().collect(),
            country,
        })
    }

    /// Years of a place for which every parameter is known without projecting, whatever the
    /// filing status.
    pub fn years(params: &Params, place: Place) -> Vec<i16> {
        (2020..=2030)
            .filter(|year| {
                place.country().filings().iter().all(|filing| {
                    let at = Situation::at(place);
                    Law::resolve(params, at, *year, *filing, Projection::Refuse).is_ok()
                })
            })
            .collect()
    }

    /// The same law with printed tax tables and whole-unit rounding, where the place has them.
    pub fn with_tables(mut self) -> Law {
        self.country.use_tables();
        self
    }

    /// Whose printed table is not known here, a sentence for each: their income tax is by the
    /// schedule even [with tables](Law::with_tables).
    pub fn tables_not_known(&self, params: &Params) -> Vec<String> {
        let places = [Some(self.situation.residence), self.situation.work];
        let unknown = places.into_iter().flatten().filter(|place| {
            let state: Vec<&str> = place.code().splitn(3, '-').take(2).collect();
            let of = |name| {
                params
                    .get(&format!("{}.income.{name}", state.join(".")))
                    .is_some()
            };
            place.country() == CountryId::Us && of("brackets") && !of("table")
        });
        unknown
            .map(|place| {
                format!(
                    "the printed table of {}, if there is one, is not known here: its tax is by the schedule",
                    place.name()
                )
            })
            .collect()
    }

    /// What is put aside before tax beyond the limits of the United States, a sentence for each;
    /// it is counted as entered. Two earners have two limits of deferrals; a couple or a family is
    /// taken to have a health plan for more than one.
    pub fn over_limits<S: Scalar>(
        &self,
        params: &Params,
        household: &Household,
        income: &YearIncome<S>,
    ) -> Vec<String> {
        let nothing = income.pretax_401k + income.hsa + income.commuter <= S::ZERO;
        let date = Date::new(self.year, 1, 1);
        let (CountryId::Us, Ok(date), false) = (self.place().country(), date, nothing) else {
            return Vec::new();
        };
        let lookup = Lookup::new(params, date, Projection::Frozen, self.filing.key());
        let Ok(limits) = Limits::at(&lookup) else {
            return Vec::new();
        };
        let family = self.filing == Filing::Joint || household.dependents > 0;
        let each = limits.excess(income, family).into_iter();
        each.map(|over| {
            let field = over.field.replace('_', " ");
            let (amount, limit) = (over.amount.to_decimal(), over.limit.to_decimal());
            let more = match over.field {
                "pretax_401k" => ", which is higher from age 50 on",
                "hsa" => ", which is higher from age 55 on",
                _ => "",
            };
            let amount = amount.round_dp(2).normalize();
            format!(
                "{field} of {amount} is above the year's limit of {}{more}: counted as entered",
                limit.normalize()
            )
        })
        .collect()
    }

    pub fn situation(&self) -> &Situation {
        &self.situation
    }

    pub fn place(&self) -> Place {
        self.situation.residence
    }

    pub fn year(&self) -> i16 {
        self.year
    }

    pub fn filing(&self) -> Filing {
        self.filing
    }

    /// Currency of every amount.
    pub fn currency(&self) -> Currency {
        let code = self.place().country().currency();
        code.parse().unwrap_or(Currency::USD)
    }

    /// Enacted, or projected where any parameter had to be.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The words that go with every figure of a projected law.
    pub fn projection_label(&self) -> Option<&str> {
        self.projection.as_deref()
    }

    /// Ids of the parameters that had to be projected, or are only expected.
    pub fn projected(&self) -> &[String] {
        &self.projected
    }

    /// Whose law had to be projected, by name: a state, a province, or the country's own.
    pub fn projected_jurisdictions(&self) -> BTreeSet<&'static str> {
        self.projected
            .iter()
            .filter_map(|id| jurisdiction(id))
            .collect()
    }

    /// The taxes of a year. `household.filing` must be the law's; the law's counts.
    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        trace: &mut T,
    ) -> Assessment<S> {
        let mut out = Assessment::new(income.received(), income.contributions(), *carry);
        self.country
            .assess(household, income, carry, &mut out, trace);
        out
    }

    /// The total alone, for paths: no trace, no carry in.
    pub fn total<S: Scalar>(&self, household: &Household, income: &YearIncome<S>) -> S {
        self.assess(household, income, &Carry::default(), &mut NoTrace)
            .total()
    }

    /// The tax on the next unit of one kind of income: the difference that one more makes.
    pub fn marginal_rate<S: Scalar>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        axis: Axis,
    ) -> S {
        let more = axis.add(income, S::ONE);
        self.total(household, &more) - self.total(household, income)
    }
}

/// The name of the place whose law a parameter is part of: `us.ca.income.schedule` is
/// California's, `us.federal.amt.exemption` the United States'.
fn jurisdiction(id: &str) -> Option<&'static str> {
    let mut parts = id.split('.');
    let (country, region) = (parts.next()?, parts.next()?);
    let known = |code: &str| {
        Place::all()
            .find(|place| place.code() == code)
            .map(Place::name)
    };
    match (known(&format!("{country}-{region}")), country) {
        (Some(name), _) => Some(name),
        (None, "us") => Some("the United States"),
        (None, "uk") => Some("the United Kingdom"),
        (None, "ca") => Some("Canada"),
        (None, "ch") => Some("Switzerland"),
        (None, other) => known(other),
    }
}
