//! A line of words as grants and payments are written, taken apart into what it says.
//!
//! The order of the words is free; `400000 USD RSU, 4y monthly, 1y cliff` and
//! `RSU: $400,000 over 4 years vesting monthly with a 1 year cliff` say the same.

use batna_core::{Money, Rate, Shares};
use jiff::civil::Date;

use super::time::{self, Duration};
use crate::model::{Acceleration, GrantKind, Scheme, VestingPeriod};
use crate::read::Trouble;

/// Longest line that is taken apart.
const MOST_WORDS: usize = 200;

/// What a line says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrase {
    pub money: Vec<Money>,
    pub percents: Vec<Rate>,
    pub numbers: Vec<Shares>,
    /// Numbers with `k` or `M` and no currency: money or shares.
    pub unclear: Vec<String>,
    pub at: Option<Money>,
    pub kind: Option<GrantKind>,
    /// The plan of options: `EMI`, `BSPCE`.
    pub scheme: Option<Scheme>,
    pub length: Option<Duration>,
    pub period: Option<VestingPeriod>,
    pub cliff: Option<Duration>,
    pub clawback: Option<Duration>,
    pub after: Option<Duration>,
    pub on: Option<Date>,
    /// Percentages of the years: `5/15/40/40`.
    pub years: Option<Vec<Rate>>,
    /// A percentage a year: `25% yearly`.
    pub each_year: Option<Rate>,
    pub prorated: Option<bool>,
    pub grossed_up: bool,
    pub liquidity: bool,
    pub acceleration: Option<Acceleration>,
    pub none: bool,
    /// The length is that of what is left after the cliff.
    pub length_is_rest: bool,
    then: Option<Then>,
    /// Words that say nothing known.
    pub rest: Vec<String>,
}

/// A word that says that what follows comes after the cliff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// `remaining`, `thereafter`: no doubt.
    Rest,
    /// `then`: only where the whole comes to a usual length.
    Perhaps,
}

/// Words that join others and mean nothing of their own.
const FILLERS: &[&str] = &[
    "of",
    "after",
    "in",
    "a",
    "an",
    "the",
    "with",
    "and",
    "worth",
    "vest",
    "vests",
    "vesting",
    "new",
    "hire",
    "initial",
    "grant",
    "granted",
    "units",
    "base",
    "target",
    "bonus",
    "value",
    "total",
    "per",
    "then",
    "thereafter",
    "at",
    "is",
    "paid",
    "payable",
    "salary",
    "for",
    "sign-on",
    "signing",
    "amount",
    "full",
    "tax",
    "leaving",
    "on",
    "strike",
    "price",
    "each",
    "every",
    "over",
    "no",
    "shares",
    "stock",
    "equity",
    "common",
    "exercise",
    "schedule",
    "back",
    "yr1",
    "refresh",
    "refresher",
    "refreshers",
    "annual",
];

fn period(word: &str) -> Option<VestingPeriod> {
    Some(match word {
        "monthly" => VestingPeriod::Monthly,
        "quarterly" => VestingPeriod::Quarterly,
        "semi-annual" | "semi-annually" | "semiannual" | "semiannually" | "half-yearly"
        | "biannually" => VestingPeriod::SemiAnnual,
        "annually" | "annual" | "yearly" => VestingPeriod::Annual,
        _ => return None,
    })
}

fn kind(word: &str, next: Option<&str>) -> Option<(GrantKind, usize)> {
    let two = |kind| Some((kind, 2));
    match (word, next) {
        ("restricted", Some("stock")) => return two(GrantKind::Rsa),
        ("incentive" | "qualified", Some("stock" | "option" | "options")) => {
            return two(GrantKind::Iso);
        }
        (
            "non-qualified" | "nonqualified" | "non-statutory",
            Some("stock" | "option" | "options"),
        ) => {
            return two(GrantKind::Nso);
        }
        ("profit", Some("units" | "participation")) => return two(GrantKind::ProfitUnits),
        ("profits" | "profit", Some("interest" | "interests")) => {
            return two(GrantKind::ProfitsInterest);
        }
        ("incentive", Some("unit" | "units")) => return two(GrantKind::ProfitsInterest),
        ("phantom", Some("stock" | "units" | "shares"))
        | ("virtual", Some("options" | "option" | "shares" | "stock")) => {
            return two(GrantKind::Phantom);
        }
        ("stock", Some("option" | "options")) => return two(GrantKind::Options),
        _ => {}
    }
    let kind = match word {
        "rsu" | "rsus" => GrantKind::Rsu,
        "rsa" | "rsas" => GrantKind::Rsa,
        "iso" | "isos" => GrantKind::Iso,
        "nso" | "nsos" | "nqso" | "nqsos" | "nq" => GrantKind::Nso,
        "ppu" | "ppus" => GrantKind::ProfitUnits,
        "phantom" | "sar" | "sars" | "vsop" | "vsops" | "vso" | "vsos" => GrantKind::Phantom,
        "espp" => GrantKind::Espp,
        "option" | "options" => GrantKind::Options,
        _ => return None,
    };
    Some((kind, 1))
}

/// A plan of options, by the name that people say.
fn scheme(word: &str, next: Option<&str>) -> Option<(Scheme, usize)> {
    let of_options = matches!(next, Some("option" | "options" | "share" | "stock"));
    let scheme = match word {
        "emi" => Scheme::Emi,
        "csop" => Scheme::Csop,
        "bspce" | "bspces" => Scheme::Bspce,
        "ccpc" if of_options => Scheme::Ccpc,
        "keep" if of_options => Scheme::Keep,
        _ => return None,
    };
    Some((scheme, 1 + usize::from(of_options)))
}

impl Phrase {
    /// Takes a line apart. Errors only where an amount in it cannot be one.
    pub fn read(text: &str) -> Result<Phrase, Trouble> {
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | ')' | ':'))
            .map(|word| word.trim_matches(','))
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let mut phrase = Phrase::default();
        let mut at = 0;
        while at < words.len() {
            at += phrase.take(&words, &lower, at)?.max(1);
        }
        Ok(phrase)
    }

    /// Takes what starts at word `at`; says how many words it was.
    fn take(&mut self, words: &[&str], lower: &[String], at: usize) -> Result<usize, Trouble> {
        let word = |offset: usize| lower.get(at + offset).map(String::as_str);
        let Some(first) = word(0) else { return Ok(1) };
        let raw = words.get(at).copied().unwrap_or("");

        if first == "none" {
            self.none = true;
            return Ok(1);
        }
        if first == "no" && word(1) == Some("cliff") {
            self.cliff = Some(Duration {
                count: 0.0,
                unit: time::Unit::Months,
            });
            return Ok(2);
        }
        match (first, word(1), word(2)) {
            ("single-trigger", ..) => {
                self.acceleration = Some(Acceleration::Single);
                return Ok(1 + usize::from(word(1) == Some("acceleration")));
            }
            ("double-trigger", Some("acceleration"), _) => {
                self.acceleration = Some(Acceleration::Double);
                return Ok(2);
            }
            ("double-trigger", ..) => {
                self.liquidity = true;
                return Ok(1);
            }
            ("grossed", Some("up"), _) => {
                self.grossed_up = true;
                return Ok(2);
            }
            ("grossed-up" | "gross-up", ..) => {
                self.grossed_up = true;
                return Ok(1);
            }
            ("pro", Some("rata"), _) => {
                self.prorated = Some(true);
                return Ok(2);
            }
            ("prorated" | "pro-rata" | "pro-rated" | "prorata", ..) => {
                self.prorated = Some(true);
                return Ok(1);
            }
            ("unprorated" | "full", ..) => {
                self.prorated = Some(false);
                return Ok(1);
            }
            ("at" | "@", Some("start" | "signing"), _) => return Ok(2),
            ("first", Some("pay" | "paycheck" | "payroll"), _) => return Ok(2),
            _ => {}
        }
        if matches!(first, "at" | "@" | "strike")
            && let Some((money, used)) = money_at(words, at + 1)?
        {
            self.at = Some(money);
            return Ok(1 + used);
        }
        if first == "on"
            && let Some(Ok(day)) = word(1).map(time::date)
        {
            self.on = Some(day);
            return Ok(2);
        }
        if let Some((money, used)) = money_at(words, at)? {
            self.money.push(money);
            return Ok(used);
        }
        if let Some((duration, used)) = duration_at(lower, at) {
            return Ok(used + self.take_duration(duration, lower, at, used));
        }
        if let Some(years) = split_years(first) {
            self.years = Some(years);
            return Ok(1);
        }
        if let Ok(rate) = raw.parse::<Rate>() {
            let rest = (word(1), word(2));
            let yearly = match rest {
                (Some("yearly" | "annually" | "annual"), _) => 1,
                (Some("a" | "per" | "each" | "every"), Some("year")) => 2,
                (Some("/year"), _) => 1,
                _ => 0,
            };
            if yearly > 0 {
                self.each_year = Some(rate);
            } else {
                self.percents.push(rate);
            }
            return Ok(1 + yearly);
        }
        if let Some((scheme, used)) = scheme(first, word(1)) {
            self.scheme = Some(scheme);
            self.kind = Some(GrantKind::Options);
            return Ok(used);
        }
        if let Some((kind, used)) = kind(first, word(1)) {
            // `restricted stock units` and `stock units` end in the plain RSU.
            if kind == GrantKind::Rsa && word(2).is_some_and(|w| w.starts_with("unit")) {
                self.kind = Some(GrantKind::Rsu);
                return Ok(3);
            }
            self.kind = Some(kind);
            let trailing = word(used).is_some_and(|w| matches!(w, "options" | "option" | "units"));
            return Ok(used + usize::from(trailing));
        }
        if let Some(period) = period(first) {
            self.period = Some(period);
            return Ok(1);
        }
        if let Some(number) = plain_number(raw) {
            self.numbers.push(number);
            return Ok(1);
        }
        if raw.starts_with(|c: char| c.is_ascii_digit()) && raw.parse::<Shares>().is_ok() {
            self.unclear.push(raw.to_owned());
            return Ok(1);
        }
        if matches!(
            first,
            "remaining" | "remainder" | "rest" | "next" | "thereafter" | "following"
        ) {
            self.then = Some(Then::Rest);
            return Ok(1);
        }
        if first == "then" {
            self.then = self.then.or(Some(Then::Perhaps));
            return Ok(1);
        }
        if matches!(first, "month" | "quarter" | "year") && at > 0 {
            // `every month`, `each quarter`.
            self.period = Some(match first {
                "month" => VestingPeriod::Monthly,
                "quarter" => VestingPeriod::Quarterly,
                _ => VestingPeriod::Annual,
            });
            return Ok(1);
        }
        if matches!(
            first,
            "clawback" | "claw-back" | "cliff" | "start" | "repayment"
        ) {
            return Ok(1);
        }
        if !FILLERS.contains(&first) {
            self.rest.push(raw.chars().take(40).collect());
        }
        Ok(1)
    }

    /// Files a length of time by the words around it; says how many words behind it belong to it.
    fn take_duration(
        &mut self,
        duration: Duration,
        lower: &[String],
        at: usize,
        used: usize,
    ) -> usize {
        let behind = |offset: usize| lower.get(at + used + offset).map(String::as_str);
        let before = at
            .checked_sub(1)
            .and_then(|index| lower.get(index))
            .map(String::as_str);
        let mut skip = 0;
        while matches!(
            behind(skip),
            Some("prorated" | "pro-rata" | "pro-rated" | "full")
        ) {
            self.prorated = Some(behind(skip) != Some("full"));
            skip += 1;
        }
        match behind(skip) {
            Some("cliff") => {
                self.cliff = Some(duration);
                skip + 1
            }
            Some("clawback" | "claw-back" | "repayment") => {
                self.clawback = Some(duration);
                skip + 1
            }
            _ if before == Some("after") => {
                self.after = Some(duration);
                skip
            }
            Some("after") if behind(skip + 1) == Some("start") => {
                self.after = Some(duration);
                skip + 2
            }
            _ if before == Some("clawback") || before == Some("claw-back") => {
                self.clawback = Some(duration);
                skip
            }
            _ if before == Some("cliff") => {
                self.cliff = Some(duration);
                skip
            }
            _ if matches!(before, Some("every" | "each")) && every(duration).is_some() => {
                self.period = every(duration);
                skip
            }
            _ if self.length.is_none() => {
                self.length = Some(duration);
                let cliff = self.cliff.or(self.after).map_or(0, Duration::whole_months);
                let whole = cliff + duration.whole_months();
                self.length_is_rest = cliff > 0
                    && match self.then {
                        Some(Then::Rest) => true,
                        Some(Then::Perhaps) => matches!(whole, 36 | 48 | 60),
                        None => false,
                    };
                skip
            }
            _ => {
                self.rest.push(lower.get(at).cloned().unwrap_or_default());
                skip
            }
        }
    }
}

/// The period that `every 3 months` says.
fn every(duration: Duration) -> Option<VestingPeriod> {
    Some(match duration.whole_months() {
        1 => VestingPeriod::Monthly,
        3 => VestingPeriod::Quarterly,
        6 => VestingPeriod::SemiAnnual,
        12 => VestingPeriod::Annual,
        _ => return None,
    })
}

/// An amount at word `at`: in one word (`$180k`), or a number beside its code.
/// A word that scales the number before it.
fn is_magnitude(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "thousand"
            | "lakh"
            | "lakhs"
            | "crore"
            | "crores"
            | "cr"
            | "million"
            | "mn"
            | "billion"
            | "bn"
    )
}

fn money_at(words: &[&str], at: usize) -> Result<Option<(Money, usize)>, Trouble> {
    let Some(word) = words.get(at).copied() else {
        return Ok(None);
    };
    let digits = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let is_code = |text: &str| {
        text.len() == 3
            && text.bytes().all(|b| b.is_ascii_alphabetic())
            && text.parse::<batna_core::Currency>().is_ok()
    };
    if digits(word) {
        // `₹5 lakh`, `$1.2 million`
        if let Some(next) = words.get(at + 1).filter(|next| is_magnitude(next))
            && let Ok(money) = format!("{word} {next}").parse::<Money>()
        {
            return Ok(Some((money, 2)));
        }
        if let Ok(money) = word.parse::<Money>() {
            let doubled = words.get(at + 1).filter(|next| is_code(next));
            if let Some(code) = doubled
                && let Ok(money) = format!("{word} {code}").parse::<Money>()
            {
                return Ok(Some((money, 2)));
            }
            return Ok(Some((money, 1)));
        }
        if let Some(next) = words.get(at + 1)
            && is_code(next)
        {
            let text = format!("{word} {next}");
            return match text.parse::<Money>() {
                Ok(money) => Ok(Some((money, 2))),
                Err(error) => Err(super::amount::trouble(error, &text)),
            };
        }
        let symbol = batna_core::Currency::strip_symbol_prefix(word).is_some();
        if symbol && let Err(error) = word.parse::<Money>() {
            return Err(super::amount::trouble(error, word));
        }
        return Ok(None);
    }
    if is_code(word)
        && let Some(next) = words.get(at + 1)
        && digits(next)
        && let Ok(money) = format!("{next} {word}").parse::<Money>()
    {
        return Ok(Some((money, 2)));
    }
    Ok(None)
}

fn duration_at(lower: &[String], at: usize) -> Option<(Duration, usize)> {
    let word = lower.get(at)?;
    if let Some(duration) = time::joined(word) {
        return Some((duration, 1));
    }
    let unit = time::unit(lower.get(at + 1)?)?;
    let count = time::count(word)?;
    let duration = Duration { count, unit };
    (duration.months() <= 600.0).then_some((duration, 2))
}

/// `5/15/40/40` or `5%/15%/40%/40%`.
fn split_years(word: &str) -> Option<Vec<Rate>> {
    if !word.contains('/') {
        return None;
    }
    word.split('/')
        .map(|part| {
            let digits = part.trim_end_matches('%');
            let plain =
                !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            plain
                .then(|| format!("{digits}%").parse::<Rate>().ok())
                .flatten()
        })
        .collect()
}

/// Digits, thousands marks and a point: `12,000`. Not `12k`, which may be money.
fn plain_number(word: &str) -> Option<Shares> {
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b',' | b'_' | b'.'));
    plain.then(|| word.parse::<Shares>().ok()).flatten()
}
