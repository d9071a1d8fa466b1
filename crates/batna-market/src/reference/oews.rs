//! Wages of an occupation in an area: BLS Occupational Employment and Wage Statistics.
//!
//! OEWS counts straight-time gross pay: base and production bonuses, no equity, no
//! year-end bonus, no overtime. It knows no levels. A withheld figure stays unknown; a
//! top-coded one is shown as "at least".

use batna_core::{Band, Currency, Grade, Interval, Measure};
use jiff::civil::Date;

use super::{Area, AreaKind, Reference, ReferenceError, WAGES};

/// One published figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WageCell {
    Known(f64),
    /// Only known to be at least this much (top-coded).
    AtLeast(f64),
    Withheld,
}

impl WageCell {
    fn parse(text: &str) -> WageCell {
        let (least, digits) = match text.strip_prefix('>') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        match digits.parse::<f64>() {
            Ok(value) if value.is_finite() && least => WageCell::AtLeast(value),
            Ok(value) if value.is_finite() => WageCell::Known(value),
            _ => WageCell::Withheld,
        }
    }

    /// The figure, top-coded ones at their threshold.
    pub fn value(self) -> Option<f64> {
        match self {
            WageCell::Known(value) | WageCell::AtLeast(value) => Some(value),
            WageCell::Withheld => None,
        }
    }
}

/// The wages of one occupation in one area, USD a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Wage {
    pub soc: String,
    pub employment: Option<u64>,
    pub mean: WageCell,
    /// Relative standard error of the mean, in percent.
    pub mean_error: Option<f64>,
    /// 10th, 25th, 50th, 75th and 90th percentile.
    pub percentiles: [WageCell; 5],
}

impl Wage {
    fn parse(line: &str) -> Option<Wage> {
        let mut cells = line.split(',');
        let soc = cells.next()?.to_owned();
        let employment = cells.next()?.parse().ok();
        let mean = WageCell::parse(cells.next()?);
        let mean_error = cells.next()?.parse().ok();
        let mut percentiles = [WageCell::Withheld; 5];
        for cell in &mut percentiles {
            *cell = WageCell::parse(cells.next()?);
        }
        Some(Wage {
            soc,
            employment,
            mean,
            mean_error,
            percentiles,
        })
    }
}

impl<'a> Reference<'a> {
    /// The title of an occupation such as `15-1252`.
    pub fn occupation_title(&self, soc: &str) -> Option<&'a str> {
        self.occupations()
            .find(|(code, _)| *code == soc)
            .map(|(_, title)| title)
    }

    /// All occupations of the table, by code, with their titles.
    pub fn occupations(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.texts
            .oews
            .lines()
            .take_while(|line| !line.starts_with('@'))
            .filter_map(|line| line.strip_prefix('=')?.split_once('|'))
    }

    /// The published row of an occupation in an area.
    pub fn wage(&self, soc: &str, area: &Area) -> Option<Wage> {
        let kind = match area.kind {
            AreaKind::Nation => 'N',
            AreaKind::State => 'S',
            AreaKind::Metro => 'M',
        };
        let heading = format!("\n@{}|{kind}|", area.code);
        let text = self.texts.oews;
        let start = text.find(&heading)? + 1;
        text.get(start..)?
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with('@'))
            .find(|line| line.starts_with(soc))
            .and_then(Wage::parse)
    }

    /// Percentiles of an occupation's wage in an area.
    ///
    /// `n` is unknown: the publisher gives workers employed, which is no sample size.
    /// The mean's published relative standard error stands in `ci` as `mean`, at 95%.
    ///
    /// Errors: `NoOccupation` where no row exists, `Withheld` where all wages are.
    pub fn occupation_band(&self, soc: &str, area: &Area) -> Result<Band, ReferenceError> {
        let missing = || ReferenceError::NoOccupation {
            soc: soc.to_owned(),
            area: area.name.clone(),
        };
        let wage = self.wage(soc, area).ok_or_else(missing)?;
        let title = self.occupation_title(soc).ok_or_else(missing)?;
        let [p10, p25, p50, p75, p90] = wage.percentiles.map(WageCell::value);
        if [p10, p25, p50, p75, p90].iter().all(Option::is_none) {
            return Err(ReferenceError::Withheld {
                soc: soc.to_owned(),
                area: area.name.clone(),
            });
        }
        let source = self.cited(WAGES);
        let as_of = source.date.unwrap_or(Date::constant(2025, 5, 1));
        let place = match (area.kind, area.cities().next(), area.states().next()) {
            (AreaKind::Nation, _, _) => "the United States".to_owned(),
            (AreaKind::Metro, Some(city), Some(state)) => format!("{city}, {state}"),
            _ => area.name.clone(),
        };
        let mut caveats = vec![
            "OEWS counts base pay and production bonuses, no equity and no year-end bonus, \
             of all workers in the occupation; it knows no levels."
                .to_owned(),
        ];
        if let Some(workers) = wage.employment {
            caveats.push(format!(
                "About {workers} people are employed so; the publisher states no sample size."
            ));
        }
        let top_coded_at = wage.percentiles.iter().find_map(|cell| match cell {
            WageCell::AtLeast(value) => Some(*value),
            _ => None,
        });
        if let Some(cut) = top_coded_at {
            caveats.push(format!(
                "Percentiles shown at {cut:.0} are only known to be at least that (top-coded)."
            ));
        }
        if wage.percentiles.contains(&WageCell::Withheld) {
            caveats.push("The publisher withholds some percentiles.".to_owned());
        }
        let mut ci = std::collections::BTreeMap::new();
        if let (Some(mean), Some(error)) = (wage.mean.value(), wage.mean_error) {
            // Two-sided 95% of a normal estimate, as the publisher advises for its errors.
            let half = 1.96 * mean * error / 100.0;
            let interval = Interval {
                low: (mean - half).round(),
                high: (mean + half).round(),
            };
            ci.insert("mean".to_owned(), interval);
        }
        Ok(Band {
            // The citation holds the code and the area's full name; people say it shorter.
            subject: format!("{} in {place}", title.to_lowercase()),
            measure: Measure::Base,
            currency: Currency::USD,
            as_of,
            p10,
            p25,
            p50,
            p75,
            p90,
            top_coded_at,
            n: None,
            n_effective: None,
            ci,
            pooled_share: 0.0,
            grade: Grade::Survey,
            sources: vec![source.at(format!("{soc}, {} ({})", area.name, area.code))],
            caveats,
        })
    }
}
