//! Utilities as whole numbers, so that equal sums are equal.
//!
//! A number is taken as the decimal it is written as (0.1 is one tenth); all are brought
//! to one power of ten. `0.1 + 0.2` and `0.3` are then one payoff, as they are for a reader.

/// Sums stay exact below this.
const MOST: i128 = i128::MAX / 1_000;

/// Whole numbers that stand for decimals: the number is `whole / 10^digits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    digits: u32,
}

impl Scale {
    /// The power of ten that makes all of them whole. None where they span more digits
    /// than 128 bits hold.
    pub(super) fn of(numbers: impl Iterator<Item = f64> + Clone) -> Option<Scale> {
        let digits = numbers
            .clone()
            .map(|number| decimal(number).map(|(_, digits)| digits))
            .try_fold(0, |most: u32, digits| digits.map(|digits| most.max(digits)))?;
        let scale = Scale { digits };
        numbers
            .map(|number| scale.whole(number))
            .all(|whole| whole.is_some())
            .then_some(scale)
    }

    pub(super) fn whole(self, number: f64) -> Option<i128> {
        let (whole, digits) = decimal(number)?;
        let up = 10_i128.checked_pow(self.digits.checked_sub(digits)?)?;
        whole.checked_mul(up).filter(|whole| whole.abs() <= MOST)
    }

    pub(super) fn number(self, whole: i128) -> f64 {
        // Read back from its decimal digits, which rounds once.
        let text = format!("{whole}e-{}", self.digits);
        text.parse().unwrap_or(0.0)
    }
}

/// The shortest decimal that reads back as the number: digits and how many are behind the point.
fn decimal(number: f64) -> Option<(i128, u32)> {
    if !number.is_finite() {
        return None;
    }
    let text = format!("{number:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole: i128 = format!("{before}{after}").parse().ok()?;
    let behind = i32::try_from(after.len()).ok()? - exponent;
    match u32::try_from(behind) {
        Ok(digits) => Some((whole, digits)),
        Err(_) => {
            let up = 10_i128.checked_pow(behind.unsigned_abs())?;
            Some((whole.checked_mul(up)?, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_add_up() {
        let scale = Scale::of([0.1, 0.2, 0.3, -2.5, 1e3].into_iter()).unwrap();
        let whole = |number| scale.whole(number).unwrap();
        assert_eq!(whole(0.1) + whole(0.2), whole(0.3));
        assert_eq!(whole(-2.5), -25);
        assert_eq!(scale.number(whole(0.1) + whole(0.2)), 0.3);
        assert!(Scale::of([1e30, 1e-30].into_iter()).is_none());
        assert!(Scale::of([f64::NAN].into_iter()).is_none());
    }
}
