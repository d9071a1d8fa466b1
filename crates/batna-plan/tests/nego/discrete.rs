//! Frontiers, packages, the agent and its protocol.

use batna_plan::discrete::{Reply, Session, Strategy, meso, read_meso};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::contest::{Agent, Game, Score, contest, lead};
use super::sides::KINDS;

fn suite(name: &str) -> String {
    std::fs::read_to_string(format!(
        "{}/../../tests/suite/nego/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// The payoff table of TextArena's New Recruit (github.com/TextArena/TextArena,
/// textarena/envs/NewRecruit/env.py), after the case in MIT OpenCourseWare 15.668:
/// 390,625 deals, best joint payoff 14,800, 45 Pareto points, 3,200 each at the middle.
#[test]
fn new_recruit_has_the_known_frontier() {
    let question = read_meso(&suite("new-recruit.json")).unwrap();
    let found = meso(&question).unwrap();
    assert_eq!(question.domain.deals(), 390_625);
    assert_eq!(found.frontier_size, 45);
    let joint: f64 = [&question.owner, question.other.as_ref().unwrap()]
        .iter()
        .fold(vec![vec![0.0; 5]; 8], |mut sum: Vec<Vec<f64>>, side| {
            for (row, worths) in sum.iter_mut().zip(side.by_issue()) {
                for (cell, worth) in row.iter_mut().zip(worths) {
                    *cell += worth;
                }
            }
            sum
        })
        .iter()
        .map(|row| row.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        .sum();
    assert_eq!(joint, 14_800.0);
    let middle = batna_plan::discrete::Deal(vec![2; 8]);
    assert_eq!(question.owner.of(&middle), 3_200.0);
    assert_eq!(question.other.as_ref().unwrap().of(&middle), 3_200.0);
    assert_eq!(found.packages.len(), 3);
    assert!(
        found
            .packages
            .iter()
            .all(|package| (package.owner - 7_400.0).abs() <= 1_500.0)
    );
    let nash = found.nash.unwrap();
    assert_eq!(nash.owner + nash.other.unwrap(), 14_800.0);
}

#[test]
fn wrong_domains_are_told_exactly() {
    let cases: toml::Table = toml::from_str(&suite("bad.toml")).unwrap();
    for case in cases["case"].as_array().unwrap() {
        let problems = match read_meso(case["json"].as_str().unwrap()) {
            Err(problems) => problems,
            Ok(question) => vec![meso(&question).unwrap_err()],
        };
        let (code, says) = (
            case["code"].as_str().unwrap(),
            case["says"].as_str().unwrap(),
        );
        assert!(
            problems
                .iter()
                .any(|one| one.code == code && one.message.contains(says)),
            "{}: {problems:?}",
            case["name"]
        );
    }
}

#[test]
fn a_domain_with_one_deal_is_told_as_such() {
    let text = r#"{"issues":[{"name":"base","values":[200000]}],"owner_utility":{"base":{"200000":1}},"other_utility":{"base":{"200000":1}},"count":3}"#;
    let found = meso(&read_meso(text).unwrap()).unwrap();
    assert_eq!(
        (found.packages.len(), found.frontier_size, found.spread),
        (1, 1, 0.0)
    );
    assert_eq!(found.packages[0].deal["base"], json!(200_000));
    assert!(
        found
            .notes
            .iter()
            .any(|note| note.contains("one deal only"))
    );
}

fn utility(rows: &[Vec<u8>]) -> Value {
    rows.iter()
        .enumerate()
        .map(|(issue, row)| {
            let worths: serde_json::Map<String, Value> = row
                .iter()
                .enumerate()
                .map(|(value, worth)| (format!("v{value}"), json!(f64::from(*worth) / 10.0)))
                .collect();
            (format!("i{issue}"), Value::Object(worths))
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Against plain enumeration in whole numbers.
    #[test]
    fn packages_lie_on_the_enumerated_frontier_nearest_the_target(
        table in prop::collection::vec(prop::collection::vec((0_u8..30, 0_u8..30), 1..5), 1..5),
        target in 0_u8..80,
    ) {
        let side = |pick: fn(&(u8, u8)) -> u8| -> Vec<Vec<u8>> {
            table.iter().map(|row| row.iter().map(pick).collect()).collect()
        };
        let issues: Vec<Value> = table.iter().enumerate().map(|(issue, row)| json!({
            "name": format!("i{issue}"),
            "values": (0..row.len()).map(|value| format!("v{value}")).collect::<Vec<_>>(),
        })).collect();
        let text = json!({
            "issues": issues, "owner_utility": utility(&side(|cell| cell.0)),
            "other_utility": utility(&side(|cell| cell.1)),
            "reservation": 0, "target": f64::from(target) / 10.0, "count": 3,
        }).to_string();
        let found = meso(&read_meso(&text).unwrap()).unwrap();
        let mut all: Vec<(i64, i64)> = vec![(0, 0)];
        for row in &table {
            all = all.iter().flat_map(|sum| row.iter().map(move |cell| {
                (sum.0 + i64::from(cell.0), sum.1 + i64::from(cell.1))
            })).collect();
        }
        let efficient: Vec<(i64, i64)> = all.iter().copied().filter(|a| {
            !all.iter().any(|b| b.0 >= a.0 && b.1 >= a.1 && b != a)
        }).collect();
        let mut distinct = efficient.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(found.frontier_size, distinct.len());
        let whole = |number: f64| (number * 10.0).round() as i64;
        let mut distances: Vec<i64> = efficient.iter().map(|one| (one.0 - i64::from(target)).abs()).collect();
        distances.sort_unstable();
        prop_assert_eq!(found.packages.len(), 3.min(efficient.len()));
        for (package, distance) in found.packages.iter().zip(&distances) {
            let payoff = (whole(package.owner), whole(package.other.unwrap()));
            prop_assert!(distinct.contains(&payoff));
            prop_assert_eq!((payoff.0 - i64::from(target)).abs(), *distance);
        }
    }

    #[test]
    fn rubbish_never_ends_in_a_panic(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..20)) {
        let mut session = Session::new();
        for line in &lines {
            session.line(line);
        }
        prop_assert_eq!(session.silence(), Some(Reply::End));
        let _ = read_meso(&String::from_utf8_lossy(&lines.concat()));
    }
}

#[test]
fn the_protocol_answers_every_offer_and_survives_rubbish() {
    let mut session = Session::new();
    let offer = |base: &str, step: u64| {
        json!({"type": "offer", "deal": {"base": base}, "step": step}).to_string()
    };
    assert!(matches!(
        session.line(offer("low", 0).as_bytes()),
        Some(Reply::Error { .. })
    ));
    let start = json!({
        "type": "start", "issues": [{"name": "base", "values": ["low", "middle", "high"]}],
        "utility": {"base": {"low": 0, "middle": 0.5, "high": 1}}, "reservation": 0.4,
        "steps": 5, "opponent_utility": null,
    })
    .to_string();
    assert_eq!(session.line(start.as_bytes()), None);
    assert!(matches!(
        session.line(br#"{"type":"offer","deal":null,"step":0}"#),
        Some(Reply::Counter { .. })
    ));
    assert!(matches!(
        session.line(b"\xff\xfe{{{"),
        Some(Reply::Error { .. })
    ));
    assert!(matches!(
        session.line(offer("none", 1).as_bytes()),
        Some(Reply::Error { .. })
    ));
    match session.line(offer("low", 1).as_bytes()) {
        Some(Reply::Counter { deal }) => assert_ne!(deal["base"], json!("low")),
        other => panic!("{other:?}"),
    }
    // Below the reservation nothing is accepted, not even at the end.
    assert!(matches!(
        session.line(offer("low", 4).as_bytes()),
        Some(Reply::Counter { .. })
    ));
    assert_eq!(
        session.line(offer("middle", 4).as_bytes()),
        Some(Reply::Accept)
    );
    assert_eq!(session.silence(), Some(Reply::End));
    assert_eq!(session.silence(), None);
}

/// Seeds from 3,000,000 on were never tuned on. The slack in each class is one standard error of
/// the lead over these domains (0.01 to 0.04 of what could be had), in all it is none.
#[test]
fn the_agent_beats_time_concession_on_held_out_seeds() {
    let seeds = || 3_001_000..3_001_020;
    let engine = contest(Agent::Engine(Strategy::default()), seeds());
    let naive = [0.2, 1.0].map(|early| contest(Agent::Naive(early), seeds()));
    let ahead = |of: &dyn Fn(&Game) -> bool| {
        let own = |games: &[Game]| Score::of(games.iter().filter(|game| of(game))).own;
        let [late, linear] = &naive;
        let better = if own(late) > own(linear) {
            late
        } else {
            linear
        };
        lead(&engine, better, of)
    };
    let (mean, error) = ahead(&|_| true);
    assert!(mean - 2.0 * error > 0.08, "in all {mean} ± {error}");
    for kind in KINDS {
        let (mean, error) = ahead(&|game| game.kind == kind);
        assert!(mean + error >= 0.0, "{kind:?}: {mean} ± {error}");
        eprintln!("{kind:?}: {mean:+.3} ± {error:.3}");
    }
    let told = contest(Agent::Told(Strategy::default()), seeds());
    let (mean, error) = lead(&told, &engine, |_| true);
    assert!(
        mean > error,
        "knowing their wants is worth {mean} ± {error}"
    );
}
