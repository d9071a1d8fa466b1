//! The tax an alternative adds to its household, tax year by tax year.
//!
//! A tax year that the person enters with wages already earned is taxed with them;
//! the last year, of which the horizon takes a part, is taxed as a whole year and
//! shared by taxable pay. What is counted is the difference that the alternative
//! makes: the household's tax with it, less the household's tax without. Tax is computed in the
//! currency of the place; what is said of the alternative is in that of its pay.

use std::sync::Arc;

use batna_case::model::{Profile, TaxChoices};
use batna_core::{Currency, Money, NoTrace, Scalar, Trace, TraceTree};
use batna_tax::world::choose;
use batna_tax::{Assessment, Axis, Carry, Filing, Household, Law, Place, TaxError, YearIncome};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::curve::TaxCurve;
use crate::curve_store::CurveStore;
use crate::flow::{Certainty, Component, Flow, TaxCharacter};
use crate::flows::Flows;

/// What the tax needs to know of the person besides the alternative.
#[derive(Clone, Debug)]
pub struct TaxPerson {
    /// Without `choices`, which an alternative may add to.
    pub household: Household,
    pub choices: TaxChoices,
    pub spouse_wages: Decimal,
    pub other_income: Decimal,
    /// What may be itemised, a year.
    pub property_tax: Decimal,
    pub mortgage_interest: Decimal,
    pub charity: Decimal,
    /// Yearly deferrals before tax.
    pub pretax_401k: Decimal,
    pub hsa: Decimal,
    pub commuter: Decimal,
    pub earlier_wages: EarlierWages,
    /// They come from the alternative's own employer.
    pub earlier_wages_same_employer: bool,
    /// Code of the place where they were earned, where it is known.
    pub earlier_place: Option<String>,
    /// A partner of who pays them, and so no employee: base, bonus and vested units are earnings
    /// from self-employment (Rev. Rul. 69-184; 26 U.S.C. 707(c), 1402(a)).
    pub partner: bool,
    /// On a visa by which one may be a nonresident alien of the United States, which is not computed.
    pub student_visa: bool,
}

/// Wages of the first tax year earned before the alternative starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EarlierWages {
    /// Nothing is known: none are counted, and a note says so.
    Unknown,
    Stated(Decimal),
    /// The current job's base, for the days until the start.
    AtBase(Decimal),
}

impl EarlierWages {
    fn until(self, start: Date, first: Date, next: Date) -> Decimal {
        match self {
            EarlierWages::Unknown => Decimal::ZERO,
            EarlierWages::Stated(amount) => amount,
            EarlierWages::AtBase(yearly) => {
                yearly * (Decimal::ONE - share_of_year(start, first, next))
            }
        }
    }
}

impl TaxPerson {
    /// From a profile; amounts in another currency than `currency` are left out.
    pub fn from_profile(profile: &Profile, currency: Currency) -> Self {
        let in_currency = |money: Option<Money>| {
            money
                .filter(|money| money.currency() == currency)
                .map(|money| money.amount())
        };
        let or_zero = |money: Option<Money>| in_currency(money).unwrap_or_default();
        let current_base = profile.current_job.as_ref().and_then(|job| job.base);
        TaxPerson {
            household: Household {
                dependents: u8::try_from(profile.household.dependents).unwrap_or(u8::MAX),
                other_dependents: u8::try_from(profile.household.other_dependents)
                    .unwrap_or(u8::MAX),
                ..Household::new(match profile.filing {
                    batna_case::model::Filing::Single => Filing::Single,
                    batna_case::model::Filing::Joint => Filing::Joint,
                    batna_case::model::Filing::Separate => Filing::Separate,
                    batna_case::model::Filing::Head => Filing::Head,
                    batna_case::model::Filing::SurvivingSpouse => Filing::SurvivingSpouse,
                })
            },
            choices: profile.tax.clone(),
            spouse_wages: or_zero(profile.household.spouse_wages),
            other_income: or_zero(profile.household.other_income),
            property_tax: or_zero(profile.household.property_tax),
            mortgage_interest: or_zero(profile.household.mortgage_interest),
            charity: or_zero(profile.household.charity),
            pretax_401k: or_zero(profile.pretax.retirement),
            hsa: or_zero(profile.pretax.hsa),
            commuter: or_zero(profile.pretax.commuter),
            earlier_wages: match (
                in_currency(profile.household.wages_this_year),
                in_currency(current_base),
            ) {
                (Some(stated), _) => EarlierWages::Stated(stated),
                (None, Some(base)) => EarlierWages::AtBase(base),
                (None, None) => EarlierWages::Unknown,
            },
            earlier_wages_same_employer: false,
            earlier_place: profile
                .current_job
                .as_ref()
                .and_then(|job| job.place.clone())
                .or_else(|| profile.place.clone()),
            partner: false,
            student_visa: profile.on_student_visa(),
        }
    }

    /// With the choices that hold for an alternative: its own before the person's.
    pub fn choosing(&self, alternative: &TaxChoices) -> Self {
        let mut person = self.clone();
        for choice in self.choices.with(alternative).taken() {
            // The case's keys take only what is a choice.
            let _ = choose(&mut person.household, &choice);
        }
        person
    }

    /// With every amount in the currency of the law, `rate` units of it for one; left out where
    /// no rate is known.
    pub fn at(&self, rate: Option<Decimal>) -> Self {
        let rate = rate.unwrap_or_default();
        let turn = |amount: Decimal| amount.checked_mul(rate).unwrap_or_default();
        TaxPerson {
            spouse_wages: turn(self.spouse_wages),
            other_income: turn(self.other_income),
            property_tax: turn(self.property_tax),
            mortgage_interest: turn(self.mortgage_interest),
            charity: turn(self.charity),
            pretax_401k: turn(self.pretax_401k),
            hsa: turn(self.hsa),
            commuter: turn(self.commuter),
            earlier_wages: match self.earlier_wages {
                EarlierWages::Unknown => EarlierWages::Unknown,
                EarlierWages::Stated(amount) => EarlierWages::Stated(turn(amount)),
                EarlierWages::AtBase(yearly) => EarlierWages::AtBase(turn(yearly)),
            },
            ..self.clone()
        }
    }

    /// Whether wages earlier in the year were earned in another country than that of a place:
    /// of a part of a year a country taxes, as a rule, what is earned from arrival on.
    pub fn earned_abroad(&self, place: &str) -> bool {
        let country = |code: &str| code.split('-').next().map(str::to_owned);
        self.earlier_place
            .as_deref()
            .is_some_and(|earlier| country(earlier) != country(place))
    }
}

/// One tax year of one alternative: the law, the household with and without it. Amounts are in the
/// currency of the pay but where said.
#[derive(Clone, Debug)]
pub struct TaxedYear {
    pub law: Arc<Law>,
    pub first: Date,
    /// First day of the next tax year.
    pub next: Date,
    /// The household's year without the alternative.
    pub without: YearIncome<Decimal>,
    /// And with it, for the whole tax year.
    pub with: YearIncome<Decimal>,
    /// The year's wages from the alternative that are certain, for the whole tax year.
    pub certain: Decimal,
    /// And those that chance decides, at target bonus and today's prices.
    pub uncertain: Decimal,
    /// Taxable wages inside the horizon, at target bonus and today's prices.
    pub taxable: Decimal,
    /// Part of the year's taxable wages that is inside the horizon, 0 to 1.
    pub inside: Decimal,
    /// In the currency of the law, as are the two years before.
    pub assessment: Assessment<Decimal>,
    pub baseline: Assessment<Decimal>,
    /// Units of the law's currency for one of the pay's.
    pub rate: Decimal,
    /// Tax that the alternative adds, for the part inside the horizon.
    pub total: Decimal,
    pub curve: TaxCurve,
}

/// Whether a flow is wages of the tax year in which it falls.
pub fn is_taxed_wage(flow: &Flow) -> bool {
    matches!(
        flow.character,
        TaxCharacter::Wages | TaxCharacter::Supplemental | TaxCharacter::Rsu
    )
}

/// Whether chance decides a flow's amount: a target bonus, shares whose price moves.
pub fn is_uncertain(flow: &Flow) -> bool {
    match flow.component {
        Component::Bonus => flow.certainty == Certainty::Target,
        component => component.is_equity(),
    }
}

impl TaxedYear {
    pub fn holds(&self, day: Date) -> bool {
        day >= self.first && day < self.next
    }

    /// What an amount in the currency of the law is in that of the pay.
    pub fn in_pay(&self, amount: Decimal) -> Decimal {
        amount.checked_div(self.rate).unwrap_or_default()
    }

    /// The taxes that the alternative adds, by id, for the part inside the horizon.
    pub fn added(&self) -> Vec<(&'static str, &'static str, Decimal)> {
        self.assessment
            .taxes()
            .iter()
            .map(|item| {
                let added = item.amount - self.baseline.tax(item.id);
                (item.id, item.name, self.in_pay(added) * self.inside)
            })
            .collect()
    }

    /// How the year's tax came about, by the law's own steps.
    pub fn trace(&self, id: &str, household: &Household, pay: Currency) -> Trace {
        let currency = self.law.currency();
        let mut tree = TraceTree::new(currency);
        self.law
            .assess(household, &self.with, &Carry::default(), &mut tree);
        let mut with = Trace::money(
            format!("{id}.with"),
            "the household's tax with it",
            Money::new(self.assessment.total(), currency),
        );
        with.inputs = tree.into_roots();
        let without = Trace::money(
            format!("{id}.without"),
            "the household's tax without it",
            Money::new(self.baseline.total(), currency),
        );
        let mut trace = Trace::money(
            id,
            format!("tax it adds in {}", self.law.year()),
            Money::new(self.total, pay).rounded(),
        )
        .by(if pay == currency {
            "(tax with the alternative − tax without it) × part of the year's pay inside the horizon"
        } else {
            "(tax with the alternative − tax without it) ÷ rate × part of the year's pay inside the \
             horizon"
        })
        .from_input(with)
        .from_input(without)
        .from_input(Trace::number(
            format!("{id}.inside"),
            "part of the year inside the horizon",
            self.inside.to_f64(),
        ));
        if pay != currency {
            trace = trace.from_input(Trace::number(
                format!("{id}.rate"),
                format!("{currency} for one {pay}"),
                self.rate.to_f64(),
            ));
        }
        if let Some(label) = self.law.projection_label() {
            trace = trace.noting(label);
        }
        trace
    }
}

/// From which tax year on whose law is projected, in words; none where all is enacted.
pub(crate) fn projected_from(years: &[TaxedYear]) -> Option<String> {
    let mut first: Vec<(&str, i16)> = Vec::new();
    for year in years {
        for name in year.law.projected_jurisdictions() {
            if !first.iter().any(|(known, _)| *known == name) {
                first.push((name, year.law.year()));
            }
        }
    }
    let words: Vec<String> = first
        .iter()
        .map(|(name, year)| format!("{name} from {year}"))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Why an alternative could not be taxed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TaxGap {
    #[error("the place where the work is done is unknown")]
    NoPlace,
    #[error("no rate is known from {pay}, in which it pays, to {law}, in which {place} taxes")]
    OtherCurrency {
        pay: batna_core::Currency,
        law: batna_core::Currency,
        place: String,
    },
    #[error(transparent)]
    Tax(#[from] TaxError),
}

/// Taxes every year that the horizon touches. `longer` are the flows of the same
/// alternative over at least a year more, from which the last year is completed; `rate` is units
/// of the law's currency for one of the pay's, and the person's amounts are in the law's.
///
/// Errors: no place, pay in another currency without a rate, or what the law refuses.
pub fn taxed_years(
    flows: &Flows,
    longer: &Flows,
    place: Place,
    person: &TaxPerson,
    rate: Option<Decimal>,
    curves: &CurveStore<'_>,
) -> Result<Vec<TaxedYear>, TaxGap> {
    let country = place.country();
    let (start, end) = (flows.horizon.start, flows.horizon.end());
    let mut years = Vec::new();
    let mut year = start.year().saturating_sub(1);
    while years.len() < 64 {
        let (Some(first), Some(next)) = (
            country.first_day(year),
            country.first_day(year.saturating_add(1)),
        ) else {
            break;
        };
        if first > end {
            break;
        }
        if next > start {
            let law = curves.law(place, year, place.filing_for(person.household.filing))?;
            let pay = flows.flows.first().map(|flow| flow.amount.currency());
            let rate = match (pay, rate.filter(|rate| *rate > Decimal::ZERO)) {
                (Some(pay), _) if pay == law.currency() => Decimal::ONE,
                (_, Some(rate)) => rate,
                (Some(pay), None) => {
                    return Err(TaxGap::OtherCurrency {
                        pay,
                        law: law.currency(),
                        place: place.code().to_owned(),
                    });
                }
                (None, None) => Decimal::ONE,
            };
            let days = (first, next);
            years.push(taxed_year(law, days, flows, longer, person, rate, curves)?);
        }
        year = year.saturating_add(1);
    }
    Ok(years)
}

fn taxed_year(
    law: Arc<Law>,
    (first, next): (Date, Date),
    flows: &Flows,
    longer: &Flows,
    person: &TaxPerson,
    rate: Decimal,
    curves: &CurveStore<'_>,
) -> Result<TaxedYear, TaxError> {
    let within = |flow: &&Flow| flow.date >= first && flow.date < next;
    // A horizon that ends on the last day of a tax year has all of it.
    let ends_inside = flows.horizon.end() < next.yesterday().unwrap_or(next);
    let whole: Vec<&Flow> = if ends_inside {
        longer.flows.iter().filter(within).collect()
    } else {
        flows.flows.iter().filter(within).collect()
    };
    let taxable: Decimal = flows
        .flows
        .iter()
        .filter(within)
        .filter(|flow| is_taxed_wage(flow))
        .map(|flow| flow.amount.amount())
        .sum();
    let mut certain = Decimal::ZERO;
    let mut uncertain = Decimal::ZERO;
    for flow in whole.iter().filter(|flow| is_taxed_wage(flow)) {
        let sum = if is_uncertain(flow) {
            &mut uncertain
        } else {
            &mut certain
        };
        *sum += flow.amount.amount();
    }
    let whole_taxable = certain + uncertain;
    let inside = if !ends_inside || whole_taxable.is_zero() {
        Decimal::ONE
    } else {
        taxable / whole_taxable
    };

    let starts_inside = flows.horizon.start > first;
    let worked = if starts_inside {
        share_of_year(flows.horizon.start, first, next)
    } else {
        Decimal::ONE
    };
    let mut without = YearIncome::<Decimal> {
        spouse_wages: person.spouse_wages,
        other_income: person.other_income,
        property_tax: person.property_tax,
        mortgage_interest: person.mortgage_interest,
        charity: person.charity,
        ..YearIncome::default()
    };
    if starts_inside {
        let earlier = person.earlier_wages.until(flows.horizon.start, first, next);
        if person.earlier_wages_same_employer {
            without.wages = earlier;
        } else {
            without.prior_employer_wages = earlier;
        }
    }
    let in_law = |flow: &Flow| {
        let amount = flow.amount.amount();
        amount.checked_mul(rate).unwrap_or(amount)
    };
    let cash: Decimal = whole
        .iter()
        .filter(|flow| is_taxed_wage(flow) && !flow.component.is_equity())
        .map(|flow| in_law(flow))
        .sum();
    // A deferral cannot exceed the pay it is taken from.
    let mut base = without;
    base.section_125 = whole
        .iter()
        .filter(|flow| flow.character == TaxCharacter::PretaxDeduction)
        .map(|flow| -in_law(flow))
        .sum::<Decimal>()
        .clamp_to(Decimal::ZERO, cash);
    if person.partner {
        // Cafeteria plans and commuter benefits are employees' (26 U.S.C. 125(d), 132(f)(5)(E)).
        // Health savings are a partner's own deduction and are left out here.
        base.section_125 = Decimal::ZERO;
    }
    let room = cash - base.section_125;
    base.pretax_401k = (person.pretax_401k * worked).min(room);
    if !person.partner {
        base.hsa = (person.hsa * worked).min(room - base.pretax_401k);
        base.commuter = (person.commuter * worked).min(room - base.pretax_401k - base.hsa);
    }
    let mut with = base;
    for flow in &whole {
        let amount = in_law(flow);
        match flow.character {
            TaxCharacter::Wages | TaxCharacter::Supplemental | TaxCharacter::Rsu
                if person.partner =>
            {
                with.self_employment += amount;
            }
            TaxCharacter::Wages => with.wages += amount,
            TaxCharacter::Supplemental => with.bonus += amount,
            TaxCharacter::Rsu => with.rsu += amount,
            TaxCharacter::PretaxDeduction | TaxCharacter::Untaxed | TaxCharacter::Deferred => {}
        }
    }

    let assess = |income: &YearIncome<Decimal>| {
        law.assess(&person.household, income, &Carry::default(), &mut NoTrace)
    };
    let (assessment, baseline) = (assess(&with), assess(&without));
    let added = assessment.total() - baseline.total();
    let total = added.checked_div(rate).unwrap_or_default() * inside;
    let pay = if person.partner {
        Axis::SelfEmployment
    } else {
        Axis::Bonus
    };
    let curve = curves.get(&law, &person.household, &base, &without, pay)?;
    let curve = curve.per_unit_of(rate.to_f64());
    Ok(TaxedYear {
        first,
        next,
        without,
        with,
        certain,
        uncertain,
        taxable,
        inside,
        assessment,
        baseline,
        rate,
        total,
        curve,
        law,
    })
}

/// Part of a tax year from `from` on, by days.
fn share_of_year(from: Date, first: Date, next: Date) -> Decimal {
    let days = |a: Date, b: Date| Decimal::from((b - a).get_days().max(0));
    let whole = days(first, next);
    if whole.is_zero() {
        Decimal::ONE
    } else {
        days(from, next) / whole
    }
}
