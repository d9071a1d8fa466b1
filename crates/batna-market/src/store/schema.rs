//! The tables of the store.

use rusqlite::Connection;

use super::StoreError;

const VERSION: i64 = 4;

const TABLES: &str = "
CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  class TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT,
  licence TEXT,
  retrieved TEXT,
  imported TEXT,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  rows_in INTEGER NOT NULL DEFAULT 0,
  rows_kept INTEGER NOT NULL DEFAULT 0,
  copies INTEGER NOT NULL DEFAULT 0,
  notes TEXT NOT NULL DEFAULT ''
);
CREATE TABLE set_aside (
  snapshot_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  rows INTEGER NOT NULL,
  first_row INTEGER NOT NULL,
  example TEXT NOT NULL,
  PRIMARY KEY (snapshot_id, reason)
) WITHOUT ROWID;
-- Every text that recurs, once.
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE observation (
  id INTEGER PRIMARY KEY,
  snapshot_id INTEGER NOT NULL,
  row INTEGER NOT NULL,
  class TEXT NOT NULL,
  role INTEGER, seniority INTEGER, country INTEGER, metro INTEGER, stage INTEGER,
  employer INTEGER,
  employer_name INTEGER, title INTEGER, level INTEGER,
  date TEXT,
  currency TEXT NOT NULL,
  base INTEGER, base_low INTEGER, base_high INTEGER,
  bonus INTEGER, equity INTEGER, total INTEGER,
  years REAL, remote INTEGER,
  employment INTEGER, size INTEGER, skills INTEGER,
  copies INTEGER NOT NULL DEFAULT 1,
  doubts INTEGER,
  confidential INTEGER NOT NULL DEFAULT 0
);
-- All rows by what they have in common: `amounts` a histogram (see the crate's `histogram`),
-- `by_employer` the rows of each employer (see `by_employer`).
CREATE TABLE cell (
  snapshot_id INTEGER NOT NULL,
  measure TEXT NOT NULL,
  role INTEGER NOT NULL, seniority INTEGER NOT NULL,
  country INTEGER NOT NULL, metro INTEGER NOT NULL, stage INTEGER NOT NULL,
  class TEXT NOT NULL, currency TEXT NOT NULL, year INTEGER NOT NULL,
  rows INTEGER NOT NULL, n INTEGER NOT NULL, amounts BLOB NOT NULL,
  by_employer BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (measure, role, country, metro, seniority, stage, snapshot_id, class, currency, year)
) WITHOUT ROWID;
CREATE INDEX cell_snapshot ON cell (snapshot_id);
-- Full text over titles and employers; `rowid` is the word's id, and `found_seen` tells which it is.
CREATE VIRTUAL TABLE found USING fts5 (text, content='');
CREATE TABLE found_seen (id INTEGER PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE VIEW pay AS
SELECT o.id, s.source, o.row, o.class,
  r.text AS role, n.text AS seniority, c.text AS country, m.text AS metro, g.text AS stage,
  e.text AS employer, en.text AS employer_name, t.text AS title, l.text AS level, o.date,
  o.currency, o.base, o.base_low, o.base_high, o.bonus, o.equity, o.total, o.years, o.remote,
  em.text AS employment, z.text AS size, k.text AS skills, o.copies, d.text AS doubts, o.confidential
FROM observation o JOIN snapshot s ON s.id = o.snapshot_id
LEFT JOIN word r ON r.id = o.role LEFT JOIN word n ON n.id = o.seniority
LEFT JOIN word c ON c.id = o.country LEFT JOIN word m ON m.id = o.metro
LEFT JOIN word g ON g.id = o.stage LEFT JOIN word e ON e.id = o.employer
LEFT JOIN word en ON en.id = o.employer_name LEFT JOIN word t ON t.id = o.title
LEFT JOIN word l ON l.id = o.level LEFT JOIN word em ON em.id = o.employment
LEFT JOIN word z ON z.id = o.size LEFT JOIN word k ON k.id = o.skills
LEFT JOIN word d ON d.id = o.doubts;
";

/// Indexes over rows.
const INDEXES: [(&str, &str); 2] = [
    ("observation_snapshot", "(snapshot_id)"),
    (
        "observation_employer",
        "(employer, role) WHERE employer IS NOT NULL",
    ),
];

/// Imports of fewer rows keep indexes as they go.
pub const FEW: u64 = 100_000;

pub fn drop_indexes(connection: &Connection) -> Result<(), StoreError> {
    for (name, _) in INDEXES {
        connection.execute_batch(&format!("DROP INDEX IF EXISTS {name}"))?;
    }
    Ok(())
}

pub fn make_indexes(connection: &Connection) -> Result<(), StoreError> {
    for (name, columns) in INDEXES {
        connection.execute_batch(&format!(
            "CREATE INDEX IF NOT EXISTS {name} ON observation {columns}"
        ))?;
    }
    Ok(())
}

/// Percentiles of official tables, as published: `>x` is at least x, `-` is withheld.
const OFFICIAL: &str = "
CREATE TABLE official (
  snapshot_id INTEGER NOT NULL,
  release TEXT NOT NULL,
  area TEXT NOT NULL, kind TEXT NOT NULL, area_name TEXT NOT NULL,
  occupation TEXT NOT NULL, title TEXT NOT NULL,
  employment TEXT NOT NULL, mean TEXT NOT NULL, mean_error TEXT NOT NULL,
  p10 TEXT NOT NULL, p25 TEXT NOT NULL, p50 TEXT NOT NULL, p75 TEXT NOT NULL, p90 TEXT NOT NULL,
  PRIMARY KEY (snapshot_id, kind, area, occupation)
) WITHOUT ROWID;
";

/// From version 1, which kept the kind of a word nowhere.
const FROM_1: &str = "
ALTER TABLE found_seen ADD COLUMN kind TEXT NOT NULL DEFAULT 'title';
UPDATE found_seen SET kind = 'employer' WHERE id IN (SELECT employer_name FROM observation);
";

/// From version 2, whose cells did not tell employers apart: an index over all rows did.
const FROM_2: &str = "
DROP INDEX IF EXISTS observation_counted;
ALTER TABLE cell ADD COLUMN by_employer BLOB NOT NULL DEFAULT x'';
";

/// Makes the tables in a fresh file, brings an older one up to date, refuses a newer one.
pub fn prepare(connection: &Connection) -> Result<(), StoreError> {
    check(connection)?;
    let found = version(connection)?;
    if found == VERSION {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    if found == 0 {
        transaction.execute_batch(TABLES)?;
    }
    if found <= 3 {
        transaction.execute_batch(OFFICIAL)?;
    }
    if found == 1 {
        transaction.execute_batch(FROM_1)?;
    }
    if (1..=2).contains(&found) {
        transaction.execute_batch(FROM_2)?;
        super::cells::rebuild(&transaction)?;
    }
    make_indexes(&transaction)?;
    transaction.execute_batch(&format!("PRAGMA user_version = {VERSION}"))?;
    transaction.commit()?;
    Ok(())
}

/// Whether a file was made by an earlier version.
pub fn is_older(connection: &Connection) -> Result<bool, StoreError> {
    let found = version(connection)?;
    Ok((1..VERSION).contains(&found))
}

/// Refuses a file of a newer version.
pub fn check(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found > VERSION {
        return Err(StoreError::Newer {
            found,
            known: VERSION,
        });
    }
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Dimension, Observations, Selection};
    use crate::store::Store;

    const VERSION_1: &str = include_str!("../../../../tests/fixtures/market/store-v1.sql");

    fn columns_of(connection: &Connection, table: &str) -> Vec<String> {
        let mut statement = connection
            .prepare(&format!(
                "SELECT name FROM pragma_table_info('{table}') ORDER BY name"
            ))
            .unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.collect::<Result<_, _>>().unwrap()
    }

    fn indexes(connection: &Connection) -> Vec<(String, Option<String>)> {
        let mut statement = connection
            .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL ORDER BY name")
            .unwrap();
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        found.unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_store_of_version_1_is_brought_up_to_date_with_its_rows() {
        let old = Connection::open_in_memory().unwrap();
        old.execute_batch(VERSION_1).unwrap();
        assert!(is_older(&old).unwrap());
        prepare(&old).unwrap();
        assert_eq!(version(&old).unwrap(), VERSION);
        // The same tables and indexes as a fresh store has.
        let fresh = Connection::open_in_memory().unwrap();
        prepare(&fresh).unwrap();
        for table in [
            "snapshot",
            "set_aside",
            "word",
            "observation",
            "cell",
            "found_seen",
        ] {
            assert_eq!(
                columns_of(&old, table),
                columns_of(&fresh, table),
                "{table}"
            );
        }
        let squeezed = |all: Vec<(String, Option<String>)>| -> Vec<String> {
            let sql = all.into_iter().map(|(name, sql)| format!("{name} {sql:?}"));
            sql.map(|text| text.replace([' ', '\n'], "").replace("IFNOTEXISTS", ""))
                .collect()
        };
        assert_eq!(squeezed(indexes(&old)), squeezed(indexes(&fresh)));
        let mut store = Store { connection: old };
        let found = store.search("zorbly", 5).unwrap();
        assert_eq!(
            found,
            [("employer".to_owned(), "Zorbly Robotics".to_owned())]
        );
        let selection = Selection::all().with(Dimension::Employer, "zorbly");
        let mut rows = Vec::new();
        let mut each = |row| {
            rows.push(row);
            true
        };
        store.rows(&selection, &mut each).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].base, Some(200_000));
        assert_eq!(store.drop_snapshot("heard").unwrap(), 1);
    }
}
