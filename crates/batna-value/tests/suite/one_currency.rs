//! An offer that pays in more than one currency.

use batna_case::model::GrantSize;
use batna_case::{CaseFiles, parse};
use batna_core::Currency;
use batna_value::alternative::Alternative;
use batna_value::one_currency::Rate;
use jiff::civil::date;
use rust_decimal::Decimal;

/// Eighty rupees are a dollar, sixty a Singapore dollar; nothing is known of others.
fn rate(to: Currency) -> impl Fn(Currency) -> Option<Rate> {
    let rupees = |currency: Currency| match currency.code() {
        "INR" => Some(1),
        "USD" => Some(80),
        "SGD" => Some(60),
        _ => None,
    };
    move |from| {
        Some(Rate {
            rate: Decimal::from(rupees(from)?) / Decimal::from(rupees(to)?),
            quoted_on: date(2026, 4, 20),
        })
    }
}

#[test]
fn every_amount_is_in_the_currency_of_the_base() {
    let files = [
        ("me.toml", "location = \"Bengaluru\"\n"),
        (
            "offers/a.toml",
            "employer = \"A\"\nstatus = \"written\"\nbase = \"180000 SGD\"\n\
             signing = \"6000 USD\"\nrelocation = \"5000 AED\"\nlocation = \"Singapore\"\n\
             [[grants]]\nkind = \"options\"\nsize = \"1000\"\nstrike = \"3 USD\"\nvesting = \"4y monthly\"\n\
             [[grants]]\nkind = \"rsu\"\nsize = \"120000 USD\"\nvesting = \"4y monthly\"\n",
        ),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let (case, _) = parse(&CaseFiles {
        files: files.into_iter().collect(),
        ..CaseFiles::default()
    });
    let case = case.expect("a case");
    let offer = Alternative::from_offer(&case.offers[0], &case.profile, date(2026, 4, 20));
    let to = offer.currency;
    assert_eq!(to.code(), "SGD");
    let offer = offer.in_one_currency(case.profile.currency, rate(to));
    let paid = |kind: &str| {
        let found = offer.one_time.iter().find(|one| one.kind == kind);
        found.map(|one| (one.amount.to_f64(), one.amount.currency().code()))
    };
    // 80 / 60 of a Singapore dollar for a dollar.
    assert_eq!(paid("signing"), Some((8_000.0, "SGD")));
    assert_eq!(paid("relocation"), Some((0.0, "SGD")));
    let strike = offer.grants[0].strike.expect("a strike");
    assert_eq!((strike.to_f64(), strike.currency().code()), (4.0, "SGD"));
    let Some(GrantSize::Dollars { amount, .. }) = &offer.grants[1].size else {
        panic!("{:?}", offer.grants[1].size);
    };
    assert!((amount.to_f64() - 160_000.0).abs() < 1e-6, "{amount}");
    // What the person has saved is in rupees.
    let home = offer.home_rate.expect("a rate");
    assert!((home - 1.0 / 60.0).abs() < 1e-12, "{home}");
    assert_eq!(offer.converted.len(), 2, "{:?}", offer.converted);
    assert!(offer.converted[0].contains("AED is left out: no rate to SGD is known"));
    assert!(offer.converted[1].contains("USD is counted at 1.3333 SGD, the rate of 2026-04-20"));
}
