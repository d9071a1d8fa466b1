//! What the other side said: read, set against the plan, answered.
//!
//! [`read`] turns a line of notes into changes of terms and statements about limits; it
//! is pure, guesses nothing silently and returns what it could not read. [`respond`] says
//! what changed, how far it is to the accept-if, what each side has conceded, and what to
//! say next. Leaves out: writing the ledger, which belongs to the application.

mod amounts;
mod days;
mod measure;
pub mod positions;
mod reader;
mod refusal;
mod respond;

pub use measure::{in_its_measure, set_aside_other_measures};
pub(crate) use positions::put_back;
pub use positions::{
    Conceded, Position, Side, conceded, contradictions, positions, said_fixed, said_limits,
};
pub use reader::{Heard, HeardDay, Limits, Listening, TermChange, read};
pub use respond::{Responding, Response, Verdict, respond};
