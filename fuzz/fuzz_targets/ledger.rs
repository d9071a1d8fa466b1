//! Any text as the ledger.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = batna_case::parse_ledger("ledger.jsonl", text);
});
