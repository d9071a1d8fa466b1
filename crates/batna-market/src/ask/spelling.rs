//! The nearest known word to one that is misspelt.
//!
//! Distance is optimal string alignment (Damerau-Levenshtein with each part edited
//! once): a letter missing, added, changed, or two neighbours swapped count one.

use std::collections::BTreeSet;

use super::AskBack;
use super::slots::singular;
use super::token::{Kind, Token};
use super::vocabulary::{Meaning, Vocabulary};

/// Edits that a word of so many letters is forgiven.
fn allowance(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The nearest known words, all as near; none where all are too far.
fn candidates<'a>(word: &str, known: &'a BTreeSet<String>) -> Vec<&'a str> {
    let letters: Vec<char> = word.chars().collect();
    let allowance = allowance(letters.len());
    let mut least = usize::MAX;
    let mut found = Vec::new();
    for candidate in known {
        let other: Vec<char> = candidate.chars().collect();
        // Of four letters only one that lost a letter: `staf`.
        let is_short = letters.len() == 4 && other.len() < 5;
        if other.len() < 4 || is_short || letters.len().abs_diff(other.len()) > allowance {
            continue;
        }
        let distance = distance(&letters, &other);
        if distance > allowance || distance > least {
            continue;
        }
        if distance < least {
            found.clear();
            least = distance;
        }
        found.push(candidate.as_str());
    }
    found
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

/// Replaces misspelt words by the nearest known ones, and asks of each token whether that is
/// right.
pub(super) fn correct(tokens: &mut [Token], vocabulary: &Vocabulary) -> Vec<(usize, AskBack)> {
    let mut doubts = Vec::new();
    for at in 0..tokens.len() {
        let before = at.checked_sub(1).and_then(|i| tokens.get(i));
        let beside = |at: Option<usize>| {
            let token = at.and_then(|at| tokens.get(at));
            token.and_then(Token::word).unwrap_or("").to_owned()
        };
        let before_it = beside(at.checked_sub(1));
        let after_it = singular(&beside(at.checked_add(1))).to_owned();
        let after_at = matches!(before.and_then(Token::word), Some("at"));
        let Some(token) = tokens.get_mut(at) else {
            continue;
        };
        let Some(word) = token.word().map(str::to_owned) else {
            continue;
        };
        let is_name = token.begins_upper() && (at > 0 || after_at);
        let is_adverb = vocabulary.is_adverb(&word) && !is_name && !after_at;
        if vocabulary.knows(&word) || is_adverb || word.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        // `requisition` is a word of its own and no slip of `acquisition`.
        if vocabulary.english.contains(&word) || vocabulary.english.contains(singular(&word)) {
            continue;
        }
        // Of two words as near, the one that means something, or that makes a phrase with its
        // neighbours: `machine learing`.
        let found = |word: &str| {
            let all = candidates(word, &vocabulary.words);
            let telling = |word: &&&str| !vocabulary.filler.contains(**word);
            let joins = |word: &&&str| {
                let with =
                    |a: &str, b: &str| vocabulary.pairs.contains(&(a.to_owned(), b.to_owned()));
                with(&before_it, word) || with(word, &after_it)
            };
            let means = |word: &str| vocabulary.phrases.get(&vec![word.to_owned()]);
            let telling: Vec<&&str> = match all.as_slice() {
                [_] => return all.first().copied(),
                _ => all.iter().filter(telling).collect(),
            };
            let mut joined = all.iter().filter(joins);
            if let (Some(one), None) = (joined.next(), joined.next()) {
                return Some(*one);
            }
            let mut telling = telling;
            telling.sort_by_key(|word| word.len());
            let (first, rest) = telling.split_first()?;
            let same = rest
                .iter()
                .all(|other| means(other).is_some() && means(other) == means(first));
            same.then_some(**first)
        };
        let Some(nearest) = found(&word).or_else(|| found(singular(&word))) else {
            let names = near_names(&word, is_name, vocabulary);
            if let Some(first) = names.first() {
                let written = &token.written;
                let message = format!("`{written}` was read as `{first}`; is that right?");
                let options = names.iter().map(|name| (*name).to_owned()).collect();
                doubts.push((at, AskBack { message, options }));
                token.kind = Kind::Word((*first).to_owned());
            }
            continue;
        };
        // A name is only taken for a slip where it is one letter off, and of a word that
        // means something.
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        let is_far = distance(&letters(&word), &letters(nearest)) > 1;
        if is_name && (is_far || vocabulary.filler.contains(nearest)) {
            continue;
        }
        let message = format!(
            "`{}` was read as `{nearest}`; is that right?",
            token.written
        );
        let options = vec![nearest.to_owned()];
        doubts.push((at, AskBack { message, options }));
        token.kind = Kind::Word(nearest.to_owned());
    }
    doubts
}

/// Names of employers and places that are one letter off, the nearest first: `antropic`, and
/// `berln`, which is nearer to Berlin than to Bern. None where two are as near.
fn near_names<'v>(word: &str, is_name: bool, vocabulary: &'v Vocabulary) -> Vec<&'v str> {
    let letters: Vec<char> = word.chars().collect();
    // A name written as one is more often itself.
    if letters.len() < if is_name { 6 } else { 5 } {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = Vec::new();
    for (phrase, meaning) in &vocabulary.phrases {
        let [name] = phrase.as_slice() else { continue };
        let is_listed = match meaning {
            Meaning::Employer(_) => true,
            Meaning::Place(place) => !place.id.starts_with("us-"),
            Meaning::AmbiguousPlace(options) => options.iter().any(|o| !o.id.starts_with("us-")),
            _ => false,
        };
        let other: Vec<char> = name.chars().collect();
        let is_long = other.len() > 3 && letters.len().abs_diff(other.len()) < 2;
        if !is_listed || !is_long || distance(&letters, &other) > 1 {
            continue;
        }
        near.push((kept_at_the_ends(&letters, &other), name.as_str()));
    }
    near.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    match near.as_slice() {
        [first, second, ..] if first.0 == second.0 => Vec::new(),
        all => all.iter().map(|(_, name)| *name).collect(),
    }
}

/// Letters that two words have in common at their beginnings and ends.
fn kept_at_the_ends(a: &[char], b: &[char]) -> usize {
    let same = |(a, b): &(&char, &char)| a == b;
    let before = a.iter().zip(b).take_while(same).count();
    let after = (a.iter().rev().zip(b.iter().rev()))
        .take_while(same)
        .count();
    before + after
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
        assert!(candidates("mk", &known).is_empty());
        assert_eq!(candidates("lodnon", &known), ["london"]);
        assert!(candidates("paris", &known).is_empty());
    }
}
