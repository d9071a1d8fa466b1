//! What follows from the parts of a question together: roles that only stood as fields of
//! work, the one statistic, what is compared, how sure the reading is.

use batna_core::Measure;

use super::slots::{Reader, ask, push};
use super::token::Token;
use super::vocabulary::Meaning;
use super::{Axis, Confidence, PASSED_OVER, Reading, StageGroup, Statistic, Taken, Time};

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
    "from",
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
    "behind",
    "ahead",
    "separates",
    "versus",
    "vs",
];

/// Tokens between two things that a list leaves at most.
const NEAR: usize = 8;
/// Words that set two things side by side from afar.
const SETTING: &[&str] = &[
    "vs",
    "versus",
    "v",
    "or",
    "than",
    "compare",
    "compared",
    "compares",
    "comparing",
    "comparison",
    "between",
    "difference",
    "gap",
    "against",
    "beat",
    "beats",
    "outearn",
    "outpay",
    "outpays",
    "relative",
    "nor",
];

/// Words anywhere in a question that set the neighbours of a bare list side by side.
const LISTED: &[&str] = &["compare", "compared", "comparison", "vs", "versus"];

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Reading {
        self.left_employers();
        self.leave_chatter();
        self.roles();
        self.stages();
        self.measures();
        self.statistic();
        self.comparison();
        self.yes_or_no();
        self.several_people();
        self.roles_of_a_field();
        self.sifted();
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
        let subject = !reading.roles.is_empty()
            || !reading.employers.is_empty()
            || reading.split == Some(Axis::Role);
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

    /// `I got laid off from Klarna. What does Spotify pay?`: one that was left counts where no
    /// other is named, and is asked back.
    fn left_employers(&mut self) {
        let others = !self.reading.employers.is_empty();
        for (at, length, employer) in std::mem::take(&mut self.left_employers) {
            let said = self.said(at, length);
            if others {
                let meaning = PASSED_OVER.to_owned();
                self.reading.taken.push(Taken { said, meaning });
            } else {
                let message = format!("Is the pay at `{said}` asked for, or was that before?");
                ask(&mut self.reading, message, Vec::new());
                self.mentions.push((Axis::Employer, at, at + length));
                push(&mut self.reading.employers, employer);
            }
        }
        self.mentions.sort_by_key(|mention| mention.1);
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
            // `a data scientist moving into ML engineering`: one of two.
            let other = (self.disciplines.iter()).find(|id| !reading.roles.contains(id));
            if let Some(other) = other {
                let message = format!("Is {other} asked about too, or instead?");
                ask(reading, message, vec![other.clone()]);
            }
            return;
        }
        let manages = (self.bare_roles.iter()).any(|(_, id)| id == "engineering-manager");
        if !self.topic_roles.is_empty() {
            reading.roles = std::mem::take(&mut self.topic_roles);
            if manages {
                // `data science manager`: one who leads them, or works beside them.
                push(&mut reading.levels, "manager".to_owned());
                let message = "Is a manager of such a team meant?";
                ask(reading, message, vec!["engineering-manager".to_owned()]);
            }
            return;
        }
        // `VP engineering`, `director of engineering`: they lead engineers.
        let leads = reading.levels.iter().any(|level| level == "director");
        let is_field = |said: &String| said.eq_ignore_ascii_case("engineering");
        if leads
            && let [(said, _)] = self.bare_roles.as_slice()
            && is_field(said)
        {
            reading.roles.push("engineering-manager".to_owned());
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
        let has_part = self.reading.measures.iter().any(|m| *m != Measure::Total);
        if !has_part && let Some((said, measure)) = self.taken_home.take() {
            push(&mut self.reading.measures, measure);
            let label = measure.label().to_owned();
            let message = format!("`{said}` is not held apart; the nearest is {label}.");
            ask(&mut self.reading, message, vec![label]);
        }
        // `how is TC split between base, bonus and stock`: the parts are asked for.
        let split = (self.tokens.iter()).any(|t| {
            matches!(
                t.word(),
                Some("split" | "splits" | "mix" | "breakdown" | "broken" | "divided")
            )
        });
        let reading = &mut self.reading;
        let parts = reading.measures.iter().filter(|m| **m != Measure::Total);
        if split && parts.count() > 1 {
            reading
                .measures
                .retain(|measure| *measure != Measure::Total);
        }
        reading.measure_stated = !reading.measures.is_empty();
        if reading.measures.is_empty() {
            reading.measures.push(Measure::Total);
        }
    }

    /// One statistic of those the words name, the most special first.
    fn statistic(&mut self) {
        let named = |statistic: Statistic| self.statistics.iter().any(|(_, s)| *s == statistic);
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
        self.median_beside();
        self.one_statistic();
        self.praised_people();
        let statistic = self.reading.statistic;
        if statistic == Statistic::Band || statistic == Statistic::Change {
            self.skill_premium();
        }
        if self.reading.statistic == Statistic::Band {
            self.change_since();
        }
    }

    /// `the median and the 90th percentile`: the median is one of them.
    fn median_beside(&mut self) {
        let Some(first) = self.percentile_at else {
            return;
        };
        if self.reading.statistic != Statistic::Percentiles {
            return;
        }
        let median = (self.statistic_at.iter().copied()).find(|at| self.word(*at) == "median");
        if let Some(median) = median {
            let percentiles = &mut self.reading.percentiles;
            let at = if median < first { 0 } else { percentiles.len() };
            if !percentiles.contains(&50) {
                percentiles.insert(at, 50);
            }
        }
    }

    /// `has the median gone anywhere since 2024`: whether it did asks for the change.
    fn moved_since(&mut self) {
        let has = (0..self.tokens.len()).any(|at| {
            self.word(at) == "how" && matches!(self.word(at + 1), "has" | "have" | "did")
        });
        let opens = has || matches!(self.word(0), "has" | "have" | "did" | "is" | "are");
        let moves = (self.tokens.iter()).any(|token| {
            (token.word()).is_some_and(|word| self.vocabulary.change_with_time.contains(word))
        });
        let reading = &mut self.reading;
        let span = matches!(
            reading.time.as_slice(),
            [Time::Since { .. } | Time::Last { .. } | Time::Between { .. }]
        );
        if moves && span && reading.amounts.is_empty() && reading.percentiles.is_empty() {
            reading.statistic = Statistic::Change;
        }
        let since = matches!(reading.time.as_slice(), [Time::Since { .. }])
            || (has && matches!(reading.time.as_slice(), [Time::Last { .. }]));
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
        let asks_what = self.word(0) == "what";
        let reading = &mut self.reading;
        let said = |words: &[&str]| {
            (self.tokens.iter()).any(|t| t.word().is_some_and(|w| words.contains(&w)))
        };
        let is_worth = self.tokens.windows(2).any(|pair| match pair {
            // `what is experience with reinforcement learning worth`
            [_, worth] if worth.word() == Some("worth") && asks_what => true,
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

    /// `more than they were in 2022`, `compared with 2023`: a year behind such a word is where
    /// a change begins.
    fn change_since(&mut self) {
        let sets = |word: Option<&str>| matches!(word, Some("than" | "compared" | "relative"));
        let Some(than) = self.tokens.iter().position(|t| sets(t.word())) else {
            return;
        };
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
                            && self.tokens.iter().any(|t| {
                                matches!(
                                    t.word(),
                                    Some(
                                        "vs" | "versus"
                                            | "or"
                                            | "than"
                                            | "gap"
                                            | "between"
                                            | "difference"
                                            | "compared"
                                            | "against"
                                    )
                                )
                            }),
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
        let chooses = (self.tokens.iter())
            .any(|t| matches!(t.word(), Some("or" | "vs" | "versus" | "than" | "between")));
        if reading.skills.len() > 1 && reading.comparison.is_none() && chooses {
            let message = "Skills are not set side by side; what each adds can be asked for.";
            ask(reading, message, Vec::new());
        }
        // `Anthropic or a series B startup`: the sides lie on two axes.
        let said = |at: usize| self.tokens.get(at).and_then(Token::word).unwrap_or("");
        let mixed = self.mentions.windows(2).any(|pair| match pair {
            [one, other] => {
                matches!(
                    (one.0, other.0),
                    (Axis::Employer, Axis::Stage) | (Axis::Stage, Axis::Employer)
                ) && (one.2..other.1).any(|at| matches!(said(at), "or" | "vs" | "versus" | "than"))
            }
            _ => false,
        });
        if mixed {
            let message = "A company and a stage are not set side by side; each can be asked for.";
            ask(reading, message, Vec::new());
        }
        // `the bonus, I mean the equity`: the first may be taken back.
        let corrects = (0..self.tokens.len()).any(|at| (said(at), said(at + 1)) == ("i", "mean"));
        if corrects && reading.comparison.is_some() {
            let message = "Is the first of the two meant, or the second?";
            ask(reading, message, Vec::new());
        }
        // Every stage is shown: a word for several of them narrows nothing.
        if reading.split == Some(Axis::Stage) {
            reading.stages.clear();
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
        // `I live in Jersey City and commute to Manhattan.`: told, and not set side by side.
        let axis = reading.comparison;
        let places: Vec<(usize, usize)> = (self.mentions.iter())
            .filter(|mention| mention.0 == Axis::Place)
            .map(|mention| (mention.1, mention.2))
            .collect();
        let apart = |pair: &[(usize, usize)]| match pair {
            [(_, end), (start, _)] => {
                *start > end + 2 && !(*end..*start).any(|at| self.word(at) == "or")
            }
            _ => false,
        };
        let told = axis == Some(Axis::Place)
            && !self.sets_side_by_side()
            && places.windows(2).any(apart)
            && places.iter().all(|(at, _)| {
                let token = self.tokens.get(*at);
                token.is_some_and(|token| self.is_told(token.sentence))
            });
        let has_cue = axis.is_none_or(|axis| !told && self.set_side_by_side(axis));
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
                // Far apart a comma or a plain `and` joins clauses, not what they name.
                let near = *start <= *end + NEAR;
                let comma = near
                    && (*end..=*start).any(|at| {
                        let token = self.tokens.get(at);
                        token.is_some_and(|token| token.after_comma || token.after_slash)
                    });
                let cues = match near {
                    true => CUES,
                    false => SETTING,
                };
                // `seniors and staff`; a span of years is one mention.
                // `series B startup` is one thing said twice.
                let is_said_twice = axis == Axis::Stage && end == start;
                // `sf nyc seattle compare`: a bare list, with the verb behind it.
                let is_listed = end == start && said(0..self.tokens.len(), LISTED);
                from == start || is_said_twice || comma || is_listed || said(*end..*start, cues)
            }
            _ => true,
        }) || (axis == Axis::Place && mentions.len() < 2)
    }
}
