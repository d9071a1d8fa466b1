//! Fills a script from what may be said.

use batna_core::Diagnostic;
use jiff::civil::Date;
use serde::Serialize;

use crate::claim::{Claim, Fact, Line, Outgoing, Piece, Statement, Support};

use super::catalog::{Catalog, Length, LineTemplate, Part, Tone};
use super::fill::{Slot, slots};

/// How to word it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wording {
    pub tone: Tone,
    pub length: Length,
    /// Said aloud: without salutation and signature.
    pub spoken: bool,
}

/// Names for salutation and signature; what does not read as a name is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    pub to: Option<String>,
    pub me: Option<String>,
}

/// A script that is ready to be said or sent.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Script {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub kind: String,
    pub label: String,
    pub channel: String,
    /// For the owner: what it is for.
    pub about: String,
    pub tone: Tone,
    pub length: Length,
    pub outgoing: Outgoing,
    /// For the owner: what could be said with more evidence.
    pub gaps: Vec<String>,
}

/// Why a script cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptRefused {
    #[error("no script is called `{0}`")]
    Unknown(String),
    /// A part without which the script is nothing lacks its evidence.
    #[error("`{kind}` needs {}, which the case does not hold in full", list(.needs))]
    Unsupported { kind: String, needs: Vec<Claim> },
}

fn list(needs: &[Claim]) -> String {
    let mut names: Vec<&str> = needs.iter().map(|claim| claim.record()).collect();
    names.dedup();
    if names.is_empty() {
        "evidence".to_owned()
    } else {
        names.join(" and ")
    }
}

impl ScriptRefused {
    pub fn diagnostic(&self) -> Diagnostic {
        let remedy = match self {
            ScriptRefused::Unknown(_) => "`batna script --list` shows the kinds",
            ScriptRefused::Unsupported { needs, .. } if needs.contains(&Claim::Ask) => {
                "the plan of this offer asks for nothing that could be said here: `batna plan` \
                 says why"
            }
            ScriptRefused::Unsupported { .. } => {
                "confirm the record it rests on, or choose a script that needs less"
            }
        };
        Diagnostic::error("plan::script-unsupported", self.to_string()).remedy(remedy)
    }
}

impl Catalog {
    /// The script of a kind, filled from `support`.
    ///
    /// Lines whose evidence is missing give way to the next alternative, or are left out
    /// and listed as gaps. Errors: see [`ScriptRefused`].
    pub fn script(
        &self,
        kind: &str,
        support: &Support,
        names: &Names,
        wording: Wording,
    ) -> Result<Script, ScriptRefused> {
        let template = self
            .scripts
            .get(kind)
            .ok_or_else(|| ScriptRefused::Unknown(kind.chars().take(40).collect()))?;
        let (outgoing, gaps) = self.parts(kind, &template.part, support, names, wording)?;
        Ok(Script {
            schema: "batna/script/1",
            as_of: support.as_of(),
            kind: template.kind.clone(),
            label: template.label.clone(),
            channel: template.channel.clone(),
            about: template.about.clone(),
            tone: wording.tone,
            length: wording.length,
            outgoing,
            gaps,
        })
    }

    pub(crate) fn parts(
        &self,
        kind: &str,
        parts: &[Part],
        support: &Support,
        names: &Names,
        wording: Wording,
    ) -> Result<(Outgoing, Vec<String>), ScriptRefused> {
        let mut lines: Vec<Line> = Vec::new();
        let mut subject = None;
        let mut gaps = Vec::new();
        for part in parts {
            if part.written_only && wording.spoken {
                continue;
            }
            let mut filled = self.part(kind, part, support, names, wording);
            if filled.is_empty() {
                if part.required {
                    let mut needs: Vec<Claim> = part
                        .line
                        .iter()
                        .flat_map(|line| line.needs.clone())
                        .collect();
                    needs.sort();
                    needs.dedup();
                    return Err(ScriptRefused::Unsupported {
                        kind: kind.to_owned(),
                        needs,
                    });
                }
                let wanted = part.line.iter().find(|line| {
                    let skipped = line.full_only && wording.length == Length::Short;
                    !line.needs.is_empty() && !skipped && !forbidden(line, support)
                });
                if let Some(line) = wanted {
                    // One record may be wanted in several places: it is asked for once.
                    let record = list(&line.needs);
                    if !gaps.iter().any(|gap: &String| gap.ends_with(&record)) {
                        gaps.push(format!("{}: needs {record}", part.id));
                    }
                }
                continue;
            }
            if part.id == "subject" {
                subject = filled.drain(..).next();
            } else {
                lines.append(&mut filled);
            }
        }
        Ok((Outgoing::new(support.addressee(), subject, lines), gaps))
    }

    /// The first alternative of a part that can be filled.
    fn part(
        &self,
        kind: &str,
        part: &Part,
        support: &Support,
        names: &Names,
        wording: Wording,
    ) -> Vec<Line> {
        for (index, line) in part.line.iter().enumerate() {
            if line.full_only && wording.length == Length::Short || forbidden(line, support) {
                continue;
            }
            let path = format!("{}/{kind}/{}/{index}", self.phrases.language, part.id);
            let filled: Vec<Line> = match line.each {
                None => self
                    .line(
                        line,
                        line.text(wording.tone),
                        None,
                        &path,
                        part.paragraph,
                        support,
                        names,
                    )
                    .into_iter()
                    .collect(),
                Some(claim) => {
                    let mut said = Vec::new();
                    for statement in support.all(claim) {
                        if said.len() >= line.at_most {
                            break;
                        }
                        let words = match &line.then {
                            Some(then) if !said.is_empty() => then,
                            _ => line.text(wording.tone),
                        };
                        let opens = part.paragraph && said.is_empty();
                        let each = Some(statement);
                        said.extend(self.line(line, words, each, &path, opens, support, names));
                    }
                    said
                }
            };
            if !filled.is_empty() {
                return filled;
            }
        }
        Vec::new()
    }

    #[allow(clippy::too_many_arguments)]
    fn line(
        &self,
        template: &LineTemplate,
        words: &str,
        each: Option<&Statement>,
        path: &str,
        opens_paragraph: bool,
        support: &Support,
        names: &Names,
    ) -> Option<Line> {
        // One statement stands behind each declared claim, for the whole line.
        let chosen: Option<Vec<&Statement>> = template
            .needs
            .iter()
            .map(
                |claim| match each.filter(|statement| statement.claim() == *claim) {
                    Some(statement) => Some(statement),
                    None => support.all(*claim).next(),
                },
            )
            .collect();
        let chosen = chosen?;
        let mut text = String::new();
        for slot in slots(words) {
            match slot {
                Slot::Text(plain) => text.push_str(plain),
                Slot::Name(which) => {
                    let name = match which {
                        "to" => names.to.as_deref(),
                        "me" => names.me.as_deref(),
                        _ => None,
                    };
                    text.push_str(&self.name(name?)?);
                }
                Slot::Fact { claim, field } => {
                    let statement = chosen
                        .iter()
                        .find(|statement| statement.claim().id() == claim)?;
                    let words = |field: &str| match statement.fact(field) {
                        Some(Fact::Words(words)) => Some(words.as_str()),
                        _ => None,
                    };
                    let words = match field {
                        "did" => self.phrases.deeds.first_person(words("what")?)?,
                        "result" => self.phrases.deeds.result(words("metric")?),
                        _ => self.phrases.fact(statement.fact(field)?)?,
                    };
                    // Words of a record may claim nothing beyond their own kind.
                    let own = [statement.claim()];
                    if self.phrases.undeclared(&words, &own).is_some() {
                        return None;
                    }
                    text.push_str(&words);
                }
                Slot::Broken => return None,
            }
        }
        let mut evidence: Vec<String> = Vec::new();
        for statement in &chosen {
            for id in statement.evidence() {
                if !evidence.contains(id) {
                    evidence.push(id.clone());
                }
            }
        }
        Line::traced(Piece {
            text: capitalised(text),
            template: path.to_owned(),
            claims: template.needs.clone(),
            evidence,
            opens_paragraph,
        })
    }

    /// A person's name: letters, spaces and a few marks, at most sixty characters.
    fn name(&self, name: &str) -> Option<String> {
        let trimmed = name.trim();
        let fits = !trimmed.is_empty()
            && trimmed.chars().count() <= 60
            && trimmed
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'))
            && trimmed.split_whitespace().count() <= 5
            && self.phrases.undeclared(trimmed, &[]).is_none();
        fits.then(|| trimmed.to_owned())
    }
}

/// What it says is said better by a line that the case supports.
fn forbidden(line: &LineTemplate, support: &Support) -> bool {
    line.unless.iter().any(|claim| support.has(*claim))
}

/// A sentence that begins with a filled slot still begins with a capital.
fn capitalised(text: String) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => text,
    }
}
