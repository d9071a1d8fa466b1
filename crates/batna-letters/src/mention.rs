//! Amounts, percentages, counts, lengths of time and days that a sentence mentions.

use std::ops::Range;
use std::sync::LazyLock;

use batna_core::{Currency, Money, Rate};
use jiff::civil::Date;
use regex_lite::{Captures, Regex};
use rust_decimal::Decimal;

/// An amount of money and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Amount {
    pub money: Money,
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Percent {
    pub rate: Rate,
    pub span: Range<usize>,
}

/// A number of shares, options or units.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    pub count: Decimal,
    pub span: Range<usize>,
}

/// A length of time.
#[derive(Clone, Debug)]
pub(crate) struct Length {
    pub number: u32,
    pub unit: LengthUnit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LengthUnit {
    Day,
    Week,
    Month,
    Year,
}

impl Length {
    /// Whole months; none for days and weeks.
    pub fn months(&self) -> Option<u32> {
        match self.unit {
            LengthUnit::Month => Some(self.number),
            LengthUnit::Year => self.number.checked_mul(12),
            LengthUnit::Day | LengthUnit::Week => None,
        }
    }

    /// In the notation of offer files.
    pub fn written(&self) -> String {
        let unit = match self.unit {
            LengthUnit::Day => "day",
            LengthUnit::Week => "week",
            LengthUnit::Month => "month",
            LengthUnit::Year => "year",
        };
        let s = if self.number == 1 { "" } else { "s" };
        format!("{} {unit}{s}", self.number)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Day {
    pub date: Date,
    /// The year was not written.
    pub assumed_year: bool,
    /// Day and month could be the other way round.
    pub ambiguous: bool,
    pub span: Range<usize>,
}

/// An amount as offer files have it: `205000 USD`.
pub(crate) fn written(money: Money) -> String {
    format!("{} {}", money.amount().normalize(), money.currency())
}

/// How the letter writes what can be read in two ways.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// What a bare `$` is.
    pub dollar: Currency,
    /// `6/7/2026` is the seventh of June.
    pub month_first: bool,
    /// Year of days without one.
    pub year: Option<i16>,
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of this file"));
    };
}

pattern!(
    MONEY,
    r"(?i)(?P<before>US\$|CA\$|C\$|A\$|AU\$|S\$|USD|GBP|EUR|CAD|CHF|AUD|SGD|INR|\$|£|€|₹)\s?(?P<mid>\$|£|€)?\s?(?P<n1>[0-9][0-9,.']*)(?:\s?(?P<s1>k|m|mm|bn|million|thousand|billion|lakhs?|lpa)\b)?(?:\s?\(?(?P<after>USD|CAD|AUD|SGD|GBP|EUR|Canadian|US dollars)\b)?|(?P<n2>\b[0-9][0-9,.']*)(?:\s?(?P<s2>k|million|thousand|lakhs?))?\s?(?P<unit>USD|GBP|EUR|CAD|CHF|AUD|SGD|INR|€|£|dollars|pounds|euros?|US dollars|Canadian dollars)"
);
pattern!(
    PERCENT,
    r"(?i)([0-9]+(?:\.[0-9]+)?)\s?(?:%|percent\b|per cent\b)"
);
pattern!(
    COUNT,
    r"(?i)\b(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)(?:\s?(?P<s>k|m|million|thousand))?\s+(?:[A-Za-z'-]+\s+){0,6}?(?P<u>shares?|options?|RSUs?|RSAs?|units?|PIUs?|PPUs?|ISOs?|NSOs?|SARs?|PSUs?|BSPCEs?|warrants?|interests?|(?:performance |share )rights)\b"
);
pattern!(
    PLAN,
    r"(?i)^ (?:[A-Za-z&'-]+ ){0,4}(?:plan|program(?:me)?|incentive|scheme)\b"
);
pattern!(
    LENGTH,
    r"(?i)\b(?P<w>[0-9]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty-four|twenty four|twenty-one|twenty|forty-five|thirty-six|thirty|forty-eight|sixty|ninety)(?:\s?\(\s?(?P<d>[0-9]{1,3})\s?\))?[\s-]+(?:full\s+|calendar\s+|business\s+|working\s+|consecutive\s+|equal\s+)?(?P<u>day|week|month|year|yr)s?\b"
);
pattern!(
    DATE,
    r"(?i)(?P<y1>20[0-9]{2})-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})|(?P<mn>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\s+(?P<d2>[0-9]{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y2>20[0-9]{2}))?\b|\b(?P<d3>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:day\s+)?(?:of\s+)?(?P<mn3>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?,?(?:\s+(?P<y3>20[0-9]{2}))?|\b(?P<a>[0-9]{1,2})[/.](?P<b>[0-9]{1,2})[/.](?P<y4>20[0-9]{2})\b"
);

fn group<'a>(found: &Captures<'a>, names: &[&str]) -> Option<&'a str> {
    names
        .iter()
        .find_map(|name| found.name(name))
        .map(|m| m.as_str())
}

/// A number with separators, scaled by its suffix.
fn number(text: &str, suffix: Option<&str>) -> Option<Decimal> {
    let text = text.trim_end_matches(['.', ',', '\'']);
    let text = text.replace('\'', ",");
    // `60.000`: points between thousands.
    let parts: Vec<&str> = text.split('.').collect();
    let thousands = parts.len() > 2
        || (parts.len() == 2
            && parts.get(1).is_some_and(|part| part.len() == 3)
            && !text.contains(',')
            && parts.first() != Some(&"0"));
    let plain = if thousands {
        text.replace('.', "")
    } else {
        text.replace(',', "")
    };
    let value: Decimal = plain.parse().ok()?;
    let factor = match suffix.map(str::to_ascii_lowercase).as_deref() {
        Some("k" | "thousand") => 1_000,
        Some("m" | "mm" | "million") => 1_000_000,
        Some("bn" | "billion") => 1_000_000_000,
        Some("lakh" | "lakhs" | "lpa") => 100_000,
        _ => 1,
    };
    value.checked_mul(Decimal::from(factor))
}

fn currency(sign: &str, habits: Habits) -> Option<Currency> {
    let code = match sign.to_ascii_lowercase().as_str() {
        "$" | "dollars" => return Some(habits.dollar),
        "us$" | "us dollars" | "usd" => "USD",
        "ca$" | "c$" | "cad" | "canadian" | "canadian dollars" => "CAD",
        "a$" | "au$" | "aud" => "AUD",
        "s$" | "sgd" => "SGD",
        "£" | "gbp" | "pounds" => "GBP",
        "€" | "eur" | "euro" | "euros" => "EUR",
        "chf" => "CHF",
        "₹" | "inr" => "INR",
        _ => return None,
    };
    code.parse().ok()
}

pub(crate) fn amounts(text: &str, habits: Habits) -> Vec<Amount> {
    MONEY
        .captures_iter(text)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let value = number(group(&found, &["n1", "n2"])?, group(&found, &["s1", "s2"]))?;
            // A code beats a sign: `CAD $150,000`, `$150,000 CAD`.
            let signs = [
                group(&found, &["after"]),
                group(&found, &["before"]),
                group(&found, &["unit"]),
            ];
            let currency = signs
                .into_iter()
                .flatten()
                .find_map(|sign| currency(sign, habits))?;
            if value > batna_core::money::LARGEST_AMOUNT {
                return None;
            }
            Some(Amount {
                money: Money::new(value.normalize(), currency),
                span: whole.range(),
            })
        })
        .collect()
}

pub(crate) fn percents(text: &str) -> Vec<Percent> {
    PERCENT
        .captures_iter(text)
        .filter_map(|found| {
            let value: Decimal = found.get(1)?.as_str().parse().ok()?;
            let fraction = value.checked_div(Decimal::ONE_HUNDRED)?;
            Some(Percent {
                rate: Rate::from_fraction(fraction.normalize()),
                span: found.get(0)?.range(),
            })
        })
        .collect()
}

pub(crate) fn counts(text: &str) -> Vec<Count> {
    COUNT
        .captures_iter(text)
        .filter_map(|found| {
            let n = found.name("n")?;
            // Money is not a count: `$180,000 of restricted stock units`.
            let before = text.get(..n.start()).unwrap_or("").trim_end();
            if before.ends_with(['$', '£', '€', '₹'])
                || before.ends_with("USD")
                || before.ends_with("GBP")
                || before.ends_with("EUR")
                || before.ends_with("CAD")
                || before.ends_with("CHF")
                || before.ends_with('/')
                || before.ends_with('.')
            {
                return None;
            }
            let between = text.get(n.end()..found.name("u")?.start())?;
            // `the 2023 Stock Plan and an Option` is a plan of that year.
            let year = n.as_str().len() == 4 && n.as_str().starts_with("20");
            if year && PLAN.is_match(text.get(n.end()..).unwrap_or("")) {
                return None;
            }
            if between.contains('%')
                || between.contains("USD")
                || between.contains("EUR")
                || between.contains("GBP")
                || between.contains("percent")
            {
                return None;
            }
            let tail = between.trim_start().to_ascii_lowercase();
            if ["month", "year", "day", "week", "trading", "per", "hour"]
                .iter()
                .any(|word| tail.starts_with(word))
            {
                return None;
            }
            let count = number(n.as_str(), group(&found, &["s"]))?;
            (count >= Decimal::from(10)).then_some(())?;
            Some(Count {
                count: count.normalize(),
                span: n.start()..found.get(0)?.end(),
            })
        })
        .collect()
}

fn word_number(word: &str) -> Option<u32> {
    Some(match word.to_ascii_lowercase().as_str() {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "eighteen" => 18,
        "twenty" => 20,
        "twenty-one" => 21,
        "forty-five" => 45,
        "twenty-four" | "twenty four" => 24,
        "thirty" => 30,
        "thirty-six" => 36,
        "forty-eight" => 48,
        "sixty" => 60,
        "ninety" => 90,
        other => return other.parse().ok(),
    })
}

pub(crate) fn lengths(text: &str) -> Vec<Length> {
    LENGTH
        .captures_iter(text)
        .filter_map(|found| {
            let number = word_number(group(&found, &["d", "w"])?)?;
            let unit = match group(&found, &["u"])?.to_ascii_lowercase().as_str() {
                "day" => LengthUnit::Day,
                "week" => LengthUnit::Week,
                "month" => LengthUnit::Month,
                _ => LengthUnit::Year,
            };
            Some(Length { number, unit })
        })
        .collect()
}

fn month_of(name: &str) -> Option<i8> {
    let low = name.to_ascii_lowercase();
    let short = low.get(..3)?;
    [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    .iter()
    .position(|month| *month == short)
    .and_then(|at| i8::try_from(at + 1).ok())
}

fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

pub(crate) fn days(text: &str, habits: Habits) -> Vec<Day> {
    DATE.captures_iter(text)
        .filter_map(|found| {
            let span = found.get(0)?.range();
            let parsed =
                |name: &str| group(&found, &[name]).and_then(|text| text.parse::<i8>().ok());
            let year =
                |name: &str| group(&found, &[name]).and_then(|text| text.parse::<i16>().ok());
            if let Some(y) = year("y1") {
                let date = day(y, parsed("m1")?, parsed("d1")?)?;
                return Some(Day {
                    date,
                    assumed_year: false,
                    ambiguous: false,
                    span,
                });
            }
            if let Some(y) = year("y4") {
                let (a, b) = (parsed("a")?, parsed("b")?);
                let (first, second) = if habits.month_first { (a, b) } else { (b, a) };
                let date = day(y, first, second).or_else(|| day(y, second, first))?;
                return Some(Day {
                    date,
                    assumed_year: false,
                    ambiguous: a <= 12 && b <= 12 && a != b,
                    span,
                });
            }
            let (name, number, written) = match group(&found, &["mn"]) {
                Some(name) => (name, parsed("d2")?, year("y2")),
                None => (group(&found, &["mn3"])?, parsed("d3")?, year("y3")),
            };
            let y = written.or(habits.year)?;
            Some(Day {
                date: day(y, month_of(name)?, number)?,
                assumed_year: written.is_none(),
                ambiguous: false,
                span,
            })
        })
        .collect()
}

/// The habits of a letter, from all of it.
pub(crate) fn habits(text: &str) -> Habits {
    let upper = text.to_ascii_uppercase();
    // Whole words: ACADEMIC holds no Canadian dollar.
    let letter = |c: char| c.is_alphabetic();
    let count = |needle: &str| {
        upper
            .match_indices(needle)
            .filter(|(at, _)| {
                let before = upper.get(..*at).and_then(|text| text.chars().next_back());
                let after = upper
                    .get(at + needle.len()..)
                    .and_then(|text| text.chars().next());
                !before.is_some_and(letter)
                    && (needle.ends_with([' ', '$']) || !after.is_some_and(letter))
            })
            .count()
    };
    let usd: Currency = Currency::USD;
    let code = |name: &str| name.parse::<Currency>().unwrap_or(usd);
    let dollar = if count("USD") + count("US$") + count("UNITED STATES") > 0 {
        usd
    } else if count("CAD")
        + count("CANADIAN DOLLAR")
        + count("ONTARIO")
        + count("BRITISH COLUMBIA")
        + count("QUEBEC")
        > 0
    {
        code("CAD")
    } else if count("AUD") + count("SUPERANNUATION") > 0 {
        code("AUD")
    } else if count("SGD") + count("CENTRAL PROVIDENT FUND") > 0 {
        code("SGD")
    } else {
        usd
    };
    let elsewhere = text.contains('£')
        || text.contains('€')
        || count("GBP") + count("EUR ") + count("CHF") > 0
        || dollar == code("AUD")
        || dollar == code("SGD");
    let mut habits = Habits {
        dollar,
        month_first: !elsewhere,
        year: None,
    };
    // Dates without a year take that of the first day that has one.
    habits.year = days(text, habits).first().map(|day| day.date.year());
    habits
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const US: Habits = Habits {
        dollar: Currency::USD,
        month_first: true,
        year: Some(2026),
    };

    #[test]
    fn amounts_in_many_forms() {
        for (text, expected) in [
            ("$205,000.00", "205000 USD"),
            ("USD 205k", "205000 USD"),
            ("CAD $150,000", "150000 CAD"),
            ("$150,000 CAD", "150000 CAD"),
            ("£82,500 per annum", "82500 GBP"),
            ("60.000 EUR", "60000 EUR"),
            ("CHF 150'000", "150000 CHF"),
            ("1.5 million USD", "1500000 USD"),
        ] {
            let found = amounts(text, US);
            assert_eq!(
                found[0].money.to_string(),
                expected.parse::<Money>().unwrap().to_string(),
                "{text}"
            );
        }
    }

    #[test]
    fn days_in_many_forms() {
        for text in [
            "June 5, 2026",
            "5th of June 2026",
            "6/5/2026",
            "2026-06-05",
            "June 5",
        ] {
            assert_eq!(days(text, US)[0].date, date(2026, 6, 5), "{text}");
        }
        assert_eq!(
            counts("12,000 shares of common stock")[0].count,
            Decimal::from(12_000)
        );
        assert!(counts("$12,000 in RSUs").is_empty());
        assert_eq!(lengths("twelve (12) months")[0].months(), Some(12));
    }
}
