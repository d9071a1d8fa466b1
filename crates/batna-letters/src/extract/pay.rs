//! Base, bonus, and payments made once with their claw-backs.

use batna_core::{Money, Rate};
use rust_decimal::Decimal;

use super::topic::{self, Topic};
use super::{Letter, field, pattern};
use crate::mention;
use crate::proposal::{Confidence, Field, Proposal};
use crate::text::Sentence;

pattern!(
    AFTER_PERIOD,
    r"(?i)^[\s,)]*(?:USD|CAD|GBP|EUR|gross|less [a-z ]{0,40}|before (?:tax(?:es)?|deductions)|\([^)]{0,60}\)|[\s,])*(?:per|an?|/|each|every|on an?)\s*(semi-?\s?monthly|bi-?\s?weekly|fortnight|year|yr|annum|annual|annualized|month|mo|hour|hr|week|day|two weeks|pay period)"
);
pattern!(
    BEFORE_PERIOD,
    r"(?i)\b(semi-?\s?monthly|bi-?\s?weekly|fortnightly|monthly|weekly|hourly|per[- ]diem|daily)\b[^.;$£€]{0,40}$"
);
pattern!(
    BE_PAID,
    r"(?i)\b(?:you(?:'ll| will| shall)|we(?:'ll| will| shall)) (?:initially )?(?:be paid|earn|make|pay you)\b"
);
pattern!(
    RANGE_AFTER,
    r"(?i)^\s?(?:-|to)\s?(?:US|CA|C)?[$£€]?\s?[0-9]"
);
pattern!(
    RANGE_BEFORE,
    r"(?i)[0-9](?:k|,000|\.00)?\s?(?:-|to|and)\s?$"
);
pattern!(
    AT_LEAST,
    r"(?i)\b(?:no less than|not (?:be )?less than|at least|minimum of|a minimum|guaranteed(?: at)?|floor of)(?: [a-z]+){0,3}\s*$"
);
pattern!(
    BEYOND,
    r"(?i)\b(?:above|over|exceed(?:s|ing)?|more than|in excess of|beyond)\s*$"
);
pattern!(
    BOTH,
    r"(?i)\b(?:both|(?:each|either) of (?:them|these)|these (?:amounts|payments|sums))\b"
);
pattern!(TARGET, r"(?i)\btarget\b");
pattern!(MOST, r"(?i)\bmaximum\b[^,.;]{0,40}$");
pattern!(
    ANNUAL,
    r"(?i)\b(annual|annually|annum|annualized|annualised|yearly|per year|a year|/year|/yr|p\.a\.)"
);
pattern!(
    RAISED_LATER,
    r"(?i)\b(increase[sd]? to|will rise to|be raised to|step[- ]up to|(?:on|upon|after|following) conversion|if converted|will convert|after (?:your )?(?:probation|review))"
);
pattern!(
    REPAY,
    r"(?i)\b(repay|repaid|repayment|pay back|pay (?:this|it|that|them|the [a-z -]{1,30}) back|repayable|\bowe us\b|owe the company|paid back|owe (?:us|it|them|the [a-z]+) back|owed back|refunded?|give back|claw|you (?:will|shall|must|agree to|would) reimburse|reimburse the company|(?:must|shall|will|to) be (?:returned|refunded)|must return|return 100%|return the|refund|recoup|recover|return(?:ed)? (?:to the company|the)|forfeit and repay|responsible for returning)"
);
pattern!(
    PRORATED,
    r"(?i)pro[- ]?rat|reduced by 1/|falling|one[- ](?:twelfth|eighteenth|twenty-fourth|thirty-sixth)|declin|proportion|monthly basis|1/(?:12|18|24)"
);
pattern!(
    NET,
    r"(?i)\b(net|after[- ]tax) (?:of tax|amount|value|of|payment|sum)|\bnet amount"
);
pattern!(
    GROSS,
    r"(?i)\bgross (?:amount|sum|payment|value)|\bamount before tax"
);
pattern!(
    ANNIVERSARY,
    r"(?i)\b(first|second|third|1st|2nd|3rd|one[- ]year|two[- ]year) anniversary|\b(?:first year of (?:your )?(?:employment|service)|(?:within|during|in|inside|before the end of) (?:your |the )?(?:first year|year one|year 1)\b)"
);
pattern!(
    PAID_AFTER,
    r"(?i)\b(?:after|following completion of|upon completion of|on completion of)\b"
);
pattern!(
    GROSSED,
    r"(?i)gross(?:ed|es)?[- ](?:it |them |[a-z ]{0,20})?up|tax[- ]assist|tax[- ]protected|tax[- ]equali|\(?net of (?:all |applicable )?tax|cover the tax"
);
pattern!(
    OF_TARGET,
    r"(?i)^[^,.;]{0,20}\b(?:of which|deferred|withheld|of (?:the |your )?target|payout|attainment|achievement|matching|contribution)"
);
pattern!(
    LATER_PART,
    r"(?i)\b(second[- ]year|year two|year 2|first anniversary|12[- ]month anniversary|one[- ]year (?:anniversary|mark)|12[- ]month mark|after (?:twelve|12) months)"
);
pattern!(
    INSTALMENT,
    r"(?i)\b(?:instal+ments?|parts|tranches|(?:equal|monthly|quarterly|annual|two|three|four|six|twelve|2|3|4|6|12) (?:equal |monthly |quarterly |annual )*payments) of\s*$"
);
pattern!(
    UP_TO,
    r"(?i)\b(?:up to|maximum of|not (?:to )?exceed(?:ing)?|capped at)\s*$"
);
pattern!(
    HOURS,
    r"(?i)\b([1-9][0-9])(?:\.[05])?[ -](?:hours?|hrs?)(?: ?/ ?| (?:per|a|each|of work (?:per|a)) |[ -](?:work)?)week"
);

struct BaseReading {
    money: Money,
    explicit: bool,
    calculated: Option<String>,
    sentence: Sentence,
    sure: bool,
}

const PAYMENTS: &[(Topic, &str)] = &[
    (Topic::Signing, "signing"),
    (Topic::Retention, "retention"),
    (Topic::Relocation, "relocation"),
];

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    let mut bases: Vec<BaseReading> = Vec::new();
    let mut last_payments: Vec<&'static str> = Vec::new();
    let mut last_seen = 0_usize;
    let hours: Option<Decimal> = letter
        .sentences
        .iter()
        .find_map(|one| HOURS.captures(&one.text)?.get(1)?.as_str().parse().ok());
    for (index, sentence) in letter.sentences.iter().enumerate() {
        let text = &sentence.text;
        let amounts = mention::amounts(text, letter.habits);
        let repays = REPAY.is_match(text);
        let mut here: Vec<&'static str> = Vec::new();
        for (position, amount) in amounts.iter().enumerate() {
            // `$65,000: $40,000 at the start and $25,000 after a year`: the parts count.
            let parts = amounts
                .get(position + 1..position + 3)
                .and_then(|parts| match parts {
                    [first, second] => first.money.try_add(second.money).ok(),
                    _ => None,
                });
            if parts == Some(amount.money) {
                continue;
            }
            let Some((topic, stated)) = topic::governing(sentence, &amount.span).or_else(|| {
                // `You'll be paid $265,000 per year` names pay with a verb.
                let after = text.get(amount.span.end..).unwrap_or("");
                (BE_PAID.is_match(text) && AFTER_PERIOD.is_match(after))
                    .then_some((Topic::Base, true))
            }) else {
                if !is_row_of_prices(text) {
                    unread(proposal, text);
                }
                continue;
            };
            let sure = if stated {
                Confidence::High
            } else {
                Confidence::Medium
            };
            let before = text.get(..amount.span.start).unwrap_or("");
            let after = text.get(amount.span.end..).unwrap_or("");
            match topic {
                Topic::Base | Topic::StipendAsPay => {
                    if topic == Topic::StipendAsPay && amount.money.amount() < Decimal::from(20_000)
                    {
                        continue;
                    }
                    if RAISED_LATER.is_match(before)
                        || UP_TO.is_match(before)
                        || RANGE_AFTER.is_match(after)
                        || RANGE_BEFORE.is_match(before)
                    {
                        unread(proposal, text);
                        continue;
                    }
                    if let Some(reading) = base(sentence, amount, hours) {
                        bases.push(reading);
                    }
                }
                Topic::BonusTarget if !repays => {
                    if ANNIVERSARY.is_match(text)
                        || amount.money.amount() < Decimal::from(500)
                        || BEYOND.is_match(before)
                    {
                        continue;
                    }
                    if AT_LEAST.is_match(before) {
                        proposal.add(field(
                            "bonus.guaranteed",
                            mention::written(amount.money),
                            sentence,
                            sure,
                        ));
                        continue;
                    }
                    if MOST.is_match(before) && proposal.get("bonus.target").is_some() {
                        continue;
                    }
                    let mut found = field(
                        "bonus.target",
                        mention::written(amount.money),
                        sentence,
                        sure,
                    );
                    up_to(&mut found, before);
                    proposal.add(found);
                }
                Topic::BonusGuaranteed => {
                    proposal.add(field(
                        "bonus.guaranteed",
                        mention::written(amount.money),
                        sentence,
                        sure,
                    ));
                }
                Topic::Signing | Topic::Retention | Topic::Relocation => {
                    let name = PAYMENTS
                        .iter()
                        .find(|(one, _)| *one == topic)
                        .map_or("signing", |(_, name)| *name);
                    if INSTALMENT.is_match(before)
                        || (repays && proposal.get(&format!("{name}.amount")).is_some())
                    {
                        continue;
                    }
                    let first = proposal.get(&format!("{name}.amount")).map(str::to_owned);
                    let value = mention::written(amount.money);
                    let local = text.get(amount.span.end..).unwrap_or("");
                    let later = LATER_PART.is_match(before) || LATER_PART.is_match(local);
                    if topic == Topic::Signing
                        && later
                        && first.as_ref().is_some_and(|first| *first != value)
                    {
                        // The second part is paid for still being there.
                        let mut second =
                            field("retention.amount", value, sentence, Confidence::Medium);
                        second.note = Some("the second part of the signing bonus".into());
                        proposal.add(second);
                        proposal.add(field(
                            "retention.paid",
                            "after 12 months",
                            sentence,
                            Confidence::Medium,
                        ));
                        here.push("retention");
                        continue;
                    }
                    let mut found = field(format!("{name}.amount"), value, sentence, sure);
                    up_to(&mut found, before);
                    proposal.add(found);
                    here.push(name);
                    if topic == Topic::Retention
                        && let Some(months) = months_in(text)
                            .filter(|_| PAID_AFTER.is_match(text) || ANNIVERSARY.is_match(text))
                    {
                        proposal.add(field(
                            "retention.paid",
                            format!("after {months} months"),
                            sentence,
                            Confidence::Medium,
                        ));
                    }
                    if topic == Topic::Relocation && GROSSED.is_match(text) {
                        proposal.add(field(
                            "relocation.grossed_up",
                            "true",
                            sentence,
                            Confidence::High,
                        ));
                    }
                }
                _ => {}
            }
        }
        let previous = index.checked_sub(1).and_then(|at| letter.sentences.get(at));
        bonus_percent(sentence, previous, proposal);
        for (topic, name) in PAYMENTS {
            let named = topic::cues(text).iter().any(|cue| cue.topic == *topic);
            if named && !here.contains(name) {
                here.push(name);
            }
        }
        if here.is_empty() {
            here.extend(
                topic::cues(&sentence.heading)
                    .iter()
                    .filter_map(|cue| PAYMENTS.iter().find(|(one, _)| *one == cue.topic))
                    .map(|(_, name)| *name),
            );
        }
        if here.contains(&"relocation")
            && GROSSED.is_match(text)
            && proposal.get("relocation.amount").is_some()
        {
            proposal.add(field(
                "relocation.grossed_up",
                "true",
                sentence,
                Confidence::High,
            ));
        }
        if repays {
            let about: Vec<&'static str> = if (here.is_empty() || BOTH.is_match(text))
                && !last_payments.is_empty()
                && index.saturating_sub(last_seen) <= 3
            {
                last_payments.clone()
            } else {
                here.clone()
            };
            clawback(sentence, &about, proposal);
        }
        if !here.is_empty() {
            last_payments = here;
            last_seen = index;
        }
    }
    choose_base(bases, proposal);
}

fn is_row_of_prices(text: &str) -> bool {
    text.len() < 12
}

fn unread(proposal: &mut Proposal, text: &str) {
    if !proposal.unread.iter().any(|had| had == text) && proposal.unread.len() < 50 {
        proposal.unread.push(text.to_owned());
    }
}

fn up_to(found: &mut Field, before: &str) {
    if UP_TO.is_match(before) {
        found.confidence = Confidence::Medium;
        found.note = Some("the letter says up to: this is the most it can be".into());
    }
}

/// Yearly base from an amount and its period.
fn base(
    sentence: &Sentence,
    amount: &mention::Amount,
    hours: Option<Decimal>,
) -> Option<BaseReading> {
    let text = &sentence.text;
    let after = text.get(amount.span.end..).unwrap_or("");
    let money = amount.money;
    let period = AFTER_PERIOD
        .captures(after)
        .and_then(|found| found.get(1))
        .map(|found| found.as_str().to_ascii_lowercase())
        .or_else(|| before_period(text.get(..amount.span.start).unwrap_or(""), money));
    let whole = |factor: u32, words: &str| {
        let yearly = money.try_mul(Decimal::from(factor)).ok()?;
        Some(BaseReading {
            money: Money::new(yearly.amount().normalize(), yearly.currency()),
            explicit: false,
            calculated: Some(format!(
                "{factor} times {} {words}",
                mention::written(money)
            )),
            sentence: sentence.clone(),
            sure: true,
        })
    };
    let stated = |sure: bool| {
        Some(BaseReading {
            money,
            explicit: true,
            calculated: None,
            sentence: sentence.clone(),
            sure,
        })
    };
    match period.as_deref() {
        Some("year" | "yr" | "annum" | "annual" | "annualized") => stated(true),
        Some("month" | "mo") => whole(12, "a month"),
        Some("week") => whole(52, "a week"),
        Some("two weeks" | "fortnight") => whole(26, "every two weeks"),
        Some(other) if other.starts_with("semi") => {
            if money.amount() > Decimal::from(30_000) {
                stated(true)
            } else {
                whole(24, "twice a month")
            }
        }
        Some(other) if other.starts_with("bi") => {
            if money.amount() > Decimal::from(30_000) {
                stated(true)
            } else {
                whole(26, "every two weeks")
            }
        }
        Some("hour" | "hr") => {
            let a_week = hours?;
            let yearly = money.try_mul(a_week.checked_mul(Decimal::from(52))?).ok()?;
            Some(BaseReading {
                money: Money::new(yearly.amount().normalize(), yearly.currency()),
                explicit: false,
                calculated: Some(format!("{money} an hour, {a_week} hours a week, 52 weeks")),
                sentence: sentence.clone(),
                sure: false,
            })
        }
        Some("day" | "pay period") => None,
        _ if money.amount() >= Decimal::from(20_000) => {
            stated(ANNUAL.is_match(text) || ANNUAL.is_match(&sentence.heading))
        }
        _ => {
            let low = text.to_ascii_lowercase();
            if low.contains("monthly") && !low.contains("semi") && !low.contains("paid monthly") {
                whole(12, "a month")
            } else if ANNUAL.is_match(text) && money.amount() > Decimal::from(5_000) {
                let mut reading = stated(false)?;
                reading.explicit = false;
                Some(reading)
            } else {
                None
            }
        }
    }
}

/// `at the semi-monthly rate of $8,541.67`: the period that the words before say, where the
/// amount is small enough to be that of a period.
fn before_period(before: &str, money: Money) -> Option<String> {
    let found = BEFORE_PERIOD.captures(before)?;
    let word = found.get(1)?.as_str().to_ascii_lowercase();
    let (period, most) = match word.as_str() {
        "hourly" => ("hour", 2_000),
        "weekly" => ("week", 20_000),
        "fortnightly" => ("fortnight", 40_000),
        "monthly" => ("month", 80_000),
        "daily" | "per diem" | "per-diem" => ("day", 10_000),
        other if other.starts_with("semi") => ("semi-monthly", 30_000),
        _ => ("bi-weekly", 30_000),
    };
    (money.amount() < Decimal::from(most)).then(|| period.to_owned())
}

fn choose_base(bases: Vec<BaseReading>, proposal: &mut Proposal) {
    let best = bases.iter().position(|one| one.explicit).unwrap_or(0);
    let Some(chosen) = bases.get(best) else {
        return;
    };
    let put = |reading: &BaseReading, proposal: &mut Proposal| {
        let confidence = match (&reading.calculated, reading.sure) {
            (None, true) => Confidence::High,
            (_, true) => Confidence::Medium,
            (None, false) => Confidence::Medium,
            (Some(_), false) => Confidence::Low,
        };
        let mut found = field(
            "base",
            mention::written(reading.money),
            &reading.sentence,
            confidence,
        );
        found.note.clone_from(&reading.calculated);
        proposal.add(found);
    };
    put(chosen, proposal);
    for (index, other) in bases.iter().enumerate() {
        if index == best || other.money.currency() != chosen.money.currency() {
            continue;
        }
        // A month's pay times twelve differs by rounding; that is no contradiction.
        let (a, b) = (other.money.to_f64(), chosen.money.to_f64());
        if (a - b).abs() > b.abs() * 0.005 {
            put(other, proposal);
        }
    }
}

/// `a target bonus of 15% of base`.
fn bonus_percent(sentence: &Sentence, previous: Option<&Sentence>, proposal: &mut Proposal) {
    let text = &sentence.text;
    for percent in mention::percents(text) {
        // `You are eligible for a bonus; the target is 18% of base pay.`
        let goes_on = || {
            let said = previous.is_some_and(|before| {
                topic::cues(&before.text)
                    .last()
                    .is_some_and(|cue| cue.topic == Topic::BonusTarget)
            });
            (said && TARGET.is_match(text)).then_some((Topic::BonusTarget, true))
        };
        let found = topic::governing_percent(sentence, &percent.span)
            .filter(|(_, stated)| *stated)
            .or_else(goes_on)
            .or_else(|| topic::governing_percent(sentence, &percent.span));
        let Some((topic, stated)) = found else {
            continue;
        };
        if topic != Topic::BonusTarget || REPAY.is_match(text) {
            continue;
        }
        let after = text.get(percent.span.end..).unwrap_or("");
        let before = text.get(..percent.span.start).unwrap_or("");
        let range = before.trim_end().ends_with(['-', '–'])
            || (before.trim_end().ends_with(" to") && !UP_TO.is_match(before))
            || before.trim_end().ends_with("between");
        if OF_TARGET.is_match(after)
            || range
            || after.trim_start().starts_with('-')
            || after.trim_start().starts_with("to ")
        {
            continue;
        }
        if percent.rate.fraction() > Decimal::from(3)
            || percent.rate == Rate::ZERO
            || vests_here(text, &percent.span)
        {
            continue;
        }
        if MOST.is_match(before) && proposal.get("bonus.target").is_some() {
            continue;
        }
        let confidence = if stated {
            Confidence::High
        } else {
            Confidence::Medium
        };
        let mut found = field(
            "bonus.target",
            percent.rate.to_string(),
            sentence,
            confidence,
        );
        up_to(&mut found, before);
        proposal.add(found);
    }
}

/// Whether the percentage at `span` is of a schedule: `25% vests`, `vesting 25%`.
fn vests_here(text: &str, span: &std::ops::Range<usize>) -> bool {
    let clause = |part: &str| part.to_ascii_lowercase().contains("vest");
    let after: String = text
        .get(span.end..)
        .unwrap_or("")
        .chars()
        .take_while(|c| !matches!(c, ',' | ';' | '.'))
        .take(60)
        .collect();
    let before = text
        .get(..span.start)
        .unwrap_or("")
        .rsplit([',', ';', '.'])
        .next()
        .unwrap_or("");
    clause(&after) || clause(before)
}

/// The longest time in months that a sentence speaks of.
pub(super) fn months_in(text: &str) -> Option<u32> {
    let lengths = mention::lengths(text)
        .into_iter()
        .filter_map(|length| length.months());
    let anniversary = ANNIVERSARY.find_iter(text).map(|found| {
        let low = found.as_str().to_ascii_lowercase();
        match low.get(..3) {
            Some("sec" | "2nd" | "two") => 24,
            Some("thi" | "3rd") => 36,
            _ => 12,
        }
    });
    lengths
        .chain(anniversary)
        .filter(|months| *months <= 120)
        .max()
}

fn clawback(sentence: &Sentence, about: &[&'static str], proposal: &mut Proposal) {
    let text = &sentence.text;
    for name in about {
        if proposal.get(&format!("{name}.amount")).is_none() {
            continue;
        }
        let path = format!("{name}.clawback");
        if proposal.get(&path).is_none()
            && let Some(months) = months_in(text)
        {
            let prorated = PRORATED.is_match(text);
            let value = format!("{months} months{}", if prorated { " prorated" } else { "" });
            let mut found = field(path.clone(), value, sentence, Confidence::High);
            if mention::lengths(text)
                .iter()
                .filter(|one| one.months().is_some())
                .count()
                > 1
            {
                found.confidence = Confidence::Medium;
                found.note = Some("the sentence names several times; the longest was taken".into());
            }
            proposal.add(found);
        } else if PRORATED.is_match(text)
            && let Some(had) = proposal.fields.iter_mut().find(|had| had.path == path)
            && !had.value.contains("prorated")
        {
            had.value.push_str(" prorated");
        }
        if GROSS.is_match(text) && proposal.get(&path).is_some() {
            proposal.add(field(
                format!("{name}.clawback_gross"),
                "true",
                sentence,
                Confidence::Medium,
            ));
        } else if NET.is_match(text) && proposal.get(&path).is_some() {
            proposal.add(field(
                format!("{name}.clawback_gross"),
                "false",
                sentence,
                Confidence::Medium,
            ));
        }
    }
}
