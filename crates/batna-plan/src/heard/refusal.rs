//! A no, and how far it goes: "no", "we can't do 219", "we can't go above 205".
//!
//! A figure in such words is the one that was asked for, or the most they go to; it is never
//! an offer. English words; leaves out what is meant and not said ("that will be hard").

use crate::whole_words;

/// What a no says of the figure beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// Not that much.
    ToThat,
    /// That much, and no more.
    Beyond,
}

const REFUSES: &[&str] = &[
    "can't do",
    "cannot do",
    "can not do",
    "can't go",
    "cannot go",
    "can not go",
    "can't get to",
    "cannot get to",
    "can't offer",
    "cannot offer",
    "can't match",
    "cannot match",
    "can't meet",
    "cannot meet",
    "can't give",
    "cannot give",
    "can't pay",
    "cannot pay",
    "can't approve",
    "cannot approve",
    "couldn't do",
    "could not do",
    "couldn't get",
    "could not get",
    "won't do",
    "won't go",
    "will not do",
    "will not go",
    "won't be able to",
    "not able to",
    "unable to",
    "not possible",
    "isn't possible",
    "no to",
    "said no",
    "turned down",
    "turned it down",
    "declined",
    "rejected",
    "refused",
    "off the table",
];

const BEYOND: &[&str] = &[
    "more than",
    "above",
    "over",
    "beyond",
    "higher than",
    "better than",
    "past",
];

/// Words that close the talk without a figure.
const LAST_WORD: &[&str] = &[
    "best we can do",
    "best i can do",
    "best they can do",
    "best we've got",
    "as far as we can go",
    "as far as i can go",
    "as high as we can go",
    "can't do more",
    "cannot do more",
    "can't do any more",
    "can't do better",
    "cannot do better",
    "can't go higher",
    "cannot go higher",
    "can't go any higher",
];

/// Whether the clause is a no, and to what.
pub(super) fn said_no(lower: &str) -> Option<No> {
    REFUSES
        .iter()
        .any(|words| whole_words::hold(lower, words))
        .then(|| {
            if BEYOND.iter().any(|words| whole_words::hold(lower, words)) {
                No::Beyond
            } else {
                No::ToThat
            }
        })
}

/// Whether the clause says that what stands is their last word.
pub(super) fn last_word(lower: &str) -> bool {
    LAST_WORD
        .iter()
        .any(|words| whole_words::hold(lower, words))
}
