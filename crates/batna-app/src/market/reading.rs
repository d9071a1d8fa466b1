//! How a request is read: role, level, place and employer by the rules, and what follows.

use batna_core::{Band, Diagnostic};
use batna_market::observation::{Dimension, Selection};
use batna_market::reference::{Area, AreaKind, ReferenceError};
use batna_market::rules::Rules;

use super::{MarketRequest, Reading, Sources};
use crate::Failure;

/// Reads the request by the rules; what does not read is refused with what comes near.
pub(super) fn read(rules: &Rules, request: &MarketRequest) -> Result<Reading, Failure> {
    let role = rules.roles.of_title(&request.role);
    if role.to.is_none() {
        let near = rules.roles.nearest(&request.role);
        let all: Vec<&str> = rules.roles.all().iter().map(|r| r.id.as_str()).collect();
        let remedy = if near.is_empty() {
            format!("Known: {}.", all.join(", "))
        } else {
            format!("Near it: {}.", near.join(", "))
        };
        return Err(Failure::input([Diagnostic::error(
            "market::unknown-role",
            format!("`{}` names no role family", request.role),
        )
        .remedy(remedy)]));
    }
    let level = match &request.level {
        None => None,
        Some(level) => {
            let mapping = rules.seniority.by_words(level);
            if mapping.to.is_none() {
                let known: Vec<&str> = rules.seniority.ranks().collect();
                return Err(Failure::input([Diagnostic::error(
                    "market::unknown-level",
                    format!("`{level}` names no level"),
                )
                .remedy(format!("Known: {}.", known.join(", ")))]));
            }
            Some(mapping)
        }
    };
    let place = match &request.place {
        None => None,
        Some(text) => {
            let place = rules.places.read(text);
            if place.country.is_none() && !place.remote {
                return Err(Failure::input([Diagnostic::error(
                    "market::unknown-place",
                    format!("`{text}` names no place that is known"),
                )
                .remedy("Name a city with its state or country, or a country.")]));
            }
            Some(place)
        }
    };
    Ok(Reading {
        role,
        level,
        place,
        employer: request
            .employer
            .as_ref()
            .map(|name| rules.employers.of(name)),
    })
}

pub(super) fn selection(reading: &Reading, request: &MarketRequest) -> Selection {
    let mut selection = Selection {
        class: request.class,
        from_year: request.from_year,
        through_year: request.through_year,
        ..Selection::default()
    };
    let place = reading.place.as_ref();
    for (dimension, value) in [
        (Dimension::Role, reading.role.to.clone()),
        (
            Dimension::Seniority,
            reading.level.as_ref().and_then(|l| l.to.clone()),
        ),
        (Dimension::Country, place.and_then(|p| p.country.clone())),
        (Dimension::Metro, place.and_then(|p| p.metro.clone())),
        (Dimension::Stage, request.stage.clone()),
        (
            Dimension::Employer,
            reading.employer.as_ref().and_then(|e| e.to.clone()),
        ),
    ] {
        if let Some(value) = value {
            selection = selection.with(dimension, value);
        }
    }
    selection
}

pub(super) fn subject(sources: &Sources<'_>, reading: &Reading) -> String {
    let mut words = Vec::new();
    if let Some(level) = reading.level.as_ref().and_then(|l| l.to.as_deref()) {
        words.push(level.to_owned());
    }
    words.extend(reading.role.to.clone());
    if let Some(place) = &reading.place {
        let metro = place
            .metro
            .as_deref()
            .and_then(|id| sources.rules.places.metro(id));
        if let Some(name) = metro.map(|m| m.name.clone()).or(place.country.clone()) {
            words.push(format!("in {name}"));
        }
    }
    if let Some(employer) = reading.employer.as_ref().and_then(|e| e.to.as_deref()) {
        words.push(format!("at {employer}"));
    }
    words.join(" ")
}

/// Official wages of the role's occupations in the place, nearest occupation first.
pub(super) fn official(
    sources: &Sources<'_>,
    reading: &Reading,
) -> Result<Vec<Band>, ReferenceError> {
    let reference = &sources.reference;
    let place = reading.place.clone().unwrap_or_default();
    let missing = || ReferenceError::NoOccupation {
        soc: reading.role.to.clone().unwrap_or_default(),
        area: place.country.clone().unwrap_or_default(),
    };
    if place
        .country
        .as_deref()
        .is_some_and(|country| country != "US")
    {
        return Err(missing());
    }
    let metro = place
        .metro
        .as_deref()
        .and_then(|id| sources.rules.places.metro(id));
    let by_code = metro
        .and_then(|metro| metro.cbsa.as_deref())
        .and_then(|code| reference.area_by_code(code, AreaKind::Metro));
    let by_state = || {
        let state = place.state.as_deref()?;
        reference.areas().find(|area| {
            area.kind == AreaKind::State
                && sources
                    .rules
                    .places
                    .state_name(state)
                    .is_some_and(|name| area.name.to_lowercase() == name)
        })
    };
    let area: Area = by_code
        .or_else(by_state)
        .or_else(|| reference.nation())
        .ok_or_else(missing)?;
    let role = reading
        .role
        .to
        .as_deref()
        .and_then(|id| sources.rules.roles.get(id));
    let mut bands = Vec::new();
    for soc in role.map_or(&[][..], |role| role.soc.as_slice()) {
        match reference.occupation_band(soc, &area) {
            Ok(band) => bands.push(band),
            // A withheld cell is answered by the nation's, which says so in its subject.
            Err(_) => {
                if let Some(nation) = reference.nation()
                    && let Ok(mut band) = reference.occupation_band(soc, &nation)
                {
                    band.caveats.push(format!(
                        "No wages are published for {}; these are the nation's.",
                        area.name
                    ));
                    bands.push(band);
                }
            }
        }
    }
    Ok(bands)
}
