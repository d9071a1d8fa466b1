//! The brief: the page or two that a person takes into the call.

use batna_core::{Currency, Trace};
use batna_guide::published::{PayMeasure, PublishedRange};
use batna_plan::script::{Names, ObjectionView, Script, Wording};
use batna_value::comparison::Comparison;
use batna_value::floor::Floor;
use serde::Serialize;

use crate::appraisal::Appraisal;
use crate::charts::{BandRow, Mark, band_strips};
use crate::document::{Document, Text};
use crate::planning::Planned;
use crate::report::plans::{self, objections_section, paragraphs};
use crate::report::{break_even_text, chance, floor_sections, measures_table, short, whole};
use crate::unknowns::{RankedGap, ranked_gaps};
use crate::{Failure, Workbench};

/// Objections answered in a brief; `batna script --objections` prints them all.
const OBJECTIONS: [&str; 4] = [
    "top-of-band",
    "budget",
    "current-salary",
    "exploding-deadline",
];
/// Published ranges shown in a brief.
const RANGES: usize = 3;
/// Questions asked in a brief.
const QUESTIONS: usize = 6;

/// Everything a brief says, as data.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Brief {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: jiff::civil::Date,
    pub offer: String,
    pub value: batna_value::valuation::Valuation,
    pub compare: Comparison,
    pub floor: Floor,
    pub plan: batna_plan::CounterPlan,
    pub scripts: Vec<Script>,
    pub objections: Vec<ObjectionView>,
    pub unknown: Vec<RankedGap>,
    #[serde(skip)]
    market: crate::market_evidence::MarketEvidence,
    #[serde(skip)]
    traces: Vec<Trace>,
}

impl Workbench {
    /// The brief for one offer (the one named, or the one worth most).
    ///
    /// Errors: no open offer, or built-in data at fault.
    pub fn brief(&self, appraisal: &Appraisal<'_>, named: Option<&str>) -> Result<Brief, Failure> {
        let offer = self.choose_offer(appraisal, named)?;
        let compare = appraisal.compare()?;
        let floor = appraisal.floor(self)?;
        let planned = self.plan(appraisal, &floor, &offer, &[])?;
        let names = Names::default();
        let wording = Wording::default();
        let scripts = [
            "call",
            "counter-email",
            "recap",
            "thanks-and-writing",
            "still-open",
        ]
        .into_iter()
        .filter_map(|kind| self.script(&planned, kind, &names, wording).ok())
        .collect();
        let objections = self
            .objections(&planned, &names, wording)?
            .into_iter()
            .filter(|objection| OBJECTIONS.contains(&objection.id.as_str()))
            .collect();
        let traces = appraisal.brief_traces(&floor, &planned);
        let Planned { plan, market, .. } = planned;
        Ok(Brief {
            schema: "batna/brief/1",
            as_of: appraisal.opened.as_of,
            unknown: ranked_gaps(appraisal, &offer),
            offer,
            value: appraisal.valuation.clone(),
            compare,
            floor,
            plan,
            scripts,
            objections,
            market,
            traces,
        })
    }

    /// The brief as a document.
    ///
    /// Errors: built-in data at fault.
    pub fn brief_document(&self, brief: &Brief) -> Result<Document, Failure> {
        let knowledge = self.built_in().knowledge()?;
        let plan = &brief.plan;
        let mut document = Document::new(
            format!("Countering {}", plan.employer),
            format!(
                "Seen from {}, over {} years, after tax. Private: the floor and the accept-if are \
                 for you alone. Not tax or legal advice.",
                brief.as_of, brief.value.horizon_years
            ),
        );
        document.paragraph(Text::new().strong(plan.summary.clone()));
        document.heading("What each is worth");
        measures_table(&mut document, &brief.value);
        pairs(&mut document, brief);
        market(&mut document, brief);
        document.heading("Where to walk away");
        floor_sections(&mut document, &brief.floor);
        plans::packages(&mut document, plan, knowledge);
        plans::order(&mut document, plan, knowledge);
        plans::leverage(&mut document, plan);
        words(&mut document, brief);
        writing(&mut document, brief);
        plans::dates(&mut document, plan);
        Ok(document)
    }
}

impl Brief {
    /// How the figures came about, for the appendix of the page.
    pub fn traces(&self) -> &[Trace] {
        &self.traces
    }

    fn currency(&self) -> Currency {
        self.value.currency
    }
}

fn pairs(document: &mut Document, brief: &Brief) {
    let name = |id: &str| {
        brief
            .compare
            .alternatives
            .iter()
            .find(|one| one.id == id)
            .map_or(id.to_owned(), |one| one.employer.clone())
    };
    let mut items = Vec::new();
    for pair in &brief.compare.pairs {
        let ahead = if pair.certainty_gap >= 0.0 {
            &pair.a
        } else {
            &pair.b
        };
        let evens: Vec<String> = pair
            .break_evens
            .iter()
            .filter_map(|even| break_even_text(even, &name(&even.alternative), brief.currency()))
            .take(2)
            .collect();
        let level = if evens.is_empty() {
            String::new()
        } else {
            format!(" Level if {}.", evens.join(", or "))
        };
        items.push(Text::from(format!(
            "{} beats {} in {} of paths; as certain money {} is ahead by {} a year.{level}",
            name(&pair.a),
            name(&pair.b),
            chance(pair.p_a_beats_b),
            name(ahead),
            short(
                pair.certainty_gap.abs() / f64::from(brief.value.horizon_years),
                brief.currency()
            ),
        )));
    }
    for row in brief
        .compare
        .non_cash
        .iter()
        .filter(|row| !row.factors.is_empty())
    {
        items.push(Text::from(format!(
            "{}: what is not pay you priced at {} a year; it is in no figure above",
            name(&row.alternative),
            short(row.total_a_year, brief.currency())
        )));
    }
    document.list(items);
}

fn market(document: &mut Document, brief: &Brief) {
    document.heading("What the market pays");
    let mut rows = Vec::new();
    let mut strips = Vec::new();
    for band in &brief.market.bands {
        let points: Vec<String> = band
            .points()
            .iter()
            .map(|(percent, value)| {
                let least = if band.is_top_coded(*value) {
                    "at least "
                } else {
                    ""
                };
                format!("p{percent} {least}{}", short(*value, band.currency))
            })
            .collect();
        let source = band
            .sources
            .first()
            .map_or(String::new(), ToString::to_string);
        rows.push(vec![
            Text::from(format!("{}: {}", band.subject, band.measure.label())),
            Text::from(points.join(", ")),
            Text::from(format!(
                "{}, {}{}",
                source,
                band.as_of,
                band.n.map_or(String::new(), |n| format!(", n={n}"))
            )),
        ]);
        if band.measure == batna_core::Measure::Base
            && let (Some(low), Some(high)) = (band.p10.or(band.p25), band.p90.or(band.p75))
        {
            strips.push(BandRow {
                label: band.subject.clone(),
                note: format!("{}, {}", band.grade.label(), band.as_of),
                low,
                median: band.p50,
                high,
                open_top: band.is_top_coded(high),
            });
        }
    }
    // A brief shows pay, not parts of it, and sampled ranges before asserted ones.
    let telling = brief
        .market
        .ranges
        .iter()
        .filter(|(range, _)| matches!(range.measure, PayMeasure::Base | PayMeasure::Total))
        .filter(|(range, _)| range.grade.supports_a_market_claim() || range.company.is_some());
    for (range, fit) in telling.take(RANGES) {
        let differs = if fit.differs.is_empty() {
            String::new()
        } else {
            format!(" ({})", fit.differs.join("; "))
        };
        rows.push(vec![
            Text::from(format!("{}{differs}", range.what)),
            Text::from(range_text(range)),
            Text::from(format!(
                "{}, {}{}",
                range.source,
                range.grade.label(),
                range
                    .sample
                    .as_ref()
                    .map_or(String::new(), |sample| format!(
                        ", n={} {}",
                        sample.n, sample.unit
                    ))
            )),
        ]);
        if range.measure == PayMeasure::Base
            && let (Some(low), Some(high)) = (range.low.money(), range.high.money())
            && low.currency() == brief.currency()
        {
            strips.push(BandRow {
                label: range.what.clone(),
                note: format!("{}; a range, no percentiles", range.grade.label()),
                low: low.to_f64(),
                median: None,
                high: high.to_f64(),
                open_top: range.open_above,
            });
        }
    }
    if rows.is_empty() {
        document.paragraph(
            "Nothing is known for this role and place. State role, level and location, or import \
             data with `batna market import`.",
        );
        return;
    }
    let marks: Vec<Mark> = brief
        .value
        .alternatives
        .iter()
        .filter(|one| one.currency == brief.currency() && brief.value.currency == one.currency)
        .filter_map(|one| {
            Some(Mark {
                label: one.employer.clone(),
                value: one.figures.guaranteed_cash.p50?,
            })
        })
        .collect();
    if !strips.is_empty() {
        document.picture(band_strips(
            "chart-market",
            "Base pay in the market, with what is on the table",
            &format!("{} a year, base", brief.currency()),
            brief.currency(),
            &strips,
            &marks,
        ));
    }
    document.aligned_table(
        vec!["what".into(), "pays".into(), "evidence".into()],
        vec![crate::document::Align::Left; 3],
        rows,
    );
}

pub(crate) fn range_text(range: &PublishedRange) -> String {
    let text = |quantity: batna_guide::published::Quantity| match quantity {
        batna_guide::published::Quantity::Money(money) => money.short(),
        batna_guide::published::Quantity::Rate(rate) => rate.to_string(),
        batna_guide::published::Quantity::Number(number) => number.normalize().to_string(),
    };
    let top = if range.open_above { "at least " } else { "" };
    let over = range
        .vest_years
        .map_or(String::new(), |years| format!(" over {years} years"));
    format!("{} to {top}{}{over}", text(range.low), text(range.high))
}

fn words(document: &mut Document, brief: &Brief) {
    document.heading("What to say");
    let find = |kind: &str| brief.scripts.iter().find(|script| script.kind == kind);
    let first = find("call")
        .or_else(|| find("thanks-and-writing"))
        .or_else(|| find("still-open"));
    match first {
        Some(script) => {
            document.paragraph(format!("{} ({}):", script.label, script.channel));
            document.quote(paragraphs(&script.outgoing.text()));
        }
        None => document.paragraph("The case does not support a script yet."),
    }
    if !brief.objections.is_empty() {
        objections_section(document, &brief.objections);
    }
    document.note(
        "`batna script counter-email`, `batna script recap` and others print the e-mails; every \
         sentence rests on a record of the case.",
    );
}

fn writing(document: &mut Document, brief: &Brief) {
    document.heading("Get in writing, and what is unknown");
    let mut items = vec![Text::from(
        "every term agreed on the call, in a revised letter, before you answer it",
    )];
    items.extend(brief.unknown.iter().take(QUESTIONS).map(|gap| {
        let worth = gap.worth.map_or(String::new(), |worth| {
            format!(
                " Between the ends of its range lie {} ({})",
                whole(worth, brief.currency()),
                gap.basis.as_deref().unwrap_or("range not sourced")
            )
        });
        Text::new()
            .strong(gap.question.clone())
            .plain(format!(" {}.{worth}", gap.why.trim_end_matches('.')))
    }));
    let more = brief.unknown.len().saturating_sub(QUESTIONS);
    if more > 0 {
        items.push(Text::from(format!("and {more} more: `batna brief --json`")));
    }
    document.list(items);
    // A note that several alternatives share is said once.
    let mut notes: Vec<(&str, Vec<&str>)> = Vec::new();
    for one in &brief.value.alternatives {
        for note in &one.notes {
            match notes.iter_mut().find(|(known, _)| known == note) {
                Some((_, employers)) => employers.push(&one.employer),
                None => notes.push((note, vec![&one.employer])),
            }
        }
    }
    document.subheading("What the figures rest on");
    document.list(
        notes
            .into_iter()
            .map(|(note, employers)| {
                if employers.len() == brief.value.alternatives.len() {
                    Text::from(note)
                } else {
                    Text::from(format!("{}: {note}", employers.join(", ")))
                }
            })
            .collect(),
    );
}
