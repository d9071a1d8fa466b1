//! A rehearsal counts only the reasons that the case bears out.

use batna_core::Currency;
use batna_plan::component::{Component, Package};
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

/// "Sample Database Co" is no market data, and a short yes ends it.
#[test]
fn names_are_no_arguments_and_a_short_yes_is_a_yes() {
    use batna_plan::practice::{Argument, Line};
    let table = Package::new(Currency::USD).with(Component::Base, 192_000.0);
    let read = |text: &str| Line::read(text, &table, crate::fixture::AS_OF);
    let line =
        read("I would like 219k base, because I hold a written offer from Sample Database Co");
    assert_eq!(line.arguments, [Argument::Alternative]);
    assert_eq!(
        read("the survey data say 219k base would be fair").arguments,
        [Argument::Evidence]
    );
    for yes in ["ok, accept", "Accept.", "Deal!", "yes, deal"] {
        assert!(read(yes).accepts, "{yes}");
    }
    for no in [
        "I cannot accept that",
        "no deal",
        "I'd accept 215k base",
        "don't accept",
    ] {
        assert!(!read(no).accepts, "{no}");
    }
    let trade = read("I could live with 207k base if the signing payment goes to 30k");
    assert_eq!(trade.arguments, [Argument::Trade]);
}
