//! Passages in one manner each (`tests/suite/letters/wordings`), against all that they say.
#![allow(clippy::disallowed_methods)] // Tests read files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use batna_letters::{Confidence, Lexicon};

#[derive(serde::Deserialize)]
struct File {
    #[allow(dead_code)]
    about: String,
    wording: Vec<Wording>,
}

#[derive(serde::Deserialize)]
struct Wording {
    text: String,
    fields: BTreeMap<String, String>,
}

fn data(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// What a passage says of, beside the fields that are read from the tone of a whole letter.
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
        && !["paid", "fully_diluted", "clawback_gross"]
            .iter()
            .any(|end| path.ends_with(end))
}

#[test]
fn each_manner_is_read_as_it_says() {
    let lexicon = Lexicon::parse(&data("data/letters/lexicon.toml")).unwrap();
    let file: File = toml::from_str(&data("tests/suite/letters/wordings/wordings.toml")).unwrap();
    let mut wrong = Vec::new();
    for wording in &file.wording {
        let letter = format!(
            "Dear Sam,\n\nThis is our offer of employment.\n{}",
            wording.text
        );
        let proposal = batna_letters::read(&letter, &lexicon).unwrap();
        let start = wording.text.trim().chars().take(60).collect::<String>();
        for (path, value) in &wording.fields {
            if proposal.get(path) != Some(value) {
                let read = proposal.get(path).unwrap_or("nothing");
                wrong.push(format!("{start}: {path}: {value}, read {read}"));
            }
        }
        for field in &proposal.fields {
            let sure = field.confidence > Confidence::Low && counted(&field.path);
            if sure && !wording.fields.contains_key(&field.path) {
                wrong.push(format!(
                    "{start}: {} = {} is not said",
                    field.path, field.value
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
