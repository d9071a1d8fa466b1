//! `batna check`: every problem of a case in one pass.

use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Check the case: every problem at once, with file, line and remedy
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna check\n  batna check --case offers-2026 --json\n\nExits with 1 where there is an error."
)]
pub struct Args {}

pub fn run(_: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let report = workbench.check();
    output.set_code(u8::from(!report.ok));
    if output.wants_json() {
        return output.json(&report);
    }
    for diagnostic in &report.diagnostics {
        output.diagnostic_here(diagnostic);
    }
    let count = |number: usize, what: &str| {
        format!("{number} {what}{}", if number == 1 { "" } else { "s" })
    };
    output.line(&format!(
        "{}: {}, {}; seen from {}",
        count(report.offers, "offer"),
        count(report.errors, "error"),
        count(report.warnings, "warning"),
        report.as_of
    ));
    Ok(())
}
