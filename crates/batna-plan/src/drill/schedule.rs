//! Which cards are due: the log replayed through FSRS.

use batna_core::Diagnostic;
use jiff::civil::Date;
use rs_fsrs::{FSRS, Parameters, Rating, Seed, State};
use serde::Serialize;

use super::deck::Deck;
use super::log::{Grade, Review};

/// Default weights of FSRS-5, as published with the scheduler
/// (open-spaced-repetition/rs-fsrs 1.2.1, `parameters.rs`). Given here because the
/// crate's own default asks the clock for a seed of its fuzz, which is off.
const WEIGHTS: [f64; 19] = [
    0.4072, 1.1829, 3.1262, 15.4722, 7.2102, 0.5316, 1.0651, 0.0234, 1.616, 0.1544, 1.0824, 1.9813,
    0.0953, 0.2975, 2.2042, 0.2407, 2.9466, 0.5034, 0.6567,
];

/// Where one card stands.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Standing {
    pub reviews: u32,
    pub lapses: u32,
    #[schemars(with = "String")]
    pub due: Date,
    /// Days until the chance of recall falls to 90%.
    pub stability: f64,
    /// 1 (easy) to 10.
    pub difficulty: f64,
}

/// A card that is to be answered.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Due {
    /// Deck and card.
    pub card: String,
    pub asks: String,
    pub answers: String,
    pub source: String,
    pub url: Option<String>,
    /// None for a card never answered.
    pub standing: Option<Standing>,
}

/// Cards due on `as_of`: those answered before, longest due first, then up to `new` that
/// never were, in the order of the decks. Reviews after `as_of` do not count.
pub fn due(decks: &[Deck], reviews: &[Review], as_of: Date, new: usize) -> Vec<Due> {
    let (mut again, mut fresh) = (Vec::new(), Vec::new());
    for deck in decks {
        for card in &deck.card {
            let key = deck.key(card);
            let standing = standing(reviews, &key, as_of);
            let one = Due {
                card: key,
                asks: card.asks.clone(),
                answers: card.answers.clone(),
                source: card.source.clone(),
                url: card.url.clone(),
                standing: standing.clone(),
            };
            match standing {
                Some(standing) if standing.due <= as_of => again.push((standing.due, one)),
                Some(_) => {}
                None if fresh.len() < new => fresh.push(one),
                None => {}
            }
        }
    }
    again.sort_by_key(|a| a.0);
    again.into_iter().map(|(_, one)| one).chain(fresh).collect()
}

/// The review of a card, and where the card stands after it.
///
/// Errors: `drill::unknown-card`.
pub fn after(
    decks: &[Deck],
    reviews: &[Review],
    card: &str,
    grade: Grade,
    day: Date,
) -> Result<(Review, Standing), Diagnostic> {
    let known = decks
        .iter()
        .any(|deck| deck.card.iter().any(|one| deck.key(one) == card));
    let unknown = || {
        let shown: String = card.chars().take(80).collect();
        Diagnostic::error(
            "drill::unknown-card",
            format!("no deck has the card `{shown}`"),
        )
        .remedy("Name deck and card, such as `equity/strike`; `batna drill --list` shows all.")
    };
    if !known {
        return Err(unknown());
    }
    let review = Review {
        day,
        card: card.to_owned(),
        grade,
    };
    let mut all = reviews.to_vec();
    all.push(review.clone());
    let standing = standing(&all, card, day).ok_or_else(unknown)?;
    Ok((review, standing))
}

/// Replays the reviews of one card up to a day.
fn standing(reviews: &[Review], key: &str, as_of: Date) -> Option<Standing> {
    let fsrs = FSRS::new(Parameters {
        request_retention: 0.9,
        maximum_interval: 36_500,
        w: WEIGHTS,
        decay: Parameters::DECAY,
        factor: Parameters::FACTOR,
        // Whole days: no steps of minutes within one.
        enable_short_term: false,
        enable_fuzz: false,
        seed: Seed::String("none".into()),
    });
    let mut card = rs_fsrs::Card::default();
    let mut first = None;
    for review in reviews
        .iter()
        .filter(|review| review.card == key && review.day <= as_of)
    {
        let now = instant(review.day)?;
        if card.state == State::New && first.is_none() {
            first = Some(review.day);
            card.due = now;
            card.last_review = now;
        }
        let rating = match review.grade {
            Grade::Again => Rating::Again,
            Grade::Hard => Rating::Hard,
            Grade::Good => Rating::Good,
            Grade::Easy => Rating::Easy,
        };
        card = fsrs.next(card, now, rating).card;
    }
    first?;
    let days = card.due.signed_duration_since(card.last_review).num_days();
    let last = reviews
        .iter()
        .filter(|review| review.card == key && review.day <= as_of)
        .map(|review| review.day)
        .max()?;
    let due = last
        .checked_add(jiff::Span::new().try_days(days.clamp(0, 36_500)).ok()?)
        .unwrap_or(Date::MAX);
    Some(Standing {
        reviews: u32::try_from(card.reps).unwrap_or(0),
        lapses: u32::try_from(card.lapses).unwrap_or(0),
        due,
        stability: (card.stability * 1e4).round() / 1e4,
        difficulty: (card.difficulty * 1e4).round() / 1e4,
    })
}

/// Midnight of the day, in the scheduler's terms.
fn instant(day: Date) -> Option<chrono::DateTime<chrono::Utc>> {
    let midnight = chrono::NaiveDate::from_ymd_opt(
        i32::from(day.year()),
        u32::try_from(day.month()).ok()?,
        u32::try_from(day.day()).ok()?,
    )?
    .and_hms_opt(0, 0, 0)?;
    Some(midnight.and_utc())
}
