//! Sheets: a table as spreadsheets save it, one with a million empty rows, and ones that lie.

use std::io::{Cursor, Write};

use batna_market::store::{Store, StoreError};

use crate::imports::{import, rows};

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="LCA" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// The parts of a workbook with one sheet of these rows.
fn workbook(rows: &str) -> Vec<(&'static str, Vec<u8>)> {
    let sheet = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    vec![
        ("xl/workbook.xml", WORKBOOK.as_bytes().to_vec()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes().to_vec()),
        ("xl/worksheets/sheet1.xml", sheet.into_bytes()),
        ("_rels/.rels", ROOT.as_bytes().to_vec()),
    ]
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn row(number: usize, cells: &[&str]) -> String {
    let cells: String = (cells.iter().zip('A'..))
        .map(|(text, column)| match text.parse::<f64>() {
            Ok(_) => format!(r#"<c r="{column}{number}"><v>{text}</v></c>"#),
            Err(_) => {
                format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
            }
        })
        .collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

const HEADER: [&str; 7] = [
    "employer",
    "job_title",
    "country",
    "work_location",
    "wage",
    "status",
    "year",
];
const ACME: [&str; 7] = [
    "Acme",
    "ML Engineer",
    "Unknown",
    "Austin, TX",
    "150000",
    "Certified",
    "2025",
];

#[test]
fn a_million_empty_rows_are_passed_over() {
    let mut store = Store::in_memory().unwrap();
    let mut sheet = row(1, &HEADER) + &row(2, &ACME);
    for number in 3..1_000_003 {
        // Half bear a formatted cell without a value, as sheets that were filled once do.
        if number % 2 == 0 {
            sheet.push_str(&format!(
                r#"<row r="{number}"><c r="A{number}" s="1"/></row>"#
            ));
        } else {
            sheet.push_str(&format!(r#"<row r="{number}"/>"#));
        }
    }
    let mut last = ACME;
    last[4] = "160000";
    sheet.push_str(&row(1_000_003, &last));
    let summary = import(&mut store, &zipped(&workbook(&sheet))).unwrap();
    assert_eq!((summary.rows_in, summary.rows_kept), (2, 2), "{summary:?}");
    let bases: Vec<_> = rows(&store).iter().map(|row| row.base).collect();
    assert_eq!(bases, [Some(150_000), Some(160_000)]);
}

/// Writes another unpacked size over every place of an archive that states one.
fn with_stated_size(mut archive: Vec<u8>, real: usize, stated: u32) -> Vec<u8> {
    let real = u32::try_from(real).unwrap().to_le_bytes();
    let places: Vec<usize> = (archive.windows(4).enumerate())
        .filter(|(_, four)| *four == real)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        archive[at..at + 4].copy_from_slice(&stated.to_le_bytes());
    }
    archive
}

#[test]
fn a_sheet_that_unpacks_to_more_than_it_says_is_refused() {
    let mut store = Store::in_memory().unwrap();
    import(
        &mut store,
        &zipped(&workbook(&(row(1, &HEADER) + &row(2, &ACME)))),
    )
    .unwrap();
    let before = rows(&store);
    let blanks = " ".repeat(100 << 20);
    let parts = workbook(&(row(1, &HEADER) + &row(2, &ACME) + &blanks));
    let real = parts[2].1.len();
    let honest = zipped(&parts);
    let lying = with_stated_size(honest.clone(), real, 4_000);
    for (name, bytes, code) in [
        ("honest", honest, "market::archive-too-large"),
        ("lying", lying, "market::broken-archive"),
    ] {
        let error = import(&mut store, &bytes).expect_err(name);
        let StoreError::Import(error) = error else {
            panic!("{name}: {error}")
        };
        assert_eq!(error.code, code, "{name}");
        assert_eq!(rows(&store), before, "{name}");
    }
}

#[test]
fn a_sheet_cut_short_is_refused() {
    let mut store = Store::in_memory().unwrap();
    let whole = zipped(&workbook(&(row(1, &HEADER) + &row(2, &ACME))));
    for keep in [whole.len() / 3, whole.len() - 30] {
        let error = import(&mut store, &whole[..keep]).expect_err("cut");
        let StoreError::Import(error) = error else {
            panic!("{error}")
        };
        assert_eq!(error.code, "market::broken-archive");
    }
    // The archive whole, the sheet within it not.
    let mut parts = workbook(&(row(1, &HEADER) + &row(2, &ACME)));
    let half = parts[2].1.len() - 60;
    parts[2].1.truncate(half);
    let error = import(&mut store, &zipped(&parts)).expect_err("half a sheet");
    assert!(matches!(error, StoreError::Import(_)), "{error}");
    assert!(rows(&store).is_empty());
}
