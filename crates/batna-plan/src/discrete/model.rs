//! What the other side wants, learnt from what they offer.
//!
//! A side that offers deals worth about as much to itself as it still demands offers a
//! value the more often, the more it is worth to it: over many deals the log of the
//! frequency grows in proportion to the worth (the Gibbs distribution of a sum held above
//! a level). So the log of the smoothed frequency estimates weight and value at once.
//! Neighbours in the list of values are taken to be alike; before any offer opposed
//! interests are assumed. Kin to the frequency models of Hindriks and Tykhonov (2008) and
//! Tunalı, Aydoğan and Sanchez-Anguix (2017). Leaves out: interests that depend on each other.

use super::domain::Deal;

/// Estimated additive utilities of the other side, scaled so that their best deal is 1
/// and their worst 0.
#[derive(Clone, Debug)]
pub struct OpponentModel {
    /// Given, and not learnt.
    known: bool,
    /// Per issue and value: how much offers spoke for it.
    spoken: Vec<Vec<f64>>,
    /// Rank of each value in the owner's utilities, 0 worst to 1 best.
    own_rank: Vec<Vec<f64>>,
    worth: Vec<Vec<f64>>,
}

impl OpponentModel {
    /// Nothing heard yet. `own` is the owner's utility by issue and value.
    pub fn unheard(own: &[Vec<f64>]) -> OpponentModel {
        let own_rank: Vec<Vec<f64>> = own.iter().map(|worths| scaled(worths)).collect();
        let mut model = OpponentModel {
            known: false,
            spoken: own.iter().map(|worths| vec![0.0; worths.len()]).collect(),
            own_rank,
            worth: Vec::new(),
        };
        model.estimate();
        model
    }

    /// Their utilities are known: nothing is learnt.
    pub fn known(theirs: &[Vec<f64>]) -> OpponentModel {
        let spans: Vec<f64> = theirs.iter().map(|worths| span(worths)).collect();
        let all: f64 = spans.iter().sum();
        let worth = theirs
            .iter()
            .zip(&spans)
            .map(|(worths, span)| {
                let part = if all > 0.0 { span / all } else { 0.0 };
                scaled(worths).iter().map(|worth| worth * part).collect()
            })
            .collect();
        OpponentModel {
            known: true,
            spoken: Vec::new(),
            own_rank: Vec::new(),
            worth,
        }
    }

    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Takes an offer in; `time` and what it is worth to the owner run from 0 to 1.
    pub fn hear(&mut self, offer: &Deal, time: f64, own: f64) {
        if self.known {
            return;
        }
        // Later offers are concessions, and say less about what is liked.
        let weight = (1.0 - 0.5 * time.clamp(0.0, 1.0)) * (1.0 - own.clamp(0.0, 0.95)).powi(2);
        for (spoken, value) in self.spoken.iter_mut().zip(&offer.0) {
            if let Some(spoken) = spoken.get_mut(*value) {
                *spoken += weight;
            }
        }
        self.estimate();
    }

    /// Estimated worth of each value of each issue; a deal is worth the sum, from 0 to 1.
    pub fn worth(&self) -> &[Vec<f64>] {
        &self.worth
    }

    pub fn of(&self, deal: &Deal) -> f64 {
        self.worth
            .iter()
            .zip(&deal.0)
            .filter_map(|(worths, value)| worths.get(*value))
            .sum()
    }

    fn estimate(&mut self) {
        let raw: Vec<Vec<f64>> = self
            .spoken
            .iter()
            .zip(&self.own_rank)
            .map(|(spoken, own)| issue_worth(spoken, own))
            .collect();
        let best: f64 = raw
            .iter()
            .map(|worths| worths.iter().copied().fold(0.0, f64::max))
            .sum();
        self.worth = raw
            .iter()
            .map(|worths| {
                worths
                    .iter()
                    .map(|worth| if best > 0.0 { worth / best } else { 0.0 })
                    .collect()
            })
            .collect();
    }
}

/// Weight of the assumption of opposed interests, in offers.
const PRIOR: f64 = 1.5;
/// How sharply that assumption separates best from worst.
const PRIOR_SHARPNESS: f64 = 1.5;
/// What an offer says about the neighbours of the value it names.
const NEIGHBOUR: f64 = 0.35;

/// Estimated worths of one issue's values, the least being 0, on a scale common to all issues.
fn issue_worth(spoken: &[f64], own: &[f64]) -> Vec<f64> {
    let at = |index: Option<usize>| {
        index
            .and_then(|index| spoken.get(index))
            .copied()
            .unwrap_or(0.0)
    };
    let smooth: Vec<f64> = (0..spoken.len())
        .map(|index| at(Some(index)) + NEIGHBOUR * (at(index.checked_sub(1)) + at(Some(index + 1))))
        .collect();
    let prior: Vec<f64> = own
        .iter()
        .map(|rank| (PRIOR_SHARPNESS * (0.5 - rank)).exp())
        .collect();
    let (all, prior_all) = (
        smooth.iter().sum::<f64>(),
        prior.iter().sum::<f64>().max(f64::MIN_POSITIVE),
    );
    let logs: Vec<f64> = smooth
        .iter()
        .zip(&prior)
        .map(|(said, prior)| ((said + PRIOR * prior / prior_all) / (all + PRIOR)).ln())
        .collect();
    let least = logs.iter().copied().fold(f64::INFINITY, f64::min);
    logs.iter().map(|log| log - least).collect()
}

fn span(worths: &[f64]) -> f64 {
    let (low, high) = bounds(worths);
    high - low
}

fn bounds(worths: &[f64]) -> (f64, f64) {
    worths
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), worth| {
            (low.min(*worth), high.max(*worth))
        })
}

/// Stretched to 0 and 1; all 1 where nothing differs.
fn scaled(worths: &[f64]) -> Vec<f64> {
    let (low, high) = bounds(worths);
    worths
        .iter()
        .map(|worth| {
            if high > low {
                (worth - low) / (high - low)
            } else {
                1.0
            }
        })
        .collect()
}
