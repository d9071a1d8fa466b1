//! `batna value`, `compare` and `floor`: the first half of the straight path.

use batna_app::report::{comparison_document, floor_report_document, valuation_document};
use batna_app::{AppraisalOptions, Failure, Workbench};
use batna_value::assumptions::Scenario;

use crate::output::Output;

/// What may be changed about a valuation.
#[derive(clap::Args, Clone)]
pub struct Valuing {
    /// Instead of simulating: growth=10% (certain growth of every company) or
    /// discount=12% (equity at today's price, discounted)
    #[arg(long, value_name = "SCENARIO", value_parser = scenario)]
    scenario: Option<Scenario>,
    /// Riskless return a year, such as 4%
    #[arg(long, value_name = "RATE", value_parser = rate)]
    risk_free: Option<f64>,
    /// Years valued, from 1 to 10
    #[arg(long, value_name = "YEARS", value_parser = clap::value_parser!(u32).range(1..=10))]
    horizon: Option<u32>,
    /// Relative risk aversion: 0 counts only the mean, 4 is cautious
    #[arg(long, value_name = "NUMBER", value_parser = aversion)]
    risk_aversion: Option<f64>,
}

impl Valuing {
    pub fn options(&self) -> AppraisalOptions {
        AppraisalOptions {
            scenario: self.scenario.unwrap_or_default(),
            risk_free: self.risk_free,
            horizon_years: self.horizon,
            risk_aversion: self.risk_aversion,
        }
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: batna_core::Rate = text.parse().map_err(|error| format!("{error}"))?;
    let value = rate.to_f64();
    if (-0.5..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("a rate from -50% to 100%".into())
    }
}

fn scenario(text: &str) -> Result<Scenario, String> {
    match text.split_once('=') {
        Some(("growth", value)) => rate(value).map(Scenario::Growth),
        Some(("discount", value)) => rate(value).map(Scenario::DiscountedEquity),
        Some(("sale", value)) => match value.trim_end_matches('x').parse::<f64>() {
            Ok(multiple) if (0.0..=100.0).contains(&multiple) => Ok(Scenario::Sale(multiple)),
            _ => Err("a multiple of the last round's value from 0 to 100".into()),
        },
        _ => Err("growth=10%, sale=2 or discount=12%".into()),
    }
}

fn aversion(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=20.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 20".into()),
    }
}

/// What each offer is worth, and staying: headline, guaranteed, after tax, as ranges
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna value\n  batna value --json --seed 7 --paths 100000\n  batna value --scenario growth=10%"
)]
pub struct ValueArgs {
    #[command(flatten)]
    valuing: Valuing,
}

pub fn value(args: &ValueArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let opened = workbench.open()?.sound()?;
    let appraisal = workbench.appraise(&opened, args.valuing.options())?;
    if output.wants_json() {
        return output.json(&appraisal.valuation);
    }
    output.document(&valuation_document(&appraisal.valuation));
    Ok(())
}

/// Offers side by side: who wins on what, how often, and what would draw level
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  batna compare\n  batna compare --json")]
pub struct CompareArgs {
    #[command(flatten)]
    valuing: Valuing,
}

pub fn compare(
    args: &CompareArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let opened = workbench.open()?.sound()?;
    let appraisal = workbench.appraise(&opened, args.valuing.options())?;
    let comparison = appraisal.compare()?;
    if output.wants_json() {
        return output.json(&comparison);
    }
    output.document(&comparison_document(&comparison));
    Ok(())
}

/// Where to walk away, and what sets it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  batna floor\n  batna floor --risk-aversion 4 --json")]
pub struct FloorArgs {
    #[command(flatten)]
    valuing: Valuing,
}

pub fn floor(args: &FloorArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let opened = workbench.open()?.sound()?;
    let report = workbench.floor_report(&opened, args.valuing.options())?;
    if output.wants_json() {
        return output.json(&report);
    }
    output.document(&floor_report_document(&report));
    Ok(())
}
