//! Ranges and medians of pay that a page states, and how they fit a question.

use batna_core::{Band, Citation, Evidence, EvidenceKind, Grade, Measure};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Query;
use super::place::Places;
use super::quantity::Quantity;

/// What a published figure of pay counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PayMeasure {
    /// A year.
    Base,
    /// Target bonus as a share of base.
    BonusRate,
    /// A whole grant; [`PublishedRange::vest_years`] says over how many years.
    Grant,
    /// A year.
    Total,
}

/// How many observations a page says it looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub n: u64,
    /// What was counted, such as `job postings`.
    pub unit: String,
    /// Which figures of the page the sample stands behind.
    pub covers: String,
}

/// Pay from low to high as a page states it. Neither end is a percentile.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedRange {
    pub id: String,
    pub what: String,
    pub measure: PayMeasure,
    pub low: Quantity,
    pub high: Quantity,
    /// The page writes `$350K+`: the top is at least `high`.
    pub open_above: bool,
    pub vest_years: Option<u32>,
    pub roles: Vec<String>,
    /// Empty where the page does not tell levels apart.
    pub levels: Vec<String>,
    /// Years of experience the page names: from, and through where it ends.
    pub years: Vec<u32>,
    pub place: String,
    pub stages: Vec<String>,
    /// The page's own word for the kind of employer.
    pub tier: Option<String>,
    pub company: Option<String>,
    pub as_of: Option<Date>,
    pub sample: Option<Sample>,
    pub grade: Grade,
    pub source: Citation,
    pub caveats: Vec<String>,
}

/// How far a published figure speaks of what was asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fit {
    /// What differs, in words for a reader; empty where all parts were asked for and match.
    pub differs: Vec<String>,
    distance: u32,
}

impl Fit {
    /// Zero for a full match; more for wider places, neighbouring roles and unstated parts.
    pub fn distance(&self) -> u32 {
        self.distance
    }

    fn note(&mut self, cost: u32, text: String) {
        self.distance += cost;
        self.differs.push(text);
    }
}

/// Roles that pages use for one another. A figure of one is shown for the other, and says so.
const NEIGHBOURS: &[&[&str]] = &[&["ai-engineer", "ml-engineer"]];

/// What a figure speaks of, for matching.
pub(super) struct Subject<'a> {
    pub roles: &'a [String],
    pub levels: &'a [String],
    pub place: &'a str,
    pub stages: &'a [String],
    pub company: Option<&'a str>,
}

impl Subject<'_> {
    pub(super) fn fit(&self, query: &Query, places: &Places) -> Option<Fit> {
        let mut fit = Fit::default();
        match (self.company, query.company) {
            (Some(ours), Some(asked)) if ours.eq_ignore_ascii_case(asked.trim()) => {}
            (Some(_), _) => return None,
            (None, Some(asked)) => fit.note(8, format!("not about {asked}")),
            (None, None) => {}
        }
        if let Some(role) = query.role
            && !self.roles.iter().any(|r| r == role)
        {
            let neighbour = NEIGHBOURS.iter().find_map(|group| {
                let ours = self.roles.iter().find(|r| group.contains(&r.as_str()))?;
                group.contains(&role).then_some(ours)
            })?;
            fit.note(2, format!("published for {neighbour}, asked for {role}"));
        }
        if let Some(level) = query.level {
            if self.levels.is_empty() {
                fit.note(4, "does not tell levels apart".into());
            } else if !self.levels.iter().any(|l| l == level) {
                return None;
            }
        }
        if let Some(place) = query.place {
            match places.resolve(place) {
                Some(id) => match places.steps_up(id, self.place)? {
                    0 => {}
                    steps => {
                        let wide = places.name(self.place);
                        fit.note(steps, format!("for {wide}, not for {place}"));
                    }
                },
                None => return None,
            }
        }
        if let Some(stage) = query.stage {
            if self.stages.is_empty() {
                fit.note(1, "does not tell stages of companies apart".into());
            } else if !self.stages.iter().any(|s| s == stage) {
                return None;
            }
        } else if !self.stages.is_empty() {
            fit.note(2, format!("only for {}", self.stages.join(", ")));
        }
        Some(fit)
    }
}

impl PublishedRange {
    fn subject(&self) -> Subject<'_> {
        Subject {
            roles: &self.roles,
            levels: &self.levels,
            place: &self.place,
            stages: &self.stages,
            company: self.company.as_deref(),
        }
    }

    pub(super) fn fit(&self, query: &Query, places: &Places) -> Option<Fit> {
        self.subject().fit(query, places)
    }

    /// The range for people: `$200,000 to $280,000`, `at least $250,000 to $350,000 and above`.
    pub fn in_words(&self) -> String {
        let above = if self.open_above { " and above" } else { "" };
        format!("{} to {}{above}", self.low, self.high)
    }

    /// As a published fact, for the claim gate; a script may use it only as its grade allows.
    pub fn evidence(&self) -> Evidence {
        let sample = match &self.sample {
            Some(s) => format!(" ({} {}, {})", s.n, s.unit, s.covers),
            None => String::new(),
        };
        Evidence {
            id: format!("published.{}", self.id),
            kind: EvidenceKind::PublishedFact,
            summary: format!("{}: {}{sample}", self.what, self.in_words()),
            date: self.as_of,
            grade: self.grade,
            confidential: false,
            sources: vec![self.source.clone()],
        }
    }
}

/// A median that a page states.
#[derive(Clone, Debug, PartialEq)]
pub struct Median {
    pub id: String,
    pub what: String,
    pub measure: Measure,
    pub value: batna_core::Money,
    pub roles: Vec<String>,
    pub levels: Vec<String>,
    pub place: String,
    pub stages: Vec<String>,
    pub as_of: Date,
    pub sample: Option<Sample>,
    pub grade: Grade,
    pub source: Citation,
    pub caveats: Vec<String>,
}

impl Median {
    /// A band whose only known point is the median; none where it does not fit the question.
    pub(super) fn band(&self, query: &Query, places: &Places) -> Option<Band> {
        let subject = Subject {
            roles: &self.roles,
            levels: &self.levels,
            place: &self.place,
            stages: &self.stages,
            company: None,
        };
        let fit = subject.fit(query, places)?;
        Some(Band {
            subject: self.what.clone(),
            measure: self.measure,
            currency: self.value.currency(),
            as_of: self.as_of,
            p10: None,
            p25: None,
            p50: Some(self.value.to_f64()),
            p75: None,
            p90: None,
            top_coded_at: None,
            n: self.sample.as_ref().map(|s| s.n),
            n_effective: None,
            ci: Default::default(),
            pooled_share: 0.0,
            grade: self.grade,
            sources: vec![self.source.clone()],
            caveats: self.caveats.iter().cloned().chain(fit.differs).collect(),
        })
    }
}
