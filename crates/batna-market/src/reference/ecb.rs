//! Exchange rates: the European Central Bank's euro reference rates, crossed over the euro.
//!
//! Rates are set on business days; a date between takes the nearest earlier one. Before
//! the daily part of the table, month ends stand for the days after them; the date of the
//! rate used is always handed back.

use batna_core::{Citation, Currency};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Reference, ReferenceError};

/// The longest a rate may stand for later days: month ends reach to the next one.
const LONGEST_GAP_DAYS: i32 = 35;

/// A rate between two currencies and the day it was set.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    pub from: Currency,
    pub to: Currency,
    /// Units of `to` for one unit of `from`.
    pub rate: Decimal,
    pub quoted_on: Date,
    pub source: Citation,
}

impl Exchange {
    pub fn rate_f64(&self) -> f64 {
        batna_core::scalar::decimal_to_f64(self.rate)
    }
}

impl Reference<'_> {
    /// The same, and past the last day that is built in the rate of that day: a rate of last year,
    /// told as such, compares two offers better than none.
    ///
    /// Errors: `NoRate` where the bank quotes none.
    pub fn exchange_known_on(
        &self,
        from: Currency,
        to: Currency,
        date: Date,
    ) -> Result<Exchange, ReferenceError> {
        let last = || -> Option<Date> {
            let day = |line: &str| line.split(',').next()?.parse::<Date>().ok();
            self.texts.ecb.lines().find_map(day)
        };
        self.exchange(from, to, date).or_else(|error| match last() {
            Some(last) if last < date => self.exchange(from, to, last),
            _ => Err(error),
        })
    }

    /// The rate from one currency to another at a date: that day's, or the nearest earlier one.
    ///
    /// Errors: `NoRate` where the bank quotes none within a month before.
    pub fn exchange(
        &self,
        from: Currency,
        to: Currency,
        date: Date,
    ) -> Result<Exchange, ReferenceError> {
        let source = self.cited("ecb");
        if from == to {
            return Ok(Exchange {
                from,
                to,
                rate: Decimal::ONE,
                quoted_on: date,
                source,
            });
        }
        let no_rate = |currency: Currency| ReferenceError::NoRate {
            currency: currency.code().to_owned(),
            date,
        };
        let mut lines = self
            .texts
            .ecb
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let column = |currency: Currency| {
            if currency == Currency::EUR {
                return Ok(None);
            }
            let found = header.iter().position(|code| *code == currency.code());
            found.map(Some).ok_or_else(|| no_rate(currency))
        };
        let (from_column, to_column) = (column(from)?, column(to)?);
        let per_euro = |row: &[&str], column: Option<usize>| match column {
            None => Some(Decimal::ONE),
            Some(index) => row.get(index)?.parse::<Decimal>().ok(),
        };
        for line in lines {
            let row: Vec<&str> = line.split(',').collect();
            let Some(quoted_on) = row.first().and_then(|day| day.parse::<Date>().ok()) else {
                continue;
            };
            if quoted_on > date {
                continue;
            }
            let gap = date.since(quoted_on).map_or(i32::MAX, |s| s.get_days());
            if gap > LONGEST_GAP_DAYS {
                break;
            }
            let rates = (per_euro(&row, from_column), per_euro(&row, to_column));
            if let (Some(from_rate), Some(to_rate)) = rates
                && let Some(rate) = to_rate.checked_div(from_rate)
            {
                return Ok(Exchange {
                    from,
                    to,
                    rate,
                    quoted_on,
                    source: source.at(quoted_on.to_string()),
                });
            }
        }
        Err(no_rate(if to_column.is_some() { to } else { from }))
    }
}
