//! Case files as forms, made from the keys of their format.
//!
//! A key has one field, whichever way its file writes it: a line, a table, an entry of a
//! list. A list may gain one entry a time. What a form shows and what it sends back go
//! by the same paths as [`batna_case::edit`]; `-achievement.2` takes an entry out.

use std::fmt::Write as _;

use batna_case::edit::{self, FileKind};
use batna_case::keys::{Key, Kind, Notation, Shown, Table};
use batna_core::Diagnostic;
use toml_edit::{DocumentMut, Item, TableLike, Value};

/// Deepest table that has fields: the terms of a grant of the current job.
const DEEPEST: usize = 3;

/// How a value is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Line,
    Number,
    Date,
    Choice(&'static [&'static str]),
    /// `true`, `false` or nothing.
    Flag,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Such as `base`, `company.stage`, `grants.1.strike`; `+achievement.what` is of an
    /// entry to be added.
    pub path: String,
    pub label: String,
    pub about: &'static str,
    /// A value as it may be typed.
    pub example: String,
    pub input: Input,
    pub value: String,
    /// The file is of little use without it.
    pub live: bool,
}

/// Fields that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Path of its table; empty for the file itself.
    pub path: String,
    pub label: String,
    pub about: &'static str,
    pub fields: Vec<Field>,
}

impl Group {
    /// The path that takes it out, where it is an entry of a list.
    pub fn removal(&self) -> Option<String> {
        let (_, last) = self.path.rsplit_once('.')?;
        last.parse::<usize>()
            .ok()
            .map(|_| format!("-{}", self.path))
    }

    /// Something is stated in it.
    pub fn is_stated(&self) -> bool {
        self.fields.iter().any(|field| !field.value.is_empty())
    }
}

/// Something wrong with a change, and the field it is wrong with where one is known.
#[derive(Clone, Debug)]
pub struct Refused {
    pub field: Option<String>,
    pub diagnostic: Diagnostic,
}

/// The fields of a file with its values; of an empty file where the text is no TOML.
pub fn form(kind: FileKind, text: &str) -> Vec<Group> {
    let document: DocumentMut = text.parse().unwrap_or_default();
    let mut groups = Vec::new();
    gather(
        kind.table(),
        Some(document.as_table() as &dyn TableLike),
        "",
        "",
        0,
        &mut groups,
    );
    groups
}

fn gather(
    table: &'static Table,
    stated: Option<&dyn TableLike>,
    path: &str,
    label: &str,
    depth: usize,
    groups: &mut Vec<Group>,
) {
    let here = groups.len();
    groups.push(Group {
        path: path.to_owned(),
        label: label.to_owned(),
        about: table.about,
        fields: Vec::new(),
    });
    for key in table.keys {
        let item = stated.and_then(|stated| item_of(stated, key));
        if key.shown == Shown::Hidden && item.is_none() {
            continue;
        }
        let below = joined(path, key.name);
        let title = titled(label, key.name);
        let inner = match key.kind {
            Kind::Table(inner) | Kind::Tables(inner) | Kind::Long(_, inner) => Some(inner),
            _ => None,
        };
        match (key.kind, inner) {
            (Kind::Tables(_) | Kind::Long(..), Some(inner)) if is_list(item) => {
                let entries = entries(item);
                for (index, entry) in entries.iter().enumerate() {
                    let number = index + 1;
                    let title = format!("{title} {number}");
                    gather(
                        inner,
                        Some(*entry),
                        &format!("{below}.{number}"),
                        &title,
                        depth + 1,
                        groups,
                    );
                }
                if depth == 0 && matches!(key.kind, Kind::Tables(_)) {
                    adding(inner, key, groups);
                }
            }
            (Kind::Tables(_), Some(inner)) => {
                if depth == 0 {
                    adding(inner, key, groups);
                }
            }
            (Kind::Long(..), Some(inner)) if item.is_some_and(Item::is_table_like) => {
                let stated = item.and_then(Item::as_table_like);
                gather(inner, stated, &below, &title, depth + 1, groups);
            }
            (Kind::Table(_), Some(inner)) => {
                if depth < DEEPEST {
                    let stated = item.and_then(Item::as_table_like);
                    gather(inner, stated, &below, &title, depth + 1, groups);
                }
            }
            _ => {
                let field = field(key, below, item.and_then(simple).unwrap_or_default());
                if let Some(group) = groups.get_mut(here) {
                    group.fields.push(field);
                }
            }
        }
    }
}

/// Fields of an entry that may be added to a list.
fn adding(inner: &'static Table, key: &'static Key, groups: &mut Vec<Group>) {
    let path = format!("+{}", key.name);
    let fields = inner
        .keys
        .iter()
        .filter(|key| key.shown != Shown::Hidden)
        .filter(|key| !matches!(key.kind, Kind::Table(_) | Kind::Tables(_)))
        .map(|key| field(key, joined(&path, key.name), String::new()))
        .collect();
    groups.push(Group {
        label: format!("Add: {}", one_of(&words(key.name))),
        about: key.about,
        path,
        fields,
    });
}

fn field(key: &'static Key, path: String, value: String) -> Field {
    Field {
        label: titled("", key.name),
        about: key.about,
        example: typed(key.example),
        input: match key.kind {
            Kind::Date => Input::Date,
            Kind::Count(..) | Kind::Number(..) => Input::Number,
            Kind::Flag => Input::Flag,
            Kind::OneOf(choices) => Input::Choice(choices),
            _ => Input::Line,
        },
        live: key.shown == Shown::Live,
        path,
        value,
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// `grant` of `grants`; `class` has no other form.
fn one_of(words: &str) -> &str {
    match words.strip_suffix('s') {
        Some(one) if !one.ends_with('s') => one,
        _ => words,
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// `Current job: base growth`; the last part alone where nothing is above it.
fn titled(above: &str, name: &str) -> String {
    let words = words(name);
    if !above.is_empty() {
        return format!("{above}: {words}");
    }
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// An example as it is typed: without quotes and brackets.
fn typed(example: &str) -> String {
    match example.parse::<Value>() {
        Ok(value) => plain(&value).unwrap_or_else(|| example.to_owned()),
        Err(_) => example.to_owned(),
    }
}

/// The item under a key or one of its other names.
fn item_of<'a>(table: &'a dyn TableLike, key: &Key) -> Option<&'a Item> {
    std::iter::once(&key.name)
        .chain(key.aliases)
        .find_map(|name| table.get(name))
}

fn is_list(item: Option<&Item>) -> bool {
    item.is_some_and(|item| {
        item.is_array_of_tables()
            || item
                .as_array()
                .is_some_and(|list| list.iter().any(Value::is_inline_table))
    })
}

fn entries(item: Option<&Item>) -> Vec<&dyn TableLike> {
    let Some(item) = item else {
        return Vec::new();
    };
    if let Some(tables) = item.as_array_of_tables() {
        return tables.iter().map(|table| table as &dyn TableLike).collect();
    }
    item.as_array().map_or_else(Vec::new, |list| {
        list.iter()
            .filter_map(|value| value.as_inline_table())
            .map(|table| table as &dyn TableLike)
            .collect()
    })
}

/// A value as it is typed; none for tables, and for lists of anything but texts.
fn simple(item: &Item) -> Option<String> {
    plain(item.as_value()?)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(", "))
        }
        Value::InlineTable(_) => None,
        other => Some(other.to_string().trim().to_owned()),
    }
}

/// The kind of the value at a path.
fn kind_at(table: &'static Table, path: &str) -> Option<Kind> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let key = table.key(first)?;
    let rest = match rest.split_once('.') {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => rest,
    };
    match key.kind {
        _ if rest.is_empty() => Some(key.kind),
        Kind::Table(inner) | Kind::Tables(inner) | Kind::Long(_, inner) => kind_at(inner, rest),
        _ => None,
    }
}

/// What was typed, as TOML.
fn toml(kind: Option<Kind>, value: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    match kind {
        Some(Kind::Date | Kind::Count(..) | Kind::Number(..) | Kind::Flag) => value.to_owned(),
        Some(Kind::Texts | Kind::Notation(Notation::Amounts)) => {
            let parts: Vec<String> = value
                .split([',', '\n'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(quoted)
                .collect();
            format!("[{}]", parts.join(", "))
        }
        _ => quoted(value),
    }
}

/// A text with the fields of its form set: comments and order stay, an empty value removes
/// the field, one that did not change is left alone. Fields that are refused keep their
/// old value and are told of.
pub fn filled(kind: FileKind, text: &str, fields: &[(String, String)]) -> (String, Vec<Refused>) {
    let before: Vec<Field> = form(kind, text)
        .into_iter()
        .flat_map(|group| group.fields)
        .collect();
    let mut changed = text.to_owned();
    let mut refused = Vec::new();
    let mut added: Vec<(&str, Vec<(&str, String)>)> = Vec::new();
    let mut taken_out: Vec<&str> = Vec::new();
    for (path, value) in fields {
        if let Some(entry) = path.strip_prefix('-') {
            taken_out.push(entry);
            continue;
        }
        let value = value.trim().replace("\r\n", "\n");
        if let Some(entry) = path.strip_prefix('+') {
            if let Some((list, name)) = entry.split_once('.')
                && !value.is_empty()
            {
                let value = toml(kind_at(kind.table(), entry), &value);
                match added.iter_mut().find(|(known, _)| *known == list) {
                    Some((_, terms)) => terms.push((name, value)),
                    None => added.push((list, vec![(name, value)])),
                }
            }
            continue;
        }
        let known = before.iter().find(|field| field.path == *path);
        if known.map_or("", |field| field.value.as_str()) == value {
            continue;
        }
        let next = if value.is_empty() {
            edit::remove(kind, &changed, path)
        } else {
            edit::set(
                kind,
                &changed,
                path,
                &toml(kind_at(kind.table(), path), &value),
            )
        };
        match next {
            Ok(next) => changed = next,
            Err(diagnostic) => refused.push(Refused {
                field: Some(path.clone()),
                diagnostic,
            }),
        }
    }
    // From the last on, so that the numbers of the others hold.
    for entry in taken_out.into_iter().rev() {
        match edit::remove(kind, &changed, entry) {
            Ok(next) => changed = next,
            Err(diagnostic) => refused.push(Refused {
                field: Some(entry.to_owned()),
                diagnostic,
            }),
        }
    }
    for (list, terms) in added {
        changed = with_entry(kind, changed, list, &terms);
    }
    (changed, refused)
}

/// The text with one more `[[list]]` at its end. Keys come from the form, so they are known.
fn with_entry(kind: FileKind, mut text: String, list: &str, terms: &[(&str, String)]) -> String {
    let table = kind.table();
    let Some(key) = table.key(list) else {
        return text;
    };
    let document: DocumentMut = text.parse().unwrap_or_default();
    let name = std::iter::once(&key.name)
        .chain(key.aliases)
        .find(|name| document.contains_key(name))
        .unwrap_or(&key.name);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let _ = writeln!(text, "\n[[{name}]]");
    for (term, value) in terms {
        if kind_at(table, &format!("{list}.{term}")).is_some() {
            let _ = writeln!(text, "{term} = {value}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(kind: FileKind, text: &str, path: &str) -> String {
        form(kind, text)
            .into_iter()
            .flat_map(|group| group.fields)
            .find(|field| field.path == path)
            .map_or_else(|| "no field".into(), |field| field.value)
    }

    fn set(kind: FileKind, text: &str, path: &str, value: &str) -> String {
        let (text, refused) = filled(kind, text, &[(path.to_owned(), value.to_owned())]);
        assert!(refused.is_empty(), "{refused:?}");
        text
    }

    #[test]
    fn every_way_of_writing_a_key_has_its_field() {
        let text = "employer = \"A\"\nsalary = \"100000 USD\"\nbonus = { target = \"15%\" }\n\
                    [company]\nstage = \"series-b\"\n[[grants]]\nkind = \"iso\"\nshares = 1200\n";
        let of = |path| value_of(FileKind::Offer, text, path);
        assert_eq!(of("base"), "100000 USD");
        assert_eq!(of("bonus.target"), "15%");
        assert_eq!(of("company.stage"), "series-b");
        assert_eq!(of("grants.1.kind"), "iso");
        assert_eq!(of("grants.1.shares"), "1200");
        assert_eq!(of("signing"), "");
    }

    #[test]
    fn a_changed_field_keeps_its_name_its_comment_and_its_neighbours() {
        let text = "employer = \"A\" # who\nsalary = \"100000 USD\" # a year\nremote_days = 2\n";
        let changed = set(FileKind::Offer, text, "base", "120000 USD");
        assert_eq!(
            changed,
            "employer = \"A\" # who\nsalary = \"120000 USD\" # a year\nremote_days = 2\n"
        );
        assert_eq!(
            set(FileKind::Offer, &changed, "remote_days", ""),
            "employer = \"A\" # who\nsalary = \"120000 USD\" # a year\n"
        );
    }

    #[test]
    fn lists_gain_an_entry_and_texts_stay_lists() {
        let text = "role = \"ml-engineer\"\nskills = [\"rag\"]\n";
        let changed = set(FileKind::Me, text, "skills", "rag, mlops");
        assert!(
            changed.contains("skills = [\"rag\", \"mlops\"]"),
            "{changed}"
        );
        let fields = [
            (
                "+achievement.what".to_owned(),
                "rebuilt \"ranking\"".to_owned(),
            ),
            ("+achievement.metric".to_owned(), "cost down 40%".to_owned()),
            ("+process.employer".to_owned(), String::new()),
        ];
        let (changed, refused) = filled(FileKind::Me, &changed, &fields);
        assert!(refused.is_empty());
        assert_eq!(
            value_of(FileKind::Me, &changed, "achievement.1.what"),
            "rebuilt \"ranking\""
        );
        assert!(!changed.contains("process"), "{changed}");
    }

    #[test]
    fn entries_are_taken_out_by_their_numbers() {
        let text = "[[achievement]]\nwhat = \"first\"\n\n# kept\n[[achievement]]\nwhat = \"second\"\n\n\
                    [[achievement]]\nwhat = \"third\"\n";
        let groups = form(FileKind::Me, text);
        let removals: Vec<String> = groups.iter().filter_map(Group::removal).collect();
        assert_eq!(
            removals,
            ["-achievement.1", "-achievement.2", "-achievement.3"]
        );
        let out = |path: &str| (path.to_owned(), "yes".to_owned());
        let fields = [out("-achievement.1"), out("-achievement.3")];
        let (changed, refused) = filled(FileKind::Me, text, &fields);
        assert!(refused.is_empty(), "{refused:?}");
        assert_eq!(
            value_of(FileKind::Me, &changed, "achievement.1.what"),
            "second"
        );
        assert!(changed.contains("# kept") && !changed.contains("third"));
        let (_, refused) = filled(FileKind::Me, &changed, &[out("-achievement.9")]);
        assert_eq!(refused.len(), 1);
    }

    #[test]
    fn a_cap_table_is_a_form_whose_examples_its_reader_knows() {
        let mut fields = vec![
            ("name".to_owned(), "Acme AI".to_owned()),
            ("currency".to_owned(), "USD".to_owned()),
        ];
        let common = [("id", "common"), ("shares", "8,000,000")];
        fields.extend(common.map(|(key, value)| (format!("+class.{key}"), value.to_owned())));
        let (mut text, refused) = filled(FileKind::CapTable, "", &fields);
        assert!(refused.is_empty(), "{refused:?}");
        // One entry of each list by its own examples, but for what excludes one another.
        for group in form(FileKind::CapTable, &text) {
            let Some(list) = group.path.strip_prefix('+') else {
                continue;
            };
            assert_eq!(group.label, format!("Add: {}", list.replace('_', " ")));
            let either = ["senior_to", "conversion_price", "converts_to", "class"];
            let fields: Vec<(String, String)> = group
                .fields
                .iter()
                .map(|field| {
                    (
                        field,
                        field.path.rsplit_once('.').map_or("", |(_, key)| key),
                    )
                })
                .filter(|(_, key)| !either.contains(key) || list == "holding")
                .map(|(field, key)| {
                    // Fees and carve-outs have one set of examples, and names of their own.
                    let value = match key {
                        "id" => format!("{list}-1"),
                        _ => field.example.clone(),
                    };
                    (field.path.clone(), value)
                })
                .collect();
            text = filled(FileKind::CapTable, &text, &fields).0;
        }
        text = set(FileKind::CapTable, &text, "class.2.dividend.rate", "8%");
        let read = batna_equity::captable::CapTable::from_toml("acme.toml", &text);
        let (table, warnings) = read.unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
        assert_eq!(table.classes.len(), 2);
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn what_is_refused_names_its_field_and_the_rest_is_set() {
        let fields = [
            ("base".to_owned(), "a lot".to_owned()),
            ("level".to_owned(), "staff".to_owned()),
        ];
        let (text, refused) = filled(FileKind::Offer, "employer = \"A\"\n", &fields);
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].field.as_deref(), Some("base"));
        assert!(text.contains("staff") && !text.contains("a lot"), "{text}");
    }
}
