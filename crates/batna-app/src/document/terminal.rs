//! A document for the terminal.

use super::{Align, Block, Document, Text};

pub(super) fn render(document: &Document, width: usize, color: bool) -> String {
    let ink = Ink { color };
    let mut out = String::new();
    out += &ink.strong(&document.title);
    out.push('\n');
    if !document.subtitle.is_empty() {
        out += &wrap(&document.subtitle, width, "", "");
    }
    for block in document.in_order() {
        match block {
            Block::Heading(level, text) => {
                out.push('\n');
                let line = if *level <= 2 {
                    text.to_uppercase()
                } else {
                    text.clone()
                };
                out += &ink.strong(&line);
                out.push('\n');
            }
            Block::Paragraph(text) => out += &wrap(&text.to_plain(), width, "", ""),
            Block::Note(text) => out += &ink.dim(&wrap(&text.to_plain(), width, "", "")),
            Block::List(items) => {
                for item in items {
                    out += &wrap(&item.to_plain(), width, "  - ", "    ");
                }
            }
            Block::Notes(items) => {
                for item in items {
                    out += &ink.dim(&wrap(&item.to_plain(), width, "  - ", "    "));
                }
            }
            Block::Numbered(items) => {
                for (index, item) in items.iter().enumerate() {
                    let first = format!("  {}. ", index + 1);
                    let rest = " ".repeat(first.len());
                    out += &wrap(&item.to_plain(), width, &first, &rest);
                }
            }
            Block::Quote(paragraphs) => {
                for paragraph in paragraphs {
                    out += &wrap(paragraph, width, "  | ", "  | ");
                }
            }
            Block::Table {
                header,
                align,
                rows,
            } => out += &table(header, align, rows, width, ink),
            Block::Picture(_) | Block::Columns(_) | Block::NewSheet => {}
        }
    }
    out
}

#[derive(Clone, Copy)]
struct Ink {
    color: bool,
}

impl Ink {
    fn strong(self, text: &str) -> String {
        if self.color {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    fn dim(self, text: &str) -> String {
        if self.color {
            format!("\x1b[2m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

fn columns(text: &str) -> usize {
    text.chars().count()
}

/// Breaks between words; the first line begins with `first`, the others with `rest`.
fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut out = String::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && columns(&line) + 1 + columns(word) > width {
            out += line.trim_end();
            out.push('\n');
            line = rest.to_owned();
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line += word;
        empty = false;
    }
    out += line.trim_end();
    out.push('\n');
    out
}

/// A table as wide as its cells; too wide for the terminal, one block of lines a row.
fn table(header: &[String], align: &[Align], rows: &[Vec<Text>], width: usize, ink: Ink) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(Text::to_plain).collect())
        .collect();
    let widths: Vec<usize> = header
        .iter()
        .enumerate()
        .map(|(column, head)| {
            cells
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| columns(cell))
                .chain([columns(head)])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let total: usize = widths.iter().sum::<usize>() + 2 * widths.len() + 2;
    if total > width {
        return stacked(header, &cells, width, ink);
    }
    let line = |row: &[String]| {
        let mut line = String::from("  ");
        for (column, cell) in row.iter().enumerate() {
            let room = widths.get(column).copied().unwrap_or(0);
            let pad = " ".repeat(room.saturating_sub(columns(cell)));
            match align.get(column) {
                Some(Align::Right) => line += &format!("{pad}{cell}  "),
                _ => line += &format!("{cell}{pad}  "),
            }
        }
        line.trim_end().to_owned()
    };
    let mut out = String::new();
    if header.iter().any(|head| !head.is_empty()) {
        out += &ink.dim(&line(header));
        out.push('\n');
    }
    for row in &cells {
        out += &line(row);
        out.push('\n');
    }
    out
}

fn stacked(header: &[String], cells: &[Vec<String>], width: usize, ink: Ink) -> String {
    let mut out = String::new();
    for row in cells {
        let mut columns = row.iter().zip(header);
        if let Some((label, _)) = columns.next() {
            out += &format!("  {}\n", ink.strong(label));
        }
        for (cell, head) in columns.filter(|(cell, _)| !cell.is_empty()) {
            let first = if head.is_empty() {
                "    ".to_owned()
            } else {
                format!("    {head}: ")
            };
            out += &wrap(cell, width, &first, "      ");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrap("aa bb cc", 5, "", ""), "aa bb\ncc\n");
        assert_eq!(wrap("aa bb", 5, "- ", "  "), "- aa\n  bb\n");
        assert_eq!(wrap("", 5, "", ""), "\n");
    }

    #[test]
    fn a_table_too_wide_is_stacked() {
        let header = vec!["".to_owned(), "value".to_owned()];
        let rows = vec![vec![Text::from("label"), Text::from("x ".repeat(60))]];
        let text = table(
            &header,
            &[Align::Left, Align::Right],
            &rows,
            40,
            Ink { color: false },
        );
        assert!(text.starts_with("  label\n    value: x"));
        assert!(text.lines().all(|line| columns(line) <= 40));
    }
}
