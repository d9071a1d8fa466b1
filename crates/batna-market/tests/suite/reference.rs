//! The embedded public tables answer as their publishers print them.

use batna_core::Currency;
use batna_market::reference::{AreaKind, Reference, ReferenceError, ReferenceTexts};
use jiff::civil::date;

pub fn embedded() -> Reference<'static> {
    let text = |name: &str| batna_data::text(&format!("reference/{name}")).unwrap();
    Reference::new(ReferenceTexts {
        sources: text("sources.toml"),
        oews: text("oews.txt"),
        rpp: text("rpp.txt"),
        ecb: text("ecb.txt"),
        ppp: text("ppp.txt"),
    })
    .unwrap()
}

#[test]
fn software_developers_in_san_francisco() {
    let reference = embedded();
    let found = reference.area("San Francisco").unwrap();
    assert_eq!(found.area.code, "41860");
    let band = reference.occupation_band("15-1252", &found.area).unwrap();
    assert_eq!(
        band.points(),
        vec![
            (10, 128_090.0),
            (25, 163_500.0),
            (50, 186_640.0),
            (75, 219_670.0),
            (90, 273_400.0)
        ]
    );
    assert!(band.n.is_none() && band.top_coded_at.is_none());
}

#[test]
fn withheld_wages_are_not_made_up() {
    let reference = embedded();
    let area = reference.area("41860").unwrap().area;
    assert!(matches!(
        reference.occupation_band("15-2041", &area),
        Err(ReferenceError::Withheld { .. })
    ));
    assert!(matches!(
        reference.occupation_band("99-9999", &area),
        Err(ReferenceError::NoOccupation { .. })
    ));
}

#[test]
fn top_coded_wages_are_at_least() {
    let oews = "=15-1252|Software Developers\n@00000|N|National\n15-1252,10,200000,1.0,100,200,>239200,>239200,-\n";
    let texts = ReferenceTexts {
        sources: "[bls-oews-x]\ntitle=\"t\"\ndate=\"2024-05-01\"\n",
        oews,
        rpp: "",
        ecb: "",
        ppp: "",
    };
    let reference = Reference::new(texts).unwrap();
    let band = reference
        .occupation_band("15-1252", &reference.nation().unwrap())
        .unwrap();
    assert_eq!(band.top_coded_at, Some(239_200.0));
    assert!(band.is_top_coded(band.p50.unwrap()));
    assert_eq!(band.p90, None);
}

#[test]
fn areas_by_what_people_write() {
    let reference = embedded();
    for (text, code) in [
        ("Portland, OR", "38900"),
        ("Portland, ME", "38860"),
        ("New York", "35620"),
        ("San Jose", "41940"),
        ("us", "00000"),
    ] {
        assert_eq!(reference.area(text).unwrap().area.code, code, "{text}");
    }
    let portland = reference.area("portland").unwrap();
    assert_eq!(portland.area.code, "38900");
    assert!(!portland.others.is_empty());
    assert_eq!(
        reference.area("California").unwrap().area.kind,
        AreaKind::State
    );
    assert!(reference.area("Atlantis").is_none());
}

#[test]
fn parities_match_over_vintages_of_area_names() {
    let reference = embedded();
    let parity = |text: &str| {
        let area = reference.area(text).unwrap().area;
        reference.price_parity(&area).map(|p| p.all_items)
    };
    assert_eq!(parity("us"), Ok(100.0));
    assert!(parity("San Francisco").unwrap() > 110.0);
    // The wage table calls it Cleveland (17410), the price table Cleveland-Elyria (17460).
    assert!(parity("Cleveland, OH").is_ok());
    assert!(parity("California").is_err());
}

#[test]
fn exchange_takes_the_nearest_earlier_business_day() {
    let reference = embedded();
    let friday = reference
        .exchange(Currency::EUR, Currency::USD, date(2026, 10, 30))
        .unwrap();
    assert_eq!(friday.rate.to_string(), "1.1172");
    let sunday = reference
        .exchange(Currency::EUR, Currency::USD, date(2026, 11, 1))
        .unwrap();
    assert_eq!(
        (sunday.rate, sunday.quoted_on),
        (friday.rate, friday.quoted_on)
    );
    let cross = reference
        .exchange(Currency::GBP, Currency::USD, date(2026, 10, 30))
        .unwrap();
    assert!((cross.rate_f64() - 1.1172 / 0.8338).abs() < 1e-9);
    assert!(
        reference
            .exchange(Currency::USD, "RUB".parse().unwrap(), date(2026, 10, 30))
            .is_err()
    );
    assert!(
        reference
            .exchange(Currency::EUR, Currency::USD, date(1999, 1, 4))
            .is_err()
    );
    // Past what is built in, the last rate and its day; never a rate the bank does not quote.
    let later = date(2031, 5, 2);
    assert!(
        reference
            .exchange(Currency::GBP, Currency::USD, later)
            .is_err()
    );
    let last = reference
        .exchange_known_on(Currency::GBP, Currency::USD, later)
        .unwrap();
    assert_eq!((last.rate, last.quoted_on), (cross.rate, cross.quoted_on));
    assert!(
        reference
            .exchange_known_on(Currency::USD, "RUB".parse().unwrap(), later)
            .is_err()
    );
    assert!(
        reference
            .exchange_known_on(Currency::EUR, Currency::USD, date(1999, 1, 4))
            .is_err()
    );
}

#[test]
fn purchasing_power_is_the_latest_year() {
    let parity = embedded().purchasing_power("in").unwrap();
    assert_eq!((parity.year, parity.factor), (2024, 20.421_988));
}

/// Wages are found by an area's code and kind: two areas under one were answered by the first.
#[test]
fn every_area_has_wages_of_its_own() {
    let reference = embedded();
    let mut seen = std::collections::BTreeSet::new();
    for area in reference.areas() {
        assert!(seen.insert((area.kind, area.code.clone())), "{area:?}");
    }
    // As published in the tables of May 2025: median wages of data scientists.
    for (state, median) in [("Alabama", 103_120.0), ("California", 141_590.0)] {
        let area = reference.area(state).unwrap().area;
        assert_eq!(area.kind, AreaKind::State);
        let band = reference.occupation_band("15-2051", &area).unwrap();
        assert_eq!(band.p50, Some(median), "{state}");
    }
}
