//! What was said, by whom, spoken or written, and what the letter still lacks.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::Response;
use batna_app::page::{Channel, LedgerEntry, Looked, Speaker, unwritten};
use maud::{Markup, html};

use crate::frame::{Here, failed, page, problems, token};
use crate::site::{Shared, Site};

const SPEAKERS: [(&str, &str, Speaker); 5] = [
    ("recruiter", "the recruiter", Speaker::Recruiter),
    (
        "hiring-manager",
        "the hiring manager",
        Speaker::HiringManager,
    ),
    ("executive", "an executive", Speaker::Executive),
    ("me", "I", Speaker::Me),
    ("other", "somebody else", Speaker::Other),
];
const CHANNELS: [(&str, &str, Channel); 6] = [
    ("call", "on a call", Channel::Call),
    ("video", "in a video call", Channel::Video),
    ("in-person", "in person", Channel::InPerson),
    ("email", "by e-mail", Channel::Email),
    ("message", "by message", Channel::Message),
    ("letter", "in a letter", Channel::Letter),
];

pub(super) async fn show(State(site): State<Shared>) -> Response {
    match site.work(|desk, _| desk.look()).await {
        Ok(looked) => page(&site, Here::Ledger, "Ledger", &body(&site, &looked, None)),
        Err(failure) => failed(&site, Here::Ledger, &failure),
    }
}

fn body(
    site: &Site,
    looked: &Looked,
    trouble: Option<(&batna_app::Failure, &super::Fields)>,
) -> Markup {
    let case = &looked.opened.case;
    let employer = |id: &str| {
        case.offer(id)
            .map_or(id.to_owned(), |offer| offer.employer.clone())
    };
    let missing = unwritten(looked);
    let kept = |name: &str| trouble.map_or("", |(_, fields)| fields.get(name));
    let day = if kept("date").is_empty() {
        looked.opened.as_of.to_string()
    } else {
        kept("date").to_owned()
    };
    html! {
        h1 { "Ledger" }
        p.lead { "Who said what, and how. Lines are added, never changed." }
        @if !missing.is_empty() {
            section aria-labelledby="unwritten" {
                h2 id="unwritten" { "Said, and not in the offer's file" }
                ul.flags { @for one in &missing { li { strong { (employer(&one.offer)) ": " (one.term) " " (one.value) }
                    p { "Said on " (one.date) "; the file says " @match &one.stated { Some(stated) => { (stated) } None => { "nothing" } } ". Ask for it in the letter." } } } }
            }
        }
        section aria-labelledby="record" {
            h2 id="record" { "Write down what was said" }
            @if let Some((failure, _)) = trouble { div role="alert" { p.notice { "Nothing was added." } (problems(failure.diagnostics.iter())) } }
            form method="post" action="/ledger" {
                (token(site))
                div.grid {
                    div.field { label for="date" { "Day" } input type="date" id="date" name="date" value=(day) required; }
                    div.field { label for="offer" { "About" } select id="offer" name="offer" {
                        option value="" { "no offer in particular" }
                        @for offer in &case.offers { option value=(offer.id) selected[kept("offer") == offer.id] { (offer.employer) } } } }
                    div.field { label for="by" { "Who" } select id="by" name="by" { @for (value, name, _) in SPEAKERS { option value=(value) selected[kept("by") == value] { (name) } } } }
                    div.field { label for="channel" { "How" } select id="channel" name="channel" { @for (value, name, _) in CHANNELS { option value=(value) selected[kept("channel") == value] { (name) } } } }
                }
                div.field { label for="said" { "What was said, as near as you remember" } textarea id="said" name="said" rows="3" required { (kept("said")) } }
                div.field { label for="terms" { "Terms it states, one a line: " code { "base = 215000 USD" } } textarea id="terms" name="terms" rows="2" { (kept("terms")) } }
                p { label { input type="checkbox" name="confidential" value="yes" checked[kept("confidential") == "yes"]; " not to be repeated to others" } }
                p.actions { button type="submit" { "Add to the ledger" } }
            }
        }
        section aria-labelledby="lines" {
            h2 id="lines" { "So far" }
            @if case.ledger.is_empty() { p.notice { "Nothing is written down yet. What was said on a call is worth most while you remember it." } }
            ol.ledger reversed {
                @for entry in case.ledger.iter().rev() { li {
                    p.meta { time { (entry.date) } " · " (speaker(entry.by)) " · " (channel(entry.channel))
                        @if entry.channel.is_written() { span.badge { "written" } } @else { span.badge.warning { "spoken" } }
                        @if let Some(offer) = &entry.offer { " · " a href=(format!("/offers/{offer}")) { (employer(offer)) } }
                        @if entry.unconfirmed { span.badge.warning { "unconfirmed" } }
                        @if entry.confidential { span.badge { "confidential" } } }
                    p.said { bdi { (entry.said) } }
                    @if !entry.terms.is_empty() { p.note { @for (term, value) in &entry.terms { code { (term) " = " (value) } " " } } }
                } }
            }
        }
    }
}

fn speaker(by: Speaker) -> &'static str {
    SPEAKERS
        .iter()
        .find(|(_, _, known)| *known == by)
        .map_or("", |(_, name, _)| name)
}

fn channel(by: Channel) -> &'static str {
    CHANNELS
        .iter()
        .find(|(_, _, known)| *known == by)
        .map_or("", |(_, name, _)| name)
}

pub(super) async fn record(
    State(site): State<Shared>,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let fields = match super::fields(&site, form) {
        Ok(fields) => fields,
        Err(response) => return response,
    };
    let entry = match entry(&fields) {
        Ok(entry) => entry,
        Err(message) => {
            let failure = batna_app::Failure::usage(message);
            return again(&site, &failure, &fields).await;
        }
    };
    match site.work(move |desk, _| desk.record(&entry)).await {
        Ok(()) => super::see("/ledger#lines"),
        Err(failure) => again(&site, &failure, &fields).await,
    }
}

async fn again(site: &Shared, failure: &batna_app::Failure, fields: &super::Fields) -> Response {
    match site.work(|desk, _| desk.look()).await {
        Ok(looked) => crate::frame::page_with(
            site,
            Here::Ledger,
            "Ledger",
            &body(site, &looked, Some((failure, fields))),
            axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        ),
        Err(failure) => failed(site, Here::Ledger, &failure),
    }
}

fn entry(fields: &super::Fields) -> Result<LedgerEntry, batna_app::page::Diagnostic> {
    let wrong = |message: &str, remedy: &str| {
        batna_app::page::Diagnostic::error("page::ledger-form", message).remedy(remedy)
    };
    let said = fields.get("said").trim().to_owned();
    if said.is_empty() {
        return Err(wrong(
            "what was said is empty",
            "write the words, as near as you remember them",
        ));
    }
    let terms = fields
        .get("terms")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            line.split_once('=')
                .map(|(term, value)| {
                    (
                        term.trim().to_owned(),
                        value.trim().trim_matches('"').to_owned(),
                    )
                })
                .ok_or_else(|| {
                    wrong(
                        "a term has no `=`",
                        "write one a line, such as `base = 215000 USD`",
                    )
                })
        })
        .collect::<Result<_, _>>()?;
    let offer = fields.get("offer");
    Ok(LedgerEntry {
        date: fields
            .get("date")
            .parse()
            .map_err(|_| wrong("the day is no date", "write it as 2026-06-15"))?,
        offer: (!offer.is_empty()).then(|| offer.to_owned()),
        by: SPEAKERS
            .iter()
            .find(|(value, _, _)| *value == fields.get("by"))
            .map(|(_, _, by)| *by)
            .ok_or_else(|| wrong("nobody said it", "choose who"))?,
        channel: CHANNELS
            .iter()
            .find(|(value, _, _)| *value == fields.get("channel"))
            .map(|(_, _, channel)| *channel)
            .ok_or_else(|| wrong("no channel is chosen", "choose how it was said"))?,
        refused: Vec::new(),
        said,
        terms,
        letter: std::collections::BTreeMap::new(),
        confidential: fields.has("confidential"),
        unconfirmed: false,
    })
}
