//! What follows from the parts of a question together: roles that only stood as fields of
//! work, the one statistic, how sure the reading is.

use batna_core::Measure;

use super::slots::{Reader, ask, push};
use super::vocabulary::Meaning;
use super::{AskBack, Axis, Confidence, Reading, StageGroup, Statistic, Time};

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Reading {
        self.left_employers();
        self.leave_chatter();
        self.roles();
        self.stages();
        self.measures();
        self.own_pay();
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
            || reading.split == Some(Axis::Role)
            // The sources can be named whatever the work.
            || reading.statistic == Statistic::Evidence;
        if !subject {
            let AskBack { message, options } = AskBack::for_role();
            ask(reading, message, options);
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
            if others {
                self.pass_over(at, length);
            } else {
                let said = self.said(at, length);
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
        let split = self.says(&["split", "splits", "mix", "breakdown", "broken", "divided"]);
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
        reading.statistic = if named(Statistic::Evidence) {
            // `how sure are you about the median?` asks about the evidence, whatever the figure.
            Statistic::Evidence
        } else if !reading.percentiles.is_empty() {
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
        if self.reading.statistic != Statistic::Evidence {
            self.one_statistic();
        }
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
        let adds = self.says(ADDS);
        let reading = &mut self.reading;
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
        if !reading.skills.is_empty() && one_each && (adds || is_worth) {
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
}
