//! What they may say against it, and what to answer.

use serde::{Deserialize, Serialize};

use crate::claim::{Outgoing, Support};
use crate::knowledge::Knowledge;
use crate::whole_words;

use super::catalog::{Catalog, Part};
use super::render::{Names, ScriptRefused, Wording};

/// One objection with its answer's template.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    pub id: String,
    pub label: String,
    /// Words by which it is known.
    pub hears: Vec<String>,
    /// What the objection does, and what the answer does.
    pub does: String,
    /// When the answer applies, and when not.
    pub applies: String,
    /// Ids of findings; empty: nothing measured is known.
    #[serde(default)]
    pub evidence: Vec<String>,
    pub(crate) part: Vec<Part>,
}

/// An objection for its reader, with the answer filled from the case as its example.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ObjectionView {
    pub id: String,
    pub label: String,
    pub does: String,
    pub applies: String,
    /// What is known of it, in a sentence each with its source; or that nothing is.
    pub evidence: Vec<String>,
    pub answer: Outgoing,
    pub gaps: Vec<String>,
}

impl Catalog {
    /// Every objection with the answer that this case supports.
    pub fn answers(
        &self,
        support: &Support,
        knowledge: &Knowledge,
        names: &Names,
        wording: Wording,
    ) -> Vec<ObjectionView> {
        self.objections
            .iter()
            .filter_map(|objection| {
                self.answer(&objection.id, support, knowledge, names, wording)
                    .ok()
            })
            .collect()
    }

    /// One objection with its answer. Errors: an unknown id, or no line can be said.
    pub fn answer(
        &self,
        id: &str,
        support: &Support,
        knowledge: &Knowledge,
        names: &Names,
        wording: Wording,
    ) -> Result<ObjectionView, ScriptRefused> {
        let objection = self
            .objections
            .iter()
            .find(|objection| objection.id == id)
            .ok_or_else(|| ScriptRefused::Unknown(id.chars().take(40).collect()))?;
        let kind = format!("objections/{}", objection.id);
        let (answer, gaps) = self.parts(&kind, &objection.part, support, names, wording)?;
        let evidence = if objection.evidence.is_empty() {
            vec!["Nothing measured is known.".to_owned()]
        } else {
            objection
                .evidence
                .iter()
                .filter_map(|id| knowledge.finding(id))
                .map(|finding| format!("{} ({})", finding.says, finding.title))
                .collect()
        };
        Ok(ObjectionView {
            id: objection.id.clone(),
            label: objection.label.clone(),
            does: objection.does.clone(),
            applies: objection.applies.clone(),
            evidence,
            answer,
            gaps,
        })
    }

    /// Ids of objections that a text voices, in the order of the file.
    pub fn recognise(&self, said: &str) -> Vec<&str> {
        let lower = said.to_lowercase().replace('’', "'");
        self.objections
            .iter()
            .filter(|objection| {
                objection
                    .hears
                    .iter()
                    .any(|words| whole_words::hold(&lower, words))
            })
            .map(|objection| objection.id.as_str())
            .collect()
    }
}
