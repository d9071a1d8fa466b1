//! The counter to one offer: packages, order, concessions, words with what backs them.

use axum::extract::{Path, State};
use axum::response::Response;
use batna_app::page::{Outgoing, PlanShown, amount, component, frontier_picture};
use maud::{Markup, html};

use crate::frame::{Here, failed, figure, page};
use crate::site::Shared;

/// To the plan of the offer worth most.
pub(super) async fn first(State(site): State<Shared>) -> Response {
    let answer = site.work(|desk, cancelled| desk.foremost(cancelled)).await;
    match answer {
        Ok(Some(id)) => super::see(&format!("/plan/{id}")),
        Ok(None) => {
            let body = html! {
                h1 { "Plan" }
                p.notice { "There is no open offer to plan for. An offer is open while its status is written or verbal." }
                p { a.button href="/offers/new" { "Add an offer" } }
            };
            page(&site, Here::Plan, "Plan", &body)
        }
        Err(failure) => failed(&site, Here::Plan, &failure),
    }
}

pub(super) async fn show(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    let answer = site
        .work(move |desk, _| {
            let plan = desk.planned(&id)?;
            Ok((plan, desk.open_offers()?))
        })
        .await;
    let (shown, others) = match answer {
        Ok(answer) => answer,
        Err(failure) => return failed(&site, Here::Plan, &failure),
    };
    let plan = &shown.plan;
    let body = html! {
        h1 { "Counter to " (plan.employer) }
        p.lead { "Seen from " time { (plan.as_of) } ". For your eyes: the accept-if, the walk-away and the model of the employer are never said aloud." }
        (super::tabs("/plan/", &others, &plan.offer))
        p.actions {
            a.button href=(format!("/plan/{}/brief", plan.offer)) { "Call sheet to print" }
            " " a.button.quiet href=(format!("/practice/{}", plan.offer)) { "Rehearse it" }
            " " a.button.quiet href=(format!("/offers/{}", plan.offer)) { "The offer" }
        }
        nav.onpage aria-label="On this page" {
            a href="#packages" { "Packages" } a href="#ladder" { "Giving way" } a href="#words" { "Words" }
            @if !shown.objections.is_empty() { a href="#objections" { "If they say" } }
        }
        @if let Some(picture) = frontier_picture(&shown) {
            section aria-labelledby="packages" {
                h2 id="packages" { "Packages" }
                p.note { "Up is better for you, right is dearer for them, as modelled. Numbers are the packages of the same worth to choose from; the dashed path is the way down from the opening; below the red line another answer is worth more to you." }
                (figure("Packages by cost and worth", &picture))
            }
        }
        div.document { (shown.document.to_fragment("/explain/")) }
        (concessions(&shown))
        section aria-labelledby="words" {
            h2 id="words" { "Words to say and to send" }
            p.note { "Every sentence rests on a record of the case; the small marks say which. What the case does not support is not in them." }
            @for (index, script) in shown.scripts.iter().enumerate() {
                details.script open[index == 0] {
                    summary { strong { (script.label) } span.who { (script.channel) } }
                    p.note { (script.about) }
                    (words(&shown, &format!("script-{index}"), &script.outgoing))
                    @if !script.gaps.is_empty() { ul.note { @for gap in &script.gaps { li { (gap) } } } }
                }
            }
            @if shown.scripts.is_empty() { p.notice { "The case does not support a script yet." } }
        }
        @if !shown.objections.is_empty() {
            section aria-labelledby="objections" {
                h2 id="objections" { "If they say" }
                @for (index, one) in shown.objections.iter().enumerate() {
                    details.script { summary { (one.label) }
                        p.note { (one.does) }
                        (words(&shown, &format!("objection-{index}"), &one.answer)) }
                }
            }
        }
        @if !plan.not_sayable.is_empty() {
            section aria-labelledby="unsaid" {
                h2 id="unsaid" { "Not to be said, and why" }
                ul { @for refusal in &plan.not_sayable { li { (refusal.why) } } }
            }
        }
    };
    page(
        &site,
        Here::Plan,
        &format!("Counter to {}", plan.employer),
        &body,
    )
}

fn concessions(shown: &PlanShown) -> Markup {
    let plan = &shown.plan;
    let ladder = plan.concessions.for_owner();
    html! {
        @if !ladder.is_empty() {
            section aria-labelledby="ladder" {
                h2 id="ladder" { "If they push back, give in this order" }
                div.scroll tabindex="0" role="region" aria-label="Concessions" {
                    table {
                        thead { tr { th scope="col" { "give" } th.right scope="col" { "from" } th.right scope="col" { "to" } th.right scope="col" { "costs you" } th.right scope="col" { "saves them" } th scope="col" { "in return for" } } }
                        tbody { @for step in ladder { tr {
                            th scope="row" { (shown.label(step.give)) }
                            td.right { (component(step.give, step.from, plan.currency)) }
                            td.right { (component(step.give, step.to, plan.currency)) }
                            td.right { (amount(step.costs_owner, plan.currency)) }
                            td.right { (amount(step.saves_employer, plan.currency)) }
                            td { (step.in_return) }
                        } } }
                    }
                }
            }
        }
    }
}

/// Where the record behind a piece of evidence is shown.
fn source(id: &str, offer: &str) -> Option<String> {
    let (first, rest) = id.split_once('.')?;
    Some(match first {
        "offers" => format!("/offers/{}#terms", rest.split('.').next()?),
        "plan" => format!("/explain/{id}"),
        "market" => format!("/market/{offer}#evidence"),
        "me" => "/edit/me.toml".to_owned(),
        "ledger" => "/ledger#lines".to_owned(),
        _ => return None,
    })
}

/// Lines with what each rests on; `name` is unlike those of other words on the page.
fn words(shown: &PlanShown, name: &str, outgoing: &Outgoing) -> Markup {
    let mut known: Vec<&str> = Vec::new();
    for id in outgoing.lines().iter().flat_map(|line| line.evidence()) {
        if !known.contains(&id.as_str()) {
            known.push(id);
        }
    }
    let number = |id: &str| {
        known
            .iter()
            .position(|known| *known == id)
            .map_or(0, |at| at + 1)
    };
    let mut paragraphs: Vec<Vec<_>> = Vec::new();
    for line in outgoing.lines() {
        match paragraphs.last_mut() {
            Some(last) if !line.opens_paragraph() => last.push(line),
            _ => paragraphs.push(vec![line]),
        }
    }
    html! {
        @if let Some(subject) = outgoing.subject() { p.subject { strong { "Subject: " } (subject.text()) } }
        blockquote {
            @for lines in &paragraphs {
                p { @for line in lines { (line.text())
                    @for id in line.evidence() { sup { a href=(format!("#{name}-{}", number(id))) { "[" (number(id)) "]" } } } " " } }
            }
        }
        @if !known.is_empty() {
            ol.backing { @for id in &known { li id=(format!("{name}-{}", number(id))) {
                @if let Some(summary) = shown.evidence.get(*id) { (summary) " " }
                @match source(id, &shown.plan.offer) { Some(href) => a href=(href) { code { (id) } }, None => code { (id) } } } } }
        }
    }
}

pub(super) async fn brief(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    let shown = match site.work(move |desk, _| desk.planned(&id)).await {
        Ok(shown) => shown,
        Err(failure) => return failed(&site, Here::Plan, &failure),
    };
    let body = html! {
        div.screen-only.actions {
            a.button.quiet href=(format!("/plan/{}", shown.plan.offer)) { "Back to the plan" }
            " " button type="button" data-print hidden { "Print" }
            p.note { "Printed, this page is the call sheet alone. It holds your floor: keep it to yourself." }
        }
        article.document.sheet {
            h1 { (shown.brief.title) }
            p.lead { (shown.brief.subtitle) }
            (shown.brief.to_fragment("/explain/"))
        }
    };
    page(&site, Here::Plan, &shown.brief.title, &body)
}
