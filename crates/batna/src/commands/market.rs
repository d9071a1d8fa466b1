//! `batna market`: what work is paid, and the store of comparable pay behind it.

use std::path::PathBuf;

use batna_app::market::{Findings, ImportFile, SnapshotList};
use batna_app::{Failure, Workbench};
use batna_market::store::Comp;
use clap::Subcommand;

mod arguments;
mod print;

use arguments::{Add, Ask, Filter, Import};

use crate::output::Output;

/// Ask what work is paid, with the evidence; keep a store of comparable pay
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna market band --role ml-engineer --level senior --place \"San Francisco\"
  batna market import salaries.csv --name ai-jobs
  batna market add --title \"Staff ML engineer\" --employer Acme --place London --base £165k
  batna market sql \"select role, count(*) from pay group by role\"")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Percentiles of pay for a role, level and place
    #[command(
        after_help = "Examples:\n  batna market band --role ml-engineer --level senior --place \"San Francisco\"\n  batna market band --role data-scientist --measure total --json"
    )]
    Band(Ask),
    /// Answer a question in plain English, showing how it was read
    #[command(
        name = "ask",
        after_help = "Example:\n  batna market ask \"what does a staff ML engineer make in London at a series B?\""
    )]
    Question {
        /// Such as "what does a staff ML engineer make in London at a series B?"
        question: String,
    },
    /// Predicted pay of a profile, with an interval checked on rows held back
    #[command(
        after_help = "Example:\n  batna market predict --role ml-engineer --level senior --place \"New York\" --years 6 --skill pytorch"
    )]
    Predict {
        #[command(flatten)]
        ask: Ask,
        /// Years of experience
        #[arg(long, value_name = "N")]
        years: Option<f64>,
        /// A skill, as the rows call it; may be given more than once
        #[arg(long = "skill", value_name = "WORD")]
        skills: Vec<String>,
    },
    /// What goes with more pay: effects of roles, ranks, places, skills
    #[command(
        after_help = "Example:\n  batna market premiums --class self-reported --measure base"
    )]
    Premiums(Filter),
    /// What moved, what is out of line, who pays above the band, where evidence is thin
    #[command(after_help = "Example:\n  batna market insights --most 3")]
    Insights {
        #[command(flatten)]
        filter: Filter,
        /// Findings of each kind
        #[arg(long, default_value_t = 8, value_name = "N")]
        most: usize,
    },
    /// Import a file; an earlier import of the same name is replaced
    #[command(
        after_help = "Examples:\n  batna market import salaries.csv --name ai-jobs\n  batna market import LCA_Disclosure_Data_FY2026_Q1.xlsx --name filings --retrieved 2026-02-01"
    )]
    Import(Import),
    /// Record one comp heard from your own network
    #[command(
        after_help = "Examples:\n  batna market add --title \"Staff ML engineer\" --employer Acme --place London --base £165k --from \"a friend there\" --confidential\n  batna market add --card card.json"
    )]
    Add(Box<Add>),
    /// Every import with its provenance
    #[command(after_help = "Example:\n  batna market list --json")]
    List,
    /// One import: what was kept, what was set aside and why
    #[command(after_help = "Example:\n  batna market show ai-jobs")]
    Show {
        /// Name of the import
        name: String,
    },
    /// Remove an import with all its rows
    #[command(after_help = "Example:\n  batna market drop ai-jobs")]
    Drop {
        /// Name of the import
        name: String,
    },
    /// Find titles and employers
    #[command(after_help = "Example:\n  batna market search \"machine learning\" --most 5")]
    Search {
        /// Words that all stand in it
        words: String,
        /// The most to print
        #[arg(long, default_value_t = 20, value_name = "N")]
        most: usize,
    },
    /// Why a row with these texts is read as it is
    #[command(
        after_help = "Example:\n  batna market why --title \"Sr. MLE II\" --employer Acme --place \"Bay Area\""
    )]
    Why {
        /// A job title as a row writes it
        #[arg(
            long,
            default_value = "",
            hide_default_value = true,
            value_name = "TEXT"
        )]
        title: String,
        /// An employer as a row writes it
        #[arg(
            long,
            default_value = "",
            hide_default_value = true,
            value_name = "TEXT"
        )]
        employer: String,
        /// The employer's own name of a level, such as L5
        #[arg(
            long,
            default_value = "",
            hide_default_value = true,
            value_name = "TEXT"
        )]
        level: String,
        /// A place as a row writes it
        #[arg(
            long,
            default_value = "",
            hide_default_value = true,
            value_name = "TEXT"
        )]
        place: String,
    },
    /// One reading SQL statement over the view `pay` and the store's tables
    #[command(
        after_help = "Example:\n  batna market sql \"select role, count(*), avg(base) from pay group by role\""
    )]
    Sql {
        /// One SELECT
        query: String,
        /// Stop after this many seconds
        #[arg(long, default_value_t = 10, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
        limit: u64,
        /// The most rows to print
        #[arg(long, default_value_t = 1000, value_name = "N")]
        most: usize,
    },
    /// Write rows as CSV, or as Parquet where the file is named so
    #[command(
        after_help = "Examples:\n  batna market export pay.csv --source ai-jobs\n  batna market export pay.parquet"
    )]
    Export {
        /// A file that does not exist yet, such as pay.csv or pay.parquet
        file: PathBuf,
        #[command(flatten)]
        filter: Filter,
        /// Rows of this import alone
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        /// Include rows that were told in confidence
        #[arg(long)]
        confidential: bool,
    },
}

fn add_card(
    card: &std::path::Path,
    heard_from: &str,
    workbench: &Workbench,
    output: &mut Output,
) -> Result<(), Failure> {
    let received = workbench.add_card(card, heard_from)?;
    if output.wants_json() {
        return output.json(&received);
    }
    for line in &received.says {
        output.line(&format!("  {line}"));
    }
    output.line("Added as a self-reported row, told in confidence. The signature shows that the card was not changed, not who made it.");
    Ok(())
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    match &args.command {
        Command::Band(ask) => band(ask, workbench, output),
        Command::Question { question } => {
            let answer = workbench.market_ask(question)?;
            if output.wants_json() {
                return output.json(&answer);
            }
            print::answer(&answer, output);
            Ok(())
        }
        Command::Predict { ask, years, skills } => {
            let prediction = workbench.market_predict(&ask.request(), *years, skills.clone())?;
            if output.wants_json() {
                return output.json(&workbench.shown("batna/market-predict/1", &prediction));
            }
            print::prediction(&prediction, output);
            Ok(())
        }
        Command::Premiums(filter) => {
            let report = workbench.market_premiums(&filter.request())?;
            if output.wants_json() {
                return output.json(&report);
            }
            print::premiums(&report, output);
            Ok(())
        }
        Command::Insights { filter, most } => {
            let findings = workbench.market_insights(&filter.request(), *most)?;
            if output.wants_json() {
                return output
                    .json(&workbench.shown("batna/market-insights/1", Findings { findings }));
            }
            print::findings(&findings, output);
            Ok(())
        }
        Command::Import(import) => import_file(import, workbench, output),
        Command::Add(add) => {
            if let Some(card) = &add.card {
                return add_card(card, &add.heard_from, workbench, output);
            }
            let row = workbench.market_add(Comp {
                employer: add.employer.clone(),
                title: add.title.clone(),
                level: add.level.clone(),
                place: add.place.clone(),
                stage: add.stage.clone(),
                base: add.base,
                bonus: add.bonus,
                equity: add.equity,
                total: add.total,
                years: add.years,
                date: add.date,
                heard_from: add.heard_from.clone(),
                confidential: add.confidential,
                verified: add.verified,
            })?;
            if output.wants_json() {
                return output.json(&workbench.shown("batna/market-added/1", &row));
            }
            let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "unknown".into());
            output.line(&format!(
                "Added as {} ({}, {}, {}); role {}, level {}, place {}",
                row.title,
                row.class.label(),
                row.date.map_or("undated".into(), |d| d.to_string()),
                if row.confidential {
                    "confidential"
                } else {
                    "not confidential"
                },
                word(&row.role),
                word(&row.seniority),
                word(&row.metro)
            ));
            Ok(())
        }
        Command::List => {
            let snapshots = workbench.market_list()?;
            if output.wants_json() {
                return output
                    .json(&workbench.shown("batna/market-list/1", SnapshotList { snapshots }));
            }
            if snapshots.is_empty() {
                output.line("Nothing imported. Built in: official wages of computing occupations in the United States.");
            }
            for s in &snapshots {
                output.line(&format!(
                    "{:<28} {:<14} {:>9} kept of {:>9}  {}",
                    s.source,
                    s.class.label(),
                    s.rows_kept,
                    s.rows_in,
                    s.imported.map_or(String::new(), |d| d.to_string())
                ));
            }
            Ok(())
        }
        Command::Show { name } => show(name, workbench, output),
        Command::Drop { name } => {
            let rows = workbench.market_drop(name)?;
            if output.wants_json() {
                let dropped = serde_json::json!({"dropped": name, "rows": rows});
                return output.json(&workbench.shown("batna/market-drop/1", dropped));
            }
            let rows = match rows {
                1 => "1 row".to_owned(),
                many => format!("{many} rows"),
            };
            output.line(&format!("Dropped {name} with {rows}"));
            Ok(())
        }
        Command::Search { words, most } => {
            let found = workbench.market_search(words, *most)?;
            if output.wants_json() {
                let found: Vec<_> = found
                    .iter()
                    .map(|(kind, text)| serde_json::json!({"kind": kind, "text": text}))
                    .collect();
                let found = serde_json::json!({"found": found});
                return output.json(&workbench.shown("batna/market-search/1", found));
            }
            for (kind, text) in found {
                output.line(&format!("{kind:<9} {text}"));
            }
            Ok(())
        }
        Command::Why {
            title,
            employer,
            level,
            place,
        } => {
            let why = workbench.market_why(employer, title, level, place)?;
            if output.wants_json() {
                return output.json(&workbench.shown("batna/market-why/1", &why));
            }
            print::why(&why, output);
            Ok(())
        }
        Command::Sql { query, limit, most } => {
            let result = workbench.market_sql(query, *limit, *most)?;
            if output.wants_json() {
                return output.json(&workbench.shown("batna/market-sql/1", &result));
            }
            output.line(&result.columns.join("\t"));
            for row in &result.rows {
                let cells: Vec<String> = row
                    .iter()
                    .map(|value| match value {
                        serde_json::Value::Null => String::new(),
                        serde_json::Value::String(text) => text.clone(),
                        other => other.to_string(),
                    })
                    .collect();
                output.line(&cells.join("\t"));
            }
            if result.truncated {
                output.line("(more rows; raise --most)");
            }
            Ok(())
        }
        Command::Export {
            file,
            filter,
            source,
            confidential,
        } => {
            let rows =
                workbench.market_export(file, &filter.request(), source.clone(), *confidential)?;
            if output.wants_json() {
                let written = serde_json::json!({"file": file, "rows": rows});
                return output.json(&workbench.shown("batna/market-export/1", written));
            }
            output.line(&format!("{rows} rows written to {}", file.display()));
            Ok(())
        }
    }
}

fn band(ask: &Ask, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let answer = workbench.market_band(&ask.request())?;
    if output.wants_json() {
        return output.json(&answer);
    }
    print::band(&answer, output);
    Ok(())
}

fn show(name: &str, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let snapshots = workbench.market_list()?;
    let Some(snapshot) = snapshots.iter().find(|s| s.source == name) else {
        return Err(Failure::input([batna_core::Diagnostic::error(
            "market::no-snapshot",
            format!("no import is called `{name}`"),
        )
        .remedy("`batna market list` shows what was imported.")]));
    };
    if output.wants_json() {
        return output.json(&workbench.shown("batna/market-show/1", snapshot));
    }
    print::snapshot(snapshot, output);
    Ok(())
}

fn import_file(import: &Import, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    if import.propose {
        let proposal = workbench.market_propose(&import.file)?;
        output.line(proposal.trim_end());
        return Ok(());
    }
    let request = ImportFile {
        file: import.file.clone(),
        name: import.name.clone(),
        title: import.title.clone(),
        format: import.format,
        mapping: import.mapping.clone(),
        class: import.class,
        url: import.url.clone(),
        licence: import.licence.clone(),
        retrieved: import.retrieved,
    };
    use std::io::IsTerminal as _;
    let watched = std::io::stderr().is_terminal();
    let mut progress = |rows: u64| {
        if watched {
            eprint!("\r{rows} rows");
        }
    };
    let summary = workbench.market_import(&request, &mut progress)?;
    if watched {
        eprint!("\r");
    }
    if output.wants_json() {
        return output.json(&workbench.shown("batna/market-import/1", &summary));
    }
    print::imported(&summary, output);
    Ok(())
}
