//! Spaced repetition: decks, the review log in the data folder, what is due.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use batna_core::Diagnostic;
use batna_plan::drill::{Deck, Due, Grade, Review, Standing, after, due, read_log, write_log};
use jiff::civil::Date;
use serde::Serialize;

use crate::{Failure, Workbench};

/// What is to be answered on a day.
#[derive(Clone, Debug, Serialize)]
pub struct DrillView {
    pub schema: &'static str,
    pub as_of: Date,
    pub cards: usize,
    pub due: Vec<Due>,
    /// Lines of the log that could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// A card after its answer was graded.
#[derive(Clone, Debug, Serialize)]
pub struct Graded {
    pub schema: &'static str,
    pub as_of: Date,
    pub card: String,
    pub standing: Standing,
}

impl Workbench {
    /// The built-in decks and those of the user (`drill/*.toml` in the data folder).
    ///
    /// Errors: a deck of the user cannot be read.
    pub fn decks(&self) -> Result<Vec<Deck>, Failure> {
        let mut decks = Vec::new();
        for file in batna_data::under("drill") {
            decks.push(
                Deck::parse(file.path, file.text)
                    .map_err(|problem| Failure::internal(format!("built-in data: {problem}")))?,
            );
        }
        let Some(folder) = self.world().data_root().map(|root| root.join("drill")) else {
            return Ok(decks);
        };
        let mut own: Vec<PathBuf> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "toml")
            })
            .collect();
        own.sort();
        for path in own {
            let bytes = self.read_input(&path)?;
            let deck = Deck::parse(
                &path.display().to_string(),
                &String::from_utf8_lossy(&bytes),
            )?;
            decks.push(deck);
        }
        Ok(decks)
    }

    /// Cards due today, and up to `new` that were never answered; of one deck where named.
    ///
    /// Errors: no such deck, or a log that cannot be opened.
    pub fn drill(&self, deck: Option<&str>, new: usize) -> Result<DrillView, Failure> {
        let mut decks = self.decks()?;
        if let Some(name) = deck {
            let known: Vec<String> = decks.iter().map(|deck| deck.deck.clone()).collect();
            decks.retain(|deck| deck.deck == name);
            if decks.is_empty() {
                return Err(Failure::usage(
                    Diagnostic::error("drill::unknown-deck", "there is no such deck")
                        .remedy(format!("the decks are {}", known.join(", "))),
                ));
            }
        }
        let (reviews, diagnostics) = self.reviews()?;
        let as_of = self.world().as_of(None);
        Ok(DrillView {
            schema: "batna/drill/1",
            as_of,
            cards: decks.iter().map(|deck| deck.card.len()).sum(),
            due: due(&decks, &reviews, as_of, new),
            diagnostics,
        })
    }

    /// Writes the grade of an answer into the log.
    ///
    /// Errors: no such card, or a log that cannot be written; nothing has changed then.
    pub fn drill_grade(&self, card: &str, grade: Grade) -> Result<Graded, Failure> {
        let decks = self.decks()?;
        let (reviews, _) = self.reviews()?;
        let as_of = self.world().as_of(None);
        let (review, standing) = after(&decks, &reviews, card, grade, as_of)?;
        self.keep(&review)?;
        Ok(Graded {
            schema: "batna/drill-grade/1",
            as_of,
            card: review.card,
            standing,
        })
    }

    fn log_path(&self) -> Result<PathBuf, Failure> {
        self.world()
            .data_root()
            .map(|root| root.join("drill").join("reviews.jsonl"))
            .ok_or_else(|| {
                Failure::from(
                    Diagnostic::error(
                        "drill::no-data-folder",
                        "there is no data folder for reviews",
                    )
                    .remedy("name one with --data DIR"),
                )
            })
    }

    fn reviews(&self) -> Result<(Vec<Review>, Vec<Diagnostic>), Failure> {
        let text = self.log_text()?;
        Ok(read_log("drill/reviews.jsonl", &text))
    }

    fn log_text(&self) -> Result<String, Failure> {
        let path = self.log_path()?;
        match fs::read(&path) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(unwritable(&error)),
        }
    }

    /// The log with one line more: a neighbour file, synced, put in its place.
    fn keep(&self, review: &Review) -> Result<(), Failure> {
        let path = self.log_path()?;
        let mut text = self.log_text()?;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text += &write_log(review);
        let neighbour = path.with_extension("jsonl.saving");
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        fs::create_dir_all(&folder)
            .and_then(|()| {
                let mut file = File::create(&neighbour)?;
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                fs::rename(&neighbour, &path)
            })
            .map_err(|error| unwritable(&error))
    }
}

fn unwritable(error: &std::io::Error) -> Failure {
    Diagnostic::error(
        "drill::log",
        format!("the review log cannot be read or written: {}", error.kind()),
    )
    .remedy("Check that the data folder exists and that you may write there.")
    .into()
}
