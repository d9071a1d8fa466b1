//! A company's capital: classes of shares, options and warrants, SAFEs and notes, debt,
//! what comes off an exit first, and who holds what.
//!
//! Amounts are decimals in the table's one currency. Reading is in [`toml`] and [`ocf`];
//! later rounds in [`crate::round`]; who gets what at an exit in [`crate::waterfall`].
//! Leaves out: voting, information rights, and drag-along, which move no money here.
//! Terms follow the NVCA model charter (preference, participation, conversion,
//! anti-dilution) and the Y Combinator SAFE forms.

pub mod ocf;
pub mod toml;

mod check;

use batna_core::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// The capital of one company.
#[derive(Clone, Debug, PartialEq)]
pub struct CapTable {
    pub name: String,
    pub currency: Currency,
    /// Day that interest and dividends are counted to unless the waterfall is told another.
    pub as_of: Option<Date>,
    pub classes: Vec<Class>,
    pub options: Vec<OptionGrant>,
    pub convertibles: Vec<Convertible>,
    pub debts: Vec<Debt>,
    pub deductions: Vec<Deduction>,
    /// Shares reserved and not granted. They take nothing at an exit.
    pub pool_unissued: Decimal,
    pub holdings: Vec<Holding>,
}

/// One class of stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    pub id: String,
    pub shares: Decimal,
    /// Class it converts into; the common where absent.
    pub converts_to: Option<String>,
    /// Shares of that class for each one; 1 where it is common itself.
    pub ratio: Decimal,
    /// None for common stock.
    pub preference: Option<Preference>,
}

/// What makes a class preferred.
#[derive(Clone, Debug, PartialEq)]
pub struct Preference {
    /// Original issue price a share.
    pub price: Decimal,
    /// Times the price that is paid first.
    pub multiple: Decimal,
    /// Higher is paid first; equal is paid together.
    pub seniority: u32,
    pub participation: Participation,
    pub dividend: Option<Dividend>,
    pub anti_dilution: AntiDilution,
    /// Becomes common at a listing.
    pub converts_at_listing: bool,
}

/// Whether a class shares in the rest after its preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Participation {
    /// Takes the preference or converts, whichever is more.
    None,
    /// Takes the preference and shares in the rest.
    Full,
    /// Shares in the rest until it has this many times its price, the preference counted.
    Capped(Decimal),
}

/// A dividend that adds to the preference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dividend {
    /// A year, of the original price.
    pub rate: Decimal,
    /// Accrues whether or not declared. One that is not cumulative adds nothing here.
    pub cumulative: bool,
    /// Compounds yearly.
    pub compounds: bool,
    pub since: Option<Date>,
}

/// Protection of the conversion price against a later, cheaper round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AntiDilution {
    None,
    /// Weighted by all shares, options and pool counted.
    BroadBased,
    /// Weighted by the preferred alone, as converted.
    NarrowBased,
    FullRatchet,
}

/// Options or warrants of one strike.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionGrant {
    pub id: String,
    pub kind: OptionKind,
    /// Class bought by exercise; the common where absent.
    pub class: Option<String>,
    pub shares: Decimal,
    /// A share, paid in cash.
    pub strike: Decimal,
    pub holder: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OptionKind {
    Option,
    Warrant,
    /// Units that convert one for one at no price.
    Rsu,
}

/// Money that turns into shares later.
#[derive(Clone, Debug, PartialEq)]
pub struct Convertible {
    pub id: String,
    pub kind: ConvertibleKind,
    /// Purchase amount or principal.
    pub amount: Decimal,
    /// Valuation cap.
    pub cap: Option<Decimal>,
    /// Taken off the price of the next round: 0.2 for 20%.
    pub discount: Decimal,
    pub issued: Option<Date>,
    /// Simple interest a year (notes).
    pub rate: Decimal,
    /// Times the principal repaid at a sale (notes).
    pub multiple: Decimal,
    /// Takes the best terms given to a SAFE issued after it.
    pub most_favoured: bool,
    /// Rank of what it takes without converting; SAFEs rank with the most junior preferred
    /// and notes before all of them where absent.
    pub seniority: Option<u32>,
    pub holder: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConvertibleKind {
    /// The cap is the value after all convertibles (Y Combinator, from 2018).
    SafePostMoney,
    /// The cap is the value before the convertibles.
    SafePreMoney,
    Note,
}

/// Borrowed money, paid before any share.
#[derive(Clone, Debug, PartialEq)]
pub struct Debt {
    pub id: String,
    pub amount: Decimal,
}

/// What comes off an exit besides debt.
#[derive(Clone, Debug, PartialEq)]
pub struct Deduction {
    pub id: String,
    pub kind: DeductionKind,
    /// Fixed part.
    pub amount: Decimal,
    /// Part of the base, 0 to 1.
    pub percent: Decimal,
    /// The percentage counts only what the base exceeds this by.
    pub above: Decimal,
    /// Most it comes to.
    pub cap: Option<Decimal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeductionKind {
    /// Advisers' and other costs of the deal: of the exit, before debt.
    Fee,
    /// Set aside for management or employees: of what is left after fees and debt.
    CarveOut,
}

/// A holder's part of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    pub holder: String,
    pub class: String,
    pub shares: Decimal,
}

impl CapTable {
    /// A table without anything in it.
    pub fn new(name: impl Into<String>, currency: Currency) -> Self {
        CapTable {
            name: name.into(),
            currency,
            as_of: None,
            classes: Vec::new(),
            options: Vec::new(),
            convertibles: Vec::new(),
            debts: Vec::new(),
            deductions: Vec::new(),
            pool_unissued: Decimal::ZERO,
            holdings: Vec::new(),
        }
    }

    pub fn class(&self, id: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == id)
    }

    /// Common shares for one share of the class, along the whole chain of conversion.
    /// None where the chain is broken or turns in a circle, or the number is too large.
    pub fn common_ratio(&self, id: &str) -> Option<Decimal> {
        let mut class = self.class(id)?;
        let mut ratio = Decimal::ONE;
        for _ in 0..=self.classes.len() {
            ratio = ratio.checked_mul(class.ratio)?;
            match &class.converts_to {
                None => return Some(ratio),
                Some(next) => class = self.class(next)?,
            }
        }
        None
    }

    /// All shares as common: classes as converted, options and warrants, and, where asked,
    /// the pool not yet granted. Convertibles are not counted.
    pub fn fully_diluted(&self, with_pool: bool) -> Option<Decimal> {
        let mut total = if with_pool {
            self.pool_unissued
        } else {
            Decimal::ZERO
        };
        for class in &self.classes {
            let shares = class.shares.checked_mul(self.common_ratio(&class.id)?)?;
            total = total.checked_add(shares)?;
        }
        for option in &self.options {
            let ratio = match &option.class {
                Some(class) => self.common_ratio(class)?,
                None => Decimal::ONE,
            };
            total = total.checked_add(option.shares.checked_mul(ratio)?)?;
        }
        Some(total)
    }

    /// Problems that make the table unusable, and warnings about what is unusual.
    pub fn check(&self) -> batna_core::Diagnostics {
        check::check(self)
    }
}

impl Class {
    pub fn common(id: impl Into<String>, shares: Decimal) -> Class {
        Class {
            id: id.into(),
            shares,
            converts_to: None,
            ratio: Decimal::ONE,
            preference: None,
        }
    }

    /// Non-participating preferred, one times, converting one to one.
    pub fn preferred(
        id: impl Into<String>,
        shares: Decimal,
        price: Decimal,
        seniority: u32,
    ) -> Class {
        Class {
            preference: Some(Preference {
                price,
                multiple: Decimal::ONE,
                seniority,
                participation: Participation::None,
                dividend: None,
                anti_dilution: AntiDilution::None,
                converts_at_listing: true,
            }),
            ..Class::common(id, shares)
        }
    }
}

impl Preference {
    /// Dividends accrued a share until a day; zero where none accrue.
    /// None where the number is too large.
    ///
    /// Years are counted in days of 365.
    pub fn accrued(&self, until: Option<Date>) -> Option<Decimal> {
        let Some(dividend) = self.dividend.filter(|dividend| dividend.cumulative) else {
            return Some(Decimal::ZERO);
        };
        let (Some(since), Some(until)) = (dividend.since, until) else {
            return Some(Decimal::ZERO);
        };
        let years = years_between(since, until);
        if dividend.compounds {
            let growth = rust_decimal::MathematicalOps::checked_powd(
                &(Decimal::ONE + dividend.rate),
                years,
            )?;
            self.price.checked_mul(growth - Decimal::ONE)
        } else {
            self.price.checked_mul(dividend.rate.checked_mul(years)?)
        }
    }

    /// Paid first for a share: multiple times price, with what has accrued.
    pub fn per_share(&self, until: Option<Date>) -> Option<Decimal> {
        self.price
            .checked_mul(self.multiple)?
            .checked_add(self.accrued(until)?)
    }
}

impl Convertible {
    /// Amount with simple interest to a day.
    pub fn owed(&self, until: Option<Date>) -> Option<Decimal> {
        let years = match (self.issued, until) {
            (Some(issued), Some(until)) => years_between(issued, until),
            _ => Decimal::ZERO,
        };
        let interest = self.amount.checked_mul(self.rate.checked_mul(years)?)?;
        self.amount.checked_add(interest)
    }
}

/// Years of 365 days between two days; zero where the second comes first.
pub(crate) fn years_between(from: Date, until: Date) -> Decimal {
    let days = from
        .until(until)
        .map_or(0, |span| i64::from(span.get_days()));
    Decimal::from(days.max(0)) / Decimal::from(365)
}
