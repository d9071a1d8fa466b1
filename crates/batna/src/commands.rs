//! One file a command: its arguments, its help with an example, and what it prints.
//!
//! Each module has `Args` (a `clap::Args` whose doc comment is the help, with an
//! `after_help` example) and
//! `run(&Args, &Workbench, &mut Output) -> Result<(), Failure>`. A command asks the
//! workbench for a result and prints it; with `--json` it prints the result's one
//! documented object. To add a command: the file, the `mod` line here, and its
//! variant and arm in `main.rs`.

pub mod calendar;
pub mod check;
pub mod completions;
pub mod drill;
pub mod equity;
pub mod guide;
pub mod heard;
pub mod ledger;
pub mod letter;
pub mod market;
pub mod mcp;
pub mod meso;
pub mod negotiate;
pub mod planning;
pub mod practice;
pub mod serve;
pub mod share;
pub mod standing;
pub mod starting;
pub mod tax;
pub mod valuing;
pub mod version;
