//! What a law comes to for one household's year.

use batna_core::Scalar;

use crate::carry::Carry;

/// More taxes than any place has; checked by a test over all places.
const CAPACITY: usize = 24;

/// One tax (or, where negative, one credit).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item<S> {
    /// Stable id such as `us.federal.income`.
    pub id: &'static str,
    pub name: &'static str,
    pub amount: S,
}

/// Disjoint taxes by id, with what the year hands to the next. Needs no heap.
#[derive(Clone, Copy, Debug)]
pub struct Assessment<S> {
    items: [Item<S>; CAPACITY],
    len: usize,
    /// Everything received (see [`crate::YearIncome::received`]).
    pub received: S,
    /// Put aside before tax; still the person's.
    pub contributions: S,
    /// Balances at the end of the year.
    pub carry: Carry<S>,
}

impl<S: Scalar> Assessment<S> {
    pub fn new(received: S, contributions: S, carry: Carry<S>) -> Self {
        let none = Item {
            id: "",
            name: "",
            amount: S::ZERO,
        };
        Assessment {
            items: [none; CAPACITY],
            len: 0,
            received,
            contributions,
            carry,
        }
    }

    /// Adds a tax; a second amount under the same id is added to the first.
    pub fn add(&mut self, id: &'static str, name: &'static str, amount: S) {
        if let Some(item) = self.items[..self.len].iter_mut().find(|item| item.id == id) {
            item.amount += amount;
            return;
        }
        debug_assert!(self.len < CAPACITY, "a place has more taxes than fit");
        if let Some(slot) = self.items.get_mut(self.len) {
            *slot = Item { id, name, amount };
            self.len += 1;
        } else if let Some(last) = self.items.last_mut() {
            // The total stays right even then.
            last.amount += amount;
        }
    }

    pub fn taxes(&self) -> &[Item<S>] {
        &self.items[..self.len]
    }

    /// The amount under an id, zero where there is none.
    pub fn tax(&self, id: &str) -> S {
        self.taxes()
            .iter()
            .find(|item| item.id == id)
            .map_or(S::ZERO, |item| item.amount)
    }

    /// The sum of taxes whose id begins with `prefix`.
    pub fn under(&self, prefix: &str) -> S {
        self.taxes()
            .iter()
            .filter(|item| item.id.starts_with(prefix))
            .map(|item| item.amount)
            .sum()
    }

    pub fn total(&self) -> S {
        self.taxes().iter().map(|item| item.amount).sum()
    }

    /// What was received less all taxes; what was put aside before tax is part of it.
    pub fn net(&self) -> S {
        self.received - self.total()
    }

    /// What is left in hand: net less what was put aside.
    pub fn in_hand(&self) -> S {
        self.net() - self.contributions
    }
}
