//! The exact Pareto frontier of a sum over issues, by merging one issue after the other.
//!
//! A deal is efficient only if its part on the first issues is (else the better part
//! would make a better deal), so partial frontiers are all that has to be kept. Deals of
//! equal payoffs are all kept, as ways to one point.

use super::domain::Deal;

/// The most combinations looked at in one merge.
const MOST_COMBINATIONS: usize = 6_000_000;

/// The frontier has more points than can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its Pareto frontier has more points than can be listed")]
pub struct TooLarge;

/// One distinct pair of payoffs that no deal betters for one without loss to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub owner: i128,
    pub other: i128,
    /// Ways to it in the stage: first and how many.
    first: u32,
    ways: u32,
}

#[derive(Clone, Debug, Default)]
struct Stage {
    points: Vec<Point>,
    /// Point of the stage before, and value of this stage's issue.
    ways: Vec<(u32, u32)>,
}

/// All efficient deals, the owner's best first.
#[derive(Clone, Debug)]
pub struct Frontier {
    stages: Vec<Stage>,
}

impl Frontier {
    /// From what each value of each issue is worth to both: `[issue][value] = (owner, other)`.
    pub fn new(issues: &[Vec<(i128, i128)>]) -> Result<Frontier, TooLarge> {
        let mut stages: Vec<Stage> = Vec::with_capacity(issues.len());
        let start = [Point {
            owner: 0,
            other: 0,
            first: 0,
            ways: 0,
        }];
        for values in issues {
            let before = stages
                .last()
                .map_or(start.as_slice(), |stage| &stage.points);
            if before.len().saturating_mul(values.len()) > MOST_COMBINATIONS {
                return Err(TooLarge);
            }
            let mut combined = Vec::with_capacity(before.len() * values.len());
            for (from, point) in (0_u32..).zip(before) {
                for (value, (owner, other)) in (0_u32..).zip(values) {
                    combined.push((point.owner + owner, point.other + other, from, value));
                }
            }
            combined.sort_unstable_by(|a, b| {
                (b.0, b.1)
                    .cmp(&(a.0, a.1))
                    .then((a.2, a.3).cmp(&(b.2, b.3)))
            });
            stages.push(sweep(&combined));
        }
        Ok(Frontier { stages })
    }

    /// Distinct payoff pairs, the owner's best first.
    pub fn points(&self) -> &[Point] {
        self.stages.last().map_or(&[], |stage| &stage.points)
    }

    /// Up to `most` deals with this point's payoffs, in a fixed order.
    pub fn deals(&self, point: usize, most: usize) -> Vec<Deal> {
        let mut found = Vec::new();
        let mut reversed = Vec::with_capacity(self.stages.len());
        self.walk(self.stages.len(), point, most, &mut reversed, &mut found);
        found.sort();
        found
    }

    fn walk(
        &self,
        depth: usize,
        point: usize,
        most: usize,
        reversed: &mut Vec<usize>,
        found: &mut Vec<Deal>,
    ) {
        let Some(stage) = depth.checked_sub(1).and_then(|at| self.stages.get(at)) else {
            found.push(Deal(reversed.iter().rev().copied().collect()));
            return;
        };
        let Some(here) = stage.points.get(point) else {
            return;
        };
        let ways = stage
            .ways
            .iter()
            .skip(here.first as usize)
            .take(here.ways as usize);
        for (from, value) in ways {
            if found.len() >= most {
                return;
            }
            reversed.push(*value as usize);
            self.walk(depth - 1, *from as usize, most, reversed, found);
            reversed.pop();
        }
    }
}

/// Keeps what nothing before it betters; the list falls in owner, then in other.
fn sweep(combined: &[(i128, i128, u32, u32)]) -> Stage {
    let mut stage = Stage::default();
    let mut best: Option<i128> = None;
    for (owner, other, from, value) in combined {
        match stage.points.last_mut() {
            Some(point) if point.owner == *owner && point.other == *other => {
                point.ways += 1;
                stage.ways.push((*from, *value));
            }
            _ if best.is_none_or(|best| *other > best) => {
                best = Some(*other);
                stage.points.push(Point {
                    owner: *owner,
                    other: *other,
                    first: u32::try_from(stage.ways.len()).unwrap_or(u32::MAX),
                    ways: 1,
                });
                stage.ways.push((*from, *value));
            }
            _ => {}
        }
    }
    stage
}
