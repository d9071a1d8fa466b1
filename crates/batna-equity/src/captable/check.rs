//! What must hold of a cap table before anything is computed from it.

use std::collections::{BTreeMap, BTreeSet};

use batna_core::{Diagnostic, Diagnostics};
use rust_decimal::Decimal;

use super::{CapTable, ConvertibleKind, Participation};

pub(super) fn check(table: &CapTable) -> Diagnostics {
    let mut found = Diagnostics::new();
    ids(table, &mut found);
    numbers(table, &mut found);
    conversions(table, &mut found);
    percentages(table, &mut found);
    holdings(table, &mut found);
    strikes(table, &mut found);
    let residual = table
        .classes
        .iter()
        .any(|class| class.shares > Decimal::ZERO && class.ratio > Decimal::ZERO);
    if !residual {
        found.push(
            Diagnostic::error(
                "captable::no-shares",
                "no class has shares: nobody would get what is left of an exit",
            )
            .remedy("add a [[class]] with shares, such as the common stock"),
        );
    } else if !table
        .classes
        .iter()
        .any(|c| c.preference.is_none() && c.shares > Decimal::ZERO)
    {
        found.push(
            Diagnostic::warning("captable::no-common", "no class of common stock has shares")
                .remedy("add the common stock held by founders and employees"),
        );
    }
    found
}

fn ids(table: &CapTable, found: &mut Diagnostics) {
    let all = table
        .classes
        .iter()
        .map(|class| ("class", &class.id))
        .chain(table.options.iter().map(|option| ("option", &option.id)))
        .chain(
            table
                .convertibles
                .iter()
                .map(|one| ("convertible", &one.id)),
        )
        .chain(table.debts.iter().map(|debt| ("debt", &debt.id)))
        .chain(table.deductions.iter().map(|one| ("deduction", &one.id)));
    let mut seen = BTreeMap::new();
    for (what, id) in all {
        if let Some(before) = seen.insert(id.as_str(), what) {
            found.push(
                Diagnostic::error(
                    "captable::doubled",
                    format!("`{id}` names a {before} and again a {what}"),
                )
                .remedy("give each its own id"),
            );
        }
    }
}

fn numbers(table: &CapTable, found: &mut Diagnostics) {
    let mut negative = |what: String, value: Decimal| {
        if value < Decimal::ZERO {
            found.push(
                Diagnostic::error(
                    "captable::negative",
                    format!("{what} is {value}, and cannot be negative"),
                )
                .remedy("write the number without a sign"),
            );
        }
    };
    for class in &table.classes {
        negative(format!("`shares` of class `{}`", class.id), class.shares);
        negative(
            format!("the conversion of class `{}`", class.id),
            class.ratio,
        );
        if let Some(preference) = &class.preference {
            negative(format!("`price` of class `{}`", class.id), preference.price);
            negative(
                format!("`multiple` of class `{}`", class.id),
                preference.multiple,
            );
            if let Participation::Capped(cap) = preference.participation {
                negative(
                    format!("the participation cap of class `{}`", class.id),
                    cap,
                );
            }
            if let Some(dividend) = &preference.dividend {
                negative(
                    format!("the dividend of class `{}`", class.id),
                    dividend.rate,
                );
            }
        }
    }
    for option in &table.options {
        negative(format!("`shares` of option `{}`", option.id), option.shares);
        negative(format!("`strike` of option `{}`", option.id), option.strike);
    }
    for one in &table.convertibles {
        negative(format!("`amount` of `{}`", one.id), one.amount);
        negative(
            format!("`cap` of `{}`", one.id),
            one.cap.unwrap_or_default(),
        );
        negative(format!("`discount` of `{}`", one.id), one.discount);
        negative(format!("`rate` of `{}`", one.id), one.rate);
        negative(format!("`multiple` of `{}`", one.id), one.multiple);
    }
    for debt in &table.debts {
        negative(format!("`amount` of debt `{}`", debt.id), debt.amount);
    }
    for one in &table.deductions {
        negative(format!("`amount` of `{}`", one.id), one.amount);
        negative(format!("`percent` of `{}`", one.id), one.percent);
        negative(format!("`above` of `{}`", one.id), one.above);
        negative(
            format!("`cap` of `{}`", one.id),
            one.cap.unwrap_or_default(),
        );
    }
    for holding in &table.holdings {
        negative(
            format!(
                "`shares` of `{}` in class `{}`",
                holding.holder, holding.class
            ),
            holding.shares,
        );
    }
    negative("the unissued pool".into(), table.pool_unissued);
    for class in &table.classes {
        let Some(preference) = &class.preference else {
            continue;
        };
        if let Some(dividend) = &preference.dividend
            && dividend.cumulative
            && dividend.since.is_none()
        {
            found.push(
                Diagnostic::error(
                    "captable::dividend-start",
                    format!(
                        "the cumulative dividend of class `{}` has no start",
                        class.id
                    ),
                )
                .remedy("add `since = 2024-01-31` to its dividend, the day of issue"),
            );
        }
        if let Participation::Capped(cap) = preference.participation
            && cap < preference.multiple
        {
            found.push(
                Diagnostic::error(
                    "captable::cap-below-preference",
                    format!(
                        "the participation cap of class `{}` ({cap}x) is below its preference ({}x)",
                        class.id, preference.multiple
                    ),
                )
                .remedy("the cap counts the preference: a 1x preference with as much again is `2x`"),
            );
        }
    }
}

fn conversions(table: &CapTable, found: &mut Diagnostics) {
    let mut told = BTreeSet::new();
    for class in &table.classes {
        let mut path = vec![class.id.as_str()];
        let mut here = class;
        while let Some(next) = &here.converts_to {
            let Some(target) = table.class(next) else {
                if here.id == class.id {
                    found.push(unknown_class(table, &format!("class `{}`", class.id), next));
                }
                break;
            };
            if let Some(at) = path.iter().position(|id| *id == next.as_str()) {
                let mut circle: Vec<&str> = path[at..].to_vec();
                let first = circle.iter().enumerate().min_by_key(|(_, id)| **id);
                let turn = first.map_or(0, |(index, _)| index);
                circle.rotate_left(turn);
                if told.insert(circle.join(" ")) {
                    let mut words: Vec<String> =
                        circle.iter().map(|id| format!("`{id}`")).collect();
                    words.push(words[0].clone());
                    found.push(
                        Diagnostic::error(
                            "captable::circular-conversion",
                            format!("conversion turns in a circle: {}", words.join(" into ")),
                        )
                        .remedy("let the chain of `converts_to` end at the common stock"),
                    );
                }
                break;
            }
            path.push(next);
            here = target;
        }
        if class.converts_to.is_none() && class.preference.is_none() && class.ratio.is_zero() {
            found.push(
                Diagnostic::error(
                    "captable::no-conversion",
                    format!(
                        "common class `{}` counts as zero shares of common",
                        class.id
                    ),
                )
                .remedy("leave out `conversion`, or write 1"),
            );
        }
    }
    for option in &table.options {
        if let Some(class) = &option.class
            && table.class(class).is_none()
        {
            found.push(unknown_class(
                table,
                &format!("option `{}`", option.id),
                class,
            ));
        }
    }
}

pub(super) fn unknown_class(table: &CapTable, who: &str, class: &str) -> Diagnostic {
    let known: Vec<String> = table
        .classes
        .iter()
        .map(|c| format!("`{}`", c.id))
        .collect();
    Diagnostic::error(
        "captable::unknown-class",
        format!("{who} names class `{class}`, which is not in the table"),
    )
    .remedy(if known.is_empty() {
        "add it as a [[class]]".to_owned()
    } else {
        format!("the classes are {}", known.join(", "))
    })
}

fn percentages(table: &CapTable, found: &mut Diagnostics) {
    let over = |id: &str, what: &str| {
        Diagnostic::error(
            "captable::over-hundred-percent",
            format!("{what} of `{id}` is over 100%"),
        )
        .remedy("write a percentage from 0% to 100%")
    };
    let mut total = Decimal::ZERO;
    for one in &table.deductions {
        if one.percent > Decimal::ONE {
            found.push(over(&one.id, "`percent`"));
        }
        total = total.saturating_add(one.percent);
    }
    if total > Decimal::ONE
        && table
            .deductions
            .iter()
            .all(|one| one.percent <= Decimal::ONE)
    {
        let ids: Vec<String> = table
            .deductions
            .iter()
            .filter(|one| one.percent > Decimal::ZERO)
            .map(|one| format!("`{}`", one.id))
            .collect();
        found.push(
            Diagnostic::error(
                "captable::over-hundred-percent",
                format!("{} take over 100% of an exit together", ids.join(", ")),
            )
            .remedy("percentages of fees and carve-outs come to 100% at most"),
        );
    }
    let mut sold = Decimal::ZERO;
    for one in &table.convertibles {
        if one.discount >= Decimal::ONE {
            found.push(
                Diagnostic::error(
                    "captable::over-hundred-percent",
                    format!("`discount` of `{}` is 100% or more", one.id),
                )
                .remedy("a 20% discount is written \"20%\""),
            );
        }
        if one.cap.is_some_and(|cap| cap.is_zero()) {
            found.push(
                Diagnostic::error(
                    "captable::zero-cap",
                    format!("`cap` of `{}` is zero", one.id),
                )
                .remedy("leave `cap` out where there is none"),
            );
        }
        if one.kind == ConvertibleKind::SafePostMoney
            && let Some(cap) = one.cap.filter(|cap| *cap > Decimal::ZERO)
        {
            let part = one.amount.checked_div(cap).unwrap_or(Decimal::MAX);
            sold = sold.saturating_add(part);
        }
    }
    if sold >= Decimal::ONE {
        found.push(
            Diagnostic::error(
                "captable::over-hundred-percent",
                "the post-money SAFEs own 100% of the company or more together",
            )
            .remedy("each owns its amount over its cap; check amounts and caps"),
        );
    }
}

fn holdings(table: &CapTable, found: &mut Diagnostics) {
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for holding in &table.holdings {
        if table.class(&holding.class).is_none() {
            let who = format!("the holding of `{}`", holding.holder);
            found.push(unknown_class(table, &who, &holding.class));
        }
        let sum = sums.entry(holding.class.as_str()).or_default();
        *sum = sum.saturating_add(holding.shares);
    }
    for class in &table.classes {
        if let Some(sum) = sums.get(class.id.as_str())
            && *sum > class.shares
        {
            found.push(
                Diagnostic::error(
                    "captable::holdings",
                    format!(
                        "holders of class `{}` have {sum} shares, the class has {}",
                        class.id, class.shares
                    ),
                )
                .remedy("let the holdings add to the shares of the class or fewer"),
            );
        }
    }
}

fn strikes(table: &CapTable, found: &mut Diagnostics) {
    let highest = table
        .classes
        .iter()
        .filter_map(|class| {
            let price = class.preference.as_ref()?.price;
            let ratio = table.common_ratio(&class.id)?;
            price.checked_div(ratio)
        })
        .max();
    let Some(highest) = highest else { return };
    for option in &table.options {
        if option.class.is_none() && option.strike > highest {
            found.push(
                Diagnostic::warning(
                    "captable::strike-above-preferred",
                    format!(
                        "the strike of `{}` ({}) is above every price paid for preferred ({})",
                        option.id,
                        option.strike.normalize(),
                        highest.round_dp(4).normalize()
                    ),
                )
                .remedy("check the strike; options on common are usually struck well below the preferred price"),
            );
        }
    }
}
