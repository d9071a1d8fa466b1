//! The states: one file each, and one line in the table at the end of this file.
//!
//! A state's file says what its return starts from, its deductions, rates, credits and
//! payroll items, and lists its localities. Here is only what all share: the table, the
//! year as a state sees it, and the sum of what states take.

mod ca;

use batna_core::{Scalar, TraceSink};
use batna_params::{Lookup, LookupError};

use super::federal::{Agi, Federal, Outcome};
use crate::assessment::{Assessment, Item};
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{Place, PlaceInfo, Situation};

/// A year as a state's law sees it.
#[derive(Clone, Copy)]
#[allow(dead_code)] // What a state may look at; California alone does not need it all.
pub(crate) struct StateYear<'a, S> {
    pub filing: Filing,
    pub household: &'a Household,
    pub income: &'a YearIncome<S>,
    /// Federal adjusted gross income and its parts.
    pub agi: &'a Agi<S>,
    /// The federal return; all zero for a state that does not need it.
    pub federal: &'a Outcome<S>,
    /// Federal law, for states that take its amounts over.
    pub law: &'a Federal,
    pub carry: &'a Carry<S>,
}

impl<S> std::fmt::Debug for StateYear<'_, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateYear").finish_non_exhaustive()
    }
}

/// What a state and its localities take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StateTaxes<S> {
    items: Assessment<S>,
    /// The part that is a state or local income tax on the federal Schedule A.
    pub deductible: S,
    /// The state's minimum tax credit that goes to the next year.
    pub amt_credit: Option<S>,
}

impl<S: Scalar> StateTaxes<S> {
    fn new() -> Self {
        StateTaxes {
            items: Assessment::new(S::ZERO, S::ZERO, Carry::default()),
            deductible: S::ZERO,
            amt_credit: None,
        }
    }

    /// Adds an income tax (or, negative, a credit), deductible on the federal return; so are
    /// mandatory contributions to a state's disability and family leave funds.
    pub fn tax(&mut self, id: &'static str, name: &'static str, amount: S) {
        self.items.add(id, name, amount);
        self.deductible += amount;
    }

    /// Adds a levy that the federal return does not deduct.
    #[allow(dead_code)] // Not every state has one.
    pub fn levy(&mut self, id: &'static str, name: &'static str, amount: S) {
        self.items.add(id, name, amount);
    }

    pub fn taxes(&self) -> &[Item<S>] {
        self.items.taxes()
    }

    pub fn total(&self) -> S {
        self.items.total()
    }

    pub(super) fn enter(&self, out: &mut Assessment<S>) {
        for item in self.taxes() {
            out.add(item.id, item.name, item.amount);
        }
        if let Some(credit) = self.amt_credit {
            out.carry.state_amt_credit = credit;
        }
    }
}

/// The law of one state.
pub(crate) trait State: Sized {
    /// Whether its return looks at more of the federal one than adjusted gross income:
    /// taxable income, the deduction taken, or the tax.
    const NEEDS_FEDERAL: bool = false;

    /// The state (`us-ca`) and its localities (`us-ny-nyc`).
    const PLACES: &'static [PlaceInfo];

    /// Resolves its parameters for the state or one of its localities.
    fn at(place: Place, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError>;

    /// Income taxes of a resident for the whole year.
    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    );

    /// What is withheld from wages of work in the state beside income tax.
    fn payroll<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    );

    /// Applies printed tax tables where the state has them.
    fn use_tables(&mut self) {}
}

macro_rules! states {
    ($($state:ident => $law:path),* $(,)?) => {
        /// One state's resolved law.
        #[derive(Clone, Debug)]
        pub(crate) enum StateLaw { $($state(Box<$law>)),* }

        /// Every state and locality.
        pub(crate) fn places() -> impl Iterator<Item = &'static PlaceInfo> {
            std::iter::empty()$(.chain(<$law as State>::PLACES))*
        }

        impl StateLaw {
            /// None for the federal place, which has no state.
            pub(crate) fn at(
                place: Place,
                filing: Filing,
                lookup: &Lookup<'_>,
            ) -> Result<Option<Self>, LookupError> {
                $(if <$law as State>::PLACES.iter().any(|info| info.code == place.code()) {
                    return Ok(Some(StateLaw::$state(Box::new(
                        <$law as State>::at(place, filing, lookup)?,
                    ))));
                })*
                Ok(None)
            }

            pub(crate) fn needs_federal(&self) -> bool {
                match self { $(StateLaw::$state(_) => <$law as State>::NEEDS_FEDERAL),* }
            }

            pub(crate) fn income_tax<S: Scalar, T: TraceSink>(
                &self,
                year: &StateYear<'_, S>,
                out: &mut StateTaxes<S>,
                trace: &mut T,
            ) {
                match self { $(StateLaw::$state(law) => law.income_tax(year, out, trace)),* }
            }

            pub(crate) fn payroll<S: Scalar, T: TraceSink>(
                &self,
                year: &StateYear<'_, S>,
                out: &mut StateTaxes<S>,
                trace: &mut T,
            ) {
                match self { $(StateLaw::$state(law) => law.payroll(year, out, trace)),* }
            }

            pub(crate) fn use_tables(&mut self) {
                match self { $(StateLaw::$state(law) => law.use_tables()),* }
            }
        }
    };
}

/// The states that tax a household: where it lives and, if elsewhere, where it works.
#[derive(Clone, Debug)]
pub(crate) struct States {
    residence: Option<StateLaw>,
}

impl States {
    pub(crate) fn at(
        situation: &Situation,
        filing: Filing,
        lookup: &Lookup<'_>,
    ) -> Result<Self, TaxError> {
        if let Some(work) = situation.work {
            return Err(TaxError::NotCovered {
                residence: situation.residence.code(),
                work: work.code(),
                why: "the taxes of two states are not combined yet",
            });
        }
        Ok(States {
            residence: StateLaw::at(situation.residence, filing, lookup)?,
        })
    }

    pub(crate) fn needs_federal(&self) -> bool {
        self.residence.as_ref().is_some_and(StateLaw::needs_federal)
    }

    pub(crate) fn assess<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        trace: &mut T,
    ) -> StateTaxes<S> {
        let mut out = StateTaxes::new();
        if let Some(state) = &self.residence {
            state.income_tax(year, &mut out, trace);
            state.payroll(year, &mut out, trace);
        }
        out
    }

    pub(crate) fn use_tables(&mut self) {
        if let Some(state) = &mut self.residence {
            state.use_tables();
        }
    }
}

states! {
    Ca => ca::California,
}
