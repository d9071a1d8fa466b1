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

/// One figure of one case: what it should be, what it is.
pub struct Figure {
    pub case: String,
    pub key: String,
    pub found: Decimal,
    pub expected: Decimal,
    pub tolerance: Decimal,
}

/// The law of a case and its household's year.
fn law_of(params: &Params, name: &str, case: &Table) -> (Law, Household, YearIncome<Decimal>) {
    let place: Place = text(&case["place"], "place").parse().expect("a place");
    let year = case["year"].as_integer().expect("a year");
    let projection = if flag(case, "frozen") {
        Projection::Frozen
    } else {
        Projection::Refuse
    };
    let year = i16::try_from(year).expect("a year");
    let law = Law::at(params, place, year, filing(case), projection)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let income = income(case["income"].as_table().expect("income"));
    income.check().expect("amounts");
    (law, households(case), income)
}

/// Figures of every case under these parameters.
pub fn figures(params: &Params, cases: &[Table]) -> Vec<Figure> {
    let mut figures = Vec::new();
    for case in cases {
        let name = text(&case["name"], "name");
        let expected = case["expect"].as_table().expect("what is expected");
        let found: Vec<(String, Decimal)> = match case.get("regime") {
            Some(regime) => {
                let input = case["input"].as_table().expect("input");
                crate::equity::run(params, text(regime, "regime"), input)
                    .into_iter()
                    .map(|(key, amount)| (key.to_owned(), amount))
                    .collect()
            }
            None => {
                let (law, household, income) = law_of(params, name, case);
                let found = law.assess(&household, &income, &Carry::default(), &mut NoTrace);
                expected
                    .keys()
                    .map(|key| {
                        let amount = match key.as_str() {
                            "total" => found.total(),
                            "net" => found.net(),
                            id => found.tax(id),
                        };
                        (key.clone(), amount)
                    })
                    .collect()
            }
        };
        for key in expected.keys() {
            let (_, amount) = found
                .iter()
                .find(|(name, _)| name == key)
                .unwrap_or_else(|| panic!("{name}: no result `{key}`"));
            figures.push(Figure {
                case: name.to_owned(),
                key: key.clone(),
                found: *amount,
                expected: number(expected, key),
                tolerance: number(case, "tolerance"),
            });
        }
    }
    figures
}

/// Every case of the two rooms, in the order of files and lines.
pub fn cases() -> Vec<Table> {
    let mut files: Vec<PathBuf> = ["uk", "world"]
        .into_iter()
        .flat_map(|room| {
            std::fs::read_dir(root().join("tests/suite/tax").join(room)).expect("the suite")
        })
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let content = std::fs::read_to_string(&file).expect("a case file");
        let document: Table = content
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for case in document["case"].as_array().expect("cases") {
            let case = case.as_table().expect("a case").clone();
            assert!(
                case.contains_key("source"),
                "{} has no source",
                case["name"]
            );
            cases.push(case);
        }
    }
    cases
}

#[test]
fn cases_hold() {
    let cases = cases();
    let off: Vec<String> = figures(params(), &cases)
        .iter()
        .filter(|figure| (figure.found - figure.expected).abs() > figure.tolerance)
        .map(|figure| {
            format!(
                "{}: {} is {}, not {}",
                figure.case, figure.key, figure.found, figure.expected
            )
        })
        .collect();
    assert!(off.is_empty(), "{}", off.join("\n"));
    println!("{} cases hold", cases.len());
}

/// Taxes sum to the total, explain themselves, and are the same in floats.
#[test]
fn years_are_whole() {
    for case in cases().iter().filter(|case| !case.contains_key("regime")) {
        let name = text(&case["name"], "name");
        let (law, household, income) = law_of(params(), name, case);
        let mut trace = TraceTree::new(law.currency());
        let found = law.assess(&household, &income, &Carry::default(), &mut trace);
        let sum: Decimal = found.taxes().iter().map(|item| item.amount).sum();
        assert_eq!(sum, found.total(), "{name}");
        let roots = trace.into_roots();
        for item in found.taxes() {
            assert!(
                roots.iter().any(|step| step.find(item.id).is_some()),
                "{name}: {} leaves no trace",
                item.id
            );
        }
        let float = law.total(
            &household,
            &income.convert(batna_core::scalar::decimal_to_f64),
        );
        let gap = float - batna_core::scalar::decimal_to_f64(found.total());
        assert!(gap.abs() < 0.01, "{name}: floats are off by {gap}");
    }
}
