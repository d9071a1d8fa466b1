//! New York: Form IT-201 with the tax computation worksheets (supplemental tax), New York
//! City and Yonkers, disability insurance and Paid Family Leave.
//!
//! Above the threshold the benefit of the lower rates is taken back over 50,000 of adjusted
//! gross income, bracket by bracket (Tax Law 601(d)), until the top rate falls on all of
//! taxable income. Itemising is a choice apart from the federal one, without state income
//! tax, and reduced for high incomes. Leaves out credits for low incomes but the earned income
//! credit, what children under four have beyond older ones, and the add-back for members of public pension plans.

use batna_core::{Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule, Steps};

use super::income::{OfEarnedIncome, Reduction};
use super::levy::{Levies, Levy};
use super::tax_return::{children, dependents};
use super::{State, StateTaxes, StateYear};
use crate::household::{Deduction, Filing};
use crate::place::{Place, PlaceInfo};
use crate::trace::Tracing;

const LEVIES: &[Levy] = &[
    Levy {
        id: "us.ny.payroll.sdi",
        name: "New York disability insurance",
        deductible: true,
    },
    Levy {
        id: "us.ny.payroll.pfl",
        name: "New York Paid Family Leave",
        deductible: true,
    },
];

#[derive(Clone, Debug)]
pub(crate) struct NewYork {
    brackets: Schedule,
    standard: Amount,
    dependent: Amount,
    recapture_from: Amount,
    recapture_width: Amount,
    recapture_level: Amount,
    itemised_reduction: Schedule,
    itemised_width: Amount,
    gifts_only_from: Amount,
    gifts_part: Steps,
    /// Empire State child credit of a child, and what income takes off it.
    child: Amount,
    child_reduction: Reduction,
    earned_income: Option<OfEarnedIncome>,
    city: Option<City>,
    levies: Levies,
}

#[derive(Clone, Debug)]
enum City {
    NewYork {
        brackets: Schedule,
        school: Schedule,
        school_until: Amount,
        fixed: Amount,
        fixed_until: Amount,
    },
    Yonkers {
        surcharge: Amount,
        nonresident: Amount,
    },
}

impl State for NewYork {
    const PLACES: &'static [PlaceInfo] = &[
        PlaceInfo {
            code: "us-ny",
            name: "New York State",
        },
        PlaceInfo {
            code: "us-ny-nyc",
            name: "New York City",
        },
        PlaceInfo {
            code: "us-ny-yonkers",
            name: "Yonkers, New York",
        },
    ];

    fn at(place: Place, _: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("us.ny.{name}"));
        let city = match place.code() {
            "us-ny-nyc" => Some(City::NewYork {
                brackets: lookup.schedule("us.ny.nyc.brackets")?,
                school: lookup.schedule("us.ny.nyc.school_credit")?,
                school_until: get("nyc.school_credit.until")?,
                fixed: get("nyc.school_credit.fixed")?,
                fixed_until: get("nyc.school_credit.fixed_until")?,
            }),
            "us-ny-yonkers" => Some(City::Yonkers {
                surcharge: get("yonkers.surcharge")?,
                nonresident: get("yonkers.nonresident")?,
            }),
            _ => None,
        };
        Ok(NewYork {
            brackets: lookup.schedule("us.ny.income.brackets")?,
            standard: get("income.standard_deduction")?,
            dependent: get("income.dependent_exemption")?,
            recapture_from: get("income.recapture.from")?,
            recapture_width: get("income.recapture.width")?,
            recapture_level: get("income.recapture.level")?,
            itemised_reduction: lookup.schedule("us.ny.income.itemised.reduction")?,
            itemised_width: get("income.itemised.width")?,
            gifts_only_from: get("income.itemised.gifts_only_from")?,
            gifts_part: lookup.steps("us.ny.income.itemised.gifts_part")?,
            child: get("income.credit.child")?,
            child_reduction: Reduction::at("us.ny.income.credit.child.reduction", lookup)?,
            earned_income: OfEarnedIncome::read("us.ny.income.earned_income", lookup)?,
            city,
            levies: Levies::at(LEVIES, lookup)?,
        })
    }

    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let agi = year.agi.agi;
        let standard: S = self.standard.get();
        let deduction = match year.choice {
            Deduction::Standard => standard,
            Deduction::Itemise => self.itemised(year),
            Deduction::Best => standard.max(self.itemised(year)),
        };
        let exemption = dependents::<S>(year) * self.dependent.get::<S>();
        let taxable = (agi - deduction - exemption).positive();
        let scheduled: S = self.brackets.tax(taxable);
        let recaptured = self.recapture(agi, taxable);
        let tax = scheduled + recaptured;
        trace.begin("us.ny.income", "New York State income tax");
        trace.cite(&self.brackets);
        trace.cite(&self.standard);
        trace.leaf("agi", "New York adjusted gross income (line 33)", agi);
        trace.leaf("deduction", "Deduction (line 34)", deduction);
        trace.leaf("taxable", "Taxable income (line 37)", taxable);
        trace.leaf("scheduled", "Tax by the rate schedule", scheduled);
        if recaptured > S::ZERO {
            trace.cite(&self.recapture_from);
            trace.leaf(
                "recapture",
                "Supplemental tax (tax computation worksheet)",
                recaptured,
            );
        }
        let credits = self.refunded(year);
        if credits > S::ZERO {
            trace.cite(&self.child);
            trace.leaf("credits", "Refunded credits (lines 63 and 65)", credits);
        }
        trace.end(tax - credits, "Form IT-201 line 39 less lines 63 and 65");
        out.tax("us.ny.income", "New York State income tax", tax - credits);
        if let Some(city) = &self.city {
            city.assess(year, taxable, tax, out, trace);
        }
    }

    fn payroll<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        self.levies.assess(year, out, trace);
    }
}

impl NewYork {
    /// Form IT-196 lines 41 to 47: the federal items without state income tax, reduced by a
    /// share that grows over 50,000 of income; above a million a part of gifts alone.
    fn itemised<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        let income = year.income;
        let agi = year.agi.agi;
        if agi > self.gifts_only_from.get() {
            return income.charity * self.gifts_part.over(agi);
        }
        let whole = income.property_tax + income.mortgage_interest + income.charity;
        let width: S = self.itemised_width.get();
        let share = self
            .itemised_reduction
            .bands::<S>()
            .map(|(from, rate, _)| ((agi - from) / width).clamp_to(S::ZERO, S::ONE) * rate)
            .fold(S::ZERO, |sum, part| sum + part);
        whole * (S::ONE - share)
    }

    /// The Empire State child credit and the share of the federal earned income credit, which
    /// residents have beyond the tax as well. The household credit, which the second is less
    /// by, reduces the tax as much and is left out of both.
    fn refunded<S: Scalar>(&self, year: &StateYear<'_, S>) -> S {
        if !year.resident {
            return S::ZERO;
        }
        let child = children::<S>(year) * self.child.get::<S>();
        let child = (child - self.child_reduction.of::<S>(year.agi.agi)).positive();
        let earned = self.earned_income.as_ref();
        child + earned.map_or(S::ZERO, |of| of.of(year))
    }

    /// The supplemental tax: at each level the benefit of the lower rates up to its
    /// threshold, fully above 50,000 more of income than the threshold.
    fn recapture<S: Scalar>(&self, agi: S, taxable: S) -> S {
        let from: S = self.recapture_from.get();
        if agi <= from {
            return S::ZERO;
        }
        let width: S = self.recapture_width.get();
        let first: S = self.recapture_level.get();
        let phase = |from: S| ((agi - from) / width).clamp_to(S::ZERO, S::ONE);
        let mut below = S::ZERO;
        let mut recaptured = S::ZERO;
        for (threshold, rate, _) in self.brackets.bands::<S>() {
            if threshold < first {
                below = rate;
            } else if threshold == first {
                let reached = taxable.min(threshold);
                let benefit = reached * below - self.brackets.tax(reached);
                recaptured += benefit.positive() * phase(from);
            }
            if threshold >= first && taxable > threshold {
                recaptured += (rate - below) * threshold * phase(threshold);
            }
            if threshold >= first {
                below = rate;
            }
        }
        recaptured
    }
}

impl City {
    fn assess<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        taxable: S,
        state_tax: S,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        match self {
            City::NewYork {
                brackets,
                school,
                school_until,
                fixed,
                fixed_until,
            } => {
                if !year.resident {
                    return;
                }
                let before: S = brackets.tax(taxable);
                let agi = year.agi.agi;
                let reduction = if agi <= school_until.get() {
                    school.tax(taxable)
                } else {
                    S::ZERO
                };
                let refund = if agi <= fixed_until.get() {
                    fixed.get()
                } else {
                    S::ZERO
                };
                let tax = before - reduction - refund;
                trace.begin("us.ny.nyc", "New York City income tax");
                trace.cite(brackets);
                trace.leaf("before", "City resident tax (line 47)", before);
                if reduction + refund > S::ZERO {
                    trace.cite(school);
                    trace.cite(fixed);
                    trace.leaf(
                        "school",
                        "School tax credit (lines 69 and 69a)",
                        reduction + refund,
                    );
                }
                trace.end(tax, "Form IT-201 line 47 less lines 69 and 69a");
                out.tax("us.ny.nyc", "New York City income tax", tax);
            }
            City::Yonkers {
                surcharge,
                nonresident,
            } => {
                let tax = if year.resident {
                    state_tax.positive() * surcharge.get::<S>()
                } else {
                    super::levy::wages(year) * nonresident.get::<S>()
                };
                trace.begin("us.ny.yonkers", "Yonkers income tax");
                trace.cite(surcharge);
                trace.end(
                    tax,
                    "surcharge on state tax, or rate on earnings of a non-resident",
                );
                out.tax("us.ny.yonkers", "Yonkers income tax", tax);
            }
        }
    }
}
