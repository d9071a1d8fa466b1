//! What `batna market` prints for people.

use batna_app::market::{MarketBand, PremiumReport, source_lines};
use batna_app::market_ask::{MarketAnswer, PublishedPremium};
use batna_core::{Currency, Money};
use batna_market::hedonic::Premium;
use batna_market::insights::{Finding, FindingKind};
use batna_market::mapping::Mapping;
use batna_market::observation::Snapshot;
use batna_market::predict::Prediction;
use batna_market::rules::Why;
use batna_market::store::ImportSummary;

use crate::output::Output;

fn money(amount: f64, currency: Currency) -> String {
    Money::about(amount, currency)
}

/// A predicted pay with what drove it.
pub(super) fn prediction(prediction: &Prediction, output: &mut Output) {
    let show = |amount| money(amount, prediction.currency);
    output.line(&format!(
        "{}, {}: {}, nine in ten between {} and {}",
        prediction.subject,
        prediction.measure.yearly(),
        show(prediction.p50),
        show(prediction.low),
        show(prediction.high)
    ));
    let coverage = &prediction.coverage;
    output.line(&format!(
        "checked on {} later rows: held in {:.1}%, median error {:.0}%; n={} r2={:.2}",
        coverage.rows,
        coverage.held * 100.0,
        coverage.error_percent,
        prediction.n,
        prediction.r_squared
    ));
    for driver in &prediction.drivers {
        output.line(&effect(driver));
    }
    output.line(&format!(
        "  together  {:<26} {:>+7.1}%  beyond the sum of these",
        "employer, rank, place, years", prediction.together_percent
    ));
    for caveat in &prediction.caveats {
        output.line(&format!("! {caveat}"));
    }
}

/// What goes with more pay, and what publications say of it.
pub(super) fn premiums(report: &PremiumReport, output: &mut Output) {
    output.line(&format!(
        "{} rows, {}, r2 {:.2}; effects are associations among these rows",
        report.n,
        report.class.label(),
        report.r_squared
    ));
    for premium in &report.premiums {
        output.line(&effect(premium));
    }
    output.line("Published, each on its own basis; they do not stack");
    for premium in &report.published {
        output.line(&published_premium(premium));
    }
}

/// Findings by kind.
pub(super) fn findings(findings: &[Finding], output: &mut Output) {
    let mut kind = None;
    for finding in findings {
        if kind != Some(finding.kind) {
            kind = Some(finding.kind);
            output.line(match finding.kind {
                FindingKind::Moved => "Moved",
                FindingKind::OutOfLine => "Out of line",
                FindingKind::PaysAbove => "Employers above the band",
                FindingKind::SourcesDiffer => "Sources differ",
                FindingKind::Thin => "Thin evidence",
            });
        }
        output.line(&format!(
            "  {} ({}): {} (n={})",
            finding.about,
            finding.class.label(),
            finding.text,
            finding.n
        ));
    }
}

/// How the texts of a row are read, each with its reason.
pub(super) fn why(why: &Why, output: &mut Output) {
    let mut show = |name: &str, mapping: &Mapping| {
        let to = mapping.to.as_deref().unwrap_or("unknown");
        output.line(&format!("{name:<9} {to:<22} {}", mapping.reason));
        if let Some(doubt) = &mapping.doubt {
            output.line(&format!("          ! {doubt}"));
        }
    };
    show("role", &why.role);
    show("level", &why.seniority);
    show("employer", &why.employer);
    show("stage", &why.stage);
    show("size", &why.size);
    let to = why
        .place
        .metro
        .as_deref()
        .or(why.place.country.as_deref())
        .unwrap_or("unknown");
    let place = Mapping::to(to, why.place.reason.as_str());
    show("place", &place);
    show("pay zone", &why.zone);
}

pub(super) fn effect(premium: &Premium) -> String {
    format!(
        "  {:<9} {:<26} {:>+7.1}%  ({:+.1} to {:+.1}, n={}) against {}",
        premium.feature.kind,
        premium.feature.value,
        premium.percent,
        premium.low,
        premium.high,
        premium.n,
        premium.against
    )
}

pub(super) fn published_premium(premium: &PublishedPremium) -> String {
    format!(
        "  {:<26} {} to {} of {}  [{}]",
        premium.name, premium.low, premium.high, premium.against, premium.source
    )
}

pub(super) fn answer(answer: &MarketAnswer, output: &mut Output) {
    output.line(&format!("Read as: {}", answer.read_as));
    for ask in &answer.asks {
        let options = match ask.options.is_empty() {
            true => String::new(),
            false => format!(" ({}?)", ask.options.join(", ")),
        };
        output.line(&format!("? {}{options}", ask.message));
    }
    if !answer.asks.is_empty() && !answer.bands.is_empty() {
        output.line("The nearest reading, not confirmed:");
    }
    for line in &answer.answers {
        output.line(line);
    }
    for band in &answer.bands {
        self::band(band, output);
    }
    for premium in &answer.published {
        output.line(&published_premium(premium));
    }
    for note in &answer.notes {
        output.line(&format!("! {note}"));
    }
    for refusal in &answer.refusals {
        output.line(&format!(
            "No answer for {}: {}",
            refusal.about, refusal.reason
        ));
    }
    if !answer.nearest.is_empty() {
        output.line("Wider than asked for, the nearest there is:");
    }
    for band in &answer.nearest {
        self::band(band, output);
    }
}

pub(super) fn band(answer: &MarketBand, output: &mut Output) {
    let band = &answer.band;
    output.line(&format!(
        "{}, {}, {} ({}, as of {})",
        band.subject,
        band.measure.yearly(),
        band.currency,
        answer.class.label(),
        band.as_of
    ));
    for (percent, value) in band.points() {
        let least = if band.is_top_coded(value) {
            "at least "
        } else {
            ""
        };
        let ci = band
            .ci
            .get(&format!("p{percent}"))
            .map_or(String::new(), |ci| {
                format!(
                    "  ({} to {})",
                    money(ci.low, band.currency),
                    money(ci.high, band.currency)
                )
            });
        output.line(&format!(
            "  p{percent}  {least}{:>14}{ci}",
            money(value, band.currency)
        ));
    }
    if let (Some(n), Some(effective)) = (band.n, band.n_effective) {
        output.line(&format!(
            "  n={n}, effective {effective:.0}; {:.0}% from wider cells",
            band.pooled_share * 100.0
        ));
    }
    for other in &answer.official {
        if let Some(p50) = other.p50 {
            output.line(&format!(
                "  beside: {}, median {}",
                other.subject,
                money(p50, other.currency)
            ));
        }
    }
    for caveat in &band.caveats {
        output.line(&format!("! {caveat}"));
    }
    for source in source_lines(&band.sources) {
        output.line(&format!("[{source}]"));
    }
}

/// An import with its provenance.
pub(super) fn snapshot(snapshot: &Snapshot, output: &mut Output) {
    output.line(&format!(
        "{}: {} ({})",
        snapshot.source,
        snapshot.title,
        snapshot.class.label()
    ));
    output.line(&format!(
        "file {} sha256 {}",
        snapshot.file, snapshot.sha256
    ));
    for (label, value) in [("url", &snapshot.url), ("licence", &snapshot.licence)] {
        if let Some(value) = value {
            output.line(&format!("{label} {value}"));
        }
    }
    output.line(&format!(
        "{} rows in, {} kept, {} exact copies",
        snapshot.rows_in, snapshot.rows_kept, snapshot.copies
    ));
    for (reason, rows) in &snapshot.dropped {
        output.line(&format!("  set aside {rows:>8}  {reason}"));
    }
    for note in &snapshot.notes {
        output.line(&format!("  {note}"));
    }
}

/// What became of the rows of an import.
pub(super) fn imported(summary: &ImportSummary, output: &mut Output) {
    output.line(&format!(
        "{} as {} ({}): {} rows in, {} kept{}",
        summary.source,
        summary.format,
        summary.class.label(),
        summary.rows_in,
        summary.rows_kept,
        if summary.replaced {
            ", replacing the earlier import"
        } else {
            ""
        }
    ));
    if summary.copies > 0 {
        output.line(&format!(
            "  {} rows repeat others exactly and bear no id: counted once as evidence",
            summary.copies
        ));
    }
    if summary.paired > 0 {
        output.line(&format!(
            "  {} pairs of rows read as one advertised range each",
            summary.paired
        ));
    }
    for aside in &summary.set_aside {
        output.line(&format!(
            "  set aside {:>8}  {} (first in row {}: {})",
            aside.rows, aside.reason, aside.first_row, aside.example
        ));
    }
    for (doubt, rows) in &summary.doubts {
        output.line(&format!("  in doubt  {rows:>8}  {doubt}"));
    }
}
