//! `batna negotiate`: the strategy engine as an agent over JSON lines.

use std::time::Duration;

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
or {\"type\": \"error\", \"diagnostic\": {…}} for a line that cannot be read. A side that falls
silent is told {\"type\": \"end\"} once the patience is over.")]
pub struct Args {
    /// Speak JSON lines on standard input and output
    #[arg(long, required = true)]
    #[allow(dead_code)] // Its presence is all it says.
    stdio: bool,
    /// End after this many seconds without a whole line from the other side; 0 waits without end
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    patience: u32,
}

pub fn run(args: &Args, workbench: &Workbench, _: &mut Output) -> Result<(), Failure> {
    // Each answer is flushed: the other side waits for it.
    let patience = (args.patience > 0).then(|| Duration::from_secs(args.patience.into()));
    let input = std::io::BufReader::new(std::io::stdin());
    workbench.negotiate(input, &mut std::io::stdout().lock(), patience)
}
