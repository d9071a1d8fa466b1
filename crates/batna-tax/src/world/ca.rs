//! Canada: federal income tax with that of Ontario, British Columbia or Quebec, and the
//! employee's CPP or QPP, EI and QPIP.
//!
//! The tax year is the calendar year. Wages, bonus, RSU and option benefits are employment
//! income; `pretax_401k` is a deductible pension or RRSP contribution within the person's
//! room; gains of either length are capital gains, half of them taxable. Interest and
//! dividends are taxed as ordinary income. `Joint` does not exist: each person is taxed alone.
//!
//! Option benefits (`nso_spread`, `iso_spread`) are deducted in part where
//! [`super::WorldChoices::canada_options_qualify`] says so; [`OptionGrant`] tells how much of
//! a grant can qualify under the $200,000 limit and when the benefit of a Canadian-controlled
//! private corporation is taxed.
//!
//! Not covered: alternative minimum tax (a large option deduction can cause it), dividend tax
//! credits, spouse and dependant credits but Ontario's reduction for children, Ontario's LIFT
//! credit, Quebec's drug plan premium and health contribution, instalments.
//!
//! Sources: Income Tax Act, Taxation Act 2007 (Ontario), Income Tax Act (BC), Taxation Act
//! (Quebec), CRA's T4127; the files under `data/tax/ca`.

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

static PLACES: [PlaceInfo; 3] = [
    PlaceInfo {
        code: "ca-on",
        name: "Ontario",
    },
    PlaceInfo {
        code: "ca-bc",
        name: "British Columbia",
    },
    PlaceInfo {
        code: "ca-qc",
        name: "Quebec",
    },
];

const FEDERAL: Levy = Levy {
    id: "ca.federal.income",
    name: "Federal income tax",
    rule: "rates on taxable income less credits at the lowest rate (T4127 T3)",
};
const ABATEMENT: Levy = Levy {
    id: "ca.federal.quebec_abatement",
    name: "Quebec abatement",
    rule: "16.5% of basic federal tax, refunded to residents of Quebec",
};
const CPP: Levy = Levy {
    id: "ca.cpp",
    name: "Canada Pension Plan",
    rule: "base and first additional contribution on earnings from the exemption to the first ceiling",
};
const CPP2: Levy = Levy {
    id: "ca.cpp2",
    name: "Second additional pension contribution",
    rule: "4% of earnings between the two ceilings",
};
const QPP: Levy = Levy {
    id: "ca.qpp",
    name: "Quebec Pension Plan",
    rule: "base and first additional contribution on earnings from the exemption to the first ceiling",
};
const EI: Levy = Levy {
    id: "ca.ei",
    name: "Employment Insurance",
    rule: "premium on cash earnings to the ceiling",
};
const QPIP: Levy = Levy {
    id: "ca.qpip",
    name: "Quebec Parental Insurance Plan",
    rule: "premium on earnings to the ceiling",
};
const ONTARIO: Levy = Levy {
    id: "ca.on.income",
    name: "Ontario income tax",
    rule: "rates less credits, with the surtax, less the tax reduction (form ON428)",
};
const HEALTH: Levy = Levy {
    id: "ca.on.health_premium",
    name: "Ontario Health Premium",
    rule: "by taxable income (form ON428)",
};
const BRITISH_COLUMBIA: Levy = Levy {
    id: "ca.bc.income",
    name: "British Columbia income tax",
    rule: "rates less credits, less the tax reduction (form BC428)",
};
const QUEBEC: Levy = Levy {
    id: "ca.qc.income",
    name: "Quebec income tax",
    rule: "rates less the basic amount at the lowest rate (form TP-1)",
};

#[derive(Clone, Debug)]
pub(crate) struct Canada {
    brackets: Schedule,
    credit_rate: Amount,
    basic: Amount,
    basic_least: Amount,
    employment: Amount,
    inclusion: Amount,
    option_deduction: Amount,
    social: Social,
    province: Province,
}

#[derive(Clone, Debug)]
struct Social {
    exemption: Amount,
    ceiling: Amount,
    second_ceiling: Amount,
    base_rate: Amount,
    added_rate: Amount,
    second_rate: Amount,
    ei_ceiling: Amount,
    ei_rate: Amount,
    /// Ceiling and rate, in Quebec alone.
    parental: Option<(Amount, Amount)>,
}

#[derive(Clone, Debug)]
struct ProvincialRates {
    brackets: Schedule,
    credit_rate: Amount,
    basic: Amount,
}

#[derive(Clone, Debug)]
enum Province {
    Ontario {
        rates: ProvincialRates,
        surtax: Schedule,
        reduction: Amount,
        reduction_child: Amount,
        health: Schedule,
    },
    BritishColumbia {
        rates: ProvincialRates,
        reduction: Amount,
        reduction_from: Amount,
        reduction_rate: Amount,
    },
    Quebec {
        rates: ProvincialRates,
        abatement: Amount,
        worker: Amount,
        worker_rate: Amount,
        option_deduction: Amount,
    },
}

/// Contributions of a year: what is credited and what is deducted.
struct Contributions<S> {
    creditable: S,
    deductible: S,
}

struct Person<S> {
    /// Cash earnings, which Employment Insurance reaches.
    cash: S,
    /// All employment income.
    employment: S,
    /// The part of it that is a qualifying option benefit.
    option_benefit: S,
    pension: S,
    gains: S,
    other: S,
    children: u8,
}

impl Country for Canada {
    const CURRENCY: &'static str = "CAD";
    /// Each person is taxed alone.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("ca.federal.{name}"));
        let region = situation.residence.region().unwrap_or_default();
        Ok(Canada {
            brackets: lookup.schedule("ca.federal.brackets")?,
            credit_rate: get("credit_rate")?,
            basic: get("basic_amount")?,
            basic_least: get("basic_amount_least")?,
            employment: get("employment_amount")?,
            inclusion: get("gain_inclusion")?,
            option_deduction: get("option_deduction")?,
            social: Social::at(lookup, region == "qc")?,
            province: Province::at(lookup, region)?,
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
        let options = income.nso_spread + income.iso_spread;
        let gains = super::net_of_losses(income.ltcg + income.stcg, carry, out);
        let earner = Person {
            cash: income.wages + income.bonus + income.prior_employer_wages,
            employment: super::pay(income),
            option_benefit: if household.world.canada_options_qualify {
                options
            } else {
                S::ZERO
            },
            pension: income.pretax_401k,
            gains,
            other: super::other(income) + super::invested(income),
            children: household.dependents,
        };
        self.person(&earner, out, trace);
        if income.spouse_wages > S::ZERO {
            let spouse = Person {
                cash: income.spouse_wages,
                employment: income.spouse_wages,
                option_benefit: S::ZERO,
                pension: S::ZERO,
                gains: S::ZERO,
                other: S::ZERO,
                children: 0,
            };
            self.person(&spouse, out, trace);
        }
    }
}

impl Canada {
    fn person<S: Scalar, T: TraceSink>(
        &self,
        person: &Person<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let paid = self.social.assess(person, out, trace);
        let net = (person.employment + person.other + person.gains * self.inclusion.get::<S>()
            - paid.deductible
            - person.pension)
            .positive();
        let taxable = (net - person.option_benefit * self.option_deduction.get::<S>()).positive();
        let credits = self.basic_amount(net)
            + self.employment.get::<S>().min(person.employment)
            + paid.creditable;
        let tax = (self.brackets.tax(taxable) - credits * self.credit_rate.get::<S>()).positive();
        FEDERAL.book(
            out,
            trace,
            tax,
            taxable,
            &[
                self.brackets.cited(),
                self.basic.cited(),
                self.employment.cited(),
                self.credit_rate.cited(),
            ],
        );
        if let Province::Quebec { abatement, .. } = &self.province {
            let back = -(tax * abatement.get::<S>());
            ABATEMENT.book(out, trace, back, tax, &[abatement.cited()]);
        }
        self.province
            .assess(person, &paid, net, taxable, out, trace);
    }

    /// Line 30000: it falls in a line between the two highest thresholds.
    fn basic_amount<S: Scalar>(&self, net: S) -> S {
        let (full, least) = (self.basic.get::<S>(), self.basic_least.get::<S>());
        let (Some(from), Some(to)) = (
            self.brackets.threshold::<S>(3),
            self.brackets.threshold::<S>(4),
        ) else {
            return full;
        };
        if to <= from {
            return full;
        }
        let way = ((net - from) / (to - from)).clamp_to(S::ZERO, S::ONE);
        full - (full - least) * way
    }
}

impl Social {
    fn at(lookup: &Lookup<'_>, quebec: bool) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("ca.social.{name}"));
        let plan = if quebec { "qpp" } else { "cpp" };
        Ok(Social {
            exemption: get("pension_exemption")?,
            ceiling: get("pension_ceiling")?,
            second_ceiling: get("pension_second_ceiling")?,
            base_rate: get(&format!("{plan}_base_rate"))?,
            added_rate: get(&format!("{plan}_added_rate"))?,
            second_rate: get("second_rate")?,
            ei_ceiling: get("ei_ceiling")?,
            ei_rate: lookup.amount_for(
                "ca.social.ei_rate",
                if quebec { "quebec" } else { "elsewhere" },
            )?,
            parental: if quebec {
                Some((get("qpip_ceiling")?, get("qpip_rate")?))
            } else {
                None
            },
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        person: &Person<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) -> Contributions<S> {
        let earnings = person.employment;
        let pensionable = (earnings.min(self.ceiling.get()) - self.exemption.get::<S>()).positive();
        let base = pensionable * self.base_rate.get::<S>();
        let added = pensionable * self.added_rate.get::<S>();
        let above = (earnings.min(self.second_ceiling.get()) - self.ceiling.get::<S>()).positive();
        let second = above * self.second_rate.get::<S>();
        let ei = person.cash.min(self.ei_ceiling.get()) * self.ei_rate.get::<S>();
        let plan = if self.parental.is_some() { QPP } else { CPP };
        plan.book(
            out,
            trace,
            base + added,
            pensionable,
            &[
                self.exemption.cited(),
                self.ceiling.cited(),
                self.base_rate.cited(),
                self.added_rate.cited(),
            ],
        );
        CPP2.book(
            out,
            trace,
            second,
            above,
            &[self.second_ceiling.cited(), self.second_rate.cited()],
        );
        EI.book(
            out,
            trace,
            ei,
            person.cash,
            &[self.ei_ceiling.cited(), self.ei_rate.cited()],
        );
        let mut creditable = base + ei;
        if let Some((ceiling, rate)) = &self.parental {
            let premium = earnings.min(ceiling.get()) * rate.get::<S>();
            QPIP.book(
                out,
                trace,
                premium,
                earnings,
                &[ceiling.cited(), rate.cited()],
            );
            creditable += premium;
        }
        Contributions {
            creditable,
            deductible: added + second,
        }
    }
}

impl Province {
    fn at(lookup: &Lookup<'_>, region: &str) -> Result<Self, LookupError> {
        let get = |name: &str| lookup.amount(&format!("ca.{region}.{name}"));
        let rates = ProvincialRates {
            brackets: lookup.schedule(&format!("ca.{region}.brackets"))?,
            credit_rate: get("credit_rate")?,
            basic: get("basic_amount")?,
        };
        Ok(match region {
            "on" => Province::Ontario {
                rates,
                surtax: lookup.schedule("ca.on.surtax")?,
                reduction: get("reduction")?,
                reduction_child: get("reduction_child")?,
                health: lookup.schedule("ca.on.health_premium")?,
            },
            "bc" => Province::BritishColumbia {
                rates,
                reduction: get("reduction")?,
                reduction_from: get("reduction_from")?,
                reduction_rate: get("reduction_rate")?,
            },
            _ => Province::Quebec {
                rates,
                abatement: lookup.amount("ca.federal.quebec_abatement")?,
                worker: get("worker_deduction")?,
                worker_rate: get("worker_deduction_rate")?,
                option_deduction: get("option_deduction")?,
            },
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        person: &Person<S>,
        paid: &Contributions<S>,
        net: S,
        taxable: S,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        match self {
            Province::Ontario {
                rates,
                surtax,
                reduction,
                reduction_child,
                health,
            } => {
                let basic = rates.tax(taxable, paid.creditable);
                let with_surtax = basic + surtax.tax(basic);
                let children = S::from_int(i64::from(person.children));
                let relief = reduction.get::<S>() + children * reduction_child.get::<S>();
                // Twice the personal amounts less the tax, where that is positive.
                let reduced = (relief + relief - with_surtax).positive();
                ONTARIO.book(
                    out,
                    trace,
                    (with_surtax - reduced).positive(),
                    taxable,
                    &[
                        rates.brackets.cited(),
                        rates.basic.cited(),
                        rates.credit_rate.cited(),
                        surtax.cited(),
                        reduction.cited(),
                        reduction_child.cited(),
                    ],
                );
                HEALTH.book(out, trace, health.tax(taxable), taxable, &[health.cited()]);
            }
            Province::BritishColumbia {
                rates,
                reduction,
                reduction_from,
                reduction_rate,
            } => {
                let fall = (net - reduction_from.get::<S>()).positive() * reduction_rate.get::<S>();
                let reduced = (reduction.get::<S>() - fall).positive();
                BRITISH_COLUMBIA.book(
                    out,
                    trace,
                    (rates.tax(taxable, paid.creditable) - reduced).positive(),
                    taxable,
                    &[
                        rates.brackets.cited(),
                        rates.basic.cited(),
                        rates.credit_rate.cited(),
                        reduction.cited(),
                        reduction_from.cited(),
                        reduction_rate.cited(),
                    ],
                );
            }
            Province::Quebec {
                rates,
                worker,
                worker_rate,
                option_deduction,
                ..
            } => {
                let deduction = (person.employment * worker_rate.get::<S>()).min(worker.get());
                let taxable =
                    (net - deduction - person.option_benefit * option_deduction.get::<S>())
                        .positive();
                // Quebec counts contributions in its basic amount, so they give no credit.
                QUEBEC.book(
                    out,
                    trace,
                    rates.tax(taxable, S::ZERO),
                    taxable,
                    &[
                        rates.brackets.cited(),
                        rates.basic.cited(),
                        rates.credit_rate.cited(),
                        worker.cited(),
                        worker_rate.cited(),
                        option_deduction.cited(),
                    ],
                );
            }
        }
    }
}

impl ProvincialRates {
    fn tax<S: Scalar>(&self, taxable: S, creditable: S) -> S {
        let credits = self.basic.get::<S>() + creditable;
        (self.brackets.tax(taxable) - credits * self.credit_rate.get::<S>()).positive()
    }
}

/// Who grants an option, as the rules tell employers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionEmployer {
    /// A Canadian-controlled private corporation.
    PrivateCanadian,
    /// Any other with gross revenue of at most 500 million dollars.
    Smaller,
    /// Any other above that: the $200,000 limit applies.
    Large,
}

/// Options that vest in one year; prices are per share in Canadian dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionGrant<S> {
    pub employer: OptionEmployer,
    pub shares: S,
    pub strike: S,
    pub value_at_grant: S,
    pub value_at_exercise: S,
    /// Years the shares are held after exercise.
    pub held_years: S,
}

/// Income Tax Act section 7 with section 110(1)(d), (d.1) and (1.31).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionBenefit<S> {
    /// Employment income: value less strike at exercise.
    pub benefit: S,
    pub deduction: S,
    /// Shares of the grant within the limit.
    pub qualifying_shares: S,
    /// The benefit is income of the year the shares are sold, not of the exercise.
    pub taxed_at_sale: bool,
}

/// Share of a benefit deducted and the yearly limit, at a date.
#[derive(Clone, Debug)]
pub struct OptionRules {
    deduction: Amount,
    limit: Amount,
}

impl OptionRules {
    /// Errors: a parameter missing or out of time.
    pub fn at(lookup: &Lookup<'_>) -> Result<Self, LookupError> {
        Ok(OptionRules {
            deduction: lookup.amount("ca.federal.option_deduction")?,
            limit: lookup.amount("ca.federal.option_vesting_limit")?,
        })
    }

    pub fn benefit<S: Scalar>(&self, grant: &OptionGrant<S>) -> OptionBenefit<S> {
        let spread = (grant.value_at_exercise - grant.strike).positive();
        let two = S::ONE + S::ONE;
        let private = grant.employer == OptionEmployer::PrivateCanadian;
        // Paragraph (d) asks for a strike at or above value; (d.1) for two years of holding.
        let qualifies =
            grant.strike >= grant.value_at_grant || (private && grant.held_years >= two);
        let qualifying_shares = if !qualifies {
            S::ZERO
        } else if grant.employer == OptionEmployer::Large && grant.value_at_grant > S::ZERO {
            (self.limit.get::<S>() / grant.value_at_grant)
                .floor()
                .min(grant.shares)
        } else {
            grant.shares
        };
        OptionBenefit {
            benefit: spread * grant.shares,
            deduction: spread * qualifying_shares * self.deduction.get::<S>(),
            qualifying_shares,
            taxed_at_sale: private,
        }
    }
}
