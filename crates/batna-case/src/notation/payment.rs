//! Payments made once, bonuses, refreshers and claw-backs in one line.

use batna_core::{Money, Rate};
use rust_decimal::Decimal;

use super::amount;
use super::grant::{self, Noted};
use super::phrase::Phrase;
use crate::catalogue::{self, Entry};
use crate::model::{
    Bonus, BonusPart, Clawback, OneTimePayment, PaidWhen, Refresher, RiskTolerance, VestingPeriod,
    VestingShape,
};
use crate::read::Trouble;

fn unread(entry: &'static Entry, message: &str) -> Trouble {
    Trouble::new(entry, message)
}

fn refuse_rest(phrase: &Phrase, entry: &'static Entry) -> Result<(), Trouble> {
    match phrase.rest.first().or(phrase.unclear.first()) {
        None => Ok(()),
        Some(word) => Err(Trouble::new(
            entry,
            format!("`{word}` is not understood here"),
        )),
    }
}

/// `30000 USD, 1y clawback`; none where the line says so.
pub(crate) fn payment(kind: &str, text: &str) -> Result<Option<OneTimePayment>, Trouble> {
    let phrase = Phrase::read(text)?;
    let entry = &catalogue::NOT_A_PAYMENT;
    if phrase.none && phrase.money.is_empty() {
        return Ok(None);
    }
    let amount = match phrase.money.as_slice() {
        [amount] => *amount,
        [] => amount::plain(text)?,
        _ => return Err(unread(entry, "the payment names more than one amount")),
    };
    refuse_rest(&phrase, entry)?;
    if amount.amount().is_sign_negative() && !amount.is_zero() {
        return Err(unread(
            &catalogue::NEGATIVE_AMOUNT,
            "the payment is negative",
        ));
    }
    let paid = match (phrase.on, phrase.after) {
        (Some(day), _) => PaidWhen::On(day),
        (None, Some(after)) => PaidWhen::AfterMonths(after.whole_months()),
        (None, None) => PaidWhen::AtStart,
    };
    Ok(Some(OneTimePayment {
        kind: kind.to_owned(),
        amount,
        paid,
        clawback: phrase
            .clawback
            .and_then(|length| clawback_of(length.whole_months(), phrase.prorated)),
        grossed_up: phrase.grossed_up,
        condition: None,
    }))
}

/// Where the letter does not say that it falls month by month, the whole amount is owed; before tax.
fn clawback_of(months: u32, prorated: Option<bool>) -> Option<Clawback> {
    (months > 0).then_some(Clawback {
        months,
        prorated: prorated.unwrap_or(false),
        gross: true,
    })
}

/// `1y prorated`; none where the text says none.
pub(crate) fn clawback(text: &str) -> Result<Option<Clawback>, Trouble> {
    let phrase = Phrase::read(text)?;
    refuse_rest(&phrase, &catalogue::NOT_A_PAYMENT)?;
    match phrase.length.or(phrase.clawback) {
        Some(length) => Ok(clawback_of(length.whole_months(), phrase.prorated)),
        None if phrase.none => Ok(None),
        None => Err(unread(
            &catalogue::NOT_A_PAYMENT,
            "the claw-back does not say how long",
        )),
    }
}

/// `start`, `6 months`, `after 12 months`, `2026-12-15`.
pub(crate) fn paid(text: &str) -> Result<PaidWhen, Trouble> {
    let lower = text.trim().to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "start" | "at start" | "first pay" | "first paycheck"
    ) {
        return Ok(PaidWhen::AtStart);
    }
    if let Ok(day) = super::date(text) {
        return Ok(PaidWhen::On(day));
    }
    let length = lower.strip_prefix("after ").unwrap_or(&lower);
    super::duration(length)
        .map(|length| PaidWhen::AfterMonths(length.whole_months()))
        .map_err(|_| {
            unread(
                &catalogue::NOT_A_PAYMENT,
                "the time of payment is not understood",
            )
        })
}

/// `15%`, `30000 USD`, `none`.
pub(crate) fn target(text: &str) -> Result<BonusPart, Trouble> {
    let entry = &catalogue::NOT_A_BONUS;
    let phrase = Phrase::read(text)?;
    refuse_rest(&phrase, entry)?;
    let percents = phrase.percents.iter().chain(&phrase.each_year);
    let rates: Vec<Rate> = percents.copied().collect();
    match (rates.as_slice(), phrase.money.as_slice()) {
        ([rate], []) if rate.fraction() >= Decimal::ZERO && rate.fraction() <= Decimal::from(5) => {
            Ok(BonusPart::OfBase(*rate))
        }
        ([_], []) => Err(unread(
            &catalogue::RATE_OUT_OF_RANGE,
            "the bonus lies between 0% and 500% of base",
        )),
        ([], [money]) if !money.amount().is_sign_negative() => Ok(BonusPart::Amount(*money)),
        ([], [_]) => Err(unread(&catalogue::NEGATIVE_AMOUNT, "the bonus is negative")),
        ([], []) if phrase.none => Ok(BonusPart::OfBase(Rate::ZERO)),
        _ => Err(unread(entry, "the bonus names no single target")),
    }
}

pub(crate) fn bonus(text: &str) -> Result<Bonus, Trouble> {
    Ok(Bonus {
        target: Some(target(text)?),
        ..Bonus::default()
    })
}

/// `80% - 120%` as multiples of target.
pub(crate) fn payout(text: &str) -> Result<(f64, f64), Trouble> {
    let entry = &catalogue::NOT_A_BONUS;
    let multiple = |part: &str| -> Result<f64, Trouble> {
        let part = part.trim();
        let value = match part.strip_suffix('x') {
            Some(times) => times.trim().parse::<f64>().ok(),
            None => super::rate(part).ok().map(Rate::to_f64),
        };
        value
            .filter(|value| (0.0..=10.0).contains(value))
            .ok_or_else(|| {
                unread(
                    entry,
                    "the payout is a range such as \"80% - 120%\" of target",
                )
            })
    };
    let dash = [" to ", "–", "—", "-"]
        .iter()
        .find_map(|dash| text.split_once(dash));
    let (low, high) = match dash {
        Some((low, high)) => {
            let low = low.trim();
            let sign = if low.ends_with(['%', 'x']) { "" } else { "%" };
            (multiple(&format!("{low}{sign}"))?, multiple(high)?)
        }
        None => (multiple(text)?, multiple(text)?),
    };
    if low > high {
        return Err(unread(entry, "the low payout is above the high one"));
    }
    Ok((low, high))
}

/// A refresher in one line; none where it says that there is none.
pub(crate) fn refresher(text: &str) -> Result<Noted<Option<Refresher>>, Trouble> {
    let entry = &catalogue::NOT_A_REFRESHER;
    let phrase = Phrase::read(text)?;
    if phrase.none && phrase.money.is_empty() && phrase.percents.is_empty() {
        return Ok(Noted {
            value: None,
            notes: Vec::new(),
        });
    }
    refuse_rest(&phrase, entry)?;
    let rates: Vec<Rate> = phrase
        .percents
        .iter()
        .chain(&phrase.each_year)
        .copied()
        .collect();
    let (share, amount): (Option<Rate>, Option<Money>) =
        match (rates.as_slice(), phrase.money.as_slice()) {
            ([share], [])
                if share.fraction() >= Decimal::ZERO && share.fraction() <= Decimal::from(5) =>
            {
                (Some(*share), None)
            }
            ([], [amount]) if !amount.amount().is_sign_negative() => (None, Some(*amount)),
            _ => {
                return Err(unread(
                    entry,
                    "the refresher names no single share or amount",
                ));
            }
        };
    Ok(Noted {
        value: Some(Refresher {
            share,
            amount,
            every_months: 12,
            vesting: usual_refresher_vesting(),
            promised: false,
        }),
        notes: vec![grant::assumed_note()],
    })
}

/// Four years, monthly, no cliff: refreshers rarely have one.
pub(crate) fn usual_refresher_vesting() -> VestingShape {
    VestingShape::Even {
        months: 48,
        every: VestingPeriod::Monthly,
        cliff_months: 0,
    }
}

/// `low`, `moderate`, `high`, or a coefficient.
pub(crate) fn risk(text: &str) -> Result<RiskTolerance, Trouble> {
    match text.trim().to_ascii_lowercase().as_str() {
        "low" => Ok(RiskTolerance::Low),
        "moderate" | "medium" => Ok(RiskTolerance::Moderate),
        "high" => Ok(RiskTolerance::High),
        other => match other.parse::<f64>() {
            Ok(gamma) if (0.0..=20.0).contains(&gamma) => Ok(RiskTolerance::Coefficient(gamma)),
            Ok(_) => Err(unread(
                &catalogue::NUMBER_OUT_OF_RANGE,
                "risk aversion lies between 0 and 20",
            )),
            Err(_) => Err(
                Trouble::new(&catalogue::UNKNOWN_CHOICE, "`risk` is none of its words")
                    .remedy("It is low, moderate, high, or a coefficient from 0 to 20."),
            ),
        },
    }
}
