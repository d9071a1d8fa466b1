//! Imports: one thread reads and normalises, another writes, in one transaction.
//!
//! Rows travel in batches in the order of the file, so that the store holds the same
//! bytes whichever thread is faster; what waits between them is bounded.

use std::collections::BTreeMap;
use std::io::SeekFrom;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::loader::{Incoming, IncomingRow, Loader};
use super::{Store, StoreError, schema};
use crate::import::{self, Format, ImportError, Options, Source};
use crate::memo::hash_parts;
use crate::normal::Normaliser;
use crate::observation::SourceClass;
use crate::raw::Raw;
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
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
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

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct SetAsideCount {
    pub reason: String,
    pub rows: u64,
    pub first_row: u64,
    pub example: String,
}

/// Rows between two calls of the progress function.
const PROGRESS_EVERY: u64 = 20_000;
/// Rows that travel together.
const BATCH: usize = 512;
/// Batches that may wait for the writing thread.
const WAITING: usize = 8;
/// Bytes of a row of a file, about: only to guess how many rows an import will bring.
const ROW_BYTES: u64 = 100;

/// What the snapshot's own row says; the part of a request that the writing thread needs.
pub(super) struct Record<'a> {
    pub source: &'a str,
    pub file: &'a str,
    pub title: Option<&'a str>,
    pub url: Option<&'a str>,
    pub licence: Option<&'a str>,
    pub retrieved: Option<Date>,
    pub imported: Option<Date>,
    pub sha256: String,
    pub expected_rows: u64,
}

/// From the reading thread to the writing one.
enum Message {
    Rows(Vec<Incoming>),
    /// The file was read to its end; without this nothing is kept.
    End(Format, SourceClass),
}

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
        let (sha256, size) = hash(&request.file, input)?;
        let today = request
            .imported
            .or(request.retrieved)
            .unwrap_or(Date::constant(2026, 1, 1));
        let record = Record {
            source: &request.source,
            file: &request.file,
            title: request.title.as_deref(),
            url: request.url.as_deref(),
            licence: request.licence.as_deref(),
            retrieved: request.retrieved,
            imported: request.imported,
            sha256,
            expected_rows: size / ROW_BYTES,
        };
        let connection = &mut self.connection;
        let normaliser = Normaliser::new(rules, reference, today);
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(WAITING);
            let writer = scope.spawn(move || write(connection, &record, &receive));
            let read = read_rows(request, input, normaliser, progress, &send);
            let ended = read.map(|(format, class)| send.send(Message::End(format, class)).is_ok());
            drop(send);
            let written = match writer.join() {
                Ok(written) => written?,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            // A reader that failed says why; the writer then undid its work.
            ended?;
            written.ok_or_else(|| stopped(&request.file).into())
        })
    }
}

fn stopped(file: &str) -> ImportError {
    ImportError::new("market::store", file, "the store failed")
}

/// Reads and normalises every row, and sends them in batches.
fn read_rows(
    request: &ImportRequest,
    input: &mut dyn Source,
    mut normaliser: Normaliser<'_>,
    progress: &mut dyn FnMut(u64),
    send: &SyncSender<Message>,
) -> Result<(Format, SourceClass), ImportError> {
    // The class of a row depends on the format, which the reader finds out first.
    let class = || {
        let found = request.options.found.get();
        request
            .class
            .or(found.map(Format::class))
            .unwrap_or(SourceClass::SelfReported)
    };
    let mut batch = Vec::with_capacity(BATCH);
    let mut rows = 0u64;
    let format = import::read(&request.file, input, &request.options, &mut |found| {
        rows += 1;
        if rows.is_multiple_of(PROGRESS_EVERY) {
            progress(rows);
        }
        batch.push(match found {
            Err((row, aside)) => Incoming::Aside(row, aside),
            Ok(Raw {
                official: Some(wage),
                ..
            }) => Incoming::Official(wage),
            Ok(mut raw) => {
                let (row, partner, id) = (raw.row, raw.partner, raw.id.take());
                let key = match &id {
                    Some(id) => hash_parts([b"id".as_slice(), id.as_bytes()]),
                    None => raw.content,
                };
                let outcome = normaliser.observe(&request.source, class(), raw);
                Incoming::Row(IncomingRow {
                    row,
                    key,
                    partner,
                    id,
                    outcome,
                    numbers: normaliser.numbers(),
                })
            }
        });
        if batch.len() < BATCH {
            return Ok(());
        }
        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        // The writer is gone only where it failed, and it says why.
        send.send(Message::Rows(full))
            .map_err(|_| stopped(&request.file))
    })?;
    send.send(Message::Rows(batch))
        .map_err(|_| stopped(&request.file))?;
    Ok((format, class()))
}

/// Writes what arrives in one transaction; none where the reader gave up.
fn write(
    connection: &mut Connection,
    record: &Record<'_>,
    receive: &Receiver<Message>,
) -> Result<Option<ImportSummary>, StoreError> {
    let transaction = connection.transaction()?;
    let replaced = remove(&transaction, record.source)?.is_some();
    transaction.execute(
        "INSERT INTO snapshot (source, format, class, title, file, sha256) VALUES (?,'','','',?,?)",
        params![record.source, record.file, record.sha256],
    )?;
    let snapshot = transaction.last_insert_rowid();
    // Sorting once is several times as fast as keeping sorted, where most rows are new.
    let last: i64 =
        transaction.query_row("SELECT coalesce(max(id), 0) FROM observation", [], |row| {
            row.get(0)
        })?;
    let rebuild =
        record.expected_rows > schema::FEW && record.expected_rows > last.unsigned_abs() / 4;
    if rebuild {
        schema::drop_indexes(&transaction)?;
    }
    let mut loader = Loader::new(&transaction, snapshot)?;
    let mut end = None;
    for message in receive {
        match message {
            Message::Rows(rows) => {
                for incoming in rows {
                    loader.take(incoming)?;
                }
            }
            Message::End(format, class) => end = Some((format, class)),
        }
    }
    let Some((format, class)) = end else {
        return Ok(None);
    };
    let summary = loader.finish(record, format, class, replaced)?;
    if rebuild {
        schema::make_indexes(&transaction)?;
    }
    transaction.commit()?;
    Ok(Some(summary))
}

/// The file's hash in hexadecimal, and its size in bytes.
fn hash(file: &str, input: &mut dyn Source) -> Result<(String, u64), StoreError> {
    let io = |e: std::io::Error| StoreError::Import(ImportError::io(file, &e));
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    let mut size = 0;
    loop {
        let read = input.read(&mut buffer).map_err(io)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
    input.seek(SeekFrom::Start(0)).map_err(io)?;
    Ok((hex(&hasher.finalize()), size))
}

/// A digest as people compare it.
pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
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
    for table in ["cell", "set_aside", "official"] {
        transaction.execute(&format!("DELETE FROM {table} WHERE snapshot_id = ?"), [id])?;
    }
    transaction.execute("DELETE FROM snapshot WHERE id = ?", [id])?;
    Ok(Some(rows as u64))
}
