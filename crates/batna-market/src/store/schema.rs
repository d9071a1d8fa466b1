//! The tables of the store.

use rusqlite::Connection;

use super::StoreError;

const VERSION: i64 = 1;

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
CREATE INDEX observation_snapshot ON observation (snapshot_id);
CREATE INDEX observation_employer ON observation (employer, role) WHERE employer IS NOT NULL;
-- Histograms of all rows by what they have in common; see the crate's `histogram`.
CREATE TABLE cell (
  snapshot_id INTEGER NOT NULL,
  measure TEXT NOT NULL,
  role INTEGER NOT NULL, seniority INTEGER NOT NULL,
  country INTEGER NOT NULL, metro INTEGER NOT NULL, stage INTEGER NOT NULL,
  class TEXT NOT NULL, currency TEXT NOT NULL, year INTEGER NOT NULL,
  rows INTEGER NOT NULL, n INTEGER NOT NULL, amounts BLOB NOT NULL,
  PRIMARY KEY (measure, role, country, metro, seniority, stage, snapshot_id, class, currency, year)
) WITHOUT ROWID;
CREATE INDEX cell_snapshot ON cell (snapshot_id);
-- Full text over titles and employers; `rowid` is the word's id.
CREATE VIRTUAL TABLE found USING fts5 (text, kind UNINDEXED, content='');
CREATE TABLE found_seen (id INTEGER PRIMARY KEY) WITHOUT ROWID;
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

/// Makes the tables in a fresh file; refuses a file of a newer version.
pub fn prepare(connection: &Connection) -> Result<(), StoreError> {
    let found = version(connection)?;
    if found == 0 {
        connection.execute_batch(&format!(
            "BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
        ))?;
        return Ok(());
    }
    check(connection)
}

/// Refuses a file of another version.
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
