//! Bids and answers in a discrete negotiation with a last step.
//!
//! Each bid lies on the frontier between the owner's utility and what the other side is
//! estimated to want: of all deals worth at least the aspiration, the one they like best.
//! The aspiration falls slowly and late (time-dependent concession, Faratin, Sierra and
//! Jennings 1998), never below the reservation or the best offer received, and faster
//! where the other side answers concessions. Offers are accepted when they are worth the
//! next bid, or when time is up (AC-next and AC-combi of Baarslag, Hindriks and Jonker
//! 2013). Leaves out: discounting and costs of a step, which the protocol has not.

use batna_core::Diagnostic;

use super::domain::{Deal, Utility};
use super::frontier::{Frontier, TooLarge};
use super::model::OpponentModel;

/// What a negotiation is about.
#[derive(Clone, Debug)]
pub struct Setup {
    pub own: Utility,
    /// The other side's utilities, where known.
    pub theirs: Option<Utility>,
    /// No deal below it is made; none: any deal is better than none.
    pub reservation: Option<f64>,
    /// Offers each side may make.
    pub steps: u64,
}

/// How it bargains; tuned on seeds of the arena that are not reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strategy {
    /// Exponent of time: above 1 concedes late.
    pub late: f64,
    /// Share of the way from the best deal to the floor that is conceded in the end.
    pub reach: f64,
    /// Share of the steps, at the end, in which what they have shown to take is offered.
    pub closing: f64,
    /// Share of the room above the reservation that is kept until the closing.
    pub kept: f64,
    /// Offers that rise by less than this many of their own jumps are taken for random.
    pub restless: f64,
}

impl Default for Strategy {
    fn default() -> Self {
        Strategy {
            late: 2.0,
            reach: 1.0,
            closing: 0.05,
            kept: 0.5,
            restless: 0.5,
        }
    }
}

/// An answer to an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    Accept,
    Counter(Deal),
    /// No deal can be worth the reservation.
    End,
}

/// One side of a negotiation.
#[derive(Clone, Debug)]
pub struct Negotiator {
    strategy: Strategy,
    own: Utility,
    /// Least and most that a deal is worth.
    low: f64,
    high: f64,
    /// Reservation from 0 to 1.
    reserve: f64,
    reservation: f64,
    steps: u64,
    model: OpponentModel,
    best_received: Option<(f64, Deal)>,
    /// Worth to the owner of every offer heard, from 0 to 1.
    heard: Vec<f64>,
}

impl Negotiator {
    /// Errors: the two utilities are not of one domain.
    pub fn new(setup: Setup, strategy: Strategy) -> Result<Negotiator, Diagnostic> {
        if let Some(theirs) = &setup.theirs {
            let shape = |utility: &Utility| -> Vec<usize> {
                utility.by_issue().iter().map(Vec::len).collect()
            };
            if shape(theirs) != shape(&setup.own) {
                return Err(Diagnostic::error(
                    "domain::utility-missing",
                    "the utilities of the two sides are not of one domain",
                )
                .remedy("Give a number for every value of every issue to both."));
            }
        }
        let (low, high) = setup.own.range();
        let reservation = setup.reservation.unwrap_or(f64::NEG_INFINITY);
        let span = high - low;
        let reserve = if span > 0.0 {
            ((reservation - low) / span).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let model = match &setup.theirs {
            Some(theirs) => OpponentModel::known(theirs.by_issue()),
            None => OpponentModel::unheard(setup.own.by_issue()),
        };
        Ok(Negotiator {
            strategy,
            own: setup.own,
            low,
            high,
            reserve,
            reservation,
            steps: setup.steps.max(1),
            model,
            best_received: None,
            heard: Vec::new(),
        })
    }

    /// What is believed of the other side.
    pub fn model(&self) -> &OpponentModel {
        &self.model
    }

    /// Answers an offer made at `step` (from 0, or from 1), or opens where there is none.
    pub fn answer(&mut self, offer: Option<&Deal>, step: u64) -> Move {
        // Sums of decimals may miss the reservation by a rounding.
        let slack = 1e-12 * (self.high.abs() + self.low.abs()).max(1.0);
        if self.high < self.reservation - slack {
            return Move::End;
        }
        let last = step >= self.steps.saturating_sub(1);
        let time = if self.steps > 1 {
            (step as f64 / (self.steps - 1) as f64).clamp(0.0, 1.0)
        } else {
            1.0
        };
        let mut offered = None;
        if let Some(offer) = offer {
            let worth = self.own.of(offer);
            self.model.hear(offer, time, self.scaled(worth));
            self.heard.push(self.scaled(worth));
            if worth >= self.reservation - slack {
                let worth = self.scaled(worth);
                offered = Some(worth);
                if self
                    .best_received
                    .as_ref()
                    .is_none_or(|(best, _)| worth > *best)
                {
                    self.best_received = Some((worth, offer.clone()));
                }
            }
        }
        if last && offered.is_some() {
            return Move::Accept;
        }
        let Some((worth, bid)) = self.bid(time, last) else {
            return Move::End;
        };
        match offered {
            Some(offered) if offered >= worth - 1e-9 => Move::Accept,
            Some(offered) if self.no_better_to_come(offered, step) => Move::Accept,
            _ => Move::Counter(bid),
        }
    }

    /// Offers that jump about without rising say nothing of the next one: near the end
    /// the best of as many as are still to come is taken.
    fn no_better_to_come(&self, offered: f64, step: u64) -> bool {
        let left = usize::try_from(self.steps.saturating_sub(step + 1)).unwrap_or(usize::MAX);
        let count = self.heard.len();
        if count < 4 || left > count / 2 {
            return false;
        }
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        let (early, late) = self.heard.split_at(count / 2);
        let jumps: f64 = self
            .heard
            .windows(2)
            .map(|pair| match pair {
                [a, b] => (a - b).abs(),
                _ => 0.0,
            })
            .sum::<f64>()
            / (count - 1) as f64;
        let rises = mean(late) - mean(early);
        let recent = self.heard.iter().rev().take(left.max(3)).copied();
        rises < jumps * self.strategy.restless && offered >= recent.fold(0.0, f64::max) - 1e-9
    }

    fn scaled(&self, worth: f64) -> f64 {
        if self.high > self.low {
            (worth - self.low) / (self.high - self.low)
        } else {
            1.0
        }
    }

    /// The next bid with its worth to the owner.
    fn bid(&self, time: f64, last: bool) -> Option<(f64, Deal)> {
        // Coarser numbers where the frontier would be too long to list.
        let (frontier, parts) = [4_000.0, 1_000.0, 200.0]
            .into_iter()
            .find_map(|parts| Some((self.frontier(parts).ok()?, parts)))?;
        let floor = self
            .best_received
            .as_ref()
            .map_or(self.reserve, |(best, _)| best.max(self.reserve));
        let aspiration = self.aspiration(time, last, floor);
        let slack = 1e-12 * (self.high.abs() + self.low.abs()).max(1.0);
        // The owner's best first: the last that is worth the aspiration pleases them most.
        let least = ((aspiration - 1e-9) * parts) as i128;
        let worth_it = frontier
            .points()
            .partition_point(|point| point.owner >= least)
            .max(1);
        // Numbers were rounded for the frontier; the deal itself decides.
        let (worth, deal) = (0..worth_it).rev().find_map(|point| {
            let deal = frontier.deals(point, 1).into_iter().next()?;
            let worth = self.own.of(&deal);
            let scaled = self.scaled(worth);
            (worth >= self.reservation - slack && (scaled >= aspiration - 2e-3 || point == 0))
                .then_some((scaled, deal))
        })?;
        // What they offered before costs them nothing to take.
        if let Some((best, offer)) = &self.best_received
            && *best >= worth.min(aspiration) - 1e-9
        {
            return Some((*best, offer.clone()));
        }
        Some((worth, deal))
    }

    fn aspiration(&self, time: f64, last: bool, floor: f64) -> f64 {
        let strategy = &self.strategy;
        if last {
            return floor;
        }
        let kept = floor.max(self.reserve + strategy.kept * (1.0 - self.reserve));
        let conceded = strategy.reach * time.powf(strategy.late);
        let slow = 1.0 - (1.0 - kept) * conceded;
        let closing = (1.0 - strategy.closing).min(1.0 - 1.5 / self.steps as f64);
        if time < closing {
            return slow;
        }
        // From here to the floor, in what steps are left.
        let part = ((time - closing) / (1.0 - closing).max(1e-9)).clamp(0.0, 1.0);
        slow + (floor - slow) * part
    }

    fn frontier(&self, parts: f64) -> Result<Frontier, TooLarge> {
        let span = (self.high - self.low).max(f64::MIN_POSITIVE);
        let whole = |worth: f64| (worth * parts).round() as i128;
        let table: Vec<Vec<(i128, i128)>> = self
            .own
            .by_issue()
            .iter()
            .zip(self.model.worth())
            .map(|(own, their)| {
                let least = own.iter().copied().fold(f64::INFINITY, f64::min);
                own.iter()
                    .zip(their)
                    .map(|(a, b)| (whole((a - least) / span), whole(*b)))
                    .collect()
            })
            .collect();
        Frontier::new(&table)
    }
}
