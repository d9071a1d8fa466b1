//! Exponential, logarithm and normals that give the same bits on every machine.
//!
//! Every operation is one that IEEE 754 rounds correctly (add, multiply, divide, square
//! root, fused multiply-add), in a written order, with no branch: a compiler may put paths
//! side by side in lanes, but cannot change a bit. Accuracy is stated and tested; the
//! system's libm is not used.

use std::f64::consts::{LN_2, LOG2_E, SQRT_2};

const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 * 2^52: adding it rounds to an integer
const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `e^x`, within 2 units in the last place for x in [-700, 700]; beyond, the value at the bound.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    let x = if x > 700.0 { 700.0 } else { x };
    let x = if x < -700.0 { -700.0 } else { x };
    let shifted = x.mul_add(LOG2_E, ROUND);
    let n = shifted - ROUND;
    let r = n.mul_add(-LN2_LOW, n.mul_add(-LN2_HIGH, x));
    // (e^r - 1 - r) / r^2 at 10 Chebyshev nodes of |r| <= ln 2 / 2; within 2e-17 of e^r.
    const C: [f64; 10] = [
        2.510038549551032e-08,
        2.7620088445409746e-07,
        2.7557268459997064e-06,
        2.4801521295954376e-05,
        0.00019841269863053618,
        0.0013888888917213717,
        0.008333333333330062,
        0.04166666666662413,
        0.16666666666666669,
        0.5000000000000001,
    ];
    let mut p = C[0];
    for c in &C[1..] {
        p = p.mul_add(r, *c);
    }
    let tail = p * (r * r);
    let value = 1.0 + (r + tail);
    // The integer n sits in the low bits of `shifted`; moved into the exponent it is 2^n.
    f64::from_bits(value.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// Exponent (as a float) and mantissa in [1/sqrt 2, sqrt 2) of a positive normal number.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    const HALF_ROOT: u64 = 0x3FE6_A09E_667F_3BCD;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    let bits = x.to_bits().wrapping_add(ONE - HALF_ROOT);
    // The exponent becomes a float by way of the mantissa of 2^52: no conversion instruction.
    let exponent =
        f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1023.0);
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF).wrapping_add(HALF_ROOT));
    (exponent, mantissa)
}

/// Natural logarithm of a positive normal number, within 2 units in the last place.
///
/// `ln m = 2 atanh((m-1)/(m+1))` by its own series.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    let (e, m) = split(x);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let mut p = 1.0 / 23.0;
    for d in [21.0, 19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        p = z.mul_add(p, 1.0 / d);
    }
    // f - s (f - 2 z p): the leading term is exact, the correction small.
    let tail = s * (f - 2.0 * (z * p));
    let low = e.mul_add(LN2_LOW, -tail);
    e.mul_add(LN2_HIGH, f + low)
}

/// `-2 ln u` for u in (0, 1), within 3e-14 absolutely: what a normal's radius needs, with no
/// division.
///
/// `-2 ln(1+f) = -2 f + f^2 g(f)`; g interpolates at 16 Chebyshev nodes of
/// [1/sqrt 2 - 1, sqrt 2 - 1], evaluated in pairs (Estrin) to shorten the chain of products.
#[inline(always)]
fn twice_neg_ln(u: f64) -> f64 {
    const G: [f64; 16] = [
        1.0000000000001166,
        -0.6666666666689324,
        0.4999999998797364,
        -0.3999999990698575,
        0.33333335313049145,
        -0.28571440202792275,
        0.24999881982803931,
        -0.22221566780711335,
        0.20003115682599193,
        -0.18200765528374882,
        0.16632509119804928,
        -0.1509752320364354,
        0.14298428494083645,
        -0.15413896248045886,
        0.14873569216597526,
        -0.07314567414101088,
    ];
    let (e, m) = split(u);
    let f = m - 1.0;
    let f2 = f * f;
    let f4 = f2 * f2;
    let f8 = f4 * f4;
    let two = |i: usize| f.mul_add(G[i + 1], G[i]);
    let four = |i: usize| f2.mul_add(two(i + 2), two(i));
    let eight = |i: usize| f4.mul_add(four(i + 4), four(i));
    let g = f8.mul_add(eight(8), eight(0));
    // Positive for every u below 1: f is negative where e is 0.
    e.mul_add(-2.0 * LN_2, f2.mul_add(g, -2.0 * f))
}

/// Sine and cosine of `turns * pi/2` for |turns| <= 1/2, within 4e-15: polynomials in
/// `turns^2` at Chebyshev nodes of [0, 1/4].
#[inline(always)]
fn sin_cos_quarter(turns: f64) -> (f64, f64) {
    // The last coefficient is fitted with the others: near pi/2, but not it.
    #[allow(clippy::approx_constant)]
    const S: [f64; 6] = [
        -3.556386260704784e-06,
        0.00016042926504495616,
        -0.004681752591458209,
        0.07969262615574603,
        -0.645964097504309,
        1.57079632679489,
    ];
    const C: [f64; 7] = [
        4.6552961874867623e-07,
        -2.520013526428479e-05,
        0.000919259950041661,
        -0.02086348073494657,
        0.25366950789986475,
        -1.2337005501361513,
        1.0,
    ];
    let z = turns * turns;
    let mut s = S[0];
    for k in &S[1..] {
        s = s.mul_add(z, *k);
    }
    let mut c = C[0];
    for k in &C[1..] {
        c = c.mul_add(z, *k);
    }
    (turns * s, c)
}

/// Two independent standard normals from 64 random bits (two words of 32), by Box and Muller.
///
/// The radius takes 40 bits at cell midpoints, so |z| reaches 7.54 (beyond lie 5e-14 of the
/// distribution); the angle takes 24, equally spaced at midpoints, which integrates every
/// trigonometric polynomial below degree 2^24 exactly. Arithmetic is f64 throughout.
#[inline(always)]
pub(crate) fn normal_pair(w0: u64, w1: u64) -> (f64, f64) {
    // 40 bits into the mantissa of [1, 2), and a half below them.
    let bits = (w0 << 20) | ((w1 >> 24) << 12) | 0x3FF0_0000_0000_0800;
    let u = f64::from_bits(bits) - 1.0;
    let radius = twice_neg_ln(u).sqrt();
    // Bit 23 exchanges the axes, bit 22 turns by half a circle, 22 bits lie within the quarter.
    let turn = f64::from_bits(((w1 & 0x003F_FFFF) << 30) | 0x3FF0_0000_2000_0000) - 1.5;
    let (s, c) = sin_cos_quarter(turn);
    let radius = f64::from_bits(radius.to_bits() ^ ((w1 << 41) & (1 << 63)));
    let exchange = w1 & 0x0080_0000 != 0;
    let (a, b) = if exchange { (s, c) } else { (c, s) };
    (radius * a, radius * b)
}

/// A number in (0, 1) from a word of 32 bits, at cell midpoints: odds are resolved to 2^-32.
#[inline(always)]
pub(crate) fn uniform(word: u64) -> f64 {
    f64::from_bits((word << 20) | 0x3FF0_0000_0008_0000) - 1.0
}

/// Standard normal distribution function, within 1e-15: a continued fraction in the tail,
/// the series of Abramowitz and Stegun 26.2.11 inside.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    let a = x.abs();
    let density = exp(-0.5 * a * a) / (SQRT_2 * 1.772_453_850_905_516);
    let upper = if a > 3.5 {
        let mut tail = a;
        for k in (1..=60).rev() {
            tail = a + f64::from(k) / tail;
        }
        density / tail
    } else {
        let mut term = a;
        let mut sum = a;
        for k in 1..120 {
            term *= a * a / f64::from(2 * k + 1);
            sum += term;
        }
        0.5 - density * sum
    };
    if x > 0.0 { 1.0 - upper } else { upper }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::*;

    fn ulps(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn exp_and_ln_agree_with_the_platform() {
        for i in -70_000..70_000 {
            let x = f64::from(i) * 0.009_987_3;
            assert!(
                ulps(exp(x), x.exp()) <= 2,
                "exp({x}) = {} {}",
                exp(x),
                x.exp()
            );
        }
        for i in 1..200_000 {
            let x = f64::from(i) * 0.000_731;
            let (ours, theirs) = (ln(x), x.ln());
            assert!(
                (ours - theirs).abs() <= 4e-16 * theirs.abs().max(1e-3),
                "ln({x}) = {ours} {theirs}"
            );
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn a_radius_is_accurate_at_both_ends() {
        for bits in [1u64, 2, 3, 1 << 20, 1 << 39, (1 << 40) - 2, (1 << 40) - 1] {
            let u = (bits as f64 + 0.5) / (1u64 << 40) as f64;
            let expected = -2.0 * u.ln();
            assert!((twice_neg_ln(u) - expected).abs() < 3e-14, "{u}");
        }
        for i in 1..100_000 {
            let u = f64::from(i) / 100_000.0;
            assert!((twice_neg_ln(u) + 2.0 * u.ln()).abs() < 3e-14);
        }
    }

    #[test]
    fn angles_cover_the_circle_evenly() {
        let mut by_octant = [0; 8];
        for high in 0..4096u64 {
            let (x, y) = normal_pair(0x8000_0000, (high << 12) | 0x800);
            let octant = (y.atan2(x) / std::f64::consts::FRAC_PI_4).floor() as i64 + 4;
            by_octant[octant as usize & 7] += 1;
        }
        assert_eq!(by_octant, [512; 8]);
        for i in 0..=1000 {
            let t = f64::from(i) / 1000.0 - 0.5;
            let (s, c) = sin_cos_quarter(t);
            assert!((s - (t * FRAC_PI_2).sin()).abs() < 4e-15);
            assert!((c - (t * FRAC_PI_2).cos()).abs() < 4e-15);
        }
    }

    #[test]
    fn distribution_function_matches_tables() {
        // mpmath's ncdf at 30 digits.
        for (x, p) in [
            (0.0, 0.5),
            (1.0, 0.841_344_746_068_542_9),
            (-1.959_963_984_540_054, 0.025),
            (3.4, 0.999_663_070_734_323_1),
            (-6.0, 9.865_876_450_376_98e-10),
        ] {
            assert!(
                (normal_cdf(x) - p).abs() <= 2e-15,
                "{x}: {} {p}",
                normal_cdf(x)
            );
        }
    }
}
