//! Any text as a file of an Open Cap Format package.
#![no_main]

use std::collections::BTreeMap;

use batna_equity::captable::CapTable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let files = BTreeMap::from([("Package.ocf.json".to_owned(), text.to_owned())]);
    let _ = CapTable::from_ocf(&files);
});
