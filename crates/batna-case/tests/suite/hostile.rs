//! Files made to be slow or deep are read in a moment.

use std::time::{Duration, Instant};

use batna_case::{CaseFiles, LARGEST_TEXT, parse};

fn at_once(name: &str, path: &str, text: String) {
    assert!(text.len() as u64 <= LARGEST_TEXT, "{name}: {}", text.len());
    let mut files = CaseFiles::default();
    files
        .files
        .insert("me.toml".to_owned(), b"currency = \"USD\"\n".to_vec());
    files.files.insert(path.to_owned(), text.into_bytes());
    let started = Instant::now();
    let (_, diagnostics) = parse(&files);
    let took = started.elapsed();
    // Generous for a loaded machine; quadratic reading takes minutes.
    assert!(took < Duration::from_secs(8), "{name} took {took:?}");
    assert!(
        diagnostics.len() <= 420,
        "{name}: {} problems",
        diagnostics.len()
    );
}

/// As much of `unit` as fits into the largest file.
fn filled(head: &str, unit: &str, tail: &str) -> String {
    let room = LARGEST_TEXT as usize - head.len() - tail.len();
    format!("{head}{}{tail}", unit.repeat(room / unit.len()))
}

#[test]
fn large_files_are_read_in_a_moment() {
    let offer = "offers/acme.toml";
    at_once(
        "one line of numbers",
        offer,
        filled("stipend = [", "1,", "]"),
    );
    at_once(
        "one long text",
        offer,
        filled("grant = \"", "4y cliff ", "\""),
    );
    at_once(
        "many tables",
        offer,
        filled("", "[[grants]]\nvesting=\"x\"\n", ""),
    );
    at_once("open brackets", offer, filled("a = ", "[", ""));
    at_once("open tables", offer, filled("a = ", "{a=", ""));
    at_once("no syntax", offer, filled("", "= ] \" '\n", ""));
    at_once(
        "processes of one name",
        "me.toml",
        filled("", "[[process]]\nemployer=\"A\"\n", ""),
    );
    at_once("bad lines", "ledger.jsonl", filled("", "{}\n", ""));
    at_once(
        "deep lines",
        "ledger.jsonl",
        filled("", &format!("{}\n", "[".repeat(60_000)), ""),
    );
    let term = "{\"date\":\"2026-06-20\",\"by\":\"me\",\"channel\":\"call\",\"said\":\"\",\"terms\":{\"x\":\"\"}}\n";
    at_once("unknown terms", "ledger.jsonl", filled("", term, ""));
    let keys: String = (0..120_000)
        .map(|number| format!("key{number} = 1\n"))
        .collect();
    at_once("unknown keys", offer, keys);
}
