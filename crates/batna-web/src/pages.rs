//! One file a page: its routes' handlers and its HTML.

mod adding;
mod assets;
mod case;
mod compare;
mod editing;
mod explain;
mod fields;
mod ledger;
mod market;
mod offer;
mod plan;
mod practice;
mod settings;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::html;

use crate::frame::{Here, page_with};
use crate::site::Shared;
use crate::{LARGEST_BODY, LARGEST_UPLOAD};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(case::show))
        .route("/offers/new", get(adding::show).post(adding::add))
        .route(
            "/offers/letter",
            post(adding::letter).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route("/offers/confirm", post(adding::confirm))
        .route("/offers/{id}", get(offer::show))
        .route("/compare", get(compare::show))
        .route("/compare/redraw", get(compare::redraw))
        .route("/market", get(market::show))
        .route("/market/{id}", get(market::offer))
        .route("/market/{id}/guide", get(market::guide))
        .route("/plan", get(plan::first))
        .route("/plan/{id}", get(plan::show))
        .route("/plan/{id}/brief", get(plan::brief))
        .route("/practice", get(practice::first))
        .route("/practice/{id}", get(practice::show).post(practice::say))
        .route("/ledger", get(ledger::show).post(ledger::record))
        .route("/settings", get(settings::show))
        .route("/edit/{*path}", get(editing::show).post(editing::change))
        .route("/explain/{id}", get(explain::show))
        .route("/style.css", get(assets::style))
        .route("/app.js", get(assets::script))
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn not_found(State(site): State<Shared>, request: Request) -> Response {
    if request.uri().path() == "/favicon.ico" {
        return StatusCode::NO_CONTENT.into_response();
    }
    let body = html! {
        h1 { "There is no such page" }
        p { "It may have been an offer whose file was renamed." }
        p { a.button href="/" { "To the case" } }
    };
    page_with(
        &site,
        Here::Elsewhere,
        "Not found",
        &body,
        StatusCode::NOT_FOUND,
    )
}

/// A form that could not be read, or came without its token.
fn form_refused(site: &crate::site::Site, why: &str) -> Response {
    let body = html! {
        h1 { "The form was not taken" }
        p { (why) }
        p { "Nothing was changed. Go back in the browser: what you wrote is still there." }
    };
    page_with(
        site,
        Here::Elsewhere,
        "Not taken",
        &body,
        StatusCode::FORBIDDEN,
    )
}

const FOREIGN: &str =
    "It is from another run of batna, or not from this page. Reload the page and send it again.";

/// More than a case or a letter can be.
pub(crate) fn too_large() -> Response {
    crate::frame::refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        "That is too large",
        "A letter is at most ten megabytes, a text of a case two. Nothing was saved or changed; go back in the browser and choose a smaller file.",
    )
}

/// The fields of a posted form, its token checked.
///
/// Errors: the page that says why it was not taken.
fn fields(
    site: &crate::site::Site,
    form: Result<
        axum::extract::Form<Vec<(String, String)>>,
        axum::extract::rejection::FormRejection,
    >,
) -> Result<Fields, Response> {
    let axum::extract::Form(fields) = form.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            too_large()
        } else {
            form_refused(site, "It could not be read as a form of this page.")
        }
    })?;
    let fields = Fields(fields);
    if !crate::guard::form_is_ours(site, fields.get("form")) {
        return Err(form_refused(site, FOREIGN));
    }
    Ok(fields)
}

/// Fields of a form in their order.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first field of the name; empty where there is none.
    fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Every field of the name, in order.
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

/// Offers as tabs, where there is a choice.
fn tabs(prefix: &str, offers: &[(String, String)], here: &str) -> maud::Markup {
    html! {
        @if offers.len() > 1 {
            nav.tabs aria-label="Offers" { @for (id, employer) in offers {
                a href=(format!("{prefix}{id}")) aria-current=[(id == here).then_some("true")] { (employer) } } }
        }
    }
}

fn see(place: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(axum::http::header::LOCATION, place.to_owned())],
    )
        .into_response()
}
