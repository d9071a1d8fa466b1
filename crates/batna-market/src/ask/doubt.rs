//! What a question leaves in doubt when all its words are read: operators nobody took,
//! judgements without an amount, sentences about something else.

use super::aside::OPENERS;
use super::slots::{Reader, ask};
use super::vocabulary::Meaning;
use super::{Axis, Statistic};

impl Reader<'_> {
    /// `do they get stock at all?`, `can I live on that?`; not `could you tell me what they
    /// make?`, nor `does it pay well?`, which the band answers.
    fn asks_yes_or_no(&self) -> bool {
        const OPENS: &[&str] = &[
            "do", "does", "did", "is", "are", "can", "could", "should", "would", "will", "has",
            "have",
        ];
        const ASKS: &[&str] = &[
            "trouble", "bother", "you", "anyone", "anybody", "someone", "somebody", "get", "see",
            "have", "know", "ask", "find", "look", "check", "request",
        ];
        const INSIDE: &[&str] = &[
            "what", "how", "who", "which", "where", "whats", "well", "much",
        ];
        const FIGURES: &[&str] = &[
            "numbers",
            "figures",
            "data",
            "stats",
            "statistics",
            "benchmarks",
            "estimates",
            "info",
        ];
        // `are there any numbers on that?` asks for them.
        let asks = (1..=2).any(|at| ASKS.contains(&self.word(at)))
            || (1..=5).any(|at| {
                // The `data` of data scientists is none.
                let is_role = matches!(self.phrase(at), Some((_, Meaning::Role(_))));
                FIGURES.contains(&self.word(at)) && !is_role
            });
        let inside = (1..self.tokens.len()).any(|at| INSIDE.contains(&self.word(at)));
        OPENS.contains(&self.word(0)) && !asks && !inside
    }

    /// What a question of yes or no asks besides a figure: `are they overpaid?`, `does it still
    /// pay the most?`, `is 90k base and 20k bonus fair?`.
    pub(super) fn yes_or_no(&mut self) {
        let opens = matches!(self.word(0), "do" | "does" | "did" | "is" | "are");
        let reading = &self.reading;
        let (none, single) = (reading.amounts.is_empty(), reading.comparison.is_none());
        let judged = (0..self.tokens.len())
            .any(|at| matches!(self.word(at), "overpaid" | "underpaid" | "overrated"));
        let extreme = matches!(reading.statistic, Statistic::Maximum | Statistic::Minimum);
        let plain = none
            && single
            && reading.statistic == Statistic::Band
            && reading.percentiles.is_empty()
            && reading.split.is_none();
        // `should I become a data engineer or a data scientist`
        let advised = self.word(0) == "should" && matches!(self.word(1), "i" | "we");
        let turns = matches!(
            self.word(2),
            "become"
                | "be"
                | "study"
                | "learn"
                | "move"
                | "stay"
                | "quit"
                | "switch"
                | "choose"
                | "pick"
                | "go"
                | "join"
                | "change"
                | "negotiate"
                | "start"
        );
        let reasons = self.word(0) == "why" || (self.word(0), self.word(1)) == ("how", "come");
        let when = self.word(0) == "when"
            && matches!(self.word(1), "do" | "does" | "did" | "is" | "are" | "will");
        let message = if when {
            "When it is paid is not told; how much can be."
        } else if reasons {
            "Why it is so is not told; the figures can be."
        } else if advised && turns {
            "What one should do is not told; the pay can be."
        } else if plain && self.asks_yes_or_no() {
            "The question wants a yes or no; the band itself can be given."
        } else if judged && none {
            "Over or under what pay? An amount can be placed in the band."
        } else if opens && extreme && none && single {
            "Whether it is the most is not told; the end of the band can be."
        } else if reading.measures.len() > 1 && !none {
            "Which amount belongs to which part of the pay? One at a time can be placed."
        } else {
            return;
        };
        ask(&mut self.reading, message, Vec::new());
    }

    /// `what would two data engineers cost us`: the sum for several people is not held.
    pub(super) fn several_people(&mut self) {
        let costs = self.says(&["cost", "costs", "budget"]);
        let several = (self.mentions.iter()).any(|mention| {
            let word = self.word_before(mention.1, 1);
            word != "one" && word != "zero" && super::number::is_spelt(word)
        });
        if costs && several {
            let message = "The pay of one person is held; that of several together is not.";
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// `which employers pay above 50k`: those of a split are not sifted by an amount.
    pub(super) fn sifted(&mut self) {
        let bound = (0..self.tokens.len()).any(|at| {
            let is_amount = self.tokens.get(at).and_then(|t| t.number()).is_some();
            is_amount
                && matches!(
                    self.word_before(at, 1),
                    "above" | "over" | "than" | "under" | "below"
                )
        });
        // `who pays more than Google`: nor by the pay of another.
        let than = self.says(&["than"]);
        let no_sides = self.reading.comparison.is_none() && self.reading.amounts.is_empty();
        if than && no_sides && self.reading.split.is_some() {
            let message = "Nothing is sifted by the pay of another; each band can be shown.";
            ask(&mut self.reading, message, Vec::new());
        }
        if bound && self.reading.split.is_some() && !self.reading.amounts.is_empty() {
            let message = "Nothing is sifted by an amount; where it lies in each band can be told.";
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// `which AI roles pay the most`: every role, or those of one field.
    pub(super) fn roles_of_a_field(&mut self) {
        if self.reading.split == Some(Axis::Role)
            && let [role] = self.reading.roles.as_slice()
        {
            let message = format!("Every role can be shown; is {role} alone meant?");
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// `good ML engineers`: who is good is not held, unlike what is a good offer.
    pub(super) fn praised_people(&mut self) {
        let praised = self.praise.iter().find(|end| {
            self.mentions.iter().any(|(axis, from, to)| {
                // `best data engineer salary` praises the salary, `the best engineers` them.
                let best = self.word_before(*from, 1) == "best";
                let people = !best || self.word_before(*to, 1).ends_with('s');
                *axis == Axis::Role && from == *end && people
            })
        });
        if praised.is_some() && self.reading.amounts.is_empty() {
            let message = "How good somebody is at the work is not held; the pay of all was read.";
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// Of two statistics only one is read: `the average and the median`.
    pub(super) fn one_statistic(&mut self) {
        let points = [
            Statistic::Median,
            Statistic::Mean,
            Statistic::Maximum,
            Statistic::Minimum,
        ];
        let named = (points.iter()).filter(|one| self.statistics.iter().any(|(_, s)| s == *one));
        let mean_too = self.reading.statistic == Statistic::Percentiles
            && self.statistics.iter().any(|(_, s)| *s == Statistic::Mean);
        if mean_too {
            let message = "More than one statistic is named; the percentiles were read.";
            ask(&mut self.reading, message, Vec::new());
        } else if named.count() > 1 && points.contains(&self.reading.statistic) && !self.is_ranked {
            let message = "More than one statistic is named; one was read.";
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// `L5` is another level at every company.
    pub(super) fn company_levels(&mut self) {
        if let Some(level) = self.reading.company_levels.first()
            && self.reading.employers.is_empty()
        {
            let message = format!("`{level}` differs from company to company: whose is meant?");
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// Asks back what changes the figure meant and was taken by no rule.
    pub(super) fn operators(&mut self) {
        let reading = &self.reading;
        let is_placed = !reading.amounts.is_empty();
        let is_percentile = !reading.percentiles.is_empty();
        let two_sides = self.names_two
            || reading.comparison.is_some()
            || reading.split.is_some()
            || is_placed
            || is_percentile
            || matches!(reading.statistic, Statistic::Change | Statistic::Premium);
        let mut left = Vec::new();
        let mut one_side = None;
        for &at in &self.operators {
            let word = self.word(at);
            let before_number = (at..at + 3).any(|i| {
                self.tokens
                    .get(i)
                    .is_some_and(|token| token.number().is_some())
            });
            let harmless = match word {
                "percentile" | "percentiles" => is_percentile || is_placed,
                "after" | "before" => {
                    // `before I sign`, `after they called`: an event, and no span of pay.
                    const WHO: &[&str] = &["i", "we", "you", "they", "he", "she", "my", "ive"];
                    (before_number && reading.experience.is_some())
                        || WHO.contains(&self.word(at + 1))
                }
                "above" | "below" | "under" | "beyond" => {
                    is_placed || is_percentile || before_number
                }
                "raise" | "raises" | "raising" => reading.statistic == Statistic::Premium,
                // `Will learning Rust pay?`, `what will I get?` ask of today, where nothing
                // says otherwise.
                "will" => {
                    let moves = reading.statistic == Statistic::Change;
                    let sets = reading.comparison.is_some() || !reading.time.is_empty();
                    let waits =
                        (self.unknown.iter().chain(&self.operators)).any(|other| *other != at);
                    let adds = at == 0 && reading.statistic == Statistic::Premium;
                    adds || (!moves && !sets && !waits)
                }
                "percentage" | "percent" | "pct" if is_placed => self.word(0) == "how",
                "top" | "bottom" | "upper" | "percent" | "pct" => is_percentile,
                "least" => before_number,
                "end" => false,
                // `Isn't that low?`
                negation if negation.ends_with("nt") => at == 0 || self.opens_clause(at),
                _ => false,
            };
            if self.vocabulary.compare.contains(word) {
                let is_span = before_number
                    && (word == "between" || (word == "than" && reading.experience.is_some()));
                if !two_sides && !is_span && one_side.is_none() {
                    one_side = Some(word.to_owned());
                }
            } else if !harmless {
                left.push(
                    self.tokens
                        .get(at)
                        .map_or(String::new(), |t| t.written.clone()),
                );
            }
        }
        if let Some(word) = one_side {
            let message =
                format!("`{word}` sets two things side by side; only one was understood.");
            ask(&mut self.reading, message, Vec::new());
        }
        if !left.is_empty() {
            let message = format!(
                "What `{}` changes was not understood; the nearest reading goes without it.",
                left.join("`, `")
            );
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// Whether a token begins a clause, behind a comma.
    pub(super) fn opens_clause(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.after_comma)
    }

    /// A sentence that names no pay may ask for something else: `who hires ML engineers in
    /// London?`, `are they happy there?`. Bare parts without a sentence ask for pay.
    pub(super) fn is_about_pay(&mut self) {
        let is_sentence = OPENERS.contains(&self.word(0));
        let reading = &self.reading;
        // `what's the difference between an ML engineer and a data scientist?`
        let work = reading.comparison == Some(Axis::Role)
            && matches!(self.word(0), "what" | "whats")
            && (1..5).any(|at| matches!(self.word(at), "difference" | "differences"));
        // `Is Stripe better than Adyen?` asks for more than pay.
        let judged = matches!(self.word(0), "is" | "are" | "which")
            && self.says(&["better", "worse", "nicer", "best", "cooler"]);
        let compared = reading.comparison.is_some() && !work && !judged;
        let is_pay = self.is_pay || compared || !reading.time.is_empty();
        if !is_sentence || is_pay || !reading.asks.is_empty() {
            return;
        }
        let message = match self.topic.and_then(|at| self.tokens.get(at)) {
            Some(topic) => format!(
                "`{}` may ask for more than pay; the pay itself can be answered.",
                topic.written
            ),
            None => "Is the pay asked for? Nothing in the question says so.".to_owned(),
        };
        ask(&mut self.reading, message, Vec::new());
    }
}
