//! Cells of pay tables: `tests/suite/guide/cells.toml`.

use batna_guide::cell::{self, Context, Span};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(rename = "source")]
    _source: String,
    input: String,
    currency: Option<String>,
    #[serde(default)]
    amounts: Vec<String>,
    yearly: Option<String>,
    rate: Option<String>,
    #[serde(default)]
    none: bool,
    words: Option<String>,
    refused: Option<String>,
}

fn flat(span: &Span) -> String {
    let (low, high) = (
        span.low.amount().normalize(),
        span.high.amount().normalize(),
    );
    format!("{low} {high} {}", span.currency())
}

#[test]
fn cells_read_as_their_cases_say() {
    let text = include_str!("../../../../tests/suite/guide/cells.toml");
    let file: File = toml::from_str(text).expect("a file of cases");
    for case in file.case {
        let name = &case.name;
        let context = Context {
            currency: case.currency.map(|code| code.parse().expect("a currency")),
        };
        match (cell::read(&case.input, context), case.refused) {
            (Err(error), Some(why)) => assert!(error.to_string().contains(&why), "{name}: {error}"),
            (Ok(cell), Some(why)) => panic!("{name}: not refused for {why}: {cell:?}"),
            (Err(error), None) => panic!("{name}: {error}"),
            (Ok(cell), None) => {
                let amounts: Vec<_> = cell.amounts.iter().map(flat).collect();
                assert_eq!(amounts, case.amounts, "{name}");
                assert_eq!(cell.yearly.as_ref().map(flat), case.yearly, "{name}");
                let rate = cell.rate.map(|rate| format!("{} {}", rate.low, rate.high));
                assert_eq!(rate, case.rate, "{name}");
                assert_eq!(cell.none, case.none, "{name}");
                if let Some(words) = case.words {
                    assert_eq!(cell.words, words, "{name}");
                }
            }
        }
    }
}
