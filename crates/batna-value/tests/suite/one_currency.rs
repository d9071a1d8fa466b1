//! An offer that pays in more than one currency.

use batna_case::model::GrantSize;
use batna_case::{Case, CaseFiles, parse};
use batna_core::Currency;
use batna_params::{Params, Projection};
use batna_value::alternative::Alternative;
use batna_value::curve_store::{CurveStore, KeptCurves};
use batna_value::flows::flows;
use batna_value::one_currency::Rate;
use batna_value::tax_years::{EarlierWages, TaxGap, TaxPerson, taxed_years};
use jiff::civil::date;
use rust_decimal::Decimal;

/// Eighty rupees are a dollar, sixty a Singapore dollar; nothing is known of others.
fn opened(me: &str, offer: &str) -> (Case, Alternative) {
    let files = [("me.toml", me), ("offers/a.toml", offer)]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let (case, _) = parse(&CaseFiles {
        files: files.into_iter().collect(),
        ..CaseFiles::default()
    });
    let case = case.expect("a case");
    let offer = Alternative::from_offer(&case.offers[0], &case.profile, date(2026, 4, 1));
    (case, offer)
}

/// Three quarters of a pound are a dollar; nothing is known of dirhams.
fn sterling(from: Currency, to: Currency) -> Option<Rate> {
    let rate = match (from.code(), to.code()) {
        ("USD", "GBP") => Decimal::new(75, 2),
        ("GBP", "USD") => Decimal::ONE / Decimal::new(75, 2),
        _ => return None,
    };
    Some(Rate {
        rate,
        quoted_on: date(2026, 4, 1),
    })
}

/// 200,000 dollars at 0.75 are 150,000 pounds. Income tax of 2026-27 without an allowance: 37,700
/// at 20%, 87,440 at 40%, 24,860 at 45%, 53,703 in all; national insurance 8% of 37,700 and 2% of
/// 99,730, 5,010.60. Of 58,713.60 pounds each is 1 / 0.75 dollars: 78,284.80.
#[test]
fn dollars_earned_in_london_are_taxed_in_pounds() {
    let (case, offer) = opened(
        "location = \"London\"\ncurrency = \"GBP\"\n",
        "employer = \"A\"\nstatus = \"written\"\nbase = \"200000 USD\"\nstart = 2026-04-06\n",
    );
    let files = batna_data::under("tax");
    let params = Params::read(files.iter().map(|file| (file.path, file.text))).unwrap();
    let curves = CurveStore::new(&params, Projection::Frozen, KeptCurves::default().into());
    let person = TaxPerson::from_profile(&case.profile, case.profile.currency);
    let years = |offer: &Alternative| {
        let (flows, rate) = (flows(offer, 4), offer.law_rates.pay);
        let place = offer.place.as_deref().unwrap().parse().unwrap();
        taxed_years(&flows, &flows, place, &person, rate, &curves)
    };
    assert!(matches!(years(&offer), Err(TaxGap::OtherCurrency { .. })));
    let offer = offer.in_one_currency(case.profile.currency, sterling);
    assert_eq!(offer.currency.code(), "USD");
    let first = years(&offer).unwrap().swap_remove(0);
    assert_eq!(first.with.wages.round_dp(2), Decimal::from(150_000));
    assert_eq!(
        first.assessment.total().round_dp(2),
        "58713.60".parse().unwrap()
    );
    assert_eq!(first.total.round_dp(2), "78284.80".parse().unwrap());
    let curve = first.curve.added(200_000.0);
    assert!((curve - 78_284.8).abs() < 0.01, "{curve}");
    // Of the next dollar, 47 cents.
    let next = first.curve.above(200_000.0, 1.0).at(100.0);
    assert!((next - 47.0).abs() < 0.01, "{next}");
    assert!(offer.converted[0].contains("taxed in GBP, as an employee's pay, at 0.75 GBP"));

    let unknown = offer
        .clone()
        .in_one_currency(case.profile.currency, |_, _| None);
    let gap = years(&unknown).unwrap_err().to_string();
    assert!(gap.contains("no rate is known from USD"), "{gap}");
}

/// A household that counts in dollars, with an offer in pounds: what the spouse earns is turned,
/// and wages of the United States are none of the first British year.
#[test]
fn the_household_is_turned_to_the_currency_of_the_law() {
    let (case, offer) = opened(
        "location = \"Austin, TX\"\n[household]\nspouse_wages = \"80000 USD\"\n\
         wages_this_year = \"70000 USD\"\n",
        "employer = \"A\"\nstatus = \"written\"\nbase = \"120000 GBP\"\nlocation = \"London\"\n",
    );
    let offer = offer.in_one_currency(case.profile.currency, sterling);
    assert_eq!(offer.law_rates.pay, Some(Decimal::ONE));
    let person = TaxPerson::from_profile(&case.profile, case.profile.currency);
    let there = person.at(offer.law_rates.home);
    assert_eq!(there.spouse_wages, Decimal::from(60_000));
    assert_eq!(
        there.earlier_wages,
        EarlierWages::Stated(Decimal::from(52_500))
    );
    assert!(person.earned_abroad("uk-england") && !person.earned_abroad("us-ny"));
    assert_eq!(person.at(None).spouse_wages, Decimal::ZERO);
}

fn rate(from: Currency, to: Currency) -> Option<Rate> {
    let rupees = |currency: Currency| match currency.code() {
        "INR" => Some(1),
        "USD" => Some(80),
        "SGD" => Some(60),
        _ => None,
    };
    Some(Rate {
        rate: Decimal::from(rupees(from)?) / Decimal::from(rupees(to)?),
        quoted_on: date(2026, 4, 20),
    })
}

#[test]
fn every_amount_is_in_the_currency_of_the_base() {
    let (case, offer) = opened(
        "location = \"Bengaluru\"\n",
        "employer = \"A\"\nstatus = \"written\"\nbase = \"180000 SGD\"\n\
         signing = \"6000 USD\"\nrelocation = \"5000 AED\"\nlocation = \"Singapore\"\n\
         [[grants]]\nkind = \"options\"\nsize = \"1000\"\nstrike = \"3 USD\"\nvesting = \"4y monthly\"\n\
         [[grants]]\nkind = \"rsu\"\nsize = \"120000 USD\"\nvesting = \"4y monthly\"\n",
    );
    assert_eq!(offer.currency.code(), "SGD");
    let offer = offer.in_one_currency(case.profile.currency, rate);
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
