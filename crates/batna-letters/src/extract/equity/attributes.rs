//! What a sentence says of a grant beside its size: kind, prices, windows, triggers.

use rust_decimal::Decimal;

use super::{DILUTED, Topic, kind_of, topic};
use crate::extract::{Letter, field, pattern};
use crate::mention::{self, LengthUnit};
use crate::proposal::{Confidence, Proposal};
use crate::text::Sentence;

pattern!(
    WINDOW,
    r"(?i)\b(exercis\w+)\b[^.;]{0,120}\b(after|following|from|of)\b[^.;]{0,40}\b(terminat\w+|leav\w+|departure|service|employment|cessation)|\b(?:after|following)\b[^.;]{0,60}\b(?:terminat\w+|leav\w+|departure|service|employment|cessation)\b[^.;]{0,60}\bexercis|post-termination exercise"
);
pattern!(
    DOUBLE,
    r"(?i)double[- ]trigger|(?:acquired|are sold|gets? sold)[^.;]{0,120}(?:let (?:you )?go|fire|terminat|dismiss|lay you off|laid off)|(?:change (?:in|of) control|acquisition|sale of the company|corporate transaction)[^.;]{0,220}(?:terminat|dismiss|good reason)|(?:terminat\w+|without cause)[^.;]{0,160}(?:change (?:in|of) control)"
);
pattern!(
    SINGLE,
    r"(?i)single[- ]trigger|accelerat\w+[^.;]{0,80}(?:upon|on|immediately prior to|at) (?:a|the) (?:change (?:in|of) control|sale|acquisition)|(?:change (?:in|of) control|acquisition)[^.;]{0,80}(?:vest in full|fully vest|accelerat)"
);
pattern!(
    NO_ACCELERATION,
    r"(?i)\b(no|without any|not (?:be )?(?:subject to|provide for)) accelerat"
);
pattern!(
    EARLY,
    r"(?i)early[- ]exercis|exercise[^.;]{0,30}(?:before|prior to) vesting|exercise unvested|exercis\w+[^.;]{0,30} before (?:it|they|the [a-z]+) (?:has |have )?vest"
);
pattern!(
    LIQUIDITY,
    r"(?i)(?:liquidity(?:[- ]based| event| condition| requirement| trigger)|initial public offering|\bIPO\b)[^.;]*\b(?:vest|settle|satisf|required|condition|both|deliver)|\b(?:vest|settle|both|deliver|satisf)[^.;]*(?:liquidity(?:[- ]based| event| condition| requirement| trigger)|initial public offering)"
);
// The term of the option, not a window after leaving.
pattern!(
    FROM_GRANT,
    r"(?i)years? (?:from|after|of) (?:the )?(?:date of )?(?:the )?grant\b"
);
pattern!(LIQUID, r"(?i)\bliquidity|initial public offering");
pattern!(
    LAPSES,
    r"(?i)within [^.;]{0,30}years?|by the [a-z]+ anniversary of (?:the )?grant|(?:lapse|expire|forfeit|terminate)\w*[^.;]{0,60}years?"
);
pattern!(
    DIVIDED,
    r"(?i)(?:based on (?:a|the) (?:share )?price of|divided by|dividing (?:that|this|the|such) [a-z ]{1,30}by|conversion price of|converted (?:in)?to [^.;]{1,40}\b(?:at|price of)[^.;$£€]{0,90}(?:at|price of)?)\s"
);
pattern!(
    PREFERRED_AFTER,
    r"(?i)^,? ?(?:\(|which (?:is|was) )?(?:the |our )?[^.;]{0,40}price[^.;]{0,40}preferred"
);
pattern!(
    EVERY_GRANT,
    r"(?i)\b(?:all|any|each|100%)(?: of)? (?:your |the )?(?:then[- ])?(?:outstanding |unvested |outstanding and unvested )+(?:equity|awards?)|equity awards will vest in full"
);
pattern!(
    AVERAGE,
    r"(?i)average[^.;]{0,140}?\b([0-9]{1,3}|thirty|twenty|ten|ninety|sixty)(?: \([0-9]+\))?[ -](?:consecutive )?(?:trading|calendar|business)?[ -]?days?|\b([0-9]{1,3}|thirty|twenty|ten)(?: \([0-9]+\))?[ -](?:consecutive )?(?:trading|calendar)[ -]days?[^.;]{0,40}average"
);
pattern!(
    REPURCHASE,
    r"(?i)\b(repurchase|buy ?back|call right|forfeit[a-z]* (?:of )?(?:any |all )?vested)"
);

pub(super) fn prices(letter: &Letter, sentence: &Sentence, number: u32, proposal: &mut Proposal) {
    let text = &sentence.text;
    for amount in mention::amounts(text, letter.habits) {
        if amount.money.amount() > Decimal::from(5_000) {
            continue;
        }
        let name = match topic::governing(sentence, &amount.span) {
            Some((Topic::Strike, true)) => "strike",
            Some((Topic::FairValue, true)) => "fair_value",
            Some((Topic::Preferred, true)) => "preferred_price",
            _ => match price_by_place(text, &amount.span) {
                Some(name) => name,
                None => continue,
            },
        };
        let at = format!("grants.{number}.{name}");
        if proposal.get(&at).is_none() {
            proposal.add(field(
                at,
                mention::written(amount.money),
                sentence,
                Confidence::High,
            ));
        }
        let set_at_value = name == "fair_value"
            && topic::cues(text)
                .iter()
                .any(|cue| cue.topic == Topic::Strike);
        if set_at_value && proposal.get(&format!("grants.{number}.strike")).is_none() {
            let mut strike = field(
                format!("grants.{number}.strike"),
                mention::written(amount.money),
                sentence,
                Confidence::Low,
            );
            strike.note = Some(
                "the strike is the fair market value on the day of the grant, which may differ"
                    .into(),
            );
            proposal.add(strike);
        }
    }
    if let Some(diluted) = DILUTED.find(text)
        && let Some(count) = mention::counts(text)
            .into_iter()
            .chain(plain_numbers(text))
            .filter(|count| count.count >= Decimal::from(100_000))
            .min_by_key(|count| count.span.start.abs_diff(diluted.start()))
    {
        let at = format!("grants.{number}.fully_diluted");
        let found = field(
            at.clone(),
            count.count.to_string(),
            sentence,
            Confidence::High,
        );
        match proposal.fields.iter_mut().find(|had| had.path == at) {
            // What is written beats what was calculated.
            Some(had) if had.confidence == Confidence::Low => *had = found,
            Some(_) => {}
            None => proposal.add(found),
        }
    }
}

pattern!(
    AT_PRICE,
    r"(?i)\b(?:options?|shares?|ISOs?|NSOs?)\b[^.;$£€]{0,20}(?:@|\bat)\s*$"
);
pattern!(PER_SHARE, r"(?i)^\s?(?:/|per |a )\s?(?:share|sh)\b");
pattern!(ROUND, r"(?i)\bpreferred\b|\blast round\b|\bseries [a-h]\b");

/// `38,400 options @ $5.17`, `Series C, $18.42/share`: what a price is by where it stands.
fn price_by_place(text: &str, span: &std::ops::Range<usize>) -> Option<&'static str> {
    let before = text.get(..span.start)?;
    let after = text.get(span.end..)?;
    if AT_PRICE.is_match(before) {
        Some("strike")
    } else if PER_SHARE.is_match(after) && ROUND.is_match(text) {
        Some("preferred_price")
    } else {
        None
    }
}

pattern!(PLAIN_NUMBER, r"\b([0-9]{1,3}(?:,[0-9]{3})+)\b");

fn plain_numbers(text: &str) -> Vec<mention::Count> {
    PLAIN_NUMBER
        .find_iter(text)
        .filter(|found| {
            !text
                .get(..found.start())
                .unwrap_or("")
                .ends_with(['$', '£', '€'])
        })
        .filter_map(|found| {
            let count = found.as_str().replace(',', "").parse().ok()?;
            Some(mention::Count {
                count,
                span: found.range(),
            })
        })
        .collect()
}

pub(super) fn read(letter: &Letter, sentence: &Sentence, number: u32, proposal: &mut Proposal) {
    let text = &sentence.text;
    let at = |name: &str| format!("grants.{number}.{name}");
    if let Some((kind, sure)) = kind_of(text) {
        match proposal
            .fields
            .iter_mut()
            .find(|had| had.path == at("kind"))
        {
            None => proposal.add(field(at("kind"), kind, sentence, sure)),
            // `options`, then `intended as incentive stock options`.
            Some(had) if had.value == "options" && matches!(kind, "iso" | "nso") => {
                *had = field(at("kind"), kind, sentence, sure);
            }
            Some(_) => {}
        }
    }
    prices(letter, sentence, number, proposal);
    acceleration(sentence, number, proposal);
    let mut once = |name: &str, value: String, sure: Confidence| {
        if proposal.get(&at(name)).is_none() {
            proposal.add(field(at(name), value, sentence, sure));
        }
    };
    if WINDOW.is_match(text)
        && !FROM_GRANT.is_match(text)
        && let Some(length) = mention::lengths(text)
            .into_iter()
            .rfind(|length| !(length.unit == LengthUnit::Week || length.number == 0))
    {
        once("exercise_window", length.written(), Confidence::High);
    }
    if EARLY.is_match(text)
        && !text.to_ascii_lowercase().contains("not permit")
        && !text.to_ascii_lowercase().contains("no early")
    {
        once("early_exercise", "true".into(), Confidence::High);
    }
    if LIQUIDITY.is_match(text) {
        once("liquidity_required", "true".into(), Confidence::Medium);
    }
    // `satisfied within seven years of the grant`, else it lapses.
    if LIQUID.is_match(text)
        && LAPSES.is_match(text)
        && let Some(length) = mention::lengths(text)
            .into_iter()
            .find(|one| one.unit == LengthUnit::Year && one.number >= 2)
    {
        once("liquidity_expires", length.written(), Confidence::Medium);
    }
    if let Some(price) = DIVIDED.find(text).and_then(|found| {
        mention::amounts(text, letter.habits)
            .into_iter()
            .find(|amount| amount.span.start.abs_diff(found.end()) <= 1)
    }) {
        once(
            "conversion_price",
            mention::written(price.money),
            Confidence::High,
        );
        let after = text.get(price.span.end..).unwrap_or("");
        if PREFERRED_AFTER.is_match(after) {
            once(
                "preferred_price",
                mention::written(price.money),
                Confidence::High,
            );
        }
    }
    if let Some(found) = AVERAGE.captures(text)
        && let Some(days) = found.get(1).or_else(|| found.get(2))
    {
        let number = match days.as_str().to_ascii_lowercase().as_str() {
            "ten" => "10".to_owned(),
            "twenty" => "20".to_owned(),
            "thirty" => "30".to_owned(),
            "sixty" => "60".to_owned(),
            "ninety" => "90".to_owned(),
            other => other.to_owned(),
        };
        once("averaging_days", number, Confidence::Medium);
    }
    if REPURCHASE.is_match(text) && text.to_ascii_lowercase().contains("vested") {
        let short: String = text.chars().take(160).collect();
        once("repurchase", short, Confidence::Medium);
    }
}

/// `all unvested equity awards`: of every grant of the letter.
pub(super) fn about_every_grant(text: &str) -> bool {
    EVERY_GRANT.is_match(text)
}

pub(super) fn acceleration(sentence: &Sentence, number: u32, proposal: &mut Proposal) {
    let text = &sentence.text;
    let low = text.to_ascii_lowercase();
    let value = if NO_ACCELERATION.is_match(text) {
        "none"
    } else if DOUBLE.is_match(text)
        && ["accelerat", "vest", "double"]
            .iter()
            .any(|word| low.contains(word))
    {
        "double"
    } else if SINGLE.is_match(text) {
        "single"
    } else {
        return;
    };
    let at = format!("grants.{number}.acceleration");
    if proposal.get(&at).is_none() {
        proposal.add(field(at, value, sentence, Confidence::High));
    }
}
