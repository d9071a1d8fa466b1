//! One household, a million households on one core, and the compiled form of simulation.

use std::sync::LazyLock;

use batna_core::{NoTrace, Scalar};
use batna_params::{Params, Projection};
use batna_tax::{Axis, Carry, Filing, Household, Law, YearIncome};
use divan::{Bencher, black_box};
use rust_decimal::Decimal;

fn main() {
    divan::main();
}

static PARAMS: LazyLock<Params> = LazyLock::new(|| {
    let files = batna_data::under("tax")
        .iter()
        .map(|file| (file.path, file.text));
    Params::read(files).expect("embedded parameters are sound")
});

fn law(place: &str, filing: Filing) -> Law {
    let place: batna_tax::Place = place.parse().expect("a known place");
    Law::at(&PARAMS, place, 2025, filing, Projection::Frozen).expect("a known year")
}

fn year() -> YearIncome<f64> {
    YearIncome {
        wages: 238_000.0,
        rsu: 90_000.0,
        iso_spread: 40_000.0,
        ltcg: 15_000.0,
        ..YearIncome::default()
    }
}

#[divan::bench(args = ["us", "us-ca"])]
fn one_household(bencher: Bencher, place: &str) {
    let law = law(place, Filing::Single);
    let household = Household::new(Filing::Single);
    let carry = Carry::default();
    bencher.bench(|| {
        law.assess(&household, black_box(&year()), &carry, &mut NoTrace)
            .total()
    });
}

#[divan::bench(args = ["us", "us-ca"])]
fn one_household_in_decimal(bencher: Bencher, place: &str) {
    let law = law(place, Filing::Single);
    let household = Household::new(Filing::Single);
    let carry = Carry::default();
    let year = year().convert(Decimal::from_f64);
    bencher.bench(|| {
        law.assess(&household, black_box(&year), &carry, &mut NoTrace)
            .total()
    });
}

/// Rows as `bench/tax.py` makes them: wages and gains from a multiplicative generator.
fn rows() -> Vec<(bool, YearIncome<f64>)> {
    let mut state = 1_u64;
    let mut next = |range: f64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64 * range
    };
    (0..1_000_000)
        .map(|row| {
            let income = YearIncome {
                wages: next(600_000.0).floor(),
                ltcg: next(100_000.0).floor(),
                ..YearIncome::default()
            };
            (row % 2 == 1, income)
        })
        .collect()
}

#[divan::bench(args = ["us", "us-ca"], sample_count = 5, sample_size = 1)]
fn million_households(bencher: Bencher, place: &str) {
    let laws = [law(place, Filing::Single), law(place, Filing::Joint)];
    let households = [
        Household::new(Filing::Single),
        Household::new(Filing::Joint),
    ];
    let rows = rows();
    bencher.bench_local(|| {
        rows.iter()
            .map(|(joint, income)| {
                let index = usize::from(*joint);
                laws[index].total(&households[index], black_box(income))
            })
            .sum::<f64>()
    });
}

#[divan::bench(args = ["us", "us-ca"])]
fn compile_an_axis(bencher: Bencher, place: &str) {
    let law = law(place, Filing::Single);
    let household = Household::new(Filing::Single);
    let carry = Carry::default();
    bencher.bench(|| {
        law.compile(&household, &year(), &carry, Axis::Rsu, 0.0, 5_000_000.0)
            .map(|compiled| compiled.knots().count())
    });
}

#[divan::bench]
fn compiled_form(bencher: Bencher) {
    let law = law("us-ca", Filing::Single);
    let household = Household::new(Filing::Single);
    let carry = Carry::default();
    let compiled = law
        .compile(&household, &year(), &carry, Axis::Rsu, 0.0, 5_000_000.0)
        .expect("a sound range");
    bencher.bench(|| compiled.at(black_box(1_234_567.0)));
}
