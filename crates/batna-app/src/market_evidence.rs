//! What is known of the market for an offer: bands with percentiles, and published ranges.

use batna_case::model::Offer;
use batna_core::{Band, Measure};
use batna_guide::published::{Fit, PublishedRange, Query};
use batna_market::reference::AreaKind;

use crate::case::OpenCase;
use crate::market::MarketRequest;
use crate::{Failure, Workbench};

/// Market evidence for one offer.
#[derive(Clone, Debug, Default)]
pub struct MarketEvidence {
    /// Bands with known percentiles: public wage statistics and stated medians.
    pub bands: Vec<Band>,
    /// Ranges that pages state, closest fit first; neither end is a percentile.
    pub ranges: Vec<(PublishedRange, Fit)>,
    /// What of role and location is not stated, without which nothing can be looked up.
    pub unstated: Vec<&'static str>,
}

impl MarketEvidence {
    /// What to do where there is nothing to show.
    pub fn nothing_known(&self) -> String {
        if self.unstated.is_empty() {
            "Nothing here tells what this work pays in this place: what comes with the program is \
             thin outside the United States. `batna market import` takes files of salaries and \
             postings, `batna market add` what you hear."
                .to_owned()
        } else {
            format!(
                "Nothing can be looked up: {} not stated, in the offer or in me.toml.",
                self.unstated.join(" and ")
            )
        }
    }
}

/// Most published ranges shown: the closest fits.
const MOST_RANGES: usize = 5;

impl Workbench {
    /// Evidence about pay for the work of an offer.
    ///
    /// Errors: built-in data at fault; a store that cannot be read, for a damaged one must
    /// not pass for an empty one.
    pub fn market_evidence(
        &self,
        opened: &OpenCase,
        offer: &Offer,
    ) -> Result<MarketEvidence, Failure> {
        let profile = &opened.case.profile;
        let role = offer.role.as_deref().or(profile.role.as_deref());
        let level = offer.level.as_deref().or(profile.level.as_deref());
        let location = offer.location.as_deref().or(profile.location.as_deref());
        let stage = offer.company.stage.map(|stage| stage_key(stage).to_owned());
        let query = Query {
            role,
            level,
            place: location,
            stage: stage.as_deref(),
            company: Some(&offer.employer),
        };
        let published = self.built_in().published()?;
        let mut bands = self.store_bands(
            role,
            level,
            location,
            &offer.employer,
            &[Measure::Base, Measure::Total],
        )?;
        bands.extend(self.occupational_bands(role, location)?);
        bands.extend(published.bands(&query));
        let ranges = published
            .ranges(&query)
            .into_iter()
            .take(MOST_RANGES)
            .map(|(range, fit)| (range.clone(), fit))
            .collect();
        let unstated = [("the role is", role), ("the location is", location)]
            .into_iter()
            .filter(|(_, stated)| stated.is_none())
            .map(|(what, _)| what)
            .collect();
        Ok(MarketEvidence {
            bands,
            ranges,
            unstated,
        })
    }

    /// Base and total from the owner's own store: of the employer where it has enough rows,
    /// else of the work and place. Nothing where there is no store or too few rows in it.
    ///
    /// Errors: a store that cannot be read.
    pub(crate) fn store_bands(
        &self,
        role: Option<&str>,
        level: Option<&str>,
        place: Option<&str>,
        employer: &str,
        measures: &[Measure],
    ) -> Result<Vec<Band>, Failure> {
        let Some(role) = role else {
            return Ok(Vec::new());
        };
        let Some(opened) = self.opened_store()? else {
            return Ok(Vec::new());
        };
        let mut bands = Vec::new();
        for &measure in measures {
            let request = |employer: Option<&str>| MarketRequest {
                role: role.to_owned(),
                level: level.map(str::to_owned),
                place: place.map(str::to_owned),
                employer: employer.map(str::to_owned),
                measure: Some(measure),
                ..MarketRequest::default()
            };
            let requests = [request(Some(employer)), request(None)];
            if let Some(found) = self.first_of_store(&opened, &requests)? {
                let mut band = found.band;
                band.subject = format!("{} ({}, own store)", band.subject, found.class.label());
                bands.push(band);
            }
        }
        Ok(bands)
    }

    /// Public wages of the occupation nearest to a role, in the offer's area or its nation.
    fn occupational_bands(
        &self,
        role: Option<&str>,
        location: Option<&str>,
    ) -> Result<Vec<Band>, Failure> {
        let reference = self.public_tables()?;
        let roles = self.built_in().roles()?;
        let role = role.and_then(|role| {
            roles
                .get(role)
                .or_else(|| roles.get(roles.of_title(role).to.as_deref()?))
        });
        let Some(soc) = role.and_then(|role| role.soc.first()) else {
            return Ok(Vec::new());
        };
        let Some(area) = location.and_then(|location| reference.area(location)) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        if let Ok(band) = reference.occupation_band(soc, &area.area) {
            found.push(band);
        }
        if area.area.kind != AreaKind::Nation
            && found.is_empty()
            && let Some(nation) = reference.nation()
            && let Ok(band) = reference.occupation_band(soc, &nation)
        {
            found.push(band);
        }
        Ok(found)
    }
}

/// The name of a stage in data files.
pub(crate) fn stage_key(stage: batna_case::model::Stage) -> &'static str {
    use batna_case::model::Stage;
    match stage {
        Stage::Seed => "seed",
        Stage::SeriesA => "series-a",
        Stage::SeriesB => "series-b",
        Stage::SeriesC => "series-c",
        Stage::SeriesD => "series-d",
        Stage::Late => "late",
        Stage::Public => "public",
    }
}
