//! The case's files, the data that ships inside, and what the page is.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use crate::frame::{Here, page, problems};
use crate::site::Shared;

pub(super) async fn show(State(site): State<Shared>) -> Response {
    let answer = site
        .work(|desk, _| {
            let world = desk.workbench().world();
            Ok((
                desk.editable(),
                desk.open_offers().unwrap_or_default(),
                desk.workbench().about(),
                desk.check(),
                (world.paths(), world.seed(), world.threads()),
                world.data_root().map(|root| root.display().to_string()),
            ))
        })
        .await;
    let (files, offers, about, check, (paths, seed, threads), data) = match answer {
        Ok(answer) => answer,
        Err(failure) => return crate::frame::failed(&site, Here::Settings, &failure),
    };
    let body = html! {
        h1 { "Settings and data" }
        section aria-labelledby="files" {
            h2 id="files" { "Files of the case" }
            p.note { "Plain text that you may also edit beside the page: it reads them again at every look." }
            @if files.is_empty() { p.notice { "The folder holds no case yet. " code { "batna init" } " starts one." } }
            ul.files { @for file in &files { li { a href=(format!("/edit/{file}")) { (file) } } } }
            p.actions { a.button href="/offers/new" { "Add an offer" }
                @for (id, employer) in &offers {
                    @let table = format!("captables/{id}.toml");
                    @if !files.contains(&table) { " " a.button.quiet href=(format!("/edit/{table}")) { "Describe the cap table of " (employer) } }
                }
            }
        }
        section aria-labelledby="check" {
            h2 id="check" { "Check" }
            @if check.diagnostics.is_empty() { p { "Nothing to mend." } }
            @else { p { (check.errors) " errors, " (check.warnings) " warnings." } (problems(check.diagnostics.iter())) }
        }
        section aria-labelledby="run" {
            h2 id="run" { "This run" }
            dl.plain {
                dt { "Version" } dd { (about.version) ", " (about.data_files) " cited data files inside" }
                dt { "Simulation" } dd { (paths) " paths, seed " (seed) ", " (threads) " threads; the same on every run" }
                dt { "Imported data" } dd { @match &data { Some(folder) => code { (folder) }, None => "none" } }
                dt { "Network" } dd { "none: the page listens on 127.0.0.1 and asks nobody" }
                dt { "Kept versions" } dd { "each save keeps the text before it under " code { ".batna/versions" } "; the editor brings it back" }
            }
            p.note { "Paths, seed, day and folders are options of " code { "batna serve" } ": " code { "batna serve --help" } "." }
        }
    };
    page(&site, Here::Settings, "Settings", &body)
}
