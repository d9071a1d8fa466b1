//! Imports that are cut off: the process killed, no room to write. The store stays as it was.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
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

const LARGE: [&str; 7] = [
    "market",
    "import",
    "large.csv",
    "--name",
    "large",
    "--data",
    "data",
];

fn spawned(folder: &Folder) -> Child {
    Command::new(env!("CARGO_BIN_EXE_batna"))
        .args(LARGE)
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_killed_import_leaves_the_store_as_it_was() {
    let folder = Folder::new();
    begun(&folder);
    folder.write("large.csv", filings(30_000));
    // Once to its end: how long it takes, and what it leaves.
    let started = Instant::now();
    let whole = batna(folder.path(), &LARGE);
    let took = started.elapsed();
    assert!(stdout(&whole).contains("30000 kept"), "{}", stderr(&whole));
    let after = state(&folder);
    let dropped = batna(
        folder.path(),
        &["market", "drop", "large", "--data", "data"],
    );
    assert!(dropped.status.success(), "{}", stderr(&dropped));
    let before = state(&folder);

    // While rows are written. A machine that got faster meanwhile ends first: then earlier.
    let killed = [2, 4, 8, 16, 32].into_iter().any(|part| {
        let mut child = spawned(&folder);
        std::thread::sleep(took / part);
        let runs = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        if runs && state(&folder) == before {
            return true;
        }
        // It had come to its commit: then it is whole.
        assert_eq!(state(&folder), after);
        batna(
            folder.path(),
            &["market", "drop", "large", "--data", "data"],
        );
        false
    });
    assert!(killed, "the import was never caught at work");

    // While its commit goes to disk: the store is as it was or has it all.
    let mut child = spawned(&folder);
    let log = size(&folder, "market.sqlite-wal");
    while size(&folder, "market.sqlite-wal") <= log + (1 << 18)
        && child.try_wait().unwrap().is_none()
    {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let now = state(&folder);
    assert!(now == before || now == after, "{now}");
    let again = batna(folder.path(), &LARGE);
    assert!(again.status.success(), "{}", stderr(&again));
    assert_eq!(state(&folder), after);
}

#[test]
fn no_room_to_write_leaves_the_store_as_it_was() {
    let folder = Folder::new();
    let before = begun(&folder);
    folder.write("large.csv", filings(30_000));
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
    let plan = ["plan", "--case", "case", "--data", "data", "--paths", "200"];
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
            "--company",
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

#[test]
fn a_store_of_a_newer_version_is_refused_by_that_name() {
    let folder = Folder::new();
    let added = batna(
        folder.path(),
        &[
            "market",
            "add",
            "--employer",
            "Acme",
            "--title",
            "ML engineer",
            "--base",
            "200000 USD",
            "--data",
            "data",
        ],
    );
    assert!(added.status.success(), "{}", stderr(&added));
    // The version stands in the file's header, big end first.
    let path = folder.path().join("data/market.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&1_000u32.to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
    let arguments = ["market", "band", "--role", "ml-engineer", "--data", "data"];
    let failed = batna(folder.path(), &arguments);
    let said = stderr(&failed);
    assert_eq!(failed.status.code(), Some(1), "{said}");
    assert!(said.contains("market::store-newer"), "{said}");
    assert!(!said.contains("free space"), "{said}");
}
