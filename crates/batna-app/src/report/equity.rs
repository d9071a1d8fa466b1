//! The equity of the offer countered: a picture, a sentence, what to mind.

use batna_core::Currency;
use maud::Markup;

use super::{chance, whole};
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

/// What is said of it, one text a point.
pub(super) fn points(brief: &Brief) -> Vec<Text> {
    let Some(equity) = &brief.equity else {
        return Vec::new();
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
            .plain(format!(
                "; nothing in {} of paths{lost}.",
                chance(outcome.chance_of_nothing)
            )),
    ];
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
