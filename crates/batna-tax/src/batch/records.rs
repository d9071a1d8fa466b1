//! Records of a CSV with their line and place, and problems that point at a cell.

use batna_core::{Diagnostic, Location};

use super::BatchOptions;

pub(super) struct Row<'a> {
    pub(super) record: &'a csv::ByteRecord,
    /// Line in the file, from one.
    pub(super) line: usize,
    /// Where the row begins in the bytes.
    pub(super) offset: usize,
}

/// Calls `each` with every record, the header first, until it says to stop.
pub(super) fn records(bytes: &[u8], mut each: impl FnMut(usize, Row<'_>) -> bool) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut position = 0;
    let (mut line, mut counted) = (1, 0);
    // Reading from memory with a flexible reader has no error to report.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        // The reader's own count is late by one where lines end with CR LF.
        let begins = record.position().map_or(0, csv::Position::byte);
        let begins = usize::try_from(begins).unwrap_or(usize::MAX);
        let rest = bytes.get(begins..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let offset = begins + blank.count();
        let passed = bytes.get(counted..offset).unwrap_or_default();
        line += line_ends(passed);
        counted = offset;
        let row = Row {
            record: &record,
            line,
            offset,
        };
        if !each(position, row) {
            return;
        }
        position += 1;
    }
}

/// Ends of lines by LF, CR LF or CR alone.
fn line_ends(bytes: &[u8]) -> usize {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    let ends = |(byte, next): &(&u8, Option<&u8>)| {
        **byte == b'\n' || (**byte == b'\r' && *next != Some(&b'\n'))
    };
    bytes.iter().zip(next).filter(ends).count()
}

pub(super) fn rows(bytes: &[u8], mut each: impl FnMut(Row<'_>) -> bool) {
    records(bytes, |position, row| position == 0 || each(row));
}

pub(super) fn problem(
    options: &BatchOptions,
    code: &'static str,
    row: &Row<'_>,
    column: usize,
    message: impl Into<String>,
    remedy: impl Into<String>,
) -> Diagnostic {
    let cells: Vec<String> = row
        .record
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect();
    // A quote left open takes in what follows; one line shows where it begins.
    let whole = cells.join(",");
    let first = whole.lines().next().unwrap_or_default();
    let excerpt: String = first.chars().take(160).collect();
    let before: usize = cells
        .iter()
        .take(column)
        .map(|cell| cell.chars().count() + 1)
        .sum();
    let length = cells
        .get(column)
        .map_or(1, |cell| cell.chars().count().max(1));
    Diagnostic::error(code, message)
        .at(Location {
            file: options.file.clone(),
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
            column: u32::try_from(before + 1).unwrap_or(u32::MAX),
            offset: row.offset,
            length,
            excerpt,
        })
        .remedy(remedy)
}

/// The beginning of what may be long.
pub(super) fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
