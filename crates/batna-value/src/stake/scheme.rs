//! What the plan of options does to their tax: which of them are untaxed until the sale.
//!
//! Under the plans named in [`Scheme`] the rise above the strike is a gain of the sale, where the
//! offer is taxed in the plan's country, the strike is no less than the value at grant, and the
//! grant keeps to the plan's limit. Options beyond that are taxed as pay at exercise, like any
//! others. The rules are those of `batna_tax`: ITEPA 2003 sections 524 and 529 to 532 and schedules
//! 4 and 5 (EMI, CSOP), article 163 bis G of the French tax code (BSPCE, at the rates of three years in
//! the company), section 128F TCA 1997 (KEEP), section 102 of the Israeli ordinance, subdivision
//! 83A-B ITAA 1997 (start-up concession), subsection 7(1.1) and paragraph 110(1)(d.1) of the Canadian
//! Income Tax Act (options of a Canadian-controlled private corporation, whatever their strike: half
//! is deducted, as half of a gain is taxed). Quebec takes off a quarter alone: there they are pay at
//! exercise, relieved as any other option.
//! Leaves out: a sale before the plan's time is up (CSOP three years from grant, BADR and KEEP
//! and the capital track two years and one, BSPCE three years in the company, the concession
//! three years), options of the same plan held from before, the French exercise gain by the
//! year's other income.

use batna_case::model::{CompanyKind, Scheme};
use batna_core::Money;
use batna_params::{Lookup, Projection};
use batna_tax::uk::options::{OptionTerms, Schemes};
use rust_decimal::Decimal;

use crate::alternative::Alternative;
use crate::evaluator::Evaluator;
use crate::holding::Holding;

/// How the options of a holding are taxed.
pub(crate) struct Track {
    /// Options of which nothing is taxed before the sale.
    pub at_sale: Decimal,
    /// What a reader should know of it.
    pub note: Option<String>,
}

impl Track {
    fn as_pay(scheme: Scheme, why: &str) -> Track {
        Track {
            at_sale: Decimal::ZERO,
            note: Some(format!(
                "{}: {why}; what they bring is taken as pay",
                scheme.label()
            )),
        }
    }
}

/// The track of a holding; none where it is under no plan or its number is unknown.
pub(crate) fn track(
    holding: &Holding,
    alternative: &Alternative,
    evaluator: &Evaluator<'_>,
) -> Option<Track> {
    let grant = holding.grant.as_ref()?;
    let (scheme, shares) = (grant.scheme?, holding.shares?);
    let place = alternative.place.as_deref().unwrap_or("");
    let ccpc = scheme == Scheme::Ccpc;
    if ccpc && place == "ca-qc" {
        return None;
    }
    if place.split('-').next() != Some(scheme.country()) {
        return Some(Track::as_pay(scheme, "the plan of another country"));
    }
    if ccpc && alternative.company.kind == CompanyKind::Public {
        return Some(Track::as_pay(scheme, "their company is listed"));
    }
    // The plans' limits are in the currency of the place.
    let rate = alternative.law_rates.pay.unwrap_or(Decimal::ONE);
    let in_law = |money: Money| money.amount().checked_mul(rate);
    let strike = grant.strike.and_then(in_law);
    let fair = grant.fair_value.and_then(in_law);
    if let (Some(strike), Some(fair)) = (strike, fair)
        && strike < fair
        && !ccpc
    {
        return Some(Track::as_pay(
            scheme,
            "their strike is below the value at grant",
        ));
    }
    let lookup = Lookup::new(
        evaluator.params,
        evaluator.assumptions.settings.as_of,
        Projection::Frozen,
        "single",
    );
    let option = OptionTerms {
        shares,
        strike: strike.unwrap_or_default(),
        paid_for_grant: Decimal::ZERO,
        value_at_grant: fair.or(strike).unwrap_or_default(),
        value_at_exercise: Decimal::ZERO,
    };
    let within = match (scheme, Schemes::at(&lookup)) {
        (Scheme::Emi, Ok(limits)) => limits.emi_shares(&option, Decimal::ZERO),
        (Scheme::Csop, Ok(limits)) => limits.csop_shares(&option, Decimal::ZERO),
        _ => shares,
    };
    if within < shares && within.is_zero() {
        return Some(Track::as_pay(scheme, "the grant is above the plan's limit"));
    }
    let rates = match scheme {
        Scheme::Emi => ", within Business Asset Disposal Relief unless [tax] says badr = false",
        Scheme::Ccpc => ", half of it, after two years of holding the shares",
        _ => "",
    };
    let part = if within < shares {
        format!("{within} of {shares} are within the plan's limit; their")
    } else {
        "the".to_owned()
    };
    Some(Track {
        at_sale: within,
        note: Some(format!(
            "{}: {part} rise is taxed as a gain at the sale{rates}, as if the plan's time had passed",
            scheme.label()
        )),
    })
}
