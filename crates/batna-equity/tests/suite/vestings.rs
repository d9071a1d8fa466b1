//! Vesting: published schedules, and what must hold of every one.

use std::collections::BTreeMap;

use batna_core::{Rate, Shares};
use batna_equity::vesting::{
    Acceleration, Allocation, Facts, LeaveKind, Liquidity, Refreshers, Schedule,
};
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::cases::{number, read};

#[derive(Deserialize)]
struct Division {
    name: String,
    source: String,
    total: toml::Value,
    weights: Vec<toml::Value>,
    #[serde(flatten)]
    modes: BTreeMap<String, Vec<toml::Value>>,
}

#[test]
fn published_allocations() {
    for case in read::<Division>("allocation") {
        assert!(!case.source.is_empty());
        let weights: Vec<Decimal> = case.weights.iter().map(number).collect();
        for (mode, expected) in &case.modes {
            let allocation = Allocation::from_ocf(mode).unwrap();
            let expected: Vec<Decimal> = expected.iter().map(number).collect();
            let got = allocation.allot(number(&case.total), &weights).unwrap();
            assert_eq!(got, expected, "{}: {mode}", case.name);
        }
    }
}

#[derive(Deserialize)]
struct Case {
    name: String,
    source: String,
    start: Date,
    total: u32,
    schedule: String,
    count: usize,
    events: Vec<(Date, u32)>,
    left: Option<Date>,
    kind: Option<String>,
    change_of_control: Option<Date>,
    listing: Option<Date>,
    liquidity_months: Option<u32>,
    single: Option<Rate>,
    double: Option<Rate>,
    absence: Option<(Date, Date)>,
    forfeited: Option<u32>,
    lapsed: Option<u32>,
}

#[test]
fn published_schedules() {
    for case in read::<Case>("vesting") {
        assert!(!case.source.is_empty());
        let total = Shares::whole(case.total);
        let mut schedule = Schedule::from_notation(case.start, total, &case.schedule).unwrap();
        schedule.liquidity = case.liquidity_months.map(|months| Liquidity {
            within_months: Some(months),
            employed_at_event: false,
        });
        schedule.acceleration = match (case.single, case.double) {
            (Some(share), _) => Some(Acceleration::Single {
                share: share.fraction(),
            }),
            (_, Some(share)) => Some(Acceleration::Double {
                share: share.fraction(),
                months_before: 3,
                months_after: 12,
            }),
            _ => None,
        };
        let kind = match case.kind.as_deref() {
            Some("without-cause") => LeaveKind::WithoutCause,
            _ => LeaveKind::Resigned,
        };
        let vested = schedule
            .vest(&Facts {
                left: case.left.map(|date| (date, kind)),
                change_of_control: case.change_of_control,
                listing: case.listing,
                absences: case.absence.into_iter().collect(),
                ..Facts::default()
            })
            .unwrap();
        assert_eq!(vested.events.len(), case.count, "{}: {vested:?}", case.name);
        for (date, shares) in &case.events {
            let got: Decimal = vested
                .events
                .iter()
                .filter(|event| event.date == *date)
                .map(|event| event.shares.count())
                .sum();
            assert_eq!(got, Decimal::from(*shares), "{}: {date}", case.name);
        }
        if let Some(forfeited) = case.forfeited {
            assert_eq!(vested.forfeited, Shares::whole(forfeited), "{}", case.name);
        }
        if let Some(lapsed) = case.lapsed {
            assert_eq!(vested.lapsed, Shares::whole(lapsed), "{}", case.name);
        }
    }
}

#[test]
fn refreshers_vest_each_on_its_own() {
    let schedules = Refreshers {
        every_months: 12,
        share: "0.35".parse().unwrap(),
        count: 3,
        months: 48,
        vests_every: 3,
    }
    .schedules("2026-03-31".parse().unwrap(), Shares::whole(1001))
    .unwrap();
    assert_eq!(schedules.len(), 3);
    assert_eq!(schedules[0].total, Shares::whole(350));
    assert_eq!(schedules[2].start, "2029-03-31".parse::<Date>().unwrap());
    let first = schedules[0].vest(&Facts::default()).unwrap();
    assert_eq!(first.events.len(), 16);
    assert_eq!(first.by("2028-03-31".parse().unwrap()), Shares::whole(87));
}

#[test]
fn notation_refuses_what_it_does_not_know() {
    let start: Date = "2026-01-01".parse().unwrap();
    for text in [
        "",
        "soon",
        "4y monthly, 5y cliff",
        "50/40",
        "5y/3",
        "0y",
        "7m quarterly",
        "4y 3y",
    ] {
        assert!(
            Schedule::from_notation(start, Shares::whole(10), text).is_err(),
            "{text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_happens_the_parts_sum_to_the_grant(
        total in 0u32..2_000_000, months in 1u32..73, every in prop::sample::select(vec![1u32, 3, 12]),
        cliff in 0u32..30, mode in 0usize..7, left in prop::option::of(0i64..3_000),
        sale in prop::option::of(0i64..3_000), within in prop::option::of(1u32..90),
        share in 0i64..101, single in any::<bool>(), day in 0i64..800,
    ) {
        let start = batna_equity::calendar::days_after("2024-01-01".parse().unwrap(), day).unwrap();
        let total = Shares::whole(total);
        let Ok(schedule) = Schedule::even(start, total, months - months % every + every, every, cliff) else {
            return Ok(());
        };
        let share = Decimal::new(share, 2);
        let mut schedule = schedule.allocated(Allocation::ALL[mode]).accelerated(if single {
            Acceleration::Single { share }
        } else {
            Acceleration::Double { share, months_before: 3, months_after: 12 }
        });
        schedule.liquidity = within.map(|months| Liquidity {
            within_months: Some(months), employed_at_event: single,
        });
        let after = |days: i64| batna_equity::calendar::days_after(start, days).unwrap();
        let vested = schedule.vest(&Facts {
            left: left.map(|days| (after(days), LeaveKind::WithoutCause)),
            change_of_control: sale.map(after),
            ..Facts::default()
        }).unwrap();
        let given: Decimal = vested.events.iter().map(|event| event.shares.count()).sum();
        let sum = given + vested.forfeited.count() + vested.lapsed.count() + vested.open.count();
        prop_assert_eq!(sum, total.count());
        prop_assert!(vested.events.is_sorted_by(|a, b| a.date <= b.date));
    }

    #[test]
    fn any_notation_is_read_or_refused(text in "\\PC{0,40}") {
        let _ = Schedule::from_notation("2026-01-01".parse().unwrap(), Shares::whole(100), &text);
    }
}
