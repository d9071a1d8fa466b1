//! The words of questions, read from their data file.

use std::collections::{BTreeMap, BTreeSet};

use batna_core::{Currency, Measure};
use serde::Deserialize;

use super::{Employer, Place, PlaceKind, Statistic};

/// Why the data file of words was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VocabularyError {
    #[error("the words of questions: {0}")]
    Syntax(String),
    #[error("the words of questions: {0}")]
    Entry(String),
}

/// What a phrase means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Role(String),
    /// A field of work: a role where no other one is named.
    TopicRole(String),
    /// A bare noun: likewise, and asked back.
    BareRole(String),
    Level(String),
    Stage(Vec<String>),
    Measure(Measure),
    /// A verb or noun of pay at large.
    WeakTotal,
    /// A measure that is not held; the nearest one.
    Unmeasured(Measure),
    Statistic(Statistic),
    Percentiles(Vec<u8>),
    Skill(String),
    Place(Place),
    AmbiguousPlace(Vec<Place>),
    Employer(Employer),
    Currency(Currency),
    Remote,
    /// Something besides pay.
    Besides,
    Neutral,
}

/// Phrases with their meanings, and words without one.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub(super) phrases: BTreeMap<Vec<String>, Meaning>,
    /// Names that count only where they are written in capitals.
    pub(super) only_upper: BTreeMap<String, Meaning>,
    pub(super) stop: BTreeSet<String>,
    pub(super) longest: usize,
    /// Every word of a phrase or of `stop`, for spelling.
    pub(super) words: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    stop: Vec<String>,
    heavy: Vec<String>,
    compare: Vec<String>,
    roles: Lists,
    topic_roles: Lists,
    bare_roles: Lists,
    levels: Lists,
    stages: Lists,
    measures: Lists,
    weak_total: Phrases,
    unmeasured: Lists,
    statistics: Lists,
    percentiles: Lists,
    besides: Phrases,
    skills: Lists,
    neutral: Phrases,
    remote: Phrases,
    currencies: Lists,
    place: Vec<PlaceForm>,
    ambiguous_place: Vec<AmbiguousForm>,
    employers: Lists,
}

type Lists = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceForm {
    id: String,
    name: String,
    kind: String,
    country: Option<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    only_upper: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmbiguousForm {
    name: String,
    ids: Vec<String>,
}

/// The parts of the table of places that questions need.
#[derive(Deserialize)]
struct Gazetteer {
    country: Vec<GazetteerCountry>,
    metro: Vec<GazetteerMetro>,
}

#[derive(Deserialize)]
struct GazetteerCountry {
    id: String,
    #[serde(default)]
    names: Vec<String>,
}

#[derive(Deserialize)]
struct GazetteerMetro {
    id: String,
    name: String,
    country: String,
    #[serde(default)]
    names: Vec<String>,
}

fn measure(name: &str) -> Result<Measure, VocabularyError> {
    match name {
        "base" => Ok(Measure::Base),
        "bonus" => Ok(Measure::Bonus),
        "equity" => Ok(Measure::Equity),
        "total" => Ok(Measure::Total),
        _ => Err(VocabularyError::Entry(format!("no measure `{name}`"))),
    }
}

fn statistic(name: &str) -> Result<Statistic, VocabularyError> {
    match name {
        "band" => Ok(Statistic::Band),
        "median" => Ok(Statistic::Median),
        "mean" => Ok(Statistic::Mean),
        "maximum" => Ok(Statistic::Maximum),
        "minimum" => Ok(Statistic::Minimum),
        "count" => Ok(Statistic::Count),
        "premium" => Ok(Statistic::Premium),
        "change" => Ok(Statistic::Change),
        "placed" => Ok(Statistic::Placed),
        _ => Err(VocabularyError::Entry(format!("no statistic `{name}`"))),
    }
}

impl PlaceForm {
    fn place(&self) -> Result<Place, VocabularyError> {
        let kind = match self.kind.as_str() {
            "metro" => PlaceKind::Metro,
            "state" => PlaceKind::State,
            "country" => PlaceKind::Country,
            "continent" => PlaceKind::Continent,
            other => {
                return Err(VocabularyError::Entry(format!(
                    "no kind of place `{other}`"
                )));
            }
        };
        Ok(Place {
            id: self.id.clone(),
            name: self.name.clone(),
            kind,
            country: self.country.clone(),
        })
    }
}

impl Vocabulary {
    /// Reads the text of `data/market/ask.toml`.
    ///
    /// Errors: syntax, an unknown measure, statistic, currency, kind or place id, or one
    /// phrase with two meanings.
    pub fn parse(text: &str) -> Result<Vocabulary, VocabularyError> {
        let file: File =
            toml::from_str(text).map_err(|e| VocabularyError::Syntax(e.to_string()))?;
        let mut all = Vocabulary::default();
        type Make = fn(String) -> Meaning;
        let plain: [(&Lists, Make); 5] = [
            (&file.roles, Meaning::Role),
            (&file.topic_roles, Meaning::TopicRole),
            (&file.bare_roles, Meaning::BareRole),
            (&file.levels, Meaning::Level),
            (&file.skills, Meaning::Skill),
        ];
        for (lists, meaning) in plain {
            for (id, phrases) in lists {
                all.add_all(phrases, &meaning(id.clone()))?;
            }
        }
        for (said, stages) in &file.stages {
            all.add(said, Meaning::Stage(stages.clone()))?;
        }
        for (name, phrases) in &file.measures {
            all.add_all(phrases, &Meaning::Measure(measure(name)?))?;
        }
        for (name, phrases) in &file.unmeasured {
            all.add_all(phrases, &Meaning::Unmeasured(measure(name)?))?;
        }
        for (name, phrases) in &file.statistics {
            all.add_all(phrases, &Meaning::Statistic(statistic(name)?))?;
        }
        for (percent, phrases) in &file.percentiles {
            let percents = (percent.split(' ').map(str::parse))
                .collect::<Result<Vec<u8>, _>>()
                .map_err(|_| VocabularyError::Entry(format!("no percentile `{percent}`")))?;
            all.add_all(phrases, &Meaning::Percentiles(percents))?;
        }
        for (code, phrases) in &file.currencies {
            let currency = code
                .parse()
                .map_err(|e| VocabularyError::Entry(format!("{e}")))?;
            all.add_all(phrases, &Meaning::Currency(currency))?;
        }
        all.add_all(&file.besides.phrases, &Meaning::Besides)?;
        all.add_all(&file.remote.phrases, &Meaning::Remote)?;
        all.add_all(&file.weak_total.phrases, &Meaning::WeakTotal)?;
        all.add_all(&file.neutral.phrases, &Meaning::Neutral)?;
        let mut places = BTreeMap::new();
        for form in &file.place {
            let place = form.place()?;
            all.add_all(&form.names, &Meaning::Place(place.clone()))?;
            for name in &form.only_upper {
                all.only_upper
                    .insert(name.clone(), Meaning::Place(place.clone()));
            }
            places.insert(form.id.clone(), place);
        }
        for form in &file.ambiguous_place {
            let of_id = |id: &String| {
                let missing = || VocabularyError::Entry(format!("no place `{id}`"));
                places.get(id).cloned().ok_or_else(missing)
            };
            let options = form.ids.iter().map(of_id).collect::<Result<_, _>>()?;
            all.add(&form.name, Meaning::AmbiguousPlace(options))?;
        }
        for (id, phrases) in &file.employers {
            let name = phrases.first().cloned().unwrap_or_else(|| id.clone());
            let employer = Employer {
                id: Some(id.clone()),
                name,
            };
            all.add_all(phrases, &Meaning::Employer(employer))?;
        }
        for word in file.stop.iter().chain(&file.compare) {
            for part in word.split(' ') {
                all.stop.insert(part.replace('\'', ""));
            }
        }
        all.words.extend(all.stop.iter().cloned());
        // Known to spelling, and never passed over.
        for word in file.heavy {
            all.stop.remove(&word);
            all.words.insert(word);
        }
        Ok(all)
    }

    /// Adds employers that the store holds, as (id, name); a known phrase keeps its meaning.
    pub fn with_employers<'a>(
        mut self,
        employers: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Vocabulary {
        for (id, name) in employers {
            let employer = Employer {
                id: Some(id.to_owned()),
                name: name.to_owned(),
            };
            // A name that is an ordinary word would make every question ambiguous.
            let key = key(name);
            let is_plain = key.len() == 1 && key.iter().all(|word| self.words.contains(word));
            if !key.is_empty() && !is_plain && !self.phrases.contains_key(&key) {
                self.longest = self.longest.max(key.len());
                self.phrases.insert(key, Meaning::Employer(employer));
            }
        }
        self
    }

    /// Adds the names of `data/market/places.toml` that mean nothing else in a question.
    ///
    /// Errors: syntax.
    pub fn with_places(mut self, text: &str) -> Result<Vocabulary, VocabularyError> {
        let file: Gazetteer =
            toml::from_str(text).map_err(|e| VocabularyError::Syntax(e.to_string()))?;
        let countries = file.country.into_iter().map(|c| {
            let name = c.names.first().cloned().unwrap_or_else(|| c.id.clone());
            let place = Place {
                name,
                kind: PlaceKind::Country,
                country: Some(c.id.clone()),
                id: c.id,
            };
            (place, c.names)
        });
        let metros = file.metro.into_iter().map(|m| {
            let place = Place {
                id: m.id,
                name: m.name,
                kind: PlaceKind::Metro,
                country: Some(m.country),
            };
            (place, m.names)
        });
        for (place, names) in countries.chain(metros) {
            for name in names {
                let key = key(&name);
                let is_word =
                    key.len() == 1 && key.iter().any(|w| self.words.contains(w) || w.len() < 4);
                if !is_word && !key.is_empty() && !self.phrases.contains_key(&key) {
                    self.longest = self.longest.max(key.len());
                    self.words.extend(key.iter().cloned());
                    self.phrases.insert(key, Meaning::Place(place.clone()));
                }
            }
        }
        Ok(self)
    }

    fn add_all(&mut self, phrases: &[String], meaning: &Meaning) -> Result<(), VocabularyError> {
        phrases
            .iter()
            .try_for_each(|p| self.add(p, meaning.clone()))
    }

    fn add(&mut self, phrase: &str, meaning: Meaning) -> Result<(), VocabularyError> {
        let key = key(phrase);
        self.longest = self.longest.max(key.len());
        self.words.extend(key.iter().cloned());
        if let Some(earlier) = self.phrases.get(&key)
            && *earlier != meaning
        {
            return Err(VocabularyError::Entry(format!(
                "`{phrase}` has two meanings"
            )));
        }
        self.phrases.insert(key, meaning);
        Ok(())
    }
}

fn key(phrase: &str) -> Vec<String> {
    super::token::words(phrase)
}
