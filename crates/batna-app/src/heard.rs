//! The live loop: what they just said, on record, in the offer's file, and answered.
//!
//! The offer's file takes the new terms and its previous version is kept. A written offer
//! stays one where new terms were only spoken: the ledger keeps what its letter says of
//! them, and only that may be called written until a revised letter comes (invariant 9).

use std::collections::BTreeMap;

use batna_case::edit::{self, FileKind};
use batna_case::model::{Channel, LedgerEntry, Offer, OfferStatus, Speaker};
use batna_case::save::SavePlan;
use batna_core::{Diagnostic, Money, Rate, Shares};
use batna_plan::component::{Component, Package, to_money, written};
use batna_plan::heard::{
    Heard, Listening, Responding, Response, Side, read, respond, set_aside_other_measures,
};
use batna_plan::script::{Names, Wording};
use jiff::civil::Date;
use serde::Serialize;

use crate::{AppraisalOptions, Failure, OpenCase, Workbench, letters, save};

/// Who said it and how.
#[derive(Clone, Debug)]
pub struct HeardOptions {
    pub by: Speaker,
    pub channel: Channel,
    pub date: Option<Date>,
    /// Answer without writing anything.
    pub dry_run: bool,
}

/// What `batna heard` prints.
#[derive(Clone, Debug, Serialize)]
pub struct HeardReport {
    pub schema: &'static str,
    pub as_of: Date,
    pub offer: String,
    /// Of the amounts in the response.
    pub currency: batna_core::Currency,
    pub entry: LedgerEntry,
    pub response: Response,
    /// Where the offer's previous version is kept.
    pub previous: Option<String>,
    pub saved: bool,
    pub notes: Vec<String>,
}

fn amount(component: Component, amount: f64, package: &Package) -> Option<String> {
    let money = |money: Money| format!("{} {}", money.amount().normalize(), money.currency());
    Some(match component {
        Component::Base
        | Component::BonusGuaranteed
        | Component::Signing
        | Component::Relocation
        | Component::EquityAmount
        | Component::Refresher
        | Component::LearningBudget
        | Component::Compute => money(to_money(amount, package.currency)),
        Component::BonusTarget | Component::EquityPercent => Rate::from_fraction(
            rust_decimal::Decimal::try_from(amount)
                .ok()?
                .round_dp(6)
                .normalize(),
        )
        .to_string(),
        Component::EquityShares => {
            let count = rust_decimal::Decimal::try_from(amount).ok()?.round();
            Shares::new(count).ok()?;
            count.normalize().to_string()
        }
        Component::RemoteDays | Component::PaidLeave => rust_decimal::Decimal::try_from(amount)
            .ok()?
            .round_dp(1)
            .normalize()
            .to_string(),
        Component::Severance => format!(
            "{} months",
            rust_decimal::Decimal::try_from(amount)
                .ok()?
                .round_dp(1)
                .normalize()
        ),
        _ => return None,
    })
}

/// The key of an offer file that a component is recorded under in the ledger.
fn ledger_key(component: Component) -> Option<&'static str> {
    Some(match component {
        Component::Base => "base",
        Component::BonusTarget => "bonus.target",
        Component::BonusGuaranteed => "bonus.guaranteed",
        Component::Signing => "signing",
        Component::Relocation => "relocation",
        Component::EquityAmount | Component::EquityShares | Component::EquityPercent => "equity",
        Component::Refresher => "refresher",
        Component::RemoteDays => "remote_days",
        Component::LearningBudget => "benefits.learning_budget",
        Component::PaidLeave => "benefits.paid_leave_days",
        Component::Severance => "benefits.severance",
        _ => return None,
    })
}

/// A package's terms by key, as an offer file writes them.
pub(crate) fn terms_of(package: &Package) -> BTreeMap<String, String> {
    package
        .terms
        .iter()
        .filter_map(|(component, value)| {
            Some((
                ledger_key(*component)?.to_owned(),
                amount(*component, *value, package)?,
            ))
        })
        .collect()
}

/// What was heard to change, by key.
pub(crate) fn changed_terms(heard: &Heard, current: &Package) -> BTreeMap<String, String> {
    heard
        .changes
        .iter()
        .filter_map(|change| {
            Some((
                ledger_key(change.component)?.to_owned(),
                amount(change.component, change.to, current)?,
            ))
        })
        .collect()
}

/// The offer's text with one term changed; the terms around it stay.
fn with_term(
    text: &str,
    offer: &Offer,
    component: Component,
    value: &str,
) -> Result<String, Diagnostic> {
    let set = |path: &str, value: &str| edit::set(FileKind::Offer, text, path, &toml(value));
    match component {
        Component::Base => set("base", value),
        Component::BonusTarget => set("bonus.target", value).or_else(|_| set("bonus", value)),
        Component::BonusGuaranteed => set("bonus.guaranteed", value),
        Component::Signing | Component::Relocation => {
            let name = if component == Component::Signing {
                "signing"
            } else {
                "relocation"
            };
            set(&format!("{name}.amount"), value).or_else(|_| {
                // One line: its claw-back stays.
                let clawback = offer
                    .one_time
                    .iter()
                    .find(|payment| payment.kind == name)
                    .and_then(|payment| payment.clawback)
                    .map_or(String::new(), |clawback| {
                        let falls = if clawback.prorated { " prorated" } else { "" };
                        format!(", {} months clawback{falls}", clawback.months)
                    });
                set(name, &format!("{value}{clawback}"))
            })
        }
        Component::EquityAmount | Component::EquityShares | Component::EquityPercent => {
            set("grants.1.size", value)
                .or_else(|_| set("grant.size", value))
                .or_else(|why| match one_line_grant(text, value) {
                    Some(line) => set("grant", &line),
                    None => Err(why),
                })
        }
        Component::Refresher => set("refresher.amount", value),
        Component::RemoteDays => edit::set(FileKind::Offer, text, "remote_days", value),
        Component::LearningBudget => set("benefits.learning_budget", value),
        Component::PaidLeave => edit::set(FileKind::Offer, text, "benefits.paid_leave_days", value),
        Component::Severance => set("benefits.severance", value),
        _ => Ok(text.to_owned()),
    }
}

fn toml(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// `180000 USD RSU, 4y monthly` with another size: the longest beginning that reads as one goes.
fn one_line_grant(text: &str, value: &str) -> Option<String> {
    let document: toml_edit::DocumentMut = text.parse().ok()?;
    let line = document.get("grant")?.as_str()?.to_owned();
    let ends = line
        .char_indices()
        .filter(|(_, c)| *c == ' ' || *c == ',')
        .map(|(at, _)| at);
    let size = ends
        .filter(|at| {
            let head = line.get(..*at).unwrap_or("").trim();
            head.parse::<Money>().is_ok()
                || head.parse::<Rate>().is_ok()
                || head.parse::<Shares>().is_ok()
        })
        .max()?;
    Some(format!("{value}{}", line.get(size..)?))
}

impl Workbench {
    /// Takes in what was said about an offer and answers it.
    ///
    /// Errors: no such offer, an offer without amounts, or a save that failed (nothing is
    /// written of the offer then).
    pub fn heard(
        &self,
        offer_id: &str,
        said: &str,
        options: &HeardOptions,
    ) -> Result<HeardReport, Failure> {
        let opened = self.open()?.sound()?;
        let Some(offer) = opened.case.offer(offer_id) else {
            return Err(letters::unknown_offer(&opened.case, offer_id));
        };
        let Some(before) = batna_plan::offered::package_of(offer) else {
            return Err(Diagnostic::error(
                "plan::no-amounts",
                format!("`{offer_id}` states no amount yet"),
            )
            .remedy("write at least its base into the offer file")
            .into());
        };
        let mut heard = read(
            said,
            Listening {
                current: Some(&before),
                currency: before.currency,
                as_of: opened.as_of,
            },
        );
        set_aside_other_measures(&mut heard, offer, &before);
        let mut entry = LedgerEntry {
            date: options.date.unwrap_or(opened.as_of),
            offer: Some(offer_id.to_owned()),
            by: options.by,
            channel: options.channel,
            said: said.to_owned(),
            terms: changed_terms(&heard, &before),
            refused: Vec::new(),
            letter: BTreeMap::new(),
            confidential: false,
            unconfirmed: false,
        };
        let mut notes = Vec::new();
        let path = format!("offers/{offer_id}.toml");
        let original = opened.files.files.get(&path).map(Vec::as_slice);
        let old = String::from_utf8_lossy(original.unwrap_or_default()).into_owned();
        let mut text = old.clone();
        if options.by != Speaker::Me {
            for change in &heard.changes {
                let Some(value) = amount(change.component, change.to, &before) else {
                    continue;
                };
                match with_term(&text, offer, change.component, &value) {
                    Ok(changed) => text = changed,
                    Err(why) => notes.push(format!(
                        "{} could not be put into {path}: {}",
                        written(change.component, change.to, before.currency),
                        why.message
                    )),
                }
            }
            if let Some(day) = &heard.deadline {
                text = edit::set(FileKind::Offer, &text, "deadline", &day.day.to_string())?;
                if offer.deadline != Some(day.day) {
                    entry.terms.insert("deadline".into(), day.day.to_string());
                }
            }
            if text != old && !options.channel.is_written() && offer.status == OfferStatus::Written
            {
                let mut standing = terms_of(&before);
                if let Some(day) = offer.deadline {
                    standing.insert("deadline".into(), day.to_string());
                }
                entry.letter = entry
                    .terms
                    .keys()
                    .map(|field| {
                        let written = standing.get(field).cloned().unwrap_or_default();
                        (field.clone(), written)
                    })
                    .collect();
                if !entry.letter.is_empty() {
                    notes.push(
                        "the letter stays as it is and the new terms are spoken: scripts call \
                         only the letter's terms written. Ask for a revised letter, then set \
                         `received` to its day"
                            .to_owned(),
                    );
                }
            }
        }
        let ledger = self.ledger_plan(&opened, &entry)?;
        let mut files = opened.files.clone();
        files.files.insert(path.clone(), text.clone().into_bytes());
        files
            .files
            .insert(ledger.path.clone(), ledger.content.clone().into_bytes());
        let (case, diagnostics) = batna_case::parse(&files);
        let Some(case) = case else {
            return Err(Failure::input(diagnostics));
        };
        let now = OpenCase {
            case,
            files,
            diagnostics,
            as_of: opened.as_of,
        }
        .sound()?;
        let response = self.answer(&now, offer_id, &before, &heard, said, options)?;
        let mut previous = None;
        if !options.dry_run {
            let root = self.world().case_root();
            save::save(root, &ledger)?;
            if text != old {
                previous = save::save(root, &SavePlan::new(path, original, text))?.previous;
            }
        }
        Ok(HeardReport {
            schema: "batna/heard/1",
            as_of: opened.as_of,
            offer: offer_id.to_owned(),
            currency: before.currency,
            entry,
            response,
            previous,
            saved: !options.dry_run,
            notes,
        })
    }

    fn answer(
        &self,
        now: &OpenCase,
        offer_id: &str,
        before: &Package,
        heard: &Heard,
        said: &str,
        options: &HeardOptions,
    ) -> Result<Response, Failure> {
        let appraisal = self.appraise(now, AppraisalOptions::default())?;
        let floor = appraisal.floor(self)?;
        let planned = self.plan(&appraisal, &floor, offer_id, &heard.fixed)?;
        let names = Names { to: None, me: None };
        Ok(respond(Responding {
            before,
            heard,
            said,
            plan: &planned.plan,
            support: planned.support(true),
            catalog: self.built_in().scripts()?,
            knowledge: self.built_in().knowledge()?,
            names: &names,
            // What was said on a call is answered on the call.
            wording: Wording {
                spoken: !options.channel.is_written(),
                ..Wording::default()
            },
            by: if options.by == Speaker::Me {
                Side::Me
            } else {
                Side::Them
            },
        }))
    }
}
