//! A document as Markdown.

use std::fmt::Write as _;

use super::{Align, Block, Document, Text};

pub(super) fn render(document: &Document) -> String {
    let mut out = format!("# {}\n", escape(&document.title));
    if !document.subtitle.is_empty() {
        let _ = write!(out, "\n{}\n", escape(&document.subtitle));
    }
    for block in document.in_order() {
        match block {
            Block::Heading(level, text) => {
                let marks = "#".repeat(usize::from(*level).clamp(1, 6));
                let _ = write!(out, "\n{marks} {}\n", escape(text));
            }
            Block::Paragraph(text) => {
                let _ = write!(out, "\n{}\n", inline(text));
            }
            Block::Note(text) => {
                let _ = write!(out, "\n<small>{}</small>\n", inline(text));
            }
            Block::List(items) | Block::Notes(items) => {
                out.push('\n');
                for item in items {
                    let _ = writeln!(out, "- {}", inline(item));
                }
            }
            Block::Numbered(items) => {
                out.push('\n');
                for (index, item) in items.iter().enumerate() {
                    let _ = writeln!(out, "{}. {}", index + 1, inline(item));
                }
            }
            Block::Quote(paragraphs) => {
                out.push('\n');
                for (index, paragraph) in paragraphs.iter().enumerate() {
                    if index > 0 {
                        out += ">\n";
                    }
                    for line in paragraph.lines() {
                        let _ = writeln!(out, "> {}", escape(line));
                    }
                }
            }
            Block::Table {
                header,
                align,
                rows,
            } => {
                out.push('\n');
                let heads: Vec<String> = header.iter().map(|head| escape(head)).collect();
                let _ = writeln!(out, "| {} |", heads.join(" | "));
                let rules: Vec<&str> = align
                    .iter()
                    .map(|align| match align {
                        Align::Left => "---",
                        Align::Right => "--:",
                    })
                    .collect();
                let _ = writeln!(out, "| {} |", rules.join(" | "));
                for row in rows {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| inline(cell).replace('|', "\\|"))
                        .collect();
                    let _ = writeln!(out, "| {} |", cells.join(" | "));
                }
            }
            Block::Picture(_) | Block::Columns(_) | Block::NewSheet => {}
        }
    }
    out
}

fn inline(text: &Text) -> String {
    text.0
        .iter()
        .map(|span| {
            let escaped = escape(&span.text);
            if span.strong {
                format!("**{escaped}**")
            } else {
                escaped
            }
        })
        .collect()
}

/// Keeps a person's text from becoming markup: links, emphasis, HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '*' | '_' | '`' | '[' | ']' | '\\' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut document = Document::new("T", "");
        document.paragraph("<script>*x* [y](z)");
        assert_eq!(
            document.to_markdown(),
            "# T\n\n&lt;script&gt;\\*x\\* \\[y\\](z)\n"
        );
    }
}
