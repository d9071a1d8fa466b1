//! Rows as observations, in the order of import.

use batna_market::observation::Observation;
use datafusion::arrow::array::{Array, Int64Array, RecordBatch, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::cast::{as_boolean_array, as_float64_array, as_int64_array};
use datafusion::dataframe::DataFrame;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::ident;
use jiff::civil::Date;

use crate::cells::{class_of, long, strange, text};

const TEXTS: [&str; 15] = [
    "source",
    "class",
    "role",
    "seniority",
    "country",
    "metro",
    "stage",
    "employer",
    "employer_name",
    "title",
    "level",
    "currency",
    "employment",
    "size",
    "skills",
];

const NUMBERS: [&str; 10] = [
    "row",
    "base",
    "base_low",
    "base_high",
    "bonus",
    "equity",
    "total",
    "remote",
    "copies",
    "date",
];

/// All rows, as they stood in the store.
pub fn ordered(rows: DataFrame) -> Result<DataFrame> {
    rows.sort(vec![
        ident("id").sort(true, false),
        ident("source").sort(true, false),
    ])
}

/// Hands on each row; false where the taker wants no more.
pub fn read(batch: &RecordBatch, each: &mut dyn FnMut(Observation) -> bool) -> Result<bool> {
    let place = |name: &str| Ok::<usize, DataFusionError>(batch.schema().index_of(name)?);
    let texts: Vec<StringArray> = TEXTS
        .iter()
        .map(|name| text(batch, place(name)?))
        .collect::<Result<_>>()?;
    let doubts = text(batch, place("doubts")?)?;
    let numbers: Vec<Int64Array> = NUMBERS
        .iter()
        .map(|name| {
            let index = place(name)?;
            let column = if *name == "date" {
                // Days since 1970 began.
                cast(
                    &cast(batch.column(index), &DataType::Int32)?,
                    &DataType::Int64,
                )?
            } else {
                long(batch, index)?
            };
            Ok(as_int64_array(&column)?.clone())
        })
        .collect::<Result<_>>()?;
    let years = as_float64_array(batch.column(place("years")?))?;
    let confidential = as_boolean_array(batch.column(place("confidential")?))?;
    for index in 0..batch.num_rows() {
        let mut words = texts
            .iter()
            .map(|column| (!column.is_null(index)).then(|| column.value(index).to_owned()));
        let mut word = || words.next().flatten();
        let mut values = numbers
            .iter()
            .map(|column| (!column.is_null(index)).then(|| column.value(index)));
        let mut number = || values.next().flatten();
        let list = |text: &str| -> Vec<String> {
            text.split("; ")
                .filter(|t| !t.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let source = word().unwrap_or_default();
        let class = class_of(&word().unwrap_or_default())?;
        let [role, seniority, country, metro, stage, employer] =
            [word(), word(), word(), word(), word(), word()];
        let [
            employer_name,
            title,
            level,
            currency,
            employment,
            size,
            skills,
        ] = [word(), word(), word(), word(), word(), word(), word()].map(Option::unwrap_or_default);
        let row = number().unwrap_or_default().unsigned_abs();
        let [base, base_low, base_high, bonus, equity, total] =
            [number(), number(), number(), number(), number(), number()]
                .map(|amount| amount.map(i64::unsigned_abs));
        let remote = number().and_then(|share| u8::try_from(share).ok());
        let copies = number().unwrap_or(1).unsigned_abs();
        let date = number().map(day).transpose()?;
        let taken = each(Observation {
            source,
            row,
            class,
            role,
            seniority,
            country,
            metro,
            stage,
            employer,
            employer_name,
            title,
            level,
            date,
            currency: currency
                .parse()
                .map_err(|_| strange("currency", &currency))?,
            base,
            base_low,
            base_high,
            bonus,
            equity,
            total,
            years: (!years.is_null(index)).then(|| years.value(index)),
            remote,
            employment,
            size,
            skills: list(&skills),
            copies,
            doubts: if doubts.is_null(index) {
                Vec::new()
            } else {
                list(doubts.value(index))
            },
            confidential: !confidential.is_null(index) && confidential.value(index),
        });
        if !taken {
            return Ok(false);
        }
    }
    Ok(true)
}

fn day(days: i64) -> Result<Date> {
    use jiff::ToSpan;
    jiff::civil::date(1970, 1, 1)
        .checked_add(days.days())
        .map_err(|_| strange("date", &days.to_string()))
}
