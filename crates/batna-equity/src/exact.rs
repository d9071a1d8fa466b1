//! Continuous non-decreasing piecewise-linear functions in decimals, on amounts from zero up.
//!
//! Deductions from an exit (debt, fees, carve-outs) are composed in this form, so that
//! break points are exact and not found by search.

use rust_decimal::Decimal;

/// A function given by its knots and the slope after the last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exact {
    /// Ascending in x, beginning at zero; never empty.
    knots: Vec<(Decimal, Decimal)>,
    slope_after: Decimal,
}

/// A number became larger than a decimal holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_mul(b).ok_or(Overflow)
}

fn add(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_add(b).ok_or(Overflow)
}

fn sub(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_sub(b).ok_or(Overflow)
}

/// Callers have checked that `b` is not zero; a quotient too large is an overflow.
fn div(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    a.checked_div(b).ok_or(Overflow)
}

impl Exact {
    /// `from + slope * x`.
    pub fn line(from: Decimal, slope: Decimal) -> Exact {
        Exact {
            knots: vec![(Decimal::ZERO, from)],
            slope_after: slope,
        }
    }

    pub fn identity() -> Exact {
        Exact::line(Decimal::ZERO, Decimal::ONE)
    }

    pub fn constant(value: Decimal) -> Exact {
        Exact::line(value, Decimal::ZERO)
    }

    pub fn knots(&self) -> &[(Decimal, Decimal)] {
        &self.knots
    }

    pub fn slope_after(&self) -> Decimal {
        self.slope_after
    }

    /// The value at `x`; negative `x` counts as zero.
    pub fn at(&self, x: Decimal) -> Result<Decimal, Overflow> {
        let after = self.knots.partition_point(|(knot, _)| *knot <= x);
        let Some((x0, y0)) = after.checked_sub(1).and_then(|at| self.knots.get(at)) else {
            return Ok(self.knots.first().map_or(Decimal::ZERO, |knot| knot.1));
        };
        match self.knots.get(after) {
            Some((x1, y1)) => {
                // (y1 - y0) / (x1 - x0) is not always finite in decimals; multiply first.
                let rise = mul(sub(*y1, *y0)?, sub(x, *x0)?)?;
                add(*y0, div(rise, *x1 - *x0)?)
            }
            None => add(*y0, mul(self.slope_after, sub(x, *x0)?)?),
        }
    }

    /// The largest `x` at which the function does not yet exceed `y`; none where it never
    /// exceeds it or always does. A break point of what is left after deductions begins there.
    pub fn last_before_exceeding(&self, y: Decimal) -> Result<Option<Decimal>, Overflow> {
        let Some((last_x, last_y)) = self.knots.last().copied() else {
            return Ok(None);
        };
        if last_y <= y {
            return if self.slope_after > Decimal::ZERO {
                Ok(Some(add(last_x, div(sub(y, last_y)?, self.slope_after)?)?))
            } else {
                Ok(None)
            };
        }
        for pair in self.knots.windows(2).rev() {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            if y0 <= y && y1 > y {
                return Ok(Some(add(x0, div(mul(x1 - x0, y - y0)?, y1 - y0)?)?));
            }
        }
        Ok(None)
    }

    /// Pointwise `a * self + b * other`.
    pub fn combine(&self, a: Decimal, other: &Exact, b: Decimal) -> Result<Exact, Overflow> {
        let mut knots = Vec::with_capacity(self.knots.len() + other.knots.len());
        for x in merged(&self.knots, &other.knots) {
            let y = add(mul(a, self.at(x)?)?, mul(b, other.at(x)?)?)?;
            knots.push((x, y));
        }
        Ok(Exact {
            knots,
            slope_after: add(mul(a, self.slope_after)?, mul(b, other.slope_after)?)?,
        })
    }

    /// Pointwise smaller of the two.
    pub fn min(&self, other: &Exact) -> Result<Exact, Overflow> {
        let mut xs = merged(&self.knots, &other.knots);
        let mut crossings = Vec::new();
        let gap = |x: Decimal| -> Result<Decimal, Overflow> { sub(self.at(x)?, other.at(x)?) };
        for pair in xs.windows(2) {
            let (g0, g1) = (gap(pair[0])?, gap(pair[1])?);
            if (g0 < Decimal::ZERO && g1 > Decimal::ZERO)
                || (g0 > Decimal::ZERO && g1 < Decimal::ZERO)
            {
                let step = div(mul(pair[1] - pair[0], g0.abs())?, sub(g0, g1)?.abs())?;
                crossings.push(pair[0] + step);
            }
        }
        let slope = self.slope_after - other.slope_after;
        if let Some(last) = xs.last().copied() {
            let end = gap(last)?;
            if (end < Decimal::ZERO && slope > Decimal::ZERO)
                || (end > Decimal::ZERO && slope < Decimal::ZERO)
            {
                crossings.push(add(last, div(end.abs(), slope.abs())?)?);
            }
        }
        xs.extend(crossings);
        xs.sort();
        xs.dedup();
        let mut knots = Vec::with_capacity(xs.len());
        for x in &xs {
            knots.push((*x, self.at(*x)?.min(other.at(*x)?)));
        }
        let last = xs.last().copied().unwrap_or_default();
        let end = gap(last)?;
        let self_is_lower = end < Decimal::ZERO || (end.is_zero() && slope <= Decimal::ZERO);
        Ok(Exact {
            knots,
            slope_after: if self_is_lower {
                self.slope_after
            } else {
                other.slope_after
            },
        })
    }

    /// Pointwise larger of the two.
    pub fn max(&self, other: &Exact) -> Result<Exact, Overflow> {
        let minus = -Decimal::ONE;
        let none = Exact::constant(Decimal::ZERO);
        let lower = self
            .combine(minus, &none, Decimal::ZERO)?
            .min(&other.combine(minus, &none, Decimal::ZERO)?)?;
        lower.combine(minus, &none, Decimal::ZERO)
    }
}

fn merged(a: &[(Decimal, Decimal)], b: &[(Decimal, Decimal)]) -> Vec<Decimal> {
    let mut xs: Vec<Decimal> = a.iter().chain(b).map(|knot| knot.0).collect();
    xs.sort();
    xs.dedup();
    xs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn smaller_of_two_lines_has_a_knot_where_they_cross() {
        let debt = Exact::identity().min(&Exact::constant(d("10"))).unwrap();
        assert_eq!(debt.knots(), &[(d("0"), d("0")), (d("10"), d("10"))]);
        assert_eq!(debt.at(d("4")), Ok(d("4")));
        assert_eq!(debt.at(d("40")), Ok(d("10")));
        let rest = Exact::identity().combine(d("1"), &debt, d("-1")).unwrap();
        assert_eq!(rest.last_before_exceeding(d("5")), Ok(Some(d("15"))));
        assert_eq!(rest.last_before_exceeding(d("0")), Ok(Some(d("10"))));
        assert_eq!(debt.last_before_exceeding(d("11")), Ok(None));
    }

    #[test]
    fn larger_of_two_lines() {
        let f = Exact::line(d("2"), d("0"))
            .max(&Exact::line(d("0"), d("0.5")))
            .unwrap();
        assert_eq!(f.at(d("3")), Ok(d("2")));
        assert_eq!(f.at(d("10")), Ok(d("5")));
    }
}
