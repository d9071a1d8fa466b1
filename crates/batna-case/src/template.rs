//! The texts of a new case, every field explained, made from the table of keys.
//!
//! Prose comments begin `# `; a line that begins `#` and a key is a field to uncomment.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::keys::{Key, Kind, ME, Notation, OFFER, Shown, Table};
use crate::schema;

/// Width that comments are wrapped to.
const WIDTH: usize = 96;

/// The files of a new case by path, in the order to write them.
///
/// The schemas lie in the case, so that editors find them without a network.
///
/// The example offer is unconfirmed, so that nothing is ever asserted from it, and has
/// two weeks left from `as_of`.
pub fn new_case(as_of: Date) -> Vec<(&'static str, String)> {
    let mut files = vec![
        ("me.toml", me()),
        ("offers/example.toml", offer(as_of)),
        ("ledger.jsonl", String::new()),
        ("letters/README.md", LETTERS.to_owned()),
        ("captables/README.md", CAPTABLES.to_owned()),
    ];
    files.extend(schemas());
    files
}

/// The schemas as they lie in a case, by path: what `#:schema` at the head of its files names.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        (".batna/schema/me.schema.json", schema::text(&schema::me())),
        (
            ".batna/schema/offer.schema.json",
            schema::text(&schema::offer()),
        ),
        (
            ".batna/schema/ledger.schema.json",
            schema::text(&schema::ledger()),
        ),
    ]
}

const LETTERS: &str = "# Letters

Put the documents here as you received them: offer letters, grant notices, plan documents.
They are kept, not changed. `batna letter read FILE` proposes an offer from one.
";

const CAPTABLES: &str = "# Cap tables

One file a company, `captables/<name>.toml`; an offer names it with `captable = \"<name>\"`.
It says which shares are paid before yours in a sale, and how many there are.
";

/// The text of `me.toml`.
pub fn me() -> String {
    let mut out = String::from("#:schema .batna/schema/me.schema.json\n");
    head(&mut out, &ME);
    out.push_str(
        "# Lines that begin with # and a key are optional: remove the # to use them.\n\
         # Amounts stand in quotes with their currency: \"205000 USD\", \"$205k\", \"£130k\".\n",
    );
    body(&mut out, &ME, "", true);
    out
}

/// The text of `offers/example.toml`, with two weeks left from `as_of`.
pub fn offer(as_of: Date) -> String {
    let mut out = String::from("#:schema ../.batna/schema/offer.schema.json\n");
    head(&mut out, &OFFER);
    out.push_str(
        "# The file's name is the offer's name in commands: copy this file to acme.toml, or rename it.\n\
         # The figures below are an example: put yours in their place.\n\
         \n\
         # While this line stands, nothing is asserted from this offer. Remove it once the terms are yours.\n\
         unconfirmed = true\n",
    );
    body(&mut out, &OFFER, "", true);
    let deadline = as_of.checked_add(14.days()).unwrap_or(as_of);
    // The one example that ages, because it is not commented out.
    out.replacen(
        "\ndeadline = 2026-07-10\n",
        &format!("\ndeadline = {deadline}\n"),
        1,
    )
}

fn head(out: &mut String, table: &Table) {
    prose(out, table.about);
}

fn prose(out: &mut String, text: &str) {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH && line.len() > 1 {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
}

/// The keys of a table: values first, because TOML has no way back from a table under it.
fn body(out: &mut String, table: &Table, path: &str, live: bool) {
    let shown = || table.keys.iter().filter(|key| key.shown != Shown::Hidden);
    for key in shown().filter(|key| under(key).is_none()) {
        out.push('\n');
        prose(out, key.about);
        if !(live && key.shown == Shown::Live) {
            out.push('#');
        }
        out.push_str(key.name);
        out.push_str(" = ");
        out.push_str(key.example);
        out.push('\n');
    }
    for key in shown() {
        let Some((inner, many)) = under(key) else {
            continue;
        };
        let path = if path.is_empty() {
            key.name.to_owned()
        } else {
            format!("{path}.{}", key.name)
        };
        out.push('\n');
        prose(out, key.about);
        if !key.example.is_empty() {
            prose(
                out,
                &format!(
                    "In one line, above the first table: {} = {}",
                    key.name, key.example
                ),
            );
        }
        let (open, close) = if many { ("[[", "]]") } else { ("[", "]") };
        out.push_str(&format!("#{open}{path}{close}\n"));
        body(out, inner, &path, false);
    }
}

/// The table that the template writes for a key, and whether it may come more than once.
fn under(key: &Key) -> Option<(&'static Table, bool)> {
    match key.kind {
        Kind::Table(inner) => Some((inner, false)),
        Kind::Tables(inner) => Some((inner, true)),
        // One payment shows the long form for all; the five lines are in one line each.
        Kind::Long(Notation::Payment, inner) => (key.name == "milestone").then_some((inner, true)),
        Kind::Long(_, _) if key.shown == Shown::Live => None,
        Kind::Long(Notation::Stipend, inner) => Some((inner, true)),
        Kind::Long(_, inner) => Some((inner, false)),
        _ => None,
    }
}
