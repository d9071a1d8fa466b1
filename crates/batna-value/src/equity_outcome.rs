//! What all equity of one alternative brings after tax, and what it brings under stress.
//!
//! Each path is run with and without the equity, on the same draws: the difference is what
//! equity brings after the tax that it causes on top of everything else. Real-world paths
//! at a riskless discount; risk enters through the certainty equivalent alone.
//! Leaving counts as the case states it, and by the default once the horizon is over.

use batna_case::model::{CompanyKind, GrantKind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::alternative::Alternative;
use crate::assumptions::StressSizes;
use crate::evaluator::{Discounting, Evaluator, Prepared, ValueError, Window};
use crate::notes::size_is_known;
use crate::sim::{self, Stress};
use crate::valuation::cents;

const BINS: usize = 40;

/// A stress of every simulation of equity.
struct NamedStress {
    id: &'static str,
    supposes: String,
    stress: Stress,
}

/// The stresses that a simulation of equity is put under, with what each supposes.
fn stresses(sizes: &StressSizes, tenders: bool) -> Vec<NamedStress> {
    let years = sizes.exit_within_years.max(0.0).round();
    let mut stresses = vec![
        NamedStress {
            id: "valuation-compression",
            supposes: format!(
                "companies are worth {:.0}% of today's value from now on",
                sizes.compression_keeps * 100.0
            ),
            stress: Stress::Compression {
                keeps: sizes.compression_keeps,
            },
        },
        NamedStress {
            id: "flat",
            supposes: "no company grows or falls; rounds, failures and exits go on".into(),
            stress: Stress::Flat,
        },
        NamedStress {
            id: "down-round",
            supposes: format!(
                "the next round takes {:.0}% of the company, senior and participating",
                sizes.down_round_takes * 100.0
            ),
            stress: Stress::DownRound {
                dilution: sizes.down_round_takes,
                multiple: sizes.down_round_multiple,
            },
        },
        NamedStress {
            id: "exit-in-24-months",
            supposes: format!("private companies exit in the first {years} tax years or never"),
            stress: Stress::ExitBy {
                steps: years as usize,
            },
        },
        NamedStress {
            id: "no-exit",
            supposes: "private companies never exit".into(),
            stress: Stress::ExitBy { steps: 0 },
        },
        NamedStress {
            id: "payroll-tax",
            supposes: format!(
                "payroll tax on uncertain wages is {:.0} points higher",
                sizes.payroll_points * 100.0
            ),
            stress: Stress::PayrollTax {
                points: sizes.payroll_points,
            },
        },
    ];
    if tenders {
        stresses.push(NamedStress {
            id: "no-tender",
            supposes: "the company holds no tender any more".into(),
            stress: Stress::NoTender,
        });
    }
    stresses
}

/// The alternative with every option that may be exercised early bought at the start: shares
/// under an 83(b) election, the unvested ones bought back at cost. None where there is no such
/// option, or exercising would be taxed for a fair value above the strike.
fn exercised_early(alternative: &Alternative) -> Option<(Alternative, String)> {
    let mut early = alternative.clone();
    let mut names = Vec::new();
    for grant in &mut early.grants {
        let Some(strike) = grant.strike else { continue };
        let untaxed = grant
            .fair_value
            .is_none_or(|fair| fair.amount() <= strike.amount());
        let bought = grant
            .exercised
            .is_some_and(|count| !count.count().is_zero());
        if grant.early_exercise && grant.kind.is_option() && untaxed && !bought {
            grant.kind = GrantKind::Rsa;
            grant.scheme = None;
            names.push(grant.id.clone());
        }
    }
    let private = alternative.company.kind == CompanyKind::Private;
    (private && !names.is_empty()).then(|| {
        let supposes = format!(
            "{} exercised in full at the start, with an 83(b) election; what has not vested is \
             bought back at cost when you leave",
            names.join(", ")
        );
        (early, supposes)
    })
}

/// Present values after tax, in the alternative's currency.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EquitySpread {
    pub mean: f64,
    pub mean_error: f64,
    pub p05: f64,
    pub p10: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p90: f64,
    pub p95: f64,
    /// Chance that equity brings nothing or less.
    pub chance_of_nothing: f64,
    pub chance_of_nothing_error: f64,
    /// Chance of paying for shares and getting less back.
    pub chance_of_losing_cost: f64,
    pub chance_of_losing_cost_error: f64,
    /// Mean of the worst twentieth.
    pub expected_shortfall: f64,
    /// What equity adds to the certainty equivalent of the whole.
    pub certainty_equivalent: f64,
    /// Error of the larger of the two certainty equivalents it is the difference of.
    pub certainty_equivalent_error: f64,
}

/// Equity gathered up to the end of a tax year.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EquityYear {
    pub year: i16,
    pub p10: f64,
    pub p50: f64,
    pub p90: f64,
}

/// Paths by what equity brought, in equal bins between the quantiles 0.005 and 0.995; what
/// lies outside is counted in the outermost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EquityHistogram {
    pub low: f64,
    pub high: f64,
    pub counts: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StressedEquity {
    pub id: &'static str,
    pub supposes: String,
    pub outcome: EquitySpread,
}

/// Where a private company's value starts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OpeningValue {
    /// Whether the amounts are of this company. Where neither its value nor its number of shares
    /// is known they are of one of any size: only their proportion says something.
    pub size_known: bool,
    /// At which the last preferred price is fair, by the option-pricing method.
    pub value: f64,
    /// Every share at the last preferred price.
    pub headline: f64,
    pub common_per_share: f64,
    /// Class whose price was solved for; null without preferred stock.
    pub solved_for: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EquityOutcome {
    pub paths: usize,
    pub seed: u64,
    pub method: String,
    pub opening: Option<OpeningValue>,
    pub outcome: EquitySpread,
    pub fan: Vec<EquityYear>,
    pub histogram: EquityHistogram,
    pub stresses: Vec<StressedEquity>,
}

impl Evaluator<'_> {
    /// Simulates the equity of an alternative. None where its taxes are unknown, or none of
    /// its equity can be simulated.
    ///
    /// Errors: the simulation refuses a figure.
    pub fn equity_outcome(
        &self,
        alternative: &Alternative,
    ) -> Result<Option<EquityOutcome>, ValueError> {
        let prepared = self.prepare(alternative);
        let ids: Vec<&str> = prepared
            .flows
            .holdings
            .iter()
            .map(|holding| holding.id.as_str())
            .collect();
        let sold_at_vest = prepared
            .flows
            .holdings
            .iter()
            .any(|holding| holding.delivers_at_vest && holding.advertised.is_some());
        let simulated = sold_at_vest || prepared.stakes.iter().any(Result::is_ok);
        if prepared.taxed.is_err() || !simulated {
            return Ok(None);
        }
        let program = |prepared: &Prepared| {
            self.program(prepared, Window::Whole, Discounting::ToValuationDay)
        };
        let (with, without) = (program(&prepared)?, program(&prepared.without(&ids))?);
        let run = |program: &sim::Program| self.run_program(program);
        let (all, rest) = (run(&with)?, run(&without)?);
        let gains = differences(&all, &rest);
        let tenders = prepared
            .private
            .as_ref()
            .is_some_and(|company| company.tenders.is_some());
        let named = stresses(&self.assumptions.stresses, tenders);
        let mut stresses = Vec::with_capacity(named.len());
        for NamedStress {
            id,
            supposes,
            stress,
        } in named
        {
            let all = run(&with.stressed(stress))?;
            let rest = run(&without.stressed(stress))?;
            stresses.push(StressedEquity {
                id,
                supposes,
                outcome: self.spread(
                    &all,
                    &rest,
                    &differences(&all, &rest),
                    &prepared.alternative,
                )?,
            });
        }
        if let Some((early, supposes)) = exercised_early(&prepared.alternative) {
            let early = self.prepare(&early);
            let bought = run(&program(&early)?)?;
            let gains = differences(&bought, &rest);
            stresses.push(StressedEquity {
                id: "exercised-early",
                supposes,
                outcome: self.spread(&bought, &rest, &gains, &early.alternative)?,
            });
        }
        let labels = all.labels();
        Ok(Some(EquityOutcome {
            paths: all.paths(),
            seed: all.seed(),
            method: [labels.paths, labels.discount, labels.marketability].join("; "),
            opening: prepared.opening.as_ref().map(|opening| OpeningValue {
                size_known: size_is_known(&prepared.alternative, &prepared.flows.holdings),
                value: cents(opening.value),
                headline: cents(opening.headline),
                common_per_share: opening.common,
                solved_for: opening.solved.as_ref().map(|solved| solved.0.clone()),
            }),
            outcome: self.spread(&all, &rest, &gains, &prepared.alternative)?,
            fan: self.fan(&with, &all, &rest),
            histogram: histogram(&gains),
            stresses,
        }))
    }

    fn spread(
        &self,
        all: &sim::Outcomes,
        rest: &sim::Outcomes,
        gains: &[f64],
        alternative: &Alternative,
    ) -> Result<EquitySpread, ValueError> {
        let certain = |outcomes: &sim::Outcomes| {
            self.certain(outcomes.worths(), alternative)
                .map(|sure| sure.amount)
        };
        let (certain_all, certain_rest) = (certain(all)?, certain(rest)?);
        let count = gains.len().max(1) as f64;
        let mean = gains.iter().sum::<f64>() / count;
        let squares: f64 = gains.iter().map(|gain| (gain - mean).powi(2)).sum();
        let nothing = gains.iter().filter(|gain| **gain <= 0.5).count() as f64 / count;
        let lost = all.summary().lost_cost;
        let mut sorted = gains.to_vec();
        sorted.sort_by(f64::total_cmp);
        let worst = (gains.len() / 20).max(1);
        let at = |p: f64| cents(pick(&sorted, p));
        Ok(EquitySpread {
            mean: cents(mean),
            mean_error: cents((squares / (count - 1.0).max(1.0) / count).sqrt()),
            p05: at(0.05),
            p10: at(0.1),
            p25: at(0.25),
            p50: at(0.5),
            p75: at(0.75),
            p90: at(0.9),
            p95: at(0.95),
            chance_of_nothing: nothing,
            chance_of_nothing_error: (nothing * (1.0 - nothing) / count).sqrt(),
            chance_of_losing_cost: lost.value,
            chance_of_losing_cost_error: lost.error,
            expected_shortfall: cents(sorted.iter().take(worst).sum::<f64>() / worst as f64),
            certainty_equivalent: cents(certain_all.value - certain_rest.value),
            certainty_equivalent_error: cents(certain_all.error.max(certain_rest.error)),
        })
    }

    fn fan(
        &self,
        program: &sim::Program,
        all: &sim::Outcomes,
        rest: &sim::Outcomes,
    ) -> Vec<EquityYear> {
        let mut gathered = vec![0.0; all.paths()];
        let mut fan = Vec::with_capacity(program.steps.len());
        for (step, terms) in program.steps.iter().enumerate() {
            let (Some(with), Some(without)) = (all.net(step), rest.net(step)) else {
                break;
            };
            for ((sum, with), without) in gathered.iter_mut().zip(with).zip(without) {
                *sum += terms.discount * (with - without);
            }
            let mut sorted = gathered.clone();
            sorted.sort_by(f64::total_cmp);
            fan.push(EquityYear {
                year: self.year_of_step(step),
                p10: cents(pick(&sorted, 0.1)),
                p50: cents(pick(&sorted, 0.5)),
                p90: cents(pick(&sorted, 0.9)),
            });
        }
        fan
    }
}

fn differences(all: &sim::Outcomes, rest: &sim::Outcomes) -> Vec<f64> {
    all.values()
        .iter()
        .zip(rest.values())
        .map(|(all, rest)| all - rest)
        .collect()
}

fn pick(sorted: &[f64], p: f64) -> f64 {
    let at = (p * sorted.len() as f64).ceil() as usize;
    sorted
        .get(at.saturating_sub(1).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(0.0)
}

fn histogram(gains: &[f64]) -> EquityHistogram {
    let mut sorted = gains.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (pick(&sorted, 0.005), pick(&sorted, 0.995));
    let scale = if high > low {
        BINS as f64 / (high - low)
    } else {
        0.0
    };
    let mut counts = vec![0_u64; BINS];
    for gain in gains {
        let bin = ((gain - low).max(0.0) * scale) as usize;
        if let Some(count) = counts.get_mut(bin.min(BINS - 1)) {
            *count += 1;
        }
    }
    EquityHistogram {
        low: cents(low),
        high: cents(high),
        counts,
    }
}
