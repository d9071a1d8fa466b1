//! What a rehearsal brought, what it could have brought, and which line was better.

use serde::Serialize;

use super::line::Argument;
use super::recruiter::{Did, Ending, Practice, listed};
use crate::component::{Component, Package, written};
use crate::worth::PackageValue;

/// The end of a rehearsal. For the person alone: it names the recruiter's limits.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Debrief {
    pub schema: &'static str,
    pub temperament: String,
    pub ending: Ending,
    pub offered: Package,
    pub reached: Package,
    /// Everything at the hidden limits.
    pub possible: Package,
    /// Worth above the offer over the horizon, after tax where the engine values it.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub captured: f64,
    #[serde(serialize_with = "crate::rounded::cents")]
    pub available: f64,
    /// Captured over available; none where there was no room.
    pub share: Option<f64>,
    pub moves: Vec<Judged>,
    pub left: Vec<RoomLeft>,
    /// The line that would have done more; none where nothing was left.
    pub better: Option<String>,
}

/// One line with its effect.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Judged {
    pub said: String,
    #[serde(serialize_with = "crate::rounded::cents")]
    pub gained: f64,
    pub reason: String,
    pub better: Option<String>,
}

/// What one component still held.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RoomLeft {
    pub component: Component,
    pub reached: String,
    pub limit: String,
}

impl Practice {
    /// Judges the rehearsal by what packages are worth to the person.
    pub fn debrief(&self, value: &dyn PackageValue) -> Debrief {
        let ending = self.over.unwrap_or(Ending::LeftOpen);
        let mut possible = self.offered.clone();
        for (component, limit) in &self.limits {
            possible.set(*component, limit.max(self.offered.amount(*component)));
        }
        let lost = matches!(ending, Ending::Withdrawn | Ending::Declined);
        let reached = if lost {
            self.offered.clone()
        } else {
            self.table.clone()
        };
        let worth = |to: &Package| value.difference(&self.offered, to).ce;
        let available = worth(&possible);
        let captured = if lost { 0.0 } else { worth(&reached) };
        let currency = self.offered.currency;
        let left: Vec<RoomLeft> = self
            .limits
            .iter()
            .filter(|(component, limit)| **limit > reached.amount(**component))
            .map(|(component, limit)| RoomLeft {
                component: *component,
                reached: written(*component, reached.amount(*component), currency),
                limit: written(*component, *limit, currency),
            })
            .collect();
        Debrief {
            schema: "batna/practice/1",
            temperament: self.temperament.id.clone(),
            ending,
            offered: self.offered.clone(),
            reached,
            possible,
            captured,
            available,
            share: (available > 0.0).then(|| captured / available),
            moves: self.did.iter().map(|did| self.judge(did, value)).collect(),
            better: self.better(&left),
            left,
        }
    }

    fn judge(&self, did: &Did, value: &dyn PackageValue) -> Judged {
        let gained = value.difference(&did.before, &did.after).ce;
        let line = &did.line;
        let currency = self.offered.currency;
        let (reason, better) = if line.accepts {
            ("you accepted what stood".to_owned(), None)
        } else if line.declines {
            ("you ended it".to_owned(), None)
        } else if did.after_last_word {
            (
                "they had given their last word; asking on brings nothing and can end it"
                    .to_owned(),
                Some("Accept, or ask for the time to decide.".to_owned()),
            )
        } else if let Some((component, open)) = did.timid.first() {
            (
                format!(
                    "they met the {} at once: more was open",
                    self.label(*component)
                ),
                Some(format!(
                    "An ask of {} would have been met as well.",
                    written(*component, *open, currency)
                )),
            )
        } else if gained > 0.0 {
            let because = did
                .fresh
                .iter()
                .map(|argument| named(*argument))
                .collect::<Vec<_>>();
            let reason = if because.is_empty() {
                "a first ask opened some room".to_owned()
            } else {
                format!("{} opened room", because.join(" and "))
            };
            (reason, None)
        } else if line.asks.is_empty() {
            let reason = if did.fresh.is_empty() {
                "nothing was asked for, so nothing could move; kindness alone does not pay"
            } else {
                "a reason without an ask moves nothing"
            };
            (
                reason.to_owned(),
                Some("Name a figure with the reason for it.".to_owned()),
            )
        } else if did.fresh.is_empty() && did.came_down {
            (
                "you came down, and nothing came back for it".to_owned(),
                Some(
                    "Give way only for something: \"if you can do …, then I can do …\".".to_owned(),
                ),
            )
        } else if did.fresh.is_empty() {
            (
                "an ask without anything new: repeating it gains nothing".to_owned(),
                self.unused()
                    .map(|argument| format!("Bring {}.", named(argument))),
            )
        } else {
            (
                "there was no room left in what you asked for".to_owned(),
                Some("Ask for another component.".to_owned()),
            )
        };
        let (reason, better) = match did.unborne.first() {
            None => (reason, better),
            Some(why) => (
                if gained > 0.0 {
                    format!("{reason}; a reason did not count: {why}")
                } else {
                    format!("your reason did not count: {why}")
                },
                Some(
                    "Leave out what you cannot show, or add the record that shows it to the case."
                        .to_owned(),
                ),
            ),
        };
        Judged {
            said: did.said.clone(),
            gained,
            reason,
            better,
        }
    }

    /// The strongest kind of argument that was never brought with an ask, of those that the
    /// case bears out.
    fn unused(&self) -> Option<Argument> {
        let used = |argument: Argument| {
            self.did
                .iter()
                .any(|did| !did.line.asks.is_empty() && did.line.arguments.contains(&argument))
        };
        [
            (Argument::Evidence, self.temperament.evidence),
            (Argument::Alternative, self.temperament.alternative),
            (Argument::Trade, self.temperament.trade),
        ]
        .into_iter()
        .filter(|(argument, _)| !used(*argument))
        .filter(|(argument, _)| {
            self.grounds
                .as_ref()
                .is_none_or(|grounds| grounds.bears(*argument))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(argument, _)| argument)
    }

    fn better(&self, left: &[RoomLeft]) -> Option<String> {
        if left.is_empty() {
            return None;
        }
        let asks: Vec<String> = left
            .iter()
            .map(|room| format!("{} {}", room.limit, self.label(room.component)))
            .collect();
        let with = self.unused().map_or(String::new(), |argument| {
            format!(", with {} where you truly have it", named(argument))
        });
        Some(format!("One ask for {}{with}.", listed(&asks)))
    }
}

fn named(argument: Argument) -> &'static str {
    match argument {
        Argument::Evidence => "the market or your results",
        Argument::Alternative => "an alternative",
        Argument::Trade => "a trade",
    }
}
