//! What states withhold from wages beside income tax: disability, family leave, long-term
//! care, unemployment and transit.
//!
//! Each is a `rate` on the wages of each earner, up to a `cap` of wages or a `most` of the
//! contribution a year, where there is one. Wages are those of Medicare: deferrals to a
//! pension are in, cafeteria-plan premiums, commuter benefits and HSA contributions are not.
//! Leaves out: private plans that employers may choose instead, small employers' lower
//! rates, and what the employer pays.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use super::{StateTaxes, StateYear};
use crate::trace::Tracing;
use crate::us::payroll::Payroll;

/// A levy as a state lists it; its parameters are `<id>.rate` and so on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Levy {
    pub id: &'static str,
    pub name: &'static str,
    /// Deducted on the federal Schedule A as a state income tax (Instructions, line 5a).
    pub deductible: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Levies(Vec<Resolved>);

#[derive(Clone, Debug)]
struct Resolved {
    levy: &'static Levy,
    rate: Amount,
    cap: Option<Amount>,
    most: Option<Amount>,
}

/// The earner's wages that payroll levies reach.
pub(crate) fn wages<S: Scalar>(year: &StateYear<'_, S>) -> S {
    Payroll::earner_wages(year.income)
}

impl Levies {
    /// A levy without a parameter at the date is not there.
    pub fn at(levies: &'static [Levy], lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let mut out = Vec::new();
        for levy in levies {
            let id = |name: &str| format!("{}.{name}", levy.id);
            let optional = |name: &str| {
                let id = id(name);
                if lookup.has(&id) {
                    lookup.amount(&id).map(Some)
                } else {
                    Ok(None)
                }
            };
            let Some(rate) = optional("rate")? else {
                continue;
            };
            out.push(Resolved {
                levy,
                rate,
                cap: optional("cap")?,
                most: optional("most")?,
            });
        }
        Ok(Levies(out))
    }

    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        for levy in &self.0 {
            let tax = levy.of(wages(year)) + levy.of(year.income.spouse_wages);
            if levy.rate.decimal().is_zero() {
                continue;
            }
            trace.begin(levy.levy.id, levy.levy.name);
            trace.cite(&levy.rate);
            if let Some(cap) = &levy.cap {
                trace.cite(cap);
            }
            if let Some(most) = &levy.most {
                trace.cite(most);
            }
            trace.end(tax, "rate x wages of each earner, up to the limit");
            if levy.levy.deductible {
                out.tax(levy.levy.id, levy.levy.name, tax);
            } else {
                out.levy(levy.levy.id, levy.levy.name, tax);
            }
        }
    }
}

impl Resolved {
    fn of<S: Scalar>(&self, wages: S) -> S {
        let reached = match &self.cap {
            Some(cap) => wages.min(cap.get()),
            None => wages,
        };
        let tax = reached * self.rate.get::<S>();
        match &self.most {
            Some(most) => tax.min(most.get()),
            None => tax,
        }
    }
}
