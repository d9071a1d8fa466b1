//! Problems as they are found: what is wrong, where it stands, and in what order they are told.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use batna_core::{Diagnostic, Location};

use crate::catalogue::{self, Entry};

/// Most problems told of one file; the rest are counted.
pub(crate) const MOST_PER_FILE: usize = 200;

/// What is wrong with a value, before it is known where the value stands.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub entry: &'static Entry,
    pub message: String,
    pub remedy: Option<String>,
}

impl Trouble {
    pub fn new(entry: &'static Entry, message: impl Into<String>) -> Self {
        Trouble {
            entry,
            message: message.into(),
            remedy: None,
        }
    }

    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// The text of a file with its line starts.
pub(crate) struct Source<'s> {
    pub path: &'s str,
    pub text: &'s str,
    lines: Vec<usize>,
}

impl<'s> Source<'s> {
    pub fn new(path: &'s str, text: &'s str) -> Self {
        let lines = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(at, _)| at + 1),
            )
            .collect();
        Source { path, text, lines }
    }

    /// The place of a whole line, counted from one.
    pub fn line(&self, number: u32) -> Location {
        let index = (number as usize).saturating_sub(1);
        let start = self.lines.get(index).copied().unwrap_or(0);
        self.location(start..start)
    }

    /// Like [`Location::in_text`], in time that does not grow with the file. The column
    /// of a place more than two thousand bytes into its line counts bytes.
    pub fn location(&self, span: Range<usize>) -> Location {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let line = self.lines.partition_point(|at| *at <= start).max(1);
        let line_start = self.lines.get(line - 1).copied().unwrap_or(0);
        let line_end = self
            .lines
            .get(line)
            .map_or(self.text.len(), |next| next - 1);
        let before = self.text.get(line_start..start).unwrap_or("");
        let column = if before.len() > 2_000 {
            before.len()
        } else {
            before.chars().count()
        } + 1;
        let excerpt = self
            .text
            .get(line_start..line_end.max(line_start))
            .unwrap_or("");
        Location {
            file: self.path.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            offset: start,
            length: span.end.min(self.text.len()).saturating_sub(start),
            excerpt: excerpt
                .chars()
                .take(160)
                .collect::<String>()
                .trim_end()
                .to_owned(),
        }
    }
}

/// Problems and places found so far.
#[derive(Default)]
pub(crate) struct Found {
    diagnostics: RefCell<Vec<Diagnostic>>,
    per_file: RefCell<BTreeMap<String, usize>>,
    places: RefCell<BTreeMap<String, Location>>,
}

impl Found {
    pub fn tell(&self, trouble: Trouble, location: Location) {
        let mut per_file = self.per_file.borrow_mut();
        let count = per_file.entry(location.file.clone()).or_insert(0);
        *count += 1;
        if *count > MOST_PER_FILE {
            return;
        }
        self.diagnostics
            .borrow_mut()
            .push(finish(trouble, Some(location)));
    }

    /// Whether no more problems of a file will be shown.
    pub fn is_full(&self, file: &str) -> bool {
        self.per_file
            .borrow()
            .get(file)
            .is_some_and(|count| *count >= MOST_PER_FILE)
    }

    /// Counts problems that are not shown.
    pub fn count_more(&self, file: &str, more: usize) {
        if more > 0 {
            *self
                .per_file
                .borrow_mut()
                .entry(file.to_owned())
                .or_insert(0) += more;
        }
    }

    pub fn tell_nowhere(&self, trouble: Trouble) {
        self.diagnostics.borrow_mut().push(finish(trouble, None));
    }

    pub fn place(&self, path: String, location: Location) {
        self.places.borrow_mut().entry(path).or_insert(location);
    }

    pub fn place_of(&self, path: &str) -> Option<Location> {
        self.places.borrow().get(path).cloned()
    }

    /// Everything found, problems in the order of files and lines.
    pub fn into_parts(self) -> (Vec<Diagnostic>, BTreeMap<String, Location>) {
        let mut diagnostics = self.diagnostics.into_inner();
        for (file, count) in self.per_file.into_inner() {
            if count > MOST_PER_FILE {
                let more = count - MOST_PER_FILE;
                let message = format!("{more} more problems in this file are not shown");
                let trouble = Trouble::new(&catalogue::TOO_MANY_PROBLEMS, message);
                let mut location = Location::file(file);
                location.line = u32::MAX;
                diagnostics.push(finish(trouble, Some(location)));
            }
        }
        diagnostics.sort_by(|a, b| key_of(a).cmp(&key_of(b)));
        for diagnostic in &mut diagnostics {
            if let Some(location) = &mut diagnostic.location
                && location.line == u32::MAX
            {
                location.line = 1;
            }
        }
        (diagnostics, self.places.into_inner())
    }
}

fn key_of(diagnostic: &Diagnostic) -> (&str, u32, u32, &str) {
    let place = diagnostic.location.as_ref();
    (
        place.map_or("", |place| place.file.as_str()),
        place.map_or(0, |place| place.line),
        place.map_or(0, |place| place.column),
        diagnostic.code,
    )
}

pub(crate) fn finish(trouble: Trouble, location: Option<Location>) -> Diagnostic {
    let remedy = trouble
        .remedy
        .unwrap_or_else(|| trouble.entry.remedy.to_owned());
    let mut diagnostic =
        Diagnostic::new(trouble.entry.code, trouble.entry.severity, trouble.message).remedy(remedy);
    diagnostic.location = location;
    diagnostic
}
