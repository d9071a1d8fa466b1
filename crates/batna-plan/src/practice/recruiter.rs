//! The recruiter: hidden limits, what opens them, and the answer to a line.
//!
//! Of the room of a component the bare ask opens a share once, and each kind of argument
//! opens its share once, for all components asked for with it or after it. They meet an
//! ask that lies inside what is open and counter at its edge otherwise; so a timid ask
//! leaves money on the table, repetition opens nothing, and politeness is not counted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::grounds::{Grounds, Sifted};
use super::line::{Argument, Line};
use super::temperament::Temperament;
use crate::component::{Component, Package, Unit, written};
use crate::employer::{Employer, EmployerCost, EquityPrice, Known, PayrollBasis};
use crate::knowledge::Knowledge;

/// What a rehearsal starts from.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub offered: &'a Package,
    pub temperament: &'a Temperament,
    pub knowledge: &'a Knowledge,
    /// What the case bears out; none: reasons are taken as they are said.
    pub grounds: Option<&'a Grounds>,
    pub seed: u64,
    pub as_of: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    Accepted,
    Declined,
    /// The recruiter ended it.
    Withdrawn,
    /// The person stopped.
    LeftOpen,
}

/// The answer to one line.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Turn {
    pub reply: String,
    pub table: Package,
    pub over: Option<Ending>,
}

/// What one line did.
#[derive(Clone, Debug)]
pub(super) struct Did {
    pub said: String,
    pub line: Line,
    pub before: Package,
    pub after: Package,
    /// Arguments that had not been used before and that the case bears out.
    pub fresh: Vec<Argument>,
    /// Why others do not count.
    pub unborne: Vec<String>,
    /// Asks met in full although more was open: amount that was open.
    pub timid: Vec<(Component, f64)>,
    pub after_last_word: bool,
    /// Asks below what was asked before.
    pub came_down: bool,
}

/// One rehearsal. Same setting and lines, same words.
#[derive(Clone, Debug)]
pub struct Practice {
    pub(super) temperament: Temperament,
    pub(super) offered: Package,
    pub(super) table: Package,
    /// The most they can do; revealed by the debrief alone.
    pub(super) limits: BTreeMap<Component, f64>,
    used: BTreeSet<Argument>,
    asked: BTreeSet<Component>,
    idle: u32,
    last_word: bool,
    pub(super) over: Option<Ending>,
    pub(super) did: Vec<Did>,
    pub(super) grounds: Option<Grounds>,
    /// What people call the components.
    labels: BTreeMap<Component, String>,
    as_of: Date,
}

impl Practice {
    pub fn new(setting: Setting<'_>) -> Practice {
        let Setting {
            offered,
            temperament,
            knowledge,
            grounds,
            seed,
            as_of,
        } = setting;
        let known = Known {
            offered,
            posted: None,
            market: &[],
            day: as_of,
            stage: None,
            answer_due: None,
        };
        let cost = EmployerCost {
            horizon_years: 1.0,
            payroll: Vec::new(),
            payroll_basis: PayrollBasis::Unknown,
            matched: 0.0,
            equity: EquityPrice {
                share: None,
                company: None,
            },
        };
        let employer = Employer::new(known, knowledge, cost);
        let limits = employer
            .limits
            .iter()
            .zip(0_u64..)
            .map(|((component, limit), index)| {
                let mut left = unit(seed, index);
                let mut drawn = limit.offered();
                for (amount, weight) in limit.distribution() {
                    drawn = amount;
                    left -= weight;
                    if left <= 0.0 {
                        break;
                    }
                }
                let mut room = (drawn - limit.offered()) * temperament.room;
                if *component == Component::Base {
                    room *= temperament.base_room;
                }
                (*component, rounded(*component, limit.offered() + room))
            })
            .collect();
        Practice {
            temperament: temperament.clone(),
            offered: offered.clone(),
            table: offered.clone(),
            limits,
            used: BTreeSet::new(),
            asked: BTreeSet::new(),
            idle: 0,
            last_word: false,
            over: None,
            did: Vec::new(),
            grounds: grounds.cloned(),
            labels: knowledge
                .components
                .values()
                .map(|trade| (trade.id, trade.label.clone()))
                .collect(),
            as_of,
        }
    }

    pub(super) fn label(&self, component: Component) -> &str {
        self.labels
            .get(&component)
            .map_or(component.id(), String::as_str)
    }

    /// What the recruiter says first.
    pub fn opens(&self) -> Turn {
        self.turn(self.temperament.opens.clone())
    }

    pub fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// Takes a line and answers it. After the end nothing changes.
    pub fn say(&mut self, text: &str) -> Turn {
        if self.over.is_some() {
            return self.turn(String::new());
        }
        let line = Line::read(text, &self.table, self.as_of);
        let before = self.table.clone();
        let sifted = match &self.grounds {
            Some(grounds) => grounds.sift(text, &line),
            None => Sifted {
                borne: line.arguments.clone(),
                unborne: Vec::new(),
            },
        };
        let fresh: Vec<Argument> = sifted
            .borne
            .into_iter()
            .filter(|argument| !self.used.contains(argument))
            .collect();
        let after_last_word = self.last_word;
        let mut timid = Vec::new();
        let words = self.temperament.clone();
        let reply = if line.accepts {
            self.over = Some(Ending::Accepted);
            words.accepted
        } else if line.declines {
            self.over = Some(Ending::Declined);
            words.ends
        } else if self.last_word {
            if words.withdraws && !line.asks.is_empty() {
                self.over = Some(Ending::Withdrawn);
                words.ends
            } else {
                words.last
            }
        } else {
            // A reason counts where something is asked for with it.
            if !line.asks.is_empty() {
                self.used.extend(&fresh);
            }
            let reply = self.answer(&line, &fresh, &mut timid);
            if sifted.unborne.is_empty() {
                reply
            } else {
                format!("{reply} {}", words.doubts)
            }
        };
        let said: String = text.chars().take(400).collect();
        let came_down = line.asks.iter().any(|(component, ask)| {
            let earlier = self.did.iter().flat_map(|did| &did.line.asks);
            earlier
                .filter(|(known, _)| known == component)
                .any(|(_, before)| ask < before)
        });
        self.did.push(Did {
            said,
            line,
            before,
            after: self.table.clone(),
            fresh,
            unborne: sifted.unborne,
            timid,
            after_last_word,
            came_down,
        });
        self.turn(reply)
    }

    fn answer(
        &mut self,
        line: &Line,
        fresh: &[Argument],
        timid: &mut Vec<(Component, f64)>,
    ) -> String {
        let words = self.temperament.clone();
        let opened = self.opened();
        let (mut met, mut countered, mut new_ask) = (Vec::new(), Vec::new(), false);
        for (component, ask) in &line.asks {
            new_ask |= self.asked.insert(*component);
            let Some(limit) = self.limits.get(component).copied() else {
                continue;
            };
            let start = self.offered.amount(*component);
            let open = rounded(*component, start + (limit - start) * opened);
            let standing = self.table.amount(*component);
            if open <= standing {
                continue;
            }
            let to = open.min(*ask);
            self.table.set(*component, to);
            let what = format!(
                "{} {}",
                written(*component, to, self.table.currency),
                self.label(*component)
            );
            if *ask <= open {
                met.push(what);
                if open - ask > (limit - start) * 0.1 {
                    timid.push((*component, open));
                }
            } else {
                countered.push(what);
            }
        }
        let moved = !met.is_empty() || !countered.is_empty();
        let mut reply = if moved {
            let template = if countered.is_empty() {
                &words.grants
            } else {
                &words.counters
            };
            met.append(&mut countered);
            template.replace("{what}", &listed(&met))
        } else if line.asks.is_empty() {
            words.nothing
        } else if fresh.is_empty() && !new_ask {
            words.repeats
        } else {
            words.refuses
        };
        if !moved {
            self.idle += 1;
            if self.idle >= words.patience {
                self.last_word = true;
                reply = words.last;
            }
        }
        reply
    }

    /// Share of each room that what was said so far has opened.
    fn opened(&self) -> f64 {
        let of = |argument: &Argument| match argument {
            Argument::Evidence => self.temperament.evidence,
            Argument::Alternative => self.temperament.alternative,
            Argument::Trade => self.temperament.trade,
        };
        (self.temperament.bare + self.used.iter().map(of).sum::<f64>()).min(1.0)
    }

    fn turn(&self, reply: String) -> Turn {
        Turn {
            reply,
            table: self.table.clone(),
            over: self.over,
        }
    }
}

/// `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [head @ .., last] if !head.is_empty() => format!("{} and {last}", head.join(", ")),
        _ => items.concat(),
    }
}

/// As people write it: hundreds of money, whole counts, hundredths of a percent in ten.
fn rounded(component: Component, amount: f64) -> f64 {
    match component.unit() {
        Unit::CurrencyPerYear | Unit::CurrencyOnce => (amount / 100.0).floor() * 100.0,
        Unit::Fraction => (amount * 1e6).floor() / 1e6,
        _ => amount.floor(),
    }
}

/// Even on [0, 1): a hash of seed and index (SplitMix64).
fn unit(seed: u64, index: u64) -> f64 {
    let mut z = seed.wrapping_add((index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for multiplier in [0xBF58_476D_1CE4_E5B9_u64, 0x94D0_49BB_1331_11EB] {
        z = (z ^ (z >> 30)).wrapping_mul(multiplier);
    }
    z ^= z >> 31;
    (z >> 11) as f64 / (1_u64 << 53) as f64
}
