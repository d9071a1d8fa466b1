//! What an assistant may add to a case where the person allowed it: always unconfirmed.
//!
//! Nothing that is there is changed: an offer is a new file, a line is appended.

use batna_app::save::save;
use batna_case::edit::new_offer;
use batna_case::save::SavePlan;
use batna_case::{LedgerEntry, append};
use batna_core::Diagnostic;
use serde_json::json;

use super::{Answer, bad_arguments};
use crate::arguments::{LedgerArguments, ProposeArguments};
use crate::redaction::Names;
use crate::session::Session;

/// Most keys that one call may state.
const MOST_TERMS: usize = 100;
const LEDGER: &str = "ledger.jsonl";
const CONFIRM: &str =
    "unconfirmed: it supports no claim until the person has read it and removed that mark";

pub fn propose_offer(session: &Session, _: &Names, asked: ProposeArguments) -> Answer {
    let opened = session.workbench.open()?;
    if asked.terms.len() > MOST_TERMS || asked.employer.trim().is_empty() {
        return Err(bad_arguments(
            "an employer and at most a hundred terms are needed",
            "state the terms that the letter or the person gave",
        ));
    }
    // The mark is the program's to set and the person's to remove.
    let terms: Vec<(&str, &str)> = asked
        .terms
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .filter(|(key, _)| *key != "unconfirmed" && *key != "employer")
        .collect();
    let taken: Vec<&str> = opened
        .case
        .offers
        .iter()
        .map(|offer| offer.id.as_str())
        .collect();
    let (path, text) = new_offer(&taken, &asked.employer, &terms, true)?;
    let saved = save(
        session.workbench.world().case_root(),
        &SavePlan::new(path.clone(), None, text),
    )?;
    Ok(json!({
        "schema": "batna/proposed/1",
        "file": path,
        "hash": saved.hash,
        "status": CONFIRM,
    }))
}

pub fn add_to_ledger(session: &Session, names: &Names, asked: LedgerArguments) -> Answer {
    let opened = session.workbench.open()?;
    let date = asked
        .date
        .parse()
        .map_err(|_| bad_arguments("date is not a day", "write it as 2026-06-15"))?;
    let offer = asked.offer.as_deref().map(|id| names.real_id(id));
    if let Some(id) = &offer
        && opened.case.offer(id).is_none()
    {
        return Err(
            Diagnostic::error("mcp::unknown-offer", "the case has no offer of this id")
                .remedy("`check` and the resources list the offers; leave it out for none")
                .into(),
        );
    }
    if asked.terms.len() > MOST_TERMS || asked.said.trim().is_empty() || asked.said.len() > 10_000 {
        return Err(bad_arguments(
            "what was said is empty or too long",
            "give the words, up to 10,000 characters",
        ));
    }
    let entry = LedgerEntry {
        date,
        offer,
        by: asked.by,
        channel: asked.channel,
        said: asked.said,
        terms: asked.terms,
        refused: Vec::new(),
        letter: std::collections::BTreeMap::new(),
        confidential: asked.confidential,
        unconfirmed: true,
    };
    let before = opened.files.files.get(LEDGER).map(Vec::as_slice);
    let text = match before {
        Some(bytes) => std::str::from_utf8(bytes).map_err(|_| {
            Diagnostic::error("mcp::ledger-unreadable", "the ledger is not UTF-8 text")
                .remedy("nothing was written; the person can mend ledger.jsonl")
        })?,
        None => "",
    };
    let after = append(text, &entry)?;
    // The line must read back without a problem, or it is not written.
    let line = text.lines().count() + 1;
    let (_, problems) = batna_case::parse_ledger(LEDGER, &after);
    let own: Vec<Diagnostic> = problems
        .into_iter()
        .filter(|problem| {
            problem
                .location
                .as_ref()
                .is_some_and(|place| place.line as usize >= line)
        })
        .collect();
    if !own.is_empty() {
        return Err(batna_app::Failure::input(own));
    }
    let saved = save(
        session.workbench.world().case_root(),
        &SavePlan::new(LEDGER, before, after),
    )?;
    Ok(json!({
        "schema": "batna/ledger-added/1",
        "file": LEDGER,
        "line": line,
        "hash": saved.hash,
        "status": CONFIRM,
    }))
}
