//! Rehearsal against a simulated recruiter, line by line.

use std::io::BufRead;

use batna_core::Diagnostic;
use batna_plan::Package;
use batna_plan::claim::{Gather, Support};
pub use batna_plan::practice::{Debrief, Ending, Turn};
use batna_plan::practice::{Grounds, Practice, Setting, Temperament, Temperaments};
use batna_value::alternative::Alternative;
use serde::Serialize;

use crate::appraisal::AppraisalOptions;
use crate::case::OpenCase;
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
        let opened = self.open()?.sound()?;
        let appraisal = self.appraise(&opened, AppraisalOptions::default())?;
        let id = self.choose_offer(&appraisal, offer)?;
        let seed = self.world().seed();
        let mut scene = self.scene(&opened, &id, temperament, seed)?;
        let value = OfferValue::new(&appraisal.evaluator, scene.alternative, scene.offered);
        let practice = &mut scene.practice;
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

/// A rehearsal as far as it went.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// The recruiter's manner, to be told with the debrief.
    pub temperament: String,
    pub label: String,
    pub offered: Package,
    /// What the recruiter said first.
    pub opens: Turn,
    /// Each line of the person and its answer; lines after the end of the talk are not heard.
    pub turns: Vec<(String, Turn)>,
    pub debrief: Option<Debrief>,
}

/// Most lines of one rehearsal, and most characters of a line.
pub const MOST_LINES: usize = 60;
const LONGEST_LINE: usize = 4_000;

/// A recruiter across the table.
struct Scene {
    practice: Practice,
    temperament: Temperament,
    offered: Package,
    alternative: Alternative,
}

impl Workbench {
    fn scene(
        &self,
        opened: &OpenCase,
        offer: &str,
        temperament: Option<&str>,
        seed: u64,
    ) -> Result<Scene, Failure> {
        let temperaments = self.temperaments()?;
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
        let record = opened
            .case
            .offer(offer)
            .ok_or_else(|| crate::letters::unknown_offer(&opened.case, offer))?;
        let offered = batna_plan::offered::package_of(record).ok_or_else(|| {
            Diagnostic::error(
                "plan::no-amounts",
                format!("`{offer}` states no amount, so there is nothing to negotiate"),
            )
            .remedy("write at least its base into the offer file")
        })?;
        let market = self.market_evidence(opened, record)?;
        let support = Support::gather(Gather {
            case: &opened.case,
            offer,
            minted: &batna_case::mint(&opened.case, opened.as_of),
            market: &market.bands,
            laws: &[],
            leaving: &[],
            as_of: opened.as_of,
        });
        let grounds = Grounds::new(&support);
        Ok(Scene {
            practice: Practice::new(Setting {
                offered: &offered,
                temperament: chosen,
                knowledge: self.built_in().knowledge()?,
                grounds: Some(&grounds),
                seed,
                as_of: opened.as_of,
            }),
            temperament: chosen.clone(),
            alternative: self.offered(opened, record)?,
            offered,
        })
    }

    /// Rehearses again what was said so far: the same lines meet the same words. Judged
    /// where asked to, or where the talk is over.
    ///
    /// Errors: no such offer or temperament, or nothing to negotiate.
    pub fn rehearse(
        &self,
        opened: &OpenCase,
        offer: &str,
        temperament: Option<&str>,
        seed: u64,
        lines: &[String],
        judge: bool,
    ) -> Result<Rehearsal, Failure> {
        let mut scene = self.scene(opened, offer, temperament, seed)?;
        let opens = scene.practice.opens();
        let mut turns = Vec::new();
        for line in lines.iter().filter(|line| !line.trim().is_empty()) {
            if scene.practice.is_over() || turns.len() >= MOST_LINES {
                break;
            }
            let said: String = line.chars().take(LONGEST_LINE).collect();
            let turn = scene.practice.say(&said);
            turns.push((said, turn));
        }
        let ended = judge || scene.practice.is_over() || turns.len() >= MOST_LINES;
        let debrief = if ended {
            let survey = self.survey(opened, AppraisalOptions::default())?;
            let value =
                OfferValue::new(&survey.evaluator, scene.alternative, scene.offered.clone());
            Some(scene.practice.debrief(&value))
        } else {
            None
        };
        Ok(Rehearsal {
            temperament: scene.temperament.id.clone(),
            label: scene.temperament.label.clone(),
            offered: scene.offered,
            opens,
            turns,
            debrief,
        })
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
