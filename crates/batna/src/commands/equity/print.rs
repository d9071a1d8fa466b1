//! What `batna equity` prints for people.

use batna_app::equity::{OpmView, VestView, WaterfallView};
use batna_app::equity_simulation::EquitySimulation;
use batna_core::money::grouped;
use batna_core::{Currency, Money};
use batna_equity::waterfall::TakerKind;
use batna_value::equity_outcome::{EquityOutcome, EquitySpread};
use rust_decimal::Decimal;
use serde_json::Number;

use crate::output::Output;

/// An amount of the object, as people write it.
fn money(amount: &Number, currency: &str) -> String {
    let text = amount.to_string();
    match (text.parse::<Decimal>(), currency.parse::<Currency>()) {
        (Ok(amount), Ok(currency)) => Money::new(amount, currency).to_string(),
        _ => format!("{text} {currency}"),
    }
}

/// What one share gets: cents, and as many more digits as say something.
fn per_share(amount: &Number) -> String {
    let value = amount.as_f64().unwrap_or_default();
    let text = format!("{value:.4}");
    text.strip_suffix("00").unwrap_or(&text).to_owned()
}

/// A count with its digits grouped.
fn count(count: &Number) -> String {
    let text = count.to_string();
    match text.parse::<Decimal>() {
        Ok(count) => grouped(count.normalize()),
        Err(_) => text,
    }
}

pub(super) fn vesting(view: &VestView, output: &mut Output) {
    if !view.events.is_empty() {
        output.line(&format!(
            "{:<10}  {:>14}  {:>14}",
            "vests", "shares", "in all"
        ));
    }
    for event in &view.events {
        let (shares, sum) = (count(&event.shares), count(&event.cumulative));
        output.line(&format!("{}  {shares:>14}  {sum:>14}", event.date));
    }
    let mut nothing = view.events.is_empty();
    for (what, number, why) in [
        ("forfeited", &view.forfeited, ""),
        (
            "lapsed",
            &view.lapsed,
            "  without a sale or listing in time",
        ),
        (
            "open",
            &view.open,
            "  until an event that has not come, such as a sale or listing",
        ),
    ] {
        if number.as_f64() != Some(0.0) {
            nothing = false;
            output.line(&format!("{what:<10}  {:>14}{why}", count(number)));
        }
    }
    if nothing {
        output.line("Nothing vests.");
    }
}

pub(super) fn waterfall(view: &WaterfallView, output: &mut Output) {
    let money = |amount: &Number| money(amount, &view.currency);
    output.line(&format!("Exit at {}", money(&view.exit)));
    for one in &view.deductions {
        output.line(&format!("  {:<24} {:>18}", one.id, money(&one.amount)));
    }
    for one in &view.holders {
        let option = matches!(one.kind, TakerKind::Option | TakerKind::Warrant);
        let choice = match (one.converts, option) {
            (None, _) => "",
            (Some(true), true) => "  exercises",
            (Some(false), true) => "  does not exercise",
            (Some(true), false) => "  converts",
            (Some(false), false) => "  does not convert",
        };
        output.line(&format!(
            "  {:<24} {:>18}  {:>10} a share{choice}",
            one.id,
            money(&one.amount),
            per_share(&one.per_share)
        ));
    }
    output.line("Break points: from this exit on");
    for point in &view.breakpoints {
        let exit = point.exit.as_ref().map_or_else(|| "-".into(), money);
        let events: Vec<String> = point
            .events
            .iter()
            .map(|event| format!("{} {}", event.id, event.what.label()))
            .collect();
        output.line(&format!("  {exit:>18}  {}", events.join("; ")));
    }
    for one in &view.ambiguities {
        output.line(&format!("  note: {}: {}", one.takers.join(", "), one.why));
    }
}

pub(super) fn opm(view: &OpmView, output: &mut Output) {
    output.line(&format!(
        "Equity {}",
        money(&view.equity_value, &view.currency)
    ));
    for one in &view.classes {
        let each = per_share(&one.per_share);
        output.line(&format!("  {:<24} {each:>12} a share", one.id));
    }
    output.line(&format!(
        "Marketability discounts, none applied: Chaffe {:.1}%, Finnerty {:.1}%, Ghaidarov {:.1}%, Longstaff at most {:.1}%",
        view.dlom.chaffe * 100.0,
        view.dlom.finnerty * 100.0,
        view.dlom.ghaidarov * 100.0,
        view.dlom.longstaff * 100.0
    ));
}

pub(super) fn simulated(view: &EquitySimulation, output: &mut Output) {
    for offer in &view.offers {
        let about = |amount: f64| match offer.currency.parse::<Currency>() {
            Ok(currency) => Money::about(amount, currency),
            Err(_) => format!("{amount:.0}"),
        };
        let advertised = offer
            .advertised
            .map_or_else(|| "at an amount that is not known".into(), about);
        output.line(&format!(
            "{}: equity advertised {advertised} before tax",
            offer.employer
        ));
        for missing in &offer.missing {
            output.line(&format!("  not known: {missing}"));
        }
        match &offer.simulated {
            Some(simulated) => outcome(simulated, &about, output),
            None => output.line("  not simulated"),
        }
    }
}

fn outcome(simulated: &EquityOutcome, about: &impl Fn(f64) -> String, output: &mut Output) {
    if let Some(opening) = &simulated.opening {
        let amounts = if opening.size_known {
            format!(" ({} of {})", about(opening.value), about(opening.headline))
        } else {
            String::new()
        };
        output.line(&format!(
            "  the company starts at {:.0}% of its headline value{amounts}, by the option-pricing method",
            100.0 * opening.value / opening.headline,
        ));
    }
    output.line(&format!(
        "  {:<24} {:>12} {:>12} {:>12} {:>12} {:>9} {:>9}",
        "after tax, present value", "p10", "p50", "p90", "certain", "nothing", "cost lost"
    ));
    let mut row = |name: &str, one: &EquitySpread| {
        output.line(&format!(
            "  {name:<24} {:>12} {:>12} {:>12} {:>12} {:>8.1}% {:>8.1}%",
            about(one.p10),
            about(one.p50),
            about(one.p90),
            about(one.certainty_equivalent),
            one.chance_of_nothing * 100.0,
            one.chance_of_losing_cost * 100.0
        ));
    };
    row("as expected", &simulated.outcome);
    for stressed in &simulated.stresses {
        row(stressed.id, &stressed.outcome);
    }
    output.line(
        "  certain: what it adds to the sure sum you would take; nothing, cost lost: of the paths",
    );
    for stressed in &simulated.stresses {
        output.line(&format!("  {}: {}", stressed.id, stressed.supposes));
    }
    output.line(&format!(
        "  {}; {} paths",
        simulated.method, simulated.paths
    ));
}
