//! Imports: rows stream from a reader through the normaliser into one transaction.

use std::collections::BTreeMap;
use std::io::SeekFrom;

use jiff::civil::Date;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::cells::{CellBuilder, Dimensions};
use super::{Store, StoreError};
use crate::import::{self, Format, ImportError, Options, Source};
use crate::memo::Memo;
use crate::normal::Normaliser;
use crate::observation::{Observation, SourceClass};
use crate::raw::SetAside;
use crate::reference::Reference;
use crate::rules::Rules;

/// What to import and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// The snapshot's name; an earlier one of the name is replaced.
    pub source: String,
    /// File name, for the record and for diagnostics.
    pub file: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub licence: Option<String>,
    pub retrieved: Option<Date>,
    pub imported: Option<Date>,
    pub class: Option<SourceClass>,
    pub options: Options,
}

/// What became of the rows of an import.
#[derive(Clone, Debug, Serialize)]
pub struct ImportSummary {
    pub source: String,
    pub format: String,
    pub class: SourceClass,
    pub rows_in: u64,
    /// Distinct observations kept.
    pub rows_kept: u64,
    /// Rows that repeat another exactly and bear no id: counted once as evidence.
    pub copies: u64,
    /// Rows kept as an end of a range that a neighbouring row completes.
    pub paired: u64,
    pub set_aside: Vec<SetAsideCount>,
    /// Kept rows by what remains uncertain about them.
    pub doubts: BTreeMap<String, u64>,
    pub replaced: bool,
    pub sha256: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct SetAsideCount {
    pub reason: String,
    pub rows: u64,
    pub first_row: u64,
    pub example: String,
}

/// Rows between two calls of the progress function.
const PROGRESS_EVERY: u64 = 20_000;

impl Store {
    /// Imports a file. `progress` hears the rows read so far.
    ///
    /// Errors leave the store as it was.
    pub fn import(
        &mut self,
        request: &ImportRequest,
        input: &mut dyn Source,
        rules: &Rules,
        reference: &Reference<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ImportSummary, StoreError> {
        let sha256 = hash(&request.file, input)?;
        let today = request
            .imported
            .or(request.retrieved)
            .unwrap_or(Date::constant(2026, 1, 1));
        let transaction = self.connection.transaction()?;
        let replaced = remove(&transaction, &request.source)?.is_some();
        transaction.execute(
            "INSERT INTO snapshot (source, format, class, title, file, sha256) VALUES (?,'','','',?,?)",
            params![request.source, request.file, sha256],
        )?;
        let snapshot = transaction.last_insert_rowid();
        let mut loader = Loader::new(&transaction, snapshot)?;
        let mut normaliser = Normaliser::new(rules, reference, today);
        let mut failure: Option<StoreError> = None;
        // The class of a row depends on the format, which the reader finds out first.
        let class = || {
            let found = request.options.found.get();
            request
                .class
                .or(found.map(Format::class))
                .unwrap_or(SourceClass::SelfReported)
        };
        let format = import::read(&request.file, input, &request.options, &mut |found| {
            loader.rows_in += 1;
            if loader.rows_in.is_multiple_of(PROGRESS_EVERY) {
                progress(loader.rows_in);
            }
            let (row, outcome) = match found {
                Err((row, aside)) => (row, Err(aside)),
                Ok(raw) => {
                    let (row, content, partner, id) =
                        (raw.row, raw.content, raw.partner, raw.id.clone());
                    let outcome = loader.take(content, partner, id, || {
                        normaliser.observe(&request.source, class(), raw)
                    });
                    match outcome {
                        Err(error) => {
                            failure = Some(error);
                            return Err(ImportError::new(
                                "market::store",
                                &request.file,
                                "the store failed",
                            ));
                        }
                        Ok(outcome) => (row, outcome),
                    }
                }
            };
            if let Err(aside) = outcome {
                loader.set_aside(row, aside);
            }
            Ok(())
        });
        if let Some(error) = failure {
            return Err(error);
        }
        let format = format?;
        let class = class();
        let summary = loader.finish(request, format, class, sha256, replaced)?;
        transaction.commit()?;
        Ok(summary)
    }
}

fn hash(file: &str, input: &mut dyn Source) -> Result<String, StoreError> {
    let io = |e: std::io::Error| StoreError::Import(ImportError::io(file, &e));
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let read = input.read(&mut buffer).map_err(io)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    input.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        hex.push_str(&format!("{byte:02x}"));
    }
    Ok(hex)
}

/// Removes a snapshot and its rows inside a transaction; gives how many rows it had.
pub(super) fn remove(
    transaction: &Transaction<'_>,
    source: &str,
) -> Result<Option<u64>, StoreError> {
    let id: Option<i64> = transaction
        .query_row(
            "SELECT id FROM snapshot WHERE source = ?",
            [source],
            |row| row.get(0),
        )
        .optional()?;
    let Some(id) = id else {
        return Ok(None);
    };
    let rows = transaction.execute("DELETE FROM observation WHERE snapshot_id = ?", [id])?;
    for table in ["cell", "set_aside"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE snapshot_id = ?"), [id])?;
    }
    transaction.execute("DELETE FROM snapshot WHERE id = ?", [id])?;
    Ok(Some(rows as u64))
}

/// Writes rows of one snapshot.
pub(super) struct Loader<'t> {
    transaction: &'t Transaction<'t>,
    snapshot: i64,
    insert: CachedStatement<'t>,
    copy: CachedStatement<'t>,
    words: Memo<String, i64>,
    searchable: Memo<u64, ()>,
    contents: Memo<u64, i64>,
    /// Dimensions of rows that later copies may add to.
    kept: Memo<u64, Dimensions>,
    pub rows_in: u64,
    rows_kept: u64,
    copies: u64,
    paired: u64,
    asides: BTreeMap<&'static str, SetAsideCount>,
    doubts: BTreeMap<String, u64>,
    cells: CellBuilder,
}

type Outcome = Result<(), SetAside>;

impl<'t> Loader<'t> {
    pub fn new(transaction: &'t Transaction<'t>, snapshot: i64) -> Result<Self, StoreError> {
        Ok(Loader {
            transaction,
            snapshot,
            insert: transaction.prepare_cached(
                "INSERT INTO observation (snapshot_id, row, class, role, seniority, country, metro,
                 stage, employer, employer_name, title, level, date, currency, base, base_low,
                 base_high, bonus, equity, total, years, remote, employment, size, skills, copies,
                 doubts, confidential)
                 VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            )?,
            copy: transaction
                .prepare_cached("UPDATE observation SET copies = copies + 1 WHERE id = ?")?,
            words: Memo::default(),
            searchable: Memo::default(),
            contents: Memo::default(),
            kept: Memo::default(),
            rows_in: 0,
            rows_kept: 0,
            copies: 0,
            paired: 0,
            asides: BTreeMap::new(),
            doubts: BTreeMap::new(),
            cells: CellBuilder::default(),
        })
    }

    /// Keeps a row, or counts it as a copy of one that is kept.
    pub fn take(
        &mut self,
        content: u64,
        partner: Option<u64>,
        id: Option<String>,
        observe: impl FnOnce() -> Result<Observation, SetAside>,
    ) -> Result<Outcome, StoreError> {
        let key = match &id {
            Some(id) => crate::memo::hash_parts([b"id".as_slice(), id.as_bytes()]),
            None => content,
        };
        if partner.is_some() {
            // Two rows of the file came as one.
            self.rows_in += 1;
            self.paired += 1;
        }
        let known = self.contents.get(key);
        if known.is_some() && id.is_some() {
            return Ok(Err(SetAside::new("repeated id", id.unwrap_or_default())));
        }
        let mut row = match observe() {
            Ok(row) => row,
            Err(aside) => return Ok(Err(aside)),
        };
        if let Some(first) = known {
            self.copy.execute([first])?;
            self.copies += 1;
            if let Some(dimensions) = self.kept.get(first as u64) {
                self.cells.add(dimensions, &row, true);
            }
            return Ok(Ok(()));
        }
        if partner.is_some() {
            row.copies = 2;
        }
        let (rowid, dimensions) = self.write(&row)?;
        self.cells.add(dimensions, &row, false);
        self.rows_kept += 1;
        for doubt in &row.doubts {
            *self.doubts.entry(doubt.clone()).or_default() += 1;
        }
        self.contents.insert(key, rowid);
        if let Some(partner) = partner {
            self.contents.insert(partner, rowid);
        }
        if id.is_none() {
            self.kept.insert(rowid as u64, dimensions);
        }
        Ok(Ok(()))
    }

    /// Adds one row to a snapshot that exists, and to its cells.
    pub fn append(&mut self, row: &Observation) -> Result<(), StoreError> {
        let (_, dimensions) = self.write(row)?;
        super::cells::add_to_stored(self.transaction, self.snapshot, dimensions, row)
    }

    fn write(&mut self, row: &Observation) -> Result<(i64, Dimensions), StoreError> {
        let role = self.word_of(row.role.as_deref())?;
        let seniority = self.word_of(row.seniority.as_deref())?;
        let country = self.word_of(row.country.as_deref())?;
        let metro = self.word_of(row.metro.as_deref())?;
        let stage = self.word_of(row.stage.as_deref())?;
        let employer = self.word_of(row.employer.as_deref())?;
        let employer_name = self.word(&row.employer_name)?;
        let title = self.word(&row.title)?;
        let level = self.word(&row.level)?;
        let employment = self.word(&row.employment)?;
        let size = self.word(&row.size)?;
        let skills = self.word(&row.skills.join("; "))?;
        let doubts = self.word(&row.doubts.join("; "))?;
        self.search(title, "title", &row.title)?;
        self.search(employer_name, "employer", &row.employer_name)?;
        let amount = |a: Option<u64>| a.and_then(|a| i64::try_from(a).ok());
        let mut date = None;
        if let Some(day) = row.date {
            date = Some(day.to_string());
        }
        self.insert.execute(params![
            self.snapshot,
            row.row as i64,
            row.class.label(),
            role,
            seniority,
            country,
            metro,
            stage,
            employer,
            employer_name,
            title,
            level,
            date,
            row.currency.code(),
            amount(row.base),
            amount(row.base_low),
            amount(row.base_high),
            amount(row.bonus),
            amount(row.equity),
            amount(row.total),
            row.years,
            row.remote,
            employment,
            size,
            skills,
            row.copies as i64,
            doubts,
            row.confidential,
        ])?;
        let dimensions = [role, seniority, country, metro, stage].map(Option::unwrap_or_default);
        Ok((self.transaction.last_insert_rowid(), dimensions))
    }

    fn word_of(&mut self, text: Option<&str>) -> Result<Option<i64>, StoreError> {
        text.map_or(Ok(None), |text| self.word(text))
    }

    /// The id of a text; none for an empty one.
    fn word(&mut self, text: &str) -> Result<Option<i64>, StoreError> {
        if text.is_empty() {
            return Ok(None);
        }
        let transaction = self.transaction;
        let id = self.words.get_or_try(text, || -> Result<i64, StoreError> {
            let known: Option<i64> = transaction
                .prepare_cached("SELECT id FROM word WHERE text = ?")?
                .query_row([text], |row| row.get(0))
                .optional()?;
            match known {
                Some(id) => Ok(id),
                None => {
                    transaction
                        .prepare_cached("INSERT INTO word (text) VALUES (?)")?
                        .execute([text])?;
                    Ok(transaction.last_insert_rowid())
                }
            }
        })?;
        Ok(Some(id))
    }

    fn search(&mut self, id: Option<i64>, kind: &str, text: &str) -> Result<(), StoreError> {
        let Some(id) = id else { return Ok(()) };
        if self.searchable.get(id as u64).is_some() {
            return Ok(());
        }
        self.searchable.insert(id as u64, ());
        let fresh = self
            .transaction
            .prepare_cached("INSERT OR IGNORE INTO found_seen (id) VALUES (?)")?
            .execute([id])?;
        if fresh > 0 {
            self.transaction
                .prepare_cached("INSERT INTO found (rowid, text, kind) VALUES (?,?,?)")?
                .execute(params![id, text, kind])?;
        }
        Ok(())
    }

    pub fn set_aside(&mut self, row: u64, aside: SetAside) {
        let entry = self
            .asides
            .entry(aside.reason)
            .or_insert_with(|| SetAsideCount {
                reason: aside.reason.to_owned(),
                rows: 0,
                first_row: row,
                example: aside.example,
            });
        entry.rows += 1;
    }

    pub fn finish(
        self,
        request: &ImportRequest,
        format: Format,
        class: SourceClass,
        sha256: String,
        replaced: bool,
    ) -> Result<ImportSummary, StoreError> {
        let day = |date: Option<Date>| date.map(|d| d.to_string());
        let title = request.title.as_deref().unwrap_or(format.title());
        let notes = match (self.copies, self.paired) {
            (0, 0) => String::new(),
            (copies, 0) => {
                format!("{copies} rows repeat others exactly; each distinct row counts once")
            }
            (copies, paired) => format!(
                "{copies} rows repeat others exactly; each distinct row counts once. \
                 {paired} pairs of neighbours were read as one advertised range each"
            ),
        };
        self.transaction.execute(
            "UPDATE snapshot SET format=?, class=?, title=?, url=?, licence=?, retrieved=?, imported=?,
             rows_in=?, rows_kept=?, copies=?, notes=? WHERE id=?",
            params![
                format.label(),
                class.label(),
                title,
                request.url,
                request.licence,
                day(request.retrieved),
                day(request.imported),
                self.rows_in as i64,
                self.rows_kept as i64,
                self.copies as i64,
                notes,
                self.snapshot
            ],
        )?;
        for aside in self.asides.values() {
            self.transaction.execute(
                "INSERT INTO set_aside (snapshot_id, reason, rows, first_row, example) VALUES (?,?,?,?,?)",
                params![self.snapshot, aside.reason, aside.rows as i64, aside.first_row as i64, aside.example],
            )?;
        }
        self.cells.write(self.transaction, self.snapshot)?;
        Ok(ImportSummary {
            source: request.source.clone(),
            format: format.label().to_owned(),
            class,
            rows_in: self.rows_in,
            rows_kept: self.rows_kept,
            copies: self.copies,
            paired: self.paired,
            set_aside: self.asides.into_values().collect(),
            doubts: self.doubts,
            replaced,
            sha256,
        })
    }
}
