//! Regional price parities of metropolitan areas: BEA, the United States at 100.

use batna_core::Citation;

use super::{Area, AreaKind, Reference, ReferenceError};

/// The price level of an area against the nation's 100.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceParity {
    /// The area as the publisher names it; vintages of area names differ between agencies.
    pub area: String,
    pub all_items: f64,
    pub housing: Option<f64>,
    pub source: Citation,
}

impl Reference<'_> {
    /// The price parity of an area: by its code, else by its first city and state.
    ///
    /// Errors: `NoParity` where none is published (states, parts of New England, Puerto Rico).
    pub fn price_parity(&self, area: &Area) -> Result<PriceParity, ReferenceError> {
        let code = match area.kind {
            AreaKind::Nation => "00000",
            AreaKind::Metro => area.code.as_str(),
            AreaKind::State => return Err(ReferenceError::NoParity(area.name.clone())),
        };
        let rows = || {
            self.texts.rpp.lines().filter_map(|line| {
                let mut cells = line.splitn(4, '|');
                Some((cells.next()?, cells.next()?, cells.next()?, cells.next()?))
            })
        };
        let found = rows().find(|row| row.0 == code).or_else(|| {
            let wanted = (area.cities().next()?, area.states().next()?);
            rows().find(|row| {
                let other = Area {
                    code: row.0.to_owned(),
                    kind: AreaKind::Metro,
                    name: row.3.to_owned(),
                };
                (other.cities().next(), other.states().next()) == (Some(wanted.0), Some(wanted.1))
            })
        });
        let missing = || ReferenceError::NoParity(area.name.clone());
        let (code, all, housing, name) = found.ok_or_else(missing)?;
        Ok(PriceParity {
            area: name.to_owned(),
            all_items: all.parse().map_err(|_| missing())?,
            housing: housing.parse().ok(),
            source: self.cited("bea-rpp").at(format!("{name} ({code})")),
        })
    }
}
