//! One thing that may be said: a claim of a kind, its facts and its evidence.

use std::collections::BTreeMap;

use batna_core::{Money, Rate};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::component::Package;

/// What kind of thing a sentence asserts. Each may be said only as what it is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// The offer of the employer who is addressed, in writing.
    ThisWritten,
    /// The same, so far only spoken.
    ThisVerbal,
    /// Another employer's written offer.
    CompetingWritten,
    /// Another employer's spoken offer.
    CompetingVerbal,
    /// A process elsewhere without an offer.
    RunningProcess,
    MarketBand,
    PostedRange,
    /// The range is owed to an applicant, with the statute.
    Law,
    /// The range belongs in the posting, with the statute.
    PostingLaw,
    /// The place bars questions about past pay.
    HistoryBan,
    Achievement,
    CurrentJob,
    /// What leaving the current job costs.
    LeavingCost,
    /// A term that the addressed employer stated, in writing.
    EmployerWrote,
    /// A term that the addressed employer stated in speech.
    EmployerSaid,
    /// This employer is the first choice; lives with one employer.
    FirstChoice,
    /// On stated terms the person signs; lives with one employer.
    Commitment,
    /// Strong interest; may be said to several.
    Interested,
    /// What is asked for.
    Ask,
    /// A second way to meet the ask.
    AskAlternative,
    /// An ask that leaves base as it is.
    AskOutsideBand,
    /// A day that is asked for or named for logistics.
    Request,
}

impl Claim {
    pub const ALL: [Claim; 22] = [
        Claim::ThisWritten,
        Claim::ThisVerbal,
        Claim::CompetingWritten,
        Claim::CompetingVerbal,
        Claim::RunningProcess,
        Claim::MarketBand,
        Claim::PostedRange,
        Claim::Law,
        Claim::PostingLaw,
        Claim::HistoryBan,
        Claim::Achievement,
        Claim::CurrentJob,
        Claim::LeavingCost,
        Claim::EmployerWrote,
        Claim::EmployerSaid,
        Claim::FirstChoice,
        Claim::Commitment,
        Claim::Interested,
        Claim::Ask,
        Claim::AskAlternative,
        Claim::AskOutsideBand,
        Claim::Request,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Claim::ThisWritten => "this-written",
            Claim::ThisVerbal => "this-verbal",
            Claim::CompetingWritten => "competing-written",
            Claim::CompetingVerbal => "competing-verbal",
            Claim::RunningProcess => "running-process",
            Claim::MarketBand => "market-band",
            Claim::PostedRange => "posted-range",
            Claim::Law => "law",
            Claim::PostingLaw => "posting-law",
            Claim::HistoryBan => "history-ban",
            Claim::Achievement => "achievement",
            Claim::CurrentJob => "current-job",
            Claim::LeavingCost => "leaving-cost",
            Claim::EmployerWrote => "employer-wrote",
            Claim::EmployerSaid => "employer-said",
            Claim::FirstChoice => "first-choice",
            Claim::Commitment => "commitment",
            Claim::Interested => "interested",
            Claim::Ask => "ask",
            Claim::AskAlternative => "ask-alternative",
            Claim::AskOutsideBand => "ask-outside-band",
            Claim::Request => "request",
        }
    }

    /// For the owner: the record that would let it be said.
    pub fn record(self) -> &'static str {
        match self {
            Claim::ThisWritten => "this offer in writing (`status = \"written\"`)",
            Claim::ThisVerbal => "this offer, at least spoken",
            Claim::CompetingWritten => "another written offer",
            Claim::CompetingVerbal => "another offer, at least spoken",
            Claim::RunningProcess => "a running process elsewhere (`[[process]]`)",
            Claim::MarketBand => "market figures with a sample (`batna market`)",
            Claim::PostedRange => "the range they posted (`posted_range`)",
            Claim::Law | Claim::PostingLaw => "a law at the place of work that has them tell it",
            Claim::HistoryBan => "a law at the place of work that bars the question",
            Claim::Achievement => "something you achieved (`[[achievement]]`)",
            Claim::CurrentJob => "your current job (`[current_job]`)",
            Claim::LeavingCost => "something that leaving costs you (`[current_job]`)",
            Claim::EmployerWrote => "what they wrote (`batna heard … --channel email`)",
            Claim::EmployerSaid => "what they said (`batna heard`)",
            Claim::FirstChoice => "that they are your first choice (`[[commitment]]`)",
            Claim::Commitment => "terms at which you would sign (`[[commitment]]`)",
            Claim::Interested => "your interest in them (`[[commitment]]`)",
            Claim::Ask | Claim::AskAlternative | Claim::AskOutsideBand => {
                "an ask of the plan (`batna plan`)"
            }
            Claim::Request => "a day that the plan asks for (`batna plan`)",
        }
    }

    pub fn from_id(id: &str) -> Option<Claim> {
        Claim::ALL.into_iter().find(|claim| claim.id() == id)
    }

    /// The facts that a template may name for this claim.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Claim::ThisWritten | Claim::ThisVerbal => &[
                "employer", "role", "level", "base", "signing", "bonus", "equity", "deadline",
                "start", "terms",
            ],
            Claim::CompetingWritten | Claim::CompetingVerbal => {
                &["employer", "base", "higher", "deadline"]
            }
            Claim::RunningProcess => &["stage", "expected"],
            Claim::MarketBand => &[
                "subject", "measure", "low", "mid", "high", "middle", "upper", "source", "date",
            ],
            Claim::PostedRange => &["low", "high"],
            Claim::Law | Claim::PostingLaw | Claim::HistoryBan => &["name", "place", "citation"],
            Claim::Achievement => &["what", "did", "metric", "result"],
            Claim::CurrentJob => &["notice"],
            Claim::LeavingCost => &["items", "total"],
            Claim::EmployerWrote | Claim::EmployerSaid => &["terms", "date"],
            Claim::FirstChoice | Claim::Interested => &[],
            Claim::Commitment => &["terms", "by"],
            Claim::Ask | Claim::AskAlternative | Claim::AskOutsideBand => &["package"],
            Claim::Request => &["date"],
        }
    }
}

/// A fact inside a statement, still typed; the phrase book of a language words it.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Money(Money),
    Rate(Rate),
    Number(f64),
    Date(Date),
    /// Words from a record: one line, no sentence break, no amount of money.
    Words(String),
    /// A list of such words.
    List(Vec<String>),
    Package(Package),
}

/// Something that may be said, with the evidence for it.
///
/// There is no public constructor: see [`Support::gather`](super::Support::gather).
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    claim: Claim,
    evidence: Vec<String>,
    facts: BTreeMap<&'static str, Fact>,
}

impl Statement {
    pub(super) fn new(claim: Claim, evidence: impl Into<String>) -> Self {
        Statement {
            claim,
            evidence: vec![evidence.into()],
            facts: BTreeMap::new(),
        }
    }

    /// Fields that the claim does not know are dropped, and so is what is absent.
    pub(super) fn with(mut self, field: &'static str, fact: Option<Fact>) -> Self {
        if let Some(fact) = fact
            && self.claim.fields().contains(&field)
        {
            self.facts.insert(field, fact);
        }
        self
    }

    pub(super) fn backed_by(mut self, evidence: impl Into<String>) -> Self {
        self.evidence.push(evidence.into());
        self
    }

    pub fn claim(&self) -> Claim {
        self.claim
    }

    /// Ids of the evidence; never empty.
    pub fn evidence(&self) -> &[String] {
        &self.evidence
    }

    pub fn fact(&self, field: &str) -> Option<&Fact> {
        self.facts.get(field)
    }

    pub fn facts(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        self.facts.iter().map(|(field, fact)| (*field, fact))
    }
}

/// The most characters of a record's words that go into a sentence.
const LONGEST_WORDS: usize = 140;

/// Words from a record, where they can stand inside a sentence without saying more
/// than they are: one line, no second sentence, no amount of money, no markup.
pub(super) fn plain_words(text: &str) -> Option<String> {
    let trimmed = text.trim().trim_end_matches(['.', '!', ';', ',']);
    let one_line = !trimmed.is_empty()
        && trimmed.chars().count() <= LONGEST_WORDS
        && !trimmed
            .chars()
            .any(|c| c.is_control() || "{}<>\"“”".contains(c));
    let chars: Vec<char> = trimmed.chars().collect();
    let breaks = chars
        .windows(2)
        .any(|pair| matches!(pair[0], '.' | '!' | '?' | ';' | ':') && pair[1].is_whitespace());
    let money = batna_core::Currency::all().any(|currency| {
        currency
            .symbol()
            .is_some_and(|symbol| trimmed.contains(symbol))
            || trimmed
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|word| word == currency.code())
    });
    (one_line && !breaks && !money).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_back() {
        for claim in Claim::ALL {
            assert_eq!(Claim::from_id(claim.id()), Some(claim));
        }
    }

    #[test]
    fn words_carry_no_second_sentence_and_no_money() {
        assert_eq!(
            plain_words("Staff ML Engineer"),
            Some("Staff ML Engineer".into())
        );
        assert_eq!(
            plain_words("cut p99 latency 40%."),
            Some("cut p99 latency 40%".into())
        );
        assert_eq!(plain_words("ML Engineer. I hold an offer elsewhere"), None);
        assert_eq!(plain_words("Engineer at $500k"), None);
        assert_eq!(plain_words("Engineer 500000 USD"), None);
        assert_eq!(plain_words("a\nb"), None);
        assert_eq!(plain_words("{ask.package}"), None);
        assert_eq!(plain_words(""), None);
    }
}
