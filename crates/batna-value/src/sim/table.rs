//! A piecewise-linear function made ready for millions of look-ups, exactly.
//!
//! The place of `x` is found from the leading bits of a float that grows with `x` (a grid
//! fine near the first knot and coarse far out, as brackets and breakpoints are), then
//! settled by comparing with the knots themselves. The answer equals
//! [`Piecewise::at`](batna_core::Piecewise::at) bit for bit.

use batna_core::Piecewise;

use super::{BLOCK, Row};

/// Leading bits of the mantissa that count: 2^6 cells for each doubling.
const MANTISSA_BITS: u32 = 6;
const SHIFT: u32 = 52 - MANTISSA_BITS;
const ONE_CELL: u64 = 0x3FF0_0000_0000_0000 >> SHIFT;
/// The span of the knots holds 2^12 units.
const UNITS: f64 = 4096.0;

/// Cells of the grid: 12 doublings of 2^6 and room at the end, a power of 2.
const CELLS: usize = 1024;
/// Segments a table has room for before its rows are looked up one by one.
const SMALL: usize = 512;

/// Start of the next segment, anchor and slope of each segment, side by side: a power of 2
/// long, so that a masked index is in bounds and lanes can look up together.
#[derive(Debug, Clone, PartialEq)]
struct Columns<const N: usize> {
    end: Box<[f64; N]>,
    x: Box<[f64; N]>,
    y: Box<[f64; N]>,
    slope: Box<[f64; N]>,
}

impl<const N: usize> Columns<N> {
    fn new(segments: &[Segment]) -> Self {
        let column = |of: fn(&Segment) -> f64, rest: f64| {
            let mut column = Box::new([rest; N]);
            for (to, segment) in column.iter_mut().zip(segments) {
                *to = of(segment);
            }
            column
        };
        Columns {
            end: column(|s| s.end, f64::INFINITY),
            x: column(|s| s.x, 0.0),
            y: column(|s| s.y, 0.0),
            slope: column(|s| s.slope, 0.0),
        }
    }
}

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
    cells: Box<[u32; CELLS]>,
    /// Segments a search may have to pass over within one cell.
    crowd: usize,
    columns: Option<Columns<SMALL>>,
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
            columns: (segments.len() <= SMALL).then(|| Columns::new(&segments)),
            segments,
            cells: Box::new([0; CELLS]),
            crowd: 0,
        };
        let mut at = 1;
        for cell in 0..CELLS {
            // Segments that begin in an earlier cell have certainly begun.
            while table.begins(at + 1).is_some_and(|c| c < cell) {
                at += 1;
            }
            table.cells[cell] = at as u32;
            let here = (at + 1..).take_while(|s| table.begins(*s).is_some_and(|c| c <= cell));
            table.crowd = table.crowd.max(here.count());
        }
        table
    }

    /// Cell in which a segment begins.
    fn begins(&self, segment: usize) -> Option<usize> {
        Some(self.cell(self.segments.get(segment)?.x))
    }

    #[inline(always)]
    fn cell(&self, x: f64) -> usize {
        let position = (x - self.origin) * self.scale + 1.0;
        let cell = (position.to_bits() >> SHIFT).wrapping_sub(ONE_CELL);
        (if cell < CELLS as u64 {
            cell
        } else {
            CELLS as u64 - 1
        }) as usize
    }

    /// The value at a finite `x`.
    #[inline(always)]
    pub fn at(&self, x: f64) -> f64 {
        let mut at = 0;
        if x >= self.origin {
            at = self.cells[self.cell(x) % CELLS] as usize;
            while at + 1 < self.segments.len() && x >= self.segments[at].end {
                at += 1;
            }
        }
        let s = &self.segments[at];
        s.slope.mul_add(x - s.x, s.y)
    }

    /// The values at a whole row: the same as [`Table::at`] of each, lanes together.
    #[inline(always)]
    pub(crate) fn row(&self, xs: &Row, out: &mut Row) {
        let Some(columns) = &self.columns else {
            for (out, x) in out.iter_mut().zip(xs) {
                *out = self.at(*x);
            }
            return;
        };
        let mut at = [0u64; BLOCK];
        for lane in 0..BLOCK {
            let x = xs[lane];
            // Below the first knot the cell means nothing; segment 0 does.
            let begun = if x >= self.origin { u64::MAX } else { 0 };
            at[lane] = u64::from(self.cells[self.cell(x) % CELLS]) & begun;
        }
        for _ in 0..self.crowd {
            for lane in 0..BLOCK {
                let passed = xs[lane] >= columns.end[at[lane] as usize % SMALL];
                let begun = at[lane] != 0;
                at[lane] += u64::from(passed & begun);
            }
        }
        for lane in 0..BLOCK {
            let i = at[lane] as usize % SMALL;
            out[lane] = columns.slope[i].mul_add(xs[lane] - columns.x[i], columns.y[i]);
        }
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
                let mut row = [0.0; BLOCK];
                table.row(&[x; BLOCK], &mut row);
                prop_assert_eq!(row.map(f64::to_bits), [f.at(x).to_bits(); BLOCK]);
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
