//! The straight path as tools: check, value, compare, floor, plan, script, lint, brief, explain.

use batna_app::AppraisalOptions;
use batna_core::{Diagnostic, Trace};
use batna_plan::script::{Length, Names as Persons, Tone, Wording};
use serde_json::{Value, json};

use super::{Answer, bad_arguments, to_json};
use crate::arguments::{
    ExplainArguments, LintArguments, Nothing, OneOffer, ScriptArguments, ToneWord, Valuing,
};
use crate::redaction::{Names, tells_floor, without_excerpts, without_private};
use crate::session::Session;

pub fn check(session: &Session, _: &Names, _: Nothing) -> Answer {
    let mut report = session.workbench.check();
    if !session.options.allow_floor {
        without_excerpts(&mut report.diagnostics);
    }
    to_json(&report)
}

fn options(asked: &Valuing) -> Result<AppraisalOptions, batna_app::Failure> {
    let within = |value: Option<f64>, low: f64, high: f64, what: &str| match value {
        Some(value) if !(low..=high).contains(&value) => Err(bad_arguments(
            &format!("{what} must lie between {low} and {high}"),
            "leave it out for the case's own",
        )),
        other => Ok(other),
    };
    if asked
        .horizon_years
        .is_some_and(|years| !(1..=10).contains(&years))
    {
        return Err(bad_arguments(
            "horizon_years must lie between 1 and 10",
            "leave it out for the case's own",
        ));
    }
    Ok(AppraisalOptions {
        horizon_years: asked.horizon_years,
        risk_aversion: within(asked.risk_aversion, 0.0, 20.0, "risk_aversion")?,
        risk_free: within(asked.risk_free, -0.5, 1.0, "risk_free")?,
        ..AppraisalOptions::default()
    })
}

pub fn value(session: &Session, _: &Names, asked: Valuing) -> Answer {
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, options(&asked)?)?;
    to_json(&appraisal.valuation)
}

pub fn compare(session: &Session, _: &Names, asked: Valuing) -> Answer {
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, options(&asked)?)?;
    to_json(&appraisal.compare()?)
}

pub fn floor(session: &Session, _: &Names, asked: Valuing) -> Answer {
    session.needs_floor()?;
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, options(&asked)?)?;
    to_json(&appraisal.floor(&session.workbench)?)
}

pub fn plan(session: &Session, names: &Names, asked: OneOffer) -> Answer {
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, AppraisalOptions::default())?;
    let offer = asked.offer.as_deref().map(|id| names.real_id(id));
    let (_, planned) = session.planned(&appraisal, offer.as_deref())?;
    let mut plan = to_json(&planned.plan)?;
    if !session.options.allow_floor {
        without_private(&mut plan);
    }
    Ok(plan)
}

pub fn script(session: &Session, names: &Names, asked: ScriptArguments) -> Answer {
    if asked.kind.is_none() && !asked.objections {
        let kinds: Vec<Value> = session
            .workbench
            .built_in()
            .scripts()?
            .kinds()
            .map(|(kind, label)| json!({ "kind": kind, "label": label }))
            .collect();
        return Ok(json!({ "schema": "batna/script-kinds/1", "kinds": kinds }));
    }
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, AppraisalOptions::default())?;
    let offer = asked.offer.as_deref().map(|id| names.real_id(id));
    let (offer, planned) = session.planned(&appraisal, offer.as_deref())?;
    let wording = Wording {
        tone: match asked.tone {
            ToneWord::Warm => Tone::Warm,
            ToneWord::Neutral => Tone::Neutral,
            ToneWord::Firm => Tone::Firm,
        },
        length: if asked.short {
            Length::Short
        } else {
            Length::Full
        },
        spoken: false,
    };
    // Persons are left as blanks: the owner fills them in.
    let persons = Persons::default();
    match asked.kind {
        Some(kind) if !asked.objections => to_json(
            &session
                .workbench
                .script(&planned, &kind, &persons, wording)?,
        ),
        _ => Ok(json!({
            "schema": "batna/objections/1",
            "as_of": opened.as_of,
            "offer": offer,
            "objections": session.workbench.objections(&planned, &persons, wording)?,
        })),
    }
}

pub fn lint(session: &Session, names: &Names, asked: LintArguments) -> Answer {
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, AppraisalOptions::default())?;
    let offer = asked.offer.as_deref().map(|id| names.real_id(id));
    let (offer, planned) = session.planned(&appraisal, offer.as_deref())?;
    let mut problems = session.workbench.lint_text(&planned, "text", &asked.text)?;
    let mut unchecked = Vec::new();
    if !session.options.allow_floor {
        // Otherwise amounts could be tried until one is said to give the floor away.
        problems.retain(|problem| problem.code != "plan::gives-away");
        unchecked.push(
            "whether an amount gives the accept-if away: the person runs `batna script --lint`",
        );
    }
    Ok(json!({
        "schema": "batna/lint/1",
        "as_of": opened.as_of,
        "offer": offer,
        "supported": !problems.iter().any(Diagnostic::is_error),
        "diagnostics": problems,
        "unchecked": unchecked,
    }))
}

pub fn brief(session: &Session, names: &Names, asked: OneOffer) -> Answer {
    let opened = session.case()?;
    let appraisal = session.appraise(&opened, AppraisalOptions::default())?;
    let offer = asked.offer.as_deref().map(|id| names.real_id(id));
    let brief = session.workbench.brief(&appraisal, offer.as_deref())?;
    let mut brief = to_json(&brief)?;
    if !session.options.allow_floor
        && let Value::Object(object) = &mut brief
    {
        object.remove("floor");
        object.insert("withheld".to_owned(), json!(["floor"]));
        if let Some(plan) = object.get_mut("plan") {
            without_private(plan);
        }
    }
    Ok(brief)
}

pub fn explain(session: &Session, names: &Names, asked: ExplainArguments) -> Answer {
    let withheld = |id: &str| !session.options.allow_floor && tells_floor(id);
    let opened = session.case()?;
    let Some(id) = asked.id else {
        let appraisal = session.appraise(&opened, AppraisalOptions::default())?;
        let traces = session.workbench.all_traces(&appraisal)?;
        let ids: Vec<&str> = traces
            .iter()
            .map(|trace| trace.id.as_str())
            .filter(|id| !withheld(id))
            .collect();
        return Ok(json!({
            "schema": "batna/explain-list/1",
            "as_of": opened.as_of,
            "ids": ids,
        }));
    };
    let id = names.real_path(&id);
    if withheld(&id) {
        session.needs_floor()?;
    }
    let appraisal = session.appraise(&opened, AppraisalOptions::default())?;
    let trace = session.workbench.explain(&appraisal, &id)?;
    if rests_on(&trace, &withheld) {
        session.needs_floor()?;
    }
    Ok(json!({
        "schema": "batna/explain/1",
        "as_of": opened.as_of,
        "trace": trace,
    }))
}

/// Whether a figure or a step of it is withheld.
fn rests_on(trace: &Trace, withheld: &impl Fn(&str) -> bool) -> bool {
    withheld(&trace.id) || trace.inputs.iter().any(|step| rests_on(step, withheld))
}
