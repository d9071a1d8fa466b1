//! Resolves parameters at a date into plain numbers, and remembers what was projected.

use std::cell::{Cell as StdCell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;

use batna_core::{ParameterUse, Status};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::model::{Cell, Cells, Parameter, Params, Unit};
use crate::projection::Projection;
use crate::schedule::{Amount, Schedule, Steps};

/// Why a parameter did not resolve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("no parameter `{0}`")]
    Missing(String),
    #[error("`{id}` begins on {from}; nothing is known for {date}")]
    BeforeKnown { id: String, from: Date, date: Date },
    #[error("`{id}` is known through {through}; choose a projection for {date}")]
    PastKnown {
        id: String,
        through: Date,
        date: Date,
    },
    #[error("`{id}` has no value for `{key}`")]
    NoKey { id: String, key: String },
    #[error("`{id}` is not a {wanted}")]
    WrongShape { id: String, wanted: &'static str },
}

/// Parameters on one date, under one projection, for one key of the `filing` axis.
///
/// Where a parameter is keyed by `filing`, the plain methods take the lookup's own key;
/// the `_for` methods name a key of any axis.
#[derive(Debug)]
pub struct Lookup<'a> {
    params: &'a Params,
    date: Date,
    projection: Projection,
    key: StdCell<&'a str>,
    /// Years of the oldest and of the newest law that had to be projected.
    projected_from: StdCell<Option<(i16, i16)>>,
    /// A value used is itself only expected, not enacted.
    expected: StdCell<bool>,
    used: RefCell<BTreeSet<String>>,
    projected: RefCell<BTreeSet<String>>,
}

struct Found<'a> {
    parameter: &'a Parameter,
    cell: &'a Cell,
    factor: Decimal,
    cited: Arc<ParameterUse>,
}

impl<'a> Lookup<'a> {
    /// `key` is the lookup's own key on the `filing` axis, such as `single`.
    pub fn new(params: &'a Params, date: Date, projection: Projection, key: &'a str) -> Self {
        Lookup {
            params,
            date,
            projection,
            key: StdCell::new(key),
            projected_from: StdCell::new(None),
            expected: StdCell::new(false),
            used: RefCell::default(),
            projected: RefCell::default(),
        }
    }

    pub fn date(&self) -> Date {
        self.date
    }

    pub fn key(&self) -> &'a str {
        self.key.get()
    }

    /// What `read` resolves with another key on the `filing` axis; what is projected is
    /// remembered here all the same.
    pub fn with_key<R>(&self, key: &'a str, read: impl FnOnce(&Self) -> R) -> R {
        let own = self.key.replace(key);
        let found = read(self);
        self.key.set(own);
        found
    }

    /// Whether the parameter has a value on or before the date.
    pub fn has(&self, id: &str) -> bool {
        self.params
            .get(id)
            .is_some_and(|parameter| parameter.at(self.date).is_some())
    }

    /// Whether the parameter has a value on or before the date, and a cell for the key.
    pub fn has_for(&self, id: &str, key: &str) -> bool {
        self.params
            .get(id)
            .and_then(|parameter| parameter.at(self.date))
            .is_some_and(|(value, _)| match &value.cells {
                Cells::One(_) => false,
                Cells::By(map) => map.contains_key(key),
            })
    }

    /// An amount, rate or count.
    ///
    /// Errors: `Missing`, `BeforeKnown`, `PastKnown`, `NoKey`, `WrongShape`; so for all below.
    pub fn amount(&self, id: &str) -> Result<Amount, LookupError> {
        self.number(id, None)
    }

    pub fn amount_for(&self, id: &str, key: &str) -> Result<Amount, LookupError> {
        self.number(id, Some(key))
    }

    /// The amount, or zero where the law of the date knows no such parameter.
    pub fn amount_or_zero(&self, id: &str) -> Result<Amount, LookupError> {
        if self.has(id) {
            self.amount(id)
        } else {
            Ok(Amount::default())
        }
    }

    pub fn schedule(&self, id: &str) -> Result<Schedule, LookupError> {
        self.rows(id, None)
            .map(|(rows, cited)| Schedule::new(&rows, Some(cited)))
    }

    pub fn schedule_for(&self, id: &str, key: &str) -> Result<Schedule, LookupError> {
        self.rows(id, Some(key))
            .map(|(rows, cited)| Schedule::new(&rows, Some(cited)))
    }

    pub fn steps(&self, id: &str) -> Result<Steps, LookupError> {
        self.rows(id, None)
            .map(|(rows, cited)| Steps::new(&rows, Some(cited)))
    }

    pub fn steps_for(&self, id: &str, key: &str) -> Result<Steps, LookupError> {
        self.rows(id, Some(key))
            .map(|(rows, cited)| Steps::new(&rows, Some(cited)))
    }

    pub fn list(&self, id: &str) -> Result<Vec<Amount>, LookupError> {
        let found = self.find(id, None)?;
        match found.cell {
            Cell::List(numbers) => Ok(numbers
                .iter()
                .map(|number| Amount::new(scaled(&found, *number), Some(found.cited.clone())))
                .collect()),
            _ => Err(wrong(id, "list")),
        }
    }

    pub fn flag(&self, id: &str) -> Result<bool, LookupError> {
        match self.find(id, None)?.cell {
            Cell::Flag(flag) => Ok(*flag),
            _ => Err(wrong(id, "flag")),
        }
    }

    pub fn flag_for(&self, id: &str, key: &str) -> Result<bool, LookupError> {
        match self.find(id, Some(key))?.cell {
            Cell::Flag(flag) => Ok(*flag),
            _ => Err(wrong(id, "flag")),
        }
    }

    pub fn text(&self, id: &str) -> Result<&'a str, LookupError> {
        match self.find(id, None)?.cell {
            Cell::Text(text) => Ok(text),
            _ => Err(wrong(id, "text")),
        }
    }

    pub fn text_for(&self, id: &str, key: &str) -> Result<&'a str, LookupError> {
        match self.find(id, Some(key))?.cell {
            Cell::Text(text) => Ok(text),
            _ => Err(wrong(id, "text")),
        }
    }

    /// Enacted, unless something used was projected or is itself only expected.
    pub fn status(&self) -> Status {
        if self.expected.get() || self.projected_from.get().is_some() {
            Status::Projected
        } else {
            Status::Enacted
        }
    }

    /// The label of the projection, where one was needed.
    pub fn projection_label(&self) -> Option<String> {
        match self.projected_from.get() {
            Some((oldest, newest)) => Some(self.projection.label(oldest, newest)),
            None if self.expected.get() => Some("projected: a value is not enacted yet".into()),
            None => None,
        }
    }

    /// Ids of the parameters that had to be projected, or are themselves only expected.
    pub fn projected(&self) -> BTreeSet<String> {
        self.projected.borrow().clone()
    }

    /// Ids of the parameters resolved so far.
    pub fn used(&self) -> BTreeSet<String> {
        self.used.borrow().clone()
    }

    fn number(&self, id: &str, key: Option<&str>) -> Result<Amount, LookupError> {
        let found = self.find(id, key)?;
        match found.cell {
            Cell::Number(number) => Ok(Amount::new(scaled(&found, *number), Some(found.cited))),
            _ => Err(wrong(id, "number")),
        }
    }

    #[allow(clippy::type_complexity)]
    fn rows(
        &self,
        id: &str,
        key: Option<&str>,
    ) -> Result<(Vec<(Decimal, Decimal)>, Arc<ParameterUse>), LookupError> {
        let found = self.find(id, key)?;
        match found.cell {
            Cell::Rows(rows) => {
                // Thresholds are in the parameter's unit; what they lead to keeps its size.
                let scaled_rows = rows
                    .iter()
                    .map(|(from, value)| (scaled(&found, *from), *value))
                    .collect();
                Ok((scaled_rows, found.cited))
            }
            _ => Err(wrong(id, "schedule")),
        }
    }

    fn find(&self, id: &str, key: Option<&str>) -> Result<Found<'a>, LookupError> {
        let missing = || LookupError::Missing(id.to_owned());
        let parameter = self.params.get(id).ok_or_else(missing)?;
        let (value, in_force) = parameter.at(self.date).ok_or_else(|| {
            let from = parameter
                .values
                .first()
                .map_or(self.date, |value| value.from);
            LookupError::BeforeKnown {
                id: id.to_owned(),
                from,
                date: self.date,
            }
        })?;
        let mut factor = Decimal::ONE;
        let mut projection = None;
        if !in_force {
            let through = value.through.unwrap_or(value.from);
            if self.projection == Projection::Refuse {
                return Err(LookupError::PastKnown {
                    id: id.to_owned(),
                    through,
                    date: self.date,
                });
            }
            let from_year = value.from.year().max(tax_year_ending(through));
            factor = self.projection.factor(self.date.year() - from_year);
            projection = Some(self.projection.label(from_year, from_year));
            let (oldest, newest) = self.projected_from.get().unwrap_or((from_year, from_year));
            let years = (oldest.min(from_year), newest.max(from_year));
            self.projected_from.set(Some(years));
        }
        if value.status == Status::Projected {
            self.expected.set(true);
        }
        if projection.is_some() || value.status == Status::Projected {
            self.projected.borrow_mut().insert(id.to_owned());
        }
        let cell = match (&value.cells, key) {
            (Cells::One(cell), None) => cell,
            (Cells::By(map), key) => {
                let key = key.unwrap_or(self.key.get());
                map.get(key).ok_or_else(|| LookupError::NoKey {
                    id: id.to_owned(),
                    key: key.to_owned(),
                })?
            }
            (Cells::One(_), Some(key)) => {
                return Err(LookupError::NoKey {
                    id: id.to_owned(),
                    key: key.to_owned(),
                });
            }
        };
        self.used.borrow_mut().insert(id.to_owned());
        let cited = Arc::new(ParameterUse {
            id: id.to_owned(),
            value: cell.written(parameter.unit),
            from: Some(value.from),
            through: value.through,
            status: if projection.is_some() {
                Status::Projected
            } else {
                value.status
            },
            projection,
            source: (*value.citation).clone(),
        });
        Ok(Found {
            parameter,
            cell,
            factor,
            cited,
        })
    }
}

fn wrong(id: &str, wanted: &'static str) -> LookupError {
    LookupError::WrongShape {
        id: id.to_owned(),
        wanted,
    }
}

fn scaled(found: &Found<'_>, number: Decimal) -> Decimal {
    if found.factor == Decimal::ONE || !matches!(found.parameter.unit, Unit::Money { .. }) {
        number
    } else {
        number
            .checked_mul(found.factor)
            .unwrap_or(number)
            .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    }
}

/// The tax year that ends on a day, named for the year it begins in: 2025 for 2025-12-31,
/// 2026 for 2027-04-05.
fn tax_year_ending(through: Date) -> i16 {
    through
        .checked_add(jiff::Span::new().days(1))
        .map_or(through.year(), |next| next.year() - 1)
}
