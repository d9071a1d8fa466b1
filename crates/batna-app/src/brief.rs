//! The brief: the page or two that a person takes into the call.

use batna_core::{Currency, Trace};
use batna_plan::script::{Names, ObjectionView, Script, Wording};
use batna_value::comparison::Comparison;
use batna_value::floor::Floor;
use serde::Serialize;

use crate::appraisal::Appraisal;
use crate::document::Document;
use crate::planning::Planned;
use crate::report::brief_document;
use crate::unknowns::{RankedGap, ranked_gaps};
use crate::{Failure, Workbench};

/// Objections answered in a brief; `batna script --objections` prints them all.
const OBJECTIONS: [&str; 4] = [
    "top-of-band",
    "budget",
    "current-salary",
    "exploding-deadline",
];

/// Everything a brief says, as data.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Brief {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: jiff::civil::Date,
    pub offer: String,
    pub value: batna_value::valuation::Valuation,
    pub compare: Comparison,
    pub floor: Floor,
    pub plan: batna_plan::CounterPlan,
    pub scripts: Vec<Script>,
    pub objections: Vec<ObjectionView>,
    pub unknown: Vec<RankedGap>,
    #[serde(skip)]
    pub(crate) market: crate::market_evidence::MarketEvidence,
    #[serde(skip)]
    traces: Vec<Trace>,
}

impl Workbench {
    /// The brief for one offer (the one named, or the one worth most).
    ///
    /// Errors: no open offer, or built-in data at fault.
    pub fn brief(&self, appraisal: &Appraisal<'_>, named: Option<&str>) -> Result<Brief, Failure> {
        let offer = self.choose_offer(appraisal, named)?;
        let compare = appraisal.compare()?;
        let floor = appraisal.floor(self)?;
        let planned = self.plan(appraisal, &floor, &offer, &[])?;
        let names = Names::default();
        let wording = Wording::default();
        let scripts = [
            "call",
            "counter-email",
            "recap",
            "thanks-and-writing",
            "still-open",
        ]
        .into_iter()
        .filter_map(|kind| self.script(&planned, kind, &names, wording).ok())
        .collect();
        let objections = self
            .objections(&planned, &names, wording)?
            .into_iter()
            .filter(|objection| OBJECTIONS.contains(&objection.id.as_str()))
            .collect();
        let traces = appraisal.brief_traces(&floor, &planned);
        let Planned { plan, market, .. } = planned;
        Ok(Brief {
            schema: "batna/brief/1",
            as_of: appraisal.opened.as_of,
            unknown: ranked_gaps(appraisal, &offer),
            offer,
            value: appraisal.valuation.clone(),
            compare,
            floor,
            plan,
            scripts,
            objections,
            market,
            traces,
        })
    }

    /// The brief as a document.
    ///
    /// Errors: built-in data at fault.
    pub fn brief_document(&self, brief: &Brief) -> Result<Document, Failure> {
        Ok(brief_document(brief, self.built_in().knowledge()?))
    }
}

impl Brief {
    /// How the figures came about, for the appendix of the page.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    pub(crate) fn currency(&self) -> Currency {
        self.value.currency
    }
}
