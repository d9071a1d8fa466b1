//! What maintainers run; files are read and written here by design.
#![allow(clippy::disallowed_methods)]

mod reference;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask build-reference DIR";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let result = match words.as_slice() {
        ["build-reference", from] => reference::build(Path::new(from), &root),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
