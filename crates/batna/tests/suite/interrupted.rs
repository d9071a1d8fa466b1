//! Imports that are cut off: the process killed, no room to write. The store stays as it was.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Folder, batna, stderr, stdout};

const HEADER: &str = "employer,job_title,country,work_location,wage,status,year\n";

/// Filings of so many employers, no two alike.
fn filings(rows: usize) -> String {
    let mut text = HEADER.to_owned();
    for row in 0..rows {
        let (city, wage) = (["Austin, TX", "Seattle, WA"][row % 2], 100_000 + row);
        writeln!(
            text,
            "Employer {row},ML Engineer {row},Unknown,\"{city}\",{wage},Certified,2025"
        )
        .unwrap();
    }
    text
}

/// A data folder with a small import, and what the store says of itself.
fn begun(folder: &Folder) -> String {
    let small = folder.write("small.csv", filings(20));
    let small = small.to_str().unwrap();
    let done = batna(
        folder.path(),
        &[
            "market", "import", small, "--name", "small", "--data", "data",
        ],
    );
    assert!(done.status.success(), "{}", stderr(&done));
    state(folder)
}

fn state(folder: &Folder) -> String {
    let list = batna(
        folder.path(),
        &["market", "list", "--json", "--data", "data"],
    );
    let counts = "select (select count(*) from observation), (select sum(n) from cell), \
                  (select count(*) from word), (select count(*) from found_seen)";
    let sql = batna(folder.path(), &["market", "sql", counts, "--data", "data"]);
    assert!(list.status.success(), "{}", stderr(&list));
    assert!(sql.status.success(), "{}", stderr(&sql));
    stdout(&list) + &stdout(&sql)
}

fn size(folder: &Folder, name: &str) -> u64 {
    std::fs::metadata(folder.path().join("data").join(name)).map_or(0, |file| file.len())
}

#[test]
fn a_killed_import_leaves_the_store_as_it_was() {
    let folder = Folder::new();
    let before = begun(&folder);
    folder.write("large.csv", filings(60_000));
    let mut child = Command::new(env!("CARGO_BIN_EXE_batna"))
        .args([
            "market",
            "import",
            "large.csv",
            "--name",
            "small",
            "--data",
            "data",
        ])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Pages of the unfinished import are on disk by then.
    let started = Instant::now();
    while size(&folder, "market.sqlite-wal") < 1 << 20 {
        assert!(
            child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(120),
            "the import ended before it could be killed"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(state(&folder), before);
    let check = batna(
        folder.path(),
        &[
            "market",
            "import",
            "large.csv",
            "--name",
            "large",
            "--data",
            "data",
        ],
    );
    assert!(check.status.success(), "{}", stderr(&check));
    assert!(stdout(&check).contains("60000 kept"), "{}", stdout(&check));
}

#[test]
fn no_room_to_write_leaves_the_store_as_it_was() {
    let folder = Folder::new();
    let before = begun(&folder);
    folder.write("large.csv", filings(60_000));
    // A limit on the size of files, in blocks of 512 or 1024 bytes; its signal is ignored so
    // that writing fails as it does on a full disk.
    let script = format!(
        "trap '' XFSZ; ulimit -f 2000; exec {} market import large.csv --name large --data data --json",
        env!("CARGO_BIN_EXE_batna")
    );
    let full = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .output()
        .unwrap();
    assert_eq!(full.status.code(), Some(1), "{}", stderr(&full));
    assert!(
        stderr(&full).contains("market::store-full"),
        "{}",
        stderr(&full)
    );
    assert!(full.stdout.is_empty(), "{}", stdout(&full));
    assert_eq!(state(&folder), before);
}

#[test]
fn a_damaged_store_is_not_taken_for_an_empty_one() {
    let folder = Folder::new();
    assert!(batna(folder.path(), &["demo", "case"]).status.success());
    let plan = ["plan", "case", "--data", "data", "--paths", "200"];
    let without = batna(folder.path(), &plan);
    assert!(without.status.success(), "{}", stderr(&without));
    folder.write(
        "data/market.sqlite",
        "this is no database, but it was one once".repeat(200),
    );
    for arguments in [
        &plan[..],
        &["market", "band", "--role", "ml-engineer", "--data", "data"],
        &[
            "guide",
            "build",
            "Acme",
            "--role",
            "ml-engineer",
            "--data",
            "data",
        ],
    ] {
        let failed = batna(folder.path(), arguments);
        assert_eq!(failed.status.code(), Some(1), "{arguments:?}");
        let said = stderr(&failed);
        assert!(
            said.contains("market::store-damaged"),
            "{arguments:?}: {said}"
        );
        assert!(said.contains("Move market.sqlite"), "{said}");
    }
}
