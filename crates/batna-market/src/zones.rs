//! Pay zone of a place: what one occupation earns there beside the nation.
//!
//! Rules: `data/market/zones.toml`; figures: the built-in wage table. Leaves out other
//! countries, for which no wages by area are built in.

use serde::Deserialize;

use crate::mapping::{Mapping, RuleError};
use crate::places::{Place, Places};
use crate::reference::{Area, AreaKind, Reference};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Zone {
    id: String,
    /// Least share of the nation's median.
    from: f64,
}

/// The zone rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zones {
    #[serde(rename = "about")]
    _about: String,
    occupation: String,
    zone: Vec<Zone>,
}

impl Zones {
    /// Reads `zones.toml`.
    pub fn parse(text: &str) -> Result<Zones, RuleError> {
        toml::from_str(text).map_err(|e| RuleError::new("zones.toml", &e))
    }

    /// The zone of a place with its reason; none outside the areas of the wage table.
    pub fn of(&self, place: &Place, places: &Places, reference: &Reference<'_>) -> Mapping {
        let area = (place.metro.as_deref())
            .and_then(|id| places.metro(id)?.cbsa.as_deref())
            .and_then(|code| reference.area_by_code(code, AreaKind::Metro));
        let Some(area) = area else {
            return Mapping::none(match place.country.as_deref() {
                Some("US") | None => "no wages by area are built in for it",
                Some(_) => {
                    "zones are worked out for the United States alone, whose wages by area are built in"
                }
            });
        };
        let median = |area: &Area| {
            let band = reference.occupation_band(&self.occupation, area).ok()?;
            band.p50
        };
        let nation = reference.nation();
        let (Some(here), Some(all)) = (median(&area), nation.as_ref().and_then(median)) else {
            return Mapping::none(format!(
                "no median of {} is published for it",
                self.occupation
            ));
        };
        let share = here / all;
        match self.zone.iter().find(|zone| share >= zone.from) {
            Some(zone) => Mapping::to(
                &zone.id,
                format!(
                    "software developers' median is {:.0}% of the nation's in {} ({} on, zones.toml)",
                    share * 100.0,
                    area.name,
                    format_args!("from {:.0}%", zone.from * 100.0)
                ),
            ),
            None => Mapping::none("no zone of zones.toml is that low"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::ReferenceTexts;

    #[test]
    fn a_zone_follows_the_wage_table() {
        let text = |name: &str| batna_data::text(name).unwrap();
        let reference = Reference::new(ReferenceTexts {
            sources: text("reference/sources.toml"),
            oews: text("reference/oews.txt"),
            rpp: text("reference/rpp.txt"),
            ecb: text("reference/ecb.txt"),
            ppp: text("reference/ppp.txt"),
        })
        .unwrap();
        let places = Places::parse(text("market/places.toml"), &reference).unwrap();
        let zones = Zones::parse(text("market/zones.toml")).unwrap();
        let zone = |name: &str| zones.of(&places.read(name), &places, &reference).to;
        assert_eq!(zone("San Francisco").as_deref(), Some("zone-1"));
        assert_eq!(zone("London"), None);
        // A dearer place is never in a cheaper zone.
        let share = |name: &str| {
            let metro = places.read(name).metro.unwrap();
            let code = places.metro(&metro).unwrap().cbsa.clone().unwrap();
            let area = reference.area_by_code(&code, AreaKind::Metro).unwrap();
            reference
                .occupation_band("15-1252", &area)
                .unwrap()
                .p50
                .unwrap()
        };
        let mut by_pay = ["Seattle", "Austin", "Pittsburgh", "San Jose"];
        by_pay.sort_by(|a, b| share(b).total_cmp(&share(a)));
        let found: Vec<_> = by_pay.iter().map(|name| zone(name)).collect();
        assert!(found.is_sorted(), "{by_pay:?} {found:?}");
    }
}
