//! Bands: from the owner's store where it has enough rows, else from official wages.

use batna_core::{Diagnostic, Measure};
use batna_market::band::{BandQuery, Refusal, Settings, band};
use batna_market::observation::SourceClass;
use batna_market::store::Store;

use super::reading::{official, read, selection, subject};
use super::{MarketBand, MarketRequest, Reading, Sources, fault};
use crate::{Failure, Workbench};

/// A store with the rules that read questions to it.
pub(crate) struct OpenStore<'a> {
    store: Store,
    sources: Sources<'a>,
}

impl Workbench {
    /// A band for a described kind of work: from the store where it has enough rows, else
    /// from official wages. Errors: an unknown role, level or place; nothing known of it.
    pub fn market_band(&self, request: &MarketRequest) -> Result<MarketBand, Failure> {
        let sources = self.market_sources()?;
        let reading = read(&sources.rules, request)?;
        let measure = request.measure.unwrap_or(Measure::Base);
        let official = official(&sources, &reading);
        let mut refusal = None;
        if !request.built_in
            && let Some(store) = self.read_store()?
        {
            match self.band_of_store(&store, &sources, &reading, request)? {
                Ok(mut found) => {
                    found.official = official.unwrap_or_default();
                    return Ok(found);
                }
                Err(thin) => refusal = Some(thin),
            }
        }
        let official = official.map_err(|error| nothing(&error.to_string(), refusal.as_ref()))?;
        if measure != Measure::Base {
            let reason = format!("official wages hold no {}", measure.label());
            return Err(nothing(&reason, refusal.as_ref()));
        }
        let mut band = official.first().cloned().ok_or_else(|| {
            nothing(
                "no official wages are built in for this role",
                refusal.as_ref(),
            )
        })?;
        if let Some(thin) = &refusal {
            band.caveats.push(format!(
                "The store has {} of this cell; {:.0} are needed for a band of their own.",
                observations(thin.n_effective),
                thin.least
            ));
        }
        if reading
            .level
            .as_ref()
            .is_some_and(|level| level.to.is_some())
        {
            band.caveats
                .push("The level asked for is not told apart here.".to_owned());
        }
        for (asked, what) in [
            (request.employer.as_deref(), "employers"),
            (request.stage.as_deref(), "stages"),
        ] {
            if let Some(asked) = asked {
                band.caveats.push(format!(
                    "Official wages tell no {what} apart: this is not the pay of {asked} but of the whole area."
                ));
            }
        }
        if request.from_year.is_some() || request.through_year.is_some() {
            band.caveats.push(format!(
                "Official wages are built in as of {} alone, whatever time was asked for.",
                band.as_of
            ));
        }
        if let Some(role) = reading
            .role
            .to
            .as_deref()
            .and_then(|id| sources.rules.roles.get(id))
            && !role.exact
        {
            band.caveats.push(format!(
                "The occupational classification has no code for {}; the nearest by its duties is taken, \
                 the others stand beside it.",
                role.name.to_lowercase()
            ));
        }
        Ok(MarketBand {
            schema: "batna/market-band/1",
            band,
            class: SourceClass::Official,
            reading,
            levels: Vec::new(),
            classes: refusal.map(|thin| thin.classes).unwrap_or_default(),
            official: official.into_iter().skip(1).collect(),
        })
    }

    /// The first of several requests that the store itself answers for; none where it holds
    /// too few rows or a request does not read.
    ///
    /// Errors: a store that cannot be read.
    pub(crate) fn first_of_store(
        &self,
        opened: &OpenStore<'_>,
        requests: &[MarketRequest],
    ) -> Result<Option<MarketBand>, Failure> {
        for request in requests {
            let Ok(reading) = read(&opened.sources.rules, request) else {
                continue;
            };
            let (store, sources) = (&opened.store, &opened.sources);
            if let Ok(found) = self.band_of_store(store, sources, &reading, request)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The store with the rules that read questions to it; none where nothing was imported.
    ///
    /// Errors: a store that cannot be read.
    pub(crate) fn opened_store(&self) -> Result<Option<OpenStore<'_>>, Failure> {
        let Some(store) = self.read_store()? else {
            return Ok(None);
        };
        let sources = self.market_sources()?;
        Ok(Some(OpenStore { store, sources }))
    }

    fn band_of_store(
        &self,
        store: &Store,
        sources: &Sources<'_>,
        reading: &Reading,
        request: &MarketRequest,
    ) -> Result<Result<MarketBand, Refusal>, Failure> {
        let query = BandQuery {
            selection: selection(reading, request),
            measure: request.measure.unwrap_or(Measure::Base),
            currency: request.currency,
            as_of: self.world().as_of(None),
            subject: subject(sources, reading),
        };
        let drift = Self::drift()?;
        let answer = band(store, &query, Some(&drift), &Settings::default()).map_err(fault)?;
        Ok(answer.map(|answer| MarketBand {
            schema: "batna/market-band/1",
            band: answer.band,
            class: answer.class,
            reading: reading.clone(),
            levels: answer.levels,
            classes: answer.classes,
            official: Vec::new(),
        }))
    }
}

/// How many there are in effect, in words.
fn observations(effective: f64) -> String {
    match effective.round() {
        0.0 => "no observation".to_owned(),
        1.0 => "1 observation".to_owned(),
        many => format!("{many:.0} observations"),
    }
}

fn nothing(reason: &str, refusal: Option<&Refusal>) -> Failure {
    let mut message = format!("there is no band to give: {reason}");
    if let Some(thin) = refusal {
        message.push_str(&format!(
            "; the store has {} of {}, {:.0} are needed",
            observations(thin.n_effective),
            thin.cell,
            thin.least
        ));
    }
    Failure::input([Diagnostic::error("market::no-band", message).remedy(
        "Import a source that covers it with `batna market import`, or widen the question.",
    )])
}
