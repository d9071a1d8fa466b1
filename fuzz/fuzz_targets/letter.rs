//! Any bytes as a document, and its text as a letter.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = batna_letters::text_of(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = batna_letters::read(text);
    }
});
