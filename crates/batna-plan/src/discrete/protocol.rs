//! The negotiator over JSON lines: one line in, at most one line out.
//!
//! `start` sets a negotiation up and is not answered; `offer` is answered by `counter`,
//! `accept` or `end`; an `offer` without a deal asks for the first move. A line that
//! cannot be read is answered by an `error` with its diagnostic and changes nothing;
//! after many in a row the session ends. Reading the lines belongs to the caller, who
//! sends [`Session::silence`] when the other side has hung up.

use batna_core::Diagnostic;
use serde::Serialize;
use serde_json::{Map, Value};

use super::domain::{Deal, Domain, Utility};
use super::meso::{not_json, number};
use super::negotiator::{Move, Negotiator, Setup};

/// The longest line that is read, in bytes.
pub const LONGEST_LINE: usize = 8 << 20;
/// Lines of rubbish in a row before the session ends.
const PATIENCE: u32 = 100;
const MOST_STEPS: u64 = 1_000_000;

/// What is answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Reply {
    Counter { deal: Map<String, Value> },
    Accept,
    End,
    Error { diagnostic: Diagnostic },
}

struct Talk {
    domain: Domain,
    negotiator: Negotiator,
    heard: u64,
}

/// One session: several negotiations may follow each other, each with its `start`.
#[derive(Default)]
pub struct Session {
    talk: Option<Talk>,
    rubbish: u32,
    over: bool,
}

impl Session {
    pub fn new() -> Session {
        Session::default()
    }

    /// Nothing more is answered.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Takes one line in. None where nothing is to be answered.
    pub fn line(&mut self, line: &[u8]) -> Option<Reply> {
        if self.over {
            return None;
        }
        match self.read(line) {
            Ok(reply) => {
                self.rubbish = 0;
                reply
            }
            Err(diagnostic) => {
                self.rubbish += 1;
                if self.rubbish >= PATIENCE {
                    self.over = true;
                    return Some(Reply::End);
                }
                Some(Reply::Error { diagnostic })
            }
        }
    }

    /// The other side has hung up, or sends nothing.
    pub fn silence(&mut self) -> Option<Reply> {
        if self.over {
            return None;
        }
        self.over = true;
        Some(Reply::End)
    }

    fn read(&mut self, line: &[u8]) -> Result<Option<Reply>, Diagnostic> {
        if line.len() > LONGEST_LINE {
            return Err(Diagnostic::error(
                "negotiate::line-too-long",
                format!("the line has more than {LONGEST_LINE} bytes"),
            )
            .remedy("Send one JSON object a line."));
        }
        let text = std::str::from_utf8(line).map_err(|_| {
            Diagnostic::error("negotiate::not-text", "the line is not UTF-8")
                .remedy("Send one JSON object a line.")
        })?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        let value: Value = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        match value.get("type").and_then(Value::as_str) {
            Some("start") => {
                self.talk = Some(start(&value)?);
                Ok(None)
            }
            Some("offer") => self.offer(&value).map(Some),
            Some("accept" | "end") => {
                self.talk = None;
                Ok(Some(Reply::End))
            }
            _ => Err(Diagnostic::error(
                "negotiate::unknown-message",
                "the line is no `start`, `offer`, `accept` or `end`",
            )
            .remedy(r#"Send {"type": "offer", "deal": {…}, "step": 1}."#)),
        }
    }

    fn offer(&mut self, value: &Value) -> Result<Reply, Diagnostic> {
        let Some(talk) = &mut self.talk else {
            return Err(Diagnostic::error(
                "negotiate::not-started",
                "an offer came before a `start`",
            )
            .remedy(r#"Send {"type": "start", "issues": […], "utility": {…}, …} first."#));
        };
        let deal: Option<Deal> = match value.get("deal") {
            None | Some(Value::Null) => None,
            Some(deal) => Some(talk.domain.deal(deal)?),
        };
        let step = match value.get("step") {
            None | Some(Value::Null) => talk.heard,
            Some(step) => step.as_u64().ok_or_else(|| {
                Diagnostic::error("negotiate::step", "`step` is not a whole number from 0")
                    .remedy("Count the offers, or leave it out.")
            })?,
        };
        talk.heard = step.saturating_add(1);
        Ok(match talk.negotiator.answer(deal.as_ref(), step) {
            Move::Accept => {
                self.talk = None;
                Reply::Accept
            }
            Move::Counter(deal) => Reply::Counter {
                deal: talk.domain.show(&deal),
            },
            Move::End => {
                self.talk = None;
                Reply::End
            }
        })
    }
}

/// The first problem decides; the message names it exactly.
fn start(value: &Value) -> Result<Talk, Diagnostic> {
    let Value::Object(object) = value else {
        return Err(Diagnostic::error(
            "negotiate::unknown-message",
            "a message is an object",
        ));
    };
    let mut problems = Vec::new();
    let domain = Domain::read(object.get("issues"), &mut problems);
    let reservation = number(object, "reservation", &mut problems);
    let steps = match object.get("steps").map(Value::as_u64) {
        Some(Some(steps @ 1..=MOST_STEPS)) => steps,
        _ => {
            problems.push(
                Diagnostic::error(
                    "negotiate::steps",
                    format!("`steps` is not a whole number from 1 to {MOST_STEPS}"),
                )
                .remedy("Say how many offers each side may make."),
            );
            1
        }
    };
    let setup = domain.and_then(|domain| {
        let own = Utility::read(
            &domain,
            "utility",
            object.get("utility").unwrap_or(&Value::Null),
            &mut problems,
        );
        let theirs = match object.get("opponent_utility") {
            None | Some(Value::Null) => Some(None),
            Some(given) => {
                Utility::read(&domain, "opponent_utility", given, &mut problems).map(Some)
            }
        };
        own.zip(theirs).map(|(own, theirs)| (domain, own, theirs))
    });
    match (setup, problems.into_iter().next()) {
        (Some((domain, own, theirs)), None) => {
            let negotiator = Negotiator::new(
                Setup {
                    own,
                    theirs,
                    reservation,
                    steps,
                },
                super::negotiator::Strategy::default(),
            )?;
            Ok(Talk {
                domain,
                negotiator,
                heard: 0,
            })
        }
        (_, Some(problem)) => Err(problem),
        (None, None) => Err(Diagnostic::error(
            "negotiate::start",
            "the start cannot be read",
        )),
    }
}
