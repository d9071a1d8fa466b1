//! Where the negotiation stands, and the one next thing to do.
//!
//! Told from the files and the day alone, so that it is there at once: nothing is simulated.
//! The next thing is the first that applies: mend what is wrong, confirm what an assistant
//! or a letter added, add an offer, ask whether a lapsed one stands, get a spoken one in
//! writing, counter, answer what was said since, close.

pub use batna_case::model::OfferStatus;
use batna_case::model::{Offer, Speaker};
use batna_core::Diagnostic;
use batna_plan::heard::{conceded, positions};
use batna_plan::plan::{Stage, stage_of};
use jiff::civil::Date;
use serde::Serialize;

use crate::case::OpenCase;
use crate::{Failure, Workbench};

/// Days before a deadline from which it goes before everything else.
const SOON: i32 = 3;

/// What `batna` alone prints in a case.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct Standing {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    pub offers: Vec<OfferStanding>,
    /// Errors in the files.
    pub errors: usize,
    /// Records that wait for the person: offers, lines of the ledger, achievements.
    pub unconfirmed: usize,
    pub next_deadline: Option<NextDeadline>,
    pub next: NextThing,
}

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct OfferStanding {
    pub offer: String,
    pub employer: String,
    pub status: OfferStatus,
    pub stage: Stage,
    #[schemars(with = "Option<String>")]
    pub deadline: Option<Date>,
    pub days_left: Option<i32>,
    /// Confirmed lines of the ledger about it.
    pub lines: usize,
    pub conceded: Vec<batna_plan::heard::Conceded>,
}

#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct NextDeadline {
    pub offer: String,
    #[schemars(with = "String")]
    pub day: Date,
    pub days_left: i32,
}

/// One thing to do, and the command for it.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct NextThing {
    pub what: String,
    pub why: String,
    pub command: String,
}

impl NextThing {
    fn new(what: impl Into<String>, why: impl Into<String>, command: impl Into<String>) -> Self {
        NextThing {
            what: what.into(),
            why: why.into(),
            command: command.into(),
        }
    }
}

impl Workbench {
    /// Where the case stands; none where the folder holds no case.
    ///
    /// Errors: `me.toml` is there and cannot be read as one.
    pub fn standing(&self) -> Result<Option<Standing>, Failure> {
        if !self.world().case_root().join("me.toml").exists() {
            return Ok(None);
        }
        self.open().map(|opened| Some(standing(&opened)))
    }
}

fn standing(opened: &OpenCase) -> Standing {
    let (case, as_of) = (&opened.case, opened.as_of);
    let offers: Vec<OfferStanding> = case
        .offers
        .iter()
        .map(|offer| OfferStanding {
            offer: offer.id.clone(),
            employer: offer.employer.clone(),
            status: offer.status,
            stage: stage_of(offer, as_of),
            deadline: offer.deadline,
            days_left: offer.deadline.map(|day| days(as_of, day)),
            lines: lines(opened, offer, |_| true),
            conceded: conceded(&positions(case, &offer.id)),
        })
        .collect();
    let unconfirmed = case.offers.iter().filter(|offer| offer.unconfirmed).count()
        + case.ledger.iter().filter(|entry| entry.unconfirmed).count()
        + case
            .profile
            .achievements
            .iter()
            .filter(|achievement| achievement.unconfirmed)
            .count();
    let next_deadline = offers
        .iter()
        .filter(|offer| matches!(offer.stage, Stage::Counter | Stage::GetInWriting))
        .filter_map(|offer| {
            Some(NextDeadline {
                offer: offer.offer.clone(),
                day: offer.deadline?,
                days_left: offer.days_left?,
            })
        })
        .min_by_key(|deadline| deadline.day);
    let errors = opened
        .diagnostics
        .iter()
        .filter(|diagnostic| Diagnostic::is_error(diagnostic))
        .count();
    let next = next(opened, &offers, errors, unconfirmed);
    Standing {
        schema: "batna/standing/1",
        as_of,
        offers,
        errors,
        unconfirmed,
        next_deadline,
        next,
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Confirmed lines about an offer by speakers that count.
fn lines(opened: &OpenCase, offer: &Offer, by: impl Fn(Speaker) -> bool) -> usize {
    opened
        .case
        .ledger
        .iter()
        .filter(|entry| !entry.unconfirmed && entry.offer.as_deref() == Some(&offer.id))
        .filter(|entry| by(entry.by))
        .count()
}

fn next(
    opened: &OpenCase,
    offers: &[OfferStanding],
    errors: usize,
    unconfirmed: usize,
) -> NextThing {
    if errors > 0 {
        return NextThing::new(
            "mend the files of the case",
            format!("{errors} of what they say cannot be used as it is"),
            "batna check",
        );
    }
    let open: Vec<&OfferStanding> = offers
        .iter()
        .filter(|offer| offer.stage != Stage::Closed)
        .collect();
    if let Some(accepted) = offers
        .iter()
        .find(|offer| offer.status == OfferStatus::Accepted)
    {
        if let Some(other) = open.first() {
            return NextThing::new(
                format!("decline {}, kindly and in writing", other.employer),
                format!("{} is accepted", accepted.employer),
                format!("batna script decline --offer {}", other.offer),
            );
        }
        let next = crate::calendar::next_entry(opened);
        return match next {
            Some((day, title)) => NextThing::new(
                format!("keep {day} in mind ({title})"),
                format!("{} is accepted", accepted.employer),
                "batna calendar",
            ),
            None => NextThing::new(
                "begin the next case from this one when you look again",
                format!("{} is accepted and no date is ahead", accepted.employer),
                "batna init next-case --from .",
            ),
        };
    }
    if open.is_empty() {
        return NextThing::new(
            "write down an offer: five lines under offers/ are enough",
            "there is no open offer",
            "batna check",
        );
    }
    if unconfirmed > 0 {
        return NextThing::new(
            "read what was added for you, and remove `unconfirmed` where it is right",
            match unconfirmed {
                1 => "one record supports no claim until you do".to_owned(),
                many => format!("{many} records support no claim until you do"),
            },
            "batna check",
        );
    }
    // The one that runs out first; those without a deadline come last.
    let of = |stage: Stage| {
        open.iter()
            .filter(|offer| offer.stage == stage)
            .min_by_key(|offer| (offer.deadline.is_none(), offer.deadline))
    };
    let soon = of(Stage::Counter).filter(|offer| offer.days_left.is_some_and(|left| left <= SOON));
    if soon.is_none()
        && let Some(lapsed) = of(Stage::AskWhetherOpen)
    {
        return NextThing::new(
            format!("ask {} whether the offer still stands", lapsed.employer),
            "its deadline has passed",
            format!("batna script still-open --offer {}", lapsed.offer),
        );
    }
    if soon.is_none()
        && let Some(spoken) = of(Stage::GetInWriting)
    {
        return NextThing::new(
            format!("ask {} for the offer in writing", spoken.employer),
            "a spoken offer can be countered, and not yet relied on",
            format!("batna script thanks-and-writing --offer {}", spoken.offer),
        );
    }
    let Some(counter) = of(Stage::Counter) else {
        return NextThing::new("look at the plan", "an offer is open", "batna plan");
    };
    let left = match counter.days_left {
        Some(0) => "the deadline is today".to_owned(),
        Some(1) => "one day is left".to_owned(),
        Some(left) => format!("{left} days are left"),
        None => "it is written and open".to_owned(),
    };
    let record = opened.case.offer(&counter.offer);
    let mine = record.map_or(0, |offer| lines(opened, offer, |by| by == Speaker::Me));
    let theirs = record.map_or(0, |offer| lines(opened, offer, |by| by != Speaker::Me));
    if mine == 0 {
        return NextThing::new(
            format!("prepare the counter to {}", counter.employer),
            left,
            format!("batna brief {}", counter.offer),
        );
    }
    NextThing::new(
        format!("see what their last word changes at {}", counter.employer),
        format!("{left}; {theirs} of their statements are in the ledger"),
        format!("batna plan {}", counter.offer),
    )
}
