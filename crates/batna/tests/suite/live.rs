//! What is said in words and what stands on paper, from the words to the plan.

use crate::{Folder, demo_case, done, json};

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
        assert!(lower.contains("i've thought about it"), "{said}");
        for wrong in [
            "i have read",
            "i've read",
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

#[test]
fn the_choice_of_the_sample_is_worth_the_same() {
    let case = demo_case();
    for offer in [OFFER, "database-co"] {
        let plan = json(case.path(), &["plan", offer, "--paths", "2000"]);
        let set = &plan["meso"];
        assert!(set["spread_share"].as_f64().unwrap() <= 0.005, "{set}");
        assert_eq!(set["packages"].as_array().unwrap().len(), 3, "{set}");
        assert!(set["differing"].as_array().unwrap().len() >= 3, "{set}");
    }
}

#[test]
fn a_floor_shows_the_search_and_the_tolerances() {
    let case = demo_case();
    let floor = json(case.path(), &["floor", "--paths", "2000"]);
    let search = &floor["search"];
    let number = |value: &serde_json::Value| value.as_f64().unwrap();
    assert!(number(&search["reservation_a_year"]) > number(&search["meanwhile_a_year"]));
    assert!(number(&search["one_more_offer"]) > 0.0);
    assert!(number(&search["month_of_delay"]) > 0.0);
    let floors: Vec<f64> = floor["by_tolerance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| number(&one["floor_a_year"][0][1]))
        .collect();
    assert!(
        floors.len() == 3 && floors.is_sorted_by(|a, b| a >= b),
        "{floors:?}"
    );
    let trace = done(case.path(), &["explain", "floor.search", "--paths", "2000"]);
    assert!(
        trace.contains("McCall") && trace.contains("process."),
        "{trace}"
    );
    // Every figure beside the floor has its trace: what follows from the search, and each row.
    for id in [
        "floor.search.arrival",
        "floor.search.one-more-offer",
        "floor.search.month-of-delay",
    ] {
        done(case.path(), &["explain", id, "--paths", "2000"]);
    }
    for row in floor["by_tolerance"].as_array().unwrap() {
        let id = row["ids"][0].as_str().unwrap();
        let trace = json(case.path(), &["explain", id, "--paths", "2000"]);
        let told = trace.to_string();
        assert!(
            told.contains(&format!("risk aversion of {}", row["risk_aversion"]).replace(".0", "")),
            "{told}"
        );
        assert!(!trace.to_string().contains("null"), "{told}");
    }
}

#[test]
fn a_plan_shows_every_part_of_the_strategy() {
    let case = demo_case();
    let plan = done(case.path(), &["plan", OFFER, "--paths", "2000"]);
    for part in [
        "WHAT TO GIVE, AND FOR WHAT",
        "WHAT STAYS NEGOTIABLE BESIDES",
        "whole or not at all",
        "When to stop",
        "Before resigning",
        "HOW FAR THEY CAN PROBABLY GO",
        "ONE FIGURE OR A RANGE",
        "THE LAW WHERE YOU WOULD WORK",
        "No rate is known",
        "One counter with everything in it, one close",
    ] {
        assert!(plan.contains(part), "the plan lacks {part}: {plan}");
    }
}

/// The employer of the process is addressed, not the one whose offer is countered.
#[test]
fn a_process_is_hurried_as_itself() {
    let case = demo_case();
    let said = done(case.path(), &["script", "hurry", "--paths", "2000"]);
    assert!(said.contains("To Sample AI Lab."), "{said}");
    assert!(
        said.contains("I have a written offer and owe them an answer by"),
        "{said}"
    );
    let me = case.path().join("me.toml");
    let text = std::fs::read_to_string(&me).unwrap();
    let (before, _) = text.split_once("[[process]]").unwrap();
    std::fs::write(&me, before).unwrap();
    let refused = crate::batna(case.path(), &["script", "hurry", "--paths", "2000"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(crate::stderr(&refused).contains("no process is on record"));
}

/// A number of shares against a grant in money: told at today's price, called neither more nor
/// less, and set aside where no price is known.
#[test]
fn shares_against_money_are_not_a_rise_from_nothing() {
    let folder = Folder::new();
    folder.write(
        "me.toml",
        "location = \"Seattle, WA\"\nrole = \"ml-engineer\"\n",
    );
    let offer = "employer = \"Acme\"\nstatus = \"written\"\nbase = \"205000 USD\"\n\
                 grant = \"180000 USD RSU, 4y monthly, 1y cliff\"\ndeadline = 2026-07-10\n";
    let heard = |company: &str| {
        folder.write("offers/acme.toml", format!("{offer}{company}"));
        let said = "we can do 2000 shares";
        let arguments = [
            "heard",
            "acme",
            said,
            "--by",
            "recruiter",
            "--as-of",
            "2026-07-01",
            "--paths",
            "500",
        ];
        done(folder.path(), &arguments)
    };
    let unpriced = heard("");
    assert!(unpriced.contains("No term changed."), "{unpriced}");
    assert!(
        unpriced.contains("without the price of a share"),
        "{unpriced}"
    );
    let priced = heard("[company]\nkind = \"public\"\nshare_price = \"20 USD\"\n");
    assert!(
        priced.contains("$180,000 -> 2,000 shares  (in another measure)"),
        "{priced}"
    );
    assert!(
        priced.contains("2,000 shares are about $40,000 at $20 a share"),
        "{priced}"
    );
}
