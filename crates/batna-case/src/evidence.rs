//! Evidence about the case, minted from what a person confirmed (invariant 9).
//!
//! [`Minted`] has no public constructor: a statement about the case can only be made
//! from a record that [`mint`] let through. A kind is exact and never upgraded: a
//! verbal offer is minted as a verbal offer. What is unconfirmed yields nothing.

use std::collections::BTreeMap;

use batna_core::{Citation, Evidence, EvidenceKind, Grade, Money};
use jiff::civil::Date;

use crate::model::{Case, CommitmentKind, Offer, OfferStatus, Speaker};

/// A piece of evidence about the case, with the facts a statement may draw on.
#[derive(Clone, Debug, PartialEq)]
pub struct Minted {
    evidence: Evidence,
    facts: Facts,
}

impl Minted {
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    pub fn kind(&self) -> EvidenceKind {
        self.evidence.kind
    }

    pub fn id(&self) -> &str {
        &self.evidence.id
    }

    /// The record asks that its terms stay private.
    pub fn is_confidential(&self) -> bool {
        self.evidence.confidential
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Id of the offer the evidence is about, where it is about one.
    pub fn offer(&self) -> Option<&str> {
        match &self.facts {
            Facts::Offer(facts) => Some(&facts.offer),
            Facts::Statement(facts) => facts.offer.as_deref(),
            Facts::Intention(facts) => Some(&facts.offer),
            _ => None,
        }
    }
}

/// What a piece of evidence says, by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Facts {
    Offer(OfferFacts),
    Process(ProcessFacts),
    Achievement(AchievementFacts),
    CurrentJob(JobFacts),
    Statement(StatementFacts),
    Intention(IntentionFacts),
    PostedRange(PostedRangeFacts),
}

/// An open offer, written or verbal by the evidence's kind.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferFacts {
    pub offer: String,
    pub employer: String,
    pub role: Option<String>,
    pub deadline: Option<Date>,
    /// What may be said of it: of a written offer what its letter says.
    pub base: Option<Money>,
    /// Of a written offer, what its letter says of terms that have since been changed in
    /// words alone, by field; "" where it is silent.
    pub letter: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProcessFacts {
    pub process: String,
    pub employer: String,
    pub role: Option<String>,
    pub stage: Option<String>,
    pub expected_by: Option<Date>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AchievementFacts {
    pub what: String,
    pub metric: Option<String>,
    pub evidence: Option<String>,
    pub skills: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct JobFacts {
    pub employer: String,
    pub title: Option<String>,
    pub base: Option<Money>,
}

/// Something that was said by the other side.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementFacts {
    pub offer: Option<String>,
    pub by: Speaker,
    pub said: String,
    /// It is on paper: an e-mail, a message, a letter.
    pub written: bool,
    pub terms: BTreeMap<String, String>,
}

/// What the person prefers or would commit to, and to which employer alone it may be said.
#[derive(Clone, Debug, PartialEq)]
pub struct IntentionFacts {
    pub offer: String,
    pub commitment: CommitmentKind,
    pub terms: Option<String>,
    pub by: Option<Date>,
}

/// The range that the employer of an offer posted for the role.
#[derive(Clone, Debug, PartialEq)]
pub struct PostedRangeFacts {
    pub offer: String,
    pub employer: String,
    pub low: Money,
    pub high: Money,
}

/// All evidence that the case supports, in a fixed order.
///
/// Left out: unconfirmed records; offers that are accepted, declined or expired, or whose
/// deadline lies before `as_of` (they are no alternative any more); what the person
/// said themselves; lines about offers that are not there.
pub fn mint(case: &Case, as_of: Date) -> Vec<Minted> {
    let mut minted = Vec::new();
    offers(case, as_of, &mut minted);
    processes(case, &mut minted);
    for achievement in case.profile.achievements.iter().filter(|a| !a.unconfirmed) {
        let summary = match &achievement.metric {
            Some(metric) => format!("{}: {metric}", achievement.what),
            None => achievement.what.clone(),
        };
        minted.push(Minted {
            evidence: piece(
                format!("me.achievements.{}", achievement.id),
                EvidenceKind::Achievement,
                summary,
                achievement.date,
                false,
                "me.toml",
            ),
            facts: Facts::Achievement(AchievementFacts {
                what: achievement.what.clone(),
                metric: achievement.metric.clone(),
                evidence: achievement.evidence.clone(),
                skills: achievement.skills.clone(),
            }),
        });
    }
    if let Some(job) = &case.profile.current_job {
        minted.push(Minted {
            evidence: piece(
                "me.current_job".to_owned(),
                EvidenceKind::CurrentJob,
                format!("current job at {}", job.employer),
                None,
                false,
                "me.toml",
            ),
            facts: Facts::CurrentJob(JobFacts {
                employer: job.employer.clone(),
                title: job.title.clone(),
                base: job.base,
            }),
        });
    }
    statements(case, &mut minted);
    intentions(case, as_of, &mut minted);
    minted
}

fn piece(
    id: String,
    kind: EvidenceKind,
    summary: String,
    date: Option<Date>,
    confidential: bool,
    file: &str,
) -> Evidence {
    Evidence {
        id,
        kind,
        summary,
        date,
        grade: Grade::SelfReported,
        confidential,
        sources: vec![Citation::new(file, file)],
    }
}

fn offers(case: &Case, as_of: Date, minted: &mut Vec<Minted>) {
    for offer in case.open_offers().filter(|offer| !offer.unconfirmed) {
        let file = format!("offers/{}.toml", offer.id);
        if let Some(range) = offer.posted_range {
            minted.push(Minted {
                evidence: piece(
                    format!("offers.{}.posted_range", offer.id),
                    EvidenceKind::PostedRange,
                    format!("{} posted {} to {}", offer.employer, range.low, range.high),
                    offer.received,
                    // A posting is public, whatever the offer is.
                    false,
                    &file,
                ),
                facts: Facts::PostedRange(PostedRangeFacts {
                    offer: offer.id.clone(),
                    employer: offer.employer.clone(),
                    low: range.low,
                    high: range.high,
                }),
            });
        }
        if offer.deadline.is_some_and(|deadline| deadline < as_of) {
            continue;
        }
        let (kind, word) = match offer.status {
            OfferStatus::Written => (EvidenceKind::WrittenOffer, "written"),
            OfferStatus::Verbal => (EvidenceKind::VerbalOffer, "verbal"),
            OfferStatus::Accepted | OfferStatus::Declined | OfferStatus::Expired => continue,
        };
        let confidential = offer.confidential || ledger_marks(case, &offer.id);
        let letter = letter_terms(case, offer);
        minted.push(Minted {
            evidence: piece(
                format!("offers.{}", offer.id),
                kind,
                format!("{word} offer from {}", offer.employer),
                offer.received,
                confidential,
                &file,
            ),
            facts: Facts::Offer(OfferFacts {
                offer: offer.id.clone(),
                employer: offer.employer.clone(),
                role: offer.role.clone().or_else(|| offer.title.clone()),
                deadline: match letter.get("deadline") {
                    // A day in the letter that has passed was put off in words alone.
                    Some(written) => written.parse().ok().filter(|day| *day >= as_of),
                    None => offer.deadline,
                },
                base: match letter.get("base") {
                    Some(written) => written.parse().ok(),
                    None => offer.base,
                },
                letter,
            }),
        });
    }
}

/// What the letter of a written offer says of terms changed since by spoken words.
///
/// A letter received later than the words, or written words on the same term after them,
/// take their place.
pub fn letter_terms(case: &Case, offer: &Offer) -> BTreeMap<String, String> {
    let mut letter = BTreeMap::new();
    if offer.status != OfferStatus::Written {
        return letter;
    }
    for entry in &case.ledger {
        let about = entry.offer.as_deref() == Some(offer.id.as_str()) && entry.by != Speaker::Me;
        let before_letter = offer.received.is_some_and(|received| entry.date < received);
        if !about || before_letter {
            continue;
        }
        if entry.channel.is_written() && !entry.unconfirmed {
            letter.retain(|field, _| !entry.terms.contains_key(field));
        } else {
            for (field, written) in &entry.letter {
                letter
                    .entry(field.clone())
                    .or_insert_with(|| written.clone());
            }
        }
    }
    letter
}

/// A confidential line about an offer, confirmed or not, keeps its terms private (invariant 10).
fn ledger_marks(case: &Case, offer: &str) -> bool {
    case.ledger
        .iter()
        .any(|entry| entry.confidential && entry.offer.as_deref() == Some(offer))
}

fn processes(case: &Case, minted: &mut Vec<Minted>) {
    for process in case.profile.processes.iter().filter(|p| !p.unconfirmed) {
        minted.push(Minted {
            evidence: piece(
                format!("processes.{}", process.id),
                EvidenceKind::RunningProcess,
                format!("running process at {}", process.employer),
                None,
                process.confidential,
                "me.toml",
            ),
            facts: Facts::Process(ProcessFacts {
                process: process.id.clone(),
                employer: process.employer.clone(),
                role: process.role.clone(),
                stage: process.stage.clone(),
                expected_by: process.expected_by,
            }),
        });
    }
}

fn statements(case: &Case, minted: &mut Vec<Minted>) {
    for (index, entry) in case.ledger.iter().enumerate() {
        let about_nothing = entry
            .offer
            .as_deref()
            .is_some_and(|id| case.offer(id).is_none());
        if entry.unconfirmed || entry.by == Speaker::Me || about_nothing {
            continue;
        }
        let offer_private = entry
            .offer
            .as_deref()
            .and_then(|id| case.offer(id))
            .is_some_and(|offer| offer.confidential);
        minted.push(Minted {
            evidence: piece(
                format!("ledger.{}", index + 1),
                EvidenceKind::Statement,
                entry.said.clone(),
                Some(entry.date),
                entry.confidential || offer_private,
                "ledger.jsonl",
            ),
            facts: Facts::Statement(StatementFacts {
                offer: entry.offer.clone(),
                by: entry.by,
                said: entry.said.clone(),
                written: entry.channel.is_written(),
                terms: entry.terms.clone(),
            }),
        });
    }
}

fn intentions(case: &Case, as_of: Date, minted: &mut Vec<Minted>) {
    for commitment in case.profile.commitments.iter().filter(|c| !c.unconfirmed) {
        let Some(offer) = case.offer(&commitment.offer) else {
            continue;
        };
        let past = commitment.by.is_some_and(|by| by < as_of);
        let open = matches!(offer.status, OfferStatus::Written | OfferStatus::Verbal);
        if past || !open {
            continue;
        }
        let (kind, word) = match commitment.kind {
            CommitmentKind::SignsAt => (EvidenceKind::Commitment, "would sign with"),
            CommitmentKind::FirstChoice => (EvidenceKind::Preference, "first choice:"),
            CommitmentKind::Interested => (EvidenceKind::Preference, "interested in"),
        };
        minted.push(Minted {
            evidence: piece(
                format!("me.commitments.{}", commitment.id),
                kind,
                format!("{word} {}", offer.employer),
                commitment.by,
                // Said to the employer it names and to nobody else.
                true,
                "me.toml",
            ),
            facts: Facts::Intention(IntentionFacts {
                offer: commitment.offer.clone(),
                commitment: commitment.kind,
                terms: commitment.terms.clone(),
                by: commitment.by,
            }),
        });
    }
}
