//! A band made from fetched cells is the band that the rows themselves give.

use batna_core::{Currency, Measure};
use batna_market::band::{BandQuery, Settings, USUAL, band, bands, ladder};
use batna_market::drift::Drift;
use batna_market::observation::{
    Dimension, InMemory, Observation, Observations, Selection, SourceClass,
};
use batna_market::rollup::Rollup;
use jiff::civil::date;

/// Rows from a counter, thin in some cells and thick in others, some without a value.
fn memory() -> InMemory {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut memory = InMemory::default();
    for row in 0..1_200 {
        let mut one_of = |values: &[&str]| {
            // The first are common, the last rare.
            let index = next(values.len() as u64).min(next(values.len() as u64)) as usize;
            values
                .get(index)
                .filter(|v| !v.is_empty())
                .map(|v| (*v).to_owned())
        };
        let role = one_of(&["ml-engineer", "data-scientist", ""]);
        let seniority = one_of(&["senior", "mid", "staff", ""]);
        let country = one_of(&["US", "GB", ""]);
        let metro = one_of(&["san-francisco", "london", "new-york", "austin", ""]);
        let source = one_of(&["one", "two"]).unwrap_or_default();
        let employer = one_of(&["a", "b", "c", "d", "e", "f", ""]);
        let class = match next(3) {
            0 => SourceClass::Advertised,
            _ => SourceClass::Disclosed,
        };
        memory.rows.push(Observation {
            source,
            row,
            class,
            role,
            seniority,
            country,
            metro,
            stage: None,
            employer,
            employer_name: String::new(),
            title: String::new(),
            level: String::new(),
            date: (next(9) > 0).then(|| date(2021 + next(5) as i16, 3, 1)),
            currency: if next(12) == 0 {
                Currency::GBP
            } else {
                Currency::USD
            },
            base: (next(20) > 0).then(|| 90_000 + next(60_000) + next(60_000) + next(60_000)),
            base_low: None,
            base_high: None,
            bonus: None,
            equity: None,
            total: None,
            years: None,
            remote: None,
            employment: String::new(),
            size: String::new(),
            skills: Vec::new(),
            copies: 1 + next(3) / 2,
            doubts: Vec::new(),
            confidential: false,
        });
    }
    memory
}

fn drift() -> Drift {
    Drift::parse(batna_data::text("market/drift.toml").unwrap()).unwrap()
}

fn query(selection: Selection) -> BandQuery {
    BandQuery {
        subject: selection
            .with
            .iter()
            .map(|(dimension, value)| format!("{}={value}", dimension.label()))
            .collect::<Vec<_>>()
            .join(" "),
        selection,
        measure: Measure::Base,
        currency: None,
        as_of: date(2026, 8, 1),
    }
}

fn text<S: Observations>(source: &S, query: &BandQuery) -> String {
    let answer = band(source, query, Some(&drift()), &Settings::default()).unwrap();
    serde_json::to_string_pretty(&answer).unwrap()
}

#[test]
fn one_fetch_answers_as_the_rows_do() {
    let memory = memory();
    let all = Rollup::of(&memory, Selection::all(), Measure::Base, &USUAL).unwrap();
    let answers = bands(&all, date(2026, 8, 1), Some(&drift()), &Settings::default()).unwrap();
    let pooled = answers
        .iter()
        .filter(|(_, a)| a.as_ref().is_ok_and(|a| a.band.pooled_share > 0.0))
        .count();
    let refused = answers.iter().filter(|(_, a)| a.is_err()).count();
    assert!(
        pooled > 10 && refused > 0,
        "{pooled} pooled, {refused} refused"
    );
    for (selection, answer) in answers {
        let query = query(selection);
        let expected = text(&memory, &query);
        assert_eq!(serde_json::to_string_pretty(&answer).unwrap(), expected);
        let ladder = ladder(&memory, &query.selection, Measure::Base).unwrap();
        assert_eq!(text(&ladder, &query), expected);
    }
}

#[test]
fn narrower_questions_keep_class_source_and_years() {
    let memory = memory();
    for (class, source, from_year) in [
        (Some(SourceClass::Advertised), None, None),
        (None, Some("two"), Some(2023)),
    ] {
        let selection = Selection {
            class,
            source: source.map(str::to_owned),
            from_year,
            ..Selection::all()
        };
        let selection = selection
            .with(Dimension::Role, "ml-engineer")
            .with(Dimension::Country, "US")
            .with(Dimension::Employer, "b");
        let query = query(selection);
        let ladder = ladder(&memory, &query.selection, Measure::Base).unwrap();
        assert_eq!(text(&ladder, &query), text(&memory, &query));
    }
}

#[test]
fn what_was_not_fetched_is_refused() {
    let memory = memory();
    let us = Selection::all().with(Dimension::Country, "US");
    let held = Rollup::of(&memory, us.clone(), Measure::Base, &[Dimension::Role]).unwrap();
    assert!(held.cells(&us, Measure::Base, &[Dimension::Role]).is_ok());
    for (selection, measure, by) in [
        (us.clone(), Measure::Total, Dimension::Role),
        (us.clone(), Measure::Base, Dimension::Metro),
        (Selection::all(), Measure::Base, Dimension::Role),
        (
            us.with(Dimension::Seniority, "senior"),
            Measure::Base,
            Dimension::Role,
        ),
    ] {
        assert!(held.cells(&selection, measure, &[by]).is_err());
    }
    assert!(held.rows(&Selection::all(), &mut |_| true).is_err());
}
