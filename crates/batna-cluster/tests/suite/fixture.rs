//! A store with the quirks that matter to counting, and large synthetic exports.

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use batna_core::{Currency, Money};
use batna_market::observation::{Selection, Snapshot, SourceClass};
use batna_market::reference::{Reference, ReferenceTexts};
use batna_market::rules::{RuleTexts, Rules};
use batna_market::store::parquet::{Exported, SCHEMA, SCHEMA_KEY, SNAPSHOTS_KEY};
use batna_market::store::{Comp, ImportRequest, Store};
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use jiff::civil::date;

fn text(path: &str) -> &'static str {
    batna_data::text(path).unwrap()
}

pub fn reference() -> Reference<'static> {
    Reference::new(ReferenceTexts {
        sources: text("reference/sources.toml"),
        oews: text("reference/oews.txt"),
        rpp: text("reference/rpp.txt"),
        ecb: text("reference/ecb.txt"),
        ppp: text("reference/ppp.txt"),
    })
    .unwrap()
}

pub fn rules(reference: &Reference<'_>) -> Rules {
    Rules::parse(
        RuleTexts {
            roles: text("market/roles.toml"),
            seniority: text("market/seniority.toml"),
            levels: text("market/levels.toml"),
            employers: text("market/employers.toml"),
            places: text("market/places.toml"),
            zones: text("market/zones.toml"),
        },
        reference,
    )
    .unwrap()
}

pub fn import(store: &mut Store, name: &str, bytes: &[u8]) {
    let reference = reference();
    let request = ImportRequest {
        source: name.to_owned(),
        file: format!("{name}.csv"),
        retrieved: Some(date(2026, 1, 2)),
        ..ImportRequest::default()
    };
    store
        .import(
            &request,
            &mut Cursor::new(bytes),
            &rules(&reference),
            &reference,
            &mut |_| {},
        )
        .unwrap();
}

/// A counter that looks like chance and is the same every time.
pub fn counter(mut state: u64) -> impl FnMut(u64) -> u64 {
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

/// Filings, reports with exact copies and several currencies, and comps heard of.
pub fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    let mut next = counter(0x9e37_79b9_7f4a_7c15);
    let titles = [
        "Senior Machine Learning Engineer",
        "Machine Learning Engineer II",
        "Data Scientist",
        "Staff Data Scientist",
        "Research Scientist",
        "Astrologer",
    ];
    let places = ["San Francisco,CA", "New York,NY", "Austin,TX", "Nowhere,ZZ"];
    let mut filings = "CASE_NUMBER,CASE_STATUS,DECISION_DATE,EMPLOYER_NAME,JOB_TITLE,SOC_TITLE,\
         FULL_TIME_POSITION,WORKSITE_CITY,WORKSITE_STATE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,\
         WAGE_UNIT_OF_PAY\n"
        .to_owned();
    for row in 0..1_500 {
        filings += &format!(
            "I-200-{row},Certified,{}-{:02}-11,Employer {} Inc.,{},Software Developers,Y,{},{},,Year\n",
            2021 + next(5),
            1 + next(12),
            next(40),
            titles[next(6) as usize],
            places[next(4) as usize],
            90_000 + next(70_000) + next(70_000)
        );
    }
    import(&mut store, "filings", filings.as_bytes());
    let mut reports =
        "work_year,experience_level,employment_type,job_title,salary,salary_currency,\
         salary_in_usd,employee_residence,remote_ratio,company_location,company_size\n"
            .to_owned();
    for _ in 0..1_500 {
        let (currency, place) = [("USD", "US"), ("GBP", "GB"), ("EUR", "DE")][next(3) as usize];
        let salary = 60_000 + 5_000 * next(40);
        reports += &format!(
            "{},{},FT,{},{salary},{currency},{salary},{place},{},{place},{}\n",
            2022 + next(4),
            ["EN", "MI", "SE", "EX"][next(4) as usize],
            titles[next(5) as usize],
            50 * next(3),
            ["S", "M", "L"][next(3) as usize],
        );
    }
    import(&mut store, "reports", reports.as_bytes());
    let reference = reference();
    let rules = rules(&reference);
    for (index, confidential) in [false, true, false].into_iter().enumerate() {
        let amount = |thousands: usize| Some(Money::new((thousands * 1_000).into(), Currency::GBP));
        let comp = Comp {
            employer: "DeepMind".to_owned(),
            title: "Staff ML Engineer".to_owned(),
            place: "London".to_owned(),
            stage: "series-b".to_owned(),
            base: amount(150 + index),
            bonus: amount(20 + index),
            equity: amount(40 + index),
            total: amount(210 + 3 * index),
            years: Some(7.5 + index as f64),
            heard_from: "a friend; at lunch".to_owned(),
            confidential,
            verified: index == 2,
            ..Comp::default()
        };
        store
            .add(comp, &rules, &reference, date(2026, 2, 3))
            .unwrap();
    }
    store
}

pub fn export(store: &Store, selection: &Selection, file: &Path) {
    store
        .export_parquet(selection, true, &mut File::create(file).unwrap())
        .unwrap();
}

pub fn place(path: &Path) -> Vec<String> {
    vec![path.to_str().unwrap().to_owned()]
}

pub fn runtime() -> Arc<tokio::runtime::Runtime> {
    Arc::new(tokio::runtime::Runtime::new().unwrap())
}

/// The real files, where they are at hand.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("BATNA_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    println!("skipped: {} is not at hand", file.display());
    None
}

/// Writes `files` exports of `rows` rows each, in groups of a tenth.
pub fn write_large(folder: &Path, files: u64, rows: u64) {
    let snapshot = Snapshot {
        source: "synthetic".to_owned(),
        format: "dol-lca".to_owned(),
        class: SourceClass::Disclosed,
        title: "Synthetic filings".to_owned(),
        url: None,
        licence: None,
        retrieved: None,
        imported: None,
        file: "synthetic.csv".to_owned(),
        sha256: "0".repeat(64),
        rows_in: files * rows,
        rows_kept: files * rows,
        copies: 0,
        dropped: Default::default(),
        notes: Vec::new(),
    };
    for file in 0..files {
        let mut next = counter(0x2545_f491_4f6c_dd1d ^ (file + 1));
        let exported = vec![Exported {
            rows,
            snapshot: snapshot.clone(),
        }];
        let told = vec![
            KeyValue::new(SCHEMA_KEY.to_owned(), SCHEMA.to_owned()),
            KeyValue::new(
                SNAPSHOTS_KEY.to_owned(),
                serde_json::to_string(&exported).unwrap(),
            ),
        ];
        let properties = WriterProperties::builder()
            .set_key_value_metadata(Some(told))
            .set_max_row_group_row_count(Some((rows / 10).max(1) as usize))
            .build();
        let count = rows as usize;
        let mut one_of = |values: &[&'static str]| -> ArrayRef {
            let picked: StringArray = (0..count)
                .map(|_| Some(values[next(values.len() as u64) as usize]))
                .collect();
            Arc::new(picked)
        };
        let role = one_of(&["ml-engineer", "data-scientist", "research-scientist"]);
        let seniority = one_of(&["mid", "senior", "staff", "principal"]);
        let metro = one_of(&["san-francisco", "new-york", "seattle", "austin", "boston"]);
        let employer = one_of(&["a", "b", "c", "d", "e", "f", "g", "h"]);
        let constant =
            |value: &'static str| -> ArrayRef { Arc::new(StringArray::from(vec![value; count])) };
        let absent = || -> ArrayRef { Arc::new(StringArray::new_null(count)) };
        let unpaid = || -> ArrayRef { Arc::new(Int64Array::new_null(count)) };
        let first = (file * rows) as i64;
        let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(first..first + rows as i64));
        let base: ArrayRef = Arc::new(Int64Array::from_iter_values(
            (0..rows).map(|_| (90_000 + next(80_000) + next(80_000)) as i64),
        ));
        let days: ArrayRef = Arc::new(Date32Array::from_iter_values(
            (0..rows).map(|_| 18_300 + next(2_000) as i32),
        ));
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("id", Arc::clone(&ids)),
            ("source", constant("synthetic")),
            ("row", ids),
            ("class", constant("disclosed")),
            ("role", role),
            ("seniority", seniority),
            ("country", constant("US")),
            ("metro", metro),
            ("stage", absent()),
            ("employer", employer),
            ("employer_name", absent()),
            ("title", absent()),
            ("level", absent()),
            ("date", days),
            ("currency", constant("USD")),
            ("base", base),
            ("base_low", unpaid()),
            ("base_high", unpaid()),
            ("bonus", unpaid()),
            ("equity", unpaid()),
            ("total", unpaid()),
            ("years", Arc::new(Float64Array::new_null(count))),
            ("remote", Arc::new(Int32Array::new_null(count))),
            ("employment", absent()),
            ("size", absent()),
            ("skills", absent()),
            ("copies", Arc::new(Int64Array::from(vec![1; count]))),
            ("doubts", absent()),
            (
                "confidential",
                Arc::new(BooleanArray::from(vec![false; count])),
            ),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let out = File::create(folder.join(format!("part-{file:03}.parquet"))).unwrap();
        let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }
}
