//! Opening values of private companies: `tests/suite/value/opening/*.toml`.

use batna_equity::captable::CapTable;
use batna_equity::opm::Assumptions;
use batna_equity::waterfall::{ExitEvent, Waterfall};
use batna_value::opening::opening;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Worked {
    name: String,
    source: String,
    captable: String,
    price: Option<Decimal>,
    headline: f64,
    years: f64,
    volatility: f64,
    rate: f64,
    value: f64,
    common: f64,
    solved: Option<String>,
}

#[test]
fn opening_values() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/suite/value/opening"
    );
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 4);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let worked: Worked =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!worked.source.is_empty());
        let (table, _) = CapTable::from_toml("worked.toml", &worked.captable)
            .unwrap_or_else(|problems| panic!("{}: {problems:?}", worked.name));
        let waterfall = Waterfall::compile_for(&table, ExitEvent::Sale, None).unwrap();
        let assumptions = Assumptions {
            years: worked.years,
            volatility: worked.volatility,
            rate: worked.rate,
            dividend: 0.0,
        };
        let found = opening(
            &table,
            &waterfall,
            worked.price,
            worked.headline,
            &assumptions,
        )
        .unwrap();
        let near = |got: f64, expected: f64, what: &str| {
            assert!(
                (got - expected).abs() <= 1e-7 * expected,
                "{}: {what} {got}, expected {expected}",
                worked.name
            );
        };
        near(found.value, worked.value, "value");
        near(found.common, worked.common, "common");
        near(found.fair.at(found.value), worked.common, "fair value");
        if let Some(class) = &worked.solved {
            assert_eq!(found.solved.as_ref().map(|solved| &solved.0), Some(class));
        }
        assert!(found.value <= worked.headline * (1.0 + 1e-9));
    }
}
