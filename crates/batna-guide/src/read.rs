//! Reads a company guide in Markdown: its pay tables, level maps and prose.
//!
//! Pay tables come as rows of regions, as rows of components with a column for each region
//! (transposed), and as levels against regions. A cell that is not read sets its row
//! aside with the reason; nothing is guessed, and no row is dropped in silence.

mod prose;

use batna_core::Currency;

use crate::cell::{self, Cell, Context, Per};
use crate::column::{self, Column};
use crate::model::{Bonus, Guide, LevelMap, Pay, PayRow, RowReading, Stock};
use crate::mojibake;
use crate::table::{Row, Table, tables};

/// Longest guide that is read, in bytes. What lies beyond is not looked at.
pub const LARGEST_GUIDE: usize = 2 << 20;

/// Reads a guide from the bytes of its file; `name` is how it is called in what is reported.
pub fn read(name: &str, bytes: &[u8]) -> Guide {
    let bytes = bytes.get(..LARGEST_GUIDE).unwrap_or(bytes);
    let (text, is_utf8) = mojibake::decode(bytes);
    let (text, repaired) = mojibake::repair(&text);
    let mut guide = Guide {
        file: name.to_owned(),
        repaired,
        not_utf8: !is_utf8,
        ..Guide::default()
    };
    for table in tables(&text) {
        read_table(&mut guide, &table);
    }
    prose::read_into(&mut guide, &text);
    guide
}

fn read_table(guide: &mut Guide, table: &Table) {
    let columns: Vec<Column> = table.header.iter().map(|h| Column::of(h)).collect();
    let rows_are_pay = (table.rows.iter())
        .filter(|row| Column::of(first(row)).is_pay())
        .count();
    if columns.iter().skip(1).filter(|c| c.is_pay()).count() >= 2 {
        read_by_region(guide, table, &columns);
    } else if rows_are_pay >= 2 && rows_are_pay * 2 >= table.rows.len() {
        read_transposed(guide, table);
    } else if is_level_by_region(table, &columns) {
        read_level_by_region(guide, table);
    } else {
        read_levels(guide, table, &columns);
    }
}

fn first(row: &Row) -> &str {
    row.cells.first().map_or("", String::as_str)
}

fn pay(cell: Cell) -> Option<Pay> {
    let mut amounts = cell.amounts.into_iter();
    Some(Pay {
        span: amounts.next()?,
        also: amounts.collect(),
        per: cell.per,
        words: cell.words,
    })
}

/// Files one cell under its column; the reason where it was not read.
fn fill(
    row: &mut PayRow,
    column: Column,
    heading: &str,
    text: &str,
    context: Context,
) -> Result<(), String> {
    let cell = cell::read(text, context).map_err(|error| format!("{heading}: {error}"))?;
    let amount_or_none = |cell: Cell| {
        let none = cell.none;
        match pay(cell) {
            None if !none => Err(format!("{heading}: no amount")),
            amount => Ok(amount),
        }
    };
    match column {
        Column::Base => row.base = amount_or_none(cell)?,
        Column::StockAndBonus => row.stock_and_bonus = amount_or_none(cell)?,
        Column::Signing => row.signing = amount_or_none(cell)?,
        Column::Retention => row.retention = amount_or_none(cell)?,
        Column::Total => {
            row.total = amount_or_none(cell)?;
            row.total_is_first_year = heading.to_lowercase().contains("year 1");
        }
        Column::Stock(headed) => {
            let yearly = cell.yearly;
            // A cell may be more exact than its column, as in `$55K-$155K/4yr`.
            let per = match (cell.per, yearly) {
                (Some(Per::Year), Some(_)) | (None, _) => headed,
                (per, _) => per,
            };
            row.stock = Some(Stock {
                pay: amount_or_none(cell)?,
                called: heading.to_owned(),
                per,
                yearly,
            });
        }
        Column::Bonus => {
            let (rate, none) = (cell.rate, cell.none);
            let words = cell.words.clone();
            let amount = pay(cell);
            if rate.is_none() && amount.is_none() && !none && words.is_empty() {
                return Err(format!("{heading}: neither a rate nor an amount"));
            }
            row.bonus = Some(Bonus {
                rate,
                amount,
                none,
                words,
            });
        }
        Column::Region | Column::Level | Column::Other => {}
    }
    Ok(())
}

/// Rows are regions, columns are components.
fn read_by_region(guide: &mut Guide, table: &Table, columns: &[Column]) {
    for line in &table.rows {
        let label = first(line);
        let (region, headquarters) = column::region(label);
        let mut row = PayRow {
            line: line.line,
            headquarters,
            ..PayRow::default()
        };
        match columns.first() {
            Some(Column::Level) => row.level = Some(label.to_owned()),
            _ => row.region = region,
        }
        let context = Context {
            currency: column::currency_in(label),
        };
        let mut unread = Vec::new();
        if line.cells.len() != columns.len() {
            unread.push(format!(
                "{} cells under {} headings",
                line.cells.len(),
                columns.len()
            ));
        } else {
            let cells = columns.iter().zip(&table.header).zip(&line.cells);
            for ((column, heading), text) in cells.skip(1) {
                match column {
                    Column::Level => row.level = Some(text.clone()),
                    Column::Region => row.region = column::region(text).0,
                    Column::Other => {}
                    _ => {
                        if let Err(reason) = fill(&mut row, *column, heading, text, context) {
                            unread.push(reason);
                        }
                    }
                }
            }
            guide.pay.push(row);
        }
        guide.rows.push(RowReading {
            line: line.line,
            unread,
        });
    }
}

/// Rows are components, columns are regions.
fn read_transposed(guide: &mut Guide, table: &Table) {
    let regions: Vec<(&String, Option<Currency>)> = (table.header.iter().skip(1))
        .map(|heading| (heading, column::currency_in(heading)))
        .collect();
    let line = table.rows.first().map_or(0, |row| row.line);
    let mut rows: Vec<PayRow> = regions
        .iter()
        .map(|(heading, _)| {
            let (region, headquarters) = column::region(heading);
            PayRow {
                line,
                region,
                headquarters,
                ..PayRow::default()
            }
        })
        .collect();
    for component in &table.rows {
        let label = first(component);
        let column = Column::of(label);
        let mut unread = Vec::new();
        if component.cells.len() != table.header.len() {
            unread.push(format!(
                "{} cells under {} headings",
                component.cells.len(),
                table.header.len()
            ));
        } else if !column.is_pay() {
            unread.push(format!("`{label}` is no component of pay"));
        } else {
            let cells = component.cells.iter().skip(1);
            for ((text, (region, currency)), row) in cells.zip(&regions).zip(&mut rows) {
                let context = Context {
                    currency: *currency,
                };
                if let Err(reason) = fill(row, column, label, text, context) {
                    unread.push(format!("{region}: {reason}"));
                }
            }
        }
        guide.rows.push(RowReading {
            line: component.line,
            unread,
        });
    }
    guide.pay.extend(rows);
}

/// Levels down, regions across, one amount in each cell.
fn is_level_by_region(table: &Table, columns: &[Column]) -> bool {
    let has_amounts = |row: &Row| {
        row.cells.len() > 1
            && row.cells.iter().skip(1).all(|text| {
                cell::read(text, Context::default()).is_ok_and(|c| !c.amounts.is_empty())
            })
    };
    columns.first() == Some(&Column::Level)
        && !table.rows.is_empty()
        && table.rows.iter().filter(|row| has_amounts(row)).count() * 2 > table.rows.len()
}

fn read_level_by_region(guide: &mut Guide, table: &Table) {
    // What the amounts are stands under the table or in the heading above it.
    let said = format!("{} {}", table.heading, table.note).to_lowercase();
    let are_totals = said.contains("total comp") || said.contains("compensation benchmark");
    for line in &table.rows {
        let mut unread = Vec::new();
        if !are_totals {
            unread.push("neither heading nor note says what the amounts are".to_owned());
        } else if line.cells.len() != table.header.len() {
            unread.push(format!(
                "{} cells under {} headings",
                line.cells.len(),
                table.header.len()
            ));
        } else {
            for (heading, text) in table.header.iter().zip(&line.cells).skip(1) {
                let (region, headquarters) = column::region(heading);
                let mut row = PayRow {
                    line: line.line,
                    region,
                    headquarters,
                    level: Some(first(line).to_owned()),
                    ..PayRow::default()
                };
                let context = Context {
                    currency: column::currency_in(heading),
                };
                match fill(&mut row, Column::Total, heading, text, context) {
                    Ok(()) => guide.pay.push(row),
                    Err(reason) => unread.push(reason),
                }
            }
        }
        guide.rows.push(RowReading {
            line: line.line,
            unread,
        });
    }
}

/// A table that maps levels, or one that is neither pay nor levels and is set aside.
fn read_levels(guide: &mut Guide, table: &Table, columns: &[Column]) {
    let about_levels = |text: &str| {
        let text = text.to_lowercase();
        ["level", "equiv", "title", "mapping"]
            .iter()
            .any(|w| text.contains(w))
    };
    let is_map = columns.first() == Some(&Column::Level)
        || about_levels(&table.heading)
        || table.header.iter().any(|h| about_levels(h));
    let mut rows = Vec::new();
    for line in &table.rows {
        let mut unread = Vec::new();
        if !is_map {
            unread.push(format!(
                "the table `{}` is about neither pay nor levels",
                table.header.join(" | ")
            ));
        } else if line.cells.len() != table.header.len() {
            unread.push(format!(
                "{} cells under {} headings",
                line.cells.len(),
                table.header.len()
            ));
        } else {
            rows.push(line.cells.clone());
        }
        guide.rows.push(RowReading {
            line: line.line,
            unread,
        });
    }
    if !rows.is_empty() {
        guide.levels.push(LevelMap {
            line: table.rows.first().map_or(0, |row| row.line),
            header: table.header.clone(),
            rows,
        });
    }
}

#[cfg(test)]
mod tests;
