use super::*;

fn cell(text: &str) -> Cell {
    read(text, Context::default()).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn spans(text: &str) -> Vec<String> {
    (cell(text).amounts.iter())
        .map(|s| {
            format!(
                "{} {} {}",
                s.low.amount().normalize(),
                s.high.amount().normalize(),
                s.currency()
            )
        })
        .collect()
}

#[test]
fn reads_ranges_as_guides_write_them() {
    for (text, expected) in [
        ("$185K–$225K", vec!["185000 225000 USD"]),
        ("$226K - $298K", vec!["226000 298000 USD"]),
        ("$180‑210k", vec!["180000 210000 USD"]),
        (
            "£133K - £167K / $169K - $212K",
            vec!["133000 167000 GBP", "169000 212000 USD"],
        ),
        (
            "€58,000-€88,000 / $63,000-$96,000",
            vec!["58000 88000 EUR", "63000 96000 USD"],
        ),
        (
            "DKK 590,000-DKK 800,000 / $86,000-$116,000",
            vec!["590000 800000 DKK", "86000 116000 USD"],
        ),
        ("₹20L-₹38L", vec!["2000000 3800000 INR"]),
        ("INR 20L - INR 35L", vec!["2000000 3500000 INR"]),
        ("INR 20L", vec!["2000000 2000000 INR"]),
        ("$725K - $1.05M", vec!["725000 1050000 USD"]),
        ("A$144K–A$180K", vec!["144000 180000 AUD"]),
        ("HK$500,000 – HK$900,000", vec!["500000 900000 HKD"]),
        ("$0-$40K (senior only)", vec!["0 40000 USD"]),
        ("120,000 to 150,000 EUR", vec!["120000 150000 EUR"]),
    ] {
        assert_eq!(spans(text), expected, "{text}");
    }
}

#[test]
fn reads_rates_periods_and_words() {
    let bonus = cell("$42K - $65K (24-30%)");
    assert_eq!(
        bonus.rate.map(|r| (r.low.to_string(), r.high.to_string())),
        Some(("24%".into(), "30%".into()))
    );
    let stock = cell("$135K - $220K ($34K-$55K/yr vest)");
    assert_eq!(
        stock.yearly.map(|s| s.in_words()),
        Some("$34,000 to $55,000".into())
    );
    assert_eq!(
        cell("$162K–$275K RSU/4yr").per,
        Some(Per::Grant { years: 4 })
    );
    assert_eq!(cell("$55K–$155K/4yr").per, Some(Per::Grant { years: 4 }));
    assert_eq!(cell("$60,000 – $120,000/yr vesting").per, Some(Per::Year));
    let shared = cell("$65K-$145K+ profit sharing");
    assert!(shared.amounts[0].open_above);
    assert_eq!(shared.words, "profit sharing");
    assert_eq!(
        cell("12–18% target (may include sales kicker)").words,
        "target may include sales kicker"
    );
    assert!(cell("—").none && cell("None").none && cell("N/A").none);
    assert_eq!(cell("Performance").words, "Performance");
    assert!(cell("up to $40K").amounts[0].open_below);
}

#[test]
fn a_shared_symbol_is_settled_by_its_column() {
    let yuan = Context {
        currency: "CNY".parse().ok(),
    };
    let cell = read("¥300,000 – ¥550,000", yuan).unwrap();
    assert_eq!(cell.amounts[0].currency().code(), "CNY");
    let shekel = Context {
        currency: "ILS".parse().ok(),
    };
    let cell = read("$10K", shekel).unwrap();
    assert_eq!(
        cell.amounts[0].currency().code(),
        "USD",
        "a dollar is no shekel"
    );
}

#[test]
fn refuses_what_needs_a_guess() {
    let refuse = |text: &str| read(text, Context::default()).unwrap_err();
    assert!(matches!(
        refuse("€88,000-£122,000"),
        CellError::MixedCurrencies(..)
    ));
    assert!(matches!(refuse("185K-225K"), CellError::NoCurrency));
    assert!(matches!(
        refuse("€58.000"),
        CellError::AmbiguousSeparator(_)
    ));
    assert!(matches!(
        refuse("€1,5M - €2,5M"),
        CellError::AmbiguousSeparator(_)
    ));
    assert_eq!(spans("₹20,00,000"), ["2000000 2000000 INR"]);
    assert!(matches!(refuse("$10K-"), CellError::HalfARange));
    assert!(matches!(refuse("$10K / $12K"), CellError::TwoAmounts(_)));
    assert!(matches!(refuse("$10-15%"), CellError::RateAgainstAmount));
    assert!(matches!(refuse(""), CellError::Empty));
}
