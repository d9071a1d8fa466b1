//! Fills the parts of a reading from the words of a question, and decides what to ask back.

use super::settle::CUES;
use super::token::{Kind, Token, tokens};
use super::vocabulary::{Meaning, Vocabulary};
use super::{
    AskBack, Axis, Employer, LONGEST_QUESTION, Place, PlaceKind, Reading, StageGroup, Statistic,
    Taken, number, spelling,
};

/// Words before which a name is an employer's.
const BEFORE_EMPLOYER: &[&str] = &["at", "by", "joining", "join"];

/// Words before a noun of [`AXES`] that ask for each of its values.
const EACH: &[&str] = &[
    "by", "per", "across", "each", "every", "which", "rank", "ranking",
];
const AXES: &[(&str, Axis)] = &[
    ("level", Axis::Level),
    ("seniority", Axis::Level),
    ("city", Axis::Place),
    ("cities", Axis::Place),
    ("place", Axis::Place),
    ("location", Axis::Place),
    ("country", Axis::Place),
    ("countries", Axis::Place),
    ("metro", Axis::Place),
    ("region", Axis::Place),
    ("state", Axis::Place),
    ("stage", Axis::Stage),
    ("round", Axis::Stage),
    ("role", Axis::Role),
    ("job", Axis::Role),
    ("title", Axis::Role),
    ("company", Axis::Employer),
    ("companies", Axis::Employer),
    ("employer", Axis::Employer),
    ("firm", Axis::Employer),
    ("year", Axis::Time),
    ("quarter", Axis::Time),
];
const AFTER_EMPLOYER: &[&str] = &["pay", "pays", "paying", "offer", "offers", "give", "gives"];

/// Months and the like that `number` reads, and words of time it leaves over.
const TIME_WORDS: &[&str] = &[
    "last",
    "past",
    "previous",
    "recent",
    "recently",
    "lately",
    "ago",
    "before",
    "after",
    "since",
    "percentile",
    "percentiles",
    "top",
    "bottom",
    "upper",
    "plus",
    "early",
    "late",
    "mid",
    "beginning",
    "end",
];

pub(super) fn read(question: &str, vocabulary: &Vocabulary) -> Reading {
    let shown: String = question.chars().take(LONGEST_QUESTION).collect();
    let mut reading = Reading::empty(&shown);
    if shown.len() < question.len() {
        ask(
            &mut reading,
            "The question is long; only its beginning was read.",
            Vec::new(),
        );
    }
    let mut tokens = tokens(&shown);
    correct(&mut tokens, vocabulary, &mut reading);
    let mut reader = Reader {
        tokens: &tokens,
        vocabulary,
        reading,
        statistics: Vec::new(),
        topic_roles: Vec::new(),
        bare_roles: Vec::new(),
        last_place: None,
        currency_at: None,
        unknown: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        at += reader.step(at).max(1);
    }
    reader.finish()
}

pub(super) fn ask(reading: &mut Reading, message: impl Into<String>, options: Vec<String>) {
    reading.asks.push(AskBack {
        message: message.into(),
        options,
    });
}

/// The singular of a word, or the word.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

fn is_known(word: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.words.contains(word)
        || vocabulary.words.contains(singular(word))
        || TIME_WORDS.contains(&word)
        || number::is_spelt(word)
}

/// Replaces misspelt words by the nearest known ones, and asks whether that is right.
fn correct(tokens: &mut [Token], vocabulary: &Vocabulary, reading: &mut Reading) {
    for at in 0..tokens.len() {
        let before = at
            .checked_sub(1)
            .and_then(|i| tokens.get(i))
            .and_then(Token::word);
        let after_at = matches!(before, Some("at"));
        let Some(token) = tokens.get_mut(at) else {
            continue;
        };
        let Some(word) = token.word().map(str::to_owned) else {
            continue;
        };
        let is_name = token.begins_upper() && (at > 0 || after_at);
        if is_known(&word, vocabulary)
            || word.chars().any(|c| c.is_ascii_digit())
            || vocabulary.phrases.keys().any(|key| key.contains(&word))
        {
            continue;
        }
        let Some(nearest) = spelling::nearest(&word, &vocabulary.words)
            .or_else(|| spelling::nearest(singular(&word), &vocabulary.words))
        else {
            continue;
        };
        // A name is only taken for a slip where it is one letter off, and of a word that
        // means something.
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        let is_far = spelling::distance(&letters(&word), &letters(nearest)) > 1;
        if is_name && (is_far || vocabulary.stop.contains(nearest)) {
            continue;
        }
        ask(
            reading,
            format!(
                "`{}` was read as `{nearest}`; is that right?",
                token.written
            ),
            vec![nearest.to_owned()],
        );
        token.kind = Kind::Word(nearest.to_owned());
    }
}

pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) reading: Reading,
    pub(super) statistics: Vec<Statistic>,
    pub(super) topic_roles: Vec<String>,
    pub(super) bare_roles: Vec<(String, String)>,
    /// Where the last place ended, for `Austin, Texas`.
    pub(super) last_place: Option<usize>,
    /// Where the last currency ended, for `CHF 160k`.
    pub(super) currency_at: Option<usize>,
    pub(super) unknown: Vec<usize>,
}

fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(Token::word).unwrap_or("")
    }

    /// Reads what begins at a token; how many tokens it took.
    fn step(&mut self, at: usize) -> usize {
        // A long phrase goes before a number: `90th percentile`, `fortune 500`.
        if let Some((length, meaning)) = self.phrase(at).filter(|(length, _)| *length > 1) {
            return self.take(at, length, meaning);
        }
        let amounts = self.reading.amounts.len();
        if let Some(taken) = number::read(self.tokens, at, &mut self.reading) {
            // `CHF 160k`: the currency just before it.
            if self.currency_at == Some(at) {
                for amount in self.reading.amounts.iter_mut().skip(amounts) {
                    amount.currency = amount.currency.or(self.reading.currency);
                }
            }
            return taken;
        }
        if let Some((axis, length)) = self.each(at) {
            self.reading.split = Some(axis);
            return length;
        }
        if let Some((length, meaning)) = self.phrase(at) {
            return self.take(at, length, meaning);
        }
        let Some(token) = self.tokens.get(at) else {
            return 1;
        };
        let Some(word) = token.word() else {
            if token.number().is_some() {
                self.unknown.push(at);
            }
            return 1;
        };
        if token.is_upper()
            && let Some(meaning) = self.vocabulary.only_upper.get(word)
        {
            let meaning = meaning.clone();
            return self.take(at, 1, meaning);
        }
        if is_company_level(word) {
            push(&mut self.reading.company_levels, word.to_uppercase());
            return 1;
        }
        if self.vocabulary.stop.contains(word)
            || self.vocabulary.stop.contains(singular(word))
            || TIME_WORDS.contains(&word)
        {
            return 1;
        }
        self.unknown_run(at)
    }

    /// `by level`, `which cities`, `who pays`, `by company stage`, `varies with level`.
    fn each(&self, at: usize) -> Option<(Axis, usize)> {
        let (word, next) = (self.word(at), self.word(at + 1));
        if matches!(word, "who" | "whos") && matches!(next, "pays" | "paying" | "pay") {
            return Some((Axis::Employer, 2));
        }
        let before = at.checked_sub(1).map_or("", |at| self.word(at));
        let varies = matches!(word, "with" | "on" | "to")
            && matches!(
                before,
                "vary"
                    | "varies"
                    | "differ"
                    | "differs"
                    | "depend"
                    | "depends"
                    | "depending"
                    | "according"
            );
        if !EACH.contains(&word) && !varies {
            return None;
        }
        let axis_of = |noun: &str| {
            (AXES.iter())
                .find(|(name, _)| *name == noun || *name == singular(noun))
                .map(|(_, axis)| *axis)
        };
        let axis = axis_of(next)?;
        // `by company stage` is by stage.
        match axis_of(self.word(at + 2)) {
            Some(second) if axis == Axis::Employer => Some((second, 3)),
            _ => Some((axis, 2)),
        }
    }

    /// The longest phrase that begins at a token.
    fn phrase(&self, at: usize) -> Option<(usize, Meaning)> {
        let longest = self
            .vocabulary
            .longest
            .min(self.tokens.len().saturating_sub(at));
        (1..=longest).rev().find_map(|length| {
            let slice = self.tokens.get(at..at + length)?;
            let exact: Vec<String> = slice
                .iter()
                .map(|token| match &token.kind {
                    Kind::Word(word) => word.clone(),
                    Kind::Number(_) => token.written.to_lowercase(),
                    Kind::Dash => "-".to_owned(),
                })
                .collect();
            let mut forms = vec![exact.clone()];
            let mut last = exact.clone();
            if let Some(word) = last.last_mut() {
                *word = singular(word).to_owned();
            }
            forms.push(last);
            forms.push(exact.iter().map(|w| singular(w).to_owned()).collect());
            let found = forms
                .iter()
                .find_map(|form| self.vocabulary.phrases.get(form))?;
            Some((length, found.clone()))
        })
    }

    fn take(&mut self, at: usize, length: usize, meaning: Meaning) -> usize {
        let said: Vec<&str> = (self.tokens.iter().skip(at).take(length))
            .map(|token| token.written.as_str())
            .collect();
        let said = said.join(" ");
        let reading = &mut self.reading;
        let means = match meaning {
            Meaning::Role(id) => {
                let means = format!("role {id}");
                push(&mut reading.roles, id);
                means
            }
            Meaning::TopicRole(id) => {
                let means = format!("field of {id}");
                push(&mut self.topic_roles, id);
                means
            }
            Meaning::BareRole(id) => {
                self.bare_roles.push((said.clone(), id));
                return length;
            }
            Meaning::Level(id) => {
                if said.ends_with('+') {
                    ask(
                        reading,
                        format!("`{said}` spans levels; {id} alone was read. Which are meant?"),
                        vec![id.clone()],
                    );
                }
                let means = format!("level {id}");
                push(&mut reading.levels, id);
                means
            }
            Meaning::Stage(stages) => {
                let means = format!("stage {}", stages.join(", "));
                let said = said.to_lowercase();
                if !reading.stages.iter().any(|group| group.stages == stages) {
                    reading.stages.push(StageGroup { said, stages });
                }
                means
            }
            Meaning::Measure(measure) => {
                push(&mut reading.measures, measure);
                measure.label().to_owned()
            }
            Meaning::WeakTotal => "pay".to_owned(),
            Meaning::Unmeasured(measure) => {
                push(&mut reading.measures, measure);
                let message = format!(
                    "`{said}` is not held apart; the nearest is {}.",
                    measure.label()
                );
                ask(reading, message, vec![measure.label().to_owned()]);
                measure.label().to_owned()
            }
            Meaning::Statistic(statistic) => {
                push(&mut self.statistics, statistic);
                format!("statistic {statistic:?}").to_lowercase()
            }
            Meaning::Percentiles(percents) => {
                let names: Vec<String> = percents.iter().map(u8::to_string).collect();
                for percent in percents {
                    push(&mut reading.percentiles, percent);
                }
                format!("percentile {}", names.join(", "))
            }
            Meaning::Skill(id) => {
                let means = format!("skill {id}");
                push(&mut reading.skills, id);
                means
            }
            Meaning::Place(place) => {
                let means = format!("place {}", place.name);
                self.place(at, length, place);
                means
            }
            Meaning::AmbiguousPlace(options) => {
                let names: Vec<String> = options.iter().map(|p| p.name.clone()).collect();
                let message = format!("Which `{said}` is meant?");
                ask(reading, message, names.clone());
                format!("one of {}", names.join(", "))
            }
            Meaning::Employer(employer) => {
                let means = format!("employer {}", employer.name);
                push(&mut reading.employers, employer);
                means
            }
            Meaning::Currency(currency) => {
                reading.currency = Some(currency);
                self.currency_at = Some(at + length);
                // `120k pounds`: the currency of the amount before it.
                for amount in reading.amounts.iter_mut().filter(|a| a.currency.is_none()) {
                    amount.currency = Some(currency);
                }
                format!("currency {currency}")
            }
            Meaning::Remote => {
                reading.remote = true;
                "remote".to_owned()
            }
            Meaning::Besides => {
                let message = format!(
                    "`{said}` asks for more than the pay that is held; the pay itself can be answered."
                );
                ask(reading, message, Vec::new());
                return length;
            }
            Meaning::Neutral => return length,
        };
        self.reading.taken.push(Taken {
            said,
            meaning: means,
        });
        length
    }

    /// Adds a place, unless it is the wider one of the place just before: `Austin, Texas`.
    fn place(&mut self, at: usize, length: usize, place: Place) {
        let follows = self.last_place == Some(at);
        self.last_place = Some(at + length);
        let is_wider = place.kind != PlaceKind::Metro;
        let holds = |inner: &Place| inner.country == place.country && inner.kind < place.kind;
        if follows && is_wider && self.reading.places.last().is_some_and(holds) {
            return;
        }
        push(&mut self.reading.places, place);
    }

    /// A run of unknown words: an employer's name where it stands like one.
    fn unknown_run(&mut self, at: usize) -> usize {
        let is_name_like = |token: &Token| {
            token.word().is_some_and(|word| {
                !self.vocabulary.stop.contains(word) && !is_known(word, self.vocabulary)
            })
        };
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
        let stands_like_one =
            BEFORE_EMPLOYER.contains(&before) || AFTER_EMPLOYER.contains(&self.word(end));
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
            push(&mut self.reading.employers, Employer { id: None, name });
        } else {
            self.unknown.extend(at..end);
        }
        end - at
    }
}

/// `L5`, `E6`, `IC4`, `ICT3`.
fn is_company_level(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - letters.len();
    (1..=2).contains(&digits)
        && matches!(
            letters,
            "l" | "e" | "ic" | "ict" | "p" | "t" | "m" | "d" | "g"
        )
}
