//! A state's return by the plain rule: income, deductions, exemptions, rates and credits, in
//! the order of the form.

use batna_core::{NoTrace, Scalar, TraceSink};

use super::income::{
    Additions, Income, Itemise, OfEarnedIncome, Phase, Recapture, Reduction, Step,
};
use super::{StateTaxes, StateYear};
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::household::Deduction;
use crate::trace::Tracing;

/// A return as far as taxable income.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Worked<S> {
    /// Adjusted gross income of the state.
    pub agi: S,
    pub deduction: S,
    pub exemption: S,
    pub taxable: S,
    /// Before credits; of it, what the rates make.
    pub tax: S,
    pub by_rates: S,
    pub credits: S,
    /// Given beyond the tax as well.
    pub refunded: S,
}

/// Income as steps count it from a threshold.
fn stepped<S: Scalar>(income: S, from: S, step: Option<&Step>) -> S {
    match step {
        Some(Step::Begun(step)) if income > from => {
            let step: S = step.get();
            from + ((income - from) / step).ceil() * step
        }
        Some(Step::Full(step)) if income > from => {
            let step: S = step.get();
            from - ((from - income) / step).ceil() * step
        }
        _ => income,
    }
}

impl Phase {
    fn left<S: Scalar>(&self, income: S) -> S {
        let from: S = self.from.get();
        let over = (stepped(income, from, self.step.as_ref()) - from).positive();
        (S::ONE - over / self.width.get::<S>()).positive()
    }
}

impl Reduction {
    pub(super) fn of<S: Scalar>(&self, income: S) -> S {
        let from = self.schedule.threshold(0).unwrap_or(S::ZERO);
        self.schedule.tax(stepped(income, from, self.step.as_ref()))
    }
}

impl OfEarnedIncome {
    /// Of the federal credit of the same household; states differ on its age limits, which
    /// the household does not tell.
    pub(super) fn of<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let credit =
            year.law
                .earned_income
                .assess(year.household, year.agi, year.income, &mut NoTrace);
        if credit <= S::ZERO {
            return S::ZERO;
        }
        let [none, one, two, three] = &self.share;
        let share = match year.household.dependents {
            0 => none,
            1 => one,
            2 => two,
            _ => three,
        };
        let mut given = credit * share.get::<S>();
        if year.household.dependents > 0 {
            given += self.with_child.get::<S>();
        }
        self.most
            .as_ref()
            .map_or(given, |most| given.min(most.get()))
    }
}

impl Additions {
    fn sum<S: Scalar>(self, year: &StateYear<'_, S>) -> S {
        let income = year.income;
        let taken = |yes: bool, amount: S| if yes { amount } else { S::ZERO };
        taken(self.deferrals, income.pretax_401k)
            + taken(self.hsa, income.hsa)
            + taken(self.section_125, income.section_125)
            + taken(self.commuter, income.commuter)
            + taken(self.qsbs, income.qsbs_excluded)
            + taken(self.losses, (-year.agi.capital).positive())
            + taken(
                self.half_self_employment,
                year.agi.self_employment_deduction,
            )
            + taken(self.state_tax, state_tax_deducted(year))
    }
}

/// State income tax that the federal return itemised, no more than what itemising gained.
fn state_tax_deducted<S: Scalar>(year: &StateYear<'_, S>) -> S {
    let taken = &year.federal.deduction;
    if !taken.itemised {
        return S::ZERO;
    }
    let state = (taken.state_and_local - year.income.property_tax).positive();
    state.min((taken.amount - year.law.deductions.standard_amount()).positive())
}

impl Income {
    /// The state's adjusted gross income, or what it takes for it.
    pub(crate) fn agi<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let start = if self.from_taxable {
            year.federal.taxable
        } else {
            year.agi.agi
        };
        let two_earners = match &self.spouses {
            Some(spouses) => spouses.subtraction(year),
            None => S::ZERO,
        };
        start + self.adds.sum(year) + self.deduction_taken_back(year)
            - self.gain_excluded(year)
            - two_earners
    }

    fn deduction_taken_back<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        match &self.deduction_most {
            Some((most, from)) if year.agi.agi >= from.get() => {
                (year.federal.deduction.amount - most.get()).positive()
            }
            _ => S::ZERO,
        }
    }

    fn gain_excluded<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let excluded = net_long_gain(year) * self.gain_excluded.get::<S>()
            + net_short_gain(year) * self.short_gain_excluded.get::<S>()
            + year.income.qualified_dividends * self.dividends_excluded.get::<S>();
        match &self.gain_excluded_most {
            Some(most) => excluded.min(most.get()),
            None => excluded,
        }
    }

    fn standard<S: Scalar>(&self, year: &StateYear<'_, S>, agi: S) -> S {
        let amount = if self.standard.federal {
            year.law.deductions.standard_amount()
        } else {
            self.standard.amount.get::<S>()
        };
        let mut left = amount;
        if let Some(reduction) = &self.standard.reduction {
            let least = amount * self.standard.least.get::<S>();
            left = (amount - reduction.of(agi)).max(least);
        }
        if let Some(share) = &self.standard.share {
            left = left * share.over(agi);
        }
        if let Some(phase) = &self.standard.phase {
            let income = if self.standard.phase_federal {
                year.agi.agi
            } else {
                agi
            };
            left = left * phase.left(income);
        }
        left
    }

    fn payroll_itemised<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let Some(payroll) = &self.itemised_payroll else {
            return S::ZERO;
        };
        let mut paid = Assessment::new(S::ZERO, S::ZERO, Carry::default());
        payroll.assess(year.income, &mut paid, &mut NoTrace);
        paid.total()
    }

    fn property<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let tax = year.income.property_tax;
        self.property_most
            .as_ref()
            .map_or(tax, |most| tax.min(most.get()))
    }

    /// Property tax, mortgage interest and gifts: no state income tax.
    fn itemised<S: Scalar>(&self, year: &StateYear<'_, S>, agi: S) -> S {
        let income = year.income;
        let whole = self.property(year)
            + income.mortgage_interest
            + income.charity
            + self.payroll_itemised(year);
        match &self.itemised_reduction {
            Some(reduction) => {
                let most = whole * self.itemised_reduction_most.get::<S>();
                whole - reduction.tax(agi).min(most)
            }
            None => whole,
        }
    }

    fn deduction<S: Scalar>(&self, year: &StateYear<'_, S>, agi: S) -> S {
        let standard = self.standard(year, agi);
        match (self.itemise, year.choice) {
            (Itemise::Never, _) | (Itemise::Own, Deduction::Standard) => standard,
            (Itemise::Own, Deduction::Itemise) => self.itemised(year, agi),
            (Itemise::Own, Deduction::Best) => standard.max(self.itemised(year, agi)),
            (Itemise::Follows, _) if year.federal.deduction.itemised => self.itemised(year, agi),
            (Itemise::Follows, _) => standard,
            (Itemise::Property, _) => standard + self.property(year),
        }
    }

    fn exemption<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let mut exemption =
            self.exemption.get::<S>() + dependents::<S>(year) * self.exemption_dependent.get::<S>();
        exemption +=
            (dependents::<S>(year) - S::ONE).positive() * self.exemption_later_dependent.get::<S>();
        if let Some(child) = &self.exemption_child {
            exemption += children::<S>(year) * child.over::<S>(year.agi.agi);
        }
        if let Some(share) = &self.exemption_share {
            exemption = exemption * share.over(year.agi.agi);
        }
        if let Some(reduction) = &self.exemption_reduction {
            exemption = (exemption - reduction.of(year.agi.agi)).positive();
        }
        if let Some(phase) = &self.exemption_phase {
            exemption = exemption * phase.left(year.agi.agi);
        }
        exemption
    }

    /// `own` is the state's adjusted gross income.
    fn federal_tax<S: Scalar>(&self, year: &StateYear<'_, S>, own: S) -> S {
        let Some((share, most)) = &self.federal_tax else {
            return S::ZERO;
        };
        let agi = if self.federal_tax_by_own_income {
            own
        } else {
            year.agi.agi
        };
        let mut tax = year.federal.income_tax().positive();
        if self.federal_tax_niit {
            tax += year.federal.niit;
        }
        let part = tax * share.over(agi);
        match most {
            Some(most) => part.min(most.over(agi)),
            None => part,
        }
    }

    /// Social Security and Medicare paid, up to the most for each earner.
    fn payroll_deduction<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let Some((rate, most)) = &self.payroll_deduction else {
            return S::ZERO;
        };
        let of = |wages: S| (wages * rate.get::<S>()).min(most.get());
        of(super::levy::wages(year)) + of(year.income.spouse_wages)
    }

    fn schedule<S: Scalar>(&self, taxable: S) -> S {
        let by_rates = |amount| self.brackets.tax(amount);
        let tax = match &self.table {
            Some(table) if self.tables => table.tax(taxable, by_rates),
            _ => by_rates(taxable),
        };
        match &self.high {
            Some(high) if taxable > high.from.get() => {
                let over = taxable - high.from.get();
                let part = (over / high.width.get::<S>()).min(S::ONE);
                tax + (high.brackets.tax(taxable) - tax) * part
            }
            _ => tax,
        }
    }

    pub(super) fn rates<S: Scalar>(&self, year: &StateYear<'_, S>, taxable: S) -> S {
        let gain = net_long_gain(year).min(taxable);
        let rest = taxable - gain;
        let mut tax = self.schedule(taxable);
        if let Some(own) = &self.gain_brackets {
            tax = self.schedule(rest) + own.tax(taxable) - own.tax(rest);
        }
        if let Some(most) = &self.gain_most {
            tax = tax.min(self.schedule(rest) + gain * most.get::<S>());
        }
        if let Some(flat) = &self.flat {
            tax += flat.over(taxable);
        }
        for recapture in &self.recapture {
            tax += recapture.tax(year.agi.agi);
        }
        tax
    }

    /// What falls on gains beside the schedule.
    fn surtaxes<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let mut tax = S::ZERO;
        if let Some(surtax) = &self.investment_surtax {
            tax += surtax.tax(year.agi.investment);
        }
        if let Some((rate, from)) = &self.gain_surtax
            && year.agi.agi > from.get()
        {
            tax += net_long_gain(year) * rate.get::<S>();
        }
        tax + net_short_gain(year) * self.short_gain_surtax.get::<S>()
    }

    fn credits<S: Scalar>(&self, year: &StateYear<'_, S>, tax: S) -> S {
        let agi = year.agi.agi;
        let mut credits =
            self.credit.get::<S>() + dependents::<S>(year) * self.credit_dependent.get::<S>();
        if let Some(share) = &self.credit_share {
            credits = credits * share.over(agi);
        }
        if let Some(phase) = &self.credit_phase {
            credits = credits * phase.left(agi);
        }
        if let Some(reduction) = &self.credit_reduction {
            credits = (credits - reduction.of(agi)).positive();
        }
        if let Some(share) = &self.credit_of_tax {
            credits += tax * share.over(agi);
        }
        if let Some(child) = &self.credit_child {
            credits += children::<S>(year) * child.over::<S>(agi);
        }
        if let Some(share) = &self.credit_of_federal_child {
            credits += year.federal.child_credit * share.over::<S>(agi);
        }
        if let Some((rate, dependent, reduction)) = &self.credit_of_deduction {
            let deduction = year.federal.deduction.amount - state_tax_deducted(year)
                + dependents::<S>(year) * dependent.get::<S>();
            credits += (deduction * rate.get::<S>() - reduction.tax(agi)).positive();
        }
        if let Some(of) = &self.earned_income
            && !of.refunded
        {
            credits += of.of(year);
        }
        credits.min(tax)
    }

    fn refunded<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        match &self.earned_income {
            Some(of) if of.refunded && year.resident => of.of(year),
            _ => S::ZERO,
        }
    }

    pub(crate) fn work<S: Scalar>(&self, year: &StateYear<'_, S>) -> Worked<S> {
        let agi = self.agi(year);
        let deduction =
            self.deduction(year, agi) + self.federal_tax(year, agi) + self.payroll_deduction(year);
        let exemption = self.exemption(year);
        let taxable = (agi - deduction - exemption).positive();
        let by_rates: S = self.rates(year, taxable);
        let worked = Worked {
            agi,
            deduction,
            exemption,
            taxable,
            tax: by_rates + self.surtaxes(year),
            by_rates,
            credits: self.credits(year, by_rates),
            refunded: self.refunded(year),
        };
        match &self.spouses {
            Some(spouses) => spouses.relieve(self, year, worked),
            None => worked,
        }
    }

    pub(crate) fn enter<S: Scalar, T: TraceSink>(
        &self,
        (id, name): (&'static str, &'static str),
        year: &StateYear<'_, S>,
        worked: &Worked<S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let due = worked.tax - worked.credits - worked.refunded;
        trace.begin(id, name);
        trace.cite(&self.brackets);
        if self.standard.amount.decimal() > rust_decimal::Decimal::ZERO {
            trace.cite(&self.standard.amount);
        }
        if worked.exemption > S::ZERO {
            trace.cite(&self.exemption);
        }
        trace.leaf("agi", "Income the state begins with", worked.agi);
        trace.leaf("deduction", "Deduction", worked.deduction);
        trace.leaf("exemption", "Exemptions", worked.exemption);
        trace.leaf("taxable", "Taxable income", worked.taxable);
        if worked.credits > S::ZERO {
            trace.cite(&self.credit);
            trace.leaf("credits", "Credits", worked.credits);
        }
        if worked.refunded > S::ZERO {
            trace.leaf("refunded", "Refunded credits", worked.refunded);
        }
        trace.end(due, "rates x taxable income, less credits");
        out.tax(id, name, due);
        if let Some(minimum) = &self.minimum {
            minimum.enter(year, worked.by_rates, worked.credits, out, trace);
        }
    }
}

impl Recapture {
    fn tax<S: Scalar>(&self, income: S) -> S {
        let over = (income - self.from.get()).positive();
        let steps = (over / self.step.get::<S>()).ceil();
        (steps * self.each.get::<S>()).min(self.most.get())
    }
}

/// Dependants of any age.
pub(crate) fn dependents<S: Scalar>(year: &StateYear<'_, S>) -> S {
    S::from_int(i64::from(year.household.dependents) + i64::from(year.household.other_dependents))
}

pub(super) fn children<S: Scalar>(year: &StateYear<'_, S>) -> S {
    S::from_int(i64::from(year.household.dependents))
}

/// Net short-term gain after long-term losses.
fn net_short_gain<S: Scalar>(year: &StateYear<'_, S>) -> S {
    year.agi
        .short
        .min(year.agi.long + year.agi.short)
        .positive()
}

/// Net long-term gain after short-term losses, without qualified dividends.
pub(crate) fn net_long_gain<S: Scalar>(year: &StateYear<'_, S>) -> S {
    year.agi.long.min(year.agi.long + year.agi.short).positive()
}
