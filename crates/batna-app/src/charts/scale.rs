//! A linear scale with round ticks.

/// Maps amounts to pixels.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    left: f64,
    right: f64,
}

impl Scale {
    /// Covers `values` with some air; from zero where asked.
    pub fn covering(
        values: impl IntoIterator<Item = f64>,
        from_zero: bool,
        left: f64,
        right: f64,
    ) -> Self {
        let mut low = f64::INFINITY;
        let mut high = f64::NEG_INFINITY;
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if !low.is_finite() {
            (low, high) = (0.0, 1.0);
        }
        if from_zero {
            low = low.min(0.0);
        }
        if high <= low {
            high = low + low.abs().max(1.0);
        }
        let air = (high - low) * 0.04;
        Scale {
            low: if from_zero && low == 0.0 {
                0.0
            } else {
                low - air
            },
            high: high + air,
            left,
            right,
        }
    }

    /// The lowest and the highest value on the paper.
    pub fn span(self) -> (f64, f64) {
        (self.low, self.high)
    }

    pub fn at(self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Round values inside the scale, about `count` of them.
    pub fn ticks(self, count: u32) -> Vec<f64> {
        let step = nice_step((self.high - self.low) / f64::from(count.max(1)));
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last.min(first + 50))
            .map(|index| index as f64 * step)
            .collect()
    }
}

fn nice_step(raw: f64) -> f64 {
    let magnitude = 10_f64.powf(raw.max(1e-9).log10().floor());
    let scaled = raw / magnitude;
    let nice = if scaled <= 1.0 {
        1.0
    } else if scaled <= 2.0 {
        2.0
    } else if scaled <= 2.5 {
        2.5
    } else if scaled <= 5.0 {
        5.0
    } else {
        10.0
    };
    nice * magnitude
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = Scale::covering([187_000.0, 342_000.0], false, 0.0, 100.0);
        assert_eq!(scale.ticks(4), vec![200_000.0, 250_000.0, 300_000.0]);
        assert_eq!(
            Scale::covering([], false, 0.0, 1.0).ticks(2),
            vec![0.0, 1.0]
        );
    }

    #[test]
    fn values_outside_stay_on_the_paper() {
        let scale = Scale::covering([0.0, 10.0], true, 5.0, 105.0);
        assert_eq!(scale.at(-4.0), 5.0);
        assert_eq!(scale.at(1e9), 105.0);
    }
}
