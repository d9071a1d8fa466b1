//! `batna-cluster`: bands of pay from exported Parquet, here or on a cluster.
#![allow(clippy::disallowed_methods)] // It reads the clock for the day and writes to the terminal.

mod answer;
#[cfg(feature = "ballista")]
mod logging;

use std::io::Write;
#[cfg(feature = "ballista")]
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::sync::Arc;

use batna_cluster::failure::Failure;
#[cfg(feature = "ballista")]
use batna_cluster::serve::{Executor, Scheduler};
use batna_core::Diagnostic;
use clap::{Parser, Subcommand};

/// Bands of pay from the Parquet that `batna market export` writes, by Apache DataFusion.
///
/// The bands are those of the store on the same rows. For when one machine is outgrown:
/// the same question runs in this process or on an Apache Ballista cluster.
#[derive(Parser)]
#[command(name = "batna-cluster", version, arg_required_else_help = true)]
#[command(after_help = "Example:\n  batna market export pay.parquet\n  \
    batna-cluster band --local --data pay.parquet --role ml-engineer --country US")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The band of one cell, drawn toward wider ones where it is thin
    Band(answer::Band),
    /// The bands of all cells at once
    Bands(answer::Bands),
    /// Start the scheduler of a cluster
    #[cfg(feature = "ballista")]
    Scheduler(SchedulerArguments),
    /// Start an executor of a cluster; two or more survive the loss of one
    #[cfg(feature = "ballista")]
    Executor(ExecutorArguments),
}

#[cfg(feature = "ballista")]
#[derive(clap::Args)]
struct SchedulerArguments {
    /// Address to listen at; beyond this machine only in a network you trust, for no password is asked
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    #[arg(long, value_name = "PORT", default_value_t = 50050)]
    port: u16,
    /// Tell what is done, on stderr
    #[arg(long)]
    verbose: bool,
}

#[cfg(feature = "ballista")]
#[derive(clap::Args)]
struct ExecutorArguments {
    /// The scheduler, as host:port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050", value_parser = host_port)]
    scheduler: (String, u16),
    /// Address to listen at; beyond this machine only in a network you trust, for no password is asked
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Where parts of answers are fetched
    #[arg(long, value_name = "PORT", default_value_t = 50051)]
    port: u16,
    /// Where tasks are received [default: the port after the other]
    #[arg(long, value_name = "PORT")]
    task_port: Option<u16>,
    /// The name that other machines reach this one by [default: the address the scheduler sees]
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// Folder for parts of answers [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    work_dir: Option<String>,
    /// Tasks at a time [default: as many as there are processors]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    cores: usize,
    /// Tell what is done, on stderr
    #[arg(long)]
    verbose: bool,
}

/// `host:port`, as clap reads it.
fn host_port(text: &str) -> Result<(String, u16), String> {
    let (host, port) = text
        .rsplit_once(':')
        .ok_or("it is written host:port, such as 127.0.0.1:50050")?;
    let port = port.parse().map_err(|_| format!("`{port}` is no port"))?;
    if host.is_empty() {
        return Err("the host is missing".to_owned());
    }
    Ok((host.to_owned(), port))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(problems)) => {
            for problem in &problems {
                report(problem);
            }
            ExitCode::from(1)
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Failure::query(&e))?;
    match arguments.command {
        Command::Band(band) => band.run(Arc::new(runtime)),
        Command::Bands(bands) => bands.run(Arc::new(runtime)),
        #[cfg(feature = "ballista")]
        Command::Scheduler(asked) => {
            logging::start(asked.verbose);
            warn_of(asked.listen);
            announce(&format!(
                "scheduler at {}:{}; stop it with Ctrl-C",
                asked.listen, asked.port
            ));
            let scheduler = Scheduler {
                listen: asked.listen,
                port: asked.port,
            };
            runtime.block_on(scheduler.run())
        }
        #[cfg(feature = "ballista")]
        Command::Executor(asked) => {
            logging::start(asked.verbose);
            warn_of(asked.listen);
            let (scheduler_host, scheduler_port) = asked.scheduler;
            announce(&format!(
                "executor at {}:{} for {scheduler_host}:{scheduler_port}; stop it with Ctrl-C",
                asked.listen, asked.port
            ));
            let executor = Executor {
                listen: asked.listen,
                port: asked.port,
                task_port: asked.task_port.unwrap_or(asked.port.wrapping_add(1)),
                advertise: asked.advertise,
                scheduler_host,
                scheduler_port,
                work_dir: asked.work_dir,
                cores: asked.cores,
            };
            runtime.block_on(executor.run())
        }
    }
}

#[cfg(feature = "ballista")]
fn warn_of(listen: IpAddr) {
    if !listen.is_loopback() {
        report(
            &Diagnostic::warning(
                "cluster::open",
                format!(
                    "whoever reaches {listen} can run queries and read what this account can read"
                ),
            )
            .remedy("Listen only in a network whose machines are all trusted, behind a firewall."),
        );
    }
}

#[cfg(feature = "ballista")]
fn announce(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A diagnostic on stderr: what, where, what to do.
fn report(problem: &Diagnostic) {
    let word = match problem.severity {
        batna_core::Severity::Error => "error",
        batna_core::Severity::Warning => "warning",
        batna_core::Severity::Advice => "note",
    };
    let mut text = format!("{word}: {} [{}]\n", problem.message, problem.code);
    if let Some(place) = &problem.location {
        text += &format!(" --> {}\n", place.file);
    }
    if let Some(remedy) = &problem.remedy {
        text += &format!("  = help: {remedy}\n");
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}
