//! The guides of the shared folder; skipped, and said so, where it is absent.

mod hand_checked;

use std::path::{Path, PathBuf};

use batna_guide::Guide;

fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("BATNA_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let guides = shared.join("data/guides");
    guides.is_dir().then_some(guides)
}

/// Every guide, by name, in the order of names.
pub fn guides() -> Option<Vec<Guide>> {
    let Some(folder) = folder() else {
        println!("skipped: no shared guides (set BATNA_SHARED)");
        return None;
    };
    let mut paths = Vec::new();
    for company in std::fs::read_dir(&folder).ok()?.flatten() {
        for file in std::fs::read_dir(company.path()).ok()?.flatten() {
            paths.push(file.path());
        }
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path
            .strip_prefix(&folder)
            .ok()?
            .to_string_lossy()
            .into_owned();
        Some(batna_guide::read(&name, &std::fs::read(path).ok()?))
    };
    paths.iter().map(read).collect()
}

#[test]
fn nearly_every_row_is_read_and_the_others_say_why() {
    let Some(guides) = guides() else { return };
    let rows: usize = guides.iter().map(|g| g.rows.len()).sum();
    let read: usize = guides.iter().map(Guide::rows_read).sum();
    for guide in &guides {
        for row in guide.rows.iter().filter(|row| !row.is_read()) {
            println!("{}:{}: {}", guide.file, row.line, row.unread.join("; "));
        }
    }
    let pay: usize = guides.iter().map(|g| g.pay.len()).sum();
    println!(
        "{read} of {rows} rows read in {} guides; {pay} rows of pay",
        guides.len()
    );
    assert!(read * 100 >= rows * 98);
}

#[test]
fn every_guide_is_audited() {
    let Some(guides) = guides() else { return };
    let as_of = jiff::civil::date(2026, 11, 1);
    let mut counts = std::collections::BTreeMap::new();
    let mut tally = [0; 4];
    for guide in &guides {
        let audit = batna_guide::audit(guide, as_of);
        for finding in &audit.findings {
            *counts.entry(finding.code).or_insert(0) += 1;
        }
        let t = audit.tally;
        for (sum, n) in tally.iter_mut().zip([
            t.reconcile,
            t.grant_counted_as_year,
            t.differ,
            t.not_comparable,
        ]) {
            *sum += n;
        }
    }
    println!("reconcile, grant as year, differ, not comparable: {tally:?}");
    println!("{counts:?}");
    let comparable: usize = tally.iter().take(3).sum();
    // Measured apart on the same tables: about a fifth hold, about a quarter count the
    // whole grant as a year.
    assert!((15..=30).contains(&(tally[0] * 100 / comparable)));
    assert!((18..=32).contains(&(tally[1] * 100 / comparable)));
}

/// The two company guides among the seeds, one of them with broken encoding.
#[test]
fn the_seed_guides_read_as_the_published_figures_state_them() {
    let Some(folder) = folder() else {
        println!("skipped: no shared guides (set BATNA_SHARED)");
        return;
    };
    let seeds = folder.join("../../seeds");
    let texts = batna_data::under("published");
    let published = batna_guide::PublishedSet::parse(texts.iter().map(|f| (f.path, f.text)))
        .expect("the built-in files hold together");
    let mut compared = 0;
    for entry in std::fs::read_dir(&seeds).into_iter().flatten().flatten() {
        let bytes = std::fs::read(entry.path()).expect("a seed is readable");
        let guide = batna_guide::read("seed", &bytes);
        let Some(company) = guide.company.clone() else {
            continue;
        };
        for row in &guide.pay {
            let ranges = published.ranges(&batna_guide::Query {
                place: Some(&row.region),
                company: Some(&company),
                ..Default::default()
            });
            let stated: Vec<_> = (ranges.iter())
                .filter(|(range, fit)| range.company.is_some() && fit.distance() == 0)
                .filter_map(|(range, _)| Some((range.low.money()?, range.high.money()?)))
                .collect();
            let read: Vec<_> = [
                row.base.as_ref(),
                row.stock.as_ref().and_then(|s| s.pay.as_ref()),
                row.total.as_ref(),
            ]
            .into_iter()
            .flatten()
            .map(|pay| (pay.span.low, pay.span.high))
            .collect();
            assert_eq!(read, stated, "{company}, {}", row.region);
            compared += 1;
        }
    }
    assert_eq!(compared, 5);
}
