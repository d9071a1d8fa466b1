//! What is true of an alternative's figures and a reader should know: what was assumed, turned,
//! projected or left out.

use batna_case::model::CompanyKind;
use batna_core::Currency;

use crate::alternative::{Alternative, AlternativeKind};
use crate::assumptions::Scenario;
use crate::before_exit;
use crate::evaluator::{Evaluator, Prepared};
use crate::holding::Holding;
use crate::opening::Opening;
use crate::stake::scheme;
use crate::tax_years::{EarlierWages, projected_from};

impl Evaluator<'_> {
    /// Of an alternative's figures, in words.
    pub(crate) fn notes(&self, alternative: &Alternative, prepared: &Prepared) -> Vec<String> {
        let mut notes = prepared.flows.notes.clone();
        notes.extend(alternative.converted.iter().cloned());
        if alternative.start_assumed {
            notes.push(format!("start assumed on {}", alternative.start));
        }
        if alternative.base.is_none() {
            notes.push("base is unknown: nothing can be valued without it".into());
        }
        notes.extend(self.of_taxes(alternative, prepared));
        let holdings = &prepared.flows.holdings;
        notes.extend(holdings.iter().filter(|one| one.vesting_assumed).map(|one| {
            format!(
                "{}: vesting is not stated; four years monthly after a year's cliff is assumed",
                one.id
            )
        }));
        notes.extend(
            holdings
                .iter()
                .filter_map(|holding| scheme::track(holding, alternative, self)?.note),
        );
        if prepared.private.is_some() || alternative.company.kind == CompanyKind::Public {
            notes.extend(before_exit::notes(alternative, &self.assumptions));
        }
        if prepared.private.is_some() {
            notes.extend(self.of_private_equity(alternative, prepared));
        }
        if let Some(jumps) = alternative.company.jumps
            && alternative.company.kind == CompanyKind::Public
            && self.assumptions.settings.scenario.has_chance()
        {
            notes.push(format!(
                "the share jumps by {} about once in {:.0} months, beside its volatility; what it \
                 brings on the average stays as it is without",
                jumps.size, jumps.every_months
            ));
        }
        if alternative.benefits.retirement_match.is_some() {
            notes.push("employer retirement money is counted as given, before later tax".into());
        }
        if self.assumptions.settings.scenario != Scenario::Simulated {
            let scenario = self.assumptions.settings.scenario;
            let rest = if scenario.has_chance() {
                "public shares and bonuses are simulated"
            } else {
                "nothing is simulated"
            };
            notes.push(format!("scenario: {}; {rest}", scenario.label()));
        }
        notes
    }

    /// What the taxes suppose of the law and of the person.
    fn of_taxes(&self, alternative: &Alternative, prepared: &Prepared) -> Vec<String> {
        let mut notes = Vec::new();
        match &prepared.taxed {
            Err(gap) => notes.push(format!("not taxed: {gap}")),
            Ok(years) => {
                notes.extend(projected_from(years).map(|from| {
                    format!(
                        "taxes past known law are projected ({}): {from}",
                        self.assumptions.projection.manner()
                    )
                }));
                let household = &prepared.person.household;
                let over = years
                    .iter()
                    .map(|year| year.law.over_limits(self.params, household, &year.with))
                    .find(|over| !over.is_empty());
                notes.extend(over.unwrap_or_default());
            }
        }
        let place = alternative.place.as_deref();
        if place.is_some_and(|place| self.person.earned_abroad(place)) {
            notes.push(
                "wages earned in another country before the start are left out, as for who moves \
                 there in the year; Germany counts them for the rate"
                    .into(),
            );
        } else if alternative.kind == AlternativeKind::Offer
            && matches!(self.person.earlier_wages, EarlierWages::Unknown)
            && alternative.start.day_of_year() > 31
        {
            notes.push(
                "wages earned this year before the start are unknown and taken as none".into(),
            );
        }
        if self.person.student_visa && place.is_some_and(|place| place.starts_with("us-")) {
            notes.push(
                "taxed as a resident: on an F-1 or J-1 visa you may be a nonresident alien for your \
                 first calendar years (26 U.S.C. 7701(b)(5)), who owes no Social Security or Medicare \
                 tax on the work that the visa allows (3121(b)(19)) and has no standard deduction \
                 (63(c)(6)); that is not computed"
                    .into(),
            );
        }
        if alternative.makes_partner() {
            notes.push(
                "a profits interest makes you a partner and no employee (Rev. Rul. 69-184): pay is \
                 taxed with self-employment tax, both halves, and without pre-tax benefits for \
                 employees; a share of the company's own profit (Schedule K-1) and of its tax is \
                 left out"
                    .into(),
            );
        }
        notes
    }

    /// What the simulation of a private company supposes.
    fn of_private_equity(&self, alternative: &Alternative, prepared: &Prepared) -> Vec<String> {
        let holdings = &prepared.flows.holdings;
        let mut notes = Vec::new();
        if holdings.iter().any(|one| one.price_supposed) {
            notes.push(
                "the amount of the grant is taken at the price of the last preferred share, which \
                 is not told: what it brings goes by how that price moves"
                    .into(),
            );
        }
        if alternative.company.outlook.is_stated() {
            notes.push(
                "the company's chances are your own where company.outlook states them, and base \
                 rates else"
                    .into(),
            );
        }
        notes.push(
            "private equity is simulated to an exit, after preferences, dilution and tax; it is \
             not money until then"
                .into(),
        );
        notes.push(
            "should the company fail, like pay is assumed to be found at once elsewhere: the \
             search and the gap are not counted"
                .into(),
        );
        if let Some(opening) = &prepared.opening
            && self.assumptions.settings.scenario == Scenario::Simulated
            && opening.solved.is_some()
        {
            let known = size_is_known(alternative, holdings);
            notes.push(start_of(opening, known.then_some(alternative.currency)));
        }
        if prepared.waits_for_exit() && self.assumptions.settings.scenario.has_chance() {
            let savings = match self.savings(alternative) {
                Some(_) => "stated savings go".to_owned(),
                None => format!(
                    "{:.0} months of base pay go, for savings are not stated",
                    self.assumptions.unstated_savings_months
                ),
            };
            notes.push(format!(
                "while equity waits you leave with {:.0}% a year after the horizon and {:.0}% in \
                 it; a leaver exercises what is in the money, as far as {savings}",
                self.assumptions.leave_chance_after * 100.0,
                self.assumptions.leave_chance * 100.0
            ));
        }
        if alternative.captable.is_none() {
            notes.push(without_captable(alternative, holdings));
        }
        notes
    }
}

/// Whether the company's value is more than a number that cancels out.
pub(crate) fn size_is_known(alternative: &Alternative, holdings: &[Holding]) -> bool {
    alternative.captable.is_some()
        || alternative.company.valuation.is_some()
        || holdings.iter().any(|one| one.fully_diluted.is_some())
}

/// Where the company starts, as a part of its headline; in amounts too where its size is known.
fn start_of(opening: &Opening, currency: Option<Currency>) -> String {
    let part = 100.0 * opening.value / opening.headline;
    let amounts = currency.map_or(String::new(), |currency| {
        let in_words = |value: f64| match value {
            value if value >= 1e9 => format!("{:.1} billion", value / 1e9),
            value => format!("{:.1} million", value / 1e6),
        };
        let (value, headline) = (in_words(opening.value), in_words(opening.headline));
        format!(" ({currency} {value} of {headline})")
    });
    format!(
        "the company starts at {part:.0}% of its headline value{amounts}, where the last preferred \
         price is fair by the option-pricing method"
    )
}

/// What stands in for a cap table.
fn without_captable(alternative: &Alternative, holdings: &[Holding]) -> String {
    let company = &alternative.company;
    let terms = if company.preferences.is_some() {
        "preferred shares have the preference stated"
    } else {
        "preferred shares are taken to have one times their price, not participating"
    };
    let rounds = if company.invested.is_some() {
        "on all that was invested"
    } else {
        "and only those of the last round are counted"
    };
    let count = if !size_is_known(alternative, holdings) {
        "; how many shares there are is unknown and cancels out of what one is worth"
    } else {
        ""
    };
    format!("no cap table: {terms}, {rounds}{count}")
}
