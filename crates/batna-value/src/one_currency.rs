//! An alternative's amounts in the one currency of its base.
//!
//! A grant in dollars beside a base in pounds is usual where an employer from abroad hires. What
//! is in another currency is turned at one day's rate and told of; where no rate is known it is
//! left out and told of, never added as if it were the same money. What the rate may do later
//! is not simulated.

use std::collections::BTreeMap;

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

impl Alternative {
    /// Turns every amount into the alternative's currency, and notes what one unit of `home`, the
    /// person's own, is in it; `rate` is asked once for each other currency.
    pub fn in_one_currency(
        mut self,
        home: Currency,
        rate: impl Fn(Currency) -> Option<Rate>,
    ) -> Alternative {
        let to = self.currency;
        if home != to {
            self.home_rate = rate(home).map(|found| found.rate.to_f64());
        }
        let mut rates: BTreeMap<&'static str, Option<Rate>> = BTreeMap::new();
        self.each_amount(&mut |money| {
            let from = money.currency();
            if from == to {
                return;
            }
            let rate = *rates.entry(from.code()).or_insert_with(|| rate(from));
            let amount = rate.and_then(|found| money.amount().checked_mul(found.rate));
            *money = Money::new(amount.unwrap_or_default(), to);
        });
        self.converted = rates
            .into_iter()
            .map(|(from, rate)| match rate {
                Some(found) => format!(
                    "what is in {from} is counted at {} {to}, the rate of {}; what the rate does \
                     later is not counted",
                    found.rate.round_dp(4).normalize(),
                    found.quoted_on
                ),
                None => format!("what is in {from} is left out: no rate to {to} is known"),
            })
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
