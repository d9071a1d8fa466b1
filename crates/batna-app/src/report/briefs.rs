//! The brief as people read it: on paper one sheet to decide from, one to speak from.

use batna_core::{Band, Measure};
use batna_guide::published::{PayMeasure, PublishedRange};
use batna_plan::{CounterPlan, Knowledge};
use batna_value::comparison::Pair;

use super::floors::{alternatives, monthly_cover, offers_table, switching, warnings};
use super::plans::{self, paragraphs, term};
use super::values::{pictures, years_picture};
use super::{
    break_even_text, chance, counted_as_nothing, measures_table, short, unvalued_levels, whole,
};
use crate::brief::Brief;
use crate::charts::{BandRow, Mark, Paper, band_strips};
use crate::document::{Document, Text};

/// Published ranges shown, and where equity takes room.
const RANGES: usize = 3;
const RANGES_WITH_EQUITY: usize = 1;
/// Questions asked.
const QUESTIONS: usize = 4;

pub(crate) fn brief_document(brief: &Brief, knowledge: &Knowledge) -> Document {
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
    in_short(&mut document, brief, knowledge);
    document.heading("What each is worth");
    measures_table(&mut document, &brief.value);
    match super::equity::picture(brief) {
        Some(equity) => document.beside(
            |left| left.picture(equity),
            |right| {
                if let Some(years) = years_picture(&brief.value, Paper::Half) {
                    right.picture(years);
                }
            },
        ),
        None => pictures(&mut document, &brief.value),
    }
    pairs(&mut document, brief);
    document.heading("What the market pays");
    market(&mut document, brief);
    document.heading("Where to walk away");
    offers_table(&mut document, &brief.floor);
    document.beside(
        |left| alternatives(left, &brief.floor),
        |right| {
            switching(right, &brief.floor);
            monthly_cover(right, &brief.floor);
            warnings(right, &brief.floor);
        },
    );
    document.new_sheet();
    plans::packages(&mut document, plan, knowledge);
    document.beside(
        |left| plans::order(left, plan, knowledge),
        |right| plans::leverage(right, plan),
    );
    document.beside(
        |left| {
            words(left, brief);
            writing(left, brief);
        },
        |right| {
            answers(right, brief);
            plans::dates(right, plan);
            basis(right, brief);
        },
    );
    document
}

/// The four lines to keep in view during the call.
fn in_short(document: &mut Document, brief: &Brief, knowledge: &Knowledge) {
    let plan = &brief.plan;
    let mut items = Vec::new();
    if let Some(opening) = &plan.opening {
        let terms: Vec<String> = plan
            .order
            .iter()
            .map(|step| term(step.component, step.to, plan, knowledge))
            .collect();
        items.push(
            Text::new()
                .strong("Ask for ")
                .plain(format!("{}, worth ", terms.join(", ")))
                .figure(whole(opening.gain.ce, plan.currency), &opening.figure)
                .plain(" more to you over the horizon."),
        );
    }
    items.push(settle(plan, knowledge));
    if let Some(floor) = brief.floor.offer(&brief.offer)
        && let Some(a_year) = floor.floor_a_year
    {
        let set_by = floor
            .binds
            .as_deref()
            .and_then(|id| brief.floor.alternatives.iter().find(|one| one.id == id))
            .map_or(String::new(), |one| {
                // Of a process the list of alternatives says it.
                let note = one.note.as_ref().filter(|_| one.chance == Some(1.0));
                let note = note.map_or(String::new(), |note| format!(" ({note})"));
                format!(", the worth of: {}{note}", one.label)
            });
        items.push(
            Text::new()
                .strong("Walk away below ")
                .figure(short(a_year, brief.floor.currency), &floor.id)
                .plain(format!(" a year after tax, as certain money{set_by}.")),
        );
    }
    if let Some(step) = plan.deadlines.iter().find(|step| step.who == brief.offer) {
        items.push(match (step.day, step.days_left) {
            (Some(day), Some(days)) if days >= 0 => {
                Text::new().strong("Answer by ").plain(format!(
                    "{day}, in {days} {}.",
                    if days == 1 { "day" } else { "days" }
                ))
            }
            (Some(day), _) => Text::new()
                .strong("The deadline has passed: ")
                .plain(format!("it was {day}.")),
            (None, _) => Text::new()
                .strong("No deadline is known: ")
                .plain("ask for it, in writing."),
        });
    }
    document.list(items);
}

/// From where on to accept.
fn settle(plan: &CounterPlan, knowledge: &Knowledge) -> Text {
    let accept = plan.accept_if.for_owner();
    if accept.gain <= 0.0 {
        return Text::new()
            .strong("Accept ")
            .plain("the offer as it stands, should nothing move: it is acceptable to you.");
    }
    let alone: Vec<String> = accept
        .alone
        .iter()
        .filter(|threshold| threshold.at_least > plan.on_the_table.amount(threshold.component))
        .filter(|threshold| !super::plans::asked_for_less(plan, threshold))
        .map(|threshold| term(threshold.component, threshold.at_least, plan, knowledge))
        .take(2)
        .collect();
    let such = if alone.is_empty() {
        String::new()
    } else {
        format!(", such as {} alone", alone.join(" or "))
    };
    Text::new().strong("Accept from ").plain(format!(
        "{} more on, in any mix{such}.",
        whole(accept.gain, plan.currency)
    ))
}

fn pairs(document: &mut Document, brief: &Brief) {
    let name = |id: &str| brief.compare.employer(id);
    let mut items = Vec::new();
    // Those of the offer countered; `batna compare` has all.
    let own = |pair: &&Pair| pair.a == brief.offer || pair.b == brief.offer;
    for pair in brief.compare.pairs.iter().filter(own) {
        let ahead = if pair.certainty_gap >= 0.0 {
            &pair.a
        } else {
            &pair.b
        };
        // What is not valued goes first: it settles whether the rest is of interest.
        let evens: Vec<String> = unvalued_levels(pair, brief.currency(), name)
            .into_iter()
            .chain(
                pair.break_evens
                    .iter()
                    .filter_map(|even| break_even_text(even, &name(&even.alternative))),
            )
            .take(2)
            .collect();
        let level = if evens.is_empty() {
            String::new()
        } else {
            format!(" Level if {}.", evens.join(", or "))
        };
        let counted = counted_as_nothing(pair, name);
        items.push(Text::from(format!(
            "{counted}{} beats {} in {} of paths; as certain money {} leads by {} a year.{level}",
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
            "{}: what is not pay you priced at {} a year; it is in no figure above.",
            name(&row.alternative),
            short(row.total_a_year, brief.currency())
        )));
    }
    items.extend(super::equity::points(brief));
    document.list(items);
}

fn market(document: &mut Document, brief: &Brief) {
    // A brief shows pay, not parts of it, and sampled ranges before asserted ones.
    let telling: Vec<_> = brief
        .market
        .ranges
        .iter()
        .filter(|(range, _)| matches!(range.measure, PayMeasure::Base | PayMeasure::Total))
        .filter(|(range, _)| range.grade.supports_a_market_claim() || range.company.is_some())
        .take(if brief.equity.is_some() {
            RANGES_WITH_EQUITY
        } else {
            RANGES
        })
        .collect();
    if brief.market.bands.is_empty() && telling.is_empty() {
        document.paragraph(brief.market.nothing_known());
        return;
    }
    let currency = brief.currency();
    let strips: Vec<BandRow> = brief
        .market
        .bands
        .iter()
        .filter_map(|band| BandRow::of_band(band, Measure::Base, currency))
        .chain(
            telling
                .iter()
                .filter_map(|(range, _)| BandRow::of_base_range(range, currency)),
        )
        .collect();
    let items = brief
        .market
        .bands
        .iter()
        .map(band_text)
        .chain(
            telling
                .iter()
                .map(|(range, fit)| published_text(range, &fit.differs)),
        )
        .collect();
    document.beside(
        |left| {
            if !strips.is_empty() {
                left.picture(band_strips(
                    "chart-market",
                    "Base pay in the market, with what is on the table",
                    &format!("{} a year, base", brief.currency()),
                    brief.currency(),
                    &strips,
                    &marks(brief),
                    Paper::Half,
                ));
            }
        },
        |right| right.list(items),
    );
}

/// The guaranteed cash of each alternative, to hold against the market's base.
fn marks(brief: &Brief) -> Vec<Mark> {
    brief
        .value
        .alternatives
        .iter()
        .filter(|one| one.currency == brief.currency())
        .filter_map(|one| {
            Some(Mark {
                label: one.employer.clone(),
                value: one.figures.guaranteed_cash.p50?,
            })
        })
        .collect()
}

fn band_text(band: &Band) -> Text {
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
    Text::new()
        .strong(format!(
            "{}, {}",
            capital(&band.subject),
            band.measure.label()
        ))
        .plain(format!(
            ": {}. {}, {}{}",
            points.join(", "),
            band.sources
                .first()
                .map_or(String::new(), ToString::to_string),
            band.as_of,
            band.n.map_or(String::new(), |n| format!(", n={n}"))
        ))
}

fn published_text(range: &PublishedRange, differs: &[String]) -> Text {
    let differs = if differs.is_empty() {
        String::new()
    } else {
        format!(" ({})", differs.join("; "))
    };
    let sample = range.sample.as_ref().map_or(String::new(), |sample| {
        format!(", n={} {}", sample.n, sample.unit)
    });
    Text::new().strong(capital(&range.what)).plain(format!(
        ": {}. {}, {}{sample}{differs}",
        range_text(range),
        range.source,
        range.grade.label(),
    ))
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

fn uncapital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or(String::new(), |first| {
        first.to_lowercase().chain(rest).collect()
    })
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
    let find = |kind: &str| brief.scripts.iter().find(|script| script.kind == kind);
    let first = find("call")
        .or_else(|| find("thanks-and-writing"))
        .or_else(|| find("still-open"));
    match first {
        Some(script) => {
            document.heading(format!("What to say: {}", uncapital(&script.label)));
            document.quote(paragraphs(&script.outgoing.text()));
        }
        None => {
            document.heading("What to say");
            document.paragraph("The case does not support a script yet.");
        }
    }
    document.note(
        "`batna script counter-email`, `batna script recap` and others print the e-mails; every \
         sentence rests on a record of the case.",
    );
}

/// What to answer to the usual objections.
fn answers(document: &mut Document, brief: &Brief) {
    if brief.objections.is_empty() {
        return;
    }
    document.heading("If they say");
    document.list(
        brief
            .objections
            .iter()
            .map(|one| {
                Text::new()
                    .strong(format!("“{}” ", one.label))
                    .plain(one.answer.text().replace("\n\n", " "))
            })
            .collect(),
    );
}

fn writing(document: &mut Document, brief: &Brief) {
    document.heading("Get in writing, and what is unknown");
    let mut items = vec![Text::from(
        "Every term agreed on the call, in a revised letter, before you answer it.",
    )];
    let mut bases: Vec<&str> = Vec::new();
    items.extend(brief.unknown.iter().take(QUESTIONS).map(|gap| {
        let mut item = Text::new()
            .strong(gap.question.clone())
            .plain(format!(" {}.", gap.why.trim_end_matches('.')));
        if let Some(worth) = gap.worth {
            item = item.plain(format!(
                " The answer decides over {}.",
                whole(worth, brief.currency())
            ));
            let basis = gap.basis.as_deref().unwrap_or("no source");
            if !bases.contains(&basis) {
                bases.push(basis);
            }
        }
        item
    }));
    let more = brief.unknown.len().saturating_sub(QUESTIONS);
    if more > 0 {
        items.push(Text::from(format!(
            "And {more} more: `batna brief --json`."
        )));
    }
    document.list(items);
    if !bases.is_empty() {
        document.note(format!(
            "What an answer decides over is the difference between the ends of its range, over \
             the horizon. The ranges: {}.",
            bases.join("; ")
        ));
    }
}

/// What the figures rest on; a note that several alternatives share is said once.
fn basis(document: &mut Document, brief: &Brief) {
    let mut notes: Vec<(&str, Vec<&str>)> = Vec::new();
    for one in &brief.value.alternatives {
        for note in &one.notes {
            match notes.iter_mut().find(|(known, _)| known == note) {
                Some((_, employers)) => employers.push(&one.employer),
                None => notes.push((note, vec![&one.employer])),
            }
        }
    }
    if notes.is_empty() {
        return;
    }
    document.heading("What the figures rest on");
    document.notes(
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
