//! Terms into dated flows over a horizon.
//!
//! Conventions: pay falls on the last day of each month worked; a bonus is earned
//! by calendar year and paid in its month of the next year, with what is earned
//! but unpaid at the end of the horizon counted on the last day; equity is stated
//! at the price of the day it is seen from. Payments later than the horizon are
//! left out and named in the notes.

use batna_case::model::{BonusPart, OneTimePayment, PaidWhen};
use batna_core::Money;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::alternative::Alternative;
use crate::flow::{Certainty, Component, Flow, TaxCharacter};
use crate::holding::{Holding, holdings, purchase_gain};
use crate::schedule::{Horizon, MonthWorked, monthly};

/// An alternative's flows, its equity, and what was left out.
#[derive(Clone, Debug)]
pub struct Flows {
    pub horizon: Horizon,
    /// In order of date, then of component.
    pub flows: Vec<Flow>,
    pub holdings: Vec<Holding>,
    /// What a reader should know: payments past the horizon, assumptions made.
    pub notes: Vec<String>,
}

/// The flows of `alternative` over `years` service years.
///
/// Unknown parts make no flow; they are gaps, which the case names.
pub fn flows(alternative: &Alternative, years: u32) -> Flows {
    let horizon = Horizon {
        start: alternative.start,
        years,
    };
    let mut builder = Builder {
        alternative,
        horizon,
        months: horizon.months(),
        flows: Vec::new(),
        notes: Vec::new(),
    };
    builder.base();
    builder.bonus();
    for payment in &alternative.one_time {
        builder.one_time(payment);
    }
    builder.stipends();
    builder.benefits();
    let holdings = holdings(alternative, horizon);
    for holding in &holdings {
        builder.equity(holding);
    }
    let Builder {
        mut flows, notes, ..
    } = builder;
    flows.sort_by_key(|flow| (flow.date, flow.component));
    Flows {
        horizon,
        flows,
        holdings,
        notes,
    }
}

struct Builder<'a> {
    alternative: &'a Alternative,
    horizon: Horizon,
    months: Vec<MonthWorked>,
    flows: Vec<Flow>,
    notes: Vec<String>,
}

impl Builder<'_> {
    /// Base pay a year in a service year, with its written growth.
    fn base_in(&self, service_year: u32) -> Option<Money> {
        let base = self.alternative.base?;
        let growth = self
            .alternative
            .base_growth
            .map_or(Decimal::ONE, |rate| Decimal::ONE + rate.fraction());
        let mut amount = base.amount();
        for _ in 0..service_year {
            amount = amount.checked_mul(growth)?;
        }
        Some(Money::new(amount, base.currency()))
    }

    fn base(&mut self) {
        for month in &self.months {
            let Some(yearly) = self.base_in(month.service_year) else {
                return;
            };
            self.flows.push(Flow {
                date: month.paid,
                amount: Money::new(monthly(yearly, month), yearly.currency()),
                component: Component::Base,
                character: TaxCharacter::Wages,
                certainty: Certainty::Guaranteed,
                item: None,
            });
        }
    }

    fn bonus(&mut self) {
        let bonus = &self.alternative.bonus;
        let first_year_end = self.horizon.anniversary(1);
        if let Some(guaranteed) = bonus.guaranteed {
            self.flows.push(Flow {
                date: first_year_end.yesterday().unwrap_or(self.horizon.start),
                amount: guaranteed,
                component: Component::Bonus,
                character: TaxCharacter::Supplemental,
                certainty: Certainty::Guaranteed,
                item: Some("guaranteed".into()),
            });
        }
        let Some(target) = bonus.target else { return };
        for year in self.horizon.calendar_years() {
            let mut earned = Decimal::ZERO;
            let mut currency = self.alternative.currency;
            for month in self.months.iter().filter(|month| month.paid.year() == year) {
                // A guaranteed first-year bonus stands in place of the target one.
                if bonus.guaranteed.is_some() && month.service_year == 0 {
                    continue;
                }
                let yearly = match target {
                    BonusPart::Amount(amount) => Some(amount),
                    BonusPart::OfBase(rate) => self
                        .base_in(month.service_year)
                        .and_then(|base| base.try_mul(rate.fraction()).ok()),
                };
                let Some(yearly) = yearly else { return };
                currency = yearly.currency();
                earned += monthly(yearly, month);
            }
            if earned.is_zero() {
                continue;
            }
            let payday = Date::new(
                year.saturating_add(1),
                bonus.paid_month.unwrap_or(3).clamp(1, 12),
                15,
            )
            .unwrap_or(self.horizon.end());
            let deferred = bonus
                .deferred_share
                .map_or(Decimal::ZERO, |share| share.fraction());
            let parts = [
                (payday, Decimal::ONE - deferred, "target"),
                (
                    payday.saturating_add(i64::from(bonus.deferred_months.unwrap_or(12)).months()),
                    deferred,
                    "deferred",
                ),
            ];
            for (date, share, item) in parts.into_iter().filter(|part| !part.1.is_zero()) {
                self.flows.push(Flow {
                    date: self.within(date),
                    amount: Money::new(earned * share, currency),
                    component: Component::Bonus,
                    character: TaxCharacter::Supplemental,
                    certainty: Certainty::Target,
                    item: Some(item.into()),
                });
            }
        }
    }

    /// A day on which something earned in the horizon is paid, at the latest its last day.
    fn within(&self, date: Date) -> Date {
        date.min(self.horizon.end().yesterday().unwrap_or(date))
    }

    fn one_time(&mut self, payment: &OneTimePayment) {
        let date = match payment.paid {
            PaidWhen::AtStart => self.horizon.start,
            PaidWhen::AfterMonths(months) => self
                .horizon
                .start
                .saturating_add(i64::from(months.min(1200)).months()),
            PaidWhen::On(date) => date.max(self.horizon.start),
        };
        if !self.horizon.contains(date) {
            self.notes.push(format!(
                "a {} payment of {} on {date} falls after the horizon and is not counted",
                payment.kind, payment.amount
            ));
            return;
        }
        let component = match payment.kind.as_str() {
            "retention" => Component::Retention,
            "relocation" => Component::Relocation,
            "milestone" => Component::Milestone,
            _ => Component::Signing,
        };
        self.flows.push(Flow {
            date,
            amount: payment.amount,
            component,
            // Grossed up, the employer pays the tax: the amount arrives whole.
            character: if payment.grossed_up {
                TaxCharacter::Untaxed
            } else {
                TaxCharacter::Supplemental
            },
            certainty: if payment.condition.is_some() {
                Certainty::Target
            } else {
                Certainty::Guaranteed
            },
            item: Some(payment.kind.clone()),
        });
    }

    fn stipends(&mut self) {
        for stipend in &self.alternative.stipends {
            self.every_month(
                stipend.amount,
                Component::Stipend,
                if stipend.taxed {
                    TaxCharacter::Wages
                } else {
                    TaxCharacter::Untaxed
                },
                Some(&stipend.what),
            );
        }
        for grant in &self.alternative.grants {
            let Some(gain) = purchase_gain(grant) else {
                continue;
            };
            let what = "stock purchase plan";
            self.every_month(gain, Component::Stipend, TaxCharacter::Wages, Some(what));
            self.notes.push(format!(
                "{}: its discount, {gain} a year, is counted as pay, as if sold at once; a price \
                 looked back at the start of a period would add to it",
                grant.id
            ));
        }
    }

    fn benefits(&mut self) {
        let benefits = &self.alternative.benefits;
        if let (Some(rate), Some(base)) = (benefits.retirement_match, self.alternative.base) {
            let full = base.try_mul(rate.fraction()).unwrap_or(base);
            let capped = match benefits.retirement_match_cap {
                Some(cap) if cap.currency() == full.currency() && cap.amount() < full.amount() => {
                    cap
                }
                _ => full,
            };
            self.every_month(
                capped,
                Component::RetirementMatch,
                TaxCharacter::Untaxed,
                None,
            );
        }
        if let Some(premium) = benefits.health_premium {
            self.every_month(
                Money::new(-premium.amount(), premium.currency()),
                Component::HealthPremium,
                TaxCharacter::PretaxDeduction,
                None,
            );
        }
        if let Some(employer) = benefits.hsa_employer {
            self.every_month(
                employer,
                Component::HealthSavings,
                TaxCharacter::Untaxed,
                None,
            );
        }
    }

    fn every_month(
        &mut self,
        yearly: Money,
        component: Component,
        character: TaxCharacter,
        item: Option<&str>,
    ) {
        if yearly.is_zero() {
            return;
        }
        for month in &self.months {
            self.flows.push(Flow {
                date: month.paid,
                amount: Money::new(monthly(yearly, month), yearly.currency()),
                component,
                character,
                certainty: Certainty::Guaranteed,
                item: item.map(str::to_owned),
            });
        }
    }

    fn equity(&mut self, holding: &Holding) {
        let Some(advertised) = holding.advertised else {
            self.notes.push(format!(
                "{} ({}) cannot be valued: {}",
                holding.id,
                holding.label(),
                holding.missing.join("; ")
            ));
            return;
        };
        for event in &holding.events {
            if !self.horizon.contains(event.date) {
                continue;
            }
            self.flows.push(Flow {
                date: event.date,
                amount: Money::new(advertised.amount() * event.share, advertised.currency()),
                component: if holding.refresher {
                    Component::Refresher
                } else {
                    Component::Equity
                },
                character: if holding.delivers_at_vest {
                    TaxCharacter::Rsu
                } else {
                    TaxCharacter::Deferred
                },
                certainty: if holding.refresher && !holding.promised {
                    Certainty::Discretionary
                } else {
                    Certainty::Advertised
                },
                item: Some(holding.id.clone()),
            });
        }
    }
}
