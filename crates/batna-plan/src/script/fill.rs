//! The template language: text with slots in braces, and nothing else.
//!
//! `{claim.field}` is a fact of a statement, `{to}` and `{me}` are names. There are no
//! conditions and no loops: alternatives are lines of a part.

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot<'a> {
    Text(&'a str),
    Fact {
        claim: &'a str,
        field: &'a str,
    },
    Name(&'a str),
    /// A brace without its partner.
    Broken,
}

/// Splits a template.
pub(crate) fn slots(template: &str) -> Vec<Slot<'_>> {
    let mut out = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        if !before.is_empty() {
            out.push(Slot::Text(before));
        }
        let Some(close) = from.find('}').filter(|_| from.starts_with('{')) else {
            out.push(Slot::Broken);
            return out;
        };
        let inside = from.get(1..close).unwrap_or_default();
        out.push(match inside.split_once('.') {
            Some((claim, field)) => Slot::Fact { claim, field },
            None => Slot::Name(inside),
        });
        rest = from.get(close + 1..).unwrap_or_default();
    }
    if !rest.is_empty() {
        out.push(Slot::Text(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_splits_into_text_and_slots() {
        assert_eq!(
            slots("Hi {to}, {ask.package}."),
            [
                Slot::Text("Hi "),
                Slot::Name("to"),
                Slot::Text(", "),
                Slot::Fact {
                    claim: "ask",
                    field: "package"
                },
                Slot::Text("."),
            ]
        );
        assert_eq!(slots("a } b"), [Slot::Text("a "), Slot::Broken]);
        assert_eq!(slots("a { b"), [Slot::Text("a "), Slot::Broken]);
    }
}
