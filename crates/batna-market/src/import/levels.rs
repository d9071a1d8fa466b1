//! levels.fyi salary reports, in US dollars. Sex, race and education are not read.
//!
//! Some rows give stock in thousands, many a base of nought, some a total that is not
//! the sum of its parts; each is mended or marked, never hidden.

use csv::StringRecord;

use super::ImportError;
use super::dates::parse_date;
use super::table::{need, number, text};
use crate::memo::hash_parts;
use crate::pay::Unit;
use crate::raw::{Found, Raw};
use batna_core::Currency;

/// A total further than this from its parts is marked.
const TOLERANCE: f64 = 5_000.0;

pub struct Reader {
    timestamp: usize,
    company: usize,
    level: usize,
    title: usize,
    total: usize,
    location: usize,
    years: usize,
    tag: usize,
    pub base: usize,
    stock: usize,
    bonus: usize,
}

impl Reader {
    pub fn new(file: &str, headers: &[String]) -> Result<Self, ImportError> {
        let need = |name: &str| need(file, headers, &[name]);
        Ok(Reader {
            timestamp: need("timestamp")?,
            company: need("company")?,
            level: need("level")?,
            title: need("title")?,
            total: need("totalyearlycompensation")?,
            location: need("location")?,
            years: need("yearsofexperience")?,
            tag: need("tag")?,
            base: need("basesalary")?,
            stock: need("stockgrantvalue")?,
            bonus: need("bonus")?,
        })
    }

    pub fn row(&self, row: u64, record: &StringRecord) -> Found {
        let get = |column: usize| text(record, Some(column));
        let figure = |column: usize| number(record, Some(column));
        let mut doubts = Vec::new();
        let total = figure(self.total).filter(|t| *t > 0.0);
        let base = figure(self.base).filter(|b| *b > 0.0);
        let mut equity = figure(self.stock);
        let bonus = figure(self.bonus);
        if let (Some(total), Some(base)) = (total, base) {
            let rest = base + bonus.unwrap_or(0.0);
            let stock = equity.unwrap_or(0.0);
            let off = |stock: f64| (total - rest - stock).abs();
            if stock > 0.0
                && stock < 1_000.0
                && off(stock * 1000.0) <= TOLERANCE
                && off(stock) > TOLERANCE
            {
                equity = Some(stock * 1000.0);
                doubts.push("stock read as thousands, which makes the total add up".to_owned());
            } else if off(stock) > TOLERANCE {
                doubts.push("stated total is not the sum of its parts".to_owned());
            }
        } else if base.is_none() {
            doubts.push("base not stated".to_owned());
        }
        // Without a base the nought in stock and bonus is silence, not a figure.
        let parts = |amount: Option<f64>| amount.filter(|a| base.is_some() || *a > 0.0);
        let tag = get(self.tag);
        let title = if tag.is_empty() {
            get(self.title).to_owned()
        } else {
            format!("{} ({tag})", get(self.title))
        };
        Ok(Raw {
            row,
            employer: get(self.company).to_owned(),
            title,
            level: get(self.level).to_owned(),
            place: get(self.location).to_owned(),
            date: parse_date(get(self.timestamp)),
            currency: Some(Currency::USD),
            low: base,
            unit: Some(Unit::Year),
            bonus: parts(bonus),
            equity: parts(equity),
            total,
            years: figure(self.years),
            content: hash_parts(
                [
                    self.timestamp,
                    self.company,
                    self.level,
                    self.title,
                    self.total,
                    self.location,
                    self.years,
                    self.base,
                    self.stock,
                    self.bonus,
                ]
                .iter()
                .map(|&c| get(c).as_bytes()),
            ),
            doubts,
            ..Raw::default()
        })
    }
}
