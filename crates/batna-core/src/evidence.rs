//! A piece of evidence as other rooms receive it: what is known, of what kind, from where.
//!
//! Evidence about the person's own case is minted by `batna-case` from confirmed
//! records; market evidence is made from a band. What a script may say of a piece
//! follows from its kind (invariant 9), so the kind is exact and never upgraded.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::citation::{Citation, Grade};

/// What sort of fact a piece of evidence is. A script may assert each only as that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    WrittenOffer,
    VerbalOffer,
    RunningProcess,
    Achievement,
    CurrentJob,
    /// Something the employer said, from the ledger.
    Statement,
    MarketBand,
    PostedRange,
    PublishedFact,
    /// What the person prefers or would commit to, confirmed by them.
    Preference,
    Commitment,
}

/// One fact, with an id that is stable across runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// A path such as `offers.acme` or `market.base.ml-engineer`.
    pub id: String,
    pub kind: EvidenceKind,
    /// The fact in a plain phrase, for the person; never sent as it stands.
    pub summary: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    pub grade: Grade,
    /// The record asks that terms stay private (a confidential offer, a friend's pay).
    #[serde(default)]
    pub confidential: bool,
    #[serde(default)]
    pub sources: Vec<Citation>,
}
