//! Any bytes as `me.toml` and as an offer.
#![no_main]

use batna_case::CaseFiles;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let half = bytes.len() / 2;
    let (me, offer) = bytes.split_at(half);
    let mut case = CaseFiles::default();
    case.files.insert("me.toml".into(), me.to_vec());
    case.files.insert("offers/a.toml".into(), offer.to_vec());
    let _ = batna_case::parse(&case);
});
