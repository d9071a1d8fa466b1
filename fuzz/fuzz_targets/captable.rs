//! Any text as a cap table.
#![no_main]

use batna_equity::captable::CapTable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = CapTable::from_toml("table.toml", text);
});
