//! An alternative: an offer, or the job one has, in one form that can be valued.
//!
//! Fills nothing in silently: what had to be assumed (a start date) is marked.

use batna_case::model::{
    Benefits, Bonus, Company, CurrentJob, Grant, GrantKind, Offer, OneTimePayment, PaidWhen,
    Profile, Refresher, Scheme, Stipend, TaxChoices,
};
use batna_core::{Currency, Money, Rate};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::one_currency::LawRates;

/// Id of the alternative of staying where one is.
pub const STAY: &str = "stay";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlternativeKind {
    Offer,
    CurrentJob,
}

/// Terms of work from a day on.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The offer's id, or [`STAY`].
    pub id: String,
    pub employer: String,
    pub kind: AlternativeKind,
    pub company: Company,
    /// Tax place code, where one is known.
    pub place: Option<String>,
    /// First day of work, and of year one.
    pub start: Date,
    pub start_assumed: bool,
    pub currency: Currency,
    pub base: Option<Money>,
    pub base_growth: Option<Rate>,
    pub bonus: Bonus,
    pub one_time: Vec<OneTimePayment>,
    pub stipends: Vec<Stipend>,
    pub grants: Vec<Grant>,
    pub refresher: Option<Refresher>,
    pub benefits: Benefits,
    pub captable: Option<String>,
    pub remote_days: Option<f64>,
    pub level: Option<String>,
    /// What it says of the person's tax, before what the profile says.
    pub tax: TaxChoices,
    /// Units of its currency for one of the person's own, in which savings are told; none where
    /// no rate is known.
    pub home_rate: Option<f64>,
    /// How much it is in the currency that the place taxes in.
    pub law_rates: LawRates,
    /// What was turned from other currencies, in words ([`Alternative::in_one_currency`]).
    pub converted: Vec<String>,
}

impl Alternative {
    /// An offer. Without a start date, the first of the month that begins at least
    /// thirty days after `as_of` (or after the deadline, where that is later).
    pub fn from_offer(offer: &Offer, profile: &Profile, as_of: Date) -> Self {
        let currency = offer.base.map_or(profile.currency, |base| base.currency());
        let place = offer.place.clone().or_else(|| profile.place.clone());
        Alternative {
            id: offer.id.clone(),
            employer: offer.employer.clone(),
            kind: AlternativeKind::Offer,
            company: offer.company.clone(),
            law_rates: LawRates::without_exchange(place.as_deref(), currency, profile.currency),
            place,
            start: offer.start.unwrap_or_else(|| {
                assumed_start(offer.deadline.map_or(as_of, |deadline| deadline.max(as_of)))
            }),
            start_assumed: offer.start.is_none(),
            currency,
            base: offer.base,
            base_growth: offer.base_growth,
            bonus: offer.bonus.clone(),
            one_time: offer.one_time.clone(),
            stipends: offer.stipends.clone(),
            grants: offer.grants.clone(),
            refresher: offer.refresher.clone(),
            benefits: offer.benefits.clone(),
            captable: offer.captable.clone(),
            remote_days: offer.remote_days,
            level: offer.level.clone().or_else(|| offer.title.clone()),
            tax: Scheme::choices(&offer.grants).with(&offer.tax),
            home_rate: (currency == profile.currency).then_some(1.0),
            converted: Vec::new(),
        }
    }

    /// Whether its equity makes the holder a partner of a company taxed as a partnership in the
    /// United States, from the grant on (Rev. Proc. 2001-43), and so no employee of it.
    pub fn makes_partner(&self) -> bool {
        let in_us = self
            .place
            .as_deref()
            .is_some_and(|place| place.starts_with("us"));
        let of_profits = |grant: &Grant| grant.kind == GrantKind::ProfitsInterest;
        in_us && self.grants.iter().any(of_profits)
    }

    /// Pays `amount` as the one payment of its kind, on the terms that the present one has;
    /// zero takes the payment out.
    pub fn pay_once(&mut self, kind: &str, amount: Money) {
        let known = self
            .one_time
            .iter()
            .find(|payment| payment.kind == kind)
            .cloned();
        self.one_time.retain(|payment| payment.kind != kind);
        if amount.is_positive() {
            self.one_time.push(OneTimePayment {
                kind: kind.to_owned(),
                amount,
                paid: known.as_ref().map_or(PaidWhen::AtStart, |known| known.paid),
                clawback: known.as_ref().and_then(|known| known.clawback),
                grossed_up: known.as_ref().is_some_and(|known| known.grossed_up),
                condition: None,
            });
        }
    }

    /// Staying in the current job, counted from `start` on: the day from which the
    /// offers differ from it.
    pub fn from_current_job(job: &CurrentJob, profile: &Profile, start: Date) -> Self {
        let currency = job.base.map_or(profile.currency, |base| base.currency());
        let place = job.place.clone().or_else(|| profile.place.clone());
        Alternative {
            id: STAY.to_owned(),
            employer: job.employer.clone(),
            kind: AlternativeKind::CurrentJob,
            company: job.company.clone(),
            law_rates: LawRates::without_exchange(place.as_deref(), currency, profile.currency),
            place,
            start,
            start_assumed: false,
            currency,
            base: job.base,
            base_growth: job.base_growth,
            bonus: job.bonus.clone(),
            one_time: still_to_come(job, start),
            stipends: job.stipends.clone(),
            grants: job.grants.clone(),
            refresher: job.refresher.clone(),
            benefits: job.benefits.clone(),
            captable: None,
            remote_days: job.remote_days,
            level: job.title.clone(),
            tax: Scheme::choices(&job.grants),
            home_rate: (currency == profile.currency).then_some(1.0),
            converted: Vec::new(),
        }
    }
}

/// Payments that staying still brings from a day on, each on its day.
fn still_to_come(job: &CurrentJob, from: Date) -> Vec<OneTimePayment> {
    job.one_time
        .iter()
        .filter_map(|payment| {
            let day = job_payment_day(job, payment.paid)?;
            (day >= from).then(|| OneTimePayment {
                paid: PaidWhen::On(day),
                ..payment.clone()
            })
        })
        .collect()
}

/// The day of a payment of the current job; none where it counts from an unknown first day.
pub fn job_payment_day(job: &CurrentJob, paid: PaidWhen) -> Option<Date> {
    match paid {
        PaidWhen::On(day) => Some(day),
        PaidWhen::AtStart => job.since,
        PaidWhen::AfterMonths(months) => job
            .since
            .map(|since| since.saturating_add(i64::from(months.min(1_200)).months())),
    }
}

fn assumed_start(after: Date) -> Date {
    let earliest = after.saturating_add(30.days());
    if earliest.day() == 1 {
        earliest
    } else {
        earliest.last_of_month().tomorrow().unwrap_or(earliest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn start_is_assumed_on_the_first_of_a_month() {
        assert_eq!(assumed_start(date(2026, 6, 15)), date(2026, 8, 1));
        assert_eq!(assumed_start(date(2026, 6, 1)), date(2026, 7, 1));
        assert_eq!(assumed_start(Date::MAX), Date::MAX);
    }
}
