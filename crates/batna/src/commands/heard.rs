//! `batna heard`: what they just said, and what to say next.

use batna_app::heard::HeardOptions;
use batna_app::ledger::{Channel, Speaker};
use batna_app::{Failure, Workbench};
use batna_plan::component::written;
use batna_plan::heard::in_its_measure;
use jiff::civil::Date;

use crate::output::Output;

/// Take in what was just said about an offer, and get the next line to say
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna heard acme \"base 215, equity fixed\"\n  batna heard acme \"signing up to 30k, answer by Friday\" --by hiring-manager --channel call\n  batna heard acme \"best and final: 220\" --dry-run\n\nThe words go into the ledger, the new terms into the offer's file; its previous version is kept."
)]
pub struct Args {
    /// Offer it is about
    offer: String,
    /// The words, as near as remembered
    said: String,
    /// me, recruiter, hiring-manager, executive or other
    #[arg(long, default_value = "recruiter", value_parser = speaker)]
    by: Speaker,
    /// call, video, in-person, email, message or letter
    #[arg(long, default_value = "call", value_parser = channel)]
    channel: Channel,
    /// Day it was said [default: the day the case is seen from]
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Answer without writing anything
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn speaker(text: &str) -> Result<Speaker, String> {
    Ok(match text {
        "me" => Speaker::Me,
        "recruiter" => Speaker::Recruiter,
        "hiring-manager" | "manager" => Speaker::HiringManager,
        "executive" => Speaker::Executive,
        "other" => Speaker::Other,
        _ => return Err("me, recruiter, hiring-manager, executive or other".into()),
    })
}

pub(super) fn channel(text: &str) -> Result<Channel, String> {
    Ok(match text {
        "call" => Channel::Call,
        "video" => Channel::Video,
        "in-person" => Channel::InPerson,
        "email" => Channel::Email,
        "message" => Channel::Message,
        "letter" => Channel::Letter,
        _ => return Err("call, video, in-person, email, message or letter".into()),
    })
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let report = workbench.heard(
        &args.offer,
        &args.said,
        &HeardOptions {
            by: args.by,
            channel: args.channel,
            date: args.date,
            dry_run: args.dry_run,
        },
    )?;
    if output.wants_json() {
        return output.json(&report);
    }
    let knowledge = workbench.built_in().knowledge()?;
    let response = &report.response;
    let currency = report.currency;
    if args.by == Speaker::Me {
        let asked: Vec<String> = report
            .entry
            .terms
            .iter()
            .map(|(term, amount)| format!("{term} {amount}"))
            .collect();
        output.line(&if asked.is_empty() {
            "On record as yours; no term was read in it.".to_owned()
        } else {
            format!("On record as your ask: {}.", asked.join(", "))
        });
    } else if response.changed.is_empty() {
        output.line("No term changed.");
    }
    for change in &response.changed {
        let told = |component, amount| match change.better {
            Some(_) => written(component, amount, currency),
            None => in_its_measure(component, amount, currency),
        };
        let way = match change.better {
            Some(true) => "better",
            Some(false) => "worse",
            None => "in another measure",
        };
        output.line(&format!(
            "{:<18} {} -> {}  ({way})",
            knowledge.label(change.component),
            told(change.from_component, change.from),
            told(change.component, change.to)
        ));
        if let Some(assumed) = &change.assumed {
            output.line(&format!("{:<18} taken for granted: {assumed}", ""));
        }
    }
    for fixed in &response.fixed {
        output.line(&format!("{:<18} said not to move", knowledge.label(*fixed)));
    }
    if let Some(day) = &response.deadline {
        output.line(&format!("{:<18} {}", "answer by", day.day));
        if let Some(assumed) = &day.assumed {
            output.line(&format!("{:<18} {assumed}", ""));
        }
    }
    for word in &response.unread {
        output.line(&format!("not understood: {word}"));
    }
    for note in response.notes.iter().chain(&report.notes) {
        output.line(&format!("note: {note}"));
    }
    output.line("");
    let gap = *response.distance.for_owner();
    if gap > 0.0 {
        output.line(&format!(
            "Still missing to your accept-if: about {:#} in worth to you over the horizon",
            batna_plan::component::to_money((gap / 100.0).round() * 100.0, currency)
        ));
    } else {
        output.line("Your accept-if is met.");
    }
    for conceded in &response.conceded {
        let who = match conceded.by {
            batna_plan::heard::Side::Me => "you",
            batna_plan::heard::Side::Them => "they",
        };
        output.line(&format!(
            "{who} moved {} from {} to {}",
            knowledge.label(conceded.component),
            written(conceded.component, conceded.from, currency),
            written(conceded.component, conceded.to, currency)
        ));
    }
    output.line("");
    output.line(&format!("Next: {}", response.why));
    if let Some(next) = &response.next {
        output.line("");
        for line in next.text().lines() {
            output.line(&format!("  {line}"));
        }
    }
    if report.saved {
        output.line("");
        output.line("On record in ledger.jsonl; the offer's file is up to date.");
    }
    Ok(())
}
