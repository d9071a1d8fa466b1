//! Raw rows to observations: every rule applied, every doubt kept, every refusal named.

use std::collections::BTreeMap;

use batna_core::{Currency, Measure};
use jiff::civil::Date;

use crate::fold::repair_mojibake;
use crate::mapping::Mapping;
use crate::memo::Memo;
use crate::observation::{Observation, SourceClass};
use crate::pay::{LEAST_DOLLARS, MOST_DOLLARS, Unit, WIDEST_RANGE, unit_by_size};
use crate::places::Place;
use crate::raw::{Raw, SetAside};
use crate::reference::Reference;
use crate::rules::Rules;
use crate::seniority::RankClues;

/// What a rule found and what is in doubt; its reason is for `why`, and no row needs it.
type Finding = (Option<String>, Option<String>);

/// Which title, employer and place a row bears, numbered from nought as they are first met:
/// what is worked out for them once need not be looked up by their text again.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextNumbers {
    pub title: u32,
    pub employer: u32,
    pub place: u32,
}

fn finding(mapping: Mapping) -> Finding {
    (mapping.to, mapping.doubt)
}

/// Applies the rules to rows of one source, remembering what it worked out.
pub struct Normaliser<'a> {
    rules: &'a Rules,
    reference: &'a Reference<'a>,
    /// Rates for bounds only are taken at this day.
    today: Date,
    roles: Memo<String, (u32, Finding)>,
    employers: Memo<String, (u32, Finding)>,
    ranks: Memo<String, Finding>,
    places: Memo<String, (u32, Place)>,
    /// Stage and size by the employer's number and the year.
    standings: BTreeMap<(u32, i16), (Option<String>, Option<String>)>,
    /// Of the last row.
    numbers: TextNumbers,
    /// Room for the text of a place, used again for each row.
    place_text: String,
    dollars: Memo<String, Option<f64>>,
}

impl<'a> Normaliser<'a> {
    pub fn new(rules: &'a Rules, reference: &'a Reference<'a>, today: Date) -> Self {
        Normaliser {
            rules,
            reference,
            today,
            roles: Memo::default(),
            employers: Memo::default(),
            ranks: Memo::default(),
            places: Memo::default(),
            standings: BTreeMap::new(),
            numbers: TextNumbers::default(),
            place_text: String::new(),
            dollars: Memo::default(),
        }
    }

    /// Dollars for one unit of a currency, roughly; none where no rate is known.
    fn dollar_rate(&mut self, currency: Currency) -> Option<f64> {
        let (reference, today) = (self.reference, self.today);
        self.dollars.get_or(currency.code(), || {
            reference
                .exchange(currency, Currency::USD, today)
                .ok()
                .map(|found| found.rate_f64())
        })
    }

    /// The texts of the last row observed.
    pub fn numbers(&self) -> TextNumbers {
        self.numbers
    }

    /// The observation a row makes, or why it makes none.
    pub fn observe(
        &mut self,
        source: &str,
        class: SourceClass,
        mut raw: Raw,
    ) -> Result<Observation, SetAside> {
        for text in [&mut raw.employer, &mut raw.title, &mut raw.place] {
            if let Some(repaired) = repair_mojibake(text) {
                *text = repaired;
                raw.doubts.push("broken encoding repaired".to_owned());
            }
        }
        let rules = self.rules;
        let number = self.roles.next_number();
        let (title_number, (role, role_doubt)) = self.roles.get_or(&raw.title, || {
            (number, finding(rules.roles.of_title(&raw.title)))
        });
        let number = self.employers.next_number();
        let (employer_number, (employer, _)) = self.employers.get_or(&raw.employer, || {
            (number, finding(rules.employers.of(&raw.employer)))
        });
        let place_text = &mut self.place_text;
        place_text.clear();
        place_text.push_str(&raw.place);
        if !raw.country.is_empty() && !raw.place.is_empty() {
            place_text.push_str(", ");
        }
        place_text.push_str(&raw.country);
        let number = self.places.next_number();
        let (place_number, place) = self.places.get_or(place_text, || {
            let place = Place {
                reason: String::new(),
                ..rules.places.read(place_text)
            };
            (number, place)
        });
        self.numbers = TextNumbers {
            title: title_number,
            employer: employer_number,
            place: place_number,
        };
        let clues = RankClues {
            employer: employer.as_deref(),
            level: &raw.level,
            title: &raw.title,
            code: raw
                .rank_code
                .as_ref()
                .map(|(table, code)| (*table, code.as_str())),
            years: raw.years,
        };
        // Without level, code or years the title alone decides, and titles recur.
        let title_alone = raw.level.is_empty() && clues.code.is_none() && raw.years.is_none();
        let (rank, rank_doubt) = if title_alone {
            self.ranks
                .get_or(&raw.title, || finding(rules.seniority.rank(clues)))
        } else {
            finding(rules.seniority.rank(clues))
        };
        raw.doubts.extend(role_doubt);
        raw.doubts.extend(place.doubt);
        raw.doubts.extend(rank_doubt);
        let currency = match raw.currency {
            Some(currency) => currency,
            None => {
                let country = place
                    .country
                    .as_deref()
                    .and_then(|id| rules.places.country(id));
                let found = country.and_then(|c| c.currency).ok_or_else(|| {
                    SetAside::new("currency unknown", format!("{} {}", raw.title, raw.place))
                })?;
                raw.doubts
                    .push("currency taken from the country".to_owned());
                found
            }
        };
        let rate = self.dollar_rate(currency);
        if rate.is_none() {
            raw.doubts
                .push("no exchange rate; not checked for plausibility".to_owned());
        }
        let (low, high) = self.yearly(&mut raw, rate)?;
        let base = match (low, high) {
            (Some(low), Some(high)) => Some((low + high) / 2.0),
            (one, other) => one.or(other),
        };
        let ranged = low.is_some() && high.is_some() && low != high;
        let believed = |amount: f64| {
            let dollars = amount * rate.unwrap_or(1e-4);
            (0.0..=MOST_DOLLARS * 4.0).contains(&dollars)
        };
        for (name, amount) in [
            ("bonus", raw.bonus),
            ("equity", raw.equity),
            ("total", raw.total),
        ] {
            if let Some(amount) = amount.filter(|amount| !believed(*amount)) {
                return Err(SetAside::new(
                    "implausible amount",
                    format!("{name} {amount} {currency}, {}", raw.title),
                ));
            }
        }
        // What the source says of stage and size goes before the list of employers.
        let known = match (&employer, raw.date) {
            (Some(id), Some(date)) if rules.employers.name(id).is_some() => self
                .standings
                .entry((employer_number, date.year()))
                .or_insert_with(|| {
                    let stage = rules.employers.stage_at(id, date);
                    (stage.to, rules.employers.size_at(id, date).to)
                })
                .clone(),
            _ => (None, None),
        };
        let stage = Some(raw.stage).filter(|s| !s.is_empty()).or(known.0);
        let size = match raw.size.is_empty() {
            true => known.1.unwrap_or_default(),
            false => raw.size,
        };
        let observation = Observation {
            source: source.to_owned(),
            row: raw.row,
            class: raw.class.unwrap_or(class),
            role,
            seniority: rank,
            country: place.country,
            metro: place.metro,
            stage,
            employer,
            employer_name: trimmed(raw.employer),
            title: trimmed(raw.title),
            level: trimmed(raw.level),
            date: raw.date,
            currency,
            base: whole(base),
            base_low: if ranged { whole(low) } else { None },
            base_high: if ranged { whole(high) } else { None },
            bonus: whole(raw.bonus),
            equity: whole(raw.equity),
            total: whole(raw.total),
            years: raw.years,
            remote: raw.remote.or(place.remote.then_some(100)),
            employment: raw.employment,
            size,
            skills: raw.skills,
            copies: 1,
            doubts: raw.doubts,
            confidential: raw.confidential,
        };
        let paid = [Measure::Base, Measure::Total];
        if paid
            .iter()
            .all(|&m| observation.amount(m).is_none_or(|a| a == 0))
        {
            return Err(SetAside::new("no pay stated", observation.title));
        }
        Ok(observation)
    }

    /// Base pay a year, with the unit found by size where the source gives none.
    fn yearly(
        &self,
        raw: &mut Raw,
        rate: Option<f64>,
    ) -> Result<(Option<f64>, Option<f64>), SetAside> {
        let written = || {
            let ends = [raw.low, raw.high].into_iter().flatten();
            let amounts: Vec<String> = ends.map(|amount| amount.to_string()).collect();
            let column = match &raw.pay_column {
                Some(column) => format!("`{column}` "),
                None => String::new(),
            };
            format!("{column}{}, {}", amounts.join(" to "), raw.title)
        };
        // Nought means unknown in every source read here.
        let known = |x: Option<f64>| x.filter(|x| x.is_finite() && *x > 0.0);
        let (mut low, mut high) = (known(raw.low), known(raw.high));
        if let (Some(a), Some(b)) = (low, high)
            && b < a
        {
            // Some filings repeat a nought or a smaller number as the upper end.
            (low, high) = (Some(b), Some(a));
            raw.doubts
                .push("ends of the range were the wrong way round".to_owned());
        }
        let Some(any) = low.or(high) else {
            return Ok((None, None));
        };
        let unit = match raw.unit {
            // A yearly figure of a few dozen dollars is an hourly one with the wrong unit.
            Some(Unit::Year) if rate.is_some_and(|r| (7.0..200.0).contains(&(any * r))) => {
                raw.doubts
                    .push("stated by the year, read by the hour for its size".to_owned());
                Unit::Hour
            }
            Some(unit) => unit,
            None => {
                let unit = rate
                    .and_then(|rate| unit_by_size(any * rate))
                    .ok_or_else(|| SetAside::new("unit of pay ambiguous", written()))?;
                if unit == Unit::Hour {
                    raw.doubts
                        .push("no unit; read by the hour for its size".to_owned());
                }
                unit
            }
        };
        let scaled = |x: Option<f64>| x.map(|x| x * unit.per_year());
        (low, high) = (scaled(low), scaled(high));
        for amount in [low, high].into_iter().flatten() {
            let believed =
                rate.is_none_or(|r| (LEAST_DOLLARS..=MOST_DOLLARS).contains(&(amount * r)));
            if !believed || amount > 1e12 {
                return Err(SetAside::new("implausible amount", written()));
            }
        }
        if let (Some(low), Some(high)) = (low, high)
            && high / low > WIDEST_RANGE
        {
            return Err(SetAside::new("range too wide to mean anything", written()));
        }
        Ok((low, high))
    }
}

/// The text without blanks around it, in its own memory where there are none.
fn trimmed(text: String) -> String {
    if text.trim().len() == text.len() {
        text
    } else {
        text.trim().to_owned()
    }
}

fn whole(amount: Option<f64>) -> Option<u64> {
    // In bounds: amounts are checked to be at most twenty million dollars' worth.
    amount
        .filter(|x| x.is_finite() && *x >= 0.0)
        .map(|x| x.round() as u64)
}
