//! Decks of question and answer, each answer with its source.

use std::collections::BTreeSet;

use batna_core::{Diagnostic, Location};
use serde::{Deserialize, Serialize};

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Unique in its deck; lower case, digits and hyphens.
    pub id: String,
    pub asks: String,
    pub answers: String,
    /// Where the answer can be checked.
    pub source: String,
    pub url: Option<String>,
}

/// A deck of cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deck {
    pub deck: String,
    pub about: String,
    pub card: Vec<Card>,
}

impl Deck {
    /// Errors: what is wrong with the file, with its place.
    pub fn parse(path: &str, text: &str) -> Result<Deck, Diagnostic> {
        let wrong = |message: String, span: std::ops::Range<usize>| {
            Diagnostic::error("drill::deck", message)
                .at(Location::in_text(path, text, span))
                .remedy(
                    "A deck has `deck`, `about` and [[card]] tables of id, asks, answers, source.",
                )
        };
        let deck: Deck = toml::from_str(text)
            .map_err(|error| wrong(error.message().to_owned(), error.span().unwrap_or(0..0)))?;
        let mut seen = BTreeSet::new();
        let plain = |id: &str| {
            !id.is_empty()
                && id
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        for id in std::iter::once(&deck.deck).chain(deck.card.iter().map(|card| &card.id)) {
            if !plain(id) || id.len() > 60 {
                return Err(wrong(
                    "an id is not of lower-case letters, digits and hyphens".into(),
                    0..0,
                ));
            }
        }
        for card in &deck.card {
            if !seen.insert(card.id.as_str()) {
                return Err(wrong(format!("the card `{}` stands twice", card.id), 0..0));
            }
        }
        Ok(deck)
    }

    /// The name of a card across decks: `equity/strike`.
    pub fn key(&self, card: &Card) -> String {
        format!("{}/{}", self.deck, card.id)
    }
}
