//! Any bytes as a table of households, without law: reading is what is tried.
#![no_main]

use batna_params::Params;
use batna_tax::batch::{BatchOptions, run};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = BatchOptions {
        file: "batch.csv".into(),
        keep_going: true,
        ..BatchOptions::default()
    };
    let _ = run(&Params::default(), bytes, &options, |_| true);
});
