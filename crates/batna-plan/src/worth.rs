//! What a package is worth to its owner: the seam to the after-tax engine.
//!
//! The planner asks for certainty equivalents and differences, and never computes a
//! tax or a payoff itself. [`LinearWorth`] is the first-order stand-in for when a
//! rough comparison is enough (and for tests).

use std::cell::RefCell;
use std::collections::BTreeMap;

use batna_core::Currency;
use serde::{Deserialize, Serialize};

use crate::component::{Component, Package};

/// A value with the error of the run that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Valued {
    /// After-tax certainty equivalent over the horizon, in the package's currency.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub ce: f64,
    /// Standard error of `ce` from simulation; 0 where nothing is simulated.
    #[serde(serialize_with = "crate::rounded::cents")]
    pub mc_error: f64,
}

impl Valued {
    pub fn exact(ce: f64) -> Self {
        Valued { ce, mc_error: 0.0 }
    }
}

/// Values packages for one offer: the offer's other terms, tax, risk and horizon are inside.
///
/// `ce` must not fall when any component gets better. Calls should take at most a few
/// hundredths of a second; a plan makes a few hundred. Same package, same answer.
pub trait PackageValue {
    /// The package on the table now.
    fn current(&self) -> &Package;

    /// Components that it can value. Others are shown, never counted.
    fn components(&self) -> Vec<Component>;

    /// After-tax, risk-adjusted value over the horizon.
    fn certainty_equivalent(&self, package: &Package) -> Valued;

    /// `to` less `from`. With common random numbers its error is far below that of
    /// either; an implementation that has them overrides this.
    fn difference(&self, from: &Package, to: &Package) -> Valued {
        let (a, b) = (
            self.certainty_equivalent(from),
            self.certainty_equivalent(to),
        );
        Valued {
            ce: b.ce - a.ce,
            mc_error: a.mc_error.hypot(b.mc_error),
        }
    }

    /// Years over which `ce` is counted.
    fn horizon_years(&self) -> f64;

    fn currency(&self) -> Currency {
        self.current().currency
    }
}

/// A fixed worth of each component's unit: first order only, no tax brackets.
#[derive(Clone, Debug)]
pub struct LinearWorth {
    pub current: Package,
    /// Worth of everything that the package does not hold.
    pub rest: f64,
    /// Worth over the horizon of one unit of a component.
    pub per_unit: BTreeMap<Component, f64>,
    pub horizon_years: f64,
    pub mc_error: f64,
}

impl PackageValue for LinearWorth {
    fn current(&self) -> &Package {
        &self.current
    }

    fn components(&self) -> Vec<Component> {
        self.per_unit.keys().copied().collect()
    }

    fn certainty_equivalent(&self, package: &Package) -> Valued {
        let sum: f64 = self
            .per_unit
            .iter()
            .map(|(component, worth)| match component {
                // A bonus is a share of the base it goes with.
                Component::BonusTarget => {
                    worth * package.amount(*component) * package.amount(Component::Base)
                }
                _ => worth * package.amount(*component),
            })
            .sum();
        Valued {
            ce: self.rest + sum,
            mc_error: self.mc_error,
        }
    }

    fn difference(&self, from: &Package, to: &Package) -> Valued {
        Valued::exact(self.certainty_equivalent(to).ce - self.certainty_equivalent(from).ce)
    }

    fn horizon_years(&self) -> f64 {
        self.horizon_years
    }
}

/// Remembers what was asked, so that a search may ask twice for nothing.
pub(crate) struct Remembered<'a> {
    inner: &'a dyn PackageValue,
    known: RefCell<BTreeMap<Vec<(Component, u64)>, Valued>>,
}

impl<'a> Remembered<'a> {
    pub(crate) fn new(inner: &'a dyn PackageValue) -> Self {
        Remembered {
            inner,
            known: RefCell::new(BTreeMap::new()),
        }
    }

    pub(crate) fn gain(&self, package: &Package) -> f64 {
        self.valued_gain(package).ce
    }

    /// Worth of `package` above what is on the table, on common random numbers.
    pub(crate) fn valued_gain(&self, package: &Package) -> Valued {
        let key: Vec<(Component, u64)> = package
            .terms
            .iter()
            .map(|(component, amount)| (*component, amount.to_bits()))
            .collect();
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let mut valued = self.inner.difference(self.inner.current(), package);
        if !valued.ce.is_finite() {
            valued = Valued {
                ce: 0.0,
                mc_error: f64::MAX,
            };
        }
        self.known.borrow_mut().insert(key, valued);
        valued
    }

    pub(crate) fn inner(&self) -> &'a dyn PackageValue {
        self.inner
    }
}
