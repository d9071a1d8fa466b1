//! Alternative minimum tax by the lines of Form 6251.
//!
//! Adjustments covered: the deduction taken (line 2a), incentive options exercised and held
//! (2i), and shares whose basis differs (2k). Private-activity bonds, depletion and
//! depreciation are left out.

use batna_core::{NoTrace, Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::agi::Agi;
use super::deductions::Taken;
use super::gains::Gains;
use crate::income::YearIncome;
use crate::trace::Tracing;

#[derive(Clone, Debug)]
pub struct Amt {
    exemption: Amount,
    phase_out_from: Amount,
    phase_out_rate: Amount,
    rates: Schedule,
    separate_addition: bool,
}

/// What the form comes to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Minimum<S> {
    /// Line 4.
    pub amti: S,
    /// Line 6: that less the exemption.
    pub base: S,
    /// Lines 2i and 2k, what incentive options add or take back.
    pub timing: S,
    /// Line 9, tentative minimum tax; and what it were without timing.
    pub tentative: S,
    pub tentative_on_exclusions: S,
    /// Line 11.
    pub tax: S,
    /// The same tax had there been exclusion items alone (Form 8801 line 15), of which no
    /// credit comes.
    pub on_exclusions: S,
    /// Capital loss for this tax that goes to the next year.
    pub loss_carried: S,
}

impl Amt {
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Amt {
            exemption: lookup.amount("us.federal.amt.exemption")?,
            phase_out_from: lookup.amount("us.federal.amt.phase_out.threshold")?,
            phase_out_rate: lookup.amount("us.federal.amt.phase_out.rate")?,
            rates: lookup.schedule("us.federal.amt.rates")?,
            separate_addition: lookup.flag_for("us.federal.amt.separate_addition", lookup.key())?,
        })
    }

    /// Line 5: what is left of the exemption at an income.
    pub fn exemption<S: Scalar>(&self, amti: S) -> S {
        let over = (amti - self.phase_out_from.get()).positive();
        (self.exemption.get::<S>() - over * self.phase_out_rate.get::<S>()).positive()
    }

    /// `unlimited` is taxable income before its floor at zero, which the form starts from
    /// where deductions exceed income.
    #[allow(clippy::too_many_arguments)]
    pub fn assess<S: Scalar, T: TraceSink>(
        &self,
        gains: &Gains,
        income: &YearIncome<S>,
        agi: &Agi<S>,
        taken: &Taken<S>,
        unlimited: S,
        regular_tax: S,
        trace: &mut T,
    ) -> Minimum<S> {
        // Line 1 with line 2a; the reduction of section 68 does not apply here.
        let exclusions = unlimited + taken.added_back - taken.reduced_by;
        let adjusted = AmtCapital::new(income, agi);
        let amti = exclusions + income.iso_spread - income.iso_reversed + adjusted.adjustment;
        trace.begin("us.federal.amt", "Alternative minimum tax");
        trace.leaf(
            "exclusions",
            "Taxable income before the deductions taken back (lines 1 to 2a)",
            exclusions,
        );
        if income.iso_spread > S::ZERO {
            trace.leaf(
                "iso",
                "Incentive options exercised and held (line 2i)",
                income.iso_spread,
            );
        }
        if T::KEEPS && adjusted.adjustment != S::ZERO {
            trace.leaf(
                "basis",
                "Shares with another basis (line 2k)",
                adjusted.adjustment,
            );
        }
        let taxable = unlimited.positive();
        let (line_4, line_6, tentative) =
            self.tentative(gains, amti, taxable, agi, adjusted.preferred, trace);
        let tax = self.rounded(gains, (tentative - regular_tax).positive());
        trace.end(tax, "Form 6251 line 11: line 9 less the regular tax");
        // Without items of timing the two are the same.
        let tentative_on_exclusions = if amti == exclusions {
            tentative
        } else {
            let (_, _, tentative) =
                self.tentative(gains, exclusions, taxable, agi, agi.preferred, &mut NoTrace);
            tentative
        };
        let on_exclusions = self.rounded(gains, (tentative_on_exclusions - regular_tax).positive());
        Minimum {
            amti: line_4,
            base: line_6,
            timing: amti - exclusions,
            tentative,
            tentative_on_exclusions,
            tax,
            on_exclusions,
            loss_carried: adjusted.loss_carried,
        }
    }

    fn rounded<S: Scalar>(&self, gains: &Gains, amount: S) -> S {
        if gains.tables() {
            amount.round_to(0)
        } else {
            amount
        }
    }

    /// Lines 4 to 9. Returns lines 4, 6 and 9.
    fn tentative<S: Scalar, T: TraceSink>(
        &self,
        gains: &Gains,
        amti: S,
        taxable: S,
        agi: &Agi<S>,
        preferred: S,
        trace: &mut T,
    ) -> (S, S, S) {
        let mut amti = amti;
        if self.separate_addition {
            // Instructions for line 4: income beyond the end of the phase-out.
            let exemption: S = self.exemption.get();
            let end = self.phase_out_from.get::<S>() + exemption / self.phase_out_rate.get();
            let addition = (amti - end).positive() * self.phase_out_rate.get();
            amti += addition.min(exemption);
        }
        let exemption = self.exemption(amti);
        let line_6 = (amti - exemption).positive();
        trace.cite(&self.exemption);
        trace.cite(&self.phase_out_from);
        trace.cite(&self.phase_out_rate);
        trace.cite(&self.rates);
        trace.leaf("amti", "Alternative minimum taxable income (line 4)", amti);
        trace.leaf("exemption", "Exemption (line 5)", exemption);
        let flat: S = self.rates.tax(line_6);
        if line_6 <= S::ZERO {
            return (amti, S::ZERO, S::ZERO);
        }
        let tentative = if preferred > S::ZERO {
            self.with_gains(gains, line_6, taxable, agi, preferred)
                .min(flat)
        } else {
            flat
        };
        trace.leaf("tentative", "Tentative minimum tax (line 9)", tentative);
        (amti, line_6, self.rounded(gains, tentative))
    }

    /// Part III, lines 12 to 38.
    fn with_gains<S: Scalar>(
        &self,
        gains: &Gains,
        line_12: S,
        taxable: S,
        agi: &Agi<S>,
        preferred: S,
    ) -> S {
        let (zero_to, middle_to) = gains.thresholds::<S>();
        let (middle_rate, top_rate) = gains.rates::<S>();
        // 28% gain is taxed here like ordinary income.
        let line_13 = (preferred - agi.at_28).positive();
        let line_16 = line_12.min(line_13);
        let line_17 = line_12 - line_16;
        let line_20 = Gains::ordinary_part(taxable, agi.preferred, agi.at_28);
        let line_21 = (zero_to - line_20).positive();
        let line_22 = line_12.min(line_13);
        let line_23 = line_21.min(line_22);
        let line_24 = line_22 - line_23;
        let line_27 = gains.ordinary_filled(taxable, agi.preferred, agi.at_28);
        let line_29 = (middle_to - (line_21 + line_27)).positive();
        let line_30 = line_24.min(line_29);
        let line_33 = line_22 - (line_23 + line_30);
        self.rates.tax(line_17) + line_30 * middle_rate + line_33 * top_rate
    }
}

/// Gains refigured with the basis of this tax.
struct AmtCapital<S> {
    /// Line 2k: this tax's result less the regular one.
    adjustment: S,
    /// Preferred gain and dividends by this tax's basis.
    preferred: S,
    loss_carried: S,
}

impl<S: Scalar> AmtCapital<S> {
    fn new(income: &YearIncome<S>, agi: &Agi<S>) -> Self {
        let adjustment = income.amt_basis_adjustment;
        let carried_in = agi.amt_extra_loss;
        if adjustment == S::ZERO && carried_in == S::ZERO {
            return AmtCapital {
                adjustment: S::ZERO,
                preferred: agi.preferred,
                loss_carried: S::ZERO,
            };
        }
        let long = agi.long - adjustment - carried_in;
        let net = agi.short + long;
        let allowed = net.max(-agi.loss_limit);
        let regular_beyond = (-(agi.short + agi.long) - agi.loss_limit).positive();
        AmtCapital {
            adjustment: allowed - agi.capital,
            preferred: long.min(net).positive() + income.qualified_dividends,
            // Only what this tax carries beyond the regular carry-over is kept apart.
            loss_carried: ((-net - agi.loss_limit).positive() - regular_beyond).positive(),
        }
    }
}
