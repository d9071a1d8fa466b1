//! Dates as sources write them.

use jiff::civil::Date;

/// Reads `2026-03-19T21:19:40+00:00`, `2026-03-19`, `6/7/2017 11:33:27` (month first), `2025`.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.split(['T', ' ']).next()?;
    if let Ok(date) = day.parse::<Date>() {
        return sane(date);
    }
    if let Some((month, rest)) = day.split_once('/') {
        let (day, year) = rest.split_once('/')?;
        let year: i16 = year.parse().ok()?;
        let year = if year < 100 { year + 2000 } else { year };
        return Date::new(year, month.parse().ok()?, day.parse().ok()?)
            .ok()
            .and_then(sane);
    }
    if day.len() == 4 {
        // A bare year stands for its middle.
        return Date::new(day.parse().ok()?, 7, 1).ok().and_then(sane);
    }
    None
}

fn sane(date: Date) -> Option<Date> {
    (1990..=2100).contains(&date.year()).then_some(date)
}
