//! The most an employer would give on one component, as a distribution on a grid.
//!
//! The grid holds the limit jointly with the employer's toughness, so that an answer
//! updates both exactly. The first point is the offer itself: no room at all has a
//! chance of its own. Sources that speak of the same limit are pooled by a weighted
//! product with weights below one, because they are not independent.

use batna_core::Grade;
use serde::Serialize;

use super::answer::Answer;
use crate::knowledge::Density;

const POINTS: usize = 241;
const TOUGHNESS: usize = 9;

/// What shaped a limit.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Ground {
    pub what: String,
    /// Id of the finding.
    pub source: String,
    pub grade: Grade,
}

/// A limit's distribution.
#[derive(Clone, Debug)]
pub struct Limit {
    offered: f64,
    /// Ascending; the first is `offered`.
    amounts: Vec<f64>,
    toughness: Vec<f64>,
    /// Row by row: amounts by toughness; sums to one.
    weights: Vec<f64>,
    /// By row: chance of at least it, and of at least it without a refusal.
    tails: Vec<(f64, f64)>,
    grounds: Vec<Ground>,
    answers: Vec<Answer>,
    /// An answer was impossible under the model and was set aside.
    surprised: bool,
}

/// A limit in figures for its owner.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LimitView {
    #[serde(serialize_with = "crate::rounded::fine")]
    pub offered: f64,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub median: f64,
    /// The narrowest interval that holds the limit with a chance of 80%.
    #[serde(serialize_with = "crate::rounded::fine")]
    pub low80: f64,
    #[serde(serialize_with = "crate::rounded::fine")]
    pub high80: f64,
    /// Chance that there is no room at all.
    #[serde(serialize_with = "crate::rounded::fine")]
    pub no_room: f64,
    pub grounds: Vec<Ground>,
    pub answers: Vec<Answer>,
    pub surprised: bool,
}

impl Limit {
    /// From densities of the limit as multiples of anchors: `(weight, anchor, density)`.
    pub fn pooled(
        offered: f64,
        no_room: f64,
        parts: &[(f64, f64, &Density)],
        toughness: &Density,
        grounds: Vec<Ground>,
    ) -> Limit {
        let top = parts
            .iter()
            .map(|(_, anchor, density)| anchor * density.highest())
            .fold(offered * 1.02, f64::max);
        Limit::on_grid(offered, top, no_room, toughness, grounds, |amount| {
            parts
                .iter()
                .fold(1.0, |product, (weight, anchor, density)| {
                    // A source never rules out alone what another finds likely.
                    let here = density.at(amount / anchor).max(0.01);
                    product * here.powf(*weight)
                })
        })
    }

    /// A component that starts at `offered` and is judged as a share of `base`.
    pub fn added(
        offered: f64,
        base: f64,
        no_room: f64,
        density: &Density,
        toughness: &Density,
        grounds: Vec<Ground>,
    ) -> Limit {
        let top = (base * density.highest()).max(offered + base * 0.02);
        Limit::on_grid(offered, top, no_room, toughness, grounds, |amount| {
            density.at(amount / base).max(0.01)
        })
    }

    fn on_grid(
        offered: f64,
        top: f64,
        no_room: f64,
        toughness: &Density,
        grounds: Vec<Ground>,
        density: impl Fn(f64) -> f64,
    ) -> Limit {
        let steps = (POINTS - 1) as f64;
        let amounts: Vec<f64> = (0..POINTS)
            .map(|i| offered + (top - offered) * i as f64 / steps)
            .collect();
        let hard: Vec<f64> = (0..TOUGHNESS)
            .map(|k| toughness.highest() * (k as f64 + 0.5) / TOUGHNESS as f64)
            .collect();
        let rows: Vec<f64> = amounts.iter().skip(1).map(|a| density(*a)).collect();
        let above: f64 = rows.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let columns: Vec<f64> = hard.iter().map(|t| toughness.at(*t)).collect();
        let across: f64 = columns.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut weights = Vec::with_capacity(POINTS * TOUGHNESS);
        for row in std::iter::once(no_room).chain(rows.iter().map(|r| (1.0 - no_room) * r / above))
        {
            weights.extend(columns.iter().map(|column| row * column / across));
        }
        let mut limit = Limit {
            offered,
            tails: Vec::new(),
            amounts,
            toughness: hard,
            weights,
            grounds,
            answers: Vec::new(),
            surprised: false,
        };
        limit.sum_tails();
        limit
    }

    /// Bayes' rule. An answer that the model holds impossible widens the grid's reach to
    /// it where it can (an amount agreed is possible, whatever was thought), and is noted.
    pub fn update(&mut self, answer: Answer) {
        self.answers.push(answer);
        let reached = match answer {
            Answer::Accepted { ask } => Some(ask),
            Answer::Countered { to, .. } => Some(to),
            _ => None,
        };
        let mut updated: Vec<f64> = self.weights.clone();
        for ((index, weight), amount) in updated.iter_mut().enumerate().zip(self.by_cell()) {
            let tough = self
                .toughness
                .get(index % TOUGHNESS)
                .copied()
                .unwrap_or(0.5);
            *weight *= answer.likelihood(amount, tough);
        }
        let sum: f64 = updated.iter().sum();
        if sum.is_finite() && sum > 1e-60 {
            for weight in &mut updated {
                *weight /= sum;
            }
            self.weights = updated;
            self.sum_tails();
        } else if let Some(reached) = reached.filter(|amount| amount.is_finite()) {
            self.surprised = true;
            self.reach(reached);
        } else {
            self.surprised = true;
        }
    }

    /// Starts again above an amount that was thought beyond them: the same spread of
    /// room above it as there was above the offer.
    fn reach(&mut self, amount: f64) {
        let shift = amount - self.offered;
        for known in &mut self.amounts {
            *known += shift;
        }
        self.offered = amount;
    }

    fn by_cell(&self) -> impl Iterator<Item = f64> + '_ {
        self.amounts
            .iter()
            .flat_map(|amount| std::iter::repeat_n(*amount, TOUGHNESS))
    }

    /// Probability of each amount of the grid.
    pub fn distribution(&self) -> Vec<(f64, f64)> {
        self.amounts
            .iter()
            .zip(self.weights.chunks(TOUGHNESS))
            .map(|(amount, row)| (*amount, row.iter().sum()))
            .collect()
    }

    /// Chance that the limit is at least `amount`.
    pub fn chance(&self, amount: f64) -> f64 {
        if amount <= self.offered {
            return 1.0;
        }
        self.tails.get(self.row(amount)).map_or(0.0, |tail| tail.0)
    }

    /// Chance that they go to `amount` when asked: they can, and do not refuse all the same.
    pub fn chance_granted(&self, amount: f64) -> f64 {
        self.tails.get(self.row(amount)).map_or(0.0, |tail| tail.1)
    }

    /// The first row of the grid that is at least `amount`, up to rounding.
    fn row(&self, amount: f64) -> usize {
        let least = amount - 1e-9 * amount.abs();
        self.amounts.partition_point(|known| *known < least)
    }

    /// Sums from each row up, of the weights and of the weights that do not refuse.
    fn sum_tails(&mut self) {
        let mut tail = (0.0, 0.0);
        let mut tails: Vec<(f64, f64)> = self
            .weights
            .chunks(TOUGHNESS)
            .rev()
            .map(|row| {
                for (weight, tough) in row.iter().zip(&self.toughness) {
                    tail.0 += weight;
                    tail.1 += weight * (1.0 - tough);
                }
                (f64::min(tail.0, 1.0), f64::min(tail.1, 1.0))
            })
            .collect();
        tails.reverse();
        self.tails = tails;
    }

    /// Largest amount of the grid that they can reach with at least this chance.
    pub fn at_chance(&self, chance: f64) -> f64 {
        let mut left = 1.0;
        let mut best = self.offered;
        for (amount, weight) in self.distribution() {
            if left >= chance - 1e-12 {
                best = amount;
            } else {
                break;
            }
            left -= weight;
        }
        best
    }

    /// The narrowest run of grid points with at least this much probability.
    pub fn interval(&self, probability: f64) -> (f64, f64) {
        let points = self.distribution();
        let mut best = (self.offered, f64::MAX);
        let (mut sum, mut start) = (0.0, 0);
        for (amount, weight) in &points {
            sum += weight;
            while let Some((first, dropped)) = points.get(start)
                && sum - dropped >= probability
                && first < amount
            {
                sum -= dropped;
                start += 1;
            }
            if let Some((first, _)) = points.get(start)
                && sum >= probability - 1e-9
                && amount - first < best.1 - best.0
            {
                best = (*first, *amount);
            }
        }
        if best.1 == f64::MAX {
            best.1 = points.last().map_or(self.offered, |point| point.0);
        }
        best
    }

    pub fn offered(&self) -> f64 {
        self.offered
    }

    pub fn view(&self) -> LimitView {
        let (low80, high80) = self.interval(0.8);
        LimitView {
            offered: self.offered,
            median: self.at_chance(0.5),
            low80,
            high80,
            no_room: self.distribution().first().map_or(0.0, |point| point.1),
            grounds: self.grounds.clone(),
            answers: self.answers.clone(),
            surprised: self.surprised,
        }
    }
}
