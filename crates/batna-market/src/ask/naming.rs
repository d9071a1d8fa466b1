//! Names that no vocabulary holds, and words that may be names: where they stand tells.

use super::compare::joins;
use super::slots::{BEFORE_EMPLOYER, Reader, ask, push, singular};
use super::spelling::distance;
use super::token::Token;
use super::vocabulary::Meaning;
use super::{Axis, Employer, Place, Taken};

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
fn is_capital(token: &Token) -> bool {
    token.begins_upper() && token.written.len() > 2
}

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
        // `turn us down`, `offered us a lot`.
        const AFTER_US: &[&str] = &[
            "down", "out", "off", "up", "over", "back", "a", "an", "the", "some", "any", "all",
            "what", "how", "that",
        ];
        let is_pronoun = GIVE.contains(&before) || AFTER_US.contains(&self.word(at + 1));
        let country = self.vocabulary.only_upper.get("us").cloned();
        if let Some(country) = country.filter(|_| !is_pronoun) {
            if matches!(before, "of" | "for" | "to" | "with" | "at" | "by" | "like") {
                let message = "Does `us` mean the United States?";
                ask(&mut self.reading, message, vec!["United States".to_owned()]);
            }
            return self.take(at, 1, country);
        }
        1
    }

    /// `What Do They Make At A Startup`: capitals say nothing there.
    fn is_titled(&self) -> bool {
        let known = |token: &&Token| {
            (token.word()).is_some_and(|word| self.vocabulary.filler.contains(word))
        };
        let capitals = (self.tokens.iter().filter(known)).filter(|token| is_capital(token));
        capitals.count() > 3
    }

    /// A harmless word in a capital where names stand is a name: `at Match`.
    pub(super) fn may_be_name(&self, at: usize) -> bool {
        let stands = matches!(
            self.word_before(at, 1),
            "in" | "at" | "near" | "from" | "joining" | "join"
        );
        // `does Booking pay well`
        let pays = matches!(
            self.word_before(at, 1),
            "does" | "do" | "would" | "did" | "will"
        ) && matches!(self.word(at + 1), "pay" | "offer" | "give");
        (stands || pays) && !self.is_titled() && self.tokens.get(at).is_some_and(is_capital)
    }

    /// A city whose name is a harmless word too: `in Nice`, `software engineer, Nice`; `nice`
    /// alone behind `in` at the end of a clause.
    pub(super) fn capital_place(&self, at: usize) -> Option<Place> {
        let token = self.tokens.get(at)?;
        let place = self.vocabulary.capital_places.get(token.word()?)?;
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let opens = before.is_none_or(|before| before.sentence != token.sentence);
        let next = self.tokens.get(at + 1);
        let closes = next.is_none_or(|next| next.after_comma || next.sentence != token.sentence);
        let after_in = self.word_before(at, 1) == "in" && !token.after_comma;
        let stands = match is_capital(token) {
            true => after_in || (!opens && !self.is_titled()),
            false => after_in && closes,
        };
        stands.then(|| place.clone())
    }

    /// A person's age: `I'm 34`, `aged 40`, `she just turned 25`.
    pub(super) fn is_age(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        let is_count = token
            .and_then(Token::number)
            .is_some_and(|n| n.is_count() && (14.0..100.0).contains(&n.value));
        let says = matches!(
            self.word_before(at, 1),
            "im" | "am" | "aged" | "age" | "turned" | "turning" | "hes" | "shes"
        );
        let next = self.tokens.get(at + 1);
        let closes = next.is_none_or(|next| {
            next.after_comma
                || Some(next.sentence) != token.map(|token| token.sentence)
                || matches!(
                    next.word(),
                    Some("and" | "now" | "but" | "with" | "working")
                )
        });
        // `my son, 24, just signed`
        let alone = token.is_some_and(|token| token.after_comma) && self.is_told(at);
        is_count && (says || alone) && closes
    }

    /// What somebody has so many of, beside the question: `3 kids`, `2 offers`.
    pub(super) fn is_own_count(&self, at: usize) -> bool {
        const COUNTED: &[&str] = &[
            "kid",
            "child",
            "children",
            "son",
            "daughter",
            "brother",
            "sister",
            "dog",
            "cat",
            "offer",
            "interview",
            "round",
            "friend",
            "colleague",
            "week",
            "day",
            "thing",
            "question",
            "competing",
            "job",
            "letter",
            "call",
            "minute",
        ];
        let is_count = (self.tokens.get(at).and_then(Token::number))
            .is_some_and(|n| n.is_count() && n.value < 20.0);
        let told = self.is_told(at);
        is_count && told && COUNTED.contains(&singular(self.word(at + 1)))
    }

    /// Somebody of the speaker's who says something: `our CFO wants`, `my lawyer told me`.
    pub(super) fn speaks(&self, at: usize, length: usize) -> bool {
        const WHOSE: &[&str] = &["my", "our", "his", "her", "their", "the"];
        const SAYS: &[&str] = &[
            "says", "said", "say", "told", "tells", "asks", "asked", "wants", "wanted", "thinks",
            "claims", "insists", "needs", "reckons", "believes", "swears", "keeps", "wonders",
        ];
        WHOSE.contains(&self.word_before(at, 1)) && SAYS.contains(&self.word(at + length))
    }

    /// Whether somebody left the employer named at a token: `when I was at IBM`.
    pub(super) fn is_past(&self, at: usize) -> bool {
        const LEFT: &[&str] = &[
            "left", "leave", "leaving", "quit", "quitting", "ex", "former",
        ];
        let (before, earlier) = (self.word_before(at, 1), self.word_before(at, 2));
        let lost = matches!(
            (earlier, before),
            (
                "off" | "fired" | "sacked" | "rejected" | "ghosted",
                "from" | "by"
            ) | ("turned", "down")
        );
        let used = (self.word_before(at, 4), self.word_before(at, 3)) == ("used", "to");
        let was =
            before == "at" && (used || matches!(earlier, "was" | "worked" | "were" | "started"));
        was || lost || LEFT.contains(&before)
    }

    /// The one known employer whose name is a slip away from a word: `Gogle`.
    fn employer_near(&self, at: usize, end: usize) -> Option<(String, Employer)> {
        let word: Vec<char> = self.word(at).chars().collect();
        if end != at + 1 || word.len() < 5 {
            return None;
        }
        let mut near = self
            .vocabulary
            .phrases
            .iter()
            .filter_map(|(phrase, meaning)| {
                let ([name], Meaning::Employer(employer)) = (phrase.as_slice(), meaning) else {
                    return None;
                };
                let letters: Vec<char> = name.chars().collect();
                let fits = letters.len() >= 4 && distance(&word, &letters) == 1;
                fits.then(|| (name.clone(), employer.clone()))
            });
        near.next().filter(|_| near.next().is_none())
    }

    /// A run of unknown words: an employer's name where it stands like one.
    pub(super) fn unknown_run(&mut self, at: usize) -> usize {
        let is_name_like =
            |token: &Token| (token.word()).is_some_and(|word| !self.vocabulary.knows(word));
        // `Zorbly Robotics`: a capital right behind belongs to the name, whatever the word
        // means by itself, unless it names a place or a role.
        let continues = |at: usize| match (self.tokens.get(at), self.tokens.get(at - 1)) {
            (Some(token), Some(before)) => !token.after_comma && token.sentence == before.sentence,
            _ => false,
        };
        let speaks = |word: &str| matches!(word, "i" | "im" | "ive" | "id" | "ill");
        let continues_name = |at: usize| {
            !speaks(self.word(at))
                && self.tokens.get(at).is_some_and(Token::begins_upper)
                && self.tokens.get(at - 1).is_some_and(Token::begins_upper)
                && self.phrase(at).is_none_or(|(_, meaning)| {
                    matches!(
                        meaning,
                        Meaning::Skill(_) | Meaning::Neutral | Meaning::TopicRole(_)
                    )
                })
        };
        let mut end = at + 1;
        while continues(end)
            && (self.tokens.get(end).is_some_and(is_name_like) || continues_name(end))
        {
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
        let may_be_one = is_capital && joins(before) && !self.reading.employers.is_empty();
        let named = stands_like_one || may_be_one;
        if let Some((known, employer)) = self.employer_near(at, end).filter(|_| named) {
            let message = format!("`{name}` was read as `{known}`; is that right?");
            ask(&mut self.reading, message, vec![employer.name.clone()]);
            return self.take(at, end - at, Meaning::Employer(employer));
        }
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
