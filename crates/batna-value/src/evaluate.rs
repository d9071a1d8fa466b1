//! One alternative's worth: every figure of it, from its flows, taxes and outcomes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use batna_case::model::BonusPart;
use batna_core::Scalar;
use rust_decimal::Decimal;

use crate::alternative::{Alternative, AlternativeKind};
use crate::evaluator::{Discounting, Evaluator, Prepared, ValueError, Window};
use crate::flow::{Component, Flow, TaxCharacter};
use crate::holding::Holding;
use crate::sim;
use crate::stake::StakeGap;
use crate::valuation::{
    AlternativeValue, Conversion, EquityValue, Figure, Figures, OneOff, ServiceYear, TaxAmount,
    TaxYear, YearPart, cents,
};

/// What the alternative's surroundings say: prices there, and the currency of comparison.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Regional price parity, the nation being 100.
    pub price_parity: Option<f64>,
    /// Into the currency of comparison; none where they are the same.
    pub conversion: Option<Conversion>,
}

/// An alternative with what is needed to compare and to explain it; glimpsed, with no more
/// than the [`sim::Worths`] of its paths.
pub struct Evaluated<Paths = sim::Outcomes> {
    pub prepared: Prepared,
    pub value: AlternativeValue,
    /// What came of each path; none where the taxes are unknown.
    pub outcomes: Option<Paths>,
    pub certainty: Option<sim::CertaintyEquivalent>,
    /// Into the currency of comparison; none where no rate is known.
    pub rate: Option<f64>,
}

/// What each path of an alternative is worth.
struct ByPath<'p> {
    whole: &'p sim::Worths,
    /// Where the years of the horizon count alike.
    alike: Vec<f64>,
}

impl<Paths> Evaluated<Paths> {
    /// Certainty equivalent over the horizon, in the currency of comparison.
    pub fn comparable_ce(&self) -> Option<f64> {
        Some(self.certainty?.amount.value * self.rate?)
    }
}

impl<Paths: AsRef<sim::Worths>> Evaluated<Paths> {
    /// What each path is worth over the horizon, in the currency of comparison.
    pub fn comparable_worths(&self) -> Option<Cow<'_, sim::Worths>> {
        let worths = self.outcomes.as_ref()?.as_ref();
        let rate = self.rate?;
        Some(if rate == 1.0 {
            Cow::Borrowed(worths)
        } else {
            Cow::Owned(worths.times(rate))
        })
    }
}

impl Evaluator<'_> {
    /// Values one alternative, years and grants on their own included.
    ///
    /// Errors: the simulation refuses a figure.
    pub fn evaluate(
        &self,
        alternative: &Alternative,
        surroundings: &Surroundings,
    ) -> Result<Evaluated, ValueError> {
        let prepared = self.prepare(alternative);
        let outcomes = if prepared.is_taxed() {
            Some(self.run(&prepared, Window::Whole, Discounting::ToValuationDay)?)
        } else {
            None
        };
        let by_path = match &outcomes {
            Some(outcomes) => Some(ByPath {
                whole: outcomes.worths(),
                alike: self.years_alike(&prepared, outcomes)?,
            }),
            None => None,
        };
        let (mut value, certainty) =
            self.as_a_whole(alternative, surroundings, &prepared, by_path)?;
        let prefix = path_of(alternative);
        if outcomes.is_some() {
            for year in &mut value.years {
                let window = Window::ServiceYear(year.year - 1);
                let run = self.run(&prepared, window, Discounting::WithinHorizonAlike)?;
                year.net = spread(year.net.id.clone(), run.values().to_vec(), 1.0).0;
            }
            if let Some(first) = value.years.first() {
                value.figures.year1_net = Figure {
                    id: format!("{prefix}.year1.net"),
                    ..first.net.clone()
                };
            }
        }
        value.equity = self.equity(&prepared, &prefix, outcomes.as_ref())?;
        Ok(Evaluated {
            rate: value.rate_to(self.assumptions.currency),
            prepared,
            value,
            outcomes,
            certainty,
        })
    }

    /// Values one alternative as a whole, as fast as it comes: no single year after tax, no
    /// grant on its own.
    ///
    /// Errors: the simulation refuses a figure.
    pub fn glimpse(
        &self,
        alternative: &Alternative,
        surroundings: &Surroundings,
    ) -> Result<Evaluated<sim::Worths>, ValueError> {
        let prepared = self.prepare(alternative);
        let (whole, alike) = if prepared.is_taxed() {
            let (whole, alike) = self.worths_and_alike(&prepared)?;
            (Some(whole), alike)
        } else {
            (None, Vec::new())
        };
        let by_path = whole.as_ref().map(|whole| ByPath { whole, alike });
        let (value, certainty) = self.as_a_whole(alternative, surroundings, &prepared, by_path)?;
        Ok(Evaluated {
            rate: value.rate_to(self.assumptions.currency),
            prepared,
            value,
            outcomes: whole,
            certainty,
        })
    }

    /// What needs no year after tax and no grant on its own.
    fn as_a_whole(
        &self,
        alternative: &Alternative,
        surroundings: &Surroundings,
        prepared: &Prepared,
        by_path: Option<ByPath<'_>>,
    ) -> Result<(AlternativeValue, Option<sim::CertaintyEquivalent>), ValueError> {
        let prefix = path_of(alternative);
        let years = f64::from(self.assumptions.horizon_years);
        let gross = gross_by_year(prepared);
        let mut figures = Figures {
            headline: headline(alternative, prepared, &prefix),
            guaranteed_cash: guaranteed_cash(alternative, &prefix),
            year1_gross: known(&prefix, "year1.gross", alternative, gross.first().copied()),
            year1_net: Figure::unknown(format!("{prefix}.year1.net")),
            average_year_gross: known(
                &prefix,
                "average.gross",
                alternative,
                Some(gross.iter().sum::<f64>() / years),
            ),
            average_year_net: Figure::unknown(format!("{prefix}.average.net")),
            present_value_net: Figure::unknown(format!("{prefix}.pv.net")),
            certainty_equivalent: Figure::unknown(format!("{prefix}.ce")),
            cost_of_living_adjusted: Figure::unknown(format!("{prefix}.average.adjusted")),
        };
        let service_years = service_years(prepared, &prefix, &gross);
        let mut distribution = Vec::new();
        let mut certainty = None;
        if let Some(ByPath { whole, alike }) = by_path {
            (figures.present_value_net, _) =
                spread(format!("{prefix}.pv.net"), whole.values().to_vec(), 1.0);
            let ce = self.certain(whole, alternative)?;
            figures.certainty_equivalent = Figure {
                mc_error: Some(cents(ce.amount.error / years)),
                ..Figure::fixed(format!("{prefix}.ce"), ce.amount.value / years)
            };
            let average = format!("{prefix}.average.net");
            let (figure, mut alike) = spread(average, alike, years);
            figures.average_year_net = figure;
            distribution = percentiles(&mut alike, years);
            if let Some(parity) = surroundings.price_parity.filter(|parity| *parity > 0.0) {
                let adjusted = format!("{prefix}.average.adjusted");
                (figures.cost_of_living_adjusted, _) =
                    spread(adjusted, alike, years * parity / 100.0);
            }
            certainty = Some(ce);
        }
        let value = AlternativeValue {
            id: alternative.id.clone(),
            employer: alternative.employer.clone(),
            kind: alternative.kind,
            currency: alternative.currency,
            to_comparison: surroundings.conversion.clone(),
            place: alternative.place.clone(),
            start: alternative.start,
            start_assumed: alternative.start_assumed,
            figures,
            one_offs: one_offs(alternative, prepared),
            years: service_years,
            tax_years: tax_years(prepared),
            equity: Vec::new(),
            on_leaving: self.vested_on_leaving(prepared)?,
            distribution,
            notes: self.notes(alternative, prepared),
        };
        Ok((value, certainty))
    }

    /// Worth by path where the years of the horizon count alike.
    fn years_alike(
        &self,
        prepared: &Prepared,
        whole: &sim::Outcomes,
    ) -> Result<Vec<f64>, ValueError> {
        let alike = Discounting::WithinHorizonAlike;
        if prepared.private.is_some() {
            // A lock-up after a listing is discounted inside the run.
            let run = self.run(prepared, Window::Whole, alike)?;
            return Ok(run.values().to_vec());
        }
        Ok(whole.rediscounted(&self.discounts(prepared, alike)))
    }

    /// What each path is worth, to the valuation day and where the years count alike.
    fn worths_and_alike(&self, prepared: &Prepared) -> Result<(sim::Worths, Vec<f64>), ValueError> {
        let alike = Discounting::WithinHorizonAlike;
        let program = self.program(prepared, Window::Whole, Discounting::ToValuationDay)?;
        if prepared.private.is_some() {
            // As in `years_alike`.
            let again = self.worths(&self.program(prepared, Window::Whole, alike)?)?;
            return Ok((self.worths(&program)?, again.into_values()));
        }
        let (whole, alike) = self.worths_twice(&program, &self.discounts(prepared, alike))?;
        Ok((whole, alike.into_values()))
    }

    fn discounts(&self, prepared: &Prepared, discounting: Discounting) -> Vec<f64> {
        (0..self.draws().steps())
            .map(|step| self.step_discount(step, prepared, discounting))
            .collect()
    }

    /// The certainty equivalent alone, over the horizon: what packages are weighed by.
    ///
    /// Errors: the simulation refuses a figure. None where the taxes are unknown.
    pub fn certainty_equivalent(
        &self,
        alternative: &Alternative,
    ) -> Result<Option<(sim::CertaintyEquivalent, sim::Worths)>, ValueError> {
        let prepared = self.prepare(alternative);
        if prepared.taxed.is_err() {
            return Ok(None);
        }
        let program = self.program(&prepared, Window::Whole, Discounting::ToValuationDay)?;
        let worths = self.worths(&program)?;
        Ok(Some((self.certain(&worths, alternative)?, worths)))
    }

    /// What each grant brings, simulated on its own; refreshers together.
    fn equity(
        &self,
        prepared: &Prepared,
        prefix: &str,
        whole: Option<&sim::Outcomes>,
    ) -> Result<Vec<EquityValue>, ValueError> {
        let mut values = Vec::new();
        let holdings = &prepared.flows.holdings;
        let grants = holdings
            .iter()
            .zip(&prepared.stakes)
            .filter(|(holding, _)| !holding.refresher);
        for (holding, stake) in grants {
            values.push(self.equity_of(prepared, prefix, &[holding], stake, whole)?);
        }
        let refreshers: Vec<&Holding> = holdings
            .iter()
            .filter(|holding| holding.refresher)
            .collect();
        if let (Some(first), Some(at)) = (
            refreshers.first(),
            holdings.iter().position(|holding| holding.refresher),
        ) {
            let mut together =
                self.equity_of(prepared, prefix, &refreshers, &prepared.stakes[at], whole)?;
            together.id = format!("{prefix}.equity.refreshers");
            together.kind = format!("{} refreshers", first.label());
            values.push(together);
        }
        Ok(values)
    }

    fn equity_of(
        &self,
        prepared: &Prepared,
        prefix: &str,
        holdings: &[&Holding],
        stake: &Result<Vec<sim::Holding>, StakeGap>,
        whole: Option<&sim::Outcomes>,
    ) -> Result<EquityValue, ValueError> {
        let first = holdings[0];
        let id = format!("{prefix}.equity.{}", first.id);
        let advertised = holdings
            .iter()
            .map(|holding| holding.advertised.map(|amount| amount.to_f64()))
            .sum::<Option<f64>>();
        let flows: Vec<&Flow> = prepared
            .flows
            .flows
            .iter()
            .filter(|flow| {
                flow.component.is_equity()
                    && holdings
                        .iter()
                        .any(|holding| flow.item.as_ref() == Some(&holding.id))
            })
            .collect();
        let in_horizon = sum(flows.iter().copied());
        let (model, simulated) = match stake {
            Ok(held) => {
                let rights = |one: &sim::Holding| matches!(one, sim::Holding::Rights(_));
                (
                    if held.iter().any(rights) {
                        "public"
                    } else {
                        "private"
                    },
                    true,
                )
            }
            Err(StakeGap::SoldAtVest) => ("public", advertised.is_some()),
            Err(_) => ("unmodelled", false),
        };
        let mut missing: Vec<String> = holdings
            .iter()
            .flat_map(|holding| holding.missing.iter().cloned())
            .collect();
        missing.sort();
        missing.dedup();
        if let Err(gap) = stake
            && *gap != StakeGap::SoldAtVest
            && missing.is_empty()
        {
            missing.push(gap.to_string());
        }
        let mut value = EquityValue {
            kind: first.label().to_owned(),
            advertised: advertised.map(cents),
            advertised_in_horizon: advertised.map(|_| cents(in_horizon)),
            net: Figure::unknown(format!("{id}.net")),
            chance_of_nothing: None,
            model: model.to_owned(),
            missing,
            id,
        };
        if !simulated || prepared.taxed.is_err() {
            return Ok(value);
        }
        // With and without the holding on the same paths: the difference is what it brings
        // after the tax that it causes on top of everything else.
        let ids: Vec<&str> = holdings.iter().map(|holding| holding.id.as_str()).collect();
        let without = prepared.without(&ids);
        let run_here;
        let all = match whole {
            Some(whole) => whole,
            None => {
                run_here = self.run(prepared, Window::Whole, Discounting::ToValuationDay)?;
                &run_here
            }
        };
        let rest = self.run(&without, Window::Whole, Discounting::ToValuationDay)?;
        let mut gains: Vec<f64> = all
            .values()
            .iter()
            .zip(rest.values())
            .map(|(all, rest)| all - rest)
            .collect();
        let nothing = gains.iter().filter(|gain| **gain <= 0.5).count();
        value.chance_of_nothing = Some(nothing as f64 / gains.len().max(1) as f64);
        gains.sort_by(f64::total_cmp);
        let at = |p: f64| pick(&gains, p);
        let error = (at(0.5 + 0.5 / (gains.len() as f64).sqrt())
            - at(0.5 - 0.5 / (gains.len() as f64).sqrt()))
            / 2.0;
        value.net = Figure::range(value.net.id.clone(), at(0.1), at(0.5), at(0.9), error);
        Ok(value)
    }
}

impl Prepared {
    /// The same without some holdings.
    pub(crate) fn without(&self, ids: &[&str]) -> Prepared {
        let keep = |flow: &Flow| {
            !flow.component.is_equity()
                || flow
                    .item
                    .as_ref()
                    .is_none_or(|item| !ids.contains(&item.as_str()))
        };
        let mut flows = self.flows.clone();
        flows.flows.retain(|flow| keep(flow));
        let mut longer = self.longer.clone();
        longer.flows.retain(|flow| keep(flow));
        let stakes = self
            .flows
            .holdings
            .iter()
            .zip(&self.stakes)
            .map(|(holding, stake)| {
                if ids.contains(&holding.id.as_str()) {
                    Err(StakeGap::SoldAtVest)
                } else {
                    stake.clone()
                }
            })
            .collect();
        Prepared {
            alternative: self.alternative.clone(),
            person: self.person.clone(),
            flows,
            longer,
            taxed: self.taxed.clone(),
            stakes,
            private: self.private.clone(),
            opening: self.opening.clone(),
        }
    }
}

/// The first part of an alternative's figure ids: `offers.acme` or `stay`.
pub fn path_of(alternative: &Alternative) -> String {
    match alternative.kind {
        AlternativeKind::Offer => format!("offers.{}", alternative.id),
        AlternativeKind::CurrentJob => alternative.id.clone(),
    }
}

fn known(prefix: &str, name: &str, alternative: &Alternative, value: Option<f64>) -> Figure {
    let id = format!("{prefix}.{name}");
    match (alternative.base, value) {
        (Some(_), Some(value)) => Figure::fixed(id, value),
        _ => Figure::unknown(id),
    }
}

/// The figure of these values, which come back in another order.
fn spread(id: String, mut values: Vec<f64>, divisor: f64) -> (Figure, Vec<f64>) {
    let q = sim::quantiles(&mut values, &[0.1, 0.5, 0.9]);
    let at = |index: usize| q.get(index).copied().unwrap_or_default();
    let figure = Figure::range(
        id,
        at(0).value / divisor,
        at(1).value / divisor,
        at(2).value / divisor,
        at(1).error / divisor,
    );
    (figure, values)
}

fn pick(sorted: &[f64], p: f64) -> f64 {
    let at = (p.clamp(0.0, 1.0) * sorted.len() as f64).ceil() as usize;
    sorted
        .get(at.saturating_sub(1).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0.0)
}

/// The first to the ninety-ninth percentile; reorders the values.
fn percentiles(values: &mut [f64], divisor: f64) -> Vec<f64> {
    let at: Vec<f64> = (1..=99).map(|percent| f64::from(percent) / 100.0).collect();
    sim::plain_quantiles(values, &at)
        .into_iter()
        .map(|value| cents(value / divisor))
        .collect()
}

fn sum<'f>(flows: impl Iterator<Item = &'f Flow>) -> f64 {
    flows
        .map(|flow| flow.amount.amount())
        .sum::<Decimal>()
        .to_f64()
}

/// Pay before tax by service year: cash and delivered shares. Benefits that are never on
/// the account, premiums, and equity that waits for an exit are apart.
fn gross_by_year(prepared: &Prepared) -> Vec<f64> {
    let horizon = prepared.flows.horizon;
    (0..horizon.years)
        .map(|year| {
            sum(prepared.flows.flows.iter().filter(|flow| {
                horizon.service_year(flow.date) == Some(year)
                    && !flow.component.is_benefit()
                    && flow.component != Component::HealthPremium
                    && flow.character != TaxCharacter::Deferred
            }))
        })
        .collect()
}

fn headline(alternative: &Alternative, prepared: &Prepared, prefix: &str) -> Figure {
    let id = format!("{prefix}.headline");
    let Some(base) = alternative.base else {
        return Figure::unknown(id);
    };
    let bonus = match alternative.bonus.target {
        Some(BonusPart::Amount(amount)) => amount.amount(),
        Some(BonusPart::OfBase(rate)) => base.amount() * rate.fraction(),
        None => Decimal::ZERO,
    };
    let equity: f64 = prepared
        .flows
        .holdings
        .iter()
        .filter(|holding| !holding.refresher)
        .filter_map(|holding| {
            let last = holding.events.last()?.date;
            let from = holding
                .grant
                .as_ref()
                .and_then(|grant| grant.vesting.start.or(grant.granted))
                .unwrap_or(alternative.start);
            let days = f64::from((last - from).get_days().max(0));
            // A grant over less than a year is still one year's headline.
            let years = (days / 365.25).round().max(1.0);
            Some(holding.advertised?.to_f64() / years)
        })
        .sum();
    Figure::fixed(id, (base.amount() + bonus).to_f64() + equity)
}

fn guaranteed_cash(alternative: &Alternative, prefix: &str) -> Figure {
    let id = format!("{prefix}.guaranteed");
    let Some(base) = alternative.base else {
        return Figure::unknown(id);
    };
    let stipends: Decimal = alternative
        .stipends
        .iter()
        .map(|stipend| stipend.amount.amount())
        .sum();
    Figure::fixed(id, (base.amount() + stipends).to_f64())
}

fn service_years(prepared: &Prepared, prefix: &str, gross: &[f64]) -> Vec<ServiceYear> {
    let horizon = prepared.flows.horizon;
    (0..horizon.years)
        .zip(gross)
        .map(|(year, gross)| {
            let mut parts: BTreeMap<_, Decimal> = BTreeMap::new();
            for flow in &prepared.flows.flows {
                if horizon.service_year(flow.date) == Some(year) {
                    *parts.entry((flow.component, flow.certainty)).or_default() +=
                        flow.amount.amount();
                }
            }
            ServiceYear {
                year: year + 1,
                from: horizon.anniversary(year),
                through: horizon
                    .anniversary(year + 1)
                    .yesterday()
                    .unwrap_or(horizon.start),
                parts: parts
                    .into_iter()
                    .map(|((component, certainty), amount)| YearPart {
                        component,
                        certainty,
                        amount: cents(amount.to_f64()),
                    })
                    .collect(),
                gross: cents(*gross),
                net: Figure::unknown(format!("{prefix}.year{}.net", year + 1)),
            }
        })
        .collect()
}

fn one_offs(alternative: &Alternative, prepared: &Prepared) -> Vec<OneOff> {
    prepared
        .flows
        .flows
        .iter()
        .filter(|flow| flow.component.is_one_off())
        .map(|flow| {
            let what = flow
                .item
                .clone()
                .unwrap_or_else(|| flow.component.label().to_owned());
            let clawback_months = alternative
                .one_time
                .iter()
                .find(|payment| payment.kind == what && payment.amount == flow.amount)
                .and_then(|payment| payment.clawback)
                .map(|clawback| clawback.months);
            OneOff {
                what,
                amount: cents(flow.amount.to_f64()),
                date: flow.date,
                clawback_months,
            }
        })
        .collect()
}

fn tax_years(prepared: &Prepared) -> Vec<TaxYear> {
    prepared
        .taxed
        .iter()
        .flatten()
        .map(|taxed| TaxYear {
            year: taxed.law.year(),
            place: taxed.law.place().code().to_owned(),
            taxable: cents(taxed.taxable.to_f64()),
            earlier_wages: cents(
                taxed
                    .in_pay(taxed.without.wages + taxed.without.prior_employer_wages)
                    .to_f64(),
            ),
            taxes: taxed
                .added()
                .into_iter()
                .filter(|(_, _, amount)| !amount.round_dp(2).is_zero())
                .map(|(id, name, amount)| TaxAmount {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    amount: cents(amount.to_f64()),
                })
                .collect(),
            total: cents(taxed.total.to_f64()),
            law: taxed.law.projection_label().unwrap_or("enacted").to_owned(),
        })
        .collect()
}
