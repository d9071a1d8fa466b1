//! Whether a company is public or private, where the case does not say it and yet it follows.

use crate::model::{Company, CompanyKind, Grant, GrantKind, Scheme, Stage};

/// The kind that stage, cap table or the terms of its equity imply; unknown where none does.
pub(super) fn implied(company: &Company, grants: &[Grant], captable: bool) -> CompanyKind {
    match company.stage {
        _ if company.kind != CompanyKind::Unknown => company.kind,
        Some(Stage::Public) => CompanyKind::Public,
        Some(_) => CompanyKind::Private,
        None if captable || grants.iter().any(is_of_a_private_company) => CompanyKind::Private,
        None => CompanyKind::Unknown,
    }
}

/// Whether a grant has terms that only the equity of a company without a market has.
fn is_of_a_private_company(grant: &Grant) -> bool {
    grant.fair_value.is_some()
        || grant.preferred_price.is_some()
        || grant
            .liquidity
            .as_ref()
            .is_some_and(|liquidity| liquidity.required)
        || matches!(
            grant.kind,
            GrantKind::ProfitUnits | GrantKind::ProfitsInterest
        )
        // These plans are for small, young or unlisted companies by their law.
        || matches!(
            grant.scheme,
            Some(
                Scheme::Emi | Scheme::Bspce | Scheme::Keep | Scheme::EssStartup | Scheme::Ccpc
            )
        )
}
