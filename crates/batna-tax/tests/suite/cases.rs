//! Worked cases: `tests/suite/tax/*.toml`, each with its source.

use std::collections::BTreeMap;

use batna_core::NoTrace;
use batna_params::Projection;
use batna_tax::{Carry, Filing, Household, Law, Place, Situation, YearIncome};
use rust_decimal::Decimal;

use super::law::PARAMS;

/// One case as its file says.
pub struct Case {
    pub name: String,
    pub law: (Situation, i16, Filing, bool),
    pub household: Household,
    pub income: YearIncome<Decimal>,
    pub carry: Carry<Decimal>,
    pub expected: BTreeMap<String, Decimal>,
    pub tolerance: Decimal,
}

const FILES: [(&str, &str); 2] = [
    (
        "federal.toml",
        include_str!("../../../../tests/suite/tax/federal.toml"),
    ),
    (
        "states.toml",
        include_str!("../../../../tests/suite/tax/states.toml"),
    ),
];

fn decimal(value: &toml::Value) -> Decimal {
    match value {
        toml::Value::Integer(number) => Decimal::from(*number),
        toml::Value::String(text) => text.parse().unwrap(),
        other => panic!("an amount is a whole number or quoted: {other}"),
    }
}

pub fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for (file, text) in FILES {
        let document: toml::Table = text.parse().unwrap();
        for case in document["case"].as_array().unwrap() {
            cases.push(read(file, case));
        }
    }
    cases
}

fn read(file: &str, case: &toml::Value) -> Case {
    let text = |key: &str, default: &str| {
        case.get(key)
            .and_then(toml::Value::as_str)
            .unwrap_or(default)
            .to_owned()
    };
    let count = |key: &str| {
        case.get(key)
            .and_then(toml::Value::as_integer)
            .map_or(0, |count| u8::try_from(count).unwrap())
    };
    let name = text("name", "");
    assert!(
        !name.is_empty() && !text("source", "").is_empty(),
        "{file}: a case without name or source"
    );
    let filing: Filing = text("filing", "single").parse().unwrap();
    let mut income = YearIncome::<Decimal>::default();
    if let Some(table) = case.get("income").and_then(toml::Value::as_table) {
        for (key, value) in table {
            *slot(&mut income, key) = decimal(value);
        }
    }
    let mut carry = Carry::<Decimal>::default();
    if let Some(table) = case.get("carry").and_then(toml::Value::as_table) {
        for (key, value) in table {
            let field = match key.as_str() {
                "amt_credit" => &mut carry.amt_credit,
                "state_amt_credit" => &mut carry.state_amt_credit,
                "short_loss" => &mut carry.short_loss,
                "long_loss" => &mut carry.long_loss,
                "amt_long_loss" => &mut carry.amt_long_loss,
                other => panic!("{name}: no balance {other}"),
            };
            *field = decimal(value);
        }
    }
    let expected = case["expected"].as_table().unwrap();
    Case {
        law: (
            situation(
                &text("place", "us"),
                &text("work", ""),
                &text("office", ""),
                &text("work_share", "1"),
            ),
            i16::try_from(case["year"].as_integer().unwrap()).unwrap(),
            filing,
            case.get("tables")
                .and_then(toml::Value::as_bool)
                .unwrap_or(false),
        ),
        household: Household {
            dependents: count("dependents"),
            other_dependents: count("other_dependents"),
            deduction: text("deduction", "best").parse().unwrap(),
            ..Household::new(filing)
        },
        income,
        carry,
        expected: expected
            .iter()
            .map(|(key, value)| (key.clone(), decimal(value)))
            .collect(),
        tolerance: text("tolerance", "0.01").parse().unwrap(),
        name,
    }
}

/// At home, or working in another place, or at home for an office elsewhere.
fn situation(home: &str, work: &str, office: &str, share: &str) -> Situation {
    let home: Place = home.parse().unwrap();
    let mut situation = if work.is_empty() {
        Situation::at(home)
    } else {
        Situation::working_in(home, work.parse().unwrap())
    };
    if !office.is_empty() {
        situation.office = Some(office.parse().unwrap());
    }
    situation.work_share = share.parse().unwrap();
    situation
}

pub fn slot<'a>(income: &'a mut YearIncome<Decimal>, name: &str) -> &'a mut Decimal {
    match name {
        "wages" => &mut income.wages,
        "bonus" => &mut income.bonus,
        "rsu" => &mut income.rsu,
        "nso_spread" => &mut income.nso_spread,
        "iso_spread" => &mut income.iso_spread,
        "iso_disqualified" => &mut income.iso_disqualified,
        "prior_employer_wages" => &mut income.prior_employer_wages,
        "spouse_wages" => &mut income.spouse_wages,
        "ltcg" => &mut income.ltcg,
        "stcg" => &mut income.stcg,
        "qualified_dividends" => &mut income.qualified_dividends,
        "interest" => &mut income.interest,
        "other_income" => &mut income.other_income,
        "self_employment" => &mut income.self_employment,
        "qsbs_excluded" => &mut income.qsbs_excluded,
        "qsbs_taxed" => &mut income.qsbs_taxed,
        "iso_reversed" => &mut income.iso_reversed,
        "amt_basis_adjustment" => &mut income.amt_basis_adjustment,
        "pretax_401k" => &mut income.pretax_401k,
        "hsa" => &mut income.hsa,
        "commuter" => &mut income.commuter,
        "section_125" => &mut income.section_125,
        "property_tax" => &mut income.property_tax,
        "mortgage_interest" => &mut income.mortgage_interest,
        "charity" => &mut income.charity,
        other => panic!("no kind of income {other}"),
    }
}

/// What a case is checked on: taxes by id, `total`, or a balance as `carry.amt_credit`.
pub fn figure(params: &batna_params::Params, case: &Case, id: &str) -> Option<Decimal> {
    let (place, year, filing, tables) = case.law;
    let mut law = Law::at(params, place, year, filing, Projection::Frozen).ok()?;
    if tables {
        law = law.with_tables();
    }
    let result = law.assess(&case.household, &case.income, &case.carry, &mut NoTrace);
    Some(match id {
        "total" => result.total(),
        "carry.amt_credit" => result.carry.amt_credit,
        "carry.long_loss" => result.carry.long_loss,
        "carry.short_loss" => result.carry.short_loss,
        "carry.amt_long_loss" => result.carry.amt_long_loss,
        tax => result.tax(tax),
    })
}

#[test]
fn cases_hold() {
    let mut failures = Vec::new();
    for case in all() {
        for (id, expected) in &case.expected {
            let ours = figure(&PARAMS, &case, id).unwrap();
            if (ours - expected).abs() > case.tolerance {
                failures.push(format!("{}: {id} is {ours:.4}, not {expected}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
