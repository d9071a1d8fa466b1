//! What the other side wants, learnt from what they offer.
//!
//! First by frequency: a side that offers deals worth about as much to itself as it still
//! demands offers a value the more often, the more it is worth to it: over many deals the
//! log of the frequency grows in proportion to the worth (the Gibbs distribution of a sum
//! held above a level). Neighbours in the list of values are taken to be alike; before any
//! offer opposed interests are assumed. Kin to the frequency models of Hindriks and Tykhonov
//! (2008) and Tunalı, Aydoğan and Sanchez-Anguix (2017).
//!
//! Then by level: offers made about the same time are worth about the same to who makes
//! them, so the estimate is fitted until they lie on one falling curve. That holds of sides
//! that concede, not of such as offer at random: how well the fit foretells the next offer
//! says how far it is believed. Leaves out: interests that depend on each other.

use super::domain::Deal;

/// Most offers that the fit looks at; longer talks are thinned out.
const MOST_KEPT: usize = 256;
/// Rounds of fitting, each with a curve of its own, and sweeps over the offers in a round.
const ROUNDS: usize = 5;
const SWEEPS: usize = 8;
/// Pull back to the estimate by frequency, after every sweep.
const PULL: f64 = 0.02;
/// How fast old misses of the fit are forgotten.
const FADE: f64 = 0.95;

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
    /// Weight of each issue, before anything is heard, by what it is worth to the owner.
    own_weight: Vec<f64>,
    worth: Vec<Vec<f64>>,
    /// The estimate by level alone.
    fitted: Vec<Vec<f64>>,
    /// Offers heard with their time, first to last.
    offers: Vec<(f64, Deal)>,
    /// One offer in so many is kept.
    every: u64,
    count: u64,
    /// Square by which the fit missed offers before it knew them, and that a draw among
    /// all deals would have missed by.
    missed: f64,
    at_random: f64,
}

impl OpponentModel {
    /// Nothing heard yet. `own` is the owner's utility by issue and value.
    pub fn unheard(own: &[Vec<f64>]) -> OpponentModel {
        let mut model = OpponentModel {
            known: false,
            spoken: own.iter().map(|worths| vec![0.0; worths.len()]).collect(),
            own_rank: own.iter().map(|worths| scaled(worths)).collect(),
            own_weight: weights(own),
            worth: Vec::new(),
            fitted: Vec::new(),
            offers: Vec::new(),
            every: 1,
            count: 0,
            missed: 0.0,
            at_random: 0.0,
        };
        model.estimate();
        model
    }

    /// Their utilities are known: nothing is learnt.
    pub fn known(theirs: &[Vec<f64>]) -> OpponentModel {
        let spans: Vec<f64> = theirs.iter().map(|worths| span(worths)).collect();
        let all: f64 = spans.iter().sum();
        let worth: Vec<Vec<f64>> = theirs
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
            own_weight: Vec::new(),
            fitted: worth.clone(),
            worth,
            offers: Vec::new(),
            every: 1,
            count: 0,
            missed: 0.0,
            at_random: 0.0,
        }
    }

    pub fn is_known(&self) -> bool {
        self.known
    }

    /// Takes an offer in; `time` and what it is worth to the owner run from 0 to 1.
    pub fn hear(&mut self, offer: &Deal, time: f64, own: f64) {
        self.judge_fit(offer);
        self.keep(offer, time);
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
        sum(&self.worth, deal)
    }

    /// How far their offers are such as a side makes that concedes with time: 1 fully, 0
    /// no better foretold than a draw among all deals.
    pub fn steadiness(&self) -> f64 {
        if self.at_random <= 0.0 {
            return 1.0;
        }
        ((0.9 - self.missed / self.at_random) / 0.5).clamp(0.0, 1.0)
    }

    /// Time and estimated worth to them of their offers.
    pub fn demands(&self) -> Vec<(f64, f64)> {
        self.offers
            .iter()
            .map(|(time, deal)| (*time, self.of(deal)))
            .collect()
    }

    /// How far the last offer before this one foretold it, by the fit.
    fn judge_fit(&mut self, offer: &Deal) {
        if self.offers.len() < 2 {
            return;
        }
        let before: Vec<f64> = self
            .offers
            .iter()
            .map(|(_, deal)| sum(&self.fitted, deal))
            .collect();
        let level = falling(&before).last().copied().unwrap_or(1.0);
        let at_random: f64 = self.fitted.iter().map(|worths| variance(worths)).sum();
        self.missed = FADE * self.missed + (sum(&self.fitted, offer) - level).powi(2);
        self.at_random = FADE * self.at_random + at_random;
    }

    fn keep(&mut self, offer: &Deal, time: f64) {
        if self.count.is_multiple_of(self.every) {
            self.offers.push((time, offer.clone()));
        }
        self.count += 1;
        if self.offers.len() >= MOST_KEPT {
            let mut index = 0;
            self.offers.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.every *= 2;
        }
    }

    fn estimate(&mut self) {
        let by_frequency = self.by_frequency();
        self.fitted = self.by_level(&by_frequency);
        let miss = self.missed / self.at_random.max(f64::MIN_POSITIVE);
        let trust = ((1.2 - miss) / 0.3).clamp(0.0, 1.0);
        self.worth = self
            .fitted
            .iter()
            .zip(&by_frequency)
            .map(|(fitted, plain)| {
                fitted
                    .iter()
                    .zip(plain)
                    .map(|(fitted, plain)| trust * fitted + (1.0 - trust) * plain)
                    .collect()
            })
            .collect();
    }

    fn by_frequency(&self) -> Vec<Vec<f64>> {
        let mut worth: Vec<Vec<f64>> = self
            .spoken
            .iter()
            .zip(&self.own_rank)
            .map(|(spoken, own)| issue_worth(spoken, own))
            .collect();
        for (worths, weight) in worth.iter_mut().zip(&self.own_weight) {
            for worth in worths {
                *worth *= weight;
            }
        }
        normalise(&mut worth);
        worth
    }

    /// Fitted until the offers lie on one falling curve (Kaczmarz's method, drawn to the start).
    fn by_level(&self, start: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut worth = start.to_vec();
        if self.offers.len() < 3 {
            return worth;
        }
        for _ in 0..ROUNDS {
            let now: Vec<f64> = self
                .offers
                .iter()
                .map(|(_, deal)| sum(&worth, deal))
                .collect();
            let curve = falling(&now);
            for _ in 0..SWEEPS {
                for ((_, deal), level) in self.offers.iter().zip(&curve) {
                    let part = (level - sum(&worth, deal)) / deal.0.len().max(1) as f64;
                    for (worths, value) in worth.iter_mut().zip(&deal.0) {
                        if let Some(worth) = worths.get_mut(*value) {
                            *worth += part;
                        }
                    }
                }
                for (worth, start) in worth.iter_mut().flatten().zip(start.iter().flatten()) {
                    *worth += PULL * (start - *worth);
                }
            }
            normalise(&mut worth);
        }
        worth
    }
}

fn sum(worth: &[Vec<f64>], deal: &Deal) -> f64 {
    worth
        .iter()
        .zip(&deal.0)
        .filter_map(|(worths, value)| worths.get(*value))
        .sum()
}

/// Least 0 in every issue, and 1 the best of all together.
fn normalise(worth: &mut [Vec<f64>]) {
    let mut best = 0.0;
    for worths in worth.iter_mut() {
        let (low, high) = bounds(worths);
        for worth in worths {
            *worth -= low;
        }
        best += high - low;
    }
    if best > 0.0 {
        for worth in worth.iter_mut().flatten() {
            *worth /= best;
        }
    }
}

fn variance(worths: &[f64]) -> f64 {
    let count = worths.len().max(1) as f64;
    let mean = worths.iter().sum::<f64>() / count;
    worths
        .iter()
        .map(|worth| (worth - mean).powi(2))
        .sum::<f64>()
        / count
}

/// The falling curve nearest to the numbers (pool adjacent violators).
pub(super) fn falling(numbers: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for number in numbers {
        let (mut mean, mut count) = (*number, 1);
        while let Some((before, many)) = pools.last().copied().filter(|pool| pool.0 < mean) {
            mean = (mean * count as f64 + before * many as f64) / (count + many) as f64;
            count += many;
            pools.pop();
        }
        pools.push((mean, count));
    }
    pools
        .into_iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(mean, count))
        .collect()
}

/// Weight of the assumption of opposed interests, in offers.
const PRIOR: f64 = 2.5;
/// How sharply that assumption separates best from worst.
const PRIOR_SHARPNESS: f64 = 3.0;
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
    let (least, _) = bounds(&logs);
    logs.iter().map(|log| log - least).collect()
}

/// Share of an issue's weight that goes by its span in the owner's utilities; the rest is even.
const OWN_WEIGHT: f64 = 0.3;

/// Expected weights of the issues to the other side, with a mean of 1: what matters to one
/// matters to the other more often than not.
pub(super) fn weights(own: &[Vec<f64>]) -> Vec<f64> {
    let spans: Vec<f64> = own.iter().map(|worths| span(worths)).collect();
    let mean = spans.iter().sum::<f64>() / spans.len().max(1) as f64;
    spans
        .iter()
        .map(|span| {
            if mean > 0.0 {
                1.0 + OWN_WEIGHT * (span / mean - 1.0)
            } else {
                1.0
            }
        })
        .collect()
}

fn span(worths: &[f64]) -> f64 {
    let (low, high) = bounds(worths);
    high - low
}

pub(super) fn bounds(worths: &[f64]) -> (f64, f64) {
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
