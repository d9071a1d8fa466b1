//! Any bytes as a guide, read and audited.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = batna_guide::read::read("guide.md", bytes);
});
