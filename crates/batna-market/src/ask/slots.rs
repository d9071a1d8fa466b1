//! Fills the parts of a reading from the words of a question.
//!
//! Every word ends in one of four ways: it fills a part, it is filler that cannot change the
//! figure meant, it is an operator that a rule took, or it is asked back.

use std::collections::BTreeSet;

use batna_core::Measure;

use super::compare::joins;
use super::split::is_rank;
use super::token::{Kind, Token, tokens};
use super::vocabulary::{Meaning, Vocabulary};
use super::{
    AskBack, Axis, Employer, LONGEST_QUESTION, Reading, Statistic, Taken, number, spelling, spelt,
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
    let doubts = spelling::correct(&mut tokens, vocabulary);
    let mut reader = Reader {
        tokens: &tokens,
        vocabulary,
        reading,
        statistics: Vec::new(),
        statistic_at: BTreeSet::new(),
        left_employers: Vec::new(),
        taken_home: None,
        amounts_at: Vec::new(),
        percentile_at: None,
        pay_at: BTreeSet::new(),
        doubts,
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
    /// The statistics that words name, by token.
    pub(super) statistics: Vec<(usize, Statistic)>,
    pub(super) statistic_at: BTreeSet<usize>,
    /// Employers that the speaker left, from and how long: asked about only where no other is.
    pub(super) left_employers: Vec<(usize, usize, Employer)>,
    /// `take home`, and the measure nearest to it, which counts where no other is named.
    pub(super) taken_home: Option<(String, Measure)>,
    /// Where each amount stands, in their order.
    pub(super) amounts_at: Vec<usize>,
    /// Where the first percentile stands.
    pub(super) percentile_at: Option<usize>,
    /// Tokens that name pay or a part of it.
    pub(super) pay_at: BTreeSet<usize>,
    /// What words leave in doubt, by token, unless they stand beside the question.
    pub(super) doubts: Vec<(usize, AskBack)>,
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

    /// Whether any of the words stands in the question.
    pub(super) fn says(&self, words: &[&str]) -> bool {
        (0..self.tokens.len()).any(|at| words.contains(&self.word(at)))
    }

    pub(super) fn said(&self, at: usize, length: usize) -> String {
        let said: Vec<&str> = (self.tokens.iter().skip(at).take(length))
            .map(|token| token.written.as_str())
            .collect();
        said.join(" ")
    }

    /// Reads what begins at a token; how many tokens it took.
    fn step(&mut self, at: usize) -> usize {
        // The `data` of a data scientist is no sign of pay.
        let is_role = || {
            matches!(
                self.phrase(at),
                Some((_, Meaning::Role(_) | Meaning::TopicRole(_)))
            )
        };
        if self.vocabulary.pay_cues.contains(self.word(at)) && !is_role() {
            self.is_pay = true;
        }
        // A long phrase goes before a number: `90th percentile`, `fortune 500`.
        if let Some((length, meaning)) = self.phrase(at).filter(|(length, _)| *length > 1) {
            return self.take(at, length, meaning);
        }
        if let Some(length) = self.counted(at) {
            return length;
        }
        if let Some(length) = self.exclusion(at) {
            return length;
        }
        // `401k` is a plan for old age and no amount.
        if let Some((length, meaning @ Meaning::Besides)) = self.phrase(at) {
            return self.take(at, length, meaning);
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
            if token.number().is_some() && !of_people && !self.is_age(at) && !self.is_own_count(at)
            {
                self.unknown.push(at);
            }
            return 1;
        };
        if let Some((length, meaning)) = self.capitals(at) {
            return self.take(at, length, meaning);
        }
        let singular_level = word.strip_suffix('s').unwrap_or(word);
        if is_company_level(word) || is_company_level(singular_level) {
            self.reading.taken.push(Taken {
                said: token.written.clone(),
                meaning: "level of a company".to_owned(),
            });
            push(
                &mut self.reading.company_levels,
                singular_level.to_uppercase(),
            );
            self.mentions.push((Axis::Level, at, at + 1));
            return 1;
        }
        if word == "us" {
            return self.us(at);
        }
        if let Some(place) = self.capital_place(at) {
            return self.take(at, 1, Meaning::Place(place));
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
        const PRAISE: &[&str] = &[
            "best",
            "brilliant",
            "talented",
            "exceptional",
            "outstanding",
            "gifted",
            "superb",
            "awesome",
            "great",
        ];
        if PRAISE.contains(&word) && self.tokens.get(at + 1).is_some() {
            self.praise.push(at + 1);
        }
        if self.vocabulary.is_filler(word) || number::is_spelt(word) || is_adverb {
            if self.vocabulary.topics.contains(word) && self.topic.is_none() {
                self.topic = Some(at);
            }
            return 1;
        }
        self.unknown_run(at)
    }

    /// `Target: graduate software engineers`: an everyday word with a capital because it opens
    /// the sentence, and with nothing else in it, may be a heading.
    pub(super) fn is_label(&self, at: usize, length: usize) -> bool {
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
    pub(super) fn tells(&mut self, at: usize) {
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
            self.pay_at.insert(at);
            self.amounts_at.resize(self.reading.amounts.len(), at);
            "amount"
        } else if self.reading.time.len() > times {
            for _ in times..self.reading.time.len() {
                self.mentions.push((Axis::Time, at, at + taken));
            }
            "time"
        } else {
            if !self.reading.percentiles.is_empty() {
                self.is_pay = true;
                self.percentile_at.get_or_insert(at);
            }
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
            let is_slashed = slice.iter().skip(1).any(|token| token.after_slash);
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
                    || (!self.reading.employers.is_empty() && joins(before))
            };
            let may_part = matches!(found, Meaning::Place(_) | Meaning::AmbiguousPlace(_));
            // `senior/staff` is two levels, `senior staff` one.
            let is_two = is_slashed && matches!(found, Meaning::Level(_));
            let fits = (!is_parted || may_part)
                && !is_two
                && (!self.vocabulary.everyday.contains(form) || is_name());
            fits.then(|| (length, found.clone()))
        })
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
