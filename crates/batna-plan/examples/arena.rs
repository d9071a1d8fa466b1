//! The arena: `cargo run --release -p batna-plan --example arena -- [SEED [DOMAINS]]`.
//!
//! Seeds from 3,000,000 on are held out: nothing was tuned on them. `domains SEED N`
//! prints domains as JSON lines for other programs (`bench/arena/negmas_arena.py`).
#![allow(clippy::disallowed_methods)] // A program of its own: it reads its arguments.

#[path = "../../../bench/arena/contest.rs"]
mod contest;
#[path = "../../../bench/arena/domains.rs"]
mod domains;
#[path = "../../../bench/arena/sides.rs"]
mod sides;

use batna_plan::discrete::Strategy;
use contest::{Agent, Game, Score, contest, lead};

const HELD_OUT: u64 = 3_000_000;

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
    let played: Vec<(&str, Vec<Game>)> = [
        ("engine", Agent::Engine(Strategy::default())),
        ("engine, told", Agent::Told(Strategy::default())),
        ("naive, late", Agent::Naive(0.2)),
        ("naive, linear", Agent::Naive(1.0)),
    ]
    .map(|(name, agent)| (name, contest(agent, seed..seed + count)))
    .into();
    println!("own (joint, distance, agreed)");
    for role in [None, Some(0), Some(1)] {
        let roles = ["as the candidate", "as the employer"];
        println!("\n{}", role.map_or("both roles", |role| roles[role]));
        for kind in sides::KINDS.into_iter().map(Some).chain([None]) {
            let of = |game: &Game| {
                role.is_none_or(|role| game.side == role)
                    && kind.is_none_or(|kind| game.kind == kind)
            };
            let name = kind.map_or("all".to_owned(), |kind| format!("{kind:?}"));
            print!("| {name:<10}");
            for (_, games) in &played {
                let score = Score::of(games.iter().filter(|game| of(game)));
                print!(
                    "| {:.3} ({:.3}, {:.3}, {:.1}%) ",
                    score.own,
                    score.joint,
                    score.distance,
                    score.agreement * 100.0
                );
            }
            let own = |at: usize| Score::of(played[at].1.iter().filter(|game| of(game))).own;
            let better = if own(2) > own(3) { 2 } else { 3 };
            let (mean, error) = lead(&played[0].1, &played[better].1, of);
            println!("| {mean:+.3} ± {error:.3} |");
        }
    }
}

/// Prints own share of the engine over a grid of strategies, best last.
fn tune(seed: u64, count: u64) {
    let mut found = Vec::new();
    for late in [1.5, 2.0, 3.0] {
        for kept in [0.3, 0.4, 0.5] {
            for closing in [0.05, 0.1, 0.15] {
                for steady in [0.7, 0.9] {
                    let strategy = Strategy {
                        late,
                        kept,
                        closing,
                        steady,
                        ..Strategy::default()
                    };
                    let own = |agent| Score::of(contest(agent, seed..seed + count).iter()).own;
                    let (blind, told) = (Agent::Engine(strategy), Agent::Told(strategy));
                    found.push((own(blind), own(told), strategy));
                }
            }
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (blind, told, strategy) in found.iter().rev().take(12).rev() {
        println!("{blind:.4} {told:.4} {strategy:?}");
    }
}
