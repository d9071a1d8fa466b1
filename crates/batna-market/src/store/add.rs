//! One comparable pay heard from one's own network, added in a line.

use batna_core::Money;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, params};

use super::loader::Loader;
use super::{Store, StoreError};
use crate::normal::Normaliser;
use crate::observation::{Observation, SourceClass};
use crate::pay::Unit;
use crate::raw::Raw;
use crate::reference::Reference;
use crate::rules::Rules;

/// The snapshot that such rows go to.
pub const NETWORK: &str = "network";

/// What was heard. Amounts are a year.
#[derive(Clone, Debug, Default)]
pub struct Comp {
    pub employer: String,
    pub title: String,
    pub level: String,
    pub place: String,
    pub stage: String,
    pub base: Option<Money>,
    pub bonus: Option<Money>,
    pub equity: Option<Money>,
    pub total: Option<Money>,
    pub years: Option<f64>,
    pub date: Option<Date>,
    /// Who said it, in the owner's words.
    pub heard_from: String,
    pub confidential: bool,
    /// Seen on paper by the owner.
    pub verified: bool,
}

impl Store {
    /// Adds one comp; gives the row as it was understood. The network's rows stay confidential
    /// in exports where they were told in confidence.
    pub fn add(
        &mut self,
        comp: Comp,
        rules: &Rules,
        reference: &Reference<'_>,
        today: Date,
    ) -> Result<Observation, StoreError> {
        let stated = [comp.base, comp.bonus, comp.equity, comp.total];
        let currency = stated.iter().flatten().next().map(|money| money.currency());
        if stated
            .iter()
            .flatten()
            .any(|m| Some(m.currency()) != currency)
        {
            return Err(StoreError::SetAside(
                "the amounts are in different currencies".to_owned(),
            ));
        }
        let class = if comp.verified {
            SourceClass::Verified
        } else {
            SourceClass::SelfReported
        };
        let yearly = |money: Option<Money>| money.map(Money::to_f64);
        let transaction = self.connection.transaction()?;
        let existing: Option<i64> = transaction
            .query_row(
                "SELECT id FROM snapshot WHERE source = ?",
                [NETWORK],
                |row| row.get(0),
            )
            .optional()?;
        let snapshot = match existing {
            Some(id) => id,
            None => {
                transaction.execute(
                    "INSERT INTO snapshot (source, format, class, title, file, sha256)
                     VALUES (?, 'added', 'self-reported', 'Heard from one''s own network', '', '')",
                    [NETWORK],
                )?;
                transaction.last_insert_rowid()
            }
        };
        let row: i64 = transaction.query_row(
            "SELECT coalesce(max(row), 0) + 1 FROM observation WHERE snapshot_id = ?",
            [snapshot],
            |row| row.get(0),
        )?;
        let mut doubts = Vec::new();
        if !comp.heard_from.is_empty() {
            doubts.push(format!(
                "heard from {}",
                comp.heard_from.replace("; ", ", ")
            ));
        }
        let raw = Raw {
            row: row.unsigned_abs(),
            employer: comp.employer,
            title: comp.title,
            level: comp.level,
            place: comp.place,
            stage: comp.stage,
            date: comp.date.or(Some(today)),
            currency,
            low: yearly(comp.base),
            unit: Some(Unit::Year),
            bonus: yearly(comp.bonus),
            equity: yearly(comp.equity),
            total: yearly(comp.total),
            years: comp.years,
            class: Some(class),
            confidential: comp.confidential,
            doubts,
            ..Raw::default()
        };
        let mut normaliser = Normaliser::new(rules, reference, today);
        let observation = normaliser.observe(NETWORK, class, raw).map_err(|aside| {
            StoreError::SetAside(format!("{}: {}", aside.reason, aside.example))
        })?;
        let mut loader = Loader::new(&transaction, snapshot)?;
        loader.append(&observation)?;
        drop(loader);
        transaction.execute(
            "UPDATE snapshot SET rows_in = rows_in + 1, rows_kept = rows_kept + 1, imported = ? WHERE id = ?",
            params![today.to_string(), snapshot],
        )?;
        transaction.commit()?;
        Ok(observation)
    }
}
