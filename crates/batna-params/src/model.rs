//! A topic as its file says it, and a set of topics.

use std::collections::BTreeMap;
use std::sync::Arc;

use batna_core::{Citation, Currency, Diagnostics, Grade, Status};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// One file: parameters of one topic with their sources.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Path of the file, for diagnostics.
    pub file: String,
    /// Prefix of every parameter's id: `us.federal.income`.
    pub topic: String,
    pub about: String,
    pub sources: BTreeMap<String, Source>,
    pub parameters: Vec<Parameter>,
}

/// A document that values cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub title: String,
    pub url: Option<String>,
    pub published: Option<Date>,
}

/// One parameter through time.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub id: String,
    pub about: String,
    pub unit: Unit,
    pub shape: Shape,
    /// What the cells are keyed by, such as `filing`; none where there is one cell.
    pub by: Option<String>,
    /// Ascending in time.
    pub values: Vec<ValueAt>,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Money {
        currency: Currency,
        per: Option<Per>,
    },
    Rate,
    Years,
    Months,
    Weeks,
    Days,
    Hours,
    Count,
    Flag,
    Text,
}

/// The period of an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    Year,
    Month,
    Week,
    Day,
    Hour,
}

/// How the value is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Amount,
    Rate,
    Count,
    Flag,
    Text,
    /// Marginal: `[threshold, rate]`, each rate for the part above its threshold.
    Schedule,
    /// Looked up: `[threshold, value]`, the value of the last threshold reached.
    Steps,
    /// Numbers in an order the parameter's `about` explains.
    List,
}

/// A value from one day through another.
#[derive(Clone, Debug)]
pub struct ValueAt {
    pub from: Date,
    /// Last day; none while the law has no end in sight.
    pub through: Option<Date>,
    pub status: Status,
    pub grade: Grade,
    /// Name of the source in the file.
    pub source: String,
    /// The source with the place in it.
    pub citation: Arc<Citation>,
    pub note: Option<String>,
    pub cells: Cells,
}

/// One cell, or one for each key of the axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    One(Cell),
    By(BTreeMap<String, Cell>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Number(Decimal),
    Flag(bool),
    Text(String),
    /// Rows of `schedule` and `steps`; thresholds ascend.
    Rows(Vec<(Decimal, Decimal)>),
    List(Vec<Decimal>),
}

impl Parameter {
    /// The value in force on a day, or the last one before it (then `false`).
    pub fn at(&self, date: Date) -> Option<(&ValueAt, bool)> {
        let after = self.values.partition_point(|value| value.from <= date);
        let value = self.values.get(after.checked_sub(1)?)?;
        let in_force = value.through.is_none_or(|through| date <= through);
        Some((value, in_force))
    }
}

/// Every topic the caller has read.
#[derive(Clone, Debug, Default)]
pub struct Params {
    topics: Vec<Topic>,
    /// Parameter id -> (topic, parameter).
    index: BTreeMap<String, (usize, usize)>,
}

impl Params {
    /// Reads `(path, text)` pairs; all problems of all files come back together.
    ///
    /// Errors: diagnostics with file, line and remedy.
    pub fn read<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Params, Diagnostics> {
        let mut params = Params::default();
        let mut problems = Diagnostics::new();
        for (path, text) in files {
            match Topic::read(path, text) {
                Ok(topic) => problems.extend(params.add(topic)),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(params)
        } else {
            Err(problems)
        }
    }

    /// Adds a topic; a parameter that is already there is a problem.
    pub fn add(&mut self, topic: Topic) -> Diagnostics {
        let mut problems = Diagnostics::new();
        let place = self.topics.len();
        for (position, parameter) in topic.parameters.iter().enumerate() {
            if self.index.contains_key(&parameter.id) {
                problems.push(
                    batna_core::Diagnostic::error(
                        "params::doubled",
                        format!("`{}` is defined twice", parameter.id),
                    )
                    .at(batna_core::Location::file(topic.file.as_str()))
                    .remedy("keep one of the two"),
                );
            } else {
                self.index.insert(parameter.id.clone(), (place, position));
            }
        }
        self.topics.push(topic);
        problems
    }

    pub fn get(&self, id: &str) -> Option<&Parameter> {
        let (topic, position) = self.index.get(id)?;
        self.topics.get(*topic)?.parameters.get(*position)
    }

    /// For tests and sensitivity checks that change a value.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Parameter> {
        let (topic, position) = self.index.get(id)?;
        self.topics.get_mut(*topic)?.parameters.get_mut(*position)
    }

    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// Parameters by id, ascending.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.index.keys().filter_map(|id| self.get(id))
    }
}
