//! Whatever the bytes, reading and auditing a guide end without a panic.

use proptest::prelude::*;

fn whole(bytes: &[u8]) {
    let guide = batna_guide::read("x.md", bytes);
    let audit = batna_guide::audit(&guide, jiff::civil::date(2026, 11, 1));
    serde_json::to_string(&guide).expect("a guide is representable");
    serde_json::to_string(&audit).expect("an audit is representable");
}

/// Pieces that guides are made of, so that random texts reach the deeper code.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "|", "\n", "|---|---|", "| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |\n|---|---|---|---|---|\n",
            "| Component | A (USD) |\n|---|---|\n", "| Base Salary ", "| Total Comp ", "| Level | X (USD) |\n|---|---|\n",
            "$185K–$225K", "£", "$", "¥", "₹20L", "INR 20L", "10–15%", "%", "—", "-", "/", "(", ")", "+", "None", "/4yr", "/yr",
            "9999999999999999999999", "0", "1.05M", "58.000", "1,2,3", "to", "up to", "**Negotiate Up Strategy:**", "> ",
            "### ", "**Level Mapping:** ", "=", "Lever 1: ", "**Evidence & Sources**\n", "- ", "Feb 2026", "İ", "ẞ", "Â£", "â€“", "\\|", "*",
        ]).prop_map(str::to_owned),
        "\\PC{0,6}",
        "[0-9.,KMLB%]{1,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        whole(&bytes);
    }

    #[test]
    fn near_guides(pieces in prop::collection::vec(piece(), 0..60)) {
        whole(pieces.concat().as_bytes());
    }

    #[test]
    fn published_files(text in "\\PC{0,200}") {
        let _ = batna_guide::PublishedSet::parse([("x.toml", text.as_str())]);
    }

    /// Every range that is written in a form guides use reads back as it was written.
    #[test]
    fn ranges_round_trip(low in 1_u32..999, more in 0_u32..999, form in 0_usize..4) {
        let high = low + more;
        let text = match form {
            0 => format!("${low}K–${high}K"),
            1 => format!("$ {low},000 - $ {high},000"),
            2 => format!("USD {low}K to USD {high}K"),
            _ => format!("{low},000 – {high},000 USD"),
        };
        let cell = batna_guide::cell::read(&text, Default::default());
        let spans: Vec<_> = cell.iter().flat_map(|c| &c.amounts).map(|s| (s.low.to_f64(), s.high.to_f64())).collect();
        prop_assert_eq!(spans, vec![(f64::from(low) * 1000.0, f64::from(high) * 1000.0)], "{}", text);
    }
}
