//! The real files, where they are at hand: `BATNA_SHARED`, or `shared` beside the checkout.

use std::fs::File;
use std::path::PathBuf;

use batna_market::import::{Format, Options};
use batna_market::store::{ImportRequest, ImportSummary, Store};

use crate::reference::embedded;
use crate::rules::rules;

pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("BATNA_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    println!("skipped: {} is not at hand", file.display());
    None
}

pub fn import(store: &mut Store, path: &str) -> Option<ImportSummary> {
    let file = shared(path)?;
    let reference = embedded();
    let rules = rules(&reference);
    let request = ImportRequest {
        source: path.to_owned(),
        file: path.to_owned(),
        options: Options::default(),
        ..ImportRequest::default()
    };
    let mut input = File::open(file).unwrap();
    let summary = store
        .import(&request, &mut input, &rules, &reference, &mut |_| {})
        .unwrap();
    println!("{summary:#?}");
    let aside: u64 = summary.set_aside.iter().map(|a| a.rows).sum();
    assert_eq!(
        summary.rows_in,
        summary.rows_kept + summary.copies + summary.paired + aside,
        "every row is accounted for"
    );
    Some(summary)
}

/// All counts of the real files in one store, which other checks then use.
pub fn everything() -> Option<Store> {
    let mut store = Store::in_memory().unwrap();
    let jobs = import(&mut store, "comps/aijobs_salaries_2025-01-19.csv")?;
    assert_eq!(jobs.format, Format::AiJobs.label());
    assert_eq!((jobs.rows_in, jobs.copies), (74_301, 39_304));
    let levels = import(&mut store, "comps/levels_fyi_2021-08.csv.zip")?;
    assert_eq!(levels.rows_in, 62_642);
    let filings = import(&mut store, "comps/dol_lca_extract_fy2026_q1.csv")?;
    assert_eq!(filings.rows_in, 30_000);
    let boards = import(&mut store, "postings/ats_jobs_2026-08.csv")?;
    assert_eq!(boards.rows_in, 8_313);
    for path in [
        "postings/ai_newgrad_postings_2026-08.json",
        "postings/ats_native/ashby.json",
        "postings/ats_native/greenhouse.json",
        "postings/ats_native/lever.json",
    ] {
        import(&mut store, path)?;
    }
    Some(store)
}
