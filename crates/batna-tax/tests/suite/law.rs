//! The embedded law, read once.

use std::sync::LazyLock;

use batna_params::{Params, Projection};
use batna_tax::{Filing, Law, Place};

pub static PARAMS: LazyLock<Params> = LazyLock::new(|| {
    let files = batna_data::under("tax")
        .iter()
        .map(|file| (file.path, file.text));
    match Params::read(files) {
        Ok(params) => params,
        Err(problems) => {
            let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", words.join("\n"));
        }
    }
});

pub fn law(place: &str, year: i16, filing: Filing) -> Law {
    let place: Place = place.parse().unwrap();
    Law::at(&PARAMS, place, year, filing, Projection::Refuse).unwrap()
}
