//! Folders nobody would make on purpose: a clear word, never a panic, never a lost byte.

use crate::{Folder, batna, stderr, stdout};

const COMMANDS: [&str; 8] = [
    "check", "value", "compare", "floor", "plan", "script", "brief", "explain",
];

const ME: &str = "role = \"ml-engineer\"\nlevel = \"senior\"\nlocation = \"San Francisco, CA\"\n";

/// Runs every command; none may panic, hang or blame itself.
fn all_commands(folder: &Folder, what: &str) {
    for command in COMMANDS {
        for json in [false, true] {
            let mut arguments = vec![command, "--as-of", "2026-07-01", "--paths", "500"];
            if json {
                arguments.push("--json");
            }
            let output = batna(folder.path(), &arguments);
            let code = output.status.code();
            assert!(
                matches!(code, Some(0..=2)),
                "{what}: {command} ended with {code:?}: {}",
                stderr(&output)
            );
            let said = stdout(&output) + &stderr(&output);
            assert!(!said.contains("panicked"), "{what}: {said}");
            assert!(
                !said.contains("NaN") && !said.contains("inf "),
                "{what}: {said}"
            );
            assert!(
                code == Some(0) || !said.trim().is_empty(),
                "{what}: {command} says nothing"
            );
            if json && code == Some(0) {
                serde_json::from_str::<serde_json::Value>(&stdout(&output))
                    .unwrap_or_else(|error| panic!("{what}: {command}: {error}"));
            }
        }
    }
}

fn case(offer: &str) -> Folder {
    let folder = Folder::new();
    folder.write("me.toml", ME);
    folder.write("offers/acme.toml", offer);
    folder
}

#[test]
fn no_case_at_all() {
    let empty = Folder::new();
    all_commands(&empty, "an empty folder");
    let other = Folder::new();
    other.write("notes.txt", "hello");
    all_commands(&other, "not a case");
    let missing = batna(empty.path(), &["check", "--case", "/no/such/folder"]);
    assert_eq!(missing.status.code(), Some(1));
}

#[test]
fn files_that_are_no_text_or_too_large() {
    let folder = case("employer = \"Acme\"\n");
    folder.write("offers/binary.toml", [0xff, 0xfe, 0x00, 0x9f]);
    all_commands(&folder, "a file that is not UTF-8");
    let folder = case("employer = \"Acme\"\n");
    let big = folder.path().join("offers/big.toml");
    std::fs::File::create(&big)
        .unwrap()
        .set_len(50 << 20)
        .unwrap();
    all_commands(&folder, "a 50 MB file");
    assert_eq!(std::fs::metadata(&big).unwrap().len(), 50 << 20);
}

#[test]
fn terms_beyond_reason() {
    for (what, offer) in [
        (
            "absurd base",
            "employer = \"A\"\nbase = \"9999999999999999 USD\"\nstatus = \"written\"\n",
        ),
        (
            "the largest base",
            "employer = \"A\"\nbase = \"9999999999999 USD\"\nstatus = \"written\"\n",
        ),
        (
            "negative base",
            "employer = \"A\"\nbase = \"-5 USD\"\nstatus = \"written\"\n",
        ),
        (
            "zero base",
            "employer = \"A\"\nbase = \"0 USD\"\nstatus = \"written\"\n",
        ),
        (
            "1890",
            "employer = \"A\"\nbase = \"100000 USD\"\nstart = 1890-01-01\nstatus = \"written\"\n",
        ),
        (
            "9999",
            "employer = \"A\"\nbase = \"100000 USD\"\nstart = 9999-12-31\nstatus = \"written\"\n",
        ),
        ("no figures", "employer = \"A\"\nstatus = \"written\"\n"),
        (
            "a currency without a rate",
            "employer = \"A\"\nbase = \"100000 AED\"\nstatus = \"written\"\n",
        ),
        (
            "another currency",
            "employer = \"A\"\nbase = \"100000 GBP\"\nplace = \"uk-england\"\nstatus = \"written\"\n",
        ),
        (
            "an unknown place",
            "employer = \"A\"\nbase = \"100000 USD\"\nplace = \"us-zz\"\nstatus = \"written\"\n",
        ),
        (
            "expired",
            "employer = \"A\"\nbase = \"100000 USD\"\ndeadline = 2020-01-01\nstatus = \"written\"\n",
        ),
        (
            "a huge grant",
            "employer = \"A\"\nbase = \"100000 USD\"\ngrant = \"9999999999999 USD RSU\"\nstatus = \"written\"\n",
        ),
        (
            "wild growth",
            "employer = \"A\"\nbase = \"100000 USD\"\nbase_growth = \"9999%\"\nstatus = \"written\"\n",
        ),
        ("not TOML", "this is { not toml"),
    ] {
        all_commands(&case(offer), what);
    }
}

#[test]
fn a_link_out_of_the_case_is_not_followed() {
    let outside = Folder::new();
    let secret = outside.write("secret.toml", "employer = \"Secret\"\nbase = \"1 USD\"\n");
    let folder = case("employer = \"Acme\"\nbase = \"100000 USD\"\nstatus = \"written\"\n");
    std::os::unix::fs::symlink(&secret, folder.path().join("offers/link.toml")).unwrap();
    all_commands(&folder, "a link out of the case");
    let output = batna(folder.path(), &["check"]);
    let said = stdout(&output) + &stderr(&output);
    assert!(!said.contains("Secret"));
    assert!(said.contains("link"));
}

/// A peer that stalls in the middle of a line is told that it is over, and so is the caller.
#[test]
fn a_silent_peer_does_not_hold_the_agent() {
    use std::io::{Read, Write};
    let started = std::time::Instant::now();
    let mut agent = std::process::Command::new(env!("CARGO_BIN_EXE_batna"))
        .args(["negotiate", "--stdio", "--patience", "1"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = agent.stdin.take().unwrap();
    input.write_all(b"rubbish\n{\"type\": \"sta").unwrap();
    input.flush().unwrap();
    let (mut said, mut told) = (String::new(), String::new());
    agent
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    agent
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    let code = agent.wait().unwrap().code();
    drop(input);
    assert!(started.elapsed().as_secs() < 60);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("negotiate::silent") && told.contains("--patience"),
        "{told}"
    );
    let last = said.lines().last().unwrap_or_default();
    assert_eq!(last, r#"{"type":"end"}"#, "{said}");
    assert!(said.lines().next().unwrap().contains("\"error\""), "{said}");
}
