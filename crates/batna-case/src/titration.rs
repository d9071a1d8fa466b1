//! Prices what is not pay by short choices between two jobs.
//!
//! Asked outright what a title or a remote day is worth, people name round numbers; asked
//! to choose between two jobs, they answer steadily. Each choice halves the steps of a
//! ladder that are still possible (a titration, as in multiple price lists), so three
//! choices find the step. The price is the middle of the step and no more exact than that.
//!
//! Leaves out: how factors combine; each is priced alone, everything else alike.

use batna_core::Money;
use rust_decimal::Decimal;

/// Something that is not pay and can be priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    Title,
    Growth,
    Balance,
    RemoteDay,
}

impl Factor {
    pub const ALL: [Factor; 4] = [
        Factor::Title,
        Factor::Growth,
        Factor::Balance,
        Factor::RemoteDay,
    ];

    /// The field of `me.toml` that holds the price.
    pub fn field(self) -> &'static str {
        match self {
            Factor::Title => "tradeoffs.title",
            Factor::Growth => "tradeoffs.growth",
            Factor::Balance => "tradeoffs.balance",
            Factor::RemoteDay => "tradeoffs.remote_day",
        }
    }

    /// What the second of the two jobs has.
    pub fn label(self) -> &'static str {
        match self {
            Factor::Title => "one level or title up",
            Factor::Growth => "clearly better growth",
            Factor::Balance => "clearly better balance",
            Factor::RemoteDay => "one more remote day a week",
        }
    }
}

/// Steps of the ladder as percent of pay: fine where most prices lie.
const LADDER: [i64; 7] = [0, 1, 3, 6, 12, 20, 35];

/// The choices for one factor, from the first to the price.
#[derive(Clone, Debug)]
pub struct Titration {
    factor: Factor,
    pay: Money,
    /// The price is known to lie at `LADDER[low]` or above ...
    low: usize,
    /// ... and below `LADDER[high]`; one past the end: nothing was too much.
    high: usize,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub at: Money,
    pub at_least: Money,
    /// None where even the most that was asked was given.
    pub at_most: Option<Money>,
}

impl Titration {
    /// Choices around a yearly pay; the ladder's amounts are rounded to 500.
    pub fn new(factor: Factor, pay: Money) -> Self {
        Titration {
            factor,
            pay,
            low: 0,
            high: LADDER.len(),
        }
    }

    pub fn factor(&self) -> Factor {
        self.factor
    }

    /// The pay of the job without the factor, and of the job with it; none when done.
    pub fn choice(&self) -> Option<(Money, Money)> {
        let step = self.asked()?;
        let less = self.pay.amount() - self.step(step);
        Some((self.pay, Money::new(less, self.pay.currency())))
    }

    /// Takes an answer to the choice: whether the job with the factor was preferred.
    pub fn answer(&mut self, with_factor: bool) {
        if let Some(step) = self.asked() {
            if with_factor {
                self.low = step;
            } else {
                self.high = step;
            }
        }
    }

    /// The price, once every choice is made.
    pub fn price(&self) -> Option<Price> {
        if self.asked().is_some() {
            return None;
        }
        let low = self.step(self.low);
        let high = (self.high < LADDER.len()).then(|| self.step(self.high));
        let middle = high.map_or(low, |high| (low + high) / Decimal::TWO);
        let money = |amount: Decimal| Money::new(amount, self.pay.currency());
        Some(Price {
            at: money(middle),
            at_least: money(low),
            at_most: high.map(money),
        })
    }

    fn asked(&self) -> Option<usize> {
        (self.high - self.low > 1).then_some((self.low + self.high) / 2)
    }

    fn step(&self, index: usize) -> Decimal {
        let percent = LADDER.get(index).copied().unwrap_or_default();
        let step = Decimal::from(500);
        (self.pay.amount() * Decimal::new(percent, 2) / step).round() * step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use batna_core::Currency;

    fn titrated(price: i64) -> (Price, usize) {
        let pay = Money::new(Decimal::from(200_000), Currency::USD);
        let mut titration = Titration::new(Factor::Title, pay);
        let mut asked = 0;
        while let Some((more, less)) = titration.choice() {
            asked += 1;
            let given_up = more.amount() - less.amount();
            titration.answer(given_up <= Decimal::from(price));
        }
        (titration.price().expect("every choice is made"), asked)
    }

    #[test]
    fn three_choices_bracket_a_steady_price() {
        for price in [0, 1_500, 2_000, 5_999, 7_000, 13_000, 30_000, 60_000] {
            let (found, asked) = titrated(price);
            assert!(asked <= 3, "{asked} choices for {price}");
            assert!(found.at_least.amount() <= Decimal::from(price));
            assert!(
                found
                    .at_most
                    .is_none_or(|most| most.amount() > Decimal::from(price)),
                "{price}: {found:?}"
            );
        }
    }

    #[test]
    fn the_ends_say_what_they_are() {
        let (nothing, _) = titrated(0);
        assert_eq!(nothing.at_least.amount(), Decimal::ZERO);
        assert_eq!(nothing.at.amount(), Decimal::from(1_000));
        let (everything, _) = titrated(1_000_000);
        assert_eq!(everything.at.amount(), Decimal::from(70_000));
        assert_eq!(everything.at_most, None);
    }
}
