//! The files of `data/`, embedded as text by their path.
//!
//! A leaf: nothing but `batna-app`, `xtask` and tests depend on it, so that a change
//! of a figure rebuilds no engine. Parsing is the reader's business, and lazy.

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Path under `data/`, with forward slashes: `tax/us/federal/income.toml`.
    pub path: &'static str,
    pub text: &'static str,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Every embedded file, sorted by path.
pub fn files() -> &'static [File] {
    FILES
}

/// The files below a folder such as `tax/us`, sorted by path.
pub fn under(folder: &str) -> &'static [File] {
    let folder = folder.trim_end_matches('/');
    let below = |file: &File| {
        file.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    // Paths below one folder are neighbours in the sorted table, except for names such as
    // `us-ca` beside `us/…`, which sort between; hence first and last, not a binary search.
    let first = FILES.iter().position(below);
    let last = FILES.iter().rposition(below);
    match (first, last) {
        (Some(first), Some(last)) => &FILES[first..=last],
        _ => &[],
    }
}

/// The text of one file by its path under `data/`.
pub fn text(path: &str) -> Option<&'static str> {
    FILES
        .binary_search_by(|file| file.path.cmp(path))
        .ok()
        .map(|index| FILES[index].text)
}
