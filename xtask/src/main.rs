//! What maintainers run: `cargo xtask COMMAND`. Files are read and written here by design.
//!
//! A command is a module and one line in the table below.
#![allow(clippy::disallowed_methods)]

mod check;
mod check_data;
mod crosscheck;
mod reference;
mod size;

use std::path::Path;
use std::process::ExitCode;

/// Why a command failed, in words; each problem on its line.
type Outcome = Result<(), String>;

struct Command {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(root: &Path, arguments: &[&str]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "check",
        arguments: "",
        about: "What a change must pass: format, lints, data, every test and the generated pages",
        run: check::run,
    },
    Command {
        name: "size",
        arguments: "[--strict]",
        about: "Clean release build time, binary size and cold start against their budgets",
        run: size::run,
    },
    Command {
        name: "build-reference",
        arguments: "DIR",
        about: "Re-express public wages, price parities and exchange rates under data/reference",
        run: |root, arguments| match arguments {
            [from] => reference::build(Path::new(from), root).map_err(|error| error.to_string()),
            _ => Err("build-reference takes one folder".into()),
        },
    },
    Command {
        name: "check-data",
        arguments: "",
        about: "Refuse parameters without source, with a gap in time, or of unknown unit",
        run: check_data::run,
    },
    Command {
        name: "crosscheck",
        arguments: "PYTHON",
        about: "Run the pinned tax models with this Python and write their answers to tests/crosscheck",
        run: crosscheck::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let known = words
        .first()
        .and_then(|name| COMMANDS.iter().find(|command| command.name == *name));
    let Some(command) = known else {
        eprintln!("usage: cargo xtask COMMAND");
        for command in COMMANDS {
            eprintln!(
                "  {} {}\n      {}",
                command.name, command.arguments, command.about
            );
        }
        return ExitCode::from(2);
    };
    match (command.run)(&root, words.get(1..).unwrap_or_default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
