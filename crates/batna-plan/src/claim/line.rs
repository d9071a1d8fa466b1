//! Text for the other side, sentence by sentence with its evidence.

use serde::Serialize;

use super::statement::Claim;

/// One line of outgoing text and what stands behind it.
///
/// Made only by rendering a linted template over statements.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Line {
    text: String,
    /// Path of the template, such as `en/counter-email/ask/0`.
    template: String,
    /// What the line asserts; empty for a courtesy or an open question.
    claims: Vec<Claim>,
    /// Ids of the evidence for the claims.
    evidence: Vec<String>,
    /// A new paragraph starts here.
    opens_paragraph: bool,
}

/// What the renderer hands over for one line.
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) template: String,
    pub(crate) claims: Vec<Claim>,
    pub(crate) evidence: Vec<String>,
    pub(crate) opens_paragraph: bool,
}

impl Line {
    /// None where a claim has no evidence behind it.
    pub(crate) fn traced(piece: Piece) -> Option<Self> {
        let bare = !piece.claims.is_empty() && piece.evidence.is_empty();
        (!bare).then_some(Line {
            text: piece.text,
            template: piece.template,
            claims: piece.claims,
            evidence: piece.evidence,
            opens_paragraph: piece.opens_paragraph,
        })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn template(&self) -> &str {
        &self.template
    }

    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    pub fn evidence(&self) -> &[String] {
        &self.evidence
    }

    pub fn opens_paragraph(&self) -> bool {
        self.opens_paragraph
    }
}

/// A message or talk-track addressed to one employer: lines, and nothing but lines.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Outgoing {
    /// Id of the offer whose employer is addressed.
    to: String,
    subject: Option<Line>,
    lines: Vec<Line>,
}

impl Outgoing {
    pub(crate) fn new(to: impl Into<String>, subject: Option<Line>, lines: Vec<Line>) -> Self {
        Outgoing {
            to: to.into(),
            subject,
            lines,
        }
    }

    pub fn to(&self) -> &str {
        &self.to
    }

    pub fn subject(&self) -> Option<&Line> {
        self.subject.as_ref()
    }

    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The body as it would be sent: paragraphs with a blank line between them.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            if !out.is_empty() {
                out.push_str(if line.opens_paragraph { "\n\n" } else { " " });
            }
            out.push_str(&line.text);
        }
        out
    }
}
