//! ai-jobs.net salaries: one row a report or an end of an advertised range.
//!
//! More than half of the rows are exact copies of others and none bears an id: each
//! distinct row counts once as evidence, its copies are kept as a count. Two neighbours
//! that differ in pay alone, the greater first, are read as the ends of one advertised
//! range. Pay is taken in its own currency: the file's dollar column uses one rounded
//! rate a year.

use csv::StringRecord;

use super::dates::parse_date;
use super::table::{need, number, text};
use super::{Emit, ImportError};
use crate::memo::{Memo, hash_parts};
use crate::pay::Unit;
use crate::raw::{Raw, SetAside};

/// Ends of one advertised range lie closer than this.
const WIDEST_PAIR: f64 = 2.5;

pub struct Reader {
    year: usize,
    experience: usize,
    employment: usize,
    title: usize,
    pub salary: usize,
    currency: usize,
    residence: usize,
    remote: usize,
    company_place: usize,
    size: usize,
    seen: Memo<u64, ()>,
    /// The last new row, held back until its neighbour is seen, with the hash of all but its pay.
    held: Option<(Raw, u64)>,
}

impl Reader {
    pub fn new(file: &str, headers: &[String]) -> Result<Self, ImportError> {
        let need = |name: &str| need(file, headers, &[name]);
        Ok(Reader {
            year: need("work_year")?,
            experience: need("experience_level")?,
            employment: need("employment_type")?,
            title: need("job_title")?,
            salary: need("salary")?,
            currency: need("salary_currency")?,
            residence: need("employee_residence")?,
            remote: need("remote_ratio")?,
            company_place: need("company_location")?,
            size: need("company_size")?,
            seen: Memo::default(),
            held: None,
        })
    }

    pub fn row(
        &mut self,
        row: u64,
        record: &StringRecord,
        emit: &mut Emit<'_>,
    ) -> Result<(), ImportError> {
        let content = hash_parts(record.iter().map(str::as_bytes));
        let apart = [
            self.year,
            self.experience,
            self.employment,
            self.title,
            self.currency,
            self.residence,
            self.remote,
            self.company_place,
            self.size,
        ];
        let besides = hash_parts(apart.iter().map(|&c| text(record, Some(c)).as_bytes()));
        let known = self.seen.get(content).is_some();
        self.seen.insert(content, ());
        let raw = match self.raw(row, record, content) {
            Ok(raw) => raw,
            Err(aside) => {
                self.finish(emit)?;
                return emit(Err((row, aside)));
            }
        };
        if known {
            self.finish(emit)?;
            return emit(Ok(raw));
        }
        match self.held.take() {
            Some((mut upper, same)) if same == besides && pairs(&upper, &raw) => {
                upper.high = upper.low;
                upper.low = raw.low;
                upper.partner = Some(content);
                upper
                    .doubts
                    .push("two neighbouring rows read as one advertised range".to_owned());
                emit(Ok(upper))
            }
            held => {
                self.held = Some((raw, besides));
                match held {
                    Some((earlier, _)) => emit(Ok(earlier)),
                    None => Ok(()),
                }
            }
        }
    }

    pub fn finish(&mut self, emit: &mut Emit<'_>) -> Result<(), ImportError> {
        match self.held.take() {
            Some((raw, _)) => emit(Ok(raw)),
            None => Ok(()),
        }
    }

    fn raw(&self, row: u64, record: &StringRecord, content: u64) -> Result<Raw, SetAside> {
        let get = |column: usize| text(record, Some(column));
        let currency = get(self.currency);
        let known = currency
            .parse()
            .map_err(|_| SetAside::new("currency unknown", currency))?;
        Ok(Raw {
            row,
            title: get(self.title).to_owned(),
            country: get(self.residence).to_owned(),
            date: parse_date(get(self.year)),
            currency: Some(known),
            low: number(record, Some(self.salary)),
            unit: Some(Unit::Year),
            remote: get(self.remote).parse().ok(),
            employment: get(self.employment).to_owned(),
            size: get(self.size).to_owned(),
            rank_code: Some(("aijobs", get(self.experience).to_owned())),
            content,
            ..Raw::default()
        })
    }
}

fn pairs(upper: &Raw, lower: &Raw) -> bool {
    match (upper.low, lower.low) {
        (Some(high), Some(low)) => low > 0.0 && high > low && high / low < WIDEST_PAIR,
        _ => false,
    }
}
