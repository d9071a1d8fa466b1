//! What a save must hold, decided on bytes alone; the world carries it out.
//!
//! A save names the hash of what it was made from. If the file holds anything else,
//! somebody saved in between, and nothing is written.

use batna_core::Diagnostic;
use sha2::{Digest, Sha256};

use crate::catalogue;
use crate::read::{Trouble, finish};

/// The SHA-256 of a file's content, in lower-case hexadecimal.
pub fn hash(content: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(content)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A change of one file, ready to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavePlan {
    /// Relative to the case folder, with `/`.
    pub path: String,
    /// Hash of the content that the change was made from; none for a new file.
    pub expected: Option<String>,
    pub content: String,
}

impl SavePlan {
    /// A change made from `before`; none where the file is new.
    pub fn new(path: impl Into<String>, before: Option<&[u8]>, content: impl Into<String>) -> Self {
        SavePlan {
            path: path.into(),
            expected: before.map(hash),
            content: content.into(),
        }
    }
}

/// Whether a file that holds `current` (none: is not there) is what was expected.
///
/// Errors: `case::save-conflict`.
pub fn check(expected: Option<&str>, current: Option<&[u8]>) -> Result<(), Diagnostic> {
    if expected.map(str::to_owned) == current.map(hash) {
        return Ok(());
    }
    let message = match (expected, current) {
        (None, Some(_)) => "a file of this name is there already",
        (Some(_), None) => "the file is no longer there",
        _ => "the file changed since it was read",
    };
    Err(finish(
        Trouble::new(&catalogue::SAVE_CONFLICT, message),
        None,
    ))
}
