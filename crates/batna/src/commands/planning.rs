//! `batna plan`, `script`, `brief` and `explain`: the second half of the straight path.

use batna_app::explain::trace_document;
use batna_app::report::plans::objections_section;
use batna_app::report::{plan_document, script_document};
use batna_app::{AppraisalOptions, Failure, Workbench};
use batna_core::Diagnostic;
use batna_plan::script::{Length, Names, Tone, Wording};

use super::valuing::Valuing;
use crate::output::Output;

/// What to ask for, in which order, and when to accept
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  batna plan\n  batna plan acme --json")]
pub struct PlanArgs {
    /// Offer to counter [default: the open offer worth most]
    offer: Option<String>,
    #[command(flatten)]
    valuing: Valuing,
}

pub fn plan(args: &PlanArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let opened = workbench.open()?.sound()?;
    let appraisal = workbench.appraise(&opened, args.valuing.options())?;
    let offer = workbench.choose_offer(&appraisal, args.offer.as_deref())?;
    let floor = appraisal.floor(workbench)?;
    let planned = workbench.plan(&appraisal, &floor, &offer, &[])?;
    if output.wants_json() {
        return output.json(&planned.plan);
    }
    let knowledge = workbench.built_in().knowledge()?;
    output.document(&plan_document(&planned.plan, knowledge));
    Ok(())
}

/// The words: call, e-mails, answers to objections; or lint a text of your own
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna script                       the talk-track for the call\n  batna script counter-email --offer acme --tone firm\n  batna script --list\n  batna script --objections\n  batna script --lint my-email.txt   flag what the case does not support"
)]
pub struct ScriptArgs {
    /// Kind of script; --list shows them
    #[arg(default_value = "call")]
    kind: String,
    /// Offer it is about [default: the open offer worth most]
    #[arg(long, value_name = "OFFER")]
    offer: Option<String>,
    /// warm, neutral or firm
    #[arg(long, default_value = "neutral", value_parser = tone)]
    tone: Tone,
    /// Leave out what may be left out
    #[arg(long)]
    short: bool,
    /// Name of the person addressed
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// Your name, for the signature
    #[arg(long, value_name = "NAME")]
    me: Option<String>,
    /// List the kinds of script
    #[arg(long)]
    list: bool,
    /// Print what they may say against it, and answers
    #[arg(long)]
    objections: bool,
    /// Read a text you wrote and flag what the case does not support
    #[arg(long, value_name = "FILE")]
    lint: Option<std::path::PathBuf>,
}

fn tone(text: &str) -> Result<Tone, String> {
    match text {
        "warm" => Ok(Tone::Warm),
        "neutral" => Ok(Tone::Neutral),
        "firm" => Ok(Tone::Firm),
        _ => Err("warm, neutral or firm".into()),
    }
}

pub fn script(
    args: &ScriptArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    if args.list {
        let catalog = workbench.built_in().scripts()?;
        if output.wants_json() {
            let kinds: Vec<_> = catalog
                .kinds()
                .map(|(kind, label)| serde_json::json!({ "kind": kind, "label": label }))
                .collect();
            return output.json(&serde_json::json!({
                "schema": "batna/script-list/1",
                "as_of": workbench.world().as_of(None),
                "kinds": kinds,
            }));
        }
        for (kind, label) in catalog.kinds() {
            output.line(&format!("{kind:<20} {label}"));
        }
        return Ok(());
    }
    let opened = workbench.open()?.sound()?;
    let appraisal = workbench.appraise(&opened, AppraisalOptions::default())?;
    let offer = workbench.choose_offer(&appraisal, args.offer.as_deref())?;
    let floor = appraisal.floor(workbench)?;
    let planned = workbench.plan(&appraisal, &floor, &offer, &[])?;
    let wording = Wording {
        tone: args.tone,
        length: if args.short {
            Length::Short
        } else {
            Length::Full
        },
        spoken: false,
    };
    let names = Names {
        to: args.to.clone(),
        me: args.me.clone(),
    };
    if let Some(path) = &args.lint {
        let problems = workbench.lint(&planned, path)?;
        output.set_code(u8::from(problems.iter().any(Diagnostic::is_error)));
        if output.wants_json() {
            return output.json(&serde_json::json!({
                "schema": "batna/lint/1",
                "as_of": opened.as_of,
                "diagnostics": problems,
            }));
        }
        for problem in &problems {
            output.diagnostic_here(problem);
        }
        if problems.is_empty() {
            output.line("nothing in it lacks support in the case");
        }
        return Ok(());
    }
    if args.objections {
        let objections = workbench.objections(&planned, &names, wording)?;
        if output.wants_json() {
            return output.json(&serde_json::json!({
                "schema": "batna/objections/1",
                "as_of": opened.as_of,
                "offer": offer,
                "objections": objections,
            }));
        }
        let mut document = batna_app::document::Document::new(
            "What they may say",
            "Answers filled from what this case supports.",
        );
        objections_section(&mut document, &objections);
        output.document(&document);
        return Ok(());
    }
    let script = workbench.script(&planned, &args.kind, &names, wording)?;
    if output.wants_json() {
        return output.json(&script);
    }
    output.document(&script_document(&script));
    Ok(())
}

/// The page or two to take into the call: worth, market, floor, asks, words, unknowns
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna brief\n  batna brief acme --html brief.html --markdown brief.md"
)]
pub struct BriefArgs {
    /// Offer to counter [default: the open offer worth most]
    offer: Option<String>,
    /// Write a self-contained page with pictures
    #[arg(long, value_name = "FILE")]
    html: Option<std::path::PathBuf>,
    /// Write Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<std::path::PathBuf>,
    #[command(flatten)]
    valuing: Valuing,
}

pub fn brief(args: &BriefArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let opened = workbench.open()?.sound()?;
    let appraisal = workbench.appraise(&opened, args.valuing.options())?;
    let brief = workbench.brief(&appraisal, args.offer.as_deref())?;
    let document = workbench.brief_document(&brief)?;
    if let Some(path) = &args.html {
        workbench.write_report(path, &document.to_html(brief.traces()))?;
    }
    if let Some(path) = &args.markdown {
        workbench.write_report(path, &document.to_markdown())?;
    }
    if output.wants_json() {
        return output.json(&brief);
    }
    output.document(&document);
    Ok(())
}

/// How a figure came about, down to parameters and sources
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna explain                         list the ids\n  batna explain offers.acme.year1.net\n  batna explain floor.acme --json"
)]
pub struct ExplainArgs {
    /// Figure id; without it, all ids are listed
    id: Option<String>,
    #[command(flatten)]
    valuing: Valuing,
}

pub fn explain(
    args: &ExplainArgs,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let opened = workbench.open()?.sound()?;
    let appraisal = workbench.appraise(&opened, args.valuing.options())?;
    let Some(id) = &args.id else {
        let traces = workbench.all_traces(&appraisal)?;
        if output.wants_json() {
            let ids: Vec<_> = traces.iter().map(|trace| &trace.id).collect();
            return output.json(&serde_json::json!({
                "schema": "batna/explain-list/1",
                "as_of": opened.as_of,
                "ids": ids,
            }));
        }
        for trace in &traces {
            output.line(&format!(
                "{:<44} {} = {}",
                trace.id, trace.label, trace.value
            ));
        }
        return Ok(());
    };
    let trace = workbench.explain(&appraisal, id)?;
    if output.wants_json() {
        return output.json(&serde_json::json!({
            "schema": "batna/explain/1",
            "as_of": opened.as_of,
            "trace": trace,
        }));
    }
    output.document(&trace_document(&trace));
    Ok(())
}
