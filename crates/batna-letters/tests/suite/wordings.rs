//! Passages in one manner each (`tests/suite/letters/wordings`), against all that they say.

use std::collections::BTreeMap;

use batna_letters::Confidence;

use crate::{file, read};

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

/// What a passage says of, beside the field that is read from the tone of a whole letter.
fn counted(path: &str) -> bool {
    crate::counted(path) && !path.ends_with("clawback_gross")
}

#[test]
fn each_manner_is_read_as_it_says() {
    let file: File = toml::from_str(&file("tests/suite/letters/wordings/wordings.toml")).unwrap();
    let mut wrong = Vec::new();
    for wording in &file.wording {
        let letter = format!(
            "Dear Sam,\n\nThis is our offer of employment.\n{}",
            wording.text
        );
        let proposal = read(&letter).unwrap();
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

#[test]
fn a_schedule_that_is_half_said_is_asked_about() {
    let letter = "Dear Sam,\n\nThis is our offer of employment.\nYour 9,000 RSUs vest over four years with a one-year cliff.\n";
    let proposal = read(letter).unwrap();
    assert_eq!(proposal.get("grants.1.vesting"), Some("4y, 1y cliff"));
    let asks: Vec<&str> = (proposal.missing.iter())
        .filter(|missing| missing.field == "grants.1.vesting")
        .map(|missing| missing.ask.as_str())
        .collect();
    assert!(
        matches!(asks[..], [ask] if ask.starts_with("How often")),
        "{asks:?}"
    );
}
