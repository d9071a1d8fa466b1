//! What a file must hold beyond its grammar: no gap or overlap in time, and no source
//! that nothing cites.

use batna_core::{Diagnostic, Diagnostics, Location};

use crate::model::{Parameter, Topic};

/// Problems that reading refuses.
pub(crate) fn in_time(topic: &Topic, text: &str) -> Diagnostics {
    topic
        .parameters
        .iter()
        .filter_map(|parameter| {
            let message = disorder(parameter)?;
            let at = text.find(&format!("\"{}\"", parameter.id)).unwrap_or(0);
            let place = at..at + parameter.id.len() + 2;
            Some(
                Diagnostic::error("params::time", message)
                    .at(Location::in_text(topic.file.as_str(), text, place))
                    .remedy("let each value begin the day after the one before ends"),
            )
        })
        .collect()
}

fn disorder(parameter: &Parameter) -> Option<String> {
    let id = &parameter.id;
    for value in &parameter.values {
        if value.through.is_some_and(|through| through < value.from) {
            return Some(format!(
                "a value of `{id}` ends before it begins on {}",
                value.from
            ));
        }
    }
    for pair in parameter.values.windows(2) {
        let [before, after] = pair else { continue };
        let Some(through) = before.through else {
            return Some(format!(
                "the value of `{id}` from {} has no end, yet another begins on {}",
                before.from, after.from
            ));
        };
        if after.from <= through {
            return Some(format!(
                "values of `{id}` overlap: one ends on {through}, the next begins on {}",
                after.from
            ));
        }
        if through.tomorrow().ok() != Some(after.from) {
            return Some(format!(
                "a gap in `{id}`: nothing between {through} and {}",
                after.from
            ));
        }
    }
    None
}

impl Topic {
    /// Problems that a reader may live with and a maintainer may not: a source nobody cites.
    pub fn untidy(&self) -> Diagnostics {
        let cited = |name: &str| {
            self.parameters
                .iter()
                .flat_map(|parameter| &parameter.values)
                .any(|value| value.source == name)
        };
        self.sources
            .keys()
            .filter(|name| !cited(name))
            .map(|name| {
                Diagnostic::error("params::source-unused", format!("no value cites `{name}`"))
                    .at(Location::file(self.file.as_str()))
                    .remedy("cite it or remove it")
            })
            .collect()
    }
}
