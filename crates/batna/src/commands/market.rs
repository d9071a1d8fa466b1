//! `batna market`: what work is paid, and the store of comparable pay behind it.

use std::path::PathBuf;

use batna_app::market::{ImportFile, MarketBand, MarketRequest, source_lines};
use batna_app::market_ask::{MarketAnswer, PublishedPremium};
use batna_app::{Failure, Workbench};
use batna_core::{Currency, Measure, Money};
use batna_market::import::Format;
use batna_market::observation::SourceClass;
use batna_market::store::Comp;
use clap::Subcommand;
use jiff::civil::Date;

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
    Band(Ask),
    /// Answer a question in plain English, showing how it was read
    #[command(name = "ask")]
    Question {
        /// Such as \"what does a staff ML engineer make in London at a series B?\"
        question: String,
    },
    /// Predicted pay of a profile, with an interval checked on rows held back
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
    Premiums(Filter),
    /// What moved, what is out of line, who pays above the band, where evidence is thin
    Insights {
        #[command(flatten)]
        filter: Filter,
        /// Findings of each kind
        #[arg(long, default_value_t = 8, value_name = "N")]
        most: usize,
    },
    /// Import a file; an earlier import of the same name is replaced
    Import(Import),
    /// Record one comp heard from your own network
    Add(Box<Add>),
    /// Every import with its provenance
    List,
    /// One import: what was kept, what was set aside and why
    Show {
        /// Name of the import
        name: String,
    },
    /// Remove an import with all its rows
    Drop {
        /// Name of the import
        name: String,
    },
    /// Find titles and employers
    Search {
        words: String,
        #[arg(long, default_value_t = 20, value_name = "N")]
        most: usize,
    },
    /// Why a row with these texts is read as it is
    Why {
        #[arg(long, default_value = "", value_name = "TEXT")]
        title: String,
        #[arg(long, default_value = "", value_name = "TEXT")]
        employer: String,
        #[arg(long, default_value = "", value_name = "TEXT")]
        level: String,
        #[arg(long, default_value = "", value_name = "TEXT")]
        place: String,
    },
    /// One reading SQL statement over the view `pay` and the store's tables
    Sql {
        query: String,
        /// Stop after this many seconds
        #[arg(long, default_value_t = 10, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
        limit: u64,
        /// The most rows to print
        #[arg(long, default_value_t = 1000, value_name = "N")]
        most: usize,
    },
    /// Write rows as CSV, or as Parquet where the file is named so
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

/// What is asked for.
#[derive(clap::Args)]
struct Ask {
    /// A role family or a title, such as ml-engineer
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// intern, junior, mid, senior, staff, principal, manager or director
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// A city, metropolitan area or country
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Stage of the company, as the rows call it
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    #[arg(long, value_name = "NAME")]
    employer: Option<String>,
    /// base, bonus, equity or total
    #[arg(long, value_name = "MEASURE", default_value = "base", value_parser = measure)]
    measure: Measure,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS", value_parser = class)]
    class: Option<SourceClass>,
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// Take built-in official wages although the store has rows
    #[arg(long)]
    official: bool,
}

/// Which rows are meant.
#[derive(clap::Args)]
struct Filter {
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    #[arg(long, value_name = "LEVEL", requires = "role")]
    level: Option<String>,
    #[arg(long, value_name = "PLACE", requires = "role")]
    place: Option<String>,
    /// base, bonus, equity or total
    #[arg(long, value_name = "MEASURE", default_value = "base", value_parser = measure)]
    measure: Measure,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS", value_parser = class)]
    class: Option<SourceClass>,
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
}

#[derive(clap::Args)]
struct Import {
    file: PathBuf,
    /// Print a column mapping for the table instead, to check and pass with --mapping
    #[arg(long)]
    propose: bool,
    /// Name of the import [default: the file's name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the source calls itself, for citations
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// ai-jobs, levels-fyi, dol-lca, job-boards, postings, stack-overflow or mapped
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// A checked column mapping
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS", value_parser = class)]
    class: Option<SourceClass>,
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// The day the file was obtained; dates rows that bear no date
    #[arg(long, value_name = "DATE")]
    retrieved: Option<Date>,
}

#[derive(clap::Args)]
struct Add {
    /// A comp card that a friend made with `batna share`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["title", "base", "bonus", "equity", "total", "verified"])]
    card: Option<PathBuf>,
    #[arg(
        long,
        value_name = "TITLE",
        required_unless_present = "card",
        default_value = ""
    )]
    title: String,
    #[arg(long, default_value = "", value_name = "NAME")]
    employer: String,
    #[arg(long, default_value = "", value_name = "LEVEL")]
    level: String,
    #[arg(long, default_value = "", value_name = "PLACE")]
    place: String,
    #[arg(long, default_value = "", value_name = "STAGE")]
    stage: String,
    /// Base pay a year, such as £165k
    #[arg(long, value_name = "AMOUNT")]
    base: Option<Money>,
    #[arg(long, value_name = "AMOUNT")]
    bonus: Option<Money>,
    /// Equity a year
    #[arg(long, value_name = "AMOUNT")]
    equity: Option<Money>,
    #[arg(long, value_name = "AMOUNT")]
    total: Option<Money>,
    #[arg(long, value_name = "N")]
    years: Option<f64>,
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
    /// Who told you, in your own words
    #[arg(long = "from", default_value = "", value_name = "TEXT")]
    heard_from: String,
    /// Told in confidence: never exported unless asked
    #[arg(long)]
    confidential: bool,
    /// You saw it on paper
    #[arg(long)]
    verified: bool,
}

fn measure(text: &str) -> Result<Measure, String> {
    match text {
        "base" => Ok(Measure::Base),
        "bonus" => Ok(Measure::Bonus),
        "equity" => Ok(Measure::Equity),
        "total" => Ok(Measure::Total),
        _ => Err("it is base, bonus, equity or total".into()),
    }
}

fn class(text: &str) -> Result<SourceClass, String> {
    SourceClass::parse(text)
        .ok_or_else(|| "it is verified, disclosed, self-reported, advertised or mixed".into())
}

fn currency(text: &str) -> Result<Currency, String> {
    text.parse()
        .map_err(|e: batna_core::UnknownCurrency| e.to_string())
}

fn format(text: &str) -> Result<Format, String> {
    Format::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|f| f.label()).collect();
        format!("it is one of {}", known.join(", "))
    })
}

impl Ask {
    fn request(&self) -> MarketRequest {
        MarketRequest {
            role: self.role.clone(),
            level: self.level.clone(),
            place: self.place.clone(),
            stage: self.stage.clone(),
            employer: self.employer.clone(),
            class: self.class,
            currency: self.currency,
            measure: Some(self.measure),
            built_in: self.official,
            ..MarketRequest::default()
        }
    }
}

impl Filter {
    fn request(&self) -> MarketRequest {
        MarketRequest {
            role: self.role.clone().unwrap_or_default(),
            level: self.level.clone(),
            place: self.place.clone(),
            class: self.class,
            currency: self.currency,
            measure: Some(self.measure),
            ..MarketRequest::default()
        }
    }
}

fn money(amount: f64, currency: Currency) -> String {
    let amount = rust_decimal::Decimal::from_f64_retain(amount).unwrap_or_default();
    format!("{:#}", Money::new(amount, currency))
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
            print_answer(&answer, output);
            Ok(())
        }
        Command::Predict { ask, years, skills } => {
            let prediction = workbench.market_predict(&ask.request(), *years, skills.clone())?;
            if output.wants_json() {
                return output.json(&prediction);
            }
            let show = |amount| money(amount, prediction.currency);
            output.line(&format!(
                "{} a year: {}, nine in ten between {} and {}",
                prediction.measure.label(),
                show(prediction.p50),
                show(prediction.low),
                show(prediction.high)
            ));
            let coverage = &prediction.coverage;
            output.line(&format!(
                "checked on {} later rows: held in {:.1}%, median error {:.0}%; n={} r2={:.2}",
                coverage.rows,
                coverage.held * 100.0,
                coverage.error_percent,
                prediction.n,
                prediction.r_squared
            ));
            for driver in &prediction.drivers {
                output.line(&effect(driver));
            }
            for caveat in &prediction.caveats {
                output.line(&format!("! {caveat}"));
            }
            Ok(())
        }
        Command::Premiums(filter) => {
            let report = workbench.market_premiums(&filter.request())?;
            if output.wants_json() {
                return output.json(&report);
            }
            output.line(&format!(
                "{} rows, {}, r2 {:.2}; effects are associations among these rows",
                report.n,
                report.class.label(),
                report.r_squared
            ));
            for premium in &report.premiums {
                output.line(&effect(premium));
            }
            output.line("Published, each on its own basis; they do not stack");
            for premium in &report.published {
                output.line(&published_premium(premium));
            }
            Ok(())
        }
        Command::Insights { filter, most } => {
            let findings = workbench.market_insights(&filter.request(), *most)?;
            if output.wants_json() {
                return output.json(&serde_json::json!({
                    "schema": "batna/market-insights/1",
                    "findings": findings,
                }));
            }
            let mut kind = None;
            for finding in &findings {
                if kind != Some(finding.kind) {
                    kind = Some(finding.kind);
                    output.line(match finding.kind {
                        batna_market::insights::FindingKind::Moved => "Moved",
                        batna_market::insights::FindingKind::OutOfLine => "Out of line",
                        batna_market::insights::FindingKind::PaysAbove => {
                            "Employers above the band"
                        }
                        batna_market::insights::FindingKind::SourcesDiffer => "Sources differ",
                        batna_market::insights::FindingKind::Thin => "Thin evidence",
                    });
                }
                output.line(&format!(
                    "  {} ({}): {} (n={})",
                    finding.about,
                    finding.class.label(),
                    finding.text,
                    finding.n
                ));
            }
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
                return output.json(&row);
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
                return output.json(&serde_json::json!({
                    "schema": "batna/market-list/1",
                    "snapshots": snapshots,
                }));
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
                return output.json(&serde_json::json!({"dropped": name, "rows": rows}));
            }
            output.line(&format!("Dropped {name} with {rows} rows"));
            Ok(())
        }
        Command::Search { words, most } => {
            let found = workbench.market_search(words, *most)?;
            if output.wants_json() {
                let found: Vec<_> = found
                    .iter()
                    .map(|(kind, text)| serde_json::json!({"kind": kind, "text": text}))
                    .collect();
                return output.json(&serde_json::json!({"found": found}));
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
                return output.json(&why);
            }
            for (name, mapping) in [
                ("role", &why.role),
                ("level", &why.seniority),
                ("employer", &why.employer),
            ] {
                let to = mapping.to.as_deref().unwrap_or("unknown");
                output.line(&format!("{name:<9} {to:<22} {}", mapping.reason));
                if let Some(doubt) = &mapping.doubt {
                    output.line(&format!("          ! {doubt}"));
                }
            }
            let to = why
                .place
                .metro
                .as_deref()
                .or(why.place.country.as_deref())
                .unwrap_or("unknown");
            output.line(&format!("{:<9} {to:<22} {}", "place", why.place.reason));
            Ok(())
        }
        Command::Sql { query, limit, most } => {
            let result = workbench.market_sql(query, *limit, *most)?;
            if output.wants_json() {
                return output.json(&result);
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
                return output.json(&serde_json::json!({"file": file, "rows": rows}));
            }
            output.line(&format!("{rows} rows written to {}", file.display()));
            Ok(())
        }
    }
}

fn effect(premium: &batna_market::hedonic::Premium) -> String {
    format!(
        "  {:<9} {:<26} {:>+7.1}%  ({:+.1} to {:+.1}, n={}) against {}",
        premium.feature.kind,
        premium.feature.value,
        premium.percent,
        premium.low,
        premium.high,
        premium.n,
        premium.against
    )
}

fn published_premium(premium: &PublishedPremium) -> String {
    format!(
        "  {:<26} {} to {} of {}  [{}]",
        premium.name, premium.low, premium.high, premium.against, premium.source
    )
}

fn print_answer(answer: &MarketAnswer, output: &mut Output) {
    output.line(&format!("Read as: {}", answer.read_as));
    for ask in &answer.asks {
        let options = match ask.options.is_empty() {
            true => String::new(),
            false => format!(" ({}?)", ask.options.join(", ")),
        };
        output.line(&format!("? {}{options}", ask.message));
    }
    if !answer.asks.is_empty() && !answer.bands.is_empty() {
        output.line("The nearest reading, not confirmed:");
    }
    for line in &answer.answers {
        output.line(line);
    }
    for band in &answer.bands {
        print_band(band, output);
    }
    for premium in &answer.published {
        output.line(&published_premium(premium));
    }
    for note in &answer.notes {
        output.line(&format!("! {note}"));
    }
    for refusal in &answer.refusals {
        output.line(&format!(
            "No answer for {}: {}",
            refusal.about, refusal.reason
        ));
    }
}

fn band(ask: &Ask, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    let answer = workbench.market_band(&ask.request())?;
    if output.wants_json() {
        return output.json(&answer);
    }
    print_band(&answer, output);
    Ok(())
}

fn print_band(answer: &MarketBand, output: &mut Output) {
    let band = &answer.band;
    output.line(&format!(
        "{}, {} a year, {} ({}, as of {})",
        band.subject,
        band.measure.label(),
        band.currency,
        answer.class.label(),
        band.as_of
    ));
    for (percent, value) in band.points() {
        let least = if band.is_top_coded(value) {
            "at least "
        } else {
            ""
        };
        let ci = band
            .ci
            .get(&format!("p{percent}"))
            .map_or(String::new(), |ci| {
                format!(
                    "  ({} to {})",
                    money(ci.low, band.currency),
                    money(ci.high, band.currency)
                )
            });
        output.line(&format!(
            "  p{percent}  {least}{:>14}{ci}",
            money(value, band.currency)
        ));
    }
    if let (Some(n), Some(effective)) = (band.n, band.n_effective) {
        output.line(&format!(
            "  n={n}, effective {effective:.0}; {:.0}% from wider cells",
            band.pooled_share * 100.0
        ));
    }
    for other in &answer.official {
        if let Some(p50) = other.p50 {
            output.line(&format!(
                "  beside: {}, median {}",
                other.subject,
                money(p50, other.currency)
            ));
        }
    }
    for caveat in &band.caveats {
        output.line(&format!("! {caveat}"));
    }
    for source in source_lines(&band.sources) {
        output.line(&format!("[{source}]"));
    }
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
        return output.json(snapshot);
    }
    output.line(&format!(
        "{}: {} ({})",
        snapshot.source,
        snapshot.title,
        snapshot.class.label()
    ));
    output.line(&format!(
        "file {} sha256 {}",
        snapshot.file, snapshot.sha256
    ));
    for (label, value) in [("url", &snapshot.url), ("licence", &snapshot.licence)] {
        if let Some(value) = value {
            output.line(&format!("{label} {value}"));
        }
    }
    output.line(&format!(
        "{} rows in, {} kept, {} exact copies",
        snapshot.rows_in, snapshot.rows_kept, snapshot.copies
    ));
    for (reason, rows) in &snapshot.dropped {
        output.line(&format!("  set aside {rows:>8}  {reason}"));
    }
    for note in &snapshot.notes {
        output.line(&format!("  {note}"));
    }
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
        return output.json(&summary);
    }
    output.line(&format!(
        "{} as {} ({}): {} rows in, {} kept{}",
        summary.source,
        summary.format,
        summary.class.label(),
        summary.rows_in,
        summary.rows_kept,
        if summary.replaced {
            ", replacing the earlier import"
        } else {
            ""
        }
    ));
    if summary.copies > 0 {
        output.line(&format!(
            "  {} rows repeat others exactly and bear no id: counted once as evidence",
            summary.copies
        ));
    }
    if summary.paired > 0 {
        output.line(&format!(
            "  {} pairs of rows read as one advertised range each",
            summary.paired
        ));
    }
    for aside in &summary.set_aside {
        output.line(&format!(
            "  set aside {:>8}  {} (first in row {}: {})",
            aside.rows, aside.reason, aside.first_row, aside.example
        ));
    }
    for (doubt, rows) in &summary.doubts {
        output.line(&format!("  in doubt  {rows:>8}  {doubt}"));
    }
    Ok(())
}
