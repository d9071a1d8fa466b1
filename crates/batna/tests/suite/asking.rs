//! `batna check --ask`: short questions whose answers go into the case.

use crate::{Folder, done, done_with_input};

fn case() -> (Folder, std::path::PathBuf) {
    let folder = Folder::new();
    let case = folder.path().to_path_buf();
    std::fs::create_dir(case.join("offers")).unwrap();
    std::fs::write(
        case.join("me.toml"),
        "# Mine.\nrole = \"ml-engineer\"\nlocation = \"San Francisco, CA\"\nas_of = 2026-07-01\n",
    )
    .unwrap();
    std::fs::write(
        case.join("offers/acme.toml"),
        "employer = \"Acme\"\nbase = \"200000 USD\" # said twice\ngrant = \"180000 USD RSU, 4y monthly\"\ndeadline = 2026-07-10\nstatus = \"written\"\n",
    )
    .unwrap();
    (folder, case)
}

#[test]
fn choices_price_what_is_not_pay_and_comments_stay() {
    let (_folder, case) = case();
    // A title: 6% is too much, 1% is not, 3% is not: between 6,000 and 12,000.
    let said = done_with_input(&case, &["check", "--ask"], "1\n2\n2\n\n\n\n");
    assert!(
        said.contains("pays $188,000 a year, with one level or title up"),
        "{said}"
    );
    assert!(said.contains("between $6,000 and $12,000 a year"), "{said}");
    assert!(said.contains("One answer is saved"), "{said}");
    let me = std::fs::read_to_string(case.join("me.toml")).unwrap();
    assert!(me.starts_with("# Mine.\n"), "{me}");
    assert!(me.contains("title = \"9000 USD\""), "{me}");
    done(&case, &["check"]);
}

#[test]
fn a_gap_takes_a_value_that_fits_and_says_why_another_does_not() {
    let (_folder, case) = case();
    // No choices; the first gap gets what is no value.
    let said = done_with_input(&case, &["check", "--ask"], "\n\n\n\n[[[\n");
    assert!(said.contains("That was not taken"), "{said}");
    assert!(said.contains("Nothing was saved"), "{said}");
}

#[test]
fn an_input_that_ends_leaves_the_case_as_it_was() {
    let (_folder, case) = case();
    let before = std::fs::read(case.join("me.toml")).unwrap();
    let said = done_with_input(&case, &["check", "--ask"], "1\n");
    assert!(said.contains("Nothing was saved"), "{said}");
    assert_eq!(std::fs::read(case.join("me.toml")).unwrap(), before);
}

/// The open questions of the brief: field, worth, basis, refused.
fn unknown(case: &std::path::Path) -> Vec<serde_json::Value> {
    let brief = done(case, &["brief", "acme", "--json", "--paths", "1000"]);
    let brief: serde_json::Value = serde_json::from_str(&brief).unwrap();
    brief["unknown"].as_array().unwrap().clone()
}

fn of<'a>(unknown: &'a [serde_json::Value], field: &str) -> &'a serde_json::Value {
    let found = unknown.iter().find(|gap| gap["field"] == field);
    found.unwrap_or_else(|| panic!("{field} among {unknown:#?}"))
}

#[test]
fn a_refused_question_counts_against_the_offer_where_it_can() {
    let (_folder, case) = case();
    let offer = case.join("offers/acme.toml");
    let text = std::fs::read_to_string(&offer).unwrap();
    std::fs::write(&offer, format!("{text}bonus = \"10%\"\n")).unwrap();
    let before = unknown(&case);
    for key in ["payout", "base_growth"] {
        let said = "they would not say";
        done(
            &case,
            &["ledger", "add", said, "--offer", "acme", "--refused", key],
        );
    }
    let after = unknown(&case);
    let worth = |gaps, field| of(gaps, field)["worth"].as_f64().unwrap();
    // Payouts of 50% to 120% of target reach down by another 35 points, half of 70 again.
    let (known, refused) = (
        worth(&before, "bonus.payout"),
        worth(&after, "bonus.payout"),
    );
    assert!(
        (refused / known - 1.5).abs() < 0.03,
        "{known} became {refused}"
    );
    let basis = of(&after, "bonus.payout")["basis"].as_str().unwrap();
    assert!(basis.contains("refused"), "{basis}");
    // No raise is the worst already: refused, but no worse.
    let raise = of(&after, "base_growth");
    assert_eq!(raise["refused"], true);
    assert_eq!(worth(&after, "base_growth"), worth(&before, "base_growth"));
    assert!(
        !raise["basis"].as_str().unwrap().contains("refused"),
        "{raise}"
    );
}

/// Options on common of which the letter says next to nothing, in one line or in a table.
fn options(grant: &str) -> (Folder, std::path::PathBuf) {
    let (folder, case) = case();
    let text = format!(
        "employer = \"Acme\"\nbase = \"200000 USD\"\ndeadline = 2026-07-10\nstatus = \"written\"\n{grant}\n\
         [company]\nkind = \"private\"\nstage = \"series-b\"\nvaluation = \"400M USD\"\n"
    );
    let text = match grant.starts_with('[') {
        true => text.replace(grant, "") + grant,
        false => text,
    };
    std::fs::write(case.join("offers/acme.toml"), text).unwrap();
    (folder, case)
}

#[test]
fn what_is_open_about_options_is_run_and_ranked() {
    let line = "grant = \"20000 ISO at 2.10 USD, 4y monthly, 1y cliff\" # as it says";
    let table = "[[grants]]\nkind = \"iso\"\nsize = \"20000\"\nstrike = \"2.10 USD\"\nvesting = \"4y monthly, 1y cliff\"\n";
    let (_one, in_line) = options(line);
    let (_other, in_table) = options(table);
    let (line, table) = (unknown(&in_line), unknown(&in_table));
    let worth =
        |gaps: &[serde_json::Value], field: &str| of(gaps, field)["worth"].as_f64().unwrap();
    for field in [
        "grants.fully_diluted",
        "company.preferences",
        "company.invested",
        "grants.acceleration",
        "grants.exercise_window",
    ] {
        assert!(worth(&line, field) > 0.0, "{field}");
        // One line or a table: the question and its worth are the same.
        assert_eq!(worth(&line, field), worth(&table, field), "{field}");
        let basis = of(&line, field)["basis"].as_str().unwrap();
        // What is needed to value the grant at all is said to be supposed.
        assert_eq!(
            basis.contains("supposing"),
            field != "grants.fully_diluted",
            "{basis}"
        );
    }
    let ranks: Vec<f64> = line
        .iter()
        .filter_map(|gap| gap["worth"].as_f64())
        .collect();
    assert!(ranks.is_sorted_by(|a, b| a >= b), "{ranks:?}");
}

#[test]
fn a_refused_preference_is_run_as_a_worse_one() {
    let (_folder, case) = options(
        "[[grants]]\nkind = \"iso\"\nsize = \"20000\"\nstrike = \"2.10 USD\"\nfully_diluted = \"40M\"\nvesting = \"4y monthly, 1y cliff\"\n",
    );
    let before = unknown(&case);
    done(
        &case,
        &[
            "ledger",
            "add",
            "not told",
            "--offer",
            "acme",
            "--refused",
            "preferences",
        ],
    );
    let after = unknown(&case);
    let worth = |gaps| of(gaps, "company.preferences")["worth"].as_f64().unwrap();
    assert!(worth(&after) > worth(&before));
    // With a price a share the 409A is asked too.
    assert!(of(&before, "grants.fair_value")["worth"].as_f64().unwrap() > 0.0);
}

/// Savings that are not stated are no savings without bound: an offer does not lose its worth by
/// its options.
#[test]
fn options_do_not_ruin_who_states_no_savings() {
    let grant = "[[grants]]\nkind = \"iso\"\nsize = \"20000\"\nstrike = \"2.10 USD\"\nfully_diluted = \"40M\"\nvesting = \"4y monthly, 1y cliff\"\n";
    let sure = |case: &std::path::Path| {
        let value = done(case, &["value", "--json", "--paths", "1000"]);
        let value: serde_json::Value = serde_json::from_str(&value).unwrap();
        let one = value["alternatives"][0].clone();
        one["figures"]["certainty_equivalent"]["p50"]
            .as_f64()
            .unwrap()
    };
    let (_with, with) = options(grant);
    let (_without, without) = options("");
    let (with, without) = (sure(&with), sure(&without));
    assert!(
        with > 0.97 * without,
        "{with} with options, {without} without"
    );
}
