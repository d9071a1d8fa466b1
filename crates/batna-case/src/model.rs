//! The model of a case, as parsed: plain typed values, unknown things absent.
//!
//! An absent field is unknown, not zero. What a file says explicitly (`"0 USD"`)
//! is known to be zero.

mod grant;
mod ledger;
mod offer;
mod profile;
mod scheme;
mod tax;
mod tender;

pub use grant::{
    Acceleration, Conversion, Grant, GrantKind, GrantSize, Liquidity, Refresher, Vesting,
    VestingPeriod, VestingShape,
};
pub use ledger::{Channel, LedgerEntry, Speaker};
pub use offer::{
    Benefits, Bonus, BonusPart, Clawback, Company, CompanyKind, ContractTerms, CurrentJob, Fit,
    Jumps, LiquidationPreference, Offer, OfferStatus, OneTimePayment, Outlook, PaidWhen,
    Participation, Range, RunningProcess, Stage, Stipend,
};
pub use profile::{
    Achievement, Commitment, CommitmentKind, Filing, Household, Needs, Preferences, PretaxChoices,
    Profile, RiskTolerance, Tradeoffs,
};
pub use scheme::Scheme;
pub use tax::TaxChoices;
pub use tender::{TakenBackAt, Tenders};

use std::collections::BTreeMap;

use batna_core::Location;
use jiff::civil::Date;

/// Everything a case folder says.
#[derive(Clone, Debug)]
pub struct Case {
    pub profile: Profile,
    /// By id (the file's stem), in file-name order.
    pub offers: Vec<Offer>,
    /// Texts of `captables/<name>.toml` by name, for the equity engine to read.
    pub captables: BTreeMap<String, String>,
    /// Names of the documents under `letters/`.
    pub letters: Vec<String>,
    pub ledger: Vec<LedgerEntry>,
    /// The day the case is seen from, where `me.toml` pins it.
    pub as_of: Option<Date>,
    /// Where a field stands: `offers.acme.base` -> file, line, column.
    pub places: BTreeMap<String, Location>,
}

impl Case {
    /// The offer with this id.
    pub fn offer(&self, id: &str) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.id == id)
    }

    /// Offers that are still open: written or verbal, not declined or expired.
    pub fn open_offers(&self) -> impl Iterator<Item = &Offer> {
        self.offers
            .iter()
            .filter(|offer| matches!(offer.status, OfferStatus::Written | OfferStatus::Verbal))
    }
}
