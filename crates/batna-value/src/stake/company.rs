//! The private company behind an alternative's equity: where its value starts, how it lives,
//! and what one common share of it gets.
//!
//! Without a cap table, investors of the last round hold its usual part of the company at its
//! price, one times and not participating unless the offer says otherwise. Where it says what was
//! invested in all, earlier investors hold the rest of that money and the parts that usual rounds
//! gave them; all preferred shares rank together, which changes nothing for common. Without it
//! earlier rounds are left out; the notes say so. Where nothing but a share's price is known, the
//! number of shares cancels out of what one of them gets.
//! The simulation starts from the value at which that price is fair, not from the headline.

use batna_case::model::{self, CompanyKind};
use batna_core::{Piecewise, Scalar};
use batna_equity::captable::{CapTable, Class, Participation};
use batna_equity::exit_model::Stage;
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

/// Shares of a company of which only the price of one is known.
const ANY_NUMBER: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);

pub(super) struct PrivateSide {
    pub life: sim::PrivateCompany,
    pub opening: Opening,
    /// Of a share in the last round.
    pub headline: f64,
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
        .or_else(|| {
            let cancels = price.is_some() && alternative.company.invested.is_none();
            cancels.then_some(ANY_NUMBER)
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
        None => usual_rounds(alternative, value, fully_diluted, stage, evaluator),
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
        headline: headline / fully_diluted.to_f64(),
        payoff: payoff_of(&sale)?,
        listed: payoff_of(&compiled(ExitEvent::Listing)?)?,
    })
}

/// What the option-pricing method supposes: the stage's volatility, and its mean time to an
/// end of any kind.
fn option_pricing(
    alternative: &Alternative,
    stage: Stage,
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

/// Preferred shares as the offer states them, and as is usual where it does not.
fn usual_rounds(
    alternative: &Alternative,
    value: Decimal,
    fully_diluted: Decimal,
    stage: Stage,
    evaluator: &Evaluator<'_>,
) -> CapTable {
    let company = &alternative.company;
    let sold_at = |stage: Stage| evaluator.exits.hazards(stage).dilution.clamp(0.0, 0.9);
    let last = sold_at(stage);
    let price = value / fully_diluted;
    let count = |part: f64| (fully_diluted * Decimal::from_f64(part)).round_dp(0);
    let invested = company
        .invested
        .filter(|invested| invested.currency() == alternative.currency)
        .and_then(|invested| invested.amount().checked_div(price));
    let mut rounds = Vec::new();
    match invested {
        // Counted in shares at the last price, so that all of it is money of this company.
        Some(at_price) if at_price > count(last) => {
            let before = Stage::ALL
                .into_iter()
                .take_while(|earlier| *earlier < stage);
            let kept: f64 = before.map(|earlier| 1.0 - sold_at(earlier)).product();
            // At the seed there is no earlier round: its angels are taken to hold as much.
            let part = if kept < 1.0 { 1.0 - kept } else { last };
            let shares = count(part * (1.0 - last));
            let rest = (at_price - count(last)).checked_mul(price);
            if let Some(each) = rest.and_then(|rest| rest.checked_div(shares)) {
                rounds.push(("earlier-rounds", shares, each));
            }
            rounds.push(("last-round", count(last), price));
        }
        Some(at_price) => rounds.push(("last-round", at_price.round_dp(0), price)),
        None => rounds.push(("last-round", count(last), price)),
    }
    let preferred = rounds
        .iter()
        .fold(Decimal::ZERO, |sum, round| sum + round.1);
    let mut table = CapTable::new(alternative.employer.clone(), alternative.currency);
    let common = (fully_diluted - preferred).max(Decimal::ONE);
    table.classes.push(Class::common("common", common));
    for (id, shares, price) in rounds {
        if shares <= Decimal::ZERO {
            continue;
        }
        let mut class = Class::preferred(id, shares, price, 1);
        if let (Some(terms), Some(preference)) = (company.preferences, &mut class.preference) {
            preference.multiple = terms.multiple;
            preference.participation = match terms.participation {
                model::Participation::None => Participation::None,
                model::Participation::Full => Participation::Full,
                model::Participation::Capped(cap) => Participation::Capped(cap),
            };
        }
        table.classes.push(class);
    }
    table
}
