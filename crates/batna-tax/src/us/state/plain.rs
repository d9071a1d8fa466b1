//! One rule for the states whose return is base, deductions, rates and credits, read from
//! `data/tax/us/<st>/`; a state that needs more builds on it.
//!
//! A part that a state's files do not mention is not there. What a file may say, each under
//! `us.<st>.income.`:
//!
//! | parameter | meaning |
//! |---|---|
//! | `start` | `agi` (where absent) or `taxable`, of the federal return |
//! | `additions` | of `401k hsa section_125 commuter qsbs losses half_se state_tax`: what federal law leaves out and the state taxes |
//! | `deduction_most`, `.from` | most of the federal deduction left, where adjusted gross income reaches the second |
//! | `long_gain.excluded`, `.excluded_most`, `short_gain.excluded` | share, and most, of the net long-term gain that is not taxed; share of the short-term |
//! | `dividends.excluded` | share of qualified dividends that is not taxed |
//! | `standard_deduction`, `.federal`, `.as`, `.reduction`, `.least` | the amount, the flag for the federal one, or the status whose federal one counts; what a schedule over income takes off, and the part of it always left |
//! | `standard_deduction.share`, `.phase.from`, `.phase.width`, `.phase.federal` | share left by income, in steps or evenly over a width; whether by federal income |
//! | `itemise` | `own` choice, the one that `follows` the federal return, or `property` tax beside the standard deduction; none where absent |
//! | `itemise.property_most`, `.payroll`, `.reduction`, `.reduction_most` | limit of property tax; whether Social Security and Medicare are itemised; reduction by income, and the share of it that may go |
//! | `payroll_deduction.rate`, `.most` | Social Security and Medicare deducted for each earner |
//! | `exemption.child`, `credit.child` | for each child under 17, by federal adjusted gross income |
//! | `credit.of_federal_child` | share of the federal child credit, by federal adjusted gross income |
//! | `exemption`, `.dependent`, `.later_dependent`, `.share`, `.reduction`, `.phase.from`, `.phase.width` | off income, the third for each dependant but one; share left, or amount taken off, by adjusted gross income |
//! | `federal_tax.share`, `.most`, `.niit`, `.by_own_income` | deduction of federal income tax, both by adjusted gross income, the state's where `.by_own_income`; whether the tax on investment income is part of it |
//! | `brackets`, `long_gain.brackets` | rates; those of net long-term gain, stacked on the rest, where it has its own |
//! | `table`, `.over` | the printed table of the rates ([`crate::us::printed_table`]) |
//! | `long_gain.most_rate`, `.surtax`, `.surtax_from`, `short_gain.surtax` | highest rate on long gains; more on gains where income is above the second; more on short ones |
//! | `high.brackets`, `.from`, `.width` | a schedule that replaces the first over a width of taxable income |
//! | `flat`, `recapture` | tax added by taxable income; lists of four (threshold, step, tax of a step, most) by adjusted gross income |
//! | `credit`, `.dependent`, `.share`, `.phase.…`, `.reduction`, `.of_tax` | off the tax, not refunded; share left, amount taken off, and share of the tax, by adjusted gross income |
//! | `credit.of_deduction`, `.dependent`, `.reduction` | credit of a share of the federal deduction, less a schedule over income |
//! | `….reduction.step`, `….phase.step`, `….full_step` | income counts by steps of this, each begun one whole; by full ones alone |
//! | `earned_income.share`, `.refunded`, `.most`, `.with_child` | share of the federal earned income credit by children; whether it is given beyond the tax; its most; added with a child |
//! | `investment_surtax` | rates on net investment income |
//! | `amt.…` | the state's minimum tax ([`super::minimum`]) |
//! | `spouses.…` | what two earners on one return are given ([`super::spouses`]) |
//! | `local.rates`, `.nonresident`, `.base`, `.exemption` | by place; on `taxable` income, `income` or `wages` |
//!
//! Leaves out: credits for low incomes but the earned income credit, for age, and for anything but wages and capital;
//! deductions for pensions; minimum taxes but two; subtraction of federal bond interest.

use batna_core::{Scalar, TraceSink};
use batna_params::{Lookup, LookupError};

use super::income::Income;
use super::levy::{Levies, Levy};
use super::local::{Local, Locality};
use super::table;
use super::tax_return::Worked;
use super::{State, StateTaxes, StateYear, state_of};
use crate::household::Filing;
use crate::place::{Place, PlaceInfo};

/// A state as the table lists it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub code: &'static str,
    /// Id and name of its income tax.
    pub tax: (&'static str, &'static str),
    pub levies: &'static [Levy],
    pub localities: &'static [Locality],
}

#[derive(Clone, Debug)]
pub(crate) struct Plain {
    listed: &'static Listed,
    income: Option<Income>,
    local: Option<Local>,
    levies: Levies,
}

impl State for Plain {
    const PLACES: &'static [PlaceInfo] = table::PLACES;

    fn at(place: Place, _: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let state = state_of(place);
        let Some(listed) = table::STATES.iter().find(|listed| listed.code == state) else {
            return Err(LookupError::Missing(place.code().to_owned()));
        };
        let prefix = state.replace('-', ".");
        let taxed = lookup.has(&format!("{prefix}.income.brackets"));
        Ok(Plain {
            listed,
            income: if taxed {
                Some(Income::at(&prefix, lookup)?)
            } else {
                None
            },
            local: listed
                .localities
                .iter()
                .find(|locality| locality.code == place.code())
                .map(|locality| Local::at(locality, &prefix, lookup))
                .transpose()?,
            levies: Levies::at(listed.levies, lookup)?,
        })
    }

    fn use_tables(&mut self) {
        if let Some(income) = &mut self.income {
            income.use_tables();
        }
    }

    fn needs_federal(&self) -> bool {
        self.income.as_ref().is_some_and(Income::needs_federal)
    }

    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let mut worked = Worked::default();
        if let Some(income) = &self.income {
            worked = income.work(year);
            income.enter(self.listed.tax, year, &worked, out, trace);
        }
        if let Some(local) = &self.local {
            local.assess(year, &worked, out, trace);
        }
    }

    fn payroll<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        self.levies.assess(year, out, trace);
    }
}
