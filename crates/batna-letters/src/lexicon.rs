//! The words that letters use, as data: cues for what a quantity is about, signals and kinds.
//!
//! [`Lexicon::parse`] reads `data/letters/lexicon.toml`; [`Lexicon::hits`] finds its phrases
//! in the tokens of a sentence. Nothing is decided here: [`crate::evidence`] weighs.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use crate::token::{Token, TokenKind, tokens};

/// Longest gap that `~` stands for, in words.
const GAP: usize = 4;

/// What a quantity can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    Base,
    Bonus,
    Guaranteed,
    Signing,
    Retention,
    Relocation,
    Equity,
    Strike,
    FairValue,
    Preferred,
    Conversion,
    Diluted,
    Vest,
    Learning,
    Match,
    Premium,
    Hsa,
    Severance,
    /// No term of the offer: a valuation, an insurance, an example.
    Aside,
    Start,
    Deadline,
    OtherDay,
}

/// What kind of quantity a role can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Unit {
    Money,
    /// An amount for one share.
    Price,
    Percent,
    Count,
    Day,
}

/// A kind of grant, most telling first: `profit participation units` are units too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    ProfitUnits,
    ProfitsInterest,
    Phantom,
    Rsu,
    Nso,
    Iso,
    Rsa,
    Options,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::ProfitUnits => "profit-units",
            Kind::ProfitsInterest => "profits-interest",
            Kind::Phantom => "phantom",
            Kind::Rsu => "rsu",
            Kind::Nso => "nso",
            Kind::Iso => "iso",
            Kind::Rsa => "rsa",
            Kind::Options => "options",
        }
    }

    pub fn is_option(self) -> bool {
        matches!(self, Kind::Iso | Kind::Nso | Kind::Options)
    }
}

/// A set of phrases that a reader looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Signal {
    Repay,
    NotRepay,
    Prorated,
    SameTerms,
    Elsewhere,
    AtLeast,
    Deferred,
    NotProrated,
    Net,
    Gross,
    Leave,
    Departed,
    Control,
    Accelerat,
    Double,
    Single,
    NoAcceleration,
    Exercise,
    Early,
    NotEarly,
    FromGrant,
    Liquidity,
    Condition,
    Lapse,
    Average,
    GrossedUp,
    NotGrossedUp,
    Refresh,
    Additional,
    EveryGrant,
    Both,
    LaterPart,
    Installment,
    UpTo,
    Cliff,
    NoCliff,
    Rest,
    Monthly,
    Quarterly,
    HalfYearly,
    Yearly,
    Immediate,
    Vesting,
    SameSchedule,
    PerShare,
    Cancelled,
    Approximate,
    Granting,
    Shares,
    Otherwise,
    FirstOnly,
    Repurchase,
    WholeCompany,
    OfLetter,
}

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Says {
    /// Speaks for a role, or against it where the weight is negative.
    Cue(Role, f64),
    Signal(Signal),
    Kind(Kind),
}

/// A phrase in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hit {
    pub says: Says,
    pub at: Range<usize>,
    /// Which phrase it is: one found twice counts once.
    pub phrase: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Slot {
    Word(String),
    Start(String),
    AnyOf(Vec<String>),
    Gap,
}

impl Slot {
    fn fits(&self, token: &Token) -> bool {
        match self {
            Slot::Word(word) => token.stem == *word,
            Slot::Start(start) => token.kind == TokenKind::Word && token.stem.starts_with(start),
            Slot::AnyOf(words) => words.contains(&token.stem),
            Slot::Gap => false,
        }
    }
}

#[derive(Clone, Debug)]
struct Phrase {
    slots: Vec<Slot>,
    says: Says,
}

/// The phrases of the data file, by their first word.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    phrases: Vec<Phrase>,
    by_word: BTreeMap<String, Vec<usize>>,
    /// Phrases whose first word is not whole.
    others: Vec<usize>,
    roles: BTreeMap<Role, RoleRow>,
}

#[derive(Debug, thiserror::Error)]
#[error("the lexicon of letters: {0}")]
pub struct LexiconError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)]
    about: String,
    role: Vec<RoleRow>,
    signal: BTreeMap<Signal, Vec<String>>,
    kind: BTreeMap<Kind, Vec<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RoleRow {
    name: Role,
    units: Vec<Unit>,
    /// The least that an amount of the role can be.
    #[serde(default)]
    least: f64,
    #[serde(default)]
    least_count: f64,
    #[serde(default)]
    strong: Vec<String>,
    #[serde(default)]
    plain: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
    #[serde(default)]
    against: Vec<String>,
}

const STRONG: f64 = 3.0;
const PLAIN: f64 = 2.0;
const WEAK: f64 = 1.0;
const AGAINST: f64 = -2.0;

impl Lexicon {
    /// Errors: not TOML, an unknown role or signal, an empty phrase.
    pub fn parse(text: &str) -> Result<Lexicon, LexiconError> {
        let file: File =
            toml_edit::de::from_str(text).map_err(|error| LexiconError(error.to_string()))?;
        let mut lexicon = Lexicon::default();
        for row in file.role {
            for (phrases, weight) in [
                (&row.strong, STRONG),
                (&row.plain, PLAIN),
                (&row.weak, WEAK),
                (&row.against, AGAINST),
            ] {
                for phrase in phrases {
                    lexicon.add(phrase, Says::Cue(row.name, weight))?;
                }
            }
            lexicon.roles.insert(row.name, row);
        }
        for (signal, phrases) in file.signal {
            for phrase in &phrases {
                lexicon.add(phrase, Says::Signal(signal))?;
            }
        }
        for (kind, phrases) in file.kind {
            for phrase in &phrases {
                lexicon.add(phrase, Says::Kind(kind))?;
            }
        }
        Ok(lexicon)
    }

    fn add(&mut self, text: &str, says: Says) -> Result<(), LexiconError> {
        let mut slots: Vec<Slot> = Vec::new();
        for piece in text.split_whitespace() {
            let words = tokens(piece);
            match words.as_slice() {
                [gap] if gap.is("~") => slots.push(Slot::Gap),
                _ if piece.contains('|') => {
                    let words = piece.split('|').map(crate::token::stem).collect();
                    slots.push(Slot::AnyOf(words));
                }
                [start, star] if star.is("*") => {
                    slots.push(Slot::Start(start.stem.clone()));
                }
                words => slots.extend(words.iter().map(|word| Slot::Word(word.stem.clone()))),
            }
        }
        let index = self.phrases.len();
        match slots.first() {
            None | Some(Slot::Gap) => {
                return Err(LexiconError(format!("a phrase without words: `{text}`")));
            }
            Some(Slot::Word(word)) => self.by_word.entry(word.clone()).or_default().push(index),
            Some(Slot::AnyOf(words)) => {
                for word in words {
                    self.by_word.entry(word.clone()).or_default().push(index);
                }
            }
            Some(Slot::Start(_)) => self.others.push(index),
        }
        self.phrases.push(Phrase { slots, says });
        Ok(())
    }

    /// Whether a role takes such a quantity, and the least that it can be.
    pub(crate) fn takes(&self, role: Role, unit: Unit) -> Option<f64> {
        let row = self.roles.get(&role)?;
        let least = if unit == Unit::Count {
            row.least_count
        } else {
            row.least
        };
        row.units.contains(&unit).then_some(least)
    }

    /// The phrases of a sentence. Of cues for a role that lie within a longer one, the longer counts.
    pub(crate) fn hits(&self, tokens: &[Token]) -> Vec<Hit> {
        let mut out: Vec<Hit> = Vec::new();
        for (start, token) in tokens.iter().enumerate() {
            let exact = self.by_word.get(&token.stem).into_iter().flatten();
            for index in exact.chain(&self.others) {
                let Some(phrase) = self.phrases.get(*index) else {
                    continue;
                };
                if let Some(end) = ends(&phrase.slots, tokens, start) {
                    out.push(Hit {
                        says: phrase.says,
                        at: start..end,
                        phrase: *index,
                    });
                }
            }
        }
        let weight = |hit: &Hit| match hit.says {
            Says::Cue(_, weight) if weight > 0.0 => Some(weight),
            _ => None,
        };
        let whole: Vec<(Range<usize>, f64)> = out
            .iter()
            .filter(|hit| !self.has_gap(hit.phrase))
            .filter_map(|hit| Some((hit.at.clone(), weight(hit)?)))
            .collect();
        out.retain(|hit| {
            let at = &hit.at;
            let Some(weight) = weight(hit) else {
                return true;
            };
            !whole.iter().any(|(other, its)| {
                let within =
                    other.start <= at.start && at.end <= other.end && other.len() > at.len();
                // `variable pay of`: the name that begins first is the name.
                let cut = other.start < at.start && at.start < other.end && other.end < at.end;
                within || (cut && *its >= weight)
            })
        });
        out
    }

    fn has_gap(&self, phrase: usize) -> bool {
        self.phrases
            .get(phrase)
            .is_some_and(|phrase| phrase.slots.contains(&Slot::Gap))
    }
}

/// Where a phrase that begins at a token ends.
fn ends(slots: &[Slot], tokens: &[Token], at: usize) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else {
        return Some(at);
    };
    if *slot == Slot::Gap {
        // A gap crosses no end of a statement.
        return (0..=GAP)
            .take_while(|skip| {
                *skip == 0
                    || tokens
                        .get(at + skip - 1)
                        .is_some_and(|token| !token.is_any(&[";", ".", ":"]))
            })
            .find_map(|skip| ends(rest, tokens, at + skip));
    }
    if slot.fits(tokens.get(at)?) {
        ends(rest, tokens, at + 1)
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[allow(clippy::disallowed_methods)] // The data file of the program.
    pub(crate) fn built_in() -> Lexicon {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../data/letters/lexicon.toml"
        );
        Lexicon::parse(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    #[test]
    fn the_longer_cue_counts_and_gaps_are_bridged() {
        let lexicon = built_in();
        let cues = |text: &str| -> Vec<Role> {
            let mut roles: Vec<Role> = lexicon
                .hits(&tokens(text))
                .into_iter()
                .filter_map(|hit| match hit.says {
                    Says::Cue(role, weight) if weight >= PLAIN => Some(role),
                    _ => None,
                })
                .collect();
            roles.dedup();
            roles
        };
        assert!(!cues("total compensation").contains(&Role::Base));
        assert!(!cues("a signing bonus").contains(&Role::Bonus));
        let signals = lexicon.hits(&tokens("you will pay the whole bonus back"));
        assert!(
            signals
                .iter()
                .any(|hit| hit.says == Says::Signal(Signal::Repay))
        );
    }

    #[test]
    fn a_wrong_data_file_is_told() {
        assert!(Lexicon::parse("about = 1").is_err());
        let empty = "about = ''\nrole = [{ name = 'base', units = ['money'], strong = ['~'] }]\n[signal]\n[kind]\n";
        assert!(Lexicon::parse(empty).is_err());
    }
}
