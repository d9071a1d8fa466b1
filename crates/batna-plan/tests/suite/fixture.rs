//! A sample case, linear worth, and the shipped data files.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use batna_case::evidence::{Minted, mint};
use batna_case::{Case, CaseFiles};
use batna_core::{Band, Citation, Currency, Grade, Measure};
use batna_plan::component::{Component, Package};
use batna_plan::knowledge::Knowledge;
use batna_plan::offered::package_of;
use batna_plan::plan::{PlanInput, Walkaway};
use batna_plan::script::Catalog;
use batna_plan::worth::LinearWorth;
use jiff::civil::{Date, date};

pub const AS_OF: Date = date(2026, 7, 1);

pub fn files(folder: &str) -> Vec<(&'static str, &'static str)> {
    batna_data::under(folder)
        .iter()
        .map(|file| (file.path, file.text))
        .collect()
}

pub fn knowledge() -> Knowledge {
    static ONCE: OnceLock<Knowledge> = OnceLock::new();
    ONCE.get_or_init(read_knowledge).clone()
}

fn read_knowledge() -> Knowledge {
    match Knowledge::parse(&files("negotiation")) {
        Ok(knowledge) => knowledge,
        Err(wrong) => panic!("{wrong:#?}"),
    }
}

pub fn catalog() -> Catalog {
    static ONCE: OnceLock<Catalog> = OnceLock::new();
    ONCE.get_or_init(read_catalog).clone()
}

fn read_catalog() -> Catalog {
    match Catalog::parse(&files("scripts/en")) {
        Ok(catalog) => catalog,
        Err(wrong) => panic!("{wrong:#?}"),
    }
}

pub const ME: &str = r#"
role = "ml-engineer"
level = "senior"
years = 6
location = "San Francisco, CA"
currency = "USD"
skills = ["rag", "mlops"]
[current_job]
employer = "Globex"
base = "185000 USD"
accrued_bonus = "14000 USD"
clawbacks_owed = ["9000 USD"]
notice_weeks = 2
[[achievement]]
id = "serving-cost"
what = "rebuilt the ranking service"
metric = "serving cost down 40%"
evidence = "internal design review"
skills = ["mlops"]
[[process]]
employer = "Initech"
stage = "onsite"
chance = "40%"
expected_by = 2026-07-20
[[commitment]]
id = "acme-first"
kind = "first-choice"
offer = "acme"
"#;

pub const ACME: &str = r#"
employer = "Acme"
status = "written"
role = "ml-engineer"
base = "205000 USD"
bonus = "10%"
signing = "20000 USD, 1y clawback"
grant = "200000 USD RSU, 4y monthly, 1y cliff"
received = 2026-06-26
deadline = 2026-07-10
start = 2026-08-17
posted_range = "180000 - 230000 USD"
"#;

pub const RIVAL: &str = r#"
employer = "Hooli"
status = "written"
base = "228000 USD"
grant = "120000 USD RSU, 4y monthly, 1y cliff"
deadline = 2026-07-15
"#;

pub fn case_of(files: &[(&str, &str)]) -> Case {
    let mut folder = CaseFiles::default();
    for (path, text) in files {
        folder
            .files
            .insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    let (case, problems) = batna_case::parse(&folder);
    match case {
        Some(case) => case,
        None => panic!("{problems:#?}"),
    }
}

pub fn sample() -> Case {
    case_of(&[
        ("me.toml", ME),
        ("offers/acme.toml", ACME),
        ("offers/hooli.toml", RIVAL),
    ])
}

pub fn band() -> Band {
    Band {
        subject: "senior ML engineers in San Francisco".into(),
        measure: Measure::Base,
        currency: Currency::USD,
        as_of: date(2026, 5, 1),
        p10: Some(180_000.0),
        p25: Some(198_000.0),
        p50: Some(216_000.0),
        p75: Some(236_000.0),
        p90: Some(258_000.0),
        top_coded_at: None,
        n: Some(412),
        n_effective: None,
        ci: Default::default(),
        pooled_share: 0.0,
        grade: Grade::Disclosed,
        sources: vec![Citation::new("dol-lca", "DOL labor condition applications")],
        caveats: vec![],
    }
}

/// Four years, about 60% of cash kept after tax, equity discounted for risk.
pub fn worth_of(package: &Package) -> LinearWorth {
    let kept = 0.6;
    let mut per_unit = BTreeMap::from([
        (Component::Base, 4.0 * kept * 0.93),
        (Component::BonusTarget, 4.0 * kept * 0.85),
        (Component::Signing, kept),
        (Component::RemoteDays, 4.0 * 3_000.0),
        (Component::LearningBudget, 4.0 * 0.9),
        (Component::Refresher, 1.0 * kept),
    ]);
    match package.equity() {
        Some(Component::EquityShares) => per_unit.insert(Component::EquityShares, 8.0),
        Some(Component::EquityPercent) => per_unit.insert(Component::EquityPercent, 2e8),
        _ => per_unit.insert(Component::EquityAmount, kept * 0.75),
    };
    LinearWorth {
        current: package.clone(),
        rest: 40_000.0,
        per_unit,
        horizon_years: 4.0,
        mc_error: 900.0,
    }
}

/// Everything a plan needs, kept alive together.
pub struct World {
    pub case: Case,
    pub minted: Vec<Minted>,
    pub market: Vec<Band>,
    pub knowledge: Knowledge,
    pub value: LinearWorth,
    pub fixed: Vec<Component>,
    pub above_offer: Option<f64>,
    pub offer: String,
    pub as_of: Date,
}

impl World {
    pub fn of(case: Case, offer: &str) -> World {
        let package = case
            .offer(offer)
            .and_then(package_of)
            .unwrap_or_else(|| Package::new(Currency::USD));
        World {
            minted: mint(&case, AS_OF),
            market: vec![band()],
            knowledge: knowledge(),
            value: worth_of(&package),
            fixed: Vec::new(),
            above_offer: Some(-20_000.0),
            offer: offer.to_owned(),
            as_of: AS_OF,
            case,
        }
    }

    pub fn sample() -> World {
        World::of(sample(), "acme")
    }

    pub fn input(&self) -> PlanInput<'_> {
        PlanInput {
            case: &self.case,
            offer: &self.offer,
            minted: &self.minted,
            market: &self.market,
            knowledge: &self.knowledge,
            value: &self.value,
            walkaway: self.above_offer.map(|above_offer| Walkaway {
                above_offer,
                binds: "staying",
                figure: "floor.ce",
            }),
            unvested_equity: None,
            fixed: &self.fixed,
            as_of: self.as_of,
        }
    }
}

/// A small deterministic stream (splitmix64), for seeds in tests.
pub struct Stream(pub u64);

impl Stream {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}
