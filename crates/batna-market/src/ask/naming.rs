//! Names that no vocabulary holds, and words that may be names: where they stand tells.

use super::settle::CUES;
use super::slots::{BEFORE_EMPLOYER, Reader, ask, push};
use super::token::Token;
use super::vocabulary::Meaning;
use super::{Axis, Employer, Taken};

/// Words after which a name is an employer's where people work, leave or hear from it.
const AROUND_EMPLOYER: &[&str] = &["for", "from", "with", "leaving", "leave", "to"];
/// What people do for an employer, or get from one.
const EMPLOYMENT: &[&str] = &[
    "work",
    "works",
    "working",
    "worked",
    "offer",
    "offers",
    "interviewing",
    "move",
    "moving",
    "switch",
    "switching",
    "go",
    "going",
    "package",
];
const AFTER_EMPLOYER: &[&str] = &["pay", "pays", "paying", "offer", "offers", "give", "gives"];

impl Reader<'_> {
    /// `us` in small letters: the country, unless somebody tells us or gives us.
    pub(super) fn us(&mut self, at: usize) -> usize {
        const GIVE: &[&str] = &[
            "tell", "give", "gives", "let", "lets", "show", "help", "helps", "cost", "costs",
            "pay", "pays", "offer", "offers", "get", "gets", "both", "made", "make", "teach",
            "ask",
        ];
        let before = self.word_before(at, 1);
        let country = self.vocabulary.only_upper.get("us").cloned();
        if let Some(country) = country.filter(|_| !GIVE.contains(&before)) {
            if matches!(before, "of" | "for" | "to" | "with" | "at" | "by" | "like") {
                let message = "Does `us` mean the United States?";
                ask(&mut self.reading, message, vec!["United States".to_owned()]);
            }
            return self.take(at, 1, country);
        }
        1
    }

    /// A harmless word in a capital where names stand is a name: `in Nice`, `at Match`.
    pub(super) fn may_be_name(&self, at: usize) -> bool {
        let stands = matches!(
            self.word_before(at, 1),
            "in" | "at" | "near" | "from" | "joining" | "join"
        );
        let is_capital = |token: &Token| token.begins_upper() && token.written.len() > 2;
        let known = |token: &&Token| {
            (token.word()).is_some_and(|word| self.vocabulary.filler.contains(word))
        };
        // `What Do They Make At A Startup`: capitals say nothing there.
        let titled = self
            .tokens
            .iter()
            .filter(known)
            .filter(|t| is_capital(t))
            .count()
            > 3;
        stands && !titled && self.tokens.get(at).is_some_and(is_capital)
    }

    /// Whether somebody left the employer named at a token: `when I was at IBM`.
    pub(super) fn is_past(&self, at: usize) -> bool {
        const LEFT: &[&str] = &[
            "left", "leave", "leaving", "quit", "quitting", "ex", "former",
        ];
        let (before, earlier) = (self.word_before(at, 1), self.word_before(at, 2));
        let was = before == "at" && matches!(earlier, "was" | "worked" | "were" | "started");
        was || LEFT.contains(&before)
    }

    /// A run of unknown words: an employer's name where it stands like one.
    pub(super) fn unknown_run(&mut self, at: usize) -> usize {
        let is_name_like =
            |token: &Token| (token.word()).is_some_and(|word| !self.vocabulary.knows(word));
        // `Zorbly Robotics`: a capital right behind belongs to the name, whatever the word
        // means by itself, unless it names a place or a role.
        let continues_name = |at: usize| {
            self.tokens.get(at).is_some_and(Token::begins_upper)
                && self.tokens.get(at - 1).is_some_and(Token::begins_upper)
                && self.phrase(at).is_none_or(|(_, meaning)| {
                    matches!(
                        meaning,
                        Meaning::Skill(_) | Meaning::Neutral | Meaning::TopicRole(_)
                    )
                })
        };
        let mut end = at + 1;
        while self.tokens.get(end).is_some_and(is_name_like) || continues_name(end) {
            end += 1;
        }
        let before = at.checked_sub(1).map_or("", |i| self.word(i));
        let around =
            AROUND_EMPLOYER.contains(&before) && EMPLOYMENT.contains(&self.word_before(at, 2));
        let stands_like_one =
            BEFORE_EMPLOYER.contains(&before) || around || AFTER_EMPLOYER.contains(&self.word(end));
        let written: Vec<&str> = (self.tokens.iter().take(end).skip(at))
            .map(|token| token.written.as_str())
            .collect();
        let name = written.join(" ");
        let is_capital = self.tokens.get(at).is_some_and(Token::begins_upper);
        let may_be_one = is_capital && CUES.contains(&before) && !self.reading.employers.is_empty();
        if (stands_like_one && (is_capital || before == "at")) || may_be_one {
            if !is_capital || may_be_one {
                ask(
                    &mut self.reading,
                    format!("Is `{name}` the name of an employer?"),
                    Vec::new(),
                );
            }
            self.reading.taken.push(Taken {
                said: name.clone(),
                meaning: "employer, not among the known ones".to_owned(),
            });
            self.mentions.push((Axis::Employer, at, end));
            push(&mut self.reading.employers, Employer { id: None, name });
        } else {
            self.unknown.extend(at..end);
        }
        end - at
    }
}
