//! `batna completions`, and the man pages and command reference made from the same source.

use batna_app::{Failure, Workbench};
use batna_core::Diagnostic;
use clap::Command;
use clap_complete::Shell;

use crate::output::Output;

/// Print completions for a shell
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna completions bash > ~/.local/share/bash-completion/completions/batna\n  batna completions zsh > ~/.zfunc/_batna\n  batna completions fish > ~/.config/fish/completions/batna.fish"
)]
pub struct Args {
    /// bash, zsh, fish, elvish or powershell
    shell: Shell,
}

pub fn run(args: &Args, mut program: Command, output: &mut Output) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut program, "batna", &mut text);
    output.line(String::from_utf8_lossy(&text).trim_end());
    Ok(())
}

/// Write the man pages into a folder, or print the command reference
#[derive(clap::Args)]
pub struct ManualArgs {
    /// Folder for the man pages; without it, the reference is printed as Markdown
    folder: Option<std::path::PathBuf>,
}

pub fn manual(
    args: &ManualArgs,
    program: Command,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut program = program;
    program.build();
    let Some(folder) = &args.folder else {
        output.line(reference(&program).trim_end());
        return Ok(());
    };
    for (name, command) in commands(&program, "") {
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone().disable_help_subcommand(true))
            .render(&mut page)
            .map_err(|error| Failure::internal(format!("a page could not be made: {error}")))?;
        let text = String::from_utf8(page).map_err(|_| {
            Failure::from(Diagnostic::error("manual::not-text", "a page is not text"))
        })?;
        let file = folder.join(format!("{}.1", name.replace(' ', "-")));
        workbench.write_report(&file, &text)?;
    }
    Ok(())
}

/// Every command that is shown, parents first, with its full name.
fn commands<'a>(command: &'a Command, above: &str) -> Vec<(String, &'a Command)> {
    let name = format!("{above}{}", command.get_name());
    let mut all = vec![(name.clone(), command)];
    for sub in command.get_subcommands() {
        if !sub.is_hide_set() && sub.get_name() != "help" {
            all.extend(commands(sub, &format!("{name} ")));
        }
    }
    all
}

/// The reference of all commands, as Markdown.
fn reference(program: &Command) -> String {
    let mut text = String::from(
        "# Commands\n\nMade by `batna manual` from the definitions of the commands; do not edit.\nEvery command takes the global options, shown once.\n",
    );
    for (name, command) in commands(program, "") {
        let mut command = command.clone().max_term_width(100).term_width(100);
        if name != "batna" {
            // The global options are the same everywhere.
            let shared: Vec<clap::Id> = command
                .get_arguments()
                .filter(|argument| argument.is_global_set())
                .map(|argument| argument.get_id().clone())
                .collect();
            for id in shared {
                command = command.mut_arg(id, |argument| argument.hide(true));
            }
        }
        let help = command.render_long_help().to_string();
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        text.push_str(&format!(
            "\n## `{name}`\n\n```text\n{}\n```\n",
            lines.join("\n").trim_end()
        ));
    }
    text
}
