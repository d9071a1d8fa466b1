//! On the same rows DataFusion and SQLite give the same cells, rows and bands, byte for byte.

use std::collections::BTreeMap;
use std::fs::File;

use batna_cluster::source::Source;
use batna_core::Measure;
use batna_market::band::{Settings, USUAL, bands};
use batna_market::drift::Drift;
use batna_market::observation::{
    Cell, CellKey, Dimension, Observation, Observations, Selection, SourceClass,
};
use batna_market::rollup::Rollup;
use batna_market::store::{ImportRequest, Store};
use jiff::civil::date;

use crate::fixture;

const MEASURES: [Measure; 4] = [
    Measure::Base,
    Measure::Bonus,
    Measure::Equity,
    Measure::Total,
];

const ALL: [Dimension; 6] = [
    Dimension::Role,
    Dimension::Seniority,
    Dimension::Country,
    Dimension::Metro,
    Dimension::Stage,
    Dimension::Employer,
];

pub fn bands_of<S: Observations>(source: &S, measure: Measure) -> String {
    let drift = Drift::parse(batna_data::text("market/drift.toml").unwrap()).unwrap();
    let rollup = Rollup::of(source, Selection::all(), measure, &USUAL).unwrap();
    let answers = bands(
        &rollup,
        date(2026, 8, 1),
        Some(&drift),
        &Settings::default(),
    )
    .unwrap();
    answers
        .iter()
        .map(|(selection, answer)| {
            format!(
                "{selection:?}\n{}\n",
                serde_json::to_string_pretty(answer).unwrap()
            )
        })
        .collect()
}

fn rows_of<S: Observations>(source: &S, selection: &Selection) -> Vec<Observation> {
    let mut rows = Vec::new();
    source
        .rows(selection, &mut |row| {
            rows.push(row);
            true
        })
        .unwrap();
    rows
}

/// From the cells that travel with the files and from their rows.
fn compare_both(store: &Store, open: impl Fn() -> Source) {
    compare(store, &open());
    compare(store, &open().counting_rows());
}

fn compare(store: &Store, source: &Source) {
    let selections = [
        Selection::all(),
        Selection::all().with(Dimension::Role, "data-scientist"),
        Selection::all()
            .with(Dimension::Role, "ml-engineer")
            .with(Dimension::Country, "US")
            .with(Dimension::Metro, "san-francisco"),
        Selection::all().with(Dimension::Role, "no ' such; role"),
        Selection {
            class: Some(SourceClass::Disclosed),
            from_year: Some(2022),
            through_year: Some(2024),
            ..Selection::all()
        },
        Selection {
            source: Some("reports".to_owned()),
            through_year: Some(0),
            ..Selection::all()
        },
    ];
    let mut counted = 0;
    for selection in &selections {
        for measure in MEASURES {
            for by in [&[][..], &[Dimension::Metro], &USUAL, &ALL] {
                let expected = store.cells(selection, measure, by).unwrap();
                let found = source.cells(selection, measure, by).unwrap();
                counted += found.len();
                assert_eq!(found, expected, "{selection:?} {measure:?} {by:?}");
            }
        }
        assert_eq!(rows_of(source, selection), rows_of(store, selection));
    }
    assert!(counted > 1_000, "{counted} cells were compared");
    assert_eq!(source.snapshots().unwrap(), store.snapshots().unwrap());
    for measure in MEASURES {
        assert_eq!(bands_of(source, measure), bands_of(store, measure));
    }
    assert!(bands_of(source, Measure::Base).contains("\"p50\""));
}

#[test]
fn one_file() {
    let store = fixture::store();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.parquet");
    fixture::export(&store, &Selection::all(), &file);
    let source = Source::local(fixture::runtime(), &fixture::place(&file)).unwrap();
    assert_eq!(
        source.len(),
        rows_of(&store, &Selection::all()).len() as u64
    );
    compare_both(&store, || {
        Source::local(fixture::runtime(), &fixture::place(&file)).unwrap()
    });
    let mut taken = 0;
    source
        .rows(&Selection::all(), &mut |_| {
            taken += 1;
            taken < 10
        })
        .unwrap();
    assert_eq!(taken, 10, "whoever takes no more gets no more");
}

/// Whether there was nothing to count any more.
fn nothing<E>(answer: Result<BTreeMap<CellKey, Cell>, E>) -> bool {
    answer.map_or(true, |cells| cells.is_empty())
}

#[test]
fn cells_that_travel_along_answer_without_the_rows() {
    let store = fixture::store();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.parquet");
    fixture::export(&store, &Selection::all(), &file);
    let open = || Source::local(fixture::runtime(), &fixture::place(&file)).unwrap();
    let (precomputed, counting) = (open(), open().counting_rows());
    std::fs::remove_file(&file).unwrap();
    assert_eq!(
        bands_of(&precomputed, Measure::Base),
        bands_of(&store, Measure::Base)
    );
    let all = Selection::all();
    assert!(nothing(counting.cells(&all, Measure::Base, &USUAL)));
    // Of employers the rows alone can tell.
    assert!(nothing(precomputed.cells(&all, Measure::Base, &ALL)));
}

/// Another program copies what the footer tells and writes the rows anew, without the cells.
#[test]
fn a_file_written_anew_is_counted() {
    use datafusion::parquet::arrow::ArrowWriter;
    use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use datafusion::parquet::file::properties::WriterProperties;
    let store = fixture::store();
    let folder = tempfile::tempdir().unwrap();
    let (file, anew) = (
        folder.path().join("pay.parquet"),
        folder.path().join("anew.parquet"),
    );
    fixture::export(&store, &Selection::all(), &file);
    let rows = ParquetRecordBatchReaderBuilder::try_new(File::open(&file).unwrap()).unwrap();
    let told = rows
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .cloned();
    assert!(told.iter().flatten().any(|pair| pair.key == "batna.cells"));
    let properties = WriterProperties::builder()
        .set_key_value_metadata(told)
        .build();
    let rows = rows.build().unwrap();
    let schema = datafusion::arrow::array::RecordBatchReader::schema(&rows);
    let out = File::create(&anew).unwrap();
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties)).unwrap();
    for batch in rows {
        writer.write(&batch.unwrap()).unwrap();
    }
    writer.close().unwrap();
    let source = Source::local(fixture::runtime(), &fixture::place(&anew)).unwrap();
    compare(&store, &source);
    std::fs::remove_file(&anew).unwrap();
    assert!(nothing(source.cells(
        &Selection::all(),
        Measure::Base,
        &USUAL
    )));
}

#[test]
fn a_folder_of_parts() {
    let store = fixture::store();
    let folder = tempfile::Builder::new()
        .prefix("pay *[1] %20 é ")
        .tempdir()
        .unwrap();
    // One import alone, and another in two halves.
    for (name, selection) in [
        ("1-filings.parquet", from("filings", None, None)),
        ("2-early.parquet", from("reports", None, Some(2023))),
        ("3-late.parquet", from("reports", Some(2024), None)),
        ("4-network.parquet", from("network", None, None)),
    ] {
        fixture::export(&store, &selection, &folder.path().join(name));
    }
    compare_both(&store, || {
        Source::local(fixture::runtime(), &fixture::place(folder.path())).unwrap()
    });
}

fn from(source: &str, from_year: Option<i16>, through_year: Option<i16>) -> Selection {
    Selection {
        source: Some(source.to_owned()),
        from_year,
        through_year,
        ..Selection::all()
    }
}

#[test]
fn the_real_files() {
    let mut store = Store::in_memory().unwrap();
    let reference = fixture::reference();
    let rules = fixture::rules(&reference);
    for path in [
        "comps/dol_lca_extract_fy2026_q1.csv",
        "postings/ats_jobs_2026-08.csv",
    ] {
        let Some(file) = fixture::shared(path) else {
            return;
        };
        let request = ImportRequest {
            source: path.to_owned(),
            file: path.to_owned(),
            ..ImportRequest::default()
        };
        let mut input = File::open(file).unwrap();
        store
            .import(&request, &mut input, &rules, &reference, &mut |_| {})
            .unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.parquet");
    fixture::export(&store, &Selection::all(), &file);
    compare_both(&store, || {
        Source::local(fixture::runtime(), &fixture::place(&file)).unwrap()
    });
}
