//! Text as it is compared: lower case, without accents, look-alike letters and punctuation.

/// Letters of other scripts that are drawn like Latin ones and stand in copied names.
const LOOK_ALIKE: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('т', 't'),
    ('к', 'k'),
    ('м', 'm'),
    ('в', 'b'),
    ('н', 'h'),
];

/// Words in lower case, one blank between them; `&` reads `and`, `+` stays.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' | 'ń' => 'n',
            'ł' => 'l',
            'ś' | 'š' => 's',
            'ż' | 'ź' | 'ž' => 'z',
            other => LOOK_ALIKE
                .iter()
                .find(|(alien, _)| *alien == other)
                .map_or(other, |(_, latin)| *latin),
        };
        if c == '&' {
            out.push_str(" and ");
        } else if c.is_alphanumeric() || c == '+' {
            out.push(c);
        } else if c != '\'' && c != '’' && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let mut words = String::with_capacity(out.len());
    for word in out.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// Whether `phrase` stands in `text` as whole words; both folded. Gives its byte position.
pub fn find_words(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(phrase) {
        let start = from + found;
        let end = start + phrase.len();
        let free_left = start == 0 || bytes.get(start - 1) == Some(&b' ');
        let free_right = end == text.len() || bytes.get(end) == Some(&b' ');
        if free_left && free_right {
            return Some(start);
        }
        from = text[start..]
            .char_indices()
            .nth(1)
            .map_or(text.len(), |(i, _)| start + i);
    }
    None
}

/// Undoes text that was read in a wrong single-byte encoding, where that is certain:
/// `â€”` for a dash, `Ã©` for é, `Â£` for £. Gives none where nothing was wrong.
pub fn repair_mojibake(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â', 'â']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        bytes.push(windows_1252(c)?);
    }
    let repaired = String::from_utf8(bytes).ok()?;
    (repaired != text).then_some(repaired)
}

/// The byte a character has in Windows code page 1252.
fn windows_1252(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match u32::from(c) {
        code @ (0..=0x7f | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => {
            let index = HIGH.iter().position(|&high| high == c)?;
            u8::try_from(index + 0x80).ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_what_people_type() {
        assert_eq!(fold("\u{a0}Amazon.com, Inc."), "amazon com inc");
        assert_eq!(fold("Contraсtor"), "contractor");
        assert_eq!(fold("Zürich"), "zurich");
        assert_eq!(fold("Ernst & Young"), "ernst and young");
    }

    #[test]
    fn mojibake_is_undone_only_where_certain() {
        assert_eq!(
            repair_mojibake("Â£130k â€“ Â£150k").as_deref(),
            Some("£130k – £150k")
        );
        assert_eq!(repair_mojibake("Bâle and Ã"), None);
        assert_eq!(repair_mojibake("plain"), None);
    }

    proptest! {
        #[test]
        fn any_text_folds(text in ".{0,60}", phrase in "[a-z ]{0,6}") {
            let folded = fold(&text);
            let _ = find_words(&folded, &phrase);
            let _ = repair_mojibake(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
