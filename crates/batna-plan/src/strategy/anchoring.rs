//! One precise figure or a range: both schools, their evidence, and the default.

use batna_core::Citation;
use serde::Serialize;

use crate::knowledge::Knowledge;

#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Anchoring {
    pub default: School,
    pub why: String,
    pub schools: Vec<SchoolView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum School {
    PreciseFigure,
    Range,
}

#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SchoolView {
    pub school: School,
    pub when: String,
    pub findings: Vec<String>,
    pub sources: Vec<Citation>,
}

/// Both schools with what speaks for and against each.
pub fn anchoring(knowledge: &Knowledge) -> Anchoring {
    let view = |school, when: &str, ids: &[&str]| {
        let findings: Vec<_> = ids.iter().filter_map(|id| knowledge.finding(id)).collect();
        SchoolView {
            school,
            when: when.to_owned(),
            findings: findings
                .iter()
                .map(|finding| finding.says.clone())
                .collect(),
            sources: findings.iter().map(|finding| finding.citation()).collect(),
        }
    };
    Anchoring {
        default: School::PreciseFigure,
        why: "A counter to a written offer is informed, and a precise figure says so; a range \
              there is heard at its near end by whoever decides. A range fits earlier, when \
              expectations are asked for before an offer: a narrow one that starts at the \
              figure wanted."
            .to_owned(),
        schools: vec![
            view(
                School::PreciseFigure,
                "countering an offer",
                &["mason-2013", "thorsteinson-2021"],
            ),
            view(
                School::Range,
                "asked for expectations before an offer",
                &["ames-mason-2015", "guide-postings-1969"],
            ),
        ],
    }
}
