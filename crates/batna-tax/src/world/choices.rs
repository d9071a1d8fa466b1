//! What a person outside the United States and the United Kingdom has chosen or been given.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Facts that change a year's tax in one country; each country reads its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorldChoices {
    /// Canada: the option spread (`nso_spread`) qualifies for the deduction of section
    /// 110(1)(d) or (d.1) (see [`super::ca::OptionGrant`]).
    pub canada_options_qualify: bool,
    /// France: recruited from abroad, with the flat option of article 155 B.
    pub french_inbound: bool,
    /// Netherlands: the ruling for extraterritorial costs ("30% ruling") is held.
    pub dutch_ruling: bool,
    /// Germany: a member of a church that levies tax.
    pub german_church: Option<Church>,
    /// Ireland: year of arrival of an assignee under the Special Assignee Relief Programme.
    pub irish_sarp_arrival: Option<i16>,
    /// India: the old regime was opted for.
    pub india_old_regime: bool,
    /// Singapore: neither a citizen nor a permanent resident, so no CPF.
    pub singapore_foreigner: bool,
    /// Israel: credit points, where more or fewer than a resident's own.
    pub israel_credit_points: Option<Decimal>,
    /// Israel: options are on the capital track of section 102, priced at value or above and
    /// held by the trustee to the end of the period: the spread is a gain of the sale, not pay.
    /// On the income track, as without section 102, it is pay.
    pub israel_102_capital: bool,
}

/// Church tax of a German Land.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Church {
    /// Bavaria and Baden-Württemberg.
    Eight,
    /// All others.
    Nine,
}

impl Church {
    /// Its name in parameter files.
    pub const fn key(self) -> &'static str {
        match self {
            Church::Eight => "eight",
            Church::Nine => "nine",
        }
    }
}
