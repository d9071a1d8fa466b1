//! Reads a parameter file; every problem in one pass, with its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use batna_core::{Citation, Currency, Diagnostic, Diagnostics, Grade, Location, Rate, Status};
use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Cell, Cells, Parameter, Per, Shape, Source, Topic, Unit, ValueAt};

const VALUE_KEYS: [&str; 7] = ["from", "through", "status", "grade", "source", "at", "note"];

impl Topic {
    /// Reads one file's text.
    ///
    /// Errors: diagnostics `params::syntax`, `params::unknown-key`, `params::missing`,
    /// `params::bad-value`, `params::unit`, `params::source`, `params::time`.
    pub fn read(file: &str, text: &str) -> Result<Topic, Diagnostics> {
        let mut reader = Reader {
            file,
            text,
            problems: Diagnostics::new(),
        };
        let document = match DeTable::parse(text) {
            Ok(document) => document.into_inner(),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                reader.problem("params::syntax", error.message().to_owned(), span);
                return Err(reader.problems);
            }
        };
        let topic = reader.topic(&document);
        reader.problems.extend(crate::check::in_time(&topic, text));
        if reader.problems.is_empty() {
            Ok(topic)
        } else {
            Err(reader.problems)
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: Diagnostics,
}

type Item<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn problem(&mut self, code: &'static str, message: impl Into<String>, span: Range<usize>) {
        self.problems.push(
            Diagnostic::error(code, message)
                .at(Location::in_text(self.file, self.text, span))
                .remedy("see docs/parameters-format.md"),
        );
    }

    fn known(&mut self, table: &DeTable<'_>, keys: &[&str]) {
        for key in table.keys() {
            if !keys.contains(&key.get_ref().as_ref()) {
                let message = format!("`{}` is not a key here", key.get_ref());
                self.problem("params::unknown-key", message, key.span());
            }
        }
    }

    fn string(&mut self, table: &DeTable<'_>, key: &str, place: &Range<usize>) -> String {
        match self.optional_string(table, key) {
            Some(text) => text,
            None => {
                if table.get(key).is_none() {
                    self.problem(
                        "params::missing",
                        format!("`{key}` is missing"),
                        place.clone(),
                    );
                }
                String::new()
            }
        }
    }

    fn optional_string(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let item = table.get(key)?;
        match item.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.problem(
                    "params::bad-value",
                    format!("`{key}` is not text"),
                    item.span(),
                );
                None
            }
        }
    }

    fn date(&mut self, table: &DeTable<'_>, key: &str) -> Option<Date> {
        let item = table.get(key)?;
        let date = match item.get_ref() {
            DeValue::Datetime(moment) => moment.date.and_then(|day| {
                let year = i16::try_from(day.year).ok()?;
                let (month, day) = (i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?);
                Date::new(year, month, day).ok()
            }),
            _ => None,
        };
        if date.is_none() {
            let message = format!("`{key}` is not a date such as 2025-01-01");
            self.problem("params::bad-value", message, item.span());
        }
        date
    }

    fn topic(&mut self, document: &DeTable<'_>) -> Topic {
        self.known(document, &["topic", "about", "sources", "parameter"]);
        let mut topic = Topic {
            file: self.file.to_owned(),
            topic: self.string(document, "topic", &(0..0)),
            about: self.string(document, "about", &(0..0)),
            sources: BTreeMap::new(),
            parameters: Vec::new(),
        };
        if let Some(item) = document.get("sources") {
            match item.get_ref() {
                DeValue::Table(sources) => {
                    for (name, item) in sources {
                        if let DeValue::Table(table) = item.get_ref() {
                            let source = self.source(table, &name.span());
                            topic.sources.insert(name.get_ref().to_string(), source);
                        } else {
                            self.problem("params::bad-value", "a source is a table", item.span());
                        }
                    }
                }
                _ => self.problem("params::bad-value", "`sources` is not a table", item.span()),
            }
        }
        if let Some(item) = document.get("parameter") {
            for (table, span) in self.tables(item, "parameter") {
                if let Some(parameter) = self.parameter(table, span, &topic) {
                    topic.parameters.push(parameter);
                }
            }
        }
        topic
    }

    fn tables<'t, 'i>(
        &mut self,
        item: &'t Item<'i>,
        name: &str,
    ) -> Vec<(&'t DeTable<'i>, Range<usize>)> {
        let mut tables = Vec::new();
        match item.get_ref() {
            DeValue::Array(items) => {
                for item in items.iter() {
                    match item.get_ref() {
                        DeValue::Table(table) => tables.push((table, item.span())),
                        _ => self.problem(
                            "params::bad-value",
                            format!("`{name}` is written [[{name}]]"),
                            item.span(),
                        ),
                    }
                }
            }
            _ => self.problem(
                "params::bad-value",
                format!("`{name}` is written [[{name}]]"),
                item.span(),
            ),
        }
        tables
    }

    fn source(&mut self, table: &DeTable<'_>, place: &Range<usize>) -> Source {
        self.known(table, &["title", "url", "published"]);
        Source {
            title: self.string(table, "title", place),
            url: self.optional_string(table, "url"),
            published: self.date(table, "published"),
        }
    }

    fn parameter(
        &mut self,
        table: &DeTable<'_>,
        span: Range<usize>,
        topic: &Topic,
    ) -> Option<Parameter> {
        self.known(table, &["id", "about", "unit", "shape", "by", "value"]);
        let id = self.string(table, "id", &span);
        if !id.starts_with(&format!("{}.", topic.topic)) {
            let message = format!("`{id}` does not begin with the topic `{}.`", topic.topic);
            let place = table.get("id").map_or(span.clone(), Spanned::span);
            self.problem("params::bad-value", message, place);
        }
        let about = self.string(table, "about", &span);
        let unit = self.unit(table, &span);
        let shape = self.shape(table, &span);
        let by = self.optional_string(table, "by");
        let mut values = Vec::new();
        match table.get("value") {
            Some(item) => {
                for (value, place) in self.tables(item, "parameter.value") {
                    let read = self.value(value, place, topic, unit?, shape?, by.as_deref());
                    values.extend(read);
                }
            }
            None => self.problem("params::missing", format!("`{id}` has no value"), span),
        }
        Some(Parameter {
            id,
            about,
            unit: unit?,
            shape: shape?,
            by,
            values,
        })
    }

    fn unit(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Option<Unit> {
        let text = self.string(table, "unit", span);
        let unit = Unit::read(&text);
        if unit.is_none() && !text.is_empty() {
            let place = table.get("unit").map_or(span.clone(), Spanned::span);
            self.problem("params::unit", format!("`{text}` is not a unit"), place);
        }
        unit
    }

    fn shape(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Option<Shape> {
        let text = self.string(table, "shape", span);
        let shape = Shape::read(&text);
        if shape.is_none() && !text.is_empty() {
            let place = table.get("shape").map_or(span.clone(), Spanned::span);
            self.problem(
                "params::bad-value",
                format!("`{text}` is not a shape"),
                place,
            );
        }
        shape
    }

    fn value(
        &mut self,
        table: &DeTable<'_>,
        span: Range<usize>,
        topic: &Topic,
        unit: Unit,
        shape: Shape,
        by: Option<&str>,
    ) -> Option<ValueAt> {
        let before = self.problems.len();
        let from = self.date(table, "from");
        if table.get("from").is_none() {
            self.problem("params::missing", "`from` is missing", span.clone());
        }
        let through = self.date(table, "through");
        let status = match self.optional_string(table, "status").as_deref() {
            None | Some("enacted") => Status::Enacted,
            Some("projected") => Status::Projected,
            Some(other) => {
                let message = format!("status is `enacted` or `projected`, not `{other}`");
                self.problem("params::bad-value", message, span.clone());
                Status::Projected
            }
        };
        let grade = match self.optional_string(table, "grade").as_deref() {
            None | Some("statute") => Grade::Statute,
            Some("survey") => Grade::Survey,
            Some("disclosed") => Grade::Disclosed,
            Some("self-reported") => Grade::SelfReported,
            Some("published") => Grade::Published,
            Some("assertion") => Grade::Assertion,
            Some(other) => {
                self.problem(
                    "params::bad-value",
                    format!("`{other}` is not a grade"),
                    span.clone(),
                );
                Grade::Assertion
            }
        };
        let source = self.string(table, "source", &span);
        let locator = self.optional_string(table, "at");
        let note = self.optional_string(table, "note");
        let mut citation = Citation::new(source.as_str(), source.as_str());
        citation.locator = locator;
        if let Some(found) = topic.sources.get(&source) {
            citation.title = found.title.clone();
            citation.url = found.url.clone();
            citation.date = found.published;
        } else if !source.is_empty() {
            let message = format!("no source `{source}` in [sources]");
            self.problem("params::source", message, span.clone());
        }
        let cells = self.cells(table, &span, unit, shape, by)?;
        if self.problems.len() > before {
            return None;
        }
        Some(ValueAt {
            from: from?,
            through,
            status,
            grade,
            source,
            citation: Arc::new(citation),
            note,
            cells,
        })
    }

    fn cells(
        &mut self,
        table: &DeTable<'_>,
        span: &Range<usize>,
        unit: Unit,
        shape: Shape,
        by: Option<&str>,
    ) -> Option<Cells> {
        if by.is_none() {
            let mut keys = VALUE_KEYS.to_vec();
            keys.push("value");
            self.known(table, &keys);
            let Some(item) = table.get("value") else {
                self.problem("params::missing", "`value` is missing", span.clone());
                return None;
            };
            return Some(Cells::One(self.cell(item, unit, shape)?));
        }
        let mut map = BTreeMap::new();
        let mut aliases = Vec::new();
        for (key, item) in table {
            let name = key.get_ref().as_ref();
            if VALUE_KEYS.contains(&name) {
                continue;
            }
            match item.get_ref() {
                // `separate = "=single"` takes the value of another key.
                DeValue::String(text) if text.starts_with('=') => {
                    aliases.push((name.to_owned(), text[1..].trim().to_owned(), item.span()));
                }
                _ => {
                    if let Some(cell) = self.cell(item, unit, shape) {
                        map.insert(name.to_owned(), cell);
                    }
                }
            }
        }
        for (name, other, place) in aliases {
            match map.get(&other).cloned() {
                Some(cell) => {
                    map.insert(name, cell);
                }
                None => {
                    let message =
                        format!("`{name}` is said to equal `{other}`, which has no value");
                    self.problem("params::bad-value", message, place);
                }
            }
        }
        if map.is_empty() {
            self.problem(
                "params::missing",
                "a value has no keys of its axis",
                span.clone(),
            );
            return None;
        }
        Some(Cells::By(map))
    }

    fn cell(&mut self, item: &Item<'_>, unit: Unit, shape: Shape) -> Option<Cell> {
        let read = match shape {
            Shape::Amount | Shape::Rate | Shape::Count => {
                number(item, shape == Shape::Rate || unit == Unit::Rate).map(Cell::Number)
            }
            Shape::Flag => match item.get_ref() {
                DeValue::Boolean(flag) => Some(Cell::Flag(*flag)),
                _ => None,
            },
            Shape::Text => match item.get_ref() {
                DeValue::String(text) => Some(Cell::Text(text.to_string())),
                _ => None,
            },
            Shape::List => match item.get_ref() {
                DeValue::Array(items) => items
                    .iter()
                    .map(|item| number(item, unit == Unit::Rate))
                    .collect::<Option<Vec<_>>>()
                    .map(Cell::List),
                _ => None,
            },
            Shape::Schedule | Shape::Steps => {
                rows(item, unit, shape == Shape::Schedule).map(Cell::Rows)
            }
        };
        if read.is_none() {
            let message = match shape {
                Shape::Amount | Shape::Count => "an amount is a quoted number such as \"11925\"",
                Shape::Rate => "a rate is a quoted percentage such as \"12.5%\"",
                Shape::Flag => "a flag is true or false",
                Shape::Text => "a text is quoted",
                Shape::List => "a list is an array of quoted numbers",
                Shape::Schedule => {
                    "a schedule is rows of [\"threshold\", \"rate%\"] with ascending thresholds"
                }
                Shape::Steps => {
                    "steps are rows of [\"threshold\", \"value\"] with ascending thresholds"
                }
            };
            self.problem("params::bad-value", message, item.span());
        }
        read
    }
}

/// A quoted number; `rate` wants the percent sign, otherwise it may carry one.
fn number(item: &Item<'_>, rate: bool) -> Option<Decimal> {
    let DeValue::String(text) = item.get_ref() else {
        return None;
    };
    if text.trim_end().ends_with('%') {
        return Rate::from_str(text).ok().map(Rate::fraction);
    }
    if rate {
        return None;
    }
    batna_core::money::parse_number(text).ok()
}

fn rows(item: &Item<'_>, unit: Unit, schedule: bool) -> Option<Vec<(Decimal, Decimal)>> {
    let DeValue::Array(items) = item.get_ref() else {
        return None;
    };
    let mut out: Vec<(Decimal, Decimal)> = Vec::new();
    for row in items.iter() {
        let DeValue::Array(pair) = row.get_ref() else {
            return None;
        };
        let mut pair = pair.iter();
        let (first, second) = (pair.next()?, pair.next()?);
        if pair.next().is_some() {
            return None;
        }
        let from = number(first, unit == Unit::Rate)?;
        let value = number(second, schedule)?;
        if out.last().is_some_and(|(last, _)| *last >= from) {
            return None;
        }
        out.push((from, value));
    }
    (!out.is_empty()).then_some(out)
}

impl Unit {
    /// Reads `USD/year`, `GBP`, `rate`, `days`.
    pub fn read(text: &str) -> Option<Unit> {
        Some(match text {
            "rate" => Unit::Rate,
            "years" => Unit::Years,
            "months" => Unit::Months,
            "weeks" => Unit::Weeks,
            "days" => Unit::Days,
            "hours" => Unit::Hours,
            "count" => Unit::Count,
            "flag" => Unit::Flag,
            "text" => Unit::Text,
            _ => {
                let (code, per) = match text.split_once('/') {
                    None => (text, None),
                    Some((code, "year")) => (code, Some(Per::Year)),
                    Some((code, "month")) => (code, Some(Per::Month)),
                    Some((code, "week")) => (code, Some(Per::Week)),
                    Some((code, "day")) => (code, Some(Per::Day)),
                    Some((code, "hour")) => (code, Some(Per::Hour)),
                    Some(_) => return None,
                };
                let currency = Currency::from_str(code).ok()?;
                Unit::Money { currency, per }
            }
        })
    }
}

impl Shape {
    pub fn read(text: &str) -> Option<Shape> {
        Some(match text {
            "amount" => Shape::Amount,
            "rate" => Shape::Rate,
            "count" => Shape::Count,
            "flag" => Shape::Flag,
            "text" => Shape::Text,
            "schedule" => Shape::Schedule,
            "steps" => Shape::Steps,
            "list" => Shape::List,
            _ => return None,
        })
    }
}

impl Cell {
    /// The value in words, for a trace: `15,750 USD`, `6.2%`, `10% from 0; 12% from 11,925`.
    pub fn written(&self, unit: Unit) -> String {
        let plain = |number: &Decimal| match unit {
            Unit::Money { currency, .. } => batna_core::Money::new(*number, currency).to_string(),
            Unit::Rate => Rate::from_fraction(*number).to_string(),
            _ => number.normalize().to_string(),
        };
        match self {
            Cell::Number(number) => plain(number),
            Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Cell::Text(text) => text.clone(),
            Cell::Rows(rows) => rows
                .iter()
                .map(|(from, value)| {
                    let value = if value.abs() < Decimal::TWO {
                        Rate::from_fraction(*value).to_string()
                    } else {
                        value.normalize().to_string()
                    };
                    format!("{value} from {}", plain(from))
                })
                .collect::<Vec<_>>()
                .join("; "),
            Cell::List(numbers) => numbers.iter().map(plain).collect::<Vec<_>>().join(", "),
        }
    }
}
