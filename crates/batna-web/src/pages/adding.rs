//! A new offer, by form or by a few pasted lines.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use batna_app::Failure;
use batna_app::page::{NewOffer, Written};
use maud::{Markup, html};

use super::Fields;
use crate::frame::{Here, page, page_with, problems, token};
use crate::site::{Shared, Site};

/// Field, label, hint, kind of input, how it stands in the file.
const FIELDS: [(&str, &str, &str, &str, Written); 9] = [
    (
        "base",
        "Base a year",
        "205000 USD, $205k, £130k",
        "text",
        Written::Text,
    ),
    (
        "bonus",
        "Target bonus",
        "15% or 30000 USD",
        "text",
        Written::Text,
    ),
    (
        "signing",
        "Signing bonus",
        "25000 USD",
        "text",
        Written::Text,
    ),
    (
        "grant",
        "Equity",
        "180000 USD RSU over 4y",
        "text",
        Written::Text,
    ),
    ("role", "Role", "ml-engineer", "text", Written::Text),
    ("level", "Level", "senior", "text", Written::Text),
    (
        "location",
        "Location",
        "San Francisco, CA",
        "text",
        Written::Text,
    ),
    ("deadline", "Answer due", "", "date", Written::Bare),
    ("start", "Start", "", "date", Written::Bare),
];

pub(super) async fn show(State(site): State<Shared>) -> Response {
    page(&site, Here::Case, "Add an offer", &body(&site, None))
}

fn body(site: &Site, trouble: Option<(&Failure, &Fields)>) -> Markup {
    let kept = |name: &str| trouble.map_or("", |(_, fields)| fields.get(name));
    html! {
        p.crumb { a href="/" { "Case" } }
        h1 { "Add an offer" }
        p.lead { "The employer is enough to begin; what stays open becomes a list of questions, ranked by what they are worth." }
        @if let Some((failure, _)) = trouble {
            div role="alert" { p.notice { "Nothing was added. What you wrote is still here." } (problems(failure.diagnostics.iter())) }
        }
        form method="post" action="/offers/new" {
            (token(site))
            div.grid {
                div.field { label for="employer" { "Employer" } input id="employer" name="employer" autocomplete="off" value=(kept("employer")); }
                div.field { label for="status" { "Status" } select id="status" name="status" {
                    option value="written" selected[kept("status") != "verbal"] { "written" } option value="verbal" selected[kept("status") == "verbal"] { "verbal" } } }
                @for (name, label, hint, kind, _) in FIELDS {
                    div.field { label for=(name) { (label) } input id=(name) name=(name) type=(kind) autocomplete="off" value=(kept(name)) aria-describedby=[(!hint.is_empty()).then(|| format!("hint-{name}"))];
                        @if !hint.is_empty() { span.hint id=(format!("hint-{name}")) { "such as " (hint) } } }
                }
            }
            div.field { label for="pasted" { "Or paste lines of an offer file" }
                textarea id="pasted" name="pasted" rows="6" spellcheck="false" aria-describedby="hint-pasted" { (kept("pasted")) }
                span.hint id="hint-pasted" { "such as " code { "employer = \"Acme\"" } ", " code { "base = \"205000 USD\"" } ", one a line; lines win over the form" } }
            p.actions { button type="submit" { "Add the offer" } " " a.button.quiet href="/" { "Cancel" } }
        }
    }
}

pub(super) async fn add(
    State(site): State<Shared>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let fields = match super::fields(&site, form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let mut new = NewOffer {
        employer: fields.get("employer").trim().to_owned(),
        terms: vec![(
            "status".to_owned(),
            Written::Text.toml(fields.get("status")),
        )],
    };
    for (name, _, _, _, written) in FIELDS {
        let value = fields.get(name).trim();
        if !value.is_empty() {
            new.terms.push((name.to_owned(), written.toml(value)));
        }
    }
    let pasted = fields.get("pasted").to_owned();
    let added = site
        .work(move |desk, _| desk.add_offer(&new.with_lines(&pasted)?))
        .await;
    match added {
        Ok(path) => {
            let id = path
                .trim_start_matches("offers/")
                .trim_end_matches(".toml")
                .to_owned();
            super::see(&format!("/offers/{id}"))
        }
        Err(failure) => page_with(
            &site,
            Here::Case,
            "Add an offer",
            &body(&site, Some((&failure, &fields))),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    }
}
