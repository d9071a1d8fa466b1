//! Data-first cases: `tests/suite/case/*.toml`, each with its input and what it must become.
//!
//! `notation.toml` holds one-line notations, `places.toml` locations, `folders.toml` whole cases.

use std::collections::BTreeMap;
use std::path::PathBuf;

use batna_case::{
    Case, CaseFiles, CompanyKind, GrantSize, Offer, PaidWhen, VestingShape, derive_place, parse,
};
use batna_core::Diagnostic;
use serde::Deserialize;

fn read<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/suite/case")
        .join(name);
    let text = std::fs::read_to_string(&path).expect("the suite is there");
    toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn case_of(entries: &[(&str, &str)]) -> (Option<Case>, Vec<Diagnostic>) {
    let files = entries
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    parse(&CaseFiles {
        files,
        ..CaseFiles::default()
    })
}

/// The offer that these lines make, and what is said about them.
fn offer_of(lines: &str) -> (Offer, Vec<&'static str>) {
    let text = format!("employer = \"Acme\"\nstatus = \"written\"\n{lines}\n");
    let (case, diagnostics) = case_of(&[
        ("me.toml", "currency = \"USD\"\n"),
        ("offers/acme.toml", &text),
    ]);
    let offer = case
        .expect("a case")
        .offers
        .into_iter()
        .next()
        .expect("an offer");
    let codes = diagnostics
        .iter()
        .map(|d| d.code)
        .filter(|code| *code != "case::no-figures")
        .collect();
    (offer, codes)
}

#[derive(Deserialize)]
struct NotationCases {
    case: Vec<NotationCase>,
}

#[derive(Deserialize)]
struct NotationCase {
    /// Key of an offer that the text stands under.
    key: String,
    text: String,
    /// What it becomes, as [`describe`] says it; `unknown` where it is refused.
    becomes: String,
    #[serde(default)]
    codes: Vec<String>,
}

#[test]
fn notations_become_what_they_mean() {
    let mut wrong = Vec::new();
    for case in read::<NotationCases>("notation.toml").case {
        // With a stage: what the company lacks is another matter than what the text says.
        let stage = "[company]\nstage = \"series-b\"";
        let (offer, codes) = offer_of(&format!("{} = {:?}\n{stage}", case.key, case.text));
        let found = describe(&case.key, &offer);
        if found != case.becomes || codes != case.codes {
            wrong.push(format!(
                "{} = {:?}\n  is      {found} {codes:?}\n  expected {} {:?}",
                case.key, case.text, case.becomes, case.codes
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn describe(key: &str, offer: &Offer) -> String {
    let unknown = || "unknown".to_owned();
    match key {
        "grant" => offer.grants.first().map_or_else(unknown, |grant| {
            let mut text = format!(
                "{} {}, {}",
                size(grant.size.as_ref()),
                grant.kind.label(),
                vesting(&grant.vesting.shape)
            );
            if let Some(strike) = grant.strike {
                text += &format!(", strike {strike}");
            }
            if let Some(fully_diluted) = grant.fully_diluted {
                text += &format!(", of {fully_diluted}");
            }
            if grant
                .liquidity
                .as_ref()
                .is_some_and(|liquidity| liquidity.required)
            {
                text += ", on liquidity";
            }
            if let Some(acceleration) = grant.acceleration {
                text += &format!(", {acceleration:?} acceleration");
            }
            if let Some(scheme) = grant.scheme {
                text += &format!(", under {}", scheme.key());
            }
            if grant.vesting.assumed {
                text += ", assumed";
            }
            text
        }),
        "bonus" => match offer.bonus.target {
            Some(batna_case::BonusPart::Amount(amount)) => amount.to_string(),
            Some(batna_case::BonusPart::OfBase(rate)) => format!("{rate} of base"),
            None => unknown(),
        },
        "signing" => offer.one_time.first().map_or_else(unknown, |payment| {
            let mut text = payment.amount.to_string();
            text += &match payment.paid {
                PaidWhen::AtStart => " at start".to_owned(),
                PaidWhen::AfterMonths(months) => format!(" after {months} months"),
                PaidWhen::On(day) => format!(" on {day}"),
            };
            if let Some(clawback) = payment.clawback {
                let how = if clawback.prorated {
                    "prorated"
                } else {
                    "whole"
                };
                text += &format!(", owed back {} months {how}", clawback.months);
            }
            if payment.grossed_up {
                text += ", grossed up";
            }
            text
        }),
        "base" => offer.base.map_or_else(unknown, |base| base.to_string()),
        "stipend" => offer
            .stipends
            .first()
            .map_or_else(unknown, |stipend| stipend.amount.to_string()),
        "posted_range" => offer
            .posted_range
            .map_or_else(unknown, |range| format!("{} to {}", range.low, range.high)),
        "refresher" => offer.refresher.as_ref().map_or_else(unknown, |refresher| {
            match (refresher.share, refresher.amount) {
                (Some(share), _) => format!("{share} of the first"),
                (None, Some(amount)) => amount.to_string(),
                (None, None) => unknown(),
            }
        }),
        "deadline" => offer.deadline.map_or_else(unknown, |day| day.to_string()),
        other => panic!("describe does not know `{other}`"),
    }
}

fn size(size: Option<&GrantSize>) -> String {
    match size {
        None => "unknown".to_owned(),
        Some(GrantSize::Shares(shares)) => shares.to_string(),
        Some(GrantSize::Percent(rate)) => rate.to_string(),
        Some(GrantSize::Dollars { amount, conversion }) => {
            match conversion.as_ref().and_then(|c| c.price) {
                Some(price) => format!("{amount} at {price}"),
                None => amount.to_string(),
            }
        }
    }
}

fn vesting(shape: &VestingShape) -> String {
    match shape {
        VestingShape::Even {
            months,
            every,
            cliff_months,
        } => format!("{months}m {every:?} cliff {cliff_months}"),
        VestingShape::Yearly { shares, every } => {
            let parts: Vec<_> = shares.iter().map(ToString::to_string).collect();
            format!("{} {every:?}", parts.join("/"))
        }
        VestingShape::Tranches(tranches) => format!("{} tranches", tranches.len()),
    }
}

#[derive(Deserialize)]
struct Places {
    /// Location -> code; empty where none follows.
    place: BTreeMap<String, String>,
}

#[test]
fn places_follow_from_locations() {
    let mut wrong = Vec::new();
    for (location, code) in read::<Places>("places.toml").place {
        let found = derive_place(&location)
            .map(|derived| derived.code)
            .unwrap_or_default();
        if found != code {
            wrong.push(format!("{location}: {found:?}, expected {code:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Deserialize)]
struct Folders {
    case: Vec<FolderCase>,
}

#[derive(Deserialize)]
struct FolderCase {
    name: String,
    files: BTreeMap<String, String>,
    /// `file:line:column code`, all of them in order.
    #[serde(default)]
    problems: Vec<String>,
    #[serde(default)]
    offers: Vec<String>,
    /// Ids and kinds of the evidence minted on `as_of`.
    as_of: Option<String>,
    #[serde(default)]
    evidence: Vec<String>,
}

#[test]
fn folders_are_read_in_one_pass() {
    for folder in read::<Folders>("folders.toml").case {
        let entries: Vec<(&str, &str)> = folder
            .files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        let (case, diagnostics) = case_of(&entries);
        let problems: Vec<String> = diagnostics
            .iter()
            .map(|d| match &d.location {
                Some(place) => format!("{}:{}:{} {}", place.file, place.line, place.column, d.code),
                None => d.code.to_owned(),
            })
            .collect();
        assert_eq!(problems, folder.problems, "{}", folder.name);
        let offers: Vec<String> = case
            .iter()
            .flat_map(|case| &case.offers)
            .map(|offer| offer.id.clone())
            .collect();
        assert_eq!(offers, folder.offers, "{}", folder.name);
        if let (Some(as_of), Some(case)) = (folder.as_of, case) {
            let minted: Vec<String> = batna_case::mint(&case, as_of.parse().expect("a day"))
                .iter()
                .map(|minted| {
                    let mark = if minted.is_confidential() {
                        " confidential"
                    } else {
                        ""
                    };
                    format!("{} {:?}{mark}", minted.id(), minted.kind())
                })
                .collect();
            assert_eq!(minted, folder.evidence, "{}", folder.name);
        }
    }
}

/// A key in the wrong place is told its place, instead of being told to go.
#[test]
fn a_misplaced_key_is_told_where_it_belongs() {
    let remedy = |offer: &str, me: &str| {
        let (_, diagnostics) = case_of(&[("me.toml", me), ("offers/acme.toml", offer)]);
        let told: Vec<_> = diagnostics
            .iter()
            .filter(|one| one.code == "case::unknown-key")
            .map(|one| one.remedy.clone().unwrap_or_default())
            .collect();
        assert_eq!(told.len(), 1, "{diagnostics:?}");
        told.concat()
    };
    let offer = "employer = \"Acme\"\nstatus = \"written\"\n";
    for (of_the_offer, of_me, expected) in [
        (
            "vesting = \"4y monthly\"",
            "",
            "Move it: it belongs under a line `[[grants]]`.",
        ),
        (
            "[benefits]\npto_days = 20\ndeadline = 2026-07-01",
            "",
            "above the first line in brackets",
        ),
        (
            "basee = \"200000 USD\"",
            "",
            "Did you mean `base`? Otherwise remove it.",
        ),
        ("qwertz = 1", "", "Remove it. Known here: employer,"),
        // Everyday names, where another file or table has them.
        ("", "monthly_need = \"5500 USD\"", "under a line `[needs]`"),
        (
            "",
            "risk_tolerance = \"high\"",
            "under a line `[preferences]`",
        ),
        ("401k_match = \"4%\"", "", "under a line `[benefits]`"),
        (
            "",
            "strike = \"2 USD\"",
            "Move it: it belongs under a line `[[current_job.grants]]`.",
        ),
    ] {
        let said = remedy(&format!("{offer}{of_the_offer}\n"), of_me);
        assert!(said.contains(expected), "{of_the_offer}{of_me}: {said}");
    }
}

/// A grant that counts in no figure is told at once, not first under a comparison.
#[test]
fn equity_that_counts_in_no_figure_is_told() {
    let told = |offer: &str| {
        let text = format!("employer = \"Acme\"\nstatus = \"written\"\n{offer}\n");
        let (_, diagnostics) = case_of(&[("me.toml", ""), ("offers/acme.toml", &text)]);
        let told = diagnostics.into_iter().map(|one| (one.code, one.message));
        told.filter(|(code, _)| *code == "case::equity-not-valued")
            .map(|(_, message)| message)
            .collect::<Vec<_>>()
    };
    for (offer, missing) in [
        (
            "grant = \"900k USD PPU, 4y quarterly\"",
            Some("the company's stage not said"),
        ),
        (
            "grant = \"900k USD PPU, 4y quarterly\"\n[company]\nstage = \"late\"",
            None,
        ),
        (
            "grant = \"12000 options\"",
            Some("the company's stage, or that it is public and the strike not said"),
        ),
        (
            "grant = \"12000 ISO at 2 USD\"\n[company]\nkind = \"private\"",
            Some("the company's stage not said"),
        ),
        (
            "grant = \"12000 options\"\n[company]\nstage = \"seed\"",
            Some("the strike not said"),
        ),
        ("grant = \"180k USD RSU, 4y\"", None),
    ] {
        let said = told(offer);
        match missing {
            Some(words) => assert!(
                said.len() == 1 && said[0].contains(words),
                "{offer}: {said:?}"
            ),
            None => assert!(said.is_empty(), "{offer}: {said:?}"),
        }
    }
}

/// A table written as a line is told what stands under it.
#[test]
fn a_table_written_as_a_line_is_told_its_keys() {
    let (_, diagnostics) = case_of(&[("me.toml", ""), ("offers/a.toml", "company = \"Acme\"\n")]);
    let told = diagnostics
        .iter()
        .find(|one| one.code == "case::wrong-type");
    let remedy = told.and_then(|one| one.remedy.clone()).unwrap_or_default();
    assert!(
        remedy.contains("Under a line `[company]` stand keys such as kind,"),
        "{remedy}"
    );
}

/// Results are shown in the currency of the place, unless another is stated.
#[test]
fn the_currency_follows_from_the_place() {
    let currency = |me: &str| {
        let (case, _) = case_of(&[("me.toml", me)]);
        case.expect("a case").profile.currency.code()
    };
    assert_eq!(currency("location = \"Berlin\""), "EUR");
    assert_eq!(currency("place = \"uk-scotland\""), "GBP");
    assert_eq!(currency("location = \"Seattle, WA\""), "USD");
    assert_eq!(currency("location = \"Berlin\"\ncurrency = \"USD\""), "USD");
    assert_eq!(currency("role = \"ml-engineer\""), "USD");
}

/// `92.000 EUR` is what much of Europe writes for ninety-two thousand.
#[test]
fn a_base_with_a_point_for_thousands_is_told_how_to_write_it() {
    let (_, diagnostics) = case_of(&[
        ("me.toml", "location = \"Berlin\"\n"),
        (
            "offers/a.toml",
            "employer = \"A\"\nstatus = \"written\"\nbase = \"92.000 EUR\"\n",
        ),
    ]);
    let told = diagnostics
        .iter()
        .find(|one| one.code == "case::implausible-base")
        .expect("told");
    let remedy = told.remedy.as_deref().unwrap_or_default();
    assert!(remedy.contains("Write \"92000 EUR\""), "{remedy}");
}

/// A stage, a 409A value or units of a company without a market say that it is private.
#[test]
fn whether_a_company_is_public_follows_where_it_does() {
    let kind = |lines: &str| offer_of(lines).0.company.kind;
    let grant = "grant = \"400000 USD RSU, 4y monthly, 1y cliff\"";
    assert_eq!(kind(grant), CompanyKind::Unknown);
    assert_eq!(
        kind(&format!("{grant}\n[company]\nstage = \"late\"")),
        CompanyKind::Private
    );
    assert_eq!(
        kind(&format!("{grant}\n[company]\nstage = \"public\"")),
        CompanyKind::Public
    );
    assert_eq!(
        kind(&format!(
            "{grant}\n[company]\nkind = \"public\"\nstage = \"late\""
        )),
        CompanyKind::Public
    );
    assert_eq!(
        kind("grant = \"400000 USD PPU, 4y monthly, 1y cliff\""),
        CompanyKind::Private
    );
    assert_eq!(
        kind(
            "[[grants]]\nkind = \"options\"\nsize = \"1000\"\nfair_value = \"2 USD\"\nvesting = \"4y monthly\""
        ),
        CompanyKind::Private
    );
}

/// `$` is the dollar of the offer's place, before that of the person's.
#[test]
fn a_dollar_sign_is_the_dollar_of_the_place() {
    let base = |me: &str, offer: &str| {
        let offer = format!("employer = \"A\"\nstatus = \"written\"\n{offer}\n");
        let (case, diagnostics) = case_of(&[("me.toml", me), ("offers/a.toml", &offer)]);
        let told = diagnostics
            .iter()
            .any(|one| one.code == "case::local-dollar");
        let offers = case.expect("a case").offers;
        let base = offers[0].base.expect("a base");
        (base.currency().code(), told)
    };
    let toronto = "location = \"Toronto\"";
    assert_eq!(base(toronto, "base = \"$172k\""), ("CAD", true));
    assert_eq!(base(toronto, "base = \"US$172k\""), ("USD", false));
    assert_eq!(base(toronto, "base = \"$172k USD\""), ("USD", false));
    assert_eq!(base(toronto, "base = \"C$172k\""), ("CAD", false));
    let new_york = "base = \"$172k\"\nlocation = \"New York, NY\"";
    assert_eq!(base(toronto, new_york), ("USD", false));
    let sydney = "base = \"$172k\"\nlocation = \"Sydney\"";
    assert_eq!(base("location = \"Austin, TX\"", sydney), ("AUD", true));
    assert_eq!(
        base("location = \"Berlin\"", "base = \"$172k\""),
        ("USD", false)
    );
    let (case, _) = case_of(&[
        ("me.toml", toronto),
        (
            "offers/a.toml",
            "employer = \"A\"\nstatus = \"written\"\nbase = \"$172k\"\ngrant = \"$90,000 RSU, 4y monthly, 1y cliff\"\n",
        ),
    ]);
    let grant = &case.expect("a case").offers[0].grants[0];
    let Some(GrantSize::Dollars { amount, .. }) = &grant.size else {
        panic!("{grant:?}");
    };
    assert_eq!(amount.currency().code(), "CAD");
}
