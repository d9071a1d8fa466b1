//! `batna equity`: vesting, a waterfall, and the option-pricing method, each on its own; and
//! what the equity of the case's offers brings, simulated.

mod print;

use std::path::PathBuf;
use std::str::FromStr;

use batna_app::appraisal::AppraisalOptions;
use batna_app::equity::OpmQuestion;
use batna_app::{Failure, Workbench};
use batna_core::{Currency, Diagnostic, Money, Rate, Shares};
use batna_equity::opm::Assumptions;
use batna_equity::vesting::{Acceleration, Allocation, Facts, LeaveKind, Liquidity};
use batna_equity::waterfall::ExitEvent;
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
    #[arg(
        long,
        value_name = "N",
        required_unless_present = "offer",
        allow_hyphen_values = true
    )]
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
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_hyphen_values = true)]
    exit: Amount,
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
    backsolve: Option<(String, Amount)>,
    /// Value of the whole equity, instead of a price
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_hyphen_values = true)]
    equity: Option<Amount>,
    /// Volatility of the equity a year: 0.6 or 60%
    #[arg(long, value_name = "RATE", value_parser = volatility)]
    vol: f64,
    /// Years to an exit
    #[arg(long, value_name = "YEARS")]
    years: f64,
    /// Risk-free rate a year, continuous: 0.04 or 4%
    #[arg(long, value_name = "RATE", value_parser = yearly, allow_hyphen_values = true)]
    rate: f64,
    /// Dividend yield of the equity a year
    #[arg(long, value_name = "RATE", value_parser = yearly, default_value = "0")]
    dividend: f64,
}

fn allocation(text: &str) -> Result<Allocation, String> {
    Allocation::from_ocf(&text.to_ascii_uppercase().replace('-', "_"))
        .ok_or_else(|| format!("`{text}` is not an allocation mode of the Open Cap Format"))
}

/// An amount, and its currency where it is said.
#[derive(Clone, Copy)]
struct Amount {
    value: Decimal,
    currency: Option<Currency>,
}

impl Amount {
    /// Errors: it is said in another currency than the table's.
    fn in_table(self, currency: &str) -> Result<(), Failure> {
        match self.currency {
            Some(said) if said.code() != currency => Err(Failure::usage(
                Diagnostic::error(
                    "equity::currency",
                    format!("the amount is in {said}, the cap table in {currency}"),
                )
                .remedy(format!("Give the amount in {currency}.")),
            )),
            _ => Ok(()),
        }
    }
}

fn amount(text: &str) -> Result<Amount, String> {
    Ok(match Money::from_str(text) {
        Ok(money) => Amount {
            value: money.amount(),
            currency: Some(money.currency()),
        },
        Err(_) => Amount {
            value: batna_core::money::parse_number(text).map_err(|error| error.to_string())?,
            currency: None,
        },
    })
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

/// A yearly rate of return.
fn yearly(text: &str) -> Result<f64, String> {
    match fraction(text)? {
        rate if rate.abs() <= 1.0 => Ok(rate),
        rate => Err(format!(
            "{:.0}% a year is no rate to reckon with: write 4% or 0.04",
            rate * 100.0
        )),
    }
}

fn volatility(text: &str) -> Result<f64, String> {
    match fraction(text)? {
        volatility if (0.0..=10.0).contains(&volatility) => Ok(volatility),
        volatility => Err(format!(
            "a volatility of {:.0}% a year is out of reach: write 60% or 0.6",
            volatility * 100.0
        )),
    }
}

fn class_and_price(text: &str) -> Result<(String, Amount), String> {
    let text = text.trim();
    let wanted = "write a class and a price: \"series-b 2.50\"".to_owned();
    // The price may have a currency behind it, and a class blanks in its name.
    let splits = text.rmatch_indices(char::is_whitespace);
    splits
        .filter_map(|(at, _)| text.split_at_checked(at))
        .find_map(|(class, price)| Some((class.trim().to_owned(), amount(price.trim()).ok()?)))
        .ok_or(wanted)
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
    print::vesting(&view, output);
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
            print::vesting(vesting, output);
        }
    }
    Ok(())
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
    let view = workbench.equity_waterfall(&args.captable, args.exit.value, event)?;
    args.exit.in_table(&view.currency)?;
    output.diagnostics(&view.warnings);
    if output.wants_json() {
        return output.json(&view);
    }
    print::waterfall(&view, output);
    Ok(())
}

fn opm(args: &Opm, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let question = match (&args.backsolve, args.equity) {
        (Some((class, price)), _) => OpmQuestion::Backsolve {
            class: class.clone(),
            price: batna_core::scalar::decimal_to_f64(price.value),
        },
        (None, equity) => OpmQuestion::Equity(batna_core::scalar::decimal_to_f64(
            equity.map_or(Decimal::ZERO, |equity| equity.value),
        )),
    };
    let assumptions = Assumptions {
        years: args.years,
        volatility: args.vol,
        rate: args.rate,
        dividend: args.dividend,
    };
    let view = workbench.equity_opm(&args.captable, &question, &assumptions)?;
    let said = args.backsolve.as_ref().map(|(_, price)| *price);
    if let Some(said) = said.or(args.equity) {
        said.in_table(&view.currency)?;
    }
    output.diagnostics(&view.warnings);
    if output.wants_json() {
        return output.json(&view);
    }
    print::opm(&view, output);
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
    print::simulated(&view, output);
    Ok(())
}
