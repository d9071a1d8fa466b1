//! JSON Schemas of what `--json` prints, generated from the types that print it.

use batna_market::predict::Prediction;
use batna_market::store::ImportSummary;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};

use crate::market::{Findings, Shown, SnapshotList};

/// The objects by the name of the command that prints them.
pub fn all() -> Vec<(&'static str, Schema)> {
    vec![
        ("value", of::<batna_value::valuation::Valuation>()),
        ("compare", of::<batna_value::comparison::Comparison>()),
        ("floor", of::<crate::reservation::FloorReport>()),
        ("plan", of::<batna_plan::CounterPlan>()),
        ("script", of::<batna_plan::script::Script>()),
        ("brief", of::<crate::brief::Brief>()),
        ("check", of::<crate::case::CheckReport>()),
        ("trace", of::<batna_core::Trace>()),
        ("band", of::<batna_core::Band>()),
        ("market-band", of::<crate::market::MarketBand>()),
        ("market-answer", of::<crate::market_ask::MarketAnswer>()),
        ("market-predict", of::<Shown<Prediction>>()),
        ("market-premiums", of::<crate::market::PremiumReport>()),
        ("market-insights", of::<Shown<Findings>>()),
        ("market-import", of::<Shown<ImportSummary>>()),
        ("market-list", of::<Shown<SnapshotList>>()),
    ]
}

fn of<T: JsonSchema>() -> Schema {
    let generator: SchemaGenerator = SchemaSettings::draft2020_12().into_generator();
    generator.into_root_schema_for::<T>()
}

/// A schema as it is committed: sorted as generated, two spaces, a line end.
pub fn text(schema: &Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}
