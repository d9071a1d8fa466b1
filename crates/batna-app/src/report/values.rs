//! A valuation as people read it.

use batna_value::alternative::AlternativeKind;
use batna_value::flow::Certainty;
use batna_value::valuation::{AlternativeValue, Valuation};
use maud::Markup;

use super::{ranged, short, whole};
use crate::charts::{Paper, RangeRow, YearBar, YearPart, ranges, stacked_years};
use crate::document::{Align, Block, Document, Text};

/// Everything that `batna value` says.
pub fn valuation_document(valuation: &Valuation) -> Document {
    let mut document = Document::new(
        "What each alternative is worth",
        format!(
            "Seen from {}, over {} years; medians with the 10th to the 90th percentile of {} \
             paths; {}.",
            valuation.as_of, valuation.horizon_years, valuation.paths, valuation.scenario
        ),
    );
    measures_table(&mut document, valuation);
    pictures(&mut document, valuation);
    for alternative in &valuation.alternatives {
        details(&mut document, alternative);
    }
    assumptions(&mut document, valuation);
    document
}

/// The measures side by side, one column an alternative.
pub fn measures_table(document: &mut Document, valuation: &Valuation) {
    let Some(first) = valuation.alternatives.first() else {
        document.paragraph("There is no open offer and no current job to value.");
        return;
    };
    let mut header = vec![String::new()];
    header.extend(
        valuation
            .alternatives
            .iter()
            .map(|one| one.employer.clone()),
    );
    let rows = (0..first.figures.named().len())
        .map(|index| {
            let mut row = vec![Text::from(first.figures.named()[index].0)];
            row.extend(
                valuation
                    .alternatives
                    .iter()
                    .map(|one| ranged(one.figures.named()[index].1, one.currency)),
            );
            row
        })
        .collect();
    document.table(header, rows);
}

/// The average year after tax of those in the currency of comparison, on one scale.
pub fn average_year_picture(valuation: &Valuation, paper: Paper) -> Option<Markup> {
    let rows: Vec<RangeRow> = comparable(valuation)
        .filter_map(|one| {
            let figure = &one.figures.average_year_net;
            Some(RangeRow {
                label: label(one),
                p10: figure.p10?,
                p50: figure.p50?,
                p90: figure.p90?,
                mark: None,
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        ranges(
            "chart-average-net",
            "Average year after tax: 10th to 90th percentile, median marked",
            &format!("{} a year, after tax", valuation.currency),
            valuation.currency,
            &rows,
            None,
            paper,
        )
    })
}

/// What each year is made of, before tax, of those in the currency of comparison.
pub fn years_picture(valuation: &Valuation, paper: Paper) -> Option<Markup> {
    let bars: Vec<YearBar> = comparable(valuation)
        .flat_map(|one| {
            one.years.iter().map(|year| YearBar {
                group: label(one),
                label: format!("year {}", year.year),
                parts: year
                    .parts
                    .iter()
                    .filter(|part| part.amount > 0.0)
                    .map(|part| YearPart {
                        name: part_name(part.component, part.certainty),
                        amount: part.amount,
                    })
                    .collect(),
            })
        })
        .collect();
    (!bars.is_empty()).then(|| {
        stacked_years(
            "chart-years",
            "What each year is made of, before tax, equity as advertised",
            &format!("{}, before tax, equity as advertised", valuation.currency),
            valuation.currency,
            &bars,
            paper,
        )
    })
}

/// Both pictures beside each other.
pub fn pictures(document: &mut Document, valuation: &Valuation) {
    document.beside(
        |left| {
            left.blocks
                .extend(average_year_picture(valuation, Paper::Half).map(Block::Picture))
        },
        |right| {
            right
                .blocks
                .extend(years_picture(valuation, Paper::Half).map(Block::Picture))
        },
    );
}

fn comparable(valuation: &Valuation) -> impl Iterator<Item = &AlternativeValue> {
    valuation
        .alternatives
        .iter()
        .filter(|one| one.currency == valuation.currency)
}

fn part_name(component: batna_value::flow::Component, certainty: Certainty) -> String {
    use batna_value::flow::Component as C;
    match component {
        C::Base | C::Stipend => "base",
        C::Bonus => {
            if certainty == Certainty::Guaranteed {
                "bonus, guaranteed"
            } else {
                "bonus at target"
            }
        }
        C::Signing | C::Retention | C::Relocation | C::Milestone => "one-off",
        C::Equity => "equity as advertised",
        C::Refresher => "refreshers, not promised",
        C::RetirementMatch | C::HealthPremium | C::HealthSavings => "benefits",
    }
    .to_owned()
}

pub(crate) fn label(one: &AlternativeValue) -> String {
    match one.kind {
        AlternativeKind::Offer => one.employer.clone(),
        AlternativeKind::CurrentJob => format!("stay: {}", one.employer),
    }
}

fn details(document: &mut Document, one: &AlternativeValue) {
    document.heading(label(one));
    let place = one.place.as_deref().unwrap_or("unknown");
    let assumed = if one.start_assumed { " (assumed)" } else { "" };
    document.paragraph(format!("From {}{assumed}, taxed in {place}.", one.start));
    let header = ["", "before tax", "after tax (p10–p90)"]
        .map(str::to_owned)
        .to_vec();
    let rows = one
        .years
        .iter()
        .map(|year| {
            vec![
                Text::from(format!("year {} (from {})", year.year, year.from)),
                Text::from(whole(year.gross, one.currency)),
                ranged(&year.net, one.currency),
            ]
        })
        .collect();
    document.table(header, rows);
    if !one.tax_years.is_empty() {
        let header = ["tax year", "taxable", "tax it adds", "of which", "law"]
            .map(str::to_owned)
            .to_vec();
        let rows = one
            .tax_years
            .iter()
            .map(|year| {
                let mut largest: Vec<_> = year.taxes.iter().collect();
                largest.sort_by(|a, b| b.amount.total_cmp(&a.amount));
                let parts: Vec<String> = largest
                    .iter()
                    .take(3)
                    .map(|tax| format!("{} {}", tax.id, short(tax.amount, one.currency)))
                    .collect();
                vec![
                    Text::from(year.year.to_string()),
                    Text::from(whole(year.taxable, one.currency)),
                    Text::from(whole(year.total, one.currency)),
                    Text::from(parts.join(", ")),
                    Text::from(if year.law == "enacted" {
                        "enacted"
                    } else {
                        "projected"
                    }),
                ]
            })
            .collect();
        let align = vec![
            Align::Left,
            Align::Right,
            Align::Right,
            Align::Left,
            Align::Left,
        ];
        document.aligned_table(header, align, rows);
    }
    for equity in &one.equity {
        document.paragraph(super::equity::in_words(equity, one.currency));
    }
    let mut items: Vec<Text> = one
        .one_offs
        .iter()
        .map(|once| {
            Text::from(format!(
                "once: {} {} on {}{}",
                once.what,
                whole(once.amount, one.currency),
                once.date,
                once.clawback_months.map_or(String::new(), |months| format!(
                    ", owed back when leaving within {months} months"
                ))
            ))
        })
        .collect();
    items.extend(one.notes.iter().map(|note| Text::from(note.clone())));
    document.list(items);
}

fn assumptions(document: &mut Document, valuation: &Valuation) {
    document.heading("Assumptions");
    let rows = valuation
        .assumptions
        .iter()
        .map(|used| {
            vec![
                Text::from(used.label.clone()),
                Text::from(used.value.clone()),
                Text::from(format!("{} ({})", used.source, used.grade.label())),
            ]
        })
        .collect();
    document.aligned_table(
        vec![String::new(), "value".into(), "source".into()],
        vec![Align::Left, Align::Right, Align::Left],
        rows,
    );
}
