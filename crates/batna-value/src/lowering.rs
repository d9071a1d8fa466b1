//! From dated flows to the simulation's steps: one step a tax year.
//!
//! What is certain is taxed beforehand; what chance decides is taxed in the path, on
//! top of the certain wages of the year. Where a window takes only a part of a tax
//! year's uncertain pay, the tax of the whole year's is shared in proportion.

use std::collections::BTreeMap;

use batna_core::{Piecewise, Scalar};
use batna_tax::{Axis, Carry};
use rust_decimal::Decimal;

use crate::evaluator::{Discounting, Evaluator, Prepared, Window};
use crate::flow::{Component, Flow, TaxCharacter};
use crate::sim;
use crate::tax_years::{TaxedYear, is_taxed_wage, is_uncertain};

/// Equity proceeds up to which gains and exercises are compiled.
const HIGHEST_GAIN: f64 = 3.0e7;

pub(crate) struct Lowering {
    pub steps: Vec<sim::Step>,
    pub taxes: Vec<sim::TaxTable>,
    /// Target bonus by step.
    pub bonus: Vec<f64>,
    /// Worth at today's price of what vests, by step and holding.
    pub vests: BTreeMap<String, Vec<f64>>,
}

impl Evaluator<'_> {
    pub(crate) fn lower_step(
        &self,
        prepared: &Prepared,
        counted: &[&Flow],
        step: usize,
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
        let mut net_cash = Decimal::ZERO;
        let mut certain = Decimal::ZERO;
        let mut uncertain = Decimal::ZERO;
        for flow in counted.iter().filter(in_step) {
            let amount = flow.amount.amount();
            if flow.character == TaxCharacter::Deferred {
                continue;
            }
            if is_uncertain(flow) {
                uncertain += amount;
                if flow.component == Component::Bonus {
                    lowering.bonus[step] += amount.to_f64();
                } else if let Some(item) = &flow.item {
                    let values = lowering
                        .vests
                        .entry(item.clone())
                        .or_insert_with(|| vec![0.0; lowering.bonus.len()]);
                    values[step] += amount.to_f64();
                }
                continue;
            }
            net_cash += amount;
            if is_taxed_wage(flow) {
                certain += amount;
            }
        }
        let mut net = net_cash.to_f64();
        let whole = here.or_else(|| taxed.last().filter(|last| last.law.year() < year));
        let wages = match whole {
            Some(taxed) => {
                if here.is_some() && !certain.is_zero() {
                    let part = (certain / taxed.certain.max(certain)).to_f64();
                    net -= taxed.curve.added(taxed.certain.to_f64()) * part;
                }
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
        };
        let table = match whole {
            Some(taxed) if window_has_stakes(prepared, counted) => {
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
            // Should the company fail, pay like this is assumed to be found elsewhere: what is
            // lost is its equity and bonus, not four years' wages.
            net_cash_if_left: net,
            on_leaving: 0.0,
            tax: index,
        });
    }

    /// Taxes that only stakes meet: sales without payroll tax, gains, the minimum tax.
    fn with_equity_taxes(
        &self,
        prepared: &Prepared,
        taxed: &TaxedYear,
        mut table: sim::TaxTable,
    ) -> sim::TaxTable {
        let mut income = taxed.with.convert(|amount| amount.to_f64());
        income.bonus = 0.0;
        income.rsu = 0.0;
        income.wages = taxed.without.wages.to_f64() + taxed.certain.to_f64();
        let compile = |axis: Axis| {
            taxed
                .law
                .compile(
                    &self.person.household,
                    &income,
                    &Carry::default(),
                    axis,
                    0.0,
                    HIGHEST_GAIN,
                )
                .ok()
        };
        for stake in prepared.stakes.iter().flatten() {
            match stake.kind {
                sim::StakeKind::Iso if table.unpayrolled.is_none() => {
                    let certain = taxed.certain.to_f64();
                    table.unpayrolled = Some(taxed.curve.above_without_payroll(certain));
                }
                sim::StakeKind::Owned if table.gains.is_empty() => {
                    table.gains = compile(Axis::Ltcg)
                        .map(|gain| (0.0, gain))
                        .into_iter()
                        .collect();
                }
                _ => {}
            }
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
        bonus: Vec<f64>,
        vests: BTreeMap<String, Vec<f64>>,
    ) -> Vec<sim::Holding> {
        let mut holdings = Vec::new();
        if bonus.iter().any(|target| *target > 0.0) {
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
                target: bonus,
                low: if certain { 1.0 } else { low },
                mode: 1.0,
                high: if certain { 1.0 } else { high },
                loading: 0.0,
            }));
        }
        for (id, value) in vests {
            holdings.extend(self.vesting(prepared, me, &id, value));
        }
        if window == Window::Whole {
            holdings.extend(
                prepared
                    .stakes
                    .iter()
                    .flatten()
                    .cloned()
                    .map(sim::Holding::Stake),
            );
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
            }));
        }
        if value.iter().any(|worth| *worth != 0.0) {
            holdings.push(sim::Holding::Vest(sim::Vest { company: me, value }));
        }
        holdings
    }
}

fn window_has_stakes(prepared: &Prepared, counted: &[&Flow]) -> bool {
    counted.len() == prepared.flows.flows.len() && prepared.stakes.iter().any(Result::is_ok)
}
