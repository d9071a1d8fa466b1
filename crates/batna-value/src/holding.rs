//! The equity of an alternative: what is granted, when it vests, what is advertised.
//!
//! A holding is known as far as the terms say. What is missing to value it is
//! listed, never guessed. Refreshers are holdings of their own, with their own vesting.

use batna_case::model::{CompanyKind, Grant, GrantKind, GrantSize, Scheme};
use batna_core::Money;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::alternative::Alternative;
use crate::schedule::Horizon;
use crate::vest;

/// A part of a grant that vests on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VestEvent {
    pub date: Date,
    /// Of the whole grant; the events of a whole schedule add up to one.
    pub share: Decimal,
}

/// One grant, or one year's refresher, ready to be valued.
#[derive(Clone, Debug)]
pub struct Holding {
    /// `grant`, `grant2`, `refresher1`, …
    pub id: String,
    pub kind: GrantKind,
    pub refresher: bool,
    /// The day it is granted.
    pub granted: Date,
    /// Promised in writing; grants are, refreshers rarely.
    pub promised: bool,
    /// Value of the whole grant as an employer would quote it, at today's price.
    pub advertised: Option<Money>,
    /// Shares or options, where the number follows from the terms.
    pub shares: Option<Decimal>,
    /// What one share costs at exercise.
    pub strike: Option<Money>,
    /// Price the advertised value rests on: the share, or the last preferred.
    pub price: Option<Money>,
    pub fully_diluted: Option<Decimal>,
    /// Shares arrive, and are taxed, when they vest (no liquidity condition, no exercise).
    pub delivers_at_vest: bool,
    pub exercise_window_months: Option<f64>,
    pub events: Vec<VestEvent>,
    /// The schedule was assumed.
    pub vesting_assumed: bool,
    /// What would have to be known to value it.
    pub missing: Vec<String>,
    pub grant: Option<Grant>,
}

impl Holding {
    /// What it is, as people say it: `RSU`, `EMI options`.
    pub fn label(&self) -> &'static str {
        let scheme = self.grant.as_ref().and_then(|grant| grant.scheme);
        scheme.map_or_else(|| self.kind.label(), Scheme::label)
    }
}

/// The holdings of an alternative whose vesting touches the horizon.
pub fn holdings(alternative: &Alternative, horizon: Horizon) -> Vec<Holding> {
    let mut holdings: Vec<Holding> = alternative
        .grants
        .iter()
        .filter(|grant| purchase_gain(grant).is_none())
        .map(|grant| from_grant(alternative, grant, horizon))
        .collect();
    holdings.extend(refreshers(alternative, &holdings, horizon));
    holdings
}

/// What a stock purchase plan's discount brings a year on what is put in, sold at once; none for
/// other grants, and where discount or amount are unknown.
pub fn purchase_gain(grant: &Grant) -> Option<Money> {
    let discount = grant.discount.filter(|_| grant.kind == GrantKind::Espp)?;
    let Some(GrantSize::Dollars { amount, .. }) = &grant.size else {
        return None;
    };
    let paid = Decimal::ONE.checked_sub(discount.fraction())?;
    amount.try_mul(discount.fraction().checked_div(paid)?).ok()
}

fn from_grant(alternative: &Alternative, grant: &Grant, horizon: Horizon) -> Holding {
    let company = &alternative.company;
    let mut missing = Vec::new();
    let stated_price = match company.kind {
        CompanyKind::Private => grant.preferred_price.or(company.share_price),
        _ => company.share_price.or(grant.preferred_price),
    };
    let stated_total = grant.fully_diluted.map(|total| total.count());
    // A valuation is every share at the last price: two of the three say the third.
    let price = stated_price.or_else(|| {
        let each = Decimal::ONE.checked_div(stated_total?)?;
        company.valuation?.try_mul(each).ok()
    });
    let fully_diluted = stated_total.or_else(|| {
        let (price, valuation) = (stated_price?, company.valuation?);
        (price.currency() == valuation.currency() && price.is_positive())
            .then(|| valuation.amount().checked_div(price.amount()))
            .flatten()
    });
    let conversion_price = match &grant.size {
        Some(GrantSize::Dollars {
            conversion: Some(conversion),
            ..
        }) => conversion.price.or(price),
        _ => price,
    };
    let (events, tranche_total) = vest::events(grant, horizon.start);
    let size = grant.size.clone().or(tranche_total);
    let shares = match &size {
        Some(GrantSize::Shares(shares)) => Some(shares.count()),
        Some(GrantSize::Percent(percent)) => match fully_diluted {
            Some(total) => total
                .checked_mul(percent.fraction())
                .map(|shares| shares.round_dp(4)),
            None => {
                missing.push("the number of fully diluted shares behind the percentage".into());
                None
            }
        },
        Some(GrantSize::Dollars { amount, .. }) => match conversion_price {
            Some(at) if at.currency() == amount.currency() && at.is_positive() => {
                Some((amount.amount() / at.amount()).round_dp(4))
            }
            _ => None,
        },
        None => {
            missing.push("the size of the grant".into());
            None
        }
    };
    let strike = grant.strike;
    let advertised = advertised_value(grant, size.as_ref(), shares, price, strike, &mut missing);
    let is_option = grant.kind.is_option();
    // A right to the rise of a listed share is exercised like an option.
    let pays_above_a_base = strike.is_some() && grant.kind == GrantKind::Phantom;
    let bought = grant.kind == GrantKind::Espp;
    let private = company.kind == CompanyKind::Private;
    let awaits_liquidity = match &grant.liquidity {
        Some(liquidity) => liquidity.required,
        None => private,
    };
    Holding {
        id: grant.id.clone(),
        kind: grant.kind,
        refresher: false,
        granted: grant.granted.unwrap_or(horizon.start),
        promised: true,
        advertised,
        shares,
        strike,
        price,
        fully_diluted,
        delivers_at_vest: !is_option && !awaits_liquidity && !pays_above_a_base && !bought,
        exercise_window_months: grant.exercise_window_months,
        events,
        vesting_assumed: grant.vesting.assumed,
        missing,
        grant: Some(grant.clone()),
    }
}

/// What an employer would quote: shares at the price, options at the price less the strike.
fn advertised_value(
    grant: &Grant,
    size: Option<&GrantSize>,
    shares: Option<Decimal>,
    price: Option<Money>,
    strike: Option<Money>,
    missing: &mut Vec<String>,
) -> Option<Money> {
    if grant.kind == GrantKind::Espp {
        // What is put in is the holder's own money.
        missing.push(
            "its discount and what you put in a year: a stock purchase plan is worth at least the \
             discount, as discount = \"15%\" and size = \"12000 USD\" say it"
                .into(),
        );
        return None;
    }
    if let Some(GrantSize::Dollars { amount, .. }) = size
        && !grant.kind.is_option()
        && price.is_none()
    {
        return Some(*amount);
    }
    let Some(shares) = shares else {
        // Dollars of options without a price: the amount is the employer's own claim.
        if let Some(GrantSize::Dollars { amount, .. }) = size {
            return Some(*amount);
        }
        return None;
    };
    let Some(price) = price else {
        missing.push("the price of a share: the last preferred price and the 409A value".into());
        return None;
    };
    let based = matches!(
        grant.kind,
        GrantKind::ProfitUnits | GrantKind::ProfitsInterest | GrantKind::Phantom
    );
    let spread = match (grant.kind.is_option(), strike) {
        (false, Some(base)) if based => price.try_sub(base).ok()?,
        (true, Some(strike)) => price.try_sub(strike).ok()?,
        (true, None) => {
            missing.push("the strike price".into());
            price
        }
        (false, _) => price,
    };
    let spread = if spread.amount().is_sign_negative() {
        Money::zero(spread.currency())
    } else {
        spread
    };
    let whole = spread.try_mul(shares).ok()?;
    match grant.cap {
        Some(cap) if cap.currency() == whole.currency() && cap.amount() < whole.amount() => {
            Some(cap)
        }
        _ => Some(whole),
    }
}

/// New grants in later years, each a share of the first grant or an amount.
fn refreshers(alternative: &Alternative, grants: &[Holding], horizon: Horizon) -> Vec<Holding> {
    let Some(refresher) = &alternative.refresher else {
        return Vec::new();
    };
    let Some(first) = grants.first() else {
        return Vec::new();
    };
    let advertised = match (refresher.amount, refresher.share, first.advertised) {
        (Some(amount), _, _) => Some(amount),
        (None, Some(share), Some(whole)) => whole.try_mul(share.fraction()).ok(),
        _ => None,
    };
    let every = refresher.every_months.max(1);
    let mut holdings = Vec::new();
    let mut months = every;
    while let Some(date) = vest::after(horizon.start, months)
        && horizon.contains(date)
    {
        holdings.push(Holding {
            id: format!("refresher{}", holdings.len() + 1),
            kind: first.kind,
            refresher: true,
            granted: date,
            promised: refresher.promised,
            advertised,
            shares: match (advertised, first.price) {
                // A share of the first grant is that share of its options.
                _ if first.kind.is_option() && refresher.amount.is_none() => {
                    let part = refresher.share.map(|share| share.fraction());
                    part.zip(first.shares)
                        .and_then(|(part, all)| all.checked_mul(part))
                }
                (Some(amount), Some(price)) if price.is_positive() => {
                    Some((amount.amount() / price.amount()).round_dp(4))
                }
                _ => None,
            },
            strike: None,
            price: first.price,
            fully_diluted: first.fully_diluted,
            delivers_at_vest: first.delivers_at_vest,
            exercise_window_months: first.exercise_window_months,
            events: vest::shape_events(&refresher.vesting, date),
            vesting_assumed: false,
            missing: if advertised.is_none() {
                vec!["the size of the new grants".into()]
            } else {
                Vec::new()
            },
            grant: None,
        });
        months = months.saturating_add(every);
    }
    holdings
}
