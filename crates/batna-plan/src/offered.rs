//! The package that an offer's record holds, and the record that a package would make.

use batna_case::model::{
    BonusPart, GrantSize, Offer, OneTimePayment, PaidWhen, Refresher, VestingPeriod, VestingShape,
};
use batna_core::{Currency, Money, Rate, Scalar, Shares};
use rust_decimal::Decimal;

use crate::component::{Component, Package, to_money};

/// The offer's terms as a package in its base's currency (or that of its first amount).
///
/// Amounts in another currency are left out: they need a dated rate. None where the
/// offer states no amount at all.
pub fn package_of(offer: &Offer) -> Option<Package> {
    let currency = currency_of(offer)?;
    let mut package = Package::new(currency);
    let mut put = |component, money: Option<batna_core::Money>| {
        if let Some(money) = money.filter(|money| money.currency() == currency) {
            let before = package.amount(component);
            package.set(component, before + money.to_f64());
        }
    };
    put(Component::Base, offer.base);
    put(Component::BonusGuaranteed, offer.bonus.guaranteed);
    put(Component::LearningBudget, offer.benefits.learning_budget);
    for payment in &offer.one_time {
        match payment.kind.as_str() {
            "signing" => put(Component::Signing, Some(payment.amount)),
            "relocation" => put(Component::Relocation, Some(payment.amount)),
            _ => {}
        }
    }
    if let Some(refresher) = &offer.refresher {
        put(Component::Refresher, refresher.amount);
    }
    match offer.bonus.target {
        Some(BonusPart::OfBase(rate)) => package.set(Component::BonusTarget, rate.to_f64()),
        Some(BonusPart::Amount(amount)) if amount.currency() == currency => {
            if let Some(base) = package.get(Component::Base).filter(|base| *base > 0.0) {
                package.set(Component::BonusTarget, amount.to_f64() / base);
            }
        }
        _ => {}
    }
    // The first grant is the one that is negotiated.
    match offer.grants.first().and_then(|grant| grant.size.as_ref()) {
        Some(GrantSize::Shares(shares)) => {
            package.set(Component::EquityShares, shares.to_f64());
        }
        Some(GrantSize::Percent(rate)) => package.set(Component::EquityPercent, rate.to_f64()),
        Some(GrantSize::Dollars { amount, .. }) if amount.currency() == currency => {
            package.set(Component::EquityAmount, amount.to_f64());
        }
        _ => {}
    }
    for (component, known) in [
        (Component::RemoteDays, offer.remote_days),
        (Component::Severance, offer.benefits.severance_months),
        (Component::PaidLeave, offer.benefits.paid_leave_days),
    ] {
        if let Some(amount) = known {
            package.set(component, amount);
        }
    }
    Some(package)
}

fn currency_of(offer: &Offer) -> Option<Currency> {
    offer
        .base
        .or_else(|| offer.one_time.first().map(|payment| payment.amount))
        .or_else(|| {
            offer
                .grants
                .iter()
                .find_map(|grant| match grant.size.as_ref()? {
                    GrantSize::Dollars { amount, .. } => Some(*amount),
                    _ => grant.preferred_price.or(grant.strike),
                })
        })
        .or(offer.bonus.guaranteed)
        .map(batna_core::Money::currency)
}

/// The offer with the package's terms in place of its own: what a value engine values.
///
/// Terms that the package does not speak of stay. Level, team, publication, visa, compute
/// and an early review have no field that bears value and are left out; a promised
/// refresher vests monthly over four years.
pub fn with_package(offer: &Offer, package: &Package) -> Offer {
    let mut offer = offer.clone();
    for (component, amount) in &package.terms {
        if amount.is_finite() && *amount >= 0.0 {
            put(&mut offer, *component, *amount, package.currency);
        }
    }
    offer
}

fn put(offer: &mut Offer, component: Component, amount: f64, currency: Currency) {
    let money = || to_money(amount, currency);
    let rate = || Rate::from_fraction(Decimal::from_f64(amount).round_to(8));
    match component {
        Component::Base => offer.base = Some(money()),
        Component::BonusTarget => offer.bonus.target = Some(BonusPart::OfBase(rate())),
        Component::BonusGuaranteed => offer.bonus.guaranteed = Some(money()),
        Component::Signing => pay_once(offer, "signing", money()),
        Component::Relocation => pay_once(offer, "relocation", money()),
        Component::EquityAmount | Component::EquityShares | Component::EquityPercent => {
            if let Some(grant) = offer.grants.first_mut() {
                let conversion = match grant.size.take() {
                    Some(GrantSize::Dollars { conversion, .. }) => conversion,
                    _ => None,
                };
                grant.size = match component {
                    Component::EquityAmount => Some(GrantSize::Dollars {
                        amount: money(),
                        conversion,
                    }),
                    Component::EquityShares => Shares::new(Decimal::from_f64(amount).round_to(0))
                        .ok()
                        .map(GrantSize::Shares),
                    _ => Some(GrantSize::Percent(rate())),
                };
            }
        }
        Component::Refresher => match &mut offer.refresher {
            Some(refresher) => refresher.amount = Some(money()),
            None if amount > 0.0 => {
                offer.refresher = Some(Refresher {
                    share: None,
                    amount: Some(money()),
                    every_months: 12,
                    vesting: VestingShape::Even {
                        months: 48,
                        every: VestingPeriod::Monthly,
                        cliff_months: 0,
                    },
                    promised: true,
                });
            }
            None => {}
        },
        Component::StartDelay => {
            let weeks = amount.round().min(520.0) as i64;
            if let Some(start) = offer.start
                && let Ok(later) = start.checked_add(jiff::Span::new().weeks(weeks))
            {
                offer.start = Some(later);
            }
        }
        Component::RemoteDays => offer.remote_days = Some(amount.min(5.0)),
        Component::LearningBudget => offer.benefits.learning_budget = Some(money()),
        Component::Severance => offer.benefits.severance_months = Some(amount),
        Component::PaidLeave => offer.benefits.paid_leave_days = Some(amount),
        Component::Level
        | Component::Compute
        | Component::ReviewMonths
        | Component::Team
        | Component::Publication
        | Component::Visa => {}
    }
}

/// The whole amount in the first payment of the kind, whose claw-back stays.
fn pay_once(offer: &mut Offer, kind: &str, amount: Money) {
    let mut found = false;
    offer.one_time.retain_mut(|payment| {
        if payment.kind != kind || payment.amount.currency() != amount.currency() {
            return true;
        }
        let first = !found;
        found = true;
        payment.amount = amount;
        first && !amount.is_zero()
    });
    if !found && amount.is_positive() {
        offer.one_time.push(OneTimePayment {
            kind: kind.to_owned(),
            amount,
            paid: PaidWhen::AtStart,
            clawback: None,
            grossed_up: false,
            condition: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use batna_case::model::{Grant, GrantKind};

    #[test]
    fn a_package_put_into_an_offer_is_read_back() {
        let mut offer = Offer::new("acme", "Acme");
        offer.base = Some("205000 USD".parse().unwrap());
        offer.start = Some(jiff::civil::date(2026, 8, 17));
        let mut grant = Grant::new("grant", GrantKind::Rsu);
        grant.size = Some(GrantSize::Percent(Rate::ZERO));
        offer.grants.push(grant);
        let package = Package::new(Currency::USD)
            .with(Component::Base, 226_000.0)
            .with(Component::BonusTarget, 0.125)
            .with(Component::Signing, 40_000.0)
            .with(Component::EquityAmount, 250_000.0)
            .with(Component::Refresher, 30_000.0)
            .with(Component::RemoteDays, 2.0)
            .with(Component::LearningBudget, 4_000.0);
        let changed = with_package(&offer, &package.clone().with(Component::StartDelay, 2.0));
        assert_eq!(package_of(&changed), Some(package.clone()));
        assert_eq!(changed.start, Some(jiff::civil::date(2026, 8, 31)));
        let none = with_package(
            &changed,
            &Package::new(Currency::USD).with(Component::Signing, 0.0),
        );
        assert!(none.one_time.is_empty());
    }
}
