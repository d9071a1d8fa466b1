//! A grant spoken of in another measure than the offer's: shares, money or a share of the company.
//!
//! Where what turns one into the other is unknown, the two cannot be set side by side: the
//! words are kept, the offer's grant stays, and the missing figure is asked for.

use batna_case::model::Offer;
use batna_core::Currency;

use super::reader::Heard;
use crate::component::{Component, Package, written};

/// Takes such grants out of what changed, with a note each.
pub fn set_aside_other_measures(heard: &mut Heard, offer: &Offer, before: &Package) {
    let Some(stated) = before.equity() else {
        return;
    };
    let mut notes = Vec::new();
    heard.changes.retain(|change| {
        if !change.component.is_equity() || change.component == stated {
            return true;
        }
        let Some(missing) = missing(stated, change.component, offer) else {
            if let Some(told) = in_money(stated, change.component, change.to, offer, before) {
                notes.push(told);
            }
            return true;
        };
        notes.push(format!(
            "they speak of {}, the offer of {}: without {missing} the two cannot be compared; \
             ask for it. The offer's file keeps its grant",
            in_its_measure(change.component, change.to, before.currency),
            in_its_measure(stated, before.amount(stated), before.currency),
        ));
        false
    });
    heard.notes.extend(notes);
}

/// `12,000 shares`, `0.2% of the company`, `$180,000`.
pub fn in_its_measure(component: Component, amount: f64, currency: Currency) -> String {
    let amount = written(component, amount, currency);
    match component {
        Component::EquityShares => format!("{amount} shares"),
        Component::EquityPercent => format!("{amount} of the company"),
        _ => amount,
    }
}

/// A count of shares in the money that the offer states its grant in, at today's price.
fn in_money(
    stated: Component,
    spoken: Component,
    count: f64,
    offer: &Offer,
    before: &Package,
) -> Option<String> {
    let price = offer
        .company
        .share_price
        .filter(|price| price.currency() == before.currency)?;
    let both = (stated, spoken) == (Component::EquityAmount, Component::EquityShares);
    both.then(|| {
        format!(
            "{} are about {} at {price:#} a share; the offer's grant was {}",
            in_its_measure(spoken, count, before.currency),
            written(stated, count * price.to_f64(), before.currency),
            written(stated, before.amount(stated), before.currency),
        )
    })
}

/// What has to be known to turn one measure into the other, and is not.
fn missing(stated: Component, spoken: Component, offer: &Offer) -> Option<&'static str> {
    let grant = offer.grants.first();
    let price = offer.company.share_price.is_some()
        || grant.is_some_and(|grant| grant.fair_value.is_some() || grant.preferred_price.is_some());
    let count = grant.is_some_and(|grant| grant.fully_diluted.is_some());
    let of_company = stated == Component::EquityPercent || spoken == Component::EquityPercent;
    let in_money = stated == Component::EquityAmount || spoken == Component::EquityAmount;
    if of_company && in_money {
        let valued = offer.company.valuation.is_some() || price && count;
        return (!valued).then_some("the value of the whole company");
    }
    if of_company {
        return (!count).then_some("the fully diluted count of shares");
    }
    (!price).then_some("the price of a share")
}
