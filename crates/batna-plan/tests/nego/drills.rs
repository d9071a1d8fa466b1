//! Decks and the review log.

use batna_plan::drill::{Deck, Grade, Review, after, due, read_log, write_log};
use jiff::civil::{Date, date};

fn decks() -> Vec<Deck> {
    batna_data::under("drill")
        .iter()
        .map(|file| Deck::parse(file.path, file.text).unwrap())
        .collect()
}

#[test]
fn built_in_decks_are_whole() {
    let decks = decks();
    assert_eq!(decks.len(), 3);
    for deck in &decks {
        assert!(deck.card.len() >= 15, "{}", deck.deck);
        assert!(deck.card.iter().all(|card| !card.source.is_empty()));
    }
}

#[test]
fn good_answers_move_a_card_away_and_a_lapse_brings_it_back() {
    let decks = decks();
    let key = decks[0].key(&decks[0].card[0]);
    let mut reviews: Vec<Review> = Vec::new();
    let mut day: Date = date(2026, 6, 1);
    let mut gaps = Vec::new();
    for _ in 0..4 {
        let (review, standing) = after(&decks, &reviews, &key, Grade::Good, day).unwrap();
        reviews.push(review);
        gaps.push(day.until(standing.due).unwrap().get_days());
        assert!(
            !due(&decks, &reviews, day, 0)
                .iter()
                .any(|one| one.card == key)
        );
        day = standing.due;
        assert!(
            due(&decks, &reviews, day, 0)
                .iter()
                .any(|one| one.card == key)
        );
    }
    assert!(gaps.windows(2).all(|pair| pair[0] < pair[1]), "{gaps:?}");
    // FSRS-5 default weights: the first Good has a stability of 3.1262 days.
    assert_eq!(gaps[0], 3);
    let (_, lapsed) = after(&decks, &reviews, &key, Grade::Again, day).unwrap();
    assert_eq!(lapsed.lapses, 1);
    assert!(day.until(lapsed.due).unwrap().get_days() < gaps[3]);
    assert!(after(&decks, &reviews, "none/none", Grade::Good, day).is_err());
}

#[test]
fn the_log_is_read_back_and_bad_lines_are_told() {
    let review = Review {
        day: date(2026, 6, 1),
        card: "equity/\"x\"".into(),
        grade: Grade::Hard,
    };
    let text = format!(
        "{}not a review\n{{\"day\":\"2026-06-02\",\"card\":\"a\",\"grade\":7}}\n",
        write_log(&review)
    );
    let (reviews, problems) = read_log("reviews.jsonl", &text);
    assert_eq!(reviews, [review]);
    assert_eq!(problems.len(), 2);
    assert_eq!(problems[0].location.as_ref().unwrap().line, 2);
}
