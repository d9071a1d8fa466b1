//! Reads and lints the template files of one language.

use std::collections::BTreeMap;

use batna_core::{Diagnostic, Location};
use serde::{Deserialize, Serialize};

use crate::claim::Claim;

use super::fill::{Slot, slots};
use super::objection::Objection;
use super::phrase::PhraseBook;

#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    Warm,
    #[default]
    Neutral,
    Firm,
}

#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    Short,
    #[default]
    Full,
}

/// All scripts and objections of one language.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub(crate) scripts: BTreeMap<String, Template>,
    pub(crate) objections: Vec<Objection>,
    pub(crate) phrases: PhraseBook,
}

/// One kind of message.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    pub(crate) kind: String,
    pub(crate) label: String,
    /// `call`, `email`, `letter`.
    pub(crate) channel: String,
    /// For the owner: what it is for.
    pub(crate) about: String,
    pub(crate) part: Vec<Part>,
}

/// Alternatives for one place in the text: the first that can be filled is used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) id: String,
    /// Begins a paragraph.
    #[serde(default)]
    pub(crate) paragraph: bool,
    /// Without it the script says nothing worth saying.
    #[serde(default)]
    pub(crate) required: bool,
    /// Salutation and signature: left out where the words are spoken.
    #[serde(default)]
    pub(crate) written_only: bool,
    pub(crate) line: Vec<LineTemplate>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineTemplate {
    /// Claims the line makes; each needs a statement.
    #[serde(default)]
    pub(crate) needs: Vec<Claim>,
    /// Repeats the line for each statement of this claim, up to `at_most`.
    pub(crate) each: Option<Claim>,
    #[serde(default = "one")]
    pub(crate) at_most: usize,
    /// Left out of the short form.
    #[serde(default)]
    pub(crate) full_only: bool,
    /// Left out where one of these may be said.
    #[serde(default)]
    pub(crate) unless: Vec<Claim>,
    /// With `each`: the words from the second on.
    pub(crate) then: Option<String>,
    pub(crate) neutral: String,
    pub(crate) warm: Option<String>,
    pub(crate) firm: Option<String>,
}

fn one() -> usize {
    1
}

impl LineTemplate {
    pub(crate) fn text(&self, tone: Tone) -> &str {
        match tone {
            Tone::Warm => self.warm.as_deref(),
            Tone::Firm => self.firm.as_deref(),
            Tone::Neutral => None,
        }
        .unwrap_or(&self.neutral)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        [
            Some(self.neutral.as_str()),
            self.warm.as_deref(),
            self.firm.as_deref(),
            self.then.as_deref(),
        ]
        .into_iter()
        .flatten()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectionsFile {
    objection: Vec<Objection>,
}

impl Catalog {
    /// From the files of one language, as `(path, text)`: `phrases.toml`,
    /// `objections.toml`, and one file a script.
    ///
    /// Errors: everything wrong, each with its file: a slot of an undeclared claim or an
    /// unknown field, words that claim what is not declared, a figure in a template.
    pub fn parse(files: &[(&str, &str)]) -> Result<Catalog, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        let phrases = files
            .iter()
            .find(|(path, _)| path.ends_with("phrases.toml"))
            .map(|(path, text)| toml_of::<PhraseBook>(path, text, &mut wrong));
        let Some(Some(phrases)) = phrases else {
            if wrong.is_empty() {
                wrong.push(Diagnostic::error(
                    "plan::template",
                    "`phrases.toml` is missing",
                ));
            }
            return Err(wrong);
        };
        for trigger in &phrases.trigger {
            for id in &trigger.any_of {
                if Claim::from_id(id).is_none() {
                    wrong.push(problem(
                        "phrases.toml",
                        format!("no claim is called `{id}`"),
                    ));
                }
            }
        }
        let mut scripts = BTreeMap::new();
        let mut objections = Vec::new();
        for (path, text) in files {
            if path.ends_with("phrases.toml") {
                continue;
            }
            if path.ends_with("objections.toml") {
                let Some(file) = toml_of::<ObjectionsFile>(path, text, &mut wrong) else {
                    continue;
                };
                for objection in file.objection {
                    for part in &objection.part {
                        lint_part(path, &objection.id, part, &phrases, &mut wrong);
                    }
                    objections.push(objection);
                }
                continue;
            }
            let Some(template) = toml_of::<Template>(path, text, &mut wrong) else {
                continue;
            };
            for part in &template.part {
                lint_part(path, &template.kind, part, &phrases, &mut wrong);
            }
            if let Some(twice) = scripts.insert(template.kind.clone(), template) {
                wrong.push(problem(
                    path,
                    format!("script `{}` stands twice", twice.kind),
                ));
            }
        }
        if wrong.is_empty() {
            Ok(Catalog {
                scripts,
                objections,
                phrases,
            })
        } else {
            Err(wrong)
        }
    }

    /// Kinds of script with their label, sorted by kind.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &str)> {
        self.scripts
            .values()
            .map(|template| (template.kind.as_str(), template.label.as_str()))
    }

    pub fn objections(&self) -> &[Objection] {
        &self.objections
    }

    pub fn phrases(&self) -> &PhraseBook {
        &self.phrases
    }
}

fn lint_part(
    path: &str,
    owner: &str,
    part: &Part,
    phrases: &PhraseBook,
    wrong: &mut Vec<Diagnostic>,
) {
    for (index, line) in part.line.iter().enumerate() {
        let place = format!("{owner}/{}/{index}", part.id);
        if let Some(each) = line.each
            && !line.needs.contains(&each)
        {
            wrong.push(problem(
                path,
                format!("{place}: `each` names an undeclared claim"),
            ));
        }
        for text in line.texts() {
            for slot in slots(text) {
                match slot {
                    Slot::Fact { claim, field } => {
                        let known =
                            Claim::from_id(claim).filter(|claim| claim.fields().contains(&field));
                        match known {
                            None => wrong.push(problem(
                                path,
                                format!("{place}: `{{{claim}.{field}}}` is no fact of a claim"),
                            )),
                            Some(claim) if !line.needs.contains(&claim) => {
                                wrong.push(problem(
                                    path,
                                    format!("{place}: `{}` is used and not declared", claim.id()),
                                ));
                            }
                            Some(_) => {}
                        }
                    }
                    Slot::Name("to" | "me") => {}
                    Slot::Name(name) => {
                        wrong.push(problem(path, format!("{place}: `{{{name}}}` is no slot")))
                    }
                    Slot::Text(_) => {}
                    Slot::Broken => {
                        wrong.push(problem(path, format!("{place}: a brace is not closed")));
                    }
                }
            }
            let plain: String = slots(text)
                .into_iter()
                .map(|slot| match slot {
                    Slot::Text(text) => text,
                    _ => " _ ",
                })
                .collect();
            let mut without = plain.clone();
            for allowed in &phrases.digits {
                without = without.replace(allowed.as_str(), "");
            }
            if without.chars().any(|c| c.is_ascii_digit()) {
                wrong.push(problem(
                    path,
                    format!("{place}: a figure stands in the template itself"),
                ));
            }
            if let Some((word, claims)) = phrases.undeclared(&plain, &line.needs) {
                let names: Vec<&str> = claims.iter().map(|claim| claim.id()).collect();
                wrong.push(problem(
                    path,
                    format!(
                        "{place}: \"{word}\" claims {} without declaring it",
                        names.join(" or ")
                    ),
                ));
            }
        }
    }
}

fn problem(path: &str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("plan::template", message).at(Location::file(path))
}

fn toml_of<T: for<'de> Deserialize<'de>>(
    path: &str,
    text: &str,
    wrong: &mut Vec<Diagnostic>,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            wrong.push(
                Diagnostic::error("plan::template", error.message().to_owned())
                    .at(Location::in_text(path, text, span)),
            );
            None
        }
    }
}
