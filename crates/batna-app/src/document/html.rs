//! A document as a self-contained page: styles inside, no script, nothing fetched.

use batna_core::Trace;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Align, Block, Document, Text};

/// Literal colours and one typeface stack; light and dark on screens, black on paper.
const STYLE: &str = include_str!("page.css");

/// Where a figure's explanation is.
#[derive(Clone, Copy)]
enum Explained<'a> {
    /// In the appendix of the same page.
    Below(&'a [Trace]),
    /// At a path of its own: this prefix and the figure's id.
    At(&'a str),
}

/// The blocks alone, for a page that has its own frame; figures link to `prefix` and their id.
pub(super) fn fragment(document: &Document, prefix: &str) -> Markup {
    html! {
        @for block in &document.blocks { (one(block, Explained::At(prefix))) }
    }
}

pub(super) fn render(document: &Document, appendix: &[Trace]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (document.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header {
                        h1 { (document.title) }
                        @if !document.subtitle.is_empty() { p.subtitle { (document.subtitle) } }
                    }
                    @for block in &document.blocks { (one(block, Explained::Below(appendix))) }
                    @if !appendix.is_empty() { (traces(appendix)) }
                }
            }
        }
    };
    page.into_string()
}

fn one(block: &Block, appendix: Explained<'_>) -> Markup {
    html! {
        @match block {
            Block::Heading(level, text) => {
                @if *level <= 2 { h2 { (text) } } @else { h3 { (text) } }
            }
            Block::Paragraph(text) => p { (inline(text, appendix)) },
            Block::Note(text) => p.note { (inline(text, appendix)) },
            Block::Notes(items) => ul.note { @for item in items { li { (inline(item, appendix)) } } },
            Block::List(items) => ul { @for item in items { li { (inline(item, appendix)) } } },
            Block::Numbered(items) => ol { @for item in items { li { (inline(item, appendix)) } } },
            Block::Quote(paragraphs) => blockquote { @for paragraph in paragraphs { p { (paragraph) } } },
            Block::Table { header, align, rows } => (table(header, align, rows, appendix)),
            Block::Picture(picture) => figure { div.scroll tabindex="0" { (picture) } },
            Block::Columns(columns) => div.columns {
                @for column in columns { div { @for block in column { (one(block, appendix)) } } }
            },
            Block::NewSheet => div.sheet {},
        }
    }
}

fn table(
    header: &[String],
    align: &[Align],
    rows: &[Vec<Text>],
    appendix: Explained<'_>,
) -> Markup {
    let class = |column: usize| match align.get(column) {
        Some(Align::Right) => "right",
        _ => "left",
    };
    html! {
        div.scroll tabindex="0" {
            table {
                @if header.iter().any(|head| !head.is_empty()) {
                    thead { tr {
                        @for (column, head) in header.iter().enumerate() {
                            @if head.is_empty() { td {} } @else { th scope="col" class=(class(column)) { (head) } }
                        }
                    } }
                }
                tbody {
                    @for row in rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 { th scope="row" class="left" { (inline(cell, appendix)) } }
                                @else { td class=(class(column)) { (inline(cell, appendix)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn inline(text: &Text, appendix: Explained<'_>) -> Markup {
    html! {
        @for span in &text.0 {
            @match (&span.figure, appendix) {
                (Some(id), Explained::Below(appendix)) if appendix.iter().any(|trace| trace.id == *id) => {
                    a.figure href=(format!("#{}", anchor(id))) title=(format!("batna explain {id}")) { (span.text) }
                }
                (Some(id), Explained::At(prefix)) => a.figure href=(format!("{prefix}{id}")) title="how this came about" { (span.text) },
                (Some(id), Explained::Below(_)) => span.figure title=(format!("batna explain {id}")) { (span.text) },
                (None, _) if span.strong => strong { (span.text) },
                (None, _) => (span.text),
            }
        }
    }
}

fn anchor(id: &str) -> String {
    format!("trace-{}", id.replace('.', "-"))
}

fn traces(appendix: &[Trace]) -> Markup {
    html! {
        section.traces {
            h2 { "How the figures came about" }
            p.note { "Each figure above links here; " code { "batna explain ID" } " prints the same." }
            @for trace in appendix {
                details id=(anchor(&trace.id)) {
                    summary { code { (trace.id) } " " (trace.label) ": " (trace.value) }
                    (step(trace))
                }
            }
        }
    }
}

/// What a step rests on itself, its inputs apart: rule, notes, parameters and sources.
pub fn basis(trace: &Trace) -> Markup {
    html! {
        @if let Some(rule) = &trace.rule { p.rule { (rule) } }
        @for note in &trace.notes { p.note { (note) } }
        @if !trace.parameters.is_empty() || !trace.sources.is_empty() {
            ul.parameters {
                @for parameter in &trace.parameters {
                    li { code { (parameter.id) } " = " (parameter.value) " · " (parameter.source)
                        @if let Some(projection) = &parameter.projection { " · " (projection) } }
                }
                @for source in &trace.sources { li { (source) } }
            }
        }
    }
}

fn step(trace: &Trace) -> Markup {
    html! {
        (basis(trace))
        @if !trace.inputs.is_empty() {
            ul.inputs {
                @for input in &trace.inputs {
                    li { (input.label) ": " (input.value) (step(input)) }
                }
            }
        }
    }
}
