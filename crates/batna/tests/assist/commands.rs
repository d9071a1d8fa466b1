//! The command reference is what the definitions say; `batna` alone; archives; completions.

use std::path::Path;
use std::process::{Command, Output};

pub fn batna(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_batna"))
        .args(arguments)
        .current_dir(folder)
        .env("BATNA_PASSPHRASE", "correct horse battery")
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("COLUMNS", "100")
        .output()
        .expect("the program runs")
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn the_command_reference_is_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = text(&batna(folder.path(), &["manual"]));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/commands.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &made).expect("written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == made,
        "docs/commands.md differs from the commands; run the test with UPDATE_DOCS=1"
    );
}

#[test]
fn every_command_shows_an_example_and_tells_every_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = text(&batna(folder.path(), &["manual"]));
    let sections: Vec<&str> = made.split("\n## ").skip(1).collect();
    assert!(sections.len() > 50, "{}", sections.len());
    let mut wanting = Vec::new();
    for section in sections {
        let name = section.lines().next().unwrap_or_default();
        if !section.contains("\nCommands:") && !section.contains("Example") {
            wanting.push(format!("{name}: no example"));
        }
        let lines: Vec<&str> = section
            .lines()
            .take_while(|line| !line.starts_with("Example"))
            .collect();
        for (at, line) in lines.iter().enumerate() {
            let option = line.trim_start();
            if !option.starts_with('-') || !line.starts_with(' ') {
                continue;
            }
            // The name and the value stand before the gap, what it is for after it or below.
            let told = option.split_once("  ").map_or("", |(_, rest)| rest.trim());
            let below = lines
                .get(at + 1)
                .is_some_and(|next| next.starts_with("          "));
            if (told.is_empty() && !below) || told.starts_with("[default") {
                wanting.push(format!("{name}: {option}"));
            }
        }
    }
    assert!(wanting.is_empty(), "{}", wanting.join("\n"));
}

#[test]
fn man_pages_and_completions_are_made() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(batna(folder.path(), &["manual", "."]).status.success());
    let page = std::fs::read_to_string(folder.path().join("batna-plan.1")).expect("a page");
    assert!(page.contains(".TH"), "{page}");
    for shell in ["bash", "zsh", "fish"] {
        let made = batna(folder.path(), &["completions", shell]);
        assert!(
            made.status.success() && text(&made).contains("batna"),
            "{shell}"
        );
    }
}

#[test]
fn alone_it_says_where_things_stand_and_one_next_thing() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = batna(folder.path(), &[]);
    assert!(outside.status.success());
    assert!(text(&outside).contains("batna demo"));
    assert!(batna(folder.path(), &["demo", "case"]).status.success());
    let inside = batna(&folder.path().join("case"), &[]);
    let shown = text(&inside);
    assert!(inside.status.success());
    assert_eq!(shown.matches("Next: ").count(), 1, "{shown}");
    assert!(
        shown.contains("Next deadline: database-co, 2026-06-19 (4 days)"),
        "{shown}"
    );
    let later = batna(&folder.path().join("case"), &["--as-of", "2026-07-01"]);
    assert!(text(&later).contains("still-open"), "{}", text(&later));
    // Once one is signed, the other is told.
    let accept = ["outcome", "analytics-co", "--accept"];
    assert!(batna(&folder.path().join("case"), &accept).status.success());
    let shown = text(&batna(&folder.path().join("case"), &[]));
    assert!(
        shown.contains("Sample Analytics Co          accepted\n"),
        "{shown}"
    );
    assert!(
        shown.contains("Next: decline Sample Database Co"),
        "{shown}"
    );
    assert!(
        shown.contains("batna script decline --offer database-co"),
        "{shown}"
    );
}
