//! Fields of case files as HTML: one way for every form.

use batna_app::page::{Field, Group, Input, Refused};
use maud::{Markup, html};

use super::Fields;
use crate::frame::coded;

/// Prefix of the names under which fields are sent, apart from the form's own.
const SENT: &str = "field.";

/// Optional keys that most files state, and so are not folded away.
const USUAL: [&str; 6] = ["role", "level", "location", "start", "bonus", "signing"];
/// Tables that most files have.
const OPEN: [&str; 1] = ["current_job"];

/// What was sent, by path, in the order of the form.
pub(super) fn sent(fields: &Fields) -> Vec<(String, String)> {
    fields
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(SENT)?.to_owned(), value.clone())))
        .collect()
}

/// Lays what was sent over the values of a file, so that nothing typed is lost.
pub(super) fn typed(groups: &mut [Group], sent: &[(String, String)]) {
    for field in groups.iter_mut().flat_map(|group| &mut group.fields) {
        if let Some((_, value)) = sent.iter().find(|(path, _)| *path == field.path) {
            field.value.clone_from(value);
        }
    }
}

/// The problem of a field, where it has one.
fn problem<'a>(field: &Field, found: &'a [Refused]) -> Option<&'a Refused> {
    found
        .iter()
        .find(|one| one.field.as_deref() == Some(field.path.as_str()))
}

/// Groups with something in them, or wrong with them, open; the others folded.
pub(super) fn groups(groups: &[Group], found: &[Refused]) -> Markup {
    html! {
        @for group in groups.iter().filter(|group| !group.fields.is_empty()) {
            @if group.path.is_empty() { (top(group, found)) }
            @else {
                @let wrong = group.fields.iter().any(|field| problem(field, found).is_some());
                details.group open[wrong || opens(group)] {
                    summary { (group.label) @if !group.is_stated() { span.who { (coded(group.about)) } } }
                    div.grid { @for field in &group.fields { (one(field, found)) } }
                    @if let Some(removal) = group.removal() {
                        p { label.check { input type="checkbox" name=(format!("{SENT}{removal}")) value="yes"; " Take out " (group.label.to_lowercase()) " when the fields are saved" } }
                    }
                }
            }
        }
    }
}

fn opens(group: &Group) -> bool {
    OPEN.contains(&group.path.as_str()) || group.is_stated() && !group.path.starts_with('+')
}

/// The file's own fields: those that matter or are stated first, the others folded.
fn top(group: &Group, found: &[Refused]) -> Markup {
    let first = |field: &&Field| {
        field.live
            || USUAL.contains(&field.path.as_str())
            || !field.value.is_empty()
            || problem(field, found).is_some()
    };
    let rest: Vec<&Field> = group.fields.iter().filter(|field| !first(field)).collect();
    html! {
        div.grid { @for field in group.fields.iter().filter(first) { (one(field, found)) } }
        @if !rest.is_empty() {
            details.group { summary { "More" span.who { (rest.iter().map(|field| field.label.to_lowercase()).collect::<Vec<_>>().join(", ")) } }
                div.grid { @for field in rest { (one(field, found)) } } }
        }
    }
}

pub(super) fn one(field: &Field, found: &[Refused]) -> Markup {
    let id = format!("field-{}", field.path.replace(['.', '+'], "-"));
    let name = format!("{SENT}{}", field.path);
    let wrong = problem(field, found);
    let told = format!("{id}-hint");
    html! {
        div.field.wrong[wrong.is_some_and(|one| one.diagnostic.is_error())] {
            label for=(id) { (field.label) }
            @match field.input {
                Input::Choice(choices) => select id=(id) name=(name) aria-describedby=(told) {
                    option value="" selected[field.value.is_empty()] { "not stated" }
                    @for choice in choices { option value=(choice) selected[field.value == **choice] { (choice.replace('_', " ")) } }
                    @if !field.value.is_empty() && !choices.contains(&field.value.as_str()) { option value=(field.value) selected { (field.value) } }
                },
                Input::Flag => select id=(id) name=(name) aria-describedby=(told) {
                    @for (value, word) in [("", "not stated"), ("true", "yes"), ("false", "no")] { option value=(value) selected[field.value == value] { (word) } }
                },
                input => input id=(id) name=(name) type=(kind(input, &field.value)) inputmode=[(input == Input::Number).then_some("decimal")] autocomplete="off" value=(field.value) aria-describedby=(told)
                    aria-invalid=[wrong.filter(|one| one.diagnostic.is_error()).map(|_| "true")];,
            }
            span.hint id=(told) {
                @if let Some(one) = wrong { strong.problem { (one.diagnostic.message) @if let Some(remedy) = &one.diagnostic.remedy { ". " (remedy) } } " " }
                (coded(field.about)) @if input_has_example(field) { " Such as " span.example { (field.example) } "." }
            }
        }
    }
}

fn input_has_example(field: &Field) -> bool {
    field.input == Input::Line && !field.example.is_empty()
}

/// A date that is none stays a text, so that it can be mended.
fn kind(input: Input, value: &str) -> &'static str {
    let is_day = value.is_empty() || value.parse::<batna_app::page::Date>().is_ok();
    if input == Input::Date && is_day {
        "date"
    } else {
        "text"
    }
}
