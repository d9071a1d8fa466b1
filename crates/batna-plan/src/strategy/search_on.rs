//! What going on searching is worth: McCall's reservation value, one more offer, delay.
//!
//! Source: McCall 1970, Economics of information and job search (Quarterly Journal of
//! Economics 84, 113-126), here over a stated number of months instead of without end, so that
//! it is held against offers valued over the same months. Offers arrive at a steady rate, for as
//! long as is stated, and are drawn from one distribution; the searcher takes the first that is worth the reservation.
//! Leaves out: recall of old offers, and markets that move while one searches. Worths are taken
//! as discounted already.

use serde::Serialize;

/// A search that could go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Worth of an offer a month, as certain money, with its chance; the chances are taken
    /// relative to their sum.
    pub offers: Vec<(f64, f64)>,
    /// Chance that an offer comes in a month, and the months that offers come for.
    pub arrival: f64,
    pub arriving: u32,
    /// Worth of a month while searching: the current job, or nothing.
    pub monthly: f64,
    /// Months that everything is valued over.
    pub months: u32,
}

/// What the search is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SearchValue {
    /// Take an offer worth at least this a month; it is also what going on is worth.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub reservation: f64,
    /// Expected months until an offer that would be taken today.
    pub months: Option<f64>,
    /// What one more offer in hand today, drawn like the others, would add over the horizon.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub one_more_offer: f64,
    /// What a month in which nothing can arrive costs over the horizon.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub month_of_delay: f64,
}

/// No search is looked at further ahead.
const MOST_MONTHS: u32 = 600;

impl Search {
    /// Backwards from the last month: a month more is worth its own worth, and then an offer
    /// that comes and is better than going on, or going on.
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
            && (1..=MOST_MONTHS).contains(&self.months);
        if !sound {
            return None;
        }
        let better = |months: f64, on: f64| -> f64 {
            self.offers
                .iter()
                .map(|(worth, chance)| (worth * months).max(on) * chance / total)
                .sum()
        };
        let searching = |months: u32| {
            (0..months).fold(0.0, |on, rest| {
                let arrival = if months - rest <= self.arriving {
                    self.arrival
                } else {
                    0.0
                };
                self.monthly + arrival * better(f64::from(rest), on) + (1.0 - arrival) * on
            })
        };
        let on = searching(self.months);
        let delayed = self.monthly + searching(self.months - 1);
        let months = f64::from(self.months);
        let taken: f64 = self.arrival
            * self
                .offers
                .iter()
                .filter(|(worth, _)| worth * months >= on)
                .map(|(_, chance)| chance / total)
                .sum::<f64>();
        Some(SearchValue {
            reservation: on / months,
            months: (taken > 0.0).then(|| 1.0 / taken),
            one_more_offer: better(months, on) - on,
            month_of_delay: on - delayed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand, with three months left and an offer of 10 sure to come each month: the last
    /// month is worth 4, the last two 4 + 10, all three 4 + 20.
    #[test]
    fn one_certain_offer_a_month_is_reckoned_by_hand() {
        let search = Search {
            offers: vec![(10.0, 1.0)],
            arrival: 1.0,
            arriving: 3,
            monthly: 4.0,
            months: 3,
        };
        let value = search.value().unwrap();
        assert!((value.reservation - 8.0).abs() < 1e-12);
        assert_eq!(value.months, Some(1.0));
        assert!((value.one_more_offer - 6.0).abs() < 1e-12);
        assert!((value.month_of_delay - 6.0).abs() < 1e-12);
    }

    /// One process that answers within the month: half a chance of 6 a month more for the two
    /// months after it.
    #[test]
    fn what_no_longer_comes_is_not_waited_for() {
        let search = Search {
            offers: vec![(10.0, 1.0)],
            arrival: 0.5,
            arriving: 1,
            monthly: 4.0,
            months: 3,
        };
        let value = search.value().unwrap();
        assert!((value.reservation - (12.0 + 0.5 * 12.0) / 3.0).abs() < 1e-12);
        // A month later it is worth half of 6.
        assert!((value.month_of_delay - 3.0).abs() < 1e-12);
    }

    #[test]
    fn more_chances_raise_the_reservation_and_nonsense_has_none() {
        let search = |arrival: f64| Search {
            offers: vec![(9_000.0, 1.0), (13_000.0, 1.0)],
            arrival,
            arriving: 48,
            monthly: 7_000.0,
            months: 48,
        };
        let (slow, fast) = (search(0.1).value().unwrap(), search(0.5).value().unwrap());
        assert!(7_000.0 < slow.reservation && slow.reservation < fast.reservation);
        assert!(fast.reservation < 13_000.0);
        assert!(slow.one_more_offer > fast.one_more_offer);
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
