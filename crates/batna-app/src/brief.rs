//! The brief: the page or two that a person takes into the call.

use batna_core::{Currency, Trace};
use batna_equity::captable::CapTable;
use batna_plan::script::{Names, ObjectionView, Script, Wording};
use batna_value::comparison::Comparison;
use batna_value::equity_outcome::EquityOutcome;
use batna_value::floor::Floor;
use serde::Serialize;

use crate::appraisal::{Appraisal, refused};
use crate::document::Document;
use crate::equity_flags::{RedFlag, red_flags};
use crate::page::payoffs;
use crate::planning::Planned;
use crate::report::brief_document;
use crate::unknowns::{RankedGap, ranked_gaps};
use crate::{Failure, Workbench};

/// Objections answered in a brief; `batna script --objections` prints them all.
const OBJECTIONS: [&str; 3] = ["top-of-band", "current-salary", "exploding-deadline"];

/// An offer's equity after tax, and what its units pay by the company's value.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct OfferedEquity {
    /// As the employer would quote it, before tax; null where unknown.
    pub advertised: Option<f64>,
    pub simulated: EquityOutcome,
    /// The company's value today, and the payoff in a sale before tax by its value; null where
    /// shares are sold on a market.
    pub payoff: Option<(f64, Vec<(f64, f64)>)>,
}

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
    /// The equity of the offer countered; null where none can be simulated.
    pub equity: Option<OfferedEquity>,
    /// Terms of it that read as red flags.
    pub red_flags: Vec<RedFlag>,
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
            equity: offered_equity(appraisal, &offer)?,
            red_flags: flags(appraisal, &offer),
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

fn offered_equity(
    appraisal: &Appraisal<'_>,
    offer: &str,
) -> Result<Option<OfferedEquity>, Failure> {
    let Some(one) = appraisal.evaluated.iter().find(|one| one.value.id == offer) else {
        return Ok(None);
    };
    let simulated = appraisal
        .evaluator
        .equity_outcome(&one.prepared.alternative)
        .map_err(refused)?;
    // One line for all grants: they are paid at one price.
    let payoff = payoffs(appraisal).remove(offer).and_then(|lines| {
        let first = lines.first()?;
        let sum = (0..first.points.len())
            .map(|at| {
                let here = lines.iter().filter_map(|line| line.points.get(at));
                let value = first.points.get(at).map_or(0.0, |point| point.0);
                (value, here.map(|point| point.1).sum())
            })
            .collect();
        Some((first.today, sum))
    });
    Ok(simulated.map(|simulated| OfferedEquity {
        advertised: one.value.equity.iter().map(|one| one.advertised).sum(),
        simulated,
        payoff,
    }))
}

fn flags(appraisal: &Appraisal<'_>, offer_id: &str) -> Vec<RedFlag> {
    let case = &appraisal.opened.case;
    let evaluated = appraisal
        .evaluated
        .iter()
        .find(|one| one.value.id == offer_id);
    let (Some(offer), Some(one)) = (case.offer(offer_id), evaluated) else {
        return Vec::new();
    };
    let table = offer.captable.as_ref().and_then(|name| {
        let text = case.captables.get(name)?;
        CapTable::from_toml(name, text).ok().map(|(table, _)| table)
    });
    red_flags(offer, &one.prepared.flows.holdings, table.as_ref())
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
