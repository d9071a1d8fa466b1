//! US Department of Labor disclosures of labor condition applications, every header
//! generation since fiscal year 2008. Fiscal years run from October to September.
//!
//! Only the columns named here are read: contact names, e-mails and phones never are.
//! Withdrawn and denied cases are set aside. The wage is what the employer attested,
//! a floor of what may be paid.

use csv::StringRecord;

use super::dates::parse_date;
use super::table::{column, number, parse_number, text};
use crate::memo::hash_parts;
use crate::pay::Unit;
use crate::raw::{Found, Raw, SetAside};
use batna_core::Currency;

/// Positions of the columns of one header generation.
pub struct Columns {
    case: Option<usize>,
    status: usize,
    withdrawn: Option<usize>,
    employer: usize,
    title: usize,
    soc_title: Option<usize>,
    pub from: usize,
    to: Option<usize>,
    unit: Option<usize>,
    city: Option<usize>,
    state: Option<usize>,
    place: Option<usize>,
    decided: Option<usize>,
    start: Option<usize>,
    year: Option<usize>,
    full_time: Option<usize>,
}

impl Columns {
    /// Finds the columns whatever the generation; the name of a missing one otherwise.
    pub fn find(headers: &[String]) -> Result<Columns, &'static str> {
        let find = |names: &[&str]| column(headers, names);
        // `status` and `wage` alone are anyone's: the short extract has all of these.
        let short = ["employer", "job_title", "work_location", "wage", "status"];
        let is_short = short.iter().all(|name| column(headers, &[name]).is_some());
        let from = find(&[
            "WAGE_RATE_OF_PAY_FROM",
            "WAGE_RATE_OF_PAY_FROM_1",
            "LCA_CASE_WAGE_RATE_FROM",
            "WAGE_RATE_OF_PAY",
            "WAGE_RATE_1",
        ]);
        Ok(Columns {
            case: find(&["CASE_NUMBER", "LCA_CASE_NUMBER", "CASE_NO"]),
            status: find(&["CASE_STATUS", "APPROVAL_STATUS", "STATUS"]).ok_or("CASE_STATUS")?,
            withdrawn: find(&["WITHDRAWN"]),
            employer: find(&[
                "EMPLOYER_NAME",
                "LCA_CASE_EMPLOYER_NAME",
                "EMPLOYER_BUSINESS_NAME",
                "NAME",
                "employer",
            ])
            .ok_or("EMPLOYER_NAME")?,
            title: find(&["JOB_TITLE", "LCA_CASE_JOB_TITLE"]).ok_or("JOB_TITLE")?,
            soc_title: find(&["SOC_TITLE", "SOC_NAME", "LCA_CASE_SOC_NAME"]),
            from: match from {
                Some(index) => index,
                None if is_short => find(&["wage"]).ok_or("wage")?,
                None => return Err("WAGE_RATE_OF_PAY_FROM"),
            },
            to: find(&[
                "WAGE_RATE_OF_PAY_TO",
                "WAGE_RATE_OF_PAY_TO_1",
                "LCA_CASE_WAGE_RATE_TO",
                "MAX_RATE_1",
            ]),
            unit: find(&[
                "WAGE_UNIT_OF_PAY",
                "WAGE_UNIT_OF_PAY_1",
                "LCA_CASE_WAGE_RATE_UNIT",
                "RATE_PER_1",
            ]),
            city: find(&[
                "WORKSITE_CITY",
                "WORKSITE_CITY_1",
                "LCA_CASE_WORKLOC1_CITY",
                "WORK_LOCATION_CITY1",
                "CITY_1",
            ]),
            state: find(&[
                "WORKSITE_STATE",
                "WORKSITE_STATE_1",
                "LCA_CASE_WORKLOC1_STATE",
                "WORK_LOCATION_STATE1",
                "STATE_1",
            ]),
            place: find(&["work_location"]),
            decided: find(&[
                "DECISION_DATE",
                "DOL_DECISION_DATE",
                "LCA_CASE_DECISION_DATE",
            ]),
            start: find(&[
                "BEGIN_DATE",
                "PERIOD_OF_EMPLOYMENT_START_DATE",
                "EMPLOYMENT_START_DATE",
                "LCA_CASE_EMPLOYMENT_START_DATE",
                "BEGIN_DATE_1",
            ]),
            year: find(&["year"]),
            full_time: find(&["FULL_TIME_POSITION", "FULL_TIME_POS"]),
        })
    }

    pub fn row(&self, row: u64, record: &StringRecord) -> Found {
        let get = |column: Option<usize>| text(record, column);
        let mut doubts = Vec::new();
        let status = get(Some(self.status));
        let begins = |word: &str| {
            (status.get(..word.len())).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let withdrawn = matches!(get(self.withdrawn), "Y" | "Yes" | "1");
        let aside = |reason| Err((row, SetAside::new(reason, get(Some(self.employer)))));
        if begins("denied") || begins("rejected") || begins("invalidated") {
            return aside("denied");
        }
        if begins("withdrawn") {
            return aside("withdrawn before certification");
        }
        if !begins("certified") {
            return aside("status unknown");
        }
        let later = status.get("certified".len()..).unwrap_or("");
        if withdrawn || (!later.is_empty() && later.to_ascii_lowercase().contains("withdrawn")) {
            doubts.push("certified, later withdrawn".to_owned());
        }
        // Fiscal year 2015 writes a range into one column: `20000 -`, `60000 - 80000`.
        let written = get(Some(self.from));
        let (mut low, mut high) = (number(record, Some(self.from)), number(record, self.to));
        if low.is_none()
            && let Some((first, second)) = written.split_once('-')
        {
            low = parse_number(first.trim());
            high = parse_number(second.trim()).or(high);
        }
        if low.is_none() {
            return Err((row, SetAside::new("no wage", written)));
        }
        let unit_text = get(self.unit);
        let unit = Unit::parse(unit_text);
        if unit.is_none() && !unit_text.is_empty() && unit_text != "Select Pay Range" {
            return Err((row, SetAside::new("unit of pay unknown", unit_text)));
        }
        // An upper end of nought or below the lower one means none was given.
        let high = high.filter(|h| low.is_none_or(|l| *h > l));
        let (city, state) = (get(self.city), get(self.state));
        let place = if self.place.is_some() {
            get(self.place).to_owned()
        } else if state.is_empty() {
            city.to_owned()
        } else {
            format!("{city}, {state}")
        };
        let date = parse_date(get(self.decided))
            .or_else(|| parse_date(get(self.start)))
            .or_else(|| parse_date(get(self.year)));
        let title = get(Some(self.title));
        let title = if title.is_empty() {
            get(self.soc_title)
        } else {
            title
        };
        let case = get(self.case);
        let part_time = matches!(get(self.full_time), "N" | "No" | "n");
        Ok(Raw {
            row,
            employer: get(Some(self.employer)).to_owned(),
            title: title.to_owned(),
            place,
            country: "US".to_owned(),
            date,
            currency: Some(Currency::USD),
            low,
            high,
            unit,
            employment: if part_time { "PT" } else { "" }.to_owned(),
            id: (!case.is_empty()).then(|| case.to_owned()),
            content: if case.is_empty() {
                hash_parts(record.iter().map(str::as_bytes))
            } else {
                0
            },
            doubts,
            ..Raw::default()
        })
    }
}
