//! What is said in words and what stands on paper, from the words to the plan.

use crate::{demo_case, done, json};

const OFFER: &str = "analytics-co";

#[test]
fn the_ledger_shows_what_the_letter_says_beside_spoken_terms() {
    let case = demo_case();
    let said = "base 250, you have until June 26";
    done(
        case.path(),
        &[
            "heard",
            OFFER,
            said,
            "--by",
            "recruiter",
            "--channel",
            "call",
        ],
    );
    let text = done(case.path(), &["ledger", "--offer", OFFER]);
    let base = text.lines().find(|line| line.contains("base = 250000"));
    assert!(
        base.is_some_and(|line| line.contains("(spoken; the letter says")),
        "{text}"
    );
    assert!(
        text.contains("deadline = 2026-06-26 (spoken; the letter"),
        "{text}"
    );
    let plan = json(case.path(), &["plan", OFFER, "--paths", "2000"]);
    let step = plan["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|step| step["who"] == OFFER);
    assert_eq!(step.unwrap()["spoken"], true);
    let shown = done(case.path(), &["plan", OFFER, "--paths", "2000"]);
    assert!(shown.contains("(2026-06-26, spoken only)"), "{shown}");
}

#[test]
fn a_call_about_a_spoken_offer_claims_no_reading() {
    let case = demo_case();
    let file = case.path().join(format!("offers/{OFFER}.toml"));
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replace("status = \"written\"", "status = \"verbal\""),
    )
    .unwrap();
    for tone in ["neutral", "warm", "firm"] {
        let said = done(
            case.path(),
            &[
                "script", "call", "--offer", OFFER, "--tone", tone, "--paths", "2000",
            ],
        );
        let lower = said.to_lowercase().replace("\n  |", "");
        assert!(lower.contains("i have thought about the offer"), "{said}");
        for wrong in [
            "i have read",
            "gone through the package",
            "the letter you sent",
        ] {
            assert!(!lower.contains(wrong), "{tone}: {said}");
        }
    }
}

#[test]
fn one_record_is_one_record() {
    let case = demo_case();
    let file = case.path().join("ledger.jsonl");
    let mut text = std::fs::read_to_string(&file).unwrap_or_default();
    text.push_str(&format!(
        "{{\"date\":\"2026-06-14\",\"offer\":\"{OFFER}\",\"by\":\"recruiter\",\"channel\":\"call\",\"said\":\"soon\",\"unconfirmed\":true}}\n"
    ));
    std::fs::write(&file, text).unwrap();
    let shown = done(case.path(), &[]);
    assert!(shown.contains("one record supports no claim"), "{shown}");
}
