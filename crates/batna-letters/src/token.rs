//! Words, numbers and marks of a sentence, with where they stand.
//!
//! A hyphen within a word parts it (`sign-on` is two words); between numbers it is a mark,
//! since it makes a range. Words keep a stem without the plural, which is all that the
//! lexicon compares.

use std::ops::Range;

/// One word, number or mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, without a plural or possessive ending where it is a word.
    pub stem: String,
    pub span: Range<usize>,
    pub kind: TokenKind,
    /// Nothing stands between it and the token before.
    pub glued: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word,
    /// Begins with a digit: `205,000`, `205k`, `48th`, `409A`.
    Number,
    Mark,
}

impl Token {
    pub fn is(&self, word: &str) -> bool {
        self.stem == word
    }

    pub fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&self.stem.as_str())
    }
}

/// Lower case without `'s` and the plural.
pub(crate) fn stem(word: &str) -> String {
    let low = word.to_lowercase();
    let low = low
        .strip_suffix("'s")
        .or_else(|| low.strip_suffix('\''))
        .unwrap_or(&low);
    // `RSUs` are units; `bonus` and `plus` are no plurals.
    let units = low.len() == 4 && ["rsus", "psus", "pius", "ppus"].contains(&low);
    let kept = !units && ["ss", "us", "is"].iter().any(|end| low.ends_with(end));
    if ["hrs", "yrs", "mos", "wks"].contains(&low) {
        return low.trim_end_matches('s').to_owned();
    }
    if let Some(short) = low.strip_suffix("es").filter(|short| {
        ["us", "x", "ch", "sh", "ss", "z"]
            .iter()
            .any(|end| short.ends_with(end))
    }) {
        short.to_owned()
    } else if low.len() > 3 && !kept {
        low.strip_suffix('s').unwrap_or(low).to_owned()
    } else {
        low.to_owned()
    }
}

pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut end_before = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let number = first.is_ascii_digit();
        if first.is_alphanumeric() {
            while let Some(&(at, c)) = rest.peek() {
                let next_is_digit = || {
                    text.get(at + c.len_utf8()..)
                        .and_then(|after| after.chars().next())
                        .is_some_and(|c| c.is_ascii_digit())
                };
                let ends_in_digit = text
                    .get(start..at)
                    .is_some_and(|so_far| so_far.ends_with(|c: char| c.is_ascii_digit()));
                let inside = match c {
                    ',' | '.' => number && ends_in_digit && next_is_digit(),
                    '\'' if number => ends_in_digit && next_is_digit(),
                    '\'' => text
                        .get(at + 1..)
                        .and_then(|after| after.chars().next())
                        .is_some_and(char::is_alphabetic),
                    c => c.is_alphanumeric(),
                };
                if !inside {
                    break;
                }
                end = at + c.len_utf8();
                rest.next();
            }
        }
        let raw = text.get(start..end).unwrap_or_default();
        let kind = if number {
            TokenKind::Number
        } else if first.is_alphanumeric() {
            TokenKind::Word
        } else {
            TokenKind::Mark
        };
        let glued = start == end_before && !out.is_empty();
        end_before = end;
        // `sign-on`, `12-month`: the hyphen parts two words and means nothing.
        let after_is_letter = text
            .get(end..)
            .and_then(|after| after.chars().next())
            .is_some_and(char::is_alphabetic);
        // `two months' salary`: the apostrophe says no more than the word before.
        if raw == "'" {
            continue;
        }
        if raw == "-" && glued && after_is_letter {
            continue;
        }
        out.push(Token {
            stem: match kind {
                TokenKind::Word => stem(raw),
                _ => raw.to_lowercase(),
            },
            span: start..end,
            kind,
            glued,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks() {
        let stems: Vec<String> = tokens("Sign-on bonuses: $205,000.50 (1/48th), the year's 409A.")
            .into_iter()
            .map(|token| token.stem)
            .collect();
        assert_eq!(
            stems.join(" "),
            "sign on bonus : $ 205,000.50 ( 1 / 48th ) , the year 409a ."
        );
        assert!(tokens("$200-$225").iter().any(|token| token.is("-")));
        assert!(!tokens("12-month").iter().any(|token| token.is("-")));
    }
}
