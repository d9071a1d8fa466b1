//! How companies move and live: growth and jumps of a share, rounds and ends of a private company.

use super::super::before_exit::tender_plan;
use super::super::draws::{Draws, Stream};
use super::super::elementary::{exp, ln};
use super::super::error::{SimError, within};
use super::super::program::{self, PrivateCompany, PublicCompany};
use super::{JumpPlan, LifePlan, MOST_JUMPS, Motion, Move, StagePlan};

/// Chance over `years` of what has chance `odds` in one year.
pub(crate) fn chance_over(odds: f64, years: f64) -> f64 {
    if (years - 1.0).abs() < 1e-12 {
        odds
    } else {
        1.0 - exp(years * ln(1.0 - odds))
    }
}

pub(crate) fn motion(
    company: &PublicCompany,
    draws: &Draws,
    at: usize,
    lengths: &[f64],
) -> Result<Motion, SimError> {
    within("drift", "in [-5, 5] a year", company.drift, -5.0, 5.0)?;
    within("volatility", "in [0, 5]", company.volatility, 0.0, 5.0)?;
    within(
        "the loading on the market",
        "in [-1, 1]",
        company.loading,
        -1.0,
        1.0,
    )?;
    let own = (1.0 - company.loading * company.loading).sqrt();
    let mut expected_jumps = 0.0;
    let jumps = match company.jumps {
        None => None,
        Some(jumps) => {
            within(
                "the rate of jumps",
                "in [0, 10] a year",
                jumps.rate,
                0.0,
                10.0,
            )?;
            within("the mean jump", "in [-5, 2]", jumps.mean, -5.0, 2.0)?;
            within(
                "the deviation of jumps",
                "in [0, 2]",
                jumps.deviation,
                0.0,
                2.0,
            )?;
            let mean_factor = exp(jumps.mean + 0.5 * jumps.deviation * jumps.deviation);
            expected_jumps = jumps.rate * (mean_factor - 1.0);
            let count = lengths
                .iter()
                .map(|years| poisson(jumps.rate * years))
                .collect::<Result<_, _>>()?;
            Some(JumpPlan {
                count_key: draws.key(Stream::JumpCount, at),
                size_key: draws.key(Stream::JumpSize, at),
                count,
                mean: jumps.mean,
                deviation: jumps.deviation,
            })
        }
    };
    let by_step = lengths
        .iter()
        .map(|years| {
            let spread = company.volatility * years.sqrt();
            let log_drift =
                company.drift - expected_jumps - 0.5 * company.volatility * company.volatility;
            Move {
                market: spread * company.loading,
                own: spread * own,
                shift: log_drift * years,
            }
        })
        .collect();
    Ok(Motion {
        key: draws.key(Stream::Idiosyncratic, at),
        by_step,
        jumps,
    })
}

/// Distribution function of a Poisson count, up to where it rounds to 1.
fn poisson(mean: f64) -> Result<Vec<f64>, SimError> {
    within(
        "the number of jumps expected in a step",
        "at most 20",
        mean,
        0.0,
        20.0,
    )?;
    let mut term = exp(-mean);
    let mut sum = term;
    let mut cdf = vec![sum];
    for k in 1..MOST_JUMPS {
        term *= mean / k as f64;
        sum += term;
        cdf.push(sum);
        if 1.0 - sum < 1e-11 {
            break;
        }
    }
    Ok(cdf)
}

pub(super) fn life(
    company: &PrivateCompany,
    draws: &Draws,
    at: usize,
    motion: usize,
    lengths: &[f64],
) -> Result<LifePlan, SimError> {
    within(
        "the value of a company",
        "from 0 to 10^15",
        company.value,
        0.0,
        1e15,
    )?;
    let part = |what, value| within(what, "in [0, 1)", value, 0.0, 0.999_999);
    part("yearly dilution", company.yearly_dilution)?;
    within(
        "the preference of new money",
        "in [0, 20]",
        company.new_money.multiple,
        0.0,
        20.0,
    )?;
    within(
        "the lock-up",
        "in [0, 10] years",
        company.listing.lockup,
        0.0,
        10.0,
    )?;
    within(
        "the discount after a listing",
        "in [0, 1]",
        company.listing.discount,
        0.0,
        1.0,
    )?;
    let dismissed = company.dismissed;
    within(
        "the chance of dismissal after a sale",
        "in [0, 1]",
        dismissed,
        0.0,
        1.0,
    )?;
    if company.stages.is_empty() {
        return Err(SimError::Empty);
    }
    let mut stages = Vec::with_capacity(company.stages.len());
    for stage in &company.stages {
        part("dilution at a round", stage.dilution)?;
        part("dilution at a down round", stage.down_dilution)?;
        let Some(last) = stage.odds.last() else {
            return Err(SimError::Empty);
        };
        let mut below = Vec::with_capacity(lengths.len());
        for (k, years) in lengths.iter().enumerate() {
            below.push(thresholds(stage.odds.get(k).unwrap_or(last), *years)?);
        }
        stages.push(StagePlan {
            below,
            dilution: stage.dilution,
            down_dilution: stage.down_dilution,
        });
    }
    let keep = lengths
        .iter()
        .map(|years| 1.0 - chance_over(company.yearly_dilution, *years))
        .collect();
    Ok(LifePlan {
        motion,
        key: draws.key(Stream::Exit, at),
        value: company.value,
        stages,
        keep,
        new_money: company.new_money,
        dismissed: company.dismissed,
        tenders: company
            .tenders
            .filter(|tenders| tenders.chance > 0.0)
            .map(|tenders| tender_plan(&tenders, draws.key(Stream::Tender, at), lengths))
            .transpose()?,
    })
}

/// Competing hazards: the year's chances, constant within the year, over a step's length.
fn thresholds(odds: &program::Odds, years: f64) -> Result<[f64; 4], SimError> {
    let each = [odds.fail, odds.acquired, odds.listed, odds.round];
    for p in each {
        within("the odds of an event", "in [0, 1)", p, 0.0, 0.999_999)?;
    }
    let sum: f64 = each.iter().sum();
    if sum >= 0.999_999_5 {
        return Err(SimError::Odds(sum));
    }
    let scale = if sum > 0.0 {
        chance_over(sum, years) / sum
    } else {
        0.0
    };
    let mut total = 0.0;
    Ok(each.map(|p| {
        total += p * scale;
        total
    }))
}
