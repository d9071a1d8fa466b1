//! Files that are no exports, and clusters that are not there: told, with what to do.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use batna_cluster::source::Source;
use batna_market::observation::Selection;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use datafusion::parquet::arrow::ArrowWriter;

use crate::fixture;

fn codes(place: &Path) -> Vec<(&'static str, String)> {
    match Source::local(fixture::runtime(), &fixture::place(place)) {
        Ok(_) => Vec::new(),
        Err(failure) => failure
            .0
            .into_iter()
            .map(|problem| {
                assert!(problem.remedy.is_some(), "{problem}");
                (problem.code, problem.message)
            })
            .collect(),
    }
}

fn write(file: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let out = File::create(file).unwrap();
    let mut writer = ArrowWriter::try_new(out, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn a_parquet_of_another_schema() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.parquet");
    write(
        &file,
        vec![
            ("id", Arc::new(StringArray::from(vec!["one"])) as ArrayRef),
            ("salary", Arc::new(Int64Array::from(vec![1])) as ArrayRef),
        ],
    );
    let problems = codes(&file);
    assert_eq!(problems.len(), 1);
    let (code, message) = &problems[0];
    assert_eq!(*code, "cluster::schema");
    assert!(
        message.contains("column `id` is text, not int64") && message.contains("no column `base`"),
        "{message}"
    );
}

#[test]
fn what_is_no_parquet_or_breaks_off() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.parquet");
    fixture::export(&fixture::store(), &Selection::all(), &file);
    let whole = fs::read(&file).unwrap();
    let broken = folder.path().join("broken.parquet");
    for cut in [0, 3, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&broken, &whole[..cut]).unwrap();
        let problems = codes(&broken);
        assert_eq!(problems.len(), 1, "{cut}: {problems:?}");
        assert_eq!(problems[0].0, "cluster::not-parquet", "{cut}");
    }
    fs::write(&broken, "employer,base\nAcme,1\n").unwrap();
    assert_eq!(codes(&broken)[0].0, "cluster::not-parquet");
    // Both are told of, the whole file is not.
    let other = folder.path().join("other.parquet");
    fs::write(&other, "PAR1 no PAR1").unwrap();
    assert_eq!(codes(folder.path()).len(), 2);
}

#[test]
fn what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(codes(folder.path())[0].0, "cluster::no-files");
    let missing = folder.path().join("missing.parquet");
    assert_eq!(codes(&missing)[0].0, "cluster::unreadable");
    assert_eq!(
        codes(Path::new("s3://bucket/pay"))[0].0,
        "cluster::unreadable"
    );
}

#[test]
fn no_row_counts_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = fixture::store();
    fixture::export(&store, &Selection::all(), &folder.path().join("a.parquet"));
    fs::copy(
        folder.path().join("a.parquet"),
        folder.path().join("b.parquet"),
    )
    .unwrap();
    let problems = codes(folder.path());
    assert!(!problems.is_empty());
    assert!(
        problems
            .iter()
            .all(|(code, _)| *code == "cluster::rows-twice"),
        "{problems:?}"
    );
}

#[test]
fn an_export_without_its_provenance() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.parquet");
    fixture::write_large(folder.path(), 1, 10);
    let part = folder.path().join("part-000.parquet");
    // The columns alone, as another program would write them again.
    let reader =
        datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(
            File::open(&part).unwrap(),
        )
        .unwrap()
        .build()
        .unwrap();
    let batch = reader.into_iter().next().unwrap().unwrap();
    let out = File::create(&file).unwrap();
    let plain = Arc::new(datafusion::arrow::datatypes::Schema::new(
        batch.schema().fields().clone(),
    ));
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&plain), None).unwrap();
    writer
        .write(&RecordBatch::try_new(plain, batch.columns().to_vec()).unwrap())
        .unwrap();
    writer.close().unwrap();
    assert!(codes(&part).is_empty());
    assert_eq!(codes(&file)[0].0, "cluster::no-provenance");
}

pub fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_batna-cluster"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_program_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    fixture::write_large(folder.path(), 1, 400);
    let data = folder.path().to_str().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("127.0.0.1:{}", free.local_addr().unwrap().port());
    drop(free);
    for (arguments, code, said) in [
        (
            vec!["bands", "--local", "--data", "/no/such"],
            1,
            "[cluster::unreadable]",
        ),
        (
            vec!["bands", "--scheduler", &nobody, "--data", data],
            1,
            "[cluster::scheduler]",
        ),
        (
            vec!["band", "--local", "--data", data, "--role", "astronaut"],
            1,
            "[cluster::no-band]",
        ),
        (vec!["bands", "--data", data], 2, "--local"),
        (
            vec!["bands", "--local", "--scheduler", &nobody, "--data", data],
            2,
            "cannot be used with",
        ),
        (
            vec!["bands", "--local", "--data", data, "--by", "colour"],
            2,
            "it is role, seniority",
        ),
    ] {
        let output = program(&arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    let output = program(&[
        "band",
        "--local",
        "--data",
        data,
        "--role",
        "ml-engineer",
        "--country",
        "US",
        "--as-of",
        "2026-01-01",
        "--json",
    ]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["schema"], "batna/cluster-band/1");
    assert!(answer["p50"].as_f64().unwrap() > 90_000.0, "{answer}");
    assert_eq!(answer["sources"][0]["title"], "Synthetic filings");
}
