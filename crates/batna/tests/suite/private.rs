//! What is the owner's alone never leaves in words for the other side (invariant 10).

use crate::{demo_case, done, json};

#[test]
fn no_script_carries_the_floor_or_the_accept_if() {
    let case = demo_case();
    let floor = json(case.path(), &["floor", "--paths", "2000"]);
    let mut secrets: Vec<String> = Vec::new();
    for offer in floor["offers"].as_array().unwrap() {
        for value in [
            &offer["floor"],
            &offer["floor_a_year"],
            &offer["base_at_floor"]["needed"],
        ] {
            if let Some(value) = value.as_f64() {
                secrets.push(grouped(value));
            }
        }
    }
    assert!(secrets.len() >= 4, "{secrets:?}");
    let kinds = done(case.path(), &["script", "--list"]);
    let mut made = 0;
    for kind in kinds
        .lines()
        .filter_map(|line| line.split_whitespace().next())
    {
        for offer in ["database-co", "analytics-co"] {
            let output = crate::batna(
                case.path(),
                &[
                    "script", kind, "--offer", offer, "--json", "--paths", "2000",
                ],
            );
            if !output.status.success() {
                continue;
            }
            made += 1;
            let script: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
            let text = script["outgoing"].to_string();
            for secret in &secrets {
                assert!(
                    !text.contains(secret.as_str()),
                    "{kind} for {offer} says {secret}"
                );
            }
            for line in script["outgoing"]["lines"].as_array().unwrap() {
                let claims = line["claims"].as_array().unwrap();
                let evidence = line["evidence"].as_array().unwrap();
                assert!(
                    claims.is_empty() || !evidence.is_empty(),
                    "untraced: {line}"
                );
            }
        }
    }
    assert!(made >= 10, "only {made} scripts could be made");
}

fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn a_confidential_offer_is_named_to_no_one() {
    let case = demo_case();
    let path = case.path().join("offers/database-co.toml");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text = text.replace(
        "status = \"written\"",
        "status = \"written\"\nconfidential = true",
    );
    // A figure that no package comes to by itself.
    text = text.replace("210000 USD", "213370 USD");
    assert!(text.contains("213370 USD"));
    std::fs::write(&path, text).unwrap();
    let script = done(
        case.path(),
        &[
            "script",
            "counter-email",
            "--offer",
            "analytics-co",
            "--json",
            "--paths",
            "2000",
        ],
    );
    assert!(!script.contains("213,370"), "its base is told");
    assert!(!script.contains("Sample Database Co"), "its name is told");
}

#[test]
fn lint_flags_what_the_case_does_not_support() {
    let case = demo_case();
    let text = case.write(
        "mail.txt",
        "Thank you for the offer.\nI have an offer from OpenAI at $450,000.\n",
    );
    let output = crate::batna(
        case.path(),
        &[
            "script",
            "--lint",
            text.to_str().unwrap(),
            "--json",
            "--paths",
            "2000",
        ],
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = report["diagnostics"].as_array().unwrap();
    assert!(!found.is_empty());
    assert!(
        found.iter().all(|problem| problem["line"] == 2),
        "{found:?}"
    );
}
