//! A floor as people read it.

use batna_value::floor::Floor;

use super::{chance, short, whole};
use crate::document::{Document, Text};
use crate::reservation::{DELAY, FloorReport, ONE_MORE};

/// Everything that `batna floor` says.
pub fn floor_document(floor: &Floor) -> Document {
    let mut document = Document::new(
        "Where to walk away",
        format!(
            "Seen from {}: after tax, as certain money over {} years. Private: nothing addressed \
             to an employer ever holds these figures.",
            floor.as_of, floor.horizon_years
        ),
    );
    offers_table(&mut document, floor);
    alternatives(&mut document, floor);
    switching(&mut document, floor);
    rule_of_thumb(&mut document, floor);
    monthly_cover(&mut document, floor);
    warnings(&mut document, floor);
    document
}

/// A floor with the search that could go on, and other tolerances for risk.
pub fn floor_report_document(report: &FloorReport) -> Document {
    let mut document = floor_document(&report.floor);
    let currency = report.floor.currency;
    document.subheading("If you go on searching");
    match &report.search {
        None => document.paragraph(
            "Nothing to reckon with: state chance, expected_total and expected_by of a running \
             process in me.toml.",
        ),
        Some(search) => document.list(vec![
            Text::new()
                .plain("searching on is worth ")
                .figure(
                    format!("{} a year", short(search.reservation_a_year, currency)),
                    search.id,
                )
                .plain(
                    ": an offer worth that much is worth taking (McCall's rule over your running \
                     processes and none after them; it stands beside the floor, which counts the \
                     same processes)",
                ),
            Text::new()
                .plain("one more offer in hand today would add ")
                .figure(short(search.value.one_more_offer, currency), ONE_MORE)
                .plain(" over the horizon; a month in which none can come costs ")
                .figure(short(search.value.month_of_delay, currency), DELAY),
        ]),
    }
    let years: Vec<Vec<Text>> = report
        .by_tolerance
        .iter()
        .map(|one| {
            let label = match one.risk_aversion {
                none if none <= 0.0 => "only the mean counts (0)".to_owned(),
                some => format!("risk aversion {some}"),
            };
            let floors =
                one.floor_a_year
                    .iter()
                    .zip(&one.ids)
                    .map(|((_, floor), id)| match floor {
                        Some(floor) => Text::new().figure(short(*floor, currency), id),
                        None => Text::from("unknown".to_owned()),
                    });
            std::iter::once(Text::from(label)).chain(floors).collect()
        })
        .collect();
    if !report.floor.offers.is_empty() {
        document.subheading("Floor a year by how you take risk");
        let offers = report.floor.offers.iter().map(|one| one.employer.clone());
        document.table(
            std::iter::once(String::new()).chain(offers).collect(),
            years,
        );
    }
    document
}

/// Each offer against its floor.
pub(super) fn offers_table(document: &mut Document, floor: &Floor) {
    let label = |id: &str| {
        floor
            .alternatives
            .iter()
            .find(|one| one.id == id)
            .map_or(id.to_owned(), |one| one.label.clone())
    };
    let header = [
        "",
        "worth a year",
        "floor a year",
        "set by",
        "base at the floor",
    ]
    .map(str::to_owned)
    .to_vec();
    let years = f64::from(floor.horizon_years);
    let rows = floor
        .offers
        .iter()
        .map(|offer| {
            let money = |value: Option<f64>| {
                value.map_or("unknown".to_owned(), |value| short(value, floor.currency))
            };
            vec![
                Text::from(offer.employer.clone()),
                Text::from(money(offer.worth.map(|worth| worth / years))),
                Text::new().figure(money(offer.floor_a_year), &offer.id),
                Text::from(offer.binds.as_deref().map_or("nothing known".into(), label)),
                Text::from(
                    offer
                        .base_at_floor
                        .as_ref()
                        .and_then(|even| Some(short(even.needed?, even.currency)))
                        .unwrap_or_else(|| "unknown".to_owned()),
                ),
            ]
        })
        .collect();
    document.table(header, rows);
}

pub(super) fn alternatives(document: &mut Document, floor: &Floor) {
    let years = f64::from(floor.horizon_years);
    document.subheading("What you could do instead");
    document.list(
        floor
            .alternatives
            .iter()
            .map(|one| {
                let worth = one
                    .certainty_equivalent
                    .map_or("not valued".to_owned(), |worth| {
                        format!("{} a year", short(worth / years, floor.currency))
                    });
                let odds = match one.chance {
                    Some(1.0) => String::new(),
                    Some(odds) => format!(", {} by your own estimate", chance(odds)),
                    None => ", chance not stated".to_owned(),
                };
                let note = one
                    .note
                    .as_ref()
                    .map_or(String::new(), |note| format!(" ({note})"));
                Text::from(format!("{}: {worth}{odds}{note}", one.label))
            })
            .collect(),
    );
}

pub(super) fn switching(document: &mut Document, floor: &Floor) {
    if !floor.switching_costs.is_empty() {
        document.subheading("What leaving costs on top of what staying holds");
        let mut items: Vec<Text> = floor
            .switching_costs
            .iter()
            .map(|cost| {
                Text::from(format!(
                    "{}: {} ({})",
                    cost.what,
                    whole(cost.amount, floor.currency),
                    cost.note
                ))
            })
            .collect();
        if items.len() > 1 {
            items.push(Text::from(format!(
                "together {}",
                whole(floor.switching_total, floor.currency)
            )));
        }
        document.list(items);
    }
}

fn rule_of_thumb(document: &mut Document, floor: &Floor) {
    if let Some(rule) = &floor.heuristic {
        document.note(format!(
            "{}: {} to {} ({}). It is not part of the floor.",
            rule.rule,
            short(rule.low, floor.currency),
            short(rule.high, floor.currency),
            rule.source
        ));
    }
}

/// Guaranteed pay against what the person needs a month.
pub(super) fn monthly_cover(document: &mut Document, floor: &Floor) {
    if let Some(needs) = &floor.needs {
        document.list(
            needs
                .offers
                .iter()
                .map(|cover| {
                    let net = cover
                        .monthly_net
                        .map_or("an unknown amount".to_owned(), |net| {
                            whole(net, floor.currency)
                        });
                    Text::from(format!(
                        "{}: {net} a month of guaranteed pay after tax, against a need of {}",
                        cover.employer,
                        whole(needs.monthly, floor.currency)
                    ))
                })
                .collect(),
        );
    }
}

pub(super) fn warnings(document: &mut Document, floor: &Floor) {
    if !floor.warnings.is_empty() {
        document.list(
            floor
                .warnings
                .iter()
                .map(|warning| Text::new().strong("Mind: ").plain(warning.clone()))
                .collect(),
        );
    }
}
