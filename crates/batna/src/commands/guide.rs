//! `batna guide`: company guides read, audited, kept and built.

use std::path::PathBuf;

use batna_app::guide::GuideOrder;
use batna_app::{Failure, Workbench};
use batna_core::Diagnostic;

use crate::output::Output;

/// Read, audit, keep and build company negotiation guides
#[derive(clap::Args)]
#[command(after_help = "Examples:
  batna guide show mixpanel.md
  batna guide show Mixpanel --role \"ML engineer\"
  batna guide audit guides/ --json
  batna guide import guides/
  batna guide build --company Google --role ml-engineer --place \"San Francisco\" --place \"New York\"")]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Print what a guide says, as it is read
    #[command(
        after_help = "Examples:\n  batna guide show mixpanel.md\n  batna guide show Mixpanel --role \"ML engineer\""
    )]
    Show {
        /// A guide in Markdown, or the company of an imported one
        guide: String,
        /// The role, where several guides of the company were imported
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
    },
    /// Check the arithmetic, sources and claims of guides
    #[command(after_help = "Example:\n  batna guide audit guides/ --brief")]
    Audit {
        /// Guides in Markdown, or folders of them
        #[arg(required = true)]
        guides: Vec<PathBuf>,
        /// Print the sums of all guides alone
        #[arg(long)]
        brief: bool,
    },
    /// Read guides and keep them in the data folder
    #[command(after_help = "Example:\n  batna guide import guides/")]
    Import {
        /// Guides in Markdown, or folders of them
        #[arg(required = true)]
        guides: Vec<PathBuf>,
    },
    /// Build a guide for a company from evidence, every figure traced
    #[command(
        after_help = "Example:\n  batna guide build --company Google --role ml-engineer --place \"San Francisco\" --out google.md"
    )]
    Build(BuildArgs),
}

#[derive(clap::Args)]
struct BuildArgs {
    /// The company the guide is for
    #[arg(long, value_name = "NAME")]
    company: String,
    /// A role family such as ml-engineer
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// junior, mid, senior, staff or principal
    #[arg(long, value_name = "LEVEL", value_parser = ["junior", "mid", "senior", "staff", "principal"])]
    level: Option<String>,
    /// A place; may be given several times [default: us]
    #[arg(long = "place", value_name = "PLACE")]
    places: Vec<String>,
    /// A skill that you can show; may be given several times
    #[arg(long = "skill", value_name = "SKILL")]
    skills: Vec<String>,
    /// A domain that you know; may be given several times
    #[arg(long = "domain", value_name = "DOMAIN")]
    domains: Vec<String>,
    /// Write the Markdown to a file, which must not exist yet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    match &args.action {
        Action::Show { guide, role } => {
            let shown = workbench.guide_show(guide, role.as_deref())?;
            if output.wants_json() {
                return output.json(&shown);
            }
            show(&shown.guide, output);
            Ok(())
        }
        Action::Audit { guides, brief } => {
            let audits = workbench.guide_audit(guides)?;
            if output.wants_json() {
                return output.json(&audits);
            }
            audit(&audits, *brief, output);
            Ok(())
        }
        Action::Import { guides } => {
            let import = workbench.guide_import(guides)?;
            if output.wants_json() {
                return output.json(&import);
            }
            for guide in &import.guides {
                for row in &guide.unread {
                    output.line(&format!("{}: {row}", guide.file));
                }
            }
            output.line(&format!(
                "{} guides, {} of {} rows of tables read; kept in {}",
                import.guides.len(),
                import.rows_read,
                import.rows,
                import.folder.display()
            ));
            Ok(())
        }
        Action::Build(args) => build(args, workbench, output),
    }
}

fn show(guide: &batna_app::guide::Guide, output: &mut Output) {
    output.line(&guide.title);
    for row in &guide.pay {
        let mut parts = Vec::new();
        let amounts = [
            ("base", row.base.as_ref()),
            ("equity", row.stock.as_ref().and_then(|s| s.pay.as_ref())),
            ("equity and bonus", row.stock_and_bonus.as_ref()),
            ("bonus", row.bonus.as_ref().and_then(|b| b.amount.as_ref())),
            ("signing", row.signing.as_ref()),
            ("retention", row.retention.as_ref()),
            ("total", row.total.as_ref()),
        ];
        for (name, pay) in amounts {
            if let Some(pay) = pay {
                parts.push(format!("{name} {}", pay.span.in_words()));
            }
        }
        if let Some(rate) = row.bonus.as_ref().and_then(|b| b.rate) {
            parts.push(format!("bonus {} to {} of base", rate.low, rate.high));
        }
        let level = row.level.as_deref().unwrap_or("");
        let subject = format!("{} {level}", row.region);
        output.line(&format!("  {}: {}", subject.trim(), parts.join(", ")));
    }
    output.line(&format!(
        "  {} levers, {} figures to ask for, {} sources; {} of {} rows of tables read",
        guide.levers.len(),
        guide.asks.len(),
        guide.sources.len(),
        guide.rows_read(),
        guide.rows.len()
    ));
}

fn audit(audits: &batna_app::guide::GuideAudits, brief: bool, output: &mut Output) {
    if !brief {
        for audit in &audits.audits {
            for finding in &audit.findings {
                let line = finding
                    .line
                    .map_or(String::new(), |line| format!(":{line}"));
                output.line(&format!(
                    "{}{line}: {}: {}",
                    audit.file, finding.code, finding.message
                ));
            }
        }
    }
    let tally = audits.tally;
    output.line(&format!(
        "{} guides, {} of {} rows of tables read. Totals: {} hold within 3%, {} count the whole grant as a year, {} differ, {} cannot be compared",
        audits.guides,
        audits.rows_read,
        audits.rows,
        tally.reconcile,
        tally.grant_counted_as_year,
        tally.differ,
        tally.not_comparable
    ));
}

fn build(args: &BuildArgs, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let guide = workbench.guide_build(&GuideOrder {
        company: args.company.clone(),
        role: args.role.clone(),
        level: args.level.clone(),
        places: args.places.clone(),
        skills: args.skills.clone(),
        domains: args.domains.clone(),
    })?;
    let text = guide.to_markdown();
    if let Some(path) = &args.out {
        write_new(path, &text)?;
    }
    if output.wants_json() {
        return output.json(&guide);
    }
    match &args.out {
        Some(path) => output.line(&format!("Wrote {}", path.display())),
        None => output.line(text.trim_end()),
    }
    Ok(())
}

/// Writes a file that does not exist yet.
fn write_new(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Failure::input([Diagnostic::error(
            "guide::not-written",
            format!("{}: {error}", path.display()),
        )
        .remedy("Name a file that does not exist yet.")])
    })
}
