//! Germany: income tax by § 32a EStG, solidarity surcharge, and the employee's social
//! insurance in the statutory funds.
//!
//! The tax year is the calendar year. Amounts follow the assessment of an employee without
//! further deductions: employee and special-expense allowances, pension contributions in
//! full, health contributions without the part for sick pay as § 39b deducts it (the
//! assessment takes off 4% of the contribution instead, some tens of euros apart). Joint
//! filing splits; other statuses are taxed on the basic table. `pretax_401k` is deferred pay
//! for an occupational pension. Gains are taxed at 25% with the surcharge above the saver's
//! allowance. The statute rounds income and tax down to whole euros; here both are continuous.
//! `Projection::Indexed` leaves the tariff as it is, because its coefficients are no amounts.
//!
//! Equity: shares and options are wages when they arrive; [`fifth_rule`] taxes an exit of
//! virtual options earned over more than twelve months (§ 34); [`StartUpShares`] tells when
//! wages deferred by § 19a fall due. Contributions on § 19a shares are due at once, so
//! they belong to the year of transfer.
//!
//! Church tax is for members alone ([`super::WorldChoices::german_church`]): a share of income
//! tax, itself a special expense (§ 10 Abs. 1 Nr. 4), here in the year it accrues for; couples
//! are taken to be both members, and the reductions that dioceses give are left out.
//!
//! Not covered: private health insurance, child allowances against child benefit
//! (Günstigerprüfung), relief of single parents, Saxony's care contribution, midi-jobs,
//! progression by tax-free income, the "Teileinkünfte" of holdings from 1%.
//!
//! Sources: EStG §§ 9a, 10, 10c, 19a, 32a, 32d, 34, 39b; SolzG; SGB III, V, VI, XI; the files
//! under `data/tax/de`.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Steps};

use super::choices::Church;
use super::levy::Levy;
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};
use crate::register::Country;

const CHURCH_ROUNDS: usize = 12;

static PLACES: [PlaceInfo; 1] = [PlaceInfo {
    code: "de",
    name: "Germany",
}];

const INCOME: Levy = Levy {
    id: "de.income",
    name: "Einkommensteuer",
    rule: "tariff of § 32a on income after allowances and provident contributions",
};
const SOLIDARITY: Levy = Levy {
    id: "de.solidarity",
    name: "Solidaritätszuschlag",
    rule: "5.5% of income tax, at most 11.9% of the part above the free amount",
};
const CHURCH: Levy = Levy {
    id: "de.church",
    name: "Kirchensteuer",
    rule: "share of income tax, which it lowers as a special expense",
};
const CAPITAL: Levy = Levy {
    id: "de.capital",
    name: "Abgeltungsteuer with Solidaritätszuschlag",
    rule: "25% of gains, interest and dividends above the saver's allowance, and 5.5% of that",
};
const PENSION: Levy = Levy {
    id: "de.social.pension",
    name: "Rentenversicherung",
    rule: "employee half, to the ceiling",
};
const UNEMPLOYMENT: Levy = Levy {
    id: "de.social.unemployment",
    name: "Arbeitslosenversicherung",
    rule: "employee half, to the ceiling",
};
const HEALTH: Levy = Levy {
    id: "de.social.health",
    name: "Krankenversicherung",
    rule: "employee half with the average added contribution, to the ceiling",
};
const CARE: Levy = Levy {
    id: "de.social.care",
    name: "Pflegeversicherung",
    rule: "employee share by number of children, to the ceiling",
};

/// The tariff of § 32a.
#[derive(Clone, Debug)]
struct Tariff {
    limits: [Amount; 4],
    progressive: [Amount; 5],
    proportional: [Amount; 4],
}

#[derive(Clone, Debug)]
struct Social {
    pension_ceiling: Amount,
    health_ceiling: Amount,
    pension: Amount,
    unemployment: Amount,
    health: Amount,
    health_added: Amount,
    health_deductible: Amount,
    care: Steps,
    deferral: Amount,
}

#[derive(Clone, Debug)]
pub(crate) struct Germany {
    joint: bool,
    tariff: Tariff,
    employee: Amount,
    special: Amount,
    /// Of 8% and of 9%.
    church: [Amount; 2],
    saver: Amount,
    capital_rate: Amount,
    pension_deferral: Amount,
    free: Amount,
    solidarity: Amount,
    rise: Amount,
    social: Social,
}

fn four<const N: usize>(list: Vec<Amount>, id: &str) -> Result<[Amount; N], LookupError> {
    list.try_into().map_err(|_| LookupError::WrongShape {
        id: id.to_owned(),
        wanted: "list of its length",
    })
}

impl Tariff {
    fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let list = |name: &str| {
            let id = format!("de.income.{name}");
            lookup.list(&id).map(|list| (list, id))
        };
        let (limits, id) = list("tariff_limits")?;
        let limits = four(limits, &id)?;
        let (progressive, id) = list("tariff_progressive")?;
        let progressive = four(progressive, &id)?;
        let (proportional, id) = list("tariff_proportional")?;
        Ok(Tariff {
            limits,
            progressive,
            proportional: four(proportional, &id)?,
        })
    }

    /// Tax on taxable income of one person.
    fn tax<S: Scalar>(&self, income: S) -> S {
        let [free, first, second, third] = &self.limits;
        let [a, b, c, d, e] = &self.progressive;
        let [lower, lower_less, upper, upper_less] = &self.proportional;
        let unit = S::from_int(10_000);
        if income <= free.get::<S>() {
            S::ZERO
        } else if income <= first.get::<S>() {
            let y = (income - free.get::<S>()) / unit;
            (a.get::<S>() * y + b.get::<S>()) * y
        } else if income <= second.get::<S>() {
            let z = (income - first.get::<S>()) / unit;
            (c.get::<S>() * z + d.get::<S>()) * z + e.get::<S>()
        } else if income <= third.get::<S>() {
            lower.get::<S>() * income - lower_less.get::<S>()
        } else {
            upper.get::<S>() * income - upper_less.get::<S>()
        }
    }
}

impl Country for Germany {
    const CURRENCY: &'static str = "EUR";
    const FILINGS: &'static [Filing] = &[Filing::Single, Filing::Joint];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("de.income.{name}"));
        Ok(Germany {
            joint: filing.is_joint(),
            tariff: Tariff::at(lookup)?,
            employee: get("employee_allowance")?,
            special: get("special_expenses")?,
            church: [
                lookup.amount_for("de.income.church_rate", Church::Eight.key())?,
                lookup.amount_for("de.income.church_rate", Church::Nine.key())?,
            ],
            saver: get("saver_allowance")?,
            capital_rate: get("capital_rate")?,
            pension_deferral: get("pension_deferral")?,
            free: get("solidarity_free")?,
            solidarity: get("solidarity_rate")?,
            rise: get("solidarity_rise")?,
            social: Social::at(lookup)?,
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
        let children = household.dependents;
        let gross = super::pay(income);
        let ceiling = self.social.pension_ceiling.get::<S>();
        let deferred = income.pretax_401k.min(gross);
        let untaxed = deferred.min(ceiling * self.pension_deferral.get::<S>());
        let uncharged = deferred.min(ceiling * self.social.deferral.get::<S>());
        let provident = self.social.assess(gross - uncharged, children, out, trace);
        let mut taxable = (gross - untaxed - self.employee.get::<S>()).positive() - provident;
        if income.spouse_wages > S::ZERO {
            let provident = self
                .social
                .assess(income.spouse_wages, children, out, trace);
            let own = (income.spouse_wages - self.employee.get::<S>()).positive() - provident;
            if self.joint {
                taxable += own;
            } else {
                self.tax((own - self.special.get::<S>()).positive(), None, out, trace);
            }
        }
        taxable = taxable + super::other(income) - self.special.get::<S>();
        let church = household.world.german_church.map(|church| match church {
            Church::Eight => &self.church[0],
            Church::Nine => &self.church[1],
        });
        self.tax(taxable.positive(), church, out, trace);

        let gains = super::net_of_losses(income.ltcg + income.stcg, carry, out);
        let capital = (gains + income.interest + income.qualified_dividends
            - self.saver.get::<S>())
        .positive();
        // § 32d Abs. 1 Satz 3 to 5: a quarter, less by the church tax on it.
        let rate = self.capital_rate.get::<S>();
        let share = church.map_or(S::ZERO, Amount::get);
        let tax = capital * rate / (S::ONE + rate * share);
        if let Some(church) = church {
            CHURCH.book(out, trace, tax * share, tax, &[church.cited()]);
        }
        CAPITAL.book(
            out,
            trace,
            tax + tax * self.solidarity.get::<S>(),
            capital,
            &[
                self.saver.cited(),
                self.capital_rate.cited(),
                self.solidarity.cited(),
            ],
        );
    }
}

impl Germany {
    fn income_tax<S: Scalar>(&self, taxable: S) -> S {
        if self.joint {
            let two = S::ONE + S::ONE;
            self.tariff.tax(taxable / two) * two
        } else {
            self.tariff.tax(taxable)
        }
    }

    fn surcharge<S: Scalar>(&self, tax: S) -> S {
        let above = (tax - self.free.get::<S>()).positive();
        (tax * self.solidarity.get::<S>()).min(above * self.rise.get::<S>())
    }

    fn tax<S: Scalar, T: TraceSink>(
        &self,
        taxable: S,
        church: Option<&Amount>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let mut tax = self.income_tax(taxable);
        let mut taxable = taxable;
        if let Some(church) = church {
            // Each round shrinks the difference by the two rates' product, a twentieth.
            let whole = taxable;
            for _ in 0..CHURCH_ROUNDS {
                taxable = (whole - tax * church.get::<S>()).positive();
                tax = self.income_tax(taxable);
            }
            CHURCH.book(out, trace, tax * church.get::<S>(), tax, &[church.cited()]);
        }
        let [limits, ..] = &self.tariff.limits;
        let [progressive, ..] = &self.tariff.progressive;
        let [proportional, ..] = &self.tariff.proportional;
        INCOME.book(
            out,
            trace,
            tax,
            taxable,
            &[
                limits.cited(),
                progressive.cited(),
                proportional.cited(),
                self.employee.cited(),
                self.special.cited(),
            ],
        );
        SOLIDARITY.book(
            out,
            trace,
            self.surcharge(tax),
            tax,
            &[
                self.free.cited(),
                self.solidarity.cited(),
                self.rise.cited(),
            ],
        );
    }
}

impl Social {
    fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("de.social.{name}"));
        Ok(Social {
            pension_ceiling: get("pension_ceiling")?,
            health_ceiling: get("health_ceiling")?,
            pension: get("pension_rate")?,
            unemployment: get("unemployment_rate")?,
            health: get("health_rate")?,
            health_added: get("health_added_rate")?,
            health_deductible: get("health_rate_deductible")?,
            care: lookup.steps("de.social.care_rate")?,
            deferral: get("pension_deferral")?,
        })
    }

    /// Books the contributions on `pay` and hands back what is deducted from income.
    fn assess<S: Scalar, T: TraceSink>(
        &self,
        pay: S,
        children: u8,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) -> S {
        let long = pay.min(self.pension_ceiling.get());
        let short = pay.min(self.health_ceiling.get());
        let pension = long * self.pension.get::<S>();
        let unemployment = long * self.unemployment.get::<S>();
        let added = short * self.health_added.get::<S>();
        let health = short * self.health.get::<S>() + added;
        let care = short * self.care.at(S::from_int(i64::from(children)));
        let ceiling = self.pension_ceiling.cited();
        PENSION.book(out, trace, pension, long, &[ceiling, self.pension.cited()]);
        UNEMPLOYMENT.book(
            out,
            trace,
            unemployment,
            long,
            &[ceiling, self.unemployment.cited()],
        );
        let ceiling = self.health_ceiling.cited();
        HEALTH.book(
            out,
            trace,
            health,
            short,
            &[ceiling, self.health.cited(), self.health_added.cited()],
        );
        CARE.book(out, trace, care, short, &[ceiling, self.care.cited()]);
        // § 10 Abs. 4: unemployment contributions count up to 1,900 with the rest, which the
        // basic health and care contributions alone exceed at any full-time pay.
        let basic = short * self.health_deductible.get::<S>() + added + care;
        let other = (basic + unemployment).min(S::from_int(1_900));
        pension + basic.max(other)
    }
}

/// Income tax and surcharge on an exit paid for work over more than one year (§ 34 EStG),
/// on top of `taxable` income: five times the tax on a fifth.
///
/// Errors: a parameter missing or out of time. The lookup's filing status counts.
pub fn fifth_rule<S: Scalar>(
    lookup: &Lookup<'_>,
    filing: Filing,
    taxable: S,
    extraordinary: S,
) -> Result<S, LookupError> {
    let joint = filing.is_joint();
    let tariff = Tariff::at(lookup)?;
    let divisor = lookup.amount("de.income.multi_year_divisor")?.get::<S>();
    let tax = |income: S| {
        if joint {
            let two = S::ONE + S::ONE;
            tariff.tax(income / two) * two
        } else {
            tariff.tax(income)
        }
    };
    Ok((tax(taxable + extraordinary / divisor) - tax(taxable)) * divisor)
}

/// Shares of a start-up under § 19a EStG.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StartUpShares<S> {
    pub value_at_transfer: S,
    pub paid: S,
    /// Years from transfer to the sale, the end of the job or the day looked at.
    pub years: S,
    pub sold: bool,
    pub left: bool,
    /// The employer declared irrevocably that it is liable for the tax: then only a sale makes
    /// it due (§ 19a Abs. 4a).
    pub employer_liable: bool,
    /// Value of the shares at that event.
    pub value_at_event: S,
}

/// Wages of § 19a: exempt, and due now or later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deferred<S> {
    pub exempt: S,
    /// Taxed as wages at the event; at most the value then (§ 19a Abs. 4 Satz 4).
    pub due: S,
    pub still_deferred: S,
    /// What the shares cost where a gain or loss on them is reckoned (§§ 17, 20): the value at
    /// transfer, or what was paid and taxed where the value fell (§ 19a Abs. 4 Satz 5).
    pub cost: S,
}

impl<S: Scalar> StartUpShares<S> {
    /// Errors: a parameter missing or out of time.
    pub fn wages(&self, lookup: &Lookup<'_>) -> Result<Deferred<S>, LookupError> {
        let exemption = lookup.amount("de.income.share_exemption")?.get::<S>();
        let years = lookup.amount("de.income.deferral_years")?.get::<S>();
        let benefit = (self.value_at_transfer - self.paid).positive();
        let exempt = benefit.min(exemption);
        let wages = benefit - exempt;
        let due = self.sold || (!self.employer_liable && (self.left || self.years >= years));
        let ceiling = (self.value_at_event - self.paid).positive();
        let taxed = if due { wages.min(ceiling) } else { S::ZERO };
        Ok(Deferred {
            exempt,
            due: taxed,
            still_deferred: if due { S::ZERO } else { wages },
            cost: if due && ceiling < wages {
                self.paid + taxed
            } else {
                self.value_at_transfer
            },
        })
    }
}
