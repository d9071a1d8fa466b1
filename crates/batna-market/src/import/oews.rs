//! Occupational Employment and Wage Statistics of the US Bureau of Labor Statistics, as the
//! bureau's own tables (`OCC_CODE`, `A_MEDIAN`) or its query system (`occupation_code`, `Annual
//! median wage`) head them: percentiles of an occupation in an area, and no rows of people.
//!
//! Occupations outside computing, mathematics and their managers are set aside. A figure that is
//! withheld stays unknown; a top-coded one whose threshold the file does not give does too.

use csv::StringRecord;
use jiff::civil::Date;

use super::ImportError;
use super::table::{column, need, text};
use crate::raw::{Found, OfficialWage, Raw, SetAside};

/// Names of a column, the bureau's own first.
const FIGURES: [&[&str]; 8] = [
    &["TOT_EMP", "Employment"],
    &["A_MEAN", "Annual mean wage"],
    &["MEAN_PRSE", "Wage percent relative standard error"],
    &["A_PCT10", "Annual 10th percentile wage"],
    &["A_PCT25", "Annual 25th percentile wage"],
    &["A_MEDIAN", "Annual median wage"],
    &["A_PCT75", "Annual 75th percentile wage"],
    &["A_PCT90", "Annual 90th percentile wage"],
];

pub struct Reader {
    area: usize,
    kind: usize,
    area_name: usize,
    code: usize,
    title: usize,
    group: Option<usize>,
    figures: [usize; 8],
    notes: Option<usize>,
    release: Date,
}

impl Reader {
    /// Errors: a column is missing; the file's name does not say the release.
    pub fn new(file: &str, headers: &[String]) -> Result<Self, ImportError> {
        let mut figures = [0; 8];
        for (slot, names) in figures.iter_mut().zip(FIGURES) {
            *slot = need(file, headers, names)?;
        }
        let release = release_of(file).ok_or_else(|| {
            ImportError::new(
                "market::no-release",
                file,
                "the table does not say of which month its wages are",
            )
            .remedy("Give the file its name back, such as MSA_M2025_dl.xlsx, or one with the month: wages-2025-05.csv.")
        })?;
        Ok(Reader {
            area: need(file, headers, &["AREA", "area_code"])?,
            kind: need(file, headers, &["AREA_TYPE"])?,
            area_name: need(file, headers, &["AREA_TITLE", "area_name"])?,
            code: need(file, headers, &["OCC_CODE", "occupation_code"])?,
            title: need(file, headers, &["OCC_TITLE", "occupation"])?,
            group: column(headers, &["O_GROUP", "OCC_GROUP"]),
            figures,
            notes: column(headers, &["footnotes"]),
            release,
        })
    }

    pub fn row(&self, row: u64, record: &StringRecord) -> Found {
        let get = |at: usize| text(record, Some(at));
        let aside =
            |reason: &'static str, example: &str| Err((row, SetAside::new(reason, example)));
        let digits: String = get(self.code)
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let (Some(major), Some(minor), 6) = (digits.get(..2), digits.get(2..), digits.len()) else {
            return aside("no occupation code", get(self.code));
        };
        let whole = self
            .group
            .map(get)
            .is_some_and(|group| !group.is_empty() && group != "detailed");
        if whole || digits.ends_with('0') {
            return aside("a group of occupations", get(self.title));
        }
        if major != "15" && digits != "113021" {
            return aside("an occupation outside computing", get(self.title));
        }
        let Some(kind) = kind(get(self.kind)) else {
            return aside("a kind of area that is not read", get(self.area_name));
        };
        let area: String = get(self.area)
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let name = get(self.area_name);
        if area.is_empty() || name.is_empty() {
            return aside("no area", name);
        }
        // By the position of its column, where the query system marks a figure.
        let marks: Vec<(usize, &str)> = self
            .notes
            .map(get)
            .unwrap_or_default()
            .split(';')
            .filter_map(|pair| {
                let (place, note) = pair.split_once(':')?;
                let first = self.figures.iter().min()?;
                Some((place.trim().parse::<usize>().ok()? + first - 1, note.trim()))
            })
            .collect();
        let figures = self.figures.map(|at| {
            let marked = |note: &str| marks.contains(&(at, note));
            let plain: String = get(at).chars().filter(|c| *c != ',').collect();
            let is_figure = plain.parse::<f64>().is_ok_and(f64::is_finite);
            match (is_figure && !marked("8"), marked("5")) {
                (true, true) => format!(">{plain}"),
                (true, false) => plain,
                _ => "-".to_owned(),
            }
        });
        Ok(Raw {
            row,
            official: Some(Box::new(OfficialWage {
                area: area_code(kind, &area),
                kind,
                area_name: name.to_owned(),
                occupation: format!("{major}-{minor}"),
                title: get(self.title).to_owned(),
                release: self.release,
                figures,
            })),
            ..Raw::default()
        })
    }
}

/// As the built-in table has it: five digits of a metropolitan area, seven of others, which lead
/// with the state's two; the bureau's own tables give a state by its two alone, and the nation as 99.
fn area_code(kind: char, digits: &str) -> String {
    match kind {
        'N' => "00000".to_owned(),
        'S' if digits.len() <= 2 => format!("{digits:0>2}00000"),
        _ => digits
            .strip_prefix("00")
            .filter(|rest| rest.len() == 5)
            .unwrap_or(digits)
            .to_owned(),
    }
}

/// `N`, `S` or `M`: the query system's letter, or the bureau's number.
fn kind(text: &str) -> Option<char> {
    match text {
        "N" | "1" => Some('N'),
        "S" | "2" | "3" => Some('S'),
        "M" | "4" | "5" | "6" => Some('M'),
        _ => None,
    }
}

/// The month of wages by the file's name: `MSA_M2024_dl.xlsx`, `bls_oews_2025-05_computer.csv`.
/// Wages are of May, so a year alone says the month.
fn release_of(file: &str) -> Option<Date> {
    let name = file.rsplit(['/', '\\']).next()?;
    let bytes = name.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let year = name.get(at..at + 4)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = name.get(at + 4..at + 7);
        let year: i16 = year
            .parse()
            .ok()
            .filter(|year| (1997..=2100).contains(year))?;
        let month = match (before, after) {
            (Some(b'M' | b'm'), _) => 5,
            (_, Some(month)) if month.starts_with('-') => month.get(1..)?.parse().ok()?,
            _ => return None,
        };
        Date::new(year, month, 1).ok()
    })
}

/// Whether a table is one of Occupational Employment and Wage Statistics.
pub fn heads(headers: &[String]) -> bool {
    let has = |name: &str| headers.iter().any(|h| h.trim().eq_ignore_ascii_case(name));
    (has("OCC_CODE") && has("A_MEDIAN")) || (has("occupation_code") && has("Annual median wage"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_stands_in_the_files_name() {
        for (name, expected) in [
            ("data/bls_oews_2025-05_computer.csv", Some("2025-05-01")),
            ("MSA_M2024_dl.xlsx", Some("2024-05-01")),
            ("oesm23nat/national_M2023_dl.xlsx", Some("2023-05-01")),
            ("wages.csv", None),
            ("wages-12345.csv", None),
        ] {
            let found = release_of(name).map(|day| day.to_string());
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }
}
