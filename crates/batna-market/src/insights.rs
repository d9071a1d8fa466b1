//! Findings over a whole store, ranked: what moved, what lies out of line, which
//! employers pay above the band, where evidence is thin.
//!
//! Each finding carries its numbers; differences smaller than sampling would make them
//! are not findings. Leaves out causes.

use std::collections::BTreeMap;

use batna_core::{Currency, Measure, Money};
use serde::Serialize;

use crate::observation::{Cell, CellKey, Dimension, Observations, Selection, SourceClass};
use crate::sample::Sample;

/// Observations that each side of a comparison needs.
const LEAST: f64 = 20.0;

/// The family of work that no other one holds.
/// The family of titles that belong to none.
pub const OTHER_WORK: &str = "other";

/// What kind of finding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    Moved,
    OutOfLine,
    PaysAbove,
    SourcesDiffer,
    Thin,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Finding {
    pub kind: FindingKind,
    /// What it is about, such as `ml-engineer US senior`.
    pub about: String,
    pub text: String,
    pub currency: Currency,
    pub class: SourceClass,
    /// The two medians compared, the later or particular one first; counts for thin cells.
    pub value: f64,
    pub against: f64,
    pub n: u64,
    pub n_against: u64,
    /// Standard errors that the difference measures; the rank.
    pub strength: f64,
}

/// The findings of a selection, strongest first within each kind; `metro_name` gives an
/// area's name for its id.
pub fn insights<S: Observations>(
    source: &S,
    selection: &Selection,
    measure: Measure,
    most: usize,
    metro_name: &dyn Fn(&str) -> String,
) -> Result<Vec<Finding>, S::Error> {
    let by = [Dimension::Role, Dimension::Country, Dimension::Seniority];
    let cells = source.cells(selection, measure, &by)?;
    let mut findings = Vec::new();
    moved(&cells, &mut findings);
    sources_differ(&cells, &mut findings);
    thin(&cells, &mut findings);
    out_of_line(
        &source.cells(
            selection,
            measure,
            &[
                Dimension::Role,
                Dimension::Country,
                Dimension::Seniority,
                Dimension::Metro,
            ],
        )?,
        metro_name,
        &mut findings,
    );
    pays_above(
        &source.cells(
            selection,
            measure,
            &[
                Dimension::Role,
                Dimension::Country,
                Dimension::Seniority,
                Dimension::Employer,
            ],
        )?,
        &mut findings,
    );
    findings.sort_by(|a, b| {
        (a.kind.cmp(&b.kind))
            .then(b.strength.total_cmp(&a.strength))
            .then(a.about.cmp(&b.about))
    });
    let mut kept: BTreeMap<FindingKind, usize> = BTreeMap::new();
    findings.retain(|finding| {
        let count = kept.entry(finding.kind).or_default();
        *count += 1;
        *count <= most
    });
    Ok(findings)
}

type Group<'a> = (Vec<&'a str>, SourceClass, Currency);

/// Cells of equal dimensions (the first `depth`), class and currency, told apart by `part`.
fn grouped<'a, P: Ord>(
    cells: &'a BTreeMap<CellKey, Cell>,
    depth: usize,
    part: impl Fn(&'a CellKey) -> Option<P>,
) -> BTreeMap<Group<'a>, BTreeMap<P, Sample>> {
    let mut parts: BTreeMap<Group<'a>, BTreeMap<P, Vec<&Cell>>> = BTreeMap::new();
    for (key, cell) in cells {
        let names: Vec<&str> = key.by.iter().take(depth).map(String::as_str).collect();
        // Work outside the families is a mixture: what moves there is its make-up.
        if names.iter().any(|name| name.is_empty()) || names.first() == Some(&OTHER_WORK) {
            continue;
        }
        if let Some(part) = part(key) {
            let group = parts.entry((names, key.class, key.currency)).or_default();
            group.entry(part).or_default().push(cell);
        }
    }
    parts
        .into_iter()
        .map(|(group, parts)| {
            let samples = parts.into_iter().map(|(part, cells)| {
                let points = cells.iter().flat_map(|c| c.amounts.points());
                (part, Sample::new(points.map(|(x, n)| (x, n, 1.0))))
            });
            (group, samples.collect())
        })
        .collect()
}

struct Difference {
    value: f64,
    against: f64,
    strength: f64,
}

/// Medians of two samples and their difference in standard errors of the mean log.
fn difference(a: &Sample, b: &Sample) -> Option<Difference> {
    if a.effective < LEAST || b.effective < LEAST {
        return None;
    }
    let ((mean_a, var_a), (mean_b, var_b)) = (a.log_moments()?, b.log_moments()?);
    let error = (var_a / a.effective + var_b / b.effective).sqrt();
    (error > 0.0).then_some(Difference {
        value: a.quantile(0.5)?,
        against: b.quantile(0.5)?,
        strength: (mean_a - mean_b) / error,
    })
}

/// A difference counts from three standard errors and three percent on.
fn counts(d: &Difference) -> bool {
    let apart = (d.value / d.against - 1.0).abs() >= 0.03;
    // Median and mean must tell the same story.
    apart && d.strength.abs() >= 3.0 && (d.value > d.against) == (d.strength > 0.0)
}

fn finding(
    kind: FindingKind,
    group: &Group<'_>,
    text: String,
    d: &Difference,
    n: (&Sample, &Sample),
) -> Finding {
    Finding {
        kind,
        about: group.0.join(" "),
        text,
        class: group.1,
        currency: group.2,
        value: d.value.round(),
        against: d.against.round(),
        n: n.0.effective as u64,
        n_against: n.1.effective as u64,
        strength: (d.strength.abs() * 10.0).round() / 10.0,
    }
}

fn percent(d: &Difference) -> f64 {
    (d.value / d.against - 1.0) * 100.0
}

fn moved(cells: &BTreeMap<CellKey, Cell>, findings: &mut Vec<Finding>) {
    let groups = grouped(cells, 3, |key| {
        (key.year > 0).then_some((key.source.as_str(), key.year))
    });
    for (group, years) in &groups {
        for ((source, year), sample) in years {
            let Some(before) = years.get(&(*source, year - 1)) else {
                continue;
            };
            let Some(d) = difference(sample, before).filter(counts) else {
                continue;
            };
            let text = format!(
                "{:+.1}% from {} to {year} in {source}: median {} after {}",
                percent(&d),
                year - 1,
                Money::about(d.value, group.2),
                Money::about(d.against, group.2)
            );
            findings.push(finding(
                FindingKind::Moved,
                group,
                text,
                &d,
                (sample, before),
            ));
        }
    }
}

fn out_of_line(
    cells: &BTreeMap<CellKey, Cell>,
    metro_name: &dyn Fn(&str) -> String,
    findings: &mut Vec<Finding>,
) {
    let metros = grouped(cells, 3, |key| key.by.get(3).map(String::as_str));
    for (group, samples) in &metros {
        for (metro, sample) in samples.iter().filter(|(metro, _)| !metro.is_empty()) {
            let others = samples.iter().filter(|(other, _)| other != &metro);
            let rest = Sample::merged(others.map(|(_, s)| s));
            let Some(d) = difference(sample, &rest).filter(counts) else {
                continue;
            };
            let text = format!(
                "{}: median {}, {:+.0}% from the rest of the country ({})",
                metro_name(metro),
                Money::about(d.value, group.2),
                percent(&d),
                Money::about(d.against, group.2)
            );
            findings.push(finding(
                FindingKind::OutOfLine,
                group,
                text,
                &d,
                (sample, &rest),
            ));
        }
    }
}

fn pays_above(cells: &BTreeMap<CellKey, Cell>, findings: &mut Vec<Finding>) {
    let employers = grouped(cells, 3, |key| key.by.get(3).map(String::as_str));
    for (group, samples) in &employers {
        let all = Sample::merged(samples.values());
        let Some(upper) = all.quantile(0.75) else {
            continue;
        };
        for (employer, sample) in samples
            .iter()
            .filter(|(e, s)| !e.is_empty() && s.effective >= LEAST)
        {
            let rest = Sample::merged(
                samples
                    .iter()
                    .filter(|(e, _)| e != &employer)
                    .map(|(_, s)| s),
            );
            let Some(d) = difference(sample, &rest).filter(|d| counts(d) && d.value > upper) else {
                continue;
            };
            let text = format!(
                "{employer} pays above the band: median {} against a p75 of {} over all",
                Money::about(d.value, group.2),
                Money::about(upper, group.2)
            );
            findings.push(finding(
                FindingKind::PaysAbove,
                group,
                text,
                &d,
                (sample, &rest),
            ));
        }
    }
}

fn sources_differ(cells: &BTreeMap<CellKey, Cell>, findings: &mut Vec<Finding>) {
    let mut by_group: BTreeMap<(Vec<&str>, Currency, i16), BTreeMap<SourceClass, Sample>> =
        BTreeMap::new();
    for ((names, class, currency), years) in grouped(cells, 3, |key| Some(key.year)) {
        for (year, sample) in years {
            by_group
                .entry((names.clone(), currency, year))
                .or_default()
                .insert(class, sample);
        }
    }
    for ((names, currency, year), classes) in &by_group {
        let list: Vec<_> = classes.iter().collect();
        for (index, (class, sample)) in list.iter().enumerate() {
            for (other, rest) in list.iter().skip(index + 1) {
                let Some(d) = difference(sample, rest).filter(counts) else {
                    continue;
                };
                let text = format!(
                    "{} and {} differ by {:+.0}% in {year}: medians {} and {}",
                    class.label(),
                    other.label(),
                    percent(&d),
                    Money::about(d.value, *currency),
                    Money::about(d.against, *currency)
                );
                let group = (names.clone(), **class, *currency);
                findings.push(finding(
                    FindingKind::SourcesDiffer,
                    &group,
                    text,
                    &d,
                    (sample, rest),
                ));
            }
        }
    }
}

fn thin(cells: &BTreeMap<CellKey, Cell>, findings: &mut Vec<Finding>) {
    for (group, samples) in &grouped(cells, 3, |_| Some(())) {
        for sample in samples.values().filter(|s| s.effective < LEAST) {
            let d = Difference {
                value: sample.effective,
                against: LEAST,
                strength: LEAST - sample.effective,
            };
            let text = match sample.effective {
                1.0 => "only one observation".to_owned(),
                many => format!("only {many} observations"),
            };
            findings.push(finding(
                FindingKind::Thin,
                group,
                text,
                &d,
                (sample, sample),
            ));
        }
    }
}
