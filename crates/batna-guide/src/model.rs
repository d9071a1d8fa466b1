//! What a company guide says, read into values with the line each stands on.

use batna_core::Currency;
use serde::Serialize;

use crate::cell::{Per, RateSpan, Span};

/// One company guide.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Guide {
    /// Name of the input.
    pub file: String,
    pub title: String,
    pub company: Option<String>,
    /// As the guide words it, such as `ML/AI Engineer`.
    pub role: Option<String>,
    /// The latest day the guide states for itself or its sources, as year and month.
    pub dated: Option<Dated>,
    pub pay: Vec<PayRow>,
    pub levels: Vec<LevelMap>,
    pub levers: Vec<Lever>,
    pub asks: Vec<Ask>,
    /// Lines of the negotiate-up text that have the reader claim offers from others.
    pub claims: Vec<u32>,
    pub sources: Vec<SourceLine>,
    /// Every row of every table, and whether it was read.
    pub rows: Vec<RowReading>,
    /// Sequences of broken encoding that were repaired.
    pub repaired: usize,
    /// The bytes were no UTF-8 and were taken for Windows-1252.
    pub not_utf8: bool,
}

/// A month, or a year where no month is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Dated {
    pub year: i16,
    pub month: Option<i8>,
}

/// One region, or one level in one region, of a pay table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PayRow {
    pub line: u32,
    pub region: String,
    pub headquarters: bool,
    pub level: Option<String>,
    pub base: Option<Pay>,
    pub stock: Option<Stock>,
    /// A column that mixes equity or carry with bonus.
    pub stock_and_bonus: Option<Pay>,
    pub bonus: Option<Bonus>,
    pub signing: Option<Pay>,
    pub retention: Option<Pay>,
    pub total: Option<Pay>,
    /// The total is of the first year, and so may hold what is paid once.
    pub total_is_first_year: bool,
}

/// An amount as first written, and the same in other currencies where the guide converts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pay {
    pub span: Span,
    pub also: Vec<Span>,
    pub per: Option<Per>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Equity: what it is called, and over what it runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stock {
    /// Absent where the guide says that there is none.
    pub pay: Option<Pay>,
    /// As the column is headed.
    pub called: String,
    /// Absent where neither the column nor the cell says.
    pub per: Option<Per>,
    /// A yearly amount given beside the whole grant.
    pub yearly: Option<Span>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Bonus {
    pub rate: Option<RateSpan>,
    pub amount: Option<Pay>,
    /// The guide says that there is none.
    pub none: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Levels that a guide holds equal, from a table or from a line of equations.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LevelMap {
    pub line: u32,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// An argument that the guide offers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lever {
    pub line: u32,
    pub title: String,
    /// It has the reader claim offers from others.
    pub claims_offers: bool,
}

/// What a figure in the negotiate-up text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskKind {
    /// What to ask for first.
    Open,
    /// What to accept.
    Accept,
    /// What to answer, or what the employer is expected to say.
    Counter,
    /// What others are said to offer.
    Rival,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Component {
    Base,
    Equity,
    Bonus,
    Signing,
    Total,
    /// The text does not say.
    Unclear,
}

/// One figure of the negotiate-up text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ask {
    pub line: u32,
    pub kind: AskKind,
    pub component: Component,
    pub amount: Option<Span>,
    pub rate: Option<RateSpan>,
    pub per: Option<Per>,
}

/// One line of the list of sources.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceLine {
    pub line: u32,
    pub text: String,
    /// It names an address where the figure can be looked up.
    pub has_address: bool,
    /// It names how many observations stand behind it.
    pub has_sample: bool,
}

/// What became of one row of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowReading {
    pub line: u32,
    /// Cells that were not read, each as `column: reason`; empty where the row was read whole.
    pub unread: Vec<String>,
}

impl RowReading {
    pub fn is_read(&self) -> bool {
        self.unread.is_empty()
    }
}

impl Guide {
    pub fn rows_read(&self) -> usize {
        self.rows.iter().filter(|row| row.is_read()).count()
    }

    /// Currencies in which the guide states pay, in the order of their codes.
    pub fn currencies(&self) -> Vec<Currency> {
        let mut all: Vec<Currency> = (self.pay.iter())
            .flat_map(|row| [&row.base, &row.total])
            .flatten()
            .flat_map(|pay| std::iter::once(&pay.span).chain(&pay.also))
            .map(Span::currency)
            .collect();
        all.sort();
        all.dedup();
        all
    }
}
