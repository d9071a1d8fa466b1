//! Edits of case files that keep comments and order.
//!
//! Pure functions on texts: the new text parses without new errors, or nothing changes.

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Severity};
use toml_edit::{DocumentMut, InlineTable, Item, Table as TomlTable, TableLike, Value};

use crate::catalogue;
use crate::keys::{CAPTABLE, Key, Kind, ME, Notation, OFFER, Table};
use crate::notation::long::long;
use crate::parse::{CaseFiles, parse, slug};
use crate::read::{Trouble, finish};

/// Which keys a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Me,
    Offer,
    /// Its values are checked by who reads cap tables, not by an edit.
    CapTable,
}

impl FileKind {
    /// By the file's path in the case.
    pub fn of(path: &str) -> Option<FileKind> {
        match path {
            "me.toml" => Some(FileKind::Me),
            _ if !CaseFiles::wants(path) => None,
            _ if path.starts_with("offers/") => Some(FileKind::Offer),
            _ if path.starts_with("captables/") && path.ends_with(".toml") => {
                Some(FileKind::CapTable)
            }
            _ => None,
        }
    }

    /// The keys that its files may hold.
    pub fn table(self) -> &'static Table {
        match self {
            FileKind::Me => &ME,
            FileKind::Offer => &OFFER,
            FileKind::CapTable => &CAPTABLE,
        }
    }
}

fn refuse_path(message: String) -> Diagnostic {
    finish(Trouble::new(&catalogue::EDIT_PATH, message), None)
}

fn refuse_value(message: impl Into<String>) -> Diagnostic {
    finish(Trouble::new(&catalogue::EDIT_VALUE, message), None)
}

/// Sets the field at `path` (`base`, `company.stage`, `grants.2.strike`; lists count from one).
///
/// `value` is TOML (`"205000 USD"` in quotes, `2026-07-10`, `true`); what is no TOML is
/// taken as a text. Comments, order and the other fields stay as they are.
/// Errors: `case::edit-path`, `case::edit-value`, `case::syntax`.
pub fn set(kind: FileKind, text: &str, path: &str, value: &str) -> Result<String, Diagnostic> {
    change(kind, text, path, Some(value))
}

/// What a value of the field at `path` looks like in TOML; none for a table or no key.
pub fn example(kind: FileKind, path: &str) -> Option<&'static str> {
    let mut table = kind.table();
    let mut steps = path
        .split('.')
        .filter(|step| !step.bytes().all(|b| b.is_ascii_digit()));
    let mut key = table.key(steps.next()?)?;
    for step in steps {
        table = match key.kind {
            Kind::Table(inner) | Kind::Tables(inner) | Kind::Long(_, inner) => inner,
            _ => return None,
        };
        key = table.key(step)?;
    }
    (!key.example.is_empty()).then_some(key.example)
}

/// Removes the field at `path`; the comment above it goes with it.
///
/// Errors: as for [`set`]; `case::edit-path` where it is not there.
pub fn remove(kind: FileKind, text: &str, path: &str) -> Result<String, Diagnostic> {
    change(kind, text, path, None)
}

/// A new offer's path and text, from its employer and terms (`base`, `deadline`, ...) in order.
///
/// The file is named for the employer, with a number where `taken` (ids of the offers
/// there are) holds the name. An offer that a letter or an assistant proposes is
/// `unconfirmed`: nothing is asserted from it until the person removes the line.
/// Errors: as for [`set`].
pub fn new_offer(
    taken: &[&str],
    employer: &str,
    terms: &[(&str, &str)],
    unconfirmed: bool,
) -> Result<(String, String), Diagnostic> {
    let wanted = slug(employer);
    let is_taken = |id: &str| taken.iter().any(|other| other.eq_ignore_ascii_case(id));
    let mut id = wanted.clone();
    let mut number = 2;
    while is_taken(&id) {
        id = format!("{wanted}-{number}");
        number += 1;
    }
    let mut text = String::from("#:schema ../.batna/schema/offer.schema.json\n");
    let name = Value::from(employer.trim()).to_string();
    text = set(FileKind::Offer, &text, "employer", &name)?;
    for (path, value) in terms {
        text = set(FileKind::Offer, &text, path, value)?;
    }
    if unconfirmed {
        text = set(FileKind::Offer, &text, "unconfirmed", "true")?;
    }
    Ok((format!("offers/{id}.toml"), text))
}

fn change(
    kind: FileKind,
    text: &str,
    path: &str,
    value: Option<&str>,
) -> Result<String, Diagnostic> {
    let steps: Vec<&str> = path.split('.').collect();
    if path.is_empty() || steps.len() > 8 || steps.iter().any(|step| step.is_empty()) {
        return Err(refuse_path(format!("`{}` is not a path", shown(path))));
    }
    known(kind.table(), &steps)?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let message = error.message().lines().next().unwrap_or("").to_owned();
        finish(Trouble::new(&catalogue::SYNTAX, message), None)
    })?;
    let parsed = value.map(read_value).transpose()?;
    apply(document.as_table_mut(), kind.table(), &steps, parsed)?;
    let changed = document.to_string();
    no_new_errors(kind, text, &changed)?;
    Ok(changed)
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Checks that every step of a path is a key of its table.
fn known(table: &'static Table, steps: &[&str]) -> Result<(), Diagnostic> {
    let Some((first, rest)) = steps.split_first() else {
        return Ok(());
    };
    let Some(key) = table.key(first) else {
        let mut trouble = Trouble::new(
            &catalogue::EDIT_PATH,
            format!("`{}` is not a key here", shown(first)),
        );
        if let Some(near) = table.nearest(first) {
            trouble = trouble.remedy(format!("Did you mean `{near}`?"));
        }
        return Err(finish(trouble, None));
    };
    // A number steps into a list of tables.
    let rest = match rest.split_first() {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => rest,
    };
    match key.kind {
        Kind::Table(inner) | Kind::Tables(inner) | Kind::Long(_, inner) => known(inner, rest),
        _ if rest.is_empty() => Ok(()),
        _ => Err(refuse_path(format!("`{}` holds no keys", key.name))),
    }
}

fn read_value(text: &str) -> Result<Value, Diagnostic> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(refuse_value("the new value is empty"));
    }
    match trimmed.parse::<Value>() {
        Ok(value) => Ok(value),
        // `205000 USD` without quotes is meant as a text.
        Err(_)
            if !trimmed.starts_with(['"', '\'', '[', '{']) && !trimmed.contains(['\n', '\r']) =>
        {
            Ok(Value::from(trimmed))
        }
        Err(error) => Err(refuse_value(
            error.message().lines().next().unwrap_or("").to_owned(),
        )),
    }
}

fn apply(
    table: &mut dyn TableLike,
    schema: &'static Table,
    steps: &[&str],
    value: Option<Value>,
) -> Result<(), Diagnostic> {
    let Some((first, rest)) = steps.split_first() else {
        return Ok(());
    };
    let key = schema
        .key(first)
        .ok_or_else(|| refuse_path(format!("`{}` is not a key here", shown(first))))?;
    let (key, rest) = in_one_line(table, schema, key, rest);
    // A field that stands under another of its names is changed where it stands.
    let name = std::iter::once(&key.name)
        .chain(key.aliases)
        .copied()
        .find(|name| table.contains_key(name))
        .unwrap_or(key.name);
    let (index, rest) = match rest.split_first() {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit()) => {
            (number.parse::<usize>().ok(), rest)
        }
        _ => (None, rest),
    };
    let not_there = || refuse_path(format!("`{name}` is not there"));
    if let Some(number) = index {
        let item = table.get_mut(name).ok_or_else(not_there)?;
        return apply_in_list(item, number, key.kind, rest, value);
    }
    if rest.is_empty() {
        let Some(value) = value else {
            return table.remove(name).map(|_| ()).ok_or_else(not_there);
        };
        set_value(table, name, value);
        return Ok(());
    }
    let inner =
        inner_table(key.kind).ok_or_else(|| refuse_path(format!("`{name}` holds no keys")))?;
    if !table.contains_key(name) {
        if value.is_none() {
            return Err(not_there());
        }
        table.insert(name, Item::Table(TomlTable::new()));
    }
    let item = table.get_mut(name).ok_or_else(not_there)?;
    if is_list_of_one(item) {
        return apply_in_list(item, 1, key.kind, rest, value);
    }
    if value.is_some() {
        spell_out(item, key.kind);
    }
    let Some(under) = item.as_table_like_mut() else {
        return Err(refuse_path(format!(
            "`{name}` is written in one line: change it whole"
        )));
    };
    apply(under, inner, rest, value)
}

/// Keys of `grants` belong to the one-line `grant` where that is the only one there is.
fn in_one_line<'p, 's>(
    table: &dyn TableLike,
    schema: &'static Table,
    key: &'static Key,
    rest: &'p [&'s str],
) -> (&'static Key, &'p [&'s str]) {
    let Some(line) = schema.key("grant").filter(|_| key.name == "grants") else {
        return (key, rest);
    };
    let stands = |key: &Key| {
        let mut names = std::iter::once(&key.name).chain(key.aliases);
        names.any(|name| table.contains_key(name))
    };
    match rest {
        ["1", rest @ ..] | rest if !rest.is_empty() && !stands(key) && stands(line) => (line, rest),
        _ => (key, rest),
    }
}

/// Where there is one entry, no number is needed to say which is meant.
fn is_list_of_one(item: &Item) -> bool {
    item.as_array_of_tables()
        .is_some_and(|list| list.len() == 1)
        || item.as_array().is_some_and(|list| list.len() == 1)
}

/// Puts the long form, which has room for more keys, in the place of a line.
fn spell_out(item: &mut Item, kind: Kind) {
    let (Kind::Long(notation, _), Some(short)) = (kind, item.as_value()) else {
        return;
    };
    if short.is_inline_table() || short.is_array() {
        return;
    }
    let decor = short.decor().clone();
    let spelt = if notation == Notation::Bonus {
        let mut target = short.clone();
        target.decor_mut().clear();
        Some(InlineTable::from_iter([("target", target)]))
    } else {
        short.as_str().and_then(|line| long(notation, line))
    };
    if let Some(mut spelt) = spelt {
        *spelt.decor_mut() = decor;
        *item = Item::Value(Value::InlineTable(spelt));
    }
}

fn inner_table(kind: Kind) -> Option<&'static Table> {
    match kind {
        Kind::Table(inner) | Kind::Tables(inner) | Kind::Long(_, inner) => Some(inner),
        _ => None,
    }
}

fn apply_in_list(
    item: &mut Item,
    number: usize,
    kind: Kind,
    rest: &[&str],
    value: Option<Value>,
) -> Result<(), Diagnostic> {
    let index = number.checked_sub(1);
    let out_of_range = || refuse_path(format!("there is no entry {number}"));
    let inner = inner_table(kind);
    if let Some(tables) = item.as_array_of_tables_mut() {
        let index = index
            .filter(|index| *index < tables.len())
            .ok_or_else(out_of_range)?;
        if rest.is_empty() {
            if value.is_some() {
                return Err(refuse_path("name a key of the entry".to_owned()));
            }
            tables.remove(index);
            return Ok(());
        }
        let table = tables.get_mut(index).ok_or_else(out_of_range)?;
        let inner = inner.ok_or_else(out_of_range)?;
        return apply(table, inner, rest, value);
    }
    if let Some(array) = item.as_array_mut() {
        let index = index
            .filter(|index| *index < array.len())
            .ok_or_else(out_of_range)?;
        if rest.is_empty() {
            match value {
                Some(value) => {
                    array.replace(index, value);
                }
                None => {
                    array.remove(index);
                }
            }
            return Ok(());
        }
        let under = array
            .get_mut(index)
            .and_then(Value::as_inline_table_mut)
            .ok_or_else(out_of_range)?;
        return apply(under, inner.ok_or_else(out_of_range)?, rest, value);
    }
    // A single table counts as a list of one.
    match (item.as_table_like_mut(), inner) {
        (Some(under), Some(inner)) if number == 1 && !rest.is_empty() => {
            apply(under, inner, rest, value)
        }
        _ => Err(out_of_range()),
    }
}

/// Replaces a value in place, with the spaces and comments around it.
fn set_value(table: &mut dyn TableLike, name: &str, mut value: Value) {
    if let Some(item) = table.get_mut(name)
        && let Some(old) = item.as_value()
    {
        let decor = old.decor().clone();
        *value.decor_mut() = decor;
        *item = Item::Value(value);
        return;
    }
    value.decor_mut().set_prefix(" ");
    table.insert(name, Item::Value(value));
}

/// The text may keep the errors it had and gain none.
fn no_new_errors(kind: FileKind, before: &str, after: &str) -> Result<(), Diagnostic> {
    let (path, me) = match kind {
        FileKind::Me => ("me.toml", None),
        FileKind::Offer => ("offers/offer.toml", Some("currency = \"USD\"\n")),
        FileKind::CapTable => return Ok(()),
    };
    let errors = |text: &str| -> Vec<Diagnostic> {
        let mut files = CaseFiles::default();
        let me = me.unwrap_or(text);
        files
            .files
            .insert("me.toml".to_owned(), me.as_bytes().to_vec());
        files
            .files
            .insert(path.to_owned(), text.as_bytes().to_vec());
        let (_, diagnostics) = parse(&files);
        diagnostics
            .into_iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .collect()
    };
    let mut had: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let old = errors(before);
    for error in &old {
        *had.entry((error.code, error.message.clone())).or_default() += 1;
    }
    for error in errors(after) {
        match had.get_mut(&(error.code, error.message.clone())) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                let trouble = Trouble::new(&catalogue::EDIT_VALUE, error.message.clone());
                let remedy = error.remedy.clone().unwrap_or_default();
                return Err(finish(trouble.remedy(remedy), None));
            }
        }
    }
    Ok(())
}
