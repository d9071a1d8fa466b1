//! The states: one file each, and one line in the table at the end of this file.
//!
//! A state's file says what its return starts from, its deductions, rates, credits and
//! payroll items, and lists its localities. Here is only what all share: the table, the
//! year as a state sees it, and the sum of what states take.

mod ca;
mod income;
mod levy;
mod local;
mod minimum;
mod ny;
mod plain;
mod spouses;
mod table;
mod tax_return;
mod wa;

use batna_core::{Constant, Scalar, TraceSink};
use batna_params::{Lookup, LookupError};

use super::federal::{Agi, Federal, Outcome};
use crate::assessment::{Assessment, Item};
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Deduction, Filing, Household};
use crate::income::YearIncome;
use crate::place::{Place, PlaceInfo, Situation};
use crate::trace::Tracing;

/// A year as a state's law sees it.
#[derive(Clone, Copy)]
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
    /// False where the household only works in the state: what falls on residents alone
    /// (a city's income tax, credits of residents) is then left out.
    pub resident: bool,
    /// The household's own choice of deduction, for states where it is free; that of
    /// `household` is the federal return's.
    pub choice: Deduction,
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
    /// The state (`us-ca`) and its localities (`us-ny-nyc`).
    const PLACES: &'static [PlaceInfo];

    /// Resolves its parameters for the state or one of its localities.
    fn at(place: Place, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError>;

    /// Whether its return looks at more of the federal one than adjusted gross income:
    /// taxable income, the deduction taken, or the tax.
    fn needs_federal(&self) -> bool {
        false
    }

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
                match self { $(StateLaw::$state(law) => law.needs_federal()),* }
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
    work: Option<Work>,
}

/// The state of work of someone who lives in another.
#[derive(Clone, Debug)]
struct Work {
    law: StateLaw,
    /// Share of the wages earned there.
    share: Constant,
    /// It does not tax residents of the home state on wages.
    reciprocal: bool,
    /// Id of the tax of the city worked in, which no agreement of states touches.
    city: String,
    /// The work is done at home, which only the income tax of the office's state overlooks.
    at_home: bool,
}

impl States {
    pub(crate) fn at(
        situation: &Situation,
        filing: Filing,
        lookup: &Lookup<'_>,
    ) -> Result<Self, TaxError> {
        Ok(States {
            residence: StateLaw::at(situation.residence, filing, lookup)?,
            work: Work::at(situation, filing, lookup)?,
        })
    }

    pub(crate) fn needs_federal(&self) -> bool {
        let work = self.work.as_ref().map(|work| &work.law);
        self.residence
            .iter()
            .chain(work)
            .any(StateLaw::needs_federal)
    }

    pub(crate) fn assess<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        trace: &mut T,
    ) -> StateTaxes<S> {
        let mut out = StateTaxes::new();
        if let Some(state) = &self.residence {
            state.income_tax(year, &mut out, trace);
        }
        let mut payroll = self.residence.as_ref();
        if let Some(work) = &self.work {
            work.income_tax(year, &mut out, trace);
            if !work.at_home {
                payroll = Some(&work.law);
            }
        }
        if let Some(state) = payroll {
            state.payroll(year, &mut out, trace);
        }
        out
    }

    pub(crate) fn use_tables(&mut self) {
        if let Some(state) = &mut self.residence {
            state.use_tables();
        }
        if let Some(work) = &mut self.work {
            work.law.use_tables();
        }
    }
}

impl Work {
    fn at(
        situation: &Situation,
        filing: Filing,
        lookup: &Lookup<'_>,
    ) -> Result<Option<Self>, TaxError> {
        let home = situation.residence;
        // Work at home counts as done at the office where the state of the office says so.
        let convenience =
            |office: &Place| lookup.has_for("us.states.convenience", state_of(*office));
        let (work, share, at_home) = match (situation.work, situation.office) {
            (None, Some(office)) if convenience(&office) => {
                (office, rust_decimal::Decimal::ONE, true)
            }
            (None, _) => return Ok(None),
            (Some(work), _) => (work, situation.work_share, false),
        };
        if work.country() != home.country() {
            return Err(TaxError::NotCovered {
                residence: home.code(),
                work: work.code(),
                why: "the taxes of two countries are not combined",
            });
        }
        if state_of(work) == state_of(home) {
            return Ok(None);
        }
        let Some(law) = StateLaw::at(work, filing, lookup)? else {
            return Ok(None);
        };
        let id = "us.states.reciprocity";
        let reciprocal = lookup.has_for(id, state_of(work)) && {
            let with = lookup.text_for(id, state_of(work))?;
            with == "all" || with.split(' ').any(|state| state == state_of(home))
        };
        Ok(Some(Work {
            law,
            share: share.clamp(0.into(), 1.into()).into(),
            reciprocal,
            city: work.code().replacen('-', ".", 2).replace('-', "_"),
            at_home,
        }))
    }

    /// The state of work taxes its part of what it would take from a resident with the same
    /// income; the home state credits it, up to its own tax on that part.
    ///
    /// Leaves out: home states that give no credit or a smaller one, credits turned round
    /// (Arizona, Oregon and others), and sourcing of anything but wages.
    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let income = year.agi.agi;
        if income <= S::ZERO {
            return;
        }
        let sourced = year.agi.earner_wages * S::constant(self.share);
        let part = (sourced / income).clamp_to(S::ZERO, S::ONE);
        let mut whole = StateTaxes::new();
        let away = StateYear {
            resident: false,
            ..*year
        };
        self.law.income_tax(&away, &mut whole, trace);
        let home_tax = out.total();
        let mut away_tax = S::ZERO;
        for item in whole.taxes() {
            // A city takes its rate of the wages earned there, whatever else there is.
            let amount = if item.id == self.city {
                item.amount * S::constant(self.share)
            } else if self.reciprocal {
                continue;
            } else {
                item.amount * part
            };
            out.tax(item.id, item.name, amount);
            away_tax += amount;
        }
        let credit = away_tax.positive().min((home_tax * part).positive());
        if credit > S::ZERO {
            trace.begin(
                "us.other_state_credit",
                "Credit for tax paid to the state of work",
            );
            trace.leaf("part", "Wages earned there", sourced);
            trace.leaf("away", "Tax of the state of work", away_tax);
            trace.end(
                -credit,
                "the smaller of that and the home state's tax on the same part",
            );
            out.tax(
                "us.other_state_credit",
                "Credit for tax paid to the state of work",
                -credit,
            );
        }
    }
}

/// `us-ny` of `us-ny-nyc`.
fn state_of(place: Place) -> &'static str {
    let code = place.code();
    match code.match_indices('-').nth(1) {
        Some((end, _)) => code.get(..end).unwrap_or(code),
        None => code,
    }
}

states! {
    Ca => ca::California,
    Ny => ny::NewYork,
    Wa => wa::Washington,
    Plain => plain::Plain,
}
