//! A built guide as Markdown, in the form that company guides have.
//!
//! The table runs from what to accept to what to open with; equity is a year's, and the
//! total is the sum of the parts beside it, so that the guide passes its own audit.

use std::fmt::Write as _;

use batna_core::{Citation, Currency, Measure, Money};

use super::{AskStep, BuiltGuide, BuiltRegion, EvidenceLine};

/// Text that cannot open a table, a heading or a new line.
fn plain(text: &str) -> String {
    text.replace(['\n', '\r'], " ").replace('|', "\\|")
}

fn span(low: Money, high: Money) -> String {
    // With its code, since a symbol may stand for several currencies.
    let amount = |money: Money| format!("{} {}", money.currency(), digits(money));
    if low == high {
        amount(low)
    } else {
        format!("{} – {}", amount(low), amount(high))
    }
}

/// Whole units with separators of thousands.
fn digits(money: Money) -> String {
    let text = money.amount().trunc().to_string();
    let mut out = String::new();
    for (index, digit) in text.chars().enumerate() {
        if index > 0 && (text.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn ends(region: &BuiltRegion, measure: Measure) -> Option<(Money, Money)> {
    let ask = region.asks.iter().find(|ask| ask.measure == measure)?;
    Some((ask.amount(AskStep::Accept)?, ask.amount(AskStep::Open)?))
}

/// The sum of the parts, where two or more are known and are in one currency.
fn total(parts: &[Option<(Money, Money)>]) -> Option<(Money, Money)> {
    let mut known = parts.iter().flatten();
    if parts.iter().flatten().count() < 2 {
        return None;
    }
    let first = *known.next()?;
    known.try_fold(first, |sum, part| {
        Some((sum.0.try_add(part.0).ok()?, sum.1.try_add(part.1).ok()?))
    })
}

fn table(out: &mut String, guide: &BuiltGuide) {
    let asked: Vec<&BuiltRegion> = (guide.regions.iter())
        .filter(|region| ends(region, Measure::Base).is_some())
        .collect();
    if asked.is_empty() {
        out.push_str("No band carries an ask; see what is lacking below.\n\n");
        return;
    }
    out.push_str("| Region | Base Salary | Stock (Annual) | Bonus | Total Comp |\n");
    out.push_str("|---|---|---|---|---|\n");
    for region in asked {
        let base = ends(region, Measure::Base);
        let equity = ends(region, Measure::Equity);
        let bonus = ends(region, Measure::Bonus);
        let cell =
            |part: Option<(Money, Money)>| part.map_or("—".to_owned(), |(l, h)| span(l, h));
        let name = match &region.level {
            Some(level) => format!("{} {level}", region.region),
            None => region.region.clone(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            plain(&name),
            cell(base),
            cell(equity),
            cell(bonus),
            cell(total(&[base, equity, bonus]))
        );
    }
    out.push_str("\nFrom what to accept to what to open with. The total is the sum of the parts beside it, not a percentile of the market; a part without evidence counts nothing.\n\n");
}

fn citation(source: &Citation) -> String {
    let mut text = plain(&source.to_string());
    if let Some(url) = &source.url {
        let _ = write!(text, ", {}", plain(url));
    }
    if let Some(date) = source.date {
        let _ = write!(text, ", {date}");
    }
    text
}

fn evidence(out: &mut String, line: &EvidenceLine) {
    let _ = write!(
        out,
        "- {}, {}: {}; {}",
        plain(&line.subject),
        line.measure,
        plain(&line.text),
        line.grade.label()
    );
    match line.n {
        Some(n) => {
            let _ = write!(out, ", n={n}");
        }
        None => out.push_str(", sample size not stated"),
    }
    if let Some(date) = line.as_of {
        let _ = write!(out, ", as of {date}");
    }
    for source in &line.sources {
        let _ = write!(out, ". Source: {}", citation(source));
    }
    if !line.caveats.is_empty() {
        let caveats: Vec<String> = line.caveats.iter().map(|c| plain(c)).collect();
        let _ = write!(out, ". Note: {}", caveats.join("; "));
    }
    let _ = writeln!(out, " (`{}`)", line.id);
}

pub(super) fn render(guide: &BuiltGuide) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# {} | {} Negotiation Guide\n",
        plain(&guide.role_name),
        plain(&guide.company)
    );
    let _ = writeln!(out, "Built on evidence as of {}.\n", guide.as_of);
    out.push_str("## What to ask for, a year\n\n");
    table(&mut out, guide);
    out.push_str("## Negotiate up\n\n");
    for region in &guide.regions {
        for ask in &region.asks {
            let _ = writeln!(
                out,
                "- {}, {}: {}",
                plain(&region.region),
                ask.measure.label(),
                ask.in_words()
            );
            if ask.measure == Measure::Equity
                && let Some(open) = ask.amount(AskStep::Open)
            {
                let _ = writeln!(out, "  As a grant over four years, {} × 4.", amount(open));
            }
        }
        for lack in &region.lacks {
            let _ = writeln!(out, "- {}, {}", plain(&region.region), plain(lack));
        }
    }
    if !guide.levels.is_empty() {
        out.push_str("\n## Levels\n\n");
        for (equation, source) in &guide.levels {
            let _ = writeln!(out, "Level Mapping: {}\n", plain(equation));
            let _ = writeln!(out, "According to {}.\n", citation(source));
        }
    }
    out.push_str("\n## Levers\n\n");
    for (index, lever) in guide.levers.iter().enumerate() {
        let _ = writeln!(
            out,
            "{}. **{}:** {} Only if {}.",
            index + 1,
            plain(&lever.title),
            plain(&lever.text),
            plain(&lever.only_if)
        );
    }
    out.push_str("\n## Evidence & Sources\n\n");
    for line in &guide.evidence {
        evidence(&mut out, line);
    }
    out
}

fn amount(money: Money) -> String {
    let currency: Currency = money.currency();
    format!("{currency} {}", digits(money))
}
