//! JSON Schemas of the case's files, made from the table of keys.
//!
//! Draft 2020-12. Editors use them for completion and checks; the parser says more.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::keys::{Key, Kind, ME, Notation, OFFER, Table};
use crate::model::LedgerEntry;

/// The committed files under `schema/case/` by name.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("me.schema.json", text(&me())),
        ("offer.schema.json", text(&offer())),
        ("ledger.schema.json", text(&ledger())),
    ]
}

/// A schema as it is committed.
pub fn text(schema: &Value) -> String {
    // A value of texts, numbers and lists always has a text.
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Schema of `me.toml`.
pub fn me() -> Value {
    document("batna: me.toml", &ME)
}

/// Schema of `offers/<name>.toml`.
pub fn offer() -> Value {
    document("batna: an offer", &OFFER)
}

/// Schema of one line of `ledger.jsonl`.
pub fn ledger() -> Value {
    let mut schema = schemars::schema_for!(LedgerEntry).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), json!("batna: a line of ledger.jsonl"));
    }
    schema
}

fn document(title: &str, root: &'static Table) -> Value {
    let mut definitions: BTreeMap<&'static str, Value> = BTreeMap::new();
    let body = table(root, &mut definitions);
    let mut schema = Map::new();
    schema.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".to_owned(), json!(title));
    if let Value::Object(body) = body {
        schema.extend(body);
    }
    schema.insert("$defs".to_owned(), json!(definitions));
    Value::Object(schema)
}

fn table(table: &'static Table, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    let mut properties = Map::new();
    for key in table.keys {
        let mut value = of_kind(key, definitions);
        describe(&mut value, key);
        properties.insert(key.name.to_owned(), value);
    }
    for key in table.keys {
        for alias in key.aliases {
            let mut value = of_kind(key, definitions);
            if let Some(object) = value.as_object_mut() {
                object.insert(
                    "description".to_owned(),
                    json!(format!("Another name of `{}`.", key.name)),
                );
                object.insert("deprecated".to_owned(), json!(true));
            }
            properties.insert((*alias).to_owned(), value);
        }
    }
    json!({
        "type": "object",
        "description": table.about,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn describe(value: &mut Value, key: &Key) {
    if let Some(object) = value.as_object_mut() {
        object.insert("description".to_owned(), json!(key.about));
    }
}

fn refer(inner: &'static Table, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    if !definitions.contains_key(inner.name) {
        // Held by name first: a table that came to hold itself would not end otherwise.
        definitions.insert(inner.name, Value::Null);
        let value = table(inner, definitions);
        definitions.insert(inner.name, value);
    }
    json!({ "$ref": format!("#/$defs/{}", inner.name) })
}

fn notation(notation: Notation) -> Value {
    match notation {
        Notation::Risk => json!({ "anyOf": [
            { "enum": notation.examples() },
            { "type": "number", "minimum": 0, "maximum": 20 },
        ]}),
        Notation::Amounts => json!({ "anyOf": [
            { "type": "string", "examples": notation.examples() },
            { "type": "array", "items": { "type": "string" } },
        ]}),
        _ => json!({ "type": "string", "examples": notation.examples() }),
    }
}

fn of_kind(key: &Key, definitions: &mut BTreeMap<&'static str, Value>) -> Value {
    match key.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Money => json!({ "type": "string", "examples": ["205000 USD", "£130k"] }),
        Kind::MoneyRange => json!({ "type": "string", "examples": ["180000 - 230000 USD"] }),
        Kind::Rate => {
            json!({ "type": "string", "pattern": "^ *-?[0-9]+(\\.[0-9]+)? *% *$", "examples": ["12.5%"] })
        }
        Kind::Shares => json!({ "type": ["integer", "string"], "minimum": 0 }),
        Kind::Count(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Flag => json!({ "type": "boolean" }),
        // TOML's own dates reach a schema as texts.
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Duration => json!({ "type": "string", "examples": ["4y", "48 months", "90 days"] }),
        Kind::Texts => json!({ "anyOf": [
            { "type": "array", "items": { "type": "string" } },
            { "type": "string" },
        ]}),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::Notation(which) => notation(which),
        Kind::Table(inner) => refer(inner, definitions),
        Kind::Tables(inner) => {
            let one = refer(inner, definitions);
            json!({ "anyOf": [{ "type": "array", "items": one.clone() }, one] })
        }
        Kind::Long(which, inner) => {
            let line = notation(which);
            let one = refer(inner, definitions);
            let items = json!({ "anyOf": [line.clone(), one.clone()] });
            json!({ "anyOf": [line, one, { "type": "array", "items": items }] })
        }
    }
}
