//! Results of market commands as `--json` prints them: named, and as of a day.

use batna_market::insights::Finding;
use batna_market::observation::Snapshot;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Workbench;

/// A result with the name of its schema and the day it is seen from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Shown<T> {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    #[serde(flatten)]
    pub result: T,
}

/// Every import with its provenance.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SnapshotList {
    pub snapshots: Vec<Snapshot>,
}

/// Ranked findings.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Findings {
    pub findings: Vec<Finding>,
}

impl Workbench {
    /// Names a result of the market for printing.
    pub fn shown<T>(&self, schema: &'static str, result: T) -> Shown<T> {
        Shown {
            schema,
            as_of: self.world().as_of(None),
            result,
        }
    }
}
