//! Better lines rank higher; repetition and politeness gain nothing.

use std::collections::BTreeMap;

use batna_core::Currency;
use batna_plan::knowledge::Knowledge;
use batna_plan::practice::{Ending, Practice, Setting, Temperaments};
use batna_plan::worth::LinearWorth;
use batna_plan::{Component, Package};
use jiff::civil::date;
use proptest::prelude::*;

struct Table {
    offered: Package,
    knowledge: Knowledge,
    temperaments: Temperaments,
    worth: LinearWorth,
}

fn table() -> Table {
    let files: Vec<(&str, &str)> = batna_data::under("negotiation")
        .iter()
        .map(|file| (file.path, file.text))
        .collect();
    let offered = Package::new(Currency::USD)
        .with(Component::Base, 200_000.0)
        .with(Component::Signing, 20_000.0)
        .with(Component::EquityAmount, 160_000.0);
    Table {
        knowledge: Knowledge::parse(&files).unwrap(),
        temperaments: Temperaments::parse("en.toml", batna_data::text("practice/en.toml").unwrap())
            .unwrap(),
        worth: LinearWorth {
            current: offered.clone(),
            rest: 0.0,
            per_unit: BTreeMap::from([
                (Component::Base, 2.4),
                (Component::Signing, 0.6),
                (Component::EquityAmount, 0.5),
            ]),
            horizon_years: 4.0,
            mc_error: 0.0,
        },
        offered,
    }
}

/// Captured by a scripted line, and how it ended.
fn captured(table: &Table, seed: u64, temperament: &str, lines: &[&str]) -> (f64, Ending) {
    let mut practice = Practice::new(Setting {
        offered: &table.offered,
        temperament: table.temperaments.get(temperament).unwrap(),
        knowledge: &table.knowledge,
        grounds: None,
        seed,
        as_of: date(2026, 6, 1),
    });
    for line in lines {
        practice.say(line);
    }
    let debrief = practice.debrief(&table.worth);
    assert!(debrief.captured <= debrief.available + 1e-6);
    (debrief.captured, debrief.ending)
}

const TAKE: &[&str] = &["I accept."];
const ASK: &[&str] = &["Could you do 260k base?", "I accept."];
const REPEAT: &[&str] = &[
    "Could you do 260k base?",
    "Could you do 260k base?",
    "I accept.",
];
const POLITE: &[&str] = &[
    "Thank you so much, I am really grateful. Could you do 260k base?",
    "Thank you, you are very kind!",
    "I accept.",
];
const REASON: &[&str] = &[
    "The market median for this level is higher: could you do 260k base?",
    "I accept.",
];
const WHOLE: &[&str] = &[
    "The market median for this level is higher: 260k base, 90k signing, 400k equity.",
    "I hold a written offer from another company; I would prefer to join you at 260k base, 90k signing, 400k equity.",
    "If you can do 260k base, 90k signing, 400k equity I would sign this week.",
    "I accept.",
];

#[test]
fn better_lines_rank_higher_over_a_thousand_seeds() {
    let table = table();
    let ids: Vec<String> = table.temperaments.ids().map(str::to_owned).collect();
    assert_eq!(ids.len(), 5);
    let mut sums = [0.0; 4];
    let mut ordered = 0;
    for seed in 0..1_000_u64 {
        let id = &ids[seed as usize % ids.len()];
        let of = |lines| captured(&table, seed, id, lines).0;
        let ranked = [of(TAKE), of(ASK), of(REASON), of(WHOLE)];
        assert_eq!(of(REPEAT), ranked[1], "{id} {seed}: repetition");
        assert_eq!(of(POLITE), ranked[1], "{id} {seed}: politeness");
        ordered += u32::from(ranked.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9));
        for (sum, captured) in sums.iter_mut().zip(ranked) {
            *sum += captured;
        }
    }
    assert!(sums.windows(2).all(|pair| pair[0] < pair[1]), "{sums:?}");
    assert!(ordered >= 990, "{ordered} of 1000 in order");
}

#[test]
fn pressing_on_after_the_last_word_can_lose_the_offer() {
    let table = table();
    let mut lines = vec!["Could you do 260k base?"; 8];
    lines.push("I accept.");
    assert_eq!(
        captured(&table, 3, "exploding", &lines),
        (0.0, Ending::Withdrawn)
    );
    assert_eq!(captured(&table, 3, "friendly", &lines).1, Ending::Accepted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_text_is_answered(lines in prop::collection::vec(any::<String>(), 0..8), seed in any::<u64>()) {
        let table = table();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        captured(&table, seed, "hard", &lines);
    }
}
