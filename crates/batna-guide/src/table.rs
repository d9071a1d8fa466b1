//! Markdown tables: where they are and what their cells hold, with line numbers.
//!
//! Follows GitHub Flavored Markdown, section 4.10 (tables): a header, a line of dashes,
//! rows until a blank line; outer pipes may be left out, `\|` is a pipe in a cell.

use crate::heading;

/// One table of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The nearest heading above, without its marks.
    pub heading: String,
    pub header: Vec<String>,
    pub rows: Vec<Row>,
    /// The first line of prose behind the table, where one follows within two lines.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Counted from one.
    pub line: u32,
    pub cells: Vec<String>,
}

/// The cells of a line, trimmed, without emphasis marks around them.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    let inner = line.trim();
    let inner = inner.strip_prefix('|').unwrap_or(inner);
    for c in inner.chars() {
        match (escaped, c) {
            (false, '\\') => escaped = true,
            (false, '|') => cells.push(String::new()),
            (true, c) if c != '|' => {
                escaped = false;
                if let Some(last) = cells.last_mut() {
                    last.push('\\');
                    last.push(c);
                }
            }
            (_, c) => {
                escaped = false;
                if let Some(last) = cells.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    // The pipe at the end of the line opens no further cell.
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells
        .into_iter()
        .map(|cell| cell.trim().trim_matches('*').trim().to_owned())
        .collect()
}

fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line
            .chars()
            .all(|c| matches!(c, '-' | ':' | '|' | ' ' | '\t'))
}

/// Every table of a text, in order.
pub fn tables(text: &str) -> Vec<Table> {
    let lines: Vec<&str> = text.lines().collect();
    let mut tables = Vec::new();
    let mut heading = "";
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some(text) = heading::label(line) {
            heading = text;
        }
        let begins = line.contains('|')
            && !is_delimiter(line)
            && lines.get(at + 1).is_some_and(|next| is_delimiter(next));
        if !begins {
            at += 1;
            continue;
        }
        let mut table = Table {
            heading: heading.to_owned(),
            header: cells(line),
            rows: Vec::new(),
            note: String::new(),
        };
        at += 2;
        while let Some(line) = lines.get(at).filter(|l| l.contains('|')) {
            table.rows.push(Row {
                line: u32::try_from(at + 1).unwrap_or(u32::MAX),
                cells: cells(line),
            });
            at += 1;
        }
        table.note = (lines.iter().skip(at).take(3))
            .find(|l| !l.trim().is_empty())
            .filter(|l| heading::label(l).is_none())
            .map(|l| l.trim().trim_matches('*').to_owned())
            .unwrap_or_default();
        tables.push(table);
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_tables_with_and_without_outer_pipes() {
        let text =
            "# T\n\n| A | B |\n|---|:-:|\n| 1 | **2** |\n\n*note*\n\nA | B\n--|--\n3 | a\\|b\n";
        let found = tables(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].heading, "T");
        assert_eq!(
            found[0].rows[0],
            Row {
                line: 5,
                cells: vec!["1".into(), "2".into()]
            }
        );
        assert_eq!(found[0].note, "note");
        assert_eq!(found[1].rows[0].cells, ["3", "a|b"]);
    }

    #[test]
    fn an_empty_last_cell_is_kept_where_the_pipe_follows_it() {
        assert_eq!(cells("| a |  |"), ["a", ""]);
        assert_eq!(cells("| a | b"), ["a", "b"]);
    }
}
