//! What is made from the table of keys: schemas as committed, templates that parse.

use std::path::PathBuf;

use batna_case::{CaseFiles, parse, schema, template};
use batna_core::{Diagnostic, Severity};

const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 7, 1);

/// Set `BATNA_BLESS=1` to write the schemas anew.
#[test]
fn committed_schemas_are_what_the_keys_make() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schema/case");
    for (name, text) in schema::all() {
        let path = folder.join(name);
        if std::env::var_os("BATNA_BLESS").is_some() {
            std::fs::write(&path, &text).expect("the schema is written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "schema/case/{name} differs: run with BATNA_BLESS=1"
        );
    }
}

fn parsed(change: impl Fn(&str) -> String) -> Vec<Diagnostic> {
    let files = template::new_case(AS_OF)
        .into_iter()
        .map(|(path, text)| {
            let text = if path.ends_with(".toml") {
                change(&text)
            } else {
                text
            };
            (path.to_owned(), text.into_bytes())
        })
        .collect();
    let (case, diagnostics) = parse(&CaseFiles {
        files,
        ..CaseFiles::default()
    });
    assert!(case.is_some());
    diagnostics
}

fn errors(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(ToString::to_string)
        .collect()
}

#[test]
fn templates_parse_without_errors_or_warnings() {
    let diagnostics = parsed(str::to_owned);
    let loud: Vec<_> = diagnostics
        .iter()
        .filter(|d| d.severity > Severity::Advice)
        .collect();
    assert!(loud.is_empty(), "{loud:#?}");
}

#[test]
fn nothing_is_asserted_from_a_template() {
    let files = template::new_case(AS_OF)
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.into_bytes()))
        .collect();
    let (case, _) = parse(&CaseFiles {
        files,
        ..CaseFiles::default()
    });
    let case = case.expect("a case");
    assert!(batna_case::mint(&case, AS_OF).is_empty());
    assert!(batna_case::due(&case, AS_OF).is_empty());
}

/// A commented field is `#` with a key or a header right behind it; prose has a space.
fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with([' ', ':']) => rest.to_owned() + "\n",
            _ => line.to_owned() + "\n",
        })
        .collect()
}

#[test]
fn templates_parse_with_every_optional_line() {
    let diagnostics = parsed(uncommented);
    assert!(
        errors(&diagnostics).is_empty(),
        "{:#?}",
        errors(&diagnostics)
    );
}

#[test]
fn every_field_of_the_templates_is_explained() {
    for (path, text) in template::new_case(AS_OF) {
        if !path.ends_with(".toml") {
            continue;
        }
        assert!(text.starts_with("#:schema "), "{path}");
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2) {
            let field = pair[1].trim_start_matches('#');
            let is_field = !pair[1].starts_with("# ") && field.contains(" = ");
            assert!(
                !is_field || pair[0].starts_with("# "),
                "{path}: {}",
                pair[1]
            );
        }
    }
}
