//! Alternatives side by side, and what-ifs that redraw.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use batna_app::page::{
    Tried, Valued, WhatIf, amount, break_evens, comparison_picture, distribution_picture, percent,
    range_of,
};
use maud::{Markup, html};
use serde::Deserialize;

use crate::frame::{Here, failed, figure, html_response, page};
use crate::site::Shared;

/// The what-ifs as the form sends them: whole percents and steps.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Tries {
    /// `simulated`, `growth` or `sale`.
    company: Option<String>,
    growth: Option<String>,
    /// Times the value of the last round.
    sale: Option<String>,
    horizon: Option<String>,
    discount: Option<String>,
    risk: Option<String>,
}

impl Tries {
    /// What was set; a value that is no number counts as not set.
    fn what_if(&self) -> WhatIf {
        let hundredths = |text: &Option<String>| {
            let value: f64 = text.as_deref()?.trim().parse().ok()?;
            value
                .is_finite()
                .then(|| (value.clamp(-1e4, 1e4) * 100.0).round() as i32)
        };
        let chosen = |company: &str, value: &Option<String>| {
            (self.company.as_deref() == Some(company))
                .then(|| hundredths(value))
                .flatten()
        };
        WhatIf {
            growth: chosen("growth", &self.growth),
            sale: chosen("sale", &self.sale),
            horizon_years: hundredths(&self.horizon)
                .and_then(|years| u32::try_from(years / 100).ok()),
            discount: hundredths(&self.discount),
            risk_aversion: hundredths(&self.risk),
        }
    }
}

pub(super) async fn show(State(site): State<Shared>, Query(tries): Query<Tries>) -> Response {
    let what_if = tries.what_if();
    let answer = site
        .work(move |desk, cancelled| {
            let tried = desk.tried(what_if, cancelled)?;
            Ok((tried, desk.valued(what_if, cancelled)?))
        })
        .await;
    let (tried, valued) = match answer {
        Ok((Some(tried), Some(valued))) => (tried, valued),
        // Nobody waits for it any more.
        Ok(_) => return StatusCode::NO_CONTENT.into_response(),
        Err(failure) => return failed(&site, Here::Compare, &failure),
    };
    if valued.valuation.alternatives.is_empty() {
        let body = html! {
            h1 { "Compare" }
            p.notice { "There is no open offer and no current job to compare yet." }
            p { a.button href="/offers/new" { "Add an offer" } " " a.button.quiet href="/edit/me.toml" { "Describe your job" } }
        };
        return page(&site, Here::Compare, "Compare", &body);
    }
    let body = html! {
        h1 { "Compare" }
        p.lead { "On the same simulated paths, over " (valued.valuation.horizon_years) " years, after tax. Seen from " time { (valued.valuation.as_of) } "." }
        div.compare {
            (controls(&valued))
            div.redrawn id="redrawn" aria-live="polite" { (drawn(&tried)) }
        }
        (settled(&valued))
    };
    page(&site, Here::Compare, "Compare", &body)
}

/// The part that changes while a slider moves.
pub(super) async fn redraw(State(site): State<Shared>, Query(tries): Query<Tries>) -> Response {
    let what_if = tries.what_if();
    match site
        .work(move |desk, cancelled| desk.tried(what_if, cancelled))
        .await
    {
        Ok(Some(tried)) => html_response(StatusCode::OK, &drawn(&tried)),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(failure) => html_response(
            StatusCode::UNPROCESSABLE_ENTITY,
            &html! { p.notice { "This cannot be drawn: " (failure.diagnostics.first().map_or("", |one| one.message.as_str())) } },
        ),
    }
}

fn used(valued: &Valued, id: &str) -> f64 {
    valued
        .valuation
        .assumptions
        .iter()
        .find(|used| used.id == id)
        .and_then(|used| used.value.trim_end_matches('%').parse().ok())
        .unwrap_or(0.0)
}

fn controls(valued: &Valued) -> Markup {
    let tried = valued.what_if;
    let growth = tried.growth.map_or(15.0, |value| f64::from(value) / 100.0);
    let sale = tried.sale.map_or(2.0, |value| f64::from(value) / 100.0);
    let slider = |name: &str,
                  label: &str,
                  min: &str,
                  max: &str,
                  step: &str,
                  value: f64,
                  unit: &str| {
        html! {
            div.slider {
                label for=(format!("try-{name}")) { (label) }
                output for=(format!("try-{name}")) data-unit=(unit) { (value) (unit) }
                input type="range" id=(format!("try-{name}")) name=(name) min=(min) max=(max) step=(step) value=(value);
            }
        }
    };
    html! {
        form.controls method="get" action="/compare" data-redraw="/compare/redraw" {
            h2 { "What if" }
            fieldset {
                legend { "Companies" }
                label { input type="radio" name="company" value="simulated" checked[tried.growth.is_none() && tried.sale.is_none()]; " simulated, with their risks" }
                label { input type="radio" name="company" value="growth" checked[tried.growth.is_some()]; " all grow for certain" }
                (slider("growth", "growth a year", "-50", "100", "5", growth, "%"))
                label { input type="radio" name="company" value="sale" checked[tried.growth.is_none() && tried.sale.is_some()]; " private ones are sold when you leave" }
                (slider("sale", "exit, times the last round", "0", "10", "0.25", sale, "×"))
            }
            (slider("horizon", "years you stay", "1", "8", "1", f64::from(valued.valuation.horizon_years), " years"))
            (slider("discount", "riskless discount a year", "0", "10", "0.25", used(valued, "value.risk_free"), "%"))
            (slider("risk", "risk aversion", "0", "8", "0.5", used(valued, "value.risk_aversion"), ""))
            p.actions { button type="submit" { "Redraw" } " " a.button.quiet href="/compare" { "As the case says" } }
            p.note { "Nothing here changes your files." }
        }
    }
}

fn drawn(tried: &Tried) -> Markup {
    let valuation = &tried.valuation;
    let name = |id: &str| {
        valuation
            .alternative(id)
            .map_or(id.to_owned(), |one| one.employer.clone())
    };
    html! {
        p.scenario { strong { (valuation.scenario) } ", " (valuation.horizon_years) " years, " (valuation.paths) " paths" }
        table.duels {
            caption { "Chance that one is worth more than the other" }
            thead { tr { th scope="col" { "pair" } th.right scope="col" { "chance" } th.right scope="col" { "as certain money, a year" } } }
            tbody { @for one in &tried.chances {
                @let (a, b, chance, gap) = if one.gap_a_year >= 0.0 { (&one.a, &one.b, one.a_beats_b, one.gap_a_year) }
                    else { (&one.b, &one.a, 1.0 - one.a_beats_b, -one.gap_a_year) };
                tr { th scope="row" { (name(a)) span.over { " over " } (name(b)) }
                    td.right { (percent(chance)) }
                    td.right { "+" (amount(gap, valuation.currency)) } }
            } }
        }
        @if let Some(picture) = distribution_picture(valuation, None) { (figure("Distributions of the average year after tax", &picture)) }
        @if let Some(picture) = comparison_picture(valuation) { (figure("Years side by side", &picture)) }
        details {
            summary { "All measures as a table" }
            div.scroll tabindex="0" role="region" aria-label="Measures side by side" {
                table {
                    thead { tr { th scope="col" { "measure" } @for one in &valuation.alternatives { th.right scope="col" { (one.employer) } } } }
                    tbody {
                        @for row in 0..9 {
                            @let known = valuation.alternatives.iter().any(|one| one.figures.named()[row].1.p50.is_some());
                            @if known && let Some(first) = valuation.alternatives.first() {
                                tr { th scope="row" { (first.figures.named()[row].0) }
                                    @for one in &valuation.alternatives {
                                        td.right { @match range_of(one.figures.named()[row].1, one.currency) {
                                            Some((middle, Some((low, high)))) => { (low) "–" (high) br; span.middle { "median " (middle) } }
                                            Some((middle, None)) => { (middle) }
                                            None => { "unknown" }
                                        } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn settled(valued: &Valued) -> Markup {
    let compare = &valued.compare;
    let name = |id: &str| compare.employer(id);
    html! {
        section aria-labelledby="level" {
            h2 id="level" { "What would close the gap" }
            @for pair in &compare.pairs {
                @let evens = break_evens(compare, &pair.a, &pair.b);
                @if !evens.is_empty() {
                    h3 { (name(&pair.a)) " and " (name(&pair.b)) }
                    p { "They draw level if, with everything else as offered," }
                    ul { @for even in &evens { li { (even) } } }
                }
            }
            @for note in &compare.notes { p.note { (note) } }
        }
        @let priced: Vec<_> = compare.non_cash.iter().filter(|row| !row.factors.is_empty()).collect();
        @if !priced.is_empty() {
            section aria-labelledby="notpay" {
                h2 id="notpay" { "What is not pay" }
                ul { @for row in priced { li { strong { (name(&row.alternative)) } ": " (amount(row.total_a_year, compare.currency)) " a year by your own trade-offs; in none of the figures above" } } }
            }
        }
        section aria-labelledby="floor" {
            h2 id="floor" { "Where to walk away" }
            div.private {
                p.note { "For you alone: nothing addressed to an employer ever holds these." }
                (batna_app::report::floor_document(&valued.floor).to_fragment("/explain/"))
            }
        }
        section aria-labelledby="assumed" {
            h2 id="assumed" { "Assumptions" }
            div.scroll tabindex="0" role="region" aria-label="Assumptions as a table" {
                table { thead { tr { th scope="col" { "assumption" } th.right scope="col" { "value" } th scope="col" { "source" } } }
                    tbody { @for used in &valued.valuation.assumptions { tr { th scope="row" { (used.label) } td.right { (used.value) } td { (used.source) " (" (used.grade.label()) ")" } } } } }
            }
        }
    }
}
