//! `batna practice`: rehearsal against a simulated recruiter.

use std::io::Write;

use batna_app::practising::Told;
use batna_app::{Failure, Workbench};
use batna_plan::knowledge::Knowledge;
use batna_plan::practice::{Debrief, Turn};

use crate::output::Output;

/// Rehearse the negotiation of an offer with a simulated recruiter
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna practice acme
  batna practice acme --temperament hard --seed 7
  batna practice acme --json < lines.jsonl        each line {\"say\": \"…\"}

Type what you would say, a line a turn; end the input (Ctrl-D) to stop. Then the debrief
shows what was captured of what was possible.")]
pub struct Args {
    /// The offer; the open offer worth most where absent
    offer: Option<String>,
    /// friendly, hard, budget-bound, exploding or by-the-book; by seed where absent
    #[arg(long, value_name = "KIND")]
    temperament: Option<String>,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let json = output.wants_json();
    let knowledge = workbench.built_in().knowledge()?;
    workbench.practise(
        args.offer.as_deref(),
        args.temperament.as_deref(),
        json,
        &mut std::io::stdin().lock(),
        &mut |told| {
            // Every turn is flushed: somebody waits for it.
            let mut out = std::io::stdout().lock();
            let text = if json {
                serde_json::to_string(told).map_err(|error| {
                    Failure::internal(format!("a result could not be written: {error}"))
                })?
            } else {
                match told {
                    Told::Turn(turn) => turn_text(turn, knowledge),
                    Told::Debrief(debrief) => debrief_text(debrief, knowledge),
                }
            };
            // A reader that has gone ends the output, not the rehearsal.
            let _ = writeln!(out, "{text}").and_then(|()| out.flush());
            Ok(())
        },
    )
}

fn turn_text(turn: &Turn, knowledge: &Knowledge) -> String {
    let table: Vec<String> = turn
        .table
        .terms
        .iter()
        .map(|(component, amount)| knowledge.term(*component, *amount, turn.table.currency))
        .collect();
    format!(
        "recruiter: {}\n  on the table: {}",
        turn.reply,
        table.join(", ")
    )
}

fn debrief_text(debrief: &Debrief, knowledge: &Knowledge) -> String {
    let currency = debrief.offered.currency;
    let money = |amount: f64| format!("{:#}", batna_plan::component::to_money(amount, currency));
    let mut lines = vec![format!(
        "\nDebrief ({}, {}): {} of {} captured{}",
        debrief.temperament,
        match debrief.ending {
            batna_plan::practice::Ending::Accepted => "accepted",
            batna_plan::practice::Ending::Declined => "declined",
            batna_plan::practice::Ending::Withdrawn => "they withdrew",
            batna_plan::practice::Ending::LeftOpen => "left open",
        },
        money(debrief.captured),
        money(debrief.available),
        debrief
            .share
            .map_or(String::new(), |share| format!(" ({:.0}%)", share * 100.0))
    )];
    for one in &debrief.moves {
        lines.push(format!("  > {}", one.said.trim()));
        lines.push(format!("    {}: {}", money(one.gained), one.reason));
        if let Some(better) = &one.better {
            lines.push(format!("    better: {better}"));
        }
    }
    for room in &debrief.left {
        lines.push(format!(
            "  left: {} reached {}, limit {}",
            knowledge.label(room.component),
            room.reached,
            room.limit
        ));
    }
    if let Some(better) = &debrief.better {
        lines.push(format!("  A better line: {better}"));
    }
    lines.join("\n")
}
