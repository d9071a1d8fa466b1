//! Equity pay of United States taxpayers: what each event puts into a tax year.
//!
//! An event becomes an addition to [`YearIncome`](crate::YearIncome) (and, where shares are
//! kept, a [`Lot`] with its two bases); the law of the year then says what it costs. Each
//! file is one event or rule. Limits and holding periods are parameters of `us.equity`.

mod allocation;
mod claim_of_right;
mod disposition;
mod early_exercise;
mod exercise;
mod iso_limit;
mod limits;
mod profits_interest;
mod purchase_plan;
mod qsbs;
mod release;
mod section_409a;
mod withholding;

pub use allocation::{Part, Stay, allocate};
pub use claim_of_right::{ClaimOfRight, Repayment};
pub use disposition::{Holding, Sale};
pub use early_exercise::{Restricted, Taxed, VestedPart, election_deadline};
pub use exercise::{Exercise, IsoWindow, Leaving, Lot, LotKind};
pub use iso_limit::{IsoGrant, IsoLimit, SplitTranche, Tranche};
pub use limits::{Excess, Limits};
pub use profits_interest::{Interest, InterestTax, ProfitsInterest};
pub use purchase_plan::{PlanShares, PurchasePlan};
pub use qsbs::{Conformity, Exclusion, Qsbs, StockFacts};
pub use release::{Released, Unit, released, tender};
pub use section_409a::{Inclusion, Section409a};
pub use withholding::{Shortfall, Supplemental};
