//! The long form of what stands in one line, so that a key of it can be set.
//!
//! What the reader understood of the line is written as keys; words it left out are lost, so
//! that a line with such words has no long form here.

use batna_core::{Currency, Money};
use toml_edit::{InlineTable, Value};

use super::amount::says_dollars;
use super::grant::{self, Noted};
use super::payment;
use crate::keys::Notation;
use crate::model::{
    Acceleration, Clawback, GrantSize, OneTimePayment, PaidWhen, Vesting, VestingPeriod,
    VestingShape,
};

/// The keys that a line says; none where it cannot be said in them.
pub(crate) fn long(notation: Notation, line: &str) -> Option<InlineTable> {
    match notation {
        Notation::Grant => grant(line),
        Notation::Payment => payment(line),
        _ => None,
    }
}

fn grant(line: &str) -> Option<InlineTable> {
    let Noted { value, notes } = grant::grant(line, "grant").ok()?;
    let read = value?;
    if notes
        .iter()
        .any(|note| note.entry.code == crate::catalogue::WORDS_NOT_UNDERSTOOD.code)
    {
        return None;
    }
    let mut keys = InlineTable::new();
    if let Some(word) = read.kind.word() {
        text(&mut keys, "kind", word.to_owned());
    }
    if let Some(scheme) = read.scheme {
        text(&mut keys, "scheme", scheme.key().to_owned());
    }
    match read.size? {
        GrantSize::Shares(shares) => {
            text(&mut keys, "size", shares.count().normalize().to_string())
        }
        GrantSize::Percent(percent) => text(&mut keys, "size", percent.to_string()),
        GrantSize::Dollars { amount, conversion } => {
            text(&mut keys, "size", written(amount, line));
            if let Some(price) = conversion.and_then(|conversion| conversion.price) {
                text(&mut keys, "conversion_price", written(price, line));
            }
        }
    }
    if let Some(strike) = read.strike {
        text(&mut keys, "strike", written(strike, line));
    }
    if let Some(whole) = read.fully_diluted {
        text(
            &mut keys,
            "fully_diluted",
            whole.count().normalize().to_string(),
        );
    }
    if let Some(words) = vesting(&read.vesting)? {
        text(&mut keys, "vesting", words);
    }
    if let Some(acceleration) = read.acceleration {
        let word = match acceleration {
            Acceleration::None => "none",
            Acceleration::Single => "single",
            Acceleration::Double => "double",
        };
        text(&mut keys, "acceleration", word.to_owned());
    }
    if read.liquidity.is_some() {
        keys.insert("liquidity_required", true.into());
    }
    Some(keys)
}

/// The words of a schedule; `None` inside where all of it is assumed and nothing need be said,
/// outside where no words read back as it.
fn vesting(stated: &Vesting) -> Option<Option<String>> {
    if *stated == Vesting::assumed() {
        return Some(None);
    }
    let each = |every: VestingPeriod| match every {
        VestingPeriod::Monthly => "monthly",
        VestingPeriod::Quarterly => "quarterly",
        VestingPeriod::SemiAnnual => "semi-annually",
        VestingPeriod::Annual => "yearly",
    };
    let candidates = match &stated.shape {
        VestingShape::Even { months: 0, .. } => vec!["immediate".to_owned()],
        VestingShape::Even {
            months,
            every,
            cliff_months,
        } => {
            let every = each(*every);
            vec![
                format!("{months} months {every}, {cliff_months} months cliff"),
                format!("{months} months {every}"),
                format!("{months} months, {cliff_months} months cliff"),
                format!("{months} months"),
            ]
        }
        VestingShape::Yearly { shares, every } => {
            let parts: Vec<String> = shares
                .iter()
                .map(|share| (share.fraction() * rust_decimal::Decimal::ONE_HUNDRED).normalize())
                .map(|share| share.to_string())
                .collect();
            let parts = parts.join("/");
            vec![parts.clone(), format!("{parts} {}", each(*every))]
        }
        VestingShape::Tranches(_) => return None,
    };
    candidates
        .into_iter()
        .find(|words| grant::vesting(words).is_ok_and(|read| read.value == *stated))
        .map(Some)
}

fn payment(line: &str) -> Option<InlineTable> {
    let read = payment::payment("", line).ok()??;
    let OneTimePayment {
        amount,
        paid,
        clawback,
        grossed_up,
        ..
    } = read;
    let mut keys = InlineTable::new();
    text(&mut keys, "amount", written(amount, line));
    match paid {
        PaidWhen::AtStart => {}
        PaidWhen::AfterMonths(months) => text(&mut keys, "paid", format!("{months} months")),
        PaidWhen::On(day) => text(&mut keys, "paid", day.to_string()),
    }
    if let Some(Clawback {
        months, prorated, ..
    }) = clawback
    {
        let manner = if prorated { "prorated" } else { "full amount" };
        text(&mut keys, "clawback", format!("{months} months {manner}"));
    }
    if grossed_up {
        keys.insert("grossed_up", true.into());
    }
    Some(keys)
}

/// An amount of the line as the reader takes it again: `$` stays the dollar of the place, which is
/// not known here.
fn written(amount: Money, line: &str) -> String {
    if amount.currency() == Currency::USD && says_dollars(line) {
        format!("${}", amount.amount())
    } else {
        format!("{amount:?}")
    }
}

fn text(keys: &mut InlineTable, name: &str, words: String) {
    keys.insert(name, Value::from(words));
}
