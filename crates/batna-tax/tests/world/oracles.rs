//! Independent models' answers, read from outside the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;

use batna_core::NoTrace;
use batna_tax::{Assessment, Carry, Filing, Household, Law, Place, Projection, YearIncome};

use crate::case::{params, root};

/// Rows of a vector file, or a printed word that it is not there.
fn rows(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let shared = std::env::var_os("BATNA_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from)
        .join("vectors/tax")
        .join(name);
    let Ok(text) = std::fs::read_to_string(&shared) else {
        println!("SKIPPED: {name} is not at {}", shared.display());
        return None;
    };
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next()?.split(',').collect();
    Some(
        lines
            .map(|line| {
                heads
                    .iter()
                    .zip(line.split(','))
                    .map(|(head, cell)| ((*head).to_owned(), cell.to_owned()))
                    .collect()
            })
            .collect(),
    )
}

fn cell(row: &BTreeMap<String, String>, key: &str) -> f64 {
    row[key]
        .parse()
        .unwrap_or_else(|_| panic!("{key} of {row:?}"))
}

fn assess(place: &str, year: i16, filing: Filing, income: &YearIncome<f64>) -> Assessment<f64> {
    let place: Place = place.parse().expect("a place");
    let law = Law::at(params(), place, year, filing, Projection::Frozen).expect("a law");
    law.assess(
        &Household::new(filing),
        income,
        &Carry::default(),
        &mut NoTrace,
    )
}

fn near(found: f64, wanted: f64, tolerance: f64, what: &str, row: &BTreeMap<String, String>) {
    assert!(
        (found - wanted).abs() <= tolerance,
        "{what}: {found} here, {wanted} there, of {row:?}"
    );
}

#[test]
fn united_kingdom_against_policyengine_uk() {
    let Some(rows) = rows("uk_policyengine.csv") else {
        return;
    };
    let mut compared = 0;
    for row in &rows {
        let year: i16 = row["tax_year"][..4].parse().expect("a year");
        // Past 2026-27 the model extrapolates law that is not enacted.
        if year > 2026 {
            continue;
        }
        let place = match row["country"].as_str() {
            "SCOTLAND" => "uk-scotland",
            "WALES" => "uk-wales",
            "NORTHERN_IRELAND" => "uk-northern-ireland",
            _ => "uk-england",
        };
        let mut income = YearIncome {
            wages: cell(row, "salary"),
            ..YearIncome::default()
        };
        match row["scenario"].as_str() {
            "salary+cg50k" => income.ltcg = 50_000.0,
            "salary+div20k" => income.qualified_dividends = 20_000.0,
            "salary+pension_sacrifice_10pct" => {
                income.pretax_401k = income.wages / 10.0;
                income.wages += income.pretax_401k;
            }
            _ => {}
        }
        let found = assess(place, year, Filing::Single, &income);
        let tax = found.under("uk.income") + found.tax("uk.pension.annual_allowance");
        near(tax, cell(row, "income_tax"), 0.02, "income tax", row);
        near(
            found.tax("uk.ni"),
            cell(row, "national_insurance"),
            0.02,
            "national insurance",
            row,
        );
        near(
            found.under("uk.capital_gains"),
            cell(row, "capital_gains_tax"),
            0.02,
            "capital gains tax",
            row,
        );
        compared += 1;
    }
    println!("compared {compared} rows with PolicyEngine UK");
    assert!(compared > 400);
}
