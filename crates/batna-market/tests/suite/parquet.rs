//! The exported Parquet says what the store says, row by row and column by column.

use std::io::{self, Write};

use batna_core::{Currency, Money};
use batna_market::observation::{Dimension, Observation, Observations, Selection};
use batna_market::store::parquet::{Exported, MESSAGE, SCHEMA, SCHEMA_KEY, SNAPSHOTS_KEY};
use batna_market::store::{Comp, Store, StoreError};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Row;
use parquet::schema::parser::parse_message_type;

use crate::imports::{import, rows};
use crate::reference::embedded;
use crate::rules::rules;

const DISCLOSED: &str = "employer,job_title,country,work_location,wage,status,year\n\
    Example Ltd,Senior Machine Learning Engineer,Unknown,\"San Francisco, CA\",250000,Certified,2025\n\
    Other Ltd,Data Scientist,Unknown,\"Austin, TX\",150000,Certified,2024\n\
    Other Ltd,Data Scientist,Unknown,\"Austin, TX\",150000,Certified,2024\n\
    Naïve ¥ Ltd,ML Engineer II,Unknown,Nowhere,99999,Certified,2023\n";

fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    import(&mut store, DISCLOSED.as_bytes()).unwrap();
    let reference = embedded();
    let rules = rules(&reference);
    for confidential in [false, true] {
        let comp = Comp {
            employer: "Third Ltd".to_owned(),
            title: "Staff ML Engineer".to_owned(),
            place: "London".to_owned(),
            base: Some(Money::new(165_000.into(), Currency::GBP)),
            bonus: Some(Money::new(20_000.into(), Currency::GBP)),
            years: Some(7.5),
            heard_from: "a friend".to_owned(),
            confidential,
            ..Comp::default()
        };
        store
            .add(comp, &rules, &reference, jiff::civil::date(2026, 2, 3))
            .unwrap();
    }
    store
}

fn export(store: &Store, selection: &Selection, confidential: bool) -> (u64, Vec<u8>) {
    let mut bytes = Vec::new();
    let rows = store
        .export_parquet(selection, confidential, &mut bytes)
        .unwrap();
    (rows, bytes)
}

fn read(bytes: Vec<u8>) -> (SerializedFileReader<bytes::Bytes>, Vec<Row>) {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows = reader
        .get_row_iter(None)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    (reader, rows)
}

/// The columns as an observation would be printed; nothing for null.
fn columns(row: &Row) -> Vec<String> {
    row.get_column_iter()
        .map(|(_, field)| match field {
            parquet::record::Field::Null => String::new(),
            parquet::record::Field::Str(text) => text.clone(),
            other => other.to_string(),
        })
        .collect()
}

fn expected(row: &Observation) -> Vec<String> {
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let amount = |amount: Option<u64>| amount.map_or(String::new(), |a| a.to_string());
    vec![
        row.source.clone(),
        row.row.to_string(),
        row.class.label().to_owned(),
        word(&row.role),
        word(&row.seniority),
        word(&row.country),
        word(&row.metro),
        word(&row.stage),
        word(&row.employer),
        row.employer_name.clone(),
        row.title.clone(),
        row.level.clone(),
        row.date.map_or(String::new(), |d| d.to_string()),
        row.currency.code().to_owned(),
        amount(row.base),
        amount(row.base_low),
        amount(row.base_high),
        amount(row.bonus),
        amount(row.equity),
        amount(row.total),
        row.years.map_or(String::new(), |y| y.to_string()),
        row.remote.map_or(String::new(), |r| r.to_string()),
        row.employment.clone(),
        row.size.clone(),
        row.skills.join("; "),
        row.copies.to_string(),
        row.doubts.join("; "),
        row.confidential.to_string(),
    ]
}

#[test]
fn every_column_of_every_row_is_that_of_the_store() {
    let store = store();
    let (count, bytes) = export(&store, &Selection::all(), true);
    let (reader, exported) = read(bytes);
    let kept = rows(&store);
    assert_eq!((count, exported.len()), (kept.len() as u64, kept.len()));
    assert!(kept.iter().any(|row| row.copies == 2));
    for (row, kept) in exported.iter().zip(&kept) {
        assert_eq!(columns(row)[1..], expected(kept));
    }
    let file = reader.metadata().file_metadata();
    let message = parse_message_type(MESSAGE).unwrap();
    assert_eq!(file.schema(), &message);
    let value = |key: &str| {
        let pairs = file.key_value_metadata().unwrap();
        pairs
            .iter()
            .find(|pair| pair.key == key)
            .and_then(|pair| pair.value.clone())
            .unwrap()
    };
    assert_eq!(value(SCHEMA_KEY), SCHEMA);
    let snapshots: Vec<Exported> = serde_json::from_str(&value(SNAPSHOTS_KEY)).unwrap();
    let told: Vec<_> = snapshots.iter().map(|e| e.snapshot.clone()).collect();
    assert_eq!(told, store.snapshots().unwrap());
    assert_eq!(snapshots.iter().map(|e| e.rows).sum::<u64>(), count);
}

#[test]
fn what_was_told_in_confidence_stays() {
    let store = store();
    let (count, bytes) = export(&store, &Selection::all(), false);
    assert_eq!(count, rows(&store).len() as u64 - 1);
    let (_, exported) = read(bytes);
    assert!(
        exported
            .iter()
            .all(|row| columns(row).last().unwrap() == "false")
    );
}

#[test]
fn a_selection_is_exported_alone_and_an_empty_one_is_a_file_too() {
    let store = store();
    let data = Selection::all().with(Dimension::Role, "data-scientist");
    let (count, bytes) = export(&store, &data, true);
    assert_eq!((count, read(bytes).1.len()), (1, 1));
    let none = Selection::all().with(Dimension::Role, "astronaut");
    let (count, bytes) = export(&store, &none, true);
    assert_eq!((count, read(bytes).1.len()), (0, 0));
}

/// A disk with room for `0` bytes more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = bytes.len().min(self.0);
        self.0 -= room;
        if room == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told() {
    let store = store();
    let (_, bytes) = export(&store, &Selection::all(), true);
    for room in 0..bytes.len() {
        let written = store.export_parquet(&Selection::all(), true, &mut Full(room));
        assert!(
            matches!(written, Err(StoreError::Write(..))),
            "{room} of {} bytes",
            bytes.len()
        );
    }
}
