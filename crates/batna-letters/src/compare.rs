//! What was said before, set beside what the letter says.
//!
//! Promises come from the ledger and from earlier versions of the offer; the letter's
//! side is a proposal. Nothing is judged: a promise that the paper lacks is one to ask for.

use batna_case::model::{LedgerEntry, Speaker};
use batna_core::{Money, Rate, Shares};
use jiff::civil::Date;
use serde::Serialize;

use crate::Proposal;

/// One thing said, by its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Promise {
    pub field: String,
    pub value: String,
    pub date: Option<Date>,
    /// Where it is from: `recruiter, call` or `earlier version`.
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    Missing,
    Changed,
    New,
    Kept,
}

/// One field, before and on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    pub field: String,
    pub kept: Kept,
    pub promised: Option<String>,
    pub from: Option<String>,
    pub date: Option<Date>,
    pub letter: Option<String>,
    /// The sentence of the letter.
    pub sentence: Option<String>,
}

/// The name of a field as both sides write it.
fn canonical(field: &str) -> String {
    let name = field.replace('-', "_");
    match name.as_str() {
        "grant" | "equity" | "grant.size" | "equity_amount" | "equity_shares"
        | "equity_percent" => "grants.1.size".into(),
        "signing" | "signing_bonus" | "sign_on" => "signing.amount".into(),
        "relocation" => "relocation.amount".into(),
        "retention" => "retention.amount".into(),
        "bonus" | "bonus_target" => "bonus.target".into(),
        "bonus_guaranteed" => "bonus.guaranteed".into(),
        "start_date" => "start".into(),
        "learning_budget" => "benefits.learning_budget".into(),
        "paid_leave" | "paid_leave_days" => "benefits.paid_leave_days".into(),
        "severance" => "benefits.severance".into(),
        other => other
            .strip_prefix("grant.")
            .map_or_else(|| other.to_owned(), |rest| format!("grants.1.{rest}")),
    }
}

fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    if let (Ok(a), Ok(b)) = (a.parse::<Money>(), b.parse::<Money>()) {
        return a == b;
    }
    if let (Ok(a), Ok(b)) = (a.parse::<Rate>(), b.parse::<Rate>()) {
        return a == b;
    }
    matches!((a.parse::<Shares>(), b.parse::<Shares>()), (Ok(a), Ok(b)) if a == b)
}

/// What the other side said, from confirmed lines of the ledger about an offer, oldest first.
pub fn promises(ledger: &[LedgerEntry], offer: &str) -> Vec<Promise> {
    let mut entries: Vec<&LedgerEntry> = ledger
        .iter()
        .filter(|entry| {
            entry.offer.as_deref() == Some(offer) && entry.by != Speaker::Me && !entry.unconfirmed
        })
        .collect();
    entries.sort_by_key(|entry| entry.date);
    entries
        .into_iter()
        .flat_map(|entry| {
            let how = if entry.channel.is_written() {
                "in writing"
            } else {
                "spoken"
            };
            entry.terms.iter().map(move |(field, value)| Promise {
                field: canonical(field),
                value: value.clone(),
                date: Some(entry.date),
                from: how.to_owned(),
            })
        })
        .collect()
}

/// What an earlier proposal or version said, as promises.
pub fn earlier(proposal: &Proposal, from: &str) -> Vec<Promise> {
    proposal
        .fields
        .iter()
        .filter(|field| {
            !field.path.starts_with("terms.")
                && !matches!(field.path.as_str(), "received" | "employer")
        })
        .map(|field| Promise {
            field: canonical(&field.path),
            value: field.value.clone(),
            date: None,
            from: from.to_owned(),
        })
        .collect()
}

/// Every promise and every field of the letter once; what is missing or changed first.
///
/// Of several promises about a field the latest counts (those without a date come first).
pub fn compare(promises: &[Promise], letter: &Proposal) -> Vec<Line> {
    let mut latest: Vec<&Promise> = Vec::new();
    for promise in promises {
        match latest.iter_mut().find(|had| had.field == promise.field) {
            Some(had) => *had = promise,
            None => latest.push(promise),
        }
    }
    let mut lines: Vec<Line> = latest
        .iter()
        .map(|promise| {
            let found = letter.field(&promise.field);
            let kept = match found {
                None => Kept::Missing,
                Some(field) if same(&field.value, &promise.value) => Kept::Kept,
                Some(_) => Kept::Changed,
            };
            Line {
                field: promise.field.clone(),
                kept,
                promised: Some(promise.value.clone()),
                from: Some(promise.from.clone()),
                date: promise.date,
                letter: found.map(|field| field.value.clone()),
                sentence: found.map(|field| field.sentence.clone()),
            }
        })
        .collect();
    let fresh = letter
        .fields
        .iter()
        .filter(|field| !matches!(field.path.as_str(), "employer" | "received"))
        .filter(|field| !latest.iter().any(|promise| promise.field == field.path));
    lines.extend(fresh.map(|field| Line {
        field: field.path.clone(),
        kept: Kept::New,
        promised: None,
        from: None,
        date: None,
        letter: Some(field.value.clone()),
        sentence: Some(field.sentence.clone()),
    }));
    lines.sort_by_key(|line| line.kept);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_changed_missing_new() {
        let letter = crate::read(
            "Dear Alex, we offer you the position of Engineer at Sample Inc. Your base salary will be $205,000 per year. \
             You will receive a signing bonus of $20,000. You are eligible for a target bonus of 10%.",
            &crate::lexicon::tests::built_in(),
        )
        .unwrap();
        let said = |field: &str, value: &str| Promise {
            field: canonical(field),
            value: value.into(),
            date: None,
            from: "spoken".into(),
        };
        let lines = compare(
            &[
                said("base", "$205k"),
                said("signing", "25000 USD"),
                said("remote_days", "3"),
            ],
            &letter,
        );
        let of = |field: &str| lines.iter().find(|line| line.field == field).unwrap().kept;
        assert_eq!(of("base"), Kept::Kept);
        assert_eq!(of("signing.amount"), Kept::Changed);
        assert_eq!(of("remote_days"), Kept::Missing);
        assert_eq!(of("bonus.target"), Kept::New);
    }
}
