//! Official wages that the owner imports: read as published, and taken where they are newer.

use std::io::Cursor;

use batna_market::import::Options;
use batna_market::reference::{Reference, WAGES};
use batna_market::store::{ImportRequest, ImportSummary, OfficialTable, Store, StoreError};
use jiff::civil::date;

use crate::reference::embedded;
use crate::rules::rules;
use crate::shared::shared;

/// In the form of the bureau's own tables; the figures are made up.
const TABLE: &str = "\u{feff}AREA,AREA_TITLE,AREA_TYPE,OCC_CODE,OCC_TITLE,O_GROUP,TOT_EMP,MEAN_PRSE,A_MEAN,A_PCT10,A_PCT25,A_MEDIAN,A_PCT75,A_PCT90\r
99,U.S.,1,00-0000,All Occupations,total,\"154,187,380\",0.1,67920,30000,40000,50000,60000,70000\r
99,U.S.,1,15-2051,Data Scientists,detailed,\"240,000\",0.4,\"130,000\",\"70,000\",\"92,000\",\"120,000\",\"160,000\",\"200,000\"\r
06,California,2,15-2051,Data Scientists,detailed,\"41,000\",0.9,\"160,000\",\"80,000\",\"110,000\",\"150,000\",\"195,000\",#\r
48,Texas,2,15-2051,Data Scientists,detailed,**,*,*,*,*,*,*,*\r
41860,\"San Francisco-Oakland-Fremont, CA\",4,15-2051,Data Scientists,detailed,\"9,000\",1.4,\"190,000\",\"100,000\",\"140,000\",\"180,000\",\"230,000\",#\r
99,U.S.,1,29-1141,Registered Nurses,detailed,\"3,000,000\",0.4,\"93,000\",\"66,000\",\"78,000\",\"93,000\",\"107,000\",\"135,000\"\r
99,U.S.,1,,Nameless,detailed,1,1,1,1,1,1,1,1\r
";

fn import(store: &mut Store, file: &str, text: &str) -> Result<ImportSummary, StoreError> {
    let reference = embedded();
    let rules = rules(&reference);
    let request = ImportRequest {
        source: file.to_owned(),
        file: file.to_owned(),
        options: Options::default(),
        ..ImportRequest::default()
    };
    let input = &mut Cursor::new(text.as_bytes());
    store.import(&request, input, &rules, &reference, &mut |_| {})
}

fn newer_than_built_in(store: &Store) -> Option<OfficialTable> {
    store.official_wages(embedded().cited(WAGES).date).unwrap()
}

#[test]
fn a_newer_table_is_taken_with_its_own_citation() {
    let mut store = Store::in_memory().unwrap();
    let summary = import(&mut store, "national_M2031_dl.csv", TABLE).unwrap();
    assert_eq!((summary.rows_in, summary.rows_kept), (7, 4));
    assert_eq!(summary.format, "bls-oews");
    let aside: Vec<_> = summary
        .set_aside
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    assert_eq!(
        aside,
        [
            "a group of occupations",
            "an occupation outside computing",
            "no occupation code"
        ]
    );
    let table = newer_than_built_in(&store).expect("it is newer");
    let built_in = embedded();
    let reference: Reference<'_> = built_in.with_wages(&table.text, table.source.clone());
    let band = |place: &str| {
        let area = reference.area(place).unwrap().area;
        reference.occupation_band("15-2051", &area)
    };
    let california = band("California").unwrap();
    assert_eq!(
        [
            california.p10,
            california.p25,
            california.p50,
            california.p75,
            california.p90
        ],
        [
            Some(80_000.0),
            Some(110_000.0),
            Some(150_000.0),
            Some(195_000.0),
            None
        ]
    );
    assert_eq!(california.as_of, date(2031, 5, 1));
    let source = &california.sources[0];
    assert!(
        source
            .title
            .contains("your import of national_M2031_dl.csv"),
        "{source:?}"
    );
    // The standard error that the bureau publishes becomes an interval of the mean.
    assert_eq!(
        california.ci["mean"].low,
        (160_000.0_f64 - 1.96 * 1_440.0).round()
    );
    assert_eq!(band("San Francisco").unwrap().p50, Some(180_000.0));
    assert_eq!(band("us").unwrap().p90, Some(200_000.0));
    assert!(band("Texas").is_err(), "withheld in all");
    // The built-in table is as it was.
    assert_ne!(built_in.cited(WAGES).id, source.id);
}

#[test]
fn an_older_table_or_one_without_the_nation_is_kept_and_not_taken() {
    let mut store = Store::in_memory().unwrap();
    import(&mut store, "national_M2019_dl.csv", TABLE).unwrap();
    assert!(newer_than_built_in(&store).is_none());
    let states: String = TABLE
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("99,"))
        .collect();
    import(&mut store, "state_M2031_dl.csv", &states).unwrap();
    assert!(newer_than_built_in(&store).is_none());
    // Two files of one release are one table.
    import(&mut store, "national_M2031_dl.csv", TABLE).unwrap();
    assert!(newer_than_built_in(&store).is_some());
    assert_eq!(store.drop_snapshot("national_M2031_dl.csv").unwrap(), 0);
    assert!(newer_than_built_in(&store).is_none());
}

#[test]
fn a_table_without_its_month_is_refused() {
    let mut store = Store::in_memory().unwrap();
    let error = import(&mut store, "wages.csv", TABLE)
        .unwrap_err()
        .to_string();
    assert!(error.contains("of which month"), "{error}");
    assert!(newer_than_built_in(&store).is_none());
}

/// The file that the built-in table was made from says the same when it is imported.
#[test]
fn the_public_file_reads_as_the_built_in_table() {
    let Some(path) = shared("reference/bls_oews_2025-05_computer.csv") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut store = Store::in_memory().unwrap();
    import(&mut store, "bls_oews_2025-05_computer.csv", &text).unwrap();
    let table = store.official_wages(None).unwrap().unwrap();
    let built_in = embedded();
    let own = built_in.with_wages(&table.text, table.source.clone());
    let mut compared = 0;
    for area in built_in.areas() {
        for (occupation, title) in built_in.occupations() {
            assert_eq!(
                own.wage(occupation, &area),
                built_in.wage(occupation, &area),
                "{area:?}"
            );
            assert_eq!(own.occupation_title(occupation), Some(title));
            compared += usize::from(built_in.wage(occupation, &area).is_some());
        }
    }
    assert!(compared > 7_000, "{compared}");
}
