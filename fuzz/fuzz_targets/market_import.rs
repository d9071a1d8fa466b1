//! Any bytes as a file to import: table, sheet, archive or posting.
#![no_main]

use std::io::Cursor;

use batna_market::import::{Options, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut source = Cursor::new(bytes);
    let _ = read("input", &mut source, &Options::default(), &mut |_| Ok(()));
});
