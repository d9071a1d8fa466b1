//! Capital gains tax on shares, with Business Asset Disposal Relief.
//!
//! TCGA 1992, sections 1H to 1K and 169H to 169S; form SA108. Gains within the relief use
//! the basic rate band first. Losses brought forward are used down to the exempt amount.
//! Not covered: matching and pooling of shares (section 104), and gains before 30 October
//! 2024 or between two rates in one year.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError};

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::world::levy::Levy;

const GAINS: Levy = Levy {
    id: "uk.capital_gains",
    name: "Capital gains tax",
    rule: "18% within the unused basic rate band and 24% above it, on gains over the exempt amount",
};
const RELIEVED: Levy = Levy {
    id: "uk.capital_gains.badr",
    name: "Capital gains tax under Business Asset Disposal Relief",
    rule: "the relief's rate on qualifying gains up to the lifetime limit",
};

#[derive(Clone, Debug)]
pub struct CapitalGains {
    exempt: Amount,
    lower: Amount,
    higher: Amount,
    basic_band: Amount,
    badr_rate: Amount,
    badr_limit: Amount,
    badr_years: Amount,
}

impl CapitalGains {
    /// Errors: a parameter missing or out of time.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(CapitalGains {
            exempt: lookup.amount("uk.capital_gains.exempt")?,
            lower: lookup.amount("uk.capital_gains.lower_rate")?,
            higher: lookup.amount("uk.capital_gains.higher_rate")?,
            basic_band: lookup.amount("uk.capital_gains.basic_rate_limit")?,
            badr_rate: lookup.amount("uk.capital_gains.badr_rate")?,
            badr_limit: lookup.amount("uk.capital_gains.badr_limit")?,
            badr_years: lookup.amount("uk.capital_gains.badr_years")?,
        })
    }

    /// Years shares (or, for EMI, the option) must have been held for the relief.
    pub fn relief_years<S: Scalar>(&self) -> S {
        self.badr_years.get()
    }

    /// Taxes gains `qualifying` for the relief and `other` gains above `taxable` income.
    pub(super) fn assess<S: Scalar, T: TraceSink>(
        &self,
        qualifying: S,
        other: S,
        taxable: S,
        carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let net = qualifying + other;
        let exempt = self.exempt.get::<S>();
        if net <= S::ZERO {
            out.carry.long_loss = carry.long_loss - net;
            return;
        }
        let used = carry.long_loss.min((net - exempt).positive());
        out.carry.long_loss = carry.long_loss - used;
        // Losses and the exempt amount go to the gains taxed most.
        let mut relief_from_other = used + exempt;
        let ordinary = other.positive();
        let qualifying = (qualifying + other.min(S::ZERO)).positive();
        let relieved_gain = qualifying.min(self.badr_limit.get::<S>());
        let ordinary = ordinary + (qualifying - relieved_gain);
        let taken = relief_from_other.min(ordinary);
        relief_from_other -= taken;
        let ordinary = ordinary - taken;
        let relieved_gain = (relieved_gain - relief_from_other).positive();

        RELIEVED.book(
            out,
            trace,
            relieved_gain * self.badr_rate.get::<S>(),
            relieved_gain,
            &[self.badr_rate.cited(), self.badr_limit.cited()],
        );
        let band = (self.basic_band.get::<S>() - taxable - relieved_gain).positive();
        let low = ordinary.min(band);
        GAINS.book(
            out,
            trace,
            low * self.lower.get::<S>() + (ordinary - low) * self.higher.get::<S>(),
            ordinary,
            &[
                self.exempt.cited(),
                self.lower.cited(),
                self.higher.cited(),
                self.basic_band.cited(),
            ],
        );
    }
}
