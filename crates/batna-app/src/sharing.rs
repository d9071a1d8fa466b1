//! A comp card for a friend: what an offer pays, rounded, without names unless wanted.
//!
//! It shows before it is written exactly what it reveals, is signed with a key that is made
//! for it alone (`signed`), and becomes a self-reported row of the friend's store
//! (`received`). Leaves out: sending anything; who made a card.

mod received;
mod signed;

pub use received::ReceivedCard;
pub use signed::SignedCard;

use batna_case::model::{BonusPart, GrantSize, Offer, Vesting, VestingShape};
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
    /// Years over which it vests.
    pub equity_years: Option<String>,
    pub equity_kind: Option<String>,
    pub grade: String,
}

/// Name and version of the card's form.
const SCHEMA: &str = "batna/comp-card/2";
/// What a card can be made without; the company is left out anyway unless it is named.
pub const OMISSIBLE: [&str; 8] = [
    "stage", "role", "level", "place", "years", "bonus", "signing", "equity",
];
/// Fewer people alike than this, and a card may point at one of them.
const FEW: usize = 5;

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
    /// `without` names what is left out: a field of [`OMISSIBLE`].
    /// Errors: no case, no such offer, an offer that is not confirmed, an unknown field.
    pub fn card(
        &self,
        offer_id: &str,
        with_name: bool,
        without: &[String],
    ) -> Result<Sharing, Failure> {
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
        let told = offer.grants.iter().find_map(|grant| match &grant.size {
            Some(GrantSize::Dollars { amount, .. }) => Some((grant, *amount)),
            _ => None,
        });
        let mut card = Card {
            schema: SCHEMA.into(),
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
            equity_over_term: told.map(|(_, amount)| rounded(amount)),
            equity_years: told.and_then(|(grant, _)| years_of(&grant.vesting)),
            equity_kind: told
                .map(|(grant, _)| grant)
                .or(offer.grants.first())
                .map(|grant| grant.kind.label().to_owned()),
            grade: "self-reported".into(),
        };
        for field in without {
            let slots: &mut [&mut Option<String>] = match field.as_str() {
                "stage" => &mut [&mut card.stage],
                "role" => &mut [&mut card.role],
                "level" => &mut [&mut card.level],
                "place" => &mut [&mut card.place],
                "years" => &mut [&mut card.years],
                "bonus" => &mut [&mut card.bonus],
                "signing" => &mut [&mut card.signing],
                "equity" => &mut [
                    &mut card.equity_over_term,
                    &mut card.equity_years,
                    &mut card.equity_kind,
                ],
                _ => {
                    return Err(Failure::usage(
                        Diagnostic::error("share::field", "a card has no field of this name")
                            .remedy(format!("leave out some of {}", OMISSIBLE.join(", "))),
                    ));
                }
            };
            for slot in slots.iter_mut() {
                **slot = None;
            }
        }
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
        warnings.extend(self.rarity(&card, offer));
        Ok(Sharing {
            schema: "batna/share/1",
            as_of: opened.as_of,
            card,
            reveals,
            warnings,
        })
    }
}

impl Workbench {
    /// Whether the card may point at one person: k-anonymity, as far as it can be counted.
    fn rarity(&self, card: &Card, offer: &Offer) -> Option<String> {
        let small = offer.company.headcount.is_some_and(|count| count < 50);
        let high = matches!(
            card.level.as_deref(),
            Some("principal" | "distinguished" | "fellow")
        );
        let named = card.company.is_some() && card.level.is_some() && card.role.is_some();
        let alike = self.alike(card);
        let counted = match alike {
            Some(count) if count < FEW => {
                format!("Your own store knows {count} people of this role, level and company.")
            }
            Some(_) if !small && !high => return None,
            Some(count) => format!("Your own store knows {count} of this role, level and company."),
            None if small || high || named => "How many match cannot be counted here.".into(),
            None => return None,
        };
        let remedy = if named {
            "Leave out --name."
        } else {
            "`--without level,years,place` tells less."
        };
        Some(
            format!("Fewer than {FEW} people may fit this card, and it may be known for yours. {counted} {remedy}")
                .trim_end()
                .to_owned(),
        )
    }

    /// Rows of the own store that share the card's role, level and, where named, company.
    fn alike(&self, card: &Card) -> Option<usize> {
        let quoted = |text: &str| text.replace('\'', "''");
        let (role, level) = (card.role.as_deref()?, card.level.as_deref()?);
        let company = card.company.as_deref().map_or_else(String::new, |name| {
            format!(" and lower(employer_name) = lower('{}')", quoted(name))
        });
        let found = self
            .market_sql(
                &format!(
                    "select id from pay where role = '{}' and seniority = '{}'{company} limit {FEW}",
                    quoted(role),
                    quoted(level)
                ),
                2,
                FEW,
            )
            .ok()?;
        Some(found.rows.len())
    }
}

/// Years of a schedule, as a card says them.
fn years_of(vesting: &Vesting) -> Option<String> {
    if vesting.assumed {
        return None;
    }
    match &vesting.shape {
        VestingShape::Even { months, .. } if *months > 0 => Some(
            (Decimal::from(*months) / Decimal::from(12))
                .normalize()
                .to_string(),
        ),
        VestingShape::Yearly { shares, .. } => Some(shares.len().to_string()),
        _ => None,
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
