//! `batna tax`: what a year of pay leaves after tax, one household or a file of them.

mod amounts;

use std::collections::BTreeSet;
use std::path::PathBuf;

use batna_app::tax::TaxRequest;
use batna_app::{Failure, Workbench};
use batna_core::Scalar as _;
use batna_core::{Diagnostic, Money, Rate, Status, Trace};
use batna_params::Projection;
use batna_tax::batch::BatchOptions;
use batna_tax::{Deduction, Filing, Household};
use rust_decimal::Decimal;

use self::amounts::Amounts;
use crate::output::Output;

/// Compute the taxes of a year at a place, each with its sources
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna tax --place us-ca --year 2026 --filing single --wages 238000 --rsu 120k
  batna tax --place us-ny-nyc --year 2025 --filing joint --wages 300k --spouse-wages 120k --json
  batna tax --place us-nj --work-place us-ny --work-share 0.6 --year 2026 --wages 250k
  batna tax --place nl --year 2026 --wages 140k --choice dutch-ruling
  batna tax --batch households.csv --json > taxes.jsonl
  batna tax --list

Columns of --batch: place, year and filing; then, as wanted, deduction, dependents, other_dependents
and the amounts above, with _ for - (wages, iso_spread, pretax_401k). An empty cell is zero.")]
pub struct Args {
    /// Print the places with the years known of each, and the choices
    #[arg(long)]
    list: bool,
    /// Read one household a row from a CSV; `-` is the standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "place"])]
    batch: Option<PathBuf>,
    /// With --batch: compute the good rows although others are bad
    #[arg(long, requires = "batch")]
    keep_going: bool,
    /// Code of the place where the household lives, such as us-ca
    #[arg(long, value_name = "CODE", required_unless_present_any = ["list", "batch"])]
    place: Option<String>,
    /// Code of the place where the work is done, if elsewhere
    #[arg(long, value_name = "CODE")]
    work_place: Option<String>,
    /// Share of the wages earned there
    #[arg(
        long,
        value_name = "SHARE",
        default_value = "1",
        requires = "work_place"
    )]
    work_share: Decimal,
    /// Code of the place of the employer's office, for work at home by one's own choice: New
    /// York and some others tax it all the same
    #[arg(long, value_name = "CODE", conflicts_with = "work_place")]
    office: Option<String>,
    /// What the household has chosen or been given, such as dutch-ruling or
    /// student-loan=plan2; repeatable, and listed by --list
    #[arg(long = "choice", value_name = "KEY[=VALUE]")]
    choices: Vec<String>,
    /// Tax year; 2025 for one that is called 2025-26
    #[arg(long, value_name = "YEAR", required_unless_present_any = ["list", "batch"])]
    year: Option<i16>,
    /// single, joint, separate, head or surviving_spouse
    #[arg(long, value_name = "STATUS", default_value = "single", value_parser = filing)]
    filing: Filing,
    /// Children under 17
    #[arg(long, value_name = "N", default_value_t = 0)]
    dependents: u8,
    /// Other dependants
    #[arg(long, value_name = "N", default_value_t = 0)]
    other_dependents: u8,
    /// standard, itemise or best
    #[arg(long, value_name = "CHOICE", default_value = "best", value_parser = deduction)]
    deduction: Deduction,
    /// What to do past enacted law: refuse, frozen, or a rate such as 2.5% to index amounts by
    #[arg(long, value_name = "HOW", default_value = "frozen", value_parser = projection)]
    projection: Projection,
    /// Apply printed tax tables and whole-dollar rounding, where the place's are known
    #[arg(long)]
    tables: bool,
    /// Leave the steps out and print the taxes alone
    #[arg(long)]
    brief: bool,
    #[command(flatten)]
    amounts: Amounts,
}

fn filing(text: &str) -> Result<Filing, String> {
    text.parse()
        .map_err(|error: batna_tax::TaxError| error.to_string())
}

fn deduction(text: &str) -> Result<Deduction, String> {
    text.parse()
}

fn projection(text: &str) -> Result<Projection, String> {
    match text {
        "refuse" => Ok(Projection::Refuse),
        "frozen" => Ok(Projection::Frozen),
        rate => rate
            .parse::<Rate>()
            .map(Projection::Indexed)
            .map_err(|_| "it is refuse, frozen, or a rate such as 2.5%".into()),
    }
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if args.list {
        return list(workbench, output);
    }
    if let Some(file) = &args.batch {
        return batch(args, file, workbench, output);
    }
    let (Some(place), Some(year)) = (&args.place, args.year) else {
        return Err(Failure::usage(Diagnostic::error(
            "tax::place-and-year",
            "a place and a year are needed",
        )));
    };
    let (income, carry) = args.amounts.read()?;
    let answer = workbench.tax(&TaxRequest {
        place: place.clone(),
        work: args.work_place.clone(),
        work_share: args.work_share,
        office: args.office.clone(),
        year,
        household: Household {
            dependents: args.dependents,
            other_dependents: args.other_dependents,
            deduction: args.deduction,
            ..Household::new(args.filing)
        },
        choices: args.choices.clone(),
        income,
        carry,
        projection: args.projection,
        tables: args.tables,
    })?;
    if output.wants_json() {
        return output.json(&answer.report);
    }
    let report = &answer.report;
    let money = |amount: f64| {
        let amount = Decimal::from_f64_retain(amount)
            .unwrap_or_default()
            .round_dp(2);
        match report.currency.parse() {
            Ok(currency) => Money::new(amount, currency).to_string(),
            Err(_) => amount.to_string(),
        }
    };
    output.line(&format!(
        "{}, {}, {}",
        answer.place, report.year, report.filing
    ));
    if let Some(projection) = &report.projection {
        let topics: BTreeSet<&str> = report.projected.iter().map(|id| topic(id)).collect();
        let topics: Vec<&str> = topics.into_iter().collect();
        output.line(&format!("! {projection}: {}", topics.join(", ")));
    }
    output.line("");
    for (name, amount) in &report.income.0 {
        output.line(&format!(
            "  {:<44} {:>16}",
            name.replace('_', " "),
            money(*amount)
        ));
    }
    output.line("");
    for tax in &report.taxes {
        output.line(&format!("  {:<44} {:>16}", tax.name, money(tax.amount)));
        if !args.brief {
            for trace in answer.traces.iter().filter(|trace| trace.id == tax.id) {
                steps(trace, 4, output);
            }
        }
    }
    output.line("");
    output.line(&format!("  {:<44} {:>16}", "Total", money(report.total)));
    output.line(&format!("  {:<44} {:>16}", "Net", money(report.net)));
    let put_aside: f64 = report.put_aside().sum();
    if put_aside > 0.0 {
        let label = "of it put aside or paid before tax";
        output.line(&format!("    {label:<42} {:>16}", money(put_aside)));
    }
    output.line(&format!(
        "  {:<44} {:>15.2}%",
        "On the next unit of wages",
        report.marginal_rate * 100.0
    ));
    for (_, label, amount) in answer.carry.fields() {
        let amount = amount.round_dp(2);
        if !amount.is_zero() {
            let label = format!("{label} to later years");
            output.line(&format!("  {label:<44} {:>16}", money(amount.to_f64())));
        }
    }
    if let Some(april) = report.april {
        output.line("");
        for (label, amount) in [
            ("Due on bonus, shares and option spread", april.due),
            ("Withheld from them at flat rates", april.withheld),
            ("To pay in April", april.short),
        ] {
            output.line(&format!("  {label:<44} {:>16}", money(amount)));
        }
    }
    for note in &report.notes {
        output.line(&format!("  {note}"));
    }
    if !report.not_covered.is_empty() && !args.brief {
        output.line("");
        output.line("  Not covered, and so not in the figures:");
        for regime in &report.not_covered {
            output.line(&format!("    {}: {}", regime.name, regime.note));
        }
    }
    Ok(())
}

/// `us.ca.income` of `us.ca.income.amt.exemption`.
fn topic(id: &str) -> &str {
    match id.match_indices('.').nth(2) {
        Some((end, _)) => id.get(..end).unwrap_or(id),
        None => id,
    }
}

/// The steps of a tax, each indented under what it belongs to.
fn steps(trace: &Trace, indent: usize, output: &mut Output) {
    let pad = " ".repeat(indent);
    if let Some(rule) = &trace.rule {
        output.line(&format!("{pad}{rule}"));
    }
    for step in &trace.inputs {
        output.line(&format!("{pad}{}: {}", step.label, step.value));
        steps(step, indent + 2, output);
    }
    for parameter in &trace.parameters {
        output.line(&format!("{pad}[{}: {}]", parameter.id, parameter.source));
    }
    for note in &trace.notes {
        output.line(&format!("{pad}{note}"));
    }
}

fn list(workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let places = workbench.tax_places()?;
    if output.wants_json() {
        return output.json(&places);
    }
    for place in &places.places {
        let years: Vec<String> = place.years.iter().map(ToString::to_string).collect();
        output.line(&format!(
            "{:<23} {:<47} {}",
            place.place,
            place.name,
            years.join(" ")
        ));
    }
    output.line("");
    output.line("Choices, for --choice:");
    for choice in places.choices {
        let key = match choice.value {
            Some(_) => format!("{}=…", choice.key),
            None => choice.key.to_owned(),
        };
        let value = choice
            .value
            .map_or(String::new(), |value| format!(" ({value})"));
        output.line(&format!(
            "  {:<3} {key:<24} {}{value}",
            choice.country, choice.about
        ));
    }
    Ok(())
}

fn batch(
    args: &Args,
    file: &std::path::Path,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let bytes = workbench.read_input(file)?;
    let options = BatchOptions {
        file: file.display().to_string(),
        keep_going: args.keep_going,
        projection: args.projection,
        tables: args.tables,
    };
    let json = output.wants_json();
    if !json {
        output.line("place,year,filing,total,net,marginal_rate,status");
    }
    let mut failed = None;
    let problems = workbench.tax_batch(&bytes, &options, |report| {
        if json {
            if let Err(failure) = output.json_line(&report) {
                failed = Some(failure);
                return false;
            }
        } else {
            output.line(&format!(
                "{},{},{},{},{},{},{}",
                report.place,
                report.year,
                report.filing,
                report.total,
                report.net,
                report.marginal_rate,
                match report.status {
                    Status::Enacted => "enacted",
                    Status::Projected => "projected",
                }
            ));
        }
        true
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::input(problems))
    }
}
