//! Edits, gaps and bad folders, one by one.

use std::collections::BTreeSet;

use batna_case::edit::{FileKind, new_offer, remove, set};
use batna_case::keys::OFFER;
use batna_case::{CaseFiles, GapSpan, Unread, offer_gaps, parse};

use crate::cases::case_of;

const OFFER_TEXT: &str = "\
# what they sent on Friday
employer = \"Acme\"   # the AI one
base = \"205000 USD\"  # asked for 220
salary_note = 1

# equity
[[grants]]
size = \"12000\" # options
kind = \"iso\"
";

#[test]
fn a_value_is_replaced_where_it_stands() {
    let edited = set(FileKind::Offer, OFFER_TEXT, "base", "\"215000 USD\"").unwrap();
    assert_eq!(edited, OFFER_TEXT.replace("205000", "215000"));
    let edited = set(FileKind::Offer, OFFER_TEXT, "grants.1.size", "\"15000\"").unwrap();
    assert_eq!(edited, OFFER_TEXT.replace("\"12000\"", "\"15000\""));
}

#[test]
fn an_amount_without_quotes_is_quoted() {
    let edited = set(FileKind::Offer, OFFER_TEXT, "base", "215000 USD").unwrap();
    assert_eq!(edited, OFFER_TEXT.replace("205000", "215000"));
}

#[test]
fn a_field_under_another_name_is_changed_there() {
    let edited = set(
        FileKind::Offer,
        "salary = \"1 USD\" # pay\n",
        "base",
        "\"90000 USD\"",
    )
    .unwrap();
    assert_eq!(edited, "salary = \"90000 USD\" # pay\n");
}

#[test]
fn a_new_field_stands_above_the_tables() {
    let edited = set(FileKind::Offer, OFFER_TEXT, "deadline", "2026-07-10").unwrap();
    let (case, _) = case_of(&[
        ("me.toml", "currency = \"USD\"\n"),
        ("offers/a.toml", &edited),
    ]);
    assert_eq!(
        case.unwrap().offers[0].deadline,
        Some(jiff::civil::date(2026, 7, 10))
    );
    assert!(edited.contains("# equity"));
}

#[test]
fn edits_that_would_break_the_file_change_nothing() {
    for (path, value, code) in [
        ("bsae", "\"1 USD\"", "case::edit-path"),
        ("base.amount", "\"1 USD\"", "case::edit-path"),
        ("grants.9.size", "\"1\"", "case::edit-path"),
        ("grants.0.size", "\"1\"", "case::edit-path"),
        ("", "1", "case::edit-path"),
        ("base", "\"-1 USD\"", "case::edit-value"),
        ("deadline", "\"soon\"", "case::edit-value"),
        ("base", "\"unclosed", "case::edit-value"),
        ("notes", "a\nstatus = \"written\"", "case::edit-value"),
    ] {
        let error = set(FileKind::Offer, OFFER_TEXT, path, value).unwrap_err();
        assert_eq!(error.code, code, "{path} = {value}");
    }
    assert_eq!(
        remove(FileKind::Offer, OFFER_TEXT, "deadline")
            .unwrap_err()
            .code,
        "case::edit-path"
    );
}

#[test]
fn a_new_offer_has_a_name_of_its_own_and_is_unconfirmed() {
    let terms = [
        ("base", "205000 USD"),
        ("grant", "12000 ISO at 2.10 USD, 4y monthly, 1y cliff"),
        ("deadline", "2026-07-10"),
        ("company.stage", "\"series-b\""),
    ];
    let (path, text) = new_offer(&["acme-ai", "globex"], "Acme \"AI\"", &terms, true).unwrap();
    assert_eq!(path, "offers/acme-ai-2.toml");
    let (case, diagnostics) = case_of(&[("me.toml", "currency = \"USD\"\n"), (&path, &text)]);
    let offer = &case.unwrap().offers[0];
    assert_eq!(offer.employer, "Acme \"AI\"");
    assert!(offer.unconfirmed && offer.base.is_some() && offer.deadline.is_some());
    assert!(diagnostics.iter().all(|d| !d.is_error()), "{diagnostics:?}");
    assert_eq!(
        new_offer(&[], "Acme", &[("base", "soon")], true)
            .unwrap_err()
            .code,
        "case::edit-value"
    );
}

#[test]
fn a_removed_field_is_gone_and_the_rest_stays() {
    let edited = remove(FileKind::Offer, OFFER_TEXT, "grants.1.kind").unwrap();
    assert_eq!(edited, OFFER_TEXT.replace("kind = \"iso\"\n", ""));
}

#[test]
fn gaps_are_stable_unique_and_fill_known_fields() {
    let five = "employer = \"Acme\"\nbase = \"205000 USD\"\ngrant = \"12000 options\"\ndeadline = 2026-07-10\nstatus = \"written\"\n";
    let (case, _) = case_of(&[
        ("me.toml", "currency = \"USD\"\n"),
        ("offers/acme.toml", five),
    ]);
    let gaps = offer_gaps(&case.unwrap().offers[0]);
    let ids: BTreeSet<_> = gaps.iter().map(|gap| gap.id.as_str()).collect();
    assert_eq!(ids.len(), gaps.len());
    for id in [
        "offers.acme.grant.strike",
        "offers.acme.grant.fully_diluted",
        "offers.acme.bonus.target",
        "offers.acme.signing",
    ] {
        assert!(ids.contains(id), "{id} in {ids:?}");
    }
    for gap in &gaps {
        let root = gap.field.split('.').next().unwrap();
        assert!(OFFER.key(root).is_some(), "{}", gap.field);
        assert!(gap.question.ends_with('?'), "{}", gap.question);
        if let Some(range) = &gap.range {
            assert!(!range.basis.is_empty());
            if let GapSpan::Months(low, high) = range.span {
                assert!(low < high);
            }
        }
    }
}

#[test]
fn an_unquoted_amount_is_read_in_the_currency_of_the_case() {
    let (case, diagnostics) = case_of(&[
        ("me.toml", "currency = \"GBP\"\n"),
        (
            "offers/acme.toml",
            "employer = \"Acme\"\nbase = 130_000\nstatus = \"written\"\n",
        ),
    ]);
    assert_eq!(
        case.unwrap().offers[0].base.unwrap().to_string(),
        "£130,000"
    );
    assert_eq!(diagnostics[0].code, "case::unquoted-amount");
    assert_eq!(
        diagnostics[0].remedy.as_deref(),
        Some("Write base = \"130000 GBP\", with the currency it is paid in.")
    );
}

#[test]
fn unread_files_are_told_and_the_rest_is_read() {
    let mut files = CaseFiles::default();
    files
        .files
        .insert("me.toml".to_owned(), b"\xff\xfe".to_vec());
    files.files.insert(
        "offers/good.toml".to_owned(),
        b"employer = \"G\"\nbase = \"90000 USD\"\nstatus = \"written\"\n".to_vec(),
    );
    files.unread.insert(
        "offers/big.toml".to_owned(),
        Unread::TooLarge { bytes: 52_428_800 },
    );
    files
        .unread
        .insert("offers/link.toml".to_owned(), Unread::LeavesCase);
    files.listed.insert("letters/offer.pdf".to_owned());
    let (case, diagnostics) = parse(&files);
    let case = case.unwrap();
    assert_eq!(case.offers.len(), 1);
    assert_eq!(case.letters, ["offer.pdf"]);
    let codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(
        codes,
        [
            "case::not-utf8",
            "case::file-too-large",
            "case::link-leaves-case"
        ]
    );
}

#[test]
fn a_bonus_in_one_line_is_spelt_out_where_more_is_known() {
    let text = "employer = \"Acme\"\nbonus = \"10%\" # as said\nbase = \"200000 USD\"\n";
    let edited = set(FileKind::Offer, text, "bonus.payout", "\"60% - 90%\"").unwrap();
    assert_eq!(
        edited,
        "employer = \"Acme\"\nbonus = { target = \"10%\", payout = \"60% - 90%\" } # as said\nbase = \"200000 USD\"\n"
    );
}

#[test]
fn a_grant_in_one_line_is_spelt_out_where_more_is_known() {
    let text = "employer = \"Acme\"\n# as the letter says\ngrant = \"12000 ISO at 2.10 USD, 4y monthly, 1y cliff\" # section 4\nbase = \"200000 USD\"\n";
    for path in [
        "grants.fair_value",
        "grants.1.fair_value",
        "grant.fair_value",
    ] {
        let edited = set(FileKind::Offer, text, path, "\"2.10 USD\"").unwrap();
        assert_eq!(
            edited,
            "employer = \"Acme\"\n# as the letter says\ngrant = { kind = \"iso\", size = \"12000\", strike = \"2.10 USD\", vesting = \"48 months monthly, 12 months cliff\", fair_value = \"2.10 USD\" } # section 4\nbase = \"200000 USD\"\n",
            "{path}"
        );
    }
    // What the reader leaves out of a line would be lost.
    let odd = text.replace("1y cliff", "1y cliff, frobnicated");
    let refused = set(FileKind::Offer, &odd, "grants.fair_value", "\"2.10 USD\"").unwrap_err();
    assert_eq!(refused.code, "case::edit-path");
}

#[test]
fn the_long_form_of_a_line_reads_as_the_line_does() {
    for (key, line, other) in [
        (
            "grant",
            "400000 USD RSU, 4y quarterly, 1y cliff",
            "granted = 2026-08-01",
        ),
        (
            "grant",
            "400000 USD RSU, 5/15/40/40",
            "granted = 2026-08-01",
        ),
        ("grant", "0.05% options", "granted = 2026-08-01"),
        (
            "grant",
            "12000 options at $2.10, 0.02%, over 4 years",
            "granted = 2026-08-01",
        ),
        (
            "grant",
            "12000 NSO at 2.10 USD, double-trigger acceleration",
            "granted = 2026-08-01",
        ),
        (
            "grant",
            "$180k double-trigger RSU, 3y yearly",
            "granted = 2026-08-01",
        ),
        (
            "grant",
            "2000 EMI options at 1.20 GBP, 4y monthly, 1y cliff",
            "granted = 2026-08-01",
        ),
        (
            "grant",
            "10000 RSUs worth $400,000 over 4 years",
            "granted = 2026-08-01",
        ),
        (
            "signing",
            "$30k, 1y clawback",
            "condition = \"first release\"",
        ),
        (
            "signing",
            "30000 USD after 6 months, 12 months prorated clawback, grossed up",
            "condition = \"x\"",
        ),
    ] {
        let text = format!("employer = \"Acme\"\nstatus = \"written\"\n{key} = \"{line}\"\n");
        let (name, value) = other.split_once(" = ").unwrap();
        let path = format!("{key}.{name}");
        let edited = set(FileKind::Offer, &text, &path, value)
            .unwrap_or_else(|error| panic!("{line}: {error:?}"));
        assert!(edited.contains(&format!("{key} = {{ ")), "{edited}");
        let read = |text: &str| {
            let (case, _) = case_of(&[
                ("me.toml", "currency = \"USD\"\n"),
                ("offers/acme.toml", text),
            ]);
            let mut offer = case.unwrap().offers.remove(0);
            for grant in &mut offer.grants {
                grant.granted = None;
            }
            for payment in &mut offer.one_time {
                payment.condition = None;
            }
            (offer.grants, offer.one_time)
        };
        assert_eq!(read(&edited), read(&text), "{edited}");
    }
}

#[test]
fn a_lone_entry_needs_no_number() {
    let text =
        "employer = \"Acme\"\n\n[[grants]]\nkind = \"iso\"\nsize = \"20000\"\nstrike = \"2 USD\"\n";
    let edited = set(
        FileKind::Offer,
        text,
        "grants.exercise_window",
        "\"10 years\"",
    )
    .unwrap();
    assert!(
        edited.ends_with("exercise_window = \"10 years\"\n"),
        "{edited}"
    );
    // Of two, which is meant must be said.
    let two = format!("{text}\n[[grants]]\nkind = \"rsu\"\nsize = \"90000 USD\"\n");
    set(
        FileKind::Offer,
        &two,
        "grants.exercise_window",
        "\"10 years\"",
    )
    .unwrap_err();
}

#[test]
fn a_dollar_stays_that_of_the_place_when_a_line_is_spelt_out() {
    let text = "employer = \"Acme\"\nstatus = \"written\"\ngrant = \"$120k RSU, 4y quarterly\"\n";
    let edited = set(FileKind::Offer, text, "grants.granted", "2026-05-01").unwrap();
    assert!(edited.contains("size = \"$120000\""), "{edited}");
    let currency = |offer: &str| {
        let me = ("me.toml", "location = \"Toronto\"\n");
        let (case, _) = crate::cases::case_of(&[me, ("offers/acme.toml", offer)]);
        let offers = case.expect("a case").offers;
        match &offers[0].grants[0].size {
            Some(batna_case::GrantSize::Dollars { amount, .. }) => amount.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(currency(text), "CA$120,000");
    assert_eq!(currency(&edited), currency(text));
    // Whose dollars they are stays said where it was.
    let stated = text.replace("$120k", "US$120k");
    let edited = set(FileKind::Offer, &stated, "grants.granted", "2026-05-01").unwrap();
    assert_eq!(currency(&edited), "$120,000");
}
