//! Lines that head a section: Markdown headings, and lines that are bold from end to end.

/// The words of a heading, without its marks; none where the line heads nothing.
pub fn label(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('#') {
        return Some(line.trim_start_matches('#').trim());
    }
    let inner = line.strip_prefix("**")?.strip_suffix("**")?;
    (!inner.is_empty() && !inner.contains("**")).then(|| inner.trim().trim_end_matches(':'))
}
