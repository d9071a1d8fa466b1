//! The package that an offer's record holds.

use batna_case::model::{BonusPart, GrantSize, Offer};
use batna_core::{Currency, Money};

use crate::component::{Component, Package};

/// The offer's terms as a package in its base's currency (or that of its first amount).
///
/// Amounts in another currency are left out: they need a dated rate. None where the
/// offer states no amount at all.
pub fn package_of(offer: &Offer) -> Option<Package> {
    let currency = currency_of(offer)?;
    let mut package = Package::new(currency);
    let mut put = |component, money: Option<Money>| {
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
        .map(Money::currency)
}
