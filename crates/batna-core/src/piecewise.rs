//! Continuous piecewise-linear functions: a tax along one axis, a payoff by exit value.
//!
//! Rules and waterfalls are compiled into this form once and looked up in every
//! simulated path. Jumps (cliffs) are two knots at the same place; at the place
//! itself the later knot counts.

use serde::{Deserialize, Serialize};

/// A piecewise-linear function on the whole line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piecewise {
    xs: Vec<f64>,
    ys: Vec<f64>,
    slope_before: f64,
    slope_after: f64,
}

/// Why knots do not make a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PiecewiseError {
    #[error("a piecewise function needs at least one knot")]
    Empty,
    #[error("knots must be finite and in ascending order")]
    Unordered,
}

impl Piecewise {
    /// From knots `(x, y)` ascending in x, with the slopes outside them.
    pub fn new(
        knots: impl IntoIterator<Item = (f64, f64)>,
        slope_before: f64,
        slope_after: f64,
    ) -> Result<Self, PiecewiseError> {
        let (xs, ys): (Vec<f64>, Vec<f64>) = knots.into_iter().unzip();
        if xs.is_empty() {
            return Err(PiecewiseError::Empty);
        }
        let finite = xs.iter().chain(&ys).all(|v| v.is_finite());
        if !finite || !slope_before.is_finite() || !slope_after.is_finite() || !xs.is_sorted() {
            return Err(PiecewiseError::Unordered);
        }
        Ok(Piecewise {
            xs,
            ys,
            slope_before,
            slope_after,
        })
    }

    /// `slope * x`.
    pub fn proportional(slope: f64) -> Self {
        Piecewise {
            xs: vec![0.0],
            ys: vec![0.0],
            slope_before: slope,
            slope_after: slope,
        }
    }

    pub fn knots(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.xs.iter().copied().zip(self.ys.iter().copied())
    }

    pub fn slope_before(&self) -> f64 {
        self.slope_before
    }

    pub fn slope_after(&self) -> f64 {
        self.slope_after
    }

    /// The value at `x`, with one fused multiply-add so that every machine agrees.
    pub fn at(&self, x: f64) -> f64 {
        let after = self.xs.partition_point(|knot| *knot <= x);
        if after == 0 {
            return self.slope_before.mul_add(x - self.xs[0], self.ys[0]);
        }
        let (x0, y0) = (self.xs[after - 1], self.ys[after - 1]);
        let slope = if after == self.xs.len() {
            self.slope_after
        } else {
            (self.ys[after] - y0) / (self.xs[after] - x0)
        };
        slope.mul_add(x - x0, y0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolates_and_extends() {
        let f = Piecewise::new([(0.0, 0.0), (10.0, 1.0), (20.0, 4.0)], 0.0, 0.5).unwrap();
        assert_eq!(f.at(-5.0), 0.0);
        assert_eq!(f.at(5.0), 0.5);
        assert_eq!(f.at(15.0), 2.5);
        assert_eq!(f.at(30.0), 9.0);
    }

    #[test]
    fn a_cliff_takes_the_later_knot() {
        let f = Piecewise::new([(0.0, 0.0), (10.0, 1.0), (10.0, 3.0)], 0.0, 0.0).unwrap();
        assert_eq!(f.at(10.0), 3.0);
        assert!(f.at(9.999) < 1.0);
    }

    #[test]
    fn refuses_disorder() {
        assert!(Piecewise::new([(1.0, 0.0), (0.0, 0.0)], 0.0, 0.0).is_err());
        assert!(Piecewise::new([], 0.0, 0.0).is_err());
        assert!(Piecewise::new([(f64::NAN, 0.0)], 0.0, 0.0).is_err());
    }
}
