//! The most an employer would give on one component, as a distribution on a grid.
//!
//! The grid holds the limit jointly with the employer's toughness and with how wide its room
//! is for the season, its stage and its haste, so that an answer updates all three exactly. The first point is the offer itself: no room at all has a
//! chance of its own. Sources that speak of the same limit are pooled by a weighted
//! product with weights below one, because they are not independent.

use batna_core::Grade;
use serde::Serialize;

use super::answer::Answer;
use crate::knowledge::Density;

const POINTS: usize = 241;
const TOUGHNESS: usize = 9;
/// Widths of the room, of equal chance before any answer.
pub(super) const WIDTHS: usize = 5;
/// Cells of one amount.
const ROW: usize = TOUGHNESS * WIDTHS;

/// What shaped a limit.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Ground {
    pub what: String,
    /// Id of the finding.
    pub source: String,
    pub grade: Grade,
}

/// What a limit starts from besides its densities.
pub struct Prior<'a> {
    /// Chance of no room at all, at a width of one.
    pub no_room: f64,
    /// Factors on the room, of equal chance.
    pub widths: [f64; WIDTHS],
    pub toughness: &'a Density,
    pub grounds: Vec<Ground>,
}

/// A limit's distribution.
#[derive(Clone, Debug)]
pub struct Limit {
    offered: f64,
    /// Ascending; the first is `offered`.
    amounts: Vec<f64>,
    toughness: Vec<f64>,
    /// Row by row: amounts by width by toughness; sums to one.
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
    pub fn pooled(offered: f64, parts: &[(f64, f64, &Density)], prior: Prior<'_>) -> Limit {
        let top = parts
            .iter()
            .map(|(_, anchor, density)| anchor * density.highest())
            .fold(offered * 1.02, f64::max);
        Limit::on_grid(offered, top, prior, |amount| {
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
    pub fn added(offered: f64, base: f64, density: &Density, prior: Prior<'_>) -> Limit {
        let top = (base * density.highest()).max(offered + base * 0.02);
        Limit::on_grid(offered, top, prior, |amount| {
            density.at(amount / base).max(0.01)
        })
    }

    fn on_grid(offered: f64, top: f64, prior: Prior<'_>, density: impl Fn(f64) -> f64) -> Limit {
        let Prior {
            no_room,
            widths,
            toughness,
            grounds,
        } = prior;
        let widest = widths.iter().copied().fold(1.0, f64::max);
        let top = offered + (top - offered) * widest;
        let steps = (POINTS - 1) as f64;
        let amounts: Vec<f64> = (0..POINTS)
            .map(|i| offered + (top - offered) * i as f64 / steps)
            .collect();
        let hard: Vec<f64> = (0..TOUGHNESS)
            .map(|k| toughness.highest() * (k as f64 + 0.5) / TOUGHNESS as f64)
            .collect();
        // For each width the chance of each amount, no room at all being the first.
        let by_width: Vec<Vec<f64>> = widths
            .iter()
            .map(|width| {
                let no_room = (no_room / width).clamp(0.0, 0.9);
                let rows: Vec<f64> = amounts
                    .iter()
                    .skip(1)
                    .map(|amount| density(offered + (amount - offered) / width))
                    .collect();
                let above: f64 = rows.iter().sum::<f64>().max(f64::MIN_POSITIVE);
                let share = (1.0 - no_room) / above;
                std::iter::once(no_room)
                    .chain(rows.into_iter().map(|row| row * share))
                    .collect()
            })
            .collect();
        let columns: Vec<f64> = hard.iter().map(|t| toughness.at(*t)).collect();
        let across = columns.iter().sum::<f64>().max(f64::MIN_POSITIVE) * WIDTHS as f64;
        let mut weights = Vec::with_capacity(POINTS * ROW);
        for index in 0..POINTS {
            for rows in &by_width {
                let row = rows.get(index).copied().unwrap_or(0.0);
                weights.extend(columns.iter().map(|column| row * column / across));
            }
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

    /// Chance of each width of the room, narrow to wide.
    pub(super) fn widths(&self) -> [f64; WIDTHS] {
        let mut chances = [0.0; WIDTHS];
        for (cell, weight) in self.weights.iter().enumerate() {
            if let Some(chance) = chances.get_mut(cell / TOUGHNESS % WIDTHS) {
                *chance += weight;
            }
        }
        chances
    }

    /// Takes in what an answer on another component told of the width.
    pub(super) fn learn_width(&mut self, factors: &[f64; WIDTHS]) {
        let weighed: Vec<f64> = self
            .weights
            .iter()
            .enumerate()
            .map(|(cell, weight)| {
                weight
                    * factors
                        .get(cell / TOUGHNESS % WIDTHS)
                        .copied()
                        .unwrap_or(1.0)
            })
            .collect();
        let sum: f64 = weighed.iter().sum();
        if sum.is_finite() && sum > 1e-60 {
            self.weights = weighed.into_iter().map(|weight| weight / sum).collect();
            self.sum_tails();
        }
    }

    fn by_cell(&self) -> impl Iterator<Item = f64> + '_ {
        self.amounts
            .iter()
            .flat_map(|amount| std::iter::repeat_n(*amount, ROW))
    }

    /// Probability of each amount of the grid.
    pub fn distribution(&self) -> Vec<(f64, f64)> {
        self.amounts
            .iter()
            .zip(self.weights.chunks(ROW))
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
            .chunks(ROW)
            .rev()
            .map(|row| {
                for (weight, tough) in row.iter().zip(self.toughness.iter().cycle()) {
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
