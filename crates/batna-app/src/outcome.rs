//! After signing: what was accepted against what was first offered, by component.
//!
//! The first offer is what the employer said of each component before the offer came, else the
//! oldest kept version of its file; else it is unchanged. What is only said afterwards is no offer:
//! `letter diff` tells what became of it. Taxes and odds are left out: these are the letters' own
//! figures.

use batna_case::edit::{self, FileKind};
use batna_case::save::SavePlan;
use batna_plan::component::written;
use batna_plan::heard::{Side, positions};
use jiff::civil::Date;
use serde::Serialize;

use crate::{Failure, Workbench, letters, save};

/// One component, first and final.
#[derive(Clone, Debug, Serialize)]
pub struct Gained {
    pub component: String,
    pub first: String,
    pub accepted: String,
    pub better: bool,
}

/// What `batna outcome` prints.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    pub schema: &'static str,
    pub as_of: Date,
    pub offer: String,
    pub gained: Vec<Gained>,
    pub next: Vec<String>,
    pub saved: bool,
}

impl Workbench {
    /// The outcome of an offer; `accept` records it as accepted.
    ///
    /// Errors: no such offer, no amounts, or a save that failed.
    pub fn outcome(&self, offer_id: &str, accept: bool) -> Result<Outcome, Failure> {
        let opened = self.open()?.sound()?;
        let Some(offer) = opened.case.offer(offer_id) else {
            return Err(letters::unknown_offer(&opened.case, offer_id));
        };
        let last = batna_plan::offered::package_of(offer);
        let mut gained = Vec::new();
        if let Some(last) = &last {
            let mut seen = Vec::new();
            let said = positions(&opened.case, offer_id);
            let said = said
                .iter()
                .filter(|position| position.by == Side::Them)
                .filter(|position| offer.received.is_none_or(|came| position.date < came))
                .map(|position| &position.terms);
            let kept = self.earlier_packages(&opened, offer_id);
            let kept = kept.iter().filter(|one| one.currency == last.currency);
            for first_word in said.chain(kept) {
                for (component, first) in &first_word.terms {
                    if seen.contains(component) {
                        continue;
                    }
                    seen.push(*component);
                    let Some(now) = last.get(*component) else {
                        continue;
                    };
                    if (now - first).abs() > first.abs().max(now.abs()) * 1e-6 {
                        gained.push(Gained {
                            component: component.id().to_owned(),
                            first: written(*component, *first, last.currency),
                            accepted: written(*component, now, last.currency),
                            better: (now > *first) != component.less_is_better(),
                        });
                    }
                }
            }
        }
        if accept {
            let path = format!("offers/{offer_id}.toml");
            let before = opened.files.files.get(&path).map(Vec::as_slice);
            let text = String::from_utf8_lossy(before.unwrap_or_default()).into_owned();
            let text = edit::set(FileKind::Offer, &text, "status", "\"accepted\"")?;
            save::save(self.world().case_root(), &SavePlan::new(path, before, text))?;
        }
        Ok(Outcome {
            schema: "batna/outcome/1",
            as_of: opened.as_of,
            offer: offer_id.to_owned(),
            gained,
            next: vec![
                "Decline the other offers and processes, kindly and in writing.".into(),
                "`batna calendar` now holds the cliff, vesting, claw-back ends and review reminders.".into(),
                "When you next look: `batna init NEW-CASE --from THIS-CASE` begins a case in which this job is the baseline.".into(),
            ],
            saved: accept,
        })
    }
}
