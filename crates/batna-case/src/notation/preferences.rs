//! Liquidation preferences in one line: `1x non-participating`, `2x participating to 3x`.

use rust_decimal::Decimal;

use crate::catalogue;
use crate::model::{LiquidationPreference, Participation};
use crate::read::Trouble;

/// Multiples beyond it are taken for a slip of the pen.
const MOST: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// Words that say nothing of their own.
const FILLERS: &[&str] = &[
    "a",
    "and",
    "at",
    "cap",
    "capped",
    "full",
    "fully",
    "liquidation",
    "of",
    "preference",
    "preferences",
    "preferred",
    "to",
    "up",
    "with",
];

/// The multiple, and whether they participate and how far.
pub(crate) fn preferences(text: &str) -> Result<LiquidationPreference, Trouble> {
    let refuse = |message: String| Trouble::new(&catalogue::NOT_PREFERENCES, message);
    let mut multiples = Vec::new();
    let mut participates = None;
    let mut denied = false;
    let lower = text.to_lowercase();
    let words = lower.split([' ', ',', ';', '(', ')', '\t']);
    for word in words.filter(|word| !word.is_empty()) {
        match word {
            "non-participating" | "nonparticipating" | "none" => participates = Some(false),
            "participating" | "participation" => participates = Some(!denied),
            "not" | "non" | "no" | "without" => {
                denied = true;
                continue;
            }
            _ if FILLERS.contains(&word) => {}
            _ => match multiple(word) {
                Some(multiple) => multiples.push(multiple),
                None => {
                    let word: String = word.chars().take(30).collect();
                    return Err(refuse(format!("`{word}` is not understood here")));
                }
            },
        }
        denied = false;
    }
    let (multiple, participation) = match (multiples.as_slice(), participates) {
        ([], Some(true)) => (Decimal::ONE, Participation::Full),
        ([], Some(false)) => (Decimal::ONE, Participation::None),
        ([multiple], Some(true)) => (*multiple, Participation::Full),
        ([multiple], _) => (*multiple, Participation::None),
        ([multiple, cap], Some(true)) if cap >= multiple => {
            (*multiple, Participation::Capped(*cap))
        }
        ([_, _], Some(true)) => {
            return Err(refuse("the cap is below the preference itself".to_owned()));
        }
        ([], None) => return Err(refuse("no multiple is stated".to_owned())),
        _ => return Err(refuse("more than one multiple is stated".to_owned())),
    };
    Ok(LiquidationPreference {
        multiple,
        participation,
    })
}

/// `1x`, `1.5x`.
fn multiple(word: &str) -> Option<Decimal> {
    let value: Decimal = word.strip_suffix(['x', '×'])?.parse().ok()?;
    (value >= Decimal::ZERO && value <= MOST).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_are_told_apart() {
        let capped = Participation::Capped(Decimal::from(3));
        for (text, multiple, participation) in [
            ("1x", "1", Participation::None),
            ("1x non-participating", "1", Participation::None),
            ("1.5x, not participating", "1.5", Participation::None),
            ("participating", "1", Participation::Full),
            ("2x fully participating preferred", "2", Participation::Full),
            ("2x participating, capped at 3x", "2", capped),
            ("1x participating to 3x", "1", capped),
        ] {
            let read = preferences(text).unwrap();
            assert_eq!(read.multiple.to_string(), multiple, "{text}");
            assert_eq!(read.participation, participation, "{text}");
        }
        for text in [
            "the usual",
            "120M USD",
            "3x participating to 2x",
            "1x 2x",
            "99x",
            "",
        ] {
            assert!(preferences(text).is_err(), "{text}");
        }
    }
}
