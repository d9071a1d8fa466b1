//! How an employer answers an ask, given their limit and how hard they bargain.
//!
//! The model, for standing terms `s`, an ask `a`, a limit `L` and toughness `t`: with no
//! room above `s` they refuse. With room they refuse all the same with chance `t`.
//! Otherwise they either meet the ask (half the time, where `L` allows it) or counter at
//! `s + u (min(L, a) - s)`, `u` even on (0, 1): how far they go says nothing more than
//! that they could. The halves and the even spread are assumptions; the suite states how
//! far intervals hold against employers that answer otherwise.

use serde::{Deserialize, Serialize};

/// What they answered about one component.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// They agreed to this much.
    Accepted { ask: f64 },
    /// They stayed where they were (`standing`) when asked for this much.
    Refused { standing: f64, ask: f64 },
    /// They moved from `standing` to `to` when asked for `ask`.
    Countered { standing: f64, ask: f64, to: f64 },
    /// They said that it cannot move from here.
    Fixed { standing: f64 },
}

/// Chance that an ask that could be met is met at once, given that it is not refused.
pub(crate) const MEETS: f64 = 0.5;

impl Answer {
    /// Likelihood of the answer, up to a factor free of `limit` and `toughness`.
    pub(crate) fn likelihood(self, limit: f64, toughness: f64) -> f64 {
        match self {
            Answer::Accepted { ask } => {
                if limit >= ask {
                    (1.0 - toughness) * MEETS
                } else {
                    0.0
                }
            }
            Answer::Refused { standing, ask } => {
                if limit.min(ask) > standing {
                    toughness
                } else {
                    1.0
                }
            }
            Answer::Fixed { standing } => {
                if limit > standing {
                    toughness
                } else {
                    1.0
                }
            }
            Answer::Countered { standing, ask, to } => {
                let room = limit.min(ask) - standing;
                let moved = to - standing;
                if room <= 0.0 || moved <= 0.0 || moved > room {
                    return 0.0;
                }
                let counters = if limit >= ask { 1.0 - MEETS } else { 1.0 };
                (1.0 - toughness) * counters / room
            }
        }
    }
}
