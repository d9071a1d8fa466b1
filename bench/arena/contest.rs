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

/// One negotiation, as it ended.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)] // The arena prints it all, the tests look at a part.
pub struct Game {
    pub seed: u64,
    /// 0: the agent is the candidate; 1: the employer.
    pub side: usize,
    pub kind: Kind,
    /// Share of what could be had above the reservation; 0 without a deal.
    pub own: f64,
    /// Sum of both utilities over the largest such sum; without a deal both have their
    /// reservations.
    pub joint: f64,
    /// Distance of the deal to the frontier, in utilities from 0 to 1; none without one.
    pub distance: Option<f64>,
}

/// Means over games.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)] // As above.
pub struct Score {
    pub own: f64,
    pub joint: f64,
    pub distance: f64,
    pub agreement: f64,
}

impl Score {
    pub fn of<'a>(games: impl Iterator<Item = &'a Game> + Clone) -> Score {
        let count = games.clone().count().max(1) as f64;
        let deals = games.clone().filter_map(|game| game.distance);
        let agreed = deals.clone().count() as f64;
        Score {
            own: games.clone().map(|game| game.own).sum::<f64>() / count,
            joint: games.map(|game| game.joint).sum::<f64>() / count,
            distance: deals.sum::<f64>() / agreed.max(1.0),
            agreement: agreed / count,
        }
    }
}

/// By how much the first agent is ahead of the second in own share on the same games, and the
/// standard error of that: games in one domain are not independent, so domains are what counts.
pub fn lead(ours: &[Game], theirs: &[Game], of: impl Fn(&Game) -> bool) -> (f64, f64) {
    let mut by_domain: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for (ours, theirs) in ours.iter().zip(theirs).filter(|(ours, _)| of(ours)) {
        let (sum, count) = by_domain.entry(ours.seed).or_default();
        *sum += ours.own - theirs.own;
        *count += 1.0;
    }
    let domains = by_domain.len().max(2) as f64;
    let leads = by_domain.values().map(|(sum, count)| sum / count);
    let mean = leads.clone().sum::<f64>() / domains;
    let squares: f64 = leads.map(|lead| (lead - mean).powi(2)).sum();
    (mean, (squares / (domains - 1.0) / domains).sqrt())
}

/// Every domain in both roles against every opponent, in that order.
pub fn contest(agent: Agent, seeds: impl Iterator<Item = u64>) -> Vec<Game> {
    let mut games = Vec::new();
    for seed in seeds {
        let job = draw(seed);
        let all = payoffs(&job);
        for side in 0..2 {
            for kind in KINDS {
                games.push(play(agent, &job, &all, side, kind));
            }
        }
    }
    games
}

fn play(agent: Agent, job: &JobDomain, all: &[(Deal, [f64; 2])], side: usize, kind: Kind) -> Game {
    let mut them = opponent(kind, job, 1 - side, all, chance(job, side, kind));
    let deal = match agent {
        Agent::Engine(strategy) => bargain(&mut engine(job, side, false, strategy), &mut them, job),
        Agent::Told(strategy) => bargain(&mut engine(job, side, true, strategy), &mut them, job),
        Agent::Naive(early) => bargain(
            &mut naive(job, side, all, early, chance(job, side, kind) ^ 7),
            &mut them,
            job,
        ),
    };
    judge(job, all, side, kind, deal.as_ref())
}

fn chance(job: &JobDomain, side: usize, kind: Kind) -> u64 {
    job.seed.wrapping_mul(31) ^ (side as u64) << 40 ^ (kind as u64) << 44
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
                let mut them = opponent(kind, &job, 1 - side, &all, chance(&job, side, kind));
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

fn judge(
    job: &JobDomain,
    all: &[(Deal, [f64; 2])],
    side: usize,
    kind: Kind,
    deal: Option<&Deal>,
) -> Game {
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
    let mut game = Game {
        seed: job.seed,
        side,
        kind,
        own: 0.0,
        joint: (job.reservations[0] + job.reservations[1]) / most,
        distance: None,
    };
    if let Some(deal) = deal {
        let (own, their) = (job.sides[side].of(deal), job.sides[other].of(deal));
        game.own = (own - job.reservations[side]) / (possible - job.reservations[side]).max(1e-9);
        game.joint = (own + their) / most;
        game.distance = Some(
            all.iter()
                .filter(|(_, worth)| worth[side] >= own && worth[other] >= their)
                .map(|(_, worth)| (worth[side] - own).hypot(worth[other] - their))
                .fold(0.0, f64::max),
        );
    }
    game
}
