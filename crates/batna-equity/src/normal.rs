//! The normal distribution, to about fifteen digits.
//!
//! Source: G. West, "Better approximations to cumulative normal functions", Wilmott (2005),
//! which gives J. F. Hart's rational approximation (1968). Absolute error below 1e-14, as the
//! suite checks against tabulated values.

/// Chance that a standard normal is at most `x`. NaN stays NaN; infinities give 0 and 1.
pub fn cdf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    let tail = if size > 37.0 {
        0.0
    } else {
        let density = (-0.5 * size * size).exp();
        if size < 7.071_067_811_865_47 {
            let over = horner(
                size,
                &[
                    3.526_249_659_989_11e-2,
                    0.700_383_064_443_688,
                    6.373_962_203_531_65,
                    33.912_866_078_383,
                    112.079_291_497_871,
                    221.213_596_169_931,
                    220.206_867_912_376,
                ],
            );
            let under = horner(
                size,
                &[
                    8.838_834_764_831_84e-2,
                    1.755_667_163_182_64,
                    16.064_177_579_207,
                    86.780_732_202_946_1,
                    296.564_248_779_674,
                    637.333_633_378_831,
                    793.826_512_519_948,
                    440.413_735_824_752,
                ],
            );
            density * over / under
        } else {
            let fraction = size + 1.0 / (size + 2.0 / (size + 3.0 / (size + 4.0 / (size + 0.65))));
            density / fraction / (2.0 * std::f64::consts::PI).sqrt()
        }
    };
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// Density of the standard normal.
pub fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

fn horner(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, one| sum * x + one)
}
