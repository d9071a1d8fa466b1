//! `batna` alone: where the negotiation stands, and the one next thing to do.

use batna_app::standing::OfferStatus;
use batna_app::{Failure, Workbench};
use batna_plan::plan::Stage;

use crate::output::Output;

pub fn run(workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let Some(standing) = workbench.standing()? else {
        return welcome(workbench, output);
    };
    if output.wants_json() {
        return output.json(&standing);
    }
    output.line(&format!("Seen from {}", standing.as_of));
    output.line("");
    for offer in &standing.offers {
        let stage = match offer.stage {
            Stage::Counter => "written and open",
            Stage::GetInWriting => "spoken: not yet in writing",
            Stage::AskWhetherOpen => "its deadline has passed",
            Stage::Closed => match offer.status {
                OfferStatus::Accepted => "accepted",
                OfferStatus::Declined => "declined",
                _ => "expired",
            },
            Stage::Unconfirmed => "waits for you to confirm it",
        };
        let deadline = offer.deadline.filter(|_| offer.stage != Stage::Closed);
        let days = match (deadline, offer.days_left) {
            (Some(day), Some(left)) if left >= 0 => format!(", until {day} ({left} days)"),
            (Some(day), _) => format!(", until {day}"),
            _ => String::new(),
        };
        output.line(&format!("  {:<28} {stage}{days}", offer.employer));
        for moved in offer.conceded.iter().filter(|moved| moved.toward) {
            let who = match moved.by {
                batna_plan::heard::Side::Me => "you gave",
                batna_plan::heard::Side::Them => "they gave",
            };
            output.line(&format!(
                "  {:<28} {who}: {} from {} to {}",
                "", moved.component, moved.from, moved.to
            ));
        }
    }
    if !standing.offers.is_empty() {
        output.line("");
    }
    if let Some(deadline) = &standing.next_deadline {
        output.line(&format!(
            "Next deadline: {}, {} ({} days)",
            deadline.offer, deadline.day, deadline.days_left
        ));
    }
    output.line(&format!(
        "Next: {}: {}.",
        standing.next.what, standing.next.why
    ));
    output.line(&format!("  {}", standing.next.command));
    Ok(())
}

/// Outside a case.
fn welcome(workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if output.wants_json() {
        return output.json(&serde_json::json!({
            "schema": "batna/standing/1",
            "as_of": workbench.world().as_of(None),
            "offers": [],
            "next": { "what": "start a case", "why": "this folder holds none", "command": "batna init my-case" },
        }));
    }
    for line in [
        "batna turns a written job offer into a counter you can defend. There is no case here yet.",
        "",
        "  batna demo            a sample case and its brief",
        "  batna init my-case    start your own",
        "  batna --help          every command",
        "",
        "Everything stays on this machine.",
    ] {
        output.line(line);
    }
    Ok(())
}
