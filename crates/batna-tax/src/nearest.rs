//! The names most like one that is not known.

/// Up to `count` of `names` by edit distance to `given`, nearest first; ties by name.
pub(crate) fn nearest<'n>(
    given: &str,
    names: impl IntoIterator<Item = (&'n str, &'n str)>,
    count: usize,
) -> Vec<&'n str> {
    // A name of a thousand letters is no typing mistake; the distance is quadratic.
    let given: Vec<char> = given.to_lowercase().chars().take(40).collect();
    let mut scored: Vec<(usize, &str)> = names
        .into_iter()
        .map(|(code, name)| {
            let by_code = distance(&given, code);
            let by_name = distance(&given, &name.to_lowercase());
            let tail = code.rsplit('-').next().unwrap_or(code);
            let by_tail = distance(&given, tail).saturating_add(1);
            (by_code.min(by_name).min(by_tail), code)
        })
        .collect();
    scored.sort();
    scored
        .into_iter()
        .take(count)
        .filter(|(score, _)| *score <= 2 + given.len() / 2)
        .map(|(_, code)| code)
        .collect()
}

fn distance(given: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=given.len()).collect();
    for (i, letter) in name.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (slot, known) in row.iter_mut().skip(1).zip(given) {
            let replaced = diagonal + usize::from(*known != letter);
            diagonal = *slot;
            left = replaced.min(left + 1).min(*slot + 1);
            *slot = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_likely_code() {
        let names = [
            ("us-ca", "California"),
            ("us-co", "Colorado"),
            ("uk-england", "England"),
        ];
        assert_eq!(nearest("us-cq", names, 2), ["us-ca", "us-co"]);
        assert_eq!(nearest("californa", names, 1), ["us-ca"]);
        assert_eq!(nearest("england", names, 1), ["uk-england"]);
        assert_eq!(distance(&['a', 'b'], "abc"), 1);
    }
}
