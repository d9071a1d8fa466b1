//! What a valuation assumes, each with its source: read once, listed with every result.
//!
//! Real-world paths at a riskless discount: a public share is expected to return the
//! riskless rate and its beta's part of the equity premium; risk is priced once, by
//! the certainty equivalent (invariant 8). A private company that survives must grow
//! faster than that, by its hazard of failure and by what each round dilutes, or else
//! its shares would be expected to return less.
//! Source: `data/value/assumptions.toml`, `data/equity/exit.toml`.

use batna_case::model::{Profile, RiskTolerance};
use batna_core::{Currency, Scalar};
use batna_equity::exit_model::Hazards;
use batna_params::{Lookup, LookupError, Params, Projection};
use jiff::civil::Date;

use crate::valuation::AssumptionUsed;

/// What stands in the place of simulated outcomes, where the person asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Scenario {
    /// Outcomes are simulated.
    #[default]
    Simulated,
    /// Every company grows by this a year, for certain; nothing fails and nothing dilutes.
    Growth(f64),
    /// Every private company is sold when the horizon ends, for this many times the value at
    /// its last preferred price; nothing fails before, no round dilutes. Public shares and
    /// bonuses are simulated.
    Sale(f64),
    /// Prices stay; equity is discounted at this a year instead of the riskless rate.
    DiscountedEquity(f64),
}

impl Scenario {
    /// Whether prices and bonuses are left to chance.
    pub fn has_chance(self) -> bool {
        matches!(self, Scenario::Simulated | Scenario::Sale(_))
    }

    pub fn label(self) -> String {
        match self {
            Scenario::Simulated => "simulated".into(),
            Scenario::Growth(rate) => format!(
                "every company grows {:.0}% a year, for certain",
                rate * 100.0
            ),
            Scenario::Sale(multiple) => format!(
                "private companies are sold for {} times their last round's value when you leave",
                trimmed(multiple)
            ),
            Scenario::DiscountedEquity(rate) => {
                format!(
                    "equity at today's price, discounted {:.0}% a year",
                    rate * 100.0
                )
            }
        }
    }
}

/// What the caller decides.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub as_of: Date,
    pub paths: u32,
    pub seed: u64,
    pub threads: usize,
    pub scenario: Scenario,
    /// Yearly, as a fraction; the default where absent.
    pub risk_free: Option<f64>,
    pub horizon_years: Option<u32>,
    /// Coefficient of relative risk aversion, in place of the profile's.
    pub risk_aversion: Option<f64>,
}

/// How hard each named stress is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StressSizes {
    /// Part of today's value that a compression leaves.
    pub compression_keeps: f64,
    /// Part of the company that a down round takes, and its preference.
    pub down_round_takes: f64,
    pub down_round_multiple: f64,
    /// Years within which companies exit or never do.
    pub exit_within_years: f64,
    /// Points by which payroll tax rises.
    pub payroll_points: f64,
}

/// What is taken of tenders that a company is said to hold, where the case does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TenderDefaults {
    /// Of one in a year.
    pub chance: f64,
    /// Part of what is held vested that may be sold at one.
    pub sells: f64,
    /// As a part of the last preferred price.
    pub price: f64,
}

/// Every assumption as a number.
#[derive(Clone, Debug)]
pub struct Assumptions {
    pub settings: Settings,
    pub horizon_years: u32,
    pub currency: Currency,
    /// Continuously compounded.
    pub risk_free: f64,
    pub equity_premium: f64,
    pub market_volatility: f64,
    pub public_volatility: f64,
    pub public_loading: f64,
    pub private_loading: f64,
    pub lockup_years: f64,
    /// Chance that a private company's buyer dismisses the holder.
    pub dismissed_after_sale: f64,
    pub bonus_low: f64,
    pub bonus_high: f64,
    pub risk_aversion: f64,
    /// Wealth besides the alternative, which softens its risk.
    pub wealth: f64,
    /// Chance that the holder leaves in a year of the horizon, as the case states it.
    pub leave_chance: f64,
    /// The same once the horizon is over, while equity waits for an exit.
    pub leave_chance_after: f64,
    /// Months a leaver has to exercise options, where the grant does not say.
    pub exercise_window_months: f64,
    /// Most that exercising may take; none where savings are not stated.
    pub purse: Option<f64>,
    /// Months of base pay taken instead, where a leaver of a private company exercises.
    pub unstated_savings_months: f64,
    /// Bounds of the time to an end that the option-pricing method supposes, in years.
    pub shortest_exit: f64,
    pub longest_exit: f64,
    pub stresses: StressSizes,
    pub tenders: TenderDefaults,
    /// Chance that a right to take vested equity back is used on a leaver, where not stated.
    pub taken_back_chance: f64,
    pub projection: Projection,
    pub used: Vec<AssumptionUsed>,
}

impl Assumptions {
    /// Errors: a parameter is missing from the data.
    pub fn resolve(
        settings: Settings,
        profile: &Profile,
        params: &Params,
    ) -> Result<Assumptions, LookupError> {
        let (tolerance, stated) = match profile.preferences.risk {
            RiskTolerance::Low => ("low", None),
            RiskTolerance::Moderate => ("moderate", None),
            RiskTolerance::High => ("high", None),
            RiskTolerance::Coefficient(gamma) => ("moderate", Some(gamma)),
        };
        let stated = settings.risk_aversion.or(stated);
        let lookup = Lookup::new(params, settings.as_of, Projection::Frozen, tolerance);
        let mut used = Vec::new();
        let mut read = |id: &str, label: &str, own: Option<f64>| -> Result<f64, LookupError> {
            let amount = lookup.amount(id)?;
            let value = own.unwrap_or_else(|| amount.get::<f64>());
            let (grade, source) = match (own, params.get(id), amount.cited()) {
                (Some(_), _, _) => (batna_core::Grade::Assertion, "stated by you".to_owned()),
                (None, Some(parameter), Some(cited)) => (
                    parameter
                        .at(settings.as_of)
                        .or_else(|| parameter.values.last().map(|value| (value, true)))
                        .map_or(batna_core::Grade::Assertion, |(value, _)| value.grade),
                    cited.source.to_string(),
                ),
                _ => (batna_core::Grade::Assertion, "default".to_owned()),
            };
            let is_rate = params
                .get(id)
                .is_some_and(|parameter| parameter.unit == batna_params::Unit::Rate);
            used.push(AssumptionUsed {
                id: id.to_owned(),
                label: label.to_owned(),
                value: if is_rate {
                    format!("{}%", trimmed(value * 100.0))
                } else {
                    trimmed(value)
                },
                grade,
                source,
            });
            Ok(value)
        };
        let risk_free = read(
            "value.risk_free",
            "riskless return a year",
            settings.risk_free,
        )?;
        let equity_premium = read("value.equity_premium", "equity premium a year", None)?;
        let market_volatility = read("value.market_volatility", "volatility of the market", None)?;
        let public_volatility = read(
            "value.public_volatility",
            "volatility of a public share, where not stated",
            None,
        )?;
        let public_loading = read(
            "value.public_loading",
            "correlation of a public share with the market",
            None,
        )?;
        let private_loading = read(
            "value.private_loading",
            "correlation of a private company with the market",
            None,
        )?;
        let lockup_years = read("value.lockup_years", "lock-up after a listing, years", None)?;
        let dismissed_after_sale = read(
            "value.dismissed_after_sale",
            "chance of being dismissed when a private company is sold",
            None,
        )?;
        let bonus_low = read(
            "value.bonus_low",
            "lowest bonus payout of target, where not stated",
            None,
        )?;
        let bonus_high = read(
            "value.bonus_high",
            "highest bonus payout of target, where not stated",
            None,
        )?;
        let stated_leaving = profile
            .preferences
            .leave_chance
            .map(|chance| chance.to_f64().clamp(0.0, 0.999));
        let leave_chance_after = read(
            "value.leave_chance_after",
            "chance a year of leaving after the horizon, while equity waits",
            stated_leaving,
        )?;
        let exercise_window_months = read(
            "value.exercise_window_months",
            "months to exercise options after leaving, where not stated",
            None,
        )?;
        let unstated_savings_months = read(
            "value.unstated_savings_months",
            "months of base pay to exercise with, where savings are not stated",
            None,
        )?;
        let shortest_exit = read(
            "value.opm_years_shortest",
            "shortest time to an exit in option pricing, years",
            None,
        )?;
        let longest_exit = read(
            "value.opm_years_longest",
            "longest time to an exit in option pricing, years",
            None,
        )?;
        let risk_aversion = read("value.risk_aversion", "relative risk aversion", stated)?;
        // Said by the notes of those whom it concerns, not with every valuation.
        let of_tender = |name: &str| -> Result<f64, LookupError> {
            Ok(lookup.amount(&format!("value.tender.{name}"))?.get::<f64>())
        };
        let tenders = TenderDefaults {
            chance: of_tender("chance")?,
            sells: of_tender("sells")?,
            price: of_tender("price")?,
        };
        let taken_back_chance = lookup.amount("value.taken_back_chance")?.get::<f64>();
        // Listed with the stresses, not with every valuation.
        let size = |name: &str| -> Result<f64, LookupError> {
            Ok(lookup.amount(&format!("value.stress.{name}"))?.get::<f64>())
        };
        let stresses = StressSizes {
            compression_keeps: size("compression_keeps")?,
            down_round_takes: size("down_round_takes")?,
            down_round_multiple: size("down_round_multiple")?,
            exit_within_years: size("exit_within_years")?,
            payroll_points: size("payroll_points")?,
        };
        let indexation = lookup.amount("value.indexation")?.decimal();
        read(
            "value.indexation",
            "growth of tax thresholds past enacted law",
            None,
        )?;
        let wealth = profile
            .needs
            .savings
            .map_or(0.0, |savings| savings.amount().to_f64().max(0.0));
        Ok(Assumptions {
            settings,
            horizon_years: settings
                .horizon_years
                .unwrap_or(profile.preferences.horizon_years)
                .clamp(1, 10),
            currency: profile.currency,
            risk_free: risk_free.ln_1p(),
            equity_premium,
            market_volatility,
            public_volatility,
            public_loading,
            private_loading,
            lockup_years,
            dismissed_after_sale: dismissed_after_sale.clamp(0.0, 1.0),
            bonus_low,
            bonus_high,
            risk_aversion,
            wealth,
            leave_chance: stated_leaving.unwrap_or(0.0),
            leave_chance_after,
            exercise_window_months,
            unstated_savings_months,
            purse: profile.needs.savings.map(|_| wealth),
            shortest_exit,
            longest_exit,
            stresses,
            tenders,
            taken_back_chance,
            projection: Projection::Indexed(batna_core::Rate::from_fraction(indexation)),
            used,
        })
    }

    /// Expected log growth of a risky value: the riskless rate and the beta's premium.
    pub fn required_return(&self, volatility: f64, loading: f64) -> f64 {
        let beta = loading * volatility / self.market_volatility.max(1e-9);
        self.risk_free + beta * self.equity_premium
    }

    /// Expected log growth of a company that goes on, such that a share of it, failure and
    /// dilution included, is expected to bring the required return.
    pub fn survivor_growth(&self, hazards: &Hazards) -> f64 {
        let diluted = -(-hazards.dilution).ln_1p();
        self.required_return(hazards.volatility, self.private_loading)
            + hazards.fail
            + hazards.round * diluted
    }

    pub fn discount(&self, years: f64) -> f64 {
        (-self.risk_free * years).exp()
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
