//! Rehearsal against a simulated recruiter, line by line.

use std::io::BufRead;

use batna_core::Diagnostic;
use batna_plan::practice::{Debrief, Practice, Setting, Temperaments, Turn};
use batna_value::alternative::Alternative;
use serde::Serialize;

use crate::appraisal::AppraisalOptions;
use crate::negotiating::bounded_line;
use crate::package_value::OfferValue;
use crate::{Failure, Workbench};

/// What a rehearsal tells, in order: turns, then the debrief.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Told {
    Turn(Turn),
    Debrief(Box<Debrief>),
}

impl Workbench {
    /// The recruiters there are: id and label.
    ///
    /// Errors: built-in data at fault.
    pub fn temperaments(&self) -> Result<Temperaments, Failure> {
        let text = batna_data::text("practice/en.toml")
            .ok_or_else(|| Failure::internal("built-in data lacks practice/en.toml"))?;
        Temperaments::parse("practice/en.toml", text)
            .map_err(|problem| Failure::internal(format!("built-in data: {problem}")))
    }

    /// Rehearses an offer: reads lines until the end of input or of the talk, then judges.
    ///
    /// Lines are plain text, or JSON objects `{"say": "…"}` where `json`. The seed of the
    /// world draws the recruiter's limits, and their temperament where none is named.
    /// Errors: no such offer or temperament, or input that cannot be read.
    pub fn practise(
        &self,
        offer: Option<&str>,
        temperament: Option<&str>,
        json: bool,
        input: &mut dyn BufRead,
        tell: &mut dyn FnMut(&Told) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let temperaments = self.temperaments()?;
        let seed = self.world().seed();
        let chosen = match temperament {
            Some(id) => temperaments.get(id),
            None => temperaments.by_seed(seed),
        }
        .ok_or_else(|| {
            let known: Vec<&str> = temperaments.ids().collect();
            Failure::usage(
                Diagnostic::error(
                    "practice::unknown-temperament",
                    "there is no such recruiter",
                )
                .remedy(format!("the temperaments are {}", known.join(", "))),
            )
        })?;
        let opened = self.open()?.sound()?;
        let appraisal = self.appraise(&opened, AppraisalOptions::default())?;
        let id = self.choose_offer(&appraisal, offer)?;
        let record = opened
            .case
            .offer(&id)
            .ok_or_else(|| Failure::internal(format!("the offer `{id}` is not in the case")))?;
        let offered = batna_plan::offered::package_of(record).ok_or_else(|| {
            Diagnostic::error(
                "plan::no-amounts",
                format!("`{id}` states no amount, so there is nothing to negotiate"),
            )
            .remedy("write at least its base into the offer file")
        })?;
        let alternative = Alternative::from_offer(record, &opened.case.profile, opened.as_of);
        let value = OfferValue::new(&appraisal.evaluator, alternative, offered.clone());
        let mut practice = Practice::new(Setting {
            offered: &offered,
            temperament: chosen,
            knowledge: self.built_in().knowledge()?,
            seed,
            as_of: opened.as_of,
        });
        tell(&Told::Turn(practice.opens()))?;
        while !practice.is_over()
            && let Some(line) = bounded_line(input)?
        {
            let text = String::from_utf8_lossy(&line);
            let said = if json {
                said(&text)?
            } else {
                text.into_owned()
            };
            if said.trim().is_empty() {
                continue;
            }
            tell(&Told::Turn(practice.say(&said)))?;
        }
        tell(&Told::Debrief(Box::new(practice.debrief(&value))))
    }
}

/// The text of `{"say": "…"}`.
fn said(line: &str) -> Result<String, Failure> {
    if line.trim().is_empty() {
        return Ok(String::new());
    }
    let value: Option<serde_json::Value> = serde_json::from_str(line).ok();
    value
        .as_ref()
        .and_then(|value| value.get("say")?.as_str())
        .map(str::to_owned)
        .ok_or_else(|| {
            Diagnostic::error(
                "practice::line",
                "a line is no JSON object with a text `say`",
            )
            .remedy(r#"Send {"say": "Could you do 230k base?"}."#)
            .into()
        })
}
