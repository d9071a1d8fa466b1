//! Cuts a letter into sentences, each with its heading and the line it stands on.
//!
//! Hard-wrapped lines are joined; bullets, `Label: value` lines and rows of tables stand
//! by themselves. Curly quotes, long dashes and odd spaces become plain ones first.

mod columns;

use regex_lite::Regex;
use std::sync::LazyLock;

/// Most sentences that are looked at; a letter has a hundred.
const MOST: usize = 4_000;
/// Longest sentence, in bytes; what is longer is cut.
const LONGEST: usize = 2_000;

/// A sentence or a clause of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub text: String,
    /// Line it begins on, from one.
    pub line: u32,
    /// The heading above it, or the label of its row.
    pub heading: String,
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> =
            LazyLock::new(|| Regex::new($text).expect("a pattern of this file"));
    };
}

pattern!(
    BULLET,
    r"^\s*(?:\u{a7}\s*[0-9]{1,2}\.?(?:[0-9.]*)|[-*+\u{2022}\u{25aa}\u{25cf}\u{25e6}\u{00b7}]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)]|\([ivx]+\)|[0-9]{1,2}\.[0-9]{1,2}\.?)\s+"
);
pattern!(LABEL, r"^[A-Z][A-Za-z0-9 /&'()-]{1,44}:(?:\s|$)");
// `You earn it over your first year: if you resign ...` is no label.
pattern!(
    STATEMENT,
    r"^(?:You|We|They|It|If|When|Should|There|This|That|These|As|Please|I|Here) "
);
// Marks of Markdown: `**Start date:**`, `## Pay`, the rule under the head of a table.
pattern!(
    MARKUP,
    r"(?m)\*\*|__|^#{1,6} +|^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t:-]*)+$"
);
pattern!(CELLS, r"\s*\t\s*|\s{3,}|\s*\|\s*");
pattern!(ROW, r"\S(?:\s*\t\s*|\s{3,}|\s*\|\s*)\S");
pattern!(
    COMPANY_LINE,
    r"^[A-ZÀ-Þ][A-Za-zÀ-ÿ0-9&' .,-]{2,50} (?:SAS|B\.V\.|N\.V\.|S\.A\.|Co\.|LLP|LP|PBC|Inc\.?|LLC|Ltd\.?|Limited|Corp\.?|GmbH|PLC|AG|AB|ULC)$"
);
// `Base ......... $242,000`: points that lead the eye from a label to its value.
pattern!(
    LEADERS,
    r"(?m)^([ \t]*[A-Z0-9][A-Za-z0-9 '()/-]{1,30}?) (?:\.{2,}|\. ?(?:\. ?)*) ?([^ \n.])"
);
// `Position - Staff Engineer`: a label with a dash.
pattern!(
    DASHED,
    r"(?m)^([ \t]*[A-Z][A-Za-z&/]*(?: [A-Za-z&/]+){0,2}) - ([^ \n])"
);
pattern!(ITEM_MARK, r"^\((?:[a-z]|[ivx]{1,4})\) ");
pattern!(INLINE_ITEM, r"^\((?:ii|iii|iv|v|b|c|d)\) ");
pattern!(GLUED_MONEY, r"([a-z])([$\u{00a3}\u{20ac}])");
pattern!(
    GLUED_DAY,
    r"([a-z]{3})((?:January|February|March|April|May|June|July|August|September|October|November|December) [0-9]|[0-9]{1,2}%|20[0-9]{2}-)"
);
pattern!(GLUED_ROW, r"([0-9]{3}|[0-9]%)([A-Z][a-z]{2})");
pattern!(
    ABBREVIATED,
    r"(?i)\b(?:rs|inc|ltd|corp|co|llc|u\.s|u\.k|no|mr|ms|mrs|dr|e\.g|i\.e|st|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|plc|s\.a|b\.v|vs|pte|pty|l\.p|sec|para|[a-z])\.$"
);
pattern!(ORDINAL, r"(?:^|[^0-9.])[0-9]{1,2}\.$");
pattern!(
    MONTH_OF,
    r"^ [A-Z\u{c0}-\u{de}][a-z\u{df}-\u{ff}]{2,9} (?:19|20)[0-9]{2}"
);
pattern!(
    OPENING,
    r"^\s+(?:You|Your|We|This|The|If|In|Our|It|Subject|Please|As|To|For|Upon|Any|These|Should)(?:'\w+)? [a-z]"
);
pattern!(RUNNING_IN, r"^[A-Z][A-Za-z/&'-]*(?: [A-Za-z/&'-]+){0,5}$");

/// Plain quotes, dashes and spaces; glued columns set apart.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => out.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{2033}' => out.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{00a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' => out.push(' '),
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{00ad}' | '\r' => {}
            '\u{000c}' => out.push('\n'),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    let out = without_quoted(&out);
    let out = MARKUP.replace_all(&out, "");
    let out = LEADERS.replace_all(&out, "$1: $2");
    let out = DASHED.replace_all(&out, "$1: $2");
    let out = GLUED_MONEY.replace_all(&out, "$1: $2");
    let out = GLUED_DAY.replace_all(&out, "$1: $2");
    GLUED_ROW.replace_all(&out, "$1\n$2").into_owned()
}

/// Without what an answer quotes of the mail before it; a letter that is all quoted loses its marks.
fn without_quoted(text: &str) -> String {
    let quoted = |line: &&str| line.trim_start().starts_with('>');
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let times = lines().filter(quoted).count();
    if times == 0 {
        return text.to_owned();
    }
    let mostly = times * 2 > lines().count();
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match (quoted(&line), mostly) {
            (true, true) => out.push_str(line.trim_start_matches(['>', ' '])),
            (true, false) => {}
            (false, _) => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

/// The first cell of a row and the rest: `Pension       The employer pays 9%`.
fn row_label(row: &str) -> Option<(&str, &str)> {
    let row = row.trim_start_matches(['|', ' ']);
    let found = CELLS.find(row)?;
    let label = row.get(..found.start())?.trim_matches(['|', ' ']);
    let rest = row.get(found.end()..)?.trim();
    let named = label.chars().next().is_some_and(char::is_uppercase)
        && label.len() <= 45
        && !label.ends_with([':', '.', ','])
        && !label.contains(['$', '\u{a3}', '\u{20ac}', '%'])
        && !label.contains(|c: char| c.is_ascii_digit());
    (named && !rest.is_empty()).then_some((label, rest))
}

/// A short line without an end: what follows is under it.
fn is_heading(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let ends = line.ends_with(['.', ',', ';', '!', '?']);
    let starts = line.chars().find(|c| c.is_alphabetic());
    words > 0
        && words <= 7
        && line.len() <= 60
        && !ends
        && starts.is_some_and(char::is_uppercase)
        && !line.contains(['$', '\u{00a3}', '\u{20ac}', '%'])
        && !line
            .chars()
            .any(|c| c.is_ascii_digit() && !line.starts_with(c))
}

/// The sentences of a letter.
pub fn sentences(text: &str) -> Vec<Sentence> {
    let text = plain(text);
    let mut out = Vec::new();
    let mut heading = String::new();
    let mut paragraph = String::new();
    let mut first_line = 1;
    let (numbers, lines): (Vec<u32>, Vec<&str>) =
        columns::in_reading_order(&text).into_iter().unzip();
    for (index, (raw, number)) in lines.iter().zip(numbers).enumerate() {
        // `twenty-four` / `(24) months`: a number in brackets amid a sentence is no bullet.
        let amid = !paragraph.is_empty()
            && !paragraph.ends_with(['.', ';', ':', ','])
            && raw.trim_start().starts_with('(');
        let stripped = if amid {
            std::borrow::Cow::Borrowed(*raw)
        } else {
            BULLET.replace(raw, "")
        };
        let bullet = stripped.len() != raw.len();
        let line = stripped.trim();
        if line.is_empty() {
            flush(&mut out, &mut paragraph, first_line, &heading);
            continue;
        }
        let alone =
            bullet || COMPANY_LINE.is_match(line) || LABEL.is_match(line) || ROW.is_match(line);
        let next_blank = lines
            .get(index + 1)
            .is_none_or(|next| next.trim().is_empty());
        // A heading stands at the start of a paragraph; a wrapped line does not.
        let starts = paragraph.is_empty();
        let next_starts_upper = lines.get(index + 1).is_some_and(|next| {
            next.trim()
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || !c.is_alphabetic())
        });
        let whole = line.trim_end_matches(':');
        if (starts || alone)
            && is_heading(whole)
            && (next_blank || next_starts_upper || line.ends_with(':'))
            && !line.contains('|')
            && !ROW.is_match(line)
        {
            flush(&mut out, &mut paragraph, first_line, &heading);
            heading = whole.to_owned();
            push(&mut out, whole, number, "");
            continue;
        }
        if alone {
            flush(&mut out, &mut paragraph, first_line, &heading);
        }
        if paragraph.is_empty() {
            first_line = number;
        } else {
            paragraph.push(' ');
        }
        match row_label(line).filter(|_| paragraph.is_empty()) {
            Some((label, rest)) => {
                paragraph.push_str(label);
                paragraph.push_str(": ");
                paragraph.push_str(rest);
            }
            None => paragraph.push_str(line),
        }
        // A cell that goes on in the next line, indented under it, in the middle of a sentence.
        let goes_on = lines.get(index + 1).is_some_and(|next| {
            let inner = next.trim_start();
            next.len() - inner.len() >= 8
                && inner.starts_with(char::is_lowercase)
                && !ROW.is_match(inner)
        });
        if (ROW.is_match(line) && !goes_on) || COMPANY_LINE.is_match(line) {
            flush(&mut out, &mut paragraph, first_line, &heading);
        }
        if out.len() >= MOST {
            break;
        }
    }
    flush(&mut out, &mut paragraph, first_line, &heading);
    out.truncate(MOST);
    out
}

fn flush(out: &mut Vec<Sentence>, paragraph: &mut String, line: u32, heading: &str) {
    let taken = std::mem::take(paragraph);
    // The label of a paragraph is about all of its sentences.
    let mut heading = match LABEL.find(&taken) {
        Some(label) if taken.len() > label.end() + 60 && !STATEMENT.is_match(&taken) => {
            label.as_str().trim().trim_end_matches(':').to_owned()
        }
        _ => heading.to_owned(),
    };
    let mut start = 0;
    let bytes = taken.as_bytes();
    for (at, c) in taken.char_indices() {
        let ends = match c {
            // Within brackets it parts no sentence.
            ';' => {
                let so_far = taken.get(start..at).unwrap_or("");
                so_far.matches('(').count() <= so_far.matches(')').count()
            }
            // `(i) an option ..., and (ii) units`: each is a statement of its own.
            '(' => {
                let so_far = taken.get(start..at).unwrap_or("");
                let item = INLINE_ITEM.is_match(taken.get(at..).unwrap_or(""))
                    && (taken
                        .get(..at)
                        .is_some_and(|all| all.contains("(i) ") || all.contains("(a) ")));
                if item {
                    push(out, so_far, line, &heading);
                    start = at;
                }
                false
            }
            '.' | '!' | '?' => {
                let rest = taken.get(at + 1..).unwrap_or("");
                let so_far = taken.get(start..=at).unwrap_or("");
                // `... of Sample LLC. Your pay`: an abbreviation can end a sentence too.
                let opens = OPENING.is_match(rest);
                let spaced = bytes
                    .get(at + 1)
                    .is_none_or(|b| b.is_ascii_whitespace() || *b == b'"' || *b == b')');
                let upper = rest
                    .trim_start_matches(['"', ')', ' '])
                    .chars()
                    .next()
                    .is_none_or(|c| c.is_uppercase() || c == '(' || c == '$' || c.is_ascii_digit());
                // `Hamburg, 8. März 2028`
                let of_day = ORDINAL.is_match(so_far) && MONTH_OF.is_match(rest);
                spaced && upper && !of_day && (opens || !(c == '.' && ABBREVIATED.is_match(so_far)))
            }
            _ => false,
        };
        if ends {
            let piece = taken.get(start..=at).unwrap_or("");
            // `Base Salary. Your ...`: a run-in heading.
            let bare = piece.trim().trim_end_matches(['.', ';']);
            // `(c) Sign-on. $75,000 gross`
            let bare = ITEM_MARK
                .find(bare)
                .map_or(bare, |mark| bare.get(mark.end()..).unwrap_or_default());
            if (start == 0 || bare.split(' ').count() <= 3)
                && RUNNING_IN.is_match(bare)
                && !STATEMENT.is_match(bare)
                && is_heading(bare)
            {
                heading = bare.to_owned();
            }
            push(out, piece, line, &heading);
            start = at + c.len_utf8();
        }
    }
    push(out, taken.get(start..).unwrap_or(""), line, &heading);
}

fn push(out: &mut Vec<Sentence>, text: &str, line: u32, heading: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let joined: Vec<&str> = text.get(..end).unwrap_or("").split_whitespace().collect();
    out.push(Sentence {
        text: joined.join(" "),
        line,
        heading: heading.to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_join_and_labels_stand_alone() {
        let found = sentences(
            "Base Salary\n\nYour base salary will be $205,000\nper year. It is paid by Sample Robotics Inc. in arrears.\nBonus: 15%\nStart: 2026-07-01\n",
        );
        let texts: Vec<&str> = found.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Base Salary",
                "Your base salary will be $205,000 per year.",
                "It is paid by Sample Robotics Inc. in arrears.",
                "Bonus: 15%",
                "Start: 2026-07-01"
            ]
        );
        assert_eq!(found[1].heading, "Base Salary");
        assert_eq!(found[1].line, 3);
    }

    #[test]
    fn glued_columns_come_apart() {
        let found = sentences("Base salary$205,000Sign-on bonus$25,000");
        assert_eq!(found.len(), 2);
    }
}
