//! A new offer: by form, or from a letter that is dropped, chosen or pasted.
//!
//! What a letter says is shown beside the sentence it was read from, and nothing is written
//! before the person has looked at it.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FormRejection};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use batna_app::Failure;
use batna_app::page::{
    Change, Confidence, Diagnostic, Field, FileKind, Group, LetterRead, Refused, filled, form,
};
use maud::{Markup, html};

use super::fields;
use crate::frame::{Here, failed, page, page_with, problems, token};
use crate::guard::form_is_ours;
use crate::multipart::parts;
use crate::site::{Shared, Site};

/// Ways to add an offer, with what was typed so far.
struct Start<'a> {
    groups: Vec<Group>,
    found: &'a [Refused],
    /// What was wrong with a letter.
    letter: Option<&'a Failure>,
    pasted: &'a str,
}

fn empty() -> Start<'static> {
    Start {
        groups: form(FileKind::Offer, "status = \"written\"\n"),
        found: &[],
        letter: None,
        pasted: "",
    }
}

pub(super) async fn show(State(site): State<Shared>) -> Response {
    page(&site, Here::Case, "Add an offer", &start(&site, &empty()))
}

fn start(site: &Site, shown: &Start<'_>) -> Markup {
    html! {
        p.crumb { a href="/" { "Case" } }
        h1 { "Add an offer" }
        p.lead { "From its letter, or by hand. The employer is enough to begin; what stays open becomes a list of questions, ranked by what they are worth." }
        section aria-labelledby="letter" {
            h2 id="letter" { "From the letter" }
            @if let Some(failure) = shown.letter {
                div role="alert" { p.notice { "The letter was not read, and nothing was added." } (problems(failure.diagnostics.iter())) }
            }
            form method="post" action="/offers/letter" enctype="multipart/form-data" data-drop {
                (token(site))
                div.sides {
                    div.field.drop {
                        label for="file" { "The document" }
                        input type="file" id="file" name="letter" accept=".pdf,.docx,.eml,.html,.htm,.txt,.md" data-most=(batna_app::page::LARGEST_LETTER) aria-describedby="file-hint";
                        span.hint id="file-hint" { "Drop it here or choose it: PDF, Word, e-mail or text, up to 10 MB. It is taken apart in a process of its own, on this machine." }
                        p.problem data-drop-problem role="alert" hidden { }
                    }
                    div.field {
                        label for="pasted" { "Or its text" }
                        textarea id="pasted" name="pasted" rows="6" spellcheck="false" { "\n" (shown.pasted) }
                    }
                }
                p.actions { button type="submit" { "Read the letter" } span.note { "You see what was read before anything is written." } }
            }
        }
        section aria-labelledby="by-hand" {
            h2 id="by-hand" { "By hand" }
            @if !shown.found.is_empty() {
                div role="alert" { p.notice { "Nothing was added. What you wrote is still here." } (problems(shown.found.iter().map(|one| &one.diagnostic))) }
            }
            form method="post" action="/offers/new" {
                (token(site))
                (fields::groups(&shown.groups, shown.found))
                p.actions { button type="submit" { "Add the offer" } " " a.button.quiet href="/" { "Cancel" } }
            }
        }
    }
}

fn again(site: &Site, shown: &Start<'_>, status: StatusCode) -> Response {
    page_with(
        site,
        Here::Case,
        "Add an offer",
        &start(site, shown),
        status,
    )
}

fn id_of(path: &str) -> &str {
    path.trim_start_matches("offers/").trim_end_matches(".toml")
}

fn appeared() -> Refused {
    Refused {
        field: None,
        diagnostic: Diagnostic::error(
            "case::save-conflict",
            "a file of this name appeared while you wrote",
        )
        .remedy("send the form again; another name is taken then"),
    }
}

pub(super) async fn add(
    State(site): State<Shared>,
    form_sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let sent = match super::fields(&site, form_sent) {
        Ok(fields) => fields::sent(&fields),
        Err(response) => return response,
    };
    let typed = sent.clone();
    let added = site.work(move |desk, _| desk.add_offer(&sent)).await;
    let found = match added {
        Ok((path, Change::Saved)) => return super::see(&format!("/offers/{}", id_of(&path))),
        Ok((_, Change::Refused(found))) => found,
        Ok((_, Change::Conflict(_))) => vec![appeared()],
        Err(failure) => return failed(&site, Here::Case, &failure),
    };
    let mut shown = Start {
        found: &found,
        ..empty()
    };
    fields::typed(&mut shown.groups, &typed);
    again(&site, &shown, StatusCode::UNPROCESSABLE_ENTITY)
}

/// A letter that came, read and shown.
pub(super) async fn letter(
    State(site): State<Shared>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return super::too_large();
    };
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let Some(parts) = parts(kind, &body) else {
        return super::form_refused(&site, "It could not be read as a form of this page.");
    };
    let text_of = |name: &str| {
        let part = parts.iter().find(|part| part.name == name);
        part.and_then(|part| std::str::from_utf8(part.content).ok())
            .unwrap_or_default()
    };
    if !form_is_ours(&site, text_of("form")) {
        return super::form_refused(&site, super::FOREIGN);
    }
    let pasted = text_of("pasted").trim().to_owned();
    let file = parts
        .iter()
        .find(|part| part.name == "letter" && !part.content.is_empty());
    let (name, bytes) = match file {
        Some(part) => (
            part.file.clone().unwrap_or_else(|| "letter".to_owned()),
            part.content.to_vec(),
        ),
        None => ("pasted text".to_owned(), pasted.clone().into_bytes()),
    };
    if bytes.is_empty() {
        let failure = Failure::usage(
            Diagnostic::error("page::no-letter", "there is no document and no text")
                .remedy("choose the letter's file, or paste its text"),
        );
        let shown = Start {
            letter: Some(&failure),
            ..empty()
        };
        return again(&site, &shown, StatusCode::UNPROCESSABLE_ENTITY);
    }
    match site.work(move |desk, _| desk.propose(&name, bytes)).await {
        Ok((document, read)) => {
            let mut groups = form(FileKind::Offer, &read.offer);
            // Nobody is called by the name that stands in for a missing one.
            if read.proposal.get("employer").is_none() {
                let nobody = ("employer".to_owned(), String::new());
                fields::typed(&mut groups, &[nobody]);
            }
            let body = proposal(&site, &document, &read, &groups);
            page(&site, Here::Case, "Look at what was read", &body)
        }
        Err(failure) => {
            let shown = Start {
                letter: Some(&failure),
                pasted: &pasted,
                ..empty()
            };
            again(&site, &shown, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn proposal(site: &Site, document: &str, read: &LetterRead, groups: &[Group]) -> Markup {
    // A field of a table is called by both, since it stands alone here.
    let all = || {
        groups.iter().flat_map(|group| {
            group.fields.iter().map(|field| Field {
                label: match group.label.as_str() {
                    "" => field.label.clone(),
                    label => format!("{label}: {}", field.label.to_lowercase()),
                },
                ..field.clone()
            })
        })
    };
    let stated: Vec<_> = read
        .proposal
        .fields
        .iter()
        .filter_map(|from| Some((all().find(|field| field.path == from.path)?, from)))
        .collect();
    let rest: Vec<Group> = groups
        .iter()
        .map(|group| Group {
            fields: group
                .fields
                .iter()
                .filter(|field| field.path != "unconfirmed")
                .filter(|field| stated.iter().all(|(known, _)| known.path != field.path))
                .cloned()
                .collect(),
            ..group.clone()
        })
        .collect();
    html! {
        p.crumb { a href="/offers/new" { "Add an offer" } }
        h1 { "Look at what was read" }
        p.lead { "From " strong { (read.file) } ". Nothing is written yet: set each line beside its sentence, and change what is wrong." }
        @if !read.proposal.contradictions.is_empty() {
            section aria-labelledby="two" { h2 id="two" { "The letter says two things" }
                ul.flags { @for one in &read.proposal.contradictions { li { strong { (one.path) ": " (one.first) " or " (one.second) } p { "Lines " (one.first_line) " and " (one.second_line) ". Ask which holds, in writing." } } } } }
        }
        form method="post" action="/offers/confirm" {
            (token(site))
            input type="hidden" name="document" value=(document);
            input type="hidden" name="text" value=(read.offer);
            section aria-labelledby="read" {
                h2 id="read" { "Read from the letter" }
                div.beside-letter {
                    @for (field, from) in &stated {
                        div.read-line {
                            (fields::one(field, &[]))
                            blockquote { p { bdi { (from.sentence) } }
                                p.note { "line " (from.line) " " (confidence(from.confidence)) @if let Some(note) = &from.note { " " (note) } } }
                        }
                    }
                }
                @if stated.is_empty() { p.notice.plain { "No term was understood. Fill in what it says below." } }
            }
            section aria-labelledby="more" { h2 id="more" { "Not read from it" } (fields::groups(&rest, &[])) }
            @if !read.proposal.missing.is_empty() {
                section aria-labelledby="missing" { h2 id="missing" { "The letter does not say" }
                    ul.gaps { @for one in read.proposal.missing.iter().take(12) { li { (one.ask) } } } }
            }
            @if !read.proposal.unread.is_empty() || !read.left_out.is_empty() {
                section aria-labelledby="unread" { h2 id="unread" { "Read these yourself" }
                    ul { @for sentence in &read.proposal.unread { li { bdi { (sentence) } } } }
                    (problems(read.left_out.iter())) }
            }
            section aria-labelledby="add" {
                h2 id="add" { "Add it" }
                p { label.check { input type="checkbox" name="confirmed" value="yes"; " I set these terms beside the letter, and they agree" } }
                p.note { "Without the tick the offer is added as unconfirmed: it is valued, and no script asserts anything from it." }
                p.actions { button type="submit" { "Add the offer" } " " a.button.quiet href="/offers/new" { "Leave it" } }
            }
        }
    }
}

fn confidence(sure: Confidence) -> Markup {
    match sure {
        Confidence::High => html! { span.badge { "stated" } },
        Confidence::Medium => html! { span.badge { "usual reading" } },
        Confidence::Low => html! { span.badge.warning { "check it" } },
    }
}

/// The person's word on what a letter proposed.
pub(super) async fn confirm(
    State(site): State<Shared>,
    form_sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let sent = match super::fields(&site, form_sent) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let typed = fields::sent(&sent);
    let (text, mut found) = filled(FileKind::Offer, sent.get("text"), &typed);
    let (document, confirmed) = (sent.get("document").to_owned(), sent.has("confirmed"));
    if found.is_empty() {
        let proposed = text.clone();
        let added = site
            .work(move |desk, _| desk.add_proposed(&document, &proposed, confirmed))
            .await;
        match added {
            Ok((path, Change::Saved)) => return super::see(&format!("/offers/{}", id_of(&path))),
            Ok((_, Change::Refused(refused))) => found = refused,
            Ok((_, Change::Conflict(_))) => found = vec![appeared()],
            Err(failure) => return failed(&site, Here::Case, &failure),
        }
    }
    let mut shown = Start {
        groups: form(FileKind::Offer, &text),
        found: &found,
        ..empty()
    };
    fields::typed(&mut shown.groups, &typed);
    again(&site, &shown, StatusCode::UNPROCESSABLE_ENTITY)
}
