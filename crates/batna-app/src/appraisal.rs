//! A case valued: alternatives, comparison and floor over one set of draws.

use batna_case::model::{CurrentJob, Offer, RunningProcess};
use batna_core::{Currency, Scalar};
use batna_guide::published::Use;
use batna_value::alternative::{Alternative, AlternativeKind, job_payment_day};
use batna_value::assumptions::{Assumptions, Scenario, Settings};
use batna_value::comparison::{Comparison, compare};
use batna_value::evaluate::{Evaluated, Surroundings};
use batna_value::evaluator::{Evaluator, ValueError};
use batna_value::floor::{
    Floor, FloorInputs, Heuristic, ProcessAlternative, SwitchingCost, floor, middle,
    process_alternative,
};
use batna_value::leaving::VestedOnLeaving;
use batna_value::one_currency::Rate;
use batna_value::steps::owed_back;
use batna_value::tax_years::TaxPerson;
use batna_value::valuation::{self, Conversion, Valuation, cents};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::case::OpenCase;
use crate::{Failure, Workbench};

/// What a face may change about a valuation.
#[derive(Clone, Copy, Debug, Default)]
pub struct AppraisalOptions {
    pub scenario: Scenario,
    pub risk_free: Option<f64>,
    pub horizon_years: Option<u32>,
    pub risk_aversion: Option<f64>,
}

/// What is to be valued, and the evaluator for it.
pub(crate) struct Survey<'a> {
    pub evaluator: Evaluator<'a>,
    /// Open offers and staying.
    pub alternatives: Vec<Alternative>,
    pub processes: Vec<(RunningProcess, Option<Alternative>)>,
}

/// Everything valued, with what is needed to go on from it.
pub struct Appraisal<'a> {
    pub(crate) workbench: &'a Workbench,
    pub opened: &'a OpenCase,
    pub evaluator: Evaluator<'a>,
    pub evaluated: Vec<Evaluated>,
    pub valuation: Valuation,
    processes: Vec<(RunningProcess, Option<Alternative>)>,
}

pub(crate) fn refused(error: ValueError) -> Failure {
    match error {
        ValueError::Sim(error) => batna_core::Diagnostic::error(
            "value::simulation",
            format!("the simulation refuses these figures: {error}"),
        )
        .remedy("look for amounts, growth or volatility beyond reason; `batna check` may name them")
        .into(),
        ValueError::Unknown(_) => Failure::internal(error.to_string()),
    }
}

impl Workbench {
    /// Resolves assumptions and alternatives, and fixes the draws they share.
    ///
    /// Errors: as for [`Workbench::appraise`].
    pub(crate) fn survey<'a>(
        &'a self,
        opened: &'a OpenCase,
        options: AppraisalOptions,
    ) -> Result<Survey<'a>, Failure> {
        let (case, as_of) = (&opened.case, opened.as_of);
        let params = self.built_in().valuing()?;
        let settings = Settings {
            as_of,
            paths: self.world().paths(),
            seed: self.world().seed(),
            threads: self.world().threads(),
            scenario: options.scenario,
            risk_free: options.risk_free,
            horizon_years: options.horizon_years,
            risk_aversion: options.risk_aversion,
        };
        let assumptions = Assumptions::resolve(settings, &case.profile, params)
            .map_err(|error| Failure::internal(format!("built-in data: {error}")))?;

        let mut alternatives: Vec<Alternative> = case
            .open_offers()
            .map(|offer| self.offered(opened, offer))
            .collect::<Result<_, _>>()?;
        // Staying is counted from the day the first offer would begin: until then every
        // alternative is the current job.
        let start = alternatives
            .iter()
            .map(|alternative| alternative.start)
            .min()
            .unwrap_or(as_of);
        if let Some(job) = &case.profile.current_job {
            alternatives.push(self.staying(opened, job, start)?);
        }
        let mut processes: Vec<(RunningProcess, Option<Alternative>)> = Vec::new();
        for process in &case.profile.processes {
            if process.unconfirmed {
                continue;
            }
            let total = process.expected_total.as_ref().and_then(middle);
            // Like any offer it may pay in another currency than the savings are told in.
            let alternative = total
                .map(|total| {
                    let expected = process_alternative(
                        &format!("process.{}", process.id),
                        &process.employer,
                        total,
                        process_start(process, start),
                        case.profile.place.clone(),
                    );
                    self.in_one_currency(expected, opened)
                })
                .transpose()?;
            processes.push((process.clone(), alternative));
        }
        let all: Vec<Alternative> = alternatives
            .iter()
            .chain(
                processes
                    .iter()
                    .filter_map(|(_, alternative)| alternative.as_ref()),
            )
            .cloned()
            .collect();
        let person = TaxPerson::from_profile(&case.profile, case.profile.currency);
        let evaluator = Evaluator::new(
            params,
            self.built_in().exits()?,
            &case.captables,
            assumptions,
            person,
            &all,
        )
        .map_err(refused)?
        .keeping(self.curves());
        Ok(Survey {
            evaluator,
            alternatives,
            processes,
        })
    }

    /// An offer as an alternative, in one currency.
    ///
    /// Errors: built-in data at fault.
    pub(crate) fn offered(&self, opened: &OpenCase, offer: &Offer) -> Result<Alternative, Failure> {
        let alternative = Alternative::from_offer(offer, &opened.case.profile, opened.as_of);
        self.in_one_currency(alternative, opened)
    }

    /// Staying in the current job from a day on, in one currency.
    ///
    /// Errors: built-in data at fault.
    pub(crate) fn staying(
        &self,
        opened: &OpenCase,
        job: &CurrentJob,
        start: Date,
    ) -> Result<Alternative, Failure> {
        let alternative = Alternative::from_current_job(job, &opened.case.profile, start);
        self.in_one_currency(alternative, opened)
    }

    pub(crate) fn in_one_currency(
        &self,
        alternative: Alternative,
        opened: &OpenCase,
    ) -> Result<Alternative, Failure> {
        // Refused as a whole where what is built in is at fault.
        self.built_in().reference()?;
        let home = opened.case.profile.currency;
        Ok(alternative.in_one_currency(home, |from, to| self.exchange(from, to, opened.as_of)))
    }

    /// The rate between two currencies as it is known on a day.
    pub(crate) fn exchange(&self, from: Currency, to: Currency, as_of: Date) -> Option<Rate> {
        let reference = self.built_in().reference().ok()?;
        let found = reference.exchange_known_on(from, to, as_of).ok()?;
        Some(Rate {
            rate: found.rate,
            quoted_on: found.quoted_on,
        })
    }

    /// Values every open offer and staying, on the same draws.
    ///
    /// Errors: built-in data at fault, or figures that the simulation refuses.
    pub fn appraise<'a>(
        &'a self,
        opened: &'a OpenCase,
        options: AppraisalOptions,
    ) -> Result<Appraisal<'a>, Failure> {
        let Survey {
            evaluator,
            alternatives,
            processes,
        } = self.survey(opened, options)?;
        let evaluated = alternatives
            .iter()
            .map(|alternative| {
                let surroundings = self.surroundings(opened, alternative)?;
                evaluator
                    .evaluate(alternative, &surroundings)
                    .map_err(refused)
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let valuation = valuation_of(&evaluator, &evaluated);
        Ok(Appraisal {
            workbench: self,
            opened,
            evaluator,
            evaluated,
            valuation,
            processes,
        })
    }

    /// Prices where the work is, and the rate into the currency of comparison.
    pub(crate) fn surroundings(
        &self,
        opened: &OpenCase,
        alternative: &Alternative,
    ) -> Result<Surroundings, Failure> {
        let case = &opened.case;
        let reference = self.built_in().reference()?;
        let location = case
            .offer(&alternative.id)
            .and_then(|offer| offer.location.as_deref())
            .or(match alternative.kind {
                AlternativeKind::CurrentJob => case
                    .profile
                    .current_job
                    .as_ref()
                    .and_then(|job| job.location.as_deref()),
                AlternativeKind::Offer => None,
            })
            .or(case.profile.location.as_deref());
        let price_parity = location
            .and_then(|location| reference.area(location))
            .and_then(|found| reference.price_parity(&found.area).ok())
            .map(|parity| parity.all_items);
        let to = case.profile.currency;
        let conversion = if alternative.currency == to {
            None
        } else {
            reference
                .exchange_known_on(alternative.currency, to, opened.as_of)
                .ok()
                .map(|exchange| Conversion {
                    rate: exchange.rate_f64(),
                    date: exchange.quoted_on,
                })
        };
        Ok(Surroundings {
            price_parity,
            conversion,
        })
    }
}

/// The result as it is shown, of what was evaluated.
pub(crate) fn valuation_of<Paths>(
    evaluator: &Evaluator<'_>,
    evaluated: &[Evaluated<Paths>],
) -> Valuation {
    let assumptions = &evaluator.assumptions;
    Valuation {
        schema: valuation::SCHEMA,
        as_of: assumptions.settings.as_of,
        currency: assumptions.currency,
        horizon_years: assumptions.horizon_years,
        paths: assumptions.settings.paths,
        seed: assumptions.settings.seed,
        scenario: assumptions.settings.scenario.label(),
        assumptions: assumptions.used.clone(),
        alternatives: evaluated.iter().map(|one| one.value.clone()).collect(),
    }
}

fn process_start(process: &RunningProcess, earliest: Date) -> Date {
    process
        .expected_by
        .map(|by| by.saturating_add(30.days()))
        .map_or(earliest, |start| start.max(earliest))
}

impl Appraisal<'_> {
    /// Alternatives side by side.
    ///
    /// Errors: figures that the simulation refuses.
    pub fn compare(&self) -> Result<Comparison, Failure> {
        let non_cash: Vec<(String, Vec<(String, f64)>)> = self
            .opened
            .case
            .open_offers()
            .map(|offer| (offer.id.clone(), self.non_cash(offer)))
            .collect();
        compare(&self.evaluator, &self.evaluated, &non_cash).map_err(refused)
    }

    fn non_cash(&self, offer: &batna_case::model::Offer) -> Vec<(String, f64)> {
        let profile = &self.opened.case.profile;
        let tradeoffs = &profile.tradeoffs;
        let days_now = profile.current_job.as_ref().and_then(|job| job.remote_days);
        let days = offer.remote_days.zip(days_now).map(|(new, now)| new - now);
        [
            ("title", offer.fit.title, tradeoffs.title),
            ("growth", offer.fit.growth, tradeoffs.growth),
            ("balance", offer.fit.balance, tradeoffs.balance),
            ("remote days", days, tradeoffs.remote_day),
        ]
        .into_iter()
        .filter_map(|(what, amount, price)| {
            let worth = amount? * price?.amount().to_f64();
            (worth != 0.0).then(|| (what.to_owned(), worth))
        })
        .collect()
    }

    /// The walk-away of every offer.
    ///
    /// Errors: built-in data at fault, or figures that the simulation refuses.
    pub fn floor(&self, workbench: &Workbench) -> Result<Floor, Failure> {
        let profile = &self.opened.case.profile;
        let mut processes = Vec::new();
        for (process, alternative) in &self.processes {
            let worth = match alternative {
                Some(alternative) => {
                    let surroundings = workbench.surroundings(self.opened, alternative)?;
                    let rate = Conversion::between(
                        alternative.currency,
                        profile.currency,
                        surroundings.conversion.as_ref(),
                    );
                    self.evaluator
                        .certainty_equivalent(alternative)
                        .map_err(refused)?
                        .zip(rate)
                        .map(|((certainty, _), rate)| certainty.amount.value * rate)
                }
                None => None,
            };
            let note = match (worth, process.chance) {
                (None, _) => Some("state the total it might offer (expected_total)".into()),
                (Some(_), None) => Some("state its chance to count it".into()),
                (Some(_), Some(_)) => {
                    Some("the middle of its expected total, as pay, by your own chance".into())
                }
            };
            processes.push(ProcessAlternative {
                id: format!("process.{}", process.id),
                label: process.employer.clone(),
                chance: process.chance.map(|chance| chance.to_f64()),
                worth_if_offered: worth,
                note,
            });
        }
        let stay = self
            .evaluated
            .iter()
            .find(|one| one.value.kind == AlternativeKind::CurrentJob);
        let inputs = FloorInputs {
            processes,
            switching: profile
                .current_job
                .as_ref()
                .map(|job| self.switching_costs(job, stay))
                .unwrap_or_default(),
            heuristic: match stay
                .and_then(|stay| Some(stay.value.figures.headline.p50? * stay.rate?))
            {
                Some(headline) => heuristic(workbench, headline)?,
                None => None,
            },
            monthly_need: profile.needs.monthly.map(|need| need.amount().to_f64()),
            savings: profile
                .needs
                .savings
                .map(|savings| savings.amount().to_f64()),
            monthly_net: self
                .evaluated
                .iter()
                .filter(|one| one.value.kind == AlternativeKind::Offer)
                .map(|one| {
                    let net = monthly_net(one).zip(one.rate);
                    (one.value.id.clone(), net.map(|(net, rate)| net * rate))
                })
                .collect(),
            job_without_value: stay.is_some_and(|stay| stay.certainty.is_none()),
        };
        floor(&self.evaluator, &self.evaluated, &inputs).map_err(refused)
    }

    /// What leaving costs and staying's own flows do not hold: pay already earned but lost,
    /// and what must be paid back.
    fn switching_costs(&self, job: &CurrentJob, stay: Option<&Evaluated>) -> Vec<SwitchingCost> {
        let mut costs = Vec::new();
        if let Some(bonus) = job.accrued_bonus {
            let gross = bonus.amount().to_f64();
            let curve = stay
                .and_then(|stay| stay.prepared.taxed.as_ref().ok())
                .and_then(|taxed| taxed.get(1).or(taxed.first()));
            let (net, note) = match curve {
                Some(taxed) => {
                    let pay = (taxed.certain + taxed.uncertain).to_f64();
                    let tax = taxed.curve.added(pay + gross) - taxed.curve.added(pay);
                    (
                        gross - tax,
                        format!("{bonus} before tax, earned so far and lost on leaving"),
                    )
                }
                None => (gross, "before tax: the tax is unknown".to_owned()),
            };
            costs.push(SwitchingCost {
                what: "accrued bonus".into(),
                amount: cents(net),
                note,
            });
        }
        for owed in &job.clawbacks_owed {
            costs.push(SwitchingCost {
                what: "claw-back owed".into(),
                amount: cents(owed.amount().to_f64()),
                note: "repaid before tax; what tax comes back depends on the year (26 U.S.C. 1341)"
                    .into(),
            });
        }
        let left = stay.map(|stay| stay.prepared.flows.horizon.start);
        for payment in &job.one_time {
            let (Some(clawback), Some(left)) = (payment.clawback, left) else {
                continue;
            };
            let Some(paid) = job_payment_day(job, payment.paid) else {
                continue;
            };
            let owed = owed_back(paid, payment.amount.amount(), clawback, left);
            if !owed.is_zero() {
                costs.push(SwitchingCost {
                    what: format!("{} owed back", payment.kind),
                    amount: cents(owed.to_f64()),
                    note: format!(
                        "paid on {paid}, {}; repaid before tax; what tax comes back depends on \
                         the year (26 U.S.C. 1341)",
                        if clawback.prorated {
                            "owed by the month"
                        } else {
                            "owed in full"
                        }
                    ),
                });
            }
        }
        for vested in stay.iter().flat_map(|stay| &stay.value.on_leaving) {
            costs.push(SwitchingCost {
                what: format!("vested {} ({})", vested.kind, vested.grant),
                amount: cents(-vested.worth_leaving),
                note: vested_note(vested, self.evaluator.assumptions.currency),
            });
        }
        if let Some(unvested) = job.unvested_retirement {
            costs.push(SwitchingCost {
                what: "unvested retirement money".into(),
                amount: cents(unvested.amount().to_f64()),
                note: "forfeited on leaving; counted as given".into(),
            });
        }
        // Staying is told in its own currency, the floor in that of comparison.
        let rate = stay.and_then(|stay| stay.rate).unwrap_or(1.0);
        for cost in &mut costs {
            cost.amount = cents(cost.amount * rate);
        }
        costs
    }
}

/// What becomes of vested equity, in a sentence. Its cost is negative: it is taken along.
fn vested_note(vested: &VestedOnLeaving, currency: Currency) -> String {
    let money = |value: f64| crate::report::whole(value, currency);
    let units = format!("{:.0}", vested.units);
    let staying = money(vested.worth_staying);
    let Some(by) = vested.by else {
        return format!(
            "{units} that you keep; staying they are worth {staying}, as certain money"
        );
    };
    let price = vested
        .strike
        .map_or(String::new(), |strike| format!(" at {strike}"));
    if !vested.is_taken() {
        return format!(
            "{units}{price}: not worth exercising by {by}, and lost then; staying they are worth {staying}"
        );
    }
    let afford = if vested.affordable < 1.0 {
        format!(
            "; your savings pay for {:.0}% of it, and the rest is lost",
            vested.affordable * 100.0
        )
    } else {
        String::new()
    };
    format!(
        "taken along: exercise {units}{price} by {by} for {} and about {} of tax, or lose them{afford}; \
         staying they are worth {staying}",
        money(vested.cash),
        money(vested.tax)
    )
}

/// The rule of thumb for changing jobs, with its source.
fn heuristic(workbench: &Workbench, headline: f64) -> Result<Option<Heuristic>, Failure> {
    let published = workbench.built_in().published()?;
    Ok(published.default_for(Use::SwitchingPremium).map(|fact| {
        let (low, high) = fact.span();
        let (low, high) = (
            low.rate().map_or(0.0, |rate| rate.to_f64()),
            high.rate().map_or(0.0, |rate| rate.to_f64()),
        );
        let at = |rise: f64| cents(headline * (1.0 + rise));
        Heuristic {
            rule: format!(
                "a rule of thumb: {:.0} to {:.0}% above the current headline total",
                low * 100.0,
                high * 100.0
            ),
            low: at(low),
            high: at(high),
            source: fact.label(),
        }
    }))
}

/// Guaranteed cash after tax in an ordinary month of the first whole tax year.
fn monthly_net(one: &Evaluated) -> Option<f64> {
    let guaranteed = one.value.figures.guaranteed_cash.p50?;
    let taxed = one.prepared.taxed.as_ref().ok()?;
    let whole = taxed.get(1).or(taxed.first())?;
    let premium: f64 = one
        .prepared
        .alternative
        .benefits
        .health_premium
        .map_or(0.0, |premium| premium.amount().to_f64());
    let put_aside = whole.with.pretax_401k + whole.with.hsa + whole.with.commuter;
    let put_aside = whole.in_pay(put_aside);
    let tax = whole.curve.added(guaranteed);
    Some((guaranteed - tax - premium - put_aside.to_f64()) / 12.0)
}
