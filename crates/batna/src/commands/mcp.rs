//! `batna mcp`: tools for an assistant on standard input and output.

use batna_app::{Failure, Workbench};
use batna_mcp::Options;

/// Serve an assistant over the Model Context Protocol on standard input and output
#[derive(clap::Args)]
#[command(
    after_help = "Example, as most clients want it:\n  { \"command\": \"batna\", \"args\": [\"mcp\", \"--case\", \"/path/to/case\"] }\n\nThe server sends nothing anywhere; the client that starts it may send what it reads off the\nmachine. Read-only, without the floor and without names unless you allow them."
)]
pub struct Args {
    /// Let the assistant add offers and lines of the ledger; they stay unconfirmed
    #[arg(long)]
    write: bool,
    /// Let it read the floor, the accept-if and the model of the employer
    #[arg(long)]
    allow_floor: bool,
    /// Let it read the names of employers, and letters
    #[arg(long)]
    allow_names: bool,
}

/// Serves until the client leaves.
pub fn run(args: &Args, workbench: Workbench) -> Result<(), Failure> {
    batna_mcp::serve(
        workbench,
        Options {
            write: args.write,
            allow_floor: args.allow_floor,
            allow_names: args.allow_names,
        },
    )
}
