//! Reads a TOML table key by key, and says every problem where it stands.
//!
//! A bad value makes its field unknown; reading goes on. Known keys come from
//! [`crate::keys`]; an unknown key is reported with the nearest known one.

mod found;
mod money;

use std::collections::BTreeMap;
use std::ops::Range;

use batna_core::{Currency, Diagnostic, Rate, Severity, Shares};
use jiff::civil::Date;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::catalogue;
use crate::keys::{Key, Kind, ME, Notation, OFFER, Table, nearest};
use crate::notation::Duration;
use crate::notation::grant::Noted;

pub(crate) use found::{Found, MOST_PER_FILE, Source, Trouble, finish};

/// Most entries of a list that are read.
const MOST_ENTRIES: usize = 500;
/// Most characters of a text field.
const LONGEST_TEXT: usize = 2_000;
/// Dates outside these years are taken for slips of the pen.
pub(crate) const YEARS: std::ops::RangeInclusive<i16> = 1950..=2100;

/// A table of a file, read key by key.
pub(crate) struct Reader<'a, 's> {
    source: &'a Source<'s>,
    found: &'a Found,
    table: &'a DeTable<'s>,
    schema: &'static Table,
    /// Path of the table in figure ids: `offers.acme`.
    path: String,
    span: Range<usize>,
    /// Currency of an unquoted number.
    currency: Currency,
}

impl<'a, 's> Reader<'a, 's> {
    /// Opens a table: tells of unknown keys, notes where the known ones stand.
    pub fn new(
        source: &'a Source<'s>,
        found: &'a Found,
        table: &'a DeTable<'s>,
        span: Range<usize>,
        schema: &'static Table,
        path: impl Into<String>,
        currency: Currency,
    ) -> Self {
        let reader = Reader {
            source,
            found,
            table,
            schema,
            path: path.into(),
            span,
            currency,
        };
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (written, value) in table {
            let name = written.get_ref().as_ref();
            match schema.key(name) {
                None => reader.tell_unknown(name, written.span()),
                Some(key) => {
                    if let Some(other) = seen.insert(key.name, name) {
                        let message = format!("`{name}` and `{other}` say the same thing");
                        reader.tell(
                            Trouble::new(&catalogue::SAID_TWICE, message),
                            written.span(),
                        );
                    }
                    let location = source.location(value.span());
                    found.place(format!("{}.{}", reader.path, key.name), location);
                }
            }
        }
        reader
    }

    fn tell_unknown(&self, name: &str, span: Range<usize>) {
        let shown: String = name.chars().take(60).collect();
        let message = format!("`{shown}` is not a key of {}", describe(self.schema));
        // Past what is shown, looking for what was meant is not worth its time.
        let (near, elsewhere) = if self.found.is_full(self.source.path) {
            (None, None)
        } else {
            (self.schema.nearest(name), self.elsewhere(name))
        };
        let remedy = match (near, elsewhere) {
            (Some(near), None) => format!("Did you mean `{near}`? Otherwise remove it."),
            (Some(near), Some(place)) => {
                format!("Did you mean `{near}`? As `{shown}` it belongs {place}.")
            }
            (None, Some(place)) => format!("Move it: it belongs {place}."),
            (None, None) => {
                let known: Vec<_> = self.schema.keys.iter().map(|key| key.name).collect();
                format!("Remove it. Known here: {}.", known.join(", "))
            }
        };
        self.tell(
            Trouble::new(&catalogue::UNKNOWN_KEY, message).remedy(remedy),
            span,
        );
    }

    /// Where else in the file a key of exactly this name belongs. Under a header that came
    /// too early, what belongs to the file itself is read as the header's.
    fn elsewhere(&self, name: &str) -> Option<String> {
        let root = if self.path == "me" || self.path.starts_with("me.") {
            &ME
        } else {
            &OFFER
        };
        if !std::ptr::eq(self.schema, root) && root.key(name).is_some() {
            return Some("above the first line in brackets".to_owned());
        }
        let header = root.home_below(name)?;
        Some(format!("under a line `{header}`"))
    }

    pub fn tell(&self, trouble: Trouble, span: Range<usize>) {
        if self.found.is_full(self.source.path) {
            self.found.count_more(self.source.path, 1);
        } else {
            self.found.tell(trouble, self.source.location(span));
        }
    }

    /// What a line says, its notes told; none where it cannot be read, told too.
    pub(crate) fn noted<T>(
        &self,
        read: Result<Noted<Option<T>>, Trouble>,
        span: &Range<usize>,
    ) -> Option<T> {
        match read {
            Ok(Noted { value, notes }) => {
                for note in notes {
                    self.tell(note, span.clone());
                }
                value
            }
            Err(trouble) => {
                self.tell(trouble, span.clone());
                None
            }
        }
    }

    /// Tells a problem at a key, or at the table where the key is absent.
    pub fn tell_at(&self, name: &str, trouble: Trouble) {
        let span = self
            .find(name)
            .map_or(self.span.clone(), |(_, value)| value.span());
        self.tell(trouble, span);
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<(&'static Key, &'a Spanned<DeValue<'s>>)> {
        let key = self.schema.key(name);
        debug_assert!(
            key.is_some(),
            "`{name}` is missing from the table `{}`",
            self.schema.name
        );
        let key = key?;
        std::iter::once(&key.name)
            .chain(key.aliases)
            .find_map(|name| self.table.get(*name))
            .map(|value| (key, value))
    }

    fn wrong_type(&self, key: &Key, value: &Spanned<DeValue<'s>>) {
        let message = format!(
            "`{}` is {}, not {}",
            key.name,
            type_of(value.get_ref()),
            expected(key.kind)
        );
        let mut trouble = Trouble::new(&catalogue::WRONG_TYPE, message);
        if let Kind::Table(table) = key.kind {
            let known: Vec<_> = table.keys.iter().take(4).map(|key| key.name).collect();
            trouble = trouble.remedy(format!(
                "Under a line `[{}]` stand keys such as {}.",
                key.name,
                known.join(", ")
            ));
        } else if !key.example.is_empty() {
            trouble = trouble.remedy(format!("Write it as {} = {}.", key.name, key.example));
        }
        self.tell(trouble, value.span());
    }

    /// A text, trimmed; empty is unknown.
    pub fn text(&self, name: &str) -> Option<String> {
        let (key, value) = self.find(name)?;
        match value.get_ref() {
            DeValue::String(text) => self.clean(key.name, text, value.span()),
            _ => {
                self.wrong_type(key, value);
                None
            }
        }
    }

    fn clean(&self, name: &str, text: &str, span: Range<usize>) -> Option<String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            let message = format!("`{name}` is empty");
            self.tell(Trouble::new(&catalogue::EMPTY_VALUE, message), span);
            return None;
        }
        let long = trimmed.chars().nth(LONGEST_TEXT).is_some();
        let odd = trimmed
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t');
        if long || odd {
            let what = if long {
                "is longer than 2,000 characters"
            } else {
                "holds control characters"
            };
            let message = format!("`{name}` {what}; it is read without them");
            self.tell(Trouble::new(&catalogue::TEXT_CLEANED, message), span);
        }
        Some(
            trimmed
                .chars()
                .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
                .take(LONGEST_TEXT)
                .collect(),
        )
    }

    /// A quoted text in a notation of its own, read by `read`.
    pub fn notation<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, Trouble>,
    ) -> Option<T> {
        let (key, value) = self.find(name)?;
        self.notation_in(key, value, read)
    }

    fn notation_in<T>(
        &self,
        key: &Key,
        value: &Spanned<DeValue<'s>>,
        read: impl FnOnce(&str) -> Result<T, Trouble>,
    ) -> Option<T> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(key, value);
            return None;
        };
        if text.trim().is_empty() {
            let message = format!("`{}` is empty", key.name);
            self.tell(Trouble::new(&catalogue::EMPTY_VALUE, message), value.span());
            return None;
        }
        read(&self.in_local_dollars(text, &value.span()))
            .map_err(|trouble| self.tell(trouble, value.span()))
            .ok()
    }

    /// A percentage between 0 and 100% (growth and the like: up to `most`).
    pub fn rate(&self, name: &str, least: i64, most: i64) -> Option<Rate> {
        let (key, value) = self.find(name)?;
        let rate = match value.get_ref() {
            DeValue::String(_) => self.notation_in(key, value, crate::notation::rate)?,
            DeValue::Integer(_) | DeValue::Float(_) => {
                let message = format!(
                    "`{}` is a bare number: 0.15 and 15 could both be meant",
                    key.name
                );
                let trouble =
                    Trouble::new(&catalogue::RATE_WITHOUT_PERCENT, message).remedy(format!(
                        "Write it quoted with its sign: {} = {}.",
                        key.name, key.example
                    ));
                self.tell(trouble, value.span());
                return None;
            }
            _ => {
                self.wrong_type(key, value);
                return None;
            }
        };
        let percent = rate.fraction() * Decimal::ONE_HUNDRED;
        if percent < Decimal::from(least) || percent > Decimal::from(most) {
            let message = format!(
                "`{}` is {rate}; it lies between {least}% and {most}%",
                key.name
            );
            self.tell(
                Trouble::new(&catalogue::RATE_OUT_OF_RANGE, message),
                value.span(),
            );
            return None;
        }
        Some(rate)
    }

    /// A number of shares, quoted or not.
    pub fn shares(&self, name: &str) -> Option<Shares> {
        let (key, value) = self.find(name)?;
        let read = match value.get_ref() {
            DeValue::String(text) => text.parse::<Shares>(),
            DeValue::Integer(_) | DeValue::Float(_) => match self.decimal(value.get_ref()) {
                Some(count) => Shares::new(count),
                None => Err(batna_core::ParseSharesError::NotANumber("nan".into())),
            },
            _ => {
                self.wrong_type(key, value);
                return None;
            }
        };
        read.map_err(|error| {
            let message = format!("`{}`: {error}", key.name);
            self.tell(Trouble::new(&catalogue::NOT_SHARES, message), value.span());
        })
        .ok()
    }

    /// A number within the bounds of its key.
    pub fn number(&self, name: &str) -> Option<f64> {
        let (key, value) = self.find(name)?;
        let (least, most, whole) = match key.kind {
            Kind::Count(least, most) => (least as f64, most as f64, true),
            Kind::Number(least, most) => (least, most, false),
            _ => (f64::MIN, f64::MAX, false),
        };
        let number = match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => self
                .decimal(value.get_ref())
                .map_or(f64::NAN, batna_core::scalar::decimal_to_f64),
            // A quoted number is plain enough.
            DeValue::String(text) if text.trim().parse::<f64>().is_ok() => {
                text.trim().parse().unwrap_or(f64::NAN)
            }
            _ => {
                self.wrong_type(key, value);
                return None;
            }
        };
        if !(least..=most).contains(&number) || (whole && number.fract() != 0.0) {
            let what = if whole { "whole number" } else { "number" };
            let message = format!("`{}` is a {what} from {least} to {most}", key.name);
            self.tell(
                Trouble::new(&catalogue::NUMBER_OUT_OF_RANGE, message),
                value.span(),
            );
            return None;
        }
        Some(number)
    }

    /// The number under a key of another kind, where one stands there.
    pub fn bare_number(&self, name: &str) -> Option<f64> {
        let (_, value) = self.find(name)?;
        self.decimal(value.get_ref())
            .map(batna_core::scalar::decimal_to_f64)
    }

    /// A whole number within the bounds of its key.
    pub fn count(&self, name: &str) -> Option<u32> {
        // Bounds of counts lie within u32.
        self.number(name).map(|number| number as u32)
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        let (key, value) = self.find(name)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong_type(key, value);
                None
            }
        }
    }

    /// A day, as TOML writes it or quoted.
    pub fn date(&self, name: &str) -> Option<Date> {
        let (key, value) = self.find(name)?;
        let text = match value.get_ref() {
            DeValue::Datetime(datetime) => match &datetime.date {
                Some(date) => format!("{date}"),
                None => String::new(),
            },
            DeValue::String(text) => text.trim().to_owned(),
            _ => {
                self.wrong_type(key, value);
                return None;
            }
        };
        crate::notation::date(&text)
            .map_err(|trouble| self.tell(trouble, value.span()))
            .ok()
            .and_then(|date| {
                if YEARS.contains(&date.year()) {
                    return Some(date);
                }
                let message = format!("`{}` is in the year {}", key.name, date.year());
                self.tell(
                    Trouble::new(&catalogue::DATE_OUT_OF_RANGE, message),
                    value.span(),
                );
                None
            })
    }

    pub fn duration(&self, name: &str) -> Option<Duration> {
        self.notation(name, crate::notation::duration)
    }

    /// One of the key's words, as an index into them.
    pub fn choice(&self, name: &str) -> Option<&'static str> {
        let (key, value) = self.find(name)?;
        let Kind::OneOf(words) = key.kind else {
            return None;
        };
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(key, value);
            return None;
        };
        let asked = squeeze(text);
        if let Some(word) = words.iter().find(|word| squeeze(word) == asked) {
            return Some(word);
        }
        let shown: String = text.chars().take(40).collect();
        let message = format!("`{}` cannot be `{shown}`", key.name);
        let remedy = match nearest(text, words.iter().copied()) {
            Some(near) => format!(
                "Did you mean \"{near}\"? It is one of: {}.",
                words.join(", ")
            ),
            None => format!("It is one of: {}.", words.join(", ")),
        };
        self.tell(
            Trouble::new(&catalogue::UNKNOWN_CHOICE, message).remedy(remedy),
            value.span(),
        );
        None
    }

    /// The entries of a list, as many as are read; tells where there are more.
    fn few(
        &self,
        key: &Key,
        value: &Spanned<DeValue<'s>>,
        items: &'a DeArray<'s>,
    ) -> impl Iterator<Item = &'a Spanned<DeValue<'s>>> + use<'a, 's> {
        if items.len() > MOST_ENTRIES {
            let count = items.len();
            let message = format!(
                "`{}` has {count} entries; {MOST_ENTRIES} are read",
                key.name
            );
            self.tell(
                Trouble::new(&catalogue::TOO_MANY_ENTRIES, message),
                value.span(),
            );
        }
        items.iter().take(MOST_ENTRIES)
    }

    /// A list of short texts, or one.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let Some((key, value)) = self.find(name) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::String(text) => self
                .clean(key.name, text, value.span())
                .into_iter()
                .collect(),
            DeValue::Array(items) => self
                .few(key, value, items)
                .filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => self.clean(key.name, text, item.span()),
                    _ => {
                        self.wrong_type(key, item);
                        None
                    }
                })
                .collect(),
            _ => {
                self.wrong_type(key, value);
                Vec::new()
            }
        }
    }

    /// A table under a key.
    pub fn table(&self, name: &str) -> Option<Reader<'a, 's>> {
        let (key, value) = self.find(name)?;
        let Kind::Table(schema) = key.kind else {
            return None;
        };
        match value.get_ref() {
            DeValue::Table(table) => Some(self.inner(key, table, value.span(), schema, None)),
            _ => {
                self.wrong_type(key, value);
                None
            }
        }
    }

    fn inner(
        &self,
        key: &Key,
        table: &'a DeTable<'s>,
        span: Range<usize>,
        schema: &'static Table,
        index: Option<usize>,
    ) -> Reader<'a, 's> {
        let path = match index {
            Some(index) => format!("{}.{}.{}", self.path, key.name, index + 1),
            None => format!("{}.{}", self.path, key.name),
        };
        Reader::new(
            self.source,
            self.found,
            table,
            span,
            schema,
            path,
            self.currency,
        )
    }

    /// The tables `[[name]]`, or one table.
    pub fn tables(&self, name: &str) -> Vec<Reader<'a, 's>> {
        self.long(name)
            .into_iter()
            .filter_map(|item| match item {
                Long::Table(reader) => Some(reader),
                Long::Line(..) => None,
            })
            .collect()
    }

    /// What stands under a key that takes a line, a table, or a list of either.
    pub fn long(&self, name: &str) -> Vec<Long<'a, 's>> {
        let Some((key, value)) = self.find(name) else {
            return Vec::new();
        };
        let (schema, lines) = match key.kind {
            Kind::Long(_, schema) => (schema, true),
            Kind::Tables(schema) => (schema, false),
            _ => return Vec::new(),
        };
        let one = |item: &'a Spanned<DeValue<'s>>, index| match item.get_ref() {
            DeValue::Table(table) => Some(Long::Table(self.inner(
                key,
                table,
                item.span(),
                schema,
                index,
            ))),
            DeValue::String(text) if lines && !text.trim().is_empty() => {
                let text = self.in_local_dollars(text, &item.span());
                Some(Long::Line(text.into_owned(), item.span()))
            }
            DeValue::Integer(_) | DeValue::Float(_) if lines => {
                let Kind::Long(notation, _) = key.kind else {
                    return None;
                };
                if matches!(notation, Notation::Grant) {
                    let message = format!(
                        "`{}` is a bare number: dollars or shares could be meant",
                        key.name
                    );
                    let remedy = format!("Write {} = {}.", key.name, key.example);
                    self.tell(
                        Trouble::new(&catalogue::NOT_A_GRANT, message).remedy(remedy),
                        item.span(),
                    );
                    return None;
                }
                self.unquoted(key, item).map(|money| {
                    Long::Line(
                        format!("{} {}", money.amount(), money.currency()),
                        item.span(),
                    )
                })
            }
            _ => {
                self.wrong_type(key, item);
                None
            }
        };
        match value.get_ref() {
            DeValue::Array(items) => self
                .few(key, value, items)
                .enumerate()
                .filter_map(|(index, item)| one(item, Some(index)))
                .collect(),
            _ => one(value, None).into_iter().collect(),
        }
    }
}

/// One thing under a key that takes a line or a table.
pub(crate) enum Long<'a, 's> {
    Line(String, Range<usize>),
    Table(Reader<'a, 's>),
}

/// Words compare without case, spaces, dashes and underscores.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars()
        .take(60)
        .filter(|c| !matches!(c, ' ' | '-' | '_' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn describe(table: &Table) -> String {
    match table.name {
        "me" => "me.toml".to_owned(),
        "offer" => "an offer".to_owned(),
        name => format!("`{name}`"),
    }
}

fn type_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a quoted text",
        Kind::Money | Kind::MoneyRange => "a quoted amount",
        Kind::Rate => "a quoted percentage",
        Kind::Shares => "a number of shares",
        Kind::Count(..) | Kind::Number(..) => "a number",
        Kind::Flag => "true or false",
        Kind::Date => "a date",
        Kind::Duration => "a quoted length of time",
        Kind::Texts => "a list of quoted texts",
        Kind::OneOf(_) => "one of its quoted words",
        Kind::Notation(_) => "a quoted text",
        Kind::Table(_) => "a table",
        Kind::Tables(_) => "tables",
        Kind::Long(..) => "a quoted text or a table",
    }
}

/// The severity of a whole pass: its worst.
pub fn worst(diagnostics: &[Diagnostic]) -> Option<Severity> {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.severity)
        .max()
}
