//! How an alternative's company moves, and what of its equity can be modelled.

use std::borrow::Cow;

use batna_case::model::{CompanyKind, Stage as CaseStage};
use batna_core::Rate;
use batna_equity::exit_model::{ExitModel, Figure, Hazards, Stage};

use crate::alternative::Alternative;
use crate::assumptions::{Assumptions, Scenario};
use crate::before_exit;
use crate::sim;

/// The stage whose base rates apply; a private company of unknown stage has none.
pub fn stage_of(alternative: &Alternative) -> Option<Stage> {
    if alternative.company.kind == CompanyKind::Public {
        return None;
    }
    Some(match alternative.company.stage? {
        CaseStage::Seed => Stage::Seed,
        CaseStage::SeriesA => Stage::SeriesA,
        CaseStage::SeriesB => Stage::SeriesB,
        CaseStage::SeriesC => Stage::SeriesC,
        CaseStage::SeriesD => Stage::SeriesD,
        CaseStage::Late => Stage::Late,
        CaseStage::Public => return None,
    })
}

/// The engine takes no more.
const MOST_JUMPS_A_YEAR: f64 = 10.0;

/// The share price of a company that is public, or taken for one.
pub fn public_company(alternative: &Alternative, assumptions: &Assumptions) -> sim::PublicCompany {
    let volatility = alternative
        .company
        .volatility
        .map_or(assumptions.public_volatility, |rate| rate.to_f64());
    let loading = assumptions.public_loading;
    let drift = match alternative.company.growth {
        Some(growth) => growth.to_f64().max(-0.99).ln_1p(),
        None => assumptions.required_return(volatility, loading),
    };
    let scenario = assumptions.settings.scenario;
    if scenario.has_chance() {
        sim::PublicCompany {
            drift,
            volatility,
            loading,
            jumps: alternative.company.jumps.map(|jumps| sim::Jumps {
                rate: (12.0 / jumps.every_months).min(MOST_JUMPS_A_YEAR),
                mean: jumps.size.to_f64().ln_1p(),
                deviation: jumps.spread.to_f64(),
            }),
        }
    } else {
        sim::PublicCompany {
            drift: certain_drift(scenario, assumptions),
            volatility: 0.0,
            loading: 0.0,
            jumps: None,
        }
    }
}

/// Growth of a price in a scenario without chance; a discount above the riskless rate is
/// the same as a price that falls by the difference.
fn certain_drift(scenario: Scenario, assumptions: &Assumptions) -> f64 {
    match scenario {
        Scenario::Simulated | Scenario::Sale(_) => 0.0,
        Scenario::Growth(rate) => rate.max(-0.99).ln_1p(),
        Scenario::DiscountedEquity(rate) => assumptions.risk_free - rate.max(-0.99).ln_1p(),
    }
}

/// The base rates, with what the person expects of this company at its present stage instead.
///
/// What is left out keeps its proportion: with one of the chances stated, round, failure and exit
/// share the rest as the base rates do.
pub fn exits_of<'m>(alternative: &Alternative, exits: &'m ExitModel) -> Cow<'m, ExitModel> {
    let outlook = &alternative.company.outlook;
    let (true, Some(stage)) = (outlook.is_stated(), stage_of(alternative)) else {
        return Cow::Borrowed(exits);
    };
    let base = exits.rates(stage);
    let (round, fail) = (base.chance_round.value, base.chance_fail.value);
    let stated = |rate: Option<Rate>| rate.map(|rate| rate.to_f64().clamp(0.0, 1.0));
    let share_of_rest = |part: f64, other: f64, taken: f64| {
        let rest = 1.0 - other;
        if rest > 0.0 {
            part / rest * (1.0 - taken)
        } else {
            0.0
        }
    };
    let chances = match (stated(outlook.next_round), stated(outlook.fails)) {
        (Some(next), Some(fails)) => Some((next, fails.min(1.0 - next))),
        (Some(next), None) => Some((next, share_of_rest(fail, round, next))),
        (None, Some(fails)) => Some((share_of_rest(round, fail, fails), fails)),
        (None, None) => None,
    };
    let every = outlook.every_months;
    let figures = [
        // First out of the way, so that the two are at no moment above one together.
        (Figure::ChanceRound, chances.map(|_| 0.0)),
        (Figure::ChanceFail, chances.map(|(_, fail)| fail)),
        (Figure::ChanceRound, chances.map(|(round, _)| round)),
        (Figure::ListedShare, stated(outlook.listed)),
        (
            Figure::EventHazard,
            every.map(|months| (12.0 / months).min(12.0)),
        ),
        (Figure::Dilution, stated(outlook.dilution)),
    ];
    let own = figures
        .into_iter()
        .filter_map(|(figure, value)| Some((figure, value?)))
        .try_fold(exits.clone(), |model, (figure, value)| {
            model.with(stage, figure, value)
        });
    own.map_or(Cow::Borrowed(exits), Cow::Owned)
}

/// The life of a private company from its stage on.
pub fn private_company(
    alternative: &Alternative,
    stage: Stage,
    value: f64,
    exits: &ExitModel,
    assumptions: &Assumptions,
) -> sim::PrivateCompany {
    let here = exits.hazards(stage);
    let volatility = alternative
        .company
        .volatility
        .map_or(here.volatility, |rate| rate.to_f64());
    let simulated = assumptions.settings.scenario == Scenario::Simulated;
    let drift = match (simulated, alternative.company.growth) {
        (true, Some(growth)) => growth.to_f64().max(-0.99).ln_1p(),
        (true, None) => assumptions.survivor_growth(&Hazards { volatility, ..here }),
        (false, _) => certain_drift(assumptions.settings.scenario, assumptions),
    };
    let mut stages = Vec::new();
    let mut at = stage;
    loop {
        let hazards = exits.hazards(at);
        let chances = hazards.yearly();
        stages.push(sim::Stage {
            odds: vec![if simulated {
                sim::Odds {
                    fail: chances.fail,
                    acquired: chances.acquired,
                    listed: chances.listed,
                    round: chances.round,
                }
            } else {
                sim::Odds::default()
            }],
            dilution: hazards.dilution,
            down_dilution: hazards.dilution,
        });
        if at.next() == at {
            break;
        }
        at = at.next();
    }
    sim::PrivateCompany {
        value,
        drift,
        volatility: if simulated { volatility } else { 0.0 },
        loading: if simulated {
            assumptions.private_loading
        } else {
            0.0
        },
        stages,
        yearly_dilution: 0.0,
        new_money: sim::NewMoney {
            multiple: 1.0,
            participating: false,
        },
        listing: sim::Listing {
            lockup: alternative
                .company
                .outlook
                .lockup_months
                .map_or(assumptions.lockup_years, |months| (months / 12.0).min(10.0)),
            discount: 0.0,
        },
        dismissed: if simulated {
            let stated = alternative.company.outlook.dismissed;
            stated.map_or(assumptions.dismissed_after_sale, |rate| rate.to_f64())
        } else {
            0.0
        },
        tenders: before_exit::tenders(alternative, assumptions),
    }
}

/// Steepest growth that the engine takes, either way.
const STEEPEST: f64 = 5.0;
/// The engine takes no event for certain; one path in a million waits a step more.
const ALL_BUT_CERTAIN: f64 = 0.999_999;

/// Sells a company in a step, `years` from now, for `multiple` times its value.
pub fn sell(company: &mut sim::PrivateCompany, multiple: f64, step: usize, years: f64) {
    company.volatility = 0.0;
    company.loading = 0.0;
    let years = years.max(1e-6);
    company.drift = (multiple.max(1e-9).ln() / years).clamp(-STEEPEST, STEEPEST);
    // What no growth reaches in the time is in the start, so that the sale is exact.
    company.value *= multiple / (company.drift * years).exp();
    let mut odds = vec![sim::Odds::default(); step];
    odds.push(sim::Odds {
        acquired: ALL_BUT_CERTAIN,
        ..sim::Odds::default()
    });
    for stage in &mut company.stages {
        stage.odds.clone_from(&odds);
    }
}
