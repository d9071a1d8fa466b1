//! A piecewise-linear function made ready for millions of look-ups, exactly.
//!
//! The place of `x` is found from the leading bits of a float that grows with `x` (a grid
//! fine near the first knot and coarse far out, as brackets and breakpoints are), then
//! settled by comparing with the knots themselves. The answer equals
//! [`Piecewise::at`](batna_core::Piecewise::at) bit for bit.

use batna_core::Piecewise;

/// Leading bits of the mantissa that count: 2^6 cells for each doubling.
const MANTISSA_BITS: u32 = 6;
const SHIFT: u32 = 52 - MANTISSA_BITS;
const ONE_CELL: u64 = 0x3FF0_0000_0000_0000 >> SHIFT;
/// The span of the knots holds 2^12 units, so the grid has about 12 * 2^6 cells.
const UNITS: f64 = 4096.0;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Segment {
    /// Where the next segment begins.
    end: f64,
    x: f64,
    y: f64,
    slope: f64,
}

/// A compiled [`Piecewise`].
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    origin: f64,
    scale: f64,
    segments: Vec<Segment>,
    /// Segment in which the search of a cell begins.
    cells: Vec<u32>,
}

impl Table {
    pub fn new(function: &Piecewise) -> Self {
        let (xs, ys): (Vec<f64>, Vec<f64>) = function.knots().unzip();
        // A piecewise function has a knot; the zero function stands in if it had none.
        let origin = xs.first().copied().unwrap_or(0.0);
        let span = xs.last().copied().unwrap_or(0.0) - origin;
        let scale = if span > 0.0 && (UNITS / span).is_finite() {
            UNITS / span
        } else {
            1.0
        };
        let mut segments = vec![Segment {
            end: origin,
            x: origin,
            y: ys.first().copied().unwrap_or(0.0),
            slope: function.slope_before(),
        }];
        for (i, (&x, &y)) in xs.iter().zip(&ys).enumerate() {
            let next = xs.get(i + 1).copied();
            if next == Some(x) {
                continue; // the later of two knots at one place counts
            }
            let slope = match (next, ys.get(i + 1)) {
                (Some(x1), Some(y1)) => (y1 - y) / (x1 - x),
                _ => function.slope_after(),
            };
            segments.push(Segment {
                end: next.unwrap_or(f64::INFINITY),
                x,
                y,
                slope: if slope.is_finite() { slope } else { 0.0 },
            });
        }
        let mut table = Table {
            origin,
            scale,
            segments,
            cells: Vec::new(),
        };
        let last_start = table.segments.last().map_or(origin, |s| s.x);
        let count = table.cell(last_start) as usize + 2;
        let mut at = 1;
        for cell in 0..count as u64 {
            // Segments that begin in an earlier cell have certainly begun.
            while table
                .segments
                .get(at + 1)
                .is_some_and(|next| table.cell(next.x) < cell)
            {
                at += 1;
            }
            table.cells.push(at as u32);
        }
        table
    }

    #[inline(always)]
    fn cell(&self, x: f64) -> u64 {
        let position = (x - self.origin) * self.scale + 1.0;
        (position.to_bits() >> SHIFT).wrapping_sub(ONE_CELL)
    }

    /// The value at a finite `x`.
    #[inline(always)]
    pub fn at(&self, x: f64) -> f64 {
        let mut at = 0;
        if x >= self.origin {
            let cell = (self.cell(x) as usize).min(self.cells.len() - 1);
            at = self.cells[cell] as usize;
            while at + 1 < self.segments.len() && x >= self.segments[at].end {
                at += 1;
            }
        }
        let s = &self.segments[at];
        s.slope.mul_add(x - s.x, s.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_function(
            mut xs in prop::collection::vec((0u32..20_000, 1u32..1_000_000_000), 1..40),
            ys in prop::collection::vec(-1e6..1e6f64, 40),
            probes in prop::collection::vec(-1e5..1e10f64, 50),
            before in -2.0..2.0f64, after in -2.0..2.0f64,
        ) {
            xs.sort_unstable();
            // Near and far knots, with repetitions.
            let mut at: Vec<f64> = xs.iter().map(|(near, far)| if near % 3 == 0 { f64::from(*far) } else { f64::from(*near) * 0.5 }).collect();
            at.sort_by(f64::total_cmp);
            let f = Piecewise::new(at.iter().copied().zip(ys), before, after).unwrap();
            let table = Table::new(&f);
            for x in probes.into_iter().chain(at.iter().flat_map(|x| [*x, x.next_down(), x.next_up()])) {
                prop_assert_eq!(table.at(x).to_bits(), f.at(x).to_bits(), "at {}", x);
            }
        }
    }

    #[test]
    fn far_and_degenerate() {
        let f = Piecewise::proportional(0.3);
        assert_eq!(Table::new(&f).at(1e12), 0.3e12);
        assert_eq!(Table::new(&f).at(-2.0), -0.6);
        let cliff = Piecewise::new([(5.0, 1.0), (5.0, 9.0)], 0.0, 0.0).unwrap();
        assert_eq!(Table::new(&cliff).at(5.0), 9.0);
        assert_eq!(Table::new(&cliff).at(4.999), 1.0);
    }
}
