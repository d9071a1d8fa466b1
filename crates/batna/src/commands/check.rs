//! `batna check`: every problem of a case in one pass.

use std::io::Write;

use batna_app::asking::Said;
use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Check the case: every problem at once, with file, line and remedy
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna check\n  batna check --case offers-2026 --json\n  batna check --ask\n\nExits with 1 where there is an error."
)]
pub struct Args {
    /// Ask what is missing, in short questions, and save each answer
    #[arg(long, conflicts_with = "json")]
    ask: bool,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if args.ask {
        let saved = workbench.ask(&mut std::io::stdin().lock(), &mut say)?;
        output.line(&match saved {
            0 => "Nothing was saved.".to_owned(),
            1 => "One answer is saved in the case.".to_owned(),
            _ => format!("{saved} answers are saved in the case."),
        });
        return Ok(());
    }
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

fn say(said: Said) {
    let mut out = std::io::stdout().lock();
    // A reader that has gone ends the output, not the questions.
    let _ = match said {
        Said::Line(line) => writeln!(out, "{line}"),
        Said::Question(question) => write!(out, "{question}"),
        Said::Refused(why) => writeln!(
            out,
            "  That was not taken: {}.{}",
            why.message,
            why.remedy
                .map_or(String::new(), |remedy| format!(" {remedy}"))
        ),
    }
    .and_then(|()| out.flush());
}
