//! Time of a waterfall with 30 classes at a million exits; run by `bench/equity/waterfall.sh`.
#![allow(clippy::disallowed_methods)] // A bench asks the clock.

use std::time::Instant;

use batna_equity::captable::{CapTable, Class, Participation};
use batna_equity::waterfall::Waterfall;
use rust_decimal::Decimal;

#[test]
#[ignore = "a bench: needs an optimised build"]
fn thirty_classes_at_a_million_exits() {
    let mut table = CapTable::new("bench", batna_core::Currency::USD);
    table
        .classes
        .push(Class::common("common", Decimal::from(10_000_000)));
    for index in 0..29_u32 {
        let mut class = Class::preferred(
            format!("p{index}"),
            Decimal::from(200_000 + 1_000 * index),
            Decimal::from(1 + index),
            index,
        );
        if let Some(preference) = class.preference.as_mut()
            && index % 3 == 2
        {
            preference.participation = Participation::Capped(Decimal::TWO);
        }
        table.classes.push(class);
    }
    let began = Instant::now();
    let payoffs = Waterfall::compile(&table).unwrap().payoffs().unwrap();
    let compiled = began.elapsed();
    let exits: Vec<f64> = (0..1_000_000).map(|at| f64::from(at) * 1_000.0).collect();
    let mut out = vec![0.0; exits.len() * payoffs.takers()];
    let began = Instant::now();
    payoffs.batch(&exits, &mut out);
    let divided = began.elapsed();
    println!("compiled in {compiled:?}; 1,000,000 exits over 30 classes in {divided:?}");
    assert!(divided.as_secs_f64() < 1.0);
}
