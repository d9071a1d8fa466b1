//! California: Form 540 with the mental health surtax, Schedule P (540), the credit of
//! Form 3510, and disability insurance.
//!
//! California starts from federal adjusted gross income, taxes HSA contributions
//! (R&TC 17215.4), does not follow section 1202 (17152), taxes gains as ordinary income,
//! and keeps its own deductions: no state income tax among them. A household may itemise
//! here and not on the federal return. Leaves out renter's and earned income credits.

use batna_core::{NoTrace, Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::{State, StateTaxes, StateYear};
use crate::household::{Deduction, Filing};
use crate::place::{Place, PlaceInfo};
use crate::trace::Tracing;
use crate::us::printed_table::PrintedTable;

#[derive(Clone, Debug)]
pub(crate) struct California {
    brackets: Schedule,
    mental_health: Schedule,
    standard: Amount,
    exemption_credit: Amount,
    dependent_credit: Amount,
    limit_from: Amount,
    itemised_reduction: Amount,
    itemised_most: Amount,
    credit_step: Amount,
    credit_reduction: Amount,
    /// How many personal credits the filing status has.
    persons: Amount,
    amt_exemption: Amount,
    amt_from: Amount,
    amt_phase_out: Amount,
    amt_rate: Amount,
    disability: Amount,
    table: Option<PrintedTable>,
    /// Printed table and whole dollars.
    tables: bool,
}

impl State for California {
    const PLACES: &'static [PlaceInfo] = &[PlaceInfo {
        code: "us-ca",
        name: "California",
    }];

    fn at(_: Place, _: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("us.ca.{name}"));
        Ok(California {
            brackets: lookup.schedule("us.ca.income.brackets")?,
            mental_health: lookup.schedule("us.ca.income.mental_health")?,
            standard: get("income.standard_deduction")?,
            exemption_credit: get("income.exemption_credit")?,
            dependent_credit: get("income.dependent_credit")?,
            limit_from: get("income.limit.threshold")?,
            itemised_reduction: get("income.limit.itemised_rate")?,
            itemised_most: get("income.limit.itemised_most")?,
            credit_step: get("income.limit.credit_step")?,
            credit_reduction: get("income.limit.credit_reduction")?,
            persons: get("income.persons")?,
            amt_exemption: get("income.amt.exemption")?,
            amt_from: get("income.amt.threshold")?,
            amt_phase_out: get("income.amt.phase_out_rate")?,
            amt_rate: get("income.amt.rate")?,
            disability: get("payroll.sdi.rate")?,
            table: PrintedTable::at("us.ca.income.table", lookup)?,
            tables: false,
        })
    }

    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let agi = self.agi(year);
        let standard = Deducted {
            amount: self.standard.get(),
            added_back: self.standard.get(),
            reduced_by: S::ZERO,
        };
        let itemised = self.itemised(year);
        let taken = match year.household.deduction {
            Deduction::Standard => standard,
            Deduction::Itemise => itemised,
            Deduction::Best => {
                let worked = |taken| self.work(year, agi, taken, &mut NoTrace).total();
                if itemised.amount <= S::ZERO || worked(itemised) >= worked(standard) {
                    standard
                } else {
                    itemised
                }
            }
        };
        let result = self.work(year, agi, taken, trace);
        out.tax("us.ca.income", "California income tax", result.regular);
        if result.mental_health > S::ZERO {
            out.tax(
                "us.ca.mental_health",
                "California behavioral health services tax",
                result.mental_health,
            );
        }
        if result.amt > S::ZERO {
            out.tax(
                "us.ca.amt",
                "California alternative minimum tax",
                result.amt,
            );
        }
        if result.amt_credit > S::ZERO {
            out.tax(
                "us.ca.amt_credit",
                "California minimum tax credit of earlier years",
                -result.amt_credit,
            );
        }
        out.amt_credit = Some(result.carried);
    }

    fn use_tables(&mut self) {
        self.tables = true;
    }

    fn payroll<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        // Cafeteria-plan premiums are no wages for the fund; deferrals and HSA are.
        let wages = year.income.earner_wages() - year.income.section_125 - year.income.commuter;
        let reached = wages.positive() + year.income.spouse_wages;
        let tax = reached * self.disability.get();
        trace.begin("us.ca.payroll.sdi", "California disability insurance");
        trace.cite(&self.disability);
        trace.end(tax, "rate x all wages, without a cap since 2024 (SB 951)");
        out.tax("us.ca.payroll.sdi", "California disability insurance", tax);
    }
}

/// A deduction with what the minimum tax makes of it.
#[derive(Clone, Copy, Debug)]
struct Deducted<S> {
    amount: S,
    added_back: S,
    reduced_by: S,
}

#[derive(Clone, Copy, Debug)]
struct Worked<S> {
    /// Tax after exemption credits.
    regular: S,
    mental_health: S,
    amt: S,
    amt_credit: S,
    carried: S,
}

impl<S: Scalar> Worked<S> {
    fn total(&self) -> S {
        self.regular + self.mental_health + self.amt - self.amt_credit
    }
}

impl California {
    /// Federal adjusted gross income with HSA contributions and excluded gain added back.
    fn agi<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        year.agi.agi + year.income.hsa + year.income.qsbs_excluded
    }

    /// Schedule CA part II: the federal items without state income tax and without the
    /// federal limits; reduced above the threshold (R&TC 17077).
    fn itemised<S: Scalar>(&self, year: &StateYear<'_, S>) -> Deducted<S> {
        let income = year.income;
        let whole = income.property_tax + income.mortgage_interest + income.charity;
        let over = (year.agi.agi - self.limit_from.get()).positive();
        let reduced_by =
            (over * self.itemised_reduction.get()).min(whole * self.itemised_most.get());
        Deducted {
            amount: whole - reduced_by,
            added_back: income.property_tax,
            reduced_by,
        }
    }

    /// Exemption credits, less the reduction for each step above the threshold
    /// (R&TC 17054.1).
    fn exemption_credits<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let over = (year.agi.agi - self.limit_from.get()).positive();
        let steps = (over / self.credit_step.get::<S>()).ceil();
        let reduction = steps * self.credit_reduction.get::<S>();
        let persons: S = self.persons.get();
        let dependents =
            i64::from(year.household.dependents) + i64::from(year.household.other_dependents);
        let dependents = S::from_int(dependents);
        // The reduction is per credit; that of dependants is reduced alike.
        let personal = persons * (self.exemption_credit.get::<S>() - reduction).positive();
        let of_dependents = dependents * (self.dependent_credit.get::<S>() - reduction).positive();
        personal + of_dependents
    }

    fn work<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        agi: S,
        taken: Deducted<S>,
        trace: &mut T,
    ) -> Worked<S> {
        let unlimited = agi - taken.amount;
        let taxable = unlimited.positive();
        let schedule: S = self.schedule(taxable);
        let credits = self.exemption_credits(year).min(schedule);
        let mental_health: S = self.whole(self.mental_health.tax(taxable));
        let after_credits = schedule - credits;

        trace.begin("us.ca.income", "California income tax");
        trace.cite(&self.brackets);
        trace.cite(&self.exemption_credit);
        trace.leaf(
            "agi",
            "California adjusted gross income (Form 540 line 17)",
            agi,
        );
        trace.leaf("deduction", "Deduction (line 18)", taken.amount);
        trace.leaf("taxable", "Taxable income (line 19)", taxable);
        trace.leaf("credits", "Exemption credits (line 32)", credits);
        trace.end(after_credits, "Form 540 line 33");
        if mental_health > S::ZERO {
            trace.begin(
                "us.ca.mental_health",
                "California behavioral health services tax",
            );
            trace.cite(&self.mental_health);
            trace.end(mental_health, "Form 540 line 62");
        }

        // Schedule P (540): regular tax there is before exemption credits (line 25).
        let exclusions = unlimited + taken.added_back - taken.reduced_by;
        let amti = exclusions + year.income.iso_spread
            - year.income.iso_reversed
            - year.income.amt_basis_adjustment;
        let tentative = self.tentative(amti);
        let amt = self.whole((tentative - schedule).positive());
        let on_exclusions = (self.tentative(exclusions) - schedule).positive();
        if amt > S::ZERO {
            trace.begin("us.ca.amt", "California alternative minimum tax");
            trace.cite(&self.amt_exemption);
            trace.cite(&self.amt_from);
            trace.cite(&self.amt_rate);
            trace.leaf("amti", "Alternative minimum taxable income (line 21)", amti);
            trace.leaf("tentative", "Tentative minimum tax (line 24)", tentative);
            trace.end(amt, "Schedule P (540) line 26");
        }
        // Form 3510: the credit takes regular tax down to the tentative minimum tax.
        let room = (after_credits - tentative).positive();
        let used = year.carry.state_amt_credit.min(room);
        let carried = (year.carry.state_amt_credit - used + amt - on_exclusions).positive();
        Worked {
            regular: after_credits,
            mental_health,
            amt,
            amt_credit: used,
            carried,
        }
    }

    /// Line 31.
    fn schedule<S: Scalar>(&self, taxable: S) -> S {
        let schedule = |amount| self.brackets.tax(amount);
        match &self.table {
            Some(table) if self.tables => table.tax(taxable, schedule),
            _ => self.whole(schedule(taxable)),
        }
    }

    fn whole<S: Scalar>(&self, amount: S) -> S {
        if self.tables {
            amount.round_to(0)
        } else {
            amount
        }
    }

    fn tentative<S: Scalar>(&self, amti: S) -> S {
        let over = (amti - self.amt_from.get()).positive();
        let exemption =
            (self.amt_exemption.get::<S>() - over * self.amt_phase_out.get::<S>()).positive();
        (amti - exemption).positive() * self.amt_rate.get()
    }
}
