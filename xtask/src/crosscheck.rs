//! Runs other people's tax models, pinned, over the households of
//! `tests/crosscheck/households.csv` and writes their answers beside it; with `equity`, QuantLib
//! over the options and discounts of `tests/suite/equity/quantlib.toml`.
//!
//! The Python must have the packages of `tests/crosscheck/requirements.txt`; the script
//! refuses other versions. What differs from ours, and who is right, is in
//! `tests/crosscheck/differences.md`.

use std::path::Path;
use std::process::Command;

use crate::Outcome;

pub fn run(root: &Path, arguments: &[&str]) -> Outcome {
    let (python, folder, written) = match arguments {
        [python] => (python, root.join("tests/crosscheck"), None),
        [python, "equity"] => (
            python,
            root.join("tests/crosscheck/equity"),
            Some(root.join("tests/suite/equity/quantlib.toml")),
        ),
        _ => {
            return Err(
                "crosscheck takes the Python to run: cargo xtask crosscheck VENV/bin/python \
                 [equity]"
                    .into(),
            );
        }
    };
    let status = Command::new(python)
        .arg(folder.join("run.py"))
        .arg(&folder)
        .args(written)
        .status()
        .map_err(|error| format!("{python}: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{python} ended with {status}"))
    }
}
