//! A friend's card as a self-reported row of the own store.

use std::io::Read;
use std::path::Path;

use batna_core::{Diagnostic, Money, Rate};
use batna_market::observation::Observation;
use batna_market::store::Comp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{SignedCard, reveals, signed};
use crate::{Failure, Workbench};

/// Largest file that is read as a card.
const LARGEST_CARD: u64 = 64 * 1024;

/// What `batna market add --card` prints.
#[derive(Clone, Debug, Serialize)]
pub struct ReceivedCard {
    pub schema: &'static str,
    /// What the card says, line by line.
    pub says: Vec<String>,
    pub row: Observation,
}

impl Workbench {
    /// Adds a friend's card to the store, once.
    ///
    /// Errors: no card, one that was changed, one that is there already, no pay in it.
    pub fn add_card(&self, path: &Path, heard_from: &str) -> Result<ReceivedCard, Failure> {
        let mut text = Vec::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(LARGEST_CARD).read_to_end(&mut text))
            .map_err(|error| {
                Diagnostic::error(
                    "card::unreadable",
                    format!("{}: {}", path.display(), error.kind()),
                )
                .remedy("name the file that your friend passed on")
            })?;
        let signed = SignedCard::read(&text)?;
        // Its key is its own: a card that is here already has it in its row.
        let mark = format!("card {}", signed.key);
        let had = self.market_sql(
            &format!("select id from pay where doubts like '%{mark}%' limit 1"),
            5,
            1,
        );
        if had.is_ok_and(|found| !found.rows.is_empty()) {
            return Err(
                Diagnostic::error("card::doubled", "the card is in the store already")
                    .remedy("nothing was added")
                    .into(),
            );
        }
        let from = if heard_from.trim().is_empty() {
            mark
        } else {
            format!("{}, {mark}", heard_from.trim())
        };
        let row = self.market_add(comp(&signed, from)?)?;
        Ok(ReceivedCard {
            schema: "batna/card-received/1",
            says: reveals(&signed.card),
            row,
        })
    }
}

fn comp(signed: &SignedCard, heard_from: String) -> Result<Comp, Failure> {
    let card = &signed.card;
    let money = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Money>().ok());
    let base = money(&card.base);
    let bonus = money(&card.bonus).or_else(|| {
        let rate: Rate = card.bonus.as_deref()?.parse().ok()?;
        base?.try_mul(rate.fraction()).ok()
    });
    // A year's part, where the card says over how many years it vests.
    let equity = money(&card.equity_over_term).and_then(|all| {
        let years: Decimal = card.equity_years.as_deref()?.parse().ok()?;
        let part = Decimal::ONE.checked_div(years)?;
        all.try_mul(part).ok()
    });
    if base.is_none() && bonus.is_none() && equity.is_none() {
        return Err(signed::not_genuine("it states no pay that can be read"));
    }
    Ok(Comp {
        employer: card.company.clone().unwrap_or_default(),
        title: card.role.as_deref().unwrap_or("unknown").replace('-', " "),
        level: card.level.clone().unwrap_or_default(),
        place: card.place.clone().unwrap_or_default(),
        stage: card.stage.clone().unwrap_or_default(),
        base,
        bonus,
        equity,
        total: None,
        years: card.years.as_deref().and_then(middle),
        date: quarter(&card.quarter),
        heard_from,
        // Told by a friend: it leaves this store only when asked for.
        confidential: true,
        verified: false,
    })
}

/// The middle of `5-8`; the least of `14+`.
fn middle(years: &str) -> Option<f64> {
    match years.split_once('-') {
        Some((low, high)) => Some((low.parse::<f64>().ok()? + high.parse::<f64>().ok()?) / 2.0),
        None => years.trim_end_matches('+').parse().ok(),
    }
}

/// The middle month of `2026Q3`.
fn quarter(text: &str) -> Option<Date> {
    let (year, quarter) = text.split_once('Q')?;
    let quarter: i8 = quarter.parse().ok()?;
    Date::new(
        year.parse().ok()?,
        quarter.checked_mul(3)?.checked_sub(1)?,
        15,
    )
    .ok()
}
