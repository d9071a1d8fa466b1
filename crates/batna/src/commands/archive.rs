//! `batna export` and `batna restore`: a case as one file.

use std::path::PathBuf;

use batna_app::{Failure, Workbench};
use batna_core::Diagnostic;

use crate::output::Output;

const VARIABLE: &str = "BATNA_PASSPHRASE";

/// Write the case to one file, encrypted where asked
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna export case.zip\n  batna export case.age --encrypt\n\nThe passphrase is asked for, or taken from BATNA_PASSPHRASE. An encrypted archive opens with any\nprogram that reads the age format; without the passphrase, nobody can open it."
)]
pub struct ExportArgs {
    /// A new file; one that is there is left alone
    file: PathBuf,
    /// Encrypt by a passphrase, in the age format
    #[arg(long)]
    encrypt: bool,
}

pub fn export(
    args: &ExportArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let passphrase = if args.encrypt { Some(ask(true)?) } else { None };
    let archived = workbench.export(&args.file, passphrase.as_deref())?;
    if output.wants_json() {
        return output.json(&archived);
    }
    output.line(&format!(
        "{} files are in {}{}",
        archived.files.len(),
        args.file.display(),
        if archived.encrypted {
            ", encrypted"
        } else {
            "; anybody who has it can read it"
        }
    ));
    Ok(())
}

/// Bring a case back from an archive, into a folder that is new or empty
#[derive(clap::Args)]
#[command(after_help = "Example:\n  batna restore case.age my-case")]
pub struct RestoreArgs {
    /// What `batna export` wrote
    file: PathBuf,
    /// Folder to restore into; one that holds anything is left alone
    folder: PathBuf,
}

pub fn restore(
    args: &RestoreArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let archived = workbench.restore(&args.file, &args.folder, || ask(false))?;
    if output.wants_json() {
        return output.json(&archived);
    }
    output.line(&format!(
        "{} files are in {}",
        archived.files.len(),
        args.folder.display()
    ));
    Ok(())
}

/// A passphrase from the environment, or typed without being shown; twice where it is new.
fn ask(new: bool) -> Result<String, Failure> {
    if let Ok(passphrase) = std::env::var(VARIABLE) {
        return Ok(passphrase);
    }
    let typed = |prompt: &str| {
        rpassword::prompt_password(prompt).map_err(|_| {
            Failure::usage(
                Diagnostic::error("archive::no-passphrase", "no passphrase can be typed here")
                    .remedy(format!("set {VARIABLE}")),
            )
        })
    };
    let passphrase = typed("Passphrase: ")?;
    if new && passphrase != typed("Again: ")? {
        return Err(Failure::usage(
            Diagnostic::error("archive::passphrases-differ", "the two passphrases differ")
                .remedy("type the same one twice"),
        ));
    }
    Ok(passphrase)
}
