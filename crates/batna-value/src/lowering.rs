//! From dated flows to the simulation's steps: one step a tax year.
//!
//! What is certain is taxed beforehand; what chance decides is taxed in the path, on
//! top of the certain wages of the year. Where a window takes only a part of a tax
//! year's uncertain pay, the tax of the whole year's is shared in proportion.
//!
//! Who leaves goes on earning the same base elsewhere (the search and the next employer's bonus
//! and equity are not counted), misses what is paid later, and owes what a claw-back says: what
//! was paid in the same tax year less its tax, what was paid before in full, since the relief of
//! 26 U.S.C. 1341 comes later.

use std::collections::BTreeMap;

use batna_core::{Piecewise, Scalar};
use batna_tax::{Axis, YearIncome};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::evaluator::{Discounting, Evaluator, Prepared, Window};
use crate::flow::{Component, Flow, TaxCharacter};
use crate::sim::{self, Slots};
use crate::steps::{Span, Spread, owed_back, paid_on};
use crate::tax_years::{TaxedYear, is_taxed_wage, is_uncertain};

/// Equity proceeds up to which gains and exercises are compiled.
const HIGHEST_GAIN: f64 = 3.0e7;

pub(crate) struct Lowering {
    pub steps: Vec<sim::Step>,
    pub taxes: Vec<sim::TaxTable>,
    /// Target bonus by step.
    pub bonus: Spread,
    /// Worth at today's price of what vests, by step and holding.
    pub vests: BTreeMap<String, Spread>,
}

/// Cash of a step that is certain while employed.
#[derive(Default)]
struct Certain {
    /// Everything, and its taxed part.
    cash: Decimal,
    taxed: Decimal,
    /// Paid once or for having stayed, so not found elsewhere: day, amount, whether taxed.
    once: Vec<(Date, Decimal, bool)>,
}

impl Certain {
    /// Cash and its taxed part without what is paid after `left`; all such payments where none.
    fn left_with(&self, left: Option<Date>) -> (Decimal, Decimal) {
        let missed = self
            .once
            .iter()
            .filter(|(date, ..)| left.is_none_or(|left| *date > left));
        missed.fold((self.cash, self.taxed), |(cash, taxed), once| {
            let part = if once.2 { once.1 } else { Decimal::ZERO };
            (cash - once.1, taxed - part)
        })
    }
}

impl Evaluator<'_> {
    pub(crate) fn lower_step(
        &self,
        prepared: &Prepared,
        counted: &[&Flow],
        (step, span): (usize, &Span),
        window: Window,
        discounting: Discounting,
        lowering: &mut Lowering,
    ) {
        let year = self.year_of_step(step);
        let taxed = prepared.taxed.as_deref().unwrap_or(&[]);
        let here = taxed.iter().find(|taxed| taxed.law.year() == year);
        let in_step = |flow: &&&Flow| match here {
            Some(taxed) => taxed.holds(flow.date),
            // Without a law, and before or past the years taxed, calendar years serve.
            None => taxed.is_empty() && self.step_of_year(flow.date.year()) == step,
        };
        let mut sure = Certain::default();
        let mut uncertain = Decimal::ZERO;
        for flow in counted.iter().filter(in_step) {
            let amount = flow.amount.amount();
            if flow.character == TaxCharacter::Deferred {
                continue;
            }
            if is_uncertain(flow) {
                uncertain += amount;
                let steps = lowering.bonus.value.len();
                let spread = if flow.component == Component::Bonus {
                    &mut lowering.bonus
                } else if let Some(item) = &flow.item {
                    lowering
                        .vests
                        .entry(item.clone())
                        .or_insert_with(|| Spread::new(steps))
                } else {
                    continue;
                };
                spread.add(step, span, flow.date, amount.to_f64());
                continue;
            }
            let taxed = is_taxed_wage(flow);
            sure.cash += amount;
            if taxed {
                sure.taxed += amount;
            }
            if flow.component.is_one_off() || flow.component == Component::Bonus {
                sure.once.push((flow.date, amount, taxed));
            }
        }
        let whole = here.or_else(|| taxed.last().filter(|last| last.law.year() < year));
        let after_tax = |(cash, counted): (Decimal, Decimal)| {
            let missed = sure.taxed - counted;
            let tax = match here {
                Some(taxed) if !counted.is_zero() => {
                    let whole = taxed.certain - missed;
                    let part = (counted / whole.max(counted)).to_f64();
                    taxed.curve.added(whole.to_f64()) * part
                }
                _ => 0.0,
            };
            cash.to_f64() - tax
        };
        let net = after_tax((sure.cash, sure.taxed));
        let days = span.leaving_days();
        let on_leaving: Slots = days.map(|left| {
            let owed = self.owed_on_leaving(prepared, window, here, span, left);
            after_tax(sure.left_with(Some(left))) - net - owed
        });
        let wages = match whole {
            Some(taxed) => {
                let scale = if uncertain > Decimal::ZERO {
                    (taxed.uncertain / uncertain).to_f64()
                } else {
                    1.0
                };
                taxed.curve.above(taxed.certain.to_f64(), scale)
            }
            None => Piecewise::proportional(0.0),
        };
        let table = sim::TaxTable {
            wages,
            unpayrolled: None,
            gains: Vec::new(),
            iso_spread: None,
            credits: Vec::new(),
        };
        let table = match whole {
            Some(taxed) if window == Window::Whole => {
                self.with_equity_taxes(prepared, taxed, table)
            }
            _ => table,
        };
        let index = lowering
            .taxes
            .iter()
            .position(|known| *known == table)
            .unwrap_or_else(|| {
                lowering.taxes.push(table);
                lowering.taxes.len() - 1
            });
        lowering.steps.push(sim::Step {
            discount: self.step_discount(step, prepared, discounting),
            net_cash: net,
            // Pay like this is assumed to be found elsewhere: what is lost is equity and bonus,
            // not four years' wages.
            net_cash_if_left: after_tax(sure.left_with(None)),
            on_leaving,
            tax: index,
        });
    }

    /// What claw-backs take from one who leaves on a day.
    fn owed_on_leaving(
        &self,
        prepared: &Prepared,
        window: Window,
        here: Option<&TaxedYear>,
        span: &Span,
        left: Date,
    ) -> f64 {
        let horizon = prepared.flows.horizon;
        let counted = match window {
            Window::Whole => span.earning,
            Window::ServiceYear(year) => horizon.service_year(left) == Some(year),
        };
        if !counted {
            return 0.0;
        }
        let mut owed = 0.0;
        for payment in &prepared.alternative.one_time {
            let Some(clawback) = payment.clawback else {
                continue;
            };
            let paid = paid_on(&prepared.alternative, payment.paid);
            let gross = owed_back(paid, payment.amount.amount(), clawback, left);
            if gross.is_zero() {
                continue;
            }
            let same_year = paid >= span.first && paid < span.next;
            let tax = if payment.grossed_up || (clawback.gross && !same_year) {
                0.0
            } else {
                here.map_or(0.0, |here| {
                    let pay = here.certain.to_f64();
                    here.curve.added(pay) - here.curve.added((pay - gross.to_f64()).max(0.0))
                })
            };
            owed += gross.to_f64() - tax;
        }
        owed
    }

    /// Taxes that only stakes meet: sales without payroll tax, gains, the minimum tax.
    fn with_equity_taxes(
        &self,
        prepared: &Prepared,
        taxed: &TaxedYear,
        mut table: sim::TaxTable,
    ) -> sim::TaxTable {
        let person = &prepared.person;
        let mut income = taxed.with.convert(|amount| amount.to_f64());
        income.bonus = 0.0;
        income.rsu = 0.0;
        let rate = taxed.rate.to_f64();
        let certain = taxed.certain.to_f64() * rate;
        income.wages = taxed.without.wages.to_f64();
        let pay = if person.partner {
            income.self_employment = taxed.without.self_employment.to_f64();
            &mut income.self_employment
        } else {
            &mut income.wages
        };
        *pay += certain;
        let compile = |income: &YearIncome<f64>, axis: Axis| {
            self.curves
                .on_top(&taxed.law, &person.household, income, axis, HIGHEST_GAIN)
                .ok()
                .map(|tax| tax.in_units_of(rate))
        };
        let (mut iso, mut gains, mut bought, mut relieved) = (false, false, false, false);
        for equity in prepared.stakes.iter().flatten().flatten() {
            match equity {
                sim::Holding::Stake(stake) => match stake.kind {
                    sim::StakeKind::Iso => (iso, gains, bought) = (true, true, true),
                    sim::StakeKind::Nso | sim::StakeKind::AtSale | sim::StakeKind::Owned => {
                        gains = true;
                    }
                    sim::StakeKind::Relieved => (gains, relieved) = (true, true),
                    sim::StakeKind::DoubleTriggerRsu => {}
                },
                sim::Holding::Rights(rights) => match rights.rise {
                    sim::RiseTax::Wages => {}
                    sim::RiseTax::Unpayrolled => iso = true,
                    sim::RiseTax::Gain => gains = true,
                    sim::RiseTax::Relieved => relieved = true,
                },
                _ => {}
            }
        }
        if iso {
            let certain = taxed.certain.to_f64();
            table.unpayrolled = Some(taxed.curve.above_without_payroll(certain));
        }
        if gains {
            table.gains = compile(&income, Axis::Ltcg)
                .map(|gain| (0.0, gain))
                .into_iter()
                .collect();
        }
        // Only a leaver exercises and holds.
        if bought {
            table.iso_spread = compile(&income, Axis::IsoSpread);
            table.credits = self
                .curves
                .minimum_credits(&taxed.law, &person.household, &income, HIGHEST_GAIN)
                .unwrap_or_default();
            for credit in &mut table.credits {
                for part in [&mut credit.made, &mut credit.room, &mut credit.regular] {
                    *part = part.in_units_of(rate);
                }
            }
        } else if relieved {
            // Stands on the year's pay at target bonus and today's prices.
            let mut income = income;
            income.wages += taxed.uncertain.to_f64() * rate;
            table.iso_spread = compile(&income, Axis::NsoSpread);
        }
        table
    }

    pub(crate) fn step_discount(
        &self,
        step: usize,
        prepared: &Prepared,
        discounting: Discounting,
    ) -> f64 {
        let time = self.draws().times()[step];
        match discounting {
            Discounting::ToValuationDay => self.assumptions.discount(time),
            // Within the horizon years count alike; what comes later is brought back to its end.
            Discounting::WithinHorizonAlike => {
                let end = prepared.flows.horizon.end().year();
                let last = self.draws().times()[self.step_of_year(end)];
                self.assumptions.discount((time - last).max(0.0))
            }
        }
    }

    /// Everything whose worth depends on chance.
    pub(crate) fn holdings(
        &self,
        prepared: &Prepared,
        window: Window,
        me: usize,
        leaves: bool,
        bonus: Spread,
        vests: BTreeMap<String, Spread>,
    ) -> Vec<sim::Holding> {
        let mut holdings = Vec::new();
        // Without anyone leaving, what comes when in a step makes no difference.
        let by_slot = |spread: &Spread| if leaves { spread.parts() } else { Vec::new() };
        if bonus.value.iter().any(|target| *target > 0.0) {
            let terms = &prepared.alternative.bonus;
            let certain = !self.assumptions.settings.scenario.has_chance();
            let low = terms
                .payout_low
                .unwrap_or(self.assumptions.bonus_low)
                .clamp(0.0, 1.0);
            let high = terms
                .payout_high
                .unwrap_or(self.assumptions.bonus_high)
                .max(1.0);
            holdings.push(sim::Holding::Bonus(sim::Bonus {
                by_slot: by_slot(&bonus),
                target: bonus.value,
                low: if certain { 1.0 } else { low },
                mode: 1.0,
                high: if certain { 1.0 } else { high },
                loading: 0.0,
            }));
        }
        for (id, value) in vests {
            let parts = by_slot(&value);
            holdings.extend(self.vesting(prepared, me, &id, parts, value.value));
        }
        if window == Window::Whole {
            holdings.extend(prepared.stakes.iter().flatten().flatten().cloned());
        }
        holdings
    }
}

impl Evaluator<'_> {
    /// Units that vest. A refresher becomes units at the price of the year it is granted
    /// in; what of it vests in that very year counts at today's price.
    fn vesting(
        &self,
        prepared: &Prepared,
        me: usize,
        id: &str,
        by_slot: Vec<Slots>,
        mut value: Vec<f64>,
    ) -> Vec<sim::Holding> {
        let refresher = prepared
            .flows
            .holdings
            .iter()
            .find(|holding| holding.id == id && holding.refresher);
        let mut holdings = Vec::new();
        if let Some(refresher) = refresher
            && let Some(amount) = refresher.advertised.map(|amount| amount.to_f64())
            && amount > 0.0
        {
            let granted = self.step_of_year(refresher.granted.year());
            let mut fractions = vec![0.0; value.len()];
            for step in granted + 1..value.len() {
                fractions[step] = value[step] / amount;
                value[step] = 0.0;
            }
            holdings.push(sim::Holding::Refresh(sim::Refresh {
                company: me,
                granted,
                amount,
                fractions,
                by_slot: by_slot.clone(),
            }));
        }
        if value.iter().any(|worth| *worth != 0.0) {
            holdings.push(sim::Holding::Vest(sim::Vest {
                company: me,
                value,
                by_slot,
            }));
        }
        holdings
    }
}
