//! What going on searching is worth: McCall's reservation value, one more offer, delay.
//!
//! Source: McCall 1970, Economics of information and job search (Quarterly Journal of
//! Economics 84, 113-126). Offers arrive at a steady rate and are drawn from one
//! distribution; the searcher takes the first above the reservation value. Leaves out:
//! recall of old offers, and markets that move while one searches.

use serde::Serialize;

/// A search that could go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Worth of an offer over the horizon, certainty equivalent, with its chance; the
    /// chances are taken relative to their sum.
    pub offers: Vec<(f64, f64)>,
    /// Chance that an offer comes in a month.
    pub arrival: f64,
    /// Net income a month while searching, less what searching costs.
    pub monthly: f64,
    /// Discount rate a year, continuous enough for months: 0.05.
    pub discount: f64,
}

/// What the search is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SearchValue {
    /// Take an offer worth at least this; it is also what going on is worth today.
    pub reservation: f64,
    /// Expected months until an offer that is taken.
    pub months: Option<f64>,
    /// What one more offer in hand today, drawn like the others, would add to the
    /// reservation: the mean of the better of the two.
    pub one_more_offer: f64,
    /// What a month's delay of every arrival costs.
    pub month_of_delay: f64,
}

impl Search {
    /// The reservation value `r` that solves
    /// `r = (monthly + b (r + arrival E[max(0, w - r)]))` for a month's discount `b`.
    ///
    /// None without offers, without an arrival, or where nothing is finite.
    pub fn value(&self) -> Option<SearchValue> {
        let total: f64 = self.offers.iter().map(|(_, chance)| chance).sum();
        let sound = total > 0.0
            && self
                .offers
                .iter()
                .all(|(w, p)| w.is_finite() && *p >= 0.0 && p.is_finite())
            && self.arrival > 0.0
            && self.arrival <= 1.0
            && self.monthly.is_finite()
            && self.discount > 0.0
            && self.discount.is_finite();
        if !sound {
            return None;
        }
        let month = 1.0 / (1.0 + self.discount / 12.0);
        let surplus = |r: f64| -> f64 {
            self.offers
                .iter()
                .map(|(worth, chance)| (worth - r).max(0.0) * chance / total)
                .sum()
        };
        // Rising in r less falling in r: one root.
        let gap = |r: f64| r - self.monthly - month * (r + self.arrival * surplus(r));
        let best = self
            .offers
            .iter()
            .map(|(worth, _)| *worth)
            .fold(f64::MIN, f64::max);
        let perpetual = self.monthly / (1.0 - month);
        let (mut low, mut high) = (
            perpetual.min(0.0) - best.abs() - 1.0,
            perpetual.max(best).max(0.0) + 1.0,
        );
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            if gap(middle) < 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        let reservation = (low + high) / 2.0;
        let taken: f64 = self.arrival
            * self
                .offers
                .iter()
                .filter(|(worth, _)| *worth >= reservation)
                .map(|(_, chance)| chance / total)
                .sum::<f64>();
        Some(SearchValue {
            reservation,
            months: (taken > 0.0).then(|| 1.0 / taken),
            one_more_offer: surplus(reservation),
            month_of_delay: reservation - (self.monthly + month * reservation),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_certain_offer_a_month_is_worth_itself_discounted() {
        let search = Search {
            offers: vec![(100_000.0, 1.0)],
            arrival: 1.0,
            monthly: 0.0,
            discount: 0.12,
        };
        // r = b (r + (w - r)) = b w, with b = 1/1.01.
        let value = search.value().unwrap();
        assert!((value.reservation - 100_000.0 / 1.01).abs() < 1e-3);
        assert_eq!(value.months, Some(1.0));
        assert!((value.one_more_offer - (100_000.0 - 100_000.0 / 1.01)).abs() < 1e-3);
    }

    #[test]
    fn more_chances_raise_the_reservation_and_nonsense_has_none() {
        let search = |arrival: f64| Search {
            offers: vec![(400_000.0, 1.0), (600_000.0, 1.0)],
            arrival,
            monthly: 2_000.0,
            discount: 0.05,
        };
        let (slow, fast) = (search(0.1).value().unwrap(), search(0.5).value().unwrap());
        assert!(fast.reservation > slow.reservation);
        assert!(fast.reservation < 600_000.0);
        assert!(search(0.0).value().is_none());
        assert!(
            Search {
                offers: vec![],
                ..search(0.5)
            }
            .value()
            .is_none()
        );
    }
}
