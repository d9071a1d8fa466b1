//! A user's own text: the cases of `lint.toml`.

use batna_plan::lint::{Checking, lint};
use batna_plan::plan::{plan, support_with_asks};
use proptest::prelude::*;
use serde::Deserialize;

use crate::fixture::{ME, World, case_of, catalog};

#[derive(Deserialize)]
struct File {
    case: Vec<Checked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checked {
    name: String,
    text: String,
    /// `full`: the sample; `bare`: one offer and nothing else; `secret`: the other is confidential.
    world: String,
    /// `line:code`, in order.
    expect: Vec<String>,
}

fn world(kind: &str) -> World {
    match kind {
        "full" => World::sample(),
        "secret" => {
            let rival = format!("{}confidential = true\n", crate::fixture::RIVAL);
            World::of(
                case_of(&[
                    ("me.toml", ME),
                    ("offers/acme.toml", crate::fixture::ACME),
                    ("offers/hooli.toml", &rival),
                ]),
                "acme",
            )
        }
        _ => {
            let mut world = World::of(
                case_of(&[
                    ("me.toml", "currency = \"USD\"\n"),
                    ("offers/acme.toml", crate::fixture::ACME),
                ]),
                "acme",
            );
            world.market = Vec::new();
            world
        }
    }
}

#[test]
fn what_the_case_does_not_support_is_flagged() {
    let text = include_str!("../../../../tests/suite/plan/lint.toml");
    let file: File = toml::from_str(text).unwrap();
    let catalog = catalog();
    for case in file.case {
        let world = world(&case.world);
        let input = world.input();
        let plan = plan(&input).unwrap();
        let support = support_with_asks(&input, &plan, false);
        let found: Vec<String> = lint(
            &case.text,
            Checking {
                support: &support,
                plan: Some(&plan),
                phrases: catalog.phrases(),
                file: "draft.txt",
            },
        )
        .into_iter()
        .map(|diagnostic| {
            assert!(diagnostic.remedy.is_some(), "{diagnostic}");
            let line = diagnostic.location.as_ref().map_or(0, |place| place.line);
            format!("{line}:{}", diagnostic.code)
        })
        .collect();
        assert_eq!(found, case.expect, "{}", case.name);
    }
}

#[test]
fn the_accept_if_is_not_given_away() {
    let world = World::sample();
    let input = world.input();
    let plan = plan(&input).unwrap();
    let support = support_with_asks(&input, &plan, false);
    let catalog = catalog();
    let accept = plan.accept_if.for_owner();
    let threshold = accept.alone.first().unwrap();
    let text = format!("I could say yes at ${:.0}.", threshold.at_least);
    let found = lint(
        &text,
        Checking {
            support: &support,
            plan: Some(&plan),
            phrases: catalog.phrases(),
            file: "draft.txt",
        },
    );
    assert!(
        found.iter().any(|d| d.code == "plan::gives-away"),
        "{text} {found:#?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_checked_without_a_panic(text in ".{0,400}") {
        let world = world("bare");
        let input = world.input();
        let plan = plan(&input).unwrap();
        let support = support_with_asks(&input, &plan, false);
        let catalog = catalog();
        lint(&text, Checking { support: &support, plan: Some(&plan), phrases: catalog.phrases(), file: "x" });
    }
}
