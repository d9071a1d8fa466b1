//! `batna drill`: spaced repetition over decks of cards.

use std::io::{BufRead, Write};

use batna_app::{Failure, Workbench};
use batna_plan::drill::Grade;

use crate::output::Output;

/// Repeat objections, equity rules and interview topics when they are due
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna drill
  batna drill --deck equity --new 10
  batna drill --due --json
  batna drill --card equity/iso-amt --grade 3

Shows each card that is due, waits for Enter, shows the answer and takes a grade: 1 again,
2 hard, 3 good, 4 easy. End the input to stop. Decks of your own are TOML files in the
folder drill/ of the data folder; reviews are kept in drill/reviews.jsonl there.")]
pub struct Args {
    /// One deck alone: objections, equity, ai-engineering or your own
    #[arg(long, value_name = "NAME")]
    deck: Option<String>,
    /// New cards at most
    #[arg(long, value_name = "N", default_value_t = 5)]
    new: usize,
    /// List what is due and stop
    #[arg(long, conflicts_with = "card")]
    due: bool,
    /// Grade one card
    #[arg(long, value_name = "DECK/CARD", requires = "grade")]
    card: Option<String>,
    /// 1 again, 2 hard, 3 good, 4 easy
    #[arg(long, value_name = "1-4", requires = "card", value_parser = grade)]
    grade: Option<Grade>,
}

fn grade(text: &str) -> Result<Grade, String> {
    text.parse::<u8>()
        .map_err(|_| "a grade is a number from 1 to 4".to_owned())
        .and_then(Grade::try_from)
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if let (Some(card), Some(grade)) = (&args.card, args.grade) {
        let graded = workbench.drill_grade(card, grade)?;
        if output.wants_json() {
            return output.json(&graded);
        }
        output.line(&format!("{}: due {}", graded.card, graded.standing.due));
        return Ok(());
    }
    let view = workbench.drill(args.deck.as_deref(), args.new)?;
    if output.wants_json() {
        return output.json(&view);
    }
    output.diagnostics(&view.diagnostics);
    if args.due || view.due.is_empty() {
        for card in &view.due {
            output.line(&format!("{:<34} {}", card.card, card.asks));
        }
        output.line(&format!(
            "{} of {} cards on {}",
            view.due.len(),
            view.cards,
            view.as_of
        ));
        return Ok(());
    }
    let mut lines = std::io::stdin().lock().lines();
    let mut out = std::io::stdout().lock();
    let mut show = |text: &str| writeln!(out, "{text}").and_then(|()| out.flush()).is_ok();
    for card in &view.due {
        if !show(&format!(
            "\n{}\n{}\n(Enter shows the answer)",
            card.card, card.asks
        )) {
            return Ok(());
        }
        let Some(Ok(_)) = lines.next() else {
            return Ok(());
        };
        show(&format!(
            "{}\n  source: {}\ngrade 1-4:",
            card.answers, card.source
        ));
        loop {
            let Some(Ok(line)) = lines.next() else {
                return Ok(());
            };
            match grade(line.trim()) {
                Ok(given) => {
                    let graded = workbench.drill_grade(&card.card, given)?;
                    show(&format!("due again {}", graded.standing.due));
                    break;
                }
                Err(why) => {
                    show(&format!("{why}:"));
                }
            }
        }
    }
    Ok(())
}
