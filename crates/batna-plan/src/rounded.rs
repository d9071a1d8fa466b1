//! How figures leave for JSON: money to cents, other amounts without float noise.

use std::collections::BTreeMap;

use serde::Serializer;
use serde::ser::SerializeMap;

use crate::component::Component;

fn to(value: f64, scale: f64) -> f64 {
    let scaled = value * scale;
    // Beyond 2^53 there is nothing left to round.
    if scaled.abs() < 9.0e15 {
        // Adding zero turns -0 into 0.
        scaled.round() / scale + 0.0
    } else {
        value
    }
}

/// Money, to hundredths.
pub(crate) fn cents<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(to(*value, 1e2))
}

/// Amounts of any unit and chances, to millionths: a fraction keeps its basis points.
pub(crate) fn fine<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(to(*value, 1e6))
}

pub(crate) fn terms<S: Serializer>(
    terms: &BTreeMap<Component, f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(terms.len()))?;
    for (component, amount) in terms {
        map.serialize_entry(component, &to(*amount, 1e6))?;
    }
    map.end()
}
