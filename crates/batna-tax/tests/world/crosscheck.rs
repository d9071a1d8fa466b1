//! Our figures against what independent models answered, as committed under
//! `tests/crosscheck/world` with their versions; `differences.md` there explains residuals.

use batna_core::NoTrace;
use batna_tax::uk::StudentLoan;
use batna_tax::{Carry, Filing, Household, Law, Place, Projection, YearIncome};

use crate::case::{params, root};

/// What rounding in a model explains, by its name.
fn tolerance(oracle: &str, item: &str, filing: Filing, wages: f64) -> f64 {
    match oracle.split(' ').next().unwrap_or_default() {
        "canada-tax-toolkit" => 0.02,
        // Whole euros of tax on whole euros of income; of half of it for a couple.
        "lohnsteuer-bmf" if filing.is_joint() => 2.5,
        "lohnsteuer-bmf" => 1.2,
        "openfisca-france" => 3.0,
        // Ten rupees, section 288B.
        "taxbrainai-compute" => 5.0,
        // Tables in whole euros; 132,948 for 132,920 as the end of the work credit.
        "dutch-tax-income-calculator" if wages > 100_000.0 => 3.0,
        "dutch-tax-income-calculator" => 1.5,
        // Thresholds of the week times 52.
        "@saving-tool/hmrc-income-tax" if item == "uk.student_loan" => 4.0,
        "@saving-tool/hmrc-income-tax" => 1.5,
        other => panic!("no tolerance for {other}"),
    }
}

/// Answers that are wrong there, or leave something out; see `differences.md`.
const EXPLAINED: [&str; 3] = [
    // Tax under 61 euros is not collected (CGI 1657, 1 bis): the statute still charges it.
    "openfisca-france 176.1.8,fr,2025,joint,children=2,wages,60000,",
    // No marginal relief of the surcharge there where income holds a gain.
    "taxbrainai-compute 0.1.0,in,2025,single,regime=new gain=3000000,wages,7200000,",
    "taxbrainai-compute 0.1.0,in,2025,single,regime=old gain=3000000,wages,7200000,",
];

#[test]
fn independent_models_agree() {
    let mut off = Vec::new();
    let mut count = 0;
    for file in ["answers-python.csv", "answers-node.csv"] {
        let path = root().join("tests/crosscheck/world").join(file);
        let text = std::fs::read_to_string(&path).expect("committed answers");
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [
                oracle,
                place,
                year,
                filing,
                choice,
                income,
                wages,
                item,
                amount,
            ] = cells[..]
            else {
                panic!("{file}: {line}");
            };
            let filing: Filing = filing.parse().expect("a filing status");
            let wages: f64 = wages.parse().expect("wages");
            let mut household = Household::new(filing);
            let mut year_income = YearIncome::<f64>::default();
            match income {
                "wages" => year_income.wages = wages,
                // Taxable income after the flat special expenses.
                _ => year_income.other_income = wages + if filing.is_joint() { 72.0 } else { 36.0 },
            }
            for choice in choice.split_whitespace() {
                match choice.split_once('=').unwrap_or((choice, "")) {
                    ("children", count) => household.dependents = count.parse().expect("children"),
                    ("regime", regime) => household.world.india_old_regime = regime == "old",
                    ("gain", gain) => year_income.ltcg = gain.parse().expect("a gain"),
                    ("ruling", _) => household.world.dutch_ruling = true,
                    ("loan", plan) => {
                        household.uk.student_loan =
                            StudentLoan::ALL.into_iter().find(|loan| loan.key() == plan);
                    }
                    other => panic!("no choice {other:?}"),
                }
            }
            let place: Place = place.parse().expect("a place");
            let law = Law::at(
                params(),
                place,
                year.parse().expect("a year"),
                filing,
                Projection::Refuse,
            )
            .expect("a law");
            let found = law.assess(&household, &year_income, &Carry::default(), &mut NoTrace);
            let ours = if item == "total" {
                found.total()
            } else {
                found.tax(item)
            };
            let theirs: f64 = amount.parse().expect("an amount");
            let explained = EXPLAINED.iter().any(|start| line.starts_with(start));
            let apart = (ours - theirs).abs() > tolerance(oracle, item, filing, wages);
            if apart != explained {
                off.push(format!("{line}: {ours:.2} here"));
            }
            count += 1;
        }
    }
    assert!(
        off.is_empty(),
        "{} of {count}:\n{}",
        off.len(),
        off.join("\n")
    );
    println!("{count} answers agree");
}
