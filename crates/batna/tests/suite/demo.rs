//! `batna demo`: a sample case and its brief, from one command.

use crate::{Folder, batna, done, json, stdout};

#[test]
fn writes_a_case_and_a_brief_and_never_overwrites() {
    let folder = Folder::new();
    let text = done(folder.path(), &["demo", "--paths", "2000"]);
    for expected in [
        "WHAT EACH IS WORTH",
        "WHAT THE MARKET PAYS",
        "WHERE TO WALK AWAY",
        "WHAT TO ASK FOR",
        "WHAT TO SAY",
        "GET IN WRITING",
        "Next, try:",
    ] {
        assert!(text.contains(expected), "the brief lacks {expected}");
    }
    let case = folder.path().join("batna-demo");
    for name in [
        "me.toml",
        "offers/database-co.toml",
        "offers/analytics-co.toml",
    ] {
        assert!(case.join(name).exists(), "{name} is missing");
    }
    let page = std::fs::read_to_string(case.join("brief.html")).unwrap();
    assert!(page.contains("<svg") && !page.contains("<script"));
    assert!(
        !page.contains("http://") || !page.contains("src="),
        "the page fetches something"
    );
    let markdown = std::fs::read_to_string(case.join("brief.md")).unwrap();
    assert!(markdown.starts_with("# Countering"));

    let me = case.join("me.toml");
    let mut own = std::fs::read_to_string(&me).unwrap();
    own.push_str("# mine\n");
    std::fs::write(&me, &own).unwrap();
    let again = done(folder.path(), &["demo", "--paths", "2000"]);
    assert!(again.contains("was left as it is"));
    assert_eq!(std::fs::read_to_string(&me).unwrap(), own);
}

#[test]
fn sample_is_sound_and_never_stale() {
    let case = crate::demo_case();
    let report = json(case.path(), &["check"]);
    assert_eq!(report["errors"], 0);
    assert_eq!(report["warnings"], 0);
    assert_eq!(report["as_of"], "2026-06-15");
}

#[test]
fn every_figure_of_the_sample_is_explained() {
    let case = crate::demo_case();
    let list = json(case.path(), &["explain", "--paths", "2000"]);
    let ids = list["ids"].as_array().unwrap();
    assert!(ids.len() > 40, "only {} ids", ids.len());
    for wanted in [
        "offers.analytics-co.year1.net",
        "offers.database-co.ce",
        "stay.pv.net",
        "floor.database-co",
        "offers.analytics-co.tax.2027",
    ] {
        assert!(ids.iter().any(|id| id == wanted), "{wanted} is not listed");
        let trace = json(case.path(), &["explain", wanted, "--paths", "2000"]);
        assert_eq!(trace["trace"]["id"], wanted);
    }
    // Down to the parameter and its source.
    let tax = json(
        case.path(),
        &["explain", "offers.analytics-co.tax.2027", "--paths", "2000"],
    );
    let text = tax.to_string();
    assert!(text.contains("us.federal.income.brackets") && text.contains("Rev. Proc."));
    let unknown = batna(case.path(), &["explain", "offers.analytics-co.year1.nett"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(crate::stderr(&unknown).contains("offers.analytics-co.year1.net"));
    assert!(stdout(&unknown).is_empty());
}

#[test]
fn vested_equity_of_the_current_job_is_explained() {
    let case = Folder::new();
    case.write(
        "me.toml",
        r#"as_of = 2026-01-01
location = "Austin, TX"
[current_job]
employer = "Before"
base = "200000 USD"
company = { kind = "private", stage = "series-b" }
[[current_job.grants]]
id = "old"
kind = "nso"
size = "2000"
strike = "2 USD"
fair_value = "5 USD"
preferred_price = "10 USD"
fully_diluted = "10M"
exercise_window = "90 days"
tranches = [{ date = 2025-06-01, shares = 2000 }]
"#,
    );
    case.write(
        "offers/next.toml",
        "employer = \"Next\"\nstatus = \"written\"\nstart = 2026-01-01\nbase = \"250000 USD\"\n",
    );
    let explained = json(
        case.path(),
        &["explain", "stay.leaving.old", "--paths", "1000"],
    );
    let trace = explained["trace"].to_string();
    for known in ["stay.leaving.old.cash", "to be exercised by 2026-04-01"] {
        assert!(trace.contains(known), "{known} is not in {trace}");
    }
}

#[test]
fn a_note_says_whose_taxes_are_projected() {
    let case = Folder::new();
    case.write("me.toml", "as_of = 2026-01-01\nlocation = \"Austin, TX\"\n");
    case.write(
        "offers/next.toml",
        "employer = \"Next\"\nstatus = \"written\"\nstart = 2026-01-01\nbase = \"250000 USD\"\n",
    );
    let value = json(case.path(), &["value", "--paths", "1000"]);
    let notes = value["alternatives"][0]["notes"].to_string();
    assert!(
        notes.contains("indexed by 2.5% a year): the United States from 2027"),
        "{notes}"
    );
}
