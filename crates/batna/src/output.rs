//! What commands print: results to stdout, diagnostics to stderr, JSON when asked.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use batna_app::Failure;
use batna_core::{Diagnostic, Severity};
use serde::Serialize;

/// Where a command prints. Remembers a broken pipe, which ends output quietly.
pub struct Output {
    json: bool,
    color: bool,
    out: io::BufWriter<io::StdoutLock<'static>>,
    closed: bool,
    code: u8,
}

impl Output {
    pub fn new(json: bool) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Output {
            json,
            color: !no_color && !json && io::stdout().is_terminal(),
            out: io::BufWriter::new(io::stdout().lock()),
            closed: false,
            code: 0,
        }
    }

    /// Whether the caller wants JSON.
    pub fn wants_json(&self) -> bool {
        self.json
    }

    /// Prints one JSON object and a line end.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| {
            Failure::internal(format!("a result could not be written: {error}"))
        })?;
        self.line(&text);
        Ok(())
    }

    /// Prints one JSON object on a single line, for streams.
    pub fn json_line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|error| {
            Failure::internal(format!("a result could not be written: {error}"))
        })?;
        self.line(&text);
        Ok(())
    }

    /// Prints a text and a line end.
    pub fn line(&mut self, text: &str) {
        if !self.closed && writeln!(self.out, "{text}").is_err() {
            self.closed = true;
        }
    }

    /// Prints a document as wide as the terminal.
    pub fn document(&mut self, document: &batna_app::document::Document) {
        let width = terminal_width();
        let text = document.to_terminal(width, self.color);
        self.line(text.trim_end());
    }

    /// Prints a diagnostic to stdout, where it is the result.
    pub fn diagnostic_here(&mut self, diagnostic: &Diagnostic) {
        let text = render(diagnostic, self.color);
        self.line(text.trim_end());
    }

    /// Prints diagnostics to stderr, as people read them or as JSON lines with `--json`.
    pub fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        // What was printed so far comes first where both go to one terminal.
        self.closed |= self.out.flush().is_err();
        let mut err = io::stderr().lock();
        for diagnostic in diagnostics {
            let written = if self.json {
                serde_json::to_string(diagnostic)
                    .map_err(io::Error::from)
                    .and_then(|text| writeln!(err, "{text}"))
            } else {
                write!(
                    err,
                    "{}",
                    render(diagnostic, self.color && err.is_terminal())
                )
            };
            if written.is_err() {
                return;
            }
        }
    }

    /// The exit code to end with where nothing fails later: `check` uses it.
    pub fn set_code(&mut self, code: u8) {
        self.code = code;
    }

    pub fn finish(mut self) -> ExitCode {
        let _ = self.out.flush();
        ExitCode::from(self.code)
    }

    pub fn fail(mut self, failure: &Failure) -> ExitCode {
        self.diagnostics(&failure.diagnostics);
        let _ = self.out.flush();
        ExitCode::from(failure.exit_code())
    }
}

/// Columns to write in: those of `$COLUMNS`, else a width that most screens hold.
fn terminal_width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(100)
}

/// A diagnostic as people read it: what, where, the line itself, what to do.
pub fn render(diagnostic: &Diagnostic, color: bool) -> String {
    let (word, tint) = match diagnostic.severity {
        Severity::Error => ("error", "\x1b[31m"),
        Severity::Warning => ("warning", "\x1b[33m"),
        Severity::Advice => ("note", "\x1b[36m"),
    };
    let (tint, dim, plain) = if color {
        (tint, "\x1b[2m", "\x1b[0m")
    } else {
        ("", "", "")
    };
    let mut text = format!(
        "{tint}{word}{plain}: {} {dim}[{}]{plain}\n",
        diagnostic.message, diagnostic.code
    );
    if let Some(place) = &diagnostic.location {
        let number = place.line.to_string();
        let margin = " ".repeat(number.len());
        if place.excerpt.is_empty() {
            text += &format!("{dim}{margin}--> {}{plain}\n", place.file);
        } else {
            text += &format!(
                "{dim}{margin}--> {}:{}:{}\n{margin} |\n{number} |{plain} {}\n",
                place.file, place.line, place.column, place.excerpt
            );
            // The mark stays within the excerpt, which may have been shortened.
            let width = place.excerpt.chars().count();
            let start = (place.column as usize - 1).min(width);
            let length = place.length.clamp(1, (width - start).max(1));
            text += &format!(
                "{dim}{margin} |{plain} {}{tint}{}{plain}\n",
                " ".repeat(start),
                "^".repeat(length)
            );
        }
    }
    if let Some(remedy) = &diagnostic.remedy {
        text += &format!("  {dim}={plain} help: {remedy}\n");
    }
    text
}
