//! `batna share`, `export`, `restore`, `outcome`: what leaves the case by its owner's hand.

use std::path::PathBuf;

use batna_app::sharing::{Sharing, SignedCard};
use batna_app::{Failure, Workbench};
use batna_core::Diagnostic;

use crate::output::Output;

/// Make a rounded comp card of an offer, after showing what it reveals
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna share acme                   show what a card would reveal\n  batna share acme -o card.json      write it, signed with a key of its own\n  batna share acme --without level,years -o card.json\n\nA friend takes it in with `batna market add --card card.json`."
)]
pub struct ShareArgs {
    offer: String,
    /// Name the company
    #[arg(long)]
    name: bool,
    /// What to leave out: stage, role, level, place, years, bonus, signing, equity
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    without: Vec<String>,
    /// Write the card
    #[arg(short = 'o', long = "out", value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn share(args: &ShareArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let sharing = workbench.card(&args.offer, args.name, &args.without)?;
    if output.wants_json() {
        write_card(args, &sharing, workbench)?;
        return output.json(&sharing);
    }
    output.line("The card reveals exactly this:");
    for line in &sharing.reveals {
        output.line(&format!("  {line}"));
    }
    output.line("");
    for warning in &sharing.warnings {
        output.line(&format!("  {warning}"));
    }
    output.line("");
    write_card(args, &sharing, workbench)?;
    match &args.out {
        Some(path) => output.line(&format!(
            "Wrote {}. Its key was made for it and is gone: nothing links it to your other cards.",
            path.display()
        )),
        None => output.line("Nothing was written; -o FILE writes it."),
    }
    Ok(())
}

fn write_card(args: &ShareArgs, sharing: &Sharing, workbench: &Workbench) -> Result<(), Failure> {
    let Some(path) = &args.out else {
        return Ok(());
    };
    let signed = SignedCard::sign(sharing.card.clone())?;
    let text = serde_json::to_string_pretty(&signed)
        .map_err(|error| Failure::internal(error.to_string()))?;
    workbench.write_report(path, &format!("{text}\n"))
}

/// Put the whole case into one file, encrypted with a passphrase
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna export case.age --encrypt --passphrase-file words.txt\n  batna export case.tar\n\nOther programs open it too: age -d case.age | tar x"
)]
pub struct ExportArgs {
    file: PathBuf,
    /// Encrypt (age format); the passphrase is the first line of --passphrase-file
    #[arg(long, requires = "passphrase_file")]
    encrypt: bool,
    /// File with the passphrase; `-` reads stdin
    #[arg(long, value_name = "FILE", requires = "encrypt")]
    passphrase_file: Option<PathBuf>,
}

/// Put an archive back into an empty folder
#[derive(clap::Args)]
#[command(after_help = "Example:\n  batna restore case.age my-case --passphrase-file words.txt")]
pub struct RestoreArgs {
    file: PathBuf,
    folder: PathBuf,
    /// File with the passphrase; `-` reads stdin
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// The passphrase: never an argument, which other users of the machine can see.
fn passphrase(path: Option<&PathBuf>) -> Result<Option<String>, Failure> {
    let Some(path) = path else {
        return Ok(None);
    };
    let read = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = read.map_err(|error| {
        Failure::usage(
            Diagnostic::error(
                "archive::passphrase",
                format!("{}: {}", path.display(), error.kind()),
            )
            .remedy("name a text file whose first line is the passphrase"),
        )
    })?;
    let first = text.lines().next().unwrap_or("").trim();
    if first.chars().count() < 8 {
        return Err(Failure::usage(
            Diagnostic::error(
                "archive::passphrase",
                "the passphrase is shorter than eight characters",
            )
            .remedy("use several words"),
        ));
    }
    Ok(Some(first.to_owned()))
}

pub fn export(
    args: &ExportArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let words = passphrase(args.passphrase_file.as_ref())?;
    let done = workbench.export(&args.file, words.as_deref())?;
    if output.wants_json() {
        return output.json(&done);
    }
    let how = if done.encrypted {
        "encrypted"
    } else {
        "NOT encrypted: it holds everything the case holds"
    };
    for one in &done.left_out {
        output.line(&format!("  left out: {one}"));
    }
    output.line(&format!(
        "Wrote {} ({} files, {how})",
        args.file.display(),
        done.files
    ));
    Ok(())
}

pub fn restore(
    args: &RestoreArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let words = passphrase(args.passphrase_file.as_ref())?;
    let done = workbench.restore(&args.file, &args.folder, words.as_deref())?;
    if output.wants_json() {
        return output.json(&done);
    }
    output.line(&format!(
        "Restored {} files into {}",
        done.files,
        args.folder.display()
    ));
    Ok(())
}

/// What was gained against the first offer; --accept records the offer as accepted
#[derive(clap::Args)]
#[command(after_help = "Example:\n  batna outcome acme --accept")]
pub struct OutcomeArgs {
    offer: String,
    /// Record it as accepted
    #[arg(long)]
    accept: bool,
}

pub fn outcome(
    args: &OutcomeArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let outcome = workbench.outcome(&args.offer, args.accept)?;
    if output.wants_json() {
        return output.json(&outcome);
    }
    if outcome.gained.is_empty() {
        output.line("The ledger shows no component that moved from their first word.");
    }
    for gained in &outcome.gained {
        let way = if gained.better { "better" } else { "worse" };
        output.line(&format!(
            "{:<18} {} -> {}  ({way})",
            gained.component, gained.first, gained.accepted
        ));
    }
    output.line("");
    for next in &outcome.next {
        output.line(&format!("- {next}"));
    }
    Ok(())
}
