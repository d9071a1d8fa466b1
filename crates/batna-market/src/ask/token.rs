//! The words and numbers of a question.

use batna_core::Currency;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    /// As written, for showing and for telling names by their capitals.
    pub written: String,
    /// A comma, semicolon, bar or arrow stands before it: no phrase goes across.
    pub after_comma: bool,
    /// A slash stands before it: `senior/staff`, `ML/AI`.
    pub after_slash: bool,
    /// Which sentence it stands in, from nought.
    pub sentence: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// Lower case, without apostrophes and accents.
    Word(String),
    Number(Number),
    /// Between two numbers.
    Dash,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub value: f64,
    pub currency: Option<Currency>,
    /// Written with `k` or `m`.
    pub scaled: bool,
    /// `90th`.
    pub ordinal: bool,
    pub percent: bool,
    /// `5+`.
    pub or_more: bool,
    /// Letters glued to it: `5yoe`, `12mo`.
    pub unit: String,
}

impl Number {
    /// Whether it may count things: a small whole number, bare.
    pub fn is_count(&self) -> bool {
        let bare = self.currency.is_none() && !self.scaled && !self.ordinal && !self.percent;
        bare && !self.or_more
            && self.unit.is_empty()
            && self.value.fract() == 0.0
            && self.value < 1e3
    }
}

impl Token {
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<&Number> {
        match &self.kind {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn begins_upper(&self) -> bool {
        self.written.starts_with(char::is_uppercase)
    }

    pub fn is_upper(&self) -> bool {
        self.written.chars().any(char::is_uppercase)
            && !self.written.chars().any(char::is_lowercase)
    }
}

/// Latin letters without their accents, lower case.
fn fold(c: char) -> Option<char> {
    let folded = match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'Á' | 'À' | 'Â' | 'Ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'Ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ł' => 'l',
        '\'' | '’' | '‘' | '`' => return None,
        c => return c.to_lowercase().next(),
    };
    Some(folded)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '‑' | '−')
}

/// The lower-case words of a phrase, as keys of the vocabulary hold them.
pub(super) fn words(phrase: &str) -> Vec<String> {
    tokens(phrase)
        .into_iter()
        .map(|token| match token.kind {
            Kind::Word(word) => word,
            Kind::Number(_) => token.written.to_lowercase(),
            Kind::Dash => "-".to_owned(),
        })
        .collect()
}

/// Splits a question into words and numbers.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    // Signs that stand for words.
    let text = [
        ("A.I.", "AI"),
        ("a.i.", "ai"),
        ("w/o", " without "),
        ("w/", " with "),
        ("@", " at "),
        (" + ", " and "),
        ("&", " and "),
    ]
    .iter()
    .fold(text.to_owned(), |text, (sign, word)| {
        text.replace(sign, word)
    });
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.as_str();
    let mut after_comma = false;
    let mut after_slash = false;
    let mut sentence = 0;
    while let Some(c) = rest.chars().next() {
        let symbol = Currency::strip_symbol_prefix(rest)
            .map(|(currency, behind)| (Some(currency), behind.trim_start()))
            .filter(|(_, behind)| behind.starts_with(|c: char| c.is_ascii_digit()));
        let number_here = match symbol {
            Some(found) => Some(found),
            None if c.is_ascii_digit() => Some((None, rest)),
            None => None,
        };
        if let Some((currency, digits)) = number_here {
            let (mut token, behind) = number(rest, currency, digits);
            token.after_comma = std::mem::take(&mut after_comma);
            token.after_slash = std::mem::take(&mut after_slash);
            token.sentence = sentence;
            tokens.push(token);
            rest = behind;
        } else if c.is_alphanumeric() {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '‘' | '+'))
                .unwrap_or(rest.len());
            let (written, behind) = rest.split_at(end);
            let before = tokens.len();
            push_word(&mut tokens, written);
            if let Some(token) = tokens.get_mut(before) {
                token.after_comma = std::mem::take(&mut after_comma);
                token.after_slash = std::mem::take(&mut after_slash);
                token.sentence = sentence;
            }
            rest = behind;
        } else {
            after_comma |= matches!(c, ',' | ';' | '|' | '>' | '→' | '•');
            after_slash |= c == '/';
            let ends = matches!(c, '?' | '!' | ':' | ';' | '\n')
                || (c == '.' && ends_sentence(tokens.last(), rest));
            sentence += usize::from(ends);
            let behind = rest.get(c.len_utf8()..).unwrap_or("");
            let between_numbers = tokens.last().is_some_and(|t| t.number().is_some())
                && behind
                    .trim_start()
                    .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '£' | '€'));
            if is_dash(c) && between_numbers {
                tokens.push(Token {
                    kind: Kind::Dash,
                    written: c.to_string(),
                    after_comma: false,
                    after_slash: false,
                    sentence,
                });
            }
            rest = behind;
        }
    }
    tokens
}

/// Whether a full stop ends a sentence, and no abbreviation such as `sr.` or `St. Louis`.
fn ends_sentence(last: Option<&Token>, rest: &str) -> bool {
    let Some(last) = last else { return false };
    let mut behind = rest.chars().skip(1);
    if !behind.next().is_none_or(char::is_whitespace) {
        return false;
    }
    // `as a PM. What`, `talks about it. What`: a new sentence behind.
    const SHORTENED: &[&str] = &[
        "sr", "jr", "st", "dr", "vs", "mr", "ms", "eg", "ie", "mt", "ft", "yr",
    ];
    let is_whole = !last.word().is_some_and(|word| SHORTENED.contains(&word));
    let begins = behind
        .find(|c| !c.is_whitespace())
        .is_some_and(char::is_uppercase);
    let letters = last.written.chars().count();
    last.number().is_some() || letters > 2 || (letters == 2 && is_whole && begins)
}

fn push_word(tokens: &mut Vec<Token>, written: &str) {
    let bare = written
        .strip_suffix("'s")
        .or_else(|| written.strip_suffix("’s"))
        .unwrap_or(written)
        .trim_end_matches(['\'', '’']);
    let word: String = bare.chars().filter_map(fold).collect();
    // A plus belongs to a word only in `c++`.
    let word = if word == "c++" {
        word
    } else {
        word.replace('+', "")
    };
    if word.is_empty() {
        return;
    }
    tokens.push(Token {
        kind: Kind::Word(word),
        written: bare.to_owned(),
        after_comma: false,
        after_slash: false,
        sentence: 0,
    });
}

/// Whether three digits and no fourth begin a text.
fn thousands_follow(text: &str) -> bool {
    text.chars().take_while(char::is_ascii_digit).count() == 3
}

/// `45,00,000`: two digits and a comma before the last three.
fn lakhs_follow(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let behind = text.get(digits..).and_then(|rest| rest.strip_prefix(','));
    digits == 2 && behind.is_some_and(|behind| thousands_follow(behind) || lakhs_follow(behind))
}

/// `27,5k`: a comma before one or two digits and thousands.
fn decimal_comma(behind: &str) -> bool {
    let digits = behind.chars().take_while(char::is_ascii_digit).count();
    let rest = behind.get(digits..).unwrap_or("");
    let scaled = rest.starts_with(['k', 'K', 'm', 'M']);
    let ends = !rest.chars().nth(1).is_some_and(char::is_alphanumeric);
    (1..=2).contains(&digits) && scaled && ends
}

/// Whether a full stop parts thousands: three digits and no letter behind it.
fn dotted_thousands(before: &str, behind: &str) -> bool {
    let rest = behind.get(3..).unwrap_or("");
    let ends = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '%');
    let leads = (1..=6).contains(&before.len());
    thousands_follow(behind) && ends && leads && !before.starts_with('0') && !before.contains('.')
}

fn number<'a>(whole: &'a str, currency: Option<Currency>, digits: &'a str) -> (Token, &'a str) {
    let mut cleaned = String::new();
    let mut end = 0;
    for (index, c) in digits.char_indices() {
        let behind = digits.get(index + c.len_utf8()..).unwrap_or("");
        let digit_follows = behind.starts_with(|c: char| c.is_ascii_digit());
        match c {
            '0'..='9' => cleaned.push(c),
            // A decimal comma ends the number: `1,5` is not fifteen.
            ',' if thousands_follow(behind) || lakhs_follow(behind) => {}
            ',' if decimal_comma(behind) && !cleaned.contains('.') => cleaned.push('.'),
            // `90.000` is ninety thousand.
            '.' if dotted_thousands(&cleaned, behind) => {}
            '.' if digit_follows && !cleaned.contains('.') => cleaned.push('.'),
            _ => break,
        }
        end = index + c.len_utf8();
    }
    let rest = digits.get(end..).unwrap_or("");
    let letters = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let (unit, mut behind) = rest.split_at(letters);
    let mut unit = unit.to_ascii_lowercase();
    let mut value: f64 = cleaned.parse().unwrap_or(0.0);
    let scale = match unit.as_str() {
        "k" => Some(1e3),
        "m" | "mm" | "mn" => Some(1e6),
        _ => None,
    };
    if let Some(scale) = scale {
        value *= scale;
        unit.clear();
    }
    let ordinal = matches!(unit.as_str(), "th" | "st" | "nd" | "rd");
    if ordinal {
        unit.clear();
    }
    let mut or_more = false;
    let mut percent = false;
    if let Some(after) = behind.strip_prefix('+') {
        or_more = true;
        behind = after;
    }
    let mut currency = currency;
    // `70.000 €`: the sign may stand apart.
    let sign = Currency::strip_symbol_prefix(behind.trim_start());
    if let Some((found, after)) = sign.filter(|(_, rest)| !rest.starts_with(char::is_alphanumeric))
        && currency.is_none()
    {
        currency = Some(found);
        behind = after;
    }
    if let Some(after) = behind.trim_start().strip_prefix('%') {
        percent = true;
        behind = after;
    }
    let length = whole.len() - behind.len();
    let token = Token {
        kind: Kind::Number(Number {
            value,
            currency,
            scaled: scale.is_some(),
            ordinal,
            percent,
            or_more,
            unit,
        }),
        written: whole.get(..length).unwrap_or("").trim().to_owned(),
        after_comma: false,
        after_slash: false,
        sentence: 0,
    };
    (token, behind)
}
