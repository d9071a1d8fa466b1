//! When the grants of an offer of the case, or of the current job, vest.

use batna_core::{Diagnostic, Shares};
use batna_equity::vesting::{Allocation, Facts};
use batna_value::alternative::STAY;
use batna_value::holding::holdings;
use batna_value::schedule::Horizon;
use batna_value::vest;
use serde::Serialize;

use crate::equity::{VestView, vest_view};
use crate::{Failure, Workbench};

/// Dated vesting of every grant of one alternative.
#[derive(Clone, Debug, Serialize)]
pub struct CaseVesting {
    pub schema: &'static str,
    pub as_of: String,
    /// The offer's id, or `stay`.
    pub offer: String,
    pub grants: Vec<GrantVesting>,
}

#[derive(Clone, Debug, Serialize)]
pub struct GrantVesting {
    pub grant: String,
    pub kind: &'static str,
    /// The schedule was assumed, not stated.
    pub assumed: bool,
    /// Null where the number of shares does not follow from the terms.
    pub vesting: Option<VestView>,
    pub missing: Vec<String>,
}

impl Workbench {
    /// Dates the grants of an offer, by its id, or of the current job, by `stay`.
    ///
    /// Errors: no such offer or job, a case at fault, or a schedule that makes no sense.
    pub fn equity_vest_case(
        &self,
        named: &str,
        allocation: Allocation,
        facts: &Facts,
    ) -> Result<CaseVesting, Failure> {
        let opened = self.open()?.sound()?;
        let (case, as_of) = (&opened.case, opened.as_of);
        let alternative = match (named, &case.profile.current_job) {
            (STAY, Some(job)) => self.staying(&opened, job, as_of)?,
            _ => {
                let offer = case
                    .offer(named)
                    .ok_or_else(|| crate::letters::unknown_offer(case, named))?;
                self.offered(&opened, offer)?
            }
        };
        let horizon = Horizon {
            start: alternative.start,
            years: 1,
        };
        let mut grants = Vec::new();
        for holding in holdings(&alternative, horizon) {
            let Some(grant) = &holding.grant else {
                continue;
            };
            let mut missing = holding.missing.clone();
            let stated = holding.shares.filter(|_| !holding.price_supposed);
            let shares = stated.and_then(|count| Shares::new(count).ok());
            let vesting = match shares {
                Some(shares) => {
                    let wrong = |error: batna_equity::vesting::VestingError| {
                        Failure::from(
                            Diagnostic::error(
                                "equity::vesting",
                                format!("{}: {error}", holding.id),
                            )
                            .remedy("mend the grant's `vesting` or `tranches`"),
                        )
                    };
                    let schedule = vest::schedule(grant, alternative.start, shares)
                        .map_err(wrong)?
                        .allocated(allocation);
                    let vested = schedule.vest(facts).map_err(wrong)?;
                    Some(vest_view(as_of, shares, &vested))
                }
                None => {
                    if missing.is_empty() {
                        missing
                            .push("the number of shares: a price to convert the amount at".into());
                    }
                    None
                }
            };
            grants.push(GrantVesting {
                grant: holding.id.clone(),
                kind: holding.kind.label(),
                assumed: holding.vesting_assumed,
                vesting,
                missing,
            });
        }
        Ok(CaseVesting {
            schema: "batna/equity-vest-case/1",
            as_of: as_of.to_string(),
            offer: named.to_owned(),
            grants,
        })
    }
}
