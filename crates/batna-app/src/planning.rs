//! Plans and scripts for one offer of a case.

use batna_case::evidence::{Minted, mint};
use std::path::Path;

use batna_core::{Diagnostic, Evidence, Scalar, Trace};
use batna_plan::claim::Claim;
use batna_plan::plan::{
    PlanError, PlanInput, Stage, Walkaway, support_for_process, support_with_asks,
};
use batna_plan::script::{Names, ObjectionView, Script, ScriptRefused, Wording};
use batna_plan::{Component, CounterPlan, PackageValue, Support, plan};
use batna_value::floor::Floor;

use crate::appraisal::Appraisal;
use crate::market_evidence::MarketEvidence;
use crate::package_value::OfferValue;
use crate::{Failure, Workbench};

/// The script that is addressed to another employer than the offer's.
const HURRY: &str = "hurry";

/// A plan for one offer, with what it rests on.
pub struct Planned {
    pub plan: CounterPlan,
    pub market: MarketEvidence,
    pub minted: Vec<Minted>,
    support: Support,
    after_no: Support,
    /// The employer of a running process to hurry, and what may be said to it.
    hurried: Option<(String, Support)>,
}

impl Planned {
    /// What may be said to the employer, opening with the opening.
    pub fn support(&self, after_no: bool) -> &Support {
        if after_no {
            &self.after_no
        } else {
            &self.support
        }
    }

    /// The confirmed evidence about the case.
    pub fn evidence(&self) -> Vec<&Evidence> {
        self.minted.iter().map(Minted::evidence).collect()
    }
}

impl Workbench {
    /// The offer to plan for: the one named, or the open offer worth most.
    ///
    /// Errors: no such offer, or none that is open.
    pub fn choose_offer(
        &self,
        appraisal: &Appraisal<'_>,
        named: Option<&str>,
    ) -> Result<String, Failure> {
        let case = &appraisal.opened.case;
        if let Some(named) = named {
            if case.offer(named).is_some() {
                return Ok(named.to_owned());
            }
            let known: Vec<&str> = case.offers.iter().map(|offer| offer.id.as_str()).collect();
            return Err(Failure::usage(
                Diagnostic::error(
                    "plan::unknown-offer",
                    format!("the case has no offer `{named}`"),
                )
                .remedy(if known.is_empty() {
                    "add one under offers/".to_owned()
                } else {
                    format!("the offers are {}", known.join(", "))
                }),
            ));
        }
        appraisal
            .evaluated
            .iter()
            .filter(|one| case.offer(&one.value.id).is_some())
            .max_by(|a, b| {
                let worth = |one: &batna_value::evaluate::Evaluated| {
                    one.comparable_ce().unwrap_or(f64::NEG_INFINITY)
                };
                worth(a).total_cmp(&worth(b))
            })
            .map(|one| one.value.id.clone())
            .ok_or_else(|| {
                Diagnostic::error("plan::no-open-offer", "there is no open offer to plan for")
                    .remedy("an offer is open while its status is written or verbal")
                    .into()
            })
    }

    /// The counter plan of one offer.
    ///
    /// Errors: built-in data at fault, or an offer without any amount.
    pub fn plan(
        &self,
        appraisal: &Appraisal<'_>,
        floor: &Floor,
        offer_id: &str,
        fixed: &[Component],
    ) -> Result<Planned, Failure> {
        let opened = appraisal.opened;
        let case = &opened.case;
        let unknown = || Failure::internal(format!("the offer `{offer_id}` is not in the case"));
        let offer = case.offer(offer_id).ok_or_else(unknown)?;
        let market = self.market_evidence(opened, offer)?;
        let minted = mint(case, opened.as_of);
        let current = batna_plan::offered::package_of(offer).ok_or_else(|| {
            Failure::from(
                Diagnostic::error(
                    "plan::no-amounts",
                    format!("`{offer_id}` states no amount, so there is nothing to counter"),
                )
                .remedy("write at least its base into the offer file"),
            )
        })?;
        let mut known_fixed = batna_plan::heard::said_fixed(case, offer_id, &current);
        known_fixed.extend(
            fixed
                .iter()
                .filter(|component| !known_fixed.contains(component))
                .copied()
                .collect::<Vec<_>>(),
        );
        let alternative = self.offered(opened, offer)?;
        let value = OfferValue::new(&appraisal.evaluator, alternative, current)
            .pricing_remote_days(case.profile.tradeoffs.remote_day);
        let of_offer = floor.offer(offer_id);
        let walkaway = of_offer.and_then(|of_offer| {
            let rate = appraisal
                .valuation
                .alternative(offer_id)
                .and_then(|one| one.rate_to(appraisal.valuation.currency))?;
            Some(Walkaway {
                above_offer: -of_offer.margin? / rate,
                binds: of_offer.binds.as_deref()?,
                figure: &of_offer.id,
            })
        });
        let unvested = unvested_equity(appraisal);
        let input = PlanInput {
            case,
            offer: offer_id,
            minted: &minted,
            market: &market.bands,
            knowledge: self.built_in().knowledge()?,
            value: &value as &dyn PackageValue,
            walkaway,
            unvested_equity: unvested.map(|amount| (amount, "stay.equity")),
            fixed: &known_fixed,
            as_of: opened.as_of,
        };
        let plan = plan(&input).map_err(|PlanError::UnknownOffer(_)| unknown())?;
        let support = support_with_asks(&input, &plan, false);
        let after_no = support_with_asks(&input, &plan, true);
        // The one whose answer is due too late, else the first that runs.
        let late = plan.deadlines.iter().find(|step| step.script.is_some());
        let running = case.profile.processes.iter().filter(|one| !one.unconfirmed);
        let hurried = running
            .min_by_key(|one| late.is_none_or(|step| step.who != one.id))
            .and_then(|one| Some((one.employer.clone(), support_for_process(&input, &one.id)?)));
        Ok(Planned {
            plan,
            market,
            minted,
            support,
            after_no,
            hurried,
        })
    }

    /// A script of one kind for a planned offer.
    ///
    /// Errors: an unknown kind, or evidence that the case does not hold.
    pub fn script(
        &self,
        planned: &Planned,
        kind: &str,
        names: &Names,
        wording: Wording,
    ) -> Result<Script, Failure> {
        if kind == HURRY {
            return self.hurry(planned, names, wording);
        }
        let support = planned.support(kind == "counter-after-no");
        self.built_in()
            .scripts()?
            .script(kind, support, names, wording)
            .map_err(|refused| refusal(&refused, &planned.plan, kind))
    }

    /// The script for the employer of a running process, which has made no offer yet.
    fn hurry(&self, planned: &Planned, names: &Names, wording: Wording) -> Result<Script, Failure> {
        let Some((employer, support)) = &planned.hurried else {
            return Err(Failure::input([Diagnostic::error(
                "plan::script-unsupported",
                "`hurry` is for an employer who has made no offer yet, and no process is on record",
            )
            .remedy(
                "add the process to `me.toml`, or ask for time with `batna script request-time`",
            )]));
        };
        let scripts = self.built_in().scripts()?;
        let mut script = scripts
            .script(HURRY, support, names, wording)
            .map_err(|refused| refusal(&refused, &planned.plan, HURRY))?;
        script.about = format!("To {employer}. {}", script.about);
        Ok(script)
    }

    /// Answers to the objections that apply, from what the case supports.
    ///
    /// Errors: built-in data at fault.
    pub fn objections(
        &self,
        planned: &Planned,
        names: &Names,
        wording: Wording,
    ) -> Result<Vec<ObjectionView>, Failure> {
        let knowledge = self.built_in().knowledge()?;
        Ok(self
            .built_in()
            .scripts()?
            .answers(planned.support(false), knowledge, names, wording))
    }
}

impl Workbench {
    /// Reads a text that the person wrote and flags what the case does not support.
    ///
    /// Errors: the file cannot be read, is too large, or is not text.
    pub fn lint(&self, planned: &Planned, path: &Path) -> Result<Vec<Diagnostic>, Failure> {
        let name = path.display().to_string();
        self.lint_text(planned, &name, &read_text(path)?)
    }

    /// As [`Workbench::lint`], for a text that is at hand; `name` says where it is from.
    ///
    /// Errors: built-in data at fault.
    pub fn lint_text(
        &self,
        planned: &Planned,
        name: &str,
        text: &str,
    ) -> Result<Vec<Diagnostic>, Failure> {
        Ok(batna_plan::lint::lint(
            text,
            batna_plan::lint::Checking {
                support: planned.support(false),
                plan: Some(&planned.plan),
                phrases: self.built_in().scripts()?.phrases(),
                file: name,
            },
        ))
    }

    /// Every trace of a valued case: alternatives, floors, and the plan of each open offer.
    ///
    /// Errors: built-in data at fault.
    pub fn all_traces(&self, appraisal: &Appraisal<'_>) -> Result<Vec<Trace>, Failure> {
        let floor = appraisal.floor(self)?;
        let mut traces = value_traces(appraisal, &floor);
        traces.extend(self.plan_traces(appraisal, &floor));
        Ok(traces)
    }

    fn plan_traces(&self, appraisal: &Appraisal<'_>, floor: &Floor) -> Vec<Trace> {
        let offers = appraisal.opened.case.open_offers();
        offers
            .filter_map(|offer| self.plan(appraisal, floor, &offer.id, &[]).ok())
            .flat_map(|planned| planned.plan.traces)
            .collect()
    }

    /// The trace behind a figure id, or behind a step within one.
    ///
    /// Errors: no figure has the id; the nearest are named.
    pub fn explain(&self, appraisal: &Appraisal<'_>, id: &str) -> Result<Trace, Failure> {
        // Planning costs far more than the figures do, and few ids are a plan's.
        let floor = appraisal.floor(self)?;
        let mut traces = value_traces(appraisal, &floor);
        if let Some(found) = find(&traces, id) {
            return Ok(found.clone());
        }
        if let Some(found) = self.tolerance_trace(appraisal, &floor, id)? {
            return Ok(found);
        }
        traces.extend(self.plan_traces(appraisal, &floor));
        trace_in(&traces, id)
    }
}

/// Why there is no script: by the plan where that says more than the missing evidence does.
fn refusal(refused: &ScriptRefused, plan: &CounterPlan, kind: &str) -> Failure {
    let ScriptRefused::Unsupported { needs, .. } = refused else {
        return Failure::usage(refused.diagnostic());
    };
    let (message, remedy) = if plan.stage == Stage::AskWhetherOpen
        && needs.contains(&Claim::ThisWritten)
    {
        // What lapsed may not be spoken of as an offer, however well it is on record.
        (
            format!("the offer's deadline has passed, and `{kind}` speaks of it as open"),
            "ask first whether it still stands: `batna script still-open`; if it does, write the \
             new `deadline` into the offer's file",
        )
    } else if needs.contains(&Claim::Ask)
        && plan.opening.is_none()
        && plan.accept_if.for_owner().out_of_reach
    {
        (
            format!(
                "nothing that could be asked of this offer reaches your walk-away: `{kind}` has nothing to ask for"
            ),
            "decline (`batna script decline`), or look at what sets the walk-away (`batna floor`)",
        )
    } else {
        return Failure::input([refused.diagnostic()]);
    };
    Failure::input([Diagnostic::error("plan::script-unsupported", message).remedy(remedy)])
}

fn value_traces(appraisal: &Appraisal<'_>, floor: &Floor) -> Vec<Trace> {
    let mut traces = appraisal.floor_and_figures(floor);
    traces.extend(
        crate::reservation::search(appraisal, floor)
            .into_iter()
            .flat_map(|(_, traces)| traces),
    );
    traces
}

/// The trace of a figure id among those of a case.
///
/// Errors: no figure has the id; the nearest are named.
pub(crate) fn trace_in(traces: &[Trace], id: &str) -> Result<Trace, Failure> {
    find(traces, id).cloned().ok_or_else(|| {
        let mut near: Vec<(usize, &str)> = traces
            .iter()
            .map(|trace| (strsim::levenshtein(id, &trace.id), trace.id.as_str()))
            .collect();
        near.sort_unstable();
        let near: Vec<&str> = near.into_iter().take(3).map(|(_, id)| id).collect();
        let shown: String = id.chars().take(80).collect();
        Failure::usage(
            Diagnostic::error(
                "explain::unknown-id",
                format!("no figure is called `{shown}`"),
            )
            .remedy(format!(
                "near it are {}; `batna explain` lists all",
                near.join(", ")
            )),
        )
    })
}

/// The trace of the id, or the step of that id within one. A percentile is explained by
/// the figure it belongs to.
fn find<'a>(traces: &'a [Trace], id: &str) -> Option<&'a Trace> {
    let whole = [".p10", ".p50", ".p90"]
        .iter()
        .find_map(|suffix| id.strip_suffix(suffix))
        .unwrap_or(id);
    traces
        .iter()
        .find(|trace| trace.id == whole)
        .or_else(|| traces.iter().find_map(|trace| trace.find(id)))
}

/// Largest text that is linted.
const LARGEST_TEXT: u64 = 1024 * 1024;

fn read_text(path: &Path) -> Result<String, Failure> {
    use std::io::Read;
    let refuse = |why: String| {
        Failure::from(
            Diagnostic::error("script::unreadable", format!("{}: {why}", path.display()))
                .remedy("give a plain text file of at most one megabyte"),
        )
    };
    let file = std::fs::File::open(path).map_err(|error| refuse(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_TEXT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refuse(error.to_string()))?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(refuse("it is too large".into()));
    }
    String::from_utf8(bytes).map_err(|_| refuse("it is not UTF-8 text".into()))
}

/// What the unvested grants of the current job would bring at today's price.
fn unvested_equity(appraisal: &Appraisal<'_>) -> Option<batna_core::Money> {
    let stay = appraisal
        .evaluated
        .iter()
        .find(|one| one.value.id == batna_value::alternative::STAY)?;
    let mut total: Option<batna_core::Money> = None;
    for holding in stay
        .prepared
        .flows
        .holdings
        .iter()
        .filter(|holding| !holding.refresher)
    {
        let amount = holding.advertised?;
        total = Some(match total {
            Some(sum) => sum.try_add(amount).ok()?,
            None => amount,
        });
    }
    total.filter(|total| total.amount().to_f64() > 0.0)
}
