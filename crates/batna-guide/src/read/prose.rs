//! The prose of a guide: title, date, level equations, levers, the negotiate-up text, sources.

use crate::cell::{self, Figure, Span};
use crate::heading;
use crate::model::{Ask, AskKind, Component, Dated, Guide, LevelMap, Lever, SourceLine};

/// Which list the lines being read belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Other,
    Levers,
    Sources,
}

pub(super) fn read_into(guide: &mut Guide, text: &str) {
    let mut section = Section::Other;
    let mut in_ask = false;
    for (index, line) in text.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = line.trim();
        if line.is_empty() {
            in_ask = false;
            continue;
        }
        if let Some(label) = heading::label(line) {
            section = section_of(label);
            if guide.title.is_empty() && line.starts_with('#') {
                title(guide, label);
            }
            note_date(guide, label);
        }
        if let Some(equation) = level_equation(line) {
            guide.levels.push(LevelMap {
                line: number,
                header: Vec::new(),
                rows: vec![equation],
            });
        }
        let begins_ask = line.to_lowercase().contains("negotiate up strategy");
        in_ask = begins_ask || (in_ask && line.starts_with('>'));
        if in_ask {
            asks(guide, number, line);
            if claims_offers(line) {
                guide.claims.push(number);
            }
        } else if let Some(title) = lever_title(line, section) {
            guide.levers.push(Lever {
                line: number,
                title,
                claims_offers: claims_offers(line),
            });
        } else if claims_offers(line)
            && let Some(last) = guide.levers.last_mut()
            && section == Section::Levers
        {
            // The argument often stands in the line under its title.
            last.claims_offers = true;
        }
        if section == Section::Sources
            && let Some(item) = list_item(line)
        {
            source(guide, number, item);
        }
        if let Some((_, inline)) = line.split_once("[Source:") {
            let inline = inline.split(']').next().unwrap_or("").trim();
            source(guide, number, inline);
        }
    }
}

/// What stands behind the bullet or number of a list.
fn list_item(line: &str) -> Option<&str> {
    if line.starts_with("**") {
        return None;
    }
    let numbered = || {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        (rest.len() < line.len()).then_some(rest)?.strip_prefix('.')
    };
    let item = line.strip_prefix(['-', '*', '•']).or_else(numbered)?;
    Some(item.trim())
}

fn section_of(label: &str) -> Section {
    let label = label.to_lowercase();
    if label.contains("source") || label.contains("evidence") {
        Section::Sources
    } else if label.contains("lever") {
        Section::Levers
    } else {
        Section::Other
    }
}

/// `Role | Company Global Negotiation Guide`, `Role — Company Salary Negotiation Guide`.
fn title(guide: &mut Guide, label: &str) {
    guide.title = label.to_owned();
    let Some((role, company)) = label.split_once('|').or_else(|| label.split_once(" — ")) else {
        return;
    };
    guide.role = Some(role.trim().to_owned());
    let lower = company.to_lowercase();
    let end = [
        "global negotiation guide",
        "salary negotiation guide",
        "negotiation guide",
        "guide",
    ]
    .iter()
    .find_map(|suffix| lower.find(suffix))
    .unwrap_or(company.len());
    let company = company.get(..end).unwrap_or(company).trim();
    guide.company = (!company.is_empty()).then(|| company.to_owned());
}

fn level_equation(line: &str) -> Option<Vec<String>> {
    let bare = line.trim_start_matches(['*', '>', ' ']);
    let rest = bare
        .strip_prefix("Level Mapping")
        .or_else(|| bare.strip_prefix("Level mapping"))?;
    let rest = rest.trim_start_matches([':', '*', ' ']);
    let parts: Vec<String> = rest
        .split(['=', '≈', '|'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    (parts.len() > 1).then_some(parts)
}

fn lever_title(line: &str, section: Section) -> Option<String> {
    let bare = line.trim_start_matches(['#', '*', ' ']);
    let after_number = |text: &str| {
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let rest = text.get(digits..)?;
        (digits > 0).then(|| {
            rest.trim_start_matches(['.', ':', ')', '*', ' ', '—', '-', '–'])
                .to_owned()
        })
    };
    let rest = match bare.strip_prefix("Lever ") {
        Some(numbered) => after_number(numbered)?,
        None if section == Section::Levers && bare.starts_with(|c: char| c.is_ascii_digit()) => {
            after_number(bare)?
        }
        None => return None,
    };
    let end = ["**", ": \"", " — \"", ":"]
        .iter()
        .filter_map(|stop| rest.find(stop))
        .min()
        .unwrap_or(rest.len());
    let title = rest.get(..end).unwrap_or("").trim();
    (!title.is_empty()).then(|| title.chars().take(120).collect())
}

/// Beginnings of a claim to hold offers; the word `offer` follows within the sentence.
const HOLDS: &[&str] = &[
    "i have ",
    "i've ",
    "i hold ",
    "holding ",
    "my competing ",
    "my other ",
    "your competing ",
    "present competing ",
    "reference competing ",
    "competing offer",
    "i'm evaluating ",
    "i am evaluating ",
    "i'm considering ",
];

/// Claims of a running process.
const PROCESSES: &[&str] = &[
    "actively interviewing",
    "interviewing with",
    "in final rounds",
    "in the final round",
];

/// Bytes within which `offer` must follow the beginning of a claim.
const CLAIM_WIDTH: usize = 120;

/// Whether a text has its reader claim to hold offers or to be in other processes.
pub(super) fn claims_offers(text: &str) -> bool {
    sentences(text).into_iter().any(|sentence| {
        let sentence = sentence.to_lowercase().replace('’', "'");
        let holds = HOLDS.iter().any(|phrase| {
            sentence.find(phrase).is_some_and(|start| {
                let rest = sentence.get(start..).unwrap_or("");
                rest.find("offer").is_some_and(|at| at < CLAIM_WIDTH)
            })
        });
        holds || PROCESSES.iter().any(|phrase| sentence.contains(phrase))
    })
}

fn source(guide: &mut Guide, line: u32, text: &str) {
    note_date(guide, text);
    let lower = text.to_lowercase();
    let has_address = ["http://", "https://", "www."]
        .iter()
        .any(|w| lower.contains(w));
    let counted = [
        "respondents",
        "responses",
        "postings",
        "data points",
        "salaries",
        "employees",
        "observations",
    ];
    let has_sample = lower.contains("n=")
        || counted.iter().any(|unit| {
            let before = lower.split(unit).next().unwrap_or("");
            lower.contains(unit) && before.trim_end().ends_with(|c: char| c.is_ascii_digit())
        });
    guide.sources.push(SourceLine {
        line,
        text: text.trim_matches(['[', ']']).to_owned(),
        has_address,
        has_sample,
    });
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Keeps the latest year, with its month where one stands before it.
fn note_date(guide: &mut Guide, text: &str) {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for (index, word) in words.iter().enumerate() {
        let digits = word.trim_start_matches("FY");
        let Some(year) = digits
            .parse::<i16>()
            .ok()
            .filter(|year| (2000..2100).contains(year))
        else {
            continue;
        };
        if digits.len() != 4 {
            continue;
        }
        // `Feb 2026` and `Feb 11, 2026`.
        let month = [1, 2].iter().find_map(|back| {
            let before = words.get(index.checked_sub(*back)?)?.to_lowercase();
            let position = MONTHS.iter().position(|m| before.starts_with(m))?;
            i8::try_from(position + 1).ok()
        });
        guide.dated = guide.dated.max(Some(Dated { year, month }));
    }
}

/// Words that say what a figure is of, in the order in which longer ones are tried first.
const COMPONENTS: &[(&str, Component)] = &[
    ("signing bonus", Component::Signing),
    ("sign-on bonus", Component::Signing),
    ("signing", Component::Signing),
    ("sign-on", Component::Signing),
    ("total comp", Component::Total),
    ("total compensation", Component::Total),
    ("total", Component::Total),
    (" tc", Component::Total),
    ("base", Component::Base),
    ("salary", Component::Base),
    ("bonus", Component::Bonus),
    ("equity", Component::Equity),
    ("rsu", Component::Equity),
    ("stock", Component::Equity),
    ("options", Component::Equity),
    ("ppu", Component::Equity),
    ("profit sharing", Component::Equity),
    ("carry", Component::Equity),
    ("grant", Component::Equity),
];

const KINDS: &[(&str, AskKind)] = &[
    ("accept", AskKind::Accept),
    ("floor", AskKind::Accept),
    ("no lower than", AskKind::Accept),
    ("no less than", AskKind::Accept),
    ("minimum", AskKind::Accept),
    ("walk away", AskKind::Accept),
    ("counter", AskKind::Counter),
    ("initial offer", AskKind::Counter),
    ("open at", AskKind::Open),
    ("target", AskKind::Open),
    ("start", AskKind::Open),
    ("i'd like", AskKind::Open),
    ("to join", AskKind::Open),
    ("request", AskKind::Open),
    ("push for", AskKind::Open),
    ("anchor", AskKind::Open),
    ("demand", AskKind::Open),
    ("leaving", AskKind::Rival),
    ("competing", AskKind::Rival),
    ("offers from", AskKind::Rival),
    ("offer from", AskKind::Rival),
    ("holding", AskKind::Rival),
    ("offers at", AskKind::Rival),
    ("offer at", AskKind::Rival),
];

/// Revenue, funds and valuations, which a pitch mentions beside pay.
fn is_beyond_pay(span: Span) -> bool {
    let millions = match span.currency().code() {
        "JPY" | "KRW" | "INR" | "IDR" | "VND" | "CLP" | "COP" | "HUF" => 1_000,
        _ => 20,
    };
    span.high.amount() >= rust_decimal::Decimal::from(millions * 1_000_000_i64)
}

/// The figures of one line of the negotiate-up text, sentence by sentence.
fn asks(guide: &mut Guide, line: u32, text: &str) {
    for sentence in sentences(text) {
        let lower = sentence.to_lowercase().replace('’', "'");
        // Lower case may change lengths outside ASCII; then words cannot be placed.
        let lower = if lower.len() == sentence.len() {
            lower
        } else {
            sentence.to_ascii_lowercase()
        };
        let figures = cell::figures(sentence);
        for (index, figure) in figures.iter().enumerate() {
            if figure.amount.is_some_and(is_beyond_pay) {
                continue;
            }
            let from = index
                .checked_sub(1)
                .and_then(|i| figures.get(i))
                .map_or(0, |f| f.range.end);
            let to = figures
                .get(index + 1)
                .map_or(lower.len(), |f| f.range.start);
            // `€78K / $160K base` says base of both.
            let next = figures.get(index + 1);
            let is_pair =
                next.is_some() && lower.get(figure.range.end..to).map(str::trim) == Some("/");
            let (figure, to) = match next.filter(|_| is_pair) {
                Some(next) => (
                    &Figure {
                        range: figure.range.start..next.range.end,
                        ..figure.clone()
                    },
                    figures
                        .get(index + 2)
                        .map_or(lower.len(), |f| f.range.start),
                ),
                None => (figure, to),
            };
            guide.asks.push(Ask {
                line,
                kind: kind(lower.get(..figure.range.start).unwrap_or("")),
                component: component(
                    lower.get(from..figure.range.start).unwrap_or(""),
                    lower.get(figure.range.end..to).unwrap_or(""),
                    figure,
                ),
                amount: figure.amount,
                rate: figure.rate,
                per: figure.per,
            });
        }
    }
}

/// Splits at full stops that end a sentence; one inside a number does not.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((index, c)) = characters.next() {
        let ends = matches!(c, '.' | ';' | '?' | '!')
            && characters
                .peek()
                .is_none_or(|(_, next)| next.is_whitespace() || matches!(next, '"' | '”'));
        if ends {
            out.extend(text.get(from..index));
            from = index + c.len_utf8();
        }
    }
    out.extend(text.get(from..).filter(|rest| !rest.trim().is_empty()));
    out
}

/// By the last telling word before the figure.
fn kind(before: &str) -> AskKind {
    KINDS
        .iter()
        .filter_map(|(word, kind)| Some((before.rfind(word)?, *kind)))
        .max_by_key(|(position, _)| *position)
        .map_or(AskKind::Open, |(_, kind)| kind)
}

/// Marks between one component of a package and the next.
const BREAKS: &[&str] = &["+", ",", "(", ")", ":", " and ", " with ", " / "];

/// By the telling word nearest to the figure, before or behind it, within its own part.
fn component(before: &str, behind: &str, figure: &Figure) -> Component {
    let start = (BREAKS.iter())
        .filter_map(|mark| Some(before.rfind(mark)? + mark.len()))
        .max();
    let before = before.get(start.unwrap_or(0)..).unwrap_or("");
    let end = BREAKS.iter().filter_map(|mark| behind.find(mark)).min();
    let behind = behind.get(..end.unwrap_or(behind.len())).unwrap_or("");
    let near_before = COMPONENTS
        .iter()
        .filter_map(|(word, component)| {
            let start = before.rfind(word)?;
            Some((before.len() - start - word.len(), *component))
        })
        .min_by_key(|(distance, _)| *distance);
    let near_behind = COMPONENTS
        .iter()
        .filter_map(|(word, component)| Some((behind.find(word)?, *component)))
        .min_by_key(|(distance, _)| *distance);
    let found = match (near_before, near_behind) {
        (Some(before), Some(behind)) if before.0 < behind.0 => before.1,
        (_, Some(behind)) => behind.1,
        (Some(before), None) => before.1,
        (None, None) => Component::Unclear,
    };
    match (found, figure.rate.is_some()) {
        // A rate is a bonus or something this list does not know.
        (Component::Bonus, true) => Component::Bonus,
        (_, true) => Component::Unclear,
        (component, false) => component,
    }
}
