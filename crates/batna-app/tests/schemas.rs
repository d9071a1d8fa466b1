//! What is made from the source and committed is current. `BATNA_BLESS=1` rewrites it.
#![allow(clippy::disallowed_methods)] // A test reads and, when asked, writes committed files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn expect(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("BATNA_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "{} differs: run the test with BATNA_BLESS=1 and read the change",
        path.display()
    );
}

#[test]
fn committed_schemas_are_current() {
    for (name, schema) in batna_app::schemas::all() {
        expect(
            &format!("schema/{name}.schema.json"),
            &batna_app::schemas::text(&schema),
        );
    }
}

#[test]
fn the_page_of_diagnostics_is_current() {
    expect("docs/diagnostics.md", &batna_app::catalogue::markdown());
}

#[test]
fn the_page_of_case_files_is_current() {
    expect("docs/case-format.md", &batna_app::reference::case_format());
}

#[test]
fn the_page_of_tax_regimes_is_current() {
    expect("docs/tax-regimes.md", &batna_tax::coverage::markdown());
}

#[test]
fn pages_are_complete_and_unique() {
    let mut seen = BTreeSet::new();
    for page in batna_app::catalogue::pages() {
        assert!(seen.insert(page.code), "{} has two pages", page.code);
        for part in [&page.title, &page.meaning, &page.remedy] {
            assert!(!part.trim().is_empty(), "{} lacks a part", page.code);
        }
    }
}

/// Reads the source itself: a code that no page explains is of little use to who meets it.
#[test]
fn every_code_in_the_source_has_a_page() {
    let pages: BTreeSet<_> = batna_app::catalogue::pages()
        .into_iter()
        .map(|page| page.code)
        .collect();
    let mut used: BTreeMap<String, PathBuf> = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        collect(&entry.unwrap().path().join("src"), &mut used);
    }
    assert!(used.len() > 100, "only {} codes were found", used.len());
    let missing: Vec<String> = used
        .iter()
        .filter(|(code, _)| !pages.contains(code.as_str()))
        .map(|(code, file)| format!("{code} in {}", file.display()))
        .collect();
    assert!(
        missing.is_empty(),
        "no entry in a catalogue (see crates/batna-app/src/catalogue.rs):\n{}",
        missing.join("\n")
    );
}

fn collect(path: &Path, used: &mut BTreeMap<String, PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), used);
        }
    } else if path.extension().is_some_and(|kind| kind == "rs") {
        let text = std::fs::read_to_string(path).unwrap();
        for literal in text.split('"').filter(|part| is_code(part)) {
            used.entry(literal.to_owned())
                .or_insert_with(|| path.to_owned());
        }
    }
}

/// `room::what-is-wrong`: two words of small letters, the second with hyphens.
fn is_code(text: &str) -> bool {
    let word = |text: &str, hyphen: bool| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || (hyphen && b == b'-'))
    };
    text.split_once("::")
        .is_some_and(|(room, what)| word(room, false) && word(what, true))
}
