//! What a state gives a couple of two earners on one return, under `us.<st>.income.spouses`:
//!
//! | parameter | meaning |
//! |---|---|
//! | `.way` | `apart`, `apart_freely`: the form works two returns and the lower sum counts, in the second with deductions divided at will; `shares`: taxable income is taxed in each spouse's share; `smoothed`: what the rates of two would save, as a credit; `singles`: what two single schedules would save |
//! | `.most` | most that `smoothed` and `singles` give |
//! | `.credit`, `.credit.pay` | share of the lesser pay that is credited, and the most of that pay |
//! | `.credit_of_tax`, `.credit_of_tax.most`, `.credit_of_tax.pay` | share of the tax after other credits, by income less exemptions; its most; the pay both must have |
//! | `.subtraction` | most of the lesser income that is not taxed |
//!
//! Income that is not the spouse's wages counts as the earner's: who owns what is not known
//! here, and where it matters couples may do better. Itemised deductions of two returns are
//! the earner's too.

use batna_core::Scalar;
use batna_params::{Amount, Lookup, LookupError, Schedule, Steps};

use super::StateYear;
use super::income::{Income, when};
use super::tax_return::Worked;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::us::federal::Agi;

#[derive(Clone, Debug)]
pub(super) struct Spouses {
    way: Way,
    most: Option<Amount>,
    credit: Option<(Amount, Amount)>,
    credit_of_tax: Option<(Steps, Amount, Amount)>,
    subtraction: Amount,
}

#[derive(Clone, Debug)]
enum Way {
    Together,
    /// The law of each of the two returns, and whether their deductions go where they serve best.
    Apart(Box<Income>, bool),
    Shares,
    /// With the exemption of one.
    Smoothed(Amount),
    /// With the schedule and the standard deduction of one.
    Singles(Schedule, Amount),
}

impl Spouses {
    pub(super) fn use_tables(&mut self) {
        if let Way::Apart(law, _) = &mut self.way {
            law.use_tables();
        }
    }

    /// None where the filing status is not joint or the state's files say nothing.
    pub(super) fn at(prefix: &str, lookup: &Lookup<'_>) -> Result<Option<Self>, LookupError> {
        let id = |name: &str| format!("{prefix}.income.spouses.{name}");
        let says = ["way", "credit", "credit_of_tax", "subtraction"];
        if lookup.key() != Filing::Joint.key() || !says.iter().any(|name| lookup.has(&id(name))) {
            return Ok(None);
        }
        let amount = |name: &str| when(lookup, &id(name), |id| lookup.amount(id));
        let single = Filing::Single.key();
        let way = match when(lookup, &id("way"), |id| lookup.text(id))? {
            Some(way @ ("apart" | "apart_freely")) => {
                let separate = Filing::Separate.key();
                let law = lookup.with_key(separate, |lookup| Income::at(prefix, lookup))?;
                Way::Apart(Box::new(law), way == "apart_freely")
            }
            Some("shares") => Way::Shares,
            Some("smoothed") => {
                Way::Smoothed(lookup.amount_for(&format!("{prefix}.income.exemption"), single)?)
            }
            Some("singles") => Way::Singles(
                lookup.schedule_for(&format!("{prefix}.income.brackets"), single)?,
                lookup.amount_for(lookup.text(&id("way.deduction"))?, single)?,
            ),
            _ => Way::Together,
        };
        Ok(Some(Spouses {
            way,
            most: amount("most")?,
            credit: match amount("credit")? {
                Some(rate) => Some((rate, lookup.amount(&id("credit.pay"))?)),
                None => None,
            },
            credit_of_tax: match when(lookup, &id("credit_of_tax"), |id| lookup.steps(id))? {
                Some(share) => Some((
                    share,
                    lookup.amount(&id("credit_of_tax.most"))?,
                    lookup.amount(&id("credit_of_tax.pay"))?,
                )),
                None => None,
            },
            subtraction: amount("subtraction")?.unwrap_or_default(),
        }))
    }

    /// What is taken off income for two earners.
    pub(super) fn subtraction<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let theirs = year.income.spouse_wages;
        let lesser = theirs.min(year.agi.agi - theirs).positive();
        lesser.min(self.subtraction.get())
    }

    /// The return of the couple, given the one worked together by the rates of `income`.
    pub(super) fn relieve<S: Scalar>(
        &self,
        income: &Income,
        year: &StateYear<'_, S>,
        mut together: Worked<S>,
    ) -> Worked<S> {
        if year.income.spouse_wages <= S::ZERO {
            return together;
        }
        let pay = lesser(year);
        let most = |saved: S| match &self.most {
            Some(most) => saved.positive().min(most.get()),
            None => saved.positive(),
        };
        match &self.way {
            Way::Together => {}
            Way::Apart(law, freely) => {
                let two = apart(law, year, *freely);
                if two.tax - two.credits < together.tax - together.credits {
                    together.tax = two.tax;
                    together.credits = two.credits;
                }
            }
            Way::Shares => {
                if together.agi > S::ZERO {
                    let part = (year.income.spouse_wages / together.agi).min(S::ONE);
                    let theirs = together.taxable * part;
                    let whole: S = income.rates(year, together.taxable);
                    let parted =
                        income.rates(year, theirs) + income.rates(year, together.taxable - theirs);
                    together.tax = together.tax - whole + parted;
                }
            }
            Way::Smoothed(exemption) => {
                let taxable = together.taxable;
                let earner = year.agi.agi - year.income.spouse_wages;
                let lesser = earner.min(year.income.spouse_wages) - exemption.get::<S>();
                let lesser = lesser.positive().min(taxable);
                let half = taxable / (S::ONE + S::ONE);
                let tax = |amount: S| income.rates::<S>(year, amount);
                let of_two = tax(lesser).min(tax(half)) + tax(taxable - lesser).max(tax(half));
                together.credits += most(tax(taxable) - of_two);
            }
            Way::Singles(schedule, deduction) => {
                let taxable = together.taxable;
                let theirs = (pay - deduction.get::<S>()).positive().min(taxable);
                let of_two: S = schedule.tax(theirs) + schedule.tax(taxable - theirs);
                let saved: S = income.rates::<S>(year, taxable) - of_two;
                together.credits += most(saved);
            }
        }
        if let Some((rate, pay_most)) = &self.credit {
            together.credits += pay.min(pay_most.get()) * rate.get::<S>();
        }
        if let Some((share, most, pay_least)) = &self.credit_of_tax
            && pay >= pay_least.get()
        {
            let share: S = share.over((together.agi - together.exemption).positive());
            let left = (together.tax - together.credits).positive();
            together.credits += (left * share).min(most.get());
        }
        together.credits = together.credits.min(together.tax);
        together
    }
}

/// The lesser of both spouses' pay.
fn lesser<S: Scalar>(year: &StateYear<'_, S>) -> S {
    year.agi
        .earner_wages
        .min(year.income.spouse_wages)
        .positive()
}

/// The sum of two returns. Where deductions divide `freely` they bring both taxable incomes as
/// near to each other as they can, which rates that rise make the best division.
fn apart<S: Scalar>(law: &Income, year: &StateYear<'_, S>, freely: bool) -> Worked<S> {
    let wages = year.income.spouse_wages;
    let income = YearIncome {
        spouse_wages: S::ZERO,
        ..*year.income
    };
    let agi = Agi {
        agi: year.agi.agi - wages,
        wages: year.agi.wages - wages,
        earned: year.agi.earned - wages,
        ..*year.agi
    };
    let earner = law.work(&StateYear {
        filing: Filing::Separate,
        income: &income,
        agi: &agi,
        ..*year
    });
    let childless = Household {
        dependents: 0,
        other_dependents: 0,
        ..year.household.clone()
    };
    let income = YearIncome {
        wages,
        ..YearIncome::default()
    };
    let agi = Agi {
        agi: wages,
        earner_wages: wages,
        wages,
        earned: wages,
        ..Agi::default()
    };
    let spouse = law.work(&StateYear {
        filing: Filing::Separate,
        household: &childless,
        income: &income,
        agi: &agi,
        ..*year
    });
    let mut tax = earner.tax + spouse.tax;
    if freely {
        let taken = earner.deduction + spouse.deduction;
        let more = earner.agi.max(spouse.agi);
        let less = earner.agi.min(spouse.agi);
        let even = (more - less + taken) / (S::ONE + S::ONE);
        let first = taken.min(even);
        tax = law.rates::<S>(year, (more - first).positive())
            + law.rates::<S>(year, (less - (taken - first)).positive());
    }
    Worked {
        tax,
        credits: earner.credits + spouse.credits,
        ..Worked::default()
    }
}
