//! A file of the case changed by form or as text, with problems in place, merge and undo.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use batna_app::page::{
    CaseFile, Change, Desk, FileKind, Group, OtherVersion, Refused, filled, form, line_diff,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::fields;
use crate::frame::{Here, failed, page, page_with, problems, token};
use crate::site::{Shared, Site};

/// What came before: told once, after the redirect.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Before {
    done: Option<String>,
}

/// What the editor shows of a file.
struct Editor {
    file: CaseFile,
    /// The text in the editor; the file's own, or what the person wrote.
    text: String,
    groups: Vec<Group>,
    found: Vec<Refused>,
    versions: Vec<OtherVersion>,
}

impl Editor {
    /// Of a file, or of a text in its place.
    fn new(desk: &Desk, file: CaseFile, text: String) -> Editor {
        Editor {
            groups: FileKind::of(&file.path).map_or_else(Vec::new, |kind| form(kind, &text)),
            found: desk.proposed(&file.path, &text),
            versions: desk.versions(&file.path),
            file,
            text,
        }
    }
}

/// Why the editor comes back instead of the next page.
#[derive(Clone, Copy)]
enum Again {
    /// A field was refused; the text is the file's.
    Form,
    /// The whole text was.
    Text,
}

pub(super) async fn show(
    State(site): State<Shared>,
    Path(path): Path<String>,
    Query(before): Query<Before>,
) -> Response {
    let answer = site
        .work(move |desk, _| {
            let file = desk.file_or_new(&path)?;
            let text = file.text.clone();
            Ok(Editor::new(desk, file, text))
        })
        .await;
    match answer {
        Ok(shown) => {
            let done = match before.done.as_deref() {
                Some("saved") => Some("Saved. The text before it is kept below, under Undo."),
                Some("undone") => Some("Brought back. What was there is kept in turn."),
                _ => None,
            };
            let body = editor(&site, &shown, None, done);
            page(&site, Here::Elsewhere, &shown.file.path, &body)
        }
        Err(failure) => failed(&site, Here::Elsewhere, &failure),
    }
}

/// The offer that a file describes.
fn offer_of(path: &str) -> Option<&str> {
    path.strip_prefix("offers/")?.strip_suffix(".toml")
}

/// The name of a cap table that is not there yet, as an offer would call it.
fn new_captable_of(file: &CaseFile) -> Option<&str> {
    let name = file
        .path
        .strip_prefix("captables/")?
        .strip_suffix(".toml")?;
    file.hash.is_empty().then_some(name)
}

fn editor(site: &Site, shown: &Editor, again: Option<Again>, done: Option<&str>) -> Markup {
    let file = &shown.file;
    let action = format!("/edit/{}", file.path);
    html! {
        p.crumb { a href="/settings" { "Files" }
            @if let Some(offer) = offer_of(&file.path) { " · " a href=(format!("/offers/{offer}")) { "The offer" } }
            @if file.path == "me.toml" { " · " a href="/" { "Case" } } }
        h1 { code { (file.path) } }
        @match again {
            Some(_) => p.notice role="alert" { "Not saved. What you wrote is still here, and the file is as it was." },
            None => @if let Some(done) = done { p.done role="status" { (done) } },
        }
        @if let Some(offer) = new_captable_of(file) {
            p.note { "A new cap table. Save it, then write " code { (offer) } " into the field Captable of " a href=(format!("/edit/offers/{offer}.toml")) { "its offer" } ", so that the offer is valued by it." }
        }
        @if !shown.found.is_empty() { section aria-label="Problems" { (problems(shown.found.iter().map(|one| &one.diagnostic))) } }
        @if !shown.groups.is_empty() && !matches!(again, Some(Again::Text)) {
            section aria-labelledby="fields" {
                h2 id="fields" { "As a form" }
                form method="post" action=(action) {
                    (token(site))
                    input type="hidden" name="hash" value=(file.hash);
                    (fields::groups(&shown.groups, &shown.found))
                    p.actions.sticky { button type="submit" name="do" value="fill" { "Save fields" } }
                }
            }
        }
        section aria-labelledby="text" {
            h2 id="text" { "The whole file" }
            form method="post" action=(action) {
                (token(site))
                input type="hidden" name="hash" value=(file.hash);
                div.field {
                    label.hidden for="text-area" { "Text of " (file.path) }
                    textarea.code id="text-area" name="text" rows=(shown.text.lines().count().clamp(12, 34)) spellcheck="false" autocomplete="off" { "\n" (shown.text) }
                }
                p.actions {
                    button type="submit" name="do" value="save" { "Save" }
                    @if matches!(again, Some(Again::Text)) { " " button.quiet type="submit" name="do" value="anyway" { "Save with its errors" } }
                    " " a.button.quiet href=(action) { "Read again" }
                }
            }
        }
        @if !shown.versions.is_empty() {
            section aria-labelledby="versions" {
                h2 id="versions" { "Undo" }
                p.note { "Each save keeps the text before it." }
                ul.versions {
                    @for (index, version) in shown.versions.iter().take(10).enumerate() {
                        li { form.inline method="post" action=(action) {
                            (token(site))
                            input type="hidden" name="hash" value=(file.hash);
                            input type="hidden" name="version" value=(version.name);
                            button.quiet type="submit" name="do" value="undo" {
                                @if index == 0 { "Bring back the text before the last save" } @else { "Bring back version " (index + 1) }
                                span.hidden { " of " (version.bytes) " bytes" } }
                        } }
                    }
                }
            }
        }
    }
}

fn merge(site: &Site, path: &str, mine: &str, there: Option<&CaseFile>) -> Markup {
    let action = format!("/edit/{path}");
    html! {
        h1 { "Changed in between: " code { (path) } }
        p.notice role="alert" { "Somebody saved this file after you opened it: another tab, or an editor. Nothing was overwritten and nothing of yours is lost." }
        @match there {
            None => {
                p { "The file is gone from the case. Saving makes it anew." }
                form method="post" action=(action) {
                    (token(site))
                    div.field { label for="text-area" { "Your text" } textarea.code id="text-area" name="text" rows="20" spellcheck="false" { "\n" (mine) } }
                    p.actions { button type="submit" name="do" value="save" { "Save as a new file" } }
                }
            }
            Some(there) => {
                section aria-labelledby="differ" {
                    h2 id="differ" { "Where the two differ" }
                    div.scroll tabindex="0" role="region" aria-label="Differences" {
                        pre.diff { @for (mark, line) in line_diff(&there.text, mine) {
                            @match mark { '-' => del { "- " (line) "\n" }, '+' => ins { "+ " (line) "\n" }, _ => span { "  " (line) "\n" } }
                        } }
                    }
                    p.note { "Lines with a minus are in the file now; lines with a plus are yours." }
                }
                form method="post" action=(action) {
                    (token(site))
                    input type="hidden" name="hash" value=(there.hash);
                    div.sides {
                        div.field { label for="theirs" { "In the file now" } textarea.code id="theirs" readonly rows="18" spellcheck="false" { "\n" (there.text) } }
                        div.field { label for="text-area" { "Yours: change it until it is right" } textarea.code id="text-area" name="text" rows="18" spellcheck="false" { "\n" (mine) } }
                    }
                    p.actions {
                        button type="submit" name="do" value="save" { "Save mine over it" }
                        " " a.button.quiet href=(action) { "Keep what is in the file" }
                    }
                    p.note { "What is in the file now is kept as a version either way." }
                }
            }
        }
    }
}

enum Done {
    Saved,
    Again(Box<Editor>, Again),
    Merge(Option<CaseFile>, String),
}

pub(super) async fn change(
    State(site): State<Shared>,
    Path(path): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let sent = match super::fields(&site, form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let (name, undoes) = (path.clone(), sent.get("do") == "undo");
    let done = site
        .work(move |desk, _| {
            let hash = sent.get("hash");
            let expected = (!hash.is_empty()).then_some(hash);
            let text = sent.get("text").replace("\r\n", "\n");
            let by_form = sent.get("do") == "fill";
            let typed = fields::sent(&sent);
            let change = match sent.get("do") {
                "fill" => desk.fill(&path, hash, &typed)?,
                "undo" => desk.bring_back(&path, sent.get("version"), expected)?,
                other => match desk.save(&path, expected, &text, other == "anyway") {
                    Ok(change) => change,
                    // The system refuses, such as for a full disk: the text comes back.
                    Err(failure) if desk.file(&path).is_ok() => Change::Refused(
                        failure
                            .diagnostics
                            .into_iter()
                            .map(|diagnostic| Refused {
                                field: None,
                                diagnostic,
                            })
                            .collect(),
                    ),
                    Err(failure) => return Err(failure),
                },
            };
            Ok(match change {
                Change::Saved => Done::Saved,
                Change::Refused(found) => {
                    let there = desk.file(&path).unwrap_or(CaseFile {
                        path: path.clone(),
                        text: String::new(),
                        hash: String::new(),
                    });
                    let shown = if by_form { there.text.clone() } else { text };
                    // The hash of what the person began from: a change in between still shows.
                    let file = CaseFile {
                        hash: hash.to_owned(),
                        ..there
                    };
                    let mut editor = Editor::new(desk, file, shown);
                    fields::typed(&mut editor.groups, &typed);
                    editor.found = found;
                    let again = if by_form { Again::Form } else { Again::Text };
                    Done::Again(Box::new(editor), again)
                }
                Change::Conflict(there) => {
                    let mine = match (&there, FileKind::of(&path)) {
                        (Some(there), Some(kind)) if by_form => filled(kind, &there.text, &typed).0,
                        _ => text,
                    };
                    Done::Merge(there, mine)
                }
            })
        })
        .await;
    match done {
        Ok(Done::Saved) => {
            let word = if undoes { "undone" } else { "saved" };
            super::see(&format!("/edit/{name}?done={word}"))
        }
        Ok(Done::Again(shown, again)) => {
            let body = editor(&site, &shown, Some(again), None);
            page_with(
                &site,
                Here::Elsewhere,
                &name,
                &body,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
        }
        Ok(Done::Merge(there, mine)) => {
            let body = merge(&site, &name, &mine, there.as_ref());
            page_with(&site, Here::Elsewhere, &name, &body, StatusCode::CONFLICT)
        }
        Err(failure) => failed(&site, Here::Elsewhere, &failure),
    }
}
