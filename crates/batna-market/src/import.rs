//! Readers of real sources: each turns a stream of records into raw rows or named refusals.
//!
//! Nothing is loaded whole that can be streamed; archives and sheets are opened within
//! limits. Readers pick the columns they need, so that contact details of filings are
//! never read. Leaves out: normalising (`normal`) and storage (`store`).

mod aijobs;
mod board_csv;
mod boards;
mod contents;
mod dates;
mod error;
mod lca;
mod levels;
mod mapped;
mod oews;
mod pay_text;
mod posting;
mod stackoverflow;
mod table;

pub use contents::{LARGEST_UNPACKED, open};
pub use error::ImportError;
pub use mapped::{Mapping as ColumnMapping, propose};
pub use pay_text::{PayText, find_pay};
pub use table::sniff_headers;

use std::io::{BufRead, Read, Seek};
use std::sync::Arc;

use jiff::civil::Date;

use crate::observation::SourceClass;
use crate::raw::Found;

/// The sources that are known by their form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    AiJobs,
    Levels,
    Lca,
    BoardCsv,
    /// JSON of Greenhouse, Lever, Ashby, of collected postings, or schema.org JobPosting.
    Postings,
    StackOverflow,
    /// Percentiles of occupations by area, of the US Bureau of Labor Statistics.
    Oews,
    /// Any CSV with a column mapping that the user confirmed.
    Mapped,
}

impl Format {
    pub const ALL: [Format; 8] = [
        Format::AiJobs,
        Format::Levels,
        Format::Lca,
        Format::BoardCsv,
        Format::Postings,
        Format::StackOverflow,
        Format::Oews,
        Format::Mapped,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Format::AiJobs => "ai-jobs",
            Format::Levels => "levels-fyi",
            Format::Lca => "dol-lca",
            Format::BoardCsv => "job-boards",
            Format::Postings => "postings",
            Format::StackOverflow => "stack-overflow",
            Format::Oews => "bls-oews",
            Format::Mapped => "mapped",
        }
    }

    pub fn parse(text: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.label() == text)
    }

    /// What kind of statement the rows are, unless the user says otherwise.
    pub fn class(self) -> SourceClass {
        match self {
            Format::AiJobs => SourceClass::Mixed,
            Format::Lca => SourceClass::Disclosed,
            Format::Oews => SourceClass::Official,
            Format::BoardCsv | Format::Postings => SourceClass::Advertised,
            Format::Levels | Format::StackOverflow | Format::Mapped => SourceClass::SelfReported,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Format::AiJobs => "ai-jobs.net salaries",
            Format::Levels => "levels.fyi salary reports",
            Format::Lca => "US Department of Labor, labor condition application disclosures",
            Format::BoardCsv => "Job board postings",
            Format::Postings => "Job postings",
            Format::StackOverflow => "Stack Overflow developer survey",
            Format::Oews => "Occupational Employment and Wage Statistics",
            Format::Mapped => "Imported table",
        }
    }

    /// The format whose headers these are.
    pub fn detect(headers: &[String]) -> Option<Format> {
        let has = |name: &str| headers.iter().any(|h| h.eq_ignore_ascii_case(name));
        if has("work_year") && has("salary_in_usd") {
            Some(Format::AiJobs)
        } else if has("totalyearlycompensation") {
            Some(Format::Levels)
        } else if lca::Columns::find(headers).is_ok() {
            Some(Format::Lca)
        } else if has("job_uid") && has("salary_interval_orig") {
            Some(Format::BoardCsv)
        } else if has("ConvertedCompYearly") || (has("CompTotal") && has("DevType")) {
            Some(Format::StackOverflow)
        } else if oews::heads(headers) {
            Some(Format::Oews)
        } else {
            None
        }
    }
}

/// What to read and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// None: by the content.
    pub format: Option<Format>,
    /// The date of rows that bear none.
    pub date: Option<Date>,
    pub mapping: Option<ColumnMapping>,
    /// Set as soon as the format is known, before the first row is handed out.
    pub found: std::rc::Rc<std::cell::Cell<Option<Format>>>,
}

/// Takes rows as they are read; an error stops the import.
pub type Emit<'a> = dyn FnMut(Found) -> Result<(), ImportError> + 'a;

/// Bytes that can be read and searched, such as a file.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// Reads every row of `source` (a file's bytes) and hands it to `emit`. Gives the format.
///
/// `name` decides nothing but the wording of diagnostics. Errors: unreadable archive,
/// unknown header, broken JSON; each with the row and column where known.
pub fn read(
    name: &str,
    source: &mut dyn Source,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Result<Format, ImportError> {
    open(name, source, &mut |content| match content {
        contents::Content::Text(mut reader) => read_text(name, &mut *reader, options, emit),
        contents::Content::Sheet(sheet) => {
            let mut reader = TableReader::new(name, options);
            table::each_sheet_record(name, sheet, &mut |step| reader.step(step, emit))?;
            reader.finish(emit)
        }
    })
}

fn read_text(
    name: &str,
    reader: &mut dyn BufRead,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Result<Format, ImportError> {
    let start = reader
        .fill_buf()
        .map_err(|e| ImportError::io(name, &e))?
        .iter()
        .copied()
        .find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
    if matches!(start, Some(b'{' | b'[')) {
        options.found.set(Some(Format::Postings));
        posting::read(name, reader, emit)?;
        return Ok(Format::Postings);
    }
    if start == Some(b'<') {
        options.found.set(Some(Format::Postings));
        posting::read_html(name, reader, emit)?;
        return Ok(Format::Postings);
    }
    let mut table = TableReader::new(name, options);
    table::each_text_record(name, reader, &mut |step| table.step(step, emit))?;
    table.finish(emit)
}

/// One row reader per tabular format, chosen when the header is seen.
enum Rows {
    AiJobs(Box<aijobs::Reader>),
    Levels(levels::Reader),
    Lca(Box<lca::Columns>),
    Board(board_csv::Reader),
    StackOverflow(stackoverflow::Reader),
    Oews(oews::Reader),
    Mapped(Box<mapped::Reader>),
}

impl Rows {
    /// The column of base pay, or of the total where there is none.
    fn pay_column(&self) -> Option<usize> {
        match self {
            Rows::AiJobs(reader) => Some(reader.salary),
            Rows::Levels(reader) => Some(reader.base),
            Rows::Lca(columns) => Some(columns.from),
            Rows::Board(reader) => Some(reader.low),
            Rows::StackOverflow(reader) => reader.total.or(reader.converted),
            Rows::Oews(_) => None,
            Rows::Mapped(reader) => reader.pay_column(),
        }
    }
}

struct TableReader<'a> {
    name: &'a str,
    options: &'a Options,
    rows: Option<(Format, Rows)>,
    pay_column: Option<Arc<str>>,
}

impl<'a> TableReader<'a> {
    fn new(name: &'a str, options: &'a Options) -> Self {
        TableReader {
            name,
            options,
            rows: None,
            pay_column: None,
        }
    }

    fn step(&mut self, step: table::Step<'_>, emit: &mut Emit<'_>) -> Result<(), ImportError> {
        match step {
            table::Step::Header(headers) => {
                let (format, rows) = self.choose(headers)?;
                let column = rows.pay_column().and_then(|at| headers.get(at));
                self.pay_column = column.map(|name| name.as_str().into());
                self.rows = Some((format, rows));
                Ok(())
            }
            table::Step::Bad(row, aside) => emit(Err((row, aside))),
            table::Step::Row(row, record) => {
                let emit = &mut named(self.pay_column.as_ref(), emit);
                match &mut self.rows {
                    Some((_, Rows::AiJobs(reader))) => reader.row(row, record, emit),
                    Some((_, Rows::Levels(reader))) => emit(reader.row(row, record)),
                    Some((_, Rows::Lca(columns))) => emit(columns.row(row, record)),
                    Some((_, Rows::Board(reader))) => emit(reader.row(row, record)),
                    Some((_, Rows::StackOverflow(reader))) => emit(reader.row(row, record)),
                    Some((_, Rows::Oews(reader))) => emit(reader.row(row, record)),
                    Some((_, Rows::Mapped(reader))) => emit(reader.row(row, record)),
                    None => Ok(()),
                }
            }
        }
    }

    fn choose(&self, headers: &[String]) -> Result<(Format, Rows), ImportError> {
        let format = match (self.options.format, &self.options.mapping) {
            (Some(format), _) => format,
            (None, Some(_)) => Format::Mapped,
            (None, None) => Format::detect(headers)
                .ok_or_else(|| ImportError::unknown_header(self.name, headers))?,
        };
        self.options.found.set(Some(format));
        let rows = match format {
            Format::AiJobs => Rows::AiJobs(Box::new(aijobs::Reader::new(self.name, headers)?)),
            Format::Levels => Rows::Levels(levels::Reader::new(self.name, headers)?),
            Format::Lca => {
                let columns = lca::Columns::find(headers)
                    .map_err(|missing| ImportError::missing_column(self.name, missing))?;
                Rows::Lca(Box::new(columns))
            }
            Format::BoardCsv => Rows::Board(board_csv::Reader::new(self.name, headers)?),
            Format::StackOverflow => Rows::StackOverflow(stackoverflow::Reader::new(
                self.name,
                headers,
                self.options.date,
            )?),
            Format::Oews => Rows::Oews(oews::Reader::new(self.name, headers)?),
            Format::Mapped => {
                let mapping = self
                    .options
                    .mapping
                    .as_ref()
                    .ok_or_else(|| ImportError::unknown_header(self.name, headers))?;
                let reader = mapped::Reader::new(self.name, headers, mapping, self.options.date)?;
                Rows::Mapped(Box::new(reader))
            }
            Format::Postings => return Err(ImportError::not_json(self.name)),
        };
        Ok((format, rows))
    }

    fn finish(mut self, emit: &mut Emit<'_>) -> Result<Format, ImportError> {
        match &mut self.rows {
            Some((_, Rows::AiJobs(reader))) => {
                reader.finish(&mut named(self.pay_column.as_ref(), emit))?
            }
            Some(_) => {}
            None => return Err(ImportError::empty(self.name)),
        }
        self.rows
            .map(|(format, _)| format)
            .ok_or_else(|| ImportError::empty(self.name))
    }
}

/// Hands rows on with the name of the column that their pay stood in.
fn named<'e>(
    column: Option<&'e Arc<str>>,
    emit: &'e mut Emit<'_>,
) -> impl FnMut(Found) -> Result<(), ImportError> + 'e {
    move |found| {
        emit(found.map(|mut raw| {
            raw.pay_column = column.cloned();
            raw
        }))
    }
}
