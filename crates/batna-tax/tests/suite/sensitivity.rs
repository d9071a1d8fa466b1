//! A parameter that no case feels is refused: each is changed a little, and some case must
//! come out otherwise.
//!
//! Beside the worked cases, every place is felt through a grid of households. Federal,
//! payroll and California parameters must be felt; of the rest, those that are not are
//! printed.

use std::collections::BTreeSet;

use batna_core::NoTrace;
use batna_params::{Cell, Cells, Params, Projection};
use batna_tax::{Carry, Filing, Household, Law, Place, YearIncome};
use rust_decimal::Decimal;

use super::cases::{self, figure};
use super::equity;
use super::law::PARAMS;

/// Topics whose every parameter must be felt.
const FELT: [&str; 5] = [
    "us.federal.",
    "us.payroll.",
    "us.ca.",
    "us.equity.",
    "us.limits.",
];

fn grid() -> Vec<(Household, YearIncome<f64>)> {
    let year = YearIncome::<f64>::default;
    let mut out = Vec::new();
    for filing in Filing::ALL {
        let alone = Household::new(filing);
        let family = Household {
            dependents: 2,
            other_dependents: 1,
            ..alone.clone()
        };
        for wages in [30_000.0, 260_000.0, 520_000.0, 1_300_000.0] {
            out.push((family.clone(), YearIncome { wages, ..year() }));
        }
        for (wages, iso_spread, ltcg) in [
            (150_000.0, 320_000.0, 0.0),
            (150_000.0, 700_000.0, 50_000.0),
            (300_000.0, 0.0, 500_000.0),
        ] {
            out.push((
                alone.clone(),
                YearIncome {
                    wages,
                    iso_spread,
                    ltcg,
                    ..year()
                },
            ));
        }
        for wages in [300_000.0, 560_000.0] {
            let mortgage_interest = 40_000.0;
            let income = YearIncome {
                wages,
                mortgage_interest,
                property_tax: 15_000.0,
                charity: 60_000.0,
                self_employment: 10_000.0,
                ..year()
            };
            out.push((family.clone(), income));
        }
    }
    out
}

fn totals(params: &Params, place: Place, years: &[i16]) -> Vec<Option<f64>> {
    let mut out = Vec::new();
    for year in years {
        for filing in Filing::ALL {
            let law = Law::at(params, place, *year, filing, Projection::Frozen).ok();
            for (household, income) in grid() {
                if household.filing == filing {
                    out.push(law.as_ref().map(|law| {
                        let carry = Carry::default();
                        law.assess(&household, &income, &carry, &mut NoTrace)
                            .total()
                    }));
                }
            }
        }
    }
    out
}

fn perturb(cell: &mut Cell) {
    let grown =
        |number: &mut Decimal| *number = *number * Decimal::new(109, 2) + Decimal::new(1, 4);
    match cell {
        // Whole days, months and years stay whole.
        Cell::Number(number) if number.is_integer() && *number < Decimal::ONE_HUNDRED => {
            *number += Decimal::ONE;
        }
        Cell::Number(number) => grown(number),
        Cell::Flag(flag) => *flag = !*flag,
        Cell::Text(text) => text.push('x'),
        Cell::Rows(rows) => rows.iter_mut().for_each(|(from, value)| {
            grown(from);
            grown(value);
        }),
        Cell::List(numbers) => numbers.iter_mut().for_each(grown),
    }
}

#[test]
fn every_parameter_changes_some_outcome() {
    let cases = cases::all();
    let felt_in_cases = |params: &Params| {
        cases.iter().any(|case| {
            case.expected
                .keys()
                .any(|id| figure(params, case, id) != figure(&PARAMS, case, id))
        })
    };
    let ids: Vec<String> = PARAMS
        .iter()
        .map(|parameter| parameter.id.clone())
        .filter(|id| FELT.iter().any(|prefix| id.starts_with(prefix)))
        .collect();
    let places: Vec<Place> = ["us", "us-ca"]
        .iter()
        .map(|code| code.parse().unwrap())
        .collect();
    let years = [2025, 2026, 2027];
    let before: Vec<_> = places
        .iter()
        .map(|place| totals(&PARAMS, *place, &years))
        .collect();
    let equity_before = equity::figures(&PARAMS);
    let mut unfelt = BTreeSet::new();
    for id in ids {
        let mut params = PARAMS.clone();
        let Some(parameter) = params.get_mut(&id) else {
            continue;
        };
        for value in &mut parameter.values {
            match &mut value.cells {
                Cells::One(cell) => perturb(cell),
                Cells::By(map) => map.values_mut().for_each(perturb),
            }
        }
        let on_grid = places
            .iter()
            .zip(&before)
            .any(|(place, before)| totals(&params, *place, &years) != *before);
        let in_equity = || equity::figures(&params) != equity_before;
        if !on_grid && !felt_in_cases(&params) && !in_equity() {
            unfelt.insert(id);
        }
    }
    assert!(unfelt.is_empty(), "no case feels {unfelt:#?}");
}
