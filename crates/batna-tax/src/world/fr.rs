//! France: income tax by the family quotient and the social contributions of a private-sector
//! employee; BSPCE and free shares (AGA).
//!
//! The tax year is the calendar year in which income is earned; its scale is set by the
//! finance act of the year after, so the present year needs a projection. Contributions are
//! those of any private employee under Agirc-Arrco, without those that only executives pay
//! (APEC) and without a health plan. `pretax_401k` is a deductible contribution to a
//! retirement plan (PER) within the person's limit. Gains are taxed flat.
//!
//! Equity: RSUs outside a qualified plan and options are wages. [`Bspce`] and [`FreeShares`]
//! compute the two regimes of start-ups; tax on them is flat or halved, so it stands beside
//! the year's assessment.
//!
//! [`super::WorldChoices::french_inbound`] takes the flat option of article 155 B: part of net
//! pay is free of income tax for eight years. Its floor, what others earn in the same work, and
//! the days worked abroad are not known here.
//!
//! Not covered: stock options granted before
//! 28 September 2012, the differential contribution on high incomes (wages alone never fall
//! under 20%), the cap of 3/12 on PER, actual expenses, unions, Alsace-Moselle.
//!
//! Sources: code général des impôts, articles 80 quaterdecies, 83, 163 bis G, 197, 200 A,
//! 223 sexies; code de la sécurité sociale; the files under `data/tax/fr`.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule};

use super::levy::Levy;
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

static PLACES: [PlaceInfo; 1] = [PlaceInfo {
    code: "fr",
    name: "France",
}];

const INCOME: Levy = Levy {
    id: "fr.income",
    name: "Impôt sur le revenu",
    rule: "scale on the income of one part, times the parts, less the décote (CGI 197)",
};
const HIGH: Levy = Levy {
    id: "fr.high_income",
    name: "Contribution exceptionnelle sur les hauts revenus",
    rule: "3% and 4% of reference income above the thresholds (CGI 223 sexies)",
};
const CAPITAL: Levy = Levy {
    id: "fr.capital",
    name: "Prélèvement forfaitaire unique",
    rule: "flat income tax and social levies on gains, interest and dividends",
};
const OLD_AGE: Levy = Levy {
    id: "fr.social.old_age",
    name: "Assurance vieillesse",
    rule: "6.9% to the ceiling and 0.4% of all pay",
};
const COMPLEMENTARY: Levy = Levy {
    id: "fr.social.complementary",
    name: "Retraite complémentaire Agirc-Arrco",
    rule: "on pay to the ceiling and from there to eight ceilings, with CEG and CET",
};
const CSG: Levy = Levy {
    id: "fr.social.csg_crds",
    name: "CSG and CRDS",
    rule: "9.7% of 98.25% of pay to four ceilings and of all pay above",
};

#[derive(Clone, Debug)]
pub(crate) struct France {
    joint: bool,
    brackets: Schedule,
    expense_rate: Amount,
    expense_least: Amount,
    expense_most: Amount,
    inbound: Amount,
    half_part: Amount,
    relief: Amount,
    relief_rate: Amount,
    high: Schedule,
    flat: Amount,
    social_on_capital: Amount,
    ceiling: Amount,
    old_age: [Amount; 2],
    complementary: [Amount; 2],
    technical: Amount,
    csg: [Amount; 2],
    crds: Amount,
    csg_base: Amount,
}

impl Country for France {
    const CURRENCY: &'static str = "EUR";
    const FILINGS: &'static [Filing] = &[Filing::Single, Filing::Joint];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("fr.income.{name}"));
        let part = |name: &str, key: &str| lookup.amount_for(&format!("fr.social.{name}"), key);
        let mut limits = lookup.list("fr.income.expense_limits")?.into_iter();
        Ok(France {
            joint: filing.is_joint(),
            brackets: lookup.schedule("fr.income.brackets")?,
            expense_rate: get("expense_rate")?,
            expense_least: limits.next().unwrap_or_default(),
            expense_most: limits.next().unwrap_or_default(),
            inbound: get("inbound_rate")?,
            half_part: get("half_part_limit")?,
            relief: get("relief")?,
            relief_rate: get("relief_rate")?,
            high: lookup.schedule("fr.income.high_income")?,
            flat: get("flat_rate")?,
            social_on_capital: get("social_on_capital")?,
            ceiling: lookup.amount("fr.social.ceiling")?,
            old_age: [part("old_age", "below")?, part("old_age", "above")?],
            complementary: [
                part("complementary", "below")?,
                part("complementary", "above")?,
            ],
            technical: lookup.amount("fr.social.technical")?,
            csg: [part("csg", "deductible")?, part("csg", "taxed")?],
            crds: lookup.amount("fr.social.crds")?,
            csg_base: lookup.amount("fr.social.csg_base")?,
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let gross = super::pay(income);
        let taxable = self.contributions(gross, out, trace) - income.pretax_401k;
        let mut taxable = taxable.positive();
        if household.world.french_inbound {
            let free = taxable * self.inbound.get::<S>();
            if T::KEEPS {
                trace.figure(
                    "fr.inbound",
                    "Free of income tax under article 155 B",
                    free.to_decimal(),
                );
            }
            taxable -= free;
        }
        let mut wages = self.after_expenses(taxable);
        if income.spouse_wages > S::ZERO {
            let taxable = self.contributions(income.spouse_wages, out, trace);
            let own = self.after_expenses(taxable);
            if self.joint {
                wages += own;
            } else {
                self.tax(own, 0, out, trace);
            }
        }
        let other = super::other(income);
        let gains = super::net_of_losses(income.ltcg + income.stcg, carry, out);
        let capital = gains + income.interest + income.qualified_dividends;
        self.tax(wages + other, household.dependents, out, trace);
        let reference = wages + other + capital;
        HIGH.book(
            out,
            trace,
            self.high.tax(reference),
            reference,
            &[self.high.cited()],
        );
        CAPITAL.book(
            out,
            trace,
            capital * (self.flat.get::<S>() + self.social_on_capital.get::<S>()),
            capital,
            &[self.flat.cited(), self.social_on_capital.cited()],
        );
    }
}

impl France {
    /// Books social contributions and hands back pay that income tax reaches.
    fn contributions<S: Scalar, T: TraceSink>(
        &self,
        gross: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) -> S {
        let ceiling = self.ceiling.get::<S>();
        let below = gross.min(ceiling);
        let to_eight = gross.min(ceiling * S::from_int(8));
        let above = (to_eight - ceiling).positive();
        let rate = |amounts: &[Amount; 2], index: usize| {
            amounts.get(index).map_or(S::ZERO, Amount::get::<S>)
        };
        let old_age = below * rate(&self.old_age, 0) + (gross - below) * rate(&self.old_age, 1);
        let technical = if gross > ceiling {
            to_eight * self.technical.get::<S>()
        } else {
            S::ZERO
        };
        let complementary =
            below * rate(&self.complementary, 0) + above * rate(&self.complementary, 1) + technical;
        let four = gross.min(ceiling * S::from_int(4));
        let base = four * self.csg_base.get::<S>() + (gross - four);
        let deductible = base * rate(&self.csg, 0);
        let taxed = base * (rate(&self.csg, 1) + self.crds.get::<S>());
        let [old_below, old_above] = &self.old_age;
        OLD_AGE.book(
            out,
            trace,
            old_age,
            gross,
            &[self.ceiling.cited(), old_below.cited(), old_above.cited()],
        );
        let [t1, t2] = &self.complementary;
        COMPLEMENTARY.book(
            out,
            trace,
            complementary,
            gross,
            &[
                self.ceiling.cited(),
                t1.cited(),
                t2.cited(),
                self.technical.cited(),
            ],
        );
        let [csg_deductible, csg_taxed] = &self.csg;
        CSG.book(
            out,
            trace,
            deductible + taxed,
            base,
            &[
                csg_deductible.cited(),
                csg_taxed.cited(),
                self.crds.cited(),
                self.csg_base.cited(),
            ],
        );
        gross - old_age - complementary - deductible
    }

    fn after_expenses<S: Scalar>(&self, taxable: S) -> S {
        let expenses = (taxable * self.expense_rate.get::<S>())
            .clamp_to(self.expense_least.get(), self.expense_most.get());
        (taxable - expenses).positive()
    }

    /// Article 197: quotient, its ceiling, décote.
    fn tax<S: Scalar, T: TraceSink>(
        &self,
        income: S,
        children: u8,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let adults = S::from_int(if self.joint { 2 } else { 1 });
        // Half parts: one for each of the first two children, two for each further one.
        let halves = i64::from(children.min(2)) + 2 * i64::from(children.saturating_sub(2));
        let halves = S::from_int(halves);
        let parts = adults + halves / S::from_int(2);
        let without = self.brackets.tax(income / adults) * adults;
        let with = self.brackets.tax(income / parts) * parts;
        let tax = with.max(without - halves * self.half_part.get::<S>());
        let relief = (self.relief.get::<S>() - tax * self.relief_rate.get::<S>()).positive();
        INCOME.book(
            out,
            trace,
            (tax - relief).positive(),
            income,
            &[
                self.brackets.cited(),
                self.expense_rate.cited(),
                self.half_part.cited(),
                self.relief.cited(),
                self.relief_rate.cited(),
            ],
        );
    }
}

/// Warrants of a start-up's employee (bons de souscription de parts de créateur d'entreprise)
/// granted from 2025 or exercised from then on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bspce<S> {
    pub strike_paid: S,
    pub value_at_exercise: S,
    pub sale_proceeds: S,
    /// Years worked in the company at the sale (article 163 bis G, I).
    pub years_in_company: S,
}

/// Free shares under a plan that qualifies (attribution gratuite d'actions).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreeShares<S> {
    pub value_at_acquisition: S,
    pub sale_proceeds: S,
    /// Rate of income tax on the next euro of wages, for the part that is on the scale.
    pub marginal_rate: S,
}

/// Tax of one regime, in two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegimeTax<S> {
    pub income_tax: S,
    pub social: S,
}

impl<S: Scalar> Bspce<S> {
    /// Exercise gain at 12.8%, or 30% before three years in the company; sale gain at 12.8%;
    /// social levies on both.
    ///
    /// Errors: a parameter missing or out of time.
    pub fn tax(&self, lookup: &Lookup<'_>) -> Result<RegimeTax<S>, LookupError> {
        let flat = lookup.amount("fr.income.flat_rate")?.get::<S>();
        let short = lookup.amount("fr.income.bspce_short_rate")?.get::<S>();
        let levies = lookup.amount("fr.income.social_on_capital")?.get::<S>();
        // A fall below the value at exercise comes off the exercise gain.
        let exercise =
            (self.value_at_exercise.min(self.sale_proceeds) - self.strike_paid).positive();
        let sale = (self.sale_proceeds - self.value_at_exercise.max(self.strike_paid)).positive();
        let rate = if self.years_in_company < S::from_int(3) {
            short
        } else {
            flat
        };
        Ok(RegimeTax {
            income_tax: exercise * rate + sale * flat,
            social: (exercise + sale) * levies,
        })
    }
}

impl<S: Scalar> FreeShares<S> {
    /// Acquisition gain to the limit: half on the scale, with levies on capital; above it: on
    /// the scale as wages, with CSG and CRDS on pay and the employee contribution. Sale gain
    /// flat. The scale is applied at `marginal_rate`.
    ///
    /// Errors: a parameter missing or out of time.
    pub fn tax(&self, lookup: &Lookup<'_>) -> Result<RegimeTax<S>, LookupError> {
        let get = |id: &str| lookup.amount(id).map(|amount| amount.get::<S>());
        let limit = get("fr.income.aga_limit")?;
        let abatement = get("fr.income.aga_abatement")?;
        let levies = get("fr.income.social_on_capital")?;
        let flat = get("fr.income.flat_rate")?;
        let contribution = get("fr.income.employee_contribution")?;
        let csg = lookup.amount_for("fr.social.csg", "deductible")?.get::<S>()
            + lookup.amount_for("fr.social.csg", "taxed")?.get::<S>()
            + get("fr.social.crds")?;
        let acquisition = self.value_at_acquisition.min(self.sale_proceeds);
        let low = acquisition.min(limit);
        let high = acquisition - low;
        let sale = (self.sale_proceeds - self.value_at_acquisition).positive();
        Ok(RegimeTax {
            income_tax: (low * (S::ONE - abatement) + high) * self.marginal_rate + sale * flat,
            social: (low + sale) * levies + high * (csg + contribution),
        })
    }
}
