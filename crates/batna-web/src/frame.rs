//! The frame around every page, and the pages that say what went wrong.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use batna_app::page::{Looked, Severity};
use batna_app::{Failure, FailureKind};
use maud::{DOCTYPE, Markup, html};

use crate::site::Site;

/// Where a page stands in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    Case,
    Compare,
    Market,
    Plan,
    Practice,
    Ledger,
    Settings,
    Elsewhere,
}

const PLACES: [(Here, &str, &str); 7] = [
    (Here::Case, "/", "Case"),
    (Here::Compare, "/compare", "Compare"),
    (Here::Market, "/market", "Market"),
    (Here::Plan, "/plan", "Plan"),
    (Here::Practice, "/practice", "Practice"),
    (Here::Ledger, "/ledger", "Ledger"),
    (Here::Settings, "/settings", "Settings"),
];

/// A page in its frame.
pub(crate) fn page(site: &Site, here: Here, title: &str, body: &Markup) -> Response {
    page_with(site, here, title, body, StatusCode::OK)
}

pub(crate) fn page_with(
    site: &Site,
    here: Here,
    title: &str,
    body: &Markup,
    status: StatusCode,
) -> Response {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{title} · {}", site.name())))
            body {
                a.skip href="#main" { "Skip to content" }
                header.top {
                    a.brand href="/" { "batna" span.case-name { (site.name()) } }
                    nav aria-label="Main" {
                        @for (place, href, name) in PLACES {
                            a href=(href) aria-current=[(place == here).then_some("page")] { (name) }
                        }
                    }
                }
                main id="main" tabindex="-1" { (body) }
                footer {
                    p { "On this machine alone. Figures are estimates that rest on what the case says and on cited sources; not tax or legal advice." }
                }
            }
        }
    };
    html_response(status, &document)
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) }
            link rel="icon" href="data:,";
            link rel="stylesheet" href="/style.css";
            script src="/app.js" defer {}
        }
    }
}

/// A page without navigation, for who is not in.
pub(crate) fn bare(status: StatusCode, title: &str, body: &Markup) -> Response {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            (head(title))
            body.bare { main id="main" { (body) } }
        }
    };
    html_response(status, &document)
}

pub(crate) fn refused(status: StatusCode, title: &str, why: &str) -> Response {
    bare(status, title, &html! { h1 { (title) } p { (why) } })
}

pub(crate) fn html_response(status: StatusCode, document: &Markup) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        document.0.clone(),
    )
        .into_response()
}

/// A failure as a page: what happened, what was kept, what to do.
pub(crate) fn failed(site: &Site, here: Here, failure: &Failure) -> Response {
    let (status, title) = match failure.kind {
        FailureKind::Input => (StatusCode::UNPROCESSABLE_ENTITY, "The case needs mending"),
        FailureKind::Usage => (StatusCode::NOT_FOUND, "Not found"),
        FailureKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "A fault of batna"),
    };
    let body = html! {
        h1 { (title) }
        p.lead { "Your files are as you left them. Figures come back as soon as this is mended." }
        (problems(failure.diagnostics.iter()))
        p { a.button href="/" { "To the case" } " " a.button.quiet href="/settings" { "Files" } }
    };
    page_with(site, here, title, &body, status)
}

/// A text in which names stand between backticks.
pub(crate) fn coded(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// Problems with their place and remedy, each linking to the editor.
pub(crate) fn problems<'a>(
    diagnostics: impl Iterator<Item = &'a batna_app::page::Diagnostic>,
) -> Markup {
    html! {
        ul.problems {
            @for one in diagnostics {
                @let (class, word) = match one.severity {
                    Severity::Error => ("error", "Error"),
                    Severity::Warning => ("warning", "Warning"),
                    _ => ("advice", "Advice"),
                };
                li class=(class) {
                    p { span.badge class=(class) { (word) } " " strong { (coded(&one.message)) } }
                    @if let Some(place) = &one.location {
                        @if place.line > 0 {
                            p.place { a href=(format!("/edit/{}#line-{}", place.file, place.line)) { (place.file) ", line " (place.line) }
                                @if !place.excerpt.is_empty() { code { (place.excerpt) } } }
                        } @else { p.place { (place.file) } }
                    }
                    @if let Some(remedy) = &one.remedy { p.remedy { (coded(remedy)) } }
                }
            }
        }
    }
}

/// A picture that may be wider than the screen; it scrolls by itself, also by keyboard.
pub(crate) fn figure(label: &str, picture: &Markup) -> Markup {
    html! { figure { div.scroll tabindex="0" role="region" aria-label=(label) { (picture) } } }
}

/// The hidden token of a form.
pub(crate) fn token(site: &Site) -> Markup {
    html! { input type="hidden" name="form" value=(site.form_token()); }
}

/// The line under a title that says from which day everything is seen.
pub(crate) fn seen_from(looked: &Looked) -> Markup {
    html! { p.lead { "Seen from " time { (looked.opened.as_of) } "." } }
}
