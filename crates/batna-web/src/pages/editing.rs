//! A file of the case changed by form or as text, with problems in place, merge and undo.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use batna_app::page::{CaseFile, Change, Desk, Diagnostic, OtherVersion, Written, line_diff};
use maud::{Markup, html};

use super::Fields;
use crate::frame::{Here, failed, page, page_with, problems, token};
use crate::site::{Shared, Site};

/// Field, label, hint, kind of input, how it stands in the file.
type FormField = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Written,
);

const OF_OFFER: [FormField; 13] = [
    ("employer", "Employer", "", "text", Written::Text),
    (
        "status",
        "Status",
        "written, verbal, accepted, declined, expired",
        "text",
        Written::Text,
    ),
    ("base", "Base a year", "205000 USD", "text", Written::Text),
    ("bonus", "Target bonus", "15%", "text", Written::Text),
    (
        "signing",
        "Signing bonus",
        "25000 USD",
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
    (
        "company.kind",
        "Company",
        "public or private",
        "text",
        Written::Text,
    ),
    ("company.stage", "Stage", "series-b", "text", Written::Text),
    (
        "posted_range",
        "Posted range",
        "180000 - 230000 USD",
        "text",
        Written::Text,
    ),
];
const OF_ME: [FormField; 10] = [
    ("role", "Role", "ml-engineer", "text", Written::Text),
    ("level", "Level", "senior", "text", Written::Text),
    ("years", "Years of experience", "7", "text", Written::Bare),
    (
        "location",
        "Location",
        "San Francisco, CA",
        "text",
        Written::Text,
    ),
    ("currency", "Currency", "USD", "text", Written::Text),
    (
        "filing",
        "Filing status",
        "single, joint",
        "text",
        Written::Text,
    ),
    (
        "current_job.employer",
        "Current employer",
        "",
        "text",
        Written::Text,
    ),
    (
        "current_job.base",
        "Current base",
        "182000 USD",
        "text",
        Written::Text,
    ),
    (
        "needs.monthly",
        "Needed a month, after tax",
        "7500 USD",
        "text",
        Written::Text,
    ),
    (
        "needs.savings",
        "Savings",
        "85000 USD",
        "text",
        Written::Text,
    ),
];

fn form_of(path: &str) -> &'static [FormField] {
    match path {
        "me.toml" => &OF_ME,
        _ if path.starts_with("offers/") => &OF_OFFER,
        _ => &[],
    }
}

pub(super) async fn show(State(site): State<Shared>, Path(path): Path<String>) -> Response {
    let answer = site
        .work(move |desk, _| {
            let file = desk.file(&path)?;
            let found = desk.proposed(&path, &file.text);
            Ok((desk.versions(&path), file, found))
        })
        .await;
    match answer {
        Ok((versions, file, found)) => {
            let title = file.path.clone();
            let body = editor(&site, &file, &file.text, &found, &versions, None);
            page(&site, Here::Elsewhere, &title, &body)
        }
        Err(failure) => failed(&site, Here::Elsewhere, &failure),
    }
}

fn editor(
    site: &Site,
    file: &CaseFile,
    text: &str,
    found: &[Diagnostic],
    versions: &[OtherVersion],
    notice: Option<&str>,
) -> Markup {
    let values = Desk::values(text);
    let form = form_of(&file.path);
    let is_table = |name: &str| {
        let first = name.split('.').next().unwrap_or(name);
        !values.contains_key(name)
            && text.lines().any(|line| {
                line.trim_start().trim_start_matches('[').starts_with(first)
                    && (line.trim_start().starts_with('[') && !name.contains('.')
                        || line.contains('{') && line.trim_start().starts_with(first))
            })
    };
    let action = format!("/edit/{}", file.path);
    html! {
        p.crumb { a href="/settings" { "Files" } }
        h1 { code { (file.path) } }
        @if let Some(notice) = notice { p.notice role="alert" { (notice) } }
        @if !found.is_empty() { section aria-label="Problems" { (problems(found.iter())) } }
        @if !form.is_empty() && notice.is_none() {
            section aria-labelledby="fields" {
                h2 id="fields" { "The usual fields" }
                form method="post" action=(action) {
                    (token(site))
                    input type="hidden" name="hash" value=(file.hash);
                    div.grid {
                        @for (name, label, hint, kind, _) in form {
                            @if !is_table(name) {
                                @let id = format!("field-{}", name.replace('.', "-"));
                                div.field { label for=(id) { (label) }
                                    input id=(id) name=(format!("field.{name}")) type=(kind) autocomplete="off" value=(values.get(*name).map_or("", String::as_str))
                                        aria-describedby=[(!hint.is_empty()).then(|| format!("{id}-hint"))];
                                    @if !hint.is_empty() { span.hint id=(format!("{id}-hint")) { "such as " (hint) } } }
                            }
                        }
                    }
                    p.actions { button type="submit" name="do" value="fill" { "Save fields" } }
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
                    textarea.code id="text-area" name="text" rows=(text.lines().count().clamp(12, 34)) spellcheck="false" autocomplete="off" { "\n" (text) }
                }
                p.actions {
                    button type="submit" name="do" value="save" { "Save" }
                    @if notice.is_some() { " " button.quiet type="submit" name="do" value="anyway" { "Save with its errors" } }
                    " " a.button.quiet href=(action) { "Read again" }
                }
            }
        }
        @if !versions.is_empty() {
            section aria-labelledby="versions" {
                h2 id="versions" { "Undo" }
                p.note { "Each save keeps the text before it." }
                ul.versions {
                    @for (index, version) in versions.iter().take(10).enumerate() {
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
    Again(CaseFile, Vec<Diagnostic>, Vec<OtherVersion>, String),
    Merge(Option<CaseFile>, String),
}

pub(super) async fn change(
    State(site): State<Shared>,
    Path(path): Path<String>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let fields = match super::fields(&site, form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let (name, what) = (path.clone(), fields.get("do").to_owned());
    let done = site
        .work(move |desk, _| {
            let hash = fields.get("hash");
            let expected = (!hash.is_empty()).then_some(hash);
            let text = fields.get("text").replace("\r\n", "\n");
            let change = match fields.get("do") {
                "fill" => desk.fill(&path, hash, &filled(&path, &fields))?,
                "undo" => desk.bring_back(&path, fields.get("version"), expected)?,
                other => desk.save(&path, expected, &text, other == "anyway")?,
            };
            Ok(match change {
                Change::Saved => Done::Saved,
                Change::Refused(found) => {
                    let there = desk.file(&path).unwrap_or(CaseFile {
                        path: path.clone(),
                        text: String::new(),
                        hash: String::new(),
                    });
                    // The hash of what the person began from: a change in between still shows.
                    let shown = if text.is_empty() {
                        there.text.clone()
                    } else {
                        text
                    };
                    let file = CaseFile {
                        hash: hash.to_owned(),
                        ..there
                    };
                    Done::Again(file, found, desk.versions(&path), shown)
                }
                Change::Conflict(there) => {
                    let mine = if fields.get("do") == "fill" {
                        there.as_ref().map_or(String::new(), |there| {
                            Desk::filled(&there.text, &path, &filled(&path, &fields))
                        })
                    } else {
                        text
                    };
                    Done::Merge(there, mine)
                }
            })
        })
        .await;
    match done {
        Ok(Done::Saved) => match name
            .strip_prefix("offers/")
            .and_then(|rest| rest.strip_suffix(".toml"))
        {
            Some(id) if what != "undo" => super::see(&format!("/offers/{id}")),
            _ => super::see(&format!("/edit/{name}")),
        },
        Ok(Done::Again(file, found, versions, text)) => {
            let notice = "Not saved: the text has errors. It is still here as you wrote it.";
            let body = editor(&site, &file, &text, &found, &versions, Some(notice));
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

fn filled(path: &str, fields: &Fields) -> Vec<(String, String, Written)> {
    form_of(path)
        .iter()
        .filter(|(name, ..)| fields.has(&format!("field.{name}")))
        .map(|(name, _, _, _, written)| {
            (
                (*name).to_owned(),
                fields.get(&format!("field.{name}")).to_owned(),
                *written,
            )
        })
        .collect()
}
