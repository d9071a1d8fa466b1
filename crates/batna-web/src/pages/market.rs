//! What the market pays for the work of an offer, with the offer on it; questions; guides.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use batna_app::Failure;
use batna_app::guide::KeptGuide;
use batna_app::market::{MarketBand, MarketRequest};
use batna_app::market_ask::MarketAnswer;
use batna_app::page::{
    Band, BuiltGuide, Desk, PlanShown, Valued, WhatIf, amount, answer_picture, market_picture,
};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

use super::tabs;
use crate::frame::{Here, failed, figure, page, problems};
use crate::site::Shared;

/// A question, or a described kind of work to look up.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    ask: Option<String>,
    role: Option<String>,
    level: Option<String>,
    place: Option<String>,
}

/// Longest question that is read.
const LONGEST_QUESTION: usize = 500;
const QUESTIONS: [&str; 3] = [
    "What do senior ML engineers make in San Francisco?",
    "Median base of data scientists in Texas",
    "How much does PyTorch add?",
];

struct Shown {
    place: Option<(Arc<PlanShown>, Arc<Valued>)>,
    answered: Option<Result<MarketAnswer, Failure>>,
    looked_up: Option<Result<MarketBand, Failure>>,
    offers: Vec<(String, String)>,
    guides: Vec<KeptGuide>,
    /// Role, level and place to look up first.
    own: [String; 3],
}

pub(super) async fn show(State(site): State<Shared>, Query(wanted): Query<Wanted>) -> Response {
    answer(&site, None, wanted).await
}

pub(super) async fn offer(
    State(site): State<Shared>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    answer(&site, Some(id), wanted).await
}

fn stated(value: &Option<String>) -> Option<String> {
    value
        .as_deref()
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(|value| value.chars().take(LONGEST_QUESTION).collect())
}

fn gather(
    desk: &Desk,
    cancelled: &batna_app::page::Cancelled,
    id: Option<String>,
    wanted: &Wanted,
) -> Result<Shown, Failure> {
    let looked = desk.look()?;
    let id = match id {
        Some(id) => Some(id),
        None if looked.is_broken() => None,
        None => desk.foremost(cancelled)?,
    };
    let place = match id {
        Some(id) => {
            let plan = desk.planned(&id)?;
            desk.valued(WhatIf::default(), cancelled)?
                .map(|valued| (plan, valued))
        }
        None => None,
    };
    let workbench = desk.workbench();
    let profile = &looked.opened.case.profile;
    let own = [
        (&wanted.role, &profile.role),
        (&wanted.level, &profile.level),
        (&wanted.place, &profile.location),
    ]
    .map(|(given, own)| given.clone().or_else(|| own.clone()).unwrap_or_default());
    Ok(Shown {
        place,
        answered: stated(&wanted.ask).map(|question| workbench.market_ask(&question)),
        looked_up: stated(&wanted.role).map(|role| {
            workbench.market_band(&MarketRequest {
                role,
                level: stated(&wanted.level),
                place: stated(&wanted.place),
                ..MarketRequest::default()
            })
        }),
        offers: desk.open_offers()?,
        guides: workbench.guides_kept(),
        own,
    })
}

async fn answer(site: &Shared, id: Option<String>, wanted: Wanted) -> Response {
    let asked = wanted.clone();
    let shown = site
        .work(move |desk, cancelled| gather(desk, cancelled, id, &asked))
        .await;
    let shown = match shown {
        Ok(shown) => shown,
        Err(failure) => return failed(site, Here::Market, &failure),
    };
    let here = shown
        .place
        .as_ref()
        .map_or("/market".to_owned(), |(plan, _)| {
            format!("/market/{}", plan.plan.offer)
        });
    let valued = shown.place.as_ref().map(|(_, valued)| valued.as_ref());
    let body = html! {
        h1 { "Market" }
        p.lead { "What this work is paid, with where each figure comes from. A band has percentiles; a published range has ends and no percentiles." }
        form.ask method="get" action=(here) role="search" {
            div.field { label for="ask" { "Ask about pay" }
                input type="search" id="ask" name="ask" maxlength=(LONGEST_QUESTION) value=(wanted.ask.as_deref().unwrap_or_default()) placeholder=(QUESTIONS[0]); }
            button type="submit" { "Ask" }
        }
        @match &shown.answered {
            Some(Ok(answer)) => (answered(answer, &here, valued)),
            Some(Err(failure)) => (problems(failure.diagnostics.iter())),
            None => p.note { "Such as " @for (index, question) in QUESTIONS.iter().enumerate().skip(1) {
                @if index > 1 { " or " } a href=(asking(&here, question)) { (question) } } "." },
        }
        section aria-labelledby="offers" {
            h2 id="offers" { "Your offers in the market" }
            @match &shown.place {
                Some((plan, valued)) => {
                    (tabs("/market/", &shown.offers, &plan.plan.offer))
                    @if let Some(picture) = market_picture(valued, plan) { (figure("Bands of base pay with the offers on them", &picture)) }
                    @else { p.notice.plain { (plan.market.nothing_known()) } }
                    (evidence(plan))
                    p.actions { a.button.quiet href=(format!("/market/{}/guide", plan.plan.offer)) { "A guide for " (plan.plan.employer) } }
                }
                None => p.notice.plain { "No open offer stands on it yet: " a href="/offers/new" { "add one" } "." },
            }
        }
        section aria-labelledby="lookup" {
            h2 id="lookup" { "Look up a kind of work" }
            form.inline method="get" action=(format!("{here}#lookup")) {
                @for ((name, label), value) in [("role", "Role"), ("level", "Level"), ("place", "Place")].into_iter().zip(&shown.own) {
                    div.field { label for=(name) { (label) } input id=(name) name=(name) required[name == "role"] value=(value); }
                }
                button type="submit" { "Look up" }
            }
            @match &shown.looked_up {
                Some(Ok(found)) => (band(&found.band)),
                Some(Err(failure)) => (problems(failure.diagnostics.iter())),
                None => {}
            }
        }
        section aria-labelledby="guides" {
            h2 id="guides" { "Guides you imported" }
            @if shown.guides.is_empty() { p.note { "None yet. " code { "batna guide import" } " reads company guides and checks their sums." } }
            @else {
                div.scroll tabindex="0" role="region" aria-label="Imported guides" {
                    table { thead { tr { th scope="col" { "guide" } th scope="col" { "work" } th.right scope="col" { "rows of pay" } th.right scope="col" { "sources" } th scope="col" { "imported" } } }
                        tbody { @for guide in &shown.guides { tr { th scope="row" { (guide.company) } td { (guide.role) } td.right { (guide.regions) } td.right { (guide.sources) } td { (guide.imported) } } } } }
                }
            }
        }
    };
    page(site, Here::Market, "Market", &body)
}

fn asking(here: &str, question: &str) -> String {
    let escaped: String = question
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("{here}?ask={escaped}")
}

fn answered(answer: &MarketAnswer, here: &str, valued: Option<&Valued>) -> Markup {
    let bands: Vec<&Band> = answer.bands.iter().map(|found| &found.band).collect();
    html! {
        section.answer aria-labelledby="answer" {
            h2.hidden id="answer" { "Answer" }
            p.note { "Read as: " (answer.read_as) }
            @for line in &answer.answers { p.big { (line) } }
            @for premium in &answer.published { p { strong { (premium.name) } ": " (premium.low) " to " (premium.high) " of " (premium.against) span.who { (premium.source) } } }
            @if let Some(picture) = answer_picture(&bands, valued) { (figure("The answer as bands", &picture)) }
            @for found in &bands { (band(found)) }
            @if !answer.asks.is_empty() {
                div.asks { @for ask in &answer.asks { p { (ask.message)
                    @for option in &ask.options { " " a.badge href=(asking(here, option)) { (option) } } } } }
            }
            @if !answer.refusals.is_empty() {
                div.notice.plain role="status" { @for one in &answer.refusals { p { strong { (one.about) } ": " (one.reason) } } }
            }
            @if !answer.nearest.is_empty() {
                p { "Wider than asked for, the nearest there is:" }
                @for found in &answer.nearest { (band(&found.band)) }
            }
            @for note in &answer.notes { p.note { (note) } }
        }
    }
}

fn band(band: &Band) -> Markup {
    html! {
        div.result {
            div.scroll tabindex="0" role="region" aria-label=(format!("Percentiles of {}", band.subject)) {
                table {
                    caption { (band.subject) ": " (band.measure.label()) }
                    thead { tr { @for (point, _) in band.points() { th.right scope="col" { "p" (point) } } } }
                    tbody { tr { @for (_, value) in band.points() { td.right { @if band.is_top_coded(value) { "≥ " } (amount(value, band.currency)) } } } }
                }
            }
            p.note { (backing(band)) }
            @if !band.caveats.is_empty() { ul.note { @for caveat in &band.caveats { li { (caveat) } } } }
        }
    }
}

/// Source, grade, day and sample of a band.
fn backing(band: &Band) -> Markup {
    html! {
        @for source in &band.sources { (source) " · " }
        (band.grade.label()) ", " (band.as_of)
        @if let Some(n) = band.n { ", n = " (n) } @else { ", sample not stated" }
    }
}

fn evidence(plan: &PlanShown) -> Markup {
    html! {
        h3 id="evidence" { "Evidence" }
        div.scroll tabindex="0" role="region" aria-label="Evidence as a table" {
            table.evidence {
                thead { tr { th scope="col" { "what" } th.right scope="col" { "pays a year" } th scope="col" { "source, date, sample" } } }
                tbody {
                    @for band in &plan.market.bands { tr {
                        th scope="row" { (band.subject) ": " (band.measure.label()) }
                        td.right { @for (index, (point, value)) in band.points().iter().enumerate() { @if index > 0 { br; } span.who { "p" (point) } " " @if band.is_top_coded(*value) { "≥ " } (amount(*value, band.currency)) } }
                        td { (backing(band)) @if !band.caveats.is_empty() { p.note { (band.caveats.join("; ")) } } }
                    } }
                    @for (range, fit) in &plan.market.ranges { tr {
                        th scope="row" { (range.what) @if !fit.differs.is_empty() { p.note { (fit.differs.join("; ")) } } }
                        td.right { (batna_app::page::published(range)) }
                        td { (range.source) " · " (range.grade.label()) @if let Some(sample) = &range.sample { ", n = " (sample.n) " " (sample.unit) } @else { ", sample not stated" } }
                    } }
                }
            }
        }
    }
}

/// A guide for the employer of an offer, built from evidence.
pub(super) async fn guide(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    let wanted = id.clone();
    let guide = match site.work(move |desk, _| desk.guide(&wanted)).await {
        Ok(guide) => guide,
        Err(failure) => return failed(&site, Here::Market, &failure),
    };
    let title = format!("Guide: {}, {}", guide.company, guide.role_name);
    page(&site, Here::Market, &title, &built(&guide, &id))
}

fn built(guide: &BuiltGuide, id: &str) -> Markup {
    html! {
        p.crumb { a href=(format!("/market/{id}")) { "Market" } }
        h1 { (guide.company) ": " (guide.role_name) }
        p.lead { "Built from bands of market pay, seen from " time { (guide.as_of) } ". Asks are percentiles of a band; where a band lacks them there is no ask." }
        @for region in &guide.regions {
            section {
                h2 { (region.region) @if let Some(level) = &region.level { ", " (level) } }
                @for ask in &region.asks { p.big { (ask.measure.label()) ": " (ask.in_words()) } p.note { (ask.subject) " · " (ask.grade.label()) } }
                @if !region.lacks.is_empty() { ul.note { @for lack in &region.lacks { li { (lack) } } } }
            }
        }
        @if !guide.levers.is_empty() {
            section aria-labelledby="levers" { h2 id="levers" { "What you can argue with" }
                ul.flags { @for lever in &guide.levers { li { strong { (lever.title) } p { (lever.text) } @if !lever.only_if.is_empty() { p.note { "Only if: " (lever.only_if) } } } } }
            }
        }
        @if !guide.levels.is_empty() {
            section aria-labelledby="levels" { h2 id="levels" { "Levels held equal" }
                ul { @for (level, source) in &guide.levels { li { (level) span.who { (source) } } } } }
        }
        section aria-labelledby="rests" { h2 id="rests" { "Evidence" }
            @if guide.evidence.is_empty() { p.notice.plain { "Nothing is known for this work and place." } }
            ol.backing { @for line in &guide.evidence { li { (line.text) " · " (line.grade.label())
                @for source in &line.sources { " · " (source) }
                @if !line.caveats.is_empty() { p.note { (line.caveats.join("; ")) } } } } }
        }
    }
}
