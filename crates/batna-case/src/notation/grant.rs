//! Grants and vesting schedules in one line.

use batna_core::{Rate, Shares};
use rust_decimal::Decimal;

use super::phrase::Phrase;
use crate::catalogue;
use crate::model::{
    Conversion, Grant, GrantKind, GrantSize, Liquidity, Vesting, VestingPeriod, VestingShape,
};
use crate::read::Trouble;

/// Longest schedule that is read, in months.
const LONGEST: u32 = 240;
/// How far the shares of the years may be from 100% for having been rounded, in points.
const ROUNDING: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// A percentage from here on beside a cliff is what the cliff releases; below, a share of the company.
const SMALLEST_CLIFF: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// A value with what is worth saying about it.
pub(crate) struct Noted<T> {
    pub value: T,
    pub notes: Vec<Trouble>,
}

/// A grant in one line; none where the line says that there is none.
pub(crate) fn grant(text: &str, id: &str) -> Result<Noted<Option<Grant>>, Trouble> {
    let mut phrase = Phrase::read(text)?;
    if phrase.none
        && phrase.money.is_empty()
        && phrase.numbers.is_empty()
        && phrase.percents.is_empty()
    {
        let notes = rest_note(&phrase).into_iter().collect();
        return Ok(Noted { value: None, notes });
    }
    if phrase.cliff.is_none() {
        phrase.cliff = phrase.after.take();
    }
    let sized =
        !phrase.numbers.is_empty() || !phrase.money.is_empty() || !phrase.unclear.is_empty();
    let at_cliff = if sized {
        take_cliff_share(&mut phrase)
    } else {
        None
    };
    let kind = phrase.kind.unwrap_or(GrantKind::Unknown);
    let mut read = Grant::new(id, kind);
    read.scheme = phrase.scheme;
    if kind.is_option() {
        // `12k options` are options; `400k RSU` could be either.
        for text in std::mem::take(&mut phrase.unclear) {
            phrase.numbers.extend(text.parse::<Shares>().ok());
        }
        if phrase.at.is_none()
            && phrase.money.len() == 1
            && (!phrase.numbers.is_empty() || !phrase.percents.is_empty())
        {
            phrase.at = phrase.money.pop();
        }
    }
    if let Some(unclear) = phrase.unclear.first() {
        let message = format!("`{unclear}` has no currency: money or shares could be meant");
        return Err(
            Trouble::new(&catalogue::AMOUNT_WITHOUT_CURRENCY, message).remedy(format!(
                "Write \"{unclear} USD\" for money, or the number in full for shares."
            )),
        );
    }
    read.size = Some(
        match (
            phrase.numbers.as_slice(),
            phrase.money.as_slice(),
            phrase.percents.as_slice(),
        ) {
            ([shares], [], []) => GrantSize::Shares(*shares),
            ([shares], [], [percent]) if percent.fraction() < SMALLEST_CLIFF => {
                let whole = shares.count().checked_div(percent.fraction());
                read.fully_diluted = whole.and_then(|count| Shares::new(count).ok());
                GrantSize::Shares(*shares)
            }
            ([], [money], []) => GrantSize::Dollars {
                amount: *money,
                conversion: None,
            },
            ([shares], [money], []) => {
                let price = Decimal::ONE
                    .checked_div(shares.count())
                    .and_then(|per_share| money.try_mul(per_share).ok());
                GrantSize::Dollars {
                    amount: *money,
                    conversion: Some(Conversion {
                        price,
                        date: None,
                        averaging_days: None,
                    }),
                }
            }
            ([], [], [percent]) => GrantSize::Percent(*percent),
            ([], [], []) => {
                return Err(Trouble::new(
                    &catalogue::NOT_A_GRANT,
                    "the grant does not say how much",
                ));
            }
            _ => {
                return Err(Trouble::new(
                    &catalogue::NOT_A_GRANT,
                    "the grant says its size more than once",
                ));
            }
        },
    );
    if let Some(GrantSize::Dollars { amount, .. }) = read.size
        && amount.amount().is_sign_negative()
    {
        return Err(Trouble::new(
            &catalogue::NEGATIVE_AMOUNT,
            "the grant is negative",
        ));
    }
    if let Some(GrantSize::Percent(percent)) = read.size
        && percent.fraction() > Decimal::ONE
    {
        return Err(Trouble::new(
            &catalogue::RATE_OUT_OF_RANGE,
            "the grant is more than the whole company",
        ));
    }
    read.strike = phrase.at;
    read.acceleration = phrase.acceleration;
    if phrase.liquidity {
        read.liquidity = Some(Liquidity {
            required: true,
            expires_months: None,
            employed: false,
        });
    }
    let mut notes: Vec<Trouble> = rest_note(&phrase).into_iter().collect();
    match schedule(&phrase).and_then(|vesting| agree(vesting, at_cliff)) {
        Ok(Some(vesting)) => {
            if vesting.assumed {
                notes.push(assumed_note());
            }
            read.vesting = vesting;
        }
        Ok(None) => notes.push(assumed_note()),
        Err(trouble) => notes.push(trouble),
    }
    Ok(Noted {
        value: Some(read),
        notes,
    })
}

pub(crate) fn assumed_note() -> Trouble {
    Trouble::new(
        &catalogue::ASSUMED_VESTING,
        "the schedule is not fully stated; what is missing is taken from four years, monthly, with a year's cliff",
    )
}

fn rest_note(phrase: &Phrase) -> Option<Trouble> {
    if phrase.rest.is_empty() {
        return None;
    }
    let words: Vec<_> = phrase
        .rest
        .iter()
        .take(6)
        .map(|word| format!("`{word}`"))
        .collect();
    let message = format!("not understood and left out: {}", words.join(", "));
    Some(Trouble::new(&catalogue::WORDS_NOT_UNDERSTOOD, message))
}

/// A schedule by itself.
pub(crate) fn vesting(text: &str) -> Result<Noted<Vesting>, Trouble> {
    let mut phrase = Phrase::read(text)?;
    if phrase.none
        || matches!(
            text.trim().to_ascii_lowercase().as_str(),
            "immediate" | "immediately" | "fully vested"
        )
    {
        let shape = VestingShape::Even {
            months: 0,
            every: VestingPeriod::Monthly,
            cliff_months: 0,
        };
        let value = Vesting {
            start: None,
            shape,
            assumed: false,
        };
        return Ok(Noted {
            value,
            notes: Vec::new(),
        });
    }
    if phrase.cliff.is_none() {
        phrase.cliff = phrase.after.take();
    }
    let at_cliff = take_cliff_share(&mut phrase);
    let sized =
        !phrase.money.is_empty() || !phrase.numbers.is_empty() || !phrase.percents.is_empty();
    if sized || phrase.kind.is_some() {
        return Err(Trouble::new(
            &catalogue::NOT_A_VESTING,
            "the vesting says more than a schedule",
        ));
    }
    let mut notes: Vec<Trouble> = rest_note(&phrase).into_iter().collect();
    let value = agree(schedule(&phrase)?, at_cliff)?
        .ok_or_else(|| Trouble::new(&catalogue::NOT_A_VESTING, "the vesting names no schedule"))?;
    if value.assumed {
        notes.push(assumed_note());
    }
    Ok(Noted { value, notes })
}

/// The schedule a line states; none where it states nothing.
fn schedule(phrase: &Phrase) -> Result<Option<Vesting>, Trouble> {
    let stated = |shape| {
        Ok(Some(Vesting {
            start: None,
            shape,
            assumed: false,
        }))
    };
    let bad = |message: String| Err(Trouble::new(&catalogue::NOT_A_VESTING, message));
    let length = phrase.length.map(|length| length.whole_months());
    if let Some(years) = &phrase.years {
        let shares = whole(years.clone())?;
        if length.is_some_and(|months| months as usize != shares.len() * 12) {
            return bad(format!(
                "the schedule names {} years and another length",
                shares.len()
            ));
        }
        let every = phrase.period.unwrap_or(VestingPeriod::Annual);
        return stated(VestingShape::Yearly { shares, every });
    }
    if let Some(each) = phrase.each_year {
        let count = Decimal::ONE
            .checked_div(each.fraction())
            .map(|count| count.round_dp(2).normalize());
        let years = count
            .filter(|count| {
                count.is_integer() && *count >= Decimal::ONE && *count <= Decimal::from(20)
            })
            .and_then(|count| {
                usize::try_from(count.mantissa())
                    .ok()
                    .filter(|_| count.scale() == 0)
            });
        let Some(years) = years else {
            return Err(Trouble::new(
                &catalogue::VESTING_SUM,
                format!("{each} a year does not come to 100% in whole years"),
            ));
        };
        let every = phrase.period.unwrap_or(VestingPeriod::Annual);
        let shares = whole(vec![each; years])?;
        return stated(VestingShape::Yearly { shares, every });
    }
    let assumed = length.is_none() || phrase.period.is_none();
    if length.is_none() && phrase.period.is_none() && phrase.cliff.is_none() {
        return Ok(None);
    }
    let cliff = phrase.cliff.map(|cliff| cliff.whole_months());
    let months = match (length, cliff) {
        (Some(rest), Some(cliff)) if phrase.length_is_rest => cliff + rest,
        (Some(months), _) => months,
        (None, _) => 48,
    };
    if months == 0 || months > LONGEST {
        return bad(format!(
            "the schedule runs {months} months; 1 to {LONGEST} are read"
        ));
    }
    let every = phrase.period.unwrap_or(VestingPeriod::Monthly);
    let cliff_months = match cliff {
        Some(cliff) => cliff,
        // Who states a period and no cliff means none; who states neither, the usual year.
        None if phrase.period.is_some() => 0,
        None => 12.min(months),
    };
    if cliff_months > months {
        return bad(format!(
            "the cliff ({cliff_months} months) is longer than the schedule ({months} months)"
        ));
    }
    if !months.is_multiple_of(every.months()) {
        return bad(format!(
            "{months} months do not divide into periods of {}",
            every.months()
        ));
    }
    Ok(Some(Vesting {
        start: None,
        shape: VestingShape::Even {
            months,
            every,
            cliff_months,
        },
        assumed,
    }))
}

/// `25% after one year, then monthly`: the percentage is what the cliff releases, not a size.
fn take_cliff_share(phrase: &mut Phrase) -> Option<Rate> {
    let cliff = phrase.cliff.filter(|cliff| cliff.whole_months() > 0);
    match (phrase.percents.as_slice(), cliff) {
        ([share], Some(_)) if share.fraction() >= SMALLEST_CLIFF => {
            let share = *share;
            phrase.percents.clear();
            Some(share)
        }
        _ => None,
    }
}

/// The schedule, where its cliff releases what the line says it does.
fn agree(vesting: Option<Vesting>, at_cliff: Option<Rate>) -> Result<Option<Vesting>, Trouble> {
    let (
        Some(share),
        Some(Vesting {
            shape:
                VestingShape::Even {
                    months,
                    cliff_months,
                    ..
                },
            ..
        }),
    ) = (at_cliff, &vesting)
    else {
        return Ok(vesting);
    };
    let released = Decimal::from(*cliff_months)
        .checked_div(Decimal::from(*months))
        .unwrap_or_default();
    if ((released - share.fraction()) * Decimal::ONE_HUNDRED).abs() > Decimal::ONE {
        let message = format!(
            "{share} at a cliff of {cliff_months} months does not fit even parts over {months} months"
        );
        return Err(Trouble::new(&catalogue::NOT_A_VESTING, message).remedy(
            "Write the share of each year instead, such as \"20/30/50\", or dated tranches.",
        ));
    }
    Ok(vesting)
}

/// Shares of the years that come to one; what rounding left out goes to the last year.
fn whole(mut years: Vec<Rate>) -> Result<Vec<Rate>, Trouble> {
    let does_not_sum = |message: String| Trouble::new(&catalogue::VESTING_SUM, message);
    if years.len() > 20 {
        return Err(does_not_sum(
            "the schedule has more than 20 years".to_owned(),
        ));
    }
    let sum: Decimal = years.iter().map(|year| year.fraction()).sum();
    let missing = Decimal::ONE - sum;
    if (missing * Decimal::ONE_HUNDRED).abs() > ROUNDING {
        let percent = Rate::from_fraction(sum);
        return Err(does_not_sum(format!(
            "the shares of the years come to {percent}, not 100%"
        )));
    }
    if let Some(last) = years.last_mut() {
        *last = Rate::from_fraction(last.fraction() + missing);
    }
    Ok(years)
}

/// The size of a grant: an amount, a number of shares, or a percentage.
pub(crate) fn size(text: &str) -> Result<GrantSize, Trouble> {
    let Noted { value, .. } = grant(text, "size")?;
    let read = value.ok_or_else(|| Trouble::new(&catalogue::NOT_A_GRANT, "the size says none"))?;
    read.size
        .ok_or_else(|| Trouble::new(&catalogue::NOT_A_GRANT, "the size does not say how much"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> VestingShape {
        vesting(text).map(|noted| noted.value.shape).unwrap()
    }

    #[test]
    fn years_that_were_rounded_come_to_one() {
        let VestingShape::Yearly { shares, .. } = shape("33.33/33.33/33.34") else {
            panic!("yearly");
        };
        let sum: Decimal = shares.iter().map(|share| share.fraction()).sum();
        assert_eq!(sum, Decimal::ONE);
        assert!(vesting("5/15/40/30").is_err());
        assert!(vesting("30% yearly").is_err());
    }

    #[test]
    fn a_stated_period_without_a_cliff_has_none() {
        assert_eq!(
            shape("4 years quarterly"),
            VestingShape::Even {
                months: 48,
                every: VestingPeriod::Quarterly,
                cliff_months: 0
            }
        );
        assert!(vesting("over 4 years").unwrap().value.assumed);
    }
}
