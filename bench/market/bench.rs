//! Speed and memory of the market store on synthetic disclosures.
//!
//!     cargo run --release -p batna-market --example market-bench -- ROWS FOLDER
//!
//! Writes a CSV of ROWS labor condition applications to FOLDER, imports it into a fresh
//! store there, and prints rows a second, peak memory, and the time of bands: precomputed
//! (all dimensions in cells) and ad hoc (by employer, from rows). `compare.py` beside it
//! asks DuckDB and Polars for the same medians over the same rows.
#![allow(clippy::disallowed_methods)] // A bench reads the clock and writes files.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use batna_core::Measure;
use batna_market::band::{BandQuery, Settings, band};
use batna_market::observation::{Dimension, Observations, Selection};
use batna_market::reference::{Reference, ReferenceTexts};
use batna_market::rules::{RuleTexts, Rules};
use batna_market::store::{ImportRequest, Store};

type Failure = Box<dyn std::error::Error>;

fn text(path: &str) -> Result<&'static str, Failure> {
    batna_data::text(path).ok_or_else(|| format!("no {path}").into())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(rows), Some(folder)) = (arguments.first(), arguments.get(1)) else {
        return Err("usage: market-bench ROWS FOLDER".into());
    };
    let rows: u64 = rows.parse()?;
    let folder = Path::new(folder);
    let csv = folder.join("lca.csv");
    if !csv.exists() {
        write_rows(&csv, rows)?;
    }
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
        },
        &reference,
    )?;
    let path = folder.join("market.sqlite");
    let _ = std::fs::remove_file(&path);
    let mut store = Store::open(&path)?;
    let request = ImportRequest {
        source: "lca".to_owned(),
        file: "lca.csv".to_owned(),
        ..ImportRequest::default()
    };
    let start = Instant::now();
    let summary = store.import(
        &request,
        &mut File::open(&csv)?,
        &rules,
        &reference,
        &mut |_| {},
    )?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "import: {} rows in {seconds:.1} s, {:.0} rows/s, {} kept, peak memory {} MB",
        summary.rows_in,
        summary.rows_in as f64 / seconds,
        summary.rows_kept,
        peak_megabytes()
    );
    let query = |selection| BandQuery {
        selection,
        measure: Measure::Base,
        currency: None,
        as_of: jiff::civil::date(2026, 1, 1),
        subject: String::new(),
    };
    let place = Selection::all()
        .with(Dimension::Role, "ml-engineer")
        .with(Dimension::Seniority, "senior")
        .with(Dimension::Country, "US")
        .with(Dimension::Metro, "san-francisco");
    let employer = Selection::all()
        .with(Dimension::Role, "ml-engineer")
        .with(Dimension::Employer, "employer-77");
    for (name, selection) in [("precomputed", place), ("ad hoc, one employer", employer)] {
        for run in ["first", "second"] {
            let start = Instant::now();
            let answer = band(
                &store,
                &query(selection.clone()),
                None,
                &Settings::default(),
            )?;
            let milliseconds = start.elapsed().as_secs_f64() * 1e3;
            let p50 = answer.ok().and_then(|a| a.band.p50);
            println!("band, {name}, {run}: {milliseconds:.2} ms, median {p50:?}");
        }
    }
    let start = Instant::now();
    let by = [Dimension::Role, Dimension::Seniority, Dimension::Metro];
    let cells = store.cells(&Selection::all(), Measure::Base, &by)?;
    println!(
        "all {} bands at once: {:.1} ms",
        cells.len(),
        start.elapsed().as_secs_f64() * 1e3
    );
    Ok(())
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes / 1024)
}

/// Rows like a disclosure's, from a counter: no randomness, the same file every time.
fn write_rows(path: &Path, rows: u64) -> Result<(), Failure> {
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
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
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
