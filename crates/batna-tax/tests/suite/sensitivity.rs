//! A parameter that no case feels is refused: each is changed a little, and some case must
//! come out otherwise.
//!
//! Beside the worked cases and the equity events, every place of the United States is felt
//! through a grid of households. A state's parameters are looked for at its own places. What
//! decides between two states (`us.states`) has tests of its own.

use std::collections::{BTreeMap, BTreeSet};

use batna_core::NoTrace;
use batna_params::{Cell, Cells, Params, Projection};
use batna_tax::{Carry, Filing, Household, Law, Place, YearIncome};
use rust_decimal::Decimal;

use super::cases::{self, figure};
use super::equity;
use super::law::PARAMS;

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
        for wages in [
            22_000.0,
            30_000.0,
            209_500.0,
            260_000.0,
            520_000.0,
            1_300_000.0,
        ] {
            out.push((family.clone(), YearIncome { wages, ..year() }));
        }
        for (wages, iso_spread, ltcg) in [
            (150_000.0, 320_000.0, 0.0),
            (150_000.0, 700_000.0, 50_000.0),
            (300_000.0, 0.0, 500_000.0),
            (55_000.0, 0.0, 90_000.0),
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
        for dependents in 0..=3 {
            let household = Household {
                dependents,
                ..alone.clone()
            };
            for wages in [14_000.0, 48_000.0] {
                let income = YearIncome {
                    wages,
                    qualified_dividends: 1_000.0,
                    ..year()
                };
                out.push((household.clone(), income));
            }
        }
        out.push((
            alone.clone(),
            YearIncome {
                wages: 180_000.0,
                qualified_dividends: 60_000.0,
                ..year()
            },
        ));
        for (wages, spouse_wages, stcg) in [
            (420_000.0, 160_000.0, 0.0),
            (90_000.0, 14_000.0, 20_000.0),
            (60_000.0, 520.0, 0.0),
        ] {
            out.push((
                family.clone(),
                YearIncome {
                    wages,
                    spouse_wages,
                    stcg,
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

/// Where a parameter is at home: `us-ca` and its localities for `us.ca.…`, else `us`.
fn places(id: &str) -> Vec<Place> {
    let state = id.split('.').nth(1).filter(|part| part.len() == 2);
    Place::all()
        .filter(|place| match state {
            Some(state) => place
                .code()
                .strip_prefix("us-")
                .is_some_and(|code| code == state || code.starts_with(&format!("{state}-"))),
            None => place.code() == "us",
        })
        .collect()
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
        .filter(|id| id.starts_with("us.") && !id.starts_with("us.states."))
        .collect();
    let years = [2025, 2026, 2028];
    let mut before = BTreeMap::new();
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
        let on_grid = places(&id).into_iter().any(|place| {
            let before = before
                .entry(place.code())
                .or_insert_with(|| totals(&PARAMS, place, &years));
            totals(&params, place, &years) != *before
        });
        let in_equity = || equity::figures(&params) != equity_before;
        if !on_grid && !felt_in_cases(&params) && !in_equity() {
            unfelt.insert(id);
        }
    }
    assert!(unfelt.is_empty(), "no case feels {unfelt:#?}");
}
