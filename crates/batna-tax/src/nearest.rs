//! The names most like one that is not known.

/// Up to `count` of `names` by edit distance to `given`, nearest first; ties by name.
pub(crate) fn nearest<'n>(
    given: &str,
    names: impl IntoIterator<Item = (&'n str, &'n str)>,
    count: usize,
) -> Vec<&'n str> {
    // A name of a thousand letters is no typing mistake; the distance is quadratic.
    let given: String = given.to_lowercase().chars().take(40).collect();
    let asked = given.split_once('-');
    let given: Vec<char> = given.chars().collect();
    let mut scored: Vec<(usize, &str)> = names
        .into_iter()
        .map(|(code, name)| {
            let by_code = distance(&given, code);
            let by_name = distance(&given, &name.to_lowercase());
            let tail = code.rsplit('-').next().unwrap_or(code);
            let by_tail = distance(&given, tail).saturating_add(1);
            // `us-nyc` leaves out the state: it is that city before any state of two letters.
            let middle_left_out = ends(code).is_some_and(|code| Some(code) == asked);
            let score = if middle_left_out {
                0
            } else {
                by_code.min(by_name).min(by_tail)
            };
            (score, code)
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

/// First and last part of a code of three or more.
fn ends(code: &str) -> Option<(&str, &str)> {
    let (country, rest) = code.split_once('-')?;
    let (_, last) = rest.rsplit_once('-')?;
    Some((country, last))
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

    #[test]
    fn a_city_without_its_state_is_found() {
        let names = [
            ("us-nc", "North Carolina"),
            ("us-ny", "New York"),
            ("us-ny-nyc", "New York City"),
            ("us-mi-detroit", "Detroit"),
        ];
        assert_eq!(nearest("us-nyc", names, 1), ["us-ny-nyc"]);
        assert_eq!(nearest("US-Detroit", names, 1), ["us-mi-detroit"]);
        assert_eq!(nearest("us-ny", names, 1), ["us-ny"]);
    }
}
