//! Taxes of cities and counties: on the state's taxable income, on all income or on wages.
//!
//! Residents pay `rates`; those who only work there `nonresident`, where there is such a
//! rate. Leaves out: credits that a city of residence gives for the tax of a city of work,
//! minimum earnings, and flat head taxes.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::levy::wages;
use super::tax_return::{Worked, dependents};
use super::{StateTaxes, StateYear};
use crate::trace::Tracing;

/// A city or county with an income tax of its own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Locality {
    pub code: &'static str,
    pub tax: (&'static str, &'static str),
}

#[derive(Clone, Debug)]
pub(super) struct Local {
    locality: &'static Locality,
    rates: Option<Schedule>,
    nonresident: Option<Schedule>,
    base: Base,
    exemption: Amount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Base {
    Taxable,
    Income,
    Wages,
}

impl Local {
    pub fn at(
        locality: &'static Locality,
        prefix: &str,
        lookup: &Lookup<'_>,
    ) -> Result<Self, LookupError> {
        let id = |name: &str| format!("{prefix}.local.{name}");
        // Where a place has thresholds by filing status, its key ends with that.
        let by_filing = format!("{}-{}", locality.code, lookup.key());
        let schedule = |name: &str| {
            for key in [by_filing.as_str(), locality.code] {
                if lookup.has_for(&id(name), key) {
                    return lookup.schedule_for(&id(name), key).map(Some);
                }
            }
            Ok(None)
        };
        let exemption = id("exemption");
        Ok(Local {
            locality,
            rates: schedule("rates")?,
            nonresident: schedule("nonresident")?,
            base: match lookup.text_for(&id("base"), locality.code)? {
                "taxable" => Base::Taxable,
                "income" => Base::Income,
                "wages" => Base::Wages,
                _ => {
                    return Err(LookupError::WrongShape {
                        id: id("base"),
                        wanted: "base of a local tax",
                    });
                }
            },
            exemption: if lookup.has_for(&exemption, locality.code) {
                lookup.amount_for(&exemption, locality.code)?
            } else {
                Amount::default()
            },
        })
    }

    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        worked: &Worked<S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let rates = if year.resident {
            &self.rates
        } else {
            &self.nonresident
        };
        let Some(rates) = rates else {
            return;
        };
        let persons = if year.filing.is_joint() { 2 } else { 1 };
        let exempt = (S::from_int(persons) + dependents::<S>(year)) * self.exemption.get::<S>();
        let base = match self.base {
            Base::Taxable => worked.taxable,
            Base::Income => (worked.agi - exempt).positive(),
            Base::Wages => (wages(year) + year.income.spouse_wages - exempt).positive(),
        };
        let tax: S = rates.tax(base);
        let (id, name) = self.locality.tax;
        trace.begin(id, name);
        trace.cite(rates);
        trace.leaf("base", "What it is charged on", base);
        trace.end(tax, "local rate");
        out.tax(id, name, tax);
    }
}
