//! Clauses beside the question: a sentence that fills no part of the reading, a clause about
//! the speaker, the turns of a story before the question.
//!
//! What is passed over is shown with the reading. A word that may narrow the question
//! (`women`, `freelance`) is passed over only where its whole sentence tells nothing.

use std::collections::BTreeSet;

use super::number::is_month;
use super::slots::{Reader, singular};
use super::token::Token;
use super::{PASSED_OVER, Taken};

/// First words of a question in sentence form.
pub(super) const OPENERS: &[&str] = &[
    "who", "what", "whats", "which", "where", "when", "why", "how", "hows", "is", "are", "do",
    "does", "did", "can", "could", "should", "would", "will", "has", "have", "any", "tell",
    "explain", "list",
];
/// Those on whose behalf one speaks.
const OWN: &[&str] = &[
    "i", "im", "ive", "id", "my", "me", "we", "our", "he", "she", "his", "her",
];
/// First words of a statement about the speaker that names nobody.
const TOLD: &[&str] = &[
    "been",
    "promoted",
    "hired",
    "laid",
    "just",
    "moved",
    "moving",
    "working",
    "currently",
    "interviewing",
    "hiring",
    "between",
    "offered",
    "started",
    "relocated",
    "relocating",
    "graduated",
    "recently",
    "recruiter",
    "coach",
    "student",
    "thinking",
    "considering",
];
/// A shorter clause may narrow what is asked: `engineers, women only, in London`.
const SHORTEST: usize = 5;
/// One of the speaker without a word that changes the figure may be shorter.
const SHORTEST_OWN: usize = 3;
/// One in a story that leads to the question.
const SHORTEST_TOLD: usize = 2;

/// Words that join two clauses, where a subject or a verb follows.
const JOINS: &[&str] = &[
    "and", "but", "so", "because", "cause", "cos", "since", "although", "though", "while",
    "whereas", "as", "when",
];
/// Subjects and auxiliaries with which a clause begins.
const BEGINS: &[&str] = &[
    "i",
    "im",
    "ive",
    "id",
    "ill",
    "we",
    "weve",
    "were",
    "he",
    "hes",
    "she",
    "shes",
    "they",
    "theyre",
    "it",
    "its",
    "my",
    "our",
    "his",
    "her",
    "am",
    "is",
    "are",
    "was",
    "has",
    "have",
    "had",
    "dont",
    "doesnt",
    "didnt",
    "wont",
    "cant",
    "wasnt",
    "isnt",
    "wants",
    "want",
    "now",
    "what",
    "how",
    "everyone",
    "everybody",
    "nobody",
    "someone",
];

/// A stretch of tokens, from and to.
pub(super) type Clause = (usize, usize);

/// The clause that a token stands in.
pub(super) fn clause_of(clauses: &[Clause], at: usize) -> Option<Clause> {
    let stands_in = |(from, to): &Clause| (*from..*to).contains(&at);
    clauses.iter().copied().find(stands_in)
}

impl Reader<'_> {
    /// Shows that a stretch of tokens was read and left out.
    pub(super) fn pass_over(&mut self, at: usize, length: usize) {
        let said = self.said(at, length);
        let meaning = PASSED_OVER.to_owned();
        self.reading.taken.push(Taken { said, meaning });
    }

    /// The clauses of the question.
    pub(super) fn clauses(&self) -> Vec<Clause> {
        let mut clauses: Vec<Clause> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
            let joined = JOINS.contains(&self.word(at)) && BEGINS.contains(&self.word(at + 1));
            let begins = joined
                || before
                    .is_none_or(|before| token.after_comma || before.sentence != token.sentence);
            match clauses.last_mut() {
                Some(last) if !begins => last.1 = at + 1,
                _ => clauses.push((at, at + 1)),
            }
        }
        clauses
    }

    pub(super) fn sentence(&self, at: usize) -> Option<usize> {
        self.tokens.get(at).map(|token| token.sentence)
    }

    pub(super) fn holds(&self, clause: Clause, words: &[&str]) -> bool {
        (clause.0..clause.1).any(|at| words.contains(&self.word(at)))
    }

    fn fills(&self, clause: Clause) -> bool {
        (clause.0..clause.1).any(|at| self.telling.contains(&at))
    }

    /// Whether a token stands in a statement about the speaker with a sentence behind it, which
    /// will ask.
    pub(super) fn is_told(&self, at: usize) -> bool {
        let Some(sentence) = self.sentence(at) else {
            return false;
        };
        let first = (0..self.tokens.len()).find(|at| self.sentence(*at) == Some(sentence));
        let Some(first) = first else { return false };
        let all =
            || (first..self.tokens.len()).take_while(|at| self.sentence(*at) == Some(sentence));
        let asks = OPENERS.contains(&self.word(first));
        let own = all().any(|at| OWN.contains(&self.word(at))) || TOLD.contains(&self.word(first));
        let goes_on = self
            .tokens
            .last()
            .is_some_and(|last| last.sentence > sentence);
        own && !asks && goes_on
    }

    /// Whether a clause in a sentence that fills a part stands beside the question.
    fn is_beside(&self, clause: Clause) -> bool {
        if self.fills(clause) {
            return false;
        }
        if (clause.0..clause.1).any(|at| self.vocabulary.may_narrow(self.word(at))) {
            return false;
        }
        let length = clause.1 - clause.0;
        let changes = self
            .operators
            .iter()
            .any(|i| (clause.0..clause.1).contains(i));
        let shortest = if changes { SHORTEST } else { SHORTEST_OWN };
        if length >= shortest && self.holds(clause, OWN) {
            return true;
        }
        (self.is_told(clause.0) || self.leads_to_question(clause)) && length >= SHORTEST_TOLD
    }

    /// `Money isn't everything, but what do they pay?`: a clause before the one that asks.
    fn leads_to_question(&self, clause: Clause) -> bool {
        const ASKS: &[&str] = &["what", "whats", "how", "hows", "which", "where", "who"];
        const TURNS: &[&str] = &["but", "so", "yet", "anyway", "anyhow", "still"];
        let sentence = self.sentence(clause.0);
        let asks = (clause.1..self.tokens.len())
            .take_while(|at| self.sentence(*at) == sentence)
            .any(|at| {
                let turns = TURNS.contains(&self.word(at)) && ASKS.contains(&self.word(at + 1));
                turns || (self.opens_clause(at) && ASKS.contains(&self.word(at)))
            });
        asks && !self.holds(clause, &["only", "just", "solely"])
    }

    /// Whether a word of a story changes no figure: `My daughter finishes university in Leeds.
    /// What should she get there?` One that nothing knows is harmless where it neither stands
    /// beside a part of the reading nor behind a preposition, where it may narrow.
    fn is_harmless_told(&self, at: usize) -> bool {
        /// When something happens to the speaker, not when the pay is meant.
        const WHEN: &[&str] = &[
            "next", "week", "weeks", "month", "months", "last", "ago", "soon", "tomorrow", "later",
            "previous", "earlier", "recent", "before", "after", "until",
        ];
        const NARROW: &[&str] = &[
            "in", "at", "for", "from", "with", "of", "within", "under", "as", "by", "on", "to",
            "into", "near", "around", "without",
        ];
        let word = self.word(at);
        let told = |word: &str| {
            self.vocabulary.told.contains(word) || WHEN.contains(&word) || is_month(word)
        };
        if told(word) || told(singular(word)) {
            return true;
        }
        let is_name = self.tokens.get(at).is_some_and(Token::begins_upper);
        let is_known = self.vocabulary.english.contains(word)
            || self.vocabulary.english.contains(singular(word))
            || self.vocabulary.operators.contains(word);
        let beside = (at.saturating_sub(1)..=at + 1).any(|i| self.telling.contains(&i));
        let governed = (1..=2).any(|back| NARROW.contains(&self.word_before(at, back)));
        !word.is_empty() && !is_name && !is_known && !beside && !governed
    }

    /// A sentence that fills no part of the reading tells of something else, and so does a
    /// clause about the speaker: `my dog turned three, so what do ML engineers make?`
    pub(super) fn leave_chatter(&mut self) {
        let subject = !self.reading.roles.is_empty()
            || !self.topic_roles.is_empty()
            || !self.reading.company_levels.is_empty();
        if !subject {
            let doubts = std::mem::take(&mut self.doubts);
            self.reading
                .asks
                .extend(doubts.into_iter().map(|(_, ask)| ask));
            return;
        }
        let clauses = self.clauses();
        self.leave_statistics(&clauses);
        self.leave_times(&clauses);
        self.leave_background();
        let telling: BTreeSet<usize> = (self.telling.iter())
            .filter_map(|at| self.sentence(*at))
            .collect();
        let clause_of = |at: usize| clause_of(&clauses, at);
        // `only women: data scientists in London` narrows, unlike what one says of oneself.
        let narrows = |at: usize| {
            let own = clause_of(at).is_some_and(|clause| self.holds(clause, OWN));
            self.vocabulary.may_narrow(self.word(at)) && !own
        };
        let is_silent = |at: usize| {
            let tells = |sentence| telling.contains(&sentence);
            !narrows(at) && !self.sentence(at).is_some_and(tells)
        };
        let is_beside = |at: usize| clause_of(at).is_some_and(|clause| self.is_beside(clause));
        // `I want to know what students earn. Thanks!` asks by itself.
        let unpaid = |at: usize| {
            let paid = |clause: Clause| (clause.0..clause.1).any(|at| self.pay_at.contains(&at));
            !clause_of(at).is_some_and(paid)
        };
        let is_told = |at: usize| self.is_told(at) && unpaid(at) && self.is_harmless_told(at);
        let is_chatter =
            |at: usize| !self.may_be_amount(at) && (is_silent(at) || is_beside(at) || is_told(at));
        let left = |all: &[usize]| -> Vec<usize> {
            all.iter().copied().filter(|at| !is_chatter(*at)).collect()
        };
        let (unknown, operators) = (left(&self.unknown), left(&self.operators));
        // What is doubted in a sentence of its own may be what is asked: `what do nurses earn?`
        let (passed_doubts, doubts): (Vec<_>, Vec<_>) =
            (self.doubts.iter().cloned()).partition(|(at, _)| {
                let slip = self.vocabulary.is_filler(self.word(*at)) && is_told(*at);
                slip || (!is_silent(*at) && is_beside(*at))
            });
        let passed: BTreeSet<Clause> = (self.unknown.iter().chain(&self.operators).copied())
            .filter(|at| !unknown.contains(at) && !operators.contains(at))
            .chain(passed_doubts.into_iter().map(|(at, _)| at))
            .filter_map(clause_of)
            .collect();
        for (from, to) in passed {
            self.pass_over(from, to - from);
        }
        self.reading
            .asks
            .extend(doubts.into_iter().map(|(_, ask)| ask));
        self.unknown = unknown;
        self.operators = operators;
    }

    /// `They came back with 145.`: a number that ends a sentence may be thousands.
    fn may_be_amount(&self, at: usize) -> bool {
        let number = self.tokens.get(at).and_then(Token::number);
        let fits = number.is_some_and(|n| n.is_count() && n.value >= 30.0);
        fits && self.sentence(at + 1) != self.sentence(at)
    }
}
