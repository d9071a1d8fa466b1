//! Rehearsal against a simulated recruiter with hidden limits, in plain text turn by turn.
//!
//! [`Practice`] is one conversation: [`Practice::say`] takes a line and answers,
//! [`Practice::debrief`] tells what was captured of what was possible and judges each
//! move. Limits are drawn by seed from the model of the employer ([`crate::employer`]);
//! what opens them is set by the temperament's file and is an assumption for rehearsal.
//! An argument that the case does not bear out opens nothing ([`Grounds`]).
//! Leaves out: how real people feel, and any claim about a real employer.

mod debrief;
mod grounds;
mod line;
mod recruiter;
mod temperament;

pub use debrief::{Debrief, Judged, RoomLeft};
pub use grounds::Grounds;
pub use line::{Argument, Line};
pub use recruiter::{Ending, Practice, Setting, Turn};
pub use temperament::{Temperament, Temperaments};
