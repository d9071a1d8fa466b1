//! Who may ask, and what every answer carries.
//!
//! A page on the loopback is open to every program and every web site that the browser
//! has open. So: the Host must be ours (a rebound name is not), a change must come from
//! our own pages (Origin, or the browser's word for it, and a form token), and nothing is
//! shown without the cookie that the one-time link gave.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::frame::{bare, refused};
use crate::pages::too_large;
use crate::site::{Shared, Site, same};
use crate::{LARGEST_BODY, LARGEST_UPLOAD};

/// Longest wait for a seat.
const PATIENCE: Duration = Duration::from_secs(20);

/// Most of a refused body that is read before the answer.
const MOST_DRAINED: usize = 1 << 30;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) async fn guard(State(site): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = admit(&site, request, next).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn admit(site: &Site, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !host_is_ours(headers, site.port()) {
        return refused(
            StatusCode::MISDIRECTED_REQUEST,
            "This is not the address of the page",
            "The page answers only to 127.0.0.1 and localhost, with the port that was printed.",
        );
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read && !origin_is_ours(headers, site.port()) {
        return refused(
            StatusCode::FORBIDDEN,
            "The change did not come from this page",
            "Nothing was changed. Changes are taken from the page's own forms alone.",
        );
    }
    if is_read && request.uri().path() == "/" {
        let token = request.uri().query().and_then(|query| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix("token="))
        });
        if let Some(token) = token {
            return entered(site, token, headers);
        }
    }
    // The looks hold nothing private, and the page that says how to enter needs them.
    let is_asset = is_read && matches!(request.uri().path(), "/style.css" | "/app.js");
    if !is_asset && !has_session(headers, site) {
        return refused(
            StatusCode::UNAUTHORIZED,
            "Open the page by its link",
            "The terminal in which `batna serve` runs printed it. Press Enter there for a new one.",
        );
    }
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    let most = match request.uri().path() {
        "/offers/letter" => LARGEST_UPLOAD,
        _ => LARGEST_BODY,
    };
    if announced.is_some_and(|bytes| bytes > most as u64) {
        run_dry(request).await;
        return too_large();
    }
    let Ok(Ok(_seat)) = tokio::time::timeout(PATIENCE, site.seats.acquire()).await else {
        return refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too much at once",
            "The page is busy with other requests. Nothing was changed; try again in a moment.",
        );
    };
    next.run(request).await
}

/// Reads a body to its end and keeps none of it: a browser shows the answer to a form only
/// once it has sent the form. What goes on for too long is cut off.
async fn run_dry(request: Request) {
    let mut body = pin!(request.into_body());
    let drained = async {
        let mut left = MOST_DRAINED;
        while let Some(Ok(frame)) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
            left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len()));
            if left == 0 {
                break;
            }
        }
    };
    // Past the patience the connection closes with the answer.
    let _ = tokio::time::timeout(PATIENCE, drained).await;
}

fn host_is_ours(headers: &HeaderMap, port: u16) -> bool {
    headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|host| {
            host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}")
        })
}

/// The policy against referrers makes browsers send `Origin: null` with our own forms;
/// then the browser's word on where the request began has to say that it was here.
fn origin_is_ours(headers: &HeaderMap, port: u16) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let began_here = text("sec-fetch-site") == Some("same-origin");
    match text("origin") {
        Some("null") | None => began_here,
        Some(origin) => {
            origin == format!("http://127.0.0.1:{port}")
                || origin == format!("http://localhost:{port}")
        }
    }
}

fn has_session(headers: &HeaderMap, site: &Site) -> bool {
    let name = site.cookie_name();
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .any(|(known, value)| known == name && same(value, site.session()))
}

fn entered(site: &Site, token: &str, headers: &HeaderMap) -> Response {
    if site.enter(token) {
        let cookie = format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/",
            site.cookie_name(),
            site.session()
        );
        return (
            StatusCode::SEE_OTHER,
            [
                (header::LOCATION, "/".to_owned()),
                (header::SET_COOKIE, cookie),
            ],
        )
            .into_response();
    }
    if has_session(headers, site) {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response();
    }
    let body = html! {
        h1 { "This link was used already" }
        p { "Each link opens the page once, in one browser. Press Enter in the terminal in which "
            code { "batna serve" } " runs: it prints a new one." }
    };
    bare(StatusCode::UNAUTHORIZED, "Link used", &body)
}

/// The form token of a change.
pub(crate) fn form_is_ours(site: &Site, token: &str) -> bool {
    same(token, site.form_token())
}
