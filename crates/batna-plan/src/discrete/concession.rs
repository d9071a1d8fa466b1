//! What the other side still demands, and how likely they take a bid.
//!
//! A side that concedes with time demands `1 - (1 - floor) * time^(1 / early)` of its best
//! deal (Faratin, Sierra and Jennings 1998). Floor and exponent are unknown: every pair of a
//! grid is weighed by how well it agrees with the worth to them of what they offered and
//! with the bids they turned down (a Bayesian reading, as in Zeng and Sycara 1998). The
//! weights are tempered, for these worths are estimates themselves. Leaves out: sides that
//! move at random, which [`super::wandering`] reads.

use super::model::{OpponentModel, falling};

/// A bid they did not take: when they answered, and its worth to them by the present estimate.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    pub time: f64,
    pub worth: f64,
}

/// Weighed beliefs about their demand.
#[derive(Clone, Debug)]
pub struct Demand {
    beliefs: Vec<Belief>,
    /// How far the estimates are off.
    scatter: f64,
}

#[derive(Clone, Copy, Debug)]
struct Belief {
    weight: f64,
    floor: f64,
    early: f64,
}

/// From hard to the end to giving way at once.
const EXPONENTS: [f64; 8] = [0.1, 0.2, 0.4, 0.7, 1.0, 1.6, 2.5, 4.0];
const FLOORS: u32 = 20;
/// Beliefs that are looked at further.
const MOST_BELIEFS: usize = 60;
/// What the estimate of worths is off beside the scatter of offers about their curve.
const LEAST_SCATTER: f64 = 0.06;
/// Offers that weigh as much as if each were independent of the others.
const TEMPER: f64 = 16.0;
/// No single offer speaks louder than this against a belief, in log likelihood.
const MOST_AGAINST: f64 = 8.0;

impl Demand {
    pub fn read(model: &OpponentModel, refused: &[Refused]) -> Demand {
        let offers = model.demands();
        let scatter = LEAST_SCATTER + off_curve(&offers);
        let temper = 1.0 / (1.0 + offers.len() as f64 / TEMPER);
        let mut beliefs: Vec<Belief> = Vec::with_capacity(EXPONENTS.len() * FLOORS as usize);
        for early in EXPONENTS {
            for floor in 0..FLOORS {
                let floor = (f64::from(floor) + 0.5) / f64::from(FLOORS);
                let missed: f64 = offers
                    .iter()
                    .map(|(time, worth)| {
                        let off = (worth - demanded(floor, early, *time)) / scatter;
                        (0.5 * off * off).min(MOST_AGAINST)
                    })
                    .sum();
                let refused: f64 = refused
                    .iter()
                    .map(|bid| {
                        let short = demanded(floor, early, bid.time) - bid.worth;
                        -chance(short / scatter).max(1e-4).ln()
                    })
                    .sum();
                beliefs.push(Belief {
                    weight: -(missed + refused) * temper,
                    floor,
                    early,
                });
            }
        }
        beliefs.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        beliefs.truncate(MOST_BELIEFS);
        let most = beliefs.first().map_or(0.0, |belief| belief.weight);
        let mut all = 0.0;
        for belief in &mut beliefs {
            belief.weight = (belief.weight - most).exp();
            all += belief.weight;
        }
        for belief in &mut beliefs {
            belief.weight /= all;
        }
        Demand { beliefs, scatter }
    }

    /// What is believed of one time.
    pub fn at(&self, time: f64) -> DemandAt<'_> {
        DemandAt {
            demand: self,
            levels: self
                .beliefs
                .iter()
                .filter(|belief| belief.weight > 1e-4)
                .map(|belief| (belief.weight, demanded(belief.floor, belief.early, time)))
                .collect(),
        }
    }

    /// Chance that they take a deal of this worth to them, by weighed levels of demand.
    fn taken(&self, worth: f64, levels: &[(f64, f64)]) -> f64 {
        levels
            .iter()
            .map(|(weight, level)| weight * chance((worth - level) / self.scatter))
            .sum()
    }
}

/// Their demand at one time.
pub struct DemandAt<'a> {
    demand: &'a Demand,
    /// Weights and what is then demanded.
    levels: Vec<(f64, f64)>,
}

impl DemandAt<'_> {
    /// Chance that they take a deal worth so much to them.
    pub fn taken(&self, worth: f64) -> f64 {
        self.demand.taken(worth, &self.levels)
    }
}

fn demanded(floor: f64, early: f64, time: f64) -> f64 {
    1.0 - (1.0 - floor) * time.clamp(0.0, 1.0).powf(1.0 / early)
}

/// Root mean square distance of the offers from their falling curve.
fn off_curve(offers: &[(f64, f64)]) -> f64 {
    let worths: Vec<f64> = offers.iter().map(|(_, worth)| *worth).collect();
    let curve = falling(&worths);
    let squares: f64 = worths
        .iter()
        .zip(&curve)
        .map(|(worth, level)| (worth - level).powi(2))
        .sum();
    (squares / worths.len().max(1) as f64).sqrt()
}

/// The normal distribution function, nearly, by the logistic one.
fn chance(deviations: f64) -> f64 {
    1.0 / (1.0 + (-1.7 * deviations).exp())
}
