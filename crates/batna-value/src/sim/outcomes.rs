//! What came of a program over all paths, and its summaries with their Monte Carlo error.

use super::certainty::CertaintyEquivalent;
use super::draws::Draws;
use super::engine::{Lanes, dispatched};
use super::error::{SimError, within};
use super::kernel::{Run, event};
use super::lower::Plan;
use super::program::Program;
use super::quantile::{chance, mean, ordered_sum, plain_quantiles, quantiles};
use super::worths::Worths;

/// Marks of a path.
pub(crate) mod flag {
    /// No equity paid anything.
    pub const NO_EQUITY: u8 = 1;
    pub const LEFT: u8 = 2;
    pub const PAID_COST: u8 = 4;
    /// What was paid to own shares did not come back.
    pub const LOST_COST: u8 = 8;
    /// A stake was still unsold after the last step.
    pub const UNSOLD: u8 = 16;
    pub const EVENT_SHIFT: u8 = 6;
}

/// A figure and its Monte Carlo standard error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    pub value: f64,
    pub error: f64,
}

/// What the figures are, to be shown with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    pub paths: &'static str,
    pub discount: &'static str,
    pub marketability: &'static str,
}

/// Outcomes of every path of one program.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    worths: Worths,
    times: Vec<f64>,
    discounts: Vec<f64>,
    opening: f64,
    equity: Vec<f64>,
    flags: Vec<u8>,
    nets: Vec<Vec<f64>>,
}

/// A run of neighbouring paths, to be filled by one thread.
pub(crate) struct Piece<'a> {
    pub first: usize,
    pub pv: &'a mut [f64],
    pub equity: &'a mut [f64],
    pub flags: &'a mut [u8],
    pub nets: Vec<&'a mut [f64]>,
}

impl AsRef<Worths> for Outcomes {
    fn as_ref(&self) -> &Worths {
        &self.worths
    }
}

impl Run for Piece<'_> {
    fn first(&self) -> usize {
        self.first
    }

    fn paths(&self) -> usize {
        self.pv.len()
    }
}

/// Present value after tax of the whole alternative, in numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    pub paths: usize,
    pub mean: Estimate,
    pub deviation: f64,
    pub p05: Estimate,
    pub p10: Estimate,
    pub p25: Estimate,
    pub p50: Estimate,
    pub p75: Estimate,
    pub p90: Estimate,
    pub p95: Estimate,
    /// Mean of the worst twentieth.
    pub shortfall: Estimate,
    /// Mean present value of equity before tax, less what it cost.
    pub equity: Estimate,
    pub no_equity: Estimate,
    /// Chance of paying to own shares and getting less back.
    pub lost_cost: Estimate,
    /// The same among the paths that paid.
    pub lost_cost_if_paid: Estimate,
    pub left: Estimate,
    /// Chance that a stake is still unsold after the last step.
    pub unsold: Estimate,
    /// Of the employer, when it is private.
    pub failed: Estimate,
    pub acquired: Estimate,
    pub listed: Estimate,
}

/// Net cash of one step across paths, not discounted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepSpread {
    pub time: f64,
    pub mean: Estimate,
    pub p10: Estimate,
    pub p50: Estimate,
    pub p90: Estimate,
}

/// Cash gathered up to a step, discounted, across paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fan {
    pub time: f64,
    pub p05: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p95: f64,
}

/// Counts of paths in equal bins; what lies outside is counted at the ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    pub low: f64,
    pub high: f64,
    pub counts: Vec<u64>,
    pub below: u64,
    pub above: u64,
}

dispatched! {
    /// Adds to each sum its amount times the discount.
    pub(crate) fn add_discounted / add_discounted_body, (amounts: &[f64], discount: f64, sums: &mut [f64])
}

#[inline(always)]
fn add_discounted_body(amounts: &[f64], discount: f64, sums: &mut [f64]) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum = amount.mul_add(discount, *sum);
    }
}

impl Outcomes {
    pub(crate) fn empty(draws: &Draws, program: &Program, plan: &Plan) -> Self {
        let paths = draws.paths();
        Outcomes {
            worths: Worths::empty(draws),
            times: draws.times().to_vec(),
            discounts: program.steps.iter().map(|s| s.discount).collect(),
            opening: plan.opening,
            equity: vec![0.0; paths],
            flags: vec![0; paths],
            nets: (0..draws.steps()).map(|_| vec![0.0; paths]).collect(),
        }
    }

    pub(crate) fn pieces(&mut self, size: usize) -> Vec<Piece<'_>> {
        let mut nets: Vec<_> = self
            .nets
            .iter_mut()
            .map(|net| net.chunks_mut(size))
            .collect();
        self.worths
            .chunks_mut(size)
            .zip(self.equity.chunks_mut(size))
            .zip(self.flags.chunks_mut(size))
            .enumerate()
            .map(|(i, ((pv, equity), flags))| Piece {
                first: i * size,
                pv,
                equity,
                flags,
                nets: nets.iter_mut().filter_map(Iterator::next).collect(),
            })
            .collect()
    }

    pub fn labels(&self) -> Labels {
        Labels {
            paths: "real-world paths",
            discount: "risk-free discount; risk is priced by the certainty equivalent",
            marketability: "no marketability discount: the time to exit is simulated",
        }
    }

    pub fn seed(&self) -> u64 {
        self.worths.seed()
    }

    pub fn paths(&self) -> usize {
        self.worths.paths()
    }

    pub fn times(&self) -> &[f64] {
        &self.times
    }

    /// What each path is worth.
    pub fn worths(&self) -> &Worths {
        &self.worths
    }

    /// Present value after tax, by path.
    pub fn values(&self) -> &[f64] {
        self.worths.values()
    }

    /// Present value before tax of what equity paid, less what it cost, by path.
    pub fn equity(&self) -> &[f64] {
        &self.equity
    }

    /// Net cash of a step by path, not discounted.
    pub fn net(&self, step: usize) -> Option<&[f64]> {
        self.nets.get(step).map(Vec::as_slice)
    }

    fn counted(&self, mask: u8) -> f64 {
        self.flags.iter().filter(|f| **f & mask != 0).count() as f64
    }

    pub fn summary(&self) -> Summary {
        let n = self.paths();
        let average = mean(self.values());
        let mut sorted = self.values().to_vec();
        let q = quantiles(&mut sorted, &[0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]);
        let paid = self.counted(flag::PAID_COST);
        let lost = self.counted(flag::LOST_COST);
        let ended = |with: u8| {
            let hits = self
                .flags
                .iter()
                .filter(|f| **f >> flag::EVENT_SHIFT == with);
            chance(hits.count() as f64, n)
        };
        Summary {
            paths: n,
            mean: average,
            deviation: average.error * (n as f64).sqrt(),
            p05: q[0],
            p10: q[1],
            p25: q[2],
            p50: q[3],
            p75: q[4],
            p90: q[5],
            p95: q[6],
            shortfall: self.below(q[0].value, 0.05),
            equity: mean(&self.equity),
            no_equity: chance(self.counted(flag::NO_EQUITY), n),
            lost_cost: chance(lost, n),
            lost_cost_if_paid: chance(lost, paid as usize),
            left: chance(self.counted(flag::LEFT), n),
            unsold: chance(self.counted(flag::UNSOLD), n),
            failed: ended(event::FAILED),
            acquired: ended(event::ACQUIRED),
            listed: ended(event::LISTED),
        }
    }

    /// The quantile of the present value, an actual path's; `p` in [0, 1].
    pub fn quantile(&self, p: f64) -> Estimate {
        quantiles(&mut self.values().to_vec(), &[p.clamp(0.0, 1.0)])[0]
    }

    /// Quantiles of the present value in the order of `at`, each in [0, 1].
    pub fn quantiles(&self, at: &[f64]) -> Vec<Estimate> {
        quantiles(&mut self.values().to_vec(), at)
    }

    /// Present values by path under other discount factors, one a step. Only for programs
    /// whose cash does not depend on the factors: without a lock-up after a listing.
    pub fn rediscounted(&self, discounts: &[f64]) -> Vec<f64> {
        let mut values = vec![self.opening; self.paths()];
        for (net, discount) in self.nets.iter().zip(discounts) {
            add_discounted(Lanes::detect(), net, *discount, &mut values);
        }
        values
    }

    /// Mean present value of the worst part `tail` of paths (expected shortfall).
    pub fn expected_shortfall(&self, tail: f64) -> Result<Estimate, SimError> {
        within("the tail of a shortfall", "in (0, 1]", tail, 1e-9, 1.0)?;
        Ok(self.below(self.quantile(tail).value, tail))
    }

    /// `q - E[(q - x)+] / tail`: exact for ties, and its error is that of the mean.
    fn below(&self, q: f64, tail: f64) -> Estimate {
        let n = self.paths() as f64;
        let under = |v: f64| if v < q { q - v } else { 0.0 };
        let average = ordered_sum(self.values(), under) / n;
        let squares = ordered_sum(self.values(), |v| {
            (under(v) - average) * (under(v) - average)
        });
        Estimate {
            value: q - average / tail,
            error: (squares / (n - 1.0).max(1.0) / n).sqrt() / tail,
        }
    }

    /// The path whose present value is the `p` quantile (the first, where several are), for
    /// [`replay`](super::replay()).
    pub fn nearest_path(&self, p: f64) -> usize {
        let wanted = self.quantile(p).value;
        self.values().iter().position(|v| *v == wanted).unwrap_or(0)
    }

    /// Net cash of each step.
    pub fn spreads(&self) -> Vec<StepSpread> {
        self.by_step(|outcomes, k| {
            let net = &outcomes.nets[k];
            let q = quantiles(&mut net.clone(), &[0.1, 0.5, 0.9]);
            StepSpread {
                time: outcomes.times[k],
                mean: mean(net),
                p10: q[0],
                p50: q[1],
                p90: q[2],
            }
        })
    }

    /// Discounted cash gathered since the valuation date.
    pub fn fan(&self) -> Vec<Fan> {
        let mut gathered = vec![self.opening; self.paths()];
        let mut scratch = gathered.clone();
        let mut fan = Vec::with_capacity(self.times.len());
        for ((net, discount), time) in self.nets.iter().zip(&self.discounts).zip(&self.times) {
            for (sum, cash) in gathered.iter_mut().zip(net) {
                *sum += discount * cash;
            }
            scratch.copy_from_slice(&gathered);
            let q = plain_quantiles(&mut scratch, &[0.05, 0.25, 0.5, 0.75, 0.95]);
            fan.push(Fan {
                time: *time,
                p05: q[0],
                p25: q[1],
                p50: q[2],
                p75: q[3],
                p95: q[4],
            });
        }
        fan
    }

    /// Present values in `bins` equal bins between their quantiles 0.005 and 0.995.
    pub fn histogram(&self, bins: usize) -> Histogram {
        let bins = bins.clamp(1, 10_000);
        let q = plain_quantiles(&mut self.values().to_vec(), &[0.005, 0.995]);
        let (low, high) = (q[0], q[1]);
        let scale = if high > low {
            bins as f64 / (high - low)
        } else {
            0.0
        };
        let mut histogram = Histogram {
            low,
            high,
            counts: vec![0; bins],
            below: 0,
            above: 0,
        };
        for value in self.values() {
            if *value < low {
                histogram.below += 1;
            } else if *value > high {
                histogram.above += 1;
            } else {
                let bin = ((value - low) * scale) as usize;
                histogram.counts[bin.min(bins - 1)] += 1;
            }
        }
        histogram
    }

    /// See [`Worths::certainty_equivalent`].
    pub fn certainty_equivalent(
        &self,
        background: f64,
        aversion: f64,
        floor: f64,
    ) -> Result<CertaintyEquivalent, SimError> {
        self.worths
            .certainty_equivalent(background, aversion, floor)
    }

    /// `f` of each step, steps shared between two threads when there is much to do.
    fn by_step<T: Send>(&self, f: impl Fn(&Self, usize) -> T + Sync) -> Vec<T> {
        let steps = self.times.len();
        let run =
            |parity: usize| -> Vec<T> { (parity..steps).step_by(2).map(|k| f(self, k)).collect() };
        if self.paths() * steps < 200_000 {
            return (0..steps).map(|k| f(self, k)).collect();
        }
        let (even, odd) = std::thread::scope(|scope| {
            let odd = scope.spawn(|| run(1));
            let even = run(0);
            match odd.join() {
                Ok(odd) => (even, odd),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        let mut odd = odd.into_iter();
        even.into_iter()
            .flat_map(|e| [Some(e), odd.next()])
            .flatten()
            .collect()
    }
}
