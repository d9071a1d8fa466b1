//! One offer: terms with their place, years, tax, equity outcomes, what to look at twice.

use axum::extract::{Path, State};
use axum::response::Response;
use batna_app::page::{
    AlternativeValue, WhatIf, amount, distribution_picture, fan_picture, flags, payoff_picture,
    percent, range_of, terms, years_picture,
};
use maud::{Markup, html};

use super::case::status;
use crate::frame::{Here, failed, figure, page, page_with, seen_from};
use crate::site::Shared;

pub(super) async fn show(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    let wanted = id.clone();
    let answer = site
        .work(move |desk, cancelled| {
            let looked = desk.look()?;
            if looked.opened.case.offer(&wanted).is_none() {
                return Ok(None);
            }
            let (valued, gaps) = if looked.is_broken() {
                (None, None)
            } else {
                (
                    desk.valued(WhatIf::default(), cancelled)?,
                    Some(desk.gaps(&wanted)?),
                )
            };
            Ok(Some((looked, valued, gaps)))
        })
        .await;
    let (looked, valued, gaps) = match answer {
        Ok(Some(answer)) => answer,
        Ok(None) => return no_offer(&site),
        Err(failure) => return failed(&site, Here::Case, &failure),
    };
    let Some(offer) = looked.opened.case.offer(&id) else {
        return no_offer(&site);
    };
    let one = valued
        .as_ref()
        .and_then(|valued| valued.valuation.alternative(&id));
    let flags = flags(&looked, &id);
    let body = html! {
        p.crumb { a href="/" { "Case" } }
        h1 { (offer.employer) }
        (seen_from(&looked))
        p.tags {
            span.badge { (status(offer.status)) }
            @if offer.unconfirmed { span.badge.warning { "unconfirmed: nothing is asserted from it" } }
            @if offer.confidential { span.badge { "confidential" } }
        }
        p.actions {
            a.button href=(format!("/plan/{id}")) { "Plan the counter" }
            " " a.button.quiet href=(format!("/edit/offers/{id}.toml")) { "Change terms" }
            " " a.button.quiet href=(format!("/market/{id}")) { "Market" }
        }
        @if let Some(one) = one { (measures(one)) }
        @else { p.notice { "Figures wait until the files are mended." } }
        @if let Some(valued) = &valued {
            @if let Some(one) = one {
                section aria-labelledby="years" {
                    h2 id="years" { "Year by year" }
                    @if let Some(picture) = years_picture(valued, &id) { (figure("Years stacked by what they are made of", &picture)) }
                    @if let Some(picture) = fan_picture(valued, &id) { (figure("Years after tax with their spread", &picture)) }
                    (ledger(one))
                }
                section aria-labelledby="outcomes" {
                    h2 id="outcomes" { "How it may turn out" }
                    @if let Some(picture) = distribution_picture(&valued.valuation, Some(&id)) { (figure("Distribution of the average year after tax", &picture)) }
                    (equity(one))
                    @if let Some(picture) = payoff_picture(valued, &id) { (figure("Payoff of the shares by the company's value", &picture)) }
                }
                (taxes(one))
            }
        }
        @if !flags.is_empty() {
            section aria-labelledby="flags" {
                h2 id="flags" { "Look at twice" }
                ul.flags { @for flag in &flags { li { strong { (flag.what) } @if !flag.why.is_empty() { p { (flag.why) } } } } }
            }
        }
        @if let Some(gaps) = gaps.filter(|gaps| !gaps.is_empty()) {
            section aria-labelledby="questions" {
                h2 id="questions" { "Ask in writing" }
                ul.gaps {
                    @for gap in gaps.iter().take(12) {
                        li { strong { (gap.question) }
                            @if let Some(worth) = gap.worth { span.worth { "up to " (amount(worth, looked.opened.case.profile.currency)) } }
                            p { (gap.why) @if let Some(basis) = &gap.basis { span.note { " Range: " (basis) "." } } } }
                    }
                }
            }
        }
        section aria-labelledby="terms" {
            h2 id="terms" { "Terms, and where they stand" }
            div.scroll tabindex="0" role="region" aria-label="Terms as a table" {
                table {
                    thead { tr { th scope="col" { "term" } th scope="col" { "as the file says" } th scope="col" { "line" } } }
                    tbody { @for term in terms(&looked, &id) {
                        tr { th scope="row" { code { (term.key) } } td { (term.value) }
                            td { a href=(format!("/edit/{}#line-{}", term.file, term.line)) { (term.file) ":" (term.line) } } }
                    } }
                }
            }
        }
        @if let Some(one) = one {
            @if !one.notes.is_empty() {
                section aria-labelledby="notes" { h2 id="notes" { "What the figures rest on" } ul { @for note in &one.notes { li { (note) } } } }
            }
        }
    };
    page(&site, Here::Case, &offer.employer, &body)
}

fn no_offer(site: &crate::site::Site) -> Response {
    let body = html! {
        h1 { "There is no such offer" }
        p { "Its file may have been renamed or deleted since the page was made." }
        p { a.button href="/" { "To the case" } }
    };
    page_with(
        site,
        Here::Case,
        "No such offer",
        &body,
        axum::http::StatusCode::NOT_FOUND,
    )
}

fn measures(one: &AlternativeValue) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Measures" {
            table.measures {
                thead { tr { th scope="col" { "measure" } th.right scope="col" { "range" } th.right scope="col" { "median" } } }
                tbody {
                    @for (name, figure) in one.figures.named() {
                        tr {
                            th scope="row" { (name) }
                            @match range_of(figure, one.currency) {
                                Some((middle, ends)) => {
                                    td.right { @if let Some((low, high)) = ends { (low) "–" (high) } @else { "fixed" } }
                                    td.right { a.figure href=(format!("/explain/{}", figure.id)) { (middle) } }
                                }
                                None => { td.right { "" } td.right { "unknown" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ledger(one: &AlternativeValue) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Years" {
            table {
                thead { tr { th scope="col" { "service year" } th.right scope="col" { "before tax" } th.right scope="col" { "after tax" } th.right scope="col" { "median" } } }
                tbody { @for year in &one.years { tr {
                    th scope="row" { (year.year) ", " (year.from) " to " (year.through) }
                    td.right { (amount(year.gross, one.currency)) }
                    @match range_of(&year.net, one.currency) {
                        Some((middle, ends)) => {
                            td.right { @if let Some((low, high)) = ends { (low) "–" (high) } @else { "fixed" } }
                            td.right { a.figure href=(format!("/explain/{}", year.net.id)) { (middle) } }
                        }
                        None => { td.right {} td.right { "unknown" } }
                    }
                } } }
            }
        }
        @if !one.one_offs.is_empty() {
            ul { @for once in &one.one_offs { li { "Once: " (once.what) " " (amount(once.amount, one.currency)) " on " (once.date)
                @if let Some(months) = once.clawback_months { ", owed back when leaving within " (months) " months" } } } }
        }
    }
}

fn equity(one: &AlternativeValue) -> Markup {
    html! {
        @if !one.equity.is_empty() {
            div.scroll tabindex="0" role="region" aria-label="Equity" {
                table {
                    thead { tr { th scope="col" { "equity" } th.right scope="col" { "advertised" } th.right scope="col" { "after tax, discounted" } th.right scope="col" { "nothing at all" } } }
                    tbody { @for grant in &one.equity { tr {
                        th scope="row" { (grant.kind) }
                        td.right { @if let Some(advertised) = grant.advertised { (amount(advertised, one.currency)) } @else { "–" } }
                        td.right { @match range_of(&grant.net, one.currency) {
                            Some((middle, ends)) => { @if let Some((low, high)) = ends { (low) "–" (high) ", " } "median " (middle) }
                            None => { "not valued" @if !grant.missing.is_empty() { ": needs " (grant.missing.join(", ")) } }
                        } }
                        td.right { @if let Some(nothing) = grant.chance_of_nothing { (percent(nothing)) } @else { "–" } }
                    } } }
                }
            }
            p.note { "An advertised figure is what an employer quotes, not a value. What vests within the horizon is counted." }
        }
    }
}

fn taxes(one: &AlternativeValue) -> Markup {
    html! {
        @if !one.tax_years.is_empty() {
            section aria-labelledby="tax" {
                h2 id="tax" { "Tax" }
                div.scroll tabindex="0" role="region" aria-label="Tax by year as a table" {
                    table {
                        thead { tr { th scope="col" { "tax year" } th.right scope="col" { "taxable" } th.right scope="col" { "tax it adds" } th scope="col" { "of which" } th scope="col" { "law" } } }
                        tbody { @for year in &one.tax_years { tr {
                            th scope="row" { (year.year) }
                            td.right { (amount(year.taxable, one.currency)) }
                            td.right { (amount(year.total, one.currency)) }
                            td { @for (index, tax) in year.taxes.iter().filter(|tax| tax.amount != 0.0).enumerate() { @if index > 0 { ", " } (tax.name) " " (amount(tax.amount, one.currency)) } }
                            td { (year.law) }
                        } } }
                    }
                }
            }
        }
    }
}
