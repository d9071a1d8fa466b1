//! What follows from the parts of a question together: roles that only stood as fields of
//! work, the one statistic, what is compared, how sure the reading is.

use batna_core::Measure;

use super::slots::{Reader, ask};
use super::vocabulary::Meaning;
use super::{Axis, Confidence, Reading, StageGroup, Statistic, Time};

/// Words between two things that set them side by side.
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
    "outearn",
    "outpay",
    "outpays",
    "relative",
    "with",
    "over",
    "plus",
    "nor",
    "beside",
    "alongside",
    "next",
];
/// Words before two things that do so for all that follow.
const LEADS: &[&str] = &[
    "compare",
    "compared",
    "compares",
    "comparing",
    "comparison",
    "between",
    "difference",
    "differ",
    "differs",
    "gap",
    "rank",
    "versus",
    "vs",
];
/// First words of a question in sentence form.
const OPENERS: &[&str] = &[
    "who", "what", "whats", "which", "where", "when", "why", "how", "hows", "is", "are", "do",
    "does", "did", "can", "could", "should", "would", "will", "has", "have", "any", "tell",
    "explain", "list",
];

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Reading {
        self.leave_chatter();
        self.roles();
        self.stages();
        self.measures();
        self.statistic();
        self.comparison();
        self.company_levels();
        self.operators();
        self.is_about_pay();
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

    /// A sentence that fills no part of the reading tells of something else: `My dog turned
    /// three. What do ML engineers make?`
    fn leave_chatter(&mut self) {
        if self.reading.roles.is_empty() && self.topic_roles.is_empty() {
            return;
        }
        let (tokens, telling) = (self.tokens, &self.telling);
        let tells =
            |at: &usize| (tokens.get(*at)).is_some_and(|token| telling.contains(&token.sentence));
        self.unknown.retain(tells);
        self.operators.retain(tells);
    }

    /// Fields and bare nouns count only where no role is named.
    fn roles(&mut self) {
        let reading = &mut self.reading;
        let is_software = matches!(reading.roles.as_slice(), [role] if role == "software-engineer");
        let other = (self.topic_roles.iter()).find(|topic| *topic != "software-engineer");
        if let Some(topic) = other.filter(|_| is_software) {
            // A software engineer in machine learning may be either.
            let message = format!("Is the role software-engineer or {topic}?");
            let options = vec!["software-engineer".to_owned(), topic.clone()];
            ask(reading, message, options);
        }
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
        let is_extreme = matches!(
            self.reading.statistic,
            Statistic::Maximum | Statistic::Minimum
        );
        if is_extreme && self.is_ranked {
            self.reading.statistic = Statistic::Band;
        }
        self.moved_since();
        let statistic = self.reading.statistic;
        if statistic == Statistic::Band || statistic == Statistic::Change {
            self.skill_premium();
        }
        if self.reading.statistic == Statistic::Band {
            self.change_since();
        }
    }

    /// `has the median gone anywhere since 2024`: whether it did asks for the change.
    fn moved_since(&mut self) {
        let opens = matches!(self.word(0), "has" | "have" | "did" | "is" | "are");
        let reading = &mut self.reading;
        let since = matches!(reading.time.as_slice(), [Time::Since { .. }]);
        if opens && since && reading.amounts.is_empty() && reading.percentiles.is_empty() {
            reading.statistic = Statistic::Change;
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
        self.names_two = several.is_some();
        reading.comparison = several.map(|(axis, _)| axis);
        if axes.count() > 1 {
            let message = "More than one thing differs between the two sides; one band for each side can be asked.";
            ask(reading, message, Vec::new());
            reading.comparison = None;
        }
        if reading.comparison.is_some_and(|axis| axis != Axis::Time)
            && reading.statistic == Statistic::Change
        {
            let message =
                "How a difference moved is not held; the difference itself can be answered.";
            ask(reading, message, Vec::new());
            reading.statistic = Statistic::Band;
        }
        // A bump from one level to the next is the comparison of both.
        if reading.comparison.is_some() && reading.statistic == Statistic::Premium {
            reading.statistic = Statistic::Band;
        }
        // `who pays more, Google or Meta` is no rank of all employers.
        let same = reading.comparison.is_some() && reading.split == reading.comparison;
        if same || (reading.comparison.is_some() && self.is_split_by_question_word) {
            reading.split = None;
        }
        let has_cue = reading
            .comparison
            .is_none_or(|axis| self.set_side_by_side(axis));
        let reading = &mut self.reading;
        if let Some(axis) = reading.comparison.filter(|_| !has_cue) {
            let axis = axis.label();
            let message = format!(
                "More than one {axis} is named; are they to be compared, or which is meant?"
            );
            ask(reading, message, Vec::new());
        }
    }

    /// Whether words or commas between the things named on an axis join them.
    fn set_side_by_side(&self, axis: Axis) -> bool {
        let said = |range: std::ops::Range<usize>, words: &[&str]| {
            range.into_iter().any(|at| words.contains(&self.word(at)))
        };
        let mentions: Vec<(usize, usize)> = (self.mentions.iter())
            .filter(|mention| mention.0 == axis)
            .map(|mention| (mention.1, mention.2))
            .collect();
        let Some(first) = mentions.first() else {
            return true;
        };
        if said(0..first.0, LEADS) {
            return true;
        }
        mentions.windows(2).all(|pair| match pair {
            [(from, end), (start, _)] => {
                let comma = (*end..=*start).any(|at| {
                    let token = self.tokens.get(at);
                    token.is_some_and(|token| token.after_comma || token.after_slash)
                });
                // `seniors and staff`; a span of years is one mention.
                // `series B startup` is one thing said twice.
                let is_said_twice = axis == Axis::Stage && end == start;
                from == start || is_said_twice || comma || said(*end..*start, CUES)
            }
            _ => true,
        }) || (axis == Axis::Place && mentions.len() < 2)
    }

    /// `L5` is another level at every company.
    fn company_levels(&mut self) {
        if let Some(level) = self.reading.company_levels.first()
            && self.reading.employers.is_empty()
        {
            let message = format!("`{level}` differs from company to company: whose is meant?");
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// Asks back what changes the figure meant and was taken by no rule.
    fn operators(&mut self) {
        let reading = &self.reading;
        let is_placed = !reading.amounts.is_empty();
        let is_percentile = !reading.percentiles.is_empty();
        let two_sides = self.names_two
            || reading.comparison.is_some()
            || reading.split.is_some()
            || is_placed
            || is_percentile
            || matches!(reading.statistic, Statistic::Change | Statistic::Premium);
        let mut left = Vec::new();
        let mut one_side = None;
        for &at in &self.operators {
            let word = self.word(at);
            let before_number = (at..at + 3).any(|i| {
                self.tokens
                    .get(i)
                    .is_some_and(|token| token.number().is_some())
            });
            let harmless = match word {
                "percentile" | "percentiles" => is_percentile || is_placed,
                "after" | "before" => before_number && reading.experience.is_some(),
                "above" | "below" | "under" | "beyond" => {
                    is_placed || is_percentile || before_number
                }
                "raise" | "raises" => reading.statistic == Statistic::Premium,
                // `Will learning Rust pay?` asks of today.
                "will" => at == 0,
                "top" | "bottom" | "upper" | "percent" | "pct" => is_percentile,
                "least" => before_number,
                "end" => false,
                // `Isn't that low?`
                negation if negation.ends_with("nt") => at == 0 || self.opens_clause(at),
                _ => false,
            };
            if self.vocabulary.compare.contains(word) {
                let is_span = word == "between" && before_number;
                if !two_sides && !is_span && one_side.is_none() {
                    one_side = Some(word.to_owned());
                }
            } else if !harmless {
                left.push(
                    self.tokens
                        .get(at)
                        .map_or(String::new(), |t| t.written.clone()),
                );
            }
        }
        if let Some(word) = one_side {
            let message =
                format!("`{word}` sets two things side by side; only one was understood.");
            ask(&mut self.reading, message, Vec::new());
        }
        if !left.is_empty() {
            let message = format!(
                "What `{}` changes was not understood; the nearest reading goes without it.",
                left.join("`, `")
            );
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// Whether a token begins a clause, behind a comma.
    fn opens_clause(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.after_comma)
    }

    /// A sentence about work that names no pay may ask for something else: `who hires ML
    /// engineers in London?`
    fn is_about_pay(&mut self) {
        let is_sentence = OPENERS.contains(&self.word(0));
        let topic = self.topic.and_then(|at| self.tokens.get(at));
        let is_pay = self.is_pay || self.reading.comparison.is_some();
        if let Some(topic) = topic.filter(|_| is_sentence && !is_pay) {
            let message = format!(
                "`{}` may ask for more than pay; the pay itself can be answered.",
                topic.written
            );
            ask(&mut self.reading, message, Vec::new());
        }
    }
}
