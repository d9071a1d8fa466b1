//! Every parameter of these countries changes the outcome of some case.

use batna_params::{Cell, Cells, Params};
use rust_decimal::Decimal;

use crate::case::{cases, figures, params};

/// Every number times `more`; of rows either the rates or the thresholds.
fn changed(params: &Params, id: &str, thresholds: bool, more: Decimal) -> Params {
    let mut params = params.clone();
    let parameter = params.get_mut(id).expect("the parameter");
    for value in &mut parameter.values {
        let cells: Vec<&mut Cell> = match &mut value.cells {
            Cells::One(cell) => vec![cell],
            Cells::By(map) => map.values_mut().collect(),
        };
        for cell in cells {
            match cell {
                Cell::Number(number) => *number *= more,
                Cell::List(numbers) => numbers.iter_mut().for_each(|number| *number *= more),
                Cell::Rows(rows) => {
                    for (from, rate) in rows {
                        if thresholds {
                            *from *= more;
                        } else {
                            *rate *= more;
                        }
                    }
                }
                Cell::Flag(flag) => *flag = !*flag,
                Cell::Text(text) => text.push('x'),
            }
        }
    }
    params
}

#[test]
fn every_parameter_matters() {
    let cases = cases();
    let found = |params: &Params| -> Vec<Decimal> {
        figures(params, &cases)
            .iter()
            .map(|figure| figure.found)
            .collect()
    };
    let base = found(params());
    let idle: Vec<&str> = params()
        .iter()
        .map(|parameter| parameter.id.as_str())
        .filter(|id| !id.starts_with("us."))
        .filter(|id| {
            [(false, 110), (false, 90), (true, 110), (true, 90)]
                .into_iter()
                .all(|(thresholds, percent)| {
                    found(&changed(params(), id, thresholds, Decimal::new(percent, 2))) == base
                })
        })
        .collect();
    assert!(idle.is_empty(), "no case depends on {idle:#?}");
}
