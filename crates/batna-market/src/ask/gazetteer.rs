//! Names that the vocabulary takes from other tables: titles, employers, places.

use super::vocabulary::{Meaning, Vocabulary, key};
use super::{Employer, Place, PlaceKind};
use crate::employers::Employers;
use crate::places::Places;
use crate::roles::Roles;

impl Vocabulary {
    /// The titles of `roles.toml`; single words mean too much else, and a phrase that means
    /// something keeps its meaning.
    pub(super) fn add_roles(&mut self, roles: &Roles) {
        for (id, phrase) in roles.phrases() {
            let key = key(phrase);
            let is_other = id == "other";
            let is_filler = key.iter().all(|word| self.filler.contains(word));
            if self.phrases.contains_key(&key) || is_filler || (key.len() < 2 && !is_other) {
                continue;
            }
            let meaning = match is_other {
                true => Meaning::OtherWork,
                false => Meaning::Role(id.to_owned()),
            };
            self.longest = self.longest.max(key.len());
            self.words.extend(key.iter().cloned());
            self.phrases.insert(key, meaning);
        }
    }

    /// The employers of `employers.toml`; a phrase that means something else keeps its meaning.
    pub(super) fn add_employers(&mut self, employers: &Employers) {
        for known in employers.known() {
            let employer = Employer {
                id: Some(known.id.clone()),
                name: known.name.clone(),
            };
            for name in known.names.iter().chain([&known.name]) {
                let key = key(name);
                if key.is_empty() || self.phrases.contains_key(&key) {
                    continue;
                }
                if known.everyday && key.len() == 1 {
                    self.everyday.insert(key.clone());
                }
                self.seldom.extend(key.iter().cloned());
                self.longest = self.longest.max(key.len());
                self.phrases
                    .insert(key, Meaning::Employer(employer.clone()));
            }
        }
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

    /// Countries, states and metros; a phrase that means something else keeps its meaning, and
    /// a name that several small areas share is asked back.
    pub(super) fn add_places(&mut self, places: &Places) {
        let countries = (places.countries()).map(|(id, names)| (country(id, names), names, false));
        let metros = places.metros().map(|metro| {
            let place = Place {
                id: metro.id.clone(),
                name: metro.name.clone(),
                kind: PlaceKind::Metro,
                country: Some(metro.country.clone()),
            };
            (place, metro.names(), metro.id.starts_with("us-"))
        });
        let mut cities = Vec::new();
        for (place, names, is_small) in countries.chain(metros) {
            for name in names {
                self.add_place(&place, name, is_small);
            }
            if place.kind == PlaceKind::Metro && !is_small {
                cities.push(place);
            }
        }
        for city in &cities {
            self.add_namesake(city);
        }
        for metro in places.metros() {
            self.metro_states
                .insert(metro.id.clone(), metro.states().to_vec());
        }
        for (name, code, country) in places.divisions() {
            self.states.insert(key(name), code.to_owned());
            let place = Place {
                id: name.replace(' ', "-"),
                name: titled(name),
                kind: PlaceKind::State,
                country: Some(country.to_owned()),
            };
            // `Ontario` is the province before it is the town in California.
            let is_free = match self.phrases.get(&key(name)) {
                None => true,
                Some(Meaning::Place(town)) => {
                    town.id.starts_with("us-") && town.country.as_deref() != Some(country)
                }
                Some(_) => false,
            };
            if name.len() > 2 && is_free {
                self.words.extend(key(name));
                self.phrases.insert(key(name), Meaning::Place(place));
            }
        }
    }

    /// The bare name of a city, where the table lists it under longer ones alone because a
    /// small area of the United States has the same: either may be meant.
    fn add_namesake(&mut self, place: &Place) {
        let key = key(&place.name);
        match self.phrases.get_mut(&key) {
            Some(Meaning::Place(other)) if other.id.starts_with("us-") => {
                let both = vec![place.clone(), other.clone()];
                self.phrases.insert(key, Meaning::AmbiguousPlace(both));
            }
            Some(Meaning::AmbiguousPlace(options)) => {
                let is_small = options.iter().all(|other| other.id.starts_with("us-"));
                if is_small && !options.contains(place) {
                    options.insert(0, place.clone());
                }
            }
            Some(_) => {}
            None => {
                let is_word = |word: &String| self.filler.contains(word) || word.len() < 4;
                if key.len() == 1 && !key.iter().any(is_word) {
                    self.everyday.insert(key.clone());
                    self.seldom.extend(key.iter().cloned());
                    self.phrases.insert(key, Meaning::Place(place.clone()));
                }
            }
        }
    }

    pub(super) fn add_place(&mut self, place: &Place, name: &str, is_small: bool) {
        let key = key(name);
        let is_filler = |word: &String| {
            self.filler.contains(word) || self.operators.contains(word) || word.len() < 4
        };
        let is_word = key.len() == 1 && key.iter().any(is_filler);
        if key.is_empty() {
            return;
        }
        if is_word && !self.phrases.contains_key(&key) {
            if let [word] = key.as_slice()
                && word.len() > 2
                && !is_small
            {
                self.seldom.insert(word.clone());
                self.capital_places.insert(word.clone(), place.clone());
            }
            return;
        }
        match self.phrases.get_mut(&key) {
            // Two small areas of one name.
            Some(Meaning::Place(other)) if is_small && other.id.starts_with("us-") => {
                if other.id != place.id {
                    let both = vec![other.clone(), place.clone()];
                    self.phrases.insert(key, Meaning::AmbiguousPlace(both));
                }
            }
            Some(Meaning::AmbiguousPlace(options))
                if is_small && options.iter().all(|o| o.id.starts_with("us-")) =>
            {
                options.push(place.clone());
            }
            Some(_) => {}
            None => {
                if is_small && key.len() == 1 {
                    self.everyday.insert(key.clone());
                }
                self.longest = self.longest.max(key.len());
                let words = if is_small {
                    &mut self.seldom
                } else {
                    &mut self.words
                };
                words.extend(key.iter().cloned());
                self.phrases.insert(key, Meaning::Place(place.clone()));
            }
        }
    }
}

/// A country of the table, under the first of its names.
pub(super) fn country(id: &str, names: &[String]) -> Place {
    Place {
        id: id.to_owned(),
        name: titled(names.first().map_or(id, String::as_str)),
        kind: PlaceKind::Country,
        country: Some(id.to_owned()),
    }
}

/// `new jersey` as it is written.
fn titled(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase);
        first
            .into_iter()
            .flatten()
            .chain(letters)
            .collect::<String>()
    };
    let words: Vec<String> = name.split(' ').map(capital).collect();
    words.join(" ")
}
