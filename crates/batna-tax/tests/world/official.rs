//! Examples that an authority itself works: each says whose it is, where and when it was read,
//! and `docs/tax-coverage.md` counts them by regime.

use std::collections::BTreeMap;

use toml::Table;

use crate::case::{cases, root};

/// Cases of every equity regime, and how many of them are an authority's.
fn counted(cases: &[Table]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for case in cases {
        if let Some(regime) = case.get("regime").and_then(toml::Value::as_str) {
            let official = usize::from(case.contains_key("official"));
            *counts.entry(regime.to_owned()).or_default() += official;
        }
    }
    counts
}

#[test]
fn official_examples_are_cited() {
    for case in cases() {
        let Some(official) = case.get("official") else {
            continue;
        };
        let name = &case["name"];
        let official = official.as_table().expect("a table");
        let keys: Vec<&str> = official.keys().map(String::as_str).collect();
        assert_eq!(keys, ["by", "read", "url"], "{name}");
        let by = official["by"].as_str().expect("an authority");
        let source = case["source"].as_str().expect("a source");
        assert!(source.contains(by), "{name}: {source} does not name {by}");
        let url = official["url"].as_str().expect("an address");
        assert!(url.starts_with("https://"), "{name}: {url}");
        let read = official["read"].as_datetime().expect("a date");
        assert!(read.date.is_some() && read.time.is_none(), "{name}: {read}");
    }
}

#[test]
fn the_page_counts_them() {
    let path = root().join("docs/tax-coverage.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let mut told = BTreeMap::new();
    for line in page.lines() {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, _, regime, count, ..] = columns.as_slice()
            && let (Some(regime), Ok(count)) = (
                regime.strip_prefix('`').and_then(|it| it.strip_suffix('`')),
                count.parse::<usize>(),
            )
        {
            told.insert(regime.to_owned(), count);
        }
    }
    assert_eq!(told, counted(&cases()), "{}", path.display());
}
