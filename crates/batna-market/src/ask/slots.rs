//! Fills the parts of a reading from the words of a question.
//!
//! Every word ends in one of four ways: it fills a part, it is filler that cannot change the
//! figure meant, it is an operator that a rule took, or it is asked back.

use std::collections::BTreeSet;

use super::settle::CUES;
use super::split::is_rank;
use super::token::{Kind, Token, tokens};
use super::vocabulary::{Meaning, Vocabulary};
use super::{
    AskBack, Axis, LONGEST_QUESTION, Reading, StageGroup, Statistic, Taken, number, spelling, spelt,
};

/// Words before which a name is an employer's.
pub(super) const BEFORE_EMPLOYER: &[&str] = &["at", "by", "joining", "join", "joined"];

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
    let mut tokens = spelt::joined(tokens(&shown));
    spelling::correct(&mut tokens, vocabulary, &mut reading);
    let mut reader = Reader {
        tokens: &tokens,
        vocabulary,
        reading,
        statistics: Vec::new(),
        topic_roles: Vec::new(),
        bare_roles: Vec::new(),
        disciplines: Vec::new(),
        mentions: Vec::new(),
        last_place: None,
        currency_at: None,
        operators: Vec::new(),
        unknown: Vec::new(),
        topic: None,
        telling: BTreeSet::new(),
        is_pay: false,
        is_split_by_question_word: false,
        is_ranked: false,
        praise: Vec::new(),
        names_two: false,
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
pub(super) fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) reading: Reading,
    pub(super) statistics: Vec<Statistic>,
    pub(super) topic_roles: Vec<String>,
    pub(super) bare_roles: Vec<(String, String)>,
    /// Roles said as what is done: `ML engineering`, `data science`.
    pub(super) disciplines: Vec<String>,
    /// Which tokens named a thing on an axis, from and to.
    pub(super) mentions: Vec<(Axis, usize, usize)>,
    /// Where the last place ended, for `Austin, Texas`.
    pub(super) last_place: Option<usize>,
    /// Where the last currency ended, for `CHF 160k`.
    pub(super) currency_at: Option<usize>,
    /// Words that change which figure is meant, and that nothing has taken.
    pub(super) operators: Vec<usize>,
    pub(super) unknown: Vec<usize>,
    /// The first word that a question may be about, where it is not about pay.
    pub(super) topic: Option<usize>,
    /// Tokens that fill a part of the reading.
    pub(super) telling: BTreeSet<usize>,
    /// A word shows that pay is asked about.
    pub(super) is_pay: bool,
    /// The answer is wanted for each of something because of `who` or `where` alone.
    pub(super) is_split_by_question_word: bool,
    pub(super) is_ranked: bool,
    /// Where words that praise an offer or a person end.
    pub(super) praise: Vec<usize>,
    /// Two things are named on some axis.
    pub(super) names_two: bool,
}

pub(super) fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

impl Reader<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(Token::word).unwrap_or("")
    }

    pub(super) fn word_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    pub(super) fn said(&self, at: usize, length: usize) -> String {
        let said: Vec<&str> = (self.tokens.iter().skip(at).take(length))
            .map(|token| token.written.as_str())
            .collect();
        said.join(" ")
    }

    /// Reads what begins at a token; how many tokens it took.
    fn step(&mut self, at: usize) -> usize {
        if self.vocabulary.pay_cues.contains(self.word(at)) {
            self.is_pay = true;
        }
        // A long phrase goes before a number: `90th percentile`, `fortune 500`.
        if let Some((length, meaning)) = self.phrase(at).filter(|(length, _)| *length > 1) {
            return self.take(at, length, meaning);
        }
        if let Some(length) = self.how_many(at) {
            return length;
        }
        if let Some(length) = self.exclusion(at) {
            return length;
        }
        if let Some(length) = self.number(at) {
            return length;
        }
        if let Some(each) = self.each(at) {
            self.is_pay |= each.is_pay;
            self.is_split_by_question_word = each.by_question_word;
            self.is_ranked |= each.is_ranked;
            self.tells(at);
            self.reading.split = Some(each.axis);
            self.reading.taken.push(Taken {
                said: self.said(at, each.length),
                meaning: format!("for each {}", each.axis.label()),
            });
            return each.length;
        }
        if let Some((length, meaning)) = self.phrase(at) {
            return self.take(at, length, meaning);
        }
        let Some(token) = self.tokens.get(at) else {
            return 1;
        };
        let Some(word) = token.word() else {
            // `twelve data analysts`: how many people are asked about changes no figure.
            let of_people = token.number().is_some_and(|n| n.is_count())
                && token.written.starts_with(char::is_alphabetic)
                && matches!(
                    self.phrase(at + 1),
                    Some((
                        _,
                        Meaning::Role(_) | Meaning::Level(_) | Meaning::TopicRole(_)
                    ))
                );
            if token.number().is_some() && !of_people {
                self.unknown.push(at);
            }
            return 1;
        };
        if let Some((length, meaning)) = self.capitals(at) {
            return self.take(at, length, meaning);
        }
        if is_company_level(word) {
            self.reading.taken.push(Taken {
                said: token.written.clone(),
                meaning: "level of a company".to_owned(),
            });
            push(&mut self.reading.company_levels, word.to_uppercase());
            self.mentions.push((Axis::Level, at, at + 1));
            return 1;
        }
        if word == "us" {
            return self.us(at);
        }
        if self.may_be_name(at) {
            return self.unknown_run(at);
        }
        if self.reading.split.is_some() && is_rank(word) {
            return 1;
        }
        if self.vocabulary.operators.contains(word) || self.vocabulary.compare.contains(word) {
            self.operators.push(at);
            return 1;
        }
        let counts = matches!(
            singular(self.word(at + 1)),
            "year" | "yr" | "month" | "week" | "day" | "hour" | "time"
        );
        if number::is_spelt(word) && counts && word != "one" {
            self.unknown.push(at);
            return 1;
        }
        let is_adverb = self.vocabulary.is_adverb(word)
            && (at == 0 || !token.begins_upper())
            && !BEFORE_EMPLOYER.contains(&self.word_before(at, 1));
        if self.vocabulary.is_filler(word) || number::is_spelt(word) || is_adverb {
            if self.vocabulary.topics.contains(word) && self.topic.is_none() {
                self.topic = Some(at);
            }
            return 1;
        }
        self.unknown_run(at)
    }

    /// `how many salary reports`: the evidence is counted; `how many engineers` is not held.
    fn how_many(&mut self, at: usize) -> Option<usize> {
        if (self.word(at), self.word(at + 1)) != ("how", "many") {
            return None;
        }
        // `how many euros` asks for the pay in them.
        if matches!(self.phrase(at + 2), Some((_, Meaning::Currency(_)))) {
            self.is_pay = true;
            return Some(2);
        }
        // `how many percent earn above 250k`: where the amount lies.
        let is_number = |token: &Token| token.number().is_some();
        if matches!(self.word(at + 2), "percent" | "pct")
            && self.tokens.iter().skip(at + 3).any(is_number)
        {
            return Some(3);
        }
        let noun = |i: usize| self.vocabulary.count_nouns.contains(self.word(i));
        // `do you hold any records, and how many?`
        let ends = at + 2 >= self.tokens.len();
        let counts = (at + 2..at + 6).any(noun) || (ends && (0..at).any(noun));
        if counts {
            self.is_pay = true;
            self.statistics.push(Statistic::Count);
            self.tells(at);
        } else {
            let message =
                "`how many` counts the rows of evidence alone; the pay itself can be answered.";
            ask(&mut self.reading, message, Vec::new());
        }
        Some(2)
    }

    /// `Target: graduate software engineers`: an everyday word with a capital because it opens
    /// the sentence, and with nothing else in it, may be a heading.
    fn is_label(&self, at: usize, length: usize) -> bool {
        let sentence = |at: usize| self.tokens.get(at).map(|token| token.sentence);
        let here = sentence(at);
        let words = (at..at + length).map(|i| self.word(i).to_owned()).collect();
        let opens = at
            .checked_sub(1)
            .is_none_or(|before| sentence(before) != here);
        let closes = sentence(at + length).is_some_and(|next| Some(next) != here);
        opens && closes && self.vocabulary.everyday.contains::<Vec<String>>(&words)
    }

    /// A token fills a part of the reading.
    fn tells(&mut self, at: usize) {
        self.telling.insert(at);
    }

    /// A date, percentile, number of years or amount.
    fn number(&mut self, at: usize) -> Option<usize> {
        let amounts = self.reading.amounts.len();
        let times = self.reading.time.len();
        let taken = number::read(self.tokens, at, &mut self.reading)?;
        self.tells(at);
        // `45 lakhs`: the currency in words.
        let named = spelt::currency_in(&self.said(at, taken));
        if named.is_some() && self.reading.amounts.len() > amounts {
            self.reading.currency = named;
        }
        // `CHF 160k`: the currency just before it.
        if self.currency_at == Some(at) {
            for amount in self.reading.amounts.iter_mut().skip(amounts) {
                amount.currency = amount.currency.or(self.reading.currency);
            }
        }
        let meaning = if self.reading.amounts.len() > amounts {
            self.is_pay = true;
            "amount"
        } else if self.reading.time.len() > times {
            for _ in times..self.reading.time.len() {
                self.mentions.push((Axis::Time, at, at + taken));
            }
            "time"
        } else {
            "percentile or years"
        };
        self.reading.taken.push(Taken {
            said: self.said(at, taken),
            meaning: meaning.to_owned(),
        });
        Some(taken)
    }

    /// A name that counts only in capitals: `US`.
    pub(super) fn capitals(&self, at: usize) -> Option<(usize, Meaning)> {
        let token = self.tokens.get(at).filter(|token| token.is_upper())?;
        let meaning = self.vocabulary.only_upper.get(token.word()?)?;
        Some((1, meaning.clone()))
    }

    /// The longest phrase that begins at a token.
    pub(super) fn phrase(&self, at: usize) -> Option<(usize, Meaning)> {
        let longest = self
            .vocabulary
            .longest
            .min(self.tokens.len().saturating_sub(at));
        (1..=longest).rev().find_map(|length| {
            let slice = self.tokens.get(at..at + length)?;
            let is_parted = slice.iter().skip(1).any(|token| token.after_comma);
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
            let (form, found) = forms
                .iter()
                .find_map(|form| self.vocabulary.phrases.get_key_value(form))?;
            let before = self.word_before(at, 1);
            let is_name = || {
                self.tokens.get(at).is_some_and(Token::begins_upper)
                    || matches!(before, "at" | "in")
                    || (!self.reading.employers.is_empty() && CUES.contains(&before))
            };
            let may_part = matches!(found, Meaning::Place(_) | Meaning::AmbiguousPlace(_));
            let fits =
                (!is_parted || may_part) && (!self.vocabulary.everyday.contains(form) || is_name());
            fits.then(|| (length, found.clone()))
        })
    }

    pub(super) fn take(&mut self, at: usize, length: usize, meaning: Meaning) -> usize {
        let said = self.said(at, length);
        if let Some(axis) = axis_of(&meaning) {
            self.mentions.push((axis, at, at + length));
        }
        if !matches!(
            meaning,
            Meaning::Neutral | Meaning::WeakTotal | Meaning::Besides
        ) {
            self.tells(at);
        }
        self.is_pay |= matches!(
            meaning,
            Meaning::Measure(_)
                | Meaning::WeakTotal
                | Meaning::Unmeasured(_)
                | Meaning::Statistic(_)
                | Meaning::Percentiles(_)
        );
        let reading = &mut self.reading;
        let means = match meaning {
            Meaning::Role(id) => {
                let means = format!("role {id}");
                push(&mut reading.roles, id);
                means
            }
            Meaning::TopicRole(id) => {
                let last = self.word(at + length - 1);
                if matches!(last, "engineering" | "science") {
                    self.disciplines.push(id.clone());
                }
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
            Meaning::VagueLevel(id) => {
                let message = format!("`{said}` may mean a level; {id} was read. Is that meant?");
                ask(reading, message, vec![id.clone()]);
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
                const PRAISE: &[&str] = &["good", "strong", "solid", "decent", "bad"];
                if PRAISE.contains(&said.to_lowercase().as_str()) {
                    self.praise.push(at + length);
                }
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
                let behind = self.told_apart(std::slice::from_ref(&place), at + length);
                // `a developer from Poland`: where one comes from, unless one moves from there.
                let more = behind.as_ref().map_or(0, |(_, more)| *more);
                let is_origin = self.word_before(at, 1) == "from"
                    && self.word(at + length + more) != "to"
                    && self.has_place_behind(at + length + more);
                if is_origin {
                    self.mentions.pop();
                    self.reading.taken.push(Taken {
                        said: self.said(at, length + more),
                        meaning: "where one comes from, not where one works".to_owned(),
                    });
                    return length + more;
                }
                self.place(at, length, place);
                if let Some((_, more)) = behind {
                    self.last_place = Some(at + length + more);
                    self.reading.taken.push(Taken {
                        said: self.said(at, length + more),
                        meaning: means,
                    });
                    return length + more;
                }
                means
            }
            Meaning::AmbiguousPlace(options) => {
                if let Some((place, more)) = self.told_apart(&options, at + length) {
                    return self.take(at, length + more, Meaning::Place(place));
                }
                let reading = &mut self.reading;
                let names: Vec<String> = options.iter().map(|p| p.name.clone()).collect();
                let message = format!("Which `{said}` is meant?");
                ask(reading, message, names.clone());
                format!("one of {}", names.join(", "))
            }
            Meaning::Employer(employer) => {
                if self.is_label(at, length) {
                    let message = format!("Is the employer {} meant?", employer.name);
                    ask(&mut self.reading, message, vec![employer.name.clone()]);
                }
                if self.is_past(at) {
                    let message = format!("Is the pay at `{said}` asked for, or was that before?");
                    ask(&mut self.reading, message, Vec::new());
                }
                let reading = &mut self.reading;
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
            Meaning::OtherWork => {
                let message = format!("`{said}` is work outside the roles that are held.");
                ask(reading, message, Vec::new());
                return length;
            }
            Meaning::Region => {
                let message = format!("Bands are of a country or smaller: which part of `{said}`?");
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

fn axis_of(meaning: &Meaning) -> Option<Axis> {
    match meaning {
        Meaning::Role(_) | Meaning::TopicRole(_) => Some(Axis::Role),
        Meaning::Level(_) | Meaning::VagueLevel(_) => Some(Axis::Level),
        Meaning::Stage(_) => Some(Axis::Stage),
        Meaning::Measure(_) | Meaning::Unmeasured(_) => Some(Axis::Measure),
        Meaning::Place(_) => Some(Axis::Place),
        Meaning::Employer(_) => Some(Axis::Employer),
        _ => None,
    }
}
