//! Two hundred rows of pay, read by a person against what the reader makes of them.
//!
//! The sample is the rows whose position hashes lowest. The file holds positions and
//! hashes of the readings that were found right; a reading that changes must be checked
//! by eye again before its hash is replaced. `print_the_sample` prints both for that.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use batna_guide::model::{Pay, PayRow};
use batna_guide::{Guide, cell::Span};

use super::guides;

const CHECKED: &str = include_str!("../../../../tests/suite/guide/hand-checked.txt");

/// FNV-1a, 64 bits.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn span(span: &Span) -> String {
    let ends = format!(
        "{}..{}",
        span.low.amount().normalize(),
        span.high.amount().normalize()
    );
    let plus = if span.open_above { "+" } else { "" };
    format!("{}{ends}{plus}", span.currency())
}

fn pay(name: &str, pay: &Option<Pay>) -> String {
    let Some(pay) = pay else { return String::new() };
    let also: String = pay.also.iter().map(|s| format!(" = {}", span(s))).collect();
    format!(" | {name} {}{also}", span(&pay.span))
}

/// Everything that the reader took from one row, in one line.
pub fn describe(row: &PayRow) -> String {
    let mut out = row.region.clone();
    if let Some(level) = &row.level {
        let _ = write!(out, " [{level}]");
    }
    out += &pay("base", &row.base);
    if let Some(stock) = &row.stock {
        out += &pay("stock", &stock.pay);
        if stock.pay.is_none() {
            out += " | stock none";
        }
        let _ = write!(out, " per {:?}", stock.per);
        if let Some(yearly) = &stock.yearly {
            let _ = write!(out, " yearly {}", span(yearly));
        }
    }
    out += &pay("stock+bonus", &row.stock_and_bonus);
    if let Some(bonus) = &row.bonus {
        match bonus.rate {
            Some(rate) => {
                let _ = write!(out, " | bonus {}..{}", rate.low, rate.high);
            }
            None if bonus.none => out += " | bonus none",
            None => {}
        }
        out += &pay("bonus", &bonus.amount);
    }
    out += &pay("signing", &row.signing);
    out += &pay("retention", &row.retention);
    out += &pay("total", &row.total);
    out
}

/// Readings by `file:line#n`, where n counts the regions of one line.
fn readings(guides: &[Guide]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for guide in guides {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for row in &guide.pay {
            let count = counts.entry(row.line).or_default();
            *count += 1;
            all.insert(
                format!("{}:{}#{count}", guide.file, row.line),
                describe(row),
            );
        }
    }
    all
}

#[test]
#[ignore = "prints the sample for checking by eye"]
fn print_the_sample() {
    let Some(guides) = guides() else { return };
    let wanted = std::env::var("BATNA_SAMPLE").ok();
    let count = wanted.and_then(|n| n.parse().ok()).unwrap_or(200);
    let readings = readings(&guides);
    let mut keys: Vec<&String> = readings.keys().collect();
    keys.sort_by_key(|key| hash(key));
    for key in keys.into_iter().take(count) {
        let reading = &readings[key];
        println!("{key} {:016x} {reading}", hash(reading));
    }
}

#[test]
fn the_hand_checked_rows_read_as_they_were_checked() {
    let Some(guides) = guides() else { return };
    let readings = readings(&guides);
    let mut checked = 0;
    for line in CHECKED
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        let (key, expected) = line.split_once(' ').expect("a position and a hash");
        match readings.get(key) {
            Some(reading) => assert_eq!(
                format!("{:016x}", hash(reading)),
                expected,
                "{key}: {reading}"
            ),
            None => panic!("{key} is no longer read"),
        }
        checked += 1;
    }
    assert_eq!(checked, 200);
}
