//! What follows from the parts of a question together: roles that only stood as fields of
//! work, the one statistic, what is compared, how sure the reading is.

use batna_core::Measure;

use super::slots::{Reader, ask};
use super::vocabulary::Meaning;
use super::{Axis, Confidence, Reading, StageGroup, Statistic, Time};

/// Words that set two things side by side.
pub(super) const CUES: &[&str] = &[
    "vs",
    "versus",
    "v",
    "or",
    "and",
    "than",
    "compare",
    "compared",
    "compares",
    "comparing",
    "comparison",
    "between",
    "to",
    "difference",
    "gap",
    "against",
    "beat",
    "beats",
    "out",
    "relative",
    "with",
];

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Reading {
        self.roles();
        self.stages();
        self.measures();
        self.statistic();
        self.comparison();
        let written = |at: &usize| self.tokens.get(*at).map(|token| token.written.clone());
        self.reading.unknown = self.unknown.iter().filter_map(written).collect();
        if !self.reading.unknown.is_empty() {
            let message = format!("Not understood: {}.", self.reading.unknown.join(", "));
            ask(&mut self.reading, message, Vec::new());
        }
        let reading = &mut self.reading;
        let subject = !reading.roles.is_empty() || !reading.employers.is_empty();
        if !subject {
            let options = [
                "ml-engineer",
                "ai-engineer",
                "research-scientist",
                "data-scientist",
            ];
            ask(
                reading,
                "Which role is meant?",
                options.map(str::to_owned).to_vec(),
            );
        }
        let anything = subject
            || !reading.places.is_empty()
            || !reading.levels.is_empty()
            || !reading.skills.is_empty()
            || !reading.stages.is_empty();
        reading.confidence = match (reading.asks.is_empty(), anything) {
            (_, false) => Confidence::Unclear,
            (true, true) => Confidence::Exact,
            (false, true) => Confidence::Near,
        };
        self.reading
    }

    /// Fields and bare nouns count only where no role is named.
    fn roles(&mut self) {
        let reading = &mut self.reading;
        if !reading.roles.is_empty() {
            return;
        }
        if !self.topic_roles.is_empty() {
            reading.roles = std::mem::take(&mut self.topic_roles);
            return;
        }
        // A skill with a bare noun is a role nobody named: `LLM engineer` is in the list already.
        if let Some((said, id)) = self.bare_roles.first() {
            let message = format!("`{said}` was read as {id}; which role is meant?");
            let options = vec![
                id.clone(),
                "ml-engineer".to_owned(),
                "ai-engineer".to_owned(),
            ];
            reading.roles.push(id.clone());
            ask(reading, message, options);
        }
    }

    /// `series B startup` means the narrower of the two.
    fn stages(&mut self) {
        let all = self.reading.stages.clone();
        let holds = |wide: &StageGroup, narrow: &StageGroup| {
            wide.stages.len() > narrow.stages.len()
                && narrow
                    .stages
                    .iter()
                    .all(|stage| wide.stages.contains(stage))
        };
        self.reading
            .stages
            .retain(|wide| !all.iter().any(|narrow| holds(wide, narrow)));
    }

    fn measures(&mut self) {
        let reading = &mut self.reading;
        reading.measure_stated = !reading.measures.is_empty();
        if reading.measures.is_empty() {
            reading.measures.push(Measure::Total);
        }
    }

    /// One statistic of those the words name, the most special first.
    fn statistic(&mut self) {
        let named = |statistic: Statistic| self.statistics.contains(&statistic);
        let reading = &mut self.reading;
        reading.statistic = if !reading.percentiles.is_empty() {
            Statistic::Percentiles
        } else if !reading.amounts.is_empty() {
            Statistic::Placed
        } else {
            [
                Statistic::Premium,
                Statistic::Count,
                Statistic::Change,
                Statistic::Maximum,
                Statistic::Minimum,
                Statistic::Median,
                Statistic::Mean,
            ]
            .into_iter()
            .find(|statistic| named(*statistic))
            .unwrap_or(Statistic::Band)
        };
        if reading.statistic == Statistic::Band || reading.statistic == Statistic::Change {
            self.skill_premium();
        }
        if self.reading.statistic == Statistic::Band {
            self.change_since();
        }
    }

    /// `how much more do those who know Spark earn`, `what is PyTorch worth`: one skill, and
    /// a word that asks what it adds.
    fn skill_premium(&mut self) {
        const ADDS: &[&str] = &[
            "more", "raise", "boost", "gain", "benefit", "help", "matter",
        ];
        let reading = &mut self.reading;
        let said = |words: &[&str]| {
            (self.tokens.iter()).any(|t| t.word().is_some_and(|w| words.contains(&w)))
        };
        let is_worth = self.tokens.windows(2).any(|pair| match pair {
            [skill, worth] => {
                let name = skill.word().map(|w| vec![w.to_owned()]);
                worth.word() == Some("worth")
                    && name.is_some_and(|n| {
                        matches!(self.vocabulary.phrases.get(&n), Some(Meaning::Skill(_)))
                    })
            }
            _ => false,
        });
        let one_each = reading.roles.len() < 2
            && reading.places.len() < 2
            && reading.levels.len() < 2
            && reading.employers.len() < 2;
        if !reading.skills.is_empty() && one_each && (said(ADDS) || is_worth) {
            reading.statistic = Statistic::Premium;
        }
    }

    /// `more than they were in 2022`: a year behind `than` is where a change begins.
    fn change_since(&mut self) {
        let than = self.tokens.iter().position(|t| t.word() == Some("than"));
        let Some(than) = than else { return };
        let reading = &mut self.reading;
        if let [time @ Time::Year { .. }] = reading.time.as_mut_slice()
            && let Time::Year { year } = *time
        {
            let written = year.to_string();
            if self.tokens.iter().skip(than).any(|t| t.written == written) {
                *time = Time::Since { year, month: None };
                reading.statistic = Statistic::Change;
            }
        }
    }

    /// The axis on which two things were named.
    fn comparison(&mut self) {
        let reading = &mut self.reading;
        let counts = [
            (Axis::Role, reading.roles.len()),
            (
                Axis::Level,
                reading.levels.len() + reading.company_levels.len(),
            ),
            (
                Axis::Place,
                reading.places.len()
                    + usize::from(
                        reading.remote
                            && !reading.places.is_empty()
                            && self
                                .tokens
                                .iter()
                                .any(|t| matches!(t.word(), Some("vs" | "versus" | "or" | "than"))),
                    ),
            ),
            (Axis::Stage, reading.stages.len()),
            (Axis::Employer, reading.employers.len()),
            (Axis::Measure, reading.measures.len()),
            (Axis::Time, reading.time.len()),
        ];
        let several = counts.into_iter().find(|(_, n)| *n > 1);
        let axes = counts
            .iter()
            .filter(|(axis, n)| *n > 1 && *axis != Axis::Measure);
        if axes.count() > 1 {
            let message = "More than one thing differs between the two sides; one band for each side can be asked.";
            ask(reading, message, Vec::new());
        }
        reading.comparison = several.map(|(axis, _)| axis);
        // A rank of employers is no rank where they, or something else, are named to be compared.
        if reading.split == Some(Axis::Employer) && reading.comparison.is_some() {
            reading.split = None;
        }
        let has_cue = (self.tokens.iter())
            .any(|t| t.after_comma || t.word().is_some_and(|w| CUES.contains(&w)));
        if let Some(axis) = reading.comparison.filter(|_| !has_cue) {
            let axis = format!("{axis:?}").to_lowercase();
            let message = format!(
                "More than one {axis} is named; are they to be compared, or which is meant?"
            );
            ask(reading, message, Vec::new());
        }
    }
}
