//! What the equity of whole cases brings: `tests/suite/value/outcomes/*.toml`.
//!
//! A case is valued as the program values it. Prices stand still and tax is flat where the case
//! is made so, which makes the expected amounts small sums.

use std::collections::BTreeMap;

use batna_case::{CaseFiles, parse};
use batna_equity::exit_model::{ExitModel, Figure, Stage};
use batna_params::Params;
use batna_value::alternative::Alternative;
use batna_value::assumptions::{Assumptions, Scenario, Settings};
use batna_value::equity_model::exits_of;
use batna_value::evaluate::Surroundings;
use batna_value::evaluator::Evaluator;
use batna_value::tax_years::TaxPerson;
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Worked {
    name: String,
    source: String,
    arithmetic: String,
    as_of: Date,
    me: String,
    offer: String,
    /// The same offer otherwise, for a difference of present values.
    other: Option<String>,
    #[serde(default)]
    captables: BTreeMap<String, String>,
    /// Base rates in place of the embedded ones, at every stage.
    #[serde(default)]
    exits: Exits,
    expected: Expected,
    #[serde(default)]
    stressed: BTreeMap<String, Expected>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Exits {
    chance_round: Option<f64>,
    chance_fail: Option<f64>,
    listed_share: Option<f64>,
    event_hazard: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// Within five Monte Carlo errors, or `within` where that is more.
    mean: Option<f64>,
    within: Option<f64>,
    p10: Option<f64>,
    p50: Option<f64>,
    p90: Option<f64>,
    chance_of_nothing: Option<f64>,
    chance_of_losing_cost: Option<f64>,
    /// Median present value of the offer less that of the other.
    difference: Option<f64>,
    /// What has vested in the current job, on leaving it for the offer.
    on_leaving: Option<Vec<OnLeaving>>,
    /// Part of a reason why a grant is not simulated.
    gap: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnLeaving {
    id: String,
    units: f64,
    cash: f64,
    tax: f64,
    by: Option<String>,
    affordable: f64,
    worth_leaving: f64,
}

fn params() -> Params {
    let files = ["tax", "equity", "value"]
        .into_iter()
        .flat_map(|folder| batna_data::under(folder).iter());
    Params::read(files.map(|file| (file.path, file.text))).expect("the data reads")
}

#[test]
fn hand_worked_outcomes() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/suite/value/outcomes"
    );
    let params = params();
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "the suite has {} cases", paths.len());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let worked: Worked =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!worked.source.is_empty() && !worked.arithmetic.trim().is_empty());
        check(&worked, &params);
    }
}

fn check(worked: &Worked, params: &Params) {
    let mut files = CaseFiles::default();
    let mut put = |path: String, text: &str| {
        files.files.insert(path, text.as_bytes().to_vec());
    };
    put("me.toml".into(), &worked.me);
    put("offers/one.toml".into(), &worked.offer);
    if let Some(other) = &worked.other {
        put("offers/two.toml".into(), other);
    }
    for (name, table) in &worked.captables {
        put(format!("captables/{name}.toml"), table);
    }
    let (case, problems) = parse(&files);
    let errors: Vec<_> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .collect();
    assert!(errors.is_empty(), "{}: {errors:?}", worked.name);
    let case = case.unwrap();
    let settings = Settings {
        as_of: worked.as_of,
        paths: 8_000,
        seed: 7,
        threads: 2,
        scenario: Scenario::Simulated,
        risk_free: Some(0.0),
        horizon_years: None,
        risk_aversion: None,
    };
    let assumptions = Assumptions::resolve(settings, &case.profile, params).unwrap();
    let mut alternatives: Vec<Alternative> = case
        .offers
        .iter()
        .map(|offer| Alternative::from_offer(offer, &case.profile, worked.as_of))
        .collect();
    let start = alternatives[0].start;
    alternatives.extend(
        case.profile
            .current_job
            .as_ref()
            .map(|job| Alternative::from_current_job(job, &case.profile, start)),
    );
    let mut exits = ExitModel::from_params(params).unwrap();
    for (figure, value) in [
        (Figure::ChanceRound, worked.exits.chance_round),
        (Figure::ChanceFail, worked.exits.chance_fail),
        (Figure::ListedShare, worked.exits.listed_share),
        (Figure::EventHazard, worked.exits.event_hazard),
    ] {
        if let Some(value) = value {
            exits = exits.with_everywhere(figure, value).unwrap();
        }
    }
    let person = TaxPerson::from_profile(&case.profile, case.profile.currency);
    let evaluator = Evaluator::new(
        params,
        &exits,
        &case.captables,
        assumptions,
        person,
        &alternatives,
    )
    .unwrap();
    a_glimpse_is_no_guess(&evaluator, &alternatives[0], &worked.name);
    let expected = &worked.expected;
    if let Some(gap) = &expected.gap {
        let valued = evaluator
            .evaluate(&alternatives[0], &Surroundings::default())
            .unwrap();
        let reasons = valued.value.equity[0].missing.join("; ");
        assert_eq!(
            valued.value.equity[0].model, "unmodelled",
            "{}",
            worked.name
        );
        assert!(reasons.contains(gap), "{}: {reasons}", worked.name);
        return;
    }
    if let Some(wanted) = &expected.on_leaving {
        let stay = alternatives.last().expect("a current job");
        let valued = evaluator.evaluate(stay, &Surroundings::default()).unwrap();
        let got = &valued.value.on_leaving;
        assert_eq!(got.len(), wanted.len(), "{}: {got:#?}", worked.name);
        for (got, wanted) in got.iter().zip(wanted) {
            assert_eq!(got.id, wanted.id, "{}", worked.name);
            let by = got.by.map(|by| by.to_string());
            assert_eq!(by, wanted.by, "{}: {got:?}", worked.name);
            for (what, got, wanted) in [
                ("units", got.units, wanted.units),
                ("cash", got.cash, wanted.cash),
                ("tax", got.tax, wanted.tax),
                ("affordable", got.affordable, wanted.affordable),
                ("worth leaving", got.worth_leaving, wanted.worth_leaving),
            ] {
                assert!(
                    (got - wanted).abs() < 0.02,
                    "{}: {what} {got}, not {wanted}",
                    worked.name
                );
            }
        }
        return;
    }
    if let Some(difference) = expected.difference {
        let pv = |alternative: &Alternative| {
            let valued = evaluator
                .evaluate(alternative, &Surroundings::default())
                .unwrap();
            valued.value.figures.present_value_net.p50.unwrap()
        };
        let got = pv(&alternatives[0]) - pv(&alternatives[1]);
        assert!(
            (got - difference).abs() < 0.02,
            "{}: {got}, not {difference}",
            worked.name
        );
        return;
    }
    let outcome = evaluator
        .equity_outcome(&alternatives[0])
        .unwrap()
        .unwrap_or_else(|| {
            let gap = evaluator.prepare(&alternatives[0]).taxed.err();
            panic!("{}: nothing is simulated: {gap:?}", worked.name)
        });
    let compare =
        |what: &str, expected: &Expected, got: &batna_value::equity_outcome::EquitySpread| {
            let near = |field: &str, got: f64, wanted: Option<f64>, tolerance: f64| {
                let Some(wanted) = wanted else { return };
                assert!(
                    (got - wanted).abs() <= tolerance,
                    "{} ({what}): {field} {got}, not {wanted} within {tolerance}",
                    worked.name
                );
            };
            let error = (5.0 * got.mean_error).max(expected.within.unwrap_or(0.02));
            near("mean", got.mean, expected.mean, error);
            near("p10", got.p10, expected.p10, 0.02);
            near("p50", got.p50, expected.p50, 0.02);
            near("p90", got.p90, expected.p90, 0.02);
            let chance = |error: f64| (5.0 * error).max(1e-3);
            near(
                "chance of nothing",
                got.chance_of_nothing,
                expected.chance_of_nothing,
                chance(got.chance_of_nothing_error),
            );
            near(
                "chance of losing the cost",
                got.chance_of_losing_cost,
                expected.chance_of_losing_cost,
                chance(got.chance_of_losing_cost_error),
            );
        };
    compare("as expected", expected, &outcome.outcome);
    for (id, expected) in &worked.stressed {
        let stressed = outcome
            .stresses
            .iter()
            .find(|one| one.id == id)
            .unwrap_or_else(|| panic!("{}: no stress {id}", worked.name));
        compare(id, expected, &stressed.outcome);
    }
}

/// What a slider shows is to the last bit what the whole valuation says.
fn a_glimpse_is_no_guess(evaluator: &Evaluator<'_>, alternative: &Alternative, name: &str) {
    let around = Surroundings {
        price_parity: Some(112.0),
        ..Surroundings::default()
    };
    let whole = evaluator.evaluate(alternative, &around).unwrap();
    let glimpsed = evaluator.glimpse(alternative, &around).unwrap();
    let (of_whole, of_glimpse) = (&whole.value.figures, &glimpsed.value.figures);
    assert_eq!(
        of_whole.present_value_net, of_glimpse.present_value_net,
        "{name}"
    );
    assert_eq!(
        of_whole.average_year_net, of_glimpse.average_year_net,
        "{name}"
    );
    assert_eq!(
        of_whole.cost_of_living_adjusted, of_glimpse.cost_of_living_adjusted,
        "{name}"
    );
    assert_eq!(
        whole.value.distribution, glimpsed.value.distribution,
        "{name}"
    );
    assert_eq!(whole.certainty, glimpsed.certainty, "{name}");
    assert_eq!(
        whole.outcomes.as_ref().map(AsRef::as_ref),
        glimpsed.outcomes.as_ref(),
        "{name}"
    );
}

/// What a person expects of the company goes before the base rates; what is left out keeps its
/// proportion to the rest.
#[test]
fn own_chances_keep_the_proportion_of_what_is_left_out() {
    let exits = ExitModel::from_params(&params()).unwrap();
    let rates = |outlook: &str| {
        let offer = format!(
            "employer = \"Lab\"\nbase = \"1 USD\"\n[company]\nstage = \"late\"\n[company.outlook]\n{outlook}"
        );
        let mut files = CaseFiles::default();
        files.files.insert("me.toml".into(), Vec::new());
        files
            .files
            .insert("offers/lab.toml".into(), offer.into_bytes());
        let (case, problems) = parse(&files);
        assert!(
            !problems.iter().any(|problem| problem.is_error()),
            "{problems:?}"
        );
        let case = case.unwrap();
        let day = "2026-07-01".parse().unwrap();
        let lab = Alternative::from_offer(&case.offers[0], &case.profile, day);
        let own = exits_of(&lab, &exits);
        let at = own.rates(Stage::Late);
        let read = [
            at.chance_round.value,
            at.chance_fail.value,
            at.listed_share.value,
            at.event_hazard.value,
            at.dilution.value,
        ];
        // Other stages are not of this company.
        assert_eq!(own.rates(Stage::SeriesD), exits.rates(Stage::SeriesD));
        read
    };
    let base = rates("");
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    let [round, fail, listed, events, dilution] = rates("fails = \"20%\"");
    assert!(near(fail, 0.2) && near(round, base[0] / (1.0 - base[1]) * 0.8));
    assert_eq!([listed, events, dilution], [base[2], base[3], base[4]]);
    let [round, fail, ..] = rates("next_round = \"100%\"");
    assert!(near(round, 1.0) && near(fail, 0.0));
    let [round, fail, listed, events, dilution] = rates(
        "next_round = \"60%\"\nfails = \"40%\"\nlisted = \"90%\"\nevery = \"6 months\"\ndilution = \"4%\"",
    );
    assert!(near(round, 0.6) && near(fail, 0.4) && near(listed, 0.9));
    assert!(near(events, 2.0) && near(dilution, 0.04));
}
