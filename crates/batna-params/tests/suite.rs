//! Parameter files: what is read, what is refused, and what a date resolves to.

use batna_core::{Rate, Status};
use batna_params::{Lookup, LookupError, Params, Projection, Topic};
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;

const GOOD: &str = r#"
topic = "xx.income"
about = "An example"
[sources.act]
title = "Income Tax Act"
url = "https://example.invalid/act"
published = 2024-12-31
[[parameter]]
id = "xx.income.brackets"
about = "Rates"
unit = "USD/year"
shape = "schedule"
by = "filing"
[[parameter.value]]
from = 2025-01-01
through = 2025-12-31
source = "act"
at = "section 1"
single = [["0", "10%"], ["10000", "20%"]]
joint = "=single"
[[parameter.value]]
from = 2026-01-01
through = 2026-12-31
source = "act"
at = "section 2"
single = [["0", "10%"], ["12000", "20%"]]
joint = "=single"
[[parameter]]
id = "xx.income.rate"
about = "A rate without an end"
unit = "rate"
shape = "rate"
[[parameter.value]]
from = 2020-01-01
source = "act"
value = "6.2%"
"#;

fn params() -> Params {
    Params::read([("good.toml", GOOD)]).unwrap()
}

fn number(value: i64) -> Decimal {
    Decimal::from(value)
}

#[test]
fn resolves_at_a_date() {
    let params = params();
    let lookup = Lookup::new(&params, date(2026, 3, 1), Projection::Refuse, "joint");
    let schedule = lookup.schedule("xx.income.brackets").unwrap();
    assert_eq!(schedule.tax(number(20_000)), number(1_200 + 1_600));
    assert_eq!(schedule.tax(20_000.0), 2_800.0);
    assert_eq!(schedule.tax(number(-5)), number(0));
    assert_eq!(schedule.rate_at(number(12_000)), Decimal::new(2, 1));
    let used = schedule.cited().unwrap();
    assert_eq!(used.source.to_string(), "Income Tax Act, section 2");
    assert_eq!(lookup.status(), Status::Enacted);
    assert_eq!(lookup.used().len(), 1);
    let missing = lookup.amount("xx.income.none").unwrap_err();
    assert_eq!(missing, LookupError::Missing("xx.income.none".into()));
    assert!(matches!(
        lookup.amount("xx.income.brackets"),
        Err(LookupError::WrongShape { .. })
    ));
    assert!(matches!(
        lookup.schedule_for("xx.income.brackets", "head"),
        Err(LookupError::NoKey { .. })
    ));
}

#[test]
fn projects_only_when_told_and_says_so() {
    let params = params();
    let at = |projection| Lookup::new(&params, date(2028, 1, 1), projection, "single");
    let refused = at(Projection::Refuse);
    assert!(matches!(
        refused.schedule("xx.income.brackets"),
        Err(LookupError::PastKnown { .. })
    ));
    // A value without an end is law, not a projection.
    assert!(refused.amount("xx.income.rate").is_ok());
    let rate: Rate = "10%".parse().unwrap();
    let indexed = at(Projection::Indexed(rate));
    let schedule = indexed.schedule("xx.income.brackets").unwrap();
    assert_eq!(schedule.threshold::<Decimal>(1), Some(number(14_520)));
    assert_eq!(indexed.status(), Status::Projected);
    let label = indexed.projection_label().unwrap();
    assert!(label.contains("2026") && label.contains("10%"), "{label}");
    assert!(schedule.cited().unwrap().projection.is_some());
    let early = Lookup::new(&params, date(2019, 1, 1), Projection::Frozen, "single");
    assert!(matches!(
        early.amount("xx.income.rate"),
        Err(LookupError::BeforeKnown { .. })
    ));
}

#[test]
fn a_tax_year_that_ends_in_spring_is_named_for_its_beginning() {
    let text = GOOD.replace("through = 2026-12-31", "through = 2027-04-05");
    assert_ne!(text, GOOD);
    let params = Params::read([("good.toml", text.as_str())]).unwrap();
    let rate: Rate = "10%".parse().unwrap();
    let threshold = |year: i16| {
        let lookup = Lookup::new(
            &params,
            date(year, 4, 6),
            Projection::Indexed(rate),
            "single",
        );
        let schedule = lookup.schedule("xx.income.brackets").unwrap();
        (schedule.threshold::<Decimal>(1), lookup.projection_label())
    };
    // The first year past the law is one year of growth away from it, the second two.
    let (first, label) = threshold(2027);
    assert!(label.unwrap().contains("law of 2026"));
    let (second, _) = threshold(2028);
    assert_eq!(first, Some(number(13_200)));
    assert_eq!(second, Some(number(14_520)));
}

/// Laws that end in different years are told with both.
#[test]
fn a_projection_names_the_oldest_and_the_newest_law() {
    let second = GOOD.find("[[parameter.value]]\nfrom = 2026").unwrap();
    let older = GOOD[..second].replace("xx.", "yy.");
    let params = Params::read([("good.toml", GOOD), ("older.toml", older.as_str())]).unwrap();
    let lookup = Lookup::new(&params, date(2028, 1, 1), Projection::Frozen, "single");
    lookup.schedule("xx.income.brackets").unwrap();
    assert!(lookup.projection_label().unwrap().contains("law of 2026"));
    lookup.schedule("yy.income.brackets").unwrap();
    let label = lookup.projection_label().unwrap();
    assert!(label.contains("of 2025 to 2026"), "{label}");
}

/// The code of the first problem of a changed file.
fn refused(from: &str, to: &str) -> &'static str {
    assert!(GOOD.contains(from), "{from}");
    let text = GOOD.replacen(from, to, 1);
    match Topic::read("bad.toml", &text) {
        Ok(_) => panic!("{to} was taken"),
        Err(problems) => {
            assert!(problems.iter().all(|problem| problem.location.is_some()));
            problems[0].code
        }
    }
}

#[test]
fn refuses_what_the_form_forbids() {
    for (from, to, code) in [
        ("topic =", "topic = =", "params::syntax"),
        (
            "about = \"Rates\"",
            "abuot = \"Rates\"",
            "params::unknown-key",
        ),
        ("unit = \"rate\"", "unit = \"percent\"", "params::unit"),
        ("shape = \"rate\"", "shape = \"curve\"", "params::bad-value"),
        (
            "source = \"act\"\nvalue",
            "source = \"code\"\nvalue",
            "params::source",
        ),
        ("source = \"act\"\nvalue", "value", "params::missing"),
        ("\"6.2%\"", "\"0.062\"", "params::bad-value"),
        ("\"6.2%\"", "6.2", "params::bad-value"),
        (
            "[\"10000\", \"20%\"]",
            "[\"0\", \"20%\"]",
            "params::bad-value",
        ),
        ("from = 2026-01-01", "from = 2026-01-02", "params::time"),
        ("from = 2026-01-01", "from = 2025-12-31", "params::time"),
        ("through = 2025-12-31\n", "", "params::time"),
        (
            "joint = \"=single\"",
            "joint = \"=head\"",
            "params::bad-value",
        ),
        (
            "id = \"xx.income.rate\"",
            "id = \"yy.rate\"",
            "params::bad-value",
        ),
    ] {
        assert_eq!(refused(from, to), code, "{from} -> {to}");
    }
}

#[test]
fn refuses_a_parameter_defined_twice_and_tells_unused_sources() {
    let problems = Params::read([("a.toml", GOOD), ("b.toml", GOOD)]).unwrap_err();
    assert_eq!((problems.len(), problems[0].code), (2, "params::doubled"));
    let unused = GOOD.replace(
        "[[parameter]]\nid = \"xx.income.brackets\"",
        "[sources.other]\ntitle = \"Other\"\n[[parameter]]\nid = \"xx.income.brackets\"",
    );
    let topic = Topic::read("a.toml", &unused).unwrap();
    assert_eq!(topic.untidy()[0].code, "params::source-unused");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Topic::read("any.toml", &text);
    }

    #[test]
    fn any_damage_is_read_or_refused(at in 0_usize..900, with in "[ -~]{0,6}") {
        let mut text = GOOD.to_owned();
        let at = at.min(text.len());
        text.replace_range(at..(at + with.len()).min(text.len()), &with);
        if let Ok(topic) = Topic::read("any.toml", &text) {
            let mut params = Params::default();
            params.add(topic);
            let lookup = Lookup::new(&params, date(2030, 1, 1), Projection::Frozen, "single");
            if let Ok(schedule) = lookup.schedule("xx.income.brackets") {
                let _ = schedule.tax(number(1_000_000));
            }
        }
    }
}
