//! Regular English verbs in their forms.

/// A regular verb in its forms: `plan`, `plans`, `planned`, `planning`.
pub(super) fn inflected(verb: &str) -> Vec<String> {
    let letters: Vec<char> = verb.chars().collect();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let stem = match letters.as_slice() {
        [.., 'e'] => verb.strip_suffix('e').unwrap_or(verb).to_owned(),
        [.., consonant, 'y'] if !is_vowel(*consonant) => {
            let stem = verb.strip_suffix('y').unwrap_or(verb);
            return vec![
                verb.to_owned(),
                format!("{stem}ies"),
                format!("{stem}ied"),
                format!("{verb}ing"),
            ];
        }
        [before, vowel, last] | [_, before, vowel, last]
            if !is_vowel(*before)
                && is_vowel(*vowel)
                && !is_vowel(*last)
                && !matches!(last, 'w' | 'x' | 'y') =>
        {
            format!("{verb}{last}")
        }
        _ => verb.to_owned(),
    };
    let plural = match letters.last() {
        Some('s' | 'x' | 'h') => format!("{verb}es"),
        _ => format!("{verb}s"),
    };
    vec![
        verb.to_owned(),
        plural,
        format!("{stem}ed"),
        format!("{stem}ing"),
    ]
}

#[cfg(test)]
mod tests {
    use super::inflected;

    #[test]
    fn regular_verbs_take_their_endings() {
        for (verb, forms) in [
            ("plan", ["plan", "plans", "planned", "planning"]),
            ("hire", ["hire", "hires", "hired", "hiring"]),
            ("study", ["study", "studies", "studied", "studying"]),
            ("match", ["match", "matches", "matched", "matching"]),
            ("offer", ["offer", "offers", "offered", "offering"]),
        ] {
            assert_eq!(inflected(verb), forms);
        }
    }
}
