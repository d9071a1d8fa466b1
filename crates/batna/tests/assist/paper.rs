//! Letters, cards, archives, days and what comes after signing, through the built program.

use std::path::Path;

use serde_json::Value;

use super::commands::batna;

fn run(folder: &Path, arguments: &[&str]) -> String {
    let done = batna(folder, arguments);
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).expect("text")
}

fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = batna(folder, arguments);
    assert!(!done.status.success(), "{arguments:?}");
    String::from_utf8(done.stderr).expect("text")
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let mut all = arguments.to_vec();
    all.push("--json");
    serde_json::from_str(&run(folder, &all)).expect("JSON")
}

/// The sample case in `case`.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["demo", "case"]);
    folder
}

#[test]
fn a_card_tells_what_it_reveals_and_becomes_a_row_of_a_friend() {
    let folder = demo();
    let at = folder.path();
    let shown = run(at, &["share", "analytics-co", "--case", "case"]);
    assert!(shown.contains("Nothing was written"), "{shown}");
    assert!(!shown.contains("Sample"), "a name is told: {shown}");
    run(
        at,
        &["share", "analytics-co", "--case", "case", "-o", "one.json"],
    );
    run(
        at,
        &["share", "analytics-co", "--case", "case", "-o", "two.json"],
    );
    let text = std::fs::read_to_string(at.join("one.json")).expect("a card");
    let card: Value = serde_json::from_str(&text).expect("JSON");
    // What is told before is what is in the file, and the other way round.
    for (name, value) in card["card"].as_object().expect("fields") {
        let value = value.as_str().unwrap_or("");
        let line = format!("{}: {value}", name.replace('_', " "));
        let told = shown.contains(&line);
        let apart = value.is_empty() || name == "schema" || name == "grade";
        assert_eq!(told, !apart, "{line} in {shown}");
    }
    let other: Value =
        serde_json::from_slice(&std::fs::read(at.join("two.json")).expect("a card")).expect("JSON");
    assert_eq!(card["card"], other["card"]);
    assert_ne!(card["key"], other["key"], "two cards could be linked");

    let added = run(
        at,
        &["market", "add", "--card", "one.json", "--from", "a friend"],
    );
    assert!(added.contains("self-reported"), "{added}");
    let rows = json(
        at,
        &[
            "market",
            "sql",
            "select class, role, country, base, confidential, doubts from pay",
        ],
    );
    let row = &rows["rows"][0];
    assert_eq!(row[0], "self-reported");
    assert_eq!(row[1], card["card"]["role"]);
    assert_eq!(row[2], "US");
    let base = card["card"]["base"].as_str().expect("a base");
    let base: f64 = base
        .split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .expect("a number");
    assert_eq!(row[3].as_f64(), Some(base));
    assert_eq!(row[4], 1);
    assert!(
        row[5]
            .as_str()
            .is_some_and(|words| words.contains("a friend"))
    );
    assert!(refused(at, &["market", "add", "--card", "one.json"]).contains("card::doubled"));

    let tampered = text.replace(&format!("\"{base} USD\""), "\"990000 USD\"");
    assert_ne!(tampered, text);
    std::fs::write(at.join("bad.json"), tampered).expect("written");
    let told = refused(at, &["market", "add", "--card", "bad.json"]);
    assert!(
        told.contains("card::not-genuine") && told.contains("changed after"),
        "{told}"
    );
    // A signature of another card, a key of another card, no card.
    for (what, with) in [
        ("signature", &other["signature"]),
        ("key", &other["key"]),
        ("key", &Value::from("00")),
        ("card", &Value::from("none")),
    ] {
        let mut mixed = card.clone();
        mixed[what] = with.clone();
        std::fs::write(at.join("bad.json"), mixed.to_string()).expect("written");
        let told = refused(at, &["market", "add", "--card", "bad.json"]);
        assert!(told.contains("card::not-genuine"), "{what}: {told}");
    }
    let less = run(
        at,
        &[
            "share",
            "analytics-co",
            "--case",
            "case",
            "--without",
            "level,years,equity",
        ],
    );
    assert!(
        !less.contains("level: ") && !less.contains("equity over"),
        "{less}"
    );
    assert!(
        refused(
            at,
            &[
                "share",
                "analytics-co",
                "--case",
                "case",
                "--without",
                "floor"
            ]
        )
        .contains("share::field")
    );
}

#[test]
fn a_rare_card_is_warned_of() {
    let folder = demo();
    let at = folder.path();
    let shown = run(at, &["share", "analytics-co", "--case", "case", "--name"]);
    assert!(shown.contains("Fewer than 5 people"), "{shown}");
}

#[test]
fn an_archive_goes_out_and_comes_back_as_other_programs_would_have_it() {
    let folder = demo();
    let at = folder.path();
    std::fs::write(at.join("words.txt"), "correct horse battery staple\n").expect("written");
    let words = ["--passphrase-file", "words.txt"];
    let sealed = [
        "export",
        "case.age",
        "--case",
        "case",
        "--encrypt",
        words[0],
        words[1],
    ];
    assert!(run(at, &sealed).contains("encrypted"));
    run(at, &["export", "case.tar", "--case", "case"]);
    run(at, &["restore", "case.age", "back", words[0], words[1]]);
    run(at, &["check", "--case", "back"]);
    assert!(refused(at, &["restore", "case.age", "other"]).contains("archive::passphrase"));
    assert!(refused(at, &["restore", "case.tar", "back"]).contains("archive::not-empty"));
    assert!(!at.join("other").exists());
    let Ok(listed) = std::process::Command::new("tar")
        .arg("tf")
        .arg(at.join("case.tar"))
        .output()
    else {
        println!("skipped: no tar on this machine");
        return;
    };
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(
        listed.contains("me.toml") && listed.contains("offers/analytics-co.toml"),
        "{listed}"
    );
}

const FIRST: &str = "Sample Analytics Co\n\nJune 1, 2026\n\nDear Sam,\n\nSample Analytics Co is pleased to offer you the position of Senior ML Engineer. Your base salary will be $200,000 per year. You will receive a signing bonus of $24,000; it is repaid in full if you resign within twelve months of your start date. You will be granted 1,000 RSUs, vesting quarterly over four years. Your start date will be August 3, 2026. Please sign by June 30, 2026.\n";

#[test]
fn a_letter_is_set_beside_promises_earlier_letters_and_the_law_of_the_place() {
    let folder = demo();
    let at = folder.path();
    let case = at.join("case");
    std::fs::create_dir_all(case.join("letters")).expect("a folder");
    std::fs::write(case.join("letters/analytics-co-1.txt"), FIRST).expect("written");
    let second = FIRST
        .replace("$24,000; it is repaid in full if you resign within twelve", "$30,000; a prorated part is repaid if you resign within twenty-four")
        .replace(" You will be granted 1,000 RSUs, vesting quarterly over four years.", " You will not compete with us for twelve (12) months. Vested shares are forfeited if you disparage the Company. We sponsor H-1B visas.");
    std::fs::write(case.join("letters/analytics-co-2.txt"), second).expect("written");
    let said = "We can do a base of 230k";
    run(
        at,
        &[
            "ledger",
            "add",
            said,
            "--offer",
            "analytics-co",
            "--case",
            "case",
        ],
    );
    let diff = json(at, &["letter", "diff", "analytics-co", "--case", "case"]);
    let line = |field: &str| {
        diff["lines"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|line| line["field"] == field)
            .unwrap_or_else(|| panic!("{field} in {diff}"))
            .clone()
    };
    assert_eq!(line("grants.1.vesting")["kept"], "missing");
    assert_eq!(
        line("grants.1.vesting")["from"],
        "letters/analytics-co-1.txt"
    );
    assert_eq!(line("signing.clawback")["kept"], "changed");
    assert_eq!(line("base")["kept"], "changed");
    assert_eq!(line("base")["promised"], "230000 USD");
    let owed = &diff["owed_on_leaving"][0];
    assert_eq!(owed["until"], "2028-08-02");
    let days: Vec<(&str, &str)> = owed["leaving"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| Some((one["on"].as_str()?, one["owed"].as_str()?)))
        .collect();
    // 30,000 over 24 months: 18 left, 12 left, 6 left, none.
    assert_eq!(
        days,
        [
            ("2026-08-03", "30000 USD"),
            ("2027-02-03", "22500 USD"),
            ("2027-08-03", "15000 USD"),
            ("2028-02-03", "7500 USD"),
            ("2028-08-03", "0 USD"),
        ]
    );
    let family = |id: &str| {
        diff["clauses"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["family"] == id)
            .unwrap_or_else(|| panic!("{id}"))
            .clone()
    };
    assert_eq!(
        family("vested-equity")["found"].as_array().map(Vec::len),
        Some(1)
    );
    assert!(
        family("non-compete")["law"]
            .as_array()
            .is_some_and(|law| !law.is_empty())
    );
    assert!(
        family("immigration")["law"]
            .to_string()
            .contains("214.1(l)(2)")
    );
    for rule in diff["clauses"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|one| one["law"].as_array().into_iter().flatten())
    {
        assert!(
            rule["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("http")),
            "{rule}"
        );
        assert_eq!(
            rule["checked"].is_null(),
            rule["against"].is_null(),
            "{rule}"
        );
    }
    let shown = run(at, &["letter", "diff", "analytics-co", "--case", "case"]);
    assert!(
        shown.contains("leaving on: 2026-08-03 30000 USD;"),
        "{shown}"
    );
}

#[test]
fn the_calendar_is_what_calendars_read_and_tells_no_terms() {
    let folder = demo();
    let at = folder.path();
    run(at, &["calendar", "--case", "case", "-o", "days.ics"]);
    let text = std::fs::read_to_string(at.join("days.ics")).expect("a calendar");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let mut open: Vec<&str> = Vec::new();
    let unfolded = text.replace("\r\n ", "");
    let mut ids = std::collections::BTreeSet::new();
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']), "{line}");
    }
    for line in unfolded.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').expect("a property");
        match name {
            "BEGIN" => open.push(value),
            "END" => assert_eq!(open.pop(), Some(value)),
            "UID" => assert!(ids.insert(value), "{value} twice"),
            "SUMMARY" | "DESCRIPTION" => {
                let bare = value
                    .replace("\\,", "")
                    .replace("\\;", "")
                    .replace("\\n", "");
                assert!(!bare.contains([',', ';']), "not escaped: {line}");
                assert!(
                    !value.contains(['$', '£', '€']) && !value.contains(" USD"),
                    "{line}"
                );
            }
            _ => {}
        }
    }
    assert!(open.is_empty() && !ids.is_empty());
    let listed = json(at, &["calendar", "--case", "case"]);
    let alignment = listed["alignment"].as_array().expect("advice");
    assert!(!alignment.is_empty(), "{listed}");
    for one in alignment {
        assert!(
            one["days_short"].as_i64().is_some_and(|days| days > 0),
            "{one}"
        );
        assert!(
            !text.contains(one["advice"].as_str().expect("text")),
            "advice in the file"
        );
    }
}

#[test]
fn what_was_accepted_is_the_baseline_of_the_next_case() {
    let folder = demo();
    let at = folder.path();
    assert!(refused(at, &["init", "next", "--from", "case"]).contains("init::from"));
    assert!(!at.join("next").exists());
    let before = std::fs::read_to_string(at.join("case/offers/analytics-co.toml")).expect("text");
    let done = json(
        at,
        &["outcome", "analytics-co", "--case", "case", "--accept"],
    );
    assert_eq!(done["saved"], true);
    let stands = run(at, &["--case", "case"]);
    assert!(
        stands.contains("Next: decline Sample Database Co"),
        "{stands}"
    );
    let other = at.join("case/offers/database-co.toml");
    let text = std::fs::read_to_string(&other).expect("text");
    let declined = text.replace("status = \"written\"", "status = \"declined\"");
    assert_ne!(declined, text);
    std::fs::write(&other, declined).expect("written");
    let stands = run(at, &["--case", "case"]);
    assert!(
        stands.contains("Next: keep 20") && stands.contains("batna calendar"),
        "{stands}"
    );
    run(at, &["init", "next", "--from", "case"]);
    let me = std::fs::read_to_string(at.join("next/me.toml")).expect("text");
    assert!(
        me.contains("[current_job]") && me.contains("Sample Analytics"),
        "{me}"
    );
    assert!(!me.contains("[[process]]"), "{me}");
    assert!(before.contains("start = 2026"), "{before}");
    assert!(me.contains("since = 2026-"), "{me}");
    let check = json(at, &["check", "--case", "next"]);
    assert_eq!(check["errors"], 0, "{check}");
    assert!(refused(at, &["init", "next", "--from", "case"]).contains("files::case-exists"));
    assert!(at.join("case/offers/analytics-co.toml").exists());
}

#[test]
fn what_was_gained_is_counted_from_the_first_version_of_the_file() {
    let folder = demo();
    let at = folder.path();
    let file = at.join("case/offers/analytics-co.toml");
    let now = std::fs::read_to_string(&file).expect("text");
    let line = now
        .lines()
        .find(|line| line.starts_with("base ="))
        .expect("a base");
    let before = now.replace(line, "base = \"180000 USD\"");
    let kept = at.join("case/.batna/versions");
    std::fs::create_dir_all(&kept).expect("a folder");
    std::fs::write(
        kept.join("offers__analytics-co.toml.0123456789abcdef"),
        before,
    )
    .expect("written");
    // Another offer's version, and one that is no offer, count for nothing.
    std::fs::write(
        kept.join("offers__analytics-co.toml.fedcba9876543210"),
        "base = [",
    )
    .expect("written");
    let outcome = json(at, &["outcome", "analytics-co", "--case", "case"]);
    let gained = outcome["gained"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["component"] == "base")
        .unwrap_or_else(|| panic!("{outcome}"))
        .clone();
    assert!(
        gained["first"]
            .as_str()
            .is_some_and(|text| text.contains("180")),
        "{gained}"
    );
    assert_eq!(gained["better"], true);
    std::fs::create_dir_all(at.join("case/letters")).expect("a folder");
    std::fs::write(at.join("case/letters/analytics-co.txt"), FIRST).expect("written");
    let said = "We can do a base of 230k";
    let diff = json(at, &["letter", "diff", "analytics-co", "--case", "case"]);
    let base = diff["lines"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["field"] == "base")
        .expect("base");
    // The file as it is now counts after its earlier versions; what was said counts last.
    assert_eq!(base["from"], "offers/analytics-co.toml", "{base}");
    run(
        at,
        &[
            "ledger",
            "add",
            said,
            "--offer",
            "analytics-co",
            "--case",
            "case",
        ],
    );
    let diff = json(at, &["letter", "diff", "analytics-co", "--case", "case"]);
    assert!(diff["lines"].to_string().contains("230000 USD"));
}

#[test]
fn what_is_only_said_after_the_offer_came_is_no_first_offer() {
    let folder = demo();
    let at = folder.path();
    let say = |date: &str, words: &str| {
        let about = ["--offer", "analytics-co", "--case", "case", "--date", date];
        run(at, &[&["ledger", "add", words][..], &about[..]].concat());
    };
    // The offer came on 12 June with $20,000: 15,000 was spoken of before, 40,000 after.
    say("2026-06-13", "signing could go to 40k");
    let outcome = json(at, &["outcome", "analytics-co", "--case", "case"]);
    assert_eq!(
        outcome["gained"].as_array().map(Vec::len),
        Some(0),
        "{outcome}"
    );
    say("2026-06-10", "signing would be 15k");
    let outcome = json(at, &["outcome", "analytics-co", "--case", "case"]);
    let gained = &outcome["gained"][0];
    assert_eq!(gained["component"], "signing", "{outcome}");
    assert_eq!(gained["first"], "$15,000", "{outcome}");
    assert_eq!(gained["better"], true);
}
