//! Forms with files (`multipart/form-data`, RFC 7578), from a body that is already bounded.
//!
//! Leaves out what browsers do not send: nested parts, encodings of parts, `filename*`.

/// Most parts of one form.
const MOST_PARTS: usize = 64;

/// One field or file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub name: String,
    /// Name of the file as the browser gives it; of no other use than to be shown.
    pub file: Option<String>,
    pub content: &'a [u8],
}

/// The parts of a body; none where it is no such form.
pub(crate) fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters
        .split(';')
        .filter_map(|one| one.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim().trim_matches('"'))
        .filter(|boundary| !boundary.is_empty() && boundary.len() <= 70)?;
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    let mut found = Vec::new();
    while let Some(after) = rest.strip_prefix(b"\r\n") {
        if found.len() >= MOST_PARTS {
            return None;
        }
        let headers_end = position(after, b"\r\n\r\n")?;
        let (headers, content) = after.split_at(headers_end);
        let content = content.get(4..)?;
        let end = position(content, between.as_bytes())?;
        found.push(part(headers, content.get(..end)?)?);
        rest = content.get(end + between.len()..)?;
    }
    rest.starts_with(b"--").then_some(found)
}

fn part<'a>(headers: &[u8], content: &'a [u8]) -> Option<Part<'a>> {
    let headers = std::str::from_utf8(headers).ok()?;
    let disposition = headers.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-disposition")
            .then_some(value)
    })?;
    let quoted = |name: &str| -> Option<String> {
        let marker = format!("; {name}=\"");
        let from = disposition.find(&marker)? + marker.len();
        let value = disposition.get(from..)?;
        // Browsers write a quotation mark inside as %22.
        Some(value.get(..value.find('"')?)?.replace("%22", "\""))
    };
    Some(Part {
        name: quoted("name")?,
        file: quoted("filename"),
        content,
    })
}

fn position(within: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = within.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + at;
        if within.get(at..)?.starts_with(wanted) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=XX";

    #[test]
    fn fields_and_files_come_apart_whatever_is_in_them() {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\ntoken\r\n\
            --XX\r\nContent-Disposition: form-data; name=\"letter\"; filename=\"a%22b.pdf\"\r\n\
            Content-Type: application/pdf\r\n\r\n%PDF-\r\n--X\r\n\0\r\n--XX--\r\n";
        let parts = parts(TYPE, body).unwrap();
        assert_eq!(parts[0].name, "form");
        assert_eq!(parts[0].content, b"token");
        assert_eq!(parts[0].file, None);
        assert_eq!(parts[1].file.as_deref(), Some("a\"b.pdf"));
        assert_eq!(parts[1].content, b"%PDF-\r\n--X\r\n\0");
    }

    #[test]
    fn what_is_cut_short_or_no_form_is_none() {
        let body = b"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--\r\n";
        for end in 0..body.len() - 4 {
            assert_eq!(parts(TYPE, &body[..end]), None, "{end}");
        }
        assert_eq!(parts("text/plain", body), None);
        assert_eq!(parts("multipart/form-data; boundary=", body), None);
        assert_eq!(parts("multipart/form-data; boundary=YY", body), None);
    }
}
