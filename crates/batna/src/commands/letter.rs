//! `batna letter`: read an offer letter, and set promises beside it.

use std::path::PathBuf;

use batna_app::letters::{LetterDiff, LetterRead};
use batna_app::{Failure, Workbench};

use crate::output::Output;

/// Read an offer letter, or set what was said beside it
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Propose an offer from a letter: each field with its sentence, and what is missing
    #[command(
        after_help = "Examples:\n  batna letter read letters/acme.pdf\n  batna letter read acme.eml --write\n  pbpaste | batna letter read -\n\nNothing is written without --write, and what is written stays unconfirmed."
    )]
    Read {
        /// PDF with text, DOCX, HTML, .eml or plain text; `-` reads stdin
        file: PathBuf,
        /// Write the proposed offer into the case, unconfirmed
        #[arg(long)]
        write: bool,
    },
    /// Promises and the offer's file beside the letter; clauses with what to ask
    #[command(after_help = "Example:\n  batna letter diff acme letters/acme-2.pdf")]
    Diff {
        /// Offer in the case
        offer: String,
        /// The letter [default: the last under letters/ that begins with the offer's name]
        file: Option<PathBuf>,
    },
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    match &args.command {
        What::Read { file, write } => {
            let read = workbench.read_letter(file, *write)?;
            if output.wants_json() {
                return output.json(&read);
            }
            show_read(&read, output);
        }
        What::Diff { offer, file } => {
            let diff = workbench.letter_diff(offer, file.as_deref())?;
            if output.wants_json() {
                return output.json(&diff);
            }
            show_diff(&diff, output);
        }
    }
    Ok(())
}

/// What a stranger wrote, without control characters.
fn safe(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(220).collect()
}

fn show_read(read: &LetterRead, output: &mut Output) {
    output.line(&format!(
        "Proposed from {} (check each against its sentence):",
        safe(&read.file)
    ));
    output.line("");
    for field in &read.proposal.fields {
        let sure = match field.confidence {
            batna_app::letters::Confidence::High => "",
            batna_app::letters::Confidence::Medium => "  (likely)",
            batna_app::letters::Confidence::Low => "  (check)",
        };
        output.line(&format!(
            "  {:<28} {}{sure}",
            field.path,
            safe(&field.value)
        ));
        if let Some(note) = &field.note {
            output.line(&format!("  {:<28}   {}", "", safe(note)));
        }
        output.line(&format!(
            "  {:<28}   line {}: {}",
            "",
            field.line,
            safe(&field.sentence)
        ));
    }
    if !read.proposal.contradictions.is_empty() {
        output.line("");
        output.line("The letter contradicts itself:");
        for one in &read.proposal.contradictions {
            output.line(&format!(
                "  {}: {} (line {}) and {} (line {})",
                one.path,
                safe(&one.first),
                one.first_line,
                safe(&one.second),
                one.second_line
            ));
        }
    }
    if !read.proposal.unread.is_empty() {
        output.line("");
        output.line("Amounts that were not understood:");
        for text in &read.proposal.unread {
            output.line(&format!("  {}", safe(text)));
        }
    }
    if !read.proposal.missing.is_empty() {
        output.line("");
        output.line("The letter does not say:");
        for missing in &read.proposal.missing {
            output.line(&format!("  {:<28} {}", missing.field, missing.ask));
        }
    }
    output.diagnostics(&read.left_out);
    output.line("");
    if read.written {
        output.line(&format!(
            "Wrote {}. It is unconfirmed: check it, then remove `unconfirmed = true`.",
            read.path
        ));
    } else {
        output.line(&format!(
            "Nothing was written. `--write` puts it into {} as unconfirmed.",
            read.path
        ));
    }
}

fn show_diff(diff: &LetterDiff, output: &mut Output) {
    use batna_app::letters::{Against, Kept};
    for (kept, title) in [
        (Kept::Missing, "Promised and not in the letter"),
        (Kept::Changed, "Changed"),
        (Kept::New, "New in the letter"),
        (Kept::Kept, "Kept"),
    ] {
        let lines: Vec<_> = diff.lines.iter().filter(|line| line.kept == kept).collect();
        if lines.is_empty() {
            continue;
        }
        output.line(&format!("{title}:"));
        for line in lines {
            let promised = line.promised.as_deref().map(safe);
            let letter = line.letter.as_deref().map(safe);
            let words = match (promised, letter) {
                (Some(said), Some(paper)) if kept == Kept::Changed => format!("{said} -> {paper}"),
                (Some(said), _) => said,
                (None, Some(paper)) => paper,
                (None, None) => String::new(),
            };
            let from = match (&line.from, line.date) {
                (Some(from), Some(date)) => format!("  ({from}, {date})"),
                (Some(from), None) => format!("  ({from})"),
                _ => String::new(),
            };
            output.line(&format!("  {:<28} {words}{from}", line.field));
        }
        output.line("");
    }
    for owed in &diff.owed_on_leaving {
        let how = if owed.prorated {
            "falling month by month"
        } else {
            "in full"
        };
        output.line(&format!(
            "Owed back on leaving up to {}: {} {}, {how}",
            owed.until, owed.what, owed.amount
        ));
        let days: Vec<String> = owed
            .leaving
            .iter()
            .map(|one| format!("{} {}", one.on, one.owed))
            .collect();
        output.line(&format!("    leaving on: {}", days.join("; ")));
    }
    output.line("");
    output.line(&format!(
        "Clauses (place: {}):",
        diff.place.as_deref().unwrap_or("not known")
    ));
    for walked in &diff.clauses {
        if walked.found.is_empty() && walked.ask.is_empty() {
            continue;
        }
        let state = if walked.found.is_empty() {
            "not in the letter"
        } else {
            ""
        };
        output.line(&format!("\n  {}  {state}", walked.label));
        for (line, text) in walked.found.iter().take(3) {
            output.line(&format!("    line {line}: {}", safe(text)));
        }
        for ask in &walked.ask {
            output.line(&format!("    ask: {ask}"));
        }
        for rule in &walked.law {
            output.line(&format!("    {}: {}", rule.place, rule.says));
            output.line(&format!("      ask: {}", rule.question));
            let checked = match (rule.checked, rule.against) {
                (Some(day), Some(Against::Text)) => format!("checked on {day} against its words"),
                (Some(day), _) => format!(
                    "checked on {day} against what others write of it; open it before relying on it"
                ),
                (None, _) => "from memory and not checked; open it before relying on it".to_owned(),
            };
            let from = rule
                .from
                .filter(|from| *from > diff.as_of)
                .map_or_else(String::new, |from| format!(", in force from {from}"));
            output.line(&format!(
                "      {}{from}; {checked}: {}",
                rule.source, rule.url
            ));
        }
    }
    output.line("");
    output.line(diff.note);
}

/// The hidden command: takes a document apart with nothing in reach.
pub fn child() -> std::process::ExitCode {
    confine();
    std::process::ExitCode::from(batna_app::letters::child())
}

/// Memory, time and files within limits: no file can be opened, nothing can be started.
#[cfg(unix)]
fn confine() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most: u64| Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    for (resource, most) in [
        (Resource::As, 1 << 30),
        (Resource::Cpu, 10),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        // Standard input, output and error are open; there is room for no other.
        (Resource::Nofile, 3),
    ] {
        if setrlimit(resource, limit(most)).is_err() {
            // A document is not opened without the limits.
            std::process::exit(70);
        }
    }
}

/// Other systems have no such limits; the parent's time limit and the empty surroundings remain.
#[cfg(not(unix))]
fn confine() {}
