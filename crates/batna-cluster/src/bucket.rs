//! The bucket of an amount as a function that queries call, on every machine the same.

use std::sync::Arc;

use batna_market::histogram::bucket_of;
use datafusion::arrow::array::{Array, Int64Array, UInt16Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::as_int64_array;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The name it is sent to other machines by.
pub const NAME: &str = "batna_bucket";

/// The function to register with every session, scheduler and executor.
pub fn function() -> Arc<ScalarUDF> {
    Arc::new(ScalarUDF::from(Bucket {
        signature: Signature::exact(vec![DataType::Int64], Volatility::Immutable),
    }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Bucket {
    signature: Signature,
}

impl ScalarUDFImpl for Bucket {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::UInt16)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let amounts = ColumnarValue::values_to_arrays(&arguments.args)?;
        let amounts = amounts
            .first()
            .ok_or_else(|| DataFusionError::Execution(format!("{NAME} takes an amount")))?;
        Ok(ColumnarValue::Array(Arc::new(buckets(as_int64_array(
            amounts,
        )?))))
    }
}

fn buckets(amounts: &Int64Array) -> UInt16Array {
    // Nulls keep their place; what stands beneath them is counted nowhere.
    let values = amounts
        .values()
        .iter()
        .map(|amount| bucket_of(amount.unsigned_abs()))
        .collect();
    UInt16Array::new(values, amounts.nulls().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_those_of_histograms() {
        let amounts = Int64Array::from(vec![Some(1), None, Some(200_000), Some(i64::MAX)]);
        let found: Vec<Option<u16>> = buckets(&amounts).iter().collect();
        assert_eq!(
            found,
            [
                Some(0),
                None,
                Some(bucket_of(200_000)),
                Some(bucket_of(i64::MAX as u64))
            ]
        );
    }
}
