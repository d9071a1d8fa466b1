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
    let prefix = format!("{}/", folder.trim_end_matches('/'));
    // Names with a common prefix are neighbours in a sorted table.
    let first = FILES.partition_point(|file| file.path < prefix.as_str());
    let count = FILES[first..].partition_point(|file| file.path.starts_with(&prefix));
    &FILES[first..first + count]
}

/// The text of one file by its path under `data/`.
pub fn text(path: &str) -> Option<&'static str> {
    FILES
        .binary_search_by(|file| file.path.cmp(path))
        .ok()
        .map(|index| FILES[index].text)
}
