//! Cap tables: the worked samples, bad ones, OCF packages, and priced rounds.

use std::collections::BTreeMap;

use batna_equity::captable::{
    AntiDilution, CapTable, Class, Convertible, ConvertibleKind, Participation,
};
use batna_equity::round::{Round, RoundError};
use batna_equity::waterfall::Waterfall;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::cases::read;

#[derive(Deserialize)]
struct Bad {
    name: String,
    code: String,
    says: String,
    table: String,
    #[serde(default)]
    warns: bool,
}

#[test]
fn bad_tables_are_refused_by_name() {
    for case in read::<Bad>("bad_tables") {
        let found = match CapTable::from_toml("bad.toml", &case.table) {
            Ok((_, warnings)) => {
                assert!(case.warns, "{} was accepted", case.name);
                warnings
            }
            Err(problems) => {
                assert!(!case.warns, "{} was refused: {problems:?}", case.name);
                problems
            }
        };
        let told = found
            .iter()
            .any(|problem| problem.code == case.code && problem.message.contains(&case.says));
        assert!(told, "{}: {found:?}", case.name);
        assert!(
            found.iter().all(|problem| problem.location.is_some()),
            "{}",
            case.name
        );
    }
}

#[test]
fn the_worked_samples_read_and_divide() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/captables");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let (table, warnings) = CapTable::from_toml("sample", &text).unwrap();
        assert!(warnings.is_empty(), "{path:?}: {warnings:?}");
        let exit = Decimal::from(60_000_000);
        let division = Waterfall::compile(&table).unwrap().payouts(exit).unwrap();
        let sum: Decimal = division
            .payouts
            .iter()
            .map(|one| one.amount)
            .sum::<Decimal>()
            + division
                .deducted
                .iter()
                .map(|one| one.amount)
                .sum::<Decimal>();
        assert_eq!(sum, exit);
        count += 1;
    }
    assert_eq!(count, 5);
}

fn package(extra: &str) -> BTreeMap<String, String> {
    let manifest = r#"{"file_type": "OCF_MANIFEST_FILE", "issuer": {"object_type": "ISSUER", "id": "i", "legal_name": "Sample Inc"},
        "stock_classes_files": [{"filepath": "StockClasses.ocf.json", "md5": "x"}], "transactions_files": [{"filepath": "./Transactions.ocf.json", "md5": "x"}]}"#;
    let classes = r#"{"file_type": "OCF_STOCK_CLASSES_FILE", "items": [
        {"object_type": "STOCK_CLASS", "id": "c", "name": "Common", "class_type": "COMMON", "seniority": 1},
        {"object_type": "STOCK_CLASS", "id": "p", "name": "Series A Preferred", "class_type": "PREFERRED", "seniority": 2,
         "price_per_share": {"amount": "2.50", "currency": "USD"}, "liquidation_preference_multiple": "1",
         "conversion_rights": [{"type": "STOCK_CLASS_CONVERSION_RIGHT", "converts_to_stock_class_id": "c",
            "conversion_mechanism": {"type": "RATIO_CONVERSION", "ratio": {"numerator": "1", "denominator": "1"}}}]},
        {"object_type": "STOCK_PLAN", "id": "plan", "initial_shares_reserved": "1000000"}]}"#;
    let transactions = format!(
        r#"{{"file_type": "OCF_TRANSACTIONS_FILE", "items": [
        {{"object_type": "TX_STOCK_ISSUANCE", "id": "1", "date": "2024-01-01", "security_id": "s1", "stock_class_id": "c", "quantity": "8000000"}},
        {{"object_type": "TX_STOCK_ISSUANCE", "id": "2", "date": "2024-01-02", "security_id": "s2", "stock_class_id": "p", "quantity": "2000000"}},
        {{"object_type": "TX_EQUITY_COMPENSATION_ISSUANCE", "id": "3", "date": "2024-02-01", "security_id": "s3", "stock_plan_id": "plan",
          "stock_class_id": "c", "compensation_type": "OPTION_ISO", "quantity": "300000", "exercise_price": {{"amount": "0.40", "currency": "USD"}}}},
        {{"object_type": "TX_EQUITY_COMPENSATION_CANCELLATION", "id": "4", "date": "2025-02-01", "security_id": "s3", "quantity": "100000"}},
        {{"object_type": "TX_CONVERTIBLE_ISSUANCE", "id": "5", "date": "2025-03-01", "security_id": "s5", "convertible_type": "SAFE",
          "investment_amount": {{"amount": "500000", "currency": "USD"}}, "conversion_triggers": [{{"conversion_right":
          {{"conversion_mechanism": {{"type": "SAFE_CONVERSION", "conversion_mfn": false, "conversion_timing": "POST_MONEY",
          "conversion_valuation_cap": {{"amount": "20000000", "currency": "USD"}}}}}}}}]}}{extra}]}}"#
    );
    [
        ("Manifest.ocf.json", manifest.to_owned()),
        ("StockClasses.ocf.json", classes.to_owned()),
        ("Transactions.ocf.json", transactions),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text))
    .collect()
}

#[test]
fn an_ocf_package_becomes_a_table() {
    let (table, _) = CapTable::from_ocf(&package("")).unwrap();
    assert_eq!(table.name, "Sample Inc");
    assert_eq!(
        table.class("common").unwrap().shares,
        Decimal::from(8_000_000)
    );
    assert_eq!(
        table.class("series-a-preferred").unwrap().shares,
        Decimal::from(2_000_000)
    );
    assert_eq!(table.options[0].shares, Decimal::from(200_000));
    assert_eq!(table.pool_unissued, Decimal::from(800_000));
    assert_eq!(table.convertibles[0].cap, Some(Decimal::from(20_000_000)));
}

#[test]
fn what_an_ocf_package_lacks_is_named() {
    let mut missing = package("");
    missing.remove("Transactions.ocf.json");
    let found = CapTable::from_ocf(&missing).unwrap_err();
    assert!(
        found
            .iter()
            .any(|one| one.code == "ocf::missing-file" && one.message.contains("Transactions"))
    );
    let unknown = package(r#", {"object_type": "TX_TELEPORT", "id": "beam-1"}"#);
    let found = CapTable::from_ocf(&unknown).unwrap_err();
    assert!(found.iter().any(
        |one| one.code == "ocf::unknown-object" && one.message.contains("TX_TELEPORT `beam-1`")
    ));
    let never = package(
        r#", {"object_type": "TX_STOCK_CANCELLATION", "id": "x", "security_id": "ghost", "quantity": "1"}"#,
    );
    let found = CapTable::from_ocf(&never).unwrap_err();
    assert!(
        found
            .iter()
            .any(|one| one.code == "ocf::unknown-security" && one.message.contains("`ghost`"))
    );
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn series_a(pre: i64, money: i64, pool: Option<&str>) -> Round {
    Round {
        class: Class::preferred("series-a", Decimal::ZERO, Decimal::ZERO, 2),
        pre_money: Decimal::from(pre),
        investment: Decimal::from(money),
        pool_after: pool.map(d),
    }
}

fn founders(shares: i64) -> CapTable {
    let mut table = CapTable::new("test", batna_core::Currency::USD);
    table
        .classes
        .push(Class::common("common", Decimal::from(shares)));
    table
}

/// Worked by hand: 9 M shares and a pool of 1 M; 2.5 M at 10 M pre with a pool of 10% after.
/// All shares before the money are 9 M + 12.5% of themselves, 10,285,714; 0.9722 a share.
#[test]
fn a_pool_top_up_comes_out_of_the_pre_money() {
    let mut table = founders(9_000_000);
    table.pool_unissued = Decimal::from(1_000_000);
    let priced = table
        .with_round(&series_a(10_000_000, 2_500_000, Some("0.10")), None)
        .unwrap();
    assert_eq!(priced.price.round_dp(6), d("0.972222"));
    assert_eq!(priced.pool_added, Decimal::from(285_714));
    let whole = priced.table.fully_diluted(true).unwrap();
    assert!((priced.table.pool_unissued / whole - d("0.1")).abs() < d("0.000001"));
}

/// Y Combinator's post-money form: 1 M at a cap of 10 M owns 10% before the new money.
#[test]
fn a_post_money_safe_owns_what_it_says() {
    let mut table = founders(9_000_000);
    table.convertibles.push(Convertible {
        id: "safe".into(),
        kind: ConvertibleKind::SafePostMoney,
        amount: Decimal::from(1_000_000),
        cap: Some(Decimal::from(10_000_000)),
        discount: Decimal::ZERO,
        issued: None,
        rate: Decimal::ZERO,
        multiple: Decimal::ONE,
        most_favoured: false,
        seniority: None,
        holder: None,
    });
    let priced = table
        .with_round(&series_a(20_000_000, 5_000_000, None), None)
        .unwrap();
    assert_eq!(priced.price, Decimal::from(2));
    assert_eq!(priced.converted[0].1, Decimal::from(1_000_000));
    assert_eq!(priced.new_shares, Decimal::from(2_500_000));
    assert!((priced.dilution - (1.0 - 9.0 / 12.5)).abs() < 1e-9);
}

/// NVCA formula by hand: CP1 = 2, A = 10 M, 2 M raised at 1: CP2 = 2 x 11 / 12 broad-based,
/// 2 x 3 / 4 on the 2 M preferred alone, 1 by full ratchet.
#[test]
fn a_down_round_lowers_conversion_prices() {
    for (kind, price) in [
        (AntiDilution::BroadBased, "1.833333"),
        (AntiDilution::NarrowBased, "1.5"),
        (AntiDilution::FullRatchet, "1"),
        (AntiDilution::None, "2"),
    ] {
        let mut table = founders(8_000_000);
        let mut old = Class::preferred("seed", Decimal::from(2_000_000), d("2"), 1);
        old.preference.as_mut().unwrap().anti_dilution = kind;
        table.classes.push(old);
        let priced = table
            .with_round(&series_a(10_000_000, 2_000_000, None), None)
            .unwrap();
        let ratio = priced.table.class("seed").unwrap().ratio;
        assert_eq!((d("2") / ratio).round_dp(6), d(price), "{kind:?}");
    }
}

#[test]
fn a_round_without_sense_is_refused() {
    let table = founders(100);
    assert_eq!(
        table.with_round(&series_a(0, 5, None), None),
        Err(RoundError::Amounts)
    );
    assert!(table.with_round(&series_a(10, 5, Some("1")), None).is_err());
    assert!(
        table
            .with_round(&series_a(10, 90, Some("0.5")), None)
            .is_err()
    );
    assert!(
        founders(0)
            .with_round(&series_a(10, 5, None), None)
            .is_err()
    );
}

#[test]
fn thirty_classes_divide() {
    let mut table = founders(10_000_000);
    for index in 0..29_u32 {
        let mut class = Class::preferred(
            format!("p{index}"),
            Decimal::from(200_000 + 1_000 * index),
            Decimal::from(1 + index),
            index / 3,
        );
        if let Some(preference) = class.preference.as_mut() {
            preference.participation = match index % 3 {
                0 => Participation::None,
                1 => Participation::Full,
                _ => Participation::Capped(Decimal::TWO),
            };
        }
        table.classes.push(class);
    }
    let payoffs = Waterfall::compile(&table).unwrap().payoffs().unwrap();
    let exits: Vec<f64> = (0..1_000).map(|at| f64::from(at) * 1e6).collect();
    let mut out = vec![0.0; exits.len() * payoffs.takers()];
    payoffs.batch(&exits, &mut out);
    for (exit, row) in exits.iter().zip(out.chunks(payoffs.takers())) {
        let sum: f64 = row.iter().sum();
        assert!((sum - exit).abs() <= 1e-6 * exit + 1e-6);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_package_is_read_or_refused(text in "\\PC{0,200}", tail in "[\\[\\]{}\":,a-zA-Z_0-9]{0,80}") {
        let files = [("a.ocf.json".to_owned(), text), ("b.ocf.json".to_owned(),
            format!("{{\"file_type\":\"OCF_X\",\"items\":[{{\"object_type\":\"STOCK_CLASS\",\"id\":\"{}\"}}]}}", tail.replace(['"', '\\'], "")))];
        let _ = CapTable::from_ocf(&files.into_iter().collect());
    }

    #[test]
    fn any_table_of_tokens_is_read_or_refused(
        shares in "[-0-9.,_kMB]{1,12}", price in "[-0-9.$€ A-Z]{1,10}", multiple in "[-0-9.xX]{1,8}",
    ) {
        let text = format!("[[class]]\nid = \"a\"\nshares = \"{shares}\"\nprice = \"{price}\"\nmultiple = \"{multiple}\"\n");
        if let Ok((table, _)) = CapTable::from_toml("any", &text)
            && let Ok(waterfall) = Waterfall::compile(&table) {
            let _ = waterfall.payouts(Decimal::from(1_000_000));
            let _ = waterfall.payoffs();
        }
    }
}
