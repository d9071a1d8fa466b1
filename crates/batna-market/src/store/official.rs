//! Official percentiles that the owner imported: kept as published, given back as the table that
//! [`crate::reference`] reads.

use batna_core::Citation;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

use super::{Store, StoreError};
use crate::raw::OfficialWage;

/// An official table of the store.
#[derive(Clone, Debug)]
pub struct OfficialTable {
    /// In the form of `data/reference/oews.txt`.
    pub text: String,
    pub source: Citation,
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    snapshot: i64,
    wage: &OfficialWage,
) -> Result<(), StoreError> {
    let [employment, mean, error, p10, p25, p50, p75, p90] = &wage.figures;
    // A file that joins several tables repeats rows.
    transaction
        .prepare_cached("INSERT OR IGNORE INTO official VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")?
        .execute(params![
            snapshot,
            wage.release.to_string(),
            wage.area,
            wage.kind.to_string(),
            wage.area_name,
            wage.occupation,
            wage.title,
            employment,
            mean,
            error,
            p10,
            p25,
            p50,
            p75,
            p90
        ])?;
    Ok(())
}

impl Store {
    /// The newest release of official wages in the store, all its snapshots together; none where
    /// there is none later than `built_in`, or none for the nation, which stands in for what an
    /// area withholds.
    pub fn official_wages(
        &self,
        built_in: Option<Date>,
    ) -> Result<Option<OfficialTable>, StoreError> {
        let newest: Option<String> = self
            .connection
            .query_row(
                "SELECT max(release) FROM official WHERE release IN
                 (SELECT release FROM official WHERE kind = 'N')",
                [],
                |row| row.get(0),
            )
            .optional()?
            .flatten();
        let Some(release) = newest else {
            return Ok(None);
        };
        let date: Option<Date> = release.parse().ok();
        if date <= built_in {
            return Ok(None);
        }
        let mut text = String::new();
        let mut titles = self.connection.prepare(
            "SELECT occupation, min(title) FROM official WHERE release = ? GROUP BY occupation",
        )?;
        let mut rows = titles.query([&release])?;
        while let Some(row) = rows.next()? {
            let (occupation, title): (String, String) = (row.get(0)?, row.get(1)?);
            text.push_str(&format!("={occupation}|{}\n", one_line(&title)));
        }
        let mut wages = self.connection.prepare(
            "SELECT area, kind, area_name, occupation, employment, mean, mean_error,
             p10, p25, p50, p75, p90 FROM official WHERE release = ?
             GROUP BY kind, area, occupation ORDER BY kind, area, occupation",
        )?;
        let mut rows = wages.query([&release])?;
        let mut heading = String::new();
        while let Some(row) = rows.next()? {
            let (area, kind, name): (String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let here = format!("@{area}|{kind}|{}\n", one_line(&name));
            if here != heading {
                text.push_str(&here);
                heading = here;
            }
            let mut cells = Vec::with_capacity(9);
            for column in 3..12 {
                cells.push(row.get::<_, String>(column)?);
            }
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        let (file, url): (String, Option<String>) = self.connection.query_row(
            "SELECT s.file, s.url FROM snapshot s WHERE s.id =
             (SELECT snapshot_id FROM official WHERE release = ? AND kind = 'N' LIMIT 1)",
            [&release],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let month = release.get(..7).unwrap_or(&release);
        let mut source = Citation::new(
            format!("bls-oews-{month}"),
            format!("Occupational Employment and Wage Statistics, {month} (your import of {file})"),
        );
        source.url = url;
        source.date = date;
        Ok(Some(OfficialTable { text, source }))
    }
}

/// Without what would begin another line of the table.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || c == '|' { ' ' } else { c })
        .collect()
}
