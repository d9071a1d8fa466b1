//! What a state's files say of its income tax, resolved for a year and a filing status; the
//! table of [`super::plain`] names every part.

use batna_params::{Amount, Lookup, LookupError, Schedule, Steps};

use super::minimum::MinimumTax;
use super::spouses::Spouses;
use crate::us::payroll::Payroll;
use crate::us::printed_table::PrintedTable;

/// The income tax of a state.
#[derive(Clone, Debug)]
pub(crate) struct Income {
    pub(super) from_taxable: bool,
    pub(super) adds: Additions,
    /// Most of the federal deduction that is left, from an adjusted gross income on.
    pub(super) deduction_most: Option<(Amount, Amount)>,
    pub(super) gain_excluded: Amount,
    pub(super) gain_excluded_most: Option<Amount>,
    pub(super) short_gain_excluded: Amount,
    pub(super) dividends_excluded: Amount,
    pub(super) standard: Standard,
    pub(super) itemise: Itemise,
    pub(super) property_most: Option<Amount>,
    /// Social Security and Medicare, where they are itemised.
    pub(super) itemised_payroll: Option<Payroll>,
    pub(super) itemised_reduction: Option<Schedule>,
    pub(super) itemised_reduction_most: Amount,
    pub(super) exemption: Amount,
    pub(super) exemption_dependent: Amount,
    pub(super) exemption_later_dependent: Amount,
    pub(super) exemption_child: Option<Steps>,
    pub(super) exemption_share: Option<Steps>,
    pub(super) exemption_reduction: Option<Reduction>,
    pub(super) exemption_phase: Option<Phase>,
    pub(super) payroll_deduction: Option<(Amount, Amount)>,
    pub(super) federal_tax: Option<(Steps, Option<Steps>)>,
    pub(super) federal_tax_niit: bool,
    pub(super) federal_tax_by_own_income: bool,
    pub(super) brackets: Schedule,
    /// The printed table of the schedule, and whether it is to be used.
    pub(super) table: Option<PrintedTable>,
    pub(super) tables: bool,
    pub(super) gain_brackets: Option<Schedule>,
    pub(super) gain_most: Option<Amount>,
    pub(super) gain_surtax: Option<(Amount, Amount)>,
    pub(super) short_gain_surtax: Amount,
    pub(super) high: Option<High>,
    pub(super) flat: Option<Steps>,
    pub(super) recapture: Vec<Recapture>,
    pub(super) credit: Amount,
    pub(super) credit_dependent: Amount,
    pub(super) credit_share: Option<Steps>,
    pub(super) credit_phase: Option<Phase>,
    pub(super) credit_reduction: Option<Reduction>,
    pub(super) credit_of_tax: Option<Steps>,
    pub(super) credit_child: Option<Steps>,
    pub(super) credit_of_federal_child: Option<Steps>,
    pub(super) credit_of_deduction: Option<(Amount, Amount, Schedule)>,
    pub(super) earned_income: Option<OfEarnedIncome>,
    pub(super) investment_surtax: Option<Schedule>,
    pub(super) spouses: Option<Spouses>,
    pub(super) minimum: Option<MinimumTax>,
}

/// A second schedule that replaces the first over a width of taxable income.
#[derive(Clone, Debug)]
pub(super) struct High {
    pub(super) brackets: Schedule,
    pub(super) from: Amount,
    pub(super) width: Amount,
}

/// Tax added for each step, or part of one, of adjusted gross income above a threshold.
#[derive(Clone, Debug)]
pub(super) struct Recapture {
    pub(super) from: Amount,
    pub(super) step: Amount,
    pub(super) each: Amount,
    pub(super) most: Amount,
}

#[derive(Clone, Debug)]
pub(super) struct Standard {
    pub(super) amount: Amount,
    pub(super) federal: bool,
    pub(super) reduction: Option<Reduction>,
    pub(super) least: Amount,
    pub(super) share: Option<Steps>,
    pub(super) phase: Option<Phase>,
    /// The phase goes by federal adjusted gross income, not by the state's.
    pub(super) phase_federal: bool,
}

/// Goes over a width of income: evenly, or by whole steps of it.
#[derive(Clone, Debug)]
pub(super) struct Phase {
    pub(super) from: Amount,
    pub(super) width: Amount,
    pub(super) step: Option<Step>,
}

/// What a schedule over income takes off: evenly, or by steps of income.
#[derive(Clone, Debug)]
pub(super) struct Reduction {
    pub(super) schedule: Schedule,
    pub(super) step: Option<Step>,
}

/// How income counts by steps.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Each that is begun counts whole.
    Begun(Amount),
    /// Only those that are full count.
    Full(Amount),
}

/// A share of the federal earned income credit.
#[derive(Clone, Debug)]
pub(super) struct OfEarnedIncome {
    /// Without a child, with one, two, and three or more.
    pub(super) share: [Amount; 4],
    /// Given beyond the tax too.
    pub(super) refunded: bool,
    pub(super) most: Option<Amount>,
    /// Added for those with a child.
    pub(super) with_child: Amount,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Itemise {
    Never,
    Own,
    Follows,
    /// Property tax alone, beside the standard deduction.
    Property,
}

/// What federal law leaves out and the state taxes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Additions {
    pub(super) deferrals: bool,
    pub(super) hsa: bool,
    pub(super) section_125: bool,
    pub(super) commuter: bool,
    pub(super) qsbs: bool,
    pub(super) losses: bool,
    pub(super) half_self_employment: bool,
    pub(super) state_tax: bool,
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
        let reduction = |name: &str| when(lookup, &id(name), |id| Reduction::at(id, lookup));
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
            let step = Step::read(&id(&format!("{name}.phase")), lookup)?;
            Ok(found.map(|(from, width)| Phase { from, width, step }))
        };
        Ok(Income {
            from_taxable: text("start")? == Some("taxable"),
            adds: Additions::read(text("additions")?.unwrap_or_default()),
            deduction_most: pair("deduction_most", "deduction_most.from")?,
            gain_excluded: zero("long_gain.excluded")?,
            gain_excluded_most: amount("long_gain.excluded_most")?,
            short_gain_excluded: zero("short_gain.excluded")?,
            dividends_excluded: zero("dividends.excluded")?,
            standard: Standard {
                amount: match text("standard_deduction.as")? {
                    Some(filing) => {
                        lookup.amount_for("us.federal.income.standard_deduction", filing)?
                    }
                    None => zero("standard_deduction")?,
                },
                federal: flag("standard_deduction.federal")?,
                reduction: reduction("standard_deduction.reduction")?,
                least: zero("standard_deduction.least")?,
                share: steps("standard_deduction.share")?,
                phase: phase("standard_deduction")?,
                phase_federal: flag("standard_deduction.phase.federal")?,
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
            exemption_later_dependent: zero("exemption.later_dependent")?,
            exemption_child: steps("exemption.child")?,
            exemption_share: steps("exemption.share")?,
            exemption_reduction: reduction("exemption.reduction")?,
            exemption_phase: phase("exemption")?,
            payroll_deduction: pair("payroll_deduction.rate", "payroll_deduction.most")?,
            federal_tax: match steps("federal_tax.share")? {
                Some(share) => Some((share, steps("federal_tax.most")?)),
                None => None,
            },
            federal_tax_niit: flag("federal_tax.niit")?,
            federal_tax_by_own_income: flag("federal_tax.by_own_income")?,
            brackets: lookup.schedule(&id("brackets"))?,
            table: PrintedTable::at(&id("table"), lookup)?,
            tables: false,
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
            credit_phase: phase("credit")?,
            credit_reduction: reduction("credit.reduction")?,
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
            earned_income: OfEarnedIncome::read(&id("earned_income"), lookup)?,
            investment_surtax: schedule("investment_surtax")?,
            spouses: Spouses::at(prefix, lookup)?,
            minimum: MinimumTax::at(prefix, lookup)?,
        })
    }

    /// Applies the printed table, where the state's is known.
    pub(crate) fn use_tables(&mut self) {
        self.tables = true;
        if let Some(spouses) = &mut self.spouses {
            spouses.use_tables();
        }
    }

    pub(crate) fn needs_federal(&self) -> bool {
        self.from_taxable
            || self.itemise == Itemise::Follows
            || self.federal_tax.is_some()
            || self.credit_of_federal_child.is_some()
            || self.credit_of_deduction.is_some()
            || self.minimum.is_some()
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
}

impl Reduction {
    pub(super) fn at(id: &str, lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(Reduction {
            schedule: lookup.schedule(id)?,
            step: Step::read(id, lookup)?,
        })
    }
}

impl Step {
    fn read(id: &str, lookup: &Lookup<'_>) -> Result<Option<Self>, LookupError> {
        let begun = when(lookup, &format!("{id}.step"), |id| lookup.amount(id))?;
        let full = when(lookup, &format!("{id}.full_step"), |id| lookup.amount(id))?;
        Ok(begun.map(Step::Begun).or(full.map(Step::Full)))
    }
}

impl OfEarnedIncome {
    pub(super) fn read(id: &str, lookup: &Lookup<'_>) -> Result<Option<Self>, LookupError> {
        let share_id = format!("{id}.share");
        if !lookup.has(&share_id) {
            return Ok(None);
        }
        let share = |children: &str| lookup.amount_for(&share_id, children);
        let refunded = when(lookup, &format!("{id}.refunded"), |id| lookup.flag(id))?;
        Ok(Some(OfEarnedIncome {
            share: [
                share("none")?,
                share("one")?,
                share("two")?,
                share("three")?,
            ],
            refunded: refunded.unwrap_or(false),
            most: when(lookup, &format!("{id}.most"), |id| lookup.amount(id))?,
            with_child: lookup.amount_or_zero(&format!("{id}.with_child"))?,
        }))
    }
}
