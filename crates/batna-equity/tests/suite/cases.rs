//! Reads case files.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct File<T> {
    case: Vec<T>,
}

/// The cases of `tests/suite/equity/<name>.toml`.
pub fn read<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/../../tests/suite/equity/{name}.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file: File<T> = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(!file.case.is_empty(), "{path} has no cases");
    file.case
}

/// A number of a case file, exactly as written where it is a whole number or text.
pub fn number(value: &toml::Value) -> Decimal {
    match value {
        toml::Value::Integer(number) => Decimal::from(*number),
        toml::Value::Float(number) => number.to_string().parse().unwrap(),
        toml::Value::String(text) => text.parse().unwrap(),
        other => panic!("{other} is not a number"),
    }
}

pub fn assert_near(got: Decimal, expected: Decimal, tolerance: Decimal, what: &str) {
    assert!(
        (got - expected).abs() <= tolerance,
        "{what}: {got}, expected {expected} within {tolerance}"
    );
}

pub fn assert_close(got: f64, expected: f64, tolerance: f64, what: &str) {
    assert!(
        (got - expected).abs() <= tolerance,
        "{what}: {got}, expected {expected} within {tolerance}"
    );
}
