//! A new case whose baseline is the job that an earlier case ended with.
//!
//! The accepted offer becomes `[current_job]`; role, place, household, preferences and
//! achievements stay; what belonged to the old search (processes, commitments, the pinned
//! day) goes. The earlier case is only read.

use std::path::Path;

use batna_case::model::OfferStatus;
use batna_core::Diagnostic;
use jiff::ToSpan;
use jiff::civil::Date;
use toml_edit::{DocumentMut, Item, TableLike, Value, value};

use crate::{Failure, OpenCase, Workbench, World, WorldOptions};

/// Keys of an offer that a current job has too.
const KEPT: [&str; 20] = [
    "employer",
    "base",
    "title",
    "level",
    "location",
    "place",
    "base_growth",
    "remote_days",
    "retention",
    "signing",
    "relocation",
    "stipend",
    "bonus",
    "company",
    "grant",
    "grants",
    "refresher",
    "benefits",
    "terms",
    "notice",
];
/// What belongs to a search that is over.
const OVER: [&str; 5] = ["process", "processes", "commitment", "commitments", "as_of"];

impl Workbench {
    /// The files of a new case in `folder`, begun from the accepted offer of the case `from`.
    ///
    /// Errors: no case there, no accepted offer in it, a folder that holds a case.
    pub fn init_from(&self, folder: &Path, from: &Path) -> Result<Vec<String>, Failure> {
        let earlier = Workbench::new(World::new(WorldOptions {
            case: Some(from.to_owned()),
            ..self.world().options().clone()
        }));
        let opened = earlier.open()?.sound()?;
        let me = profile(&opened, folder)?;
        self.init_with(folder, Some(me))
    }
}

fn refuse(message: impl Into<String>, remedy: &str) -> Failure {
    Diagnostic::error("init::from", message)
        .remedy(remedy.to_owned())
        .into()
}

/// The text of the new `me.toml`.
fn profile(opened: &OpenCase, folder: &Path) -> Result<String, Failure> {
    let accepted: Vec<_> = opened
        .case
        .offers
        .iter()
        .filter(|offer| offer.status == OfferStatus::Accepted)
        .collect();
    let [offer] = accepted.as_slice() else {
        return Err(refuse(
            format!(
                "the earlier case has {} accepted offers, and the new one begins from one",
                accepted.len()
            ),
            "`batna outcome OFFER --accept` records which one you took",
        ));
    };
    let text = |path: &str| -> Result<DocumentMut, Failure> {
        let bytes = opened.files.files.get(path).map_or(&[][..], Vec::as_slice);
        String::from_utf8_lossy(bytes)
            .parse::<DocumentMut>()
            .map_err(|_| refuse(format!("{path} cannot be read"), "run `batna check` there"))
    };
    let mut me = text("me.toml")?;
    let terms = text(&format!("offers/{}.toml", offer.id))?;
    for key in OVER {
        me.remove(key);
    }
    me.remove("job");
    let mut job = toml_edit::Table::new();
    job.decor_mut()
        .set_prefix("\n# Begun from the offer that was accepted; check what changed since.\n");
    for key in KEPT {
        let names: &[&str] = match key {
            "base" => &["base", "base_salary", "salary"],
            "signing" => &["signing", "signing_bonus", "sign_on"],
            "retention" => &["retention", "retention_bonus"],
            "stipend" => &["stipend", "stipends"],
            "grant" => &["grant", "equity"],
            _ => &[key],
        };
        if let Some(item) = names.iter().find_map(|name| terms.get(name)) {
            job.insert(key, item.clone());
        }
    }
    if let Some(start) = offer.start {
        job.insert("since", date(start));
        for key in ["signing", "relocation", "retention"] {
            if let Some(item) = job.get_mut(key) {
                dated(item, start);
            }
        }
    }
    me.insert("current_job", Item::Table(job));
    for key in ["level", "location"] {
        if let Some(item) = terms.get(key) {
            me.insert(key, item.clone());
        }
    }
    let text = me.to_string();
    let mut files = opened.files.clone();
    files.files.retain(|name, _| name == "me.toml");
    files
        .files
        .insert("me.toml".into(), text.clone().into_bytes());
    let (case, problems) = batna_case::parse(&files);
    if case.is_none() || problems.iter().any(Diagnostic::is_error) {
        let mut failure = refuse(
            format!(
                "the terms of `{}` do not make a current job; {} was not begun",
                offer.id,
                folder.display()
            ),
            "mend what is told, or `batna init` an empty case",
        );
        failure.diagnostics.extend(problems);
        return Err(failure);
    }
    Ok(text)
}

fn date(day: Date) -> Item {
    day.to_string()
        .parse::<Value>()
        .map_or_else(|_| value(day.to_string()), Item::Value)
}

/// Payments counted from the start become payments on a day: `start`, `after 6 months`.
fn dated(item: &mut Item, start: Date) {
    if let Some(array) = item.as_array_of_tables_mut() {
        for table in array.iter_mut() {
            dated_table(table, start);
        }
    } else if let Some(table) = item.as_table_like_mut() {
        dated_table(table, start);
    } else if let Some(text) = item.as_str()
        && !text.contains(" on ")
    {
        let (head, rest) = match text.split_once(',') {
            Some((head, rest)) => (head, format!(",{rest}")),
            None => (text, String::new()),
        };
        let (amount, months) = match head.split_once(" after ") {
            Some((amount, time)) => match months_of(time) {
                Some(months) => (amount, months),
                None => return,
            },
            None => (head, 0),
        };
        if let Ok(day) = start.checked_add(months.months()) {
            *item = value(format!("{} on {day}{rest}", amount.trim()));
        }
    }
}

fn dated_table(table: &mut dyn TableLike, start: Date) {
    let months = match table.get("paid") {
        None => Some(0),
        Some(paid) => paid.as_str().and_then(|text| match text.trim() {
            "start" => Some(0),
            text => months_of(text.trim_start_matches("after ")),
        }),
    };
    if let Some(months) = months
        && let Ok(day) = start.checked_add(months.months())
    {
        table.insert("paid", value(day.to_string()));
    }
}

/// Months of `6 months`, `1y`, `12 months`.
fn months_of(text: &str) -> Option<i32> {
    let text = text.trim();
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: i32 = digits.parse().ok()?;
    let unit = text.get(digits.len()..)?.trim();
    match unit.chars().next()? {
        'm' => Some(number),
        'y' => number.checked_mul(12),
        _ => None,
    }
    .filter(|months| *months <= 240)
}
