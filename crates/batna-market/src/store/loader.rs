//! Writes the rows of one snapshot: texts once, copies counted, cells gathered.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};

use super::StoreError;
use super::cells::{CellBuilder, Paid, Within};
use super::load::{ImportSummary, Record, SetAsideCount};
use crate::import::Format;
use crate::memo::Memo;
use crate::normal::TextNumbers;
use crate::observation::{Observation, SourceClass};
use crate::raw::{OfficialWage, SetAside};

/// A record as the reading thread hands it over.
// Nearly all are rows, handed over by the thousand: a box for each would cost an allocation a row.
#[allow(clippy::large_enum_variant)]
pub(super) enum Incoming {
    Aside(u64, SetAside),
    Row(IncomingRow),
    Official(Box<OfficialWage>),
}

pub(super) struct IncomingRow {
    pub row: u64,
    /// Hash of the id, or of the whole row where it has none.
    pub key: u64,
    pub partner: Option<u64>,
    pub id: Option<String>,
    pub outcome: Result<Observation, SetAside>,
    pub numbers: TextNumbers,
}

/// Ids of words by the number of the text they were worked out from.
#[derive(Default)]
struct ByNumber<T>(Vec<Option<T>>);

impl<T: Copy> ByNumber<T> {
    fn get(&self, number: u32) -> Option<T> {
        self.0.get(number as usize).copied().flatten()
    }

    fn put(&mut self, number: u32, value: T) {
        let at = number as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        if let Some(slot) = self.0.get_mut(at) {
            *slot = Some(value);
        }
    }
}

/// The ids of a row's words that its title, employer and place alone decide.
#[derive(Clone, Copy)]
struct TextIds {
    title: Option<i64>,
    employer: [Option<i64>; 2],
    place: [Option<i64>; 2],
}

/// A day as ten bytes.
struct DayText([u8; 10]);

impl DayText {
    fn new(day: Date) -> DayText {
        let mut text = *b"0000-00-00";
        let mut put = |at: usize, digits: usize, mut value: u16| {
            for slot in text.iter_mut().skip(at).take(digits).rev() {
                *slot = b'0' + (value % 10) as u8;
                value /= 10;
            }
        };
        put(0, 4, day.year().unsigned_abs());
        put(5, 2, u16::from(day.month().unsigned_abs()));
        put(8, 2, u16::from(day.day().unsigned_abs()));
        DayText(text)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

/// Writes rows of one snapshot.
pub(super) struct Loader<'t> {
    transaction: &'t Transaction<'t>,
    snapshot: i64,
    insert: CachedStatement<'t>,
    copy: CachedStatement<'t>,
    words: Memo<String, i64>,
    titles: ByNumber<Option<i64>>,
    employers: ByNumber<[Option<i64>; 2]>,
    places: ByNumber<[Option<i64>; 2]>,
    contents: Memo<u64, i64>,
    /// Where rows count that later copies may add to.
    kept: Memo<u64, Within>,
    rows_in: u64,
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
            titles: ByNumber::default(),
            employers: ByNumber::default(),
            places: ByNumber::default(),
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

    /// Keeps a row, or counts it as a copy of one that is kept, or sets it aside.
    pub fn take(&mut self, incoming: Incoming) -> Result<(), StoreError> {
        self.rows_in += 1;
        let (row, outcome) = match incoming {
            Incoming::Aside(row, aside) => (row, Err(aside)),
            Incoming::Row(found) => (found.row, self.keep(found)?),
            Incoming::Official(wage) => {
                super::official::insert(self.transaction, self.snapshot, &wage)?;
                self.rows_kept += 1;
                return Ok(());
            }
        };
        if let Err(aside) = outcome {
            self.set_aside(row, aside);
        }
        Ok(())
    }

    fn keep(&mut self, found: IncomingRow) -> Result<Outcome, StoreError> {
        let IncomingRow {
            key,
            partner,
            id,
            outcome,
            numbers,
            ..
        } = found;
        if partner.is_some() {
            // Two rows of the file came as one.
            self.rows_in += 1;
            self.paired += 1;
        }
        let known = self.contents.get(key);
        if known.is_some() && id.is_some() {
            return Ok(Err(SetAside::new("repeated id", id.unwrap_or_default())));
        }
        let mut row = match outcome {
            Ok(row) => row,
            Err(aside) => return Ok(Err(aside)),
        };
        if let Some(first) = known {
            self.copy.execute([first])?;
            self.copies += 1;
            if let Some(within) = self.kept.get(first as u64) {
                self.cells.add(within, &Paid::of(&row), true);
            }
            return Ok(Ok(()));
        }
        if partner.is_some() {
            row.copies = 2;
        }
        let ids = self.ids(&row, numbers)?;
        let (rowid, within) = self.write(&row, ids)?;
        self.cells.add(within, &Paid::of(&row), false);
        self.rows_kept += 1;
        for doubt in &row.doubts {
            *self.doubts.entry(doubt.clone()).or_default() += 1;
        }
        self.contents.insert(key, rowid);
        if let Some(partner) = partner {
            self.contents.insert(partner, rowid);
        }
        if id.is_none() {
            self.kept.insert(rowid as u64, within);
        }
        Ok(Ok(()))
    }

    /// Adds one row to a snapshot that exists, and to its cells.
    pub fn append(&mut self, row: &Observation) -> Result<(), StoreError> {
        let ids = self.ids(row, TextNumbers::default())?;
        let (_, within) = self.write(row, ids)?;
        super::cells::add_to_stored(self.transaction, self.snapshot, within, &Paid::of(row))
    }

    /// The ids of title, employer and place, looked up once for each text.
    fn ids(&mut self, row: &Observation, numbers: TextNumbers) -> Result<TextIds, StoreError> {
        let title = match self.titles.get(numbers.title) {
            Some(id) => id,
            None => {
                let id = self.word(&row.title)?;
                self.search(id, "title", &row.title)?;
                self.titles.put(numbers.title, id);
                id
            }
        };
        let employer = match self.employers.get(numbers.employer) {
            Some(ids) => ids,
            None => {
                let name = self.word(&row.employer_name)?;
                self.search(name, "employer", &row.employer_name)?;
                let ids = [self.word_of(row.employer.as_deref())?, name];
                self.employers.put(numbers.employer, ids);
                ids
            }
        };
        let place = match self.places.get(numbers.place) {
            Some(ids) => ids,
            None => {
                let country = self.word_of(row.country.as_deref())?;
                let ids = [country, self.word_of(row.metro.as_deref())?];
                self.places.put(numbers.place, ids);
                ids
            }
        };
        Ok(TextIds {
            title,
            employer,
            place,
        })
    }

    fn write(&mut self, row: &Observation, ids: TextIds) -> Result<(i64, Within), StoreError> {
        let role = self.word_of(row.role.as_deref())?;
        let seniority = self.word_of(row.seniority.as_deref())?;
        let stage = self.word_of(row.stage.as_deref())?;
        let TextIds {
            title,
            employer: [employer, employer_name],
            place: [country, metro],
        } = ids;
        let level = self.word(&row.level)?;
        let employment = self.word(&row.employment)?;
        let size = self.word(&row.size)?;
        let skills = self.list(&row.skills)?;
        let doubts = self.list(&row.doubts)?;
        let amount = |a: Option<u64>| a.and_then(|a| i64::try_from(a).ok());
        let date = row.date.map(DayText::new);
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
            date.as_ref().map(DayText::as_str),
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
        let within = Within {
            dimensions: [role, seniority, country, metro, stage].map(Option::unwrap_or_default),
            employer: employer.unwrap_or_default(),
        };
        Ok((self.transaction.last_insert_rowid(), within))
    }

    /// The id of a list as one text.
    fn list(&mut self, list: &[String]) -> Result<Option<i64>, StoreError> {
        match list {
            [] => Ok(None),
            [one] => self.word(one),
            many => self.word(&many.join("; ")),
        }
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
        let fresh = self
            .transaction
            .prepare_cached("INSERT OR IGNORE INTO found_seen (id, kind) VALUES (?,?)")?
            .execute(params![id, kind])?;
        if fresh > 0 {
            self.transaction
                .prepare_cached("INSERT INTO found (rowid, text) VALUES (?,?)")?
                .execute(params![id, text])?;
        }
        Ok(())
    }

    fn set_aside(&mut self, row: u64, aside: SetAside) {
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
        record: &Record<'_>,
        format: Format,
        class: SourceClass,
        replaced: bool,
    ) -> Result<ImportSummary, StoreError> {
        let day = |date: Option<Date>| date.map(|d| d.to_string());
        let title = record.title.unwrap_or(format.title());
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
                record.url,
                record.licence,
                day(record.retrieved),
                day(record.imported),
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
            source: record.source.to_owned(),
            format: format.label().to_owned(),
            class,
            rows_in: self.rows_in,
            rows_kept: self.rows_kept,
            copies: self.copies,
            paired: self.paired,
            set_aside: self.asides.into_values().collect(),
            doubts: self.doubts,
            replaced,
            sha256: record.sha256.clone(),
        })
    }
}
