//! What two things a question sets side by side, and on which axis.

use super::slots::{Reader, ask};
use super::token::Token;
use super::{Axis, Statistic};

/// Words that set things side by side wherever they stand before or between them.
const OUTRIGHT: &[&str] = &[
    "compare",
    "compared",
    "compares",
    "comparing",
    "comparison",
    "between",
    "difference",
    "gap",
    "versus",
    "vs",
];
/// Words that do so between two things, however far apart.
const BETWEEN: &[&str] = &[
    "against", "beat", "beats", "nor", "or", "outearn", "outpay", "outpays", "relative", "than",
    "v",
];
/// Words that do so between two things that stand near each other.
const NEARBY: &[&str] = &[
    "alongside",
    "and",
    "beside",
    "from",
    "next",
    "out",
    "over",
    "plus",
    "to",
    "with",
];
/// Words that do so before all that follow.
const BEFORE: &[&str] = &["ahead", "behind", "differ", "differs", "rank", "separates"];

/// Tokens between two things that a list leaves at most.
const NEAR: usize = 8;

/// Whether a word between two things that stand near sets them side by side.
pub(super) fn joins(word: &str) -> bool {
    sets_apart(word) || NEARBY.contains(&word)
}

/// Whether a word between two things does so from afar.
fn sets_apart(word: &str) -> bool {
    OUTRIGHT.contains(&word) || BETWEEN.contains(&word)
}

fn leads(word: &str) -> bool {
    OUTRIGHT.contains(&word) || BEFORE.contains(&word)
}

/// Words anywhere in a question that set the neighbours of a bare list side by side.
const LISTED: &[&str] = &["compare", "compared", "comparison", "vs", "versus"];

impl Reader<'_> {
    /// The axis on which two things were named.
    pub(super) fn comparison(&mut self) {
        self.find_axis();
        self.doubt_mixed_sides();
        self.leave_split();
        let told = self.is_told_of_places();
        let axis = self.reading.comparison;
        if let Some(axis) = axis.filter(|axis| told || !self.set_side_by_side(*axis)) {
            let axis = axis.label();
            let message = format!(
                "More than one {axis} is named; are they to be compared, or which is meant?"
            );
            ask(&mut self.reading, message, Vec::new());
        }
    }

    /// The first axis with two things on it; none where more than one differs.
    fn find_axis(&mut self) {
        let between = self.says(&[
            "vs",
            "versus",
            "or",
            "than",
            "gap",
            "between",
            "difference",
            "compared",
            "against",
        ]);
        let reading = &mut self.reading;
        let counts = [
            (Axis::Role, reading.roles.len()),
            (
                Axis::Level,
                reading.levels.len() + reading.company_levels.len(),
            ),
            (
                Axis::Place,
                reading.places.len()
                    + usize::from(reading.remote && !reading.places.is_empty() && between),
            ),
            (Axis::Stage, reading.stages.len()),
            (Axis::Employer, reading.employers.len()),
            (Axis::Measure, reading.measures.len()),
            (Axis::Time, reading.time.len()),
        ];
        let several = counts.into_iter().find(|(_, n)| *n > 1);
        let axes = counts
            .iter()
            .filter(|(axis, n)| *n > 1 && *axis != Axis::Measure);
        self.names_two = several.is_some();
        reading.comparison = several.map(|(axis, _)| axis);
        if axes.count() > 1 {
            let message = "More than one thing differs between the two sides; one band for each side can be asked.";
            ask(reading, message, Vec::new());
            reading.comparison = None;
        }
    }

    /// Sides that bands cannot be set against each other by.
    fn doubt_mixed_sides(&mut self) {
        let chooses = self.says(&["or", "vs", "versus", "than", "between"]);
        let said = |at: usize| self.tokens.get(at).and_then(Token::word).unwrap_or("");
        // `Anthropic or a series B startup`: the sides lie on two axes.
        let mixed = self.mentions.windows(2).any(|pair| match pair {
            [one, other] => {
                matches!(
                    (one.0, other.0),
                    (Axis::Employer, Axis::Stage) | (Axis::Stage, Axis::Employer)
                ) && (one.2..other.1).any(|at| matches!(said(at), "or" | "vs" | "versus" | "than"))
            }
            _ => false,
        });
        // `the bonus, I mean the equity`: the first may be taken back.
        let corrects = (0..self.tokens.len()).any(|at| (said(at), said(at + 1)) == ("i", "mean"));
        let reading = &mut self.reading;
        if reading.comparison.is_some_and(|axis| axis != Axis::Time)
            && reading.statistic == Statistic::Change
        {
            let message =
                "How a difference moved is not held; the difference itself can be answered.";
            ask(reading, message, Vec::new());
            reading.statistic = Statistic::Band;
        }
        if reading.skills.len() > 1 && reading.comparison.is_none() && chooses {
            let message = "Skills are not set side by side; what each adds can be asked for.";
            ask(reading, message, Vec::new());
        }
        if mixed {
            let message = "A company and a stage are not set side by side; each can be asked for.";
            ask(reading, message, Vec::new());
        }
        if corrects && reading.comparison.is_some() {
            let message = "Is the first of the two meant, or the second?";
            ask(reading, message, Vec::new());
        }
    }

    /// What of `for each` and of a premium two sides leave.
    fn leave_split(&mut self) {
        let reading = &mut self.reading;
        // Every stage is shown: a word for several of them narrows nothing.
        if reading.split == Some(Axis::Stage) {
            reading.stages.clear();
        }
        // A bump from one level to the next is the comparison of both.
        if reading.comparison.is_some() && reading.statistic == Statistic::Premium {
            reading.statistic = Statistic::Band;
        }
        // `who pays more, Google or Meta` is no rank of all employers.
        let same = reading.comparison.is_some() && reading.split == reading.comparison;
        if same || (reading.comparison.is_some() && self.is_split_by_question_word) {
            reading.split = None;
        }
    }

    /// `I live in Jersey City and commute to Manhattan.`: told, and not set side by side.
    fn is_told_of_places(&self) -> bool {
        let places: Vec<(usize, usize)> = (self.mentions.iter())
            .filter(|mention| mention.0 == Axis::Place)
            .map(|mention| (mention.1, mention.2))
            .collect();
        let apart = |pair: &[(usize, usize)]| match pair {
            [(_, end), (start, _)] => {
                *start > end + 2 && !(*end..*start).any(|at| self.word(at) == "or")
            }
            _ => false,
        };
        self.reading.comparison == Some(Axis::Place)
            && !self.sets_side_by_side()
            && places.windows(2).any(apart)
            && places.iter().all(|(at, _)| self.is_told(*at))
    }

    /// Whether words or commas between the things named on an axis join them.
    fn set_side_by_side(&self, axis: Axis) -> bool {
        let said = |range: std::ops::Range<usize>, is_meant: &dyn Fn(&str) -> bool| {
            range.into_iter().any(|at| is_meant(self.word(at)))
        };
        let mentions: Vec<(usize, usize)> = (self.mentions.iter())
            .filter(|mention| mention.0 == axis)
            .map(|mention| (mention.1, mention.2))
            .collect();
        let Some(first) = mentions.first() else {
            return true;
        };
        if said(0..first.0, &leads) {
            return true;
        }
        mentions.windows(2).all(|pair| match pair {
            [(from, end), (start, _)] => {
                // Far apart a comma or a plain `and` joins clauses, not what they name.
                let near = *start <= *end + NEAR;
                let comma = near
                    && (*end..=*start).any(|at| {
                        let token = self.tokens.get(at);
                        token.is_some_and(|token| token.after_comma || token.after_slash)
                    });
                let cues = if near { joins } else { sets_apart };
                // `seniors and staff`; a span of years is one mention.
                // `series B startup` is one thing said twice.
                let is_said_twice = axis == Axis::Stage && end == start;
                // `sf nyc seattle compare`: a bare list, with the verb behind it.
                let is_listed =
                    end == start && said(0..self.tokens.len(), &|word| LISTED.contains(&word));
                from == start || is_said_twice || comma || is_listed || said(*end..*start, &cues)
            }
            _ => true,
        }) || (axis == Axis::Place && mentions.len() < 2)
    }
}
