//! What to do with what was just heard.

use serde::Serialize;

use crate::claim::{Outgoing, Private, Support};
use crate::component::{Component, Package};
use crate::knowledge::Knowledge;
use crate::plan::{CounterPlan, Stage};
use crate::script::{Catalog, Names, Wording};

use super::positions::{Conceded, Side};
use super::reader::{Heard, HeardDay};

/// What a response is made from: the plan is the one made after the offer was brought
/// up to date with what was heard.
#[derive(Clone, Copy)]
pub struct Responding<'a> {
    pub before: &'a Package,
    pub heard: &'a Heard,
    /// The words as noted.
    pub said: &'a str,
    pub plan: &'a CounterPlan,
    /// What may be said, with the plan's asks after a no.
    pub support: &'a Support,
    pub catalog: &'a Catalog,
    pub knowledge: &'a Knowledge,
    pub names: &'a Names,
    pub wording: Wording,
    /// Whose words they were.
    pub by: Side,
}

/// What changed and what to say.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Response {
    pub schema: &'static str,
    pub changed: Vec<Changed>,
    pub fixed: Vec<Component>,
    /// The day by which they now want an answer.
    pub deadline: Option<HeardDay>,
    /// Worth still missing to the accept-if; zero or less where it is met.
    pub distance: Private<f64>,
    pub conceded: Vec<Conceded>,
    pub verdict: Verdict,
    pub why: String,
    /// Kind of script or objection that the next line is from.
    pub from: Option<String>,
    /// The next line to say.
    pub next: Option<Outgoing>,
    pub unread: Vec<String>,
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Changed {
    pub component: Component,
    /// What `from` is measured in: another measure of equity where the offer states its grant so.
    pub from_component: Component,
    pub from: f64,
    pub to: f64,
    /// None between measures: a number of shares is no more or less than an amount.
    pub better: Option<bool>,
    pub assumed: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The accept-if is met: ask for the revised letter, then sign.
    Accept,
    Counter,
    /// Answer what they raised before anything else.
    Answer,
    AskForWriting,
    AskForTime,
    AskWhetherOpen,
    Nothing,
}

/// The response to what was heard.
pub fn respond(from: Responding<'_>) -> Response {
    let plan = from.plan;
    let mine = from.by == Side::Me;
    let changed = from
        .heard
        .changes
        .iter()
        .filter(|_| !mine)
        .map(|change| {
            let stated = from.before.equity();
            let measure = stated.filter(|_| change.component.is_equity());
            let measure = measure.unwrap_or(change.component);
            let before = from.before.amount(measure);
            // No review is not a review at once.
            let better = (change.to > before) != change.component.less_is_better()
                || change.component.less_is_better() && before == 0.0;
            Changed {
                component: change.component,
                from_component: measure,
                from: before,
                to: change.to,
                better: (measure == change.component).then_some(better),
                assumed: change.assumed.clone(),
            }
        })
        .collect();
    let gain = plan.accept_if.for_owner().gain;
    let raised = from.catalog.recognise(from.said);
    let hurried = from
        .heard
        .deadline
        .as_ref()
        .is_some_and(|day| crate::strategy::leverage::days_between(plan.as_of, day.day) <= 3);
    // A no that leaves an acceptable offer acceptable is answered before it is accepted.
    let moved = from.heard.changes.iter().any(|change| {
        (change.to > from.before.amount(change.component)) != change.component.less_is_better()
    });
    let refused = !raised.is_empty()
        || !from.heard.fixed.is_empty()
        || !from.heard.refused.is_empty()
        || from.heard.refuses;
    let ask_once = plan.opening.is_some() && refused && !moved;
    let (verdict, why, mut kinds): (Verdict, &str, Vec<String>) = match plan.stage {
        Stage::Closed | Stage::Unconfirmed => (
            Verdict::Nothing,
            "the offer is closed or not confirmed",
            vec![],
        ),
        _ if mine => (
            Verdict::Nothing,
            "it is their turn: wait for their answer, and add nothing to what you asked",
            vec![],
        ),
        Stage::AskWhetherOpen => (
            Verdict::AskWhetherOpen,
            "the deadline has passed",
            vec!["still-open".into()],
        ),
        _ if gain <= 0.0 && !ask_once => (
            Verdict::Accept,
            "what is on the table meets your accept-if",
            vec!["recap".into()],
        ),
        _ if !raised.is_empty() => (
            Verdict::Answer,
            "they raised something that has an answer",
            raised.iter().map(|id| format!("objections/{id}")).collect(),
        ),
        Stage::GetInWriting => (
            Verdict::AskForWriting,
            "nothing is agreed before it is written",
            vec!["thanks-and-writing".into()],
        ),
        _ if hurried => (
            Verdict::AskForTime,
            "the day they name leaves no time",
            vec!["request-time".into()],
        ),
        _ if from.heard.nothing_read() => (
            Verdict::Nothing,
            "none of it could be read as a term: note it as in \"base 215, signing 30k\"",
            vec![],
        ),
        _ if plan.opening.is_some() => (
            Verdict::Counter,
            "there is room between what stands and your accept-if",
            vec!["counter-after-no".into(), "counter-email".into()],
        ),
        _ => (
            Verdict::Nothing,
            "no further ask is likely to bring more than it costs",
            vec![],
        ),
    };
    let fixed_base = from.heard.fixed.contains(&Component::Base);
    if fixed_base && verdict == Verdict::Counter {
        kinds.insert(0, "objections/top-of-band".into());
    }
    let mut next = None;
    for kind in &kinds {
        let rendered = match kind.strip_prefix("objections/") {
            Some(id) => from
                .catalog
                .answer(id, from.support, from.knowledge, from.names, from.wording)
                .ok()
                .map(|answer| answer.answer),
            None => from
                .catalog
                .script(kind, from.support, from.names, from.wording)
                .ok()
                .map(|script| script.outgoing),
        };
        if let Some(outgoing) = rendered {
            next = Some((kind.clone(), outgoing));
            break;
        }
    }
    let (kind, outgoing) = next.unzip();
    Response {
        schema: "batna/heard/1",
        changed,
        fixed: from.heard.fixed.clone(),
        deadline: from.heard.deadline.clone(),
        distance: Private::new(gain),
        conceded: plan.conceded.clone(),
        verdict,
        why: why.to_owned(),
        from: kind,
        next: outgoing,
        unread: from.heard.unread.clone(),
        notes: from.heard.notes.clone(),
    }
}
