//! Letters under `tests/suite/letters`: what the reader finds in each, against what it says.
//!
//! A letter is `<name>.txt` with `<name>.toml` beside it. `set = "held-out"` marks letters
//! written after the rules; the README there tells how each set read the first time.
#![allow(clippy::disallowed_methods)] // Tests read files and measure time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use batna_letters::{Lexicon, Proposal, Refusal};
use proptest::prelude::*;

mod wordings;

/// A file of the repository.
fn file(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap()
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: std::sync::LazyLock<Lexicon> =
        std::sync::LazyLock::new(|| Lexicon::parse(&file("data/letters/lexicon.toml")).unwrap());
    &LEXICON
}

fn read(text: &str) -> Result<Proposal, Refusal> {
    batna_letters::read(text, lexicon())
}

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    set: String,
    #[allow(dead_code)]
    source: String,
    fields: BTreeMap<String, String>,
}

fn cases() -> Vec<(Case, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/letters");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let case = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let text = std::fs::read_to_string(path.with_extension("txt")).unwrap();
            (case, text)
        })
        .collect()
}

/// Money, equity and dates: what the figures are about.
fn counted(path: &str) -> bool {
    [
        "base",
        "bonus",
        "signing",
        "retention",
        "relocation",
        "grants",
        "start",
        "deadline",
    ]
    .iter()
    .any(|prefix| path.starts_with(prefix))
        && !path.ends_with("fully_diluted")
        && !path.ends_with("repurchase")
        && !path.ends_with(".paid")
}

#[derive(Default)]
struct Tally {
    letters: u32,
    right: u32,
    proposed: u32,
    expected: u32,
    report: String,
}

fn tally(set: &str) -> Tally {
    let mut tally = Tally::default();
    for (case, text) in cases().into_iter().filter(|(case, _)| case.set == set) {
        tally.letters += 1;
        let proposal = read(&text).unwrap_or_default();
        for (path, value) in &case.fields {
            let got = proposal.get(path);
            if counted(path) {
                tally.expected += 1;
                tally.right += u32::from(got == Some(value));
            }
            if got != Some(value) {
                let _ = writeln!(
                    tally.report,
                    "{}: {path}: {value}, read {}",
                    case.name,
                    got.unwrap_or("nothing")
                );
            }
        }
        for field in proposal.fields.iter().filter(|field| counted(&field.path)) {
            // A strike set to the value of today is marked low and not counted.
            if field.confidence == batna_letters::Confidence::Low
                && !case.fields.contains_key(&field.path)
            {
                continue;
            }
            tally.proposed += 1;
            if !case.fields.contains_key(&field.path) {
                let _ = writeln!(
                    tally.report,
                    "{}: {} = {} is not in the letter",
                    case.name, field.path, field.value
                );
            }
        }
    }
    tally
}

fn shares(tally: &Tally) -> (f64, f64) {
    let of = |all: u32| f64::from(tally.right) / f64::from(all.max(1));
    (of(tally.proposed), of(tally.expected))
}

#[test]
fn precision_and_recall() {
    for (set, least) in [
        ("tuned", (0.98, 0.90)),
        ("held-out", (0.98, 0.90)),
        ("blind-1", (0.98, 0.90)),
        ("blind-2", (0.98, 0.90)),
        ("blind-3", (0.98, 0.90)),
        ("blind-4", (0.98, 0.90)),
        ("blind-5", (0.98, 0.90)),
        // Mended after their first readings, which the README keeps.
        ("blind-6", (0.99, 0.98)),
        ("blind-7", (0.99, 0.98)),
        ("blind-8", (0.99, 0.98)),
        ("manners", (0.98, 0.90)),
    ] {
        let tally = tally(set);
        let (precision, recall) = shares(&tally);
        println!(
            "{set}: {} letters, {} fields of money, equity and dates: precision {:.1}%, recall {:.1}%\n{}",
            tally.letters,
            tally.expected,
            precision * 100.0,
            recall * 100.0,
            tally.report
        );
        if tally.letters > 0 {
            assert!(
                precision >= least.0 && recall >= least.1,
                "{set}: {}",
                tally.report
            );
        }
    }
}

#[test]
fn every_letter_makes_an_offer_that_the_case_format_takes() {
    for (case, text) in cases() {
        let proposal = read(&text).unwrap();
        let (path, offer, refused) = proposal.offer(&[]).unwrap();
        assert!(refused.is_empty(), "{}: {refused:?}", case.name);
        assert!(path.starts_with("offers/"), "{path}");
        assert!(
            offer.contains("unconfirmed = true"),
            "{}: {offer}",
            case.name
        );
        for field in &proposal.fields {
            assert!(field.line >= 1 && !field.sentence.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = batna_letters::text_of(&bytes);
    }

    #[test]
    fn any_bytes_behind_a_known_start(start in prop_oneof![
        Just(&b"%PDF-1.4\n"[..]), Just(&b"PK\x03\x04"[..]), Just(&b"<html><p>"[..]),
        Just(&b"From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"[..]),
    ], tail in proptest::collection::vec(any::<u8>(), 0..800)) {
        let mut bytes = start.to_vec();
        bytes.extend(tail);
        let _ = batna_letters::text_of(&bytes);
    }

    #[test]
    fn any_words_are_read_or_refused(words in proptest::collection::vec(prop_oneof![
        Just("salary".to_owned()), Just("$205,000".to_owned()), Just("RSUs".to_owned()), Just("25%".to_owned()),
        Just("vest over four years".to_owned()), Just("by June 31, 2026".to_owned()), Just("0 shares".to_owned()),
        Just("99999999999999999999999999999 options".to_owned()), Just("0.00% of the company".to_owned()),
        Just(".\n".to_owned()), Just("€".to_owned()), "\\PC{0,12}",
    ], 0..80)) {
        let text = format!("offer of employment position salary the of and you will your with {}", words.join(" "));
        if let Ok(proposal) = read(&text) {
            let _ = proposal.offer(&[]);
        }
    }
}
