use super::*;
use crate::model::{AskKind, Component};

const GUIDE: &str = "\
### ML Engineer | Example Global Negotiation Guide

| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |
|---|---|---|---|---|
| San Francisco HQ | $185Kâ€“$225K | $140Kâ€“$260K | 10â€“15% | $255Kâ€“$345K |
| London | £130K–£165K | £98K-€182K | — | £178K–£240K |

**Level Mapping:** Example ML = Other L5 = Third E5

**Global Levers**

1. **First:** \"I have offers from elsewhere.\"
2. **Second:** \"The work matters.\"

> **Negotiate Up Strategy:** \"I'd like the equity at $250K over 4 years with a $220K base, 13% bonus, and $50K signing bonus. I have offers from X with $380K+ total comp.\" Accept if above $230K equity.

**Evidence & Sources**
- [Pay reports 2025-2026]
- https://example.org, 120 responses, March 2026
";

fn guide() -> Guide {
    read("example.md", GUIDE.as_bytes())
}

#[test]
fn reads_a_table_of_regions_with_broken_encoding() {
    let guide = guide();
    assert_eq!(guide.company.as_deref(), Some("Example"));
    assert_eq!(guide.role.as_deref(), Some("ML Engineer"));
    assert_eq!(guide.repaired, 4);
    let [sf, london] = guide.pay.as_slice() else {
        panic!("two regions")
    };
    assert_eq!(
        (sf.region.as_str(), sf.headquarters),
        ("San Francisco", true)
    );
    assert_eq!(
        sf.base.as_ref().map(|p| p.span.in_words()),
        Some("$185,000 to $225,000".into())
    );
    assert_eq!(
        sf.stock.as_ref().and_then(|s| s.per),
        Some(Per::Grant { years: 4 })
    );
    assert!(london.bonus.as_ref().is_some_and(|b| b.none));
    assert_eq!(london.stock, None);
    assert_eq!(guide.rows_read(), 1);
    assert_eq!(
        guide.rows[1].unread,
        ["Stock (RSU/4yr): two currencies in one range (GBP and EUR)"]
    );
}

#[test]
fn reads_the_prose() {
    let guide = guide();
    assert_eq!(
        guide.levels[0].rows[0],
        ["Example ML", "Other L5", "Third E5"]
    );
    let claims: Vec<_> = guide
        .levers
        .iter()
        .map(|l| (l.title.as_str(), l.claims_offers))
        .collect();
    assert_eq!(claims, [("First", true), ("Second", false)]);
    let asks: Vec<_> = guide.asks.iter().map(|a| (a.kind, a.component)).collect();
    assert_eq!(
        asks,
        [
            (AskKind::Open, Component::Equity),
            (AskKind::Open, Component::Base),
            (AskKind::Open, Component::Bonus),
            (AskKind::Open, Component::Signing),
            (AskKind::Rival, Component::Total),
            (AskKind::Accept, Component::Equity),
        ]
    );
    assert_eq!(guide.asks[0].per, Some(Per::Grant { years: 4 }));
    assert_eq!(guide.sources.len(), 2);
    assert!(guide.sources[1].has_address && guide.sources[1].has_sample);
    assert!(!guide.sources[0].has_address);
    assert_eq!(
        guide.dated.map(|d| (d.year, d.month)),
        Some((2026, Some(3)))
    );
}

#[test]
fn reads_transposed_tables() {
    let text = "| Component | Newton MA (USD) | Tel Aviv (ILS) |\n|---|---|---|\n| Base Salary | $140,000 – $180,000 | ₪430,000 – ₪570,000 |\n| Annual Bonus | 10–15% target | 10% |\n| RSU Grant | $60,000 – $120,000/yr vesting | ₪210,000 – ₪420,000/yr vesting |\n| Total Comp (Year 1) | $230,000 – $345,000 | ₪725,000 – ₪1,120,000 |\n";
    let guide = read("t.md", text.as_bytes());
    assert_eq!(guide.rows_read(), 4);
    assert_eq!(guide.pay.len(), 2);
    assert_eq!(guide.pay[1].region, "Tel Aviv");
    assert_eq!(
        guide.pay[1].stock.as_ref().and_then(|s| s.per),
        Some(Per::Year)
    );
    assert_eq!(
        guide.pay[0].total.as_ref().map(|p| p.span.in_words()),
        Some("$230,000 to $345,000".into())
    );
}

#[test]
fn levels_against_regions_are_totals_only_where_the_guide_says_so() {
    let table = "| Level | San Francisco (USD) | Remote US (USD) |\n|---|---|---|\n| Senior (L5) | $265,000–$340,000 | $248,000–$320,000 |\n";
    let unsaid = read("t.md", table.as_bytes());
    assert!(unsaid.pay.is_empty());
    assert_eq!(unsaid.rows_read(), 0);
    let said = format!("{table}\n*Total compensation includes base salary and options.*\n");
    let said = read("t.md", said.as_bytes());
    assert_eq!(said.pay.len(), 2);
    assert_eq!(said.pay[1].level.as_deref(), Some("Senior (L5)"));
    assert_eq!(said.rows_read(), 1);
}

#[test]
fn two_currencies_of_one_ask_share_their_component() {
    let text = "> **Negotiate Up Strategy:** \"Defending a €38B backlog. My accept-at floor is €78K / $160K base.\"\n";
    let guide = read("t.md", text.as_bytes());
    let asks: Vec<_> = guide.asks.iter().map(|a| (a.kind, a.component)).collect();
    assert_eq!(
        asks,
        [
            (AskKind::Accept, Component::Base),
            (AskKind::Accept, Component::Base)
        ]
    );
}
