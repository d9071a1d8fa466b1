//! The committed answers of three independent models, against ours.
//!
//! `tests/crosscheck/differences.md` explains every row listed here as differing.

use std::collections::BTreeMap;

use batna_core::NoTrace;
use batna_tax::{Assessment, Carry, Filing, Household, YearIncome};
use rust_decimal::Decimal;

use super::law::law;

type Row = BTreeMap<&'static str, &'static str>;

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../../tests/crosscheck/", $name))
    };
}

fn rows(text: &'static str) -> Vec<Row> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| header.iter().copied().zip(line.split(',')).collect())
        .collect()
}

fn number(row: &Row, name: &str) -> Decimal {
    let text = row[name];
    text.parse()
        .or_else(|_| Decimal::from_scientific(text))
        .unwrap()
}

fn assess(place: &str, row: &Row) -> Assessment<Decimal> {
    let filing: Filing = row["filing"].parse().unwrap();
    let household = Household {
        dependents: row["children"].parse().unwrap(),
        ..Household::new(filing)
    };
    let amount = |name| number(row, name);
    let income = YearIncome {
        wages: amount("wages"),
        spouse_wages: amount("spouse_wages"),
        ltcg: amount("ltcg"),
        stcg: amount("stcg"),
        qualified_dividends: amount("qualified_dividends"),
        interest: amount("interest"),
        iso_spread: amount("iso_spread"),
        property_tax: amount("property_tax"),
        mortgage_interest: amount("mortgage_interest"),
        charity: amount("charity"),
        self_employment: amount("self_employment"),
        ..YearIncome::default()
    };
    let year = row["year"].parse().unwrap();
    law(place, year, filing).assess(&household, &income, &Carry::default(), &mut NoTrace)
}

/// Whether a row is compared, and how closely; or which known difference excuses it.
enum Verdict {
    Within(Decimal),
    Excused(&'static str),
}

use Verdict::{Excused, Within};

type Figure = (&'static str, fn(&Assessment<Decimal>) -> Decimal);

/// Compares every row; each difference is a failure, and so is an excuse too many: at least
/// `least` rows must be compared.
fn compare(
    place: &str,
    answers: &'static str,
    figures: &[Figure],
    least: usize,
    verdict: impl Fn(&Row, &Row) -> Verdict,
) {
    let households: BTreeMap<&str, Row> = rows(table!("households.csv"))
        .into_iter()
        .map(|row| (row["id"], row))
        .collect();
    let mut apart = Vec::new();
    let mut compared = 0;
    let mut excuses: BTreeMap<&str, usize> = BTreeMap::new();
    for answer in rows(answers) {
        let row = &households[answer["id"]];
        let tolerance = match verdict(row, &answer) {
            Within(tolerance) => tolerance,
            Excused(why) => {
                *excuses.entry(why).or_default() += 1;
                continue;
            }
        };
        compared += 1;
        let ours = assess(place, row);
        for (name, figure) in figures {
            let (ours, theirs) = (figure(&ours), number(&answer, name));
            if (ours - theirs).abs() > tolerance {
                apart.push(format!(
                    "{name}: ours {ours:.2}, theirs {theirs:.2}, {:.2} apart in {row:?}",
                    ours - theirs
                ));
            }
        }
    }
    println!("{compared} compared, excused {excuses:?}");
    assert!(
        apart.is_empty(),
        "{} of {compared}\n{}",
        apart.len(),
        apart.join("\n")
    );
    assert!(compared >= least, "only {compared} compared: {excuses:?}");
}

fn income_tax(result: &Assessment<Decimal>) -> Decimal {
    result.under("us.federal.")
}

fn additional_medicare(result: &Assessment<Decimal>) -> Decimal {
    result.tax("us.additional_medicare")
}

/// Whether the child credit is in its reduction, which the statute makes in steps of 50.
fn in_steps(row: &Row, agi: Decimal) -> bool {
    // The two models reduce it continuously.
    let from = if row["filing"] == "joint" {
        400_000
    } else {
        200_000
    };
    row["children"] != "0" && agi > Decimal::from(from)
}

#[test]
fn tax_calculator_agrees() {
    let figures: [Figure; 3] = [
        ("income_tax", income_tax),
        ("niit", |result| result.tax("us.federal.niit")),
        ("additional_medicare", additional_medicare),
    ];
    compare("us", table!("taxcalc.csv"), &figures, 330, |row, answer| {
        let agi = number(answer, "agi");
        let above = |amount: i64| agi > Decimal::from(amount);
        let has = |name| number(row, name) > Decimal::ZERO;
        let separate = row["filing"] == "separate";
        let later = row["year"] == "2026";
        let itemised = has("property_tax") || has("mortgage_interest") || has("charity");
        let top = match row["filing"] {
            "joint" | "surviving_spouse" => 768_700,
            "separate" => 384_350,
            _ => 640_600,
        };
        if separate && agi + number(row, "iso_spread") > Decimal::from(639_200) {
            Excused("TC-1 separate filers' addition to minimum taxable income")
        } else if row["filing"] == "surviving_spouse" && above(200_000) {
            Excused("TC-2 surviving spouse's child credit threshold")
        } else if later && has("self_employment") {
            Excused("TC-3 least deduction for business income")
        } else if later && itemised && above(top) {
            Excused("TC-4 reduction of itemised deductions")
        } else if later && has("property_tax") && above(if separate { 252_500 } else { 505_000 }) {
            Excused("TC-5 threshold of the limit of state taxes")
        } else if has("property_tax") && number(answer, "amt") > Decimal::ZERO {
            Excused("TC-6 deduction chosen where minimum tax is due")
        } else if later && has("charity") && number(answer, "amt") > Decimal::ZERO {
            Excused("TC-7 gifts without itemising in the minimum tax")
        } else if in_steps(row, agi) {
            Within(Decimal::from(51))
        } else {
            Within(Decimal::ONE)
        }
    });
}

#[test]
fn taxsim_agrees() {
    let figures: [Figure; 2] = [
        ("income_tax", income_tax),
        ("additional_medicare", additional_medicare),
    ];
    compare("us", table!("taxsim.csv"), &figures, 120, |row, answer| {
        let agi = number(answer, "agi");
        if row["filing"] == "single" && row["children"] != "0" {
            Excused("TS-1 single with children is head of household there")
        } else if row["filing"] == "separate" && agi > Decimal::from(626_350) {
            Excused("TS-2 separate filers' addition to minimum taxable income")
        } else if in_steps(row, agi) {
            Within(Decimal::from(51))
        } else {
            Within(Decimal::ONE)
        }
    });
}

#[test]
fn open_tax_solver_agrees_on_california() {
    let figures: [Figure; 1] = [("state", |result| result.tax("us.ca.income"))];
    compare(
        "us-ca",
        table!("opentaxsolver.csv"),
        &figures,
        40,
        |_, _| Within(Decimal::ONE),
    );
}
