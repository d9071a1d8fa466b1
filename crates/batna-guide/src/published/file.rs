//! The TOML form of a file of published figures.

use batna_core::{Citation, Grade, Measure, Money, Rate};
use jiff::civil::Date;
use serde::Deserialize;

use super::premium::{Premium, PremiumKind};
use super::quantity::Quantity;
use super::range::{Median, PayMeasure, PublishedRange, Sample};
use super::{Company, Fact, PublishedError, PublishedSet, Source, Use, place};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    source: Option<SourceForm>,
    company: Option<CompanyForm>,
    #[serde(default)]
    place: Vec<place::Entry>,
    #[serde(default)]
    range: Vec<RangeForm>,
    #[serde(default)]
    median: Vec<MedianForm>,
    #[serde(default)]
    pay: Vec<PayForm>,
    #[serde(default)]
    premium: Vec<PremiumForm>,
    #[serde(default)]
    fact: Vec<FactForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceForm {
    id: String,
    title: String,
    publisher: Option<String>,
    url: Option<String>,
    date: Option<toml::value::Datetime>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompanyForm {
    name: String,
    kind: Option<String>,
    valuation: Option<Money>,
    #[serde(default)]
    levels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RangeForm {
    id: String,
    what: String,
    at: String,
    roles: Vec<String>,
    level: Option<String>,
    #[serde(default)]
    also_levels: Vec<String>,
    #[serde(default)]
    years: Vec<u32>,
    place: String,
    #[serde(default)]
    stages: Vec<String>,
    tier: Option<String>,
    measure: PayMeasure,
    vest_years: Option<u32>,
    low: Quantity,
    high: Quantity,
    #[serde(default)]
    open_above: bool,
    as_of: Option<toml::value::Datetime>,
    grade: Grade,
    sample: Option<Sample>,
    #[serde(default)]
    caveats: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MedianForm {
    id: String,
    what: String,
    at: String,
    roles: Vec<String>,
    level: Option<String>,
    place: String,
    #[serde(default)]
    stages: Vec<String>,
    measure: Measure,
    value: Money,
    as_of: toml::value::Datetime,
    grade: Grade,
    sample: Option<Sample>,
    #[serde(default)]
    caveats: Vec<String>,
}

/// One row of a company guide's table; becomes a range for each column.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayForm {
    id: String,
    at: String,
    roles: Vec<String>,
    place: String,
    base: [Quantity; 2],
    grant: Option<[Quantity; 2]>,
    vest_years: Option<u32>,
    bonus_rate: Option<[Quantity; 2]>,
    total: Option<[Quantity; 2]>,
    grade: Grade,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PremiumForm {
    id: String,
    kind: PremiumKind,
    name: String,
    keywords: Vec<String>,
    low: Rate,
    high: Rate,
    against: String,
    #[serde(default)]
    contained_in: Vec<String>,
    company: Option<String>,
    grade: Grade,
    at: String,
    #[serde(default)]
    caveats: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactForm {
    id: String,
    #[serde(rename = "use")]
    used_for: Option<Use>,
    what: String,
    unit: String,
    low: Quantity,
    high: Option<Quantity>,
    grade: Grade,
    at: String,
    #[serde(default)]
    caveats: Vec<String>,
}

/// What is common to the entries of one file.
struct Context<'a> {
    name: &'a str,
    citation: Citation,
    company: Option<String>,
}

impl Context<'_> {
    fn error(&self, id: &str, message: impl Into<String>) -> PublishedError {
        PublishedError::Entry {
            file: self.name.to_owned(),
            id: id.to_owned(),
            message: message.into(),
        }
    }

    fn cite(&self, at: &str) -> Citation {
        self.citation.clone().at(at)
    }

    fn date(
        &self,
        id: &str,
        date: Option<toml::value::Datetime>,
    ) -> Result<Option<Date>, PublishedError> {
        let Some(date) = date else { return Ok(None) };
        let parsed = date.to_string().parse();
        parsed
            .map(Some)
            .map_err(|_| self.error(id, format!("`{date}` is no day")))
    }

    /// A sample makes a published analysis; without one there is at most an assertion,
    /// unless the page names whose data it quotes, which a caveat then says.
    fn check_grade(
        &self,
        id: &str,
        grade: Grade,
        sample: &Option<Sample>,
        caveats: &[String],
    ) -> Result<(), PublishedError> {
        if grade < Grade::Published {
            return Err(self.error(id, "a page is at best a published analysis"));
        }
        if grade == Grade::Published && sample.is_none() && caveats.is_empty() {
            return Err(self.error(id, "neither a sample nor a caveat: grade it an assertion"));
        }
        Ok(())
    }
}

/// Adds the entries of one file to a set.
pub(super) fn read_into(
    set: &mut PublishedSet,
    name: &str,
    text: &str,
) -> Result<(), PublishedError> {
    let file: File = toml::from_str(text).map_err(|error| PublishedError::Syntax {
        file: name.to_owned(),
        message: error.to_string(),
    })?;
    for place in file.place {
        set.places.add(place);
    }
    let Some(source) = file.source else {
        let empty = file.range.is_empty()
            && file.median.is_empty()
            && file.pay.is_empty()
            && file.premium.is_empty()
            && file.fact.is_empty();
        if empty {
            return Ok(());
        }
        return Err(PublishedError::Syntax {
            file: name.to_owned(),
            message: "figures without a [source]".into(),
        });
    };
    let mut context = Context {
        name,
        citation: Citation::new(&source.id, &source.title),
        company: file.company.as_ref().map(|c| c.name.clone()),
    };
    context.citation.url = source.url;
    context.citation.date = context.date(&source.id, source.date)?;
    set.sources.push(Source {
        citation: context.citation.clone(),
        publisher: source.publisher,
        note: source.note,
        company: file.company.map(|company| Company {
            name: company.name,
            kind: company.kind,
            valuation: company.valuation,
            levels: company.levels,
        }),
    });
    for form in file.range {
        set.ranges.push(range(&context, form)?);
    }
    for form in file.median {
        set.medians.push(median(&context, form)?);
    }
    for form in file.pay {
        pay(&context, form, &mut set.ranges)?;
    }
    for form in file.premium {
        set.premiums.push(premium(&context, form)?);
    }
    for form in file.fact {
        set.facts.push(fact(&context, form)?);
    }
    Ok(())
}

fn range(context: &Context, form: RangeForm) -> Result<PublishedRange, PublishedError> {
    if !form.low.ends_with(form.high) {
        return Err(context.error(&form.id, "low and high make no range"));
    }
    if (form.measure == PayMeasure::Grant) != form.vest_years.is_some() {
        return Err(context.error(&form.id, "a grant, and only a grant, has `vest_years`"));
    }
    if (form.measure == PayMeasure::BonusRate) != form.low.rate().is_some() {
        return Err(context.error(&form.id, "the measure and the kind of figure differ"));
    }
    context.check_grade(&form.id, form.grade, &form.sample, &form.caveats)?;
    let mut caveats = form.caveats;
    caveats.push("a stated range; its ends are no percentiles".into());
    if form.as_of.is_none() && context.citation.date.is_none() {
        caveats.push("the source bears no date".into());
    }
    Ok(PublishedRange {
        as_of: context
            .date(&form.id, form.as_of)?
            .or(context.citation.date),
        id: form.id,
        what: form.what,
        measure: form.measure,
        low: form.low,
        high: form.high,
        open_above: form.open_above,
        vest_years: form.vest_years,
        roles: form.roles,
        levels: form.level.into_iter().chain(form.also_levels).collect(),
        years: form.years,
        place: form.place,
        stages: form.stages,
        tier: form.tier,
        company: context.company.clone(),
        sample: form.sample,
        grade: form.grade,
        source: context.cite(&form.at),
        caveats,
    })
}

fn median(context: &Context, form: MedianForm) -> Result<Median, PublishedError> {
    context.check_grade(&form.id, form.grade, &form.sample, &form.caveats)?;
    let as_of = context
        .date(&form.id, Some(form.as_of))?
        .ok_or_else(|| context.error(&form.id, "a median needs its day"))?;
    Ok(Median {
        id: form.id,
        what: form.what,
        measure: form.measure,
        value: form.value,
        roles: form.roles,
        levels: form.level.into_iter().collect(),
        place: form.place,
        stages: form.stages,
        as_of,
        sample: form.sample,
        grade: form.grade,
        source: context.cite(&form.at),
        caveats: form.caveats,
    })
}

fn pay(
    context: &Context,
    form: PayForm,
    ranges: &mut Vec<PublishedRange>,
) -> Result<(), PublishedError> {
    let company = context
        .company
        .clone()
        .ok_or_else(|| context.error(&form.id, "a [[pay]] row needs a [company]"))?;
    let columns = [
        ("base", PayMeasure::Base, Some(form.base), "Base pay"),
        ("grant", PayMeasure::Grant, form.grant, "Grant"),
        ("bonus", PayMeasure::BonusRate, form.bonus_rate, "Bonus"),
        ("total", PayMeasure::Total, form.total, "Total compensation"),
    ];
    for (suffix, measure, ends, word) in columns {
        let Some([low, high]) = ends else { continue };
        let row = RangeForm {
            id: format!("{}.{suffix}", form.id),
            what: format!("{word} at {company}, {}", form.roles.join(" and ")),
            at: form.at.clone(),
            roles: form.roles.clone(),
            level: None,
            also_levels: Vec::new(),
            years: Vec::new(),
            place: form.place.clone(),
            stages: Vec::new(),
            tier: None,
            measure,
            vest_years: form.vest_years.filter(|_| measure == PayMeasure::Grant),
            low,
            high,
            open_above: false,
            as_of: None,
            grade: form.grade,
            sample: None,
            caveats: Vec::new(),
        };
        ranges.push(range(context, row)?);
    }
    Ok(())
}

fn premium(context: &Context, form: PremiumForm) -> Result<Premium, PublishedError> {
    if form.low > form.high {
        return Err(context.error(&form.id, "low and high make no range"));
    }
    context.check_grade(&form.id, form.grade, &None, &form.caveats)?;
    Ok(Premium {
        id: form.id,
        kind: form.kind,
        name: form.name,
        keywords: form.keywords,
        low: form.low,
        high: form.high,
        against: form.against,
        contained_in: form.contained_in,
        company: form.company,
        grade: form.grade,
        source: context.cite(&form.at),
        caveats: form.caveats,
    })
}

fn fact(context: &Context, form: FactForm) -> Result<Fact, PublishedError> {
    if form.high.is_some_and(|high| !form.low.ends_with(high)) {
        return Err(context.error(&form.id, "low and high make no range"));
    }
    context.check_grade(&form.id, form.grade, &None, &form.caveats)?;
    Ok(Fact {
        id: form.id,
        what: form.what,
        unit: form.unit,
        low: form.low,
        high: form.high,
        used_for: form.used_for,
        grade: form.grade,
        source: context.cite(&form.at),
        caveats: form.caveats,
    })
}
