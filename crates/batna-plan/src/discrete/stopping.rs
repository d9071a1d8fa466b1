//! When to take an offer of a side that moves at random, and what to bid meanwhile.
//!
//! Its offers to come are draws like those heard, so the rule is that of optimal stopping with a
//! last round (Bellman's backward induction; McCall's search rule is the case without one): take
//! what is worth at least going on, and going on is worth the best bid's chance times its worth,
//! else the better of the next draw and going on from there. Leaves out: time, for such a side
//! asks no less at the end.

use super::domain::Deal;

/// Share of the reckoned chances that is believed. The best of many bids is the one whose chance
/// was most overrated.
const BELIEVED: f64 = 0.7;
/// More rounds than this are as good as endless.
const MOST_ROUNDS: u64 = 1_000;

/// A deal that may be bid: worth to the owner from 0 to 1, and the chance that they take it.
pub struct Bid {
    pub own: f64,
    pub chance: f64,
    pub deal: Deal,
}

/// What is left of the talk.
pub struct Rest<'a> {
    /// Worth of their offers so far to the owner, from 0 to 1.
    pub heard: &'a [f64],
    /// Worth of no deal.
    pub reserve: f64,
    /// Bids after this one that are still heard.
    pub bids: u64,
    /// Whether they speak once more after the last of these.
    pub they_close: bool,
}

/// What going on is worth, and the bid to go on with. None where there is nothing to bid.
pub fn stop(bids: &[Bid], rest: &Rest) -> Option<(f64, Deal)> {
    let best = |then: f64| {
        bids.iter()
            .map(|bid| (then + BELIEVED * bid.chance * (bid.own - then), bid))
            .max_by(|a, b| a.0.total_cmp(&b.0))
    };
    let mut then = if rest.they_close {
        next_or(rest.heard, rest.reserve)
    } else {
        rest.reserve
    };
    for _ in 0..rest.bids.min(MOST_ROUNDS) {
        then = next_or(rest.heard, best(then)?.0);
    }
    let (worth, bid) = best(then)?;
    Some((worth, bid.deal.clone()))
}

/// The mean of the better of their next offer and going on.
pub fn next_or(heard: &[f64], on: f64) -> f64 {
    if heard.is_empty() {
        return on;
    }
    heard.iter().map(|offer| offer.max(on)).sum::<f64>() / heard.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(bids: u64, they_close: bool) -> f64 {
        let bid = Bid {
            own: 0.9,
            chance: 0.5 / BELIEVED,
            deal: Deal(vec![0]),
        };
        let heard = [0.0, 0.8];
        stop(
            &[bid],
            &Rest {
                heard: &heard,
                reserve: 0.2,
                bids,
                they_close,
            },
        )
        .unwrap()
        .0
    }

    /// By hand: a bid is taken half the time, an offer is 0 or 0.8.
    #[test]
    fn going_on_is_worth_what_it_is_by_hand() {
        let last = 0.5 * 0.9 + 0.5 * 0.2;
        assert!((worth(0, false) - last).abs() < 1e-12);
        let then = 0.5 * (last + 0.8);
        assert!((worth(1, false) - (0.5 * 0.9 + 0.5 * then)).abs() < 1e-12);
        assert!((worth(0, true) - (0.5 * 0.9 + 0.5 * 0.5)).abs() < 1e-12);
    }

    #[test]
    fn more_rounds_are_worth_more() {
        assert!((0..30).all(|bids| worth(bids + 1, false) >= worth(bids, false)));
        assert!(worth(1_000_000, false) <= 0.9);
    }
}
