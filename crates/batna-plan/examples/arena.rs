//! The arena: `cargo run --release -p batna-plan --example arena -- [SEED [DOMAINS]]`.
//!
//! Seeds from 2,000,000 on are held out: nothing was tuned on them. `domains SEED N`
//! prints domains as JSON lines for other programs (`bench/arena/negmas_arena.py`).
#![allow(clippy::disallowed_methods)] // A program of its own: it reads its arguments.

#[path = "../../../bench/arena/contest.rs"]
mod contest;
#[path = "../../../bench/arena/domains.rs"]
mod domains;
#[path = "../../../bench/arena/sides.rs"]
mod sides;

use batna_plan::discrete::Strategy;
use contest::{Agent, contest};

const HELD_OUT: u64 = 2_000_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: u64| {
        words
            .get(at)
            .and_then(|word| word.parse().ok())
            .unwrap_or(or)
    };
    if words.first().is_some_and(|word| word == "domains") {
        let (seed, count) = (number(1, HELD_OUT), number(2, 60));
        for seed in seed..seed + count {
            let job = domains::draw(seed);
            let line = serde_json::json!({
                "seed": seed,
                "candidate": domains::start_message(&job, 0, false),
                "employer": domains::start_message(&job, 1, false),
            });
            println!("{line}");
        }
        return;
    }
    if words.first().is_some_and(|word| word == "tune") {
        return tune(number(1, 1), number(2, 30));
    }
    if words.first().is_some_and(|word| word == "learning") {
        let (seed, count) = (number(1, HELD_OUT), number(2, 60));
        println!("{:<10} {:>11} {:>6}", "against", "correlation", "lost");
        for (kind, [alike, lost]) in contest::learning(Strategy::default(), seed..seed + count) {
            println!("{:<10} {alike:>11.3} {lost:>6.3}", format!("{kind:?}"));
        }
        return;
    }
    let (seed, count) = (number(0, HELD_OUT), number(1, 60));
    println!(
        "{count} domains from seed {seed}, both roles, {} opponents",
        sides::KINDS.len()
    );
    let agents = [
        ("engine", Agent::Engine(Strategy::default())),
        ("engine, told", Agent::Told(Strategy::default())),
        ("naive, late (0.2)", Agent::Naive(0.2)),
        ("naive, linear", Agent::Naive(1.0)),
    ];
    println!(
        "{:<18} {:<10} {:>6} {:>6} {:>9} {:>7}",
        "agent", "against", "own", "joint", "distance", "agreed"
    );
    for (name, agent) in agents {
        let (by_kind, total) = contest(agent, seed..seed + count);
        for (kind, score) in by_kind
            .iter()
            .map(|(kind, score)| (format!("{kind:?}"), score))
            .chain([("all".to_owned(), &total)])
        {
            println!(
                "{name:<18} {kind:<10} {:>6.3} {:>6.3} {:>9.3} {:>6.1}%",
                score.own(),
                score.joint(),
                score.distance(),
                score.agreement() * 100.0
            );
        }
    }
}

/// Prints own share of the engine over a grid of strategies, best last.
fn tune(seed: u64, count: u64) {
    let mut found = Vec::new();
    for late in [1.5, 2.0, 4.0] {
        for kept in [0.35, 0.5, 0.65] {
            for ahead in [2.0, 4.0, 6.0] {
                for ahead_random in [8.0, 16.0] {
                    let strategy = Strategy {
                        late,
                        kept,
                        ahead,
                        ahead_random,
                        ..Strategy::default()
                    };
                    let (_, blind) = contest(Agent::Engine(strategy), seed..seed + count);
                    let (_, told) = contest(Agent::Told(strategy), seed..seed + count);
                    found.push((blind.own(), told.own(), strategy));
                }
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (blind, told, strategy) in found.iter().rev().take(12).rev() {
        println!("{blind:.4} {told:.4} {strategy:?}");
    }
}
