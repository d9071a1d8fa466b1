//! Recorded sessions with `batna mcp` over the sample case: `tests/mcp/sessions/*.jsonl`.
//!
//! The first line says how the server starts, and which files the case holds besides. Each line after it is `send` (a message) or
//! `raw` (bytes as text) with what the answer must hold (`expect`, compared as a subset;
//! `texts` that it must and `absent` that it must not contain), or no answer at all.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::commands::batna;

struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(case: &Path, options: &[String]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_batna"))
            .args(["mcp", "--paths", "400", "--threads", "1", "--case"])
            .arg(case)
            .args(options)
            .env("XDG_DATA_HOME", case.join("no-data"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Server {
            child,
            input,
            output,
        }
    }

    fn send(&mut self, line: &str) {
        let input = self.input.as_mut().expect("open");
        writeln!(input, "{line}").expect("the server reads");
        input.flush().expect("the server reads");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("an answer");
        line
    }

    /// Closes the input; what else it answers, and what it wrote to stderr.
    fn close(mut self) -> (String, String) {
        drop(self.input.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("text");
        let mut errors = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr.read_to_string(&mut errors).expect("text");
        }
        assert!(self.child.wait().expect("it ends").success());
        (rest, errors)
    }
}

fn opening() -> [String; 2] {
    [
        json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "recorded", "version": "1"}}})
        .to_string(),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string(),
    ]
}

/// Whether everything in `wanted` is in `found`.
fn holds(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => wanted
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| holds(found, value))),
        (Value::Array(found), Value::Array(wanted)) => wanted
            .iter()
            .all(|value| found.iter().any(|found| holds(found, value))),
        _ => found == wanted,
    }
}

fn words(step: &Value, key: &str) -> Vec<String> {
    step.get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.clone(), std::fs::read(&path).expect("a file")));
        }
    }
    all.sort();
    all
}

fn replay(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/mcp/sessions")
        .join(name);
    let text = std::fs::read_to_string(&file).expect("a session");
    let mut steps = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let head = steps.next().expect("how the server starts");
    let folder = tempfile::tempdir().expect("a folder");
    assert!(batna(folder.path(), &["demo", "case"]).status.success());
    let case = folder.path().join("case");
    for (name, text) in head["files"].as_object().into_iter().flatten() {
        let path = case.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text.as_str().expect("text")).expect("written");
    }
    let before = files(&case);
    let mut server = Server::start(&case, &words(&head, "options"));
    let [hello, ready] = opening();
    server.send(&hello);
    let said = server.answer();
    for word in words(&head, "texts") {
        assert!(said.contains(&word), "{name}: `{word}` is not in {said}");
    }
    server.send(&ready);
    for (index, step) in steps.enumerate() {
        let line = match (step.get("send"), step.get("raw"), step.get("huge")) {
            (Some(message), ..) => {
                let mut message = message.clone();
                message["jsonrpc"] = json!("2.0");
                message["id"] = json!(index + 1);
                message.to_string()
            }
            (_, Some(raw), _) => raw.as_str().expect("text").to_owned(),
            (_, _, Some(size)) => "x".repeat(size.as_u64().expect("a size") as usize),
            _ => panic!("{name}: step {index} sends nothing"),
        };
        server.send(&line);
        let said = server.answer();
        let found: Value = serde_json::from_str(&said).expect("JSON");
        let shown: String = said.chars().take(600).collect();
        if let Some(wanted) = step.get("expect") {
            assert!(
                holds(&found, wanted),
                "{name}, step {index}: {wanted} is not in {shown}"
            );
        }
        for word in words(&step, "texts") {
            assert!(
                said.contains(&word),
                "{name}, step {index}: `{word}` is not in {shown}"
            );
        }
        for word in words(&step, "absent").iter().chain(&words(&head, "absent")) {
            assert!(
                !said.contains(word),
                "{name}, step {index}: `{word}` is in the answer"
            );
        }
    }
    let (rest, errors) = server.close();
    assert_eq!((rest.as_str(), errors.as_str()), ("", ""), "{name}");
    if head.get("writes").is_none() {
        assert_eq!(files(&case), before, "{name}: something was written");
    }
}

#[test]
fn a_private_session_reads_without_names_and_floor() {
    replay("private.jsonl");
}

#[test]
fn an_open_session_tells_names_and_floor() {
    replay("open.jsonl");
}

#[test]
fn bad_messages_are_answered_and_change_nothing() {
    replay("hostile.jsonl");
}

#[test]
fn what_is_written_stays_unconfirmed() {
    replay("writing.jsonl");
}

#[test]
fn a_client_that_closes_mid_call_is_answered_and_the_server_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(batna(folder.path(), &["demo", "case"]).status.success());
    let mut server = Server::start(&folder.path().join("case"), &[]);
    for line in opening() {
        server.send(&line);
    }
    server.answer();
    server.send(
        &json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "value"}})
            .to_string(),
    );
    let (rest, errors) = server.close();
    assert!(rest.contains("\"id\":7") && rest.contains("batna/value/1"));
    assert_eq!(errors, "");
}

#[test]
fn the_same_call_has_the_same_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(batna(folder.path(), &["demo", "case"]).status.success());
    let mut server = Server::start(&folder.path().join("case"), &[]);
    for line in opening() {
        server.send(&line);
    }
    server.answer();
    let call =
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "compare"}});
    server.send(&call.to_string());
    let first = server.answer();
    server.send(&call.to_string());
    assert_eq!(server.answer(), first);
    server.close();
}
