//! One rule for the states whose return is base, deductions, rates and credits, read from
//! `data/tax/us/<st>/`; a state that needs more builds on it.
//!
//! A part that a state's files do not mention is not there. What a file may say, each under
//! `us.<st>.income.`:
//!
//! | parameter | meaning |
//! |---|---|
//! | `start` | `agi` (where absent) or `taxable`, of the federal return |
//! | `additions` | of `401k hsa section_125 commuter qsbs losses half_se state_tax`: what federal law leaves out and the state taxes |
//! | `deduction_most`, `.from` | most of the federal deduction left, where adjusted gross income reaches the second |
//! | `long_gain.excluded`, `.excluded_most`, `short_gain.excluded` | share, and most, of the net long-term gain that is not taxed; share of the short-term |
//! | `standard_deduction`, `.federal`, `.reduction`, `.least` | the amount, or the flag for the federal one; what a schedule over income takes off, and the part of it always left |
//! | `standard_deduction.share`, `.phase.from`, `.phase.width` | share left by income, in steps or evenly over a width |
//! | `itemise` | `own` choice, the one that `follows` the federal return, or `property` tax beside the standard deduction; none where absent |
//! | `itemise.property_most`, `.payroll`, `.reduction`, `.reduction_most` | limit of property tax; whether Social Security and Medicare are itemised; reduction by income, and the share of it that may go |
//! | `payroll_deduction.rate`, `.most` | Social Security and Medicare deducted for each earner |
//! | `exemption.child`, `credit.child` | for each child under 17, by federal adjusted gross income |
//! | `credit.of_federal_child` | share of the federal child credit, by federal adjusted gross income |
//! | `exemption`, `.dependent`, `.share`, `.reduction`, `.phase.from`, `.phase.width` | off income; share left, or amount taken off, by adjusted gross income |
//! | `federal_tax.share`, `.most`, `.niit`, `.by_own_income` | deduction of federal income tax, both by adjusted gross income, the state's where `.by_own_income`; whether the tax on investment income is part of it |
//! | `brackets`, `long_gain.brackets` | rates; those of net long-term gain, stacked on the rest, where it has its own |
//! | `long_gain.most_rate`, `.surtax`, `.surtax_from`, `short_gain.surtax` | highest rate on long gains; more on gains where income is above the second; more on short ones |
//! | `high.brackets`, `.from`, `.width` | a schedule that replaces the first over a width of taxable income |
//! | `flat`, `recapture` | tax added by taxable income; lists of four (threshold, step, tax of a step, most) by adjusted gross income |
//! | `credit`, `.dependent`, `.share`, `.reduction`, `.of_tax` | off the tax, not refunded; share left, amount taken off, and share of the tax, by adjusted gross income |
//! | `credit.of_deduction`, `.dependent`, `.reduction` | credit of a share of the federal deduction, less a schedule over income |
//! | `investment_surtax` | rates on net investment income |
//! | `amt.…` | the state's minimum tax ([`super::minimum`]) |
//! | `spouses.…` | what two earners on one return are given ([`super::spouses`]) |
//! | `local.rates`, `.nonresident`, `.base`, `.exemption` | by place; on `taxable` income, `income` or `wages` |
//!
//! Leaves out: credits for low incomes (none is refunded), for age, and for anything but wages and capital;
//! deductions for pensions; minimum taxes but two; subtraction of federal bond interest.

use batna_core::{NoTrace, Scalar, TraceSink};
use batna_params::{Amount, Lookup, LookupError, Schedule, Steps};

use super::levy::{Levies, Levy};
use super::local::{Local, Locality};
use super::minimum::MinimumTax;
use super::spouses::Spouses;
use super::table;
use super::{State, StateTaxes, StateYear, state_of};
use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::household::{Deduction, Filing};
use crate::place::{Place, PlaceInfo};
use crate::trace::Tracing;
use crate::us::payroll::Payroll;

/// A state as the table lists it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub code: &'static str,
    /// Id and name of its income tax.
    pub tax: (&'static str, &'static str),
    pub levies: &'static [Levy],
    pub localities: &'static [Locality],
}

#[derive(Clone, Debug)]
pub(crate) struct Plain {
    listed: &'static Listed,
    income: Option<Income>,
    local: Option<Local>,
    levies: Levies,
}

/// The income tax of a state.
#[derive(Clone, Debug)]
pub(crate) struct Income {
    from_taxable: bool,
    adds: Additions,
    /// Most of the federal deduction that is left, from an adjusted gross income on.
    deduction_most: Option<(Amount, Amount)>,
    gain_excluded: Amount,
    gain_excluded_most: Option<Amount>,
    short_gain_excluded: Amount,
    standard: Standard,
    itemise: Itemise,
    property_most: Option<Amount>,
    /// Social Security and Medicare, where they are itemised.
    itemised_payroll: Option<Payroll>,
    itemised_reduction: Option<Schedule>,
    itemised_reduction_most: Amount,
    exemption: Amount,
    exemption_dependent: Amount,
    exemption_child: Option<Steps>,
    exemption_share: Option<Steps>,
    exemption_reduction: Option<Schedule>,
    exemption_phase: Option<Phase>,
    payroll_deduction: Option<(Amount, Amount)>,
    federal_tax: Option<(Steps, Option<Steps>)>,
    federal_tax_niit: bool,
    federal_tax_by_own_income: bool,
    brackets: Schedule,
    gain_brackets: Option<Schedule>,
    gain_most: Option<Amount>,
    gain_surtax: Option<(Amount, Amount)>,
    short_gain_surtax: Amount,
    high: Option<High>,
    flat: Option<Steps>,
    recapture: Vec<Recapture>,
    credit: Amount,
    credit_dependent: Amount,
    credit_share: Option<Steps>,
    credit_reduction: Option<Schedule>,
    credit_of_tax: Option<Steps>,
    credit_child: Option<Steps>,
    credit_of_federal_child: Option<Steps>,
    credit_of_deduction: Option<(Amount, Amount, Schedule)>,
    investment_surtax: Option<Schedule>,
    spouses: Option<Spouses>,
    minimum: Option<MinimumTax>,
}

/// A second schedule that replaces the first over a width of taxable income.
#[derive(Clone, Debug)]
struct High {
    brackets: Schedule,
    from: Amount,
    width: Amount,
}

/// Tax added for each step, or part of one, of adjusted gross income above a threshold.
#[derive(Clone, Debug)]
struct Recapture {
    from: Amount,
    step: Amount,
    each: Amount,
    most: Amount,
}

#[derive(Clone, Debug)]
struct Standard {
    amount: Amount,
    federal: bool,
    reduction: Option<Schedule>,
    least: Amount,
    share: Option<Steps>,
    phase: Option<Phase>,
}

/// Goes evenly over a width of income.
#[derive(Clone, Debug)]
struct Phase {
    from: Amount,
    width: Amount,
}

impl Phase {
    fn left<S: Scalar>(&self, income: S) -> S {
        let gone = (income - self.from.get()).positive() / self.width.get::<S>();
        (S::ONE - gone).positive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Itemise {
    Never,
    Own,
    Follows,
    /// Property tax alone, beside the standard deduction.
    Property,
}

/// What federal law leaves out and the state taxes.
#[derive(Clone, Copy, Debug, Default)]
struct Additions {
    deferrals: bool,
    hsa: bool,
    section_125: bool,
    commuter: bool,
    qsbs: bool,
    losses: bool,
    half_self_employment: bool,
    state_tax: bool,
}

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
}

impl State for Plain {
    const PLACES: &'static [PlaceInfo] = table::PLACES;

    fn at(place: Place, _: Filing, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let state = state_of(place);
        let Some(listed) = table::STATES.iter().find(|listed| listed.code == state) else {
            return Err(LookupError::Missing(place.code().to_owned()));
        };
        let prefix = state.replace('-', ".");
        let taxed = lookup.has(&format!("{prefix}.income.brackets"));
        Ok(Plain {
            listed,
            income: if taxed {
                Some(Income::at(&prefix, lookup)?)
            } else {
                None
            },
            local: listed
                .localities
                .iter()
                .find(|locality| locality.code == place.code())
                .map(|locality| Local::at(locality, &prefix, lookup))
                .transpose()?,
            levies: Levies::at(listed.levies, lookup)?,
        })
    }

    fn needs_federal(&self) -> bool {
        self.income.as_ref().is_some_and(Income::needs_federal)
    }

    fn income_tax<S: Scalar, T: TraceSink>(
        &self,
        year: &StateYear<'_, S>,
        out: &mut StateTaxes<S>,
        trace: &mut T,
    ) {
        let mut worked = Worked::default();
        if let Some(income) = &self.income {
            worked = income.work(year);
            income.enter(self.listed.tax, year, &worked, out, trace);
        }
        if let Some(local) = &self.local {
            local.assess(year, &worked, out, trace);
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

impl Additions {
    fn read(words: &str) -> Self {
        let has = |word: &str| words.split(' ').any(|given| given == word);
        Additions {
            deferrals: has("401k"),
            hsa: has("hsa"),
            section_125: has("section_125"),
            commuter: has("commuter"),
            qsbs: has("qsbs"),
            losses: has("losses"),
            half_self_employment: has("half_se"),
            state_tax: has("state_tax"),
        }
    }

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

pub(super) fn when<P>(
    lookup: &Lookup<'_>,
    id: &str,
    read: impl FnOnce(&str) -> Result<P, LookupError>,
) -> Result<Option<P>, LookupError> {
    if lookup.has(id) {
        read(id).map(Some)
    } else {
        Ok(None)
    }
}

impl Income {
    /// `prefix` is `us.il`.
    pub(crate) fn at(prefix: &str, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        let id = |name: &str| format!("{prefix}.income.{name}");
        let zero = |name: &str| lookup.amount_or_zero(&id(name));
        let amount = |name: &str| when(lookup, &id(name), |id| lookup.amount(id));
        let schedule = |name: &str| when(lookup, &id(name), |id| lookup.schedule(id));
        let steps = |name: &str| when(lookup, &id(name), |id| lookup.steps(id));
        let text = |name: &str| when(lookup, &id(name), |id| lookup.text(id));
        let flag = |name: &str| -> Result<bool, LookupError> {
            let found = when(lookup, &id(name), |id| lookup.flag(id))?;
            Ok(found.unwrap_or(false))
        };
        let pair = |first: &str, second: &str| -> Result<_, LookupError> {
            match amount(first)? {
                Some(found) => Ok(Some((found, lookup.amount(&id(second))?))),
                None => Ok(None),
            }
        };
        let phase = |name: &str| -> Result<_, LookupError> {
            let found = pair(
                &format!("{name}.phase.from"),
                &format!("{name}.phase.width"),
            )?;
            Ok(found.map(|(from, width)| Phase { from, width }))
        };
        Ok(Income {
            from_taxable: text("start")? == Some("taxable"),
            adds: Additions::read(text("additions")?.unwrap_or_default()),
            deduction_most: pair("deduction_most", "deduction_most.from")?,
            gain_excluded: zero("long_gain.excluded")?,
            gain_excluded_most: amount("long_gain.excluded_most")?,
            short_gain_excluded: zero("short_gain.excluded")?,
            standard: Standard {
                amount: zero("standard_deduction")?,
                federal: flag("standard_deduction.federal")?,
                reduction: schedule("standard_deduction.reduction")?,
                least: zero("standard_deduction.least")?,
                share: steps("standard_deduction.share")?,
                phase: phase("standard_deduction")?,
            },
            itemise: match text("itemise")? {
                Some("own") => Itemise::Own,
                Some("follows") => Itemise::Follows,
                Some("property") => Itemise::Property,
                _ => Itemise::Never,
            },
            property_most: amount("itemise.property_most")?,
            itemised_payroll: if flag("itemise.payroll")? {
                Some(Payroll::at(lookup)?)
            } else {
                None
            },
            itemised_reduction: schedule("itemise.reduction")?,
            itemised_reduction_most: zero("itemise.reduction_most")?,
            exemption: zero("exemption")?,
            exemption_dependent: zero("exemption.dependent")?,
            exemption_child: steps("exemption.child")?,
            exemption_share: steps("exemption.share")?,
            exemption_reduction: schedule("exemption.reduction")?,
            exemption_phase: phase("exemption")?,
            payroll_deduction: pair("payroll_deduction.rate", "payroll_deduction.most")?,
            federal_tax: match steps("federal_tax.share")? {
                Some(share) => Some((share, steps("federal_tax.most")?)),
                None => None,
            },
            federal_tax_niit: flag("federal_tax.niit")?,
            federal_tax_by_own_income: flag("federal_tax.by_own_income")?,
            brackets: lookup.schedule(&id("brackets"))?,
            gain_brackets: schedule("long_gain.brackets")?,
            gain_most: amount("long_gain.most_rate")?,
            gain_surtax: pair("long_gain.surtax", "long_gain.surtax_from")?,
            short_gain_surtax: zero("short_gain.surtax")?,
            high: match schedule("high.brackets")? {
                Some(brackets) => Some(High {
                    brackets,
                    from: lookup.amount(&id("high.from"))?,
                    width: lookup.amount(&id("high.width"))?,
                }),
                None => None,
            },
            flat: steps("flat")?,
            recapture: Recapture::read(&id("recapture"), lookup)?,
            credit: zero("credit")?,
            credit_dependent: zero("credit.dependent")?,
            credit_share: steps("credit.share")?,
            credit_reduction: schedule("credit.reduction")?,
            credit_of_tax: steps("credit.of_tax")?,
            credit_child: steps("credit.child")?,
            credit_of_federal_child: steps("credit.of_federal_child")?,
            credit_of_deduction: match pair("credit.of_deduction", "credit.of_deduction.dependent")?
            {
                Some((rate, dependent)) => Some((
                    rate,
                    dependent,
                    lookup.schedule(&id("credit.of_deduction.reduction"))?,
                )),
                None => None,
            },
            investment_surtax: schedule("investment_surtax")?,
            spouses: Spouses::at(prefix, lookup)?,
            minimum: MinimumTax::at(prefix, lookup)?,
        })
    }

    pub(crate) fn needs_federal(&self) -> bool {
        self.from_taxable
            || self.itemise == Itemise::Follows
            || self.federal_tax.is_some()
            || self.credit_of_federal_child.is_some()
            || self.credit_of_deduction.is_some()
            || self.minimum.is_some()
    }

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
            + net_short_gain(year) * self.short_gain_excluded.get::<S>();
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
            left = (amount - reduction.tax(agi)).max(least);
        }
        if let Some(share) = &self.standard.share {
            left = left * share.over(agi);
        }
        if let Some(phase) = &self.standard.phase {
            left = left * phase.left(agi);
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
        if let Some(child) = &self.exemption_child {
            exemption += children::<S>(year) * child.over::<S>(year.agi.agi);
        }
        if let Some(share) = &self.exemption_share {
            exemption = exemption * share.over(year.agi.agi);
        }
        if let Some(reduction) = &self.exemption_reduction {
            exemption = (exemption - reduction.tax(year.agi.agi)).positive();
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
        let tax = self.brackets.tax(taxable);
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
        if let Some(reduction) = &self.credit_reduction {
            credits = (credits - reduction.tax(agi)).positive();
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
        credits.min(tax)
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
        let due = worked.tax - worked.credits;
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
        trace.end(due, "rates x taxable income, less credits");
        out.tax(id, name, due);
        if let Some(minimum) = &self.minimum {
            minimum.enter(year, worked.by_rates, worked.credits, out, trace);
        }
    }
}

impl Recapture {
    /// Four numbers each: threshold, step, tax of each step, most.
    fn read(id: &str, lookup: &Lookup<'_>) -> Result<Vec<Self>, LookupError> {
        if !lookup.has(id) {
            return Ok(Vec::new());
        }
        let numbers = lookup.list(id)?;
        let mut out = Vec::new();
        for four in numbers.chunks_exact(4) {
            if let [from, step, each, most] = four {
                out.push(Recapture {
                    from: from.clone(),
                    step: step.clone(),
                    each: each.clone(),
                    most: most.clone(),
                });
            }
        }
        Ok(out)
    }

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

fn children<S: Scalar>(year: &StateYear<'_, S>) -> S {
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
