//! Every example of the catalogue produces the problem it stands for.

use std::collections::BTreeSet;

use batna_case::catalogue::Example;
use batna_case::{CaseFiles, catalogue, due, parse};

const ME: &str = "currency = \"USD\"\n";
const OFFER: &str = "employer = \"Acme\"\nbase = \"205000 USD\"\nstatus = \"written\"\n";

fn files(entries: &[(&str, &[u8])]) -> CaseFiles {
    CaseFiles {
        files: entries
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
            .collect(),
        ..CaseFiles::default()
    }
}

fn codes(example: &Example) -> Vec<&'static str> {
    let offer = |text: String| {
        let all = files(&[
            ("me.toml", ME.as_bytes()),
            ("offers/acme.toml", text.as_bytes()),
        ]);
        parse(&all).1
    };
    let diagnostics = match example {
        Example::Offer(lines) => offer(format!("{OFFER}{lines}\n")),
        Example::Repeated(lines, times) => offer(format!("{OFFER}{}", lines.repeat(*times))),
        Example::Me(lines) => {
            let text = format!("{ME}{lines}\n");
            parse(&files(&[
                ("me.toml", text.as_bytes()),
                ("offers/acme.toml", OFFER.as_bytes()),
            ]))
            .1
        }
        Example::Ledger(line) => {
            let all = [
                ("me.toml", ME.as_bytes()),
                ("offers/acme.toml", OFFER.as_bytes()),
                ("ledger.jsonl", line.as_bytes()),
            ];
            parse(&files(&all)).1
        }
        Example::Files(entries) => parse(&files(entries)).1,
        Example::Unread(path, why) => {
            let mut all = files(&[("me.toml", ME.as_bytes())]);
            all.unread.insert((*path).to_owned(), *why);
            parse(&all).1
        }
        Example::Offers(first, second) => {
            let all = [
                ("me.toml", ME.as_bytes()),
                ("offers/one.toml", first.as_bytes()),
                ("offers/two.toml", second.as_bytes()),
            ];
            parse(&files(&all)).1
        }
        Example::On(day, text) => {
            let all = files(&[
                ("me.toml", ME.as_bytes()),
                ("offers/acme.toml", text.as_bytes()),
            ]);
            let case = parse(&all).0.expect("a case");
            due(&case, day.parse().expect("a day"))
        }
        Example::Edit(text, path, value) => {
            batna_case::edit::set(batna_case::edit::FileKind::Offer, text, path, value)
                .err()
                .into_iter()
                .collect()
        }
        Example::Save => batna_case::save::check(Some("other"), Some(b"text"))
            .err()
            .into_iter()
            .collect(),
    };
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}

#[test]
fn every_example_produces_its_code() {
    let mut wrong = Vec::new();
    for entry in catalogue() {
        let found = codes(&entry.example);
        if !found.contains(&entry.code) {
            wrong.push(format!("{}: found {found:?}", entry.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_are_unique_and_well_formed() {
    let codes: BTreeSet<_> = catalogue().iter().map(|entry| entry.code).collect();
    assert_eq!(codes.len(), catalogue().len());
    for entry in catalogue() {
        assert!(entry.code.starts_with("case::"), "{}", entry.code);
        assert!(
            !entry.remedy.is_empty() && !entry.explanation.is_empty(),
            "{}",
            entry.code
        );
    }
}
