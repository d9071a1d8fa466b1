//! The case: offers as cards, days that matter, what is missing, what to do next.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use batna_app::page::{
    AlternativeKind, AlternativeValue, Looked, OfferStatus, Valued, WhatIf, amount, next_steps,
    range_of, timeline, timeline_picture,
};
use maud::{Markup, html};

use crate::frame::{Here, failed, figure, page, problems, seen_from};
use crate::site::Shared;

pub(super) async fn show(State(site): State<Shared>) -> Response {
    let answer = site
        .work(|desk, cancelled| {
            let looked = desk.look()?;
            // A broken case still has cards and dates; its figures wait.
            let valued = if looked.is_broken() {
                None
            } else {
                desk.valued(WhatIf::default(), cancelled)?
            };
            let mut missing = Vec::new();
            if valued.is_some() {
                for offer in looked.opened.case.open_offers() {
                    for gap in desk.gaps(&offer.id)?.iter().take(3) {
                        missing.push((offer.employer.clone(), gap.clone()));
                    }
                }
            }
            Ok((looked, valued, missing))
        })
        .await;
    let (looked, valued, mut missing) = match answer {
        Ok(answer) => answer,
        Err(failure) => return failed(&site, Here::Case, &failure),
    };
    missing.sort_by(|a, b| {
        b.1.worth
            .unwrap_or(-1.0)
            .total_cmp(&a.1.worth.unwrap_or(-1.0))
    });
    let currency = looked.opened.case.profile.currency;
    let steps = next_steps(&looked, valued.as_deref());
    let days = timeline(&looked);
    let body = html! {
        h1 { "Your case" }
        (seen_from(&looked))
        @if !steps.is_empty() {
            section.next aria-labelledby="next" {
                h2 id="next" { "Next" }
                ol { @for step in steps.iter().take(4) { li { a href=(step.href) { (step.text) } } } }
            }
        }
        section aria-labelledby="offers" {
            h2 id="offers" { "On the table" }
            (cards(&looked, valued.as_ref()))
        }
        @if let Some(picture) = timeline_picture(&days) {
            section aria-labelledby="days" {
                h2 id="days" { "Days that matter" }
                (figure("Days that matter, as a line", &picture))
                details { summary { "As a list" }
                    ul.days { @for day in &days { li.binding[day.binding] { time { (day.day) } " " strong { (day.who) } ": " (day.what)
                        @if day.binding && day.in_days >= 0 { ", " (in_days(day.in_days)) } } } } }
            }
        }
        @if !missing.is_empty() {
            section aria-labelledby="missing" {
                h2 id="missing" { "What nobody has said yet" }
                p.note { "Ranked by what the answer may change, over the horizon." }
                ul.gaps {
                    @for (employer, gap) in missing.iter().take(6) {
                        li { strong { (gap.question) } " " span.who { (employer) }
                            @if let Some(worth) = gap.worth { span.worth { "up to " (amount(worth, currency)) } }
                            p { (gap.why) } }
                    }
                }
            }
        }
        @let found = looked.problems();
        @if !found.is_empty() {
            section aria-labelledby="problems" {
                h2 id="problems" { "Noticed in the files" }
                (problems(found.into_iter()))
            }
        }
    };
    page(&site, Here::Case, "Case", &body)
}

fn in_days(days: i64) -> String {
    match days {
        0 => "today".into(),
        1 => "tomorrow".into(),
        _ => format!("in {days} days"),
    }
}

fn cards(looked: &Looked, valued: Option<&Arc<Valued>>) -> Markup {
    let case = &looked.opened.case;
    let days = timeline(looked);
    let of = |id: &str| valued.and_then(|valued| valued.valuation.alternative(id));
    let best = valued.and_then(|valued| {
        valued
            .compare
            .measures
            .iter()
            .find(|measure| measure.id == "certainty-equivalent-a-year")
            .and_then(|measure| measure.best.clone())
    });
    let stay = valued.and_then(|valued| {
        valued
            .valuation
            .alternatives
            .iter()
            .find(|one| one.kind == AlternativeKind::CurrentJob)
    });
    html! {
        div.cards {
            @for offer in &case.offers {
                @let due = days.iter().find(|day| day.binding && day.who == offer.employer);
                article.card {
                    h3 { a href=(format!("/offers/{}", offer.id)) { (offer.employer) } }
                    p.tags {
                        span.badge { (status(offer.status)) }
                        @if offer.unconfirmed { span.badge.warning { "unconfirmed" } }
                        @if best.as_deref() == Some(offer.id.as_str()) { span.badge.accent { "worth most to you" } }
                    }
                    p.terms {
                        @match offer.base { Some(base) => { (format!("{base:#}")) " base" } None => { "base unknown" } }
                        @for grant in offer.grants.iter().take(2) { " · " (grant.kind.label()) }
                        @if let Some(location) = &offer.location { " · " (location) }
                    }
                    (figures(of(&offer.id)))
                    @if let Some(day) = due {
                        @if day.in_days < 0 { p.due.late { "The deadline passed on " (day.day) } }
                        @else { p.due { "Answer due " (in_days(day.in_days)) ", " (day.day) } }
                    }
                }
            }
            @if let Some(stay) = stay {
                article.card.stay {
                    h3 { a href="/edit/me.toml" { "Stay: " (stay.employer) } }
                    p.tags { span.badge { "current job" } }
                    p.terms { "What you have if every offer falls through" }
                    (figures(Some(stay)))
                }
            }
            article.card.add {
                h3 { a href="/offers/new" { "Add an offer" } }
                p.terms { "Employer, base and a deadline are enough to begin." }
            }
        }
    }
}

pub(super) fn status(status: OfferStatus) -> &'static str {
    match status {
        OfferStatus::Verbal => "verbal",
        OfferStatus::Written => "written",
        OfferStatus::Accepted => "accepted",
        OfferStatus::Declined => "declined",
        OfferStatus::Expired => "expired",
    }
}

fn figures(one: Option<&AlternativeValue>) -> Markup {
    let Some(one) = one else {
        return html! { p.note { "Not valued." } };
    };
    let net = range_of(&one.figures.average_year_net, one.currency);
    let headline = range_of(&one.figures.headline, one.currency);
    html! {
        dl.figures {
            div.main {
                dt { "average year, after tax" }
                @match net {
                    Some((middle, Some((low, high)))) => dd { span.range { (low) "–" (high) } span.middle { "median " (middle) } },
                    Some((middle, None)) => dd { span.range { (middle) } },
                    None => dd { "unknown" },
                }
            }
            @if let Some((headline, _)) = headline {
                div { dt { "as advertised, before tax" } dd { (headline) } }
            }
        }
    }
}
