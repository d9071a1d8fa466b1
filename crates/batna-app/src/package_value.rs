//! Packages valued by the after-tax engine: the seam between planning and valuing.
//!
//! A package changes the offer's own terms; everything else of the offer, the tax, the
//! risk and the draws stay. A remote day counts as the pay that the person said to give up
//! for one. What has no price (a title, compute) is not listed, and plans show it without
//! counting it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use batna_case::model::{BonusPart, GrantSize, Refresher, VestingPeriod, VestingShape};
use batna_core::{Currency, Money, Rate, Scalar, Shares};
use batna_plan::{Component, Package, PackageValue, Valued};
use batna_value::alternative::Alternative;
use batna_value::evaluator::Evaluator;
use batna_value::sim::{self, Worths};
use rust_decimal::Decimal;

/// The after-tax engine for the packages of one offer.
pub struct OfferValue<'a> {
    evaluator: &'a Evaluator<'a>,
    alternative: Alternative,
    current: Package,
    /// Pay a year that the person said to give up for one more remote day a week.
    remote_day: Option<Money>,
    /// Present values of packages asked for, so that differences share their draws.
    known: RefCell<BTreeMap<Vec<(Component, u64)>, Valued>>,
    base: Option<(Valued, Worths)>,
}

impl<'a> OfferValue<'a> {
    /// Errors: none are lost; a package that cannot be valued is worth the offer's value.
    pub fn new(evaluator: &'a Evaluator<'a>, alternative: Alternative, current: Package) -> Self {
        let base = value(evaluator, &alternative);
        OfferValue {
            evaluator,
            alternative,
            current,
            remote_day: None,
            known: RefCell::default(),
            base,
        }
    }

    /// Counts remote days at the pay that the person would give up for one, where the offer
    /// says how many it has.
    pub fn pricing_remote_days(mut self, day: Option<Money>) -> Self {
        self.remote_day = day.filter(|price| {
            price.currency() == self.current.currency
                && price.is_positive()
                && self.current.get(Component::RemoteDays).is_some()
        });
        self
    }

    /// Whether the offer as it stands could be valued at all.
    pub fn is_valued(&self) -> bool {
        self.base.is_some()
    }

    /// The offer's terms with a package in their place.
    pub fn alternative_with(&self, package: &Package) -> Alternative {
        with_package(&self.alternative, &self.current, package)
    }

    /// The same as it is valued: what has a price of the person's own stands in as base.
    fn valued_as(&self, package: &Package) -> Alternative {
        let mut changed = self.alternative_with(package);
        let days =
            package.amount(Component::RemoteDays) - self.current.amount(Component::RemoteDays);
        if let Some(day) = self.remote_day.filter(|_| days != 0.0) {
            let base = changed.base.map_or(0.0, Money::to_f64) + days * day.to_f64();
            set(
                &mut changed,
                Component::Base,
                base,
                self.alternative.currency,
            );
        }
        changed
    }
}

fn value(evaluator: &Evaluator<'_>, alternative: &Alternative) -> Option<(Valued, Worths)> {
    let (certainty, worths) = evaluator.certainty_equivalent(alternative).ok()??;
    Some((
        Valued {
            ce: certainty.amount.value,
            mc_error: certainty.amount.error,
        },
        worths,
    ))
}

impl PackageValue for OfferValue<'_> {
    fn current(&self) -> &Package {
        &self.current
    }

    fn components(&self) -> Vec<Component> {
        let mut components = vec![
            Component::Base,
            Component::Signing,
            Component::Relocation,
            Component::BonusTarget,
            Component::BonusGuaranteed,
        ];
        if let Some(equity) = self.current.equity() {
            components.push(equity);
        }
        if self
            .alternative
            .grants
            .first()
            .is_some_and(|grant| !grant.kind.is_option())
        {
            components.push(Component::Refresher);
        }
        if self.remote_day.is_some() {
            components.push(Component::RemoteDays);
        }
        components
    }

    fn certainty_equivalent(&self, package: &Package) -> Valued {
        let key: Vec<(Component, u64)> = package
            .terms
            .iter()
            .map(|(component, amount)| (*component, amount.to_bits()))
            .collect();
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let changed = self.valued_as(package);
        let valued = value(self.evaluator, &changed)
            .or_else(|| self.base.clone())
            .map_or(Valued::exact(0.0), |(valued, _)| valued);
        self.known.borrow_mut().insert(key, valued);
        valued
    }

    /// On common random numbers: the error is that of the paths' differences.
    fn difference(&self, from: &Package, to: &Package) -> Valued {
        let run = |package: &Package| {
            if *package == self.current {
                self.base.as_ref().map(Cow::Borrowed)
            } else {
                value(self.evaluator, &self.valued_as(package)).map(Cow::Owned)
            }
        };
        match (run(from), run(to)) {
            (Some(from), Some(to)) => {
                let ((a, first), (b, second)) = (&*from, &*to);
                Valued {
                    ce: b.ce - a.ce,
                    mc_error: sim::mean_gap(second, first)
                        .map_or(a.mc_error.hypot(b.mc_error), |gap| gap.error),
                }
            }
            _ => Valued::exact(0.0),
        }
    }

    fn horizon_years(&self) -> f64 {
        f64::from(self.evaluator.assumptions.horizon_years)
    }
}

/// The terms with those components set that the package holds in another amount than
/// `current` does.
fn with_package(alternative: &Alternative, current: &Package, package: &Package) -> Alternative {
    let mut changed = alternative.clone();
    for (component, _, amount) in current.differences(package) {
        set(&mut changed, component, amount, alternative.currency);
    }
    changed
}

fn set(terms: &mut Alternative, component: Component, amount: f64, currency: Currency) {
    let decimal = Decimal::from_f64(amount.max(0.0));
    let money = Money::new(decimal.round_dp(2), currency);
    match component {
        Component::Base => terms.base = Some(money),
        Component::BonusTarget => {
            terms.bonus.target = Some(BonusPart::OfBase(Rate::from_fraction(decimal)));
        }
        Component::BonusGuaranteed => {
            terms.bonus.guaranteed = (!money.is_zero()).then_some(money);
        }
        Component::Signing => terms.pay_once("signing", money),
        Component::Relocation => terms.pay_once("relocation", money),
        Component::EquityAmount => set_grant(
            terms,
            GrantSize::Dollars {
                amount: money,
                conversion: None,
            },
        ),
        Component::EquityShares => {
            if let Ok(shares) = Shares::new(decimal.round_dp(4)) {
                set_grant(terms, GrantSize::Shares(shares));
            }
        }
        Component::EquityPercent => {
            set_grant(terms, GrantSize::Percent(Rate::from_fraction(decimal)));
        }
        Component::Refresher => match &mut terms.refresher {
            Some(refresher) => {
                refresher.amount = Some(money);
                refresher.share = None;
            }
            None => {
                terms.refresher = Some(Refresher {
                    share: None,
                    amount: Some(money),
                    every_months: 12,
                    vesting: VestingShape::Even {
                        months: 48,
                        every: VestingPeriod::Quarterly,
                        cliff_months: 0,
                    },
                    promised: true,
                });
            }
        },
        // Not money on any day: shown by plans and not valued here.
        _ => {}
    }
}

/// The first grant is the one that is negotiated.
fn set_grant(terms: &mut Alternative, size: GrantSize) {
    if let Some(grant) = terms.grants.first_mut() {
        let conversion = match &grant.size {
            Some(GrantSize::Dollars { conversion, .. }) => conversion.clone(),
            _ => None,
        };
        grant.size = Some(match size {
            GrantSize::Dollars { amount, .. } => GrantSize::Dollars { amount, conversion },
            other => other,
        });
    }
}
