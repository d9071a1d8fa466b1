//! Which Parquet files are meant, and whether they are exports of the store.
//!
//! Footers alone are read. Every file must bear the columns of `pay` and tell the
//! snapshots behind its rows; a snapshot in several files must not be counted twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use batna_core::{Diagnostic, Location};
use batna_market::observation::Snapshot;
use batna_market::store::parquet::cells::{ExportedCells, Stretch};
use batna_market::store::parquet::{Exported, MESSAGE, SCHEMA, SCHEMA_KEY, SNAPSHOTS_KEY};
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::error::DataFusionError;
use datafusion::parquet::basic::{LogicalType, Type as Physical};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData,
};
use datafusion::parquet::file::statistics::Statistics;
use datafusion::parquet::schema::parser::parse_message_type;
use datafusion::parquet::schema::types::Type;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use crate::failure::Failure;

/// Parquet files of one table.
#[derive(Debug)]
pub struct Files {
    /// Every file, in the order given and by name within a folder.
    pub urls: Vec<ListingTableUrl>,
    /// The snapshots behind the rows, by name.
    pub snapshots: Vec<Snapshot>,
    pub rows: u64,
    /// Columns of text or whole numbers in which every row bears the same value, by the footers'
    /// statistics.
    pub constants: BTreeMap<String, String>,
    /// The cells that travel with each file; none where one comes without, or with cells that
    /// another program's writing left behind.
    pub cells: Option<Vec<ExportedCells>>,
}

/// Finds and checks the files that `places` name: files, folders or addresses.
pub async fn open(context: &SessionContext, places: &[String]) -> Result<Files, Failure> {
    let mut problems = Vec::new();
    let mut urls = Vec::new();
    let mut footers = Vec::new();
    let mut cells = Some(Vec::new());
    for place in places {
        match find(context, place).await {
            Err(problem) => problems.push(problem),
            Ok(found) => {
                for (url, object) in found {
                    match footer(&object).await {
                        Err(error) => problems.push(
                            Diagnostic::error(
                                "cluster::not-parquet",
                                format!("the file cannot be read as Parquet: {error}"),
                            )
                            .at(Location::file(url.as_str()))
                            .remedy("It may have been cut short: export it again with `batna market export`."),
                        ),
                        Ok(metadata) => {
                            let told = exported_cells(&object, &metadata).await;
                            cells = cells.zip(told).map(|(mut cells, told)| {
                                cells.push(told);
                                cells
                            });
                            footers.push((url.as_str().to_owned(), metadata));
                        }
                    }
                    urls.push(url);
                }
            }
        }
    }
    let mut snapshots: BTreeMap<String, (Exported, String)> = BTreeMap::new();
    let mut rows = 0;
    for (file, metadata) in &footers {
        match check(file, metadata) {
            Err(problem) => problems.push(problem),
            Ok(exported) => {
                rows += exported.iter().map(|e| e.rows).sum::<u64>();
                problems.extend(merge(&mut snapshots, exported, file));
            }
        }
    }
    if !problems.is_empty() {
        return Err(Failure(problems));
    }
    Ok(Files {
        urls,
        constants: constants(footers.iter().map(|(_, metadata)| metadata)),
        snapshots: snapshots
            .into_values()
            .map(|(exported, _)| exported.snapshot)
            .collect(),
        rows,
        cells,
    })
}

/// The cells of a file, where it has them and they are whole.
async fn exported_cells(object: &Object, metadata: &ParquetMetaData) -> Option<ExportedCells> {
    let stretch = Stretch::told(metadata)?;
    let place = stretch.place(metadata)?;
    // Never more than the file has, whatever its footer says.
    if place.end > object.size {
        return None;
    }
    let bytes = object.store.get_range(&object.path, place).await.ok()?;
    stretch.read(&bytes)
}

type Found = Vec<(ListingTableUrl, Object)>;

/// A file where it lies.
struct Object {
    store: Arc<dyn ObjectStore>,
    path: ObjectPath,
    size: u64,
}

async fn find(context: &SessionContext, place: &str) -> Result<Found, Diagnostic> {
    let unreadable = |reason: &dyn std::fmt::Display| {
        Diagnostic::error(
            "cluster::unreadable",
            format!("`{place}` cannot be read: {reason}"),
        )
        .remedy("Name a Parquet file or a folder of them.")
    };
    let url = if place.contains("://") {
        ListingTableUrl::parse(place).map_err(|e| unreadable(&e))?
    } else {
        // As a path and nothing else: brackets and stars in names are no patterns.
        let path = std::fs::canonicalize(place).map_err(|e| unreadable(&e))?;
        let url = if path.is_dir() {
            Url::from_directory_path(&path)
        } else {
            Url::from_file_path(&path)
        };
        let url = url.map_err(|()| unreadable(&"it is no absolute path"))?;
        ListingTableUrl::try_new(url, None).map_err(|e| unreadable(&e))?
    };
    let store = context
        .runtime_env()
        .object_store(&url)
        .map_err(|e| unreadable(&e))?;
    let state = context.state();
    let extension = if url.is_folder() { ".parquet" } else { "" };
    let listed = url
        .list_all_files(&state, store.as_ref(), extension)
        .await
        .map_err(|e| unreadable(&e))?;
    let mut objects: Vec<_> = listed.try_collect().await.map_err(|e| unreadable(&e))?;
    objects.sort_by(|a, b| a.location.cmp(&b.location));
    if objects.is_empty() {
        return Err(Diagnostic::error(
            "cluster::no-files",
            format!("`{place}` holds no Parquet file"),
        )
        .remedy("`batna market export pay.parquet` writes one."));
    }
    let mut found = Vec::with_capacity(objects.len());
    for object in objects {
        let url = address(&url, &object.location).map_err(|e| unreadable(&e))?;
        let object = Object {
            store: Arc::clone(&store),
            path: object.location,
            size: object.size,
        };
        found.push((url, object));
    }
    Ok(found)
}

/// The address of one file of the place at `place`.
fn address(
    place: &ListingTableUrl,
    object: &ObjectPath,
) -> Result<ListingTableUrl, DataFusionError> {
    if place.scheme() != "file" {
        return ListingTableUrl::parse(format!("{}{object}", place.object_store().as_str()));
    }
    // By way of its name on disk, which may hold what an address must not.
    let path = LocalFileSystem::new().path_to_filesystem(object)?;
    let url = Url::from_file_path(&path).map_err(|()| {
        DataFusionError::Configuration(format!("{} has no address", path.display()))
    })?;
    ListingTableUrl::try_new(url, None)
}

/// What the end of a file is read for at first.
const TAIL: u64 = 1 << 18;

async fn footer(object: &Object) -> Result<ParquetMetaData, ParquetError> {
    let mut wanted = TAIL;
    loop {
        let from = object.size.saturating_sub(wanted);
        let bytes = object
            .store
            .get_range(&object.path, from..object.size)
            .await
            .map_err(|e| ParquetError::External(Box::new(e)))?;
        let mut reader = ParquetMetaDataReader::new();
        match reader.try_parse_sized(&bytes, object.size) {
            Ok(()) => return reader.finish(),
            Err(ParquetError::NeedMoreData(needed)) if from > 0 && needed as u64 > wanted => {
                wanted = needed as u64;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether a file is an export: its columns, its name of the schema, its snapshots.
fn check(file: &str, metadata: &ParquetMetaData) -> Result<Vec<Exported>, Diagnostic> {
    let at = Location::file(file);
    let export = "Export the rows anew with `batna market export pay.parquet`.";
    let told = |key: &str| {
        metadata
            .file_metadata()
            .key_value_metadata()
            .into_iter()
            .flatten()
            .find(|pair| pair.key == key)
            .and_then(|pair| pair.value.as_deref())
    };
    match told(SCHEMA_KEY) {
        Some(SCHEMA) | None => {}
        Some(other) => {
            return Err(Diagnostic::error(
                "cluster::schema",
                format!("the file is of the schema `{other}`; `{SCHEMA}` is known"),
            )
            .at(at)
            .remedy("Take programs of one version for exporting and for this."));
        }
    }
    let wrong = differences(metadata.file_metadata().schema());
    if !wrong.is_empty() {
        return Err(Diagnostic::error(
            "cluster::schema",
            format!("the file is no export of the store: {}", wrong.join("; ")),
        )
        .at(at)
        .remedy(export));
    }
    let exported: Option<Vec<Exported>> =
        told(SNAPSHOTS_KEY).and_then(|text| serde_json::from_str(text).ok());
    let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
    match exported {
        Some(exported) if exported.iter().map(|e| e.rows).sum::<u64>() == rows => Ok(exported),
        _ => Err(Diagnostic::error(
            "cluster::no-provenance",
            "the file does not tell which imports its rows came with",
        )
        .at(at)
        .remedy(export)),
    }
}

/// How columns differ from those of an export; columns beyond them do not matter.
fn differences(found: &Type) -> Vec<String> {
    let Ok(expected) = parse_message_type(MESSAGE) else {
        return vec!["the schema of exports does not read".to_owned()];
    };
    let kind = |column: &Type| -> String {
        if !column.is_primitive() {
            return "nested".to_owned();
        }
        let physical = column.get_physical_type();
        match (physical, column.get_basic_info().logical_type_ref()) {
            (Physical::BYTE_ARRAY, Some(LogicalType::String)) => "text".to_owned(),
            (Physical::INT32, Some(LogicalType::Date)) => "a date".to_owned(),
            (physical, None) => physical.to_string().to_lowercase(),
            (physical, Some(logical)) => format!("{physical} {logical:?}").to_lowercase(),
        }
    };
    expected
        .get_fields()
        .iter()
        .filter_map(|wanted| {
            let name = wanted.name();
            match found.get_fields().iter().find(|f| f.name() == name) {
                None => Some(format!("no column `{name}`")),
                Some(column) if kind(column) != kind(wanted) => Some(format!(
                    "column `{name}` is {}, not {}",
                    kind(column),
                    kind(wanted)
                )),
                Some(_) => None,
            }
        })
        .collect()
}

/// Adds the snapshots of a file; a problem where their rows would count twice.
fn merge(
    known: &mut BTreeMap<String, (Exported, String)>,
    exported: Vec<Exported>,
    file: &str,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for new in exported {
        let name = new.snapshot.source.clone();
        let Some((earlier, first)) = known.get_mut(&name) else {
            known.insert(name, (new, file.to_owned()));
            continue;
        };
        let same = earlier.snapshot == new.snapshot;
        // Parts of one import may lie in several files, as long as they are parts.
        if same && earlier.rows + new.rows <= new.snapshot.rows_kept {
            earlier.rows += new.rows;
            continue;
        }
        let why = if same {
            "more rows of it than were ever kept"
        } else {
            "two versions of it"
        };
        problems.push(
            Diagnostic::error(
                "cluster::rows-twice",
                format!("the import `{name}` is in {first} too: {why}"),
            )
            .at(Location::file(file))
            .remedy("Take one of the files; no row counts twice as evidence."),
        );
    }
    problems
}

/// Columns that the footers prove to hold one value, and that value.
fn constants<'m>(footers: impl Iterator<Item = &'m ParquetMetaData>) -> BTreeMap<String, String> {
    // None once a column was seen to vary, or may.
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for column in footers
        .flat_map(ParquetMetaData::row_groups)
        .flat_map(RowGroupMetaData::columns)
    {
        let only = match column.statistics() {
            Some(Statistics::ByteArray(told))
                if told.null_count_opt() == Some(0)
                    && told.min_is_exact()
                    && told.max_is_exact()
                    && told.min_opt() == told.max_opt() =>
            {
                told.min_opt()
                    .and_then(|value| value.as_utf8().ok())
                    .map(str::to_owned)
            }
            Some(Statistics::Int64(told))
                if told.null_count_opt() == Some(0) && told.min_opt() == told.max_opt() =>
            {
                told.min_opt().map(i64::to_string)
            }
            _ => None,
        };
        let name = column.column_path().string();
        match found.get_mut(&name) {
            None => {
                found.insert(name, only);
            }
            Some(known) if *known != only => *known = None,
            Some(_) => {}
        }
    }
    found
        .into_iter()
        .filter_map(|(name, only)| Some((name, only?)))
        .collect()
}
