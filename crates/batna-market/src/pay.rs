//! Units of pay and what can be believed: hour to year, and the bounds outside which a
//! figure is set aside.

/// What an amount is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Hour,
    Day,
    Week,
    BiWeekly,
    HalfMonth,
    Month,
    Year,
}

impl Unit {
    /// Reads `Year`, `1 YEAR`, `per-hour-wage`, `Bi-Weekly`, `annually`, `monthly`, `hr`.
    pub fn parse(text: &str) -> Option<Unit> {
        let word: String = text
            .chars()
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        Some(match word.as_str() {
            "hour" | "hourly" | "hr" | "h" | "perhourwage" | "perhour" | "anhour" => Unit::Hour,
            "day" | "daily" | "perdaywage" | "perday" | "aday" => Unit::Day,
            "week" | "weekly" | "wk" | "perweeksalary" | "perweek" | "aweek" => Unit::Week,
            "biweekly" | "bi" => Unit::BiWeekly,
            "semimonthly" | "semimonthlysalary" | "semimonth" => Unit::HalfMonth,
            "month" | "monthly" | "mth" | "permonthsalary" | "permonth" | "amonth" => Unit::Month,
            "year" | "yearly" | "yr" | "annual" | "annually" | "annum" | "perannum"
            | "peryearsalary" | "peryear" | "ayear" | "peryearsalaries" | "pa" => Unit::Year,
            _ => return None,
        })
    }

    /// Units a year: 2,080 hours, 260 days, 52 weeks.
    pub fn per_year(self) -> f64 {
        match self {
            Unit::Hour => 2080.0,
            Unit::Day => 260.0,
            Unit::Week => 52.0,
            Unit::BiWeekly => 26.0,
            Unit::HalfMonth => 24.0,
            Unit::Month => 12.0,
            Unit::Year => 1.0,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::BiWeekly => "two weeks",
            Unit::HalfMonth => "half month",
            Unit::Month => "month",
            Unit::Year => "year",
        }
    }
}

/// The unit an amount without one must have, in US dollars: below 200 it is hourly, from
/// 20,000 yearly, between the two nobody can tell.
pub fn unit_by_size(dollars: f64) -> Option<Unit> {
    if dollars < 200.0 {
        Some(Unit::Hour)
    } else if dollars >= 20_000.0 {
        Some(Unit::Year)
    } else {
        None
    }
}

/// Yearly pay that is believed, in US dollars.
pub const LEAST_DOLLARS: f64 = 1_000.0;
pub const MOST_DOLLARS: f64 = 5_000_000.0;
/// A range whose ends lie further apart than this says nothing.
pub const WIDEST_RANGE: f64 = 6.0;
