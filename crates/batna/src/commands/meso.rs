//! `batna meso`: several packages of a discrete domain, each on its exact frontier.

use std::path::PathBuf;

use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Find equal packages on the exact frontier of a discrete domain
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna meso --domain domain.json
  batna meso --batch < domains.jsonl

A domain:
  {\"issues\": [{\"name\": \"base\", \"values\": [\"200k\", \"210k\"]}],
   \"owner_utility\": {\"base\": {\"200k\": 0, \"210k\": 10}},
   \"other_utility\": {\"base\": {\"200k\": 8, \"210k\": 0}},
   \"reservation\": 0, \"target\": null, \"count\": 3}

Utilities add up over issues. The result is always JSON.")]
pub struct Args {
    /// A domain in JSON; - reads standard input
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    domain: Option<PathBuf>,
    /// Read one domain a line from standard input, print one result a line
    #[arg(long, conflicts_with = "domain")]
    batch: bool,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if let Some(file) = &args.domain {
        let bytes = workbench.read_input(file)?;
        let found = workbench.meso(&String::from_utf8_lossy(&bytes))?;
        return output.json(&found);
    }
    let sound = workbench.meso_batch(&mut std::io::stdin().lock(), &mut |line| {
        output.json_line(line)
    })?;
    output.set_code(u8::from(!sound));
    Ok(())
}
