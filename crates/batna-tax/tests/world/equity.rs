//! Equity events by regime, as the cases name them.

use batna_params::{Lookup, Projection};
use batna_tax::uk::options::{Disqualified, OptionTerms, Schemes};
use batna_tax::uk::restricted::Acquired;
use jiff::civil::date;
use rust_decimal::Decimal;
use toml::Table;

use crate::case::{flag, number, params};

type Found = Vec<(&'static str, Decimal)>;

fn lookup() -> Lookup<'static> {
    Lookup::new(params(), date(2026, 4, 6), Projection::Frozen, "single")
}

pub fn run(regime: &str, input: &Table) -> Found {
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
            let schemes = Schemes::at(&lookup()).expect("parameters");
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
            };
            vec![
                ("income_at_acquisition", shares.income_at_acquisition()),
                (
                    "income_when_lifted",
                    shares.income_when_lifted(get("value_when_lifted")),
                ),
                ("gain", shares.gain(get("value_when_lifted"))),
            ]
        }
        "uk.childcare" => {
            let care = batna_tax::uk::childcare::Care {
                cost: get("cost"),
                hours_value: get("hours_value"),
            };
            let childcare = batna_tax::uk::childcare::Childcare::at(&lookup()).expect("parameters");
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
        "uk.annual_allowance" => {
            let allowance =
                batna_tax::uk::pension::AnnualAllowance::at(&lookup()).expect("parameters");
            vec![(
                "allowance",
                allowance.allowance(get("threshold_income"), get("adjusted_income")),
            )]
        }
        other => panic!("no regime `{other}`"),
    }
}
