//! Whether words stand in a text as whole words: "database" holds no "data".

/// Whether nothing of a word goes on before `start` or after `end`, both byte offsets.
pub(crate) fn at(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(text.get(..start).and_then(|head| head.chars().next_back()))
        && !letter(text.get(end..).and_then(|tail| tail.chars().next()))
}

/// Whether `words` stand in `text` as whole words; both lower case.
pub(crate) fn hold(text: &str, words: &str) -> bool {
    text.match_indices(words)
        .any(|(start, found)| at(text, start, start + found.len()))
}

/// The same with one plural `s` more allowed.
pub(crate) fn hold_or_plural(text: &str, words: &str) -> bool {
    hold(text, words) || hold(text, &format!("{words}s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_word_is_no_word() {
        assert!(hold("the market data, say", "market data"));
        assert!(!hold("database co", "data"));
        assert!(!hold("other offers", "other offer"));
        assert!(hold_or_plural("other offers", "other offer"));
        assert!(!hold_or_plural("database co", "data"));
        assert!(!hold_or_plural("offerings", "offer"));
        assert!(hold("größe zählt", "größe") && !hold("größe", "grö"));
    }
}
