//! Same case, same data, same seed: the same bytes.

use crate::{demo_case, done};

#[test]
fn values_are_the_same_bytes_on_any_threads_and_runs() {
    let case = demo_case();
    let run = |threads: &str| {
        done(
            case.path(),
            &["value", "--json", "--paths", "6000", "--threads", threads],
        )
    };
    let one = run("1");
    assert_eq!(one, run("2"), "two threads differ from one");
    assert_eq!(one, run("1"), "a second run differs");
    let other_seed = done(
        case.path(),
        &["value", "--json", "--paths", "6000", "--seed", "7"],
    );
    assert_ne!(one, other_seed, "the seed has no effect");
}

#[test]
fn a_scenario_stands_in_the_place_of_chance() {
    let case = demo_case();
    let value = crate::json(
        case.path(),
        &["value", "--paths", "500", "--scenario", "discount=12%"],
    );
    for one in value["alternatives"].as_array().unwrap() {
        let figure = &one["figures"]["present_value_net"];
        assert_eq!(figure["p10"], figure["p90"], "{}", one["id"]);
    }
    let growth = crate::json(
        case.path(),
        &["value", "--paths", "500", "--scenario", "growth=30%"],
    );
    let pv = |value: &serde_json::Value, id: &str| {
        value["alternatives"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["id"] == id)
            .unwrap()["figures"]["present_value_net"]["p50"]
            .as_f64()
            .unwrap()
    };
    assert!(pv(&growth, "analytics-co") > pv(&value, "analytics-co"));
}
