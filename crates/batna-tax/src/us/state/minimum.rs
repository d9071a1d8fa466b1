//! A state's minimum tax beside California's, under `us.<st>.income.amt`:
//!
//! | parameter | meaning |
//! |---|---|
//! | `.rate` | on the base; due is what it comes to beyond the tax by the state's rates |
//! | `.exemption`, `.phase.from`, `.phase.rate` | off federal adjusted gross income with the adjustments of Form 6251 and without gifts (Minnesota, Schedule M1MT); where absent the base is line 6 of Form 6251 (Colorado, DR 0104AMT) |
//! | `.of_federal` | in its place the share of the federal tentative minimum tax (line 9), of those who owe the federal minimum tax (Connecticut, CT-6251; 5.5% of line 4 is never the lesser, for the federal rates end at 28%) |
//! | `.federal_credit` | share of the federal minimum tax credit used that the state credits; where absent the state's own is carried from year to year (Schedule M1MTC) |
//!
//! Leaves out: bond interest, depletion and intangible drilling costs.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use super::income::when;
use super::{StateTaxes, StateYear};
use crate::trace::Tracing;

/// Ids and names, by the prefix of the state's parameters.
static NAMED: [Named; 3] = [
    Named {
        prefix: "us.co",
        tax: ("us.co.amt", "Colorado alternative minimum tax"),
        credit: ("us.co.amt_credit", "Colorado minimum tax credit"),
    },
    Named {
        prefix: "us.ct",
        tax: ("us.ct.amt", "Connecticut alternative minimum tax"),
        credit: ("us.ct.amt_credit", "Connecticut minimum tax credit"),
    },
    Named {
        prefix: "us.mn",
        tax: ("us.mn.amt", "Minnesota alternative minimum tax"),
        credit: ("us.mn.amt_credit", "Minnesota minimum tax credit"),
    },
];

#[derive(Debug)]
struct Named {
    prefix: &'static str,
    tax: (&'static str, &'static str),
    credit: (&'static str, &'static str),
}

#[derive(Clone, Debug)]
pub(super) struct MinimumTax {
    named: &'static Named,
    rate: Amount,
    own: Option<OwnBase>,
    /// The rate is on the federal tentative minimum tax.
    of_federal: bool,
    federal_credit: Option<Amount>,
}

#[derive(Clone, Debug)]
struct OwnBase {
    exemption: Amount,
    from: Amount,
    phase_out: Amount,
}

impl MinimumTax {
    pub(super) fn at(prefix: &str, lookup: &Lookup<'_>) -> Result<Option<Self>, LookupError> {
        let id = |name: &str| format!("{prefix}.income.amt.{name}");
        let Some(named) = NAMED.iter().find(|named| named.prefix == prefix) else {
            return Ok(None);
        };
        let optional = |name: &str| when(lookup, &id(name), |id| lookup.amount(id));
        let of_federal = optional("of_federal")?;
        let on_federal = of_federal.is_some();
        let Some(rate) = of_federal.or(optional("rate")?) else {
            return Ok(None);
        };
        Ok(Some(MinimumTax {
            named,
            rate,
            own: match optional("exemption")? {
                Some(exemption) => Some(OwnBase {
                    exemption,
                    from: lookup.amount(&id("phase.from"))?,
                    phase_out: lookup.amount(&id("phase.rate"))?,
                }),
                None => None,
            },
            of_federal: on_federal,
            federal_credit: optional("federal_credit")?,
        }))
    }

    /// `by_rates` is the tax of the state's schedule, `credits` what is already off it.
    pub(super) fn enter<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        by_rates: S,
        credits: S,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let form = &year.federal.amt_form;
        let tentative = self.tentative(year, true);
        let mut tax = (tentative - by_rates).positive();
        let mut on_exclusions = (self.tentative(year, false) - by_rates).positive();
        if self.of_federal {
            // Of those who owe the federal minimum tax alone.
            let owed = |federal: S, ours: S| if federal > S::ZERO { ours } else { S::ZERO };
            tax = owed(form.tax, tax);
            on_exclusions = owed(form.on_exclusions, on_exclusions);
        }
        if tax > S::ZERO {
            let (id, name) = self.named.tax;
            trace.begin(id, name);
            trace.cite(&self.rate);
            if let Some(own) = &self.own {
                trace.cite(&own.exemption);
                trace.cite(&own.from);
            }
            trace.leaf("tentative", "Tentative minimum tax", tentative);
            trace.leaf("regular", "Tax by the rates", by_rates);
            trace.end(tax, "what the first is beyond the second");
            out.tax(id, name, tax);
        }
        let room = (by_rates - credits - tentative).positive();
        let used = match &self.federal_credit {
            Some(share) => (year.federal.amt_credit_used * share.get::<S>())
                .min((by_rates - credits).positive()),
            None => {
                let carried_in = year.carry.state_amt_credit;
                let used = carried_in.min(room);
                out.amt_credit = Some((carried_in - used + tax - on_exclusions).positive());
                used
            }
        };
        if used > S::ZERO {
            let (id, name) = self.named.credit;
            out.tax(id, name, -used);
        }
    }

    /// With what incentive options add, or on the exclusions alone.
    fn tentative<S: Scalar>(&self, year: &StateYear<'_, S>, with_timing: bool) -> S {
        let form = &year.federal.amt_form;
        let timing = if with_timing { form.timing } else { S::ZERO };
        let rate: S = self.rate.get();
        if self.of_federal {
            let tentative = if with_timing {
                form.tentative
            } else {
                form.tentative_on_exclusions
            };
            return tentative * rate;
        }
        let base = match &self.own {
            None => form.base,
            Some(own) => {
                let income = year.agi.agi + timing - year.income.charity;
                let over = (income - own.from.get()).positive();
                let left = (own.exemption.get::<S>() - over * own.phase_out.get::<S>()).positive();
                (income - left).positive()
            }
        };
        base * rate
    }
}
