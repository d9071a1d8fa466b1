//! One cell of a pay table: amounts, rates and the words beside them.
//!
//! Reads `$185K–$225K`, `£133K - £167K / $169K - $212K`, `$135K - $220K ($34K-$55K/yr vest)`,
//! `₹20L-₹38L`, `INR 20L`, `10–15%`, `$42K - $65K (24-30%)`, `$65K-$145K+ profit sharing`,
//! `$0-$40K (senior only)`, `—`, `None`, `Performance`. What it cannot read without a
//! guess it refuses with the reason: a wrong number is worse than none.

mod lex;
mod prose;

use batna_core::{Currency, Money, Rate};
use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use lex::{Number, Token, lex};
pub use prose::{Figure, figures};

/// Pay from low to high in one currency; twice the same where one figure stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub low: Money,
    pub high: Money,
    /// Written `$350K+`: the top is at least `high`.
    pub open_above: bool,
    /// Written `up to $40K`: no low end is stated.
    pub open_below: bool,
}

impl Span {
    pub fn currency(&self) -> Currency {
        self.low.currency()
    }

    /// The same span in people's words: `$185,000 to $225,000`.
    pub fn in_words(&self) -> String {
        let above = if self.open_above { " and above" } else { "" };
        if self.open_below {
            format!("up to {}{above}", self.high)
        } else if self.low == self.high {
            format!("{}{above}", self.low)
        } else {
            format!("{} to {}{above}", self.low, self.high)
        }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Span", 5)?;
        object.serialize_field("currency", &self.currency())?;
        let low = (!self.open_below).then(|| self.low.to_f64());
        object.serialize_field("low", &low)?;
        object.serialize_field("high", &self.high.to_f64())?;
        object.serialize_field("open_above", &self.open_above)?;
        object.end()
    }
}

/// A rate from low to high, such as a target bonus.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RateSpan {
    pub low: Rate,
    pub high: Rate,
}

/// Over what an amount runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    Year,
    /// A whole grant, over so many years.
    Grant {
        years: u32,
    },
}

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cell {
    /// The amount as first written; others are the same amount in another currency.
    pub amounts: Vec<Span>,
    pub rate: Option<RateSpan>,
    pub per: Option<Per>,
    /// A yearly amount given beside a whole grant, in parentheses.
    pub yearly: Option<Span>,
    /// The cell says that there is none: a dash, `None`, `N/A`.
    pub none: bool,
    /// Words left over, such as `senior only` or `Performance`.
    pub words: String,
}

/// Why a cell was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    #[error("empty")]
    Empty,
    #[error("an amount without a currency")]
    NoCurrency,
    #[error("two currencies in one range ({0} and {1})")]
    MixedCurrencies(Currency, Currency),
    #[error("two different amounts in {0}")]
    TwoAmounts(Currency),
    #[error("`{0}` could be thousands or decimals")]
    AmbiguousSeparator(String),
    #[error("`{0}` is no amount")]
    NotAnAmount(String),
    #[error("a range without its second end")]
    HalfARange,
    #[error("a rate and an amount in one range")]
    RateAgainstAmount,
}

/// What surrounds a cell: the currency of its column or row, where that says one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    pub currency: Option<Currency>,
}

/// Reads one cell. The words `Performance` or `None` are readings too; see [`Cell`].
pub fn read(text: &str, context: Context) -> Result<Cell, CellError> {
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Err(CellError::Empty);
    }
    if says_none(&tokens) {
        return Ok(Cell {
            none: true,
            ..Cell::default()
        });
    }
    let mut reader = Reader::new(&tokens, context);
    reader.run()?;
    let mut cell = reader.cell;
    cell.words = reader.words.join(" ");
    Ok(cell)
}

fn says_none(tokens: &[Token]) -> bool {
    let only_dashes = tokens.iter().all(|t| matches!(t, Token::Dash));
    let word = match tokens {
        [Token::Word(word)] => word.to_lowercase(),
        [Token::Word(a), Token::Slash, Token::Word(b)] => format!("{a}/{b}").to_lowercase(),
        _ => String::new(),
    };
    only_dashes || matches!(word.as_str(), "none" | "n/a" | "na" | "nil" | "no")
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: u32,
    context: Context,
    cell: Cell,
    words: Vec<String>,
}

/// One end of a range with the currency written at it.
type End = (Number, Option<Currency>);

impl<'a> Reader<'a> {
    fn new(tokens: &'a [Token], context: Context) -> Self {
        Reader {
            tokens,
            at: 0,
            depth: 0,
            context,
            cell: Cell::default(),
            words: Vec::new(),
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn run(&mut self) -> Result<(), CellError> {
        while let Some(token) = self.peek().cloned() {
            match token {
                Token::Amount(number, currency) => self.range((number, currency))?,
                Token::Duration(years) => {
                    self.at += 1;
                    self.set_per(Per::Grant { years });
                }
                Token::Open => {
                    self.depth += 1;
                    self.at += 1;
                }
                Token::Close => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                Token::Word(word) => {
                    self.at += 1;
                    self.word(word);
                }
                Token::Slash | Token::Plus | Token::Dash => self.at += 1,
            }
        }
        Ok(())
    }

    fn word(&mut self, word: String) {
        match word.to_lowercase().as_str() {
            "yr" | "year" | "annually" | "annual" | "p.a." | "pa" | "yearly" => {
                self.set_per(Per::Year);
            }
            "per" | "over" => {}
            _ => self.words.push(word),
        }
    }

    fn set_per(&mut self, per: Per) {
        // A period inside parentheses speaks of what stands there.
        if self.depth == 0 || self.cell.yearly.is_none() {
            self.cell.per.get_or_insert(per);
        }
    }

    /// Reads `amount [dash amount] [plus]` and files it.
    fn range(&mut self, first: End) -> Result<(), CellError> {
        self.at += 1;
        let mut second = None;
        if matches!(self.peek(), Some(Token::Dash)) {
            match self.tokens.get(self.at + 1) {
                Some(Token::Amount(number, currency)) => {
                    second = Some((number.clone(), *currency));
                    self.at += 2;
                }
                _ => return Err(CellError::HalfARange),
            }
        }
        let open_above = matches!(self.peek(), Some(Token::Plus));
        if open_above {
            self.at += 1;
        }
        let is_rate = |end: &End| end.0.percent;
        let rate = match &second {
            Some(second) if is_rate(second) => {
                // In `10-15%` the sign stands once, at the end.
                if first.1.is_some() || second.1.is_some() || first.0.scale.is_some() {
                    return Err(CellError::RateAgainstAmount);
                }
                true
            }
            Some(_) if is_rate(&first) => return Err(CellError::RateAgainstAmount),
            Some(_) => false,
            None => is_rate(&first),
        };
        if rate {
            let low = first.0.rate()?;
            let high = match &second {
                Some(second) => second.0.rate()?,
                None => low,
            };
            self.cell.rate.get_or_insert(RateSpan { low, high });
            return Ok(());
        }
        let span = self.span(first, second, open_above)?;
        self.file(span)
    }

    fn span(&self, first: End, second: Option<End>, open_above: bool) -> Result<Span, CellError> {
        let (mut low, mut low_currency) = first;
        let Some((high, high_currency)) = second else {
            let currency = self.currency(low_currency)?;
            let amount = Money::new(low.value()?, currency);
            let last = self.words.last().map(|w| w.to_lowercase());
            return Ok(Span {
                low: amount,
                high: amount,
                open_above,
                open_below: last.as_deref() == Some("to"),
            });
        };
        // `$180-210k`: the thousands are written once, at the end.
        if low.scale.is_none() && high.scale.is_some() && low.is_below_a_thousand() {
            low.scale = high.scale;
        }
        low_currency = low_currency.or(high_currency);
        let low_currency = self.currency(low_currency)?;
        let high_currency = match high_currency {
            Some(currency) => self.currency(Some(currency))?,
            None => low_currency,
        };
        if low_currency != high_currency {
            return Err(CellError::MixedCurrencies(low_currency, high_currency));
        }
        Ok(Span {
            low: Money::new(low.value()?, low_currency),
            high: Money::new(high.value()?, high_currency),
            open_above,
            open_below: false,
        })
    }

    /// The written currency; a symbol that several share is settled by the row or column.
    fn currency(&self, written: Option<Currency>) -> Result<Currency, CellError> {
        let shared = |currency: Currency| matches!(currency.code(), "USD" | "JPY");
        match (written, self.context.currency) {
            // Only the first amount: a second one is there to be in another currency.
            (Some(written), Some(hint))
                if shares_symbol(written, hint)
                    && shared(written)
                    && self.cell.amounts.is_empty() =>
            {
                Ok(hint)
            }
            (Some(written), _) => Ok(written),
            (None, Some(hint)) => Ok(hint),
            (None, None) => Err(CellError::NoCurrency),
        }
    }

    fn file(&mut self, span: Span) -> Result<(), CellError> {
        if self.depth > 0 && !self.cell.amounts.is_empty() {
            if self.yearly_follows() {
                self.cell.yearly.get_or_insert(span);
            } else {
                self.words.push(format!("({})", span.in_words()));
            }
            return Ok(());
        }
        let same = |other: &Span| other.currency() == span.currency();
        if self.cell.amounts.iter().any(same) {
            return Err(CellError::TwoAmounts(span.currency()));
        }
        self.cell.amounts.push(span);
        Ok(())
    }

    /// Whether `/yr` or `per year` stands behind the amount, before the parenthesis ends.
    fn yearly_follows(&self) -> bool {
        self.tokens
            .iter()
            .skip(self.at)
            .take_while(|t| !matches!(t, Token::Close))
            .any(|t| matches!(t, Token::Word(w) if matches!(w.to_lowercase().as_str(), "yr" | "year" | "annual" | "annually" | "yearly")))
    }
}

/// `$` is written for several dollars, `¥` for yen and yuan.
fn shares_symbol(written: Currency, hint: Currency) -> bool {
    match written.code() {
        "USD" => matches!(
            hint.code(),
            "USD" | "CAD" | "AUD" | "SGD" | "HKD" | "NZD" | "MXN" | "TWD" | "ARS" | "CLP" | "COP"
        ),
        "JPY" => matches!(hint.code(), "JPY" | "CNY"),
        _ => written == hint,
    }
}

impl Number {
    fn value(&self) -> Result<Decimal, CellError> {
        let text = match self.scale {
            Some(scale) => format!("{}{scale}", self.digits),
            None => self.digits.clone(),
        };
        batna_core::money::parse_number(&text).map_err(|_| CellError::NotAnAmount(text))
    }

    fn is_below_a_thousand(&self) -> bool {
        self.digits
            .parse::<Decimal>()
            .is_ok_and(|n| n < Decimal::ONE_THOUSAND)
    }

    fn rate(&self) -> Result<Rate, CellError> {
        let text = format!("{}%", self.digits);
        text.parse().map_err(|_| CellError::NotAnAmount(text))
    }
}

#[cfg(test)]
mod tests;
