//! What of a line the case bears out: an argument counts only with its evidence.
//!
//! A market figure, another offer, a process or a result that the case does not hold opens no
//! room here, for it opens none that lasts: the other side may ask to see it. A trade gives
//! something of one's own and needs no evidence. Leaves out: how well the evidence fits the role.

use super::line::{Argument, Line, REASONS, reasons};
use crate::claim::Support;
use crate::lint::{figures, supported_figures};

/// What may be said to this employer.
#[derive(Clone, Debug)]
pub struct Grounds(Support);

/// The arguments of a line, sifted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sifted {
    pub borne: Vec<Argument>,
    /// Why others are not.
    pub unborne: Vec<String>,
}

impl Grounds {
    pub fn new(support: &Support) -> Grounds {
        Grounds(support.clone())
    }

    /// Whether the case holds anything of the kind.
    pub(super) fn bears(&self, argument: Argument) -> bool {
        REASONS
            .iter()
            .filter(|reason| reason.argument == argument)
            .any(|reason| {
                reason.rests_on.is_empty() || reason.rests_on.iter().any(|claim| self.0.has(*claim))
            })
    }

    /// One reason without its record spoils the others of its kind: a bluff that is seen
    /// through costs what is true beside it.
    pub(super) fn sift(&self, text: &str, line: &Line) -> Sifted {
        let lower = text.to_lowercase();
        let mut sifted = Sifted::default();
        for argument in &line.arguments {
            let lacking = reasons(&lower)
                .filter(|reason| reason.argument == *argument && !reason.rests_on.is_empty())
                .find(|reason| !reason.rests_on.iter().any(|claim| self.0.has(*claim)))
                .map(|reason| format!("the case holds no {}", reason.record));
            let why = match argument {
                Argument::Trade => None,
                _ => lacking.or_else(|| self.invented(text, line)),
            };
            match why {
                None => sifted.borne.push(*argument),
                Some(why) => sifted.unborne.push(why),
            }
        }
        sifted
    }

    /// A figure that is neither asked for nor in the case.
    fn invented(&self, text: &str, line: &Line) -> Option<String> {
        let known = supported_figures(&self.0);
        figures(text)
            .into_iter()
            .find(|figure| {
                !known.iter().any(|value| figure.is(*value))
                    && !line.asks.iter().any(|(_, asked)| figure.is(*asked))
            })
            .map(|figure| format!("nothing in the case bears out `{}`", figure.text))
    }
}
