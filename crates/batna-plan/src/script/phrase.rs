//! How a language words amounts, dates, lists and packages, and which words claim what.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::claim::{Claim, Fact};
use crate::component::{Component, Package, Unit, to_money, written};
use crate::whole_words;

/// `phrases.toml` of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhraseBook {
    pub language: String,
    /// January first.
    pub months: Vec<String>,
    /// With `{day}`, `{month}` and `{year}`.
    pub date: String,
    pub comma: String,
    pub and: String,
    /// How a package names each component, with `{amount}`.
    pub components: BTreeMap<Component, Wordings>,
    /// Names of leaving costs and of measures.
    pub words: BTreeMap<String, String>,
    pub trigger: Vec<Trigger>,
    /// Words that may hold digits in a template.
    pub digits: Vec<String>,
    pub deeds: Deeds,
}

/// How a record of something done becomes a sentence about oneself: `Built the search` is said
/// as "I built the search".
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deeds {
    /// Before the verb.
    pub subject: String,
    /// First words that are verbs wherever they stand.
    pub verbs: Vec<String>,
    /// Endings of first words that are verbs where one of `objects` follows: "trained a", and
    /// not "distributed training".
    pub endings: Vec<String>,
    pub objects: Vec<String>,
    /// Joins a result that is itself a deed, and any other.
    pub and: String,
    #[serde(rename = "else")]
    pub otherwise: String,
    /// A verb before one of these words is a noun.
    pub nouns_before: Vec<String>,
}

impl Deeds {
    /// The record in the first person; none where its first word may be no verb.
    pub(crate) fn first_person(&self, what: &str) -> Option<String> {
        let (first, rest) = what.split_once(' ')?;
        let verb = first.to_lowercase();
        let next = rest.split_whitespace().next()?.to_lowercase();
        let is_verb = self.verbs.contains(&verb)
            || self
                .endings
                .iter()
                .any(|ending| verb.ends_with(ending.as_str()))
                && self.objects.contains(&next);
        is_verb.then(|| format!("{} {verb} {rest}", self.subject))
    }

    /// The measured result, joined to the deed before it: ` and cut serving cost by 35%`,
    /// `: 40% fewer contacts`.
    pub(crate) fn result(&self, metric: &str) -> String {
        let mut words = metric.split_whitespace().map(str::to_lowercase);
        let is_verb = words
            .next()
            .is_some_and(|first| self.verbs.contains(&first))
            && words
                .next()
                .is_some_and(|next| !self.nouns_before.contains(&next));
        let joined = if is_verb { &self.and } else { &self.otherwise };
        let first = metric.chars().next().filter(|_| is_verb);
        match first {
            Some(first) => format!(
                "{joined}{}{}",
                first.to_lowercase(),
                metric.get(first.len_utf8()..).unwrap_or_default()
            ),
            None => format!("{joined}{metric}"),
        }
    }
}

/// A component in a list of terms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wordings {
    pub many: String,
    /// For the amount of one.
    pub one: Option<String>,
}

/// Words that assert one of these claims.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    pub words: Vec<String>,
    pub any_of: Vec<String>,
}

impl Trigger {
    pub(crate) fn claims(&self) -> impl Iterator<Item = Claim> + '_ {
        self.any_of.iter().filter_map(|id| Claim::from_id(id))
    }
}

impl PhraseBook {
    pub fn date(&self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1)
            .ok()
            .and_then(|index| self.months.get(index))
            .map_or("", String::as_str);
        self.date
            .replace("{day}", &date.day().to_string())
            .replace("{month}", month)
            .replace("{year}", &date.year().to_string())
    }

    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [head @ .., last] => format!("{}{}{last}", head.join(&self.comma), self.and),
        }
    }

    /// `a base salary of $226,000 and a signing payment of $30,000`; none where a
    /// component has no wording.
    pub fn package(&self, package: &Package) -> Option<String> {
        let items: Option<Vec<String>> = package
            .terms
            .iter()
            .map(|(component, amount)| {
                let wording = self.components.get(component)?;
                let text = match component.unit() {
                    Unit::CurrencyOnce | Unit::CurrencyPerYear => {
                        format!("{:#}", to_money(*amount, package.currency))
                    }
                    Unit::Fraction | Unit::Shares => written(*component, *amount, package.currency),
                    _ => trimmed(*amount),
                };
                let form = match &wording.one {
                    Some(one) if text == "1" => one,
                    _ => &wording.many,
                };
                Some(form.replace("{amount}", &text))
            })
            .collect();
        items
            .filter(|items| !items.is_empty())
            .map(|items| self.list(&items))
    }

    /// The fact in words; none where the language has none for it.
    pub fn fact(&self, fact: &Fact) -> Option<String> {
        match fact {
            Fact::Money(money) => Some(format!("{money:#}")),
            Fact::Rate(rate) => Some(rate.to_string()),
            Fact::Number(number) => Some(trimmed(*number)),
            Fact::Date(date) => Some(self.date(*date)),
            Fact::Words(words) => Some(self.words.get(words).unwrap_or(words).clone()),
            Fact::List(items) => items
                .iter()
                .map(|item| self.words.get(item).cloned())
                .collect::<Option<Vec<String>>>()
                .map(|words| {
                    // Two claw-backs are one phrase.
                    let mut unique: Vec<String> = Vec::new();
                    for word in words {
                        if !unique.contains(&word) {
                            unique.push(word);
                        }
                    }
                    self.list(&unique)
                }),
            Fact::Package(package) => self.package(package),
        }
    }

    /// Claims that a text makes by its words, beyond those it may: the trigger's word
    /// with the claims that would allow it.
    pub(crate) fn undeclared(&self, text: &str, allowed: &[Claim]) -> Option<(String, Vec<Claim>)> {
        let lower = text.to_lowercase();
        self.trigger.iter().find_map(|trigger| {
            let word = trigger
                .words
                .iter()
                .find(|word| whole_words::hold(&lower, word))?;
            let claims: Vec<Claim> = trigger.claims().collect();
            (!claims.iter().any(|claim| allowed.contains(claim))).then(|| (word.clone(), claims))
        })
    }
}

fn trimmed(amount: f64) -> String {
    let text = format!("{amount:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
