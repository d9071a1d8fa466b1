//! What every path of one program is worth, and nothing else of it.

use super::certainty::{self, CertaintyEquivalent};
use super::draws::Draws;
use super::error::SimError;
use super::kernel::Run;

/// Present value after tax of every path of one program.
#[derive(Debug, Clone, PartialEq)]
pub struct Worths {
    seed: u64,
    values: Vec<f64>,
}

impl Worths {
    pub(crate) fn empty(draws: &Draws) -> Self {
        Worths {
            seed: draws.seed(),
            values: vec![0.0; draws.paths()],
        }
    }

    /// Runs of neighbouring paths, each with the number of its first.
    pub(crate) fn pieces(&mut self, size: usize) -> Vec<(usize, &mut [f64])> {
        self.values
            .chunks_mut(size)
            .enumerate()
            .map(|(i, values)| (i * size, values))
            .collect()
    }

    pub(crate) fn chunks_mut(&mut self, size: usize) -> std::slice::ChunksMut<'_, f64> {
        self.values.chunks_mut(size)
    }

    /// In another currency, at `rate` units of it for one.
    pub fn times(&self, rate: f64) -> Worths {
        Worths {
            seed: self.seed,
            values: self.values.iter().map(|value| value * rate).collect(),
        }
    }

    /// Path by path.
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn paths(&self) -> usize {
        self.values.len()
    }

    /// By path.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// What a certain sum would have to be, to be worth as much to someone of constant
    /// relative risk aversion `aversion` (0: indifferent to risk) who has `background` wealth
    /// besides. Wealth below `floor` (above 0) counts as `floor`; the part of such paths is given.
    pub fn certainty_equivalent(
        &self,
        background: f64,
        aversion: f64,
        floor: f64,
    ) -> Result<CertaintyEquivalent, SimError> {
        certainty::equivalent(&self.values, background, aversion, floor)
    }
}

impl AsRef<Worths> for Worths {
    fn as_ref(&self) -> &Worths {
        self
    }
}

impl Run for (usize, &mut [f64]) {
    fn first(&self) -> usize {
        self.0
    }

    fn paths(&self) -> usize {
        self.1.len()
    }
}

/// The same run of paths under two sets of discount factors.
impl Run for ((usize, &mut [f64]), (usize, &mut [f64])) {
    fn first(&self) -> usize {
        self.0.first()
    }

    fn paths(&self) -> usize {
        self.0.paths()
    }
}
