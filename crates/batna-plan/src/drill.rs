//! Spaced repetition over decks of cards: what is due on a day, and when next.
//!
//! A deck is a text file ([`Deck::parse`]); what was answered is a log of day, card and
//! grade ([`read_log`]); [`due`] replays the log through the FSRS scheduler (FSRS-5 with its
//! published default weights, in whole days, without fuzz). Leaves out: training weights
//! on one's own reviews, and keeping the log, which the application does.

mod deck;
mod log;
mod schedule;

pub use deck::{Card, Deck};
pub use log::{Grade, Review, read_log, write_log};
pub use schedule::{Due, Standing, after, due};
