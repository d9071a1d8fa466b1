//! An alternative's amounts in the one currency of its base, and what that is where it is taxed.
//!
//! A grant in dollars beside a base in pounds is usual where an employer from abroad hires, and so
//! is a base in dollars for who works from London or Berlin. What is in another currency is turned
//! at one day's rate and told of; where no rate is known it is left out and told of, never added as
//! if it were the same money. Tax is computed in the currency of its place and shown in that of
//! the pay. Leaves out: what the rate may do later, the authority's own rate of each month or
//! payday, what one owes who is no employee.

use std::collections::BTreeMap;

use batna_case::currency_of;
use batna_case::model::{BonusPart, Grant, GrantSize, VestingShape};
use batna_core::{Currency, Money, Scalar};
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::alternative::Alternative;

/// Units of one currency for one of another, and the day they were quoted on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    pub rate: Decimal,
    pub quoted_on: Date,
}

impl Rate {
    /// To the places that people quote.
    pub fn shown(&self) -> Decimal {
        self.rate.round_dp(4).normalize()
    }
}

/// Units of the currency in which an alternative's place taxes for one of another currency; none
/// where no rate is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LawRates {
    /// For one of the alternative's own currency.
    pub pay: Option<Decimal>,
    /// For one of the person's, in which the household's amounts are.
    pub home: Option<Decimal>,
}

impl LawRates {
    /// Of a place whose currency is that of the pay, of the person, or of neither.
    pub(crate) fn without_exchange(place: Option<&str>, pay: Currency, home: Currency) -> Self {
        let law = place.and_then(currency_of);
        let same = |other| law.is_none_or(|law| law == other).then_some(Decimal::ONE);
        LawRates {
            pay: same(pay),
            home: same(home),
        }
    }
}

impl Alternative {
    /// Turns every amount into the alternative's currency, and notes what one unit of `home`, the
    /// person's own, is in it, and what both are where it is taxed. `rate` tells units of its
    /// second currency for one of its first.
    pub fn in_one_currency(
        mut self,
        home: Currency,
        rate: impl Fn(Currency, Currency) -> Option<Rate>,
    ) -> Alternative {
        let to = self.currency;
        if home != to {
            self.home_rate = rate(home, to).map(|found| found.rate.to_f64());
        }
        let law = self.place.as_deref().and_then(currency_of);
        let to_law = |from| {
            law.filter(|law| *law != from)
                .map(|law| (law, rate(from, law)))
        };
        if let Some((_, found)) = to_law(home) {
            self.law_rates.home = found.map(|found| found.rate);
        }
        let taxed_abroad = to_law(to).and_then(|(law, found)| {
            self.law_rates.pay = found.map(|found| found.rate);
            found.map(|found| {
                format!(
                    "paid in {to} and taxed in {law}, as an employee's pay, at {} {law}, the rate \
                     of {}; the authority takes the rate of each month or payday. Who is hired as \
                     a contractor owes other contributions, which are not covered",
                    found.shown(),
                    found.quoted_on
                )
            })
        });
        let mut rates: BTreeMap<&'static str, Option<Rate>> = BTreeMap::new();
        self.each_amount(&mut |money| {
            let from = money.currency();
            if from == to {
                return;
            }
            let rate = *rates.entry(from.code()).or_insert_with(|| rate(from, to));
            let amount = rate.and_then(|found| money.amount().checked_mul(found.rate));
            *money = Money::new(amount.unwrap_or_default(), to);
        });
        self.converted = rates
            .into_iter()
            .map(|(from, rate)| match rate {
                Some(found) => format!(
                    "what is in {from} is counted at {} {to}, the rate of {}; what the rate does \
                     later is not counted",
                    found.shown(),
                    found.quoted_on
                ),
                None => format!("what is in {from} is left out: no rate to {to} is known"),
            })
            .chain(taxed_abroad)
            .collect();
        self
    }

    fn each_amount(&mut self, turn: &mut impl FnMut(&mut Money)) {
        let company = &mut self.company;
        let benefits = &mut self.benefits;
        let optional = [
            &mut company.share_price,
            &mut company.valuation,
            &mut company.invested,
            &mut self.base,
            &mut self.bonus.guaranteed,
            &mut benefits.health_premium,
            &mut benefits.retirement_match_cap,
            &mut benefits.learning_budget,
            &mut benefits.hsa_employer,
        ];
        optional.into_iter().flatten().for_each(&mut *turn);
        if let Some(tenders) = &mut self.company.tenders {
            let limits = [&mut tenders.limit, &mut tenders.leaver_limit];
            limits.into_iter().flatten().for_each(&mut *turn);
        }
        if let Some(BonusPart::Amount(amount)) = &mut self.bonus.target {
            turn(amount);
        }
        if let Some(amount) = self.refresher.as_mut().and_then(|one| one.amount.as_mut()) {
            turn(amount);
        }
        for payment in &mut self.one_time {
            turn(&mut payment.amount);
        }
        for stipend in &mut self.stipends {
            turn(&mut stipend.amount);
        }
        for grant in &mut self.grants {
            each_of_grant(grant, turn);
        }
    }
}

fn each_of_grant(grant: &mut Grant, turn: &mut impl FnMut(&mut Money)) {
    [
        &mut grant.strike,
        &mut grant.fair_value,
        &mut grant.preferred_price,
        &mut grant.cap,
    ]
    .into_iter()
    .flatten()
    .for_each(&mut *turn);
    let mut of_size = |size: &mut GrantSize| {
        if let GrantSize::Dollars { amount, conversion } = size {
            turn(amount);
            if let Some(price) = conversion.as_mut().and_then(|one| one.price.as_mut()) {
                turn(price);
            }
        }
    };
    if let Some(size) = &mut grant.size {
        of_size(size);
    }
    if let VestingShape::Tranches(tranches) = &mut grant.vesting.shape {
        tranches.iter_mut().for_each(|(_, size)| of_size(size));
    }
}
