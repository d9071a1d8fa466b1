//! Amounts of a year on the command line; what is none is told with its option, as other input is.

use batna_app::Failure;
use batna_core::Diagnostic;
use batna_tax::{Carry, YearIncome};
use rust_decimal::Decimal;

macro_rules! amounts {
    (
        $($(#[doc = $about:literal])+ $field:ident: $flag:literal;)*
        carried:
        $($(#[doc = $carried_about:literal])+ $carried:ident: $carried_flag:literal;)*
    ) => {
        /// Amounts of the year, in the currency of the place, as they were written.
        #[derive(clap::Args)]
        #[command(next_help_heading = "Income of the year")]
        pub(super) struct Amounts {
            $(
                $(#[doc = $about])+
                #[arg(
                    long = $flag,
                    value_name = "AMOUNT",
                    default_value = "0",
                    allow_negative_numbers = true
                )]
                $field: String,
            )*
            $(
                $(#[doc = $carried_about])+
                #[arg(
                    long = $carried_flag,
                    value_name = "AMOUNT",
                    default_value = "0",
                    allow_negative_numbers = true,
                    help_heading = "Carried from earlier years"
                )]
                $carried: String,
            )*
        }

        impl Amounts {
            /// The income of the year, and what earlier years handed to it.
            ///
            /// Errors: one diagnostic for each amount that cannot be read.
            pub(super) fn read(&self) -> Result<(YearIncome<Decimal>, Carry<Decimal>), Failure> {
                let mut problems = Vec::new();
                let income = YearIncome {
                    $($field: amount($flag, &self.$field, &mut problems),)*
                    ..YearIncome::default()
                };
                let carried = Carry {
                    $($carried: amount($carried_flag, &self.$carried, &mut problems),)*
                };
                $(if carried.$carried < Decimal::ZERO {
                    let message = concat!("--", $carried_flag, " is negative");
                    problems.push(Diagnostic::error("tax::bad-amount", message));
                })*
                if problems.is_empty() {
                    Ok((income, carried))
                } else {
                    Err(Failure::input(problems))
                }
            }
        }
    };
}

fn amount(flag: &str, text: &str, problems: &mut Vec<Diagnostic>) -> Decimal {
    batna_core::money::parse_number(text).unwrap_or_else(|error| {
        problems.push(
            Diagnostic::error("tax::bad-amount", format!("--{flag}: {error}"))
                .remedy("an amount such as 238000, 1234.56 or 120k"),
        );
        Decimal::ZERO
    })
}

amounts! {
    /// Base pay from the present employer
    wages: "wages";
    /// Bonuses and signing payments
    bonus: "bonus";
    /// Value of shares at vest
    rsu: "rsu";
    /// Value less strike at exercise of non-qualified options
    nso_spread: "nso-spread";
    /// Value less strike of incentive options exercised and held
    iso_spread: "iso-spread";
    /// Ordinary income of a disqualifying disposition or an ESPP sale
    iso_disqualified: "iso-disqualified";
    /// Net long-term gain; negative for a loss
    ltcg: "ltcg";
    /// Part of a gain on shares from incentive options that was in the minimum tax at exercise
    amt_basis_adjustment: "amt-basis-adjustment";
    /// Net short-term gain; negative for a loss
    stcg: "stcg";
    /// Qualified dividends
    qualified_dividends: "qualified-dividends";
    /// Interest and ordinary dividends
    interest: "interest";
    /// Other ordinary income
    other_income: "other-income";
    /// Net earnings from self-employment
    self_employment: "self-employment";
    /// Wages of the spouse
    spouse_wages: "spouse-wages";
    /// Wages from another employer earlier in the year
    prior_employer_wages: "prior-employer-wages";
    /// Elective deferrals to a workplace pension
    pretax_401k: "pretax-401k";
    /// Contributions to a health savings account by payroll
    hsa: "hsa";
    /// Commuter benefits by payroll
    commuter: "commuter";
    /// Premiums paid before tax
    section_125: "section-125";
    /// Property tax
    property_tax: "property-tax";
    /// Deductible mortgage interest
    mortgage_interest: "mortgage-interest";
    /// Gifts to charity
    charity: "charity";
    carried:
    /// Minimum tax credit
    amt_credit: "amt-credit";
    /// Minimum tax credit of the state
    state_amt_credit: "state-amt-credit";
    /// Short-term loss not used yet
    short_loss: "short-loss";
    /// Long-term loss not used yet
    long_loss: "long-loss";
    /// Long-term loss not used yet of the minimum tax, beyond that
    amt_long_loss: "amt-long-loss";
}
