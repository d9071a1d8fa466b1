//! Purchasing power of currencies by country: World Bank, indicator PA.NUS.PPP.

use batna_core::Citation;

use super::{Reference, ReferenceError};

/// Units of local currency that buy what one US dollar buys in the United States.
#[derive(Clone, Debug, PartialEq)]
pub struct PurchasingPower {
    pub country: String,
    pub year: i16,
    pub factor: f64,
    pub source: Citation,
}

impl Reference<'_> {
    /// The latest published parity of a country, by its ISO 3166 code of two letters.
    ///
    /// Errors: `NoPpp` where none is published.
    pub fn purchasing_power(&self, country: &str) -> Result<PurchasingPower, ReferenceError> {
        let wanted = country.to_uppercase();
        self.texts
            .ppp
            .lines()
            .filter_map(|line| {
                let mut cells = line.split(',');
                let name = cells.next().filter(|name| *name == wanted)?;
                let year: i16 = cells.next()?.parse().ok()?;
                let factor: f64 = cells.next()?.parse().ok()?;
                Some(PurchasingPower {
                    country: name.to_owned(),
                    year,
                    factor,
                    source: self.cited("worldbank-ppp").at(format!("{name}, {year}")),
                })
            })
            .max_by_key(|parity| parity.year)
            .ok_or(ReferenceError::NoPpp(wanted))
    }
}
