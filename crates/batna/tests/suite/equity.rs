//! `batna equity` as people type it: what is refused, and what is said.

use crate::{Folder, batna, stderr, stdout};

const TABLE: &str = r#"
name = "Plain"
currency = "USD"
[[class]]
id = "common"
shares = 6000000
[[class]]
id = "series-a"
shares = 2000000
price = "1.00 USD"
"#;

fn on_table(arguments: &[&str]) -> (Option<i32>, String) {
    let folder = Folder::new();
    folder.write("plain.toml", TABLE);
    let mut all = vec!["equity"];
    all.extend_from_slice(arguments);
    all.extend_from_slice(&["--captable", "plain.toml"]);
    let output = batna(folder.path(), &all);
    (output.status.code(), stdout(&output) + &stderr(&output))
}

fn vest(arguments: &[&str]) -> (Option<i32>, String) {
    let mut all = vec!["equity", "vest", "--start", "2026-01-01"];
    all.extend_from_slice(arguments);
    let output = batna(Folder::new().path(), &all);
    (output.status.code(), stdout(&output) + &stderr(&output))
}

#[test]
fn amounts_are_read_in_the_currency_of_the_table() {
    let (code, said) = on_table(&["waterfall", "--exit", "20M EUR"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("in EUR, the cap table in USD"), "{said}");
    let (code, said) = on_table(&["waterfall", "--exit", "$20M"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Exit at $20,000,000"), "{said}");
    let priced = [
        "opm",
        "--vol",
        "0.6",
        "--years",
        "3",
        "--rate",
        "4%",
        "--backsolve",
    ];
    let (code, said) = on_table(&[&priced[..], &["series-a 1.00 GBP"]].concat());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("in GBP"), "{said}");
}

#[test]
fn an_exit_below_zero_is_refused_by_name() {
    let (code, said) = on_table(&["waterfall", "--exit", "-5"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("equity::exit"), "{said}");
}

#[test]
fn a_rate_of_four_is_not_four_per_cent() {
    let asked = |rate: &str, vol: &str| {
        on_table(&[
            "opm", "--equity", "20M", "--years", "3", "--rate", rate, "--vol", vol,
        ])
    };
    let (code, said) = asked("4", "0.6");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("write 4% or 0.04"), "{said}");
    let (code, said) = asked("4%", "60");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("write 60% or 0.6"), "{said}");
    assert_eq!(asked("4%", "60%").0, Some(0));
}

#[test]
fn what_does_not_vest_is_said() {
    let (code, said) = vest(&["--shares", "-5", "--schedule", "4y monthly"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("negative"), "{said}");
    let (_, said) = vest(&["--shares", "0", "--schedule", "4y monthly"]);
    assert!(said.contains("Nothing vests."), "{said}");
    let (code, said) = vest(&["--shares", "100", "--schedule", "40/40/40"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("come to 120%, not 100%"), "{said}");
    let waits = [
        "--shares",
        "100",
        "--schedule",
        "4y monthly",
        "--liquidity-within",
        "84",
    ];
    let (_, said) = vest(&waits);
    assert!(said.contains("until an event that has not come"), "{said}");
}

#[test]
fn tenders_are_stressed_and_told_of() {
    let folder = Folder::new();
    folder.write("me.toml", "location = \"Austin, TX\"\n");
    folder.write(
        "offers/lab.toml",
        r#"
employer = "Lab"
status = "written"
base = "250000 USD"
start = 2026-08-01
company = { kind = "private", stage = "late", valuation = "10B USD", share_price = "100 USD", tenders = { every = "1y", sells = "20%", leavers = false } }
grant = "400000 USD RSU, 4y quarterly"
"#,
    );
    let run = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend_from_slice(&["--as-of", "2026-07-01", "--paths", "2000"]);
        stdout(&batna(folder.path(), &all)).replace("\n    ", " ")
    };
    let simulated = run(&["equity", "simulate", "lab"]);
    assert!(simulated.contains("no-tender: the company holds no tender any more"));
    assert!(run(&["brief"]).contains("tenders are closed to those who have left"));
    let valued = run(&["value"]);
    assert!(
        valued.contains(
            "tenders: with a chance of 100% a year you sell 20% of what you hold vested, at 90% \
             (assumed) of the last preferred price, and not when you have left"
        ),
        "{valued}"
    );
}

/// An option that is struck above what investors paid is worth its limit value, and told.
#[test]
fn a_strike_above_the_preferred_price_is_told_wherever_that_price_is_said() {
    let folder = Folder::new();
    folder.write("me.toml", "location = \"Austin, TX\"\n");
    for (company, told) in [
        ("share_price = \"8 USD\"", true),
        ("valuation = \"80M USD\"", true),
        ("share_price = \"80 USD\"", false),
    ] {
        let offer = format!(
            "employer = \"A\"\nstatus = \"written\"\nbase = \"180000 USD\"\n\
             [[grants]]\nkind = \"iso\"\nsize = \"10000\"\nstrike = \"12 USD\"\n\
             fully_diluted = \"10M\"\nvesting = \"4y monthly, 1y cliff\"\n\
             [company]\nstage = \"series-b\"\n{company}\n"
        );
        folder.write("offers/a.toml", &offer);
        let seen = ["brief", "--as-of", "2026-06-29", "--paths", "500"];
        let brief = stdout(&batna(folder.path(), &seen));
        let flagged = brief.contains("the strike of $12 is not below the last preferred price");
        assert_eq!(flagged, told, "{company}: {brief}");
    }
}
