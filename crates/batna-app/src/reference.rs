//! `docs/case-format.md`: every key of a case file, from the table that the reader itself uses.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use batna_case::keys::{Key, Kind, ME, Notation, OFFER, Table};

const HEAD: &str = "# The case folder

    me.toml                  who you are, what you have now, what you would trade
    offers/<name>.toml       one file an offer; the name is what commands call it by
    captables/<name>.toml    a company's capital; see captable.md. Or an Open Cap Format folder
    letters/                 documents as received
    ledger.jsonl             who said what, when, how: one JSON object a line, only ever added to

Plain text, UTF-8, to read, diff and keep in version control. `batna init DIR` writes it with every
key explained; `batna check` tells every problem at once. The schemas under `schema/case/` give
editors completion: begin a file with `#:schema <path to the schema>`.

Five keys make a valid offer: `employer`, `base`, `grant`, `deadline`, `status`. What is left out is
shown as a gap with the question to ask, and never filled in silently.

Amounts are quoted with their currency (`\"205000 USD\"`, `\"£130k\"`), percentages with their sign
(`\"12.5%\"`), dates are TOML dates (`2026-07-10`). An unknown key is an error with the nearest known one.

This page is made from the table of keys that the reader uses; a test refuses drift.
";

/// The page.
pub fn case_format() -> String {
    let mut out = HEAD.to_owned();
    let mut queue: Vec<(&'static Table, String)> = Vec::new();
    let mut seen: BTreeSet<&'static str> = BTreeSet::new();
    for (root, title) in [(&ME, "me.toml"), (&OFFER, "offers/<name>.toml")] {
        section(&mut out, root, &format!("`{title}`"), &mut queue);
        while !queue.is_empty() {
            for (table, title) in std::mem::take(&mut queue) {
                if seen.insert(table.name) {
                    section(&mut out, table, &title, &mut queue);
                }
            }
        }
    }
    out
}

fn section(
    out: &mut String,
    table: &'static Table,
    title: &str,
    inner: &mut Vec<(&'static Table, String)>,
) {
    // Writing to a text does not fail.
    let _ = write!(
        out,
        "\n## {title}\n\n{}\n\n| key | value | meaning | example |\n|---|---|---|---|\n",
        table.about
    );
    for key in table.keys {
        let _ = writeln!(
            out,
            "| `{}` | {} | {}{} | {} |",
            key.name,
            cell(&value(key)),
            cell(key.about),
            aliases(key),
            if key.example.is_empty() {
                String::new()
            } else {
                format!("`{}`", cell(key.example))
            }
        );
        if let Kind::Table(next) | Kind::Tables(next) | Kind::Long(_, next) = key.kind {
            inner.push((next, format!("`{}`", next.name)));
        }
    }
}

fn aliases(key: &Key) -> String {
    if key.aliases.is_empty() {
        return String::new();
    }
    let names: Vec<String> = key.aliases.iter().map(|name| format!("`{name}`")).collect();
    format!(" Also read: {}.", names.join(", "))
}

fn value(key: &Key) -> String {
    match key.kind {
        Kind::Text => "text".into(),
        Kind::Money => "amount".into(),
        Kind::MoneyRange => "range of amounts".into(),
        Kind::Rate => "percentage".into(),
        Kind::Shares => "number of shares".into(),
        Kind::Count(least, most) => format!("whole number, {least} to {most}"),
        Kind::Number(least, most) => format!("number, {least} to {most}"),
        Kind::Flag => "true or false".into(),
        Kind::Date => "date".into(),
        Kind::Duration => "time, such as `4y` or `90 days`".into(),
        Kind::Texts => "text, or a list".into(),
        Kind::OneOf(words) => words.join(", "),
        Kind::Notation(notation) => forms(notation),
        Kind::Table(table) => format!("table `{}`", table.name),
        Kind::Tables(table) => format!("one table `{}` or more", table.name),
        Kind::Long(notation, table) => {
            format!(
                "{}; or table `{}`, once or more",
                forms(notation),
                table.name
            )
        }
    }
}

fn forms(notation: Notation) -> String {
    let forms: Vec<String> = notation
        .examples()
        .iter()
        .map(|form| format!("`{form}`"))
        .collect();
    format!("such as {}", forms.join(", "))
}

/// A text within a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
