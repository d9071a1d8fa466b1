//! Places of a question: the state or country behind a city, the place one comes from.

use super::slots::{Reader, ask, push};
use super::vocabulary::{Meaning, key};
use super::{Axis, Place, PlaceKind};

/// Words that set what a story names against what the question names.
pub(super) const SETS: &[&str] = &[
    "compare",
    "compares",
    "compared",
    "comparison",
    "difference",
    "differ",
    "differs",
    "vs",
    "versus",
    "gap",
    "change",
    "changes",
    "drop",
    "raise",
    "cut",
    "more",
    "less",
    "better",
    "worse",
    "increase",
    "decrease",
    "bump",
    "gain",
    "lose",
    "both",
    "than",
];

impl Reader<'_> {
    /// Adds a place, unless it is the wider one of the place just before: `Austin, Texas`.
    pub(super) fn place(&mut self, at: usize, length: usize, place: Place) {
        let follows = self.last_place == Some(at);
        self.last_place = Some(at + length);
        let is_wider = place.kind != PlaceKind::Metro;
        let holds = |inner: &Place| inner.country == place.country && inner.kind < place.kind;
        // `Portland, Maine`, `Paris, Texas`: the city of another state.
        if follows && let Some(last) = self.reading.places.last() {
            let code = self.vocabulary.states.get(&key(&place.name));
            let states = self.vocabulary.metro_states.get(&last.id);
            let lies_there = match (code, states) {
                (Some(code), Some(states)) if !states.is_empty() => states.contains(code),
                _ => last.country == place.country,
            };
            if place.kind == PlaceKind::State && last.kind == PlaceKind::Metro && !lies_there {
                let message = format!("Which {} is meant? The one in {}?", last.name, place.name);
                let options = vec![last.name.clone()];
                ask(&mut self.reading, message, options);
            }
        }
        if follows && is_wider && self.reading.places.last().is_some_and(holds) {
            self.mentions.pop();
            return;
        }
        // `Poland, Krakow`: the wider one came first.
        let holds_this = |outer: &Place| outer.country == place.country && place.kind < outer.kind;
        if follows && self.reading.places.last().is_some_and(holds_this) {
            self.reading.places.pop();
            self.mentions
                .retain(|mention| mention.0 != Axis::Place || mention.2 != at);
        }
        push(&mut self.reading.places, place);
    }

    /// The one of several places of a name that lies in the state or country named next:
    /// `Columbus, Ohio`, `Birmingham, AL`. Also how many tokens name that.
    pub(super) fn told_apart(&self, options: &[Place], at: usize) -> Option<(Place, usize)> {
        let token = self.tokens.get(at)?;
        let code = (1..=3).rev().find_map(|length| {
            let slice = self.tokens.get(at..at + length)?;
            let words: Option<Vec<String>> =
                slice.iter().map(|t| t.word().map(str::to_owned)).collect();
            let code = self.vocabulary.states.get(&words?)?;
            // Two letters are a state only in capitals: `in Columbus or Dayton`.
            let is_name = length > 1 || token.written.len() > 2 || token.is_upper();
            is_name.then_some((code, length))
        });
        if let Some((code, length)) = code {
            let lies_there = |option: &&Place| {
                (self.vocabulary.metro_states.get(&option.id))
                    .is_some_and(|states| states.contains(code))
            };
            let mut found = options.iter().filter(lies_there);
            return match (found.next(), found.next()) {
                (Some(one), None) => Some((one.clone(), length)),
                _ => None,
            };
        }
        let (length, meaning) = self.phrase(at)?;
        let Meaning::Place(wider) = meaning else {
            return None;
        };
        let mut found = (options.iter())
            .filter(|o| wider.kind == PlaceKind::Country && o.country == wider.country);
        match (found.next(), found.next()) {
            (Some(one), None) => Some((one.clone(), length)),
            _ => None,
        }
    }

    /// Whether the place at a token is where somebody comes from, was born or studied.
    pub(super) fn is_origin(&self, at: usize) -> bool {
        const CAME: &[&str] = &[
            "born",
            "raised",
            "studied",
            "studying",
            "graduated",
            "degree",
            "phd",
            "educated",
            "university",
            "school",
            "college",
            "uni",
            "up",
            "holiday",
            "holidays",
            "vacation",
            "honeymoon",
            "wedding",
            "conference",
        ];
        // `I speak fluent Japanese`, `my Spanish wife`.
        const TONGUE: &[&str] = &[
            "speak", "speaks", "spoke", "speaking", "fluent", "learn", "learning", "native",
        ];
        const OF_ORIGIN: &[&str] = &[
            "speaking",
            "speaker",
            "speakers",
            "language",
            "passport",
            "citizen",
            "citizenship",
            "wife",
            "husband",
            "girlfriend",
            "boyfriend",
            "partner",
            "roots",
            "food",
            "accent",
            "friend",
            "friends",
            "colleague",
            "colleagues",
        ];
        if OF_ORIGIN.contains(&self.word(at + 1)) {
            return true;
        }
        match self.word_before(at, 1) {
            "from" => true,
            before if TONGUE.contains(&before) => true,
            // `grew up in Leeds`, `my degree in Madrid`.
            "in" | "at" => {
                let before = self.word_before(at, 2);
                CAME.contains(&before) && (before != "up" || self.word_before(at, 3) == "grew")
            }
            "left" | "leaving" | "leave" => !self.sets_side_by_side(),
            _ => false,
        }
    }

    /// `I'm relocating from Toronto to Seattle.`: the place that is left, where that is told
    /// before the question and nothing compares the two.
    pub(super) fn is_left(&self, at: usize, end: usize) -> bool {
        const MOVES: &[&str] = &[
            "move",
            "moved",
            "moving",
            "moves",
            "relocate",
            "relocated",
            "relocating",
            "transfer",
            "transferred",
            "transferring",
            "come",
            "came",
            "coming",
            "went",
            "going",
            "go",
        ];
        let to =
            self.word(end) == "to" && matches!(self.phrase(end + 1), Some((_, Meaning::Place(_))));
        let moves = (2..6).any(|back| MOVES.contains(&self.word_before(at, back)));
        let sets = self.sets_side_by_side();
        let told = self.is_told(at) && !self.says(&["if"]);
        told && self.word_before(at, 1) == "from" && to && moves && !sets
    }

    /// Whether any word of the question may set what a story names against something.
    pub(super) fn sets_side_by_side(&self) -> bool {
        self.says(SETS)
    }

    /// Whether a place to work in is named further on: `in Amsterdam`.
    pub(super) fn has_place_behind(&self, from: usize) -> bool {
        (from..self.tokens.len()).any(|at| {
            matches!(self.word(at), "in" | "to" | "for")
                && matches!(self.phrase(at + 1), Some((_, Meaning::Place(_))))
                && !self.is_origin(at + 1)
        })
    }
}
