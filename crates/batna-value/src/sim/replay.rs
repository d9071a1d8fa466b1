//! One path told step by step, so that it can be worked out again in decimal.
//!
//! It runs the very block the path lies in and reads its lane: there is no second
//! implementation that could differ.

use super::draws::Draws;
use super::engine::Engine;
use super::error::{SimError, indexed};
use super::kernel::{Rows, block_of, evaluate, event};
use super::lower::lower;
use super::program::{Company, Program};

/// What happened to a private company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Failed,
    Acquired,
    Listed,
}

/// One path of one program.
#[derive(Debug, Clone, PartialEq)]
pub struct PathReplay {
    pub path: usize,
    /// Present value after tax: the same bits as in the outcomes.
    pub value: f64,
    /// Present value of equity before tax, less its cost.
    pub equity: f64,
    /// Step in which the holder left.
    pub left: Option<usize>,
    /// Whether by choice, and not because the company failed.
    pub by_choice: bool,
    /// By company of the draws: the event that ended its private life and its step.
    pub events: Vec<Option<(Event, usize)>>,
    pub steps: Vec<ReplayStep>,
}

/// One step of a path. Amounts are of the step, not discounted.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayStep {
    pub time: f64,
    pub discount: f64,
    /// By company of the draws: value relative to today's.
    pub values: Vec<Option<f64>>,
    /// By company: part kept by today's holders, and the preference of later investors.
    pub kept: Vec<Option<(f64, f64)>>,
    /// Uncertain wages, the bonus among them.
    pub wages: f64,
    pub bonus: f64,
    pub unpayrolled: f64,
    pub gains: f64,
    pub iso_spread: f64,
    /// Cash that is not income: exercise cost, returned basis, income that came as shares.
    pub other_cash: f64,
    /// Tax on the uncertain income.
    pub tax: f64,
    /// Everything, the deterministic cash too.
    pub net: f64,
}

/// Runs one path again; `path` counts from 0.
pub fn replay(draws: &Draws, program: &Program, path: usize) -> Result<PathReplay, SimError> {
    indexed("the path", path, draws.paths())?;
    let plan = lower(program, draws)?;
    let mut rows = Rows::new(&plan);
    let (first, lane) = block_of(path);
    evaluate(Engine::detect().lanes(), &plan, first, &mut rows);

    // Where each company's motion and life lie in the plan, in the order they were lowered.
    let (mut motions, mut lives) = (0, 0);
    let places: Vec<(Option<usize>, Option<usize>)> = program
        .companies
        .iter()
        .map(|company| {
            let next = |counter: &mut usize| {
                let at = *counter;
                *counter += 1;
                Some(at)
            };
            match company {
                None => (None, None),
                Some(Company::Public(_)) => (next(&mut motions), None),
                Some(Company::Private(_)) => (next(&mut motions), next(&mut lives)),
            }
        })
        .collect();
    let events = places
        .iter()
        .map(|(_, life)| {
            let life = &rows.lives[(*life)?];
            let happened = match life.event[lane] {
                event::FAILED => Event::Failed,
                event::ACQUIRED => Event::Acquired,
                event::LISTED => Event::Listed,
                _ => return None,
            };
            Some((happened, life.exit[lane]))
        })
        .collect();
    let steps = (0..plan.steps)
        .map(|k| ReplayStep {
            time: draws.times()[k],
            discount: plan.step[k].discount,
            values: places
                .iter()
                .map(|(m, _)| Some(rows.prices[(*m)?][k][lane]))
                .collect(),
            kept: places
                .iter()
                .map(|(_, l)| {
                    let life = &rows.lives[(*l)?];
                    Some((life.retained[k][lane], life.preference[k][lane]))
                })
                .collect(),
            wages: rows.wages[k][lane],
            bonus: rows.bonus[k][lane],
            unpayrolled: rows.unpayrolled[k][lane],
            gains: rows.gains[k][lane],
            iso_spread: rows.iso_spread[k][lane],
            other_cash: rows.cash[k][lane],
            tax: rows.tax[k][lane],
            net: rows.net[k][lane],
        })
        .collect();
    let left = rows.leave[lane];
    Ok(PathReplay {
        path,
        value: rows.pv[lane],
        equity: rows.equity[lane],
        left: (left < plan.steps).then_some(left),
        by_choice: rows.by_choice[lane],
        events,
        steps,
    })
}
