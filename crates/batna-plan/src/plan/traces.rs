//! Traces of a plan's figures: the asks with what backs them, and the accept-if.

use batna_core::Trace;

use super::Walkaway;
use crate::component::{Package, to_money};
use crate::packages::{AcceptIf, Proposal};

pub(super) fn traces_of(
    figure: &str,
    current: &Package,
    opening: &Option<Proposal>,
    target: &Option<Proposal>,
    accept: &AcceptIf,
    walkaway: Option<Walkaway<'_>>,
) -> Vec<Trace> {
    let money = |amount: f64| to_money(amount, current.currency);
    let mut traces = Vec::new();
    for proposal in [opening, target].into_iter().flatten() {
        let mut trace = Trace::money(
            format!("{}.gain", proposal.figure),
            "Worth above what is on the table, after tax and risk",
            money(proposal.gain.ce),
        )
        .by("certainty equivalent of the package less that of the offer");
        for step in &proposal.moves {
            let mut leaf = Trace::text(
                format!("{}.{}", proposal.figure, step.component),
                format!("{} asked", step.component),
                crate::component::written(step.component, step.to, current.currency),
            )
            .noting(format!(
                "chance that they can go there, as modelled: {:.0}%",
                step.chance * 100.0
            ));
            for backing in &step.backing {
                leaf = leaf.noting(format!("{} [{}]", backing.what, backing.evidence));
            }
            trace = trace.from_input(leaf);
        }
        traces.push(trace);
    }
    let mut trace = Trace::money(
        format!("{figure}.accept_if"),
        "Worth above what is on the table from which to accept",
        money(accept.gain),
    )
    .by("the larger of the walk-away and the point where no further ask is expected to pay");
    if let Some(walkaway) = walkaway {
        trace = trace.from_input(Trace::money(
            walkaway.figure,
            format!("Walk-away above the offer; binds: {}", walkaway.binds),
            money(walkaway.above_offer),
        ));
    }
    traces.push(trace);
    traces
}
