//! The exported Parquet says what the store says, row by row and column by column.

use std::io::{self, Write};

use std::collections::BTreeMap;

use batna_core::{Currency, Measure, Money};
use batna_market::observation::{Dimension, Observation, Observations, Selection, SourceClass};
use batna_market::store::parquet::cells::{DIMENSIONS, ExportedCells, Stretch};
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
    // Every seventh byte: whole exports are written each time.
    for room in (0..bytes.len()).step_by(7) {
        let written = store.export_parquet(&Selection::all(), true, &mut Full(room));
        assert!(
            matches!(written, Err(StoreError::Write(..))),
            "{room} of {} bytes",
            bytes.len()
        );
    }
}

/// The cells that an export brings with it, and where they lie.
fn brought(bytes: &[u8]) -> (std::ops::Range<usize>, Option<ExportedCells>) {
    let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).unwrap();
    let stretch = Stretch::told(reader.metadata()).unwrap();
    let place = stretch.place(reader.metadata()).unwrap();
    let place = place.start as usize..place.end as usize;
    (place.clone(), stretch.read(&bytes[place]))
}

#[test]
fn the_cells_that_travel_along_are_those_of_the_store() {
    let store = store();
    let (_, bytes) = export(&store, &Selection::all(), true);
    let cells = brought(&bytes).1.unwrap();
    let selections = [
        Selection::all(),
        Selection::all().with(Dimension::Role, "ml-engineer"),
        Selection::all().with(Dimension::Role, "astronaut"),
        Selection {
            class: Some(SourceClass::Disclosed),
            from_year: Some(2024),
            ..Selection::all()
        },
        Selection {
            through_year: Some(2024),
            source: Some("network".to_owned()),
            ..Selection::all()
        },
    ];
    let mut compared = 0;
    for selection in &selections {
        for measure in [
            Measure::Base,
            Measure::Bonus,
            Measure::Equity,
            Measure::Total,
        ] {
            for by in [
                &[][..],
                &DIMENSIONS[..],
                &[Dimension::Stage, Dimension::Role],
            ] {
                let mut found = BTreeMap::new();
                cells.add_to(&mut found, selection, measure, by).unwrap();
                compared += found.len();
                assert_eq!(
                    found,
                    store.cells(selection, measure, by).unwrap(),
                    "{selection:?} {measure:?} {by:?}"
                );
            }
        }
    }
    assert!(compared > 20, "{compared} cells were compared");
    let none = &mut BTreeMap::new();
    let of_employer = Selection::all().with(Dimension::Employer, "x");
    assert!(
        cells
            .add_to(none, &of_employer, Measure::Base, &[])
            .is_none()
    );
    let by_employer = &[Dimension::Employer];
    assert!(
        cells
            .add_to(none, &Selection::all(), Measure::Base, by_employer)
            .is_none()
    );
}

#[test]
fn what_stays_behind_is_in_no_cell_either() {
    let store = store();
    let total = |confidential| {
        let (_, bytes) = export(&store, &Selection::all(), confidential);
        let mut found = BTreeMap::new();
        let cells = brought(&bytes).1.unwrap();
        cells
            .add_to(&mut found, &Selection::all(), Measure::Base, &[])
            .unwrap();
        found.values().map(|cell| cell.rows).sum::<u64>()
    };
    assert_eq!(total(true), total(false) + 1);
}

#[test]
fn cells_that_were_touched_are_no_cells() {
    let (_, bytes) = export(&store(), &Selection::all(), true);
    let (place, _) = brought(&bytes);
    assert!(place.len() > 100);
    for at in place.clone() {
        let mut touched = bytes.clone();
        touched[at] ^= 1;
        assert!(brought(&touched).1.is_none(), "byte {at}");
    }
    assert!(brought(&bytes).1.is_some());
}
