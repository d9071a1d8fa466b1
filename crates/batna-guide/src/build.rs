//! Builds a guide for a company from bands of market pay, every figure with its trace.
//!
//! What to open with, aim for and accept are percentiles of a band, not sums of hope: the
//! 90th or 75th, the 75th, and the median, rounded to whole thousands. Where a band
//! lacks them there is no ask, and the guide says why. Percentiles of parts do not add
//! up to a percentile of the total, so the total of an ask is the sum of its parts and
//! is called that. Leaves out: offers that the reader may hold; those come from the
//! reader's own records, and a guide that shipped them would invent them.

mod ask;
mod markdown;

use batna_core::{Band, Citation, Grade, Measure, Trace, TraceValue};
use jiff::civil::Date;
use serde::Serialize;

use crate::published::{PayMeasure, PremiumQuery, PublishedSet, Query, Use};

pub use ask::{AskFigure, AskStep, ComponentAsk};

/// What is known of pay in one region.
#[derive(Clone, Debug, Default)]
pub struct RegionEvidence {
    /// As people write it.
    pub region: String,
    pub level: Option<String>,
    /// Best first; the first band of a measure with a median and an upper percentile sets its ask.
    pub bands: Vec<Band>,
}

/// What a guide is built from.
#[derive(Clone, Debug)]
pub struct BuildRequest<'a> {
    pub company: &'a str,
    /// Role family such as `ml-engineer`, and how it is written for people.
    pub role: &'a str,
    pub role_name: &'a str,
    pub as_of: Date,
    /// Level of the reader; a region has one of its own only where its bands are of that level.
    pub level: Option<&'a str>,
    pub regions: Vec<RegionEvidence>,
    /// Levels held equal, each with where that stands: `google L5 = meta E5`.
    pub levels: Vec<(String, Citation)>,
    pub skills: &'a [String],
    pub domains: &'a [String],
}

/// One figure of the guide, with its path and how good it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvidenceLine {
    /// Such as `guide.acme.san-francisco.base.1`.
    pub id: String,
    pub region: String,
    pub subject: String,
    pub measure: &'static str,
    pub text: String,
    pub n: Option<u64>,
    pub as_of: Option<Date>,
    pub grade: Grade,
    pub sources: Vec<Citation>,
    pub caveats: Vec<String>,
}

/// An argument that the evidence carries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuiltLever {
    pub title: String,
    pub text: String,
    /// Paths of the figures it rests on; empty where it rests on the reader's own record.
    pub rests_on: Vec<String>,
    /// What must be so before the reader may use it.
    pub only_if: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuiltRegion {
    pub region: String,
    pub level: Option<String>,
    pub asks: Vec<ComponentAsk>,
    /// Why there is no ask, or what it lacks.
    pub lacks: Vec<String>,
}

/// A guide, ready to be rendered.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuiltGuide {
    pub schema: &'static str,
    pub company: String,
    pub role: String,
    pub role_name: String,
    pub as_of: Date,
    pub regions: Vec<BuiltRegion>,
    pub levels: Vec<(String, Citation)>,
    pub levers: Vec<BuiltLever>,
    pub evidence: Vec<EvidenceLine>,
    pub traces: Vec<Trace>,
}

/// A stable path element: `San Francisco, CA` is `san-francisco-ca`.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Builds a guide. Regions without evidence stay in it, with what they lack.
pub fn build(request: &BuildRequest, published: &PublishedSet) -> BuiltGuide {
    let mut guide = BuiltGuide {
        schema: "batna/guide/1",
        company: request.company.to_owned(),
        role: request.role.to_owned(),
        role_name: request.role_name.to_owned(),
        as_of: request.as_of,
        regions: Vec::new(),
        levels: request.levels.clone(),
        levers: Vec::new(),
        evidence: Vec::new(),
        traces: Vec::new(),
    };
    for region in &request.regions {
        let built = built_region(request, region, &mut guide);
        published_lines(request, region, published, &mut guide);
        guide.regions.push(built);
    }
    levers(request, published, &mut guide);
    guide
}

fn path(request: &BuildRequest, region: &RegionEvidence, rest: &str) -> String {
    let level = match &region.level {
        Some(level) => format!(".{}", slug(level)),
        None => String::new(),
    };
    format!(
        "guide.{}.{}{level}.{rest}",
        slug(request.company),
        slug(&region.region)
    )
}

fn measure_slug(measure: Measure) -> &'static str {
    match measure {
        Measure::Base => "base",
        Measure::Bonus => "bonus",
        Measure::Equity => "equity",
        Measure::Total => "total",
    }
}

fn built_region(
    request: &BuildRequest,
    region: &RegionEvidence,
    guide: &mut BuiltGuide,
) -> BuiltRegion {
    let mut built = BuiltRegion {
        region: region.region.clone(),
        level: region.level.clone(),
        asks: Vec::new(),
        lacks: Vec::new(),
    };
    for (index, band) in region.bands.iter().enumerate() {
        let id = path(
            request,
            region,
            &format!("{}.band{}", measure_slug(band.measure), index + 1),
        );
        let points: Vec<String> = (band.points().iter())
            .map(|(percent, value)| {
                let least = if band.is_top_coded(*value) {
                    "at least "
                } else {
                    ""
                };
                format!("p{percent} {least}{value:.0}")
            })
            .collect();
        guide.evidence.push(EvidenceLine {
            id,
            region: region.region.clone(),
            subject: band.subject.clone(),
            measure: band.measure.label(),
            text: format!("{} {}", band.currency, points.join(", ")),
            n: band.n,
            as_of: Some(band.as_of),
            grade: band.grade,
            sources: band.sources.clone(),
            caveats: band.caveats.clone(),
        });
    }
    for measure in [Measure::Base, Measure::Bonus, Measure::Equity] {
        let of_measure = || {
            region
                .bands
                .iter()
                .enumerate()
                .filter(|(_, b)| b.measure == measure)
        };
        let found = of_measure().find_map(|(index, band)| {
            let id = path(request, region, measure_slug(measure));
            ask::of_band(&id, index, band)
        });
        match found {
            Some((ask, traces)) => {
                built.asks.push(ask);
                guide.traces.extend(traces);
            }
            None if of_measure().next().is_some() => built.lacks.push(format!(
                "{}: no band states a median and a higher percentile, so there is no ask",
                measure.label()
            )),
            None => built
                .lacks
                .push(format!("{}: no evidence", measure.label())),
        }
    }
    built
}

/// Published ranges for the region, listed as evidence; they set no ask.
fn published_lines(
    request: &BuildRequest,
    region: &RegionEvidence,
    published: &PublishedSet,
    guide: &mut BuiltGuide,
) {
    let of_company = Query {
        role: Some(request.role),
        level: None,
        place: Some(&region.region),
        stage: None,
        company: Some(request.company),
    };
    let at_large = Query {
        level: region.level.as_deref().or(request.level),
        company: None,
        ..of_company.clone()
    };
    let own = published
        .ranges(&of_company)
        .into_iter()
        .filter(|(range, _)| range.company.is_some());
    let wide = published
        .ranges(&at_large)
        .into_iter()
        .filter(|(range, _)| range.measure == PayMeasure::Base && range.tier.is_none());
    for (range, fit) in own.chain(wide) {
        let mut caveats = range.caveats.clone();
        caveats.extend(fit.differs);
        guide.evidence.push(EvidenceLine {
            id: path(request, region, &format!("published.{}", range.id)),
            region: region.region.clone(),
            subject: range.what.clone(),
            measure: match range.measure {
                PayMeasure::Base => "base salary",
                PayMeasure::BonusRate => "bonus, share of base",
                PayMeasure::Grant => "whole grant",
                PayMeasure::Total => "total compensation",
            },
            text: range.in_words(),
            n: range.sample.as_ref().map(|sample| sample.n),
            as_of: range.as_of,
            grade: range.grade,
            sources: vec![range.source.clone()],
            caveats,
        });
    }
}

/// Levers that the evidence carries, and those that only the reader's records can.
fn levers(request: &BuildRequest, published: &PublishedSet, guide: &mut BuiltGuide) {
    let mut levers = Vec::new();
    for region in &guide.regions {
        for ask in &region.asks {
            levers.push(BuiltLever {
                title: format!("Market pay in {}: {}", region.region, ask.measure.label()),
                text: ask.in_words(),
                rests_on: ask.figures.iter().map(|figure| figure.id.clone()).collect(),
                only_if: format!(
                    "your work is what the band describes: {} ({})",
                    ask.subject,
                    ask.grade.label()
                ),
            });
        }
    }
    if !guide.levels.is_empty() {
        levers.push(BuiltLever {
            title: "Level before pay".into(),
            text: "The level decides the band. Ask which level the offer is at, and what the next one asks for.".into(),
            rests_on: Vec::new(),
            only_if: "your scope fits the level you name".into(),
        });
    }
    let choice = published.premium_for(&PremiumQuery {
        role: Some(request.role),
        skills: request.skills,
        domains: request.domains,
        company: None,
        place: None,
        band_is_of_place: true,
        band_role: Some(request.role),
    });
    if let Some(premium) = choice.used {
        levers.push(BuiltLever {
            title: format!("A scarce skill: {}", premium.name),
            text: format!(
                "{} says {} to {} above {}. No sample stands behind it: it may move you up within the band, it is no claim about the market, and a second such premium is not added.",
                premium.source.title, premium.low, premium.high, premium.against
            ),
            rests_on: vec![format!("published.{}", premium.id)],
            only_if: "you can show the work".into(),
        });
    }
    if let Some(fact) = published.default_for(Use::PostedRangeHeadroom) {
        let (low, high) = fact.span();
        levers.push(BuiltLever {
            title: "Above a posted range".into(),
            text: format!(
                "If the posting states a range, {} puts the room above its top at {low} to {high}: a {}.",
                fact.source.title,
                fact.label()
            ),
            rests_on: vec![format!("published.{}", fact.id)],
            only_if: "the employer posted a range for this role".into(),
        });
    }
    if let Some(fact) = published.default_for(Use::SigningBonus) {
        let (low, high) = fact.span();
        levers.push(BuiltLever {
            title: "A signing bonus where base is capped".into(),
            text: format!(
                "It is paid once and leaves the band alone. {low} to {high} is a {}.",
                fact.label()
            ),
            rests_on: vec![format!("published.{}", fact.id)],
            only_if: "base or level is said to be at its limit".into(),
        });
    }
    levers.push(BuiltLever {
        title: "Another offer".into(),
        text: "Name its terms as they stand on paper, and as what it is: written, verbal, or a process that is running.".into(),
        rests_on: Vec::new(),
        only_if: "you hold it; this guide supplies none".into(),
    });
    guide.levers = levers;
}

impl BuiltGuide {
    /// The guide as Markdown, which [`crate::read`] reads back with the same figures.
    pub fn to_markdown(&self) -> String {
        markdown::render(self)
    }

    /// The trace of a figure by its path.
    pub fn explain(&self, id: &str) -> Option<&Trace> {
        self.traces.iter().find_map(|trace| trace.find(id))
    }
}

/// A trace leaf for a percentile of a band.
pub(crate) fn percentile_trace(id: &str, band: &Band, percent: u8, value: f64) -> Trace {
    let mut trace = Trace::new(
        format!("{id}.p{percent}"),
        format!("p{percent} of {}", band.subject),
        TraceValue::Number(value),
    );
    trace.sources = band.sources.clone();
    trace.notes = band.caveats.clone();
    if let Some(n) = band.n {
        trace = trace.noting(format!("{n} observations as of {}", band.as_of));
    }
    trace
}

#[cfg(test)]
mod tests;
