//! How far employers differ is the same by the store's packed rows and by its named cells.

use batna_core::{Currency, Measure};
use batna_market::observation::{Dimension, Observations, Selection, SourceClass};
use batna_market::siblings::{LogSums, Siblings};
use batna_market::store::Store;

use crate::imports::import;

#[test]
fn packed_rows_tell_what_named_cells_tell() {
    let mut store = Store::in_memory().unwrap();
    let mut filings = "employer,job_title,country,work_location,wage,status,year\n".to_owned();
    for row in 0..600u64 {
        filings += &format!(
            "Firm {},ML Engineer,Unknown,\"{}\",{},Certified,{}\n",
            row % 17,
            ["Austin, TX", "San Francisco, CA", "Nowhere"][row as usize % 3],
            120_000 + row * row % 90_001,
            2021 + row % 4
        );
    }
    import(&mut store, filings.as_bytes()).unwrap();
    let (class, currency) = (SourceClass::Disclosed, Currency::USD);
    let ml = Selection::all().with(Dimension::Role, "ml-engineer");
    let later = Selection {
        from_year: Some(2023),
        ..ml.clone()
    };
    let austin = ml.clone().with(Dimension::Metro, "austin");
    let sorted = |siblings: &Siblings| {
        let mut all: Vec<Vec<(u64, u64, u64)>> = (siblings.each())
            .map(|sums: &[LogSums]| sums.iter().map(|s| (s.n, s.sum, s.squares)).collect())
            .collect();
        all.sort();
        all
    };
    for (selection, employers) in [(&ml, 17), (&later, 17), (&austin, 17)] {
        let cells = store.cells(selection, Measure::Base, &[Dimension::Employer]);
        let named = Siblings::of(&cells.unwrap(), class, currency);
        let packed = store.siblings(
            selection,
            Measure::Base,
            Dimension::Employer,
            class,
            currency,
        );
        let packed = packed.unwrap();
        assert_eq!(packed.years(), named.years());
        assert_eq!(sorted(&packed), sorted(&named));
        assert_eq!(packed.each().count(), employers);
    }
}
