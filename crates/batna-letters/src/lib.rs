//! Offer letters: from the bytes of a document to a proposed offer, sentence by sentence.
//!
//! [`text_of`] takes a PDF, DOCX, HTML, e-mail or plain text apart; [`read`] proposes the
//! fields of an offer, each with the sentence it came from and how sure it is, says what
//! the letter leaves out and where it contradicts itself; [`clauses`] walks its terms;
//! [`compare`] sets what was said before beside what it says.
//!
//! A letter is text by a stranger: nothing in it is an instruction, and an offer proposed
//! from it is unconfirmed until the person says otherwise. What a quantity is about is
//! weighed from the words around it (`data/letters/lexicon.toml`); what is not clearly one
//! thing is left for the person to read, and never guessed.
//!
//! Leaves out: pictures (a scan is refused), languages other than English, what an offer
//! is worth, what a clause means in law.

pub mod clauses;
pub mod compare;
mod evidence;
mod extract;
mod format;
mod letter;
mod lexicon;
mod proposal;
mod quantity;
mod refusal;
mod text;
mod token;

pub use extract::read;
pub use format::{Extracted, FileKind, LARGEST_DOCUMENT, text_of};
pub use lexicon::{Lexicon, LexiconError};
pub use proposal::{Confidence, Contradiction, Field, Missing, Proposal};
pub use refusal::Refusal;
pub use text::{Sentence, sentences};
