//! Whole plans: the sample, and every bad input the issue names.

use batna_core::{Band, Grade};
use batna_plan::component::Component;
use batna_plan::plan::{CounterPlan, PlanError, Stage, plan};
use batna_plan::strategy::deadlines::TimeAction;
use batna_plan::strategy::leverage::LeverageKind;

use proptest::prelude::Just;

use crate::fixture::{ACME, ME, World, case_of};

fn planned(world: &World) -> CounterPlan {
    plan(&world.input()).unwrap()
}

#[test]
fn the_sample_gets_a_counter() {
    let world = World::sample();
    let plan = planned(&world);
    assert_eq!(plan.stage, Stage::Counter);
    let opening = plan.opening.as_ref().unwrap();
    let target = plan.target.as_ref().unwrap();
    assert!(opening.package.amount(Component::Base) > 205_000.0);
    assert!(opening.gain.ce > target.gain.ce);
    let accept = plan.accept_if.for_owner();
    assert!(target.gain.ce > accept.gain);
    assert_eq!(plan.meso.packages.len(), 3);
    assert!(plan.asks.opening.is_some() && !plan.asks.alternatives.is_empty());
    assert_eq!(plan.leverage[0].kind, LeverageKind::CompetingOffer);
    // The answer of Initech comes after Acme's deadline.
    let acme = &plan.deadlines[0];
    assert_eq!(
        (acme.who.as_str(), acme.action),
        ("acme", TimeAction::SlowDown)
    );
    assert!(
        plan.deadlines
            .iter()
            .any(|step| step.action == TimeAction::HurryUp)
    );
    assert!(plan.withdrawal.rate.is_none() && !plan.withdrawal.sources.is_empty());
    assert_eq!(plan.rounds.expected, 2);
    for concession in plan.concessions.for_owner() {
        assert!(concession.to < concession.from);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let world = World::sample();
    let once = serde_json::to_string(&planned(&world)).unwrap();
    let twice = serde_json::to_string(&planned(&world)).unwrap();
    assert_eq!(once, twice);
    assert!(!once.contains("null,null,null,null"));
}

#[test]
fn no_market_and_no_other_offer_is_said_plainly() {
    let me = "currency = \"USD\"\nlocation = \"San Francisco, CA\"\n";
    let case = case_of(&[
        ("me.toml", me),
        (
            "offers/acme.toml",
            "employer = \"Acme\"\nstatus = \"written\"\nbase = \"205000 USD\"\n\
             grant = \"200000 USD RSU, 4y monthly, 1y cliff\"\n",
        ),
    ]);
    let mut world = World::of(case, "acme");
    world.market = Vec::new();
    world.above_offer = None;
    let plan = planned(&world);
    assert!(
        plan.leverage
            .iter()
            .any(|l| l.reason.starts_with("no leverage but time"))
    );
    assert!(
        plan.notes
            .iter()
            .any(|note| note.starts_with("no market data"))
    );
    assert!(
        plan.notes
            .iter()
            .any(|note| note.starts_with("no evidence speaks"))
    );
    assert!(
        plan.notes
            .iter()
            .any(|note| note.starts_with("no walk-away"))
    );
}

#[test]
fn an_assertion_is_no_market_evidence() {
    let mut world = World::sample();
    world.market = vec![Band {
        grade: Grade::Assertion,
        ..crate::fixture::band()
    }];
    let plan = planned(&world);
    assert!(plan.leverage.iter().all(|l| l.kind != LeverageKind::Market));
    assert!(plan.not_sayable.iter().any(|r| r.why.contains("assertion")));
}

#[test]
fn a_floor_above_any_package_is_told() {
    let mut world = World::sample();
    world.above_offer = Some(3_000_000.0);
    let plan = planned(&world);
    assert!(plan.accept_if.for_owner().out_of_reach);
    assert!(
        plan.problems
            .iter()
            .any(|p| p.code == "plan::floor-out-of-reach")
    );
    // Nothing at or below the accept-if is asked aloud, so nothing is asked.
    assert!(plan.asks.opening.is_none());
}

#[test]
fn a_passed_deadline_is_asked_about_first() {
    let case = case_of(&[
        ("me.toml", ME),
        (
            "offers/acme.toml",
            &ACME.replace("2026-07-10", "2026-06-28"),
        ),
    ]);
    let world = World::of(case, "acme");
    let plan = planned(&world);
    assert_eq!(plan.stage, Stage::AskWhetherOpen);
    assert!(
        plan.problems
            .iter()
            .any(|p| p.code == "plan::deadline-passed")
    );
    assert_eq!(plan.deadlines[0].action, TimeAction::AskWhetherOpen);
}

#[test]
fn a_ledger_that_contradicts_the_offer_is_told() {
    let ledger = "{\"date\":\"2026-06-29\",\"offer\":\"acme\",\"by\":\"recruiter\",\"channel\":\"call\",\
                  \"said\":\"we can do 215\",\"terms\":{\"base\":\"215000 USD\"}}\n";
    let case = case_of(&[
        ("me.toml", ME),
        ("offers/acme.toml", ACME),
        ("ledger.jsonl", ledger),
    ]);
    let plan = planned(&World::of(case, "acme"));
    let told = plan
        .problems
        .iter()
        .find(|p| p.code == "plan::ledger-contradicts-offer")
        .unwrap();
    assert!(told.message.contains("$215,000") && told.message.contains("$205,000"));
}

#[test]
fn closed_unknown_and_empty_offers_are_no_trouble() {
    let case = case_of(&[
        ("me.toml", ME),
        ("offers/acme.toml", &ACME.replace("written", "declined")),
        (
            "offers/bare.toml",
            "employer = \"Bare\"\nstatus = \"written\"\n",
        ),
    ]);
    let closed = planned(&World::of(case.clone(), "acme"));
    assert_eq!(closed.stage, Stage::Closed);
    assert!(closed.opening.is_none());
    let bare = planned(&World::of(case.clone(), "bare"));
    assert!(bare.notes.iter().any(|note| note.contains("no base")));
    assert!(matches!(
        plan(&World::of(case, "nobody").input()),
        Err(PlanError::UnknownOffer(_))
    ));
}

#[test]
fn a_capped_base_moves_the_ask_elsewhere() {
    let mut world = World::sample();
    world.fixed = vec![Component::Base];
    let plan = planned(&world);
    assert!(plan.base_capped);
    let opening = plan.opening.unwrap();
    assert_eq!(opening.package.amount(Component::Base), 205_000.0);
    assert!(opening.package.amount(Component::Signing) > 20_000.0);
    assert!(
        plan.still_open
            .iter()
            .all(|open| open.component != Component::Base)
    );
}

/// A value function that says anything at all.
struct Odd {
    current: batna_plan::Package,
    says: Vec<f64>,
}

impl batna_plan::PackageValue for Odd {
    fn current(&self) -> &batna_plan::Package {
        &self.current
    }

    fn components(&self) -> Vec<Component> {
        Component::ALL.to_vec()
    }

    fn certainty_equivalent(&self, package: &batna_plan::Package) -> batna_plan::Valued {
        let spot = package
            .terms
            .values()
            .map(|v| v.to_bits())
            .fold(7, u64::wrapping_add);
        let pick = (spot % self.says.len() as u64) as usize;
        batna_plan::Valued {
            ce: self.says[pick],
            mc_error: self.says[0],
        }
    }

    fn horizon_years(&self) -> f64 {
        4.0
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
    #[test]
    fn any_figures_make_a_plan_without_a_panic(
        base in proptest::prop_oneof![Just(0.0), 1.0..1e13_f64, Just(1e13)],
        equity in proptest::prop_oneof![Just(0.0), 1.0..1e13_f64],
        says in proptest::collection::vec(
            proptest::prop_oneof![Just(f64::NAN), Just(f64::INFINITY), -1e14..1e14_f64, Just(0.0)],
            1..6
        ),
        floor in proptest::prop_oneof![Just(f64::NAN), -1e14..1e14_f64],
    ) {
        let world = World::sample();
        let value = Odd {
            current: batna_plan::Package::new(batna_core::Currency::USD)
                .with(Component::Base, base)
                .with(Component::EquityAmount, equity),
            says,
        };
        let mut input = world.input();
        input.value = &value;
        input.walkaway = Some(batna_plan::plan::Walkaway {
            above_offer: floor,
            binds: "x",
            figure: "x",
        });
        let plan = plan(&input).unwrap();
        serde_json::to_string(&plan).unwrap();
    }
}

#[test]
fn results_have_schemas() {
    for schema in [
        schemars::schema_for!(CounterPlan),
        schemars::schema_for!(batna_plan::script::Script),
        schemars::schema_for!(batna_plan::script::ObjectionView),
        schemars::schema_for!(batna_plan::heard::Heard),
        schemars::schema_for!(batna_plan::heard::Response),
    ] {
        assert!(
            schema.as_value()["properties"]
                .as_object()
                .is_some_and(|p| p.len() > 4)
        );
    }
}

#[test]
fn an_applicable_law_is_listed_with_its_cautions() {
    let plan = planned(&World::sample());
    assert!(plan.laws.iter().any(|law| law.id == "us-ca-range"));
    let knowledge = crate::fixture::knowledge();
    let day = |text: &str| text.parse().unwrap();
    let at = |place: &str, on: &str, size: Option<u32>| -> Vec<String> {
        knowledge
            .laws_at(place, day(on), size)
            .iter()
            .map(|law| law.id.clone())
            .collect()
    };
    assert_eq!(at("de", "2026-06-06", None), Vec::<String>::new());
    assert_eq!(at("de", "2026-06-07", None), ["eu-range", "eu-history"]);
    assert_eq!(at("us-ny-nyc", "2026-01-01", Some(3)), ["us-ny-history"]);
    assert_eq!(
        at("us-ny-nyc", "2026-01-01", Some(4)),
        ["us-ny-posting", "us-ny-history"]
    );
    assert_eq!(at("us-me", "2026-07-12", None), ["us-me-history"]);
    assert_eq!(at("us-tx", "2026-07-12", None), Vec::<String>::new());
    assert!(
        knowledge
            .laws_at("fr", day("2026-07-01"), None)
            .iter()
            .all(|law| law.caution.is_some())
    );
}

/// Counts how often the engine is asked.
struct Counted<'a> {
    inner: &'a batna_plan::worth::LinearWorth,
    asked: std::cell::Cell<u32>,
}

impl batna_plan::PackageValue for Counted<'_> {
    fn current(&self) -> &batna_plan::Package {
        self.inner.current()
    }

    fn components(&self) -> Vec<Component> {
        self.inner.components()
    }

    fn certainty_equivalent(&self, package: &batna_plan::Package) -> batna_plan::Valued {
        self.asked.set(self.asked.get() + 1);
        self.inner.certainty_equivalent(package)
    }

    fn horizon_years(&self) -> f64 {
        4.0
    }
}

#[test]
fn a_plan_asks_the_engine_a_few_hundred_times() {
    let world = World::sample();
    let counted = Counted {
        inner: &world.value,
        asked: Default::default(),
    };
    let mut input = world.input();
    input.value = &counted;
    plan(&input).unwrap();
    // The default `difference` asks twice.
    let asked = counted.asked.get() / 2;
    println!("valuations: {asked}");
    assert!(asked < 400, "{asked}");
}

#[test]
fn a_confidential_offer_backs_no_figure() {
    let rival = format!(
        "{}confidential = true\n",
        crate::fixture::RIVAL.replace("228000", "241700")
    );
    let case = case_of(&[
        ("me.toml", ME),
        ("offers/acme.toml", ACME),
        ("offers/hooli.toml", &rival),
    ]);
    let mut world = World::of(case, "acme");
    world.market = Vec::new();
    let plan = planned(&world);
    assert_eq!(plan.leverage[0].kind, LeverageKind::CompetingOffer);
    let opening = plan.opening.unwrap();
    assert_eq!(
        opening.package.amount(Component::Base),
        230_000.0,
        "the posted maximum"
    );
    assert!(!serde_json::to_string(&opening).unwrap().contains("2417"));
}

/// A law says whether its own words were read, where, and on which day.
#[test]
fn every_law_says_what_was_read() {
    use batna_plan::disclosure::Checked;
    for law in &super::fixture::knowledge().laws {
        let (read_in, read_on) = (law.read_in.is_some(), law.read_on.is_some());
        match law.checked {
            Checked::Statute => assert!(read_in && read_on, "{}", law.id),
            Checked::Summary => assert!(read_in, "{}", law.id),
            Checked::Unread => assert!(!read_in && !read_on, "{}", law.id),
        }
    }
}

/// The District's code speaks of health benefits before the first interview, not of pay, and
/// bars the question to a former employer in another section.
#[test]
fn the_district_of_columbia_says_what_its_code_says() {
    let knowledge = super::fixture::knowledge();
    let laws = knowledge.laws_at("us-dc", super::fixture::AS_OF, None);
    let when = |id: &str| &laws.iter().find(|law| law.id == id).unwrap().when;
    assert!(!when("us-dc-range").contains("interview"));
    assert!(when("us-dc-history").contains("former employer"));
}
