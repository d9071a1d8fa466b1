//! Other people's models in `../shared/vectors/tax`: their federal columns.
//!
//! Conventions there: `income_tax` holds the minimum tax, the net investment income tax and
//! refundable credits, not Additional Medicare. Skipped, with a notice, where the folder is
//! absent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use batna_core::NoTrace;
use batna_tax::{Carry, Deduction, Filing, Household, YearIncome};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::law::law;

type Row = BTreeMap<String, String>;

fn shared(name: &str) -> Option<Vec<Row>> {
    #[allow(clippy::disallowed_methods)] // A test finds its vectors through the environment.
    let root = std::env::var("BATNA_SHARED").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = root.join("vectors/tax").join(name);
    #[allow(clippy::disallowed_methods)]
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return None;
    };
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next()?.split(',').collect();
    Some(
        lines
            .map(|line| {
                header
                    .iter()
                    .zip(line.split(','))
                    .map(|(name, cell)| ((*name).to_owned(), cell.to_owned()))
                    .collect()
            })
            .collect(),
    )
}

fn number(row: &Row, name: &str) -> Decimal {
    let text = row.get(name).map_or("0", String::as_str);
    text.parse::<Decimal>()
        .or_else(|_| Decimal::from_scientific(text))
        .unwrap_or_default()
}

fn filing(text: &str) -> Filing {
    match text {
        "mfj" | "joint" => Filing::Joint,
        "single" => Filing::Single,
        other => other.parse().unwrap(),
    }
}

struct Federal {
    income_tax: Decimal,
    amt: Decimal,
    niit: Decimal,
    additional_medicare: Decimal,
    social_security: Decimal,
    medicare: Decimal,
}

fn federal(row: &Row) -> Federal {
    let year: i16 = row["year"].parse().unwrap();
    let filing = filing(&row["filing"]);
    let household = Household {
        deduction: Deduction::Standard,
        ..Household::new(filing)
    };
    let income = YearIncome {
        wages: number(row, "wages"),
        ltcg: number(row, "ltcg"),
        iso_spread: number(row, "iso"),
        ..YearIncome::default()
    };
    let law = law("us", year, filing);
    let result = law.assess(&household, &income, &Carry::default(), &mut NoTrace);
    let floats = law.assess(
        &household,
        &income.convert(|amount| amount.to_f64().unwrap()),
        &Carry::default(),
        &mut NoTrace,
    );
    let apart = result.total().to_f64().unwrap() - floats.total();
    assert!(apart.abs() < 0.01, "decimal and float {apart} apart");
    Federal {
        income_tax: result.under("us.federal."),
        amt: result.tax("us.federal.amt"),
        niit: result.tax("us.federal.niit"),
        additional_medicare: result.tax("us.additional_medicare"),
        social_security: result.tax("us.social_security"),
        medicare: result.tax("us.medicare"),
    }
}

#[track_caller]
fn close(row: &Row, what: &str, ours: Decimal, theirs: Decimal, failures: &mut Vec<String>) {
    if (ours - theirs).abs() > Decimal::ONE {
        failures.push(format!(
            "{what}: ours {ours:.2}, theirs {theirs:.2} in {row:?}"
        ));
    }
}

fn finish(failures: &[String], rows: usize) {
    assert!(
        failures.is_empty(),
        "{} of {rows} differ\n{}",
        failures.len(),
        failures
            .iter()
            .take(12)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn federal_like_tax_calculator() {
    let Some(rows) = shared("us_taxcalc.csv") else {
        return;
    };
    let mut failures = Vec::new();
    for row in &rows {
        let ours = federal(row);
        let their = |name| number(row, name);
        close(
            row,
            "income tax",
            ours.income_tax,
            their("income_tax"),
            &mut failures,
        );
        close(
            row,
            "amt",
            ours.amt,
            their("alternative_minimum_tax"),
            &mut failures,
        );
        close(
            row,
            "niit",
            ours.niit,
            their("net_investment_income_tax"),
            &mut failures,
        );
        close(
            row,
            "additional medicare",
            ours.additional_medicare,
            their("additional_medicare_tax"),
            &mut failures,
        );
        close(
            row,
            "social security",
            ours.social_security * Decimal::TWO,
            their("oasdi_both"),
            &mut failures,
        );
    }
    finish(&failures, rows.len());
}

#[test]
fn federal_like_policyengine() {
    let Some(rows) = shared("us_policyengine_std.csv") else {
        return;
    };
    let mut failures = Vec::new();
    for row in &rows {
        let ours = federal(row);
        let their = |name| number(row, name);
        close(
            row,
            "income tax",
            ours.income_tax,
            their("income_tax"),
            &mut failures,
        );
        close(
            row,
            "amt",
            ours.amt,
            their("alternative_minimum_tax"),
            &mut failures,
        );
        close(
            row,
            "niit",
            ours.niit,
            their("net_investment_income_tax"),
            &mut failures,
        );
        close(
            row,
            "social security",
            ours.social_security,
            their("employee_social_security_tax"),
            &mut failures,
        );
        close(
            row,
            "medicare",
            ours.medicare,
            their("employee_medicare_tax"),
            &mut failures,
        );
    }
    finish(&failures, rows.len());
}

#[test]
fn california_like_policyengine() {
    let Some(rows) = shared("us_policyengine_std.csv") else {
        return;
    };
    let mut failures = Vec::new();
    let rows: Vec<Row> = rows
        .into_iter()
        .filter(|row| row["loc"] == "CA" && row["year"] == "2025")
        .collect();
    for row in &rows {
        let household = Household {
            deduction: Deduction::Standard,
            ..Household::new(filing(&row["filing"]))
        };
        let income = YearIncome {
            wages: number(row, "wages"),
            ltcg: number(row, "ltcg"),
            iso_spread: number(row, "iso"),
            ..YearIncome::default()
        };
        let result = law("us-ca", 2025, household.filing).assess(
            &household,
            &income,
            &Carry::default(),
            &mut NoTrace,
        );
        let state = result.under("us.ca.") - result.under("us.ca.payroll");
        close(
            row,
            "income tax",
            state,
            number(row, "state_income_tax"),
            &mut failures,
        );
        close(
            row,
            "amt",
            result.tax("us.ca.amt"),
            number(row, "ca_amt"),
            &mut failures,
        );
    }
    finish(&failures, rows.len());
}
