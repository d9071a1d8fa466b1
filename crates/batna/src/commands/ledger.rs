//! `batna ledger`: who said what, when, by which channel.

use batna_app::ledger::Saying;
use batna_app::{Failure, Workbench};
use jiff::civil::Date;

use super::heard::{channel, speaker};
use crate::output::Output;

/// Show who said what, or record it
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  batna ledger\n  batna ledger --offer acme\n  batna ledger add \"signing could go to 30k\" --offer acme --by recruiter --channel call\n  batna ledger add \"we do not share the cap table\" --offer acme --refused fully_diluted"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<What>,
    /// Only of this offer
    #[arg(long, value_name = "OFFER")]
    offer: Option<String>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Append a line; terms that can be read from it are recorded with it
    #[command(
        after_help = "Example:\n  batna ledger add \"signing could go to 30k\" --offer acme --by recruiter --channel call"
    )]
    Add(AddArgs),
}

#[derive(clap::Args)]
struct AddArgs {
    /// The words, as near as remembered
    said: String,
    /// me, recruiter, hiring-manager, executive or other
    #[arg(long, default_value = "recruiter", value_parser = speaker)]
    by: batna_app::ledger::Speaker,
    /// call, video, in-person, email, message or letter
    #[arg(long, default_value = "call", value_parser = channel)]
    channel: batna_app::ledger::Channel,
    /// Offer it is about
    #[arg(long, value_name = "OFFER")]
    offer: Option<String>,
    /// Day it was said [default: the day the case is seen from]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// A question they would not answer, by its key: strike, acceleration, fully_diluted
    #[arg(long, value_name = "KEY")]
    refused: Vec<String>,
    /// Not to be repeated to others
    #[arg(long)]
    confidential: bool,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if let Some(What::Add(add)) = &args.command {
        let entry = workbench.add_to_ledger(&Saying {
            said: add.said.clone(),
            by: add.by,
            channel: add.channel,
            offer: add.offer.clone(),
            date: add.date,
            confidential: add.confidential,
            refused: add.refused.clone(),
        })?;
        if output.wants_json() {
            return output.json(&serde_json::json!({
                "schema": "batna/ledger-add/1",
                "as_of": workbench.world().as_of(None),
                "entry": entry,
            }));
        }
        output.line(&format!("Recorded for {}: {}", entry.date, entry.said));
        for (field, value) in &entry.terms {
            output.line(&format!("  {field} = {value}"));
        }
        for field in &entry.refused {
            output.line(&format!(
                "  {field}: asked and refused; what it may be worth is taken wider against you, where that can be"
            ));
        }
        return Ok(());
    }
    let view = workbench.ledger(args.offer.as_deref())?;
    if output.wants_json() {
        return output.json(&view);
    }
    if view.entries.is_empty() {
        output.line("Nothing is recorded yet: batna ledger add \"…\" --offer NAME");
    }
    for entry in &view.entries {
        let offer = entry.offer.as_deref().unwrap_or("-");
        let paper = if entry.channel.is_written() {
            "written"
        } else {
            "spoken"
        };
        let open = if entry.unconfirmed {
            ", unconfirmed"
        } else {
            ""
        };
        output.line(&format!(
            "{}  {offer:<16} {:?}, {paper}{open}: {}",
            entry.date, entry.by, entry.said
        ));
        for (field, value) in &entry.terms {
            let letter = match entry.letter.get(field).map(String::as_str) {
                None => String::new(),
                Some("") => " (spoken; the letter is silent)".to_owned(),
                Some(written) => format!(" (spoken; the letter says {written})"),
            };
            output.line(&format!("            {field} = {value}{letter}"));
        }
        for field in &entry.refused {
            output.line(&format!("            {field}: asked and refused"));
        }
    }
    output.diagnostics(&view.contradictions);
    Ok(())
}
