//! Areas of the wage table: the nation, states, metropolitan and other areas, found by name.

use super::Reference;

/// What kind of area a row of the wage table speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaKind {
    Nation,
    State,
    /// A metropolitan area, or the rest of a state around them.
    Metro,
}

/// One area, by the code of the Office of Management and Budget (metros) or FIPS (states).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    pub code: String,
    pub kind: AreaKind,
    pub name: String,
}

/// An area found by name, and what else the name could have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaMatch {
    pub area: Area,
    pub others: Vec<Area>,
}

impl Area {
    /// Reads a line `@code|kind|name`.
    pub(super) fn parse(line: &str) -> Option<Area> {
        let mut parts = line.strip_prefix('@')?.splitn(3, '|');
        let (code, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
        let kind = match kind {
            "N" => AreaKind::Nation,
            "S" => AreaKind::State,
            _ => AreaKind::Metro,
        };
        Some(Area {
            code: code.to_owned(),
            kind,
            name: name.to_owned(),
        })
    }

    /// The cities a metropolitan area is named for: `San Francisco`, `Oakland`, `Fremont`.
    pub fn cities(&self) -> impl Iterator<Item = &str> {
        let (cities, _) = self.name.rsplit_once(", ").unwrap_or((&self.name, ""));
        cities.split(['-', '/']).map(str::trim)
    }

    /// The states a metropolitan area lies in, by their postal code.
    pub fn states(&self) -> impl Iterator<Item = &str> {
        let (_, states) = self.name.rsplit_once(", ").unwrap_or(("", ""));
        states.split('-').map(str::trim)
    }
}

impl<'a> Reference<'a> {
    /// All areas with wages, in the table's order.
    pub fn areas(&self) -> impl Iterator<Item = Area> + 'a {
        self.texts.oews.lines().filter_map(Area::parse)
    }

    /// The area with a code such as `41860`; states share codes with no metro.
    pub fn area_by_code(&self, code: &str, kind: AreaKind) -> Option<Area> {
        self.areas().find(|a| a.code == code && a.kind == kind)
    }

    /// The whole country.
    pub fn nation(&self) -> Option<Area> {
        self.areas().find(|a| a.kind == AreaKind::Nation)
    }

    /// The area that `text` names: `San Francisco`, `Portland, OR`, `California`, `41860`, `us`.
    ///
    /// A city wins where it stands first in an area's name; among equals the area with the
    /// most computing workers comes first and the rest are listed as `others`.
    pub fn area(&self, text: &str) -> Option<AreaMatch> {
        let wanted = text.trim().to_lowercase();
        if ["us", "usa", "united states", "national", "u.s."].contains(&wanted.as_str()) {
            let area = self.nation()?;
            return Some(AreaMatch {
                area,
                others: Vec::new(),
            });
        }
        let (city, state) = match wanted.rsplit_once(',') {
            Some((city, state)) => (city.trim().to_owned(), Some(state.trim().to_uppercase())),
            None => (wanted.clone(), None),
        };
        let mut found: Vec<(u8, std::cmp::Reverse<u64>, Area)> = Vec::new();
        for area in self.areas() {
            let rank = match area.kind {
                AreaKind::Metro if area.name.to_lowercase() == wanted || area.code == wanted => {
                    Some(0)
                }
                // A bare `New York` or `Washington` means the city; the state stands second.
                AreaKind::State if area.name.to_lowercase() == wanted => Some(3),
                AreaKind::Metro => {
                    let in_state = state
                        .as_ref()
                        .is_none_or(|s| area.states().any(|known| known == s));
                    let position = area.cities().position(|c| c.to_lowercase() == city);
                    match position {
                        Some(0) if in_state => Some(1),
                        Some(_) if in_state => Some(2),
                        _ => None,
                    }
                }
                _ => None,
            };
            if let Some(rank) = rank {
                let workers = self.computing_workers(&area);
                found.push((rank, std::cmp::Reverse(workers), area));
            }
        }
        found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut areas = found.into_iter().map(|(_, _, area)| area);
        let area = areas.next()?;
        Some(AreaMatch {
            area,
            others: areas.collect(),
        })
    }

    /// Software developers employed in an area, to rank areas of one name.
    fn computing_workers(&self, area: &Area) -> u64 {
        self.wage("15-1252", area)
            .and_then(|wage| wage.employment)
            .unwrap_or(0)
    }
}
