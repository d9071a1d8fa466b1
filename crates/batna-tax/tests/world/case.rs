//! Runs the cases: a household's year against its taxes by id, or an equity event.

use std::path::PathBuf;

use batna_core::{NoTrace, TraceTree};
use batna_params::Params;
use batna_tax::{Carry, Filing, Household, Law, Place, Projection, YearIncome};
use rust_decimal::Decimal;
use toml::Table;

pub fn params() -> &'static Params {
    static PARAMS: std::sync::OnceLock<Params> = std::sync::OnceLock::new();
    PARAMS.get_or_init(|| {
        Params::read(
            batna_data::under("tax")
                .iter()
                .map(|file| (file.path, file.text)),
        )
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
    })
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn number(table: &Table, key: &str) -> Decimal {
    table
        .get(key)
        .map(|value| {
            text(value, key)
                .parse()
                .unwrap_or_else(|_| panic!("{key}: {value}"))
        })
        .unwrap_or_default()
}

fn text<'t>(value: &'t toml::Value, key: &str) -> &'t str {
    value.as_str().unwrap_or_else(|| panic!("{key} is quoted"))
}

pub fn flag(table: &Table, key: &str) -> bool {
    table
        .get(key)
        .and_then(toml::Value::as_bool)
        .unwrap_or(false)
}

pub fn income(table: &Table) -> YearIncome<Decimal> {
    let mut income = YearIncome::<Decimal>::default();
    for key in table.keys() {
        let amount = number(table, key);
        match key.as_str() {
            "wages" => income.wages = amount,
            "bonus" => income.bonus = amount,
            "rsu" => income.rsu = amount,
            "nso_spread" => income.nso_spread = amount,
            "iso_spread" => income.iso_spread = amount,
            "prior_employer_wages" => income.prior_employer_wages = amount,
            "spouse_wages" => income.spouse_wages = amount,
            "ltcg" => income.ltcg = amount,
            "stcg" => income.stcg = amount,
            "qualified_dividends" => income.qualified_dividends = amount,
            "interest" => income.interest = amount,
            "other_income" => income.other_income = amount,
            "pretax_401k" => income.pretax_401k = amount,
            other => panic!("no income `{other}`"),
        }
    }
    income
}

fn households(case: &Table) -> Household {
    let mut household = Household::new(filing(case));
    household.dependents = case
        .get("dependents")
        .and_then(toml::Value::as_integer)
        .map_or(0, |count| u8::try_from(count).expect("a count of children"));
    if let Some(choices) = case.get("uk") {
        household.uk = choices.clone().try_into().expect("choices");
    }
    if let Some(choices) = case.get("world") {
        household.world = choices.clone().try_into().expect("choices");
    }
    household
}

fn filing(case: &Table) -> Filing {
    case.get("filing").map_or(Filing::Single, |value| {
        text(value, "filing").parse().expect("a filing status")
    })
}

/// Notes a figure that is off, so that one run shows them all.
fn check(
    name: &str,
    key: &str,
    found: Decimal,
    expected: &Table,
    tolerance: Decimal,
    off: &mut Vec<String>,
) {
    let wanted = number(expected, key);
    if (found - wanted).abs() > tolerance {
        off.push(format!("{name}: {key} is {found}, not {wanted}"));
    }
}

fn household_case(
    name: &str,
    case: &Table,
    expected: &Table,
    tolerance: Decimal,
    off: &mut Vec<String>,
) {
    let place: Place = text(&case["place"], "place").parse().expect("a place");
    let year = case["year"].as_integer().expect("a year");
    let projection = if flag(case, "frozen") {
        Projection::Frozen
    } else {
        Projection::Refuse
    };
    let law = Law::at(
        params(),
        place,
        i16::try_from(year).expect("a year"),
        filing(case),
        projection,
    )
    .unwrap_or_else(|error| panic!("{name}: {error}"));
    let household = households(case);
    let income = income(case["income"].as_table().expect("income"));
    income.check().expect("amounts");
    let mut trace = TraceTree::new(law.currency());
    let found = law.assess(&household, &income, &Carry::default(), &mut trace);
    let sum: Decimal = found.taxes().iter().map(|item| item.amount).sum();
    assert_eq!(sum, found.total(), "{name}: taxes sum to the total");
    for key in expected.keys() {
        let amount = match key.as_str() {
            "total" => found.total(),
            "net" => found.net(),
            id => found.tax(id),
        };
        check(name, key, amount, expected, tolerance, off);
    }
    // Every tax that is due explains itself.
    let roots = trace.into_roots();
    for item in found.taxes() {
        assert!(
            roots.iter().any(|step| step.find(item.id).is_some()),
            "{name}: {} leaves no trace",
            item.id
        );
    }
    // Floats stay within a cent of decimals.
    let float = law.assess(
        &household,
        &income.convert(batna_core::scalar::decimal_to_f64),
        &Carry::default(),
        &mut NoTrace,
    );
    let gap = float.total() - batna_core::scalar::decimal_to_f64(found.total());
    assert!(gap.abs() < 0.01, "{name}: floats are off by {gap}");
}

#[test]
fn cases_hold() {
    let mut count = 0;
    let mut off = Vec::new();
    let mut files: Vec<PathBuf> = ["uk", "world"]
        .into_iter()
        .flat_map(|room| {
            std::fs::read_dir(root().join("tests/suite/tax").join(room)).expect("the suite")
        })
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    for file in files {
        let content = std::fs::read_to_string(&file).expect("a case file");
        let document: Table = content
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in document["case"].as_array().expect("cases") {
            let case = case.as_table().expect("a case");
            let name = text(&case["name"], "name");
            assert!(case.contains_key("source"), "{name} has no source");
            let expected = case["expect"].as_table().expect("what is expected");
            let tolerance = number(case, "tolerance");
            match case.get("regime") {
                Some(regime) => {
                    let input = case["input"].as_table().expect("input");
                    let found = crate::equity::run(text(regime, "regime"), input);
                    for key in expected.keys() {
                        let amount = found
                            .iter()
                            .find(|(name, _)| name == key)
                            .unwrap_or_else(|| panic!("{name}: no result `{key}`"))
                            .1;
                        check(name, key, amount, expected, tolerance, &mut off);
                    }
                }
                None => household_case(name, case, expected, tolerance, &mut off),
            }
            count += 1;
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
    assert!(count > 0);
}
