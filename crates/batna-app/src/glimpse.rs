//! A what-if valued while somebody moves a slider: as a whole, on all cores, given up when
//! the next one comes.
//!
//! Leaves out what is not drawn then: years after tax one by one, grants on their own,
//! break-evens, the floor. Draws are named by counters, so the paths are the page's own;
//! taxes compiled before are used again.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use batna_value::evaluate::Evaluated;
use batna_value::sim::Worths;
use batna_value::valuation::Valuation;

use crate::appraisal::{AppraisalOptions, Survey, refused, valuation_of};
use crate::case::OpenCase;
use crate::{Failure, Workbench};

/// Alternatives valued as wholes.
pub(crate) struct Glimpse {
    pub evaluated: Vec<Evaluated<Worths>>,
    pub valuation: Valuation,
}

impl Workbench {
    /// Values every open offer and staying, one alternative a thread; `None` as soon as
    /// `given_up` says so.
    ///
    /// Errors: as for [`Workbench::appraise`].
    pub(crate) fn glimpse(
        &self,
        opened: &OpenCase,
        options: AppraisalOptions,
        given_up: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Glimpse>, Failure> {
        let Survey {
            evaluator,
            alternatives,
            ..
        } = self.survey(opened, options)?;
        let threads = self.world().threads().clamp(1, alternatives.len().max(1));
        // Several alternatives at once leave fewer threads to each.
        let evaluator = evaluator.on_threads((self.world().threads() / threads).max(1));
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::with_capacity(alternatives.len()));
        let work = || {
            while !given_up() {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(alternative) = alternatives.get(at) else {
                    break;
                };
                let one = self
                    .surroundings(opened, alternative)
                    .and_then(|around| evaluator.glimpse(alternative, &around).map_err(refused));
                done.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((at, one));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        if done.len() < alternatives.len() {
            return Ok(None);
        }
        done.sort_by_key(|(at, _)| *at);
        let evaluated = done
            .into_iter()
            .map(|(_, one)| one)
            .collect::<Result<Vec<_>, Failure>>()?;
        Ok(Some(Glimpse {
            valuation: valuation_of(&evaluator, &evaluated),
            evaluated,
        }))
    }
}
