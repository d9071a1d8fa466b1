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

    /// The function less `base`, never below zero and never above `cap`: a share's payoff as an
    /// option's, or as a capped unit's.
    pub fn above(&self, base: f64, cap: Option<f64>) -> Piecewise {
        let cap = cap.map_or(f64::INFINITY, |cap| cap.max(0.0));
        let bounded = |y: f64| (y - base).max(0.0).min(cap);
        let mut xs = self.xs.clone();
        // Where a straight part meets a bound.
        let mut meet = |x: f64, y: f64, slope: f64, from: f64, to: f64| {
            for level in [base, base + cap] {
                let at = x + (level - y) / slope;
                if at.is_finite() && at > from && at < to {
                    xs.push(at);
                }
            }
        };
        let points: Vec<(f64, f64)> = self.knots().collect();
        if let (Some(first), Some(last)) = (points.first(), points.last()) {
            let far = f64::INFINITY;
            meet(first.0, first.1, self.slope_before, -far, first.0);
            for pair in points.windows(2) {
                if let [(x0, y0), (x1, y1)] = pair
                    && x1 > x0
                {
                    meet(*x0, *y0, (y1 - y0) / (x1 - x0), *x0, *x1);
                }
            }
            meet(last.0, last.1, self.slope_after, last.0, far);
        }
        xs.sort_by(f64::total_cmp);
        let mut ys: Vec<f64> = xs.iter().map(|x| bounded(self.at(*x))).collect();
        // The earlier of two knots at one place is where the part before it ends.
        for (at, (x, y)) in points.iter().enumerate() {
            if points.get(at + 1).is_some_and(|next| next.0 == *x)
                && let Some(place) = xs.iter().position(|known| known == x)
            {
                ys[place] = bounded(*y);
            }
        }
        let free = |x: f64, slope: f64| {
            let y = self.at(x) - base;
            if y > 0.0 && y < cap { slope } else { 0.0 }
        };
        let outside = |x: f64| 1.0 + x.abs();
        let before = xs
            .first()
            .map_or(0.0, |x| free(x - outside(*x), self.slope_before));
        let after = xs
            .last()
            .map_or(0.0, |x| free(x + outside(*x), self.slope_after));
        Piecewise {
            xs,
            ys,
            slope_before: before,
            slope_after: after,
        }
    }

    /// The function with both axes in a unit that is worth `rate` of the present one: money by
    /// money, in another currency.
    pub fn in_units_of(&self, rate: f64) -> Piecewise {
        let turn = |values: &[f64]| values.iter().map(|value| value / rate).collect();
        Piecewise {
            xs: turn(&self.xs),
            ys: turn(&self.ys),
            ..*self
        }
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
    fn above_a_base_and_below_a_cap() {
        let share = Piecewise::new([(0.0, 0.0), (40.0, 0.0), (100.0, 6.0)], 0.0, 0.05).unwrap();
        let option = share.above(2.0, None);
        for (x, y) in [(0.0, 0.0), (60.0, 0.0), (80.0, 2.0), (200.0, 9.0)] {
            assert!((option.at(x) - y).abs() < 1e-12, "{x}");
        }
        let capped = share.above(2.0, Some(5.0));
        for (x, y) in [(60.0, 0.0), (100.0, 4.0), (120.0, 5.0), (1e9, 5.0)] {
            assert!((capped.at(x) - y).abs() < 1e-9, "{x}");
        }
        let falling = Piecewise::new([(0.0, 10.0)], -1.0, -1.0)
            .unwrap()
            .above(2.0, Some(5.0));
        for (x, y) in [(-10.0, 5.0), (0.0, 5.0), (4.0, 4.0), (20.0, 0.0)] {
            assert!((falling.at(x) - y).abs() < 1e-9, "{x}");
        }
        let cliff = Piecewise::new([(5.0, 1.0), (5.0, 9.0)], 0.0, 0.0)
            .unwrap()
            .above(3.0, None);
        assert_eq!((cliff.at(4.0), cliff.at(5.0)), (0.0, 6.0));
    }

    #[test]
    fn in_other_units_only_the_axes_change() {
        let tax = Piecewise::new([(0.0, 0.0), (100.0, 10.0)], 0.1, 0.4).unwrap();
        let in_dollars = tax.in_units_of(0.8);
        for pay in [-40.0, 60.0, 250.0] {
            let by_hand = tax.at(pay * 0.8) / 0.8;
            assert!((in_dollars.at(pay) - by_hand).abs() < 1e-9, "{pay}");
        }
    }

    #[test]
    fn refuses_disorder() {
        assert!(Piecewise::new([(1.0, 0.0), (0.0, 0.0)], 0.0, 0.0).is_err());
        assert!(Piecewise::new([], 0.0, 0.0).is_err());
        assert!(Piecewise::new([(f64::NAN, 0.0)], 0.0, 0.0).is_err());
    }
}
