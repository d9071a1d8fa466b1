//! What must always hold.

use batna_core::{NoTrace, Scalar};
use batna_params::Projection;
use batna_tax::{
    Axis, Carry, Deduction, Filing, Household, Law, Place, Situation, TaxError, YearIncome,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::law::{PARAMS, law};

fn filings() -> impl Strategy<Value = Filing> {
    prop::sample::select(Filing::ALL.to_vec())
}

fn years() -> impl Strategy<Value = i16> {
    2025_i16..=2026
}

fn amount() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(0.0),
        (0_u32..60_000_000).prop_map(|cents| f64::from(cents) / 10.0)
    ]
}

prop_compose! {
    fn incomes()(
        wages in amount(), rsu in amount(), iso_spread in amount(), ltcg in amount(),
        stcg in amount(), other_income in amount(), spouse_wages in amount(),
        property_tax in 0_u32..60_000, charity in 0_u32..60_000, losing in any::<bool>(),
    ) -> YearIncome<f64> {
        YearIncome {
            wages, rsu, iso_spread, other_income, spouse_wages,
            ltcg: if losing { -ltcg } else { ltcg },
            stcg,
            property_tax: f64::from(property_tax),
            charity: f64::from(charity),
            ..YearIncome::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn float_and_decimal_agree_to_the_cent(
        income in incomes(), filing in filings(), year in years(), dependents in 0_u8..4,
        amt_credit in amount(),
    ) {
        let law = law("us", year, filing);
        let household = Household { dependents, ..Household::new(filing) };
        let carry = Carry { amt_credit, ..Carry::default() };
        let float = law.assess(&household, &income, &carry, &mut NoTrace);
        let decimal = law.assess(
            &household,
            &income.convert(Decimal::from_f64),
            &carry.convert(Decimal::from_f64),
            &mut NoTrace,
        );
        for item in decimal.taxes() {
            let other = float.tax(item.id);
            prop_assert!((item.amount.to_f64() - other).abs() < 0.01, "{}: {} and {other}", item.id, item.amount);
        }
        prop_assert!((decimal.carry.amt_credit.to_f64() - float.carry.amt_credit).abs() < 0.01);
    }

    #[test]
    fn more_income_is_more_tax(
        income in incomes(), filing in filings(), year in years(), more in 0.0_f64..200_000.0,
        axis in prop::sample::select(Axis::ALL.to_vec()),
    ) {
        // Without dependants, whose credit falls in steps, there is no cliff; a loss limit
        // and a refused deduction only flatten.
        let law = law("us", year, filing);
        let household = Household::new(filing);
        let before = law.total(&household, &income);
        let after = law.total(&household, &axis.add(&income, more));
        prop_assert!(after >= before - 0.001, "{before} then {after}");
        // Nothing takes more than all of it.
        prop_assert!(after - before <= more + 0.001, "{more} more, {} more tax", after - before);
    }

    #[test]
    fn standard_or_itemised_is_never_better_than_best(
        income in incomes(), filing in filings(), year in years(),
    ) {
        let law = law("us", year, filing);
        let total = |deduction| {
            let household = Household { deduction, ..Household::new(filing) };
            law.total(&household, &income)
        };
        let best = total(Deduction::Best);
        prop_assert!(best <= total(Deduction::Standard) + 0.001);
        prop_assert!(best <= total(Deduction::Itemise) + 0.001);
    }

    #[test]
    fn compiled_form_is_the_law(
        income in incomes(), filing in filings(), year in years(), dependents in 0_u8..3,
        axis in prop::sample::select(Axis::ALL.to_vec()),
        at in prop::collection::vec(0.0_f64..3_000_000.0, 20),
    ) {
        let law = law("us", year, filing);
        let household = Household { dependents, ..Household::new(filing) };
        let carry = Carry::default();
        let compiled = law.compile(&household, &income, &carry, axis, 0.0, 3_000_000.0).unwrap();
        for amount in at {
            let exact = law.total(&household, &axis.add(&income, amount));
            prop_assert!((compiled.at(amount) - exact).abs() < 0.01, "{amount}: {} and {exact}", compiled.at(amount));
        }
    }

    #[test]
    fn an_exercise_and_its_sale_conserve_basis_and_credit(
        wages in 150_000_u32..600_000, spread in 1_000_u32..400_000, year in years(),
    ) {
        // Exercise in one year; in the next sell at the exercise value; then go on earning.
        let filing = Filing::Single;
        let household = Household::new(filing);
        let wages = Decimal::from(wages);
        let spread = Decimal::from(spread);
        let assess = |year: i16, income: YearIncome<Decimal>, carry: Carry<Decimal>| {
            let place: Place = "us".parse().unwrap();
            let law = Law::at(&PARAMS, place, year, filing, Projection::Frozen).unwrap();
            law.assess(&household, &income, &carry, &mut NoTrace)
        };
        let plain = YearIncome { wages, ..YearIncome::default() };
        let exercise = assess(year, YearIncome { iso_spread: spread, ..plain }, Carry::default());
        prop_assert!(exercise.carry.amt_credit <= exercise.tax("us.federal.amt"));
        let sale = assess(
            year + 1,
            YearIncome { ltcg: spread, amt_basis_adjustment: spread, ..plain },
            exercise.carry,
        );
        prop_assert_eq!(sale.carry.amt_long_loss, Decimal::ZERO);
        let used = -sale.tax("us.federal.amt_credit");
        prop_assert!(used >= Decimal::ZERO && used <= exercise.carry.amt_credit);
        // What is neither used nor kept was taken back by exclusion items (Form 8801 line 18).
        prop_assert!(sale.carry.amt_credit <= exercise.carry.amt_credit - used);
        let mut carry = sale.carry;
        for later in 2..6 {
            let next = assess(year + later, plain, carry);
            prop_assert_eq!(
                carry.amt_credit,
                next.carry.amt_credit - next.tax("us.federal.amt_credit")
            );
            carry = next.carry;
        }
    }
}

/// Codes of every place of the United States.
fn places() -> Vec<&'static str> {
    let codes = Place::all().map(Place::code);
    codes.filter(|code| code.starts_with("us")).collect()
}

fn law_of(code: &str, year: i16, filing: Filing) -> Law {
    let place: Place = code.parse().unwrap();
    Law::at(&PARAMS, place, year, filing, Projection::Frozen).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Of states and cities as of the federation.
    #[test]
    fn every_place_agrees_with_itself_in_both_number_forms_and_compiled(
        code in prop::sample::select(places()), filing in filings(), year in years(),
        wages in 0_u32..1_500_000, spouse_wages in 0_u32..300_000, ltcg in 0_u32..600_000,
        dependents in 0_u8..3, at in prop::collection::vec(0_u32..1_200_000, 6),
    ) {
        let law = law_of(code, year, filing);
        let household = Household { dependents, ..Household::new(filing) };
        let income = YearIncome {
            wages: f64::from(wages),
            spouse_wages: if filing == Filing::Joint { f64::from(spouse_wages) } else { 0.0 },
            ltcg: f64::from(ltcg),
            ..YearIncome::default()
        };
        let carry = Carry::default();
        let float = law.assess(&household, &income, &carry, &mut NoTrace);
        let exact = income.convert(Decimal::from_f64);
        let decimal = law.assess(&household, &exact, &Carry::default(), &mut NoTrace);
        for item in decimal.taxes() {
            let other = float.tax(item.id);
            let apart = (item.amount.to_f64() - other).abs();
            prop_assert!(apart < 0.01, "{code} {}: {} and {other}", item.id, item.amount);
        }
        let compiled = law
            .compile(&household, &income, &carry, Axis::Bonus, 0.0, 1_200_000.0)
            .unwrap();
        for amount in at.into_iter().map(f64::from) {
            let exact = law.total(&household, &Axis::Bonus.add(&income, amount));
            let found = compiled.at(amount);
            prop_assert!((found - exact).abs() < 0.01, "{code} {amount}: {found} and {exact}");
        }
    }
}

/// No place asks anything of who receives nothing; New York City refunds its school tax credit
/// (Tax Law 606(ggg): 63, of a couple 125).
#[test]
fn no_income_owes_nothing_anywhere() {
    for code in places() {
        for year in [2025, 2026] {
            for filing in Filing::ALL {
                let household = Household::new(filing);
                let total =
                    law_of(code, year, filing).total(&household, &YearIncome::<Decimal>::default());
                let refunded = match (code, filing) {
                    ("us-ny-nyc", Filing::Joint | Filing::SurvivingSpouse) => -125,
                    ("us-ny-nyc", _) => -63,
                    _ => 0,
                };
                assert_eq!(total, Decimal::from(refunded), "{code} {year} {filing}");
            }
        }
    }
}

#[test]
fn joint_filing_costs_what_the_statute_says() {
    // Two equal earners: rates are twice as wide up to the 35% bracket, so nothing changes.
    for (year, wages, expected) in [
        (2025, 200_000, "0"),
        // Top bracket 2025: 2 x 626,350 alone, 751,600 together: 2% of the 501,100 between.
        (2025, 1_000_000, "10022.00"),
        (2026, 1_000_000, "10250.00"),
    ] {
        let deduction = Deduction::Standard;
        let each = Decimal::from(wages);
        let alone = YearIncome {
            wages: each,
            ..YearIncome::default()
        };
        let together = YearIncome {
            spouse_wages: each,
            ..alone
        };
        let tax = |filing, income| {
            let household = Household {
                deduction,
                ..Household::new(filing)
            };
            law("us", year, filing)
                .assess(&household, income, &Carry::default(), &mut NoTrace)
                .tax("us.federal.income")
        };
        let penalty = tax(Filing::Joint, &together) - Decimal::TWO * tax(Filing::Single, &alone);
        assert_eq!(penalty, expected.parse().unwrap(), "{year} {wages}");
    }
}

#[test]
fn past_known_law_the_projection_is_named() {
    let place: Place = "us".parse().unwrap();
    let at = |projection| Law::at(&PARAMS, place, 2028, Filing::Single, projection);
    assert!(at(Projection::Refuse).is_err());
    let frozen = at(Projection::Frozen).unwrap();
    assert_eq!(frozen.status(), batna_core::Status::Projected);
    let label = frozen.projection_label().unwrap().to_owned();
    assert!(label.contains("2026"), "{label}");
    let indexed = at(Projection::Indexed("2.5%".parse().unwrap())).unwrap();
    let income = YearIncome {
        wages: Decimal::from(200_000),
        ..YearIncome::default()
    };
    let household = Household::new(Filing::Single);
    let income_tax = |law: &Law| {
        law.assess(&household, &income, &Carry::default(), &mut NoTrace)
            .tax("us.federal.income")
    };
    assert!(income_tax(&indexed) < income_tax(&frozen));
}

#[test]
fn work_in_another_state_is_taxed_there_in_part() {
    let home: Place = "us".parse().unwrap();
    let away: Place = "us-ca".parse().unwrap();
    let filing = Filing::Single;
    let household = Household::new(filing);
    let income = YearIncome {
        wages: Decimal::from(200_000),
        ltcg: Decimal::from(50_000),
        ..YearIncome::default()
    };
    let at = |situation: Situation| {
        Law::at(&PARAMS, situation, 2025, filing, Projection::Refuse)
            .unwrap()
            .assess(&household, &income, &Carry::default(), &mut NoTrace)
    };
    let resident = at(Situation::at(away));
    let worker = at(Situation::working_in(home, away));
    // Wages are four fifths of the income.
    let part = Decimal::new(8, 1);
    assert_eq!(
        worker.tax("us.ca.income"),
        resident.tax("us.ca.income") * part
    );
    assert_eq!(worker.tax("us.ca.payroll.sdi"), Decimal::from(2_400));
    assert_eq!(worker.tax("us.other_state_credit"), Decimal::ZERO);
    let half = Situation {
        work_share: Decimal::new(5, 1),
        ..Situation::working_in(home, away)
    };
    assert_eq!(
        at(half).tax("us.ca.income"),
        resident.tax("us.ca.income") * Decimal::new(4, 1)
    );
    let abroad = Situation::working_in(home, "uk-england".parse().unwrap());
    let refused = Law::at(&PARAMS, abroad, 2025, filing, Projection::Refuse);
    assert!(matches!(refused, Err(TaxError::NotCovered { .. })));
}
