//! What is wrong with a guide: sums that do not hold, missing sources, offers to be invented.
//!
//! A total is held against base, bonus and the part of the grant that vests in a year, low
//! ends with low ends and high ends with high ends. Leaves out whether the figures are
//! true of the market: that needs evidence, see [`crate::build`].

mod sum;

use batna_core::Severity;
use jiff::civil::Date;
use serde::Serialize;

use crate::cell::{Per, Span};
use crate::model::{Ask, AskKind, Component, Dated, Guide, Pay, PayRow};

pub use sum::{RowSum, Verdict, row_sum};

/// Months after which the latest date of a guide is called stale.
pub const STALE_AFTER_MONTHS: i32 = 12;

/// One thing that a reader of the guide should know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Stable name such as `guide::grant-counted-as-year`.
    pub code: &'static str,
    pub severity: Severity,
    /// Line of the guide; none where the whole guide is meant.
    pub line: Option<u32>,
    pub message: String,
}

/// How many rows came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub reconcile: usize,
    pub grant_counted_as_year: usize,
    pub differ: usize,
    pub not_comparable: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Audit {
    pub file: String,
    pub as_of: Date,
    pub rows_read: usize,
    pub rows: usize,
    pub tally: Tally,
    pub sums: Vec<RowSum>,
    pub findings: Vec<Finding>,
}

/// Audits a guide as of a day.
pub fn audit(guide: &Guide, as_of: Date) -> Audit {
    let mut audit = Audit {
        file: guide.file.clone(),
        as_of,
        rows_read: guide.rows_read(),
        rows: guide.rows.len(),
        tally: Tally::default(),
        sums: guide.pay.iter().map(row_sum).collect(),
        findings: Vec::new(),
    };
    let found = &mut audit.findings;
    for row in guide.rows.iter().filter(|row| !row.is_read()) {
        let message = format!("not read: {}", row.unread.join("; "));
        found.push(at(
            row.line,
            "guide::row-not-read",
            Severity::Warning,
            message,
        ));
    }
    for sum in &audit.sums {
        match &sum.verdict {
            Verdict::Reconciles => audit.tally.reconcile += 1,
            Verdict::NotComparable { .. } => audit.tally.not_comparable += 1,
            Verdict::GrantCountedAsYear => {
                audit.tally.grant_counted_as_year += 1;
                let message = format!(
                    "{}: the total holds only if the whole grant is paid in one year: {}",
                    sum.label,
                    sum.arithmetic()
                );
                found.push(at(
                    sum.line,
                    "guide::grant-counted-as-year",
                    Severity::Error,
                    message,
                ));
            }
            Verdict::Differs => {
                audit.tally.differ += 1;
                let message = format!(
                    "{}: the total is not the sum of its parts: {}",
                    sum.label,
                    sum.arithmetic()
                );
                found.push(at(
                    sum.line,
                    "guide::total-differs",
                    Severity::Error,
                    message,
                ));
            }
        }
    }
    for row in &guide.pay {
        ranges(row, found);
    }
    conversions(guide, found);
    claims(guide, found);
    for ask in &guide.asks {
        beyond_the_table(guide, ask, found);
    }
    sources(guide, found);
    date(guide, as_of, found);
    if guide.repaired > 0 || guide.not_utf8 {
        let message = format!("{} broken characters were repaired", guide.repaired);
        found.push(whole("guide::broken-encoding", Severity::Advice, message));
    }
    audit
}

fn at(line: u32, code: &'static str, severity: Severity, message: String) -> Finding {
    Finding {
        code,
        severity,
        line: Some(line),
        message,
    }
}

fn whole(code: &'static str, severity: Severity, message: impl Into<String>) -> Finding {
    Finding {
        code,
        severity,
        line: None,
        message: message.into(),
    }
}

fn amounts(row: &PayRow) -> Vec<(&'static str, &Pay)> {
    [
        ("base", row.base.as_ref()),
        ("stock", row.stock.as_ref().and_then(|s| s.pay.as_ref())),
        ("equity and bonus", row.stock_and_bonus.as_ref()),
        ("bonus", row.bonus.as_ref().and_then(|b| b.amount.as_ref())),
        ("signing bonus", row.signing.as_ref()),
        ("retention", row.retention.as_ref()),
        ("total", row.total.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, pay)| Some((name, pay?)))
    .collect()
}

/// Ranges that run backwards, and rows whose total is in another currency than their base.
fn ranges(row: &PayRow, found: &mut Vec<Finding>) {
    for (name, pay) in amounts(row) {
        if pay.span.low.amount() > pay.span.high.amount() {
            let message = format!("{name} runs backwards: {}", pay.span.in_words());
            found.push(at(
                row.line,
                "guide::range-reversed",
                Severity::Error,
                message,
            ));
        }
    }
    if let (Some(base), Some(total)) = (&row.base, &row.total) {
        let base_currency = base.span.currency();
        let same = |span: &Span| span.currency() == base_currency;
        if !std::iter::once(&total.span).chain(&total.also).any(same) {
            let message = format!(
                "{}: base in {base_currency}, total in {}",
                row.region,
                total.span.currency()
            );
            found.push(at(
                row.line,
                "guide::mixed-currencies",
                Severity::Error,
                message,
            ));
        }
    }
}

/// The exchange rates that converted amounts imply, where they differ by more than a tenth.
fn conversions(guide: &Guide, found: &mut Vec<Finding>) {
    use std::collections::BTreeMap;
    let mut rates: BTreeMap<_, Vec<(f64, u32)>> = BTreeMap::new();
    for row in &guide.pay {
        for (_, pay) in amounts(row) {
            for also in &pay.also {
                // Small amounts are rounded too coarsely to tell.
                if pay.span.high.to_f64() >= 50_000.0 {
                    let rate = also.high.to_f64() / pay.span.high.to_f64();
                    let pair = (pay.span.currency(), also.currency());
                    rates.entry(pair).or_default().push((rate, row.line));
                }
            }
        }
    }
    for ((from, to), rates) in rates {
        let low = rates
            .iter()
            .copied()
            .reduce(|a, b| if b.0 < a.0 { b } else { a });
        let high = rates
            .iter()
            .copied()
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        if let (Some(low), Some(high)) = (low, high)
            && high.0 > low.0 * 1.1
        {
            let message = format!(
                "amounts in {from} are converted to {to} at rates from {:.3} to {:.3} (line {})",
                low.0, high.0, high.1
            );
            found.push(at(
                low.1,
                "guide::conversion-differs",
                Severity::Warning,
                message,
            ));
        }
    }
}

/// Arguments that have the reader claim offers.
fn claims(guide: &Guide, found: &mut Vec<Finding>) {
    for lever in guide.levers.iter().filter(|lever| lever.claims_offers) {
        let message = format!(
            "lever `{}` has every reader claim offers or processes; only a real one may be claimed",
            lever.title
        );
        found.push(at(
            lever.line,
            "guide::claims-offers",
            Severity::Error,
            message,
        ));
    }
    let mut lines: Vec<u32> = (guide.asks.iter())
        .filter(|ask| ask.kind == AskKind::Rival)
        .map(|ask| ask.line)
        .chain(guide.claims.iter().copied())
        .collect();
    lines.sort_unstable();
    lines.dedup();
    for line in lines {
        let message = "the negotiate-up text has every reader claim other offers; only real ones may be claimed";
        found.push(at(
            line,
            "guide::claims-offers",
            Severity::Error,
            message.into(),
        ));
    }
}

/// What the guide says to ask for, where its own table ends below it.
fn beyond_the_table(guide: &Guide, ask: &Ask, found: &mut Vec<Finding>) {
    let Some(amount) = ask.amount.filter(|_| ask.kind == AskKind::Open) else {
        return;
    };
    let is_grant = |per: Option<Per>| !matches!(per, Some(Per::Year));
    let top = (guide.pay.iter())
        .filter_map(|row| match ask.component {
            Component::Base => row.base.as_ref(),
            Component::Total => row.total.as_ref(),
            Component::Equity if is_grant(ask.per) => {
                let stock = row.stock.as_ref().filter(|stock| is_grant(stock.per))?;
                stock.pay.as_ref()
            }
            _ => None,
        })
        .map(|pay| pay.span)
        .filter(|span| span.currency() == amount.currency() && !span.open_above)
        .map(|span| span.high)
        .reduce(|a, b| if b.amount() > a.amount() { b } else { a });
    if let Some(top) = top
        && amount.low.amount() > top.amount()
    {
        let what = match ask.component {
            Component::Base => "base",
            Component::Equity => "grant",
            _ => "total",
        };
        let message = format!(
            "asks for a {what} of {}, its table ends at {top}",
            amount.low
        );
        found.push(at(
            ask.line,
            "guide::ask-beyond-table",
            Severity::Warning,
            message,
        ));
    }
}

fn sources(guide: &Guide, found: &mut Vec<Finding>) {
    if guide.sources.is_empty() {
        found.push(whole(
            "guide::no-source",
            Severity::Error,
            "names no source",
        ));
        return;
    }
    let count = guide.sources.len();
    if !guide.sources.iter().any(|source| source.has_address) {
        let message = format!("none of its {count} sources has an address to look it up");
        found.push(whole(
            "guide::source-without-address",
            Severity::Warning,
            message,
        ));
    }
    if !guide.sources.iter().any(|source| source.has_sample) {
        let message = format!("none of its {count} sources states a sample size");
        found.push(whole(
            "guide::source-without-sample",
            Severity::Warning,
            message,
        ));
    }
}

fn date(guide: &Guide, as_of: Date, found: &mut Vec<Finding>) {
    let Some(Dated { year, month }) = guide.dated else {
        found.push(whole(
            "guide::undated",
            Severity::Warning,
            "neither it nor its sources bear a date",
        ));
        return;
    };
    let months = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
    // A bare year is taken at its end, the reading kindest to the guide.
    let age = months(as_of.year(), as_of.month()) - months(year, month.unwrap_or(12));
    if age > STALE_AFTER_MONTHS {
        let message = format!("its latest date is {year}, {age} months before {as_of}");
        found.push(whole("guide::stale", Severity::Warning, message));
    }
}

#[cfg(test)]
mod tests;
