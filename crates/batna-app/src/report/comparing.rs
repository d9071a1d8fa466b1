//! A comparison as people read it.

use batna_value::comparison::{BreakEven, Comparison, Pair, Unvalued};

use batna_core::Currency;

use super::{chance, short, whole};
use crate::document::{Document, Text};

/// Everything that `batna compare` says.
pub fn comparison_document(comparison: &Comparison) -> Document {
    let mut document = Document::new(
        "Side by side",
        format!(
            "Seen from {}; medians in {}; the better one of each row is starred.",
            comparison.as_of, comparison.currency
        ),
    );
    let mut header = vec![String::new()];
    header.extend(
        comparison
            .alternatives
            .iter()
            .map(|one| one.employer.clone()),
    );
    let rows = comparison
        .measures
        .iter()
        .map(|measure| {
            let mut row = vec![Text::from(measure.label.clone())];
            for (value, alternative) in measure.values.iter().zip(&comparison.alternatives) {
                let text =
                    value.map_or("unknown".into(), |value| short(value, comparison.currency));
                row.push(if measure.best.as_ref() == Some(&alternative.id) {
                    Text::new().strong(format!("* {text}"))
                } else {
                    Text::from(text)
                });
            }
            row
        })
        .collect();
    document.table(header, rows);
    for pair in &comparison.pairs {
        pair_section(&mut document, comparison, pair);
    }
    let priced: Vec<Text> = comparison
        .non_cash
        .iter()
        .filter(|row| !row.factors.is_empty())
        .map(|row| {
            let parts: Vec<String> = row
                .factors
                .iter()
                .map(|factor| {
                    format!(
                        "{} {}",
                        factor.what,
                        short(factor.a_year, comparison.currency)
                    )
                })
                .collect();
            let lead = row.break_even_a_year.map_or(String::new(), |lead| {
                format!(
                    "; in money it {} the best other alternative by {} a year",
                    if lead >= 0.0 { "leads" } else { "trails" },
                    short(lead.abs(), comparison.currency)
                )
            });
            Text::from(format!(
                "{}: {} a year by your own trade-offs{lead}",
                row.alternative,
                parts.join(", ")
            ))
        })
        .collect();
    if !priced.is_empty() {
        document.heading("What is not pay");
        document.list(priced);
        document.note("These are in none of the figures above.");
    }
    for note in &comparison.notes {
        document.note(note.clone());
    }
    document
}

fn pair_section(document: &mut Document, comparison: &Comparison, pair: &Pair) {
    let name = |id: &str| comparison.employer(id);
    document.heading(format!("{} or {}", name(&pair.a), name(&pair.b)));
    let counted = counted_as_nothing(pair, name);
    document.paragraph(format!(
        "{counted}{} is worth more than {} in {} of paths (error {:.1} points). Certain money that \
         is as good: {} {} over the horizon.",
        name(&pair.a),
        name(&pair.b),
        chance(pair.p_a_beats_b),
        pair.mc_error * 100.0,
        if pair.certainty_gap >= 0.0 {
            format!("{} leads by", name(&pair.a))
        } else {
            format!("{} leads by", name(&pair.b))
        },
        whole(pair.certainty_gap.abs(), comparison.currency)
    ));
    let items: Vec<Text> = pair
        .break_evens
        .iter()
        .filter_map(|even| break_even_text(even, &name(&even.alternative)))
        .chain(unvalued_levels(pair, comparison.currency, name))
        .map(Text::from)
        .collect();
    if !items.is_empty() {
        document.paragraph("They draw level if, with everything else as offered,");
        document.list(items);
    }
}

/// `With OpenAI's profit units counted as nothing, `; empty where all equity is valued. A verdict
/// begins with it: what follows holds only so.
pub(crate) fn counted_as_nothing(pair: &Pair, name: impl Fn(&str) -> String) -> String {
    let parts: Vec<String> = pair
        .unvalued
        .iter()
        .map(|one| format!("{}'s {}", name(&one.alternative), one.what))
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("With {} counted as nothing, ", parts.join(" and "))
}

/// What equity that is not valued would have to bring, in a phrase each.
pub(crate) fn unvalued_levels(
    pair: &Pair,
    currency: Currency,
    name: impl Fn(&str) -> String,
) -> Vec<String> {
    let phrase = |one: &Unvalued| {
        let level = one.level_at?;
        let advertised = one.advertised.map_or(String::new(), |stated| {
            format!(" of the {} advertised", whole(stated, currency))
        });
        Some(format!(
            "{}'s {} brought {} after tax{advertised}, as certain money",
            name(&one.alternative),
            one.what,
            whole(level, currency)
        ))
    };
    pair.unvalued.iter().filter_map(phrase).collect()
}

/// One break-even in a phrase.
pub(crate) fn break_even_text(even: &BreakEven, name: &str) -> Option<String> {
    let (needed, currency) = (even.needed?, even.currency);
    Some(match even.term.as_str() {
        "base" => format!(
            "{name}'s base were {} (now {})",
            whole(needed, currency),
            whole(even.now?, currency)
        ),
        "signing" => format!("{name}'s signing bonus were {}", whole(needed, currency)),
        "grant" => format!("{name}'s grant were {needed:.1} times what is offered"),
        "growth" => format!("{name} grew by {:.0}% a year", needed * 100.0),
        _ => return None,
    })
}
