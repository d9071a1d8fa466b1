//! Bids and answers in a discrete negotiation with a last step.
//!
//! Against a side that concedes, what going on is worth is reckoned backwards from the last bid:
//! at each, the deal with the best of chance to be taken ([`Demand`]) times worth, else what
//! comes after. Until the closing steps a schedule that concedes late (time-dependent concession, Faratin, Sierra
//! and Jennings 1998) stands above that, which moves those who answer concessions. Bids lie
//! on the frontier between the owner's utility and what the other side is estimated to
//! want. An offer is accepted when it is worth what going on is, or the next bid (AC-next
//! and AC-combi of Baarslag, Hindriks and Jonker 2013), or where no bid would be heard any
//! more. Leaves out: discounting and costs of a step, which the protocol has not.

use batna_core::Diagnostic;

use super::concession::{Demand, Refused};
use super::domain::{Deal, Utility};
use super::frontier::{Frontier, TooLarge};
use super::model::OpponentModel;
use super::stopping::{Bid, Rest, next_or, stop};
use super::wandering::Wandering;

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
    /// Exponent of time in the schedule: above 1 concedes late.
    pub late: f64,
    /// Share of the room above the reservation that the schedule keeps to the end.
    pub kept: f64,
    /// Share of the steps, at the end, in which the schedule is left.
    pub closing: f64,
    /// Bids looked ahead, from the last backwards, where they concede with time: one
    /// refused says that the like will be.
    pub ahead: f64,
    /// Chance that they concede below which they are taken to move at random.
    pub steady: f64,
}

impl Default for Strategy {
    fn default() -> Self {
        Strategy {
            late: 2.0,
            kept: 0.4,
            closing: 0.1,
            ahead: 4.0,
            steady: 0.9,
        }
    }
}

/// A deal that may be bid, with its worth to both from 0 to 1.
struct Candidate {
    own: f64,
    theirs: f64,
    /// They take it at least so likely.
    sure: f64,
    deal: Deal,
}

/// Deals of the frontier that are weighed against each other.
const MOST_CANDIDATES: usize = 80;
/// Own bids, and offers heard, that are remembered.
const MOST_BIDS: usize = 256;

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
    wandering: Wandering,
    best_received: Option<(f64, Deal)>,
    /// Worth to the owner of the offers heard, from 0 to 1, the latest last.
    heard: Vec<f64>,
    /// Own bids with the time of their answer, the latest last.
    bids: Vec<(f64, Deal)>,
    /// Whether the first move was asked of it: then its bid at the last step is heard.
    opens: Option<bool>,
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
        let wandering = if setup.theirs.is_some() {
            Wandering::known(model.worth())
        } else {
            Wandering::unseen(setup.own.by_issue())
        };
        Ok(Negotiator {
            wandering,
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
            bids: Vec::new(),
            opens: None,
        })
    }

    /// What is believed of the other side.
    pub fn model(&self) -> &OpponentModel {
        &self.model
    }

    /// Answers an offer made at `step` (from 0, or from 1), or opens where there is none.
    pub fn answer(&mut self, offer: Option<&Deal>, step: u64) -> Move {
        if !self.acceptable(self.high) {
            return Move::End;
        }
        let last = step >= self.steps.saturating_sub(1);
        let time = self.time(step);
        let mut offered = None;
        if let Some(offer) = offer {
            let worth = self.own.of(offer);
            self.model.hear(offer, time, self.scaled(worth));
            if let Some((_, bid)) = self.bids.last() {
                self.wandering.refused(bid);
            }
            self.wandering.offered(offer);
            if self.heard.len() >= MOST_BIDS {
                self.heard.remove(0);
            }
            self.heard.push(self.scaled(worth));
            if self.acceptable(worth) {
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
        let opens = *self.opens.get_or_insert(offer.is_none());
        if last && offered.is_some() && (!opens || self.wanders()) {
            return Move::Accept;
        }
        let ahead = if self.wanders() {
            self.stop_well(step, opens)
        } else {
            self.look_ahead(step, opens)
        };
        let Some((worth, bid)) = ahead else {
            return Move::End;
        };
        let least = worth.min(self.scaled(self.own.of(&bid)));
        if offered.is_some_and(|offered| offered >= least - 1e-9) {
            return Move::Accept;
        }
        if self.bids.len() >= MOST_BIDS {
            self.bids.remove(0);
        }
        self.bids.push((self.answered(step, opens), bid.clone()));
        Move::Counter(bid)
    }

    fn time(&self, step: u64) -> f64 {
        if self.steps > 1 {
            (step as f64 / (self.steps - 1) as f64).clamp(0.0, 1.0)
        } else {
            1.0
        }
    }

    /// When a bid of this step is answered.
    fn answered(&self, step: u64, opens: bool) -> f64 {
        self.time(if opens { step } else { step.saturating_add(1) })
    }

    /// What going on is worth, and the bid to go on with.
    fn look_ahead(&self, step: u64, opens: bool) -> Option<(f64, Deal)> {
        let strategy = &self.strategy;
        let refused: Vec<Refused> = self
            .bids
            .iter()
            .map(|(time, deal)| Refused {
                time: *time,
                worth: self.model.of(deal),
            })
            .collect();
        let demand = Demand::read(&self.model, &refused);
        let candidates = self.candidates()?;
        let last_bid = self.last_bid(opens);
        let ahead = (self.strategy.ahead as u64).min(last_bid.saturating_sub(step));
        let best = |time: f64, then: f64| -> (f64, Option<&Candidate>) {
            let demand = demand.at(time);
            candidates.iter().fold((then, None), |best, candidate| {
                let taken = demand.taken(candidate.theirs).max(candidate.sure);
                let worth = taken * candidate.own + (1.0 - taken) * then;
                if best.1.is_none() || worth > best.0 {
                    (worth, Some(candidate))
                } else {
                    best
                }
            })
        };
        // After the last bid comes their last offer, where they have the last word.
        let mut then = if opens {
            self.reserve
        } else {
            self.to_come(self.reserve)
        };
        for back in 0..ahead {
            let (worth, _) = best(self.answered(last_bid - back, opens), then);
            then = self.to_come(worth);
        }
        let (worth, pick) = best(self.answered(step, opens), then);
        let pick = pick?;
        let time = self.time(step);
        let floor = self
            .best_received
            .as_ref()
            .map_or(self.reserve, |(best, _)| best.max(self.reserve));
        let kept = floor.max(self.reserve + strategy.kept * (1.0 - self.reserve));
        let schedule = 1.0 - (1.0 - kept) * time.powf(strategy.late);
        let closing = (1.0 - strategy.closing).min(1.0 - 1.5 / self.steps as f64);
        let closes = time >= closing;
        let level = |worth: f64| if closes { worth } else { worth.max(schedule) };
        let least = level(pick.own);
        let bid = if closes {
            pick
        } else {
            candidates
                .iter()
                .filter(|candidate| candidate.own >= least - 1e-9)
                .min_by(|a, b| a.own.total_cmp(&b.own))
                .unwrap_or(pick)
        };
        Some((level(worth), bid.deal.clone()))
    }

    /// The same against a side that moves at random.
    fn stop_well(&self, step: u64, opens: bool) -> Option<(f64, Deal)> {
        let takes = self.wandering.takes();
        let mut deals = self.efficient(&takes.worth(), MOST_CANDIDATES);
        if !self.model.is_known() {
            deals.extend(self.efficient(self.model.worth(), MOST_CANDIDATES));
        }
        deals.extend(self.best_received.iter().map(|(_, deal)| deal.clone()));
        let bids: Vec<Bid> = deals
            .into_iter()
            .filter(|deal| self.acceptable(self.own.of(deal)))
            .map(|deal| Bid {
                own: self.scaled(self.own.of(&deal)),
                chance: takes.chance(&deal),
                deal,
            })
            .collect();
        stop(
            &bids,
            &Rest {
                heard: &self.heard,
                reserve: self.reserve,
                bids: self.last_bid(opens).saturating_sub(step),
                they_close: !opens,
            },
        )
    }

    /// The last step at which a bid is heard.
    fn last_bid(&self, opens: bool) -> u64 {
        self.steps.saturating_sub(if opens { 1 } else { 2 })
    }

    fn wanders(&self) -> bool {
        let steadiness = self.model.steadiness().max(self.wandering.steadiness());
        steadiness < self.strategy.steady
    }

    /// What their next offer is worth, or else going on: a side that concedes offers about what
    /// it lately did.
    fn to_come(&self, on: f64) -> f64 {
        let recent = (self.heard.len() / 2).clamp(1, 12).min(self.heard.len());
        next_or(self.heard.split_at(self.heard.len() - recent).1, on)
    }

    /// Deals of the estimated frontier, and the best they offered. None where no deal is
    /// worth the reservation.
    fn candidates(&self) -> Option<Vec<Candidate>> {
        let mut candidates: Vec<Candidate> = self
            .efficient(self.model.worth(), MOST_CANDIDATES)
            .into_iter()
            .filter(|deal| self.acceptable(self.own.of(deal)))
            .map(|deal| Candidate {
                own: self.scaled(self.own.of(&deal)),
                theirs: self.model.of(&deal),
                sure: 0.0,
                deal,
            })
            .collect();
        if let Some((best, deal)) = &self.best_received {
            candidates.push(Candidate {
                own: *best,
                theirs: self.model.of(deal),
                // What they offered they would hardly turn down.
                sure: 0.95,
                deal: deal.clone(),
            });
        }
        (!candidates.is_empty()).then_some(candidates)
    }

    /// About so many deals, even over the frontier between the owner's utility and theirs.
    fn efficient(&self, theirs: &[Vec<f64>], most: usize) -> Vec<Deal> {
        // Coarser numbers where the frontier would be too long to list.
        let Some(frontier) = [2_000.0, 500.0, 100.0]
            .into_iter()
            .find_map(|parts| self.frontier(theirs, parts).ok())
        else {
            return Vec::new();
        };
        let points = frontier.points().len();
        (0..points)
            .step_by((points / most).max(1))
            .filter_map(|point| frontier.deals(point, 1).into_iter().next())
            .collect()
    }

    /// Worth the reservation. Sums of decimals may miss it by a rounding.
    fn acceptable(&self, worth: f64) -> bool {
        worth >= self.reservation - 1e-12 * (self.high.abs() + self.low.abs()).max(1.0)
    }

    fn scaled(&self, worth: f64) -> f64 {
        if self.high > self.low {
            (worth - self.low) / (self.high - self.low)
        } else {
            1.0
        }
    }

    fn frontier(&self, theirs: &[Vec<f64>], parts: f64) -> Result<Frontier, TooLarge> {
        let span = (self.high - self.low).max(f64::MIN_POSITIVE);
        let whole = |worth: f64| (worth * parts).round() as i128;
        let table: Vec<Vec<(i128, i128)>> = self
            .own
            .by_issue()
            .iter()
            .zip(theirs)
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
