//! Any text in each place of an offer that has a short notation.
#![no_main]

use batna_case::CaseFiles;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // A literal string of several lines takes any text but its own end.
    let text = text.replace("'''", "");
    let keys = ["base", "grant", "bonus", "signing", "stipend", "refresher", "posted_range"];
    let offer: String = keys.iter().map(|key| format!("{key} = '''{text}'''\n")).collect();
    let mut case = CaseFiles::default();
    case.files.insert("me.toml".into(), Vec::new());
    case.files.insert("offers/a.toml".into(), offer.into_bytes());
    let _ = batna_case::parse(&case);
});
