use jiff::civil::date;

use super::*;

fn audited(text: &str) -> Audit {
    audit(&crate::read("g.md", text.as_bytes()), date(2026, 11, 1))
}

fn codes(audit: &Audit) -> Vec<&'static str> {
    audit.findings.iter().map(|f| f.code).collect()
}

const HEAD: &str =
    "| Region | Base Salary | Stock (RSU/4yr) | Bonus | Total Comp |\n|---|---|---|---|---|\n";

#[test]
fn sums_of_a_row_are_shown_at_both_ends() {
    let audit = audited(&format!(
        "{HEAD}| SF | $185K-$225K | $140K-$260K | 10-15% | $255K-$345K |\n"
    ));
    assert_eq!(audit.tally.differ, 1);
    assert_eq!(
        audit.sums[0].arithmetic(),
        "$185,000 + $18,500 + $140,000/4 = $238,500, stated $255,000 (+6.9%); \
         $225,000 + $33,750 + $260,000/4 = $323,750, stated $345,000 (+6.6%)"
    );
}

#[test]
fn a_whole_grant_in_one_year_is_told_apart() {
    let audit = audited(&format!(
        "{HEAD}| Atlanta | $135,000-$180,000 | $70,000-$140,000 | $16,000-$30,000 | $221,000-$350,000 |\n"
    ));
    assert_eq!(audit.tally.grant_counted_as_year, 1);
    assert!(codes(&audit).contains(&"guide::grant-counted-as-year"));
}

#[test]
fn a_sum_that_holds_is_no_finding() {
    let audit = audited(&format!(
        "{HEAD}| SF | $200K-$240K | $80K-$160K | — | $220K-$280K |\n"
    ));
    assert_eq!(audit.tally.reconcile, 1);
    assert_eq!(codes(&audit), ["guide::no-source", "guide::undated"]);
}

#[test]
fn the_first_year_may_hold_what_is_paid_once() {
    let text = "| Component | Newton MA (USD) |\n|---|---|\n| Base Salary | $155,000 – $200,000 |\n| Annual Bonus | 12–15% target |\n| RSU Grant | $80,000 – $150,000/yr vesting |\n| Signing Bonus | $20,000 – $40,000 |\n| Total Comp (Year 1) | $275,000 – $410,000 |\n";
    assert_eq!(audited(text).tally.reconcile, 1);
}

#[test]
fn other_currencies_and_backward_ranges_are_found() {
    let audit = audited(&format!(
        "{HEAD}| London | £95K–£135K | £22K–£85K | 10-15% | $115K–$190K |\n| SF | $225K-$185K | $1K-$2K | — | $225K-$186K |\n"
    ));
    assert!(codes(&audit).contains(&"guide::mixed-currencies"));
    assert!(codes(&audit).contains(&"guide::range-reversed"));
    assert_eq!(audit.tally.not_comparable, 1);
}

#[test]
fn invented_offers_and_impossible_asks_are_found() {
    let audit = audited(&format!(
        "{HEAD}| SF | $170K-$235K | $90K-$245K | — | $230K-$365K |\n\n> **Negotiate Up Strategy:** \"I'd like $290K base. I have offers from X at $400K total.\"\n"
    ));
    let found = codes(&audit);
    assert!(found.contains(&"guide::claims-offers"), "{found:?}");
    assert!(found.contains(&"guide::ask-beyond-table"), "{found:?}");
}

#[test]
fn old_sources_are_stale() {
    let audit = audited(
        "**Evidence & Sources**\n- Pay report, June 2024, 200 responses, https://example.org\n",
    );
    assert_eq!(codes(&audit), ["guide::stale"]);
}
