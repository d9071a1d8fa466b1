//! Switzerland, city of Zurich: direct federal tax, cantonal and municipal tax, and the
//! employee's old-age and unemployment insurance, for a single person without a church.
//!
//! The tax year is the calendar year. From pay come the insurances, flat professional
//! expenses and the premium deduction; `pretax_401k` is a deductible contribution (pillar 3a
//! or a purchase into the pension fund). Gains on private shares are free of tax.
//!
//! Equity: shares and RSUs are pay when they arrive, unlisted or blocked options at exercise
//! (Art. 17a to 17d DBG); [`blocked_value`] is the value of shares under a block.
//!
//! Not covered: couples (the married tariff), children, pension-fund contributions (each
//! fund's own), accident insurance (each employer's), church and wealth tax, tax at source,
//! other municipalities and cantons, commuting and meals.
//!
//! Sources: DBG Art. 17b, 33, 36; Steuergesetz Zürich §§ 26, 31, 35; the file under
//! `data/tax/ch`.

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

static PLACES: [PlaceInfo; 1] = [PlaceInfo {
    code: "ch-zh",
    name: "Switzerland, city of Zurich",
}];

const FEDERAL: Levy = Levy {
    id: "ch.federal",
    name: "Direkte Bundessteuer",
    rule: "tariff of Art. 36 Abs. 1 DBG",
};
const CANTON: Levy = Levy {
    id: "ch.zh.canton",
    name: "Staatssteuer Zürich",
    rule: "simple state tax times the canton's multiple",
};
const CITY: Levy = Levy {
    id: "ch.zh.city",
    name: "Gemeindesteuer Stadt Zürich",
    rule: "simple state tax times the city's multiple",
};
const HEAD: Levy = Levy {
    id: "ch.zh.head",
    name: "Personalsteuer",
    rule: "a flat amount of every adult",
};
const OLD_AGE: Levy = Levy {
    id: "ch.old_age",
    name: "AHV, IV and EO",
    rule: "employee half, without ceiling",
};
const UNEMPLOYMENT: Levy = Levy {
    id: "ch.unemployment",
    name: "ALV",
    rule: "employee half, to the ceiling",
};

#[derive(Clone, Debug)]
pub(crate) struct Zurich {
    federal: Schedule,
    cantonal: Schedule,
    canton: Amount,
    city: Amount,
    head: Amount,
    expense_rate: Amount,
    expense_least: Amount,
    expense_most: Amount,
    premiums_federal: Amount,
    premiums_canton: Amount,
    old_age: Amount,
    unemployment: Schedule,
}

impl Country for Zurich {
    const CURRENCY: &'static str = "CHF";
    /// The married tariff is not covered.
    const FILINGS: &'static [Filing] = &[Filing::Single];

    fn places() -> impl Iterator<Item = &'static PlaceInfo> {
        PLACES.iter()
    }

    fn at(situation: &Situation, _: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError> {
        super::at_home(situation)?;
        let get = |name: &str| lookup.amount(&format!("ch.zh.{name}"));
        let level = |name: &str, key: &str| lookup.amount_for(&format!("ch.zh.{name}"), key);
        let mut limits = lookup.list("ch.zh.expense_limits")?.into_iter();
        Ok(Zurich {
            federal: lookup.schedule("ch.zh.federal")?,
            cantonal: lookup.schedule("ch.zh.cantonal")?,
            canton: level("multiplier", "canton")?,
            city: level("multiplier", "city")?,
            head: get("head_tax")?,
            expense_rate: get("expense_rate")?,
            expense_least: limits.next().unwrap_or_default(),
            expense_most: limits.next().unwrap_or_default(),
            premiums_federal: level("insurance_deduction", "federal")?,
            premiums_canton: level("insurance_deduction", "canton")?,
            old_age: get("old_age_rate")?,
            unemployment: lookup.schedule("ch.zh.unemployment")?,
        })
    }

    fn assess<S: Scalar, T: TraceSink>(
        &self,
        _: &Household,
        income: &YearIncome<S>,
        _: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    ) {
        let pay = super::pay(income);
        let old_age = pay * self.old_age.get::<S>();
        let unemployment = self.unemployment.tax(pay);
        OLD_AGE.book(out, trace, old_age, pay, &[self.old_age.cited()]);
        UNEMPLOYMENT.book(out, trace, unemployment, pay, &[self.unemployment.cited()]);
        let net = pay - old_age - unemployment;
        let expenses = (net * self.expense_rate.get::<S>())
            .clamp_to(self.expense_least.get(), self.expense_most.get())
            .min(net);
        let other = income.other_income
            + income.interest
            + income.qualified_dividends
            + income.self_employment
            + income.iso_disqualified;
        let taxable = net - expenses + other - income.pretax_401k;
        let federal = (taxable - self.premiums_federal.get::<S>()).positive();
        FEDERAL.book(
            out,
            trace,
            self.federal.tax(federal),
            federal,
            &[
                self.federal.cited(),
                self.expense_rate.cited(),
                self.premiums_federal.cited(),
            ],
        );
        let cantonal = (taxable - self.premiums_canton.get::<S>()).positive();
        let simple = self.cantonal.tax(cantonal);
        let canton = [
            self.cantonal.cited(),
            self.canton.cited(),
            self.premiums_canton.cited(),
        ];
        CANTON.book(
            out,
            trace,
            simple * self.canton.get::<S>(),
            cantonal,
            &canton,
        );
        CITY.book(
            out,
            trace,
            simple * self.city.get::<S>(),
            cantonal,
            &[self.cantonal.cited(), self.city.cited()],
        );
        HEAD.book(out, trace, self.head.get(), S::ZERO, &[self.head.cited()]);
    }
}

/// Taxable value of shares blocked for whole years: value discounted by 6% a year
/// (Art. 17b Abs. 2 DBG).
///
/// Errors: a parameter missing or out of time.
pub fn blocked_value<S: Scalar>(
    lookup: &Lookup<'_>,
    value: S,
    years: u32,
) -> Result<S, LookupError> {
    let step = S::ONE + lookup.amount("ch.zh.blocked_discount")?.get::<S>();
    let most = lookup.amount("ch.zh.blocked_years")?.get::<S>();
    let mut value = value;
    let mut counted = S::ZERO;
    for _ in 0..years {
        if counted >= most {
            break;
        }
        value = value / step;
        counted += S::ONE;
    }
    Ok(value)
}
