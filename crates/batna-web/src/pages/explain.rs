//! How one figure came about.

use axum::extract::{Path, State};
use axum::response::Response;
use batna_app::document::basis;
use batna_app::page::Trace;
use maud::{Markup, html};

use crate::frame::{Here, failed, page};
use crate::site::Shared;

/// Steps nested deeper than this are left to `batna explain --json`.
const DEEPEST: usize = 12;

pub(super) async fn show(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    let trace = match site.work(move |desk, _| desk.explained(&id)).await {
        Ok(trace) => trace,
        Err(failure) => return failed(&site, Here::Elsewhere, &failure),
    };
    let body = html! {
        h1 { "How this came about" }
        p.lead { (trace.label) ": " strong { (trace.value) } }
        p.note { code { (trace.id) } " · the same as " code { "batna explain " (trace.id) } }
        div.trace { (step(&trace, 0)) }
    };
    page(&site, Here::Elsewhere, "How this came about", &body)
}

fn step(trace: &Trace, depth: usize) -> Markup {
    html! {
        (basis(trace))
        @if !trace.inputs.is_empty() && depth < DEEPEST {
            ul.inputs { @for input in &trace.inputs {
                li {
                    @if input.inputs.is_empty() && input.rule.is_none() && input.parameters.is_empty() && input.sources.is_empty() && input.notes.is_empty() {
                        (input.label) ": " strong { (input.value) }
                    } @else {
                        details open[depth == 0] { summary { (input.label) ": " strong { (input.value) } } (step(input, depth + 1)) }
                    }
                }
            } }
        }
    }
}
