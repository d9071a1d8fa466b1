//! Postings of several job boards in one table, with pay as the boards gave it.

use csv::StringRecord;

use super::ImportError;
use super::dates::parse_date;
use super::table::{column, need, number, text};
use crate::pay::Unit;
use crate::raw::{Found, Raw, SetAside};

pub struct Reader {
    id: usize,
    company: usize,
    title: usize,
    location: usize,
    remote: Option<usize>,
    seniority: Option<usize>,
    employment: Option<usize>,
    published: Option<usize>,
    seen: Option<usize>,
    currency: usize,
    pub low: usize,
    high: usize,
    interval: usize,
}

impl Reader {
    pub fn new(file: &str, headers: &[String]) -> Result<Self, ImportError> {
        let need = |name: &str| need(file, headers, &[name]);
        let find = |name: &str| column(headers, &[name]);
        Ok(Reader {
            id: need("job_uid")?,
            company: need("company")?,
            title: need("title")?,
            location: need("location_raw")?,
            remote: find("is_remote"),
            seniority: find("seniority"),
            employment: find("employment_type"),
            published: find("published_at"),
            seen: find("first_seen"),
            currency: need("currency_original")?,
            low: need("salary_min_orig")?,
            high: need("salary_max_orig")?,
            interval: need("salary_interval_orig")?,
        })
    }

    pub fn row(&self, row: u64, record: &StringRecord) -> Found {
        let get = |column: usize| text(record, Some(column));
        let title = get(self.title);
        let (low, high) = (
            number(record, Some(self.low)),
            number(record, Some(self.high)),
        );
        if low.or(high).is_none() {
            return Err((row, SetAside::new("no pay stated", title)));
        }
        let currency = get(self.currency);
        let currency = match currency.parse() {
            Ok(known) => Some(known),
            Err(_) if currency.is_empty() => None,
            Err(_) => return Err((row, SetAside::new("currency unknown", currency))),
        };
        let interval = get(self.interval);
        let unit = Unit::parse(interval);
        if unit.is_none() && !interval.is_empty() {
            return Err((row, SetAside::new("unit of pay unknown", interval)));
        }
        Ok(Raw {
            row,
            employer: get(self.company).to_owned(),
            title: title.to_owned(),
            place: get(self.location).to_owned(),
            date: parse_date(text(record, self.published))
                .or_else(|| parse_date(text(record, self.seen))),
            currency,
            low,
            high,
            unit,
            remote: (text(record, self.remote) == "True").then_some(100),
            employment: text(record, self.employment).to_owned(),
            rank_code: Some(("board", text(record, self.seniority).to_owned())),
            id: Some(get(self.id).to_owned()),
            ..Raw::default()
        })
    }
}
