//! What an offer letter should say and this one does not.

use crate::proposal::{Confidence, Missing, Proposal};

/// The gaps, most worth asking first.
pub(super) fn missing(proposal: &Proposal) -> Vec<Missing> {
    let has = |prefix: &str| {
        proposal
            .fields
            .iter()
            .any(|field| field.path == prefix || field.path.starts_with(&format!("{prefix}.")))
    };
    let mut out = Vec::new();
    let mut ask = |present: bool, field: &str, words: &str| {
        if !present {
            out.push(Missing {
                field: field.to_owned(),
                ask: words.to_owned(),
            });
        }
    };
    ask(has("base"), "base", "What is the base salary a year?");
    ask(
        has("deadline"),
        "deadline",
        "By which day do you need my answer?",
    );
    ask(
        has("start"),
        "start",
        "Which start date do you have in mind?",
    );
    ask(
        has("grants"),
        "grants",
        "Is equity part of this offer? If so: kind, number, strike, and vesting, in writing.",
    );
    for number in proposal.grants() {
        let get = |name: &str| proposal.get(&format!("grants.{number}.{name}"));
        let at = |name: &str| format!("grants.{number}.{name}");
        let kind = get("kind").unwrap_or("unknown").to_owned();
        let option = matches!(kind.as_str(), "iso" | "nso" | "options");
        ask(
            get("size").is_some(),
            &at("size"),
            "How many shares is the grant, or what amount, and how is the amount turned into shares?",
        );
        ask(
            get("vesting").is_some(),
            &at("vesting"),
            "On which schedule does the grant vest, from which date, and is there a cliff?",
        );
        let is_half_said = proposal
            .field(&at("vesting"))
            .is_some_and(|field| field.confidence == Confidence::Low);
        ask(
            !is_half_said,
            &at("vesting"),
            "How often do shares vest after that: monthly, quarterly or yearly, and from which date?",
        );
        if option {
            ask(
                kind != "options",
                &at("kind"),
                "Are these incentive (ISO) or non-qualified options, or the local tax-favoured kind?",
            );
            ask(
                get("strike").is_some() || get("fair_value").is_some(),
                &at("strike"),
                "What is the current 409A or fair market value, and the strike you expect?",
            );
            ask(
                get("fully_diluted").is_some(),
                &at("fully_diluted"),
                "How many fully diluted shares are there, and what did the last round pay for a preferred share?",
            );
            ask(
                get("exercise_window").is_some(),
                &at("exercise_window"),
                "How long after leaving may vested options be exercised?",
            );
        }
        let dollars = get("size").is_some_and(|size| size.contains(' '));
        if dollars {
            ask(
                get("conversion_price").is_some()
                    || get("averaging_days").is_some()
                    || get("conversion_date").is_some(),
                &at("conversion"),
                "At which price, on which day or over how many days, does the amount become shares?",
            );
        }
        ask(
            get("acceleration").is_some(),
            &at("acceleration"),
            "What happens to the unvested part if the company is sold?",
        );
    }
    ask(
        has("bonus"),
        "bonus",
        "Is there a target bonus, and what was paid out in recent years?",
    );
    for kind in ["signing", "relocation", "retention"] {
        if has(kind) {
            ask(
                proposal.get(&format!("{kind}.clawback")).is_some(),
                &format!("{kind}.clawback"),
                "Does any of it have to be repaid on leaving: for how long, prorated, gross or net, and also after a lay-off?",
            );
        }
    }
    ask(has("title"), "title", "Which title and level is this?");
    ask(
        has("location") || has("remote_days"),
        "location",
        "Where is the work done, and how many days at the office?",
    );
    ask(
        has("benefits.severance"),
        "benefits.severance",
        "Is there severance if the role ends without cause?",
    );
    ask(
        has("benefits.retirement_match"),
        "benefits.retirement_match",
        "What does the company add to retirement saving?",
    );
    ask(
        has("benefits.paid_leave_days"),
        "benefits.paid_leave_days",
        "How many days of paid leave are there?",
    );
    out
}
