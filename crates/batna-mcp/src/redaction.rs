//! Names of employers replaced by letters, and the private parts of results left out.
//!
//! Names are replaced wherever they stand as words in an answer: in texts, keys, figure ids
//! and file names. The letters are the same for the same case, and are understood in what
//! the assistant asks. Leaves out: names that the case does not hold as the name of an
//! employer, such as a person's or a product's in a note.

use batna_case::Case;
use batna_core::Diagnostic;
use serde_json::{Map, Value};

/// Words at the end of a company's name that others leave away.
const SUFFIXES: [&str; 14] = [
    "inc",
    "inc.",
    "llc",
    "ltd",
    "ltd.",
    "limited",
    "gmbh",
    "ag",
    "plc",
    "corp",
    "corp.",
    "co",
    "co.",
    "corporation",
];

/// Which name becomes which.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// In lower case, longest first, with what stands for it.
    hidden: Vec<(String, String)>,
    /// What stands for an id, and the id.
    ids: Vec<(String, String)>,
}

impl Names {
    /// The employers of a case: of its offers by file name, then its processes, then the
    /// current one.
    pub fn of(case: &Case) -> Names {
        let mut names = Names::default();
        let mut offers: Vec<_> = case.offers.iter().collect();
        offers.sort_by(|a, b| a.id.cmp(&b.id));
        for (index, offer) in offers.into_iter().enumerate() {
            let letter = letter(index);
            names.hide_id(&offer.id, &format!("offer-{}", letter.to_lowercase()));
            names.hide(&offer.employer, &format!("Employer {letter}"));
            if let Some(captable) = &offer.captable {
                let alias = format!("captable-{}", letter.to_lowercase());
                names.hide_id(captable, &alias);
            }
        }
        for (index, process) in case.profile.processes.iter().enumerate() {
            names.hide_id(&process.id, &format!("process-{}", index + 1));
            names.hide(&process.employer, &format!("Process {}", index + 1));
        }
        if let Some(job) = &case.profile.current_job {
            names.hide(&job.employer, "the current employer");
        }
        for name in case.captables.keys() {
            let alias = format!("captable-{}", names.ids.len() + 1);
            names.hide_id(name, &alias);
        }
        names
            .hidden
            .sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        names
    }

    fn hide(&mut self, name: &str, alias: &str) {
        let mut name = name.trim();
        while !name.is_empty() {
            let slug: Vec<&str> = name
                .split(|c: char| !c.is_alphanumeric())
                .filter(|part| !part.is_empty())
                .collect();
            for form in [
                name.to_lowercase(),
                slug.join("-").to_lowercase(),
                slug.concat().to_lowercase(),
            ] {
                self.add(form, alias);
            }
            // `Acme, Inc.` is called `Acme` too.
            let Some((rest, last)) = name.rsplit_once(char::is_whitespace) else {
                break;
            };
            if !SUFFIXES.contains(&last.to_lowercase().as_str()) {
                break;
            }
            name = rest.trim_end_matches([',', ' ']);
        }
    }

    fn hide_id(&mut self, id: &str, alias: &str) {
        // A cap table is often named for its offer: the first name it was given stays.
        if !self.ids.iter().any(|(_, known)| known == id) {
            self.ids.push((alias.to_owned(), id.to_owned()));
            self.add(id.to_lowercase(), alias);
        }
    }

    fn add(&mut self, form: String, alias: &str) {
        if !form.is_empty() && !self.hidden.iter().any(|(known, _)| *known == form) {
            self.hidden.push((form, alias.to_owned()));
        }
    }

    /// The id that an assistant means: `offer-a` where names are withheld.
    pub fn real_id(&self, asked: &str) -> String {
        self.ids
            .iter()
            .find(|(alias, _)| alias == asked)
            .map_or_else(|| asked.to_owned(), |(_, id)| id.clone())
    }

    /// A figure id or path with the ids that an assistant means.
    pub fn real_path(&self, asked: &str) -> String {
        let mut path = String::with_capacity(asked.len());
        let mut part = String::new();
        for character in asked.chars() {
            if matches!(character, '.' | '/') {
                path.push_str(&self.real_id(&part));
                path.push(character);
                part.clear();
            } else {
                part.push(character);
            }
        }
        path.push_str(&self.real_id(&part));
        path
    }

    /// A text with the names replaced.
    pub fn text(&self, text: &str) -> String {
        if self.hidden.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before: Option<char> = None;
        while let Some(first) = rest.chars().next() {
            let at_start = before.is_none_or(|c| !c.is_alphanumeric());
            let found = at_start
                .then(|| {
                    self.hidden.iter().find_map(|(name, alias)| {
                        let end = matched(rest, name)?;
                        let after = rest.get(end..)?.chars().next();
                        after
                            .is_none_or(|c| !c.is_alphanumeric())
                            .then_some((end, alias))
                    })
                })
                .flatten();
            match found {
                Some((end, alias)) => {
                    out.push_str(alias);
                    before = rest.get(..end).and_then(|part| part.chars().next_back());
                    rest = rest.get(end..).unwrap_or("");
                }
                None => {
                    out.push(first);
                    before = Some(first);
                    rest = rest.get(first.len_utf8()..).unwrap_or("");
                }
            }
        }
        out
    }

    /// A result with the names replaced in every text and key.
    pub fn value(&self, value: Value) -> Value {
        match value {
            _ if self.hidden.is_empty() => value,
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(object) => Value::Object(
                object
                    .into_iter()
                    .map(|(key, value)| (self.text(&key), self.value(value)))
                    .collect::<Map<_, _>>(),
            ),
            other => other,
        }
    }
}

/// Where `name`, in lower case, ends in `text`, if `text` begins with it in any case.
fn matched(text: &str, name: &str) -> Option<usize> {
    let mut wanted = name.chars();
    let mut next = wanted.next();
    for (at, character) in text.char_indices() {
        let Some(mut want) = next else {
            return Some(at);
        };
        for lower in character.to_lowercase() {
            if lower != want {
                return None;
            }
            next = wanted.next();
            want = next.unwrap_or('\0');
        }
    }
    next.is_none().then_some(text.len())
}

/// `A` to `Z`, then `A2`.
fn letter(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    match index / 26 {
        0 => letter.to_string(),
        more => format!("{letter}{}", more + 1),
    }
}

/// What the plan marks as for the owner alone.
const PRIVATE: [&str; 6] = [
    "accept_if",
    "walkaway",
    "prices",
    "employer_model",
    "orientation",
    "concessions",
];

/// Leaves the private parts of a plan out, and says so.
pub fn without_private(plan: &mut Value) {
    if let Value::Object(object) = plan {
        object.retain(|key, _| !PRIVATE.contains(&key.as_str()));
        object.insert(
            "withheld".to_owned(),
            PRIVATE.iter().map(|key| Value::from(*key)).collect(),
        );
    }
}

/// Whether a figure id tells the floor.
pub fn tells_floor(id: &str) -> bool {
    id.starts_with("floor") || id.contains("accept_if") || id.contains("walkaway")
}

/// Leaves out what a line of `me.toml` would tell of needs and intentions.
pub fn without_excerpts(diagnostics: &mut [Diagnostic]) {
    for location in diagnostics
        .iter_mut()
        .filter_map(|one| one.location.as_mut())
    {
        if location.file == "me.toml" {
            location.excerpt.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names() -> Names {
        let mut names = Names::default();
        names.hide_id("acme", "offer-a");
        names.hide("Acme Robotics, Inc.", "Employer A");
        names.hide("Ärzte AI GmbH", "Employer B");
        names
            .hidden
            .sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names
    }

    #[test]
    fn names_go_as_whole_words_in_any_case() {
        let names = names();
        assert_eq!(
            names.text("ACME ROBOTICS, inc. and acme"),
            "Employer A and offer-a"
        );
        assert_eq!(
            names.text("offers.acme.year1.net"),
            "offers.offer-a.year1.net"
        );
        assert_eq!(
            names.text("write to hr@acmerobotics.com"),
            "write to hr@Employer A.com"
        );
        assert_eq!(names.text("ärzte ai, acmeology"), "Employer B, acmeology");
    }

    #[test]
    fn letters_are_understood_in_what_is_asked() {
        let names = names();
        assert_eq!(names.real_id("offer-a"), "acme");
        assert_eq!(
            names.real_path("offers.offer-a.year1.net"),
            "offers.acme.year1.net"
        );
        assert_eq!(names.real_path("offers/offer-a.toml"), "offers/acme.toml");
        assert_eq!(names.real_path("floor"), "floor");
    }

    proptest! {
        #[test]
        fn no_name_survives(before in "[ -~äÄ]{0,12}", after in "[ -~]{0,12}") {
            let names = names();
            let text = names.text(&format!("{before} Acme Robotics {after}"));
            prop_assert!(!text.contains("Acme Robotics"));
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}") {
            let _ = names().text(&text);
        }
    }
}
