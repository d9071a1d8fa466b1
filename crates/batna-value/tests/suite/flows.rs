//! Four-year flows of hand-worked offers: `tests/suite/value/flows/*.toml`.

use std::collections::BTreeMap;

use batna_case::{CaseFiles, parse};
use batna_value::alternative::Alternative;
use batna_value::flow::Component;
use batna_value::flows::flows;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Worked {
    name: String,
    source: String,
    arithmetic: String,
    years: u32,
    as_of: Option<Date>,
    offer: String,
    /// Component -> amount of each service year; every other component must be absent.
    expected: BTreeMap<String, Vec<Decimal>>,
    #[serde(default)]
    dated: Vec<Dated>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated {
    date: Date,
    component: String,
    amount: Decimal,
}

fn component(name: &str) -> Component {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .unwrap_or_else(|error| panic!("component {name}: {error}"))
}

#[test]
fn hand_worked_flows() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/suite/value/flows");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "the suite has {} cases", paths.len());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let worked: Worked =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!worked.source.is_empty() && !worked.arithmetic.trim().is_empty());
        check(&worked);
    }
}

fn check(worked: &Worked) {
    let mut files = CaseFiles::default();
    files.files.insert(
        "me.toml".into(),
        b"location = \"San Francisco, CA\"\n".to_vec(),
    );
    files.files.insert(
        "offers/sample.toml".into(),
        worked.offer.clone().into_bytes(),
    );
    let (case, problems) = parse(&files);
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    assert!(errors.is_empty(), "{}: {errors:?}", worked.name);
    let case = case.unwrap();
    let as_of = worked.as_of.unwrap_or(jiff::civil::date(2026, 6, 15));
    let alternative = Alternative::from_offer(&case.offers[0], &case.profile, as_of);
    let result = flows(&alternative, worked.years);
    let mut sums: BTreeMap<Component, Vec<Decimal>> = BTreeMap::new();
    for flow in &result.flows {
        let year = result
            .horizon
            .service_year(flow.date)
            .unwrap_or_else(|| panic!("{}: {flow:?} lies outside the horizon", worked.name));
        let years = sums
            .entry(flow.component)
            .or_insert_with(|| vec![Decimal::ZERO; worked.years as usize]);
        years[year as usize] += flow.amount.amount();
    }
    let sums: BTreeMap<Component, Vec<Decimal>> = sums
        .into_iter()
        .map(|(part, years)| {
            (
                part,
                years
                    .iter()
                    .map(|sum| sum.round_dp(2).normalize())
                    .collect(),
            )
        })
        .collect();
    let expected: BTreeMap<Component, Vec<Decimal>> = worked
        .expected
        .iter()
        .map(|(name, years)| {
            (
                component(name),
                years.iter().map(Decimal::normalize).collect(),
            )
        })
        .collect();
    assert_eq!(sums, expected, "{}", worked.name);
    for dated in &worked.dated {
        let amount: Decimal = result
            .flows
            .iter()
            .filter(|flow| flow.date == dated.date && flow.component == component(&dated.component))
            .map(|flow| flow.amount.amount())
            .sum();
        assert_eq!(
            amount.round_dp(2),
            dated.amount.round_dp(2),
            "{}: {} on {}",
            worked.name,
            dated.component,
            dated.date
        );
    }
}
