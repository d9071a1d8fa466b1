//! Months by their English names, as letters, speech and questions have them.

const NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month, 1 to 12, that a lower-case word names in full, by three letters, or as `sept`.
pub fn month_named(word: &str) -> Option<i8> {
    let short = word.len() == 3 || word == "sept";
    NAMES
        .iter()
        .position(|name| *name == word || (short && name.starts_with(word)))
        .and_then(|at| i8::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::month_named;

    #[test]
    fn a_month_is_named_in_full_or_by_its_beginning() {
        assert_eq!(month_named("june"), Some(6));
        assert_eq!(month_named("dec"), Some(12));
        assert_eq!(month_named("sept"), Some(9));
        for other in ["", "ma", "mark", "market", "octo", "June"] {
            assert_eq!(month_named(other), None, "{other}");
        }
    }
}
