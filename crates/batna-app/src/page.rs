//! What the local page looks at: a case as it is on disk, valued once a change and kept.
//!
//! A [`Desk`] reads the folder at every look (a person may edit beside the page), but
//! values it again only when a byte of it, or a what-if, changed. Everything handed out
//! is plain data behind an `Arc`; the page draws it and calculates nothing.

mod draw;
mod files;
mod forms;
mod views;
pub(crate) use views::payoffs;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use batna_plan::CounterPlan;
use batna_plan::script::{Names, ObjectionView, Script, Wording};
use batna_value::assumptions::Scenario;
use batna_value::comparison::Comparison;
use batna_value::equity_outcome::EquityOutcome;
use batna_value::floor::Floor;
use batna_value::valuation::Valuation;

use crate::case::{CheckReport, OpenCase};
use crate::document::Document;
use crate::guide::GuideOrder;
use crate::market_evidence::MarketEvidence;
use crate::planning::trace_in;
use crate::report::plan_document;
use crate::unknowns::{RankedGap, ranked_gaps};
use crate::{AppraisalOptions, Failure, Workbench};

pub use crate::letters::{Confidence, LetterRead};
pub use crate::practising::{Debrief, Ending, Rehearsal, Turn};
pub use batna_case::edit::FileKind;
pub use batna_case::model::{Channel, LedgerEntry, Offer, OfferStatus, Speaker};
pub use batna_core::{Band, Trace};
pub use batna_core::{Currency, Diagnostic, Severity};
pub use batna_guide::build::BuiltGuide;
pub use batna_letters::LARGEST_DOCUMENT as LARGEST_LETTER;
pub use batna_plan::claim::Outgoing;
pub use batna_plan::plan::Stage;
pub use batna_plan::{Component, Package};
pub use batna_value::alternative::AlternativeKind;
pub use batna_value::equity_outcome::EquityOutcome as EquityFound;
pub use batna_value::valuation::{AlternativeValue, Figure};
pub use draw::{
    answer_picture, comparison_picture, distribution_picture, equity_fan_picture, equity_picture,
    fan_picture, frontier_picture, market_picture, payoff_picture, timeline_picture, years_picture,
};
pub use files::{CaseFile, Change, OtherVersion, line_diff};
pub use forms::{Field, Group, Input, Refused, filled, form};
pub use jiff::civil::Date;
pub use views::{
    Deadline, Flag, Payoff, Step, Term, Unwritten, amount, break_evens, component, flags,
    next_steps, percent, published, range_of, terms, timeline, unwritten,
};

/// Valuations kept; each is a few hundred kilobytes.
const MOST_KEPT: usize = 48;

/// What a reader may try on the page without changing the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WhatIf {
    /// Growth of every company, in hundredths of a percent a year; simulated where absent.
    pub growth: Option<i32>,
    /// Sale of every private company when the stay ends, in hundredths of its last round's
    /// value; counts only without `growth`.
    pub sale: Option<i32>,
    pub horizon_years: Option<u32>,
    /// Riskless discount, in hundredths of a percent a year.
    pub discount: Option<i32>,
    /// Relative risk aversion, in hundredths.
    pub risk_aversion: Option<i32>,
}

impl WhatIf {
    fn options(self) -> AppraisalOptions {
        let part = |hundredths: i32, whole: f64| f64::from(hundredths) / whole;
        AppraisalOptions {
            scenario: match (self.growth, self.sale) {
                (Some(growth), _) => Scenario::Growth(part(growth.clamp(-9_000, 20_000), 10_000.0)),
                (None, Some(sale)) => Scenario::Sale(part(sale.clamp(0, 10_000), 100.0)),
                (None, None) => Scenario::Simulated,
            },
            risk_free: self
                .discount
                .map(|discount| part(discount.clamp(0, 3_000), 10_000.0)),
            horizon_years: self.horizon_years.map(|years| years.clamp(1, 10)),
            risk_aversion: self
                .risk_aversion
                .map(|risk| part(risk.clamp(0, 1_000), 100.0)),
        }
    }
}

/// Set when nobody waits for an answer any more.
#[derive(Clone, Debug, Default)]
pub struct Cancelled(Arc<AtomicBool>);

impl Cancelled {
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The case as it was at one look.
#[derive(Debug)]
pub struct Looked {
    /// Changes when a byte of the case changes, or the day.
    pub version: String,
    pub opened: OpenCase,
    /// What the day makes of its dates.
    pub due: Vec<Diagnostic>,
}

impl Looked {
    /// Problems of the files, the worst first, and what is due.
    pub fn problems(&self) -> Vec<&Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.opened.diagnostics.iter().chain(&self.due).collect();
        all.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        all
    }

    /// An error stands in the way of figures.
    pub fn is_broken(&self) -> bool {
        self.opened.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// A look with its figures.
pub struct Valued {
    pub looked: Arc<Looked>,
    pub what_if: WhatIf,
    pub valuation: Valuation,
    pub compare: Comparison,
    pub floor: Floor,
    /// Payoffs of private equity by the value of the company, by alternative.
    pub payoffs: BTreeMap<String, Vec<Payoff>>,
}

/// A what-if without what takes long: no single years after tax, no grants on their own, no
/// break-evens, no floor.
pub struct Tried {
    pub valuation: Valuation,
    pub chances: Vec<Chance>,
}

/// How often one alternative is worth more than another, on the same paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    pub a: String,
    pub b: String,
    pub a_beats_b: f64,
    /// Certainty equivalent of `a` less that of `b`, a year.
    pub gap_a_year: f64,
}

/// A plan with its words.
pub struct PlanShown {
    pub plan: CounterPlan,
    pub document: Document,
    pub market: MarketEvidence,
    pub scripts: Vec<Script>,
    pub objections: Vec<ObjectionView>,
    labels: BTreeMap<Component, String>,
    /// Evidence by id: what a claim in a script rests on.
    pub evidence: BTreeMap<String, String>,
    /// The document that is printed for the call.
    pub brief: Document,
}

impl PlanShown {
    /// What a component is called.
    pub fn label(&self, component: Component) -> &str {
        self.labels
            .get(&component)
            .map_or_else(|| component.id(), String::as_str)
    }
}

/// Ranked gaps by the state of the case and the offer they were computed for.
type KeptGaps = ((String, String), Arc<Vec<RankedGap>>);

/// Simulated equity, where an offer has any, by the same.
type KeptEquity = ((String, String), Arc<Option<EquityOutcome>>);

#[derive(Default)]
struct Kept {
    looked: Option<Arc<Looked>>,
    valued: Vec<((String, WhatIf), Arc<Valued>)>,
    tried: Vec<((String, WhatIf), Arc<Tried>)>,
    plans: Vec<((String, String), Arc<PlanShown>)>,
    gaps: Vec<KeptGaps>,
    equity: Vec<KeptEquity>,
    traces: Option<(String, Arc<Vec<Trace>>)>,
}

/// A workbench that remembers what it worked out.
pub struct Desk {
    workbench: Workbench,
    kept: Mutex<Kept>,
    /// One valuation at a time: two at once would share the same cores, and often the answer.
    working: Mutex<()>,
    pending: Mutex<Vec<files::Pending>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept is only replaced whole, so a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remember<K: PartialEq, V>(kept: &mut Vec<(K, Arc<V>)>, key: K, value: &Arc<V>) {
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push((key, Arc::clone(value)));
}

fn recall<K: PartialEq, V>(kept: &[(K, Arc<V>)], key: &K) -> Option<Arc<V>> {
    kept.iter()
        .find(|(known, _)| known == key)
        .map(|(_, value)| Arc::clone(value))
}

impl Desk {
    pub fn new(workbench: Workbench) -> Self {
        Desk {
            workbench,
            kept: Mutex::default(),
            working: Mutex::default(),
            pending: Mutex::default(),
        }
    }

    pub fn workbench(&self) -> &Workbench {
        &self.workbench
    }

    /// Reads the case as it is now.
    ///
    /// Errors: there is no case.
    pub fn look(&self) -> Result<Arc<Looked>, Failure> {
        let files = crate::case_folder::read(self.workbench.world().case_root());
        let version = files::version(&files, self.workbench.world().as_of(None));
        if let Some(looked) = &lock(&self.kept).looked
            && looked.version == version
        {
            return Ok(Arc::clone(looked));
        }
        let opened = self.workbench.open()?;
        let due = batna_case::due(&opened.case, opened.as_of);
        let looked = Arc::new(Looked {
            version,
            opened,
            due,
        });
        lock(&self.kept).looked = Some(Arc::clone(&looked));
        Ok(looked)
    }

    /// The case valued; `None` where nobody waits for it any more.
    ///
    /// Errors: the case has errors, or figures that the simulation refuses.
    pub fn valued(
        &self,
        what_if: WhatIf,
        cancelled: &Cancelled,
    ) -> Result<Option<Arc<Valued>>, Failure> {
        let looked = self.look()?;
        let key = (looked.version.clone(), what_if);
        if let Some(valued) = recall(&lock(&self.kept).valued, &key) {
            return Ok(Some(valued));
        }
        let _working = lock(&self.working);
        if let Some(valued) = recall(&lock(&self.kept).valued, &key) {
            return Ok(Some(valued));
        }
        if cancelled.is_cancelled() {
            return Ok(None);
        }
        sound(&looked)?;
        let appraisal = self.workbench.appraise(&looked.opened, what_if.options())?;
        let valued = Arc::new(Valued {
            what_if,
            compare: appraisal.compare()?,
            floor: appraisal.floor(&self.workbench)?,
            payoffs: views::payoffs(&appraisal),
            valuation: appraisal.valuation,
            looked: Arc::clone(&looked),
        });
        remember(&mut lock(&self.kept).valued, key, &valued);
        Ok(Some(valued))
    }

    /// A what-if, as fast as it comes; `None` where nobody waits for it any more.
    ///
    /// Errors: as for [`Desk::valued`].
    pub fn tried(
        &self,
        what_if: WhatIf,
        cancelled: &Cancelled,
    ) -> Result<Option<Arc<Tried>>, Failure> {
        let looked = self.look()?;
        let key = (looked.version.clone(), what_if);
        if let Some(tried) = recall(&lock(&self.kept).tried, &key) {
            return Ok(Some(tried));
        }
        let _working = lock(&self.working);
        if let Some(tried) = recall(&lock(&self.kept).tried, &key) {
            return Ok(Some(tried));
        }
        if cancelled.is_cancelled() {
            return Ok(None);
        }
        sound(&looked)?;
        let given_up = || cancelled.is_cancelled();
        let glimpse = self
            .workbench
            .glimpse(&looked.opened, what_if.options(), &given_up)?;
        let Some(glimpse) = glimpse else {
            return Ok(None);
        };
        let tried = Arc::new(Tried {
            chances: views::chances(&glimpse.evaluated, glimpse.valuation.horizon_years),
            valuation: glimpse.valuation,
        });
        remember(&mut lock(&self.kept).tried, key, &tried);
        Ok(Some(tried))
    }

    /// What `batna check` says of the case as it is.
    pub fn check(&self) -> CheckReport {
        let looked = self.look();
        let opened = looked.as_ref().map(|looked| &looked.opened);
        self.workbench.checked(opened)
    }

    /// Open offers: id and employer.
    ///
    /// Errors: there is no case.
    pub fn open_offers(&self) -> Result<Vec<(String, String)>, Failure> {
        let looked = self.look()?;
        let open = looked.opened.case.open_offers();
        Ok(open
            .map(|offer| (offer.id.clone(), offer.employer.clone()))
            .collect())
    }

    /// The open offer that is worth most, by its certainty equivalent; none where none is open.
    ///
    /// Errors: as for [`Desk::valued`].
    pub fn foremost(&self, cancelled: &Cancelled) -> Result<Option<String>, Failure> {
        let Some(valued) = self.valued(WhatIf::default(), cancelled)? else {
            return Ok(None);
        };
        let worth = |one: &AlternativeValue| {
            one.figures
                .certainty_equivalent
                .p50
                .zip(one.rate_to(valued.valuation.currency))
                .map_or(f64::NEG_INFINITY, |(certain, rate)| certain * rate)
        };
        Ok(valued
            .valuation
            .alternatives
            .iter()
            .filter(|one| one.kind == AlternativeKind::Offer)
            .max_by(|a, b| worth(a).total_cmp(&worth(b)))
            .map(|one| one.id.clone()))
    }

    /// The plan for one offer, with its words.
    ///
    /// Errors: as for [`Desk::valued`]; no such offer, or one without an amount.
    pub fn planned(&self, offer: &str) -> Result<Arc<PlanShown>, Failure> {
        let looked = self.look()?;
        let key = (looked.version.clone(), offer.to_owned());
        if let Some(plan) = recall(&lock(&self.kept).plans, &key) {
            return Ok(plan);
        }
        let _working = lock(&self.working);
        if let Some(plan) = recall(&lock(&self.kept).plans, &key) {
            return Ok(plan);
        }
        sound(&looked)?;
        let workbench = &self.workbench;
        let appraisal = workbench.appraise(&looked.opened, AppraisalOptions::default())?;
        let offer = workbench.choose_offer(&appraisal, Some(offer))?;
        let floor = appraisal.floor(workbench)?;
        let planned = workbench.plan(&appraisal, &floor, &offer, &[])?;
        let (names, wording) = (Names::default(), Wording::default());
        let kinds: Vec<String> = workbench
            .built_in()
            .scripts()?
            .kinds()
            .map(|(kind, _)| kind.to_owned())
            .collect();
        let scripts = kinds
            .iter()
            .filter_map(|kind| workbench.script(&planned, kind, &names, wording).ok())
            .collect();
        let objections = workbench.objections(&planned, &names, wording)?;
        let brief = workbench.brief(&appraisal, Some(&offer))?;
        let evidence = planned
            .evidence()
            .into_iter()
            .map(|evidence| (evidence.id.clone(), evidence.summary.clone()))
            .collect();
        let knowledge = workbench.built_in().knowledge()?;
        let labels = Component::ALL
            .into_iter()
            .map(|one| (one, knowledge.label(one).to_owned()))
            .collect();
        let plan = Arc::new(PlanShown {
            labels,
            document: plan_document(&planned.plan, knowledge),
            brief: workbench.brief_document(&brief)?,
            scripts,
            objections,
            evidence,
            plan: planned.plan,
            market: planned.market,
        });
        remember(&mut lock(&self.kept).plans, key, &plan);
        Ok(plan)
    }

    /// What one offer leaves open, the answer that changes most first.
    ///
    /// Errors: as for [`Desk::valued`].
    pub fn gaps(&self, offer: &str) -> Result<Arc<Vec<RankedGap>>, Failure> {
        let looked = self.look()?;
        let key = (looked.version.clone(), offer.to_owned());
        if let Some(gaps) = recall(&lock(&self.kept).gaps, &key) {
            return Ok(gaps);
        }
        let _working = lock(&self.working);
        if let Some(gaps) = recall(&lock(&self.kept).gaps, &key) {
            return Ok(gaps);
        }
        sound(&looked)?;
        let appraisal = self
            .workbench
            .appraise(&looked.opened, AppraisalOptions::default())?;
        let gaps = Arc::new(ranked_gaps(&appraisal, offer));
        remember(&mut lock(&self.kept).gaps, key, &gaps);
        Ok(gaps)
    }

    /// What the equity of one open offer brings; none where nothing of it can be simulated.
    ///
    /// Errors: as for [`Desk::valued`].
    pub fn equity(&self, offer: &str) -> Result<Arc<Option<EquityOutcome>>, Failure> {
        let looked = self.look()?;
        let key = (looked.version.clone(), offer.to_owned());
        if let Some(equity) = recall(&lock(&self.kept).equity, &key) {
            return Ok(equity);
        }
        let _working = lock(&self.working);
        if let Some(equity) = recall(&lock(&self.kept).equity, &key) {
            return Ok(equity);
        }
        sound(&looked)?;
        let survey = self
            .workbench
            .survey(&looked.opened, AppraisalOptions::default())?;
        let found = match survey.alternatives.iter().find(|one| one.id == offer) {
            Some(alternative) => survey
                .evaluator
                .equity_outcome(alternative)
                .map_err(crate::appraisal::refused)?,
            None => None,
        };
        let equity = Arc::new(found);
        remember(&mut lock(&self.kept).equity, key, &equity);
        Ok(equity)
    }

    /// A guide for the employer and the work of an offer, from evidence alone.
    ///
    /// Errors: no such offer; a kind of work that is not known.
    pub fn guide(&self, offer: &str) -> Result<BuiltGuide, Failure> {
        let looked = self.look()?;
        let case = &looked.opened.case;
        let record = case
            .offer(offer)
            .ok_or_else(|| crate::letters::unknown_offer(case, offer))?;
        let profile = &case.profile;
        let own = |stated: &Option<String>, profile: &Option<String>| {
            stated.clone().or_else(|| profile.clone())
        };
        let role = own(&record.role, &profile.role).ok_or_else(|| {
            Diagnostic::error("page::no-role", "no kind of work is stated")
                .remedy("state `role` in the offer or in me.toml")
        })?;
        self.workbench.guide_build(&GuideOrder {
            company: record.employer.clone(),
            role,
            level: own(&record.level, &profile.level),
            places: own(&record.location, &profile.location)
                .into_iter()
                .collect(),
            skills: Vec::new(),
            domains: Vec::new(),
        })
    }

    /// A rehearsal as far as its lines go.
    ///
    /// Errors: as for [`Desk::valued`]; no such offer or recruiter, or nothing to negotiate.
    pub fn rehearsed(
        &self,
        offer: &str,
        temperament: Option<&str>,
        seed: u64,
        lines: &[String],
        judge: bool,
    ) -> Result<Rehearsal, Failure> {
        let looked = self.look()?;
        sound(&looked)?;
        let opened = &looked.opened;
        self.workbench
            .rehearse(opened, offer, temperament, seed, lines, judge)
    }

    /// How one figure came about.
    ///
    /// Errors: as for [`Desk::valued`]; no figure has the id.
    pub fn explained(&self, id: &str) -> Result<Trace, Failure> {
        let looked = self.look()?;
        let known = lock(&self.kept)
            .traces
            .as_ref()
            .filter(|(version, _)| *version == looked.version)
            .map(|(_, traces)| Arc::clone(traces));
        if let Some(traces) = known {
            return trace_in(&traces, id);
        }
        let _working = lock(&self.working);
        sound(&looked)?;
        let appraisal = self
            .workbench
            .appraise(&looked.opened, AppraisalOptions::default())?;
        let traces = Arc::new(self.workbench.all_traces(&appraisal)?);
        lock(&self.kept).traces = Some((looked.version.clone(), Arc::clone(&traces)));
        trace_in(&traces, id)
    }
}

fn sound(looked: &Looked) -> Result<(), Failure> {
    if looked.is_broken() {
        Err(Failure::input(looked.opened.diagnostics.iter().cloned()))
    } else {
        Ok(())
    }
}
