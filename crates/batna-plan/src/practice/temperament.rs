//! Kinds of recruiters: what opens them, and their words, from a text file.

use batna_core::{Diagnostic, Location};
use serde::Deserialize;

/// How a recruiter bargains. Shares are of the room between the offer and the limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperament {
    pub id: String,
    pub label: String,
    /// Opened by an ask without any reason.
    pub bare: f64,
    pub evidence: f64,
    pub alternative: f64,
    pub trade: f64,
    /// Factor on the room drawn, for all components and for base.
    pub room: f64,
    pub base_room: f64,
    /// Turns that bring nothing new before the last word.
    pub patience: u32,
    /// Ends it when asked again after the last word.
    pub withdraws: bool,
    pub opens: String,
    pub grants: String,
    pub counters: String,
    pub refuses: String,
    pub repeats: String,
    pub nothing: String,
    /// To a reason that the case does not bear out.
    pub doubts: String,
    pub last: String,
    pub ends: String,
    pub accepted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    temperament: Vec<Temperament>,
}

/// All temperaments of one language.
#[derive(Clone, Debug)]
pub struct Temperaments(Vec<Temperament>);

impl Temperaments {
    /// Errors: what is wrong in the file; shares must lie from 0 to 1.
    pub fn parse(path: &str, text: &str) -> Result<Temperaments, Diagnostic> {
        let wrong = |message: String, span: std::ops::Range<usize>| {
            Diagnostic::error("practice::file", message).at(Location::in_text(path, text, span))
        };
        let file: File = toml::from_str(text)
            .map_err(|error| wrong(error.message().to_owned(), error.span().unwrap_or(0..0)))?;
        for one in &file.temperament {
            let shares = [
                one.bare,
                one.evidence,
                one.alternative,
                one.trade,
                one.room,
                one.base_room,
            ];
            if shares.iter().any(|share| !(0.0..=1.0).contains(share)) {
                return Err(wrong(
                    format!("a share of `{}` is not from 0 to 1", one.id),
                    0..0,
                ));
            }
        }
        Ok(Temperaments(file.temperament))
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|one| one.id.as_str())
    }

    pub fn get(&self, id: &str) -> Option<&Temperament> {
        self.0.iter().find(|one| one.id == id)
    }

    /// The one that a seed picks.
    pub fn by_seed(&self, seed: u64) -> Option<&Temperament> {
        let count = u64::try_from(self.0.len())
            .ok()
            .filter(|count| *count > 0)?;
        self.0.get(usize::try_from(seed % count).ok()?)
    }
}
