//! Every command helps with an example, and misuse ends with 2.

use crate::{Folder, batna, done};

#[test]
fn every_command_shows_an_example() {
    let folder = Folder::new();
    let help = done(folder.path(), &["--help"]);
    let commands: Vec<&str> = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap()
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 12, "{commands:?}");
    for command in commands {
        let help = done(folder.path(), &[command, "--help"]);
        let subcommands = help.contains("Commands:");
        assert!(
            help.contains("Example") || subcommands,
            "`batna {command} --help` shows no example"
        );
    }
}

#[test]
fn misuse_ends_with_two() {
    let folder = Folder::new();
    for arguments in [
        &["nonsense"][..],
        &["value", "--paths", "3"],
        &["value", "--scenario", "growth"],
        &["value", "--as-of", "tomorrow"],
    ] {
        let output = batna(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

/// The kinds of script are listed for programs too.
#[test]
fn the_kinds_of_script_are_an_object() {
    let folder = Folder::new();
    let list = crate::json(folder.path(), &["script", "--list"]);
    let kinds = list["kinds"].as_array().unwrap();
    for kind in ["call", "counter-email", "recap"] {
        let one = kinds.iter().find(|one| one["kind"] == kind);
        assert!(
            one.is_some_and(|one| one["label"].is_string()),
            "{kind}: {list}"
        );
    }
}
