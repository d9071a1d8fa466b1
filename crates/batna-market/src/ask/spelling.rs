//! The nearest known word to one that is misspelt.
//!
//! Distance is optimal string alignment (Damerau-Levenshtein with each part edited
//! once): a letter missing, added, changed, or two neighbours swapped count one.

use std::collections::BTreeSet;

/// Edits that a word of so many letters is forgiven.
fn allowance(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    }
}

/// The one nearest known word; none where two are equally near, or all are too far.
pub(super) fn nearest<'a>(word: &str, known: &'a BTreeSet<String>) -> Option<&'a str> {
    let letters: Vec<char> = word.chars().collect();
    let allowance = allowance(letters.len());
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in known {
        let other: Vec<char> = candidate.chars().collect();
        if other.len() < 4 || letters.len().abs_diff(other.len()) > allowance {
            continue;
        }
        let distance = distance(&letters, &other);
        if distance > allowance {
            continue;
        }
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => tied = true,
            _ => {
                best = Some((distance, candidate));
                tied = false;
            }
        }
    }
    best.filter(|_| !tied).map(|(_, word)| word)
}

/// Edits from one word to the other.
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let above = rows
                .last()
                .and_then(|r| r.get(j + 1))
                .copied()
                .unwrap_or(usize::MAX);
            let left = row.last().copied().unwrap_or(usize::MAX);
            let corner = rows
                .last()
                .and_then(|r| r.get(j))
                .copied()
                .unwrap_or(usize::MAX);
            let mut least = (above.saturating_add(1)).min(left.saturating_add(1));
            least = least.min(corner.saturating_add(usize::from(ca != cb)));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca);
            if swapped && let Some(before) = rows.get(i - 1).and_then(|r| r.get(j - 1)) {
                least = least.min(before + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last().and_then(|r| r.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        let of = |a: &str, b: &str| {
            distance(
                &a.chars().collect::<Vec<_>>(),
                &b.chars().collect::<Vec<_>>(),
            )
        };
        assert_eq!(of("enginer", "engineer"), 1);
        assert_eq!(of("enigneer", "engineer"), 1);
        assert_eq!(of("", "abc"), 3);
        assert_eq!(of("london", "london"), 0);
    }

    #[test]
    fn short_words_are_not_forgiven() {
        let known = ["ml", "make", "london"]
            .map(str::to_owned)
            .into_iter()
            .collect();
        assert_eq!(nearest("mk", &known), None);
        assert_eq!(nearest("lodnon", &known), Some("london"));
        assert_eq!(nearest("paris", &known), None);
    }
}
