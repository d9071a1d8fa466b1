//! A document as data, and its three renderings: terminal, Markdown, HTML.
//!
//! What people read is built once and rendered three ways, so that the brief on the
//! screen, on paper and in a file says the same. A figure carries its id, which
//! `batna explain` prints the trace of.

mod html;
mod markdown;
mod terminal;

pub use html::basis;
use maud::Markup;

/// A text, perhaps strong, perhaps a figure with a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub strong: bool,
    /// Figure id that explains the number.
    pub figure: Option<String>,
}

/// Several spans in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Span>);

impl Text {
    pub fn new() -> Self {
        Text::default()
    }

    pub fn plain(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span {
            text: text.into(),
            ..Span::default()
        });
        self
    }

    pub fn strong(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span {
            text: text.into(),
            strong: true,
            figure: None,
        });
        self
    }

    pub fn figure(mut self, text: impl Into<String>, id: impl Into<String>) -> Self {
        self.0.push(Span {
            text: text.into(),
            strong: false,
            figure: Some(id.into()),
        });
        self
    }

    pub fn to_plain(&self) -> String {
        self.0.iter().map(|span| span.text.as_str()).collect()
    }
}

impl<T: Into<String>> From<T> for Text {
    fn from(text: T) -> Self {
        Text::new().plain(text)
    }
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// One part of a document.
#[derive(Clone)]
pub enum Block {
    Heading(u8, String),
    Paragraph(Text),
    List(Vec<Text>),
    Numbered(Vec<Text>),
    Table {
        header: Vec<String>,
        align: Vec<Align>,
        rows: Vec<Vec<Text>>,
    },
    /// Words to say or to send, as they stand; paragraphs.
    Quote(Vec<String>),
    /// Small print.
    Note(Text),
    /// Small print, an item a point.
    Notes(Vec<Text>),
    /// An SVG in HTML; elsewhere nothing, because a table beside it says the same.
    Picture(Markup),
    /// Side by side on paper and on wide screens, elsewhere one after the other.
    Columns(Vec<Vec<Block>>),
    /// What follows begins a sheet of its own on paper.
    NewSheet,
}

/// A titled sequence of blocks.
#[derive(Clone, Default)]
pub struct Document {
    pub title: String,
    pub subtitle: String,
    pub blocks: Vec<Block>,
}

impl Document {
    pub fn new(title: impl Into<String>, subtitle: impl Into<String>) -> Self {
        Document {
            title: title.into(),
            subtitle: subtitle.into(),
            blocks: Vec::new(),
        }
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(2, text.into()));
    }

    pub fn subheading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(3, text.into()));
    }

    pub fn paragraph(&mut self, text: impl Into<Text>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// A list, where it has items.
    pub fn list(&mut self, items: Vec<Text>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    pub fn numbered(&mut self, items: Vec<Text>) {
        if !items.is_empty() {
            self.blocks.push(Block::Numbered(items));
        }
    }

    pub fn note(&mut self, text: impl Into<Text>) {
        self.blocks.push(Block::Note(text.into()));
    }

    /// A list in small print, where it has items.
    pub fn notes(&mut self, items: Vec<Text>) {
        if !items.is_empty() {
            self.blocks.push(Block::Notes(items));
        }
    }

    pub fn quote(&mut self, paragraphs: Vec<String>) {
        self.blocks.push(Block::Quote(paragraphs));
    }

    /// Two parts beside each other; an empty one leaves its room to the other.
    pub fn beside(&mut self, left: impl FnOnce(&mut Document), right: impl FnOnce(&mut Document)) {
        let (mut first, mut second) = (Document::default(), Document::default());
        left(&mut first);
        right(&mut second);
        let columns = [first.blocks, second.blocks]
            .into_iter()
            .filter(|column| !column.is_empty())
            .collect();
        self.blocks.push(Block::Columns(columns));
    }

    pub fn new_sheet(&mut self) {
        self.blocks.push(Block::NewSheet);
    }

    pub fn picture(&mut self, picture: Markup) {
        self.blocks.push(Block::Picture(picture));
    }

    /// A table whose first column is a label and whose others are figures.
    pub fn table(&mut self, header: Vec<String>, rows: Vec<Vec<Text>>) {
        let align = header
            .iter()
            .enumerate()
            .map(|(column, _)| {
                if column == 0 {
                    Align::Left
                } else {
                    Align::Right
                }
            })
            .collect();
        self.aligned_table(header, align, rows);
    }

    pub fn aligned_table(&mut self, header: Vec<String>, align: Vec<Align>, rows: Vec<Vec<Text>>) {
        self.blocks.push(Block::Table {
            header,
            align,
            rows,
        });
    }

    /// The blocks in reading order, columns one after the other.
    fn in_order(&self) -> Vec<&Block> {
        fn lay<'a>(blocks: &'a [Block], out: &mut Vec<&'a Block>) {
            for block in blocks {
                match block {
                    Block::Columns(columns) => columns.iter().for_each(|column| lay(column, out)),
                    Block::NewSheet => {}
                    _ => out.push(block),
                }
            }
        }
        let mut out = Vec::new();
        lay(&self.blocks, &mut out);
        out
    }

    /// For a terminal `width` columns wide; colours only where asked.
    pub fn to_terminal(&self, width: usize, color: bool) -> String {
        terminal::render(self, width.clamp(40, 120), color)
    }

    pub fn to_markdown(&self) -> String {
        markdown::render(self)
    }

    /// The blocks as HTML for a page with its own frame; figures link to `prefix` and their id.
    pub fn to_fragment(&self, prefix: &str) -> Markup {
        html::fragment(self, prefix)
    }

    /// A page of its own: styles inside, no script, fit to print.
    pub fn to_html(&self, appendix: &[batna_core::Trace]) -> String {
        html::render(self, appendix)
    }
}
