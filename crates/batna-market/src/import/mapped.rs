//! Any table, by a mapping of its columns that the tool proposes and a person confirms.

use batna_core::Currency;
use csv::StringRecord;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ImportError;
use super::dates::parse_date;
use super::table::{column, number, parse_number, text};
use crate::mapping::RuleError;
use crate::memo::hash_parts;
use crate::observation::SourceClass;
use crate::pay::Unit;
use crate::raw::{Found, Raw, SetAside};

/// Which column holds what. Written as TOML; absent entries are unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// verified, disclosed, self-reported, advertised or mixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<SourceClass>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Base pay, or the lower end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_high: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bonus: Option<String>,
    /// Value of equity a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Column of the currency's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Column of the unit: hour, month, year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The currency of every row, where no column tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency_is: Option<Currency>,
    /// The unit of every row, where no column tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_is: Option<String>,
}

impl Mapping {
    /// Its keys, beside the class.
    pub const KEYS: [&'static str; 18] = [
        "title",
        "employer",
        "level",
        "place",
        "country",
        "date",
        "base",
        "base_high",
        "bonus",
        "equity",
        "total",
        "years",
        "stage",
        "id",
        "currency",
        "unit",
        "currency_is",
        "unit_is",
    ];

    /// Reads a mapping file.
    pub fn parse(text: &str) -> Result<Mapping, RuleError> {
        toml::from_str(text).map_err(|e| RuleError::new("mapping", &e))
    }

    /// Writes a mapping file.
    pub fn to_toml(&self) -> Result<String, RuleError> {
        toml::to_string(self).map_err(|e| RuleError {
            file: "mapping",
            message: e.to_string(),
        })
    }
}

/// Guesses which column holds what by names and contents; a person must confirm it.
pub fn propose(headers: &[String], sample: &[Vec<String>]) -> Mapping {
    let find = |names: &[&str]| {
        column(headers, names)
            .or_else(|| {
                headers.iter().position(|header| {
                    let header = header.to_lowercase();
                    names.iter().any(|name| header.contains(name))
                })
            })
            .and_then(|index| headers.get(index).cloned())
    };
    let numeric = |name: &Option<String>| {
        let Some(index) = name
            .as_ref()
            .and_then(|n| headers.iter().position(|h| h == n))
        else {
            return false;
        };
        let cells = sample
            .iter()
            .filter_map(|row| row.get(index))
            .filter(|c| !c.is_empty());
        let (all, numbers) = cells.fold((0, 0), |(all, numbers), cell| {
            (
                all + 1,
                numbers + usize::from(parse_number(cell.trim()).is_some()),
            )
        });
        all > 0 && numbers * 10 >= all * 8
    };
    let named = |name: &str| {
        headers
            .iter()
            .find(|h| h.eq_ignore_ascii_case(name))
            .cloned()
    };
    let money = |names: &[&str]| find(names).filter(|name| numeric(&Some(name.clone())));
    let mut mapping = Mapping {
        class: Some(SourceClass::SelfReported),
        title: find(&["job_title", "title", "role", "position", "job"]),
        employer: find(&[
            "company",
            "employer",
            "organisation",
            "organization",
            "firm",
        ]),
        level: find(&["level", "grade"]),
        place: find(&["location", "city", "place", "office"]),
        country: find(&["country"]),
        date: find(&["date", "timestamp", "year", "posted"]),
        base: money(&["base", "salary_min", "min_salary", "salary", "pay", "wage"]),
        base_high: money(&["base_max", "salary_max", "max_salary"]),
        bonus: money(&["bonus"]),
        equity: money(&["equity", "stock", "rsu"]),
        total: money(&["total", "tc", "compensation"]),
        years: find(&["years_of_experience", "yoe", "experience"]),
        stage: find(&["stage", "funding"]),
        id: find(&["id", "uid"]).filter(|n| n.to_lowercase().ends_with("id")),
        currency: find(&["currency"]).or_else(|| named("cur")),
        unit: find(&["unit", "interval", "period"]),
        currency_is: None,
        unit_is: None,
    };
    if mapping.base_high == mapping.base {
        mapping.base_high = None;
    }
    if mapping.unit.is_none() {
        mapping.unit_is = Some("year".to_owned());
    }
    mapping
}

struct Columns {
    title: Option<usize>,
    employer: Option<usize>,
    level: Option<usize>,
    place: Option<usize>,
    country: Option<usize>,
    date: Option<usize>,
    base: Option<usize>,
    base_high: Option<usize>,
    bonus: Option<usize>,
    equity: Option<usize>,
    total: Option<usize>,
    years: Option<usize>,
    stage: Option<usize>,
    id: Option<usize>,
    currency: Option<usize>,
    unit: Option<usize>,
}

pub struct Reader {
    columns: Columns,
    mapping: Mapping,
    unit: Option<Unit>,
    date: Option<Date>,
}

impl Reader {
    pub fn new(
        file: &str,
        headers: &[String],
        mapping: &Mapping,
        date: Option<Date>,
    ) -> Result<Self, ImportError> {
        let at = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => column(headers, &[name.as_str()])
                .map(Some)
                .ok_or_else(|| ImportError::missing_column(file, name)),
        };
        let unit = match &mapping.unit_is {
            None => None,
            Some(word) => Some(Unit::parse(word).ok_or_else(|| {
                ImportError::new(
                    "market::mapping",
                    file,
                    format!("`{word}` is no unit of pay"),
                )
            })?),
        };
        if mapping.title.is_none() || (mapping.base.is_none() && mapping.total.is_none()) {
            return Err(ImportError::new(
                "market::mapping",
                file,
                "the mapping names no column for the title, or none for base or total",
            )
            .remedy(format!(
                "Write `title = \"…\"` and `base = \"…\"` into the mapping; the columns are {}.",
                headers.join(", ")
            )));
        }
        Ok(Reader {
            columns: Columns {
                title: at(&mapping.title)?,
                employer: at(&mapping.employer)?,
                level: at(&mapping.level)?,
                place: at(&mapping.place)?,
                country: at(&mapping.country)?,
                date: at(&mapping.date)?,
                base: at(&mapping.base)?,
                base_high: at(&mapping.base_high)?,
                bonus: at(&mapping.bonus)?,
                equity: at(&mapping.equity)?,
                total: at(&mapping.total)?,
                years: at(&mapping.years)?,
                stage: at(&mapping.stage)?,
                id: at(&mapping.id)?,
                currency: at(&mapping.currency)?,
                unit: at(&mapping.unit)?,
            },
            mapping: mapping.clone(),
            unit,
            date,
        })
    }

    /// The column of base pay, or of the total.
    pub fn pay_column(&self) -> Option<usize> {
        self.columns.base.or(self.columns.total)
    }

    pub fn row(&self, row: u64, record: &StringRecord) -> Found {
        let at = &self.columns;
        let written = text(record, at.currency);
        let currency = if written.is_empty() {
            self.mapping.currency_is
        } else {
            match written.parse() {
                Ok(known) => Some(known),
                Err(_) => return Err((row, SetAside::new("currency unknown", written))),
            }
        };
        let id = text(record, at.id);
        Ok(Raw {
            row,
            title: text(record, at.title).to_owned(),
            employer: text(record, at.employer).to_owned(),
            level: text(record, at.level).to_owned(),
            place: text(record, at.place).to_owned(),
            country: text(record, at.country).to_owned(),
            date: parse_date(text(record, at.date)).or(self.date),
            currency,
            low: number(record, at.base),
            high: number(record, at.base_high),
            unit: Unit::parse(text(record, at.unit)).or(self.unit),
            bonus: number(record, at.bonus),
            equity: number(record, at.equity),
            total: number(record, at.total),
            years: number(record, at.years),
            stage: text(record, at.stage).to_owned(),
            class: self.mapping.class,
            id: (!id.is_empty()).then(|| id.to_owned()),
            content: hash_parts(record.iter().map(str::as_bytes)),
            ..Raw::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed(header: &str, row: &str) -> Mapping {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
        propose(&cells(header), &[cells(row)])
    }

    #[test]
    fn columns_are_proposed_by_their_usual_names() {
        let mapping = proposed(
            "job,firm,city,pay,cur",
            "ML Engineer,Acme,Austin,150000,USD",
        );
        let told = |column: &Option<String>| column.clone().unwrap_or_default();
        assert_eq!(
            [
                told(&mapping.title),
                told(&mapping.employer),
                told(&mapping.place),
                told(&mapping.base),
                told(&mapping.currency),
            ],
            ["job", "firm", "city", "pay", "cur"]
        );
    }

    #[test]
    fn every_key_is_listed() {
        let mut mapping = toml::Table::new();
        for key in Mapping::KEYS {
            let value = match key {
                "currency_is" => "USD",
                _ => "x",
            };
            mapping.insert(key.to_owned(), value.into());
        }
        let mapping = Mapping::parse(&mapping.to_string()).unwrap();
        let written: toml::Table = mapping.to_toml().unwrap().parse().unwrap();
        assert_eq!(written.len(), Mapping::KEYS.len());
    }
}
