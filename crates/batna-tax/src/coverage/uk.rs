//! The regimes of the United Kingdom.

use super::Extent::{Computed, NotCovered};
use super::{Coverage, row};

pub(super) static TABLE: &[Coverage] = &[
    row(
        "uk.income",
        "Income tax, England, Wales, Northern Ireland and Scotland",
        Computed,
        "bands, personal allowance and its taper, savings and dividends stacked",
    ),
    row(
        "uk.ni",
        "National insurance, class 1",
        Computed,
        "employee, on an annual earnings period",
    ),
    row(
        "uk.ni.employer_passed_on",
        "Employer national insurance passed on",
        Computed,
        "on RSUs and options, with the relief of ITEPA section 481",
    ),
    row(
        "uk.student_loan",
        "Student loans",
        Computed,
        "plans 1, 2, 4, 5 and postgraduate",
    ),
    row(
        "uk.salary_sacrifice",
        "Salary sacrifice for a pension",
        Computed,
        "off pay for tax and national insurance",
    ),
    row(
        "uk.pension.annual_allowance",
        "Pension annual allowance",
        Computed,
        "taper and charge; carry-forward of unused allowance is not known",
    ),
    row(
        "uk.capital_gains",
        "Capital gains tax",
        Computed,
        "both rates, exempt amount, losses",
    ),
    row(
        "uk.badr",
        "Business Asset Disposal Relief",
        Computed,
        "both rates and the lifetime limit; whether shares qualify is told",
    ),
    row(
        "uk.emi",
        "Enterprise Management Incentives",
        Computed,
        "discount, disqualifying events, limit by value",
    ),
    row(
        "uk.csop",
        "Company Share Option Plan",
        Computed,
        "three to ten years, good leavers, limit by value: a grant above it is unapproved as a whole",
    ),
    row(
        "uk.unapproved",
        "Unapproved options",
        Computed,
        "whole spread as employment income",
    ),
    row(
        "uk.growth_shares",
        "Growth shares and restricted securities",
        Computed,
        "with and without a section 431 election, forfeitable for up to five years, restrictions lifted one by one; valuation is not",
    ),
    row(
        "uk.childcare",
        "Childcare support above 100,000",
        Computed,
        "what is lost, beside the taxes",
    ),
    row(
        "uk.sip_saye",
        "Share Incentive Plan and Save As You Earn",
        NotCovered,
        "no rule: ask for the scheme papers",
    ),
    row(
        "uk.child_benefit_charge",
        "High Income Child Benefit Charge",
        Computed,
        "benefit and charge of a year, beside the taxes",
    ),
    row(
        "uk.savings_allowance",
        "Personal savings allowance and starting rate",
        Computed,
        "by the highest rate that applies; starting band less other income",
    ),
    row(
        "uk.marriage_allowance",
        "Marriage allowance",
        NotCovered,
        "no rule: basic-rate couples alone",
    ),
    row(
        "uk.foreign_income",
        "Foreign income and gains regime, relief for foreign tax",
        NotCovered,
        "no rule: ask an adviser in the first four years of residence",
    ),
];
