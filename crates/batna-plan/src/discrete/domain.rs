//! Issues, their values, and what each value is worth: read from JSON with every problem told.
//!
//! Values may be texts, numbers or booleans; utilities are keyed by the value as text
//! (`200000`, `1.5`, `true`), as JSON objects demand.

use std::collections::BTreeSet;

use batna_core::Diagnostic;
use serde_json::{Map, Value};

/// The most issues and the most values of one issue.
const MOST_ISSUES: usize = 64;
const MOST_VALUES: usize = 10_000;

/// One value of an issue: as it was written, and as the key of utilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub key: String,
    pub json: Value,
}

/// Something to agree on.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    pub name: String,
    pub values: Vec<Choice>,
}

/// What is negotiated: at least one issue, each with at least one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    issues: Vec<Issue>,
}

/// One value an issue, by index, in the order of the domain's issues.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deal(pub Vec<usize>);

/// Worth of each value of each issue; the worth of a deal is the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Utility {
    by_issue: Vec<Vec<f64>>,
}

impl Domain {
    /// From the array of issues: `[{"name": …, "values": […]}]`. Problems are pushed.
    pub fn read(issues: Option<&Value>, problems: &mut Vec<Diagnostic>) -> Option<Domain> {
        let before = problems.len();
        let Some(Value::Array(listed)) = issues else {
            problems.push(
                Diagnostic::error("domain::no-issues", "`issues` is not an array")
                    .remedy(r#"Write "issues": [{"name": "base", "values": ["200k", "210k"]}]."#),
            );
            return None;
        };
        if listed.is_empty() || listed.len() > MOST_ISSUES {
            problems.push(
                Diagnostic::error(
                    "domain::no-issues",
                    format!(
                        "there are {} issues; 1 to {MOST_ISSUES} can be negotiated",
                        listed.len()
                    ),
                )
                .remedy("Name what is to be agreed on."),
            );
            return None;
        }
        let mut names = BTreeSet::new();
        let issues: Vec<Issue> = listed
            .iter()
            .enumerate()
            .filter_map(|(index, issue)| read_issue(index, issue, &mut names, problems))
            .collect();
        (problems.len() == before).then_some(Domain { issues })
    }

    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Number of deals; saturates.
    pub fn deals(&self) -> u128 {
        self.issues.iter().fold(1, |product: u128, issue| {
            product.saturating_mul(issue.values.len() as u128)
        })
    }

    /// The deal as an object of the values as they were written.
    pub fn show(&self, deal: &Deal) -> Map<String, Value> {
        self.issues
            .iter()
            .zip(&deal.0)
            .filter_map(|(issue, value)| {
                let choice = issue.values.get(*value)?;
                Some((issue.name.clone(), choice.json.clone()))
            })
            .collect()
    }

    /// A deal from an object that names one value for every issue and nothing else.
    pub fn deal(&self, object: &Value) -> Result<Deal, Diagnostic> {
        let refuse = |message: String| {
            Diagnostic::error("deal::unknown-value", message)
                .remedy("Name one of its values for every issue of the domain.")
        };
        let Value::Object(object) = object else {
            return Err(refuse(
                "a deal is not an object of issues and values".into(),
            ));
        };
        if let Some(name) = object
            .keys()
            .find(|name| !self.issues.iter().any(|issue| issue.name == **name))
        {
            return Err(refuse(format!("the domain has no issue `{}`", short(name))));
        }
        let mut values = Vec::with_capacity(self.issues.len());
        for issue in &self.issues {
            let Some(said) = object.get(&issue.name) else {
                return Err(refuse(format!(
                    "the deal says nothing of `{}`",
                    short(&issue.name)
                )));
            };
            let found = key_of(said).and_then(|key| {
                issue
                    .values
                    .iter()
                    .position(|choice| same_key(&choice.key, &key))
            });
            match found {
                Some(index) => values.push(index),
                None => {
                    return Err(refuse(format!(
                        "`{}` has no value {}",
                        short(&issue.name),
                        short(&said.to_string())
                    )));
                }
            }
        }
        Ok(Deal(values))
    }
}

impl Utility {
    /// One list of worths an issue. None where a number is not finite.
    pub fn new(by_issue: Vec<Vec<f64>>) -> Option<Utility> {
        by_issue
            .iter()
            .flatten()
            .all(|worth| worth.is_finite())
            .then_some(Utility { by_issue })
    }

    /// From `{issue: {value: number}}`: a number for every value of every issue.
    pub fn read(
        domain: &Domain,
        name: &'static str,
        object: &Value,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Utility> {
        let before = problems.len();
        let Value::Object(given) = object else {
            problems.push(
                Diagnostic::error(
                    "domain::utility-missing",
                    format!("`{name}` is not an object of issues"),
                )
                .remedy(r#"Write {"base": {"200k": 0, "210k": 10}}."#),
            );
            return None;
        };
        for issue in given.keys() {
            if !domain.issues.iter().any(|known| known.name == *issue) {
                problems.push(
                    Diagnostic::error(
                        "domain::utility-unknown",
                        format!("`{name}` speaks of `{}`, which is no issue", short(issue)),
                    )
                    .remedy("Remove it, or add the issue."),
                );
            }
        }
        let mut by_issue = Vec::with_capacity(domain.issues.len());
        for issue in &domain.issues {
            let worths = match given.get(&issue.name) {
                Some(Value::Object(worths)) => worths,
                _ => {
                    problems.push(
                        Diagnostic::error(
                            "domain::utility-missing",
                            format!("`{name}` says nothing of `{}`", short(&issue.name)),
                        )
                        .remedy(
                            "Give a number for every value of it; 0 where it is worth nothing.",
                        ),
                    );
                    continue;
                }
            };
            by_issue.push(read_worths(name, issue, worths, problems));
        }
        (problems.len() == before).then_some(Utility { by_issue })
    }

    pub fn by_issue(&self) -> &[Vec<f64>] {
        &self.by_issue
    }

    /// Worth of a deal: the sum over issues.
    pub fn of(&self, deal: &Deal) -> f64 {
        self.by_issue
            .iter()
            .zip(&deal.0)
            .map(|(worths, value)| worths.get(*value).copied().unwrap_or(0.0))
            .sum()
    }

    /// Least and most that any deal is worth.
    pub fn range(&self) -> (f64, f64) {
        self.by_issue
            .iter()
            .fold((0.0, 0.0), |(low, high), worths| {
                let least = worths.iter().copied().fold(f64::INFINITY, f64::min);
                let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (low + least, high + most)
            })
    }
}

fn read_issue(
    index: usize,
    issue: &Value,
    names: &mut BTreeSet<String>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Issue> {
    let name = match issue.get("name") {
        Some(Value::String(name)) if !name.is_empty() => name.clone(),
        _ => {
            problems.push(
                Diagnostic::error(
                    "domain::no-name",
                    format!("issue {} has no name", index + 1),
                )
                .remedy(r#"Add "name": "…"."#),
            );
            return None;
        }
    };
    if !names.insert(name.clone()) {
        problems.push(
            Diagnostic::error(
                "domain::duplicate",
                format!("the issue `{}` stands twice", short(&name)),
            )
            .remedy("Give every issue a name of its own."),
        );
    }
    let listed = match issue.get("values") {
        Some(Value::Array(values)) if (1..=MOST_VALUES).contains(&values.len()) => values,
        Some(Value::Array(values)) => {
            problems.push(
                Diagnostic::error(
                    "domain::no-values",
                    format!(
                        "`{}` has {} values; 1 to {MOST_VALUES} can be negotiated",
                        short(&name),
                        values.len()
                    ),
                )
                .remedy("List what can be agreed on, or leave the issue out."),
            );
            return None;
        }
        _ => {
            problems.push(
                Diagnostic::error(
                    "domain::no-values",
                    format!("`{}` has no array of values", short(&name)),
                )
                .remedy(r#"Add "values": […]."#),
            );
            return None;
        }
    };
    let mut seen = BTreeSet::new();
    let mut values = Vec::with_capacity(listed.len());
    for value in listed {
        let Some(key) = key_of(value) else {
            problems.push(
                Diagnostic::error(
                    "domain::value-kind",
                    format!(
                        "a value of `{}` is neither text, number nor boolean",
                        short(&name)
                    ),
                )
                .remedy("Write it as a text."),
            );
            continue;
        };
        if !seen.insert(key.clone()) {
            problems.push(
                Diagnostic::error(
                    "domain::duplicate",
                    format!("`{}` has the value `{}` twice", short(&name), short(&key)),
                )
                .remedy("List every value once."),
            );
        }
        values.push(Choice {
            key,
            json: value.clone(),
        });
    }
    Some(Issue { name, values })
}

fn read_worths(
    name: &str,
    issue: &Issue,
    worths: &Map<String, Value>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<f64> {
    for key in worths.keys() {
        if !issue.values.iter().any(|choice| same_key(&choice.key, key)) {
            problems.push(
                Diagnostic::error(
                    "domain::utility-unknown",
                    format!(
                        "`{name}` speaks of `{}` = `{}`, which is no value of it",
                        short(&issue.name),
                        short(key)
                    ),
                )
                .remedy("Remove it, or add the value."),
            );
        }
    }
    let mut out = Vec::with_capacity(issue.values.len());
    for choice in &issue.values {
        let found = worths.get(&choice.key).or_else(|| {
            worths
                .iter()
                .find(|(key, _)| same_key(&choice.key, key))
                .map(|(_, worth)| worth)
        });
        match found.map(Value::as_f64) {
            Some(Some(worth)) if worth.is_finite() => out.push(worth),
            Some(_) => problems.push(
                Diagnostic::error(
                    "domain::not-a-number",
                    format!(
                        "`{name}` of `{}` = `{}` is not a finite number",
                        short(&issue.name),
                        short(&choice.key)
                    ),
                )
                .remedy("Write a plain number."),
            ),
            None => problems.push(
                Diagnostic::error(
                    "domain::utility-missing",
                    format!(
                        "`{name}` has no number for `{}` = `{}`",
                        short(&issue.name),
                        short(&choice.key)
                    ),
                )
                .remedy("Give a number for every value; 0 where it is worth nothing."),
            ),
        }
    }
    out
}

/// The value as the key of an object: what JSON writers make of it.
fn key_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Equal as text, or as numbers (`1` and `1.0`).
fn same_key(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            .then(|| text.parse::<f64>().ok())
            .flatten()
    };
    matches!((number(a), number(b)), (Some(x), Some(y)) if x == y)
}

/// A name from outside, short enough for a message.
fn short(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
