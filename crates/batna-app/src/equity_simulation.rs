//! What the equity of the case's offers brings, simulated: one offer or all of them.

use batna_core::Diagnostic;
use batna_value::equity_outcome::EquityOutcome;
use serde::Serialize;

use crate::appraisal::AppraisalOptions;
use crate::{Failure, Workbench};

/// The equity of each offer asked for.
#[derive(Clone, Debug, Serialize)]
pub struct EquitySimulation {
    pub schema: &'static str,
    pub as_of: String,
    pub horizon_years: u32,
    pub offers: Vec<OfferEquity>,
}

#[derive(Clone, Debug, Serialize)]
pub struct OfferEquity {
    pub id: String,
    pub employer: String,
    pub currency: String,
    /// As the employer would quote it, at today's price, before tax; null where unknown.
    pub advertised: Option<f64>,
    /// Null where nothing of it can be simulated.
    pub simulated: Option<EquityOutcome>,
    /// What stands in the way, or is left out.
    pub missing: Vec<String>,
}

impl Workbench {
    /// Simulates the equity of one offer of the case, or of all that are open.
    ///
    /// Errors: no such open offer, a case at fault, or figures that the simulation refuses.
    pub fn equity_simulate(
        &self,
        offer: Option<&str>,
        options: AppraisalOptions,
    ) -> Result<EquitySimulation, Failure> {
        let opened = self.open()?.sound()?;
        if let Some(wanted) = offer
            && !opened.case.open_offers().any(|one| one.id == wanted)
        {
            let known: Vec<&str> = opened
                .case
                .open_offers()
                .map(|one| one.id.as_str())
                .collect();
            return Err(Diagnostic::error(
                "equity::offer",
                format!("the case has no open offer `{wanted}`"),
            )
            .remedy(format!("one of: {}", known.join(", ")))
            .into());
        }
        let appraisal = self.appraise(&opened, options)?;
        let mut offers = Vec::new();
        for evaluated in &appraisal.evaluated {
            let value = &evaluated.value;
            let asked = match offer {
                Some(wanted) => value.id == wanted,
                None => opened.case.open_offers().any(|one| one.id == value.id),
            };
            if !asked {
                continue;
            }
            let simulated = appraisal
                .evaluator
                .equity_outcome(&evaluated.prepared.alternative)
                .map_err(crate::appraisal::refused)?;
            let mut missing: Vec<String> = value
                .equity
                .iter()
                .flat_map(|one| one.missing.iter().cloned())
                .collect();
            missing.sort();
            missing.dedup();
            offers.push(OfferEquity {
                id: value.id.clone(),
                employer: value.employer.clone(),
                currency: value.currency.code().to_owned(),
                advertised: value.equity.iter().map(|one| one.advertised).sum(),
                simulated,
                missing,
            });
        }
        Ok(EquitySimulation {
            schema: "batna/equity-simulate/1",
            as_of: opened.as_of.to_string(),
            horizon_years: appraisal.valuation.horizon_years,
            offers,
        })
    }
}
