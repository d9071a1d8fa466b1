//! Counting rows into cells as one aggregate function of a query, on every machine the same.
//!
//! An engine's own grouping would keep a row for every cell and bucket; this keeps the cells,
//! and partial counts travel as [`Tally`] bytes.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StringViewArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::common::cast::{
    as_date32_array, as_int64_array, as_large_binary_array, as_string_view_array,
};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::function::AccumulatorArgs;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Signature, Volatility,
};

use crate::tally::Tally;

/// The name it is sent to other machines by.
pub const NAME: &str = "batna_cells";

/// Amount, date and copies; columns of words follow.
const BEFORE: [DataType; 3] = [DataType::Int64, DataType::Date32, DataType::Int64];

/// The function to register with every session, scheduler and executor.
pub fn function() -> Arc<AggregateUDF> {
    Arc::new(AggregateUDF::from(Cells {
        signature: Signature::user_defined(Volatility::Immutable),
    }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Cells {
    signature: Signature,
}

impl AggregateUDFImpl for Cells {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        if given.len() < BEFORE.len() {
            return Err(DataFusionError::Plan(format!(
                "{NAME} takes an amount, a date, copies and columns of words"
            )));
        }
        let words = std::iter::repeat(DataType::Utf8View);
        Ok(BEFORE.into_iter().chain(words).take(given.len()).collect())
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::LargeBinary)
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let columns = arguments.exprs.len().saturating_sub(BEFORE.len());
        Ok(Box::new(Counting(Tally::new(columns))))
    }
}

#[derive(Debug)]
struct Counting(Tally);

fn strange(what: &str) -> DataFusionError {
    DataFusionError::Execution(format!("{NAME} was given {what}"))
}

impl Accumulator for Counting {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let [amounts, dates, copies, words @ ..] = values else {
            return Err(strange("too few columns"));
        };
        let words: Vec<&StringViewArray> = words
            .iter()
            .map(|column| as_string_view_array(column))
            .collect::<Result<_>>()?;
        self.0
            .count(
                as_int64_array(amounts)?,
                as_date32_array(dates)?,
                as_int64_array(copies)?,
                &words,
            )
            .ok_or_else(|| strange("columns that do not fit, or a date beyond the calendar"))
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for state in states {
            for bytes in as_large_binary_array(state)?.iter().flatten() {
                self.0
                    .add_bytes(bytes)
                    .ok_or_else(|| strange("bytes that are no cells"))?;
            }
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::LargeBinary(Some(self.0.to_bytes())))
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}
