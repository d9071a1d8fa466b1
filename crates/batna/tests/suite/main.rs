//! The program as people and scripts meet it: the built binary, run on case folders.
#![allow(clippy::disallowed_methods)] // Tests run programs and read what they wrote.

mod asking;
mod bad_input;
mod demo;
mod equity;
mod help;
mod interrupted;
mod live;
mod market;
mod newcomer;
mod packages;
mod private;
mod repeatable;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder that is removed when dropped.
pub struct Folder(tempfile::TempDir);

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

impl Folder {
    pub fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// Runs `batna` in a folder, with no data folder of the user's and a fixed width.
pub fn batna(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_batna"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("XDG_DATA_HOME", folder.join("no-data"))
        .env("HOME", folder)
        .output()
        .unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// As [`done`], with lines typed at its questions.
pub fn done_with_input(folder: &Path, arguments: &[&str], input: &str) -> String {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_batna"))
        .args(arguments)
        .current_dir(folder)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    stdout(&output)
}

/// Runs and expects success.
pub fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = batna(folder, arguments);
    assert!(
        output.status.success(),
        "batna {arguments:?} ended with {:?}: {}",
        output.status.code(),
        stderr(&output)
    );
    stdout(&output)
}

/// Runs with `--json` and expects one object and nothing else.
pub fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let mut with_json = arguments.to_vec();
    with_json.push("--json");
    let text = done(folder, &with_json);
    let value: serde_json::Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("batna {arguments:?}: {error}: {text}"));
    assert!(
        value["schema"].is_string(),
        "batna {arguments:?} has no schema"
    );
    assert!(
        value["as_of"].is_string(),
        "batna {arguments:?} has no as_of"
    );
    value
}

/// The sample case in a folder of its own.
pub fn demo_case() -> Folder {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/demo");
    copy(&sample, folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
