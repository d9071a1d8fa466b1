//! Exponential, logarithm and normals that give the same bits on every machine.
//!
//! Every operation is one that IEEE 754 rounds correctly (add, multiply, divide, square
//! root, fused multiply-add), in a written order, with no branch: a compiler may put paths
//! side by side in lanes, but cannot change a bit. Accuracy is stated and tested; the
//! system's libm is not used.

use std::f64::consts::{FRAC_PI_2, LN_2, LOG2_E, SQRT_2};

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
    // Taylor's series to r^12 on |r| <= ln 2 / 2: the rest is below 2^-52 of the value.
    const C: [f64; 11] = [
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
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

/// `-2 ln u` for u in (0, 1), within 2e-14 absolutely: what a normal's radius needs, with no
/// division.
///
/// `ln(1+f) = f + f^2 g(f)`; g interpolates at 16 Chebyshev nodes of [1/sqrt 2 - 1, sqrt 2 - 1].
#[inline(always)]
fn twice_neg_ln(u: f64) -> f64 {
    const G: [f64; 16] = [
        0.036_572_837_070_505_44,
        -0.074_367_846_082_987_63,
        0.077_069_481_240_229_43,
        -0.071_492_142_470_418_23,
        0.075_487_616_018_217_7,
        -0.083_162_545_599_024_64,
        0.091_003_827_641_874_41,
        -0.100_015_578_412_995_96,
        0.111_107_833_903_556_68,
        -0.124_999_409_914_019_66,
        0.142_857_201_013_961_38,
        -0.166_666_676_565_245_72,
        0.199_999_999_534_928_75,
        -0.249_999_999_939_868_2,
        0.333_333_333_334_466_2,
        -0.500_000_000_000_058_3,
    ];
    let (e, m) = split(u);
    let f = m - 1.0;
    let mut g = G[0];
    for c in &G[1..] {
        g = g.mul_add(f, *c);
    }
    let ln_m = (f * f).mul_add(g, f);
    let value = -2.0 * e.mul_add(LN_2, ln_m);
    if value > 0.0 { value } else { 0.0 }
}

/// Sine and cosine of `turns * pi/2` for |turns| <= 1/2, within 2e-16, by Taylor's series.
#[inline(always)]
fn sin_cos_quarter(turns: f64) -> (f64, f64) {
    let x = turns * FRAC_PI_2;
    let z = x * x;
    let mut s: f64 = -1.0 / 1_307_674_368_000.0;
    for c in [
        1.0 / 6_227_020_800.0,
        -1.0 / 39_916_800.0,
        1.0 / 362_880.0,
        -1.0 / 5_040.0,
        1.0 / 120.0,
        -1.0 / 6.0,
    ] {
        s = s.mul_add(z, c);
    }
    let mut c: f64 = 1.0 / 20_922_789_888_000.0;
    for k in [
        -1.0 / 87_178_291_200.0,
        1.0 / 479_001_600.0,
        -1.0 / 3_628_800.0,
        1.0 / 40_320.0,
        -1.0 / 720.0,
        1.0 / 24.0,
        -0.5,
    ] {
        c = c.mul_add(z, k);
    }
    ((x * z).mul_add(s, x), c.mul_add(z, 1.0))
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
            assert!((s - (t * FRAC_PI_2).sin()).abs() < 2.3e-16);
            assert!((c - (t * FRAC_PI_2).cos()).abs() < 2.3e-16);
        }
    }

    #[test]
    fn distribution_function_matches_tables() {
        // mpmath 1.3, ncdf at 30 digits.
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
