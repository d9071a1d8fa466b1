//! `batna calendar`: the case's days as an .ics file.

use std::path::PathBuf;

use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Deadlines, vesting, claw-back ends and elections as a calendar file
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna calendar                 list what comes next\n  batna calendar -o batna.ics    write the file that calendars import\n\nTitles hold no amount and no floor; an employer marked confidential is not named."
)]
pub struct Args {
    /// Write an .ics file
    #[arg(short = 'o', long = "out", value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let calendar = workbench.calendar()?;
    if let Some(path) = &args.out {
        workbench.write_report(path, &calendar.to_ics())?;
    }
    if output.wants_json() {
        return output.json(&calendar);
    }
    for entry in &calendar.entries {
        let repeats = match entry.repeats {
            Some((1, count)) if count > 1 => format!("  (every month, {count} times)"),
            Some((months, count)) if count > 1 => {
                format!("  (every {months} months, {count} times)")
            }
            _ => String::new(),
        };
        output.line(&format!("{}  {}{repeats}", entry.date, entry.title));
    }
    if calendar.entries.is_empty() {
        output.line("No day is ahead: offers need a deadline and a start.");
    }
    if !calendar.alignment.is_empty() {
        output.line("\nNot in line (for you; not in the calendar file):");
        for one in &calendar.alignment {
            output.line(&format!("  {}", one.advice));
        }
    }
    if let Some(path) = &args.out {
        output.line(&format!("\nWrote {}", path.display()));
    }
    Ok(())
}
