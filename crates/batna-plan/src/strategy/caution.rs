//! What could go wrong, how many rounds to expect, and what must clear first.

use batna_case::model::{Case, Offer};
use batna_core::Citation;
use serde::Serialize;

use crate::knowledge::Knowledge;

use super::apt::is_internal;

/// The risk that asking ends the offer.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct WithdrawalRisk {
    /// A measured rate; null: none is known for offers like this.
    pub rate: Option<f64>,
    /// What plans assume instead, labelled as that.
    pub assumed: f64,
    pub says: String,
    pub sources: Vec<Citation>,
    /// What in this case raises or lowers it.
    pub in_this_case: Vec<String>,
}

/// How often asking brings what, and how many rounds.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Rounds {
    pub expected: u32,
    pub says: String,
    pub sources: Vec<Citation>,
}

/// The risk of withdrawal: evidence where there is any, else unknown.
pub fn withdrawal(offer: &Offer, knowledge: &Knowledge) -> WithdrawalRisk {
    let finding = knowledge.finding("hart-bear-ren-2024");
    let mut in_this_case = Vec::new();
    if offer.status == batna_case::model::OfferStatus::Verbal {
        in_this_case.push(
            "the offer is spoken only: get it in writing before countering, a spoken one is \
             easily forgotten"
                .to_owned(),
        );
    }
    if !offer.terms.contingencies.is_empty() {
        in_this_case.push(format!(
            "it still hangs on: {}",
            offer.terms.contingencies.join(", ")
        ));
    }
    WithdrawalRisk {
        rate: None,
        assumed: knowledge.employer.withdrawal,
        says: match finding {
            Some(finding) => format!(
                "No rate is known for offers like this one. {} Politeness, one round and \
                 reasons keep it low; ultimatums and new demands after a yes raise it.",
                finding.says
            ),
            None => "unknown".to_owned(),
        },
        sources: finding
            .map(|finding| finding.citation())
            .into_iter()
            .collect(),
        in_this_case,
    }
}

/// Expected rounds: by default one counter and one close.
pub fn rounds(knowledge: &Knowledge) -> Rounds {
    let finding = knowledge.finding("pew-2023");
    Rounds {
        expected: 2,
        says: format!(
            "One counter with everything in it, one close. A second counter only for a new \
             reason (an answer, another offer).{}",
            finding.map_or(String::new(), |finding| format!(" {}", finding.says))
        ),
        sources: finding
            .map(|finding| finding.citation())
            .into_iter()
            .collect(),
    }
}

/// What must have cleared before resigning, in order.
///
/// Within one employer nobody resigns: what counts is that the new terms are written.
pub fn before_resigning(case: &Case, offer: &Offer) -> Vec<String> {
    let mut steps =
        vec!["the revised letter holds every agreed term, and is signed by both sides".to_owned()];
    if is_internal(case, offer) {
        steps.push(
            "the day from which the new pay counts is in it, and that your years of service and \
             unvested grants carry on"
                .to_owned(),
        );
        return steps;
    }
    steps.extend(
        offer
            .terms
            .contingencies
            .iter()
            .map(|contingency| format!("cleared in writing: {contingency}")),
    );
    if offer.terms.contingencies.is_empty() {
        steps.push(
            "nothing is left open: background and reference checks, right to work, approval of \
             the grant (ask which apply)"
                .to_owned(),
        );
    }
    if offer.visa.is_some() {
        steps.push("the visa step that the start depends on is approved, not filed".to_owned());
    }
    if offer.start.is_none() {
        steps.push("the start date is fixed in writing, after your notice".to_owned());
    }
    steps.push("only then resign; until then nothing said to the current employer".to_owned());
    steps
}
