//! Reads a question about pay in plain English: roles, level, place, stage, employer,
//! measure, statistic, comparison and time.
//!
//! A reading shows how each part of the question was taken, and asks back where a word
//! is unknown, misspelt or has two meanings. Nothing is filled in that the question does
//! not say, but the defaults, which are marked as such. Leaves out answering: the
//! reading is handed to the bands of this crate. Source of the words: `data/market/ask.toml`.

mod aside;
mod background;
mod compare;
mod doubt;
mod evidence;
mod exclude;
mod fill;
mod gazetteer;
mod inflect;
mod naming;
mod number;
mod own_pay;
mod place;
mod settle;
mod slots;
mod spelling;
mod spelt;
mod split;
mod time;
mod token;
mod vocabulary;

use batna_core::{Currency, Measure};
use serde::Serialize;

pub use vocabulary::{Vocabulary, VocabularyError, VocabularySources};

/// What of a distribution is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Statistic {
    /// The percentiles 10 to 90. Also where the question names no statistic.
    Band,
    Median,
    Mean,
    Minimum,
    Maximum,
    /// How many rows there are.
    Count,
    /// Those of [`Reading::percentiles`].
    Percentiles,
    /// Where [`Reading::amounts`] lie in the band.
    Placed,
    /// What a skill, domain, place or stage adds.
    Premium,
    /// How pay moved over time.
    Change,
    /// What stands behind the figures: sources, rows, how sure they are.
    Evidence,
}

/// What two things are set against each other by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    Role,
    Level,
    Place,
    Stage,
    Employer,
    Measure,
    Time,
}

impl Axis {
    /// Its name in a sentence.
    pub fn label(self) -> &'static str {
        match self {
            Axis::Role => "role",
            Axis::Level => "level",
            Axis::Place => "place",
            Axis::Stage => "stage",
            Axis::Employer => "employer",
            Axis::Measure => "measure",
            Axis::Time => "time",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    Metro,
    State,
    Country,
    Continent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Place {
    pub id: String,
    pub name: String,
    pub kind: PlaceKind,
    /// ISO 3166 code of two letters.
    pub country: Option<String>,
}

/// Stages that one word of the question stands for: `early stage` is seed to series B.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StageGroup {
    pub said: String,
    pub stages: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Employer {
    /// Absent where the vocabulary does not know the name.
    pub id: Option<String>,
    /// As the vocabulary or the question writes it.
    pub name: String,
}

/// Years of experience.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Experience {
    pub low: f64,
    /// Absent for `5+`; the same as `low` for `5`.
    pub high: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Time {
    Year {
        year: i16,
    },
    /// The first half of a year, or the second.
    Half {
        year: i16,
        half: i8,
    },
    Quarter {
        year: i16,
        quarter: i8,
    },
    Month {
        year: i16,
        month: i8,
    },
    Since {
        year: i16,
        month: Option<i8>,
    },
    Between {
        from: i16,
        to: i16,
    },
    Last {
        months: u32,
    },
    LastYear,
    ThisYear,
}

/// An amount as written; a bare `250k` names no currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Amount {
    pub value: f64,
    pub currency: Option<Currency>,
}

/// How sure the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Every word was understood and nothing is ambiguous.
    Exact,
    /// The nearest reading, with something to confirm.
    Near,
    /// Too little was understood to answer.
    Unclear,
}

/// A question back to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AskBack {
    pub message: String,
    /// What the person may have meant, nearest first; may be empty.
    pub options: Vec<String>,
}

impl AskBack {
    /// Where a question names no kind of work.
    pub fn for_role() -> AskBack {
        let options = [
            "ml-engineer",
            "ai-engineer",
            "research-scientist",
            "data-scientist",
        ];
        AskBack {
            message: "Which role is meant?".to_owned(),
            options: options.map(str::to_owned).to_vec(),
        }
    }
}

/// How a phrase of the question was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Taken {
    pub said: String,
    pub meaning: String,
}

/// The meaning of a clause beside the question that was left out of the reading.
pub const PASSED_OVER: &str = "passed over";

/// A question, read.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Reading {
    pub question: String,
    /// Ids of role families, in the order of the question.
    pub roles: Vec<String>,
    pub levels: Vec<String>,
    /// A company's own level such as `L5`, as written in capitals.
    pub company_levels: Vec<String>,
    pub places: Vec<Place>,
    pub remote: bool,
    /// Work on site or in part so.
    pub on_site: bool,
    pub stages: Vec<StageGroup>,
    pub employers: Vec<Employer>,
    /// One unless several were named.
    pub measures: Vec<Measure>,
    /// The question named the measure; else total compensation is a default.
    pub measure_stated: bool,
    pub statistic: Statistic,
    pub percentiles: Vec<u8>,
    pub amounts: Vec<Amount>,
    /// What the speaker is paid now, told and not asked about; it is not among the amounts.
    pub own_pay: Vec<Amount>,
    pub currency: Option<Currency>,
    pub experience: Option<Experience>,
    pub skills: Vec<String>,
    pub time: Vec<Time>,
    /// Two or more things named on one axis.
    pub comparison: Option<Axis>,
    /// The answer is wanted for each value of an axis: `by level`, `which cities`.
    pub split: Option<Axis>,
    pub taken: Vec<Taken>,
    /// Words that were not understood.
    pub unknown: Vec<String>,
    pub asks: Vec<AskBack>,
    pub confidence: Confidence,
}

/// Longest question that is read, in characters; the rest is cut off and said so.
pub const LONGEST_QUESTION: usize = 600;

/// Reads a question. Never fails: what is not understood is asked back.
pub fn read(question: &str, vocabulary: &Vocabulary) -> Reading {
    slots::read(question, vocabulary)
}

impl Reading {
    fn empty(question: &str) -> Reading {
        Reading {
            question: question.to_owned(),
            roles: Vec::new(),
            levels: Vec::new(),
            company_levels: Vec::new(),
            places: Vec::new(),
            remote: false,
            on_site: false,
            stages: Vec::new(),
            employers: Vec::new(),
            measures: Vec::new(),
            measure_stated: false,
            statistic: Statistic::Band,
            percentiles: Vec::new(),
            amounts: Vec::new(),
            own_pay: Vec::new(),
            currency: None,
            experience: None,
            skills: Vec::new(),
            time: Vec::new(),
            comparison: None,
            split: None,
            taken: Vec::new(),
            unknown: Vec::new(),
            asks: Vec::new(),
            confidence: Confidence::Exact,
        }
    }

    /// The reading in one line, to show before the answer.
    pub fn in_words(&self) -> String {
        let mut parts = Vec::new();
        let list = |items: Vec<String>| items.join(" and ");
        if !self.levels.is_empty() {
            parts.push(list(self.levels.clone()));
        }
        if !self.company_levels.is_empty() {
            parts.push(list(self.company_levels.clone()));
        }
        parts.push(match self.roles.is_empty() {
            true => "any role".to_owned(),
            false => list(self.roles.clone()),
        });
        if !self.employers.is_empty() {
            let names = self.employers.iter().map(|e| e.name.clone()).collect();
            parts.push(format!("at {}", list(names)));
        }
        if !self.stages.is_empty() {
            let said = self
                .stages
                .iter()
                .map(|s| format!("{} ({})", s.said, s.stages.join(", ")));
            parts.push(list(said.collect()));
        }
        if self.remote {
            parts.push("remote".to_owned());
        }
        if self.on_site {
            parts.push("on site or hybrid".to_owned());
        }
        if !self.places.is_empty() {
            parts.push(format!(
                "in {}",
                list(self.places.iter().map(|p| p.name.clone()).collect())
            ));
        }
        if !self.skills.is_empty() {
            parts.push(format!("with {}", list(self.skills.clone())));
        }
        if let Some(years) = self.experience {
            parts.push(match years.high {
                Some(high) if high > years.low => format!("{} to {high} years", years.low),
                Some(_) => format!("{} years", years.low),
                None => format!("{} years or more", years.low),
            });
        }
        let measures = self.measures.iter().map(|m| m.label().to_owned()).collect();
        let default = if self.measure_stated {
            ""
        } else {
            " (by default)"
        };
        // Sources are named whatever the measure.
        if self.measure_stated || self.statistic != Statistic::Evidence {
            parts.push(format!("{}{default}", list(measures)));
        }
        if let Some(currency) = self.currency {
            parts.push(format!("in {currency}"));
        }
        parts.push(self.statistic_in_words());
        if let Some(axis) = self.split {
            parts.push(format!("for each {}", axis.label()));
        }
        for time in &self.time {
            parts.push(match time {
                Time::Year { year } => format!("in {year}"),
                Time::Half { year, half } => format!("in H{half} {year}"),
                Time::Quarter { year, quarter } => format!("in Q{quarter} {year}"),
                Time::Month { year, month } => format!("in {year}-{month:02}"),
                Time::Since { year, .. } => format!("since {year}"),
                Time::Between { from, to } => format!("{from} to {to}"),
                Time::Last { months } => format!("over the last {months} months"),
                Time::LastYear => "last year".to_owned(),
                Time::ThisYear => "this year".to_owned(),
            });
        }
        for own in &self.own_pay {
            let currency = own.currency.or(self.currency);
            let code = currency.map_or("", Currency::code);
            let said = format!("own pay, not placed: {code} {}", own.value);
            parts.push(said.replace("  ", " "));
        }
        for aside in self.taken.iter().filter(|t| t.meaning == PASSED_OVER) {
            parts.push(format!("{PASSED_OVER}: {}", aside.said));
        }
        parts.join(" · ")
    }

    fn statistic_in_words(&self) -> String {
        match self.statistic {
            Statistic::Band => "percentiles 10 to 90".to_owned(),
            Statistic::Median => "median".to_owned(),
            Statistic::Mean => "mean".to_owned(),
            Statistic::Minimum => "low end".to_owned(),
            Statistic::Maximum => "high end".to_owned(),
            Statistic::Count => "number of rows".to_owned(),
            Statistic::Percentiles => {
                let all: Vec<String> = self.percentiles.iter().map(|p| format!("p{p}")).collect();
                all.join(" and ")
            }
            Statistic::Placed => "where the amount lies".to_owned(),
            Statistic::Premium => "what it adds".to_owned(),
            Statistic::Change => "how it moved".to_owned(),
            Statistic::Evidence => "what stands behind it".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
