//! What only shows when the files are seen together, or on a certain day.

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Location};
use jiff::civil::Date;

use crate::catalogue;
use crate::keys::nearest;
use crate::model::{Case, OfferStatus};
use crate::read::{Found, Trouble, finish, squeeze};

pub(super) fn check(case: &mut Case, found: &Found) {
    duplicates(case, found);
    let at = |path: &str, file: &str| found.place_of(path).unwrap_or_else(|| Location::file(file));
    for offer in &case.offers {
        if let Some(name) = &offer.captable
            && !case.captables.contains_key(name)
        {
            let mut trouble = Trouble::new(
                &catalogue::UNKNOWN_CAPTABLE,
                format!("there is no captables/{name}.toml"),
            );
            if let Some(near) = nearest(name, case.captables.keys().map(String::as_str)) {
                trouble = trouble.remedy(format!("Did you mean \"{near}\"?"));
            }
            let path = format!("offers.{}.captable", offer.id);
            found.tell(trouble, at(&path, &format!("offers/{}.toml", offer.id)));
        }
    }
    let ids: Vec<&str> = case.offers.iter().map(|offer| offer.id.as_str()).collect();
    let unknown = |name: &str| {
        let shown: String = name.chars().take(60).collect();
        let trouble = Trouble::new(
            &catalogue::UNKNOWN_OFFER,
            format!("there is no offer `{shown}`"),
        );
        match nearest(name, ids.iter().copied()) {
            Some(near) => trouble.remedy(format!("Did you mean `{near}`?")),
            None => trouble,
        }
    };
    for commitment in &case.profile.commitments {
        if !ids.contains(&commitment.offer.as_str()) {
            found.tell(unknown(&commitment.offer), at("me.commitment", "me.toml"));
        }
    }
    let mut told = std::collections::BTreeSet::new();
    for entry in &case.ledger {
        if let Some(name) = &entry.offer
            && !ids.contains(&name.as_str())
            && told.insert(name)
        {
            found.tell(unknown(name), Location::file("ledger.jsonl"));
        }
    }
    exclusive(case, found);
}

/// Offers of one name: files that differ in case, or one employer and role twice.
fn duplicates(case: &Case, found: &Found) {
    let file = |id: &str| Location::file(format!("offers/{id}.toml"));
    let mut by_file: BTreeMap<String, &str> = BTreeMap::new();
    let mut by_name: BTreeMap<(String, String), &str> = BTreeMap::new();
    for offer in &case.offers {
        if let Some(other) = by_file.insert(offer.id.to_lowercase(), &offer.id) {
            let message = format!("`{}` and `{other}` differ only in case", offer.id);
            found.tell(
                Trouble::new(&catalogue::DUPLICATE_FILE, message),
                file(&offer.id),
            );
        }
        // Earlier versions are kept with a closed status on purpose.
        if matches!(offer.status, OfferStatus::Declined | OfferStatus::Expired) {
            continue;
        }
        let role = offer
            .role
            .as_deref()
            .or(offer.title.as_deref())
            .unwrap_or("");
        let name = (squeeze(&offer.employer), squeeze(role));
        if let Some(other) = by_name.insert(name, &offer.id) {
            let message = format!(
                "`{}` and `{other}` are open offers of one employer for one role",
                offer.id
            );
            let path = format!("offers.{}.employer", offer.id);
            let location = found.place_of(&path).unwrap_or_else(|| file(&offer.id));
            found.tell(Trouble::new(&catalogue::DUPLICATE_OFFER, message), location);
        }
    }
}

/// An exclusive commitment lives with one employer; made to two, neither is used.
fn exclusive(case: &mut Case, found: &Found) {
    let mut employers: Vec<&str> = case
        .profile
        .commitments
        .iter()
        .filter(|commitment| commitment.kind.is_exclusive())
        .map(|commitment| commitment.offer.as_str())
        .collect();
    employers.sort_unstable();
    employers.dedup();
    if employers.len() < 2 {
        return;
    }
    let message = "exclusive commitments are made to more than one employer; none of them is used";
    let location = found
        .place_of("me.commitment")
        .unwrap_or_else(|| Location::file("me.toml"));
    found.tell(Trouble::new(&catalogue::EXCLUSIVE_TWICE, message), location);
    case.profile
        .commitments
        .retain(|commitment| !commitment.kind.is_exclusive());
}

/// What the day makes of a case: deadlines that have passed or are near.
pub fn due(case: &Case, as_of: Date) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for offer in case.open_offers() {
        let Some(deadline) = offer.deadline else {
            continue;
        };
        let days = as_of.until(deadline).map_or(0, |span| span.get_days());
        let trouble = if days < 0 {
            let message = format!("the deadline of `{}` passed on {deadline}", offer.id);
            Trouble::new(&catalogue::DEADLINE_PASSED, message)
        } else if days < 7 {
            let message = match days {
                0 => format!("the deadline of `{}` is today", offer.id),
                1 => format!("the deadline of `{}` is tomorrow", offer.id),
                _ => format!("{days} days are left until the deadline of `{}`", offer.id),
            };
            Trouble::new(&catalogue::DEADLINE_NEAR, message)
        } else {
            continue;
        };
        let place = case
            .places
            .get(&format!("offers.{}.deadline", offer.id))
            .cloned();
        diagnostics.push(finish(trouble, place));
    }
    diagnostics
}
