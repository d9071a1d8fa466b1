//! Saves that are killed at any point leave the old text or the new one, and a case that parses.
#![allow(clippy::disallowed_methods)] // Tests write files.

#[path = "../src/save.rs"]
mod save;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use batna_case::save::{SavePlan, hash};
use batna_case::{CaseFiles, parse};
use save::save as save_file;

const CHILD: &str = "BATNA_TEST_SAVING_CHILD";
const KILLS: u32 = 500;

/// A folder of its own, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("batna-save-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("offers")).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Versions differ in length, so that a mixture of two could not pass for one.
fn version(number: u32) -> String {
    let filler = "# kept as it was\n".repeat((number % 97) as usize * 3);
    format!(
        "employer = \"Acme\" # version {number}\n{filler}base = \"{} USD\"\nstatus = \"written\"\n",
        200_000 + number
    )
}

fn number_of(text: &str) -> u32 {
    let line = text.lines().next().unwrap_or("");
    line.rsplit(' ')
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or_else(|| panic!("not a version: {line:?}"))
}

const OFFER: &str = "offers/acme.toml";

/// Not a test of its own: what the killed process runs. Saves one version after another.
#[test]
fn child_that_saves_without_end() {
    let Some(root) = std::env::var_os(CHILD) else {
        return;
    };
    let root = PathBuf::from(root);
    let mut text = std::fs::read_to_string(root.join(OFFER)).unwrap();
    // The harness captures `print!`; the descriptor itself does not lie.
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nready").unwrap();
    loop {
        let next = version(number_of(&text) + 1);
        save_file(
            &root,
            &SavePlan::new(OFFER, Some(text.as_bytes()), next.clone()),
        )
        .unwrap();
        text = next;
        writeln!(out, "saved {}", number_of(&text)).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_save_leaves_the_old_text_or_the_new() {
    let folder = Folder::new("kill");
    let root = &folder.0;
    std::fs::write(root.join("me.toml"), "currency = \"USD\"\n").unwrap();
    std::fs::write(root.join(OFFER), version(0)).unwrap();
    // Pauses from a fixed sequence: the points they fall on differ between runs all the same.
    let mut state = 0x2545_f491_u32;
    let mut last = 0;
    let mut moved = 0;
    let started = Instant::now();
    for kill in 0..KILLS {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let pause = Duration::from_micros(u64::from(state >> 16) % 9_000);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_saves_without_end", "--nocapture"])
            .env(CHILD, root)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while line.trim() != "ready" {
            line.clear();
            assert!(lines.read_line(&mut line).unwrap() > 0, "the child ended");
        }
        std::thread::sleep(pause);
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        // The pipe may end in the middle of a line; only whole ones were said.
        let whole = rest.rfind('\n').map_or("", |end| &rest[..end]);
        let said = whole
            .lines()
            .next_back()
            .and_then(|line| line.strip_prefix("saved ")?.parse().ok());
        let said: u32 = said.unwrap_or(last);

        let bytes = std::fs::read(root.join(OFFER)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let number = number_of(&text);
        assert_eq!(
            text,
            version(number),
            "kill {kill}: neither the old text nor the new"
        );
        assert!(
            number == said || number == said + 1,
            "kill {kill}: said {said}, holds {number}"
        );
        let (case, diagnostics) = parse(&read(root));
        assert!(case.unwrap().offer("acme").unwrap().base.is_some());
        assert!(
            diagnostics.iter().all(|d| !d.is_error()),
            "kill {kill}: {diagnostics:?}"
        );
        moved += u32::from(number > last);
        last = number;
    }
    println!(
        "{KILLS} kills in {:?}, {last} versions, {moved} kills after a change",
        started.elapsed()
    );
    assert!(moved > 0, "no save came through at all");
}

fn read(root: &Path) -> CaseFiles {
    let files = ["me.toml", OFFER]
        .into_iter()
        .map(|path| (path.to_owned(), std::fs::read(root.join(path)).unwrap()))
        .collect();
    CaseFiles {
        files,
        ..CaseFiles::default()
    }
}

#[test]
fn a_save_keeps_the_previous_version() {
    let folder = Folder::new("previous");
    let first = save_file(&folder.0, &SavePlan::new("me.toml", None, "a = 1\n")).unwrap();
    assert_eq!(first.previous, None);
    let second = save_file(
        &folder.0,
        &SavePlan::new("me.toml", Some(b"a = 1\n"), "a = 2\n"),
    )
    .unwrap();
    assert_eq!(second.hash, hash(b"a = 2\n"));
    let kept = std::fs::read_to_string(folder.0.join(second.previous.unwrap())).unwrap();
    assert_eq!(kept, "a = 1\n");
    let left: Vec<_> = std::fs::read_dir(&folder.0)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".saving"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_file_that_changed_is_not_overwritten() {
    let folder = Folder::new("conflict");
    std::fs::write(folder.0.join("me.toml"), "theirs = 1\n").unwrap();
    let stale = save_file(
        &folder.0,
        &SavePlan::new("me.toml", Some(b"mine = 1\n"), "mine = 2\n"),
    );
    assert_eq!(stale.unwrap_err().code, "case::save-conflict");
    let new = save_file(&folder.0, &SavePlan::new("me.toml", None, "mine = 2\n"));
    assert_eq!(new.unwrap_err().code, "case::save-conflict");
    assert_eq!(
        std::fs::read_to_string(folder.0.join("me.toml")).unwrap(),
        "theirs = 1\n"
    );
}

#[test]
fn paths_out_of_the_case_are_refused() {
    let folder = Folder::new("paths");
    for path in [
        "../me.toml",
        "/tmp/me.toml",
        "offers/../../me.toml",
        "",
        ".",
    ] {
        let result = save_file(&folder.0, &SavePlan::new(path, None, "a = 1\n"));
        assert_eq!(result.unwrap_err().code, "case::link-leaves-case", "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_case_are_refused_and_links_inside_are_kept() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new("links");
    let outside = Folder::new("outside");
    std::fs::write(outside.0.join("theirs.toml"), "a = 1\n").unwrap();
    let refused = |path: &str| {
        let result = save_file(&folder.0, &SavePlan::new(path, Some(b"a = 1\n"), "a = 2\n"));
        assert_eq!(result.unwrap_err().code, "case::link-leaves-case", "{path}");
    };
    symlink(outside.0.join("theirs.toml"), folder.0.join("me.toml")).unwrap();
    refused("me.toml");
    symlink(&outside.0, folder.0.join("captables")).unwrap();
    refused("captables/theirs.toml");
    refused("captables/new/theirs.toml");
    symlink(
        folder.0.join("nowhere"),
        folder.0.join("offers/dangling.toml"),
    )
    .unwrap();
    refused("offers/dangling.toml");
    assert_eq!(
        std::fs::read_to_string(outside.0.join("theirs.toml")).unwrap(),
        "a = 1\n"
    );

    std::fs::write(folder.0.join("offers/real.toml"), "a = 1\n").unwrap();
    symlink("real.toml", folder.0.join("offers/link.toml")).unwrap();
    save_file(
        &folder.0,
        &SavePlan::new("offers/link.toml", Some(b"a = 1\n"), "a = 2\n"),
    )
    .unwrap();
    assert_eq!(
        std::fs::read_to_string(folder.0.join("offers/real.toml")).unwrap(),
        "a = 2\n"
    );
    assert!(
        std::fs::symlink_metadata(folder.0.join("offers/link.toml"))
            .unwrap()
            .is_symlink()
    );
}

#[test]
fn two_writers_lose_no_save() {
    let folder = Folder::new("writers");
    std::fs::write(folder.0.join("me.toml"), "# 0\n").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut done = 0;
                while done < 20 {
                    let before = std::fs::read_to_string(folder.0.join("me.toml")).unwrap();
                    let next: u32 = before
                        .trim_start_matches("# ")
                        .trim()
                        .parse::<u32>()
                        .unwrap()
                        + 1;
                    let plan =
                        SavePlan::new("me.toml", Some(before.as_bytes()), format!("# {next}\n"));
                    done += u32::from(save_file(&folder.0, &plan).is_ok());
                }
            });
        }
    });
    assert_eq!(
        std::fs::read_to_string(folder.0.join("me.toml")).unwrap(),
        "# 40\n"
    );
}

#[test]
fn a_document_is_put_in_once_and_never_over_another() {
    let folder = Folder::new("deposit");
    std::fs::create_dir_all(folder.0.join("letters")).unwrap();
    let path = "letters/acme.txt";
    save::deposit(&folder.0, path, b"Dear Dr. Example\n\xff").unwrap();
    // The same bytes again are no conflict; others are, and change nothing.
    save::deposit(&folder.0, path, b"Dear Dr. Example\n\xff").unwrap();
    let refused = save::deposit(&folder.0, path, b"another").unwrap_err();
    assert_eq!(refused.code, "case::save-conflict");
    let there = std::fs::read(folder.0.join(path)).unwrap();
    assert_eq!(there, b"Dear Dr. Example\n\xff");
    let outside = save::deposit(&folder.0, "../letter.txt", b"x").unwrap_err();
    assert_eq!(outside.code, "case::link-leaves-case");
}
