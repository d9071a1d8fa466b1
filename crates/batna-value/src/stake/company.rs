//! The private company behind an alternative's equity: where its value starts, how it lives,
//! and what one common share of it gets.
//!
//! Without a cap table, only the last round's preference is assumed: investors of the
//! round hold its usual part of the company at its price, one times, not participating.
//! Earlier rounds and any unusual terms need a cap table; the notes say so.
//! The simulation starts from the value at which that price is fair, not from the headline.

use batna_case::model::CompanyKind;
use batna_core::{Piecewise, Scalar};
use batna_equity::captable::{CapTable, Class};
use batna_equity::opm::Assumptions;
use batna_equity::waterfall::{ExitEvent, Waterfall};
use rust_decimal::Decimal;

use super::StakeGap;
use crate::alternative::Alternative;
use crate::assumptions::Scenario;
use crate::equity_model::{private_company, sell, stage_of};
use crate::evaluator::Evaluator;
use crate::flows::Flows;
use crate::opening::{Opening, opening};
use crate::sim;

pub(super) struct PrivateSide {
    pub life: sim::PrivateCompany,
    pub opening: Opening,
    pub payoff: Piecewise,
    pub listed: Piecewise,
}

pub(super) fn company(
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
        years: (1.0 / ends.max(1e-3)).clamp(
            evaluator.assumptions.shortest_exit,
            evaluator.assumptions.longest_exit,
        ),
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
