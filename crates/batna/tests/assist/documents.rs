//! Documents as people receive them, read by the built program: `tests/suite/letters/files`.
//!
//! Each has a `.toml` beside it with the fields that it says or the code of its refusal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::commands::batna;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    file: String,
    refused: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite/letters/files")
}

/// Reads a document in an empty place; nothing may be left there.
fn read(file: &Path) -> (Option<i32>, Value, String) {
    let place = tempfile::tempdir().expect("a folder");
    let done = batna(
        place.path(),
        &["letter", "read", "--json", file.to_str().expect("a name")],
    );
    assert_eq!(
        std::fs::read_dir(place.path()).expect("a folder").count(),
        0,
        "{}: something was written",
        file.display()
    );
    let errors = String::from_utf8_lossy(&done.stderr).into_owned();
    let answer = serde_json::from_slice(&done.stdout).unwrap_or(Value::Null);
    (done.status.code(), answer, errors)
}

#[test]
fn every_sample_is_read_as_it_says_or_refused_for_its_reason() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the samples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 13, "{files:?}");
    let mut wrong = String::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("text");
        let sample: Sample = toml::from_str(&text).expect("a sample");
        let (code, answer, errors) = read(&folder().join(&sample.file));
        if let Some(refused) = &sample.refused {
            let told = errors.contains(refused) && errors.contains("remedy");
            if code != Some(1) || !told || !answer.is_null() {
                let _ = writeln!(wrong, "{}: {refused}, told {errors}", sample.file);
            }
            continue;
        }
        for (field, value) in &sample.fields {
            let found = answer["fields"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|one| one["path"] == field.as_str())
                .and_then(|one| one["value"].as_str());
            if found != Some(value) {
                let _ = writeln!(
                    wrong,
                    "{}: {field}: {value}, read {found:?} {errors}",
                    sample.file
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A PDF of so many pages, each with a line.
fn pages(count: usize) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut at = Vec::new();
    let mut object = |out: &mut String, body: &str| {
        at.push(out.len());
        let number = at.len();
        let _ = write!(out, "{number} 0 obj\n{body}\nendobj\n");
    };
    let kids: Vec<String> = (0..count).map(|n| format!("{} 0 R", 4 + n * 2)).collect();
    object(&mut out, "<< /Type /Catalog /Pages 2 0 R >>");
    object(
        &mut out,
        &format!(
            "<< /Type /Pages /Count {count} /Kids [{}] >>",
            kids.join(" ")
        ),
    );
    object(
        &mut out,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    );
    for n in 0..count {
        let words = format!("BT /F1 12 Tf 72 700 Td (We offer you employment, page {n}.) Tj ET");
        object(
            &mut out,
            &format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
                5 + n * 2
            ),
        );
        object(
            &mut out,
            &format!("<< /Length {} >>\nstream\n{words}\nendstream", words.len()),
        );
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", at.len() + 1);
    for place in &at {
        let _ = writeln!(out, "{place:010} 00000 n ");
    }
    let _ = write!(
        out,
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        at.len() + 1
    );
    out.into_bytes()
}

#[test]
fn five_hundred_pages_are_refused_at_once() {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("plan.pdf");
    std::fs::write(&file, pages(500)).expect("written");
    let begun = Instant::now();
    let (code, _, errors) = read(&file);
    assert_eq!(code, Some(1));
    assert!(errors.contains("letters::too-many-pages"), "{errors}");
    assert!(begun.elapsed() < Duration::from_secs(15));
    std::fs::write(&file, pages(3)).expect("written");
    let (code, answer, errors) = read(&file);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(answer["schema"], "batna/letter-read/1");
}

#[test]
fn what_asks_for_endless_memory_or_lies_about_its_kind_is_refused() {
    let place = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [
        // Pages within pages within pages.
        ("loop.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R 1 0 R] /Count 99999999 >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n".to_vec()),
        ("deep.pdf", [b"%PDF-1.4\n1 0 obj\n".as_slice(), &b"[".repeat(500_000)].concat()),
        ("zip.docx", [b"PK\x03\x04".as_slice(), &[0xff; 4_000]].concat()),
        ("nested.eml", {
            let mut text = String::from("From: a@example.com\nTo: b@example.com\nSubject: x\nMIME-Version: 1.0\n");
            for n in 0..2_000 {
                let _ = write!(text, "Content-Type: multipart/mixed; boundary=\"b{n}\"\n\n--b{n}\n");
            }
            text.into_bytes()
        }),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
    ] {
        let file = place.path().join(name);
        std::fs::write(&file, bytes).expect("written");
        let (code, _, errors) = read(&file);
        assert_eq!(code, Some(1), "{name}: {errors}");
        assert!(errors.contains("letters::"), "{name}: {errors}");
        assert!(!errors.contains("panicked"), "{name}: {errors}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_that_takes_documents_apart_can_open_nothing() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_batna"))
        .arg("letter-text")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let limits = format!("/proc/{}/limits", child.id());
    // It waits for a document; its limits are there before it reads one.
    let mut held = String::new();
    for _ in 0..500 {
        held = std::fs::read_to_string(&limits).unwrap_or_default();
        if held.contains("Max open files            3 ") {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    for (what, most) in [
        ("Max open files", "3"),
        ("Max file size", "0"),
        ("Max address space", "1073741824"),
        ("Max cpu time", "10"),
        ("Max core file size", "0"),
    ] {
        let line = held
            .lines()
            .find(|line| line.starts_with(what))
            .expect(what);
        let hard = line
            .get(what.len()..)
            .expect(what)
            .split_whitespace()
            .nth(1);
        assert_eq!(hard, Some(most), "{line}");
    }
    let mut input = child.stdin.take().expect("its input");
    input
        .write_all(&std::fs::read(folder().join("one-column.pdf")).expect("a letter"))
        .expect("it reads");
    drop(input);
    let done = child.wait_with_output().expect("it ends");
    assert!(done.status.success());
    assert!(String::from_utf8_lossy(&done.stdout).contains("231,000"));
    assert!(done.stderr.is_empty());
}
