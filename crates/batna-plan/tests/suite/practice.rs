//! A rehearsal counts only the reasons that the case bears out.

use batna_plan::plan::{plan, support_with_asks};
use batna_plan::practice::{Debrief, Grounds, Practice, Setting, Temperaments};

use super::fixture::{ACME, AS_OF, ME, World, case_of};

/// With one recruiter.
fn rehearsed(world: &World, seed: u64, lines: &[&str]) -> (Debrief, String) {
    let input = world.input();
    let support = support_with_asks(&input, &plan(&input).unwrap(), false);
    let grounds = Grounds::new(&support);
    let temperaments =
        Temperaments::parse("en.toml", batna_data::text("practice/en.toml").unwrap()).unwrap();
    let mut practice = Practice::new(Setting {
        offered: &world.value.current,
        temperament: temperaments.get("hard").unwrap(),
        knowledge: &world.knowledge,
        grounds: Some(&grounds),
        seed,
        as_of: AS_OF,
    });
    let mut last = String::new();
    for line in lines {
        last = practice.say(line).reply;
    }
    (practice.debrief(&world.value), last)
}

/// Captured in all from twenty recruiters.
fn captured(world: &World, line: &str) -> f64 {
    (0..20)
        .map(|seed| rehearsed(world, seed, &[line]).0.captured)
        .sum()
}

fn alone() -> World {
    let mut world = World::of(
        case_of(&[("me.toml", ME), ("offers/acme.toml", ACME)]),
        "acme",
    );
    world.market.clear();
    world
}

const BARE: &str = "Could you do 260k base?";
const OFFER: &str = "I hold a written offer from another company: could you do 260k base?";
const MARKET: &str = "The market median is higher: could you do 260k base?";

#[test]
fn an_offer_that_the_case_does_not_hold_gains_nothing() {
    assert_eq!(captured(&alone(), OFFER), captured(&alone(), BARE));
    let (bluff, reply) = rehearsed(&alone(), 4, &[OFFER]);
    assert!(reply.ends_with("Show me, or it does not count."), "{reply}");
    assert!(
        bluff.moves[0].reason.contains("did not count"),
        "{:?}",
        bluff.moves
    );
    let sample = World::sample();
    assert!(captured(&sample, OFFER) > captured(&sample, BARE));
    let (held, _) = rehearsed(&sample, 4, &[OFFER]);
    assert!(!held.moves[0].reason.contains("did not count"));
}

#[test]
fn a_market_figure_counts_as_the_case_has_it() {
    let sample = World::sample();
    assert!(captured(&sample, MARKET) > captured(&sample, BARE));
    let invented = "The market median is 391k. Could you do 260k base?";
    assert_eq!(captured(&sample, invented), captured(&sample, BARE));
    let (made_up, _) = rehearsed(&sample, 4, &[invented]);
    assert!(
        made_up.moves[0].reason.contains("391k"),
        "{:?}",
        made_up.moves
    );
    let none = "The data say more. Could you do 260k base?";
    assert_eq!(captured(&alone(), none), captured(&alone(), BARE));
}

/// A trade is one's own to give, and advice names only what the case holds.
#[test]
fn a_trade_needs_no_record_and_no_bluff_is_advised() {
    let trade = "If you can do 260k base I can start two weeks earlier.";
    assert!(captured(&alone(), trade) > captured(&alone(), BARE));
    let me = "role = \"ml-engineer\"\nlevel = \"senior\"\ncurrency = \"USD\"\n";
    let mut bare = World::of(
        case_of(&[("me.toml", me), ("offers/acme.toml", ACME)]),
        "acme",
    );
    bare.market.clear();
    let better = rehearsed(&bare, 4, &[BARE]).0.better.unwrap();
    assert!(!better.contains("an alternative"), "{better}");
}
