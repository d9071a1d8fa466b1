//! Option values, discounts and the option-pricing method.

use batna_core::scalar::decimal_to_f64;
use batna_equity::black_scholes::Inputs;
use batna_equity::captable::{CapTable, Class, OptionGrant, OptionKind};
use batna_equity::lattice::EmployeeOption;
use batna_equity::opm::{Assumptions, allocate, backsolve};
use batna_equity::waterfall::Waterfall;
use batna_equity::{dlom, normal};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::cases::{assert_close, number, read};

#[derive(Deserialize)]
struct Case {
    what: String,
    source: String,
    args: Vec<toml::Value>,
    expected: f64,
    tolerance: f64,
}

fn inputs(args: &[f64]) -> Inputs {
    Inputs {
        spot: args[0],
        strike: args[1],
        years: args[2],
        rate: args[3],
        dividend: args[4],
        volatility: args[5],
    }
}

#[test]
fn published_values() {
    let cases = || read::<Case>("pricing").into_iter().chain(read("quantlib"));
    assert!(cases().count() > 50);
    for case in cases() {
        let args: Vec<f64> = case
            .args
            .iter()
            .map(|arg| decimal_to_f64(number(arg)))
            .collect();
        let got = match case.what.as_str() {
            "call" => inputs(&args).call().unwrap(),
            "put" => inputs(&args).put().unwrap(),
            "cdf" => normal::cdf(args[0]),
            "longstaff" => dlom::longstaff(args[0], args[1]).unwrap(),
            "finnerty" => dlom::finnerty(args[0], args[1], 0.0).unwrap(),
            "ghaidarov" => dlom::ghaidarov(args[0], args[1], 0.0).unwrap(),
            "chaffe" => dlom::chaffe(args[0], args[1], args[2], 0.0).unwrap(),
            "lattice" => EmployeeOption {
                option: inputs(&args),
                vesting: args[6],
                leave_rate: args[7],
                leave_rate_before: args[7],
                multiple: Some(args[8]),
            }
            .value(1_000)
            .unwrap(),
            other => panic!("no function {other}"),
        };
        assert_close(
            got,
            case.expected,
            case.tolerance,
            &format!("{} ({})", case.what, case.source),
        );
    }
}

const ASSUMED: Assumptions = Assumptions {
    years: 3.0,
    volatility: 0.6,
    rate: 0.04,
    dividend: 0.0,
};

fn two_classes() -> CapTable {
    let mut table = CapTable::new("test", batna_core::Currency::USD);
    table
        .classes
        .push(Class::common("common", Decimal::from(8_000_000)));
    table.classes.push(Class::preferred(
        "series-b",
        Decimal::from(2_000_000),
        "2.5".parse().unwrap(),
        1,
    ));
    table
}

#[test]
fn backsolve_gives_back_the_price() {
    let waterfall = Waterfall::compile(&two_classes()).unwrap();
    let solved = backsolve(&waterfall, "series-b", 2.5, &ASSUMED).unwrap();
    assert_close(solved.classes[1].per_share, 2.5, 1e-9, "series-b");
    assert!(solved.classes[0].per_share < 2.5);
    let sum: f64 = solved.classes.iter().map(|class| class.value).sum();
    assert_close(sum, solved.equity_value, 1e-6, "the whole");
    assert!(backsolve(&waterfall, "series-z", 2.5, &ASSUMED).is_err());
    assert!(backsolve(&waterfall, "series-b", f64::NAN, &ASSUMED).is_err());
}

#[test]
fn a_price_that_many_values_give_takes_the_lowest() {
    let waterfall = Waterfall::compile(&two_classes()).unwrap();
    let now = Assumptions {
        years: 0.0,
        volatility: 0.0,
        ..ASSUMED
    };
    let solved = backsolve(&waterfall, "series-b", 2.5, &now).unwrap();
    assert_close(solved.equity_value, 5_000_000.0, 0.01, "preference alone");
}

#[test]
fn zero_volatility_and_zero_years_pay_the_limit() {
    let waterfall = Waterfall::compile(&two_classes()).unwrap();
    let certain = Assumptions {
        years: 0.0,
        ..ASSUMED
    };
    let now = allocate(&waterfall, 15_000_000.0, &certain).unwrap();
    assert_close(now.classes[1].value, 5_000_000.0, 1e-6, "preference");
    let still = Assumptions {
        volatility: 0.0,
        rate: 0.0,
        ..ASSUMED
    };
    let still = allocate(&waterfall, 15_000_000.0, &still).unwrap();
    assert_close(still.classes[0].value, 10_000_000.0, 1e-6, "common");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One class and no debt: common is equity by shares at any volatility, and an option on
    /// it is Black-Scholes on the whole, diluted.
    #[test]
    fn one_class_is_equity_by_shares(
        equity in 1.0f64..1e9, volatility in 0.0f64..3.0, years in 0.0f64..10.0,
        strike in 0i64..2_000, options in 1i64..1_000_000,
    ) {
        let mut table = CapTable::new("test", batna_core::Currency::USD);
        table.classes.push(Class::common("common", Decimal::from(1_000_000)));
        let assumed = Assumptions { volatility, years, ..ASSUMED };
        let alone = allocate(&Waterfall::compile(&table).unwrap(), equity, &assumed).unwrap();
        prop_assert!((alone.classes[0].per_share / (equity / 1e6) - 1.0).abs() < 1e-9);
        table.options.push(OptionGrant {
            id: "option".into(), kind: OptionKind::Option, class: None,
            shares: Decimal::from(options), strike: Decimal::new(strike, 2), holder: None,
        });
        let both = allocate(&Waterfall::compile(&table).unwrap(), equity, &assumed).unwrap();
        let count = options as f64;
        let call = Inputs {
            spot: equity, strike: 1e6 * strike as f64 / 100.0, years, rate: 0.04, dividend: 0.0, volatility,
        }.call().unwrap();
        let expected = count / (1e6 + count) * call;
        prop_assert!((both.classes[1].value - expected).abs() <= 1e-9 * equity);
    }

    #[test]
    fn put_call_parity_and_bounds(
        spot in 0.0f64..1e6, strike in 0.0f64..1e6, years in 0.0f64..30.0,
        rate in -0.05f64..0.2, dividend in 0.0f64..0.1, volatility in 0.0f64..4.0,
    ) {
        let option = Inputs { spot, strike, years, rate, dividend, volatility };
        let (call, put) = (option.call().unwrap(), option.put().unwrap());
        let forward = spot * (-dividend * years).exp() - strike * (-rate * years).exp();
        prop_assert!((call - put - forward).abs() <= 1e-9 * (spot + strike + 1.0) * 10.0);
        prop_assert!(call.is_finite() && put.is_finite() && call >= 0.0 && put >= 0.0);
    }

    #[test]
    fn discounts_lie_between_none_and_all_and_rise_with_time(
        volatility in 0.0f64..10.0, years in 0.0f64..50.0,
    ) {
        let now = dlom::discounts(volatility, years, 0.0, 0.0).unwrap();
        let later = dlom::discounts(volatility, years * 1.5 + 0.01, 0.0, 0.0).unwrap();
        for (now, later) in [
            (now.chaffe, later.chaffe), (now.finnerty, later.finnerty),
            (now.ghaidarov, later.ghaidarov), (now.longstaff, later.longstaff),
        ] {
            prop_assert!((0.0..=1.0).contains(&now));
            prop_assert!(later >= now - 1e-6, "{} then {}", now, later);
        }
        prop_assert!(now.finnerty <= 0.3230);
        prop_assert!(now.finnerty <= now.longstaff + 1e-9);
    }

    // Ghaidarov (2009): the geometric average lies below the arithmetic one, so a put struck at it
    // bounds the discount from below; adding what the two averages differ by bounds it from above.
    #[test]
    fn ghaidarov_lies_within_the_bounds_of_geometric_averages(
        volatility in 0.01f64..1.0, years in 0.05f64..2.0,
    ) {
        let variance = volatility * volatility * years;
        // The average's log has mean -variance / 4 and variance variance / 3; exchanged for the
        // price (Margrabe 1978) the two have a relative variance of variance / 3.
        let mean = (-variance / 12.0).exp();
        let spread = (variance / 3.0).sqrt();
        let first = (variance / 12.0) / spread;
        let lower = mean * normal::cdf(first) - normal::cdf(first - spread);
        let upper = lower + 1.0 - mean;
        let formula = dlom::ghaidarov(volatility, years, 0.0).unwrap();
        prop_assert!(lower <= formula && formula <= upper, "{lower} {formula} {upper}");
    }

    #[test]
    fn an_employee_option_is_worth_no_more_than_the_traded_one(
        spot in 1.0f64..100.0, volatility in 0.0f64..1.5, years in 0.1f64..10.0,
        vesting in 0.0f64..5.0, leave in 0.0f64..0.5, multiple in 1.0f64..5.0,
    ) {
        let option = Inputs { spot, strike: 20.0, years, rate: 0.04, dividend: 0.0, volatility };
        let employee = EmployeeOption {
            option, vesting, leave_rate: leave, leave_rate_before: leave, multiple: Some(multiple),
        };
        let value = employee.value(60).unwrap();
        prop_assert!(value.is_finite() && value >= 0.0);
        prop_assert!(value <= option.call().unwrap() * 1.03 + 0.05);
    }
}
