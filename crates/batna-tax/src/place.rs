//! Places with a law of their own, by code: `us-ca`, `us-ny-nyc`, `uk-scotland`, `de`.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::error::TaxError;
use crate::household::Filing;
use crate::nearest::nearest;
use crate::register::{self, CountryId};

/// A place as its country's module declares it.
#[derive(Debug, PartialEq, Eq)]
pub struct PlaceInfo {
    pub code: &'static str,
    pub name: &'static str,
}

/// A known place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    info: &'static PlaceInfo,
    country: CountryId,
}

impl Place {
    pub fn code(self) -> &'static str {
        self.info.code
    }

    pub fn name(self) -> &'static str {
        self.info.name
    }

    pub fn country(self) -> CountryId {
        self.country
    }

    /// Every place, by country in the order of the register.
    pub fn all() -> impl Iterator<Item = Place> {
        register::places().map(|(info, country)| Place { info, country })
    }

    /// The filing status under which someone with this one is taxed here: itself, or single
    /// where the place taxes each person alone.
    pub fn filing_for(self, filing: Filing) -> Filing {
        if self.country.filings().contains(&filing) {
            filing
        } else {
            Filing::Single
        }
    }

    /// The part of the code after the country: `ny-nyc` of `us-ny-nyc`.
    pub fn region(self) -> Option<&'static str> {
        self.info.code.split_once('-').map(|(_, region)| region)
    }
}

impl FromStr for Place {
    type Err = TaxError;

    /// Errors: `UnknownPlace` with the nearest codes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        Place::all()
            .find(|place| place.code() == wanted)
            .ok_or_else(|| TaxError::UnknownPlace {
                given: text.trim().chars().take(40).collect(),
                nearest: nearest(
                    &wanted,
                    Place::all().map(|place| (place.code(), place.name())),
                    3,
                ),
            })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where a person lives, works and is employed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    pub residence: Place,
    /// Where the work is done, if elsewhere.
    pub work: Option<Place>,
    /// Share of the wages earned at the work place, 0 to 1.
    pub work_share: Decimal,
    /// Where the employer's office is, if the person works elsewhere for their own
    /// convenience (New York's rule and its like).
    pub office: Option<Place>,
}

impl Situation {
    pub fn at(residence: Place) -> Self {
        Situation {
            residence,
            work: None,
            work_share: Decimal::ONE,
            office: None,
        }
    }

    pub fn working_in(residence: Place, work: Place) -> Self {
        Situation {
            work: (work != residence).then_some(work),
            ..Situation::at(residence)
        }
    }
}

impl From<Place> for Situation {
    fn from(place: Place) -> Self {
        Situation::at(place)
    }
}

impl From<&Place> for Situation {
    fn from(place: &Place) -> Self {
        Situation::at(*place)
    }
}
