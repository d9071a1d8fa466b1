//! Equity events, each with the source that decides it.

use batna_params::{Lookup, Params, Projection};
use batna_tax::us::equity::*;
use batna_tax::{Axis, Carry, Filing, Household, Law, Place, YearIncome};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::law::PARAMS;

fn d(value: i64) -> Decimal {
    Decimal::from(value)
}

fn lookup(params: &Params, on: Date) -> Lookup<'_> {
    Lookup::new(params, on, Projection::Frozen, "single")
}

fn year() -> YearIncome<Decimal> {
    YearIncome::default()
}

fn holding() -> Holding {
    Holding::at(&lookup(&PARAMS, date(2026, 1, 1))).unwrap()
}

/// Everything here that a parameter of `us.equity` or `us.limits` decides, as text.
pub fn figures(params: &Params) -> Vec<String> {
    let mut out = Vec::new();
    let mut say = |value: &dyn std::fmt::Debug| out.push(format!("{value:?}"));
    for on in [date(2025, 6, 1), date(2026, 6, 1)] {
        let at = lookup(params, on);
        let limit = IsoLimit::at(&at).unwrap();
        say(&limit.split(&[grant(false)]));
        say(&Holding::at(&at).map(|h| (h.years_from_grant, h.years_from_exercise)));
        let window = IsoWindow::at(&at).unwrap();
        say(&window.last_day(on, Leaving::Left));
        say(&window.last_day(on, Leaving::Disabled));
        say(&election_deadline(&at, on));
        let plan = PurchasePlan::at(&at).unwrap();
        for sold in [
            date(2025, 6, 15),
            date(2025, 12, 20),
            date(2026, 6, 20),
            date(2027, 1, 15),
        ] {
            say(&plan.sell(&plan_shares(), d(200), sold));
        }
        let ca: Place = "us-ca".parse().unwrap();
        say(&Section409a::at(&at, ca)
            .unwrap()
            .year(d(1_000), d(1), d(11), d(0)));
        let interest = interest();
        let profits = ProfitsInterest::at(&at).unwrap();
        for sold in [
            date(2026, 6, 1),
            date(2027, 6, 1),
            date(2028, 6, 1),
            date(2029, 6, 1),
        ] {
            say(&profits.at_receipt(&interest, Some(sold)));
            say(&profits.sell(&interest, d(100), sold));
        }
        let limits = Limits::at(&at).unwrap();
        say(&limits.deferral::<Decimal>());
        say(&limits.after_tax_room(d(20_000), d(10_000)));
        let over = YearIncome {
            hsa: d(9_999),
            commuter: d(9_999),
            ..year()
        };
        say(&limits.excess(&over, true));
        say(&limits.excess(&over, false));
        for code in ["us-ca", "us-ny"] {
            let law = Law::at(
                params,
                "us".parse::<Place>().unwrap(),
                on.year(),
                Filing::Single,
                Projection::Frozen,
            )
            .unwrap();
            let income = YearIncome {
                wages: d(250_000),
                ..year()
            };
            let supplemental = Supplemental::at(&at, code.parse().unwrap_or(ca)).unwrap();
            let household = Household::new(Filing::Single);
            say(&supplemental.shortfall(&law, &household, &income, Axis::Rsu, d(1_200_000), d(0)));
        }
        say(&at
            .amount_for("us.equity.supplemental.state", "us-ny")
            .map(|rate| rate.decimal()));
        say(&at
            .amount_for("us.equity.supplemental.city", "us-ny-nyc")
            .map(|rate| rate.decimal()));
        say(&Conformity::at(&at, ca));
    }
    for issued in [date(2020, 1, 15), date(2025, 8, 1)] {
        let qsbs = Qsbs::at(&lookup(params, issued)).unwrap();
        for assets in [40_000_000, 52_000_000, 76_000_000] {
            for sold in [
                date(2025, 1, 15),
                date(2028, 8, 1),
                date(2029, 9, 1),
                date(2031, 9, 1),
            ] {
                for (gain, basis) in [
                    (1_000_000, 1_000),
                    (40_000_000, 1_000),
                    (40_000_000, 2_000_000),
                ] {
                    say(&qsbs.exclusion(&facts(issued, Some(assets), basis), d(gain), sold));
                }
            }
        }
    }
    let law = |year| {
        Law::at(
            params,
            "us".parse::<Place>().unwrap(),
            year,
            Filing::Single,
            Projection::Frozen,
        )
        .unwrap()
    };
    let claim = ClaimOfRight::at(&lookup(params, date(2026, 1, 1))).unwrap();
    let received = YearIncome {
        wages: d(200_000),
        bonus: d(3_100),
        ..year()
    };
    let later = YearIncome {
        wages: d(60_000),
        ..year()
    };
    say(&claim.repay(
        d(3_100),
        &Household::default(),
        (&law(2025), &received),
        (&law(2026), &later),
    ));
    out
}

fn grant(early_exercisable: bool) -> IsoGrant {
    let shares = [5_000, 2_500, 2_500, 2_500];
    IsoGrant {
        granted: date(2020, 3, 1),
        value: d(50),
        tranches: shares
            .iter()
            .zip(2021_i16..)
            .map(|(shares, year)| Tranche {
                exercisable: date(year, 3, 1),
                shares: d(*shares),
            })
            .collect(),
        early_exercisable,
    }
}

#[test]
fn one_hundred_thousand_a_year() {
    // Oracle PeopleSoft 9.2 stock administration: 12,500 options at 50.
    let limit = IsoLimit::at(&lookup(&PARAMS, date(2020, 1, 1))).unwrap();
    let split = limit.split(&[grant(false)]);
    let iso: Vec<Decimal> = split[0].iter().map(|part| part.iso).collect();
    let nso: Vec<Decimal> = split[0].iter().map(|part| part.nso).collect();
    assert_eq!(iso, [2_000, 2_000, 2_000, 2_000].map(d));
    assert_eq!(nso, [3_000, 500, 500, 500].map(d));
    // Exercisable early: all count in the year of grant.
    let split = limit.split(&[grant(true)]);
    assert_eq!(
        split[0].iter().map(|part| part.iso).sum::<Decimal>(),
        d(2_000)
    );
    // A later grant takes what the earlier one leaves.
    let small = IsoGrant {
        granted: date(2020, 6, 1),
        value: d(10),
        tranches: vec![Tranche {
            exercisable: date(2021, 6, 1),
            shares: d(100),
        }],
        early_exercisable: false,
    };
    let split = limit.split(&[small, grant(false)]);
    assert_eq!((split[0][0].iso, split[0][0].nso), (d(0), d(100)));
    // Acceleration makes the rest exercisable in one year: the split is made anew.
    let mut accelerated = grant(false);
    for tranche in &mut accelerated.tranches[1..] {
        tranche.exercisable = date(2021, 9, 1);
    }
    let split = limit.split(&[accelerated]);
    assert_eq!(
        split[0].iter().map(|part| part.iso).sum::<Decimal>(),
        d(2_000)
    );
}

fn lot(exercised: Date) -> Exercise<Decimal> {
    Exercise::incentive(d(1_000), d(10), d(30), date(2023, 1, 10), exercised)
}

#[test]
fn incentive_options_have_two_bases() {
    let exercise = lot(date(2024, 2, 1));
    assert_eq!(exercise.income.iso_spread, d(20_000));
    assert_eq!(exercise.cost, d(10_000));
    // On the anniversary the period of a year is not over (26 USC 422(a)(1)).
    let early = exercise.lot.sell(d(50), date(2025, 2, 1), &holding());
    assert!(early.disqualifying);
    let sale = exercise.lot.sell(d(50), date(2025, 2, 2), &holding());
    assert!(!sale.disqualifying);
    assert_eq!(
        (sale.income.ltcg, sale.income.amt_basis_adjustment),
        (d(40_000), d(20_000))
    );
}

#[test]
fn disqualifying_sales_make_wages_of_the_spread() {
    // In the year of exercise: no adjustment is left, ordinary income is the spread.
    let exercise = lot(date(2025, 2, 1));
    let sale = exercise.lot.sell(d(40), date(2025, 9, 1), &holding());
    let together = exercise.income.plus(&sale.income);
    assert_eq!(together.iso_spread, d(0));
    assert_eq!(
        (together.iso_disqualified, together.stcg),
        (d(20_000), d(10_000))
    );
    // Sold below the value at exercise: not more than the gain (Reg. 1.422-1(b)(2)).
    let sale = exercise.lot.sell(d(25), date(2025, 9, 1), &holding());
    assert_eq!(
        (sale.income.iso_disqualified, sale.income.stcg),
        (d(15_000), d(0))
    );
    // In a later year the adjustment is taken back: over both years nothing is left of it.
    let sale = exercise.lot.sell(d(25), date(2026, 1, 15), &holding());
    let left =
        exercise.income.iso_spread - sale.income.iso_reversed - sale.income.amt_basis_adjustment;
    assert_eq!(left, d(0));
    // Below strike: a loss, no ordinary income.
    let sale = exercise.lot.sell(d(4), date(2025, 9, 1), &holding());
    assert_eq!(
        (sale.income.iso_disqualified, sale.income.stcg),
        (d(0), d(-6_000))
    );
}

#[test]
fn incentive_options_end_three_months_after_leaving() {
    // 26 USC 422(a)(2): whatever window the agreement gives.
    let window = IsoWindow::at(&lookup(&PARAMS, date(2026, 1, 1))).unwrap();
    let left = date(2025, 11, 30);
    assert!(window.is_incentive(left, Leaving::Left, date(2026, 2, 28)));
    assert!(!window.is_incentive(left, Leaving::Left, date(2026, 3, 1)));
    assert!(window.is_incentive(left, Leaving::Disabled, date(2026, 11, 30)));
    assert!(window.is_incentive(left, Leaving::Died, date(2030, 1, 1)));
}

#[test]
fn the_election_taxes_the_transfer_alone() {
    let parts = [
        VestedPart {
            on: date(2026, 3, 1),
            shares: d(100),
            value: d(5),
        },
        VestedPart {
            on: date(2027, 3, 1),
            shares: d(100),
            value: d(9),
        },
    ];
    let mut shares = Restricted {
        transferred: date(2025, 3, 1),
        paid: d(1),
        value: d(1),
        elected: true,
        incentive: false,
    };
    let taxed = shares.taxed(&parts);
    assert_eq!(
        (taxed.len(), taxed[0].wages, taxed[0].basis),
        (1, d(0), d(1))
    );
    shares.elected = false;
    let taxed = shares.taxed(&parts);
    assert_eq!(
        taxed.iter().map(|part| part.wages).sum::<Decimal>(),
        d(400 + 800)
    );
    shares.incentive = true;
    let taxed = shares.taxed(&parts);
    assert_eq!(
        (
            taxed[1].wages,
            taxed[1].adjustment,
            taxed[1].basis,
            taxed[1].amt_basis
        ),
        (d(0), d(800), d(1), d(9))
    );
    let deadline = election_deadline(&lookup(&PARAMS, date(2025, 3, 1)), date(2025, 3, 1)).unwrap();
    assert_eq!(deadline, Some(date(2025, 3, 31)));
}

fn plan_shares() -> PlanShares<Decimal> {
    PlanShares {
        shares: d(10),
        offered: date(2024, 1, 2),
        purchased: date(2024, 6, 28),
        paid: d(85),
        value_at_offering: d(100),
        value_at_purchase: d(120),
        price_at_offering: d(85),
    }
}

#[test]
fn purchase_plans() {
    // IRS Publication 525, Employee stock purchase plan: the discount at offering, or the gain.
    let plan = PurchasePlan::at(&lookup(&PARAMS, date(2026, 1, 1))).unwrap();
    let sale = plan.sell(&plan_shares(), d(150), date(2026, 1, 3));
    assert_eq!(
        (sale.income.iso_disqualified, sale.income.ltcg),
        (d(150), d(500))
    );
    let sale = plan.sell(&plan_shares(), d(90), date(2026, 1, 3));
    assert_eq!(
        (sale.income.iso_disqualified, sale.income.ltcg),
        (d(50), d(0))
    );
    // Sold too early: the discount at purchase, even at a loss.
    let sale = plan.sell(&plan_shares(), d(80), date(2025, 1, 3));
    assert_eq!(
        (sale.income.iso_disqualified, sale.income.stcg),
        (d(350), d(-400))
    );
}

#[test]
fn units_wait_for_their_second_trigger() {
    let units = [
        Unit {
            vested: date(2024, 1, 1),
            shares: d(100),
        },
        Unit {
            vested: date(2027, 1, 1),
            shares: d(50),
        },
    ];
    let ipo = date(2026, 5, 1);
    let all = released(&units, Some(Some(ipo)), None);
    assert_eq!((all[0].on, all[1].on), (ipo, date(2027, 1, 1)));
    assert!(released(&units, Some(None), None).is_empty());
    assert_eq!(
        released(&units, Some(Some(ipo)), Some(date(2026, 1, 1))),
        []
    );
    assert_eq!(released(&units, None, None)[0].on, date(2024, 1, 1));
}

#[test]
fn a_tender_above_value_is_partly_wages() {
    let lot = Exercise::non_qualified(d(100), d(1), d(5), date(2024, 1, 1)).lot;
    let income = tender(&lot, d(30), d(20), date(2026, 1, 1), &holding());
    assert_eq!((income.bonus, income.ltcg), (d(1_000), d(1_500)));
}

#[test]
fn strikes_below_value_cost_twenty_percent_more() {
    // 26 USC 409A(a)(1)(B)(i)(II); California adds 5 (R&TC 17508.2).
    assert!(Section409a::catches(d(1), d(2)) && !Section409a::catches(d(2), d(2)));
    let rule =
        Section409a::at(&lookup(&PARAMS, date(2026, 1, 1)), "us-ca".parse().unwrap()).unwrap();
    let first = rule.year(d(1_000), d(1), d(11), d(0));
    assert_eq!(
        (
            first.wages,
            first.federal_additional,
            first.state_additional
        ),
        (d(10_000), d(2_000), d(500))
    );
    let second = rule.year(d(2_000), d(1), d(11), first.wages);
    assert_eq!(second.wages, d(10_000));
}

#[test]
fn pay_returned_later_takes_the_better_way() {
    // 26 USC 1341(a)(5): received at 35%, returned in a year at 12%.
    let law = |year| super::law::law("us", year, Filing::Single);
    let claim = ClaimOfRight::at(&lookup(&PARAMS, date(2026, 1, 1))).unwrap();
    let received = YearIncome {
        wages: d(300_000),
        bonus: d(50_000),
        ..year()
    };
    let repaid = YearIncome {
        wages: d(50_000),
        ..year()
    };
    let household = Household::default();
    let result = claim.repay(
        d(50_000),
        &household,
        (&law(2025), &received),
        (&law(2026), &repaid),
    );
    assert_eq!(result.by_credit, d(17_500));
    assert!(result.by_deduction < result.by_credit);
    assert_eq!(result.payroll, d(725));
    assert_eq!(result.net_cost, d(50_000 - 17_500 - 725));
    // Up to 3,000 there is no credit, only a deduction that the standard one swallows.
    let small = claim.repay(
        d(3_000),
        &household,
        (&law(2025), &received),
        (&law(2026), &repaid),
    );
    assert_eq!((small.by_credit, small.relief), (d(0), d(0)));
}

fn interest() -> Interest<Decimal> {
    Interest {
        received: date(2025, 3, 1),
        liquidation_value: d(0),
        predictable_income: false,
        publicly_traded: false,
        investing_business: true,
    }
}

#[test]
fn profits_interests_follow_the_safe_harbour() {
    let rule = ProfitsInterest::at(&lookup(&PARAMS, date(2026, 1, 1))).unwrap();
    assert_eq!(rule.at_receipt(&interest(), None), InterestTax::Nothing);
    let capital = Interest {
        liquidation_value: d(9),
        ..interest()
    };
    assert_eq!(
        rule.at_receipt(&capital, None),
        InterestTax::OrdinaryIncome(d(9))
    );
    assert!(matches!(
        rule.at_receipt(&interest(), Some(date(2026, 3, 1))),
        InterestTax::NotCovered(_)
    ));
    // Section 1061: two years are not enough where the business is investing.
    assert_eq!(rule.sell(&interest(), d(5), date(2027, 6, 1)).stcg, d(5));
    assert_eq!(rule.sell(&interest(), d(5), date(2028, 6, 1)).ltcg, d(5));
    assert_eq!(ProfitsInterest::year(d(3), d(4)).self_employment, d(7));
}

fn facts(issued: Date, assets: Option<i64>, basis: i64) -> StockFacts<Decimal> {
    StockFacts {
        issued,
        gross_assets: assets.map(d),
        qualified_business: true,
        basis: d(basis),
        excluded_before: d(0),
    }
}

#[test]
fn small_business_stock_before_and_after_july_2025() {
    let gain = d(1_000_000);
    let at = |issued| Qsbs::at(&lookup(&PARAMS, issued)).unwrap();
    let old = date(2025, 7, 4);
    let sold = |year, month, day| date(year, month, day);
    let exclusion = at(old).exclusion(&facts(old, Some(50_000_000), 1), gain, sold(2029, 7, 5));
    assert_eq!(exclusion.excluded, d(0));
    // More than five years: the anniversary is too early.
    let five = facts(old, Some(50_000_000), 1);
    assert_eq!(
        at(old).exclusion(&five, gain, sold(2030, 7, 4)).excluded,
        d(0)
    );
    assert_eq!(
        at(old).exclusion(&five, gain, sold(2030, 7, 5)).excluded,
        gain
    );
    let new = date(2025, 7, 5);
    let kept = |until| at(new).exclusion(&facts(new, Some(75_000_000), 1), gain, until);
    assert_eq!(kept(sold(2028, 7, 4)).excluded, d(0));
    let three = kept(sold(2028, 7, 5));
    assert_eq!(
        (three.excluded, three.taxed_at_28),
        (d(500_000), d(500_000))
    );
    assert_eq!(kept(sold(2029, 7, 5)).excluded, d(750_000));
    assert_eq!(kept(sold(2030, 7, 5)).excluded, gain);
    assert_eq!(three.income().ltcg, gain);
    // Nothing without proof of the assets, and nothing above the limit.
    for assets in [None, Some(75_000_001)] {
        let refused = at(new).exclusion(&facts(new, assets, 1), gain, sold(2031, 1, 1));
        assert!(refused.excluded == d(0) && refused.refused.is_some());
    }
    // Ten times the basis where that is more than the cap.
    let big = at(new).exclusion(
        &facts(new, Some(1), 2_000_000),
        d(30_000_000),
        sold(2031, 1, 1),
    );
    assert_eq!(
        (big.excluded, big.ordinary_gain),
        (d(20_000_000), d(10_000_000))
    );
    let follows = |year, code: &str| {
        Conformity::at(&lookup(&PARAMS, date(year, 1, 1)), code.parse().unwrap())
    };
    assert_eq!(follows(2026, "us-ca"), Ok(Conformity::DoesNot));
}

#[test]
fn flat_withholding_falls_short_of_the_tax() {
    // 200,000 of shares on 300,000 of wages in California, 2025: 22% and 10.23% are withheld
    // where 35% and 9.3% to 10.3% are due.
    let place: Place = "us-ca".parse().unwrap();
    let law = super::law::law("us-ca", 2025, Filing::Single);
    let rule = Supplemental::at(&lookup(&PARAMS, date(2025, 1, 1)), place).unwrap();
    let income = YearIncome {
        wages: d(300_000),
        ..year()
    };
    let household = Household::new(Filing::Single);
    let result = rule.shortfall(&law, &household, &income, Axis::Rsu, d(200_000), d(0));
    assert_eq!(result.withheld_federal, d(44_000));
    assert_eq!(result.withheld_state, d(20_460));
    // Medicare 1.45% and 0.9%, SDI 1.2%; Social Security is full already.
    assert_eq!(result.withheld_payroll, d(2_900 + 1_800 + 2_400));
    assert!(
        result.short > d(18_000) && result.short < d(24_000),
        "{result:?}"
    );
    assert!(!result.state_rate_unknown);
    // Above a million the rate is 37%.
    let large = rule.shortfall(&law, &household, &income, Axis::Rsu, d(1_500_000), d(0));
    assert_eq!(large.withheld_federal, d(220_000 + 185_000));
    // Colorado has no flat rate here: its tax is no part of the shortfall, 35% less 22% of
    // the part above the 32% bracket and the like.
    let place: Place = "us-co".parse().unwrap();
    let law = super::law::law("us-co", 2025, Filing::Single);
    let rule = Supplemental::at(&lookup(&PARAMS, date(2025, 1, 1)), place).unwrap();
    let result = rule.shortfall(&law, &household, &income, Axis::Rsu, d(200_000), d(0));
    assert!(result.state_rate_unknown);
    let federal = |wages: i64| {
        let income = YearIncome {
            wages: d(wages),
            ..year()
        };
        law.assess(
            &household,
            &income,
            &batna_tax::Carry::default(),
            &mut batna_core::NoTrace,
        )
        .under("us.federal.")
    };
    assert_eq!(
        result.short,
        federal(500_000) - federal(300_000) - d(44_000)
    );
}

#[test]
fn equity_is_divided_by_workdays() {
    // January 2026 has 22 workdays; 10 of them are from Monday the 19th on.
    let (ca, home): (Place, Place) = ("us-ca".parse().unwrap(), "us".parse().unwrap());
    let stays = [
        Stay {
            from: date(2025, 1, 1),
            place: ca,
        },
        Stay {
            from: date(2026, 1, 19),
            place: home,
        },
    ];
    let parts: Vec<Part<Decimal>> = allocate(date(2026, 1, 1), date(2026, 1, 31), &stays);
    assert_eq!((parts[0].workdays, parts[1].workdays), (12, 10));
    assert_eq!(parts.iter().map(|part| part.share).sum::<Decimal>(), d(1));
    // Back again: the two stays are one part; nothing before the period counts.
    let back = [
        stays[0],
        stays[1],
        Stay {
            from: date(2026, 1, 26),
            place: ca,
        },
    ];
    let parts: Vec<Part<Decimal>> = allocate(date(2026, 1, 1), date(2026, 1, 31), &back);
    assert_eq!(
        (parts.len(), parts[0].workdays, parts[1].workdays),
        (2, 17, 5)
    );
    let none: Vec<Part<Decimal>> = allocate(date(2026, 1, 31), date(2026, 1, 1), &stays);
    assert!(none.iter().all(|part| part.share == d(0)));
}

/// The credit of a minimum tax, compiled, against the law itself year by year in decimal.
#[test]
fn compiled_minimum_credits_are_the_laws_own() {
    let single = Household::new(Filing::Single);
    for place in ["us-wa", "us-ca"] {
        let law = super::law::law(place, 2025, Filing::Single);
        let income = YearIncome {
            wages: 200_000.0,
            ..YearIncome::default()
        };
        let compiled = law.deferred_minimums(&single, &income, 3e6).unwrap();
        let prefixes: Vec<_> = compiled.iter().map(|credit| credit.prefix).collect();
        let wanted: &[&str] = match place {
            "us-ca" => &["us.federal", "us.ca"],
            _ => &["us.federal"],
        };
        assert_eq!(prefixes, wanted);
        let assess = |iso: i64, gain: i64, met: i64, carry: &Carry<Decimal>| {
            let income = YearIncome {
                wages: d(200_000),
                iso_spread: d(iso),
                ltcg: d(gain),
                amt_basis_adjustment: d(met),
                ..year()
            };
            law.assess(&single, &income, carry, &mut batna_core::NoTrace)
        };
        for (spread, gain) in [
            (300_000, 0),
            (300_000, 500_000),
            (80_000, 90_000),
            (900_000, 2_000_000),
        ] {
            let exercised = assess(spread, 0, 0, &Carry::default());
            let before = assess(0, gain, if gain > 0 { spread } else { 0 }, &exercised.carry);
            for credit in &compiled {
                let of = |carry: &Carry<Decimal>| {
                    let balance = match credit.prefix {
                        "us.federal" => carry.amt_credit,
                        _ => carry.state_amt_credit,
                    };
                    balance.to_f64().unwrap()
                };
                let made = of(&exercised.carry);
                assert!((credit.made.at(f64::from(spread as i32)) - made).abs() < 0.02);
                // As a path takes it: room of the gain that both bases share, and what the
                // regular tax of the rest adds to it.
                let gain = gain as f64;
                let met = if gain > 0.0 {
                    (gain - spread as f64).max(0.0)
                } else {
                    0.0
                };
                let room = credit.room.at(met) + credit.regular.at(gain) - credit.regular.at(met);
                let used = made.min(room.max(0.0));
                let id = format!("{}.amt_credit", credit.prefix);
                let law_used = -before.tax(&id).to_f64().unwrap();
                assert!(
                    (used - law_used).abs() < 0.05,
                    "{place} {id} {spread} {gain}: {used} against {law_used}"
                );
                let spared = (-credit.room.at(gain)).max(0.0) - (-room).max(0.0);
                let left = of(&before.carry);
                assert!(
                    ((made - used - spared).max(0.0) - left).abs() < 0.05,
                    "{place} {id} {spread} {gain}: {} left against {left}",
                    made - used - spared
                );
            }
        }
    }
}
