//! `cargo xtask size`: how heavy the program is, against its budgets.
//!
//! The release build is made from nothing in a folder of its own, so that the time is
//! that of a first build; crates are fetched before the clock starts. Budgets are for
//! two cores: `--strict` makes a figure over budget a failure, else it is only marked.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Outcome;

const BUILD_SECONDS: f64 = 300.0;
const BINARY_MEGABYTES: f64 = 30.0;
const CHECK_MILLISECONDS: f64 = 15.0;
/// Runs of `batna check`, each a new process.
const RUNS: usize = 50;

pub fn run(root: &Path, arguments: &[&str]) -> Outcome {
    let strict = match arguments {
        [] => false,
        ["--strict"] => true,
        _ => return Err("size takes --strict or nothing".into()),
    };
    let target = root.join("target/size");
    if target.exists() {
        std::fs::remove_dir_all(&target)
            .map_err(|error| format!("the earlier build stays: {error}"))?;
    }
    cargo(root, &target, &["fetch", "--locked"])?;
    let start = Instant::now();
    let build = ["build", "--release", "--locked", "--package", "batna"];
    cargo(root, &target, &build)?;
    let seconds = start.elapsed().as_secs_f64();

    let binary = target.join("release").join("batna");
    let bytes = std::fs::metadata(&binary)
        .map_err(|error| format!("{}: {error}", binary.display()))?
        .len();
    let case = target.join("case");
    // The demo writes the case that is then checked.
    done(Command::new(&binary).arg("demo").arg(&case))?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        done(Command::new(&binary).arg("check").arg("--case").arg(&case))?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(RUNS / 2).copied().unwrap_or(f64::NAN);
    let slowest = times.last().copied().unwrap_or(f64::NAN);

    let rows = [
        ("clean release build, s", seconds, BUILD_SECONDS),
        ("binary, MB", bytes as f64 / 1e6, BINARY_MEGABYTES),
        ("batna check, ms (median)", median, CHECK_MILLISECONDS),
    ];
    println!("{:<26} {:>9} {:>9}", "", "measured", "budget");
    let mut over = Vec::new();
    for (what, measured, budget) in rows {
        let within = measured <= budget;
        let mark = if within { "" } else { "  over" };
        println!("{what:<26} {measured:>9.1} {budget:>9.1}{mark}");
        if !within {
            over.push(what);
        }
    }
    println!("batna check: {RUNS} runs, slowest {slowest:.1} ms");
    if strict && !over.is_empty() {
        return Err(format!("over budget: {}", over.join("; ")));
    }
    Ok(())
}

fn cargo(root: &Path, target: &Path, arguments: &[&str]) -> Outcome {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(arguments)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target);
    done(&mut command)
}

fn done(command: &mut Command) -> Outcome {
    let status = command
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("{command:?} could not be started: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed"))
    }
}
