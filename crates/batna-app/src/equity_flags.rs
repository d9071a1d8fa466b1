//! What in an offer's equity terms reads as a red flag, with the reason and its source.
//!
//! Only terms that the file states are judged; what it leaves out is a question
//! ([`crate::unknowns`]). Reasons and sources are those of the equity questions.

use batna_case::model::{CompanyKind, Grant, Offer, TakenBackAt, VestingShape};
use batna_equity::captable::{CapTable, Participation};
use batna_equity::questions::{QUESTIONS, Unknown};
use batna_value::holding::Holding;
use rust_decimal::Decimal;
use serde::Serialize;

/// Months of a liquidity condition below which its lapse is likely.
const SHORT_LIQUIDITY: u32 = 84;
/// Months of a cliff beyond which it is unusual.
const LONG_CLIFF: u32 = 12;
/// Months of a window that statute and habit make the shortest usual one.
const SHORT_WINDOW: f64 = 3.1;

/// A term to mind.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RedFlag {
    pub grant: String,
    pub what: String,
    pub reason: &'static str,
    pub source: &'static str,
}

/// The red flags of an offer's grants, those of the gravest question first.
pub fn red_flags(offer: &Offer, holdings: &[Holding], table: Option<&CapTable>) -> Vec<RedFlag> {
    let mut found: Vec<(Unknown, RedFlag)> = Vec::new();
    let mut flag = |unknown: Unknown, grant: &str, what: String| {
        if let Some(question) = QUESTIONS.iter().find(|one| one.unknown == unknown) {
            found.push((
                unknown,
                RedFlag {
                    grant: grant.to_owned(),
                    what,
                    reason: question.reason,
                    source: question.source,
                },
            ));
        }
    };
    for grant in &offer.grants {
        let holding = holdings.iter().find(|one| one.id == grant.id);
        for (unknown, what) in of_grant(offer, grant, holding) {
            flag(unknown, &grant.id, what);
        }
    }
    let tenders = offer.company.tenders.as_ref();
    if tenders.is_some_and(|tenders| tenders.leavers == Some(false)) {
        let what = "tenders are closed to those who have left".to_owned();
        flag(Unknown::Tenders, "", what);
    }
    for class in table.iter().flat_map(|table| &table.classes) {
        let Some(preferred) = &class.preference else {
            continue;
        };
        if preferred.multiple > Decimal::ONE {
            let what = format!(
                "{} is paid {} times its money before common",
                class.id,
                preferred.multiple.normalize()
            );
            flag(Unknown::Preferences, "", what);
        }
        if preferred.participation != Participation::None {
            let what = format!("{} takes its preference and shares the rest too", class.id);
            flag(Unknown::Preferences, "", what);
        }
    }
    if let (None, Some(terms)) = (table, offer.company.preferences) {
        if terms.multiple > Decimal::ONE {
            let times = terms.multiple.normalize();
            let what = format!("preferred shares are paid {times} times their money before common");
            flag(Unknown::Preferences, "", what);
        }
        if terms.participation != batna_case::model::Participation::None {
            let what = "preferred shares take their preference and share the rest too".to_owned();
            flag(Unknown::Preferences, "", what);
        }
    }
    found.sort_by_key(|(unknown, _)| *unknown);
    found.into_iter().map(|(_, flag)| flag).collect()
}

fn of_grant(offer: &Offer, grant: &Grant, holding: Option<&Holding>) -> Vec<(Unknown, String)> {
    let mut found = Vec::new();
    // Stated with the grant, with the company, or by its value and number of shares.
    let private = offer.company.kind == CompanyKind::Private;
    let preferred = holding.filter(|holding| private && !holding.price_supposed);
    let preferred = grant
        .preferred_price
        .or(preferred.and_then(|holding| holding.price));
    if let (Some(strike), Some(preferred)) = (grant.strike, preferred)
        && grant.kind.is_option()
        && strike.currency() == preferred.currency()
        && strike.amount() >= preferred.amount()
    {
        let what = format!("the strike of {strike} is not below the last preferred price");
        found.push((Unknown::Strike, what));
    }
    if grant.kind.is_option()
        && let Some(window) = grant
            .exercise_window_months
            .filter(|window| *window <= SHORT_WINDOW)
    {
        let cost = holding
            .and_then(|holding| holding.shares)
            .zip(grant.strike)
            .and_then(|(shares, strike)| strike.try_mul(shares).ok())
            .filter(|cost| cost.is_positive());
        let days = (window * 30.4375).round();
        let what = match cost {
            Some(cost) => format!(
                "{days:.0} days after leaving to pay up to {cost:#} and the tax, or lose vested options"
            ),
            None => format!("{days:.0} days after leaving to exercise vested options"),
        };
        found.push((Unknown::ExerciseWindow, what));
    }
    match &grant.vesting.shape {
        VestingShape::Yearly { shares, .. } => {
            let even = Decimal::ONE / Decimal::from(shares.len().max(1));
            if let Some(first) = shares.first().filter(|first| first.fraction() < even) {
                found.push((
                    Unknown::Vesting,
                    format!("only {first} vests in the first of {} years", shares.len()),
                ));
            }
        }
        VestingShape::Even { cliff_months, .. } if *cliff_months > LONG_CLIFF => {
            found.push((
                Unknown::Vesting,
                format!("nothing vests for {cliff_months} months"),
            ));
        }
        _ => {}
    }
    let taken = match grant.taken_back_at {
        Some(TakenBackAt::Cost) => Some("vested equity may be bought back at what you paid"),
        Some(TakenBackAt::Nothing) => Some("vested equity may be forfeited"),
        Some(TakenBackAt::FairValue) => Some("vested equity may be bought back at its fair value"),
        Some(TakenBackAt::Never) | None => None,
    };
    if let Some(terms) = grant.repurchase.as_deref().or(taken) {
        found.push((Unknown::BuyBack, format!("on leaving: {terms}")));
    }
    if let Some(liquidity) = &grant.liquidity {
        if let Some(months) = liquidity
            .expires_months
            .filter(|months| *months < SHORT_LIQUIDITY)
        {
            let years = f64::from(months) / 12.0;
            found.push((
                Unknown::LiquidityTerms,
                format!("lapses after {years:.1} years without a listing or sale"),
            ));
        }
        if liquidity.employed {
            found.push((
                Unknown::LiquidityTerms,
                "what has vested by time lapses when you leave before a listing or sale".into(),
            ));
        }
    }
    found
}
