//! `cargo xtask check`: everything that a change must pass, in the order that fails soonest.
//!
//! The tests hold the guards of the generated pages and schemas, so drift fails here
//! as well; `BATNA_BLESS=1 cargo test -p batna-app -p batna-case` writes them anew.

use std::path::Path;
use std::process::Command;

use crate::{Outcome, check_data};

/// Cargo's arguments of each step.
const STEPS: &[&[&str]] = &[
    &["fmt", "--all", "--check"],
    &[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "--deny",
        "warnings",
    ],
    &["test", "--workspace", "--locked", "--quiet"],
];

pub fn run(root: &Path, arguments: &[&str]) -> Outcome {
    if !arguments.is_empty() {
        return Err("check takes no arguments".into());
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    check_data::run(root, &[])?;
    for step in STEPS {
        eprintln!("cargo {}", step.join(" "));
        let status = Command::new(&cargo)
            .args(*step)
            .current_dir(root)
            .status()
            .map_err(|error| format!("cargo could not be started: {error}"))?;
        if !status.success() {
            return Err(format!("failed: cargo {}", step.join(" ")));
        }
    }
    Ok(())
}
