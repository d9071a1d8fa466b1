//! The words of a page: tags away, blocks and cells apart, entities read.

/// Tags after which a new line begins.
const BLOCKS: &[&str] = &[
    "p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol",
    "section", "header", "footer", "hr", "article",
];
/// Tags whose content is no text.
const HIDDEN: &[&str] = &[
    "script", "style", "head", "title", "noscript", "template", "svg",
];

/// Never fails; what is no tag is text.
pub(super) fn text(page: &str) -> String {
    let mut out = String::with_capacity(page.len() / 2);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        entities(rest.get(..at).unwrap_or(""), &mut out);
        let after = rest.get(at..).unwrap_or("");
        if after.starts_with("<!--") {
            rest = after
                .find("-->")
                .and_then(|end| after.get(end + 3..))
                .unwrap_or("");
            continue;
        }
        let Some(end) = after.find('>') else {
            rest = "";
            break;
        };
        let inside = after.get(1..end).unwrap_or("");
        rest = after.get(end + 1..).unwrap_or("");
        let closing = inside.starts_with('/');
        let name: String = inside
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if !closing && HIDDEN.contains(&name.as_str()) && !inside.ends_with('/') {
            let close = format!("</{name}");
            // Found without regard to case, byte for byte: ASCII keeps its length.
            let low = rest.to_ascii_lowercase();
            rest = low
                .find(&close)
                .and_then(|at| rest.get(at..))
                .and_then(|tail| tail.find('>').and_then(|end| tail.get(end + 1..)))
                .unwrap_or("");
            continue;
        }
        if BLOCKS.contains(&name.as_str()) {
            out.push('\n');
            if name == "p" || name.starts_with('h') {
                out.push('\n');
            }
        } else if (name == "td" || name == "th") && closing {
            out.push('\t');
        }
    }
    entities(rest, &mut out);
    out.lines()
        .map(|line| line.trim_matches([' ', '\t']))
        .collect::<Vec<_>>()
        .join("\n")
}

fn entities(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        push_flat(rest.get(..at).unwrap_or(""), out);
        let after = rest.get(at..).unwrap_or("");
        let end = after.bytes().take(12).position(|b| b == b';');
        let read = end.and_then(|end| after.get(1..end)).and_then(entity);
        match (read, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = after.get(end + 1..).unwrap_or("");
            }
            _ => {
                out.push('&');
                rest = after.get(1..).unwrap_or("");
            }
        }
    }
    push_flat(rest, out);
}

/// Line ends inside a paragraph are spaces.
fn push_flat(text: &str, out: &mut String) {
    for c in text.chars() {
        out.push(if c == '\n' || c == '\r' || c == '\t' {
            ' '
        } else {
            c
        });
    }
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "pound" => '£',
        "euro" => '€',
        "ndash" | "mdash" => '-',
        "ldquo" | "rdquo" => '"',
        "bull" | "middot" => '\u{2022}',
        other => {
            let digits = other.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
