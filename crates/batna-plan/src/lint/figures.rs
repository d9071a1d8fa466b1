//! Figures in a text: amounts of money, percentages and counts, with their place.

/// A figure as it stands in a text. `start` and `end` are bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// In units; a percentage as its fraction.
    pub value: f64,
    /// How exactly it is written: half of the last place.
    half_place: f64,
    /// Perhaps of thousands: "219" for 219,000.
    short: bool,
}

impl Figure {
    /// Whether it states `value`, rounded as it is written.
    pub fn is(&self, value: f64) -> bool {
        let states =
            |scale: f64| (self.value * scale - value).abs() <= self.half_place * scale * 1.000_001;
        states(1.0) || self.short && states(1e3)
    }
}

/// Figures that a negotiation could be about: money, percentages, and numbers from 100
/// on. Dates, clock times, small counts, 401(k), 409A, 83(b) and the like are left out.
pub fn figures(text: &str) -> Vec<Figure> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        let head = text.get(..index).unwrap_or_default();
        let glued = head
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || c == '.' || c == ',');
        if !byte.is_ascii_digit() || (glued && !head.ends_with(". ")) {
            index += 1;
            continue;
        }
        let start = index;
        while bytes
            .get(index)
            .is_some_and(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'_'))
        {
            index += 1;
        }
        while index > start + 1 && matches!(bytes.get(index - 1), Some(b',' | b'.' | b'_')) {
            index -= 1;
        }
        let digits = text
            .get(start..index)
            .unwrap_or_default()
            .replace([',', '_'], "");
        let rest = text.get(index..).unwrap_or_default();
        let tight: String = rest
            .chars()
            .take_while(|c| c.is_ascii_alphabetic())
            .collect();
        let word: String = rest
            .trim_start()
            .chars()
            .take_while(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        let (scale, taken) = match tight.as_str() {
            "k" | "K" => (1e3, tight.len()),
            "m" | "M" | "mm" | "MM" => (1e6, tight.len()),
            "" if word == "million" => (1e6, rest.len() - rest.trim_start().len() + 7),
            "" if word == "thousand" => (1e3, rest.len() - rest.trim_start().len() + 8),
            "" => (1.0, 0),
            // `409A`, `4th`, `6x`: no amount, but `6x` is none to be supported either.
            _ => {
                index += tight.len();
                continue;
            }
        };
        let percent = taken == 0 && (rest.trim_start().starts_with('%') || word == "percent");
        let Ok(number) = digits.parse::<f64>() else {
            continue;
        };
        if !number.is_finite() {
            continue;
        }
        let decimals = digits
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len());
        let money = head.trim_end().ends_with(['$', '£', '€', '¥', '₹', '₪'])
            || batna_core::Currency::all().any(|currency| {
                word == currency.code().to_lowercase() || head.trim_end().ends_with(currency.code())
            });
        let unit = if percent { 0.01 } else { scale };
        let value = number * unit;
        let written_short = scale > 1.0 || percent || decimals > 0;
        let half_place = if written_short {
            unit * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0)) / 2.0
        } else {
            0.5
        };
        let plain_digits = text.get(start..index).unwrap_or_default() == digits;
        let year = plain_digits
            && !money
            && scale == 1.0
            && (1900.0..2100.0).contains(&value)
            && digits.len() == 4;
        let in_code = rest.starts_with('(') || rest.starts_with('/') || head.ends_with('/');
        let in_date = rest.starts_with('-') || head.ends_with('-') || rest.starts_with(':');
        let counts = money || percent || scale > 1.0 || value >= 100.0;
        let dated = in_date && !money && !percent && scale == 1.0;
        if counts && !year && !in_code && !dated {
            let end = (index + taken).min(text.len());
            out.push(Figure {
                text: text.get(start..end).unwrap_or_default().to_owned()
                    + if percent { "%" } else { "" },
                start,
                end,
                value,
                half_place,
                short: !percent && scale == 1.0 && value < 1e3,
            });
        }
        index += taken;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_and_others_left_out() {
        let values = |text: &str| -> Vec<f64> {
            figures(text)
                .into_iter()
                .map(|figure| figure.value)
                .collect()
        };
        assert_eq!(values("$205k and 12% of 1,969"), [205e3, 0.12, 1969.0]);
        assert_eq!(
            values("409A, 401(k), 83(b), 2026, 12 June, 2026-06-12, 10:30"),
            Vec::<f64>::new()
        );
        assert_eq!(values("a base of $226,000."), [226e3]);
        assert_eq!(values("1.2 million EUR"), [1.2e6]);
        assert!(figures("$205k")[0].is(205_400.0));
        assert!(!figures("$205,000")[0].is(205_400.0));
        assert!(figures("if you can do 219")[0].is(219_000.0));
        assert!(!figures("if you can do 219")[0].is(220_000.0));
    }
}
