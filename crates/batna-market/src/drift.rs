//! Ageing of base pay to a date by a published wage index.
//!
//! Rules: `data/market/drift.toml`. Between the index's points pay grows evenly, after
//! the last it is held, before the first nothing is aged. Leaves out equity and totals,
//! which do not follow wages, and countries without an index here.

use batna_core::Citation;
use jiff::civil::Date;
use serde::Deserialize;

use crate::mapping::RuleError;

#[derive(Deserialize)]
struct Source {
    id: String,
    title: String,
    url: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Point {
    date: toml::value::Datetime,
    index: f64,
}

#[derive(Deserialize)]
struct File {
    id: String,
    country: String,
    caveat: String,
    source: Source,
    point: Vec<Point>,
}

/// A wage index of one country.
#[derive(Clone, Debug)]
pub struct Drift {
    pub id: String,
    pub country: String,
    pub caveat: String,
    pub source: Citation,
    points: Vec<(Date, f64)>,
}

impl Drift {
    /// Reads `drift.toml`.
    pub fn parse(text: &str) -> Result<Drift, RuleError> {
        let broken = |message: &str| RuleError {
            file: "drift.toml",
            message: message.to_owned(),
        };
        let file: File = toml::from_str(text).map_err(|e| RuleError::new("drift.toml", &e))?;
        let mut points = Vec::new();
        for point in &file.point {
            let date = point.date.to_string().parse::<Date>();
            let date = date.map_err(|_| broken("a point has no date"))?;
            if !(point.index.is_finite() && point.index > 0.0) {
                return Err(broken("an index is not positive"));
            }
            points.push((date, point.index));
        }
        points.sort_by_key(|(date, _)| *date);
        if points.len() < 2 {
            return Err(broken("an index needs two points"));
        }
        let mut source = Citation::new(file.source.id, file.source.title);
        source.url = Some(file.source.url);
        Ok(Drift {
            id: file.id,
            country: file.country,
            caveat: file.caveat,
            source,
            points,
        })
    }

    /// What pay of `from` is multiplied by to stand at `to`; none before the index begins.
    pub fn factor(&self, from: Date, to: Date) -> Option<f64> {
        Some(self.index(to)? / self.index(from)?)
    }

    fn index(&self, at: Date) -> Option<f64> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        if at < first.0 {
            return None;
        }
        if at >= last.0 {
            return Some(last.1);
        }
        self.points.windows(2).find_map(|pair| {
            let ((start, low), (end, high)) = (pair[0], pair[1]);
            (at >= start && at < end).then(|| {
                let days = |a: Date, b: Date| b.since(a).map_or(0.0, |s| f64::from(s.get_days()));
                let share = days(start, at) / days(start, end).max(1.0);
                low * (high / low).powf(share)
            })
        })
    }
}
