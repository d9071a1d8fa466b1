//! The simulated recruiter as a conversation, and the debrief.
//!
//! What was said travels in the form: the same lines meet the same words, so nothing of a
//! rehearsal is kept, and going back in the browser takes a line back.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use batna_app::page::{
    Component, Debrief, Ending, Package, PlanShown, Rehearsal, Turn, amount, component,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::tabs;
use crate::frame::{Here, failed, page, token};
use crate::site::{Shared, Site};

/// Which recruiter, and which draw of their limits.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Chosen {
    with: Option<String>,
    run: Option<String>,
}

struct Asked {
    /// None: whoever the run draws.
    with: Option<String>,
    run: u64,
    lines: Vec<String>,
    judge: bool,
}

struct Shown {
    plan: std::sync::Arc<PlanShown>,
    rehearsal: Rehearsal,
    recruiters: Vec<(String, String)>,
    others: Vec<(String, String)>,
}

fn run_of(text: &str) -> u64 {
    text.trim().parse().unwrap_or(1)
}

fn named(text: &str) -> Option<String> {
    (!text.is_empty() && text != "any").then(|| text.to_owned())
}

/// To the rehearsal of the offer worth most.
pub(super) async fn first(State(site): State<Shared>) -> Response {
    match site.work(|desk, cancelled| desk.foremost(cancelled)).await {
        Ok(Some(id)) => super::see(&format!("/practice/{id}")),
        Ok(None) => {
            let body = html! {
                h1 { "Practice" }
                p.notice { "There is no open offer to rehearse. Its base is enough to begin." }
                p { a.button href="/offers/new" { "Add an offer" } }
            };
            page(&site, Here::Practice, "Practice", &body)
        }
        Err(failure) => failed(&site, Here::Practice, &failure),
    }
}

pub(super) async fn show(
    State(site): State<Shared>,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let asked = Asked {
        with: named(chosen.with.as_deref().unwrap_or_default()),
        run: run_of(chosen.run.as_deref().unwrap_or("1")),
        lines: Vec::new(),
        judge: false,
    };
    answer(&site, id, asked).await
}

pub(super) async fn say(
    State(site): State<Shared>,
    Path(id): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let fields = match super::fields(&site, form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let mut lines: Vec<String> = fields.all("said").map(str::to_owned).collect();
    let line = fields.get("line").replace("\r\n", "\n").trim().to_owned();
    let judge = fields.get("do") == "end";
    if !judge && !line.is_empty() {
        lines.push(line);
    }
    let asked = Asked {
        with: named(fields.get("with")),
        run: run_of(fields.get("run")),
        lines,
        judge,
    };
    answer(&site, id, asked).await
}

async fn answer(site: &Shared, id: String, asked: Asked) -> Response {
    let (with, run) = (asked.with.clone(), asked.run);
    let shown = site
        .work(move |desk, _| {
            let plan = desk.planned(&id)?;
            let rehearsal = desk.rehearsed(
                &id,
                asked.with.as_deref(),
                asked.run,
                &asked.lines,
                asked.judge,
            )?;
            let temperaments = desk.workbench().temperaments()?;
            let recruiters = temperaments
                .ids()
                .filter_map(|id| temperaments.get(id))
                .map(|one| (one.id.clone(), one.label.clone()))
                .collect();
            let others = desk.open_offers()?;
            Ok(Shown {
                plan,
                rehearsal,
                recruiters,
                others,
            })
        })
        .await;
    match shown {
        Ok(shown) => {
            let title = format!("Practice: {}", shown.plan.plan.employer);
            let body = body(site, &shown, with.as_deref(), run);
            page(site, Here::Practice, &title, &body)
        }
        Err(failure) => failed(site, Here::Practice, &failure),
    }
}

fn body(site: &Site, shown: &Shown, with: Option<&str>, run: u64) -> Markup {
    let (plan, rehearsal) = (&shown.plan, &shown.rehearsal);
    let offer = &plan.plan.offer;
    let begun = !rehearsal.turns.is_empty();
    html! {
        h1 { "Practice: " (plan.plan.employer) }
        p.lead { "A simulated recruiter with limits that you do not see. Their manner and limits are assumptions for rehearsal; nothing here is about a real person, and nothing is kept." }
        (tabs("/practice/", &shown.others, offer))
        div.practice {
            section.talk aria-labelledby="talk" {
                h2.hidden id="talk" { "The conversation" }
                ol.lines {
                    (recruiter(&rehearsal.opens, None, plan))
                    @for (at, (said, turn)) in rehearsal.turns.iter().enumerate() {
                        li.me { span.speaker { "You" } p { bdi { (said) } } }
                        @let before = if at == 0 { &rehearsal.opens } else { &rehearsal.turns[at - 1].1 };
                        (recruiter(turn, Some(&before.table), plan))
                    }
                }
                @if let Some(debrief) = &rehearsal.debrief {
                    (debriefed(debrief, rehearsal, plan))
                    p.actions {
                        a.button href=(format!("/practice/{offer}?with={}&run={}", with.unwrap_or("any"), run.wrapping_add(1))) { "Again, with other limits" }
                        " " a.button.quiet href=(format!("/practice/{offer}?with={}&run={run}", with.unwrap_or("any"))) { "Again, with the same" }
                        " " a.button.quiet href=(format!("/plan/{offer}")) { "The plan" }
                    }
                } @else {
                    form.say method="post" action=(format!("/practice/{offer}#last")) {
                        (token(site))
                        input type="hidden" name="with" value=(with.unwrap_or("any"));
                        input type="hidden" name="run" value=(run);
                        @for (said, _) in &rehearsal.turns { input type="hidden" name="said" value=(said); }
                        div.field {
                            label for="line" { "What do you say?" }
                            textarea id="line" name="line" rows="3" maxlength="4000" autofocus[begun] { "" }
                        }
                        p.actions {
                            button type="submit" name="do" value="say" { "Say it" }
                            @if begun { " " button.quiet type="submit" name="do" value="end" { "Stop and debrief" } }
                        }
                    }
                }
            }
            aside.beside aria-label="Beside you" {
                (on_the_table(rehearsal, plan))
                (to_borrow(plan))
                @if !begun {
                    form method="get" action=(format!("/practice/{offer}")) {
                        h2 { "The recruiter" }
                        div.field { label for="with" { "Manner" }
                            select id="with" name="with" {
                                option value="any" selected[with.is_none()] { "surprise me" }
                                @for (id, label) in &shown.recruiters { option value=(id) selected[with == Some(id.as_str())] { (label) } }
                            } }
                        div.field { label for="run" { "Run" } input id="run" name="run" type="number" min="0" step="1" value=(run) aria-describedby="run-hint";
                            span.hint id="run-hint" { "draws the hidden limits; the same run has the same ones" } }
                        p.actions { button.quiet type="submit" { "Sit down with them" } }
                    }
                }
            }
        }
    }
}

fn recruiter(turn: &Turn, before: Option<&Package>, plan: &PlanShown) -> Markup {
    let moved: Vec<(Component, f64)> = before.map_or_else(Vec::new, |before| {
        turn.table
            .terms
            .iter()
            .filter(|(one, amount)| before.get(**one) != Some(**amount))
            .map(|(one, amount)| (*one, *amount))
            .collect()
    });
    html! {
        li.them { span.speaker { "Recruiter" } p { (turn.reply) }
            @if !moved.is_empty() { p.moved { "moved: " @for (index, (one, value)) in moved.iter().enumerate() {
                @if index > 0 { ", " } (plan.label(*one)) " " strong { (component(*one, *value, turn.table.currency)) } } } } }
    }
}

fn on_the_table(rehearsal: &Rehearsal, plan: &PlanShown) -> Markup {
    let table = rehearsal
        .turns
        .last()
        .map_or(&rehearsal.opens.table, |(_, turn)| &turn.table);
    html! {
        h2 id="last" { "On the table" }
        table.beside-table {
            thead { tr { th scope="col" { "term" } th.right scope="col" { "offered" } th.right scope="col" { "now" } } }
            tbody { @for (one, value) in &table.terms {
                @let first = rehearsal.offered.get(*one);
                tr { th scope="row" { (plan.label(*one)) }
                    td.right { @match first { Some(first) => { (component(*one, first, table.currency)) } None => "–" } }
                    td.right { @if first == Some(*value) { span.who { "same" } } @else { strong { (component(*one, *value, table.currency)) } } } }
            } }
        }
    }
}

/// What the plan would have the person ask for.
fn to_borrow(plan: &PlanShown) -> Markup {
    let currency = plan.plan.currency;
    html! {
        @if let Some(opening) = &plan.plan.opening {
            details { summary { "Your plan opens with" }
                ul { @for one in &opening.moves { li { (plan.label(one.component)) " " strong { (component(one.component, one.to, currency)) } } } }
                p.note { "Words for it are on the " a href=(format!("/plan/{}#words", plan.plan.offer)) { "plan" } "." }
            }
        }
    }
}

fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Accepted => "You agreed.",
        Ending::Declined => "You declined.",
        Ending::Withdrawn => "They withdrew the offer.",
        Ending::LeftOpen => "You left it open.",
    }
}

fn debriefed(debrief: &Debrief, rehearsal: &Rehearsal, plan: &PlanShown) -> Markup {
    let currency = debrief.offered.currency;
    html! {
        section.debrief aria-labelledby="debrief" {
            h2 id="debrief" { "Debrief" }
            p.note { "The recruiter was: " (rehearsal.label) "." }
            p.big { (ending(debrief.ending)) " " strong { (amount(debrief.captured, currency)) } " of " (amount(debrief.available, currency)) " that they could have given"
                @if let Some(share) = debrief.share { ": " strong { (format!("{:.0}%", share * 100.0)) } } "." }
            p.note { "Worth to you above the offer, after tax, over the horizon." }
            @if let Some(better) = &debrief.better { p.better { "A line that would have done more: " q { (better) } } }
            @if !debrief.left.is_empty() {
                div.scroll tabindex="0" role="region" aria-label="Room left" {
                    table { caption { "Room that was left" }
                        thead { tr { th scope="col" { "term" } th.right scope="col" { "you reached" } th.right scope="col" { "their limit" } } }
                        tbody { @for room in &debrief.left { tr { th scope="row" { (plan.label(room.component)) } td.right { (room.reached) } td.right { (room.limit) } } } } }
                }
            }
            @if !debrief.moves.is_empty() {
                h3 { "Line by line" }
                ol.judged { @for one in &debrief.moves { li {
                    p.said { bdi { (one.said.trim()) } }
                    p { strong { @if one.gained > 0.5 { "+" (amount(one.gained, currency)) } @else { "nothing gained" } } " · " (one.reason) }
                    @if let Some(better) = &one.better { p.note { "Better: " (better) } }
                } } }
            }
        }
    }
}
