//! Plays agents against opponents over drawn domains, and sums up.

use std::collections::BTreeMap;

use batna_plan::discrete::{Deal, Move, Strategy};

use super::domains::{JobDomain, draw, payoffs};
use super::sides::{KINDS, Kind, Side, engine, naive, opponent};

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Agent {
    Engine(Strategy),
    /// The engine that is told the other's utilities.
    Told(Strategy),
    /// The time-concession agent with this exponent.
    Naive(f64),
}

/// Sums of many negotiations.
#[derive(Clone, Copy, Debug, Default)]
pub struct Score {
    pub played: u32,
    pub agreed: u32,
    own: f64,
    joint: f64,
    distance: f64,
}

#[allow(dead_code)] // The arena prints them all, the tests look at one.
impl Score {
    /// Share of what could be had above the reservation; 0 without a deal.
    pub fn own(&self) -> f64 {
        self.own / f64::from(self.played.max(1))
    }

    /// Sum of both utilities over the largest such sum; without a deal both have their
    /// reservations.
    pub fn joint(&self) -> f64 {
        self.joint / f64::from(self.played.max(1))
    }

    /// Distance of deals to the frontier, in utilities from 0 to 1.
    pub fn distance(&self) -> f64 {
        self.distance / f64::from(self.agreed.max(1))
    }

    pub fn agreement(&self) -> f64 {
        f64::from(self.agreed) / f64::from(self.played.max(1))
    }

    fn add(&mut self, other: &Score) {
        self.played += other.played;
        self.agreed += other.agreed;
        self.own += other.own;
        self.joint += other.joint;
        self.distance += other.distance;
    }
}

/// Scores by opponent, and of all.
pub fn contest(agent: Agent, seeds: impl Iterator<Item = u64>) -> (BTreeMap<Kind, Score>, Score) {
    let mut by_kind: BTreeMap<Kind, Score> = BTreeMap::new();
    for seed in seeds {
        let job = draw(seed);
        let all = payoffs(&job);
        for side in 0..2 {
            for kind in KINDS {
                let score = play(agent, &job, &all, side, kind);
                by_kind.entry(kind).or_default().add(&score);
            }
        }
    }
    let mut total = Score::default();
    for score in by_kind.values() {
        total.add(score);
    }
    (by_kind, total)
}

fn play(agent: Agent, job: &JobDomain, all: &[(Deal, [f64; 2])], side: usize, kind: Kind) -> Score {
    let chance = job.seed.wrapping_mul(31) ^ (side as u64) << 40 ^ (kind as u64) << 44;
    let mut them = opponent(kind, job, 1 - side, all, chance);
    let deal = match agent {
        Agent::Engine(strategy) => bargain(&mut engine(job, side, false, strategy), &mut them, job),
        Agent::Told(strategy) => bargain(&mut engine(job, side, true, strategy), &mut them, job),
        Agent::Naive(early) => bargain(
            &mut naive(job, side, all, early, chance ^ 7),
            &mut them,
            job,
        ),
    };
    score(job, all, side, deal.as_ref())
}

/// The opponent opens in every other domain, the agent in the rest; who opens has the
/// last word but one.
fn bargain(agent: &mut dyn Side, them: &mut dyn Side, job: &JobDomain) -> Option<Deal> {
    let mut table: Option<Deal> = None;
    let agent_opens = job.seed.is_multiple_of(2);
    for step in 0..job.steps {
        for turn in 0..2 {
            let mover: &mut dyn Side = if (turn == 0) == agent_opens {
                agent
            } else {
                them
            };
            match mover.answer(table.as_ref(), step) {
                Move::Accept => return table,
                Move::Counter(deal) => table = Some(deal),
                Move::End => return None,
            }
        }
    }
    None
}

/// How well the other's utilities were learnt in play, by opponent: the correlation over
/// all deals with the true ones, and what the other loses, at equal worth to the agent,
/// by the model's choice of deal.
#[allow(dead_code)] // The tests look at results alone.
pub fn learning(strategy: Strategy, seeds: impl Iterator<Item = u64>) -> BTreeMap<Kind, [f64; 2]> {
    let mut sums: BTreeMap<Kind, ([f64; 2], f64)> = BTreeMap::new();
    for seed in seeds {
        let job = draw(seed);
        let all = payoffs(&job);
        for side in 0..2 {
            for kind in KINDS {
                let chance = job.seed.wrapping_mul(31) ^ (side as u64) << 40 ^ (kind as u64) << 44;
                let mut them = opponent(kind, &job, 1 - side, &all, chance);
                let mut agent = engine(&job, side, false, strategy);
                bargain(&mut agent, &mut them, &job);
                let believed: Vec<f64> =
                    all.iter().map(|(deal, _)| agent.model().of(deal)).collect();
                let truth: Vec<f64> = all.iter().map(|(_, worth)| worth[1 - side]).collect();
                let mut lost = 0.0;
                for level in [0.5, 0.6, 0.7, 0.8] {
                    let worth_it = || (0..all.len()).filter(|deal| all[*deal].1[side] >= level);
                    let best = worth_it().map(|deal| truth[deal]).fold(0.0, f64::max);
                    let chosen = worth_it()
                        .max_by(|a, b| believed[*a].total_cmp(&believed[*b]))
                        .map_or(best, |deal| truth[deal]);
                    lost += (best - chosen) / 4.0;
                }
                let entry = sums.entry(kind).or_default();
                entry.0[0] += correlation(&believed, &truth);
                entry.0[1] += lost;
                entry.1 += 1.0;
            }
        }
    }
    sums.into_iter()
        .map(|(kind, (sum, count))| (kind, sum.map(|sum| sum / count)))
        .collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a).powi(2);
        bb += (y - mean_b).powi(2);
    }
    ab / (aa * bb).sqrt().max(1e-12)
}

fn score(job: &JobDomain, all: &[(Deal, [f64; 2])], side: usize, deal: Option<&Deal>) -> Score {
    let other = 1 - side;
    let possible = all
        .iter()
        .filter(|(_, worth)| worth[other] >= job.reservations[other])
        .map(|(_, worth)| worth[side])
        .fold(job.reservations[side], f64::max);
    let most = all
        .iter()
        .map(|(_, worth)| worth[0] + worth[1])
        .fold(0.0, f64::max);
    let mut score = Score {
        played: 1,
        ..Score::default()
    };
    match deal {
        Some(deal) => {
            let (own, their) = (job.sides[side].of(deal), job.sides[other].of(deal));
            score.agreed = 1;
            score.own =
                (own - job.reservations[side]) / (possible - job.reservations[side]).max(1e-9);
            score.joint = (own + their) / most;
            score.distance = all
                .iter()
                .filter(|(_, worth)| worth[side] >= own && worth[other] >= their)
                .map(|(_, worth)| (worth[side] - own).hypot(worth[other] - their))
                .fold(0.0, f64::max);
        }
        None => score.joint = (job.reservations[0] + job.reservations[1]) / most,
    }
    score
}
