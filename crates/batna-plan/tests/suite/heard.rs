//! Notes from calls, read: the cases of `heard.toml`, and anything at all.

use std::collections::BTreeMap;

use batna_core::Currency;
use batna_plan::component::Component;
use batna_plan::heard::{Listening, read};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Reading>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    text: String,
    currency: Option<String>,
    #[serde(default)]
    changes: BTreeMap<String, f64>,
    #[serde(default)]
    limits: BTreeMap<String, f64>,
    #[serde(default)]
    fixed: Vec<Component>,
    deadline: Option<String>,
    /// Components of which what was asked is refused.
    #[serde(default)]
    refused: Vec<Component>,
    /// All that was asked is.
    #[serde(default)]
    refuses: bool,
    #[serde(default)]
    unread: usize,
    #[serde(default)]
    notes: usize,
}

#[test]
fn notes_are_read() {
    let text = include_str!("../../../../tests/suite/plan/heard.toml");
    let file: File = toml::from_str(text).unwrap();
    let count = file.case.len();
    let mut wrong = Vec::new();
    for case in file.case {
        let current = batna_plan::Package::new(Currency::USD)
            .with(Component::Base, 205_000.0)
            .with(Component::Signing, 20_000.0)
            .with(Component::EquityAmount, 160_000.0);
        let listening = Listening {
            current: Some(&current),
            currency: case
                .currency
                .as_deref()
                .map_or(Currency::USD, |c| c.parse().unwrap()),
            as_of: jiff::civil::date(2026, 7, 1),
        };
        let heard = read(&case.text, listening);
        let changes: BTreeMap<String, f64> = heard
            .changes
            .iter()
            .map(|change| {
                (
                    change.component.id().to_owned(),
                    (change.to * 1e6).round() / 1e6,
                )
            })
            .collect();
        let limits: BTreeMap<String, f64> = heard
            .limits
            .iter()
            .map(|limit| (limit.component.id().to_owned(), limit.most))
            .collect();
        let deadline = heard.deadline.as_ref().map(|day| day.day.to_string());
        let read = (&changes, &limits, &heard.fixed, &deadline);
        let meant = (&case.changes, &case.limits, &case.fixed, &case.deadline);
        let no = (&heard.refused, heard.refuses) == (&case.refused, case.refuses);
        if !no
            || read != meant
            || (heard.unread.len(), heard.notes.len()) != (case.unread, case.notes)
        {
            wrong.push(format!("{}\n  {heard:?}", case.text));
        }
    }
    assert!(count >= 60, "{count} lines");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #[test]
    fn anything_is_read_without_a_panic(text in ".{0,300}", spiced in "[a-z0-9$%,.; /k-]{0,200}") {
        let listening = Listening { current: None, currency: Currency::USD, as_of: jiff::civil::date(9999, 12, 31) };
        for text in [&text, &spiced] {
            let heard = read(text, listening);
            for change in heard.changes {
                prop_assert!(change.to.is_finite() && change.to >= 0.0);
            }
        }
    }
}
