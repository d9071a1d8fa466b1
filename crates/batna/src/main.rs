//! The command line: turns arguments into calls of the façade and prints what comes back.
#![allow(clippy::disallowed_methods)] // The binary reads its own arguments and terminal.

mod commands;
mod output;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::civil::Date;

use crate::output::Output;

/// Turns a written job offer into a counter its owner can defend.
///
/// Everything happens on this machine; nothing is sent anywhere.
#[derive(Parser)]
#[command(
    name = "batna",
    version,
    propagate_version = true,
    max_term_width = 100
)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options that every command takes.
#[derive(clap::Args, Clone)]
struct Globals {
    /// The case folder [default: the current folder]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        help_heading = "Global options"
    )]
    case: Option<PathBuf>,
    /// Print one JSON object on stdout and nothing else
    #[arg(long, global = true, help_heading = "Global options")]
    json: bool,
    /// See everything from this day, such as 2026-06-15
    #[arg(
        long,
        global = true,
        value_name = "DATE",
        help_heading = "Global options"
    )]
    as_of: Option<Date>,
    /// Seed of the simulation
    #[arg(long, global = true, value_name = "N", help_heading = "Global options")]
    seed: Option<u64>,
    /// Simulated paths
    #[arg(long, global = true, value_name = "N", help_heading = "Global options",
          value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    paths: Option<u32>,
    /// Threads of the simulation; results do not depend on it
    #[arg(long, global = true, value_name = "N", help_heading = "Global options",
          value_parser = threads)]
    threads: Option<usize>,
    /// Folder of imported market data
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        help_heading = "Global options"
    )]
    data: Option<PathBuf>,
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=256) => Ok(count),
        _ => Err("a number of threads from 1 to 256".into()),
    }
}

/// One variant a command, in the order people meet them; each has a file in `commands/`.
#[derive(Subcommand)]
enum Command {
    Demo(commands::starting::DemoArgs),
    Init(commands::starting::InitArgs),
    Check(commands::check::Args),
    Value(commands::valuing::ValueArgs),
    Compare(commands::valuing::CompareArgs),
    Floor(commands::valuing::FloorArgs),
    Plan(commands::planning::PlanArgs),
    Script(commands::planning::ScriptArgs),
    Brief(commands::planning::BriefArgs),
    Explain(commands::planning::ExplainArgs),
    Serve(commands::serve::Args),
    Heard(commands::heard::Args),
    Ledger(commands::ledger::Args),
    Letter(commands::letter::Args),
    Calendar(commands::calendar::Args),
    Practice(commands::practice::Args),
    Drill(commands::drill::Args),
    Outcome(commands::share::OutcomeArgs),
    Share(commands::share::ShareArgs),
    Export(commands::share::ExportArgs),
    Restore(commands::share::RestoreArgs),
    Market(Box<commands::market::Args>),
    Guide(commands::guide::Args),
    Tax(Box<commands::tax::Args>),
    Equity(Box<commands::equity::Args>),
    Meso(commands::meso::Args),
    Negotiate(commands::negotiate::Args),
    Mcp(commands::mcp::Args),
    Completions(commands::completions::Args),
    #[command(hide = true)]
    Manual(commands::completions::ManualArgs),
    Version(commands::version::Args),
}

fn main() -> ExitCode {
    // The reader of documents: before anything of the case, the clock or the environment is touched.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == batna_app::letters::CHILD)
    {
        return commands::letter::child();
    }
    let cli = Cli::parse();
    let workbench = batna_app::Workbench::new(batna_app::World::new(batna_app::WorldOptions {
        case: cli.globals.case.clone(),
        data: cli.globals.data.clone(),
        as_of: cli.globals.as_of,
        seed: cli.globals.seed,
        paths: cli.globals.paths,
        threads: cli.globals.threads,
    }));
    if let Some(Command::Mcp(args)) = &cli.command {
        // The protocol owns standard output, and the server keeps the workbench.
        let served = commands::mcp::run(args, workbench);
        let output = Output::new(true);
        return match served {
            Ok(()) => output.finish(),
            Err(failure) => output.fail(&failure),
        };
    }
    let mut output = Output::new(cli.globals.json);
    let Some(command) = &cli.command else {
        return match commands::standing::run(&workbench, &mut output) {
            Ok(()) => output.finish(),
            Err(failure) => output.fail(&failure),
        };
    };
    let result = match command {
        Command::Demo(args) => commands::starting::demo(args, &workbench, &mut output),
        Command::Init(args) => commands::starting::init(args, &workbench, &mut output),
        Command::Check(args) => commands::check::run(args, &workbench, &mut output),
        Command::Value(args) => commands::valuing::value(args, &workbench, &mut output),
        Command::Compare(args) => commands::valuing::compare(args, &workbench, &mut output),
        Command::Floor(args) => commands::valuing::floor(args, &workbench, &mut output),
        Command::Plan(args) => commands::planning::plan(args, &workbench, &mut output),
        Command::Script(args) => commands::planning::script(args, &workbench, &mut output),
        Command::Brief(args) => commands::planning::brief(args, &workbench, &mut output),
        Command::Explain(args) => commands::planning::explain(args, &workbench, &mut output),
        Command::Serve(args) => commands::serve::run(args, &workbench, &mut output),
        Command::Heard(args) => commands::heard::run(args, &workbench, &mut output),
        Command::Ledger(args) => commands::ledger::run(args, &workbench, &mut output),
        Command::Letter(args) => commands::letter::run(args, &workbench, &mut output),
        Command::Calendar(args) => commands::calendar::run(args, &workbench, &mut output),
        Command::Practice(args) => commands::practice::run(args, &workbench, &mut output),
        Command::Drill(args) => commands::drill::run(args, &workbench, &mut output),
        Command::Outcome(args) => commands::share::outcome(args, &workbench, &mut output),
        Command::Share(args) => commands::share::share(args, &workbench, &mut output),
        Command::Export(args) => commands::share::export(args, &workbench, &mut output),
        Command::Restore(args) => commands::share::restore(args, &workbench, &mut output),
        Command::Market(args) => commands::market::run(args, &workbench, &mut output),
        Command::Guide(args) => commands::guide::run(args, &workbench, &mut output),
        Command::Tax(args) => commands::tax::run(args, &workbench, &mut output),
        Command::Equity(args) => commands::equity::run(args, &workbench, &mut output),
        Command::Meso(args) => commands::meso::run(args, &workbench, &mut output),
        Command::Negotiate(args) => commands::negotiate::run(args, &workbench, &mut output),
        // Served above, before anything could be printed.
        Command::Mcp(_) => Ok(()),
        Command::Completions(args) => {
            commands::completions::run(args, <Cli as clap::CommandFactory>::command(), &mut output)
        }
        Command::Manual(args) => commands::completions::manual(
            args,
            <Cli as clap::CommandFactory>::command(),
            &workbench,
            &mut output,
        ),
        Command::Version(args) => commands::version::run(args, &workbench, &mut output),
    };
    match result {
        Ok(()) => output.finish(),
        Err(failure) => output.fail(&failure),
    }
}
