//! The live loop: what was heard, brought into the offer, answered.

use batna_plan::component::Component;
use batna_plan::heard::{Listening, Responding, Response, Verdict, read, respond};
use batna_plan::plan::{plan, support_with_asks};
use batna_plan::script::{Names, Wording};

use crate::fixture::{ACME, AS_OF, ME, RIVAL, World, case_of, catalog, worth_of};

/// Heard, versioned into the offer and the ledger as the application does, and answered.
fn after(said: &str, base: f64, terms: &str) -> Response {
    let heard = read(
        said,
        Listening {
            current: None,
            currency: batna_core::Currency::USD,
            as_of: AS_OF,
        },
    );
    let ledger = format!(
        "{{\"date\":\"2026-06-27\",\"offer\":\"acme\",\"by\":\"recruiter\",\"channel\":\"letter\",\
         \"said\":\"offer\",\"terms\":{{\"base\":\"205000 USD\"}}}}\n\
         {{\"date\":\"2026-06-29\",\"offer\":\"acme\",\"by\":\"me\",\"channel\":\"call\",\
         \"said\":\"asked\",\"terms\":{{\"base\":\"236000 USD\"}}}}\n\
         {{\"date\":\"2026-07-01\",\"offer\":\"acme\",\"by\":\"recruiter\",\"channel\":\"call\",\
         \"said\":\"heard\",\"terms\":{{{terms}}}}}\n"
    );
    let acme = ACME.replace("205000", &format!("{base:.0}"));
    let case = case_of(&[
        ("me.toml", ME),
        ("offers/acme.toml", &acme),
        ("offers/hooli.toml", RIVAL),
        ("ledger.jsonl", &ledger),
    ]);
    let before = World::sample().value.current;
    let mut world = World::of(case, "acme");
    world.value = worth_of(&world.value.current);
    world.fixed = heard.fixed.clone();
    let input = world.input();
    let plan = plan(&input).unwrap();
    let support = support_with_asks(&input, &plan, true);
    respond(Responding {
        before: &before,
        heard: &heard,
        said,
        plan: &plan,
        support: &support,
        catalog: &catalog(),
        knowledge: &world.knowledge,
        names: &Names::default(),
        wording: Wording::default(),
        by: batna_plan::heard::Side::Them,
    })
}

#[test]
fn a_partial_move_is_weighed_and_answered() {
    let response = after("base 215", 215_000.0, "\"base\":\"215000 USD\"");
    let change = &response.changed[0];
    assert_eq!(
        (change.component, change.from, change.to, change.better),
        (Component::Base, 205_000.0, 215_000.0, Some(true))
    );
    assert_eq!(change.assumed.as_deref(), Some("215 read as thousands"));
    assert_eq!(response.conceded.len(), 1);
    assert!(response.conceded[0].toward);
    assert_eq!(response.verdict, Verdict::Counter);
    let next = response.next.unwrap().text();
    assert!(next.contains("a base salary of $215,000"), "{next}");
}

#[test]
fn a_cap_is_met_with_an_ask_outside_the_band() {
    let response = after(
        "base 215 is top of band",
        215_000.0,
        "\"base\":\"215000 USD\"",
    );
    assert_eq!(response.fixed, [Component::Base]);
    assert_eq!(response.verdict, Verdict::Answer);
    assert_eq!(response.from.as_deref(), Some("objections/top-of-band"));
    let next = response.next.unwrap().text();
    assert!(!next.contains("a base salary of"), "{next}");
}

#[test]
fn a_large_move_is_accepted_and_written_down() {
    let response = after("base 290", 290_000.0, "\"base\":\"290000 USD\"");
    assert_eq!(response.verdict, Verdict::Accept, "{}", response.why);
    let next = response.next.unwrap().text();
    assert!(
        next.contains("revised letter") && next.contains("$290,000"),
        "{next}"
    );
}

/// The written offer as evidence after the ledger's lines: its kind, its base, and whether
/// its terms may be spoken of as a whole.
fn written_base(lines: &[&str]) -> (batna_core::EvidenceKind, String, bool) {
    let acme = ACME.replace("205000", "215000");
    let case = case_of(&[
        ("me.toml", ME),
        ("offers/acme.toml", &acme),
        ("ledger.jsonl", &lines.join("\n")),
    ]);
    let minted = batna_case::mint(&case, AS_OF);
    let offer = minted
        .iter()
        .find(|minted| minted.id() == "offers.acme")
        .unwrap();
    let batna_case::Facts::Offer(facts) = offer.facts() else {
        panic!("{:?}", offer.facts())
    };
    let mut world = World::of(case.clone(), "acme");
    world.minted = minted.clone();
    let input = world.input();
    let plan = plan(&input).unwrap();
    let support = support_with_asks(&input, &plan, true);
    let written = support
        .all(batna_plan::claim::Claim::ThisWritten)
        .next()
        .unwrap();
    let whole_terms = written.fact("terms").is_some();
    (offer.kind(), facts.base.unwrap().to_string(), whole_terms)
}

const SPOKEN: &str = r#"{"date":"2026-06-30","offer":"acme","by":"recruiter","channel":"call","said":"base 215","terms":{"base":"215000 USD"},"letter":{"base":"205000 USD"}}"#;
const REVISED: &str = r#"{"date":"2026-07-01","offer":"acme","by":"recruiter","channel":"letter","said":"revised letter","terms":{"base":"215000 USD"}}"#;

#[test]
fn spoken_terms_leave_the_letter_written_and_are_not_called_so() {
    use batna_core::EvidenceKind::WrittenOffer;
    // Nor is the letter accepted as it stands: that would give up what was said since.
    assert_eq!(
        written_base(&[SPOKEN]),
        (WrittenOffer, "$205,000".to_owned(), false)
    );
    assert_eq!(
        written_base(&[SPOKEN, REVISED]),
        (WrittenOffer, "$215,000".to_owned(), true)
    );
}

/// A refusal is answered, even where the offer as it stands would do.
#[test]
fn a_no_is_answered_before_the_offer_is_accepted() {
    let response = after("top of our band, equity is fixed", 205_000.0, "");
    assert!(response.changed.is_empty());
    assert_eq!(response.verdict, Verdict::Answer, "{}", response.why);
    assert_eq!(response.from.as_deref(), Some("objections/top-of-band"));
}
