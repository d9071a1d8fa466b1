//! One offer: terms with their place, years, tax, equity outcomes, what to look at twice.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use batna_app::page::{
    AlternativeValue, EquityFound, Looked, Offer, Valued, WhatIf, amount, distribution_picture,
    equity_fan_picture, equity_picture, fan_picture, flags, payoff_picture, percent, range_of,
    terms, years_picture,
};
use batna_app::unknowns::RankedGap;
use maud::{Markup, html};

use super::case::status;
use crate::frame::{Here, coded, failed, figure, page, page_with};
use crate::site::Shared;

pub(super) async fn show(State(site): State<Shared>, Path(id): Path<String>) -> Response {
    let wanted = id.clone();
    let answer = site
        .work(move |desk, cancelled| {
            let looked = desk.look()?;
            if looked.opened.case.offer(&wanted).is_none() {
                return Ok(None);
            }
            if looked.is_broken() {
                return Ok(Some(Shown {
                    looked,
                    valued: None,
                    gaps: None,
                    equity: None,
                }));
            }
            Ok(Some(Shown {
                valued: desk.valued(WhatIf::default(), cancelled)?,
                gaps: Some(desk.gaps(&wanted)?),
                equity: Some(desk.equity(&wanted)?),
                looked,
            }))
        })
        .await;
    let shown = match answer {
        Ok(Some(answer)) => answer,
        Ok(None) => return no_offer(&site),
        Err(failure) => return failed(&site, Here::Case, &failure),
    };
    let Some(offer) = shown.looked.opened.case.offer(&id) else {
        return no_offer(&site);
    };
    let body = body(&shown, offer);
    page(&site, Here::Case, &offer.employer, &body)
}

/// An offer with all that is known of it.
struct Shown {
    looked: Arc<Looked>,
    valued: Option<Arc<Valued>>,
    gaps: Option<Arc<Vec<RankedGap>>>,
    equity: Option<Arc<Option<EquityFound>>>,
}

fn body(shown: &Shown, offer: &Offer) -> Markup {
    let (looked, id) = (&shown.looked, offer.id.as_str());
    let one = shown
        .valued
        .as_ref()
        .and_then(|valued| valued.valuation.alternative(id));
    let flags = flags(looked, id);
    let gaps = shown.gaps.as_ref().filter(|gaps| !gaps.is_empty());
    let equity = shown
        .equity
        .as_ref()
        .and_then(|found| found.as_ref().as_ref());
    let has_equity = one.is_some_and(|one| !one.equity.is_empty());
    html! {
        p.crumb { a href="/" { "Case" } }
        h1 { (offer.employer) }
        p.tags {
            span.badge { (status(offer.status)) }
            @if offer.unconfirmed { span.badge.warning { "unconfirmed: nothing is asserted from it" } }
            @if offer.confidential { span.badge { "confidential" } }
            span.who { "seen from " time { (looked.opened.as_of) } }
        }
        p.actions {
            a.button href=(format!("/plan/{id}")) { "Plan the counter" }
            " " a.button.quiet href=(format!("/edit/offers/{id}.toml")) { "Change terms" }
            " " a.button.quiet href=(format!("/market/{id}")) { "Market" }
            " " a.button.quiet href=(format!("/practice/{id}")) { "Practice" }
        }
        nav.onpage aria-label="On this page" {
            @if one.is_some() { a href="#measures" { "Worth" } }
            @if !flags.is_empty() { a href="#flags" { "Look at twice" } }
            @if one.is_some() { a href="#years" { "Years" } }
            @if has_equity { a href="#equity" { "Equity" } }
            @if one.is_some_and(|one| !one.tax_years.is_empty()) { a href="#tax" { "Tax" } }
            @if gaps.is_some() { a href="#questions" { "Ask in writing" } }
            a href="#terms" { "Terms" }
        }
        @if let Some(one) = one { section aria-labelledby="measures" { h2 id="measures" { "What it is worth" } (measures(one)) } }
        @else if looked.is_broken() { p.notice { "Figures wait until the files are mended." } }
        @else { p.notice.plain { "An offer that is " (status(offer.status)) " is not valued." } }
        @if !flags.is_empty() {
            section aria-labelledby="flags" {
                h2 id="flags" { "Look at twice" }
                ul.flags { @for flag in &flags { li { strong { (coded(&flag.what)) } @if !flag.why.is_empty() { p { (coded(&flag.why)) } } } } }
            }
        }
        @if let (Some(valued), Some(one)) = (&shown.valued, one) {
            section aria-labelledby="years" {
                h2 id="years" { "Year by year" }
                @if let Some(picture) = years_picture(valued, id) { (figure("Years stacked by what they are made of", &picture)) }
                @if let Some(picture) = fan_picture(valued, id) { (figure("Years after tax with their spread", &picture)) }
                (ledger(one))
                @if let Some(picture) = distribution_picture(&valued.valuation, Some(id)) { (figure("Distribution of the average year after tax", &picture)) }
            }
            @if has_equity {
                section aria-labelledby="equity" {
                    h2 id="equity" { "Equity" }
                    (grants(one))
                    @let table = offer.captable.as_deref().unwrap_or(id);
                    p { a.button.quiet href=(format!("/edit/captables/{table}.toml")) { @if offer.captable.is_some() { "Its cap table" } @else { "Describe its cap table" } } }
                    @if let Some(found) = equity { (outcomes(found, one)) }
                    @if let Some(picture) = payoff_picture(valued, id) { (figure("Payoff of the shares by the company's value", &picture)) }
                }
            }
            (taxes(one))
        }
        @if let Some(gaps) = gaps {
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
                    tbody { @for term in terms(looked, id) {
                        tr { th scope="row" { (term.key.replace('_', " ").replace('.', ": ")) } td { (term.value) }
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
    }
}

/// What the equity brings on the simulated paths, and under harder suppositions.
fn outcomes(found: &EquityFound, one: &AlternativeValue) -> Markup {
    let spread = &found.outcome;
    let currency = one.currency;
    html! {
        p.big { "Half of the paths bring " strong { (amount(spread.p50, currency)) } " or less; "
            strong { (percent(spread.chance_of_nothing)) } " bring nothing. As certain money it adds "
            strong { (amount(spread.certainty_equivalent, currency)) } "." }
        (figure("Distribution of what the equity brings", &equity_picture(found, currency)))
        (figure("Equity gathered by year", &equity_fan_picture(found, currency)))
        details { summary { "What if: suppositions as a table" }
            div.scroll tabindex="0" role="region" aria-label="Suppositions" {
                table {
                    thead { tr { th scope="col" { "supposing that" } th.right scope="col" { "10th to 90th percentile" } th.right scope="col" { "median" } th.right scope="col" { "nothing at all" } th.right scope="col" { "as certain money" } } }
                    tbody {
                        @for (supposes, spread) in std::iter::once(("as simulated", spread)).chain(found.stresses.iter().map(|one| (one.supposes.as_str(), &one.outcome))) {
                            tr { th scope="row" { (supposes) } td.right { (amount(spread.p10, currency)) "–" (amount(spread.p90, currency)) } td.right { (amount(spread.p50, currency)) }
                                td.right { (percent(spread.chance_of_nothing)) } td.right { (amount(spread.certainty_equivalent, currency)) } }
                        }
                    }
                }
            }
        }
        p.note { (found.method) "." }
    }
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

fn grants(one: &AlternativeValue) -> Markup {
    html! {
        @if !one.equity.is_empty() {
            div.scroll tabindex="0" role="region" aria-label="Grants as a table" {
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
