//! Small hand-made files with the quirks of real ones, and files that must be refused.

use std::io::{Cursor, Write};

use batna_core::Measure;
use batna_market::import::{Options, find_pay};
use batna_market::observation::{Observation, Observations, Selection};
use batna_market::store::{ImportRequest, ImportSummary, Store, StoreError};
use proptest::prelude::*;
use serde::Deserialize;

use crate::reference::embedded;
use crate::rules::rules;

pub fn import(store: &mut Store, bytes: &[u8]) -> Result<ImportSummary, StoreError> {
    let reference = embedded();
    let rules = rules(&reference);
    let request = ImportRequest {
        source: "fixture".to_owned(),
        file: "fixture".to_owned(),
        options: Options::default(),
        ..ImportRequest::default()
    };
    store.import(
        &request,
        &mut Cursor::new(bytes),
        &rules,
        &reference,
        &mut |_| {},
    )
}

pub fn rows(store: &Store) -> Vec<Observation> {
    let mut rows = Vec::new();
    store
        .rows(&Selection::all(), &mut |row| {
            rows.push(row);
            true
        })
        .unwrap();
    rows
}

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    text: String,
    #[serde(default)]
    expect: Vec<Expected>,
    #[serde(default)]
    aside: std::collections::BTreeMap<String, u64>,
    #[serde(default)]
    copies: u64,
}

#[derive(Deserialize)]
struct Expected {
    base: Option<u64>,
    low: Option<u64>,
    high: Option<u64>,
    equity: Option<u64>,
    total: Option<u64>,
    currency: Option<String>,
    metro: Option<String>,
    date: Option<String>,
    doubt: Option<String>,
}

#[test]
fn quirks_are_read_as_the_cases_say() {
    let cases: Cases =
        toml::from_str(include_str!("../../../../tests/suite/market/imports.toml")).unwrap();
    for case in &cases.case {
        let mut store = Store::in_memory().unwrap();
        let summary = import(&mut store, case.text.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let rows = rows(&store);
        let name = &case.name;
        assert_eq!(
            rows.len(),
            case.expect.len(),
            "{name}: {rows:#?} {summary:#?}"
        );
        assert_eq!(summary.copies, case.copies, "{name}");
        for (row, expected) in rows.iter().zip(&case.expect) {
            if let Some(base) = expected.base {
                assert_eq!(row.base, Some(base), "{name}");
            }
            if let (Some(low), Some(high)) = (expected.low, expected.high) {
                assert_eq!(
                    (row.base_low, row.base_high),
                    (Some(low), Some(high)),
                    "{name}"
                );
            }
            if let Some(equity) = expected.equity {
                assert_eq!(row.equity, Some(equity), "{name}");
            }
            if let Some(total) = expected.total {
                assert_eq!(row.total, Some(total), "{name}");
            }
            if let Some(currency) = &expected.currency {
                assert_eq!(row.currency.code(), currency, "{name}");
            }
            if let Some(metro) = &expected.metro {
                assert_eq!(row.metro.as_ref(), Some(metro), "{name}");
            }
            if let Some(date) = &expected.date {
                assert_eq!(row.date.unwrap().to_string(), *date, "{name}");
            }
            if let Some(doubt) = &expected.doubt {
                assert!(
                    row.doubts.iter().any(|d| d.contains(doubt)),
                    "{name}: {:?}",
                    row.doubts
                );
            }
        }
        let aside: std::collections::BTreeMap<String, u64> = summary
            .set_aside
            .iter()
            .map(|a| (a.reason.clone(), a.rows))
            .collect();
        assert_eq!(aside, case.aside, "{name}");
    }
}

const GOOD: &str = "employer,job_title,country,work_location,wage,status,year\nAcme,ML Engineer,Unknown,\"Austin, TX\",150000,Certified,2025\n";

fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn damaged_files_leave_the_store_as_it_was() {
    let mut store = Store::in_memory().unwrap();
    import(&mut store, GOOD.as_bytes()).unwrap();
    let before = rows(&store);
    let whole = zipped("a.csv", GOOD.repeat(3000).as_bytes());
    let bomb = zipped("a.csv", &vec![b'0'; 90 << 20]);
    let mut broken_json = br#"{"jobs": [{"title": "ML Engineer", "id": 1"#.to_vec();
    broken_json.truncate(40);
    for (name, bytes, code) in [
        (
            "truncated zip",
            &whole[..whole.len() / 2],
            "market::broken-archive",
        ),
        ("zip bomb", &bomb[..], "market::archive-too-large"),
        ("wrong header", b"a,b,c\n1,2,3\n", "market::unknown-header"),
        ("empty", b"", "market::empty"),
        ("cut JSON", &broken_json[..], "market::broken-json"),
        (
            "a page without postings",
            b"<html></html>",
            "market::no-posting",
        ),
        (
            "a page that names its employer alone",
            br#"<html><script type="application/ld+json">{"@type": "Organization", "name": "Acme"}</script></html>"#,
            "market::no-posting",
        ),
        (
            "JSON about something else",
            br#"{"FY2020": {"unit": "WAGE_UNIT_OF_PAY"}}"#,
            "market::no-posting",
        ),
        ("a board without jobs", br#"{"jobs": []}"#, "market::no-posting"),
        (
            "zip of nothing",
            &zipped("a.bin", b"x")[..],
            "market::no-table",
        ),
    ] {
        let error = import(&mut store, bytes).expect_err(name);
        match error {
            StoreError::Import(error) => {
                assert_eq!(error.code, code, "{name}");
                assert!(error.diagnostic().is_error());
            }
            other => panic!("{name}: {other}"),
        }
        assert_eq!(rows(&store), before, "{name}");
    }
}

#[test]
fn mixed_encodings_and_short_rows_are_counted() {
    let mut store = Store::in_memory().unwrap();
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes.extend(b"Caf\xe9 Noir,ML Engineer,Unknown,\"Austin, TX\",150001,Certified,2025\n");
    bytes.extend(
        "Café Blanc,ML Engineer,Unknown,\"Austin, TX\",150002,Certified,2025\nshort,row\n"
            .as_bytes(),
    );
    let summary = import(&mut store, &bytes).unwrap();
    let names: Vec<String> = rows(&store).into_iter().map(|r| r.employer_name).collect();
    assert_eq!(names, ["Acme", "Café Noir", "Café Blanc"]);
    assert_eq!(summary.set_aside[0].reason, "wrong number of columns");
    assert_eq!(summary.set_aside[0].first_row, 4);
}

#[test]
fn an_amount_nobody_is_paid_is_set_aside_by_row_and_column() {
    let first = |bytes: &[u8]| {
        let mut store = Store::in_memory().unwrap();
        let summary = import(&mut store, bytes).unwrap();
        let aside = &summary.set_aside[0];
        (aside.reason.clone(), aside.first_row, aside.example.clone())
    };
    let filed = GOOD.replace("150000", "15567084");
    assert_eq!(
        first(format!("{GOOD}{}", filed.lines().nth(1).unwrap()).as_bytes()),
        (
            "implausible amount".into(),
            2,
            "`wage` 15567084, ML Engineer".into()
        )
    );
    let posting = br#"[{"title": "Engineer", "content": "Pay: $15,567,084 per year"}]"#;
    assert_eq!(
        first(posting),
        (
            "implausible amount".into(),
            1,
            "`content` 15567084, Engineer".into()
        )
    );
}

#[test]
fn importing_again_replaces() {
    let mut store = Store::in_memory().unwrap();
    import(&mut store, GOOD.as_bytes()).unwrap();
    let again = import(&mut store, GOOD.as_bytes()).unwrap();
    assert!(again.replaced);
    assert_eq!(rows(&store).len(), 1);
    let cells = store.cells(&Selection::all(), Measure::Base, &[]).unwrap();
    assert_eq!(cells.values().map(|c| c.rows).sum::<u64>(), 1);
    assert_eq!(store.drop_snapshot("fixture").unwrap(), 1);
    assert!(
        store
            .cells(&Selection::all(), Measure::Base, &[])
            .unwrap()
            .is_empty()
    );
}

#[test]
fn exports_hold_no_formulas() {
    let mut store = Store::in_memory().unwrap();
    let text = "employer,job_title,country,work_location,wage,status,year\n\"=HYPERLINK(1)\",@ML Engineer,Unknown,\"Austin, TX\",150000,Certified,2025\n";
    import(&mut store, text.as_bytes()).unwrap();
    let mut out = Vec::new();
    store
        .export_csv(&Selection::all(), false, &mut out)
        .unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(
        out.contains("'=HYPERLINK(1)") && out.contains("'@ML Engineer"),
        "{out}"
    );
}

#[test]
fn sql_reads_and_nothing_else() {
    let mut store = Store::in_memory().unwrap();
    import(&mut store, GOOD.as_bytes()).unwrap();
    let limit = std::time::Duration::from_secs(1);
    let answer = store.sql("select role, base from pay", limit, 10).unwrap();
    assert_eq!(
        answer.rows,
        [[serde_json::json!("ml-engineer"), serde_json::json!(150_000)]]
    );
    for query in [
        "delete from observation",
        "attach ':memory:' as x",
        "pragma user_version = 9",
        "select load_extension('x')",
        "create table x (y)",
        "insert into word (text) values ('x')",
        "vacuum",
        "not sql at all",
    ] {
        assert!(
            matches!(store.sql(query, limit, 10), Err(StoreError::Refused(_))),
            "{query}"
        );
    }
    let endless =
        "with recursive t(x) as (select 1 union all select x + 1 from t) select count(*) from t";
    assert!(matches!(
        store.sql(endless, limit, 10),
        Err(StoreError::TooSlow(1))
    ));
    // A text that doubles with each row takes longer to copy than many rows to count.
    let doubling = "with recursive t(x) as (select 'a' union all select x || x from t)
        select count(*) from t, t as u";
    let begun = std::time::Instant::now();
    assert!(store.sql(doubling, limit, 10).is_err());
    assert!(begun.elapsed() < 8 * limit, "{:?}", begun.elapsed());
    // What was denied for one statement is not denied to the store itself.
    import(&mut store, GOOD.as_bytes()).unwrap();
}

#[derive(Deserialize)]
struct Texts {
    case: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    #[serde(default)]
    pay: Vec<(f64, f64, String, String)>,
}

#[test]
fn pay_in_texts_is_found_as_the_cases_say() {
    let cases: Texts =
        toml::from_str(include_str!("../../../../tests/suite/market/pay_text.toml")).unwrap();
    for case in &cases.case {
        let found: Vec<(f64, f64, String, String)> = find_pay(&case.text)
            .into_iter()
            .map(|p| {
                let unit = p.unit.map_or("", |u| u.label());
                (p.low, p.high, p.currency.code().to_owned(), unit.to_owned())
            })
            .collect();
        assert_eq!(found, case.pay, "{}", case.text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_bytes_are_imported_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0usize..5) {
        let starts: [&[u8]; 5] = [b"", b"PK\x03\x04", b"{\"jobs\":[", GOOD.as_bytes(), b"<script type=\"application/ld+json\">"];
        let mut all = starts[start].to_vec();
        all.extend(bytes);
        let mut store = Store::in_memory().unwrap();
        let _ = import(&mut store, &all);
    }
}
