//! `batna equity`: vesting, a waterfall, and the option-pricing method, each on its own; and
//! what the equity of the case's offers brings, simulated.

use std::path::PathBuf;
use std::str::FromStr;

use batna_app::appraisal::AppraisalOptions;
use batna_app::equity::{OpmQuestion, VestView};
use batna_app::{Failure, Workbench};
use batna_core::{Money, Rate, Shares};
use batna_equity::opm::Assumptions;
use batna_equity::vesting::{Acceleration, Allocation, Facts, LeaveKind, Liquidity};
use batna_equity::waterfall::ExitEvent;
use batna_value::equity_outcome::EquitySpread;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::output::Output;

/// Vesting dates, exit waterfalls and share values of a cap table
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Vest(Vest),
    Waterfall(WaterfallArgs),
    Opm(Opm),
    Simulate(Simulate),
}

/// Print when the shares of a grant vest: of an offer of the case, or of a schedule
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna equity vest database-co --left 2028-06-30
  batna equity vest --shares 48000 --start 2026-09-01 --schedule \"4y monthly, 1y cliff\"
  batna equity vest --shares 1000 --start 2026-01-31 --schedule 5/15/40/40 --left 2028-06-30 --json")]
struct Vest {
    /// An offer of the case, or `stay` for the current job; otherwise give a schedule
    #[arg(value_name = "OFFER", conflicts_with_all = ["shares", "start", "schedule",
          "single_trigger", "double_trigger", "liquidity_within"])]
    offer: Option<String>,
    /// Shares, options or units
    #[arg(long, value_name = "N", required_unless_present = "offer")]
    shares: Option<Shares>,
    /// Day vesting starts
    #[arg(long, value_name = "DATE", required_unless_present = "offer")]
    start: Option<Date>,
    /// Such as "4y monthly, 1y cliff", "4y quarterly", "5/15/40/40"
    #[arg(long, value_name = "TEXT", required_unless_present = "offer")]
    schedule: Option<String>,
    /// OCF allocation: cumulative-round-down, cumulative-rounding, front-loaded, back-loaded,
    /// front-loaded-to-single-tranche, back-loaded-to-single-tranche, fractional
    #[arg(long, value_name = "MODE", value_parser = allocation, default_value = "cumulative-round-down")]
    allocation: Allocation,
    /// Last day of employment
    #[arg(long, value_name = "DATE")]
    left: Option<Date>,
    /// The employer ended it without cause
    #[arg(long, requires = "left")]
    without_cause: bool,
    /// Day the company is sold
    #[arg(long, value_name = "DATE")]
    sold: Option<Date>,
    /// Day the company lists
    #[arg(long, value_name = "DATE")]
    listed: Option<Date>,
    /// Part of the unvested that a sale vests at once, such as 25%
    #[arg(long, value_name = "RATE", conflicts_with = "double_trigger")]
    single_trigger: Option<Rate>,
    /// Part that vests when dismissed within a year of a sale
    #[arg(long, value_name = "RATE")]
    double_trigger: Option<Rate>,
    /// Delivered only at a sale or listing, and lapses this many months after the start without
    #[arg(long, value_name = "MONTHS")]
    liquidity_within: Option<u32>,
}

/// Print who gets what at an exit
#[derive(clap::Args)]
#[command(after_help = "Example:
  batna equity waterfall --captable captables/acme.toml --exit 60000000 --json")]
struct WaterfallArgs {
    /// A TOML file, or the folder of an Open Cap Format package
    #[arg(long, value_name = "FILE")]
    captable: PathBuf,
    /// Value of the company at the exit, in the table's currency
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    exit: Decimal,
    /// A listing, at which preferred converts, instead of a sale
    #[arg(long)]
    listing: bool,
}

/// Value classes by the option-pricing method, from a round's price or an equity value
#[derive(clap::Args)]
#[command(after_help = "Example:
  batna equity opm --captable captables/acme.toml --backsolve \"series-b 2.50\" --vol 0.6 --years 3 --rate 0.04 --json")]
struct Opm {
    /// A TOML file, or the folder of an Open Cap Format package
    #[arg(long, value_name = "FILE")]
    captable: PathBuf,
    /// A class and its price a share: "series-b 2.50"
    #[arg(long, value_name = "CLASS PRICE", value_parser = class_and_price,
          required_unless_present = "equity", conflicts_with = "equity")]
    backsolve: Option<(String, f64)>,
    /// Value of the whole equity, instead of a price
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    equity: Option<Decimal>,
    /// Volatility of the equity a year: 0.6 or 60%
    #[arg(long, value_name = "RATE", value_parser = fraction)]
    vol: f64,
    /// Years to an exit
    #[arg(long, value_name = "YEARS")]
    years: f64,
    /// Risk-free rate a year, continuous: 0.04 or 4%
    #[arg(long, value_name = "RATE", value_parser = fraction)]
    rate: f64,
    /// Dividend yield of the equity a year
    #[arg(long, value_name = "RATE", value_parser = fraction, default_value = "0")]
    dividend: f64,
}

fn allocation(text: &str) -> Result<Allocation, String> {
    Allocation::from_ocf(&text.to_ascii_uppercase().replace('-', "_"))
        .ok_or_else(|| format!("`{text}` is not an allocation mode of the Open Cap Format"))
}

fn amount(text: &str) -> Result<Decimal, String> {
    if let Ok(money) = Money::from_str(text) {
        return Ok(money.amount());
    }
    batna_core::money::parse_number(text).map_err(|error| error.to_string())
}

fn fraction(text: &str) -> Result<f64, String> {
    if let Ok(rate) = Rate::from_str(text) {
        return Ok(rate.to_f64());
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("`{text}` is not a rate such as 0.04 or 4%")),
    }
}

fn class_and_price(text: &str) -> Result<(String, f64), String> {
    let (class, price) = text
        .trim()
        .rsplit_once(char::is_whitespace)
        .ok_or("write a class and a price: \"series-b 2.50\"")?;
    let price = amount(price)?;
    Ok((
        class.trim().to_owned(),
        batna_core::scalar::decimal_to_f64(price),
    ))
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    match &args.command {
        Command::Vest(args) => vest(args, workbench, output),
        Command::Waterfall(args) => waterfall(args, workbench, output),
        Command::Opm(args) => opm(args, workbench, output),
        Command::Simulate(args) => simulate(args, workbench, output),
    }
}

fn vest(args: &Vest, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let kind = if args.without_cause {
        LeaveKind::WithoutCause
    } else {
        LeaveKind::Resigned
    };
    let facts = Facts {
        left: args.left.map(|date| (date, kind)),
        change_of_control: args.sold,
        listing: args.listed,
        ..Facts::default()
    };
    if let Some(offer) = &args.offer {
        return vest_case(offer, args.allocation, &facts, workbench, output);
    }
    // Without an offer the parser asks for all three.
    let (Some(shares), Some(start), Some(schedule)) = (args.shares, args.start, &args.schedule)
    else {
        return Ok(());
    };
    let adjust = |mut schedule: batna_equity::vesting::Schedule| {
        schedule.allocation = args.allocation;
        schedule.liquidity = args.liquidity_within.map(|months| Liquidity {
            within_months: Some(months),
            employed_at_event: false,
        });
        schedule.acceleration = match (args.single_trigger, args.double_trigger) {
            (Some(share), _) => Some(Acceleration::Single {
                share: share.fraction(),
            }),
            (_, Some(share)) => Some(Acceleration::Double {
                share: share.fraction(),
                months_before: 0,
                months_after: 12,
            }),
            _ => None,
        };
        schedule
    };
    let view = workbench.equity_vest(start, shares, schedule, adjust, &facts)?;
    if output.wants_json() {
        return output.json(&view);
    }
    print_vesting(&view, output);
    Ok(())
}

fn vest_case(
    offer: &str,
    allocation: Allocation,
    facts: &Facts,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let view = workbench.equity_vest_case(offer, allocation, facts)?;
    if output.wants_json() {
        return output.json(&view);
    }
    if view.grants.is_empty() {
        output.line("No grant.");
    }
    for grant in &view.grants {
        let assumed = if grant.assumed {
            ", schedule assumed"
        } else {
            ""
        };
        output.line(&format!("{} ({}{assumed})", grant.grant, grant.kind));
        for missing in &grant.missing {
            output.line(&format!("  not known: {missing}"));
        }
        if let Some(vesting) = &grant.vesting {
            print_vesting(vesting, output);
        }
    }
    Ok(())
}

fn print_vesting(view: &VestView, output: &mut Output) {
    for event in &view.events {
        let (shares, sum) = (event.shares.to_string(), event.cumulative.to_string());
        output.line(&format!("{}  {shares:>14}  {sum:>14}", event.date));
    }
    for (what, count) in [
        ("forfeited", &view.forfeited),
        ("lapsed", &view.lapsed),
        ("open", &view.open),
    ] {
        if count.as_f64() != Some(0.0) {
            output.line(&format!("{what:<10}  {:>14}", count.to_string()));
        }
    }
}

fn waterfall(
    args: &WaterfallArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let event = if args.listing {
        ExitEvent::Listing
    } else {
        ExitEvent::Sale
    };
    let view = workbench.equity_waterfall(&args.captable, args.exit, event)?;
    output.diagnostics(&view.warnings);
    if output.wants_json() {
        return output.json(&view);
    }
    output.line(&format!("Exit {} {}", view.exit, view.currency));
    for one in &view.deductions {
        output.line(&format!("  {:<24} {:>18}", one.id, one.amount.to_string()));
    }
    for one in &view.holders {
        let choice = match one.converts {
            Some(true) => "converts",
            Some(false) => "does not convert",
            None => "",
        };
        output.line(&format!(
            "  {:<24} {:>18}  {:>12} a share  {choice}",
            one.id,
            one.amount.to_string(),
            one.per_share.to_string()
        ));
    }
    output.line("Break points");
    for point in &view.breakpoints {
        let exit = point
            .exit
            .as_ref()
            .map_or_else(|| "-".into(), ToString::to_string);
        let events: Vec<String> = point
            .events
            .iter()
            .map(|event| format!("{} {}", event.id, event.what.label()))
            .collect();
        output.line(&format!("  {exit:>18}  {}", events.join("; ")));
    }
    for one in &view.ambiguities {
        output.line(&format!("  note: {}: {}", one.takers.join(", "), one.why));
    }
    Ok(())
}

fn opm(args: &Opm, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let question = match (&args.backsolve, args.equity) {
        (Some((class, price)), _) => OpmQuestion::Backsolve {
            class: class.clone(),
            price: *price,
        },
        (None, equity) => OpmQuestion::Equity(batna_core::scalar::decimal_to_f64(
            equity.unwrap_or_default(),
        )),
    };
    let assumptions = Assumptions {
        years: args.years,
        volatility: args.vol,
        rate: args.rate,
        dividend: args.dividend,
    };
    let view = workbench.equity_opm(&args.captable, &question, &assumptions)?;
    output.diagnostics(&view.warnings);
    if output.wants_json() {
        return output.json(&view);
    }
    output.line(&format!("Equity {} {}", view.equity_value, view.currency));
    for one in &view.classes {
        output.line(&format!(
            "  {:<24} {:>14} a share",
            one.id,
            one.per_share.to_string()
        ));
    }
    output.line(&format!(
        "Marketability discounts, none applied: Chaffe {:.1}%, Finnerty {:.1}%, Ghaidarov {:.1}%, Longstaff at most {:.1}%",
        view.dlom.chaffe * 100.0,
        view.dlom.finnerty * 100.0,
        view.dlom.ghaidarov * 100.0,
        view.dlom.longstaff * 100.0
    ));
    Ok(())
}

/// Simulate what the equity of an offer of the case brings after tax, also under stress
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna equity simulate
  batna equity simulate acme --json")]
struct Simulate {
    /// The offer; every open one where left out
    #[arg(value_name = "OFFER")]
    offer: Option<String>,
}

fn simulate(args: &Simulate, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let view = workbench.equity_simulate(args.offer.as_deref(), AppraisalOptions::default())?;
    if output.wants_json() {
        return output.json(&view);
    }
    for offer in &view.offers {
        let advertised = offer
            .advertised
            .map_or_else(|| "unknown".into(), |amount| format!("{amount:.0}"));
        output.line(&format!(
            "{} ({}), advertised {advertised} before tax",
            offer.employer, offer.currency
        ));
        for missing in &offer.missing {
            output.line(&format!("  not known: {missing}"));
        }
        let Some(simulated) = &offer.simulated else {
            output.line("  not simulated");
            continue;
        };
        if let Some(opening) = &simulated.opening {
            output.line(&format!(
                "  the company starts at {currency} {:.1} million by the option-pricing method \
                 (headline {:.1})",
                opening.value / 1e6,
                opening.headline / 1e6,
                currency = offer.currency
            ));
        }
        output.line(&format!(
            "  {:<24} {:>12} {:>12} {:>12} {:>12} {:>9} {:>9}",
            "after tax, present value", "p10", "p50", "p90", "certain", "nothing", "cost lost"
        ));
        let mut row = |name: &str, one: &EquitySpread| {
            output.line(&format!(
                "  {name:<24} {:>12.0} {:>12.0} {:>12.0} {:>12.0} {:>8.1}% {:>8.1}%",
                one.p10,
                one.p50,
                one.p90,
                one.certainty_equivalent,
                one.chance_of_nothing * 100.0,
                one.chance_of_losing_cost * 100.0
            ));
        };
        row("as expected", &simulated.outcome);
        for stressed in &simulated.stresses {
            row(stressed.id, &stressed.outcome);
        }
        output.line(&format!(
            "  {}; {} paths",
            simulated.method, simulated.paths
        ));
    }
    Ok(())
}
