//! What must always hold: no input panics, and an edit keeps what it does not change.

use batna_case::edit::{self, FileKind};
use batna_case::{CaseFiles, append, derive_place, gaps, mint, parse, parse_ledger, template};
use proptest::prelude::*;

const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 7, 1);

fn files(path: &str, bytes: Vec<u8>) -> CaseFiles {
    let mut files = CaseFiles::default();
    files
        .files
        .insert("me.toml".to_owned(), b"currency = \"USD\"\n".to_vec());
    files.files.insert(path.to_owned(), bytes);
    files
}

/// Runs every stage that takes a case over what came out.
fn run(files: &CaseFiles) {
    if let (Some(case), _) = parse(files) {
        let _ = gaps(&case);
        let _ = mint(&case, jiff::civil::date(2026, 7, 1));
        let _ = batna_case::due(&case, jiff::civil::date(2026, 7, 1));
    }
}

/// Words that the notations know, so that random lines get far into them.
const WORDS: &[&str] = &[
    "400000",
    "USD",
    "$180k",
    "RSU",
    "ISO",
    "options",
    "at",
    "4y",
    "4",
    "years",
    "monthly",
    "cliff",
    "1y",
    ",",
    "5/15/40/40",
    "0.05%",
    "25%",
    "yearly",
    "over",
    "12,000",
    "no",
    "none",
    "after",
    "on",
    "2026-12-15",
    "-",
    "clawback",
    "prorated",
    "£",
    "€",
    "99999999999999999999",
    "1e400",
    "0",
    "0%",
    "/",
    "//",
    "%",
    ".",
    "double-trigger",
    "restricted",
    "stock",
    "units",
    "grossed",
    "up",
    "@",
    "\u{2212}",
    "\u{a0}",
    "é",
    "12k",
    "each",
    "quarter",
];

const KEYS: &[&str] = &[
    "base",
    "grant",
    "bonus",
    "signing",
    "stipend",
    "posted_range",
    "refresher",
    "deadline",
    "received",
    "start",
    "status",
    "remote_days",
    "base_growth",
    "location",
    "place",
    "company",
    "grants",
    "benefits",
    "terms",
    "fit",
    "confidential",
    "employer",
    "frobnicate",
];

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..12).prop_map(|words| words.join(" "))
}

fn toml_value() -> impl Strategy<Value = String> {
    prop_oneof![
        line().prop_map(|line| format!("{line:?}")),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        Just("true".to_owned()),
        Just("1890-01-01".to_owned()),
        Just("9999-12-31T23:59:59Z".to_owned()),
        Just("0xffffffffffffffffffffffffffffffff".to_owned()),
        Just("[[[]]]".to_owned()),
        Just("[{ size = \"12000\", vesting = \"5/15/40/30\", tranches = [{ date = 2027-01-01, shares = 1e30 }] }]".to_owned()),
        Just("{ amount = 3, paid = 3, target = 3, kind = 3 }".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        run(&files("offers/acme.toml", bytes.clone()));
        run(&files("ledger.jsonl", bytes.clone()));
        run(&files("me.toml", bytes.clone()));
        let text = String::from_utf8_lossy(&bytes);
        let _ = parse_ledger("ledger.jsonl", &text);
        let _ = derive_place(&text);
        let _ = edit::set(FileKind::Offer, &text, "base", &text);
        let _ = edit::remove(FileKind::Me, &text, &text);
    }

    #[test]
    fn arbitrary_values_do_not_panic(
        lines in prop::collection::vec((prop::sample::select(KEYS), toml_value()), 0..12),
    ) {
        let text: String = lines.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        run(&files("offers/acme.toml", text.clone().into_bytes()));
        run(&files("me.toml", text.into_bytes()));
    }

    #[test]
    fn notations_do_not_panic(key in prop::sample::select(KEYS), line in line()) {
        let text = format!("employer = \"A\"\n{key} = {line:?}\n[[grants]]\nvesting = {line:?}\nsize = {line:?}\n");
        run(&files("offers/acme.toml", text.into_bytes()));
        let _ = derive_place(&line);
    }
}

proptest! {
    // Each edit parses the whole template twice.
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_edit_keeps_comments_and_all_other_lines(amount in 10_000_u32..900_000, which in 0_usize..3) {
        let text = template::offer(AS_OF);
        let (path, field) = [("base", "base = "), ("company.headcount", "headcount = "), ("notes", "notes = ")][which];
        let value = match which {
            0 => format!("\"{amount} USD\""),
            1 => amount.to_string(),
            _ => format!("\"note {amount}\""),
        };
        let edited = edit::set(FileKind::Offer, &text, path, &value).unwrap();
        let comments = |text: &str| -> Vec<String> {
            text.lines().filter(|line| line.starts_with('#')).map(str::to_owned).collect()
        };
        prop_assert_eq!(comments(&text), comments(&edited));
        let changed: Vec<&str> = edited.lines().filter(|line| !text.lines().any(|old| old == *line)).collect();
        prop_assert!(changed.iter().any(|line| line.starts_with(field)), "{:?}", changed);
        prop_assert!(changed.len() <= 2, "{:?}", changed);
        // The same edit again changes nothing.
        prop_assert_eq!(edit::set(FileKind::Offer, &edited, path, &value).unwrap(), edited);
    }

    #[test]
    fn appending_keeps_the_ledger_byte_for_byte(text in "[ -~\n]{0,120}", said in "\\PC{0,40}") {
        let line = serde_json::json!({ "date": "2026-06-20", "by": "recruiter", "channel": "call", "said": said });
        let entry: batna_case::LedgerEntry = serde_json::from_value(line).unwrap();
        let longer = append(&text, &entry).unwrap();
        prop_assert!(longer.starts_with(&text));
        let (entries, _) = parse_ledger("ledger.jsonl", &longer);
        prop_assert_eq!(&entries.last().unwrap().1, &entry);
    }
}
