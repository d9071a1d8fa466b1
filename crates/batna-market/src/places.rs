//! Places as people write them -> metropolitan area, country, remote or not.
//!
//! Rules: `data/market/places.toml`; areas of the United States that it does not list are
//! known by the official names of the wage table. Of several places in one text the first
//! is taken and the doubt recorded. Leaves out districts and distances.

use std::collections::BTreeMap;

use batna_core::Currency;
use serde::Deserialize;

use crate::fold::{find_words, fold};
use crate::mapping::RuleError;
use crate::reference::{AreaKind, Reference};

#[derive(Clone, Debug, Deserialize)]
pub struct Country {
    /// ISO 3166 code of two letters.
    pub id: String,
    /// None where amounts in its money are not read.
    pub currency: Option<Currency>,
    names: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Metro {
    pub id: String,
    pub name: String,
    pub country: String,
    /// Code of the core based statistical area, in the United States.
    pub cbsa: Option<String>,
    #[serde(default)]
    states: Vec<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    states: BTreeMap<String, String>,
    provinces: BTreeMap<String, String>,
    country: Vec<Country>,
    metro: Vec<Metro>,
}

/// A place as read from a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Place {
    pub metro: Option<String>,
    pub country: Option<String>,
    /// Postal code of a state of the United States.
    pub state: Option<String>,
    pub remote: bool,
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

/// The place rules.
#[derive(Clone, Debug)]
pub struct Places {
    states: BTreeMap<String, String>,
    provinces: BTreeMap<String, String>,
    countries: Vec<Country>,
    country_names: BTreeMap<String, usize>,
    metros: Vec<Metro>,
    cities: BTreeMap<String, Vec<usize>>,
}

impl Metro {
    /// The towns of the area, as people write them.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The postal codes of the states it lies in; empty outside the United States.
    pub fn states(&self) -> &[String] {
        &self.states
    }
}

impl Places {
    /// Reads `places.toml`, and the official area names of the wage table.
    pub fn parse(text: &str, reference: &Reference<'_>) -> Result<Places, RuleError> {
        let file: File = toml::from_str(text).map_err(|e| RuleError::new("places.toml", &e))?;
        let mut metros = file.metro;
        for area in reference.areas().filter(|a| a.kind == AreaKind::Metro) {
            let listed = metros.iter().any(|m| m.cbsa.as_deref() == Some(&area.code));
            if listed || area.states().next().is_none_or(|s| s.len() != 2) {
                continue;
            }
            metros.push(Metro {
                id: format!("us-{}", area.code),
                name: area.name.clone(),
                country: "US".to_owned(),
                cbsa: Some(area.code.clone()),
                states: area.states().map(str::to_owned).collect(),
                names: area.cities().map(str::to_owned).collect(),
            });
        }
        let mut cities: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, metro) in metros.iter().enumerate() {
            for name in &metro.names {
                cities.entry(fold(name)).or_default().push(index);
            }
        }
        let mut country_names = BTreeMap::new();
        for (index, country) in file.country.iter().enumerate() {
            for name in &country.names {
                country_names.insert(fold(name), index);
            }
            country_names.insert(country.id.to_lowercase(), index);
        }
        let names = |table: BTreeMap<String, String>| {
            let mut both = BTreeMap::new();
            for (code, name) in table {
                both.insert(code.to_lowercase(), code.clone());
                both.insert(name, code);
            }
            both
        };
        Ok(Places {
            states: names(file.states),
            provinces: names(file.provinces),
            countries: file.country,
            country_names,
            metros,
            cities,
        })
    }

    /// All areas, those of `places.toml` first.
    pub fn metros(&self) -> impl Iterator<Item = &Metro> {
        self.metros.iter()
    }

    /// All countries: (code, names).
    pub fn countries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.countries
            .iter()
            .map(|country| (country.id.as_str(), country.names.as_slice()))
    }

    /// States and provinces by their names and postal codes in lower case:
    /// (name, code, country).
    pub fn divisions(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let us = self.states.iter().map(|(name, code)| (name, code, "US"));
        let canada = self.provinces.iter().map(|(name, code)| (name, code, "CA"));
        us.chain(canada)
            .map(|(name, code, country)| (name.as_str(), code.as_str(), country))
    }

    pub fn metro(&self, id: &str) -> Option<&Metro> {
        self.metros.iter().find(|metro| metro.id == id)
    }

    pub fn country(&self, id: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.id == id)
    }

    /// The full name, in lower case, of a state by its postal code.
    pub fn state_name(&self, code: &str) -> Option<&str> {
        let named = self
            .states
            .iter()
            .find(|(name, c)| name.len() > 2 && *c == code);
        named.map(|(name, _)| name.as_str())
    }

    /// Metros and countries that have a name in `text`, for questions in plain words:
    /// (position in the folded text, length, place).
    pub fn mentions(&self, folded: &str) -> Vec<(usize, usize, Place)> {
        let mut found = Vec::new();
        for name in self.cities.keys().filter(|name| name.len() > 2) {
            if let Some(at) = find_words(folded, name) {
                found.push((at, name.len(), self.read(name)));
            }
        }
        for name in self.country_names.keys() {
            if (name.len() > 2 || name == "us" || name == "uk")
                && let Some(at) = find_words(folded, name)
            {
                found.push((at, name.len(), self.read(name)));
            }
        }
        found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// Reads a place such as `San Francisco, CA | New York`, `Remote - US`, `Bangalore, KA, India`.
    pub fn read(&self, text: &str) -> Place {
        let mut place = Place {
            remote: find_words(&fold(text), "remote").is_some(),
            ..Place::default()
        };
        let parts: Vec<&str> = text
            .split(['|', ';', '/', '•', '\n'])
            .flat_map(|part| part.split(" or "))
            .flat_map(|part| part.split(" and "))
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let mut read = Vec::new();
        for part in &parts {
            let one = self.read_one(part);
            if one.country.is_some() {
                read.push(one);
            }
        }
        let Some(first) = read.first() else {
            // The name of an area as this table writes it, such as `York-Hanover, PA`.
            if let Some(metro) = self.metros.iter().find(|metro| metro.name == text) {
                place.metro = Some(metro.id.clone());
                place.country = Some(metro.country.clone());
                place.reason = format!("the name of {} in places.toml", metro.id);
                return place;
            }
            place.reason = "no name of places.toml stands in the text".to_owned();
            return place;
        };
        place.metro.clone_from(&first.metro);
        place.country.clone_from(&first.country);
        place.state.clone_from(&first.state);
        place.reason.clone_from(&first.reason);
        place.doubt.clone_from(&first.doubt);
        let metros: std::collections::BTreeSet<_> = read.iter().map(|p| &p.metro).collect();
        let countries: std::collections::BTreeSet<_> = read.iter().map(|p| &p.country).collect();
        if countries.len() > 1 {
            place.doubt = Some("several countries named; the first is taken".to_owned());
        } else if metros.len() > 1 {
            place.doubt = Some("several areas named; the first is taken".to_owned());
        }
        place
    }

    fn read_one(&self, text: &str) -> Place {
        let mut parts: Vec<String> = text
            .split([',', '(', ')', ':'])
            .flat_map(|part| part.split(" - "))
            .flat_map(|part| part.split(" – "))
            .map(fold)
            .map(|part| {
                let kept = part.split(' ').filter(|w| {
                    !["remote", "hybrid", "onsite", "office", "hq", "friendly"].contains(w)
                });
                kept.collect::<Vec<_>>().join(" ")
            })
            .filter(|part| !part.is_empty() && part != "in")
            .collect();
        let mut place = Place::default();
        // The last part may be a country; two letters are a state where a city stands before.
        if let Some(last) = parts.last() {
            let (country, rest) = self.trailing_country(last, parts.len());
            if let Some(index) = country {
                place.country = Some(self.countries[index].id.clone());
                place.reason = format!("`{last}` names a country in places.toml");
                parts.pop();
                if let Some(rest) = rest {
                    parts.push(rest);
                }
            }
        }
        let mut state = None;
        let in_us = place.country.as_deref().is_none_or(|c| c == "US");
        let in_canada = place.country.as_deref().is_none_or(|c| c == "CA");
        let state_part = if parts.len() >= 2 { parts.get(1) } else { None };
        if in_us && let Some(code) = state_part.and_then(|s| self.states.get(s)) {
            state = Some(code.clone());
            place.country = Some("US".to_owned());
        } else if in_canada && state_part.is_some_and(|s| self.provinces.contains_key(s)) {
            place.country = Some("CA".to_owned());
        }
        place.state.clone_from(&state);
        for part in &parts {
            let Some(candidates) = self.cities.get(part) else {
                continue;
            };
            let fits = |metro: &&Metro| {
                place.country.as_ref().is_none_or(|c| *c == metro.country)
                    && state
                        .as_ref()
                        .is_none_or(|s| metro.states.is_empty() || metro.states.contains(s))
            };
            let metro = candidates.iter().map(|&i| &self.metros[i]).find(fits);
            if let Some(metro) = metro {
                let bare = place.country.is_none() && state.is_none();
                if bare && candidates.len() > 1 {
                    place.doubt = Some(format!("`{part}` may be another place of the name"));
                }
                place.metro = Some(metro.id.clone());
                place.country = Some(metro.country.clone());
                place.reason = format!("`{part}` lies in {} (places.toml)", metro.name);
                return place;
            }
        }
        if place.country.is_none()
            && let Some(code) = parts.iter().find_map(|part| self.states.get(part))
        {
            place.country = Some("US".to_owned());
            place.state = Some(code.clone());
            place.reason = format!("{code} is a state of the United States");
        } else if place.reason.is_empty() && place.country.is_some() {
            place.reason = "a town outside the listed areas, by its state".to_owned();
        }
        place
    }

    /// A country at the end of a part: the whole part, or its last words (`San Mateo, CA United States`).
    fn trailing_country(&self, part: &str, parts: usize) -> (Option<usize>, Option<String>) {
        // `CA`, `DE`, `IN` after a city are states; alone they are what the source says.
        let is_state = part.len() == 2 && parts > 1 && self.states.contains_key(part);
        if let Some(&index) = self.country_names.get(part)
            && !is_state
            // A city and country of one name (Singapore) is read as the city.
            && !(parts == 1 && self.cities.contains_key(part))
        {
            return (Some(index), None);
        }
        for (at, _) in part.match_indices(' ') {
            let tail = part.get(at + 1..).unwrap_or_default();
            if tail.len() > 2
                && let Some(&index) = self.country_names.get(tail)
            {
                return (Some(index), part.get(..at).map(str::to_owned));
            }
        }
        for prefix in ["us ", "usa ", "uk "] {
            if let Some(rest) = part.strip_prefix(prefix)
                && let Some(&index) = self.country_names.get(prefix.trim())
            {
                return (Some(index), Some(rest.to_owned()));
            }
        }
        (None, None)
    }
}
