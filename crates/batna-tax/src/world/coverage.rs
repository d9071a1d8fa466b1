//! What is computed of each country outside the United States, and what is not.
//!
//! Nothing is left out in silence: a regime that no rule here computes is named, with what a
//! reader should do about it.

use batna_core::Diagnostic;
use serde::Serialize;

/// How far a regime is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// By a rule in this crate.
    Computed,
    /// By no rule: the figure is absent and has to be asked for.
    NotCovered,
}

/// One regime of one country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Stable id such as `uk.emi`, also the code of the diagnostic that names it.
    pub id: &'static str,
    pub name: &'static str,
    pub extent: Extent,
    /// What is computed, or what is missing and what to do.
    pub note: &'static str,
}

const fn row(id: &'static str, name: &'static str, extent: Extent, note: &'static str) -> Coverage {
    Coverage {
        id,
        name,
        extent,
        note,
    }
}

/// Every regime known by name, by country.
pub static TABLE: &[Coverage] = &[
    row(
        "uk.income",
        "Income tax, England, Wales, Northern Ireland and Scotland",
        Extent::Computed,
        "bands, personal allowance and its taper, savings and dividends stacked",
    ),
    row(
        "uk.ni",
        "National insurance, class 1",
        Extent::Computed,
        "employee, on an annual earnings period",
    ),
    row(
        "uk.ni.employer_passed_on",
        "Employer national insurance passed on",
        Extent::Computed,
        "on RSUs and options, with the relief of ITEPA section 481",
    ),
    row(
        "uk.student_loan",
        "Student loans",
        Extent::Computed,
        "plans 1, 2, 4, 5 and postgraduate",
    ),
    row(
        "uk.salary_sacrifice",
        "Salary sacrifice for a pension",
        Extent::Computed,
        "off pay for tax and national insurance",
    ),
    row(
        "uk.pension.annual_allowance",
        "Pension annual allowance",
        Extent::Computed,
        "taper and charge; carry-forward of unused allowance is not known",
    ),
    row(
        "uk.capital_gains",
        "Capital gains tax",
        Extent::Computed,
        "both rates, exempt amount, losses",
    ),
    row(
        "uk.badr",
        "Business Asset Disposal Relief",
        Extent::Computed,
        "both rates and the lifetime limit; whether shares qualify is told",
    ),
    row(
        "uk.emi",
        "Enterprise Management Incentives",
        Extent::Computed,
        "discount, disqualifying events, limit by value",
    ),
    row(
        "uk.csop",
        "Company Share Option Plan",
        Extent::Computed,
        "three years, good leavers, limit by value",
    ),
    row(
        "uk.unapproved",
        "Unapproved options",
        Extent::Computed,
        "whole spread as employment income",
    ),
    row(
        "uk.growth_shares",
        "Growth shares and restricted securities",
        Extent::Computed,
        "with and without a section 431 election; valuation is not",
    ),
    row(
        "uk.childcare",
        "Childcare support above 100,000",
        Extent::Computed,
        "what is lost, beside the taxes",
    ),
    row(
        "uk.sip_saye",
        "Share Incentive Plan and Save As You Earn",
        Extent::NotCovered,
        "no rule: ask for the scheme papers",
    ),
    row(
        "uk.child_benefit_charge",
        "High Income Child Benefit Charge",
        Extent::Computed,
        "benefit and charge of a year, beside the taxes",
    ),
    row(
        "uk.savings_allowance",
        "Personal savings allowance and starting rate",
        Extent::Computed,
        "by the highest rate that applies; starting band less other income",
    ),
    row(
        "uk.marriage_allowance",
        "Marriage allowance",
        Extent::NotCovered,
        "no rule: basic-rate couples alone",
    ),
    row(
        "uk.foreign_income",
        "Foreign income and gains regime, relief for foreign tax",
        Extent::NotCovered,
        "no rule: ask an adviser in the first four years of residence",
    ),
    row(
        "ca.federal",
        "Federal income tax",
        Extent::Computed,
        "brackets, basic and employment amounts, contributions credited and deducted",
    ),
    row(
        "ca.on",
        "Ontario",
        Extent::Computed,
        "surtax, tax reduction and health premium",
    ),
    row(
        "ca.bc",
        "British Columbia",
        Extent::Computed,
        "tax reduction; the 2026 rate of Budget 2026 is labelled projected",
    ),
    row(
        "ca.qc",
        "Quebec",
        Extent::Computed,
        "deduction for workers, abatement, QPP, QPIP",
    ),
    row(
        "ca.social",
        "CPP or QPP, EI",
        Extent::Computed,
        "both ceilings",
    ),
    row(
        "ca.option_deduction",
        "Stock option deduction and its cap",
        Extent::Computed,
        "half of the benefit, 200,000 by value at grant of large employers, a quarter in Quebec",
    ),
    row(
        "ca.ccpc",
        "Options of a Canadian-controlled private corporation",
        Extent::Computed,
        "taxed at sale, deduction after two years",
    ),
    row(
        "ca.amt",
        "Alternative minimum tax",
        Extent::NotCovered,
        "no rule: a large option deduction or gain can cause it",
    ),
    row(
        "ca.dividend_credit",
        "Dividend tax credits",
        Extent::NotCovered,
        "dividends are taxed as ordinary income: too much",
    ),
    row(
        "ca.other_provinces",
        "The other provinces and territories",
        Extent::NotCovered,
        "no place for them here",
    ),
    row(
        "ca.quebec_small_employer",
        "Quebec option deduction of half for innovative and large employers",
        Extent::NotCovered,
        "a quarter is taken: too much tax there",
    ),
    row(
        "ca.qc.drug_plan",
        "Quebec prescription drug premium",
        Extent::NotCovered,
        "no rule: up to its yearly maximum without a group plan",
    ),
    row(
        "de.income",
        "Einkommensteuer",
        Extent::Computed,
        "tariff of § 32a, splitting, allowances, provident contributions",
    ),
    row(
        "de.solidarity",
        "Solidaritätszuschlag",
        Extent::Computed,
        "free amount and its rise",
    ),
    row(
        "de.social",
        "Sozialversicherung",
        Extent::Computed,
        "statutory funds with the average added contribution",
    ),
    row(
        "de.capital",
        "Abgeltungsteuer",
        Extent::Computed,
        "above the saver allowance",
    ),
    row(
        "de.19a",
        "Shares of start-ups, § 19a EStG",
        Extent::Computed,
        "deferral, fifteen years, sale, leaving",
    ),
    row(
        "de.vsop",
        "Virtual options at an exit",
        Extent::Computed,
        "wages by the one-fifth rule of § 34",
    ),
    row(
        "de.church",
        "Kirchensteuer",
        Extent::NotCovered,
        "no rule: 8% or 9% of income tax for members",
    ),
    row(
        "de.private_health",
        "Private health insurance",
        Extent::NotCovered,
        "statutory contributions are taken instead",
    ),
    row(
        "de.child_allowance",
        "Kinderfreibetrag",
        Extent::NotCovered,
        "no rule: above roughly 85,000 of income it beats child benefit",
    ),
    row(
        "de.single_parent",
        "Entlastungsbetrag für Alleinerziehende",
        Extent::NotCovered,
        "no rule",
    ),
    row(
        "fr.income",
        "Impôt sur le revenu",
        Extent::Computed,
        "family quotient and its ceiling, décote; the present year is projected",
    ),
    row(
        "fr.social",
        "Cotisations and CSG",
        Extent::Computed,
        "any private employee; executives pay 0.024% more",
    ),
    row(
        "fr.capital",
        "Prélèvement forfaitaire unique",
        Extent::Computed,
        "gains, interest, dividends",
    ),
    row(
        "fr.high_income",
        "Contribution exceptionnelle sur les hauts revenus",
        Extent::Computed,
        "both rates",
    ),
    row(
        "fr.bspce",
        "BSPCE",
        Extent::Computed,
        "exercise gain and sale gain, three years",
    ),
    row(
        "fr.aga",
        "Attribution gratuite d’actions",
        Extent::Computed,
        "to and above 300,000, scale at the rate told",
    ),
    row(
        "fr.inbound",
        "Régime des impatriés, article 155 B",
        Extent::Computed,
        "flat option of 30% of net pay; the floor of comparable pay is not tested",
    ),
    row(
        "fr.stock_options",
        "Stock options under a qualified plan",
        Extent::NotCovered,
        "taxed here as wages: ask for the plan",
    ),
    row(
        "fr.management_packages",
        "Management packages, article 163 bis H",
        Extent::NotCovered,
        "no rule",
    ),
    row(
        "nl.income",
        "Box 1",
        Extent::Computed,
        "combined rates, general and work credit",
    ),
    row(
        "nl.ruling",
        "Ruling for extraterritorial costs (30% ruling)",
        Extent::Computed,
        "least pay and norm; 27% from 2027",
    ),
    row(
        "nl.tradability",
        "Options taxed at tradability",
        Extent::Computed,
        "choice of exercise, five years after a listing",
    ),
    row(
        "nl.box3",
        "Box 3",
        Extent::NotCovered,
        "no rule: shares held after vest are taxed there every year",
    ),
    row(
        "nl.box2",
        "Box 2 and lucratief belang",
        Extent::NotCovered,
        "no rule: holdings from 5% and sweet equity",
    ),
    row(
        "ie.income",
        "Income tax",
        Extent::Computed,
        "band, second earner, credits",
    ),
    row(
        "ie.usc",
        "Universal Social Charge",
        Extent::Computed,
        "exemption and rates",
    ),
    row(
        "ie.prsi",
        "PRSI class A",
        Extent::Computed,
        "the year as even pay over both rates",
    ),
    row(
        "ie.capital_gains",
        "Capital gains tax",
        Extent::Computed,
        "exemption and rate",
    ),
    row(
        "ie.keep",
        "KEEP",
        Extent::Computed,
        "nothing at exercise, a gain at sale; the limits of the company are not tested",
    ),
    row(
        "ie.rtso",
        "Options outside KEEP",
        Extent::Computed,
        "through PAYE as pay, where RTSO was filed before 2024",
    ),
    row(
        "ie.sarp",
        "Special Assignee Relief Programme",
        Extent::Computed,
        "30% of pay between the floor of the year of arrival and a million; conditions are not tested",
    ),
    row(
        "ch.federal",
        "Direkte Bundessteuer",
        Extent::Computed,
        "single",
    ),
    row(
        "ch.zh",
        "Canton and city of Zurich",
        Extent::Computed,
        "single; tariff of 2025, so 2026 is projected",
    ),
    row(
        "ch.social",
        "AHV, IV, EO, ALV",
        Extent::Computed,
        "employee half",
    ),
    row(
        "ch.blocked_shares",
        "Blocked employee shares",
        Extent::Computed,
        "discount of 6% a year, ten years at most",
    ),
    row(
        "ch.married",
        "Married tariff and children",
        Extent::NotCovered,
        "refused: not known there",
    ),
    row(
        "ch.pension_fund",
        "Pension fund and accident insurance",
        Extent::NotCovered,
        "no rule: take them from the offer",
    ),
    row(
        "ch.other_cantons",
        "Other cantons and municipalities",
        Extent::NotCovered,
        "no place for them here",
    ),
    row(
        "ch.source_tax",
        "Quellensteuer",
        Extent::NotCovered,
        "no rule: from 120,000 of pay the ordinary tax applies anyway",
    ),
    row(
        "in.income",
        "Income tax, new and old regime",
        Extent::Computed,
        "rebate, surcharge, marginal relief, cess",
    ),
    row(
        "in.capital_gains",
        "Gains of listed shares",
        Extent::Computed,
        "both rates and the exempt amount",
    ),
    row(
        "in.perquisite",
        "ESOP and RSU perquisite",
        Extent::Computed,
        "value less price as salary",
    ),
    row(
        "in.start_up",
        "Deferral by an eligible start-up",
        Extent::Computed,
        "when the tax falls due",
    ),
    row(
        "in.unlisted",
        "Gains of unlisted and foreign shares",
        Extent::NotCovered,
        "no rule: long ones are 12.5% without exemption after 24 months",
    ),
    row(
        "in.provident_fund",
        "Provident fund, professional tax, house rent",
        Extent::NotCovered,
        "no rule: the fund stays the person’s",
    ),
    row(
        "sg.income",
        "Income tax of a resident",
        Extent::Computed,
        "rates and the reliefs of pay",
    ),
    row(
        "sg.cpf",
        "Central Provident Fund",
        Extent::Computed,
        "to 55 years; none for foreigners",
    ),
    row(
        "sg.deemed_exercise",
        "Deemed exercise on leaving",
        Extent::Computed,
        "value a month before, or at grant",
    ),
    row(
        "sg.tracking",
        "Tracking option",
        Extent::NotCovered,
        "no rule: employers approved for it delay the tax",
    ),
    row(
        "sg.non_resident",
        "Non-residents",
        Extent::NotCovered,
        "no rule: 15% or resident rates, whichever is more",
    ),
    row(
        "il.income",
        "Income tax",
        Extent::Computed,
        "rates, credit points; 2026 thresholds labelled projected",
    ),
    row(
        "il.insurance",
        "National insurance and health",
        Extent::Computed,
        "employee",
    ),
    row(
        "il.surtax",
        "Surtax",
        Extent::Computed,
        "on all income and on capital",
    ),
    row(
        "il.102",
        "Section 102",
        Extent::Computed,
        "capital and income track, trustee period, listed value at grant",
    ),
    row(
        "il.3i",
        "Section 3(i) and awards without a trustee",
        Extent::NotCovered,
        "taxed here as pay",
    ),
    row(
        "il.immigrants",
        "New immigrants and returning residents",
        Extent::NotCovered,
        "no rule: ten years without tax on foreign income",
    ),
    row(
        "il.pension_credit",
        "Credits for pension and study fund",
        Extent::NotCovered,
        "no rule: too much tax by up to 35% of the contribution",
    ),
    row(
        "au.income",
        "Income tax and low income offset",
        Extent::Computed,
        "resident",
    ),
    row("au.medicare", "Medicare levy", Extent::Computed, "single"),
    row(
        "au.ess",
        "Employee share schemes",
        Extent::Computed,
        "start-up, upfront and deferred",
    ),
    row(
        "au.capital_gains",
        "Discounted gains",
        Extent::Computed,
        "after losses",
    ),
    row(
        "au.medicare_surcharge",
        "Medicare levy surcharge",
        Extent::NotCovered,
        "no rule: 1% to 1.5% without private cover",
    ),
    row(
        "au.study_loans",
        "Study loans",
        Extent::NotCovered,
        "no rule",
    ),
    row(
        "au.division_293",
        "Division 293 tax",
        Extent::NotCovered,
        "no rule: 15% more on super above 250,000 of income",
    ),
];

/// The regimes of one country, by its code: `uk`, `ca`, `de`.
pub fn of(country: &str) -> impl Iterator<Item = &'static Coverage> + '_ {
    TABLE.iter().filter(move |row| {
        row.id
            .split_once('.')
            .is_some_and(|(code, _)| code == country)
    })
}

/// The regime with an id.
pub fn find(id: &str) -> Option<&'static Coverage> {
    TABLE.iter().find(|row| row.id == id)
}

impl Coverage {
    /// What to tell a reader whose offer touches a regime that no rule computes.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        (self.extent == Extent::NotCovered).then(|| {
            Diagnostic::warning(
                "tax::not-covered",
                format!("{} ({}) is not covered", self.name, self.id),
            )
            .remedy(self.note)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_country_is_listed_once() {
        let ids: BTreeSet<&str> = TABLE.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), TABLE.len());
        for place in crate::Place::all() {
            let code = place.code();
            let country = code.split_once('-').map_or(code, |(country, _)| country);
            if country != "us" {
                assert!(of(country).next().is_some(), "{country}");
            }
        }
    }

    #[test]
    fn what_is_not_covered_says_so() {
        let missing = find("nl.box3").and_then(Coverage::diagnostic);
        assert!(missing.is_some());
        assert!(find("nl.income").and_then(Coverage::diagnostic).is_none());
    }
}
