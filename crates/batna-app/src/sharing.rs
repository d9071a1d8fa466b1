//! What leaves the machine by the owner's hand: a comp card for a friend, an archive of the case.
//!
//! A card is rounded and shows before it is written exactly what it reveals. An archive is
//! encrypted with a passphrase (the age format, scrypt recipient) and restores only into an
//! empty folder. Leaves out: signatures, sending anything.

use batna_case::model::{BonusPart, GrantSize, Offer};
use batna_core::{Diagnostic, Money};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Failure, Workbench, letters};

/// A self-reported row for somebody else's store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub schema: String,
    /// Only where its owner wanted it named.
    pub company: Option<String>,
    pub stage: Option<String>,
    pub role: Option<String>,
    pub level: Option<String>,
    /// A country or state, not a town.
    pub place: Option<String>,
    pub years: Option<String>,
    pub quarter: String,
    pub currency: String,
    pub base: Option<String>,
    pub bonus: Option<String>,
    pub signing: Option<String>,
    pub equity_over_term: Option<String>,
    pub equity_kind: Option<String>,
    pub grade: String,
}

/// A card with what it reveals and what to think of first.
#[derive(Clone, Debug, Serialize)]
pub struct Sharing {
    pub schema: &'static str,
    pub as_of: Date,
    pub card: Card,
    pub reveals: Vec<String>,
    pub warnings: Vec<String>,
}

/// Rounded to steps of five thousand, or of a thousand below fifty thousand.
fn rounded(money: Money) -> String {
    let step = if money.amount() < Decimal::from(50_000) {
        1_000
    } else {
        5_000
    };
    let step = Decimal::from(step);
    let steps = money.amount().checked_div(step).unwrap_or_default().round();
    format!("{} {}", (steps * step).normalize(), money.currency())
}

fn band(years: f64) -> String {
    match years {
        y if y < 2.0 => "0-1",
        y if y < 5.0 => "2-4",
        y if y < 9.0 => "5-8",
        y if y < 14.0 => "9-13",
        _ => "14+",
    }
    .into()
}

fn word<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

impl Workbench {
    /// The comp card of an offer.
    ///
    /// Errors: no case, no such offer, an offer that is not confirmed.
    pub fn card(&self, offer_id: &str, with_name: bool) -> Result<Sharing, Failure> {
        let opened = self.open()?;
        let Some(offer) = opened.case.offer(offer_id) else {
            return Err(letters::unknown_offer(&opened.case, offer_id));
        };
        if offer.unconfirmed {
            return Err(
                Diagnostic::error("share::unconfirmed", "the offer is not confirmed yet")
                    .remedy("check its terms and remove `unconfirmed`")
                    .into(),
            );
        }
        let profile = &opened.case.profile;
        let day = offer.received.unwrap_or(opened.as_of);
        let card = Card {
            schema: "batna/comp-card/1".into(),
            company: with_name.then(|| offer.employer.clone()),
            stage: offer.company.stage.as_ref().and_then(word),
            role: offer.role.clone().or_else(|| profile.role.clone()),
            level: offer.level.clone().or_else(|| profile.level.clone()),
            place: place(offer).or_else(|| profile.place.clone()),
            years: profile.years.map(band),
            quarter: format!("{}Q{}", day.year(), (day.month() - 1) / 3 + 1),
            currency: offer
                .base
                .map_or(profile.currency, Money::currency)
                .to_string(),
            base: offer.base.map(rounded),
            bonus: offer.bonus.target.map(|target| match target {
                BonusPart::OfBase(rate) => rate.to_string(),
                BonusPart::Amount(amount) => rounded(amount),
            }),
            signing: offer
                .one_time
                .iter()
                .find(|payment| payment.kind == "signing")
                .map(|payment| rounded(payment.amount)),
            equity_over_term: offer.grants.iter().find_map(|grant| match &grant.size {
                Some(GrantSize::Dollars { amount, .. }) => Some(rounded(*amount)),
                _ => None,
            }),
            equity_kind: offer
                .grants
                .first()
                .map(|grant| grant.kind.label().to_owned()),
            grade: "self-reported".into(),
        };
        let reveals = reveals(&card);
        let mut warnings = Vec::new();
        if offer.confidential {
            warnings.push(
                "You marked this offer confidential: share it with nobody who could pass it on."
                    .into(),
            );
        }
        let binds = opened
            .case
            .letters
            .iter()
            .any(|name| name.contains(offer_id));
        if binds {
            warnings.push(format!("A letter of this offer is in the case: read its confidentiality clause first (`batna letter diff {offer_id}`)."));
        }
        warnings.push("In the United States most employees may talk about pay with each other (29 U.S.C. 157); supervisors, contractors and other countries differ.".into());
        let rare = offer.headcount_small()
            || matches!(
                offer.level.as_deref(),
                Some("principal" | "distinguished" | "fellow")
            );
        if rare || (card.company.is_some() && card.level.is_some() && card.role.is_some()) {
            warnings.push("Company, role and level together may fit you alone: fewer than five people may match. Leave out the name or the level.".into());
        }
        Ok(Sharing {
            schema: "batna/share/1",
            as_of: opened.as_of,
            card,
            reveals,
            warnings,
        })
    }
}

trait Headcount {
    fn headcount_small(&self) -> bool;
}

impl Headcount for Offer {
    fn headcount_small(&self) -> bool {
        self.company.headcount.is_some_and(|count| count < 50)
    }
}

/// State or country of an offer, without the town.
fn place(offer: &Offer) -> Option<String> {
    let code = offer.place.clone().or_else(|| {
        batna_case::derive_place(offer.location.as_deref()?).map(|derived| derived.code)
    })?;
    Some(code.split('-').take(2).collect::<Vec<_>>().join("-"))
}

fn reveals(card: &Card) -> Vec<String> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(card) else {
        return Vec::new();
    };
    fields
        .into_iter()
        .filter(|(name, _)| name != "schema" && name != "grade")
        .filter_map(|(name, value)| {
            Some(format!("{}: {}", name.replace('_', " "), value.as_str()?))
        })
        .collect()
}
