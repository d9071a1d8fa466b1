//! `batna negotiate`: the strategy engine as an agent over JSON lines.

use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Negotiate a discrete domain over JSON lines, as an agent for benchmarks
#[derive(clap::Args)]
#[command(after_help = "Example:
  batna negotiate --stdio

Lines in:
  {\"type\": \"start\", \"issues\": [{\"name\": \"base\", \"values\": [\"200k\", \"210k\"]}],
   \"utility\": {\"base\": {\"200k\": 0, \"210k\": 1}}, \"reservation\": 0.2, \"steps\": 20,
   \"opponent_utility\": null}
  {\"type\": \"offer\", \"deal\": {\"base\": \"200k\"}, \"step\": 0}
An offer whose deal is null asks for the first move.

Lines out: {\"type\": \"counter\", \"deal\": {…}}, {\"type\": \"accept\"}, {\"type\": \"end\"},
or {\"type\": \"error\", \"diagnostic\": {…}} for a line that cannot be read.")]
pub struct Args {
    /// Speak JSON lines on standard input and output
    #[arg(long, required = true)]
    #[allow(dead_code)] // Its presence is all it says.
    stdio: bool,
}

pub fn run(_: &Args, workbench: &Workbench, _: &mut Output) -> Result<(), Failure> {
    // Each answer is flushed: the other side waits for it.
    workbench.negotiate(&mut std::io::stdin().lock(), &mut std::io::stdout().lock())
}
