//! `batna version`: what this program and its built-in data are.

use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Print the version and how many data files are built in
#[derive(clap::Args)]
#[command(after_help = "Example:\n  batna version --json")]
pub struct Args {}

pub fn run(_: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let about = workbench.about();
    if output.wants_json() {
        return output.json(&about);
    }
    output.line(&format!(
        "batna {} with {} data files",
        about.version, about.data_files
    ));
    Ok(())
}
