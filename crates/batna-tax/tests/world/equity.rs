//! Equity events by regime, as the cases name them.

use batna_core::NoTrace;
use batna_params::{Lookup, Params, Projection};
use batna_tax::uk::options::{Disqualified, OptionTerms, Schemes};
use batna_tax::uk::restricted::Acquired;
use batna_tax::world::{au, ca, ch, de, fr, ie, il, india, nl, sg};
use batna_tax::{Carry, Filing, Household, Law, Place, YearIncome};
use jiff::civil::date;
use rust_decimal::Decimal;
use toml::Table;

use crate::case::{flag, number, params};

type Found = Vec<(&'static str, Decimal)>;

/// Events fall in the summer of 2026, when each country's year of that name has begun.
pub fn run(params: &Params, regime: &str, input: &Table) -> Found {
    let lookup = Lookup::new(params, date(2026, 7, 1), Projection::Frozen, "single");
    let get = |key: &str| number(input, key);
    match regime {
        "uk.emi" | "uk.csop" | "uk.unapproved" => {
            let option = OptionTerms {
                shares: get("shares"),
                strike: get("strike"),
                paid_for_grant: get("paid_for_grant"),
                value_at_grant: get("value_at_grant"),
                value_at_exercise: get("value_at_exercise"),
            };
            let schemes = Schemes::at(&lookup).expect("parameters");
            let event = input
                .contains_key("value_before_event")
                .then(|| Disqualified {
                    value_before: get("value_before_event"),
                    days: u32::try_from(get("days_since_event")).expect("days"),
                });
            let exercise = match regime {
                "uk.emi" => schemes.emi(&option, event),
                "uk.csop" => schemes.csop(&option, get("years"), flag(input, "good_leaver")),
                _ => option.unapproved(),
            };
            vec![
                ("employment_income", exercise.employment_income),
                ("left_to_gains", exercise.left_to_gains),
                ("cost", exercise.cost),
                (
                    "emi_shares",
                    schemes.emi_shares(&option, get("already_held")),
                ),
                (
                    "csop_shares",
                    schemes.csop_shares(&option, get("already_held")),
                ),
            ]
        }
        "uk.restricted" => {
            let shares = Acquired {
                paid: get("paid"),
                restricted_value: get("restricted_value"),
                unrestricted_value: get("unrestricted_value"),
                elected: flag(input, "elected"),
                forfeitable: flag(input, "forfeitable"),
            };
            let value = get("value_when_lifted");
            let restricted = if input.contains_key("value_still_restricted") {
                get("value_still_restricted")
            } else {
                value
            };
            let lifted = shares.lifted(value, restricted, get("charged_before"));
            vec![
                ("income_at_acquisition", shares.income_at_acquisition()),
                ("income_when_lifted", lifted.income),
                ("charged", lifted.charged),
                ("gain", shares.gain(value)),
            ]
        }
        "uk.childcare" => {
            let care = batna_tax::uk::childcare::Care {
                cost: get("cost"),
                hours_value: get("hours_value"),
            };
            let childcare = batna_tax::uk::childcare::Childcare::at(&lookup).expect("parameters");
            vec![
                (
                    "support",
                    childcare.support(get("adjusted_net_income"), care),
                ),
                (
                    "above_limit",
                    childcare.above_limit(get("adjusted_net_income")),
                ),
            ]
        }
        "uk.child_benefit" => {
            let rules =
                batna_tax::uk::child_benefit::ChildBenefit::at(&lookup).expect("parameters");
            let children = u8::try_from(get("children")).expect("a count");
            let year = rules.year(children, get("adjusted_net_income"));
            vec![("paid", year.paid), ("charge", year.charge)]
        }
        "uk.badr" => {
            let gains =
                batna_tax::uk::capital_gains::CapitalGains::at(&lookup).expect("parameters");
            vec![("years", gains.relief_years())]
        }
        "uk.annual_allowance" => {
            let allowance =
                batna_tax::uk::pension::AnnualAllowance::at(&lookup).expect("parameters");
            vec![(
                "allowance",
                allowance.allowance(get("threshold_income"), get("adjusted_income")),
            )]
        }
        other => abroad(&lookup, other, input),
    }
}

fn abroad(lookup: &Lookup<'_>, regime: &str, input: &Table) -> Found {
    let get = |key: &str| number(input, key);
    let optional = |key: &str| input.contains_key(key).then(|| number(input, key));
    let whole = |key: &str| u32::try_from(number(input, key)).expect("a whole number");
    match regime {
        "ca.options" => {
            let grant = ca::OptionGrant {
                employer: match input["employer"].as_str() {
                    Some("private-canadian") => ca::OptionEmployer::PrivateCanadian,
                    Some("smaller") => ca::OptionEmployer::Smaller,
                    _ => ca::OptionEmployer::Large,
                },
                shares: get("shares"),
                strike: get("strike"),
                value_at_grant: get("value_at_grant"),
                value_at_exercise: get("value_at_exercise"),
                held_years: get("held_years"),
            };
            let found = ca::OptionRules::at(lookup)
                .expect("parameters")
                .benefit(&grant);
            vec![
                ("benefit", found.benefit),
                ("deduction", found.deduction),
                ("qualifying_shares", found.qualifying_shares),
                (
                    "taxed_at_sale",
                    Decimal::from(u8::from(found.taxed_at_sale)),
                ),
            ]
        }
        "de.19a" => {
            let shares = de::StartUpShares {
                value_at_transfer: get("value_at_transfer"),
                paid: get("paid"),
                years: get("years"),
                sold: flag(input, "sold"),
                left: flag(input, "left"),
                employer_liable: flag(input, "employer_liable"),
                value_at_event: get("value_at_event"),
            };
            let found = shares.wages(lookup).expect("parameters");
            vec![
                ("exempt", found.exempt),
                ("due", found.due),
                ("still_deferred", found.still_deferred),
                ("cost", found.cost),
            ]
        }
        "de.fifth" => {
            let tax = de::fifth_rule(
                lookup,
                batna_tax::Filing::Single,
                get("taxable"),
                get("extraordinary"),
            )
            .expect("parameters");
            vec![("tax", tax)]
        }
        "fr.bspce" => {
            let warrants = fr::Bspce {
                strike_paid: get("strike_paid"),
                value_at_exercise: get("value_at_exercise"),
                sale_proceeds: get("sale_proceeds"),
                years_in_company: get("years_in_company"),
            };
            let found = warrants.tax(lookup).expect("parameters");
            vec![("income_tax", found.income_tax), ("social", found.social)]
        }
        "fr.aga" => {
            let shares = fr::FreeShares {
                value_at_acquisition: get("value_at_acquisition"),
                sale_proceeds: get("sale_proceeds"),
                marginal_rate: get("marginal_rate"),
            };
            let found = shares.tax(lookup).expect("parameters");
            vec![("income_tax", found.income_tax), ("social", found.social)]
        }
        "nl.options" => {
            let exercise = nl::OptionExercise {
                strike: get("strike"),
                value_at_exercise: get("value_at_exercise"),
                value_when_tradable: optional("value_when_tradable"),
                chose_exercise: flag(input, "chose_exercise"),
                years_since_listing: optional("years_since_listing"),
            };
            vec![("wages", exercise.wages(lookup).expect("parameters"))]
        }
        "ie.short_option" => {
            // On top of pay that reaches the highest rates, as Revenue's examples assume.
            let place: Place = "ie".parse().expect("a place");
            let law = Law::at(params(), place, 2025, Filing::Single, Projection::Frozen);
            let law = law.expect("a law");
            let gain = get("shares") * (get("value_at_exercise") - get("strike"));
            let taxes = |nso_spread: Decimal| {
                let income = YearIncome {
                    wages: Decimal::from(150_000),
                    nso_spread,
                    ..YearIncome::default()
                };
                let household = Household::default();
                law.assess(&household, &income, &Carry::default(), &mut NoTrace)
            };
            let (without, with) = (taxes(Decimal::ZERO), taxes(gain));
            let more = |id: &str| with.tax(id) - without.tax(id);
            vec![
                ("gain", gain),
                ("income_tax", more("ie.income")),
                ("usc", more("ie.usc")),
            ]
        }
        "ie.keep" => {
            let option = ie::KeepOption {
                strike: get("strike"),
                value_at_grant: get("value_at_grant"),
                value_at_exercise: get("value_at_exercise"),
                sale_proceeds: get("sale_proceeds"),
                months_held: get("months_held"),
            };
            let found = option.outcome();
            vec![("pay", found.pay), ("gain", found.gain)]
        }
        "ch.blocked" => {
            let value = ch::blocked_value(lookup, get("value"), whole("years"));
            vec![("taxable", value.expect("parameters").round_dp(3))]
        }
        "in.start_up" => {
            let perquisite = india::StartUpPerquisite {
                months_since_assessment_year: whole("months"),
                sold: flag(input, "sold"),
                left: flag(input, "left"),
            };
            let due = perquisite.is_due(lookup).expect("parameters");
            vec![("due", Decimal::from(u8::from(due)))]
        }
        "sg.deemed_exercise" => {
            let holding = sg::Unexercised {
                shares: get("shares"),
                strike: get("strike"),
                value: get("value"),
                granted_in_singapore: flag(input, "granted_in_singapore"),
            };
            vec![("income", sg::deemed_exercise(&holding))]
        }
        "il.102" => {
            let award = il::Section102 {
                track: if flag(input, "income_track") {
                    il::Track::Income
                } else {
                    il::Track::Capital
                },
                paid: get("paid"),
                listed_value_at_grant: optional("listed_value_at_grant"),
                proceeds: get("proceeds"),
                months: get("months"),
            };
            let found = award.award(lookup).expect("parameters");
            vec![("pay", found.pay), ("gain", found.gain)]
        }
        "au.ess" => {
            let interest = au::EssInterest {
                scheme: match input["scheme"].as_str() {
                    Some("start-up-shares") => au::EssScheme::StartUpShares,
                    Some("start-up-rights") => au::EssScheme::StartUpRights,
                    Some("upfront") => au::EssScheme::Upfront,
                    _ => au::EssScheme::Deferred,
                },
                paid: get("paid"),
                value_at_acquisition: get("value_at_acquisition"),
                value: get("value"),
                free: flag(input, "free"),
                income: get("income"),
                years: get("years"),
            };
            let found = interest.outcome(lookup).expect("parameters");
            vec![("assessed", found.assessed), ("cost", found.cost)]
        }
        other => panic!("no regime `{other}`"),
    }
}
