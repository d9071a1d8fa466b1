//! Grants, in one line or with all their terms, and how they vest.

use crate::catalogue;
use crate::model::{
    Acceleration, Conversion, Grant, GrantKind, GrantSize, Liquidity, Scheme, TakenBackAt, Vesting,
    VestingShape,
};
use crate::notation::grant::{self, Noted};
use crate::read::{Long, Reader, Trouble};

/// Grants under `grant` and `grants`, each with an id of its own.
pub(super) fn grants(reader: &Reader<'_, '_>) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for name in ["grant", "grants"] {
        let items = reader.long(name);
        let several = items.len() > 1;
        for (index, item) in items.into_iter().enumerate() {
            let number = grants.len() + 1;
            let id = if number == 1 {
                "grant".to_owned()
            } else {
                format!("grant{number}")
            };
            let read = match item {
                Long::Line(text, span) => reader.noted(grant::grant(&text, &id), &span),
                Long::Table(table) => Some(grant_table(&table, &id)),
            };
            let Some(mut grant) = read else { continue };
            grant.at = if several {
                format!("{name}.{}", index + 1)
            } else {
                name.to_owned()
            };
            if grants.iter().any(|other| other.id == grant.id) {
                let message = format!("two grants are called `{}`", grant.id);
                reader.tell_at(name, Trouble::new(&catalogue::DUPLICATE_ID, message));
                grant.id = format!("{}-{number}", grant.id);
            }
            grants.push(grant);
        }
    }
    grants
}

fn grant_table(table: &Reader<'_, '_>, default_id: &str) -> Grant {
    let id = table.text("id").map(|id| super::slug(&id));
    let mut read = Grant::new(
        id.unwrap_or_else(|| default_id.to_owned()),
        GrantKind::Unknown,
    );
    if let Some(kind) = table.choice("kind") {
        read.kind = kind_of(kind);
    }
    read.scheme = table.choice("scheme").and_then(Scheme::named);
    if read.scheme.is_some() && read.kind == GrantKind::Unknown {
        read.kind = GrantKind::Options;
    }
    if let Some(scheme) = read.scheme
        && read.kind != GrantKind::Options
    {
        let message = format!("{} are not {}s", scheme.label(), read.kind.label());
        let remedy = "Write kind = \"options\", or leave `scheme` out.";
        let trouble = Trouble::new(&catalogue::SCHEME_OF_OTHERS, message).remedy(remedy);
        table.tell_at("scheme", trouble);
        read.scheme = None;
    }
    read.size = size(table);
    read.strike = table.money("strike");
    read.fair_value = table.money("fair_value");
    read.preferred_price = table.money("preferred_price");
    read.fully_diluted = table.shares("fully_diluted");
    read.granted = table.date("granted");
    read.vesting = if read.kind == GrantKind::Espp && !table.has("vesting") {
        // What is bought is the holder's at once: there is no schedule to ask for.
        Vesting {
            assumed: false,
            ..Vesting::assumed()
        }
    } else {
        vesting(table, &mut read.size)
    };
    read.vesting.start = table.date("vesting_start");
    read.acceleration = table.choice("acceleration").map(|word| match word {
        "single" => Acceleration::Single,
        "double" => Acceleration::Double,
        _ => Acceleration::None,
    });
    read.exercise_window_months = table.duration("exercise_window").map(|d| d.months());
    read.early_exercise = table.flag("early_exercise").unwrap_or(false);
    let required = table.flag("liquidity_required");
    let expires = table
        .duration("liquidity_expires")
        .map(|d| d.whole_months());
    let employed = table.flag("liquidity_employed");
    if required.is_some() || expires.is_some() || employed.is_some() {
        read.liquidity = Some(Liquidity {
            required: required.unwrap_or(true),
            expires_months: expires,
            employed: employed.unwrap_or(false),
        });
    }
    read.discount = table.rate("discount", 0, 99);
    read.cap = table.money("cap");
    read.repurchase = table.text("repurchase");
    read.taken_back_at = table.choice("repurchase_at").map(|word| match word {
        "fair" => TakenBackAt::FairValue,
        "cost" => TakenBackAt::Cost,
        "nothing" => TakenBackAt::Nothing,
        _ => TakenBackAt::Never,
    });
    read.taken_back_chance = table.rate("repurchase_chance", 0, 100);
    read.exercised = table.shares("exercised");
    read
}

fn kind_of(word: &str) -> GrantKind {
    [
        GrantKind::Rsu,
        GrantKind::Rsa,
        GrantKind::Iso,
        GrantKind::Nso,
        GrantKind::ProfitUnits,
        GrantKind::ProfitsInterest,
        GrantKind::Phantom,
        GrantKind::Espp,
        GrantKind::Options,
    ]
    .into_iter()
    .find(|kind| kind.word() == Some(word))
    .unwrap_or(GrantKind::Unknown)
}

/// The size, from whichever key gives it.
fn size(table: &Reader<'_, '_>) -> Option<GrantSize> {
    let given: Vec<&str> = ["size", "amount", "shares", "percent"]
        .into_iter()
        .filter(|name| table.has(name))
        .collect();
    if let [first, second, ..] = given.as_slice() {
        let message = format!("`{first}` and `{second}` both give the size of the grant");
        table.tell_at(second, Trouble::new(&catalogue::SAID_TWICE, message));
    }
    let size = if table.has("size") {
        table.notation("size", grant::size)
    } else if table.has("shares") {
        table.shares("shares").map(GrantSize::Shares)
    } else if table.has("percent") {
        table.rate("percent", 0, 100).map(GrantSize::Percent)
    } else {
        table.money("amount").map(|amount| GrantSize::Dollars {
            amount,
            conversion: None,
        })
    };
    let conversion = Conversion {
        price: table.money("conversion_price"),
        date: table.date("conversion_date"),
        averaging_days: table.count("averaging_days"),
    };
    let stated = conversion.price.is_some()
        || conversion.date.is_some()
        || conversion.averaging_days.is_some();
    match size {
        Some(GrantSize::Dollars {
            amount,
            conversion: read,
        }) => Some(GrantSize::Dollars {
            amount,
            conversion: if stated { Some(conversion) } else { read },
        }),
        other => other,
    }
}

/// The schedule: as stated, in dated tranches, or assumed.
fn vesting(table: &Reader<'_, '_>, size: &mut Option<GrantSize>) -> Vesting {
    if table.has("tranches") {
        if table.has("vesting") {
            let message =
                "`tranches` and `vesting` both say when the grant vests; the tranches hold";
            table.tell_at("vesting", Trouble::new(&catalogue::SAID_TWICE, message));
        }
        return tranches(table, size);
    }
    match table.notation("vesting", grant::vesting) {
        Some(Noted { value, notes }) => {
            for note in notes {
                table.tell_at("vesting", note);
            }
            value
        }
        None => {
            if !table.has("vesting") {
                table.tell_at("vesting", grant::assumed_note());
            }
            Vesting::assumed()
        }
    }
}

fn tranches(table: &Reader<'_, '_>, size: &mut Option<GrantSize>) -> Vesting {
    let mut tranches: Vec<(jiff::civil::Date, GrantSize)> = table
        .tables("tranches")
        .iter()
        .filter_map(|tranche| {
            let shares = tranche.shares("shares").map(GrantSize::Shares);
            let amount = tranche.money("amount").map(|amount| GrantSize::Dollars {
                amount,
                conversion: None,
            });
            Some((tranche.date("date")?, shares.or(amount)?))
        })
        .collect();
    tranches.sort_by_key(|(date, _)| *date);
    let summed = sum(&tranches);
    match (size.as_ref(), &summed) {
        (None, Some(summed)) => *size = Some(summed.clone()),
        (Some(GrantSize::Shares(stated)), Some(GrantSize::Shares(summed))) if stated != summed => {
            let message = format!("the tranches come to {summed} shares, the grant to {stated}");
            table.tell_at("tranches", Trouble::new(&catalogue::TRANCHES_SUM, message));
        }
        (
            Some(GrantSize::Dollars { amount: stated, .. }),
            Some(GrantSize::Dollars { amount: summed, .. }),
        ) if stated != summed => {
            let message = format!("the tranches come to {summed}, the grant to {stated}");
            table.tell_at("tranches", Trouble::new(&catalogue::TRANCHES_SUM, message));
        }
        _ => {}
    }
    Vesting {
        start: None,
        shape: VestingShape::Tranches(tranches),
        assumed: false,
    }
}

/// The tranches together, where they are all of one sort.
fn sum(tranches: &[(jiff::civil::Date, GrantSize)]) -> Option<GrantSize> {
    let mut parts = tranches.iter().map(|(_, part)| part);
    let first = parts.next()?.clone();
    parts.try_fold(first, |total, part| match (total, part) {
        (GrantSize::Shares(total), GrantSize::Shares(more)) => total
            .count()
            .checked_add(more.count())
            .and_then(|count| batna_core::Shares::new(count).ok())
            .map(GrantSize::Shares),
        (GrantSize::Dollars { amount, .. }, GrantSize::Dollars { amount: more, .. }) => {
            amount.try_add(*more).ok().map(|amount| GrantSize::Dollars {
                amount,
                conversion: None,
            })
        }
        _ => None,
    })
}
