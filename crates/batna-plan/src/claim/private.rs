//! What stays with the owner: the floor, the accept-if, the model of the employer.

use serde::Serialize;

/// A value that is shown to its owner and never said to the other side.
///
/// It has no `Display`, no conversion and no way into a statement; its `Debug` hides
/// the value, so that a log line or an error cannot carry it. It serialises, because
/// the owner's own reports show it.
#[derive(Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Private<T>(T);

impl<T> Private<T> {
    pub fn new(value: T) -> Self {
        Private(value)
    }

    /// The value, for the owner's eyes.
    pub fn for_owner(&self) -> &T {
        &self.0
    }
}

impl<T> std::fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Private(…)")
    }
}
