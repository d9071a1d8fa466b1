//! `me.toml` into a profile.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::company::{self, company};
use super::grants::grants;
use super::offer::{base, benefits, bonus, payments, place, refresher, stipends, terms};
use super::slug;
use crate::catalogue;
use crate::keys::ME;
use crate::model::{
    Achievement, Case, Commitment, CommitmentKind, CurrentJob, Filing, Household, Needs,
    Preferences, PretaxChoices, Profile, RiskTolerance, RunningProcess, Tradeoffs,
};
use crate::notation::{amount, payment};
use crate::place::currency_of;
use crate::read::{Found, Reader, Source, Trouble};

pub(super) fn read(source: &Source<'_>, found: &Found, table: &DeTable<'_>, case: &mut Case) {
    let whole = 0..source.text.lines().next().map_or(0, str::len);
    // The currency decides how bare numbers are read, so it is looked up before the rest.
    let currency = {
        let quiet = Found::default();
        let first = Reader::new(
            source,
            &quiet,
            table,
            whole.clone(),
            &ME,
            "me",
            case.profile.currency,
        );
        let stated = super::currency(&first);
        let location = first.text("location");
        stated
            .or_else(|| currency_of(&place(&first, location.as_deref())?))
            .unwrap_or(case.profile.currency)
    };
    let reader = Reader::new(source, found, table, whole, &ME, "me", currency);
    super::currency(&reader);
    let mut profile = Profile::new(currency);
    case.as_of = reader.date("as_of");
    profile.role = reader.text("role");
    profile.level = reader.text("level");
    profile.years = reader.number("years");
    profile.location = reader.text("location");
    profile.place = place(&reader, profile.location.as_deref());
    profile.filing = match reader.choice("filing") {
        Some("joint") => Filing::Joint,
        Some("separate") => Filing::Separate,
        Some("head") => Filing::Head,
        Some("surviving_spouse") => Filing::SurvivingSpouse,
        _ => Filing::Single,
    };
    if let Some(table) = reader.table("household") {
        profile.household = Household {
            spouse_wages: table.money("spouse_wages"),
            dependents: table.count("dependents").unwrap_or(0),
            other_dependents: table.count("other_dependents").unwrap_or(0),
            other_income: table.money("other_income"),
            property_tax: table.money("property_tax"),
            mortgage_interest: table.money("mortgage_interest"),
            charity: table.money("charity"),
            wages_this_year: table.money("wages_this_year"),
        };
    }
    if let Some(table) = reader.table("pretax") {
        profile.pretax = PretaxChoices {
            retirement: table.money("retirement"),
            hsa: table.money("hsa"),
            commuter: table.money("commuter"),
        };
    }
    profile.tax = super::tax::choices(&reader);
    if let Some(table) = reader.table("needs") {
        profile.needs = Needs {
            monthly: table.monthly("monthly"),
            savings: table.money("savings"),
        };
    }
    if let Some(table) = reader.table("preferences") {
        let usual = Preferences::default();
        profile.preferences = Preferences {
            horizon_years: table.count("horizon_years").unwrap_or(usual.horizon_years),
            risk: risk(&table).unwrap_or(usual.risk),
            leave_chance: table.rate("leave_chance", 0, 100),
            search_months: table.number("search_months"),
        };
    }
    if let Some(table) = reader.table("tradeoffs") {
        profile.tradeoffs = Tradeoffs {
            title: table.money("title"),
            growth: table.money("growth"),
            balance: table.money("balance"),
            remote_day: table.money("remote_day"),
        };
    }
    profile.visa = reader.text("visa");
    profile.skills = reader.texts("skills");
    profile.domains = reader.texts("domains");
    profile.achievements = achievements(&reader);
    profile.processes = processes(&reader);
    profile.commitments = commitments(&reader);
    profile.current_job = reader.table("current_job").and_then(|table| job(&table));
    case.profile = profile;
}

fn risk(table: &Reader<'_, '_>) -> Option<RiskTolerance> {
    // The coefficient is a number; quotes around it are not asked for.
    match table.bare_number("risk") {
        Some(number) => payment::risk(&number.to_string())
            .map_err(|trouble| table.tell_at("risk", trouble))
            .ok(),
        None => table.notation("risk", payment::risk),
    }
}

fn missing(table: &Reader<'_, '_>, what: &str, key: &str) {
    if !table.has(key) {
        let message = format!("the {what} lacks `{key}` and is left out");
        table.tell_at(key, Trouble::new(&catalogue::MISSING_NAME, message));
    }
}

/// An id that no other entry has; a given one that is taken is told of and changed.
fn own_id(
    table: &Reader<'_, '_>,
    wanted: String,
    given: bool,
    taken: &mut BTreeSet<String>,
) -> String {
    let mut id = wanted.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{wanted}-{number}");
        number += 1;
    }
    if id != wanted && given {
        let message = format!("two entries are called `{wanted}`; this one is `{id}`");
        table.tell_at("id", Trouble::new(&catalogue::DUPLICATE_ID, message));
    }
    id
}

fn achievements(reader: &Reader<'_, '_>) -> Vec<Achievement> {
    let mut taken = BTreeSet::new();
    let tables = reader.tables("achievement");
    tables
        .iter()
        .filter_map(|table| {
            missing(table, "achievement", "what");
            let what = table.text("what")?;
            let given = table.text("id");
            let wanted = slug(given.as_deref().unwrap_or(&what));
            Some(Achievement {
                id: own_id(table, wanted, given.is_some(), &mut taken),
                what,
                metric: table.text("metric"),
                evidence: table.text("evidence"),
                skills: table.texts("skills"),
                date: table.date("date"),
                unconfirmed: table.flag("unconfirmed").unwrap_or(false),
            })
        })
        .collect()
}

fn processes(reader: &Reader<'_, '_>) -> Vec<RunningProcess> {
    let mut taken = BTreeSet::new();
    let tables = reader.tables("process");
    tables
        .iter()
        .filter_map(|table| {
            missing(table, "process", "employer");
            let employer = table.text("employer")?;
            Some(RunningProcess {
                id: own_id(table, slug(&employer), false, &mut taken),
                employer,
                role: table.text("role"),
                stage: table.text("stage"),
                chance: table.rate("chance", 0, 100),
                expected_by: table.date("expected_by"),
                expected_total: table.notation("expected_total", amount::range),
                confidential: table.flag("confidential").unwrap_or(false),
                unconfirmed: table.flag("unconfirmed").unwrap_or(false),
            })
        })
        .collect()
}

fn commitments(reader: &Reader<'_, '_>) -> Vec<Commitment> {
    let mut taken = BTreeSet::new();
    let tables = reader.tables("commitment");
    tables
        .iter()
        .filter_map(|table| {
            missing(table, "commitment", "offer");
            missing(table, "commitment", "kind");
            let kind = match table.choice("kind")? {
                "first-choice" => CommitmentKind::FirstChoice,
                "signs-at" => CommitmentKind::SignsAt,
                _ => CommitmentKind::Interested,
            };
            let offer = table.text("offer")?;
            Some(Commitment {
                id: own_id(table, slug(&offer), false, &mut taken),
                kind,
                offer,
                terms: table.text("terms"),
                by: table.date("by"),
                unconfirmed: table.flag("unconfirmed").unwrap_or(false),
            })
        })
        .collect()
}

fn job(table: &Reader<'_, '_>) -> Option<CurrentJob> {
    missing(table, "current job", "employer");
    // Without a name the figures still hold; only the name is made up for.
    let mut job = CurrentJob::new(
        table
            .text("employer")
            .unwrap_or_else(|| "current job".to_owned()),
    );
    job.title = table.text("title");
    job.level = table.text("level");
    job.location = table.text("location");
    job.place = place(table, job.location.as_deref());
    job.since = table.date("since");
    job.company = table
        .table("company")
        .map(|table| company(&table))
        .unwrap_or_default();
    job.base = base(table);
    job.base_growth = table.rate("base_growth", -50, 100);
    job.bonus = bonus(table);
    job.grants = grants(table);
    job.company.kind = company::implied(&job.company, &job.grants, false);
    job.refresher = refresher(table);
    job.benefits = table
        .table("benefits")
        .map(|table| benefits(&table))
        .unwrap_or_default();
    job.accrued_bonus = table.money("accrued_bonus");
    job.accrued_bonus_paid = table.date("accrued_bonus_paid");
    job.clawbacks_owed = table.amounts("clawbacks_owed");
    job.unvested_retirement = table.money("unvested_retirement");
    job.notice_weeks = table.duration("notice").map(|notice| notice.weeks());
    job.remote_days = table.number("remote_days");
    for kind in ["signing", "retention", "relocation"] {
        job.one_time.extend(payments(table, kind));
    }
    job.stipends = stipends(table);
    job.terms = table
        .table("terms")
        .map(|table| terms(&table))
        .unwrap_or_default();
    Some(job)
}
