//! Speed and memory of the market store; `compare.py` beside it runs this and the peers.
//!
//!     market-bench write ROWS SEED FILE.csv       synthetic labor condition applications
//!     market-bench import FILE STORE              into a fresh store
//!     market-bench export STORE FILE.csv          the cleaned columns, for the peers
//!     market-bench parquet STORE FILE.parquet     as `batna market export` writes it
//!     market-bench bands STORE                    bands: from cells, by employer, all at once
//!     market-bench split STORE CLASS MEASURE FILE.csv   rows in dollars with their part of the
//!                                                 predictor's split, for `boosting.py`
//!
//! Each prints one JSON object.
#![allow(clippy::disallowed_methods)] // A bench reads the clock and writes files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use batna_core::{Currency, Measure};
use batna_market::band::{BandQuery, Settings, band};
use batna_market::observation::{Dimension, Observations, Selection, SourceClass};
use batna_market::predict;
use batna_market::reference::{Reference, ReferenceTexts};
use batna_market::rules::{RuleTexts, Rules};
use batna_market::store::{ImportRequest, Store};
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

fn text(path: &str) -> Result<&'static str, Failure> {
    batna_data::text(path).ok_or_else(|| format!("no {path}").into())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["write", rows, seed, file] => {
            write_rows(Path::new(file), rows.parse()?, seed.parse()?)?;
            json!({ "rows": rows })
        }
        ["import", file, store] => import(Path::new(file), Path::new(store))?,
        ["export", store, file] => export(Path::new(store), Path::new(file))?,
        ["parquet", store, file] => {
            let store = Store::open(Path::new(store))?;
            let mut out = BufWriter::new(File::create(file)?);
            let start = Instant::now();
            let rows = store.export_parquet(&Selection::all(), false, &mut out)?;
            json!({ "rows": rows, "seconds": start.elapsed().as_secs_f64() })
        }
        ["bands", store] => bands(Path::new(store))?,
        ["split", store, class, measure, file] => {
            split(Path::new(store), class, measure, Path::new(file))?
        }
        _ => return Err("usage: market-bench write|import|export|parquet|bands ...".into()),
    };
    println!("{result}");
    Ok(())
}

fn import(file: &Path, path: &Path) -> Result<serde_json::Value, Failure> {
    let reference = Reference::new(ReferenceTexts {
        sources: text("reference/sources.toml")?,
        oews: text("reference/oews.txt")?,
        rpp: text("reference/rpp.txt")?,
        ecb: text("reference/ecb.txt")?,
        ppp: text("reference/ppp.txt")?,
    })?;
    let rules = Rules::parse(
        RuleTexts {
            roles: text("market/roles.toml")?,
            seniority: text("market/seniority.toml")?,
            levels: text("market/levels.toml")?,
            employers: text("market/employers.toml")?,
            places: text("market/places.toml")?,
            zones: text("market/zones.toml")?,
        },
        &reference,
    )?;
    let mut store = Store::open(path)?;
    // By the file, so that several may lie in one store.
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let request = ImportRequest {
        source: name.into_owned(),
        file: file.display().to_string(),
        ..ImportRequest::default()
    };
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let summary = store.import(
        &request,
        &mut File::open(file)?,
        &rules,
        &reference,
        &mut |_| {},
    )?;
    Ok(json!({
        "rows": summary.rows_in,
        "kept": summary.rows_kept,
        "seconds": start.elapsed().as_secs_f64(),
        "cpu_seconds": cpu_seconds() - cpu,
        "peak_mb": peak_megabytes(),
    }))
}

/// What the peers ask of: the columns that a band selects by, and base pay.
fn export(store: &Path, file: &Path) -> Result<serde_json::Value, Failure> {
    let store = Store::open_read_only(store)?;
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "role,seniority,country,metro,employer,year,base")?;
    let (mut rows, mut failure) = (0u64, None);
    store.rows(&Selection::all(), &mut |row| {
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        let base = row.base.map_or(String::new(), |base| base.to_string());
        rows += 1;
        let line = writeln!(
            out,
            "{},{},{},{},{},{},{base}",
            word(&row.role),
            word(&row.seniority),
            word(&row.country),
            word(&row.metro),
            word(&row.employer),
            row.year(),
        );
        failure = line.err();
        failure.is_none()
    })?;
    if let Some(error) = failure {
        return Err(error.into());
    }
    out.flush()?;
    Ok(json!({ "rows": rows }))
}

fn bands(path: &Path) -> Result<serde_json::Value, Failure> {
    let milliseconds = |start: Instant| start.elapsed().as_secs_f64() * 1e3;
    let start = Instant::now();
    let store = Store::open_read_only(path)?;
    let opened = milliseconds(start);
    let place = Selection::all()
        .with(Dimension::Role, "ml-engineer")
        .with(Dimension::Seniority, "senior")
        .with(Dimension::Country, "US")
        .with(Dimension::Metro, "san-francisco");
    // As the peers count: every row weighs alike, nothing is aged.
    let settings = Settings {
        half_life: None,
        age: false,
        ..Settings::default()
    };
    let mut answers = serde_json::Map::new();
    for (name, selection) in [
        ("cells", place.clone()),
        (
            "employer",
            place.clone().with(Dimension::Employer, "employer-77"),
        ),
        (
            "employer_anywhere",
            Selection::all()
                .with(Dimension::Role, "ml-engineer")
                .with(Dimension::Employer, "employer-77"),
        ),
    ] {
        let query = BandQuery {
            selection: selection.clone(),
            measure: Measure::Base,
            currency: None,
            as_of: jiff::civil::date(2026, 1, 1),
            subject: String::new(),
        };
        let mut times = Vec::new();
        for _ in 0..7 {
            let start = Instant::now();
            let _ = band(&store, &query, None, &settings)?;
            times.push(milliseconds(start));
        }
        // The sample alone, as the peers see it, without what is drawn from wider cells.
        let start = Instant::now();
        let cells = store.cells(&selection, Measure::Base, &[])?;
        let alone = milliseconds(start);
        let mut all = batna_market::histogram::LogHistogram::default();
        for cell in cells.values() {
            all.merge(&cell.amounts);
        }
        let best = times.iter().copied().fold(f64::INFINITY, f64::min);
        answers.insert(
            name.to_owned(),
            json!({
                "first_ms": times.first(), "best_ms": best, "without_pooling_ms": alone,
                "n": all.count(), "median": median(&all),
            }),
        );
    }
    let by = [Dimension::Role, Dimension::Seniority, Dimension::Metro];
    let mut all_ms = f64::INFINITY;
    let mut count = 0;
    for _ in 0..3 {
        let start = Instant::now();
        let cells = store.cells(&Selection::all(), Measure::Base, &by)?;
        let mut bands = std::collections::BTreeMap::new();
        for (key, cell) in cells {
            let all: &mut batna_market::histogram::LogHistogram = bands.entry(key.by).or_default();
            all.merge(&cell.amounts);
        }
        let medians: Vec<f64> = bands.values().map(median).collect();
        count = medians.len();
        all_ms = all_ms.min(milliseconds(start));
    }
    Ok(json!({
        "open_ms": opened, "answers": answers, "all_ms": all_ms, "bands": count,
        "peak_mb": peak_megabytes(),
    }))
}

/// Rows of the predictor's split as CSV, and what the predictor itself makes of them.
fn split(
    store: &Path,
    class: &str,
    measure: &str,
    file: &Path,
) -> Result<serde_json::Value, Failure> {
    let store = Store::open_read_only(store)?;
    let class = class.parse::<SourceClass>()?;
    let measure = match measure {
        "base" => Measure::Base,
        "total" => Measure::Total,
        _ => return Err("base or total".into()),
    };
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(
        out,
        "part,role,seniority,country,metro,stage,size,employer,remote,years,time,amount,expected,regression"
    )?;
    let rows = predict::checked(&store, class, Currency::USD, measure)?;
    for row in &rows {
        let p = &row.profile;
        let word =
            |text: &Option<String>| text.clone().unwrap_or_default().replace([',', '"'], " ");
        let number = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
        writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
            row.part,
            word(&p.role),
            word(&p.seniority),
            word(&p.country),
            word(&p.metro),
            word(&p.stage),
            word(&p.size),
            word(&p.employer),
            p.remote.map_or(String::new(), |r| r.to_string()),
            number(p.years),
            number(
                p.date
                    .map(|d| f64::from(d.year()) + f64::from(d.day_of_year()) / 365.25)
            ),
            row.amount,
            row.expected,
            row.regression,
        )?;
    }
    out.flush()?;
    let predictor = predict::fit(&store, class, Currency::USD, measure)?.ok_or("too few rows")?;
    Ok(json!({ "rows": rows.len(), "coverage": predictor.coverage }))
}

/// The amount that half the rows do not exceed.
fn median(amounts: &batna_market::histogram::LogHistogram) -> f64 {
    let mut before = 0;
    for (amount, count) in amounts.points() {
        before += count;
        if before * 2 >= amounts.count() {
            return amount;
        }
    }
    f64::NAN
}

/// User and system time of all threads so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind = stat.rsplit(')').next().unwrap_or("");
    let ticks: f64 = (behind.split_whitespace().skip(11).take(2))
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes / 1024)
}

/// Rows like a disclosure's: the same file for the same seed.
fn write_rows(path: &Path, rows: u64, seed: u64) -> Result<(), Failure> {
    const TITLES: [&str; 10] = [
        "Senior Machine Learning Engineer",
        "Software Engineer II",
        "Data Scientist",
        "Staff Software Engineer - Machine Learning",
        "Research Scientist",
        "Software Developer",
        "Data Engineer",
        "Applied Scientist II",
        "Principal Data Scientist",
        "MLOps Engineer",
    ];
    const PLACES: [&str; 12] = [
        "San Francisco,CA",
        "New York,NY",
        "Seattle,WA",
        "Austin,TX",
        "Boston,MA",
        "San Jose,CA",
        "Chicago,IL",
        "Dallas,TX",
        "Atlanta,GA",
        "Denver,CO",
        "Houston,TX",
        "Raleigh,NC",
    ];
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "CASE_NUMBER,CASE_STATUS,DECISION_DATE,EMPLOYER_NAME,JOB_TITLE,SOC_TITLE,FULL_TIME_POSITION,\
         WORKSITE_CITY,WORKSITE_STATE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY"
    )?;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (seed << 1);
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    for row in 0..rows {
        let title = TITLES[next(10) as usize];
        let place = PLACES[next(12) as usize];
        // A sum of four is bell-shaped enough.
        let wage = 80_000 + next(40_000) + next(40_000) + next(40_000) + next(40_000);
        let (year, month, day) = (2020 + next(6), 1 + next(12), 1 + next(28));
        let employer = next(20_000);
        writeln!(
            out,
            "I-200-{row},Certified,{year}-{month:02}-{day:02},Employer {employer} Inc.,{title},\
             Software Developers,Y,{place},{wage},,Year"
        )?;
    }
    out.flush()?;
    Ok(())
}
