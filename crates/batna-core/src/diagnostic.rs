//! A problem in something a person wrote: a code, a place, an excerpt and a remedy.
//!
//! Every code has a page in `docs/diagnostics.md`. Messages never hold the content
//! of another offer. Rendering belongs to the binary and the page.

use serde::Serialize;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Advice,
    /// The result stands, with a caveat.
    Warning,
    /// This file or figure cannot be used as it is.
    Error,
}

/// Where a problem is. Lines and columns count from one, in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Location {
    /// Path relative to the case folder, or the name of the input.
    pub file: String,
    pub line: u32,
    pub column: u32,
    /// Byte offset and length in the file.
    pub offset: usize,
    pub length: usize,
    /// The line the problem is in, shortened to 160 characters.
    pub excerpt: String,
}

impl Location {
    /// The place of a byte range in `source`, clamped to it.
    pub fn in_text(file: impl Into<String>, source: &str, span: std::ops::Range<usize>) -> Self {
        let mut start = span.start.min(source.len());
        while !source.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = source[..start].rfind('\n').map_or(0, |index| index + 1);
        let line_end = source[start..]
            .find('\n')
            .map_or(source.len(), |index| start + index);
        let line = source[..start].bytes().filter(|b| *b == b'\n').count() + 1;
        let column = source[line_start..start].chars().count() + 1;
        let excerpt = source[line_start..line_end]
            .trim_end()
            .chars()
            .take(160)
            .collect();
        Location {
            file: file.into(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            offset: start,
            length: span.end.min(source.len()).saturating_sub(start),
            excerpt,
        }
    }

    /// A whole file, where no place in it is meant.
    pub fn file(file: impl Into<String>) -> Self {
        Location {
            file: file.into(),
            line: 1,
            column: 1,
            offset: 0,
            length: 0,
            excerpt: String::new(),
        }
    }
}

/// One problem, told so that its reader can mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Diagnostic {
    /// Stable name such as `case::amount-without-currency`.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    #[serde(flatten)]
    pub location: Option<Location>,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// All problems of one pass.
pub type Diagnostics = Vec<Diagnostic>;

impl Diagnostic {
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            location: None,
            remedy: None,
        }
    }

    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic::new(code, Severity::Error, message)
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic::new(code, Severity::Warning, message)
    }

    pub fn advice(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic::new(code, Severity::Advice, message)
    }

    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl std::fmt::Display for Diagnostic {
    /// One line: `offers/acme.toml:3:8: amount has no currency [case::…]`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(place) = &self.location {
            write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?;
        }
        write!(f, "{} [{}]", self.message, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn location_counts_characters() {
        let text = "a = 1\nbäse = \"x\"\n";
        let start = text.find('"').unwrap();
        let place = Location::in_text("f", text, start..start + 3);
        assert_eq!((place.line, place.column), (2, 8));
        assert_eq!(place.excerpt, "bäse = \"x\"");
        let past = Location::in_text("f", text, 900..901);
        assert_eq!(past.length, 0);
    }
}
