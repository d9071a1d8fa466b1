//! Paraphrases and how they are read: `tests/suite/ask/*.toml`.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::employers::Employers;
use crate::places::Places;
use crate::reference::{Reference, ReferenceTexts};
use crate::roles::Roles;

const FILES: &[(&str, &str)] = &[
    (
        "plain",
        include_str!("../../../../tests/suite/ask/plain.toml"),
    ),
    (
        "measures",
        include_str!("../../../../tests/suite/ask/measures.toml"),
    ),
    (
        "comparisons",
        include_str!("../../../../tests/suite/ask/comparisons.toml"),
    ),
    (
        "spoken",
        include_str!("../../../../tests/suite/ask/spoken.toml"),
    ),
    (
        "unseen",
        include_str!("../../../../tests/suite/ask/unseen.toml"),
    ),
    (
        "cold",
        include_str!("../../../../tests/suite/ask/cold.toml"),
    ),
    (
        "strangers",
        include_str!("../../../../tests/suite/ask/strangers.toml"),
    ),
    (
        "last",
        include_str!("../../../../tests/suite/ask/last.toml"),
    ),
    (
        "harder",
        include_str!("../../../../tests/suite/ask/harder.toml"),
    ),
    (
        "asides",
        include_str!("../../../../tests/suite/ask/asides.toml"),
    ),
    (
        "again",
        include_str!("../../../../tests/suite/ask/again.toml"),
    ),
    (
        "others",
        include_str!("../../../../tests/suite/ask/others.toml"),
    ),
    (
        "doubts",
        include_str!("../../../../tests/suite/ask/doubts.toml"),
    ),
    (
        "blind",
        include_str!("../../../../tests/suite/ask/blind.toml"),
    ),
    (
        "visitors",
        include_str!("../../../../tests/suite/ask/visitors.toml"),
    ),
    (
        "kept",
        include_str!("../../../../tests/suite/ask/kept.toml"),
    ),
    (
        "manners",
        include_str!("../../../../tests/suite/ask/manners.toml"),
    ),
    (
        "newcomers",
        include_str!("../../../../tests/suite/ask/newcomers.toml"),
    ),
    (
        "turns",
        include_str!("../../../../tests/suite/ask/turns.toml"),
    ),
    (
        "callers",
        include_str!("../../../../tests/suite/ask/callers.toml"),
    ),
    (
        "telegrams",
        include_str!("../../../../tests/suite/ask/telegrams.toml"),
    ),
    (
        "guests",
        include_str!("../../../../tests/suite/ask/guests.toml"),
    ),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    q: String,
    #[serde(default)]
    role: Vec<String>,
    #[serde(default)]
    level: Vec<String>,
    #[serde(default)]
    company_levels: Vec<String>,
    #[serde(default)]
    place: Vec<String>,
    #[serde(default)]
    remote: bool,
    #[serde(default)]
    on_site: bool,
    #[serde(default)]
    stage: Vec<String>,
    #[serde(default)]
    employer: Vec<String>,
    #[serde(default)]
    unknown_employer: Vec<String>,
    measure: Option<Vec<String>>,
    statistic: Option<String>,
    #[serde(default)]
    percentiles: Vec<u8>,
    #[serde(default)]
    amounts: Vec<String>,
    #[serde(default)]
    own_pay: Vec<String>,
    currency: Option<String>,
    experience: Option<String>,
    #[serde(default)]
    skills: Vec<String>,
    #[serde(default)]
    time: Vec<String>,
    comparison: Option<String>,
    split: Option<String>,
    /// The question must come back to the person.
    #[serde(default)]
    asked: bool,
}

pub(super) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: std::sync::LazyLock<Vocabulary> = std::sync::LazyLock::new(|| {
        let text = |name: &str| batna_data::text(name).expect("it ships");
        let reference = Reference::new(ReferenceTexts {
            sources: text("reference/sources.toml"),
            oews: text("reference/oews.txt"),
            rpp: text("reference/rpp.txt"),
            ecb: text("reference/ecb.txt"),
            ppp: text("reference/ppp.txt"),
        })
        .expect("it holds together");
        let places = Places::parse(text("market/places.toml"), &reference);
        Vocabulary::parse(VocabularySources {
            ask: text("market/ask.toml"),
            filler: text("market/filler.toml"),
            employers: &Employers::parse(text("market/employers.toml")).expect("it holds together"),
            places: &places.expect("it holds together"),
            roles: &Roles::parse(text("market/roles.toml")).expect("it holds together"),
        })
        .expect("it holds together")
    });
    &VOCABULARY
}

/// A reading as one comparable text.
fn flat(reading: &Reading) -> String {
    let name = |value: serde_json::Value| value.as_str().unwrap_or("").to_owned();
    let of = |value: &dyn erased::Name| name(value.value());
    let amount = |a: &Amount| match a.currency {
        Some(currency) => format!("{} {currency}", a.value),
        None => a.value.to_string(),
    };
    let time = |t: &Time| match t {
        Time::Year { year } => year.to_string(),
        Time::Half { year, half } => format!("{year} H{half}"),
        Time::Quarter { year, quarter } => format!("{year} Q{quarter}"),
        Time::Month { year, month } => format!("{year}-{month:02}"),
        Time::Since { year, month: None } => format!("since {year}"),
        Time::Since {
            year,
            month: Some(m),
        } => format!("since {year}-{m:02}"),
        Time::Between { from, to } => format!("{from}..{to}"),
        Time::Last { months } => format!("last {months}"),
        Time::LastYear => "last year".into(),
        Time::ThisYear => "this year".into(),
    };
    let known: Vec<_> = reading
        .employers
        .iter()
        .filter_map(|e| e.id.clone())
        .collect();
    let unknown: Vec<_> = (reading.employers.iter())
        .filter(|e| e.id.is_none())
        .map(|e| e.name.clone())
        .collect();
    format!(
        "roles {:?} levels {:?} {:?} places {:?} remote {} on site {} stages {:?} employers {known:?} {unknown:?} measures {:?} statistic {} percentiles {:?} amounts {:?} own pay {:?} currency {:?} years {:?} skills {:?} time {:?} comparison {:?} split {:?}",
        reading.roles,
        reading.levels,
        reading.company_levels,
        reading.places.iter().map(|p| &p.id).collect::<Vec<_>>(),
        reading.remote,
        reading.on_site,
        reading
            .stages
            .iter()
            .map(|s| s.stages.join("+"))
            .collect::<Vec<_>>(),
        reading.measures.iter().map(|m| of(m)).collect::<Vec<_>>(),
        of(&reading.statistic),
        reading.percentiles,
        reading.amounts.iter().map(amount).collect::<Vec<_>>(),
        reading.own_pay.iter().map(amount).collect::<Vec<_>>(),
        reading.currency.map(|c| c.code().to_owned()),
        reading.experience.map(|e| match e.high {
            None => format!("{}+", e.low),
            Some(high) if high > e.low => format!("{}-{high}", e.low),
            Some(_) => e.low.to_string(),
        }),
        reading.skills,
        reading.time.iter().map(time).collect::<Vec<_>>(),
        reading.comparison.map(|c| of(&c)),
        reading.split.map(|c| of(&c)),
    )
}

/// Names of enum values as they serialize.
mod erased {
    pub trait Name {
        fn value(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Name for T {
        fn value(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap_or_default()
        }
    }
}

fn expected(case: &Case) -> String {
    // Skills are a set: the readings are sorted likewise.
    let mut skills = case.skills.clone();
    skills.sort();
    skills.dedup();
    format!(
        "roles {:?} levels {:?} {:?} places {:?} remote {} on site {} stages {:?} employers {:?} {:?} measures {:?} statistic {} percentiles {:?} amounts {:?} own pay {:?} currency {:?} years {:?} skills {:?} time {:?} comparison {:?} split {:?}",
        case.role,
        case.level,
        case.company_levels,
        case.place,
        case.remote,
        case.on_site,
        case.stage,
        case.employer,
        case.unknown_employer,
        case.measure.clone().unwrap_or_else(|| vec!["total".into()]),
        case.statistic.clone().unwrap_or_else(|| "band".into()),
        case.percentiles,
        case.amounts,
        case.own_pay,
        case.currency,
        case.experience,
        skills,
        case.time,
        case.comparison,
        case.split,
    )
}

/// How a file of cases was read.
#[derive(Default)]
struct Score {
    all: usize,
    /// As expected, or asked back where that was expected.
    exact: usize,
    /// Asked back, with another nearest reading or without need.
    asked_back: Vec<String>,
    /// Read otherwise without a doubt.
    wrong: Vec<String>,
}

fn score(text: &str, vocabulary: &Vocabulary) -> Score {
    let file: File = toml::from_str(text).expect("a file of cases");
    let mut score = Score::default();
    for case in &file.case {
        let mut reading = read(&case.q, vocabulary);
        reading.skills.sort();
        let (got, want) = (flat(&reading), expected(case));
        let is_sure = reading.confidence == Confidence::Exact;
        assert_eq!(is_sure, reading.asks.is_empty(), "{}", case.q);
        score.all += 1;
        let shown = format!(
            "{}\n  {:?}\n  got  {got}\n  want {want}",
            case.q, reading.asks
        );
        // What is asked back shows the nearest reading too.
        if got == want && is_sure != case.asked {
            score.exact += 1;
        } else if is_sure {
            score.wrong.push(shown);
        } else {
            score.asked_back.push(shown);
        }
    }
    score
}

#[test]
fn paraphrases_are_read_exactly_or_asked_back() {
    let vocabulary = vocabulary();
    let (mut all, mut exact, mut wrong) = (0, 0, Vec::new());
    for (name, text) in FILES {
        let score = score(text, vocabulary);
        all += score.all;
        exact += score.exact;
        for shown in &score.asked_back {
            println!("{name}: asked back: {shown}");
        }
        wrong.extend(score.wrong.iter().map(|shown| format!("{name}: {shown}")));
    }
    println!("{exact} of {all} read exactly");
    assert!(wrong.is_empty(), "sure and wrong:\n{}", wrong.join("\n"));
    assert!(all >= 300, "{all} paraphrases");
    assert!(exact * 10 >= all * 9, "{exact} of {all}");
}

/// Counts how a file outside the suite is read; with `BATNA_ASK_SHOW` its failures too.
#[test]
fn a_file_of_ones_own_is_counted() {
    let Ok(path) = std::env::var("BATNA_ASK_CASES") else {
        println!("skipped: BATNA_ASK_CASES names no file of cases");
        return;
    };
    let text = std::fs::read_to_string(&path).expect("a readable file");
    let score = score(&text, vocabulary());
    println!(
        "{} of {} read as expected, {} asked back, {} wrong without a doubt",
        score.exact,
        score.all,
        score.asked_back.len(),
        score.wrong.len()
    );
    if std::env::var_os("BATNA_ASK_SHOW").is_some() {
        for shown in &score.wrong {
            println!("WRONG {shown}");
        }
        for shown in &score.asked_back {
            println!("ASKED {shown}");
        }
    }
}

#[test]
fn a_reading_shows_itself() {
    let reading = read(
        "what does a staff ML engineer make in London at a series B?",
        vocabulary(),
    );
    assert_eq!(
        reading.in_words(),
        "staff · ml-engineer · series b (series-b) · in London · total compensation (by default) · percentiles 10 to 90"
    );
    assert_eq!(reading.confidence, Confidence::Exact);
}

#[test]
fn a_clause_beside_the_question_is_passed_over_and_shown() {
    let reading = read(
        "my wife brizzled quorvs, what does an ML engineer in London earn?",
        vocabulary(),
    );
    assert_eq!(reading.confidence, Confidence::Exact, "{:?}", reading.asks);
    let shown = reading.in_words();
    assert!(
        shown.ends_with("passed over: my wife brizzled quorvs"),
        "{shown}"
    );
    // A clause that may narrow the question is no aside.
    let narrowed = read(
        "ML engineers, left brizzled only, London: pay?",
        vocabulary(),
    );
    assert_eq!(narrowed.confidence, Confidence::Near);
}

#[test]
fn two_english_words_are_no_slips_of_each_other() {
    let reading = read(
        "We contradict ourselves. What do ML engineers in London earn?",
        vocabulary(),
    );
    assert!(reading.asks.is_empty(), "{:?}", reading.asks);
}

#[test]
fn the_store_may_add_employers() {
    let vocabulary = vocabulary()
        .clone()
        .with_employers([("zorbly", "Zorbly Robotics"), ("the", "The")]);
    let reading = read("What does Zorbly Robotics pay ML engineers?", &vocabulary);
    assert_eq!(reading.employers[0].id.as_deref(), Some("zorbly"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_ends_in_a_reading(text in "\\PC{0,80}") {
        let reading = read(&text, vocabulary());
        prop_assert_eq!(reading.confidence == Confidence::Exact, reading.asks.is_empty());
    }

    #[test]
    fn any_words_end_in_a_reading(words in prop::collection::vec(prop::sample::select(vec![
        "ML", "engineer", "London", "vs", "5", "years", "$", "250k", "-", "90th", "percentile", "top", "10", "%",
        "between", "2022", "and", "2024", "last", "p90", "at", "Zorbly", "series", "b", "Q1", "+", "İ", "L5", "to",
    ]), 0..20)) {
        read(&words.join(" "), vocabulary());
    }
}
