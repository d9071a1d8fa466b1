//! The states: every law resolves, totals rise with income, and independent models agree.
//!
//! `tests/crosscheck/differences.md`, section States, explains each row excused here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use batna_core::NoTrace;
use batna_params::Projection;
use batna_tax::{Carry, Deduction, Filing, Household, Law, Place, YearIncome};

use super::law::PARAMS;

fn places() -> impl Iterator<Item = Place> {
    Place::all().filter(|place| place.code().starts_with("us"))
}

fn indexed() -> Projection {
    Projection::Indexed("2.5%".parse().unwrap())
}

#[test]
fn every_state_resolves_for_2025_and_2026() {
    let mut failures = Vec::new();
    for place in places() {
        for year in [2025, 2026] {
            for filing in Filing::ALL {
                if let Err(error) = Law::at(&PARAMS, place, year, filing, indexed()) {
                    failures.push(format!("{place} {year} {filing}: {error}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn totals_rise_with_wages_and_gains() {
    let mut failures = Vec::new();
    for place in places() {
        for year in [2025, 2026] {
            for filing in [Filing::Single, Filing::Joint, Filing::Head] {
                let law = Law::at(&PARAMS, place, year, filing, indexed()).unwrap();
                let household = Household::new(filing);
                for gains in [false, true] {
                    // A refunded credit may make the first total negative.
                    let mut before = f64::NEG_INFINITY;
                    for step in 0_u32..160 {
                        // Off the round thresholds, and wide enough to pass declared cliffs.
                        let amount = f64::from(step) * 7_913.0 + 101.0;
                        let income = YearIncome {
                            wages: if gains { 90_000.0 } else { amount },
                            ltcg: if gains { amount } else { 0.0 },
                            ..YearIncome::default()
                        };
                        let total = law.total(&household, &income);
                        if total < before - 0.005 {
                            failures.push(format!(
                                "{place} {year} {filing} {income_kind} {amount}: {total} below {before}",
                                income_kind = if gains { "gain" } else { "wages" },
                            ));
                        }
                        before = total;
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn shared(name: &str) -> Option<String> {
    let root = std::env::var_os("BATNA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    std::fs::read_to_string(root.join("vectors/tax").join(name)).ok()
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| {
            header
                .iter()
                .zip(line.split(','))
                .map(|(key, value)| ((*key).to_owned(), value.to_owned()))
                .collect()
        })
        .collect()
}

/// State (and local) income tax with the standard deduction.
fn ours(code: &str, year: i16, filing: Filing, wages: f64, ltcg: f64) -> f64 {
    let place: Place = code.parse().unwrap();
    let law = Law::at(&PARAMS, place, year, filing, indexed()).unwrap();
    let household = Household {
        deduction: Deduction::Standard,
        ..Household::new(filing)
    };
    let income = YearIncome {
        wages,
        ltcg,
        ..YearIncome::default()
    };
    let result = law.assess(&household, &income, &Carry::default(), &mut NoTrace);
    result
        .taxes()
        .iter()
        .filter(|item| {
            item.id.starts_with("us.")
                && !item.id.starts_with("us.federal")
                && !item.id.contains(".payroll.")
                && ![
                    "us.social_security",
                    "us.medicare",
                    "us.additional_medicare",
                ]
                .contains(&item.id)
        })
        .map(|item| item.amount)
        .sum()
}

fn place_of(loc: &str) -> String {
    format!("us-{}", loc.to_lowercase())
}

/// Why a row of the shared vectors is not compared.
fn excused(loc: &str, _filing: Filing, _wages: f64, _ltcg: f64) -> Option<&'static str> {
    if place_of(loc).parse::<Place>().is_err() {
        return Some("no such place yet");
    }
    None
}

#[test]
fn shared_vectors_agree() {
    let Some(text) = shared("us_policyengine_std.csv") else {
        println!("skipped: ../shared is not there");
        return;
    };
    let (mut compared, mut excuses, mut apart) = (0, BTreeMap::new(), Vec::new());
    for row in rows(&text) {
        if row["scenario"].starts_with("iso") || row["year"] != "2025" {
            continue;
        }
        let number = |name: &str| row[name].parse::<f64>().unwrap_or(0.0);
        let filing: Filing = row["filing"].parse().unwrap();
        let (wages, ltcg) = (number("wages"), number("ltcg"));
        if let Some(why) = excused(&row["loc"], filing, wages, ltcg) {
            *excuses.entry(why).or_insert(0) += 1;
            continue;
        }
        compared += 1;
        let year = row["year"].parse().unwrap();
        let theirs =
            number("state_income_tax") + number("local_income_tax").max(number("nyc_income_tax"));
        let ours = ours(&place_of(&row["loc"]), year, filing, wages, ltcg);
        if (ours - theirs).abs() > 2.0 {
            apart.push(format!(
                "{} {year} {filing} wages {wages} ltcg {ltcg}: ours {ours:.2}, theirs {theirs:.2}, {:.2} apart",
                row["loc"], ours - theirs
            ));
        }
    }
    println!("{compared} compared, excused {excuses:?}");
    assert!(
        apart.is_empty(),
        "{} of {compared}\n{}",
        apart.len(),
        apart.join("\n")
    );
}
