//! Why a file could not be imported; the store stays as it was.

use batna_core::{Diagnostic, Location};

/// A failure of a whole import, with its place where that is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {message}")]
pub struct ImportError {
    pub code: &'static str,
    pub file: String,
    /// Row from one, the header not counted.
    pub row: Option<u64>,
    pub column: Option<String>,
    pub message: String,
    pub remedy: Option<String>,
}

impl ImportError {
    pub fn new(code: &'static str, file: &str, message: impl Into<String>) -> Self {
        ImportError {
            code,
            file: file.to_owned(),
            row: None,
            column: None,
            message: message.into(),
            remedy: None,
        }
    }

    pub fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn io(file: &str, error: &std::io::Error) -> Self {
        ImportError::new(
            "market::unreadable",
            file,
            format!("cannot be read: {error}"),
        )
        .remedy("Check that the file is complete; nothing was imported.")
    }

    pub(crate) fn missing_column(file: &str, column: &str) -> Self {
        let mut error = ImportError::new(
            "market::missing-column",
            file,
            format!("the header has no column `{column}`"),
        );
        error.row = Some(0);
        error.column = Some(column.to_owned());
        error.remedy("Give another --format, or a mapping of columns with --mapping.")
    }

    pub(crate) fn unknown_header(file: &str, headers: &[String]) -> Self {
        let seen: Vec<&str> = headers.iter().take(8).map(String::as_str).collect();
        let mut error = ImportError::new(
            "market::unknown-header",
            file,
            format!("no known source has the columns {}", seen.join(", ")),
        );
        error.row = Some(0);
        error.remedy("`batna market import --propose FILE` writes a mapping to confirm.")
    }

    pub(crate) fn not_json(file: &str) -> Self {
        ImportError::new(
            "market::not-json",
            file,
            "postings are expected as JSON or HTML",
        )
    }

    pub(crate) fn empty(file: &str) -> Self {
        ImportError::new("market::empty", file, "the file holds no rows")
    }

    /// As people and pages receive it: row and column in the location.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut location = Location::file(self.file.as_str());
        if let Some(row) = self.row {
            location.line = u32::try_from(row.saturating_add(1)).unwrap_or(u32::MAX);
        }
        location.excerpt = self.column.clone().unwrap_or_default();
        let diagnostic = Diagnostic::error(self.code, self.message.as_str()).at(location);
        match &self.remedy {
            Some(remedy) => diagnostic.remedy(remedy.as_str()),
            None => diagnostic,
        }
    }
}
