//! The words of questions, read from their data file.

use std::collections::{BTreeMap, BTreeSet};

use batna_core::{Currency, Measure};
use serde::Deserialize;

use super::inflect::inflected;
use super::slots::singular;
use super::{Employer, Place, PlaceKind, Statistic, gazetteer, number};
use crate::employers::Employers;
use crate::places::Places;
use crate::roles::Roles;

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
    /// A word that may mean a level; asked back.
    VagueLevel(String),
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
    /// On site or hybrid.
    OnSite,
    /// Something besides pay.
    Besides,
    /// Work outside the families that are held.
    OtherWork,
    /// A part of the world for which no bands are held.
    Region,
    Neutral,
}

/// Phrases with their meanings, and words without one.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    pub(super) phrases: BTreeMap<Vec<String>, Meaning>,
    /// Names that count only where they are written in capitals.
    pub(super) only_upper: BTreeMap<String, Meaning>,
    /// Cities whose names are harmless words too: they need a capital within a sentence.
    pub(super) capital_places: BTreeMap<String, Place>,
    /// Names that are everyday words too: they need a capital, or a word before them that
    /// names come after.
    pub(super) everyday: BTreeSet<Vec<String>>,
    /// Words that may be left out of a reading without changing it.
    pub(super) filler: BTreeSet<String>,
    /// Of those, the ones that may be what a question is about, where it is not about pay.
    pub(super) topics: BTreeSet<String>,
    /// Words that change which figure is meant.
    pub(super) operators: BTreeSet<String>,
    pub(super) compare: BTreeSet<String>,
    pub(super) exclusion: BTreeSet<Vec<String>>,
    pub(super) pay_cues: BTreeSet<String>,
    /// Verbs that tell of a change where a time is named.
    pub(super) change_with_time: BTreeSet<String>,
    /// What `how many` may count.
    pub(super) count_nouns: BTreeSet<String>,
    /// Postal codes and names of states and provinces -> the code.
    pub(super) states: BTreeMap<Vec<String>, String>,
    /// Metros by id -> the states they lie in, by code.
    pub(super) metro_states: BTreeMap<String, Vec<String>>,
    pub(super) longest: usize,
    /// Two words that stand side by side in a phrase that means something, for spelling.
    pub(super) pairs: BTreeSet<(String, String)>,
    /// Every word of a phrase or filler, for spelling.
    pub(super) words: BTreeSet<String>,
    /// Words of seldom names: known, but no slip is taken for them.
    pub(super) seldom: BTreeSet<String>,
    /// English words that may change a question: asked back, but as no slip of another word.
    pub(super) english: BTreeSet<String>,
    /// Words that are harmless where the speaker tells of something before the question.
    pub(super) told: BTreeSet<String>,
    /// Of the English words, what may narrow a question wherever it stands.
    pub(super) narrows: BTreeSet<String>,
}

/// What the words of questions are read from.
#[derive(Clone, Copy)]
pub struct VocabularySources<'a> {
    /// `data/market/ask.toml`.
    pub ask: &'a str,
    /// `data/market/filler.toml`.
    pub filler: &'a str,
    pub employers: &'a Employers,
    pub places: &'a Places,
    pub roles: &'a Roles,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    compare: Vec<String>,
    operators: Vec<String>,
    exclusion: Vec<String>,
    pay_cues: Vec<String>,
    roles: Lists,
    topic_roles: Lists,
    bare_roles: Lists,
    levels: Lists,
    vague_levels: Lists,
    stages: Lists,
    measures: Lists,
    weak_total: Phrases,
    unmeasured: Lists,
    statistics: Lists,
    statistic_verbs: Lists,
    change_with_time: Verbs,
    count_nouns: Phrases,
    percentiles: Lists,
    besides: Phrases,
    other_work: Phrases,
    skills: Lists,
    neutral: Phrases,
    remote: Phrases,
    on_site: Phrases,
    currencies: Lists,
    regions: Phrases,
    place: Vec<PlaceForm>,
    ambiguous_place: Vec<AmbiguousForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verbs {
    verbs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filler {
    #[serde(rename = "about")]
    _about: String,
    english: English,
    narrows: Narrowing,
    group: Vec<FillerGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct English {
    words: Vec<String>,
    verbs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Narrowing {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FillerGroup {
    #[serde(rename = "why")]
    _why: String,
    /// Whether a question may be about these words instead of pay.
    #[serde(default)]
    topic: bool,
    /// Whether these words are harmless only where the speaker tells of something.
    #[serde(default)]
    told: bool,
    words: Vec<String>,
    #[serde(default)]
    verbs: Vec<String>,
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
    /// Of an area or a country of `places.toml`, which then names it and says where it lies.
    id: String,
    name: Option<String>,
    kind: Option<String>,
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

fn measure(name: &str) -> Result<Measure, VocabularyError> {
    let unknown = |e| VocabularyError::Entry(format!("no measure `{name}`: {e}"));
    name.parse().map_err(unknown)
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
        "evidence" => Ok(Statistic::Evidence),
        _ => Err(VocabularyError::Entry(format!("no statistic `{name}`"))),
    }
}

impl PlaceForm {
    /// The place, as `places.toml` knows it; a state or a continent says its own name.
    fn place(&self, places: &Places) -> Result<Place, VocabularyError> {
        if let Some(metro) = places.metro(&self.id) {
            return Ok(Place {
                id: metro.id.clone(),
                name: self.name.clone().unwrap_or_else(|| metro.name.clone()),
                kind: PlaceKind::Metro,
                country: Some(metro.country.clone()),
            });
        }
        if let Some((id, names)) = places.countries().find(|(id, _)| *id == self.id) {
            return Ok(Place {
                name: (self.name.clone()).unwrap_or_else(|| gazetteer::country(id, names).name),
                ..gazetteer::country(id, names)
            });
        }
        let kind = match self.kind.as_deref() {
            Some("state") => PlaceKind::State,
            Some("continent") => PlaceKind::Continent,
            _ => {
                let lost = format!("`{}` is no place of places.toml", self.id);
                return Err(VocabularyError::Entry(lost));
            }
        };
        Ok(Place {
            id: self.id.clone(),
            name: self.name.clone().unwrap_or_else(|| self.id.clone()),
            kind,
            country: self.country.clone(),
        })
    }
}

impl Vocabulary {
    /// Reads the words of questions, then the names of employers and places that mean
    /// nothing else in one.
    ///
    /// Errors: syntax, an unknown measure, statistic, currency, kind or place id, or one
    /// phrase with two meanings.
    pub fn parse(sources: VocabularySources<'_>) -> Result<Vocabulary, VocabularyError> {
        let syntax = |e: toml::de::Error| VocabularyError::Syntax(e.to_string());
        let file: File = toml::from_str(sources.ask).map_err(syntax)?;
        let filler: Filler = toml::from_str(sources.filler).map_err(syntax)?;
        let mut all = Vocabulary::default();
        type Make = fn(String) -> Meaning;
        let plain: [(&Lists, Make); 6] = [
            (&file.roles, Meaning::Role),
            (&file.topic_roles, Meaning::TopicRole),
            (&file.bare_roles, Meaning::BareRole),
            (&file.levels, Meaning::Level),
            (&file.vague_levels, Meaning::VagueLevel),
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
        for (name, verbs) in &file.statistic_verbs {
            let meaning = Meaning::Statistic(statistic(name)?);
            for verb in verbs.iter().flat_map(|verb| inflected(verb)) {
                if !all.phrases.contains_key(&key(&verb)) {
                    all.add(&verb, meaning.clone())?;
                }
            }
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
        all.add_all(&file.other_work.phrases, &Meaning::OtherWork)?;
        all.add_all(&file.remote.phrases, &Meaning::Remote)?;
        all.add_all(&file.on_site.phrases, &Meaning::OnSite)?;
        all.add_all(&file.weak_total.phrases, &Meaning::WeakTotal)?;
        all.add_all(&file.neutral.phrases, &Meaning::Neutral)?;
        all.add_all(&file.regions.phrases, &Meaning::Region)?;
        let mut places = BTreeMap::new();
        for form in &file.place {
            let place = form.place(sources.places)?;
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
        all.fill(&filler)?;
        for (set, words) in [
            (&mut all.operators, &file.operators),
            (&mut all.compare, &file.compare),
            (&mut all.pay_cues, &file.pay_cues),
        ] {
            set.extend(words.iter().cloned());
        }
        for word in file
            .operators
            .iter()
            .chain(&file.compare)
            .chain(&all.narrows)
        {
            all.filler.remove(word);
        }
        all.filler.extend(file.count_nouns.phrases.iter().cloned());
        all.count_nouns.extend(file.count_nouns.phrases);
        let verbs = file.change_with_time.verbs.iter();
        all.change_with_time = verbs.flat_map(|verb| inflected(verb)).collect();
        all.filler.extend(all.change_with_time.iter().cloned());
        all.exclusion = file.exclusion.iter().map(|phrase| key(phrase)).collect();
        all.words
            .extend(file.operators.into_iter().chain(file.compare));
        all.add_roles(sources.roles);
        all.add_employers(sources.employers);
        all.add_places(sources.places);
        let telling = |meaning: &Meaning| !matches!(meaning, Meaning::Neutral | Meaning::Besides);
        for (phrase, _) in all.phrases.iter().filter(|(_, meaning)| telling(meaning)) {
            for pair in phrase.windows(2) {
                if let [one, other] = pair {
                    all.pairs.insert((one.clone(), other.clone()));
                }
            }
        }
        Ok(all)
    }

    /// Whether a word, or its singular, can be left out of a reading without changing it.
    pub(super) fn is_filler(&self, word: &str) -> bool {
        self.filler.contains(word) || self.filler.contains(singular(word))
    }

    /// Whether a word that no reading holds may narrow a question all the same.
    pub(super) fn may_narrow(&self, word: &str) -> bool {
        self.narrows.contains(word) || self.narrows.contains(singular(word))
    }

    /// Adverbs in -ly tell how or how surely; those that tell when or how often are operators.
    pub(super) fn is_adverb(&self, word: &str) -> bool {
        // `moneywise`, `careerwise`
        let ends = word.ends_with("ly") || (word.len() > 7 && word.ends_with("wise"));
        word.len() > 5 && ends && !self.operators.contains(word)
    }

    /// Whether a word, or its singular, stands anywhere in the vocabulary.
    pub(super) fn knows(&self, word: &str) -> bool {
        let holds = |word: &str| self.words.contains(word) || self.seldom.contains(word);
        holds(word) || holds(singular(word)) || number::is_spelt(word) || number::is_month(word)
    }

    fn fill(&mut self, filler: &Filler) -> Result<(), VocabularyError> {
        let english = &filler.english;
        self.english.extend(english.words.iter().cloned());
        let verbs = english.verbs.iter().flat_map(|verb| inflected(verb));
        self.english.extend(verbs);
        self.english.extend(filler.narrows.words.iter().cloned());
        self.narrows.extend(filler.narrows.words.iter().cloned());
        for group in &filler.group {
            let inflected = group.verbs.iter().flat_map(|verb| inflected(verb));
            for phrase in group.words.iter().cloned().chain(inflected) {
                let key = key(&phrase);
                match key.as_slice() {
                    [word] if group.told => {
                        self.seldom.insert(word.clone());
                        self.told.insert(word.clone());
                    }
                    [word] => {
                        if group.topic {
                            self.topics.insert(word.clone());
                        }
                        self.words.insert(word.clone());
                        self.filler.insert(word.clone());
                    }
                    // A phrase that means something keeps its meaning.
                    _ if self.phrases.contains_key(&key) => {}
                    _ => self.add(&phrase, Meaning::Neutral)?,
                }
            }
        }
        Ok(())
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

pub(super) fn key(phrase: &str) -> Vec<String> {
    super::token::words(phrase)
}
