use batna_core::{Grade, Measure};

use super::*;

fn set() -> PublishedSet {
    PublishedSet::parse(
        batna_data::under("published")
            .iter()
            .map(|f| (f.path, f.text)),
    )
    .expect("the built-in files hold together")
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| word.to_string()).collect()
}

#[test]
fn the_stated_median_is_a_band_of_one_point() {
    let set = set();
    let bands = set.bands(&Query {
        role: Some("ml-engineer"),
        level: Some("senior"),
        place: Some("San Francisco, CA"),
        ..Query::default()
    });
    let [band] = bands.as_slice() else {
        panic!("one median is published")
    };
    assert_eq!(band.measure, Measure::Total);
    assert_eq!(band.points(), [(50, 238_000.0)]);
    assert_eq!(band.n, None);
    assert!(
        band.caveats.iter().any(|c| c.contains("levels")),
        "{:?}",
        band.caveats
    );
}

#[test]
fn a_range_for_the_country_fits_a_town_and_says_so() {
    let set = set();
    let ranges = set.ranges(&Query {
        role: Some("ai-engineer"),
        level: Some("senior"),
        place: Some("San Francisco"),
        ..Query::default()
    });
    let (first, fit) = ranges.first().expect("a range fits");
    assert_eq!(first.id, "ai-market-pulse.base.senior");
    assert_eq!(
        fit.differs,
        ["for the United States, not for San Francisco"]
    );
    assert_eq!(first.in_words(), "$200,000 to $280,000");
    assert!(first.grade.supports_a_market_claim());
    assert!(
        !set.ranges(&Query {
            place: Some("London"),
            ..Query::default()
        })
        .iter()
        .any(|(r, _)| r.place == "us")
    );
}

#[test]
fn a_company_guide_answers_only_for_its_company() {
    let set = set();
    let at_mixpanel = set.ranges(&Query {
        role: Some("ml-engineer"),
        place: Some("London"),
        company: Some("mixpanel"),
        ..Query::default()
    });
    let ids: Vec<_> = at_mixpanel.iter().map(|(r, _)| r.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "negotiateup-mixpanel.london.base",
            "negotiateup-mixpanel.london.grant",
            "negotiateup-mixpanel.london.bonus",
            "negotiateup-mixpanel.london.total"
        ]
    );
    assert!(at_mixpanel.iter().all(|(r, _)| r.grade == Grade::Assertion));
    assert!(
        set.ranges(&Query::default())
            .iter()
            .all(|(r, _)| r.company.is_none())
    );
}

#[test]
fn premiums_are_not_stacked() {
    let set = set();
    let skills = words(&["Production RAG systems", "RLHF", "fragile pipelines"]);
    let domains = words(&["fintech"]);
    let choice = set.premium_for(&PremiumQuery {
        skills: &skills,
        domains: &domains,
        ..PremiumQuery::default()
    });
    assert_eq!(
        choice.used.map(|p| p.id.as_str()),
        Some("ai-market-pulse.domain.fintech")
    );
    assert_eq!(choice.left_out.len(), 2);
    assert!(
        choice
            .left_out
            .iter()
            .all(|l| l.why == WhyLeftOut::NotStacked)
    );
}

#[test]
fn a_premium_that_the_band_contains_is_not_added() {
    let set = set();
    let of_the_place = PremiumQuery {
        place: Some("New York"),
        band_is_of_place: true,
        ..PremiumQuery::default()
    };
    let choice = set.premium_for(&of_the_place);
    assert_eq!(choice.used, None);
    assert_eq!(choice.left_out[0].why, WhyLeftOut::InTheBand);
    let national = PremiumQuery {
        band_is_of_place: false,
        ..of_the_place
    };
    assert_eq!(
        set.premium_for(&national).used.map(|p| p.id.as_str()),
        Some("ai-market-pulse.place.sf-ny")
    );
}

#[test]
fn every_default_is_labelled_and_sourced() {
    let set = set();
    for (purpose, low, high) in [
        (Use::PostedRangeHeadroom, "10%", "20%"),
        (Use::SwitchingPremium, "15%", "20%"),
        (Use::RefreshShare, "30%", "50%"),
        (Use::EquityDiscount, "12%", "15%"),
        (Use::GrowthScenarios, "10%", "30%"),
        (Use::LearningBudget, "$4,000", "$4,000"),
        (Use::Relocation, "$15,000", "$15,000"),
        (Use::HomeOffice, "$3,000", "$5,000"),
        (Use::RemoteValue, "$10,000", "$30,000"),
        (Use::SigningBonus, "$10,000", "$30,000"),
        (Use::ReplyWindow, "3", "5"),
    ] {
        let fact = set.default_for(purpose).expect("stated");
        let (from, to) = fact.span();
        assert_eq!(
            (from.to_string().as_str(), to.to_string().as_str()),
            (low, high)
        );
        assert!(fact.label().contains("assertion without a sample"));
        assert!(fact.source.url.is_some() && fact.source.locator.is_some());
    }
    assert_eq!(set.stated_for(Use::BonusTarget).len(), 2);
}

#[test]
fn a_page_without_sample_or_caveat_is_no_published_analysis() {
    let text = r#"
        about = "x"
        [source]
        id = "x"
        title = "X"
        [[fact]]
        id = "x.y"
        what = "y"
        unit = "a year"
        low = "10%"
        grade = "published"
        at = "here"
    "#;
    let error = PublishedSet::parse([("x.toml", text)]).expect_err("refused");
    assert!(error.to_string().contains("neither a sample nor a caveat"));
}

#[test]
fn a_town_nobody_lists_gets_no_range() {
    let set = set();
    let at = |place| {
        set.ranges(&Query {
            role: Some("ai-engineer"),
            place: Some(place),
            ..Query::default()
        })
    };
    assert!(!at("Chicago, IL").is_empty());
    assert!(at("Nowhere").is_empty());
    assert_eq!(set.places().resolve("us-ny-nyc"), Some("new-york"));
    assert_eq!(set.places().resolve("us-tx"), Some("us"));
}
