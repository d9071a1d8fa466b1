//! The claim gate: what may be said to the other side, and on what evidence.
//!
//! A [`Statement`] can be made only by [`Support::gather`], from evidence that the case
//! minted out of confirmed records, from market bands with a sample, and from cited law;
//! an [`Ask`] only from a package that is better than what the owner would accept. Text
//! for the other side is an [`Outgoing`], made only of [`Line`]s, made only by rendering
//! a linted template over statements. What must stay with the owner is [`Private`]: it
//! prints nothing and turns into no statement (invariants 9 and 10).
//!
//! This compiles:
//!
//! ```
//! use batna_plan::claim::{Claim, Line, Outgoing, Private, Statement};
//! let floor = Private::new(205_000.0);
//! assert_eq!(format!("{floor:?}"), "Private(…)");
//! fn sent(message: &Outgoing) -> Vec<&Line> {
//!     message.lines().iter().collect()
//! }
//! fn stands_on(statement: &Statement) -> (Claim, &[String]) {
//!     (statement.claim(), statement.evidence())
//! }
//! ```
//!
//! None of these does:
//!
//! ```compile_fail
//! // A statement has no literal: its fields are private.
//! let s = batna_plan::claim::Statement {
//!     claim: batna_plan::claim::Claim::CompetingWritten,
//!     evidence: vec!["offers.imagined".into()],
//!     facts: Default::default(),
//! };
//! ```
//!
//! ```compile_fail
//! // A line has none either, nor a constructor from text.
//! let line = batna_plan::claim::Line::from("I hold another offer.");
//! ```
//!
//! ```compile_fail
//! // What is private does not print ...
//! let floor = batna_plan::claim::Private::new(205_000.0);
//! let text = format!("I need {floor}.");
//! ```
//!
//! ```compile_fail
//! // ... and becomes no outgoing text.
//! let floor = batna_plan::claim::Private::new("205,000".to_owned());
//! let text: batna_plan::claim::Outgoing = floor.into();
//! ```

mod ask;
mod gather;
mod line;
mod private;
mod statement;

pub use ask::{Ask, AskRefused};
pub use gather::{Gather, Refusal, Support};
pub(crate) use line::Piece;
pub use line::{Line, Outgoing};
pub use private::Private;
pub use statement::{Claim, Fact, Statement};
