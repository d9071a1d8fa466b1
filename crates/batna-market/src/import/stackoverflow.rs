//! The Stack Overflow developer survey: yearly pay as respondents give it.
//!
//! The file bears no date: the caller gives one. Pay is taken in the respondent's own
//! currency where it is a yearly figure, else in the survey's dollars.

use batna_core::Currency;
use csv::StringRecord;
use jiff::civil::Date;

use super::ImportError;
use super::table::{column, need, number, text};
use crate::pay::Unit;
use crate::raw::{Found, Raw, SetAside};

/// More languages than this on one row say little about any of them.
const MOST_SKILLS: usize = 12;

pub struct Reader {
    id: Option<usize>,
    pub converted: Option<usize>,
    pub total: Option<usize>,
    currency: Option<usize>,
    frequency: Option<usize>,
    country: usize,
    role: usize,
    years: Option<usize>,
    size: Option<usize>,
    remote: Option<usize>,
    skills: Option<usize>,
    employment: Option<usize>,
    date: Option<Date>,
}

impl Reader {
    pub fn new(file: &str, headers: &[String], date: Option<Date>) -> Result<Self, ImportError> {
        let find = |names: &[&str]| column(headers, names);
        Ok(Reader {
            id: find(&["ResponseId", "Respondent"]),
            converted: find(&["ConvertedCompYearly", "ConvertedComp"]),
            total: find(&["CompTotal"]),
            currency: find(&["Currency"]),
            frequency: find(&["CompFreq"]),
            country: need(file, headers, &["Country"])?,
            role: need(file, headers, &["DevType"])?,
            years: find(&["YearsCodePro", "WorkExp"]),
            size: find(&["OrgSize"]),
            remote: find(&["RemoteWork"]),
            skills: find(&["LanguageHaveWorkedWith", "LanguageWorkedWith"]),
            employment: find(&["Employment"]),
            date,
        })
    }

    pub fn row(&self, row: u64, record: &StringRecord) -> Found {
        let get = |column: Option<usize>| text(record, column);
        // `USD United States dollar`, `EUR European Euro`.
        let stated: Option<Currency> = get(self.currency).get(..3).and_then(|c| c.parse().ok());
        let own = number(record, self.total).filter(|t| *t > 0.0);
        let (low, currency, unit) = match (own, stated, number(record, self.converted)) {
            (Some(own), Some(currency), _) => {
                let unit = Unit::parse(get(self.frequency)).unwrap_or(Unit::Year);
                (own, currency, unit)
            }
            (_, _, Some(dollars)) if dollars > 0.0 => (dollars, Currency::USD, Unit::Year),
            _ => return Err((row, SetAside::new("no pay stated", get(Some(self.role))))),
        };
        let roles = get(Some(self.role));
        let mut doubts = Vec::new();
        if roles.contains(';') {
            doubts.push("several kinds of work named; read together".to_owned());
        }
        let years = match get(self.years) {
            "Less than 1 year" => Some(0.5),
            "More than 50 years" => Some(50.0),
            other => other.parse().ok(),
        };
        let remote = get(self.remote).to_lowercase();
        let id = get(self.id);
        let skills = get(self.skills)
            .split(';')
            .map(str::trim)
            .filter(|s| !s.is_empty());
        Ok(Raw {
            row,
            title: roles.replace(';', " / "),
            country: get(Some(self.country)).replace(" of Great Britain and Northern Ireland", ""),
            date: self.date,
            currency: Some(currency),
            // Respondents state all pay of a year, which the survey calls total compensation.
            total: Some(low * unit.per_year()),
            years,
            remote: match remote.as_str() {
                "" => None,
                r if r.starts_with("remote") || r.starts_with("fully") => Some(100),
                r if r.starts_with("hybrid") => Some(50),
                _ => Some(0),
            },
            employment: get(self.employment).to_owned(),
            size: get(self.size).to_owned(),
            skills: skills.take(MOST_SKILLS).map(str::to_owned).collect(),
            id: (!id.is_empty()).then(|| id.to_owned()),
            content: u64::from(id.is_empty()) * row,
            doubts,
            ..Raw::default()
        })
    }
}
