//! Answers a question about pay in plain English through the bands of the façade.
//!
//! The reading comes first and is shown; what it leaves in doubt is asked back before the
//! nearest reading is answered. What no evidence covers is refused with the reason.
//! Leaves out: reading itself (`batna_market::ask`) and the statistics.

mod behind;
mod each;
mod moved;
mod thin;

use batna_core::{Currency, Measure, Money};
pub use batna_guide::published::Premium as PublishedPremium;
use batna_market::ask::{
    AskBack, Axis, Confidence, PlaceKind, Reading, Statistic, Time, Vocabulary, VocabularySources,
    read,
};
use batna_market::observation::{Dimension, Observations as _, Selection, SourceClass};
use jiff::civil::Date;
use serde::Serialize;

use crate::market::{MarketBand, MarketRequest, fault};
use crate::{Failure, Workbench};

/// Bands worked out for one question at most.
const MOST_BANDS: usize = 12;

/// A question answered, asked back, or refused.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct MarketAnswer {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub read_as: String,
    pub reading: Reading,
    /// What the question leaves in doubt.
    pub asks: Vec<AskBack>,
    /// The figures asked for, in a sentence each.
    pub answers: Vec<String>,
    pub bands: Vec<MarketBand>,
    /// Where a cell asked for is too thin: the nearest wider one, which is no answer to it.
    pub nearest: Vec<MarketBand>,
    /// Published premiums of the skills asked about.
    pub published: Vec<PublishedPremium>,
    pub notes: Vec<String>,
    pub refusals: Vec<Unanswered>,
}

/// A part of the question that no evidence answers.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Unanswered {
    pub about: String,
    pub reason: String,
}

impl Workbench {
    /// Reads a question and answers it from the store, or from official wages.
    ///
    /// Errors: built-in data or the store at fault. What cannot be answered is no error.
    pub fn market_ask(&self, question: &str) -> Result<MarketAnswer, Failure> {
        let reading = self.read_question(question)?;
        let mut answer = MarketAnswer {
            schema: "batna/market-answer/1",
            as_of: self.world().as_of(None),
            read_as: reading.in_words(),
            asks: reading.asks.clone(),
            reading,
            answers: Vec::new(),
            bands: Vec::new(),
            nearest: Vec::new(),
            published: Vec::new(),
            notes: Vec::new(),
            refusals: Vec::new(),
        };
        let reading = answer.reading.clone();
        let any_role = reading.split == Some(Axis::Role);
        if reading.statistic == Statistic::Evidence && reading.roles.is_empty() && !any_role {
            self.answer_sources(&mut answer)?;
            return Ok(answer);
        }
        if reading.confidence == Confidence::Unclear || (reading.roles.is_empty() && !any_role) {
            let which = AskBack::for_role();
            if !answer.asks.contains(&which) {
                answer.asks.push(which);
            }
            answer.refuse("the question", "it names no kind of work that is known");
            return Ok(answer);
        }
        if let Some(year) = reading.time.iter().filter_map(ahead(answer.as_of)).next() {
            answer.refuse(&year.to_string(), "lies ahead; evidence is of the past");
            return Ok(answer);
        }
        for employer in reading.employers.iter().filter(|e| e.id.is_none()) {
            let reason = "no evidence names this employer; ask without it for the market";
            answer.refuse(&employer.name, reason);
        }
        if !answer.refusals.is_empty() {
            return Ok(answer);
        }
        if reading.statistic == Statistic::Premium {
            self.answer_premium(&reading, &mut answer)?;
            return Ok(answer);
        }
        let requests = self.requests(&reading, &mut answer)?;
        for request in requests {
            let each = match reading.split {
                Some(axis) => self.answer_each(&reading, axis, &request, &mut answer)?,
                None => false,
            };
            if each {
                continue;
            }
            if request.role.is_empty() {
                let about = in_words(&request, reading.measure_stated);
                answer.refuse(&about, "the store has a band of no role there");
                continue;
            }
            self.answer_one(&reading, request, &mut answer)?;
        }
        if !reading.skills.is_empty() || reading.experience.is_some() {
            answer.notes.push(
                "Skills and years do not narrow a band; `batna market predict` weighs them."
                    .to_owned(),
            );
        }
        if reading.remote || reading.on_site {
            answer.note("Remote, hybrid and on-site work are not told apart in a band.");
        }
        if reading.time.iter().any(is_part_of_year) {
            answer.note("Rows know their year alone: all of it is taken.");
        }
        Ok(answer)
    }

    /// The reading, with employers that only the store knows.
    fn read_question(&self, question: &str) -> Result<Reading, Failure> {
        let broken = |what: String| Failure::internal(format!("built-in data: {what}"));
        let text = |name: &str| {
            batna_data::text(name).ok_or_else(|| Failure::internal(format!("no {name} built in")))
        };
        let sources = self.market_sources()?;
        let vocabulary = Vocabulary::parse(VocabularySources {
            ask: text("market/ask.toml")?,
            filler: text("market/filler.toml")?,
            employers: &sources.rules.employers,
            places: &sources.rules.places,
            roles: &sources.rules.roles,
        })
        .map_err(|e| broken(e.to_string()))?;
        let reading = read(question, &vocabulary);
        if !self.has_store() || reading.employers.iter().all(|e| e.id.is_some()) {
            return Ok(reading);
        }
        let store = self.need_store()?;
        let mut known = Vec::new();
        for employer in reading.employers.iter().filter(|e| e.id.is_none()) {
            let why = self.market_why(&employer.name, "", "", "")?;
            let Some(id) = why.employer.to else { continue };
            let selection = Selection::all().with(Dimension::Employer, id.clone());
            let mut has_rows = false;
            store
                .rows(&selection, &mut |_| {
                    has_rows = true;
                    false
                })
                .map_err(fault)?;
            if has_rows {
                known.push((id, employer.name.clone()));
            }
        }
        if known.is_empty() {
            return Ok(reading);
        }
        let known = known.iter().map(|(id, name)| (id.as_str(), name.as_str()));
        Ok(read(question, &vocabulary.with_employers(known)))
    }

    /// What to ask of the bands: one request for each combination the question names.
    fn requests(
        &self,
        reading: &Reading,
        answer: &mut MarketAnswer,
    ) -> Result<Vec<MarketRequest>, Failure> {
        let mut all = vec![MarketRequest {
            currency: reading.currency,
            ..MarketRequest::default()
        }];
        let widen = |all: &mut Vec<MarketRequest>, each: Vec<Change>| {
            if !each.is_empty() {
                *all = all
                    .iter()
                    .flat_map(|request| each.iter().map(|change| change.applied(request)))
                    .collect();
            }
        };
        widen(
            &mut all,
            reading.roles.iter().cloned().map(Change::Role).collect(),
        );
        widen(
            &mut all,
            reading
                .measures
                .iter()
                .copied()
                .map(Change::Measure)
                .collect(),
        );
        let mut levels: Vec<Change> = reading.levels.iter().cloned().map(Change::Level).collect();
        // `L5` is another level at each employer: with several named, none is read for all.
        if let ([_, ..], [_, _, ..]) = (&*reading.company_levels, &*reading.employers) {
            answer.refuse(
                &reading.company_levels.join(", "),
                "a company's own level is read for one employer at a time",
            );
            return Ok(Vec::new());
        }
        for own in &reading.company_levels {
            let employer = reading.employers.first().map_or("", |e| e.name.as_str());
            match self.market_why(employer, "", own, "")?.seniority.to {
                Some(level) => {
                    answer
                        .notes
                        .push(format!("{own} is taken as {level} by the level map."));
                    levels.push(Change::Level(level));
                }
                None => answer.refuse(own, "the level map does not know this level there"),
            }
        }
        widen(&mut all, levels);
        let mut places = Vec::new();
        for place in &reading.places {
            if place.kind == PlaceKind::Continent {
                answer.refuse(&place.name, "bands are of a country or smaller");
                return Ok(Vec::new());
            }
            places.push(Change::Place(place.name.clone()));
        }
        widen(&mut all, places);
        let stages = reading.stages.iter().flat_map(|group| group.stages.clone());
        widen(&mut all, stages.map(Change::Stage).collect());
        let names = reading.employers.iter().map(|e| e.name.clone());
        widen(&mut all, names.map(Change::Employer).collect());
        widen(&mut all, years(&reading.time, answer.as_of));
        if all.len() > MOST_BANDS {
            answer.notes.push(format!(
                "The question names {} combinations; the first {MOST_BANDS} are answered.",
                all.len()
            ));
            all.truncate(MOST_BANDS);
        }
        Ok(all)
    }

    /// The band of one combination; official base where only that is known and no other
    /// measure was asked for.
    fn answer_one(
        &self,
        reading: &Reading,
        mut request: MarketRequest,
        answer: &mut MarketAnswer,
    ) -> Result<(), Failure> {
        if reading.statistic == Statistic::Count && self.count(reading, &request, answer)? {
            return Ok(());
        }
        if reading.statistic == Statistic::Change && self.moved(reading, &request, answer)? {
            return Ok(());
        }
        let mut found = self.market_band(&request);
        if found.is_err() && !reading.measure_stated && request.measure == Some(Measure::Total) {
            request.measure = Some(Measure::Base);
            found = self.market_band(&request);
            if found.is_ok() {
                answer.note("The evidence holds base pay alone for this; no measure was named, so base is given.");
            }
        }
        match found {
            Ok(band) => {
                say(reading, &band, answer);
                answer.bands.push(band);
            }
            Err(failure) if failure.kind == crate::FailureKind::Internal => return Err(failure),
            Err(failure) => {
                let reasons: Vec<String> = (failure.diagnostics.iter())
                    .map(|diagnostic| diagnostic.message.clone())
                    .collect();
                let about = in_words(&request, reading.measure_stated);
                answer.refuse(&about, &reasons.join("; "));
                let wider = self.nearest(reading, &request)?;
                let known = |band: &MarketBand| {
                    let subject = &band.band.subject;
                    (answer.nearest.iter()).any(|other| other.band.subject == *subject)
                };
                let wider = wider.filter(|band| !known(band));
                if let Some(wider) = wider
                    .as_ref()
                    .filter(|_| reading.statistic == Statistic::Placed)
                {
                    say(reading, wider, answer);
                }
                answer.nearest.extend(wider);
            }
        }
        Ok(())
    }

    fn answer_premium(&self, reading: &Reading, answer: &mut MarketAnswer) -> Result<(), Failure> {
        let shows = |premium: &PublishedPremium| {
            reading.skills.iter().any(|skill| {
                let skill = skill.replace('-', " ");
                premium
                    .keywords
                    .iter()
                    .any(|word| word.replace('-', " ") == skill)
            })
        };
        answer.published = self
            .published_premiums()?
            .into_iter()
            .filter(shows)
            .collect();
        if !answer.published.is_empty() {
            answer.note("Published premiums are what pages state, each on its own basis; they do not stack.");
        }
        let request = MarketRequest {
            measure: reading.measures.first().copied(),
            ..MarketRequest::default()
        };
        if self.has_store() {
            match self.market_premiums(&request) {
                Ok(report) => {
                    let wanted = |value: &str| reading.skills.iter().any(|s| s == value);
                    for premium in report.premiums.iter().filter(|p| wanted(&p.feature.value)) {
                        answer.answers.push(format!(
                            "{}: {:+.1}% ({:+.1} to {:+.1}, n={}, {} rows) against {}, an association",
                            premium.feature.value,
                            premium.percent,
                            premium.low,
                            premium.high,
                            premium.n,
                            report.class.label(),
                            premium.against
                        ));
                    }
                }
                Err(failure) if failure.kind == crate::FailureKind::Internal => {
                    return Err(failure);
                }
                Err(_) => answer.note("The store has too few rows for a regression."),
            }
        }
        if answer.published.is_empty() && answer.answers.is_empty() {
            answer.refuse(
                &answer.read_as.clone(),
                "neither the store nor a publication says what it adds",
            );
        }
        Ok(())
    }
}

/// One thing that a question sets.
enum Change {
    Role(String),
    Level(String),
    Place(String),
    Stage(String),
    Employer(String),
    Measure(Measure),
    Years(Option<i16>, Option<i16>),
}

impl Change {
    fn applied(&self, request: &MarketRequest) -> MarketRequest {
        let mut new = request.clone();
        match self {
            Change::Role(value) => new.role = value.clone(),
            Change::Level(value) => new.level = Some(value.clone()),
            Change::Place(value) => new.place = Some(value.clone()),
            Change::Stage(value) => new.stage = Some(value.clone()),
            Change::Employer(value) => new.employer = Some(value.clone()),
            Change::Measure(value) => new.measure = Some(*value),
            Change::Years(from, through) => {
                (new.from_year, new.through_year) = (*from, *through);
            }
        }
        new
    }
}

/// The year of a time that has not come yet.
fn ahead(today: Date) -> impl Fn(&Time) -> Option<i16> {
    move |time| {
        let year = match *time {
            Time::Year { year }
            | Time::Half { year, .. }
            | Time::Quarter { year, .. }
            | Time::Month { year, .. }
            | Time::Since { year, .. } => year,
            Time::Between { to, .. } => to,
            Time::Last { .. } | Time::LastYear | Time::ThisYear => return None,
        };
        (year > today.year()).then_some(year)
    }
}

fn is_part_of_year(time: &Time) -> bool {
    matches!(
        time,
        Time::Half { .. } | Time::Quarter { .. } | Time::Month { .. }
    )
}

/// The years a time stands for; rows know their year alone.
fn years(times: &[Time], today: Date) -> Vec<Change> {
    let one = |year: i16| Change::Years(Some(year), Some(year));
    times
        .iter()
        .map(|time| match *time {
            Time::Year { year }
            | Time::Half { year, .. }
            | Time::Quarter { year, .. }
            | Time::Month { year, .. } => one(year),
            Time::Since { year, .. } => Change::Years(Some(year), None),
            Time::Between { from, to } => Change::Years(Some(from), Some(to)),
            Time::Last { months } => {
                let back = i16::try_from(months.div_ceil(12)).unwrap_or(i16::MAX);
                Change::Years(Some(today.year().saturating_sub(back)), None)
            }
            Time::LastYear => one(today.year().saturating_sub(1)),
            Time::ThisYear => one(today.year()),
        })
        .collect()
}

/// The figure asked for, out of a band.
fn say(reading: &Reading, found: &MarketBand, answer: &mut MarketAnswer) {
    let band = &found.band;
    let at = |percent: u8| band.points().into_iter().find(|(p, _)| *p == percent);
    let mut tell = |percent: u8, name: &str| match at(percent) {
        Some((_, value)) => answer.answers.push(format!(
            "{}: {name} {} ({})",
            band.subject,
            Money::about(value, band.currency),
            found.class.label()
        )),
        None => answer.refuse(
            &format!("{} p{percent}", band.subject),
            "bands hold the percentiles 10, 25, 50, 75 and 90",
        ),
    };
    match reading.statistic {
        Statistic::Median => tell(50, "median"),
        Statistic::Minimum => tell(10, "one in ten below"),
        Statistic::Maximum => tell(90, "one in ten above"),
        Statistic::Percentiles => {
            for percent in &reading.percentiles {
                tell(*percent, &format!("p{percent}"));
            }
        }
        Statistic::Mean => {
            tell(50, "median");
            answer.note("A mean is not kept; the median stands for it.");
        }
        Statistic::Count => answer.answers.push(match band.n {
            Some(n) => format!("{}: {n} rows ({})", band.subject, found.class.label()),
            None => format!("{}: the survey states no number of rows", band.subject),
        }),
        Statistic::Placed => {
            for amount in &reading.amounts {
                if amount
                    .currency
                    .is_some_and(|c: Currency| c != band.currency)
                {
                    answer.refuse(
                        &band.subject,
                        "the amount is in another currency than the band",
                    );
                } else if let Some(percent) = band.percentile_of(amount.value) {
                    let bound = match percent {
                        p if p <= 10.0 => "at or below p",
                        p if p >= 90.0 => "at or above p",
                        _ => "about p",
                    };
                    answer.answers.push(format!(
                        "{} lies {bound}{percent:.0} of {}, {} ({})",
                        Money::about(amount.value, band.currency),
                        band.subject,
                        band.measure.label(),
                        found.class.label()
                    ));
                }
            }
        }
        Statistic::Change => {
            tell(50, "median over that time");
            let hint =
                "A median over a time is no change; `batna market insights` ranks what moved.";
            if found.class == SourceClass::Official {
                answer.refuse(
                    &band.subject,
                    "official wages are built in of one year alone",
                );
            } else {
                answer.note(hint);
            }
        }
        Statistic::Evidence => behind::say(found, answer),
        Statistic::Band | Statistic::Premium => {}
    }
}

/// The request in words, with the measure where it was asked for.
fn in_words(request: &MarketRequest, with_measure: bool) -> String {
    let mut words: Vec<String> = request.level.clone().into_iter().collect();
    words.push(match request.role.is_empty() {
        true => "any role".to_owned(),
        false => request.role.clone(),
    });
    words.extend(request.place.as_ref().map(|place| format!("in {place}")));
    words.extend(request.stage.clone());
    words.extend(request.employer.as_ref().map(|name| format!("at {name}")));
    let measure = request.measure.filter(|_| with_measure);
    let words = words.join(" ");
    match measure {
        Some(measure) => format!("{words}, {}", measure.label()),
        None => words,
    }
}

impl MarketAnswer {
    fn refuse(&mut self, about: &str, reason: &str) {
        self.refusals.push(Unanswered {
            about: about.to_owned(),
            reason: reason.to_owned(),
        });
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
    }
}
