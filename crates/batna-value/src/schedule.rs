//! The calendar of pay: service years from the start date, months within them.

use batna_core::Money;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The span that is valued: whole service years from the first day of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    pub start: Date,
    pub years: u32,
}

/// Part of a calendar month worked, within one service year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthWorked {
    /// When it is paid: the last day of the month, or the last day of the service year.
    pub paid: Date,
    /// Service year, from zero.
    pub service_year: u32,
    /// Of a full month's pay. Twelve full months make a service year exactly.
    pub fraction: Decimal,
}

impl Horizon {
    /// The day on which the last service year is complete.
    pub fn end(self) -> Date {
        self.anniversary(self.years)
    }

    /// First day of service year `year` (from zero).
    pub fn anniversary(self, year: u32) -> Date {
        self.start.saturating_add(i64::from(year.min(200)).years())
    }

    /// Service year a day falls in, where it falls in the horizon. What comes on an
    /// anniversary (a cliff, the last vesting) belongs to the year that it completes.
    pub fn service_year(self, day: Date) -> Option<u32> {
        if !self.contains(day) {
            return None;
        }
        (0..self.years).find(|year| day <= self.anniversary(*year + 1))
    }

    pub fn contains(self, day: Date) -> bool {
        day >= self.start && day <= self.end()
    }

    /// Every month worked, in order. A month broken by the anniversary is paid in two
    /// parts that add up to one, so that each service year holds twelve months' pay.
    pub fn months(self) -> Vec<MonthWorked> {
        let days = Decimal::from(self.start.days_in_month());
        let first = (days - Decimal::from(self.start.day()) + Decimal::ONE) / days;
        let mut months = Vec::with_capacity(self.years as usize * 13);
        for service_year in 0..self.years {
            let from = self.anniversary(service_year);
            let last_day = self
                .anniversary(service_year + 1)
                .yesterday()
                .unwrap_or(self.start);
            for month in 0..12_i64 {
                let paid = from
                    .first_of_month()
                    .saturating_add(month.months())
                    .last_of_month();
                // A start on a month's last day is paid on the anniversary itself, which
                // completes the year before: this day's pay comes a day later.
                let paid = if service_year > 0 && paid <= from {
                    from.tomorrow().unwrap_or(paid)
                } else {
                    paid
                };
                let fraction = if month == 0 { first } else { Decimal::ONE };
                months.push(MonthWorked {
                    paid,
                    service_year,
                    fraction,
                });
            }
            if first < Decimal::ONE {
                months.push(MonthWorked {
                    paid: last_day,
                    service_year,
                    fraction: Decimal::ONE - first,
                });
            }
        }
        months
    }

    /// Calendar years that the horizon touches.
    pub fn calendar_years(self) -> std::ops::RangeInclusive<i16> {
        let last = self.end().yesterday().unwrap_or(self.start);
        self.start.year()..=last.year().max(self.start.year())
    }
}

/// A month's part of a yearly amount.
pub fn monthly(yearly: Money, month: &MonthWorked) -> Decimal {
    yearly.amount() / Decimal::from(12) * month.fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_service_year_holds_twelve_months_pay() {
        for start in [
            date(2026, 7, 20),
            date(2026, 2, 1),
            date(2028, 2, 29),
            date(2026, 12, 31),
        ] {
            let horizon = Horizon { start, years: 4 };
            for year in 0..4 {
                let sum: Decimal = horizon
                    .months()
                    .iter()
                    .filter(|month| month.service_year == year)
                    .map(|month| month.fraction)
                    .sum();
                assert_eq!(sum.round_dp(20), Decimal::from(12), "{start} year {year}");
            }
            assert!(
                horizon
                    .months()
                    .iter()
                    .all(|month| horizon.service_year(month.paid) == Some(month.service_year)),
                "{start}"
            );
        }
    }

    #[test]
    fn months_of_a_start_in_mid_month() {
        let months = Horizon {
            start: date(2026, 7, 20),
            years: 1,
        }
        .months();
        assert_eq!(months.len(), 13);
        assert_eq!(months[0].paid, date(2026, 7, 31));
        assert_eq!(months[0].fraction, Decimal::from(12) / Decimal::from(31));
        assert_eq!(months[12].paid, date(2027, 7, 19));
    }

    #[test]
    fn calendar_years_of_four_service_years() {
        let horizon = Horizon {
            start: date(2026, 7, 20),
            years: 4,
        };
        assert_eq!(horizon.calendar_years(), 2026..=2030);
        let whole = Horizon {
            start: date(2026, 1, 1),
            years: 4,
        };
        assert_eq!(whole.calendar_years(), 2026..=2029);
    }
}
