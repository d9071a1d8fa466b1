//! Two columns of prose on one page, as a text drawn from a page sets them side by side.
//!
//! A table has short labels on its left; columns of prose go on in the middle of a sentence
//! on both sides of an empty strip that no line crosses. Those are read one after the other.

/// Where the right column can begin, in characters.
const FROM: usize = 30;
const TO: usize = 90;
/// Least lines that begin at the same place on the right.
const LEAST: usize = 10;
/// Most lines that are looked at; a letter has a few hundred.
const MOST: usize = 2_000;

struct Row<'a> {
    number: u32,
    text: &'a str,
}

impl<'a> Row<'a> {
    /// The parts left and right of a place; none where something stands across it.
    fn parted(&self, at: usize) -> Option<(&'a str, &'a str)> {
        let cut = self
            .text
            .char_indices()
            .nth(at)
            .map_or(self.text.len(), |(cut, _)| cut);
        let (left, right) = (self.text.get(..cut)?, self.text.get(cut..)?);
        let apart = right.is_empty() || left.is_empty() || left.ends_with("  ");
        apart.then(|| (left.trim_end(), right.trim_end()))
    }

    fn begins_at(&self, at: usize) -> bool {
        self.parted(at)
            .is_some_and(|(_, right)| right.starts_with(|c: char| !c.is_whitespace()))
    }
}

/// The lines of a text as they are read, each with its number from one.
pub(super) fn in_reading_order(text: &str) -> Vec<(u32, &str)> {
    let rows: Vec<Row> = (1..)
        .zip(text.lines())
        .map(|(number, text)| Row { number, text })
        .collect();
    let Some((at, first, end)) = two_columns(&rows) else {
        return rows.iter().map(|row| (row.number, row.text)).collect();
    };
    let block = || {
        rows.iter()
            .take(end)
            .skip(first)
            .filter_map(|row| row.parted(at).map(|parts| (row.number, parts)))
    };
    let mut out: Vec<(u32, &str)> = Vec::new();
    let whole = |row: &Row<'_>| (row.number, "");
    out.extend(rows.iter().take(first).map(|row| (row.number, row.text)));
    out.extend(block().map(|(number, (left, _))| (number, left)));
    out.extend(rows.get(first).map(whole));
    out.extend(block().map(|(number, (_, right))| (number, right)));
    out.extend(rows.get(first).map(whole));
    out.extend(rows.iter().skip(end).map(|row| (row.number, row.text)));
    out
}

/// Where the right column begins, and the first line of the two and the one after their last.
fn two_columns(rows: &[Row<'_>]) -> Option<(usize, usize, usize)> {
    (rows.len() <= MOST).then_some(())?;
    let (at, _) = (FROM..=TO)
        .map(|at| (at, rows.iter().filter(|row| row.begins_at(at)).count()))
        .filter(|(_, times)| *times >= LEAST)
        .max_by_key(|(at, times)| (*times, usize::MAX - at))?;
    let first = rows.iter().position(|row| row.begins_at(at))?;
    let last = rows.iter().rposition(|row| row.begins_at(at))?;
    // The column on the left may begin above that on the right and end below it.
    let fits = |row: &Row<'_>| row.parted(at).is_some();
    let above = rows
        .iter()
        .take(first)
        .rev()
        .take_while(|row| fits(row))
        .count();
    let below = rows
        .iter()
        .skip(last + 1)
        .take_while(|row| fits(row))
        .count();
    let (first, end) = (first - above, last + 1 + below);
    let block = rows.get(first..end)?;
    (block.iter().all(fits) && is_prose(block, at)).then_some((at, first, end))
}

/// Whether both sides go on from line to line: a good part of the lines begins in lower case.
fn is_prose(block: &[Row<'_>], at: usize) -> bool {
    let parts = || block.iter().filter_map(|row| row.parted(at));
    let goes_on = |side: &dyn Fn((&str, &str)) -> String| {
        let lines: Vec<String> = parts().map(side).filter(|line| !line.is_empty()).collect();
        let share = |fits: &dyn Fn(&str) -> bool| lines.iter().filter(|line| fits(line)).count();
        let lower = share(&|line| line.starts_with(char::is_lowercase));
        let long = share(&|line| line.split_whitespace().count() >= 4);
        lower * 4 >= lines.len() && long * 2 >= lines.len()
    };
    goes_on(&|(left, _)| left.trim().to_owned()) && goes_on(&|(_, right)| right.to_owned())
}

#[cfg(test)]
mod tests {
    use super::in_reading_order;

    #[test]
    fn columns_of_prose_are_read_one_after_the_other() {
        let left = [
            "Pay",
            "Your base salary is two",
            "hundred thousand dollars a",
            "year, which is paid to",
            "you twice a month.",
            "",
            "Start",
            "We expect you on the first",
            "day of March at our main",
            "office, where the team is",
            "found.",
        ];
        let right = [
            "Stock",
            "You will get units that",
            "vest over four years with",
            "an equal part at the end",
            "of each of these years.",
            "",
            "Leave",
            "You have four weeks of",
            "leave in a year, to take",
            "as you and your manager",
            "agree on.",
        ];
        let page: Vec<String> = left
            .iter()
            .zip(right)
            .map(|(left, right)| format!("{left:<36}{right}").trim_end().to_owned())
            .collect();
        let text = page.join("\n");
        let read: Vec<&str> = in_reading_order(&text)
            .into_iter()
            .map(|(_, line)| line)
            .filter(|line| !line.is_empty())
            .collect();
        let one_after_the_other: Vec<&str> = left
            .into_iter()
            .chain(right)
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(read, one_after_the_other);
    }

    #[test]
    fn a_table_stays_as_it_is() {
        let row = |label: &str, value: &str| format!("{label:<36}{value}");
        let text: Vec<String> = (0..14)
            .map(|_| row("Annual base salary", "You are paid $200,000 per year"))
            .collect();
        let text = text.join("\n");
        let read = in_reading_order(&text);
        assert!(read.iter().map(|(_, line)| *line).eq(text.lines()));
    }
}
