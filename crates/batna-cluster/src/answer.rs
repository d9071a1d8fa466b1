//! Questions on the command line, and their answers as text or JSON.

use std::io::Write;
use std::sync::Arc;

use batna_cluster::failure::Failure;
use batna_cluster::source::Source;
use batna_core::{Currency, Diagnostic, Measure};
use batna_market::band::{BandAnswer, BandQuery, Refusal, Settings, USUAL, band, bands, ladder};
use batna_market::drift::Drift;
use batna_market::observation::{Dimension, Selection, SourceClass};
use batna_market::rollup::Rollup;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// Where the rows are and what counts them.
#[derive(clap::Args)]
struct Place {
    /// Count in this process
    #[arg(
        long,
        required_unless_present = "scheduler",
        conflicts_with = "scheduler"
    )]
    local: bool,
    /// Count on the cluster of this scheduler, as host:port
    #[arg(long, value_name = "HOST:PORT", value_parser = crate::host_port)]
    scheduler: Option<(String, u16)>,
    /// An exported file, or a folder of them; on a cluster, where every executor finds it by this name
    #[arg(long, value_name = "PATH", required = true, num_args = 1..)]
    data: Vec<String>,
    /// Parts that a cluster splits a query into
    #[arg(long, value_name = "N", default_value_t = 16)]
    partitions: usize,
    /// Count every row, even where the export brings the cells that answer
    #[arg(long, conflicts_with = "scheduler")]
    count_rows: bool,
}

impl Place {
    fn open(&self, runtime: Arc<Runtime>) -> Result<Source, Failure> {
        match &self.scheduler {
            None => {
                let source = Source::local(runtime, &self.data)?;
                Ok(if self.count_rows {
                    source.counting_rows()
                } else {
                    source
                })
            }
            #[cfg(feature = "ballista")]
            Some((host, port)) => Source::remote(
                runtime,
                &format!("{host}:{port}"),
                self.partitions.max(1),
                &self.data,
            ),
            #[cfg(not(feature = "ballista"))]
            Some((host, port)) => Err(Diagnostic::error(
                "cluster::scheduler",
                format!("{host}:{port} cannot be asked: this program was built without Ballista"),
            )
            .remedy("Build it without --no-default-features, or take --local.")
            .into()),
        }
    }
}

/// How amounts are told.
#[derive(clap::Args)]
struct Told {
    /// base, bonus, equity or total
    #[arg(long, value_name = "MEASURE", default_value = "base")]
    measure: Measure,
    /// verified, disclosed, self-reported, advertised or mixed
    #[arg(long, value_name = "CLASS")]
    class: Option<SourceClass>,
    /// The day the band speaks of [default: today]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// One JSON object on stdout
    #[arg(long)]
    json: bool,
}

impl Told {
    fn day(&self) -> Date {
        self.as_of.unwrap_or_else(|| {
            jiff::Timestamp::now()
                .to_zoned(jiff::tz::TimeZone::UTC)
                .date()
        })
    }
}

#[derive(clap::Args)]
pub struct Band {
    #[command(flatten)]
    place: Place,
    /// As the column `role` has it, such as ml-engineer
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// As the column `seniority` has it, such as senior
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// Such as US
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// As the column `metro` has it, such as san-francisco
    #[arg(long, value_name = "METRO")]
    metro: Option<String>,
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// As the column `employer` has it
    #[arg(long, value_name = "NAME")]
    employer: Option<String>,
    /// [default: the currency most rows are in]
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
    #[command(flatten)]
    told: Told,
}

impl Band {
    pub fn run(self, runtime: Arc<Runtime>) -> Result<(), Failure> {
        let mut selection = Selection {
            class: self.told.class,
            ..Selection::all()
        };
        for (dimension, value) in [
            (Dimension::Role, Some(&self.role)),
            (Dimension::Seniority, self.level.as_ref()),
            (Dimension::Country, self.country.as_ref()),
            (Dimension::Metro, self.metro.as_ref()),
            (Dimension::Stage, self.stage.as_ref()),
            (Dimension::Employer, self.employer.as_ref()),
        ] {
            if let Some(value) = value {
                selection = selection.with(dimension, value.as_str());
            }
        }
        let source = self.place.open(runtime)?;
        // One question to the engine, however many wider cells the band draws on.
        let rollup = ladder(&source, &selection, self.told.measure)?;
        let query = BandQuery {
            subject: cell(&selection),
            selection,
            measure: self.told.measure,
            currency: self.currency,
            as_of: self.told.day(),
        };
        let answer = band(&rollup, &query, Some(&drift()?), &Settings::default())
            .map_err(|error| Failure::query(&error))?;
        match answer {
            Ok(answer) if self.told.json => {
                let mut object = object(&answer)?;
                object.insert("schema".to_owned(), json!("batna/cluster-band/1"));
                print(&Value::Object(object).to_string())
            }
            Ok(answer) => {
                let mut text = line(&query.subject, &answer);
                for caveat in &answer.band.caveats {
                    text += &format!("\n! {caveat}");
                }
                for source in &answer.band.sources {
                    text += &format!("\n  {}", source.title);
                }
                print(&text)
            }
            Err(refusal) => Err(refused(&refusal)),
        }
    }
}

#[derive(clap::Args)]
pub struct Bands {
    #[command(flatten)]
    place: Place,
    /// What cells are told apart by: role, seniority, country, metro, stage, employer
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', value_parser = dimension)]
    by: Vec<Dimension>,
    #[command(flatten)]
    told: Told,
}

impl Bands {
    pub fn run(self, runtime: Arc<Runtime>) -> Result<(), Failure> {
        let source = self.place.open(runtime)?;
        let selection = Selection {
            class: self.told.class,
            ..Selection::all()
        };
        let by = if self.by.is_empty() {
            &USUAL[..]
        } else {
            &self.by
        };
        let rollup = Rollup::of(&source, selection, self.told.measure, by)?;
        let as_of = self.told.day();
        let answers = bands(&rollup, as_of, Some(&drift()?), &Settings::default())
            .map_err(|error| Failure::query(&error))?;
        if self.told.json {
            let cells = answers
                .iter()
                .map(|(selection, answer)| {
                    let values: Map<String, Value> = selection
                        .with
                        .iter()
                        .map(|(dimension, value)| (dimension.label().to_owned(), json!(value)))
                        .collect();
                    let (key, answer) = match answer {
                        Ok(answer) => ("band", object(answer)?),
                        Err(refusal) => ("refused", object(refusal)?),
                    };
                    Ok(json!({"cell": values, key: answer}))
                })
                .collect::<Result<Vec<Value>, Failure>>()?;
            return print(
                &json!({
                    "schema": "batna/cluster-bands/1",
                    "as_of": as_of,
                    "measure": self.told.measure,
                    "bands": cells,
                })
                .to_string(),
            );
        }
        let mut text = String::new();
        let mut refused = 0;
        for (selection, answer) in &answers {
            match answer {
                Ok(answer) => text += &format!("{}\n", line(&cell(selection), answer)),
                Err(_) => refused += 1,
            }
        }
        text += &format!(
            "{} bands of {} rows as of {as_of}; {refused} cells are too thin for one",
            answers.len() - refused,
            source.len()
        );
        print(&text)
    }
}

fn object(answer: &impl serde::Serialize) -> Result<Map<String, Value>, Failure> {
    match serde_json::to_value(answer) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(Failure::query(&format!("{other} is no object"))),
        Err(error) => Err(Failure::query(&error)),
    }
}

/// The cell in words: its values in the order of dimensions.
fn cell(selection: &Selection) -> String {
    selection
        .with
        .values()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn line(subject: &str, answer: &BandAnswer) -> String {
    let band = &answer.band;
    let show = |value: Option<f64>| value.map_or("?".to_owned(), |v| format!("{v:.0}"));
    format!(
        "{subject}: {} {} p10 {} p25 {} p50 {} p75 {} p90 {} (n={}, effective {:.0}, {}{})",
        band.measure.label(),
        band.currency,
        show(band.p10),
        show(band.p25),
        show(band.p50),
        show(band.p75),
        show(band.p90),
        band.n.unwrap_or(0),
        band.n_effective.unwrap_or(0.0),
        answer.class.label(),
        if band.pooled_share > 0.0 {
            format!(", {:.0}% from wider cells", band.pooled_share * 100.0)
        } else {
            String::new()
        }
    )
}

fn refused(refusal: &Refusal) -> Failure {
    Diagnostic::error(
        "cluster::no-band",
        format!(
            "{} has {:.0} effective observations; {:.0} are needed for a band",
            refusal.cell, refusal.n_effective, refusal.least
        ),
    )
    .remedy("Ask for a wider cell; `batna-cluster bands` shows those there are.")
    .into()
}

fn drift() -> Result<Drift, Failure> {
    let text = batna_data::text("market/drift.toml")
        .ok_or_else(|| Failure::query(&"the built-in data lacks market/drift.toml"))?;
    Drift::parse(text).map_err(|error| Failure::query(&format!("built-in data: {error}")))
}

/// Prints to stdout; a reader that went away is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::query(&error)),
        _ => Ok(()),
    }
}

fn dimension(text: &str) -> Result<Dimension, String> {
    [
        Dimension::Role,
        Dimension::Seniority,
        Dimension::Country,
        Dimension::Metro,
        Dimension::Stage,
        Dimension::Employer,
    ]
    .into_iter()
    .find(|dimension| dimension.label() == text)
    .ok_or_else(|| "it is role, seniority, country, metro, stage or employer".into())
}
