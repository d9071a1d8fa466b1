//! Records of CSV text and of sheets as one stream: a header, then rows with their number.
//!
//! Encoding: UTF-8; a record that is not is read as Windows-1252, which the files of
//! public offices mix in. Separators: comma, semicolon or tab, by the header line.

use std::io::BufRead;

use calamine::{DataRef, Reader as _, Xlsx};
use csv::{ByteRecord, StringRecord};

use super::contents::Content;
use super::{Format, ImportError, Source};
use crate::raw::SetAside;

/// One step of reading a table.
pub enum Step<'a> {
    Header(&'a [String]),
    Row(u64, &'a StringRecord),
    /// A row that is no record of this table.
    Bad(u64, SetAside),
}

/// Takes the steps; an error stops.
pub type OnStep<'a> = dyn FnMut(Step<'_>) -> Result<(), ImportError> + 'a;

/// The position of a column by one of its names, without case, blanks counting as underscores.
pub fn column(headers: &[String], names: &[&str]) -> Option<usize> {
    let key = |text: &str| text.trim().to_lowercase().replace([' ', '-'], "_");
    names.iter().find_map(|name| {
        let wanted = key(name);
        headers.iter().position(|header| key(header) == wanted)
    })
}

/// A column that must be there.
pub fn need(file: &str, headers: &[String], names: &[&str]) -> Result<usize, ImportError> {
    column(headers, names)
        .ok_or_else(|| ImportError::missing_column(file, names.first().unwrap_or(&"")))
}

/// The text of a column; empty where it is missing or says `NA`.
pub fn text(record: &StringRecord, column: Option<usize>) -> &str {
    let value = column.and_then(|c| record.get(c)).unwrap_or("").trim();
    if value.len() > 4 {
        return value;
    }
    match value {
        "NA" | "N/A" | "NULL" | "null" | "nan" | "NaN" | "None" => "",
        other => other,
    }
}

/// The number in a column: `$1,234.50` and `1234` alike; none where there is none.
pub fn number(record: &StringRecord, column: Option<usize>) -> Option<f64> {
    parse_number(text(record, column))
}

/// Reads a plain number with separators of thousands and a currency sign.
pub fn parse_number(text: &str) -> Option<f64> {
    if text.is_empty() || text.len() > 32 {
        return None;
    }
    let mut cleaned = [0u8; 32];
    let mut length = 0;
    for c in text.trim_start_matches(['$', '£', '€']).bytes() {
        match c {
            b'0'..=b'9' | b'.' | b'-' | b'e' | b'E' | b'+' => {
                cleaned[length] = c;
                length += 1;
            }
            b',' | b' ' => {}
            _ => return None,
        }
    }
    let value: f64 = std::str::from_utf8(&cleaned[..length]).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

/// Reads the rows of delimited text.
pub fn each_text_record(
    file: &str,
    reader: &mut dyn BufRead,
    on: &mut OnStep<'_>,
) -> Result<(), ImportError> {
    let delimiter = {
        let start = reader.fill_buf().map_err(|e| ImportError::io(file, &e))?;
        let line = start.split(|b| *b == b'\n').next().unwrap_or(&[]);
        let count = |d: u8| line.iter().filter(|b| **b == d).count();
        [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|d| count(*d))
            .unwrap_or(b',')
    };
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 16)
        .from_reader(reader);
    let broken = |row: u64, error: csv::Error| {
        ImportError::new(
            "market::unreadable",
            file,
            format!("cannot be read: {error}"),
        )
        .at_row(row)
        .remedy("Check that the file is complete; nothing was imported.")
    };
    let mut bytes = ByteRecord::new();
    if !csv.read_byte_record(&mut bytes).map_err(|e| broken(0, e))? {
        return Err(ImportError::empty(file));
    }
    let mut record = decode(std::mem::take(&mut bytes));
    let mut headers: Vec<String> = record.iter().map(|h| h.trim().to_owned()).collect();
    if let Some(first) = headers.first_mut() {
        *first = first
            .trim_start_matches('\u{feff}')
            .trim_matches('"')
            .to_owned();
    }
    on(Step::Header(&headers))?;
    let mut row = 0;
    loop {
        // Reuse the record's memory for the next one.
        bytes = std::mem::take(&mut record).into_byte_record();
        if !csv
            .read_byte_record(&mut bytes)
            .map_err(|e| broken(row + 1, e))?
        {
            return Ok(());
        }
        row += 1;
        record = decode(std::mem::take(&mut bytes));
        if record.len() != headers.len() {
            let shown = record.iter().take(4).collect::<Vec<_>>().join(",");
            on(Step::Bad(
                row,
                SetAside::new("wrong number of columns", shown),
            ))?;
        } else {
            on(Step::Row(row, &record))?;
        }
    }
}

fn decode(bytes: ByteRecord) -> StringRecord {
    match StringRecord::from_byte_record(bytes) {
        Ok(record) => record,
        Err(error) => {
            let bytes = error.into_byte_record();
            bytes
                .iter()
                .map(|field| match std::str::from_utf8(field) {
                    Ok(text) => text.to_owned(),
                    Err(_) => encoding_rs::WINDOWS_1252
                        .decode_without_bom_handling(field)
                        .0
                        .into_owned(),
                })
                .collect::<Vec<String>>()
                .into()
        }
    }
}

/// Reads the rows of the first sheet, cell by cell; rows without cells cost nothing.
pub fn each_sheet_record(
    file: &str,
    source: &mut dyn Source,
    on: &mut OnStep<'_>,
) -> Result<(), ImportError> {
    let broken = |error: calamine::XlsxError| {
        ImportError::new(
            "market::broken-sheet",
            file,
            format!("the sheet is damaged: {error}"),
        )
        .remedy("Save it again, or as CSV. Nothing was imported.")
    };
    let mut workbook: Xlsx<_> = Xlsx::new(source).map_err(broken)?;
    let name = workbook
        .sheet_names()
        .first()
        .cloned()
        .ok_or_else(|| ImportError::empty(file))?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(broken)?;
    let mut headers: Vec<String> = Vec::new();
    let mut fields: Vec<String> = Vec::new();
    let mut at = None;
    let mut row = 0;
    let mut flush = |fields: &mut Vec<String>, headers: &mut Vec<String>| {
        if fields.iter().all(|f| f.trim().is_empty()) {
            fields.clear();
            return Ok(());
        }
        if headers.is_empty() {
            *headers = fields.iter().map(|h| h.trim().to_owned()).collect();
            fields.clear();
            return on(Step::Header(headers));
        }
        row += 1;
        fields.resize(headers.len(), String::new());
        let record = StringRecord::from(std::mem::take(fields));
        on(Step::Row(row, &record))
    };
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (line, column) = cell.get_position();
        if at != Some(line) {
            flush(&mut fields, &mut headers)?;
            at = Some(line);
        }
        let column = column as usize;
        if column > 2_000 {
            continue;
        }
        if fields.len() <= column {
            fields.resize(column + 1, String::new());
        }
        fields[column] = match cell.get_value() {
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Float(number) => number.to_string(),
            DataRef::Int(number) => number.to_string(),
            DataRef::Bool(flag) => flag.to_string(),
            DataRef::DateTime(date) => date
                .as_f64()
                .to_string()
                .parse::<f64>()
                .ok()
                .and_then(serial_date)
                .unwrap_or_default(),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(_) | DataRef::Empty => String::new(),
        };
    }
    flush(&mut fields, &mut headers)?;
    if headers.is_empty() {
        return Err(ImportError::empty(file));
    }
    Ok(())
}

/// A day counted from 30 December 1899, as sheets do.
fn serial_date(days: f64) -> Option<String> {
    let origin = jiff::civil::date(1899, 12, 30);
    let span = jiff::Span::new().try_days(days.floor() as i64).ok()?;
    origin.checked_add(span).ok().map(|date| date.to_string())
}

/// The header of a table and its first rows, for proposing a mapping.
pub fn sniff_headers(
    name: &str,
    source: &mut dyn Source,
) -> Result<(Vec<String>, Vec<Vec<String>>), ImportError> {
    let mut headers = Vec::new();
    let mut sample: Vec<Vec<String>> = Vec::new();
    // Stops the reading once enough is seen.
    let enough = ImportError::new("market::enough", name, "");
    let mut on = |step: Step<'_>| {
        match step {
            Step::Header(found) => headers = found.to_vec(),
            Step::Row(_, record) => sample.push(record.iter().map(str::to_owned).collect()),
            Step::Bad(..) => {}
        }
        if sample.len() >= 50 {
            Err(enough.clone())
        } else {
            Ok(())
        }
    };
    let read = super::open(name, source, &mut |content| {
        match content {
            Content::Text(mut reader) => each_text_record(name, &mut *reader, &mut on)?,
            Content::Sheet(sheet) => each_sheet_record(name, sheet, &mut on)?,
        }
        Ok(Format::Mapped)
    });
    match read {
        Err(error) if error.code != enough.code => Err(error),
        _ => Ok((headers, sample)),
    }
}
