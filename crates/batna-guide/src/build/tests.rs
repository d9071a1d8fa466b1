use batna_core::{Currency, Severity};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn band(measure: Measure, points: [Option<f64>; 5], currency: Currency) -> Band {
    let [p10, p25, p50, p75, p90] = points;
    let mut source = Citation::new("test", "Test survey");
    source.url = Some("https://example.org/survey".into());
    Band {
        subject: "ml-engineer in a town".into(),
        measure,
        currency,
        as_of: date(2026, 3, 31),
        p10,
        p25,
        p50,
        p75,
        p90,
        top_coded_at: None,
        n: Some(120),
        n_effective: None,
        ci: Default::default(),
        pooled_share: 0.0,
        grade: Grade::Survey,
        sources: vec![source],
        caveats: vec![],
    }
}

fn request(bands: Vec<Band>) -> BuildRequest<'static> {
    BuildRequest {
        company: "Acme",
        role: "ml-engineer",
        role_name: "ML engineer",
        as_of: date(2026, 11, 1),
        level: None,
        regions: vec![RegionEvidence {
            region: "San Francisco".into(),
            level: None,
            bands,
        }],
        levels: vec![(
            "Acme L5 = Other L5".into(),
            Citation::new("map", "A map of levels"),
        )],
        skills: &[],
        domains: &[],
    }
}

fn published() -> PublishedSet {
    PublishedSet::parse(
        batna_data::under("published")
            .iter()
            .map(|f| (f.path, f.text)),
    )
    .expect("the built-in files hold together")
}

fn points(p50: f64, p75: f64, p90: f64) -> [Option<f64>; 5] {
    [None, None, Some(p50), Some(p75), Some(p90)]
}

#[test]
fn asks_are_percentiles_with_traces() {
    let base = band(
        Measure::Base,
        points(200_400.0, 230_000.0, 260_000.0),
        Currency::USD,
    );
    let equity = band(
        Measure::Equity,
        points(40_000.0, 60_000.0, 90_000.0),
        Currency::USD,
    );
    let guide = build(&request(vec![base, equity]), &published());
    let region = &guide.regions[0];
    assert_eq!(
        region.asks[0].in_words(),
        "open at $260,000 (p90), aim for $230,000 (p75), accept from $200,000 (p50)"
    );
    assert_eq!(region.lacks, ["bonus: no evidence"]);
    let trace = guide
        .explain("guide.acme.san-francisco.base.accept")
        .expect("traced");
    assert_eq!(trace.inputs[0].value, TraceValue::Number(200_400.0));
    assert_eq!(trace.inputs[0].sources[0].id, "test");
}

#[test]
fn a_lone_median_carries_no_ask() {
    let guide = build(
        &request(vec![band(
            Measure::Base,
            [None, None, Some(200_000.0), None, None],
            Currency::USD,
        )]),
        &published(),
    );
    assert!(guide.regions[0].asks.is_empty());
    assert!(guide.regions[0].lacks[0].contains("no band states a median"));
    assert!(guide.to_markdown().contains("No band carries an ask"));
}

#[test]
fn the_guide_passes_its_own_audit() {
    let base = band(
        Measure::Base,
        points(200_000.0, 230_000.0, 260_000.0),
        Currency::USD,
    );
    let equity = band(
        Measure::Equity,
        points(40_000.0, 60_000.0, 90_000.0),
        Currency::USD,
    );
    let built = build(&request(vec![base, equity]), &published());
    let text = built.to_markdown();
    let read = crate::read("built.md", text.as_bytes());
    let audit = crate::audit(&read, date(2026, 11, 1));
    assert!(audit.findings.is_empty(), "{:#?}\n{text}", audit.findings);
    assert_eq!(audit.tally.reconcile, 1, "base and equity have a total");
    assert_eq!(read.company.as_deref(), Some("Acme"));
    assert_eq!(read.levels[0].rows[0], ["Acme L5", "Other L5"]);
    assert!(read.levers.iter().all(|lever| !lever.claims_offers));
    assert_eq!(read.levers.len(), built.levers.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the bands and names, the table that is written reads back with its figures.
    #[test]
    fn what_is_built_reads_back(
        low in 1_000.0..5_000_000.0_f64, up in 1.0..2.0_f64, further in 1.0..2.0_f64,
        which in 0..4_usize, region in "[A-Za-z|\\* ]{1,12}", with_equity in any::<bool>(),
    ) {
        let currency = [Currency::USD, Currency::GBP, Currency::INR, Currency::CAD][which];
        let mut bands = vec![band(Measure::Base, points(low, low * up, low * up * further), currency)];
        if with_equity {
            bands.push(band(Measure::Equity, points(low / 2.0, low * up / 2.0, low), currency));
        }
        let mut request = request(bands);
        request.regions[0].region = format!("x{region}");
        let built = build(&request, &published());
        let read = crate::read("built.md", built.to_markdown().as_bytes());
        let base = built.regions[0].asks.iter().find(|a| a.measure == Measure::Base);
        if let Some(base) = base {
            prop_assert_eq!(read.pay.len(), 1);
            let span = read.pay[0].base.as_ref().map(|p| p.span);
            prop_assert_eq!(span.map(|s| s.low), base.amount(AskStep::Accept));
            prop_assert_eq!(span.map(|s| s.high), base.amount(AskStep::Open));
            let errors = crate::audit(&read, date(2026, 11, 1)).findings.into_iter()
                .filter(|f| f.severity == Severity::Error && f.code != "guide::row-not-read").count();
            prop_assert_eq!(errors, 0);
        }
    }
}
