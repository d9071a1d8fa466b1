//! What the market pays for the work of an offer, with the offer on it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use batna_app::Failure;
use batna_app::market::MarketRequest;
use batna_app::page::{WhatIf, amount, market_picture};
use maud::{Markup, html};
use serde::Deserialize;

use crate::frame::{Here, failed, figure, page, problems};
use crate::site::Shared;

/// A described kind of work to look up.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    role: Option<String>,
    level: Option<String>,
    place: Option<String>,
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

async fn answer(site: &Shared, id: Option<String>, wanted: Wanted) -> Response {
    let asked = wanted.clone();
    let answer = site
        .work(move |desk, cancelled| {
            let looked = desk.look()?;
            let id = match id {
                Some(id) => Some(id),
                None => desk.foremost(cancelled)?,
            };
            let shown = match id {
                Some(id) => {
                    let plan = desk.planned(&id)?;
                    desk.valued(WhatIf::default(), cancelled)?
                        .map(|valued| (plan, valued))
                }
                None => None,
            };
            let looked_up = asked
                .role
                .as_deref()
                .map(str::trim)
                .filter(|role| !role.is_empty())
                .map(|role| {
                    let text = |value: &Option<String>| {
                        value
                            .as_deref()
                            .map(str::trim)
                            .filter(|value| !value.is_empty())
                            .map(str::to_owned)
                    };
                    desk.workbench().market_band(&MarketRequest {
                        role: role.to_owned(),
                        level: text(&asked.level),
                        place: text(&asked.place),
                        ..MarketRequest::default()
                    })
                });
            let others: Vec<(String, String)> = looked
                .opened
                .case
                .offers
                .iter()
                .map(|offer| (offer.id.clone(), offer.employer.clone()))
                .collect();
            Ok((looked, shown, looked_up, others))
        })
        .await;
    let (looked, shown, looked_up, others) = match answer {
        Ok(answer) => answer,
        Err(failure) => return failed(site, Here::Market, &failure),
    };
    let profile = &looked.opened.case.profile;
    let given = |value: &Option<String>, own: &Option<String>| {
        value.clone().or_else(|| own.clone()).unwrap_or_default()
    };
    let body = html! {
        h1 { "Market" }
        @if let Some((plan, valued)) = &shown {
            p.lead { "Pay for the work of " strong { (plan.plan.employer) } ". A band has percentiles; a published range has ends and no percentiles." }
            @if others.len() > 1 {
                nav.tabs aria-label="Offers" { @for (id, employer) in &others {
                    a href=(format!("/market/{id}")) aria-current=[(*id == plan.plan.offer).then_some("true")] { (employer) } } }
            }
            @if let Some(picture) = market_picture(valued, plan) { (figure("Bands of base pay with the offers on them", &picture)) }
            @else { p.notice { "Nothing is known for this role and place. State role, level and location in the offer or in me.toml, or import data with " code { "batna market import" } "." } }
            (evidence(plan))
        } @else { p.notice { "No open offer stands on it yet: " a href="/offers/new" { "add one" } "." } }
        section aria-labelledby="lookup" {
            h2 id="lookup" { "Look up a kind of work" }
            form.inline method="get" action="/market" {
                div.field { label for="role" { "Role" } input id="role" name="role" required value=(given(&wanted.role, &profile.role)); }
                div.field { label for="level" { "Level" } input id="level" name="level" value=(given(&wanted.level, &profile.level)); }
                div.field { label for="place" { "Place" } input id="place" name="place" value=(given(&wanted.place, &profile.location)); }
                button type="submit" { "Look up" }
            }
            @match looked_up {
                Some(Ok(found)) => (band(&found)),
                Some(Err(failure)) => (refused(&failure)),
                None => {}
            }
        }
    };
    page(site, Here::Market, "Market", &body)
}

fn refused(failure: &Failure) -> Markup {
    problems(failure.diagnostics.iter())
}

fn band(found: &batna_app::market::MarketBand) -> Markup {
    let band = &found.band;
    html! {
        div.result {
            h3 { (band.subject) ": " (band.measure.label()) }
            table {
                thead { tr { @for (point, _) in band.points() { th.right scope="col" { "p" (point) } } } }
                tbody { tr { @for (_, value) in band.points() { td.right { @if band.is_top_coded(value) { "≥ " } (amount(value, band.currency)) } } } }
            }
            p.note { (band.grade.label()) ", " (band.as_of) @if let Some(n) = band.n { ", n = " (n) }
                @for source in &band.sources { " · " (source) } }
            @if !band.caveats.is_empty() { ul.note { @for caveat in &band.caveats { li { (caveat) } } } }
        }
    }
}

fn evidence(plan: &batna_app::page::PlanShown) -> Markup {
    html! {
        section aria-labelledby="evidence" {
            h2 id="evidence" { "Evidence" }
            div.scroll tabindex="0" role="region" aria-label="Evidence as a table" {
                table {
                    thead { tr { th scope="col" { "what" } th.right scope="col" { "pays a year" } th scope="col" { "source, date, sample" } } }
                    tbody {
                        @for band in &plan.market.bands { tr {
                            th scope="row" { (band.subject) ": " (band.measure.label()) }
                            td.right { @for (index, (point, value)) in band.points().iter().enumerate() { @if index > 0 { br; } "p" (point) " " @if band.is_top_coded(*value) { "≥ " } (amount(*value, band.currency)) } }
                            td { @for source in &band.sources { (source) " " } "· " (band.grade.label()) ", " (band.as_of) @if let Some(n) = band.n { ", n = " (n) } @else { ", sample not stated" }
                                @for caveat in &band.caveats { p.note { (caveat) } } }
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
}
