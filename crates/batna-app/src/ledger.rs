//! The ledger: what was said, shown and added to. Lines are appended, never changed.

use batna_case::model::LedgerEntry;
pub use batna_case::model::{Channel, Speaker};
use batna_case::save::SavePlan;
use batna_core::Diagnostic;
use jiff::civil::Date;
use serde::Serialize;

use crate::{Failure, Workbench, letters, save};

const FILE: &str = "ledger.jsonl";

/// What `batna ledger` prints.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerView {
    pub schema: &'static str,
    pub as_of: Date,
    pub entries: Vec<LedgerEntry>,
    /// Where a spoken or written word and the offer's file differ.
    pub contradictions: Vec<batna_core::Diagnostic>,
}

/// Something said, to be recorded.
#[derive(Clone, Debug)]
pub struct Saying {
    pub said: String,
    pub by: Speaker,
    pub channel: Channel,
    pub offer: Option<String>,
    pub date: Option<Date>,
    pub confidential: bool,
    /// Keys that were asked about and refused: `grants.strike`, or `strike`.
    pub refused: Vec<String>,
}

impl Workbench {
    /// The ledger, of one offer or of all.
    ///
    /// Errors: no case, no such offer.
    pub fn ledger(&self, offer: Option<&str>) -> Result<LedgerView, Failure> {
        let opened = self.open()?;
        if let Some(named) = offer
            && opened.case.offer(named).is_none()
        {
            return Err(letters::unknown_offer(&opened.case, named));
        }
        let entries = opened
            .case
            .ledger
            .iter()
            .filter(|entry| offer.is_none() || entry.offer.as_deref() == offer)
            .cloned()
            .collect();
        let contradictions = opened
            .case
            .offers
            .iter()
            .filter(|one| offer.is_none_or(|named| named == one.id))
            .flat_map(|one| batna_plan::heard::contradictions(&opened.case, &one.id))
            .collect();
        Ok(LedgerView {
            schema: "batna/ledger/1",
            as_of: opened.as_of,
            entries,
            contradictions,
        })
    }

    /// Records what was said, with the terms that can be read from it.
    ///
    /// Errors: no case, no such offer, or the ledger cannot be saved.
    pub fn add_to_ledger(&self, saying: &Saying) -> Result<LedgerEntry, Failure> {
        let opened = self.open()?;
        let mut terms = std::collections::BTreeMap::new();
        if let Some(named) = &saying.offer {
            let Some(offer) = opened.case.offer(named) else {
                return Err(letters::unknown_offer(&opened.case, named));
            };
            let current = batna_plan::offered::package_of(offer);
            let heard = batna_plan::heard::read(
                &saying.said,
                batna_plan::heard::Listening {
                    current: current.as_ref(),
                    currency: current
                        .as_ref()
                        .map_or(opened.case.profile.currency, |package| package.currency),
                    as_of: opened.as_of,
                },
            );
            if let Some(current) = &current {
                terms = crate::heard::changed_terms(&heard, current);
            }
        }
        let refused = refused_keys(&opened, saying)?;
        let entry = LedgerEntry {
            date: saying.date.unwrap_or(opened.as_of),
            offer: saying.offer.clone(),
            by: saying.by,
            channel: saying.channel,
            said: saying.said.clone(),
            terms,
            refused,
            letter: std::collections::BTreeMap::new(),
            confidential: saying.confidential,
            unconfirmed: false,
        };
        let plan = self.ledger_plan(&opened, &entry)?;
        save::save(self.world().case_root(), &plan)?;
        Ok(entry)
    }

    pub(crate) fn ledger_plan(
        &self,
        opened: &crate::OpenCase,
        entry: &LedgerEntry,
    ) -> Result<SavePlan, Failure> {
        let before = opened.files.files.get(FILE);
        let text = String::from_utf8_lossy(before.map_or(&[][..], Vec::as_slice)).into_owned();
        let after = batna_case::append(&text, entry)?;
        Ok(SavePlan::new(FILE, before.map(Vec::as_slice), after))
    }
}

/// The keys of what is refused, as the offer's open questions name them.
fn refused_keys(opened: &crate::OpenCase, saying: &Saying) -> Result<Vec<String>, Failure> {
    if saying.refused.is_empty() {
        return Ok(Vec::new());
    }
    let Some(offer) = saying.offer.as_deref().and_then(|id| opened.case.offer(id)) else {
        return Err(Diagnostic::error(
            "ledger::refused-of-no-offer",
            "a refusal belongs to an offer",
        )
        .remedy("name it: --offer NAME")
        .into());
    };
    let open: Vec<String> = batna_case::offer_gaps(offer)
        .into_iter()
        .map(|gap| gap.field)
        .collect();
    saying
        .refused
        .iter()
        .map(|named| {
            let known = open
                .iter()
                .find(|field| *field == named || field.rsplit('.').next() == Some(named.as_str()));
            known.cloned().ok_or_else(|| {
                let shown: String = named.chars().take(60).collect();
                Diagnostic::error(
                    "ledger::unknown-question",
                    format!("`{shown}` is no open question of {}", offer.id),
                )
                .remedy(format!("the open ones are {}", open.join(", ")))
                .into()
            })
        })
        .collect()
}
