//! Opponents of the arena, and the naive agent that has to be beaten.

use batna_plan::discrete::{Deal, Move, Negotiator, Setup, Strategy};

use super::domains::{Draws, JobDomain};

/// Who sits on the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Hard,
    Conceding,
    Boulware,
    Linear,
    Conceder,
    TitForTat,
    Random,
}

pub const KINDS: [Kind; 7] = [
    Kind::Hard,
    Kind::Conceding,
    Kind::Boulware,
    Kind::Linear,
    Kind::Conceder,
    Kind::TitForTat,
    Kind::Random,
];

/// One side at the table.
pub trait Side {
    /// Answers an offer at a step; none asks it to open.
    fn answer(&mut self, offer: Option<&Deal>, step: u64) -> Move;
}

impl Side for Negotiator {
    fn answer(&mut self, offer: Option<&Deal>, step: u64) -> Move {
        Negotiator::answer(self, offer, step)
    }
}

/// The engine, with or without knowledge of the other's utilities.
pub fn engine(job: &JobDomain, side: usize, full: bool, strategy: Strategy) -> Negotiator {
    let setup = Setup {
        own: job.sides[side].clone(),
        theirs: full.then(|| job.sides[1 - side].clone()),
        reservation: Some(job.reservations[side]),
        steps: job.steps,
    };
    Negotiator::new(setup, strategy).expect("both utilities are of one domain")
}

/// Concedes with time from its best deal to a floor, looking at its own utility alone.
pub struct Timed {
    /// Worth to itself and deal, best first.
    deals: Vec<(f64, Deal)>,
    worth: batna_plan::discrete::Utility,
    reservation: f64,
    floor: f64,
    /// Above 1 concedes early, below 1 late.
    early: f64,
    steps: u64,
    mirrors: bool,
    random: bool,
    target: f64,
    heard: Option<f64>,
    draws: Draws,
}

impl Timed {
    fn new(job: &JobDomain, side: usize, all: &[(Deal, [f64; 2])], seed: u64) -> Timed {
        let mut deals: Vec<(f64, Deal)> = all
            .iter()
            .map(|(deal, worth)| (worth[side], deal.clone()))
            .collect();
        deals.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Timed {
            deals,
            worth: job.sides[side].clone(),
            reservation: job.reservations[side],
            floor: job.reservations[side],
            early: 1.0,
            steps: job.steps,
            mirrors: false,
            random: false,
            target: 1.0,
            heard: None,
            draws: Draws::new(seed),
        }
    }

    fn target_at(&self, step: u64) -> f64 {
        let time = step as f64 / (self.steps.max(2) - 1) as f64;
        let conceded = time.min(1.0).powf(1.0 / self.early);
        1.0 - (1.0 - self.floor) * conceded
    }

    /// One of the deals just above the target, at random.
    fn offer(&mut self, target: f64) -> Deal {
        let good = self
            .deals
            .partition_point(|(worth, _)| *worth >= target - 1e-9)
            .max(1);
        let window = if self.random {
            good
        } else {
            good.min(1 + good / 20).max(1)
        };
        let pick = good - 1 - self.draws.below(window);
        self.deals[pick].1.clone()
    }
}

impl Side for Timed {
    fn answer(&mut self, offer: Option<&Deal>, step: u64) -> Move {
        let worth = offer.map(|deal| self.worth.of(deal));
        if self.mirrors {
            // Gives back what it was given, measured in its own utility.
            if let Some(worth) = worth {
                if let Some(before) = self.heard {
                    self.target -= (worth - before).max(0.0);
                }
                self.heard = Some(self.heard.map_or(worth, |before| before.max(worth)));
            }
            self.target = self.target.max(self.floor);
        } else if self.random {
            self.target = self.floor;
        } else {
            self.target = self.target_at(step);
        }
        if let Some(worth) = worth {
            let asks = if self.random {
                self.draws.between(self.floor, 1.0)
            } else if self.mirrors && step + 1 >= self.steps {
                self.floor
            } else {
                self.target
            };
            if worth >= asks - 1e-9 && worth >= self.reservation - 1e-12 {
                return Move::Accept;
            }
        }
        Move::Counter(self.offer(self.target))
    }
}

pub fn opponent(
    kind: Kind,
    job: &JobDomain,
    side: usize,
    all: &[(Deal, [f64; 2])],
    seed: u64,
) -> Timed {
    let mut timed = Timed::new(job, side, all, seed);
    match kind {
        // Gives up a fifth of its room, and that late.
        Kind::Hard => {
            timed.early = 0.1;
            timed.floor = 1.0 - 0.2 * (1.0 - timed.reservation);
        }
        Kind::Conceding => {
            timed.early = 1.5;
            timed.floor = 1.0 - 0.8 * (1.0 - timed.reservation);
        }
        Kind::Boulware => timed.early = 0.2,
        Kind::Linear => timed.early = 1.0,
        Kind::Conceder => timed.early = 4.0,
        Kind::TitForTat => timed.mirrors = true,
        Kind::Random => timed.random = true,
    }
    timed
}

/// The naive agent: concedes with time to its reservation.
pub fn naive(
    job: &JobDomain,
    side: usize,
    all: &[(Deal, [f64; 2])],
    early: f64,
    seed: u64,
) -> Timed {
    let mut timed = Timed::new(job, side, all, seed);
    timed.early = early;
    timed
}
