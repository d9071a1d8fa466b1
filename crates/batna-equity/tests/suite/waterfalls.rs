//! Waterfalls: published examples, and the properties of every division.

use std::collections::BTreeMap;

use batna_equity::captable::{
    CapTable, Class, Convertible, ConvertibleKind, Debt, Deduction, DeductionKind, OptionGrant,
    OptionKind, Participation,
};
use batna_equity::waterfall::{ExitEvent, Waterfall};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::cases::{assert_near, number, read};

#[derive(Deserialize)]
struct Case {
    name: String,
    source: String,
    tolerance: String,
    table: String,
    #[serde(default)]
    breakpoints: Vec<toml::Value>,
    exit: Vec<Exit>,
}

#[derive(Deserialize)]
struct Exit {
    value: toml::Value,
    amounts: BTreeMap<String, toml::Value>,
}

#[test]
fn published_examples() {
    for case in read::<Case>("waterfall") {
        assert!(!case.source.is_empty());
        let (table, _) = CapTable::from_toml("case", &case.table)
            .unwrap_or_else(|found| panic!("{}: {found:?}", case.name));
        let waterfall = Waterfall::compile(&table).unwrap();
        let tolerance: Decimal = case.tolerance.parse().unwrap();
        if !case.breakpoints.is_empty() {
            let found = waterfall.breakpoints().unwrap();
            let expected: Vec<Decimal> = case.breakpoints.iter().map(number).collect();
            let got: Vec<Decimal> = found.iter().filter_map(|point| point.exit).collect();
            assert_eq!(got.len(), expected.len(), "{}: {found:?}", case.name);
            for (got, expected) in got.iter().zip(&expected) {
                assert_near(*got, *expected, tolerance, &case.name);
            }
        }
        let payoffs = waterfall.payoffs().unwrap();
        for exit in &case.exit {
            let value = number(&exit.value);
            let distribution = waterfall.payouts(value).unwrap();
            for (id, amount) in &exit.amounts {
                let what = format!("{}: {id} at {value}", case.name);
                let got = distribution
                    .payouts
                    .iter()
                    .find(|payout| payout.id == *id)
                    .map(|payout| payout.amount)
                    .or_else(|| {
                        let one = distribution.deducted.iter().find(|one| one.id == *id)?;
                        Some(one.amount)
                    })
                    .unwrap_or_else(|| panic!("{what}: no such taker"));
                assert_near(got, number(amount), tolerance, &what);
                if let Some(at) = waterfall.taker(id) {
                    let float = payoffs.taker_at(at, value.try_into().unwrap());
                    let exact: f64 = got.try_into().unwrap();
                    assert!(
                        (float - exact).abs() < 1e-4,
                        "{what}: {float} against {exact}"
                    );
                }
            }
        }
    }
}

fn decimal(value: i64, places: u32) -> Decimal {
    Decimal::new(value, places)
}

prop_compose! {
    fn class(index: usize)(
        shares in 1i64..5_000_000,
        price in 1i64..2_000,
        multiple in 0i64..4,
        seniority in 0u32..4,
        participation in 0u8..3,
        cap in 0i64..30,
        ratio in 50i64..300,
    ) -> Class {
        let mut class = Class::preferred(
            format!("p{index}"), Decimal::from(shares), decimal(price, 2), seniority,
        );
        class.ratio = decimal(ratio, 2);
        let preference = class.preference.as_mut().unwrap();
        preference.multiple = Decimal::from(multiple);
        preference.participation = match participation {
            0 => Participation::None,
            1 => Participation::Full,
            _ => Participation::Capped(Decimal::from(multiple) + decimal(cap, 1)),
        };
        class
    }
}

prop_compose! {
    fn table()(
        common in 1i64..20_000_000,
        a in class(0), b in class(1), c in class(2), d in class(3),
        keep in 0usize..5,
        options in prop::collection::vec((1i64..1_000_000, 0i64..3_000, any::<bool>()), 0..4),
        safe in prop::option::of((1i64..2_000_000, 5_000_000i64..50_000_000, 0i64..30, any::<bool>())),
        debt in 0i64..3_000_000,
        fee in 0i64..20, carve in 0i64..30, above in 0i64..20_000_000,
    ) -> CapTable {
        let mut table = CapTable::new("test", batna_core::Currency::USD);
        table.classes.push(Class::common("common", Decimal::from(common)));
        table.classes.extend([a, b, c, d].into_iter().take(keep));
        for (index, (shares, strike, preferred)) in options.into_iter().enumerate() {
            table.options.push(OptionGrant {
                id: format!("o{index}"),
                kind: OptionKind::Option,
                class: (preferred && keep > 0).then(|| "p0".to_owned()),
                shares: Decimal::from(shares),
                strike: decimal(strike, 2),
                holder: None,
            });
        }
        if let Some((amount, cap, discount, note)) = safe {
            table.convertibles.push(Convertible {
                id: "safe".into(),
                kind: if note { ConvertibleKind::Note } else { ConvertibleKind::SafePostMoney },
                amount: Decimal::from(amount),
                cap: Some(Decimal::from(cap)),
                discount: decimal(discount, 2),
                issued: None,
                rate: Decimal::ZERO,
                multiple: Decimal::ONE,
                most_favoured: false,
                seniority: None,
                holder: None,
            });
        }
        if debt > 0 {
            table.debts.push(Debt { id: "debt".into(), amount: Decimal::from(debt) });
        }
        for (id, kind, percent, above) in [
            ("fee", DeductionKind::Fee, fee, 0),
            ("carve", DeductionKind::CarveOut, carve, above),
        ] {
            if percent > 0 {
                table.deductions.push(Deduction {
                    id: id.into(), kind,
                    amount: Decimal::ZERO,
                    percent: decimal(percent, 2),
                    above: Decimal::from(above),
                    cap: None,
                });
            }
        }
        table
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn payouts_sum_to_the_exit_and_nobody_loses_when_it_rises(
        table in table(), mut exits in prop::collection::vec(0i64..200_000_000, 6),
    ) {
        let waterfall = Waterfall::compile(&table).unwrap();
        let payoffs = waterfall.payoffs().unwrap();
        let mut floats = vec![0.0; payoffs.takers()];
        exits.sort_unstable();
        let mut before: Option<Vec<Decimal>> = None;
        for exit in exits {
            let division = waterfall.payouts(Decimal::from(exit)).unwrap();
            let takers: Vec<Decimal> = division.payouts.iter().map(|p| p.amount).collect();
            let sum: Decimal = takers.iter().copied().sum::<Decimal>()
                + division.deducted.iter().map(|one| one.amount).sum::<Decimal>();
            prop_assert_eq!(sum, Decimal::from(exit));
            payoffs.at(exit as f64, &mut floats);
            for (float, exact) in floats.iter().zip(&takers) {
                let exact: f64 = (*exact).try_into().unwrap();
                prop_assert!((float - exact).abs() <= 1e-6 * exit as f64 + 1e-4);
            }
            if let Some(before) = before {
                for (now, then) in takers.iter().zip(&before) {
                    prop_assert!(*now >= *then - decimal(1, 9));
                }
            }
            for amount in &takers {
                prop_assert!(*amount >= -decimal(1, 9));
            }
            let cents = division.clone().rounded(2);
            let sum: Decimal = cents.payouts.iter().map(|p| p.amount).sum::<Decimal>()
                + cents.deducted.iter().map(|one| one.amount).sum::<Decimal>();
            prop_assert_eq!(sum, cents.exit);
            before = Some(takers);
        }
    }

    /// Each class is forced the other way (to convert, or never to) and the rest re-divided:
    /// it gains nothing by it.
    #[test]
    fn no_class_gains_by_changing_its_mind(table in table(), exit in 0i64..200_000_000) {
        let exit = Decimal::from(exit);
        let division = Waterfall::compile(&table).unwrap().payouts(exit).unwrap();
        let converting: BTreeMap<&str, bool> = division
            .payouts
            .iter()
            .filter_map(|payout| Some((payout.id.as_str(), payout.converts?)))
            .collect();
        // Everybody is held to what they do in equilibrium; one class changes.
        for index in 0..table.classes.len() {
            let id = table.classes[index].id.clone();
            let Some(converts) = converting.get(id.as_str()) else { continue };
            if table.options.iter().any(|option| option.class.as_deref() == Some(&id)) {
                continue;
            }
            let mut changed = table.clone();
            for class in &mut changed.classes {
                let other = converting.get(class.id.as_str()).copied();
                let forced = if class.id == id { Some(!*converts) } else { other };
                match (forced, &mut class.preference) {
                    (Some(true), preference) => *preference = None,
                    // Never converting: the preference alone.
                    (Some(false), Some(preference))
                        if preference.participation == Participation::None =>
                    {
                        class.ratio = Decimal::ZERO;
                    }
                    _ => {}
                }
            }
            // SAFEs count shares as converted; hold theirs by leaving them out of this check.
            if !changed.convertibles.is_empty() { continue; }
            let Ok(other) = Waterfall::compile(&changed) else { continue };
            let amount_of = |division: &batna_equity::waterfall::Distribution| {
                division.payouts.iter().find(|p| p.id == id).map(|p| p.amount).unwrap()
            };
            let gained = amount_of(&other.payouts(exit).unwrap()) - amount_of(&division);
            prop_assert!(gained <= decimal(1, 6), "{} gains {}", id, gained);
        }
    }

    #[test]
    fn a_listing_divides_as_converted(table in table()) {
        let mut table = table;
        table.debts.clear();
        table.deductions.clear();
        table.options.clear();
        table.convertibles.clear();
        let waterfall = Waterfall::compile_for(&table, ExitEvent::Listing, None).unwrap();
        let exit = decimal(1_000_000_000, 0);
        let whole = table.fully_diluted(false).unwrap();
        for payout in waterfall.payouts(exit).unwrap().payouts {
            let ratio = table.common_ratio(&payout.class).unwrap();
            prop_assert!((payout.amount - exit * payout.shares * ratio / whole).abs() < decimal(1, 6));
        }
    }

    #[test]
    fn a_huge_exit_tends_to_as_converted(table in table()) {
        let mut table = table;
        table.deductions.clear();
        for class in &mut table.classes {
            if let Some(preference) = &mut class.preference
                && preference.participation == Participation::Full
            {
                preference.participation = Participation::None;
            }
        }
        let waterfall = Waterfall::compile(&table).unwrap();
        let last = waterfall.segments().last().unwrap();
        for (taker, weight) in waterfall.takers().iter().zip(&last.weights) {
            prop_assert!((taker.shares * taker.ratio - *weight).abs() < decimal(1, 6));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = CapTable::from_toml("any", &text);
    }
}
