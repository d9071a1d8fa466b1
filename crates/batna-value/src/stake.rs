//! Equity in a private company as the simulation sees it: shares vested by year, and
//! what one of them gets by the value of the company.
//!
//! Without a cap table, only the last round's preference is assumed: investors of the
//! round hold its usual part of the company at its price, one times, not participating.
//! Earlier rounds and any unusual terms need a cap table; the notes say so.
//! The simulation starts from the value at which that price is fair, not from the headline.
//! Leaves out: profit units, profits interests and phantom stock, which are shown and
//! not simulated.

use batna_case::model::{Acceleration, CompanyKind, GrantKind};
use batna_core::{Piecewise, Scalar};
use batna_equity::captable::{CapTable, Class};
use batna_equity::opm::Assumptions;
use batna_equity::waterfall::{ExitEvent, Waterfall};
use rust_decimal::Decimal;

use crate::alternative::Alternative;
use crate::assumptions::Scenario;
use crate::equity_model::{private_company, sell, stage_of};
use crate::evaluator::Evaluator;
use crate::flows::Flows;
use crate::holding::Holding;
use crate::opening::{Opening, opening};
use crate::sim;

/// Bounds of the time to an end that the option-pricing method supposes, in years.
const SHORTEST: f64 = 0.5;
const LONGEST: f64 = 10.0;

/// Why a holding is shown and not simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StakeGap {
    /// Taxed and sold as it vests; needs no stake.
    #[error("sold as it vests")]
    SoldAtVest,
    #[error("{0}")]
    Missing(String),
    #[error("{0} is shown as advertised and not simulated")]
    NotSimulated(&'static str),
    #[error("the cap table `{0}` could not be used: {1}")]
    CapTable(String, String),
}

/// What the alternative's company is to the simulation.
pub(crate) struct Stakes {
    pub private: Option<sim::PrivateCompany>,
    /// Where the company's value starts.
    pub opening: Option<Opening>,
    /// One a holding.
    pub stakes: Vec<Result<sim::Stake, StakeGap>>,
}

/// The company behind the stakes, and one stake (or the reason for none) a holding.
pub(crate) fn stakes(
    alternative: &Alternative,
    flows: &Flows,
    evaluator: &Evaluator<'_>,
) -> Stakes {
    let company = company(alternative, flows, evaluator);
    let me = evaluator.company_index(&alternative.id).unwrap_or(0);
    let stakes: Vec<_> = flows
        .holdings
        .iter()
        .map(|holding| {
            if holding.delivers_at_vest {
                return Err(StakeGap::SoldAtVest);
            }
            let kind = stake_kind(holding)?;
            if let Some(missing) = holding.missing.first() {
                return Err(StakeGap::Missing(missing.clone()));
            }
            let company = company.as_ref().map_err(Clone::clone)?;
            stake(holding, kind, flows, company, me, evaluator)
        })
        .collect();
    let used = stakes.iter().any(Result::is_ok);
    let (private, opening) = match company {
        Ok(company) if used => (Some(company.life), Some(company.opening)),
        _ => (None, None),
    };
    Stakes {
        private,
        opening,
        stakes,
    }
}

struct PrivateSide {
    life: sim::PrivateCompany,
    opening: Opening,
    payoff: Piecewise,
    listed: Piecewise,
}

fn company(
    alternative: &Alternative,
    flows: &Flows,
    evaluator: &Evaluator<'_>,
) -> Result<PrivateSide, StakeGap> {
    let missing = |what: &str| StakeGap::Missing(what.to_owned());
    if alternative.company.kind != CompanyKind::Private {
        return Err(missing(
            "whether the company is private or public (company.kind)",
        ));
    }
    let stage = stage_of(alternative)
        .ok_or_else(|| missing("the company's stage (company.stage), which sets the base rates"))?;
    let table = match &alternative.captable {
        Some(name) => Some(read_captable(name, evaluator)?),
        None => None,
    };
    let holding = flows
        .holdings
        .iter()
        .find(|holding| !holding.delivers_at_vest);
    let price = holding
        .and_then(|holding| holding.price)
        .or(alternative.company.share_price)
        .map(|price| price.amount());
    let valuation = alternative
        .company
        .valuation
        .map(|valuation| valuation.amount());
    let fully_diluted = table
        .as_ref()
        .and_then(|table| table.fully_diluted(true))
        .or_else(|| holding.and_then(|holding| holding.fully_diluted))
        .or_else(|| match (valuation, price) {
            (Some(value), Some(price)) if price > Decimal::ZERO => value.checked_div(price),
            _ => None,
        })
        .filter(|shares| *shares > Decimal::ZERO)
        .ok_or_else(|| missing("the number of fully diluted shares"))?;
    let value = price
        .and_then(|price| price.checked_mul(fully_diluted))
        .or(valuation)
        .filter(|value| *value > Decimal::ZERO)
        .ok_or_else(|| missing("the last preferred price or the company's valuation"))?;
    let table = match table {
        Some(table) => table,
        None => last_round_only(alternative, value, fully_diluted, stage, evaluator),
    };
    let name = alternative.captable.clone().unwrap_or_default();
    let refuse = |why: String| StakeGap::CapTable(name.clone(), why);
    let compiled = |event: ExitEvent| {
        Waterfall::compile_for(&table, event, None).map_err(|problems| {
            refuse(
                problems
                    .first()
                    .map_or_else(String::new, |p| p.message.clone()),
            )
        })
    };
    let payoff_of = |waterfall: &Waterfall| -> Result<Piecewise, StakeGap> {
        waterfall
            .common_payoff()
            .map_err(|error| refuse(error.to_string()))?
            .ok_or_else(|| refuse("it has no common stock".into()))
    };
    let sale = compiled(ExitEvent::Sale)?;
    let headline = value.to_f64();
    let assumed = option_pricing(alternative, stage, evaluator);
    let opening = opening(&table, &sale, price, headline, &assumed)
        .map_err(|error| refuse(error.to_string()))?;
    let start = match evaluator.assumptions.settings.scenario {
        Scenario::Simulated => opening.value,
        // These scenarios speak of today's price.
        Scenario::Growth(_) | Scenario::Sale(_) | Scenario::DiscountedEquity(_) => headline,
    };
    let mut life = private_company(
        alternative,
        stage,
        start,
        evaluator.exits,
        &evaluator.assumptions,
    );
    if let Scenario::Sale(multiple) = evaluator.assumptions.settings.scenario {
        let step = evaluator.step_of_year(flows.horizon.end().year());
        let years = evaluator.draws().times().get(step).copied();
        sell(&mut life, multiple, step, years.unwrap_or_default());
    }
    Ok(PrivateSide {
        life,
        opening,
        payoff: payoff_of(&sale)?,
        listed: payoff_of(&compiled(ExitEvent::Listing)?)?,
    })
}

/// What the option-pricing method supposes: the stage's volatility, and its mean time to an
/// end of any kind.
fn option_pricing(
    alternative: &Alternative,
    stage: batna_equity::exit_model::Stage,
    evaluator: &Evaluator<'_>,
) -> Assumptions {
    let hazards = evaluator.exits.hazards(stage);
    let ends = hazards.fail + hazards.acquired + hazards.listed;
    Assumptions {
        years: (1.0 / ends.max(1e-3)).clamp(SHORTEST, LONGEST),
        volatility: alternative
            .company
            .volatility
            .map_or(hazards.volatility, |rate| rate.to_f64())
            .clamp(0.0, 10.0),
        rate: evaluator.assumptions.risk_free,
        dividend: 0.0,
    }
}

fn read_captable(name: &str, evaluator: &Evaluator<'_>) -> Result<CapTable, StakeGap> {
    let refuse = |why: String| StakeGap::CapTable(name.to_owned(), why);
    let text = evaluator
        .captables
        .get(name)
        .ok_or_else(|| refuse("there is no such file under captables/".into()))?;
    let file = format!("captables/{name}.toml");
    CapTable::from_toml(&file, text)
        .map(|(table, _)| table)
        .map_err(|problems| {
            refuse(
                problems
                    .first()
                    .map_or_else(String::new, ToString::to_string),
            )
        })
}

/// One preferred class: the usual part of a round, at the round's price.
fn last_round_only(
    alternative: &Alternative,
    value: Decimal,
    fully_diluted: Decimal,
    stage: batna_equity::exit_model::Stage,
    evaluator: &Evaluator<'_>,
) -> CapTable {
    let part = Decimal::from_f64(evaluator.exits.hazards(stage).dilution.clamp(0.0, 0.9));
    let preferred = (fully_diluted * part).round_dp(0);
    let price = value / fully_diluted;
    let mut table = CapTable::new(alternative.employer.clone(), alternative.currency);
    table
        .classes
        .push(Class::common("common", fully_diluted - preferred));
    if preferred > Decimal::ZERO {
        table
            .classes
            .push(Class::preferred("last-round", preferred, price, 1));
    }
    table
}

fn stake_kind(holding: &Holding) -> Result<sim::StakeKind, StakeGap> {
    Ok(match holding.kind {
        GrantKind::Iso => sim::StakeKind::Iso,
        GrantKind::Nso | GrantKind::Options => sim::StakeKind::Nso,
        GrantKind::Rsu | GrantKind::Unknown => sim::StakeKind::DoubleTriggerRsu,
        GrantKind::Rsa => sim::StakeKind::Owned,
        GrantKind::ProfitUnits => return Err(StakeGap::NotSimulated("profit units")),
        GrantKind::ProfitsInterest => return Err(StakeGap::NotSimulated("a profits interest")),
        GrantKind::Phantom => return Err(StakeGap::NotSimulated("phantom stock")),
        GrantKind::Espp => return Err(StakeGap::NotSimulated("a stock purchase plan")),
    })
}

fn stake(
    holding: &Holding,
    kind: sim::StakeKind,
    flows: &Flows,
    company: &PrivateSide,
    me: usize,
    evaluator: &Evaluator<'_>,
) -> Result<sim::Stake, StakeGap> {
    let shares = holding
        .shares
        .ok_or_else(|| StakeGap::Missing("the number of shares or options".into()))?;
    let mut vested = vec![0.0; evaluator.draws().steps()];
    for event in &holding.events {
        if event.date > flows.horizon.end() {
            continue;
        }
        let from = evaluator.step_of_year(event.date.year());
        let amount = (shares * event.share).to_f64();
        for sum in &mut vested[from..] {
            *sum += amount;
        }
    }
    let grant = holding.grant.as_ref();
    let strike = holding
        .strike
        .map_or(0.0, |strike| strike.amount().to_f64());
    let fair = match grant.and_then(|grant| grant.fair_value) {
        Some(fair) => Piecewise::proportional(fair.amount().to_f64() / company.life.value),
        None => company.opening.fair.clone(),
    };
    let lapses_after = grant
        .and_then(|grant| grant.liquidity.as_ref())
        .and_then(|liquidity| liquidity.expires_months)
        .map(|months| {
            let years = i16::try_from(months / 12).unwrap_or(i16::MAX);
            let year = flows.horizon.start.year().saturating_add(years);
            evaluator.step_of_year(year)
        });
    Ok(sim::Stake {
        company: me,
        kind,
        vested,
        strike,
        paid: 0.0,
        payoff: company.payoff.clone(),
        listed: company.listed.clone(),
        fair,
        acceleration: match grant.and_then(|grant| grant.acceleration) {
            Some(Acceleration::Single) => 1.0,
            _ => 0.0,
        },
        lapses_after,
    })
}
