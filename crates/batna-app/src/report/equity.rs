//! Equity as people read it: each grant in a sentence; of the offer countered also a picture and
//! what to mind.

use batna_core::Currency;
use batna_value::alternative::AlternativeKind;
use batna_value::valuation::EquityValue;
use maud::Markup;

use super::{chance, ranged, whole};
use crate::brief::Brief;
use crate::charts::{EquityPanels, equity_panels};
use crate::document::Text;

/// Red flags shown; `batna brief --json` holds all.
const FLAGS: usize = 2;

/// The picture of it; none where nothing can be simulated.
pub(super) fn picture(brief: &Brief) -> Option<Markup> {
    let equity = brief.equity.as_ref()?;
    Some(equity_panels(
        "chart-equity",
        "The equity of the offer: what a sale pays, what it brings after tax, and when",
        &EquityPanels {
            currency: currency(brief),
            payoff: equity
                .payoff
                .as_ref()
                .map(|(today, line)| (*today, line.as_slice())),
            histogram: &equity.simulated.histogram,
            nothing: equity.simulated.outcome.chance_of_nothing,
            fan: &equity.simulated.fan,
        },
    ))
}

fn currency(brief: &Brief) -> Currency {
    brief
        .value
        .alternative(&brief.offer)
        .map_or(brief.currency(), |one| one.currency)
}

/// One grant: what is advertised, how much of it vests in time, what it brings.
pub(super) fn in_words(equity: &EquityValue, currency: Currency) -> Text {
    let mut text = Text::new().strong(equity.kind.clone()).plain(": ");
    text = match (equity.advertised, equity.advertised_in_horizon) {
        (None, _) => text.plain("no value is advertised"),
        (Some(advertised), None) => text.plain(format!(
            "advertised at {}, of which an unknown part vests within the horizon",
            whole(advertised, currency)
        )),
        (Some(advertised), Some(vests)) if vests < advertised => text.plain(format!(
            "advertised at {}, of which {} vests within the horizon",
            whole(advertised, currency),
            whole(vests, currency)
        )),
        (Some(advertised), Some(_)) => {
            text.plain(format!("advertised at {}", whole(advertised, currency)))
        }
    };
    if equity.is_left_out() {
        return text.plain(format!(
            "; not valued: needs {}",
            if equity.missing.is_empty() {
                "more terms".to_owned()
            } else {
                equity.missing.join(", ")
            }
        ));
    }
    if equity.net.p50.is_none() {
        return text;
    }
    text = text.plain("; brings after tax ");
    text.0.extend(ranged(&equity.net, currency).0);
    match equity.chance_of_nothing {
        Some(nothing) if nothing > 0.0 => {
            text.plain(format!(", nothing in {} of paths", chance(nothing)))
        }
        _ => text,
    }
}

/// The grants of what the offer is set beside: a headline compares with this one only once it is
/// known what stands behind it.
pub(super) fn of_the_others(brief: &Brief) -> Vec<Text> {
    brief
        .value
        .alternatives
        .iter()
        .filter(|one| one.id != brief.offer && one.kind == AlternativeKind::Offer)
        .flat_map(|one| {
            one.equity.iter().map(|equity| {
                let mut text = Text::new()
                    .strong(format!("Equity of {}", one.employer))
                    .plain(", ");
                text.0.extend(in_words(equity, one.currency).0);
                text.plain(".")
            })
        })
        .collect()
}

/// What is said of it, one text a point.
pub(super) fn points(brief: &Brief) -> Vec<Text> {
    let Some(equity) = &brief.equity else {
        return of_the_others(brief);
    };
    let currency = currency(brief);
    let outcome = &equity.simulated.outcome;
    let advertised =
        equity
            .advertised
            .map_or(": as certain money after tax ".to_owned(), |advertised| {
                format!(
                    ": advertised at {}, as certain money after tax ",
                    whole(advertised, currency)
                )
            });
    let nothing = if outcome.chance_of_nothing > 0.0 {
        format!(
            "; nothing in {} of paths",
            chance(outcome.chance_of_nothing)
        )
    } else {
        String::new()
    };
    let lost = if outcome.chance_of_losing_cost > 0.0 {
        format!(
            ", and the cost of exercising is lost in {}",
            chance(outcome.chance_of_losing_cost)
        )
    } else {
        String::new()
    };
    let mut items = vec![
        Text::new()
            .strong(format!("Equity of {}", brief.plan.employer))
            .plain(advertised)
            .strong(whole(outcome.certainty_equivalent, currency))
            .plain(format!("{nothing}{lost}.")),
    ];
    items.extend(of_the_others(brief));
    items.extend(brief.red_flags.iter().take(FLAGS).map(|flag| {
        Text::new()
            .strong("Red flag: ")
            .plain(format!("{}. {} ({})", flag.what, flag.reason, flag.source))
    }));
    let more = brief.red_flags.len().saturating_sub(FLAGS);
    if more > 0 {
        items.push(Text::from(format!(
            "And {more} more red flags: `batna brief --json`."
        )));
    }
    items
}
