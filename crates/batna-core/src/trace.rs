//! How a figure came about: the rule, the parameters with their sources, and what went in.
//!
//! Rules write to a [`TraceSink`]. Reports pass a [`TraceTree`], simulated paths
//! pass [`NoTrace`], which compiles to nothing.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::citation::{Citation, Status};
use crate::money::Money;
use crate::rate::Rate;

/// What a traced figure is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TraceValue {
    Money(Money),
    Rate(Rate),
    Number(f64),
    Text(String),
}

impl std::fmt::Display for TraceValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TraceValue::Money(money) => write!(f, "{money}"),
            TraceValue::Rate(rate) => write!(f, "{rate}"),
            TraceValue::Number(number) => write!(f, "{number}"),
            TraceValue::Text(text) => f.write_str(text),
        }
    }
}

/// A parameter as it was used: its value at the date, and where that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ParameterUse {
    /// Path of the parameter, such as `us.federal.income.brackets`.
    pub id: String,
    /// The value, written for people.
    pub value: String,
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    #[schemars(with = "Option<String>")]
    pub through: Option<Date>,
    pub status: Status,
    /// How it was projected past known law, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projection: Option<String>,
    pub source: Citation,
}

/// One step of a computation and, under it, what went into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Trace {
    /// Path of the figure, such as `offers.acme.year1.net.p50`, or of the rule inside it.
    pub id: String,
    pub label: String,
    pub value: TraceValue,
    /// The rule in words or symbols, with the form line or paper it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterUse>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Citation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Trace>,
}

impl Trace {
    pub fn new(id: impl Into<String>, label: impl Into<String>, value: TraceValue) -> Self {
        Trace {
            id: id.into(),
            label: label.into(),
            value,
            rule: None,
            notes: Vec::new(),
            parameters: Vec::new(),
            sources: Vec::new(),
            inputs: Vec::new(),
        }
    }

    pub fn money(id: impl Into<String>, label: impl Into<String>, value: Money) -> Self {
        Trace::new(id, label, TraceValue::Money(value))
    }

    pub fn number(id: impl Into<String>, label: impl Into<String>, value: f64) -> Self {
        Trace::new(id, label, TraceValue::Number(value))
    }

    pub fn text(id: impl Into<String>, label: impl Into<String>, value: impl Into<String>) -> Self {
        Trace::new(id, label, TraceValue::Text(value.into()))
    }

    pub fn by(mut self, rule: impl Into<String>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub fn from_input(mut self, input: Trace) -> Self {
        self.inputs.push(input);
        self
    }

    pub fn from_inputs(mut self, inputs: impl IntoIterator<Item = Trace>) -> Self {
        self.inputs.extend(inputs);
        self
    }

    pub fn with_parameter(mut self, parameter: ParameterUse) -> Self {
        self.parameters.push(parameter);
        self
    }

    pub fn citing(mut self, source: Citation) -> Self {
        self.sources.push(source);
        self
    }

    /// This step or the first one under it with the given id.
    pub fn find(&self, id: &str) -> Option<&Trace> {
        if self.id == id {
            return Some(self);
        }
        self.inputs.iter().find_map(|input| input.find(id))
    }
}

/// Receives the steps of a computation while a rule runs.
///
/// Labels and values are passed as closures where they cost something, so that a
/// sink which drops them costs nothing.
pub trait TraceSink {
    /// Whether anything is kept; rules may skip the making of details when not.
    const KEEPS: bool;

    /// Opens a step; the steps until the matching [`close`](Self::close) are its inputs.
    fn open(&mut self, id: &str, label: &str);

    /// Closes the innermost open step with its result in the rule's currency.
    fn close(&mut self, value: Decimal, rule: &str);

    /// Notes a leaf figure under the innermost open step.
    fn figure(&mut self, id: &str, label: &str, value: Decimal);

    /// Notes a parameter used by the innermost open step.
    fn parameter(&mut self, parameter: impl FnOnce() -> ParameterUse);

    /// Notes something a reader should know about the innermost open step.
    fn note(&mut self, note: impl FnOnce() -> String);
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTrace;

impl TraceSink for NoTrace {
    const KEEPS: bool = false;

    #[inline(always)]
    fn open(&mut self, _: &str, _: &str) {}
    #[inline(always)]
    fn close(&mut self, _: Decimal, _: &str) {}
    #[inline(always)]
    fn figure(&mut self, _: &str, _: &str, _: Decimal) {}
    #[inline(always)]
    fn parameter(&mut self, _: impl FnOnce() -> ParameterUse) {}
    #[inline(always)]
    fn note(&mut self, _: impl FnOnce() -> String) {}
}

/// Keeps every step as a tree of [`Trace`]s, with amounts in one currency.
#[derive(Clone, Debug)]
pub struct TraceTree {
    currency: crate::Currency,
    open: Vec<Trace>,
    roots: Vec<Trace>,
}

impl TraceTree {
    pub fn new(currency: crate::Currency) -> Self {
        TraceTree {
            currency,
            open: Vec::new(),
            roots: Vec::new(),
        }
    }

    /// The finished top-level steps, in the order they closed.
    pub fn into_roots(mut self) -> Vec<Trace> {
        while !self.open.is_empty() {
            self.finish();
        }
        self.roots
    }

    fn finish(&mut self) {
        if let Some(step) = self.open.pop() {
            match self.open.last_mut() {
                Some(parent) => parent.inputs.push(step),
                None => self.roots.push(step),
            }
        }
    }
}

impl TraceSink for TraceTree {
    const KEEPS: bool = true;

    fn open(&mut self, id: &str, label: &str) {
        let value = TraceValue::Money(Money::zero(self.currency));
        self.open.push(Trace::new(id, label, value));
    }

    fn close(&mut self, value: Decimal, rule: &str) {
        if let Some(step) = self.open.last_mut() {
            step.value = TraceValue::Money(Money::new(value, self.currency));
            if !rule.is_empty() {
                step.rule = Some(rule.to_owned());
            }
        }
        self.finish();
    }

    fn figure(&mut self, id: &str, label: &str, value: Decimal) {
        let leaf = Trace::money(id, label, Money::new(value, self.currency));
        match self.open.last_mut() {
            Some(parent) => parent.inputs.push(leaf),
            None => self.roots.push(leaf),
        }
    }

    fn parameter(&mut self, parameter: impl FnOnce() -> ParameterUse) {
        let Some(step) = self.open.last_mut() else {
            return;
        };
        let used = parameter();
        let known = step
            .parameters
            .iter_mut()
            .find(|known| known.id == used.id && known.from == used.from);
        match known {
            Some(known) if known.value == used.value => {}
            // Two cells of one parameter are one citation.
            Some(known) => known.value = format!("{}; {}", known.value, used.value),
            None => step.parameters.push(used),
        }
    }

    fn note(&mut self, note: impl FnOnce() -> String) {
        if let Some(step) = self.open.last_mut() {
            step.notes.push(note());
        }
    }
}
