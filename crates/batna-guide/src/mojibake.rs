//! Repairs UTF-8 that was read as Windows-1252: `Â£130Kâ€“Â£165K` becomes `£130K–£165K`.
//!
//! Only runs that spell a whole UTF-8 sequence are touched, so that text which merely
//! holds accents stays as it is. What lost a byte on the way stays broken.
//! Source: WHATWG Encoding Standard, index windows-1252.

/// The characters of bytes 0x80 to 0x9f; zero where the table has none.
const HIGH: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
];

fn byte_of(c: char) -> Option<u8> {
    let code = u32::from(c);
    if let Some(index) = HIGH.iter().position(|high| *high == code) {
        return u8::try_from(0x80 + index).ok();
    }
    u8::try_from(code).ok().filter(|byte| *byte >= 0xA0)
}

fn sequence_length(lead: u8) -> Option<usize> {
    match lead {
        0xC2..=0xDF => Some(2),
        0xE0..=0xEF => Some(3),
        0xF0..=0xF4 => Some(4),
        _ => None,
    }
}

/// The text with such sequences put right, and how many there were.
pub fn repair(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut repaired = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match sequence_at(c, rest.as_str()) {
            Some((real, length)) => {
                out.push(real);
                repaired += 1;
                for _ in 1..length {
                    rest.next();
                }
            }
            None => out.push(c),
        }
    }
    (out, repaired)
}

/// The character that `first` and what follows spell, with the number of characters it took.
fn sequence_at(first: char, rest: &str) -> Option<(char, usize)> {
    let lead = byte_of(first)?;
    let length = sequence_length(lead)?;
    let mut bytes = [lead, 0, 0, 0];
    let mut following = rest.chars();
    for slot in bytes.get_mut(1..length)? {
        *slot = byte_of(following.next()?)?;
    }
    let text = std::str::from_utf8(bytes.get(..length)?).ok()?;
    text.chars().next().map(|real| (real, length))
}

/// Text from bytes of unknown encoding: UTF-8 with or without its mark, else Windows-1252.
/// The second value is false where the bytes were no UTF-8.
pub fn decode(bytes: &[u8]) -> (String, bool) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), true),
        Err(_) => {
            let text = bytes.iter().map(|byte| match byte {
                0x80..=0x9F => HIGH
                    .get(usize::from(byte - 0x80))
                    .and_then(|code| char::from_u32(*code))
                    .unwrap_or('\u{FFFD}'),
                other => char::from(*other),
            });
            (text.collect(), false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn puts_pounds_and_dashes_right() {
        assert_eq!(repair("Â£130Kâ€“Â£165K"), ("£130K–£165K".into(), 3));
        assert_eq!(repair("10â€“15%"), ("10–15%".into(), 1));
    }

    #[test]
    fn leaves_good_text_alone() {
        for text in [
            "£130K–£165K",
            "Zürich, €90k",
            "naïve façade",
            "Ã la carte",
            "₪420,000",
        ] {
            assert_eq!(repair(text), (text.into(), 0));
        }
    }

    #[test]
    fn bytes_that_are_no_utf8_are_windows_1252() {
        assert_eq!(
            decode(b"\xA3130K \x96 \xA3165K"),
            ("£130K – £165K".into(), false)
        );
        assert_eq!(decode("\u{feff}£5".as_bytes()), ("£5".into(), true));
    }
}
