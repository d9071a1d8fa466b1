//! Grants: which there are and which sentences are about each; `size`, `terms_of_grant`, `scheduled`
//! and `vesting` read them.
//!
//! A size opens a grant unless it says that of a grant before again; what a sentence says of
//! equity is about the grants of the kind that it names, else about the last one.

mod scheduled;
mod size;
mod terms_of_grant;
mod vesting;

use self::scheduled::gather_vesting;
use self::size::size;
use crate::evidence::Line;
use crate::letter::Letter;
use crate::lexicon::{Kind, Role, Signal};
use crate::proposal::Proposal;
use crate::quantity::Quantity;

/// A grant as it is gathered.
pub(super) struct Gathered {
    pub number: u32,
    pub kind: Option<Kind>,
    /// The heading under which its size stands.
    heading: String,
    /// What is said of its vesting: lines with the tokens of each that are about it.
    vesting: Vec<(usize, std::ops::Range<usize>)>,
}

impl Gathered {
    fn at(&self, name: &str) -> String {
        format!("grants.{}.{name}", self.number)
    }

    fn is_option(&self) -> bool {
        self.kind.is_some_and(Kind::is_option)
    }
}

/// How many words before `refresh` a quantity is of another matter.
const FAR: usize = 10;

pub(super) fn read(letter: &Letter, proposal: &mut Proposal) {
    let mut grants: Vec<Gathered> = Vec::new();
    let mut early: Vec<usize> = Vec::new();
    for (index, line) in letter.lines.iter().enumerate() {
        if !about_equity(letter, index, line) {
            continue;
        }
        // What may be granted in later years is no term of this offer.
        let later = line.signals(Signal::Refresh).map(|hit| hit.at.start).min();
        let is_of_now =
            |quantity: &Quantity| later.is_none_or(|later| quantity.at.end + FAR <= later);
        let none_of_now = later.is_some() && !line.quantities.iter().any(is_of_now);
        if none_of_now || (line.headed(Signal::Refresh) && line.quantities.is_empty()) {
            continue;
        }
        let had = grants.len();
        for (claim, quantity) in letter.claims_of(index).filter(|(_, one)| is_of_now(one)) {
            size(letter, line, claim, quantity, &mut grants, proposal);
        }
        if grants.is_empty() {
            early.push(index);
            continue;
        }
        let opened: Vec<usize> = (had..grants.len()).collect();
        let about = if opened.is_empty() {
            meant(line, &grants)
        } else {
            opened
        };
        for at in &about {
            if let Some(grant) = grants.get_mut(*at) {
                terms_of_grant::read(letter, index, grant, proposal);
            }
        }
        gather_vesting(index, line, &about, &mut grants);
    }
    // What stands before the grant is about the first one.
    for index in early {
        if let (Some(first), Some(line)) = (grants.first_mut(), letter.lines.get(index)) {
            terms_of_grant::read(letter, index, first, proposal);
            gather_vesting(index, line, &[0], &mut grants);
        }
    }
    for grant in &mut grants {
        grant
            .vesting
            .sort_by_key(|(index, part)| (*index, part.start));
    }
    vesting::read(letter, &grants, proposal);
}

fn about_equity(letter: &Letter, index: usize, line: &Line) -> bool {
    const OF_EQUITY: [Role; 7] = [
        Role::Equity,
        Role::Vest,
        Role::Diluted,
        Role::Strike,
        Role::FairValue,
        Role::Preferred,
        Role::Conversion,
    ];
    !line.kinds().is_empty()
        || line.speaks_of(Role::Equity, 3.0)
        || line.has(Signal::Vesting)
        || line.headed_by(Role::Equity)
        || (line.has(Signal::Exercise) && line.has(Signal::Leave))
        || (line.has(Signal::Control) && line.has(Signal::Accelerat))
        || line.has(Signal::Liquidity)
        || line.has(Signal::Average)
        || line.has(Signal::Early)
        || line.has(Signal::Double)
        || line.has(Signal::Single)
        || letter
            .claims_of(index)
            .any(|(claim, _)| OF_EQUITY.iter().any(|role| claim.is(*role)))
}

/// Which grants a sentence without a size is about.
fn meant(line: &Line, grants: &[Gathered]) -> Vec<usize> {
    let all: Vec<usize> = (0..grants.len()).collect();
    let kinds = line.kinds();
    let named = |option: bool| kinds.iter().any(|(kind, _)| kind.is_option() == option);
    let of = |option: bool| -> Vec<usize> {
        all.iter()
            .copied()
            .filter(|at| {
                grants
                    .get(*at)
                    .is_some_and(|grant| grant.is_option() == option)
            })
            .collect()
    };
    let options = named(true) || line.has(Signal::Exercise);
    let chosen = match (options, named(false)) {
        (true, false) => of(true),
        (false, true) => of(false),
        // `your unvested option shares and RSUs`
        (true, true) if named(true) && all.len() > 1 => return all,
        _ => Vec::new(),
    };
    if let Some(last) = chosen.last() {
        return if line.has(Signal::EveryGrant) {
            chosen
        } else {
            vec![*last]
        };
    }
    if line.has(Signal::EveryGrant) {
        return all;
    }
    // Under the heading of a grant, that one.
    let headed = grants
        .iter()
        .rposition(|grant| !grant.heading.is_empty() && grant.heading == line.sentence.heading);
    headed.or(grants.len().checked_sub(1)).into_iter().collect()
}

fn about_shares(line: &Line) -> bool {
    line.has(Signal::Shares) || line.headed(Signal::Shares)
}
