//! Parquet files as a source of observations.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use batna_core::{Diagnostic, Measure};
use batna_market::observation::{
    Cell, CellKey, Dimension, Observation, Observations, Selection, Snapshot,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig};
use datafusion::error::DataFusionError;
use datafusion::functions::expr_fn::{coalesce, date_part};
use datafusion::logical_expr::{Expr, ident, lit};
use datafusion::prelude::SessionContext;
use tokio::runtime::Runtime;

use crate::cells::Keys;
use crate::failure::Failure;
use crate::files::{self, Files};

/// How often a query is begun again where the cluster lost it.
const ATTEMPTS: usize = 3;

/// A question as to how many rows there are is answered within this, or nobody is there to.
const BEGIN: Duration = Duration::from_secs(30);

/// An open table.
pub struct Source {
    runtime: Arc<Runtime>,
    context: SessionContext,
    files: Files,
    table: Arc<ListingTable>,
    /// Whether what fails may have failed for want of a machine.
    remote: bool,
    /// Whether rows are counted even where cells are at hand.
    count_rows: bool,
}

/// The columns as the engine reads them.
fn schema() -> SchemaRef {
    let text = || DataType::Utf8View;
    let columns = [
        ("id", DataType::Int64),
        ("source", text()),
        ("row", DataType::Int64),
        ("class", text()),
        ("role", text()),
        ("seniority", text()),
        ("country", text()),
        ("metro", text()),
        ("stage", text()),
        ("employer", text()),
        ("employer_name", text()),
        ("title", text()),
        ("level", text()),
        ("date", DataType::Date32),
        ("currency", text()),
        ("base", DataType::Int64),
        ("base_low", DataType::Int64),
        ("base_high", DataType::Int64),
        ("bonus", DataType::Int64),
        ("equity", DataType::Int64),
        ("total", DataType::Int64),
        ("years", DataType::Float64),
        ("remote", DataType::Int32),
        ("employment", text()),
        ("size", text()),
        ("skills", text()),
        ("copies", DataType::Int64),
        ("doubts", text()),
        ("confidential", DataType::Boolean),
    ];
    Arc::new(Schema::new(
        columns
            .map(|(name, kind)| Field::new(name, kind, true))
            .to_vec(),
    ))
}

impl Source {
    /// Opens exports with DataFusion in this process.
    pub fn local(runtime: Arc<Runtime>, places: &[String]) -> Result<Source, Failure> {
        Source::open(runtime, crate::session::local(), places, false)
    }

    /// Opens exports with the cluster behind the scheduler at `address`; the files must lie
    /// where every executor finds them under the same name.
    #[cfg(feature = "ballista")]
    pub fn remote(
        runtime: Arc<Runtime>,
        address: &str,
        partitions: usize,
        places: &[String],
    ) -> Result<Source, Failure> {
        let context = runtime.block_on(crate::session::remote(address, partitions))?;
        Source::open(runtime, context, places, true)
    }

    fn open(
        runtime: Arc<Runtime>,
        context: SessionContext,
        places: &[String],
        remote: bool,
    ) -> Result<Source, Failure> {
        let files = runtime.block_on(files::open(&context, places))?;
        let options =
            ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
        let config = ListingTableConfig::new_with_multi_paths(files.urls.clone())
            .with_listing_options(options)
            .with_schema(schema());
        let table = ListingTable::try_new(config).map_err(|e| Failure::query(&e))?;
        let source = Source {
            runtime,
            context,
            files,
            table: Arc::new(table),
            remote,
            // A cluster is asked for to count; cells are read where the question is put.
            count_rows: remote,
        };
        if remote {
            source.sees_all()?;
        }
        Ok(source)
    }

    /// Refuses a table whose files the cluster does not find where this process did: a
    /// listing of nothing is no error to it, and would pass for an answer.
    fn sees_all(&self) -> Result<(), Failure> {
        let count = async || self.selected(&Selection::all())?.count().await;
        // Answered from footers, so that waiting means waiting for an executor.
        let begun = self
            .runtime
            .block_on(async { tokio::time::timeout(BEGIN, count()).await });
        let seen = match begun {
            Ok(seen) => seen.map_err(|error| Failure::query(&error))? as u64,
            Err(_) => {
                return Err(Diagnostic::error(
                    "cluster::no-executor",
                    format!("no executor took the query within {} seconds", BEGIN.as_secs()),
                )
                .remedy("`batna-cluster executor --scheduler HOST:PORT` starts one; if some run, all are busy: ask later.")
                .into());
            }
        };
        if seen == self.files.rows {
            return Ok(());
        }
        Err(Diagnostic::error(
            "cluster::other-files",
            format!("{} rows are there, and the engine finds {seen}", self.files.rows),
        )
        .remedy("The scheduler and every executor must find the files by the name given; put them on a folder that all machines share.")
        .into())
    }

    /// Counts every row anew, even where the exports bring their cells.
    pub fn counting_rows(mut self) -> Source {
        self.count_rows = true;
        self
    }

    /// The answer from the cells that travel with the files; none where they cannot give it.
    fn precomputed(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Option<BTreeMap<CellKey, Cell>> {
        let mut cells = BTreeMap::new();
        for file in self.files.cells.as_ref().filter(|_| !self.count_rows)? {
            file.add_to(&mut cells, selection, measure, by)?;
        }
        Some(cells)
    }

    /// Rows in all files.
    pub fn len(&self) -> u64 {
        self.files.rows
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The selected rows, before anything is counted.
    fn selected(&self, selection: &Selection) -> Result<DataFrame, DataFusionError> {
        let mut frame = self.context.read_table(Arc::clone(&self.table) as _)?;
        for (dimension, value) in &selection.with {
            frame = frame.filter(ident(dimension.label()).eq(lit(value.as_str())))?;
        }
        if let Some(class) = selection.class {
            frame = frame.filter(ident("class").eq(lit(class.label())))?;
        }
        if let Some(source) = &selection.source {
            frame = frame.filter(ident("source").eq(lit(source.as_str())))?;
        }
        if let Some(from) = selection.from_year {
            frame = frame.filter(year().gt_eq(lit(i32::from(from))))?;
        }
        if let Some(through) = selection.through_year {
            frame = frame.filter(year().lt_eq(lit(i32::from(through))))?;
        }
        Ok(frame)
    }

    /// Runs a query to its end; on a cluster, again where it was lost.
    fn run<T>(
        &self,
        mut query: impl AsyncFnMut() -> Result<T, DataFusionError>,
    ) -> Result<T, Failure> {
        let attempts = if self.remote { ATTEMPTS } else { 1 };
        let mut result = self.runtime.block_on(query());
        for _ in 1..attempts {
            match &result {
                Err(error) if !is_plan_error(error) => result = self.runtime.block_on(query()),
                _ => break,
            }
        }
        result.map_err(|error| Failure::query(&error))
    }
}

/// Errors that another attempt would only repeat.
fn is_plan_error(error: &DataFusionError) -> bool {
    matches!(
        error.find_root(),
        DataFusionError::Plan(_)
            | DataFusionError::SchemaError(..)
            | DataFusionError::NotImplemented(_)
    )
}

/// The calendar year of a row; nought where it bears no date.
fn year() -> Expr {
    coalesce(vec![date_part(lit("year"), ident("date")), lit(0)])
}

impl Observations for Source {
    type Error = Failure;

    fn cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, Failure> {
        if let Some(cells) = self.precomputed(selection, measure, by) {
            return Ok(cells);
        }
        let keys = Keys::new(measure, by, &self.files.constants);
        let batches =
            self.run(async || keys.counted(self.selected(selection)?)?.collect().await)?;
        keys.read(&batches).map_err(|error| Failure::query(&error))
    }

    fn rows(
        &self,
        selection: &Selection,
        each: &mut dyn FnMut(Observation) -> bool,
    ) -> Result<(), Failure> {
        // Nothing is handed out twice: a query that breaks off midway is not begun again.
        let read = async {
            use futures::StreamExt;
            let ordered = crate::rows::ordered(self.selected(selection)?)?;
            let mut stream = ordered.execute_stream().await?;
            while let Some(batch) = stream.next().await {
                if !crate::rows::read(&batch?, each)? {
                    break;
                }
            }
            Ok::<(), DataFusionError>(())
        };
        self.runtime
            .block_on(read)
            .map_err(|error| Failure::query(&error))
    }

    fn snapshots(&self) -> Result<Vec<Snapshot>, Failure> {
        Ok(self.files.snapshots.clone())
    }
}
