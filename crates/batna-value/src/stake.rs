//! Equity as the simulation sees it: units vested by year, and what one of them gets by the
//! value of the company.
//!
//! Profit units and cash-settled phantom units are paid at an exit as wages, a unit's gain above
//! its base, up to the cap. A profits interest is long-term gain above its threshold; one that is
//! not stated is taken to be what a unit would get in a sale today, since an interest with less
//! is not one of profits (Rev. Proc. 93-27). Options on a public company are exercised and sold
//! at the horizon's end, or on leaving. Options of a plan such as EMI are untaxed until they are
//! sold ([`scheme`]); those of which Canada deducts half are pay at exercise, but where the company is a
//! Canadian-controlled private one.
//! Who owns a profits interest is a partner and no employee, whose pay is taxed as earnings from self-employment.
//! Leaves out: stock purchase plans; a partner's share of the company's income while it is private.

mod company;
pub(crate) mod scheme;

use batna_case::model::{Acceleration, CompanyKind, Grant, GrantKind};
use batna_core::{Piecewise, Scalar, Shares};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::alternative::Alternative;
use crate::before_exit;
use crate::evaluator::Evaluator;
use crate::flows::Flows;
use crate::holding::Holding;
use crate::opening::Opening;
use crate::sim;
use crate::steps::{Span, Spread, step_of};
use crate::tax_years::TaxPerson;
use company::{PrivateSide, company};

/// Months a year; a window this long outlasts the step of leaving.
const YEAR: f64 = 12.0;

/// Why a holding is shown and not simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StakeGap {
    /// Taxed and sold as it vests; needs no stake.
    #[error("sold as it vests")]
    SoldAtVest,
    #[error("{0}")]
    Missing(String),
    #[error("the cap table `{0}` could not be used: {1}")]
    CapTable(String, String),
}

/// What the alternative's company is to the simulation.
pub(crate) struct Stakes {
    pub private: Option<sim::PrivateCompany>,
    /// Where the company's value starts.
    pub opening: Option<Opening>,
    /// One a holding; more where options are exercised in part, or above the limit of their plan.
    pub stakes: Vec<Result<Vec<sim::Holding>, StakeGap>>,
}

/// The company behind the stakes, and what is simulated of each holding, or why nothing is.
pub(crate) fn stakes(
    alternative: &Alternative,
    person: &TaxPerson,
    flows: &Flows,
    spans: &[Span],
    evaluator: &Evaluator<'_>,
) -> Stakes {
    let me = evaluator.company_index(&alternative.id).unwrap_or(0);
    let public = alternative.company.kind == CompanyKind::Public;
    let company = company(alternative, flows, evaluator);
    let chosen = chosen_track(alternative, person);
    let stakes: Vec<_> = flows
        .holdings
        .iter()
        .map(|holding| {
            if holding.delivers_at_vest {
                return Err(StakeGap::SoldAtVest);
            }
            if let Some(missing) = holding.missing.first() {
                return Err(StakeGap::Missing(missing.clone()));
            }
            let mut stakes = Vec::new();
            for (part, track) in by_track(holding, alternative, chosen, evaluator) {
                let build = Build {
                    terms: Terms::of(&part, track)?,
                    holding: &part,
                    alternative,
                    flows,
                    spans,
                    me,
                    evaluator,
                };
                if public {
                    stakes.push(build.rights()?);
                } else {
                    stakes.extend(build.stakes(company.as_ref().map_err(Clone::clone)?)?);
                }
            }
            Ok(stakes)
        })
        .collect();
    let used = stakes.iter().any(Result::is_ok);
    let (private, opening) = match company {
        Ok(company) if used => (Some(company.life), Some(company.opening)),
        _ => (None, None),
    };
    Stakes {
        private,
        opening,
        stakes,
    }
}

/// A holding by how its options are taxed: what is within a plan that leaves the tax to the sale
/// or within a relief, and what is taxed by its kind alone (none).
fn by_track(
    holding: &Holding,
    alternative: &Alternative,
    chosen: Option<sim::StakeKind>,
    evaluator: &Evaluator<'_>,
) -> Vec<(Holding, Option<sim::StakeKind>)> {
    let Some(track) = scheme::track(holding, alternative, evaluator) else {
        return vec![(holding.clone(), chosen)];
    };
    let shares = holding.shares.unwrap_or_default();
    let exercised = |holding: &Holding| holding.grant.as_ref().and_then(|grant| grant.exercised);
    // What is exercised is taken out of the part within the plan first.
    let mut bought = exercised(holding).map_or(Decimal::ZERO, |bought| bought.count());
    let at_sale = Some(sim::StakeKind::AtSale);
    [(track.at_sale, at_sale), (shares - track.at_sale, None)]
        .into_iter()
        .filter(|(count, _)| !count.is_zero())
        .map(|(count, track)| {
            let mut part = holding.clone();
            part.shares = Some(count);
            if let Some(grant) = &mut part.grant
                && grant.exercised.is_some()
            {
                grant.exercised = Shares::new(bought.min(count)).ok();
                bought -= bought.min(count);
            }
            (part, track)
        })
        .collect()
}

/// What a choice of the person or of the offer makes of options in its country.
fn chosen_track(alternative: &Alternative, person: &TaxPerson) -> Option<sim::StakeKind> {
    let choices = person.household.world;
    let place = alternative.place.as_deref()?;
    if choices.israel_102_capital && place == "il" {
        Some(sim::StakeKind::AtSale)
    } else if choices.canada_options_qualify && place.starts_with("ca-") {
        Some(sim::StakeKind::Relieved)
    } else {
        None
    }
}

/// How a unit pays.
struct Terms {
    kind: sim::StakeKind,
    /// Whether the payoff itself, and not a strike that is paid, begins above a base.
    based: bool,
}

impl Terms {
    fn of(holding: &Holding, track: Option<sim::StakeKind>) -> Result<Terms, StakeGap> {
        use sim::StakeKind as Kind;
        if let Some(kind) = track.filter(|_| holding.kind.is_option()) {
            return Ok(Terms { kind, based: false });
        }
        let (kind, based) = match holding.kind {
            GrantKind::Iso => (Kind::Iso, false),
            GrantKind::Nso | GrantKind::Options => (Kind::Nso, false),
            GrantKind::Rsu | GrantKind::Unknown => (Kind::DoubleTriggerRsu, false),
            GrantKind::Rsa => (Kind::Owned, false),
            GrantKind::ProfitUnits | GrantKind::Phantom => (Kind::DoubleTriggerRsu, true),
            GrantKind::ProfitsInterest => (Kind::Owned, true),
            GrantKind::Espp => {
                return Err(StakeGap::Missing(
                    holding.missing.first().cloned().unwrap_or_default(),
                ));
            }
        };
        Ok(Terms { kind, based })
    }
}

struct Build<'b, 'e> {
    holding: &'b Holding,
    alternative: &'b Alternative,
    terms: Terms,
    flows: &'b Flows,
    spans: &'b [Span],
    me: usize,
    evaluator: &'b Evaluator<'e>,
}

impl Build<'_, '_> {
    fn grant(&self) -> Option<&Grant> {
        self.holding.grant.as_ref()
    }

    /// The grant, or for a refresher the first one: it is taken to be of the same plan.
    fn plan(&self) -> Option<&Grant> {
        let first = || {
            self.flows
                .holdings
                .iter()
                .find_map(|one| one.grant.as_ref())
        };
        self.grant()
            .or_else(|| self.holding.refresher.then(first).flatten())
    }

    /// The last 409A of a share, by whichever grant states it.
    fn fair_value(&self) -> Option<f64> {
        let mut grants = self
            .flows
            .holdings
            .iter()
            .filter_map(|one| one.grant.as_ref());
        let own = self.grant().and_then(|grant| grant.fair_value);
        own.or_else(|| grants.find_map(|grant| grant.fair_value))
            .filter(|fair| fair.currency() == self.alternative.currency)
            .map(|fair| fair.amount().to_f64())
    }

    fn shares(&self) -> Result<Decimal, StakeGap> {
        self.holding
            .shares
            .ok_or_else(|| StakeGap::Missing("the number of shares or options".into()))
    }

    /// Units vested by step and by day of leaving, at `each` a unit.
    fn vested(&self, shares: Decimal, each: f64) -> (Vec<f64>, Vec<sim::Slots>) {
        let mut spread = Spread::new(self.spans.len());
        for event in &self.holding.events {
            if event.date > self.flows.horizon.end() {
                continue;
            }
            let step = step_of(self.spans, event.date);
            if let Some(span) = self.spans.get(step) {
                let amount = (shares * event.share).to_f64() * each;
                spread.add(step, span, event.date, amount);
            }
        }
        spread.running()
    }

    /// Most a unit may pay.
    fn cap(&self, shares: Decimal) -> Option<f64> {
        let cap = self.grant()?.cap?;
        let each = cap.amount().checked_div(shares)?;
        Some(each.to_f64().max(0.0))
    }

    fn strike(&self) -> f64 {
        self.holding
            .strike
            .map_or(0.0, |strike| strike.amount().to_f64())
    }

    /// Options on, or rights in, a public company.
    fn rights(&self) -> Result<sim::Holding, StakeGap> {
        let shares = self.shares()?;
        let price = self
            .holding
            .price
            .map(|price| price.amount().to_f64())
            .filter(|price| *price > 0.0)
            .ok_or_else(|| StakeGap::Missing("the price of a share".into()))?;
        let (vested, vested_by_slot) = self.vested(shares, price);
        Ok(sim::Holding::Rights(sim::Rights {
            company: self.me,
            vested,
            vested_by_slot,
            strike: self.strike() / price,
            cap: self.cap(shares).map(|cap| cap / price),
            exercised: step_of(self.spans, self.flows.horizon.end()),
            rise: match self.terms.kind {
                sim::StakeKind::Iso => sim::RiseTax::Unpayrolled,
                sim::StakeKind::AtSale => sim::RiseTax::Gain,
                sim::StakeKind::Relieved => sim::RiseTax::Relieved,
                _ => sim::RiseTax::Wages,
            },
        }))
    }

    /// Units of a private company; shares already bought by exercising are owned.
    fn stakes(&self, company: &PrivateSide) -> Result<Vec<sim::Holding>, StakeGap> {
        let shares = self.shares()?;
        let bought = self
            .grant()
            .and_then(|grant| grant.exercised)
            .map_or(Decimal::ZERO, |bought| bought.count())
            .min(shares)
            .to_f64();
        let stake = self.stake(shares, company);
        if bought <= 0.0 {
            return Ok(vec![sim::Holding::Stake(stake)]);
        }
        // What is exercised vested first.
        let mut rest = stake.clone();
        let unbought = |vested: &mut f64| *vested = (*vested - bought).max(0.0);
        rest.vested.iter_mut().for_each(unbought);
        rest.vested_by_slot.iter_mut().flatten().for_each(unbought);
        let owned = sim::Stake {
            kind: sim::StakeKind::Owned,
            vested: vec![bought; stake.vested.len()],
            vested_by_slot: vec![[bought; sim::SLOTS]; stake.vested.len()],
            ..stake
        };
        Ok(vec![sim::Holding::Stake(rest), sim::Holding::Stake(owned)])
    }

    fn stake(&self, shares: Decimal, company: &PrivateSide) -> sim::Stake {
        let (mut vested, mut vested_by_slot) = self.vested(shares, 1.0);
        let cap = self.cap(shares);
        let base = match (self.terms.based, self.holding.strike) {
            (false, _) => 0.0,
            (true, None) if self.holding.kind == GrantKind::ProfitsInterest => {
                company.payoff.at(company.life.value)
            }
            (true, _) => self.strike(),
        };
        let of_unit = |share: &Piecewise| {
            if base == 0.0 && cap.is_none() {
                share.clone()
            } else {
                share.above(base, cap)
            }
        };
        let grant = self.plan();
        let fair = match self.fair_value() {
            Some(fair) => Piecewise::proportional(fair / company.life.value),
            None => company.opening.fair.clone(),
        };
        let strike = if self.terms.based { 0.0 } else { self.strike() };
        let liquidity = grant.and_then(|grant| grant.liquidity.as_ref());
        let lapses = liquidity
            .and_then(|liquidity| liquidity.expires_months)
            .map(|months| {
                let months = i64::from(months.min(1_200)).months();
                self.holding.granted.saturating_add(months)
            });
        let lapses_after = match lapses.map(|day| self.last_step_before(day)) {
            None => None,
            Some(Some(step)) => Some(step),
            Some(None) => {
                vested.fill(0.0);
                vested_by_slot.iter_mut().for_each(|row| row.fill(0.0));
                Some(0)
            }
        };
        let as_of = self.evaluator.assumptions.settings.as_of;
        sim::Stake {
            company: self.me,
            kind: self.terms.kind,
            // Restricted stock is paid for when it is granted.
            paid: if self.holding.kind == GrantKind::Rsa && self.holding.granted >= as_of {
                vested.last().map_or(0.0, |all| all * strike)
            } else {
                0.0
            },
            vested,
            vested_by_slot,
            strike,
            payoff: of_unit(&company.payoff),
            listed: of_unit(&company.listed),
            fair: of_unit(&fair),
            acceleration: match grant.and_then(|grant| grant.acceleration) {
                Some(Acceleration::Single) => 1.0,
                _ => 0.0,
            },
            on_dismissal: match grant.and_then(|grant| grant.acceleration) {
                Some(Acceleration::Single | Acceleration::Double) => 1.0,
                _ => 0.0,
            },
            lapses_after,
            after_leaving: self.after_leaving(),
            lapses_on_leaving: liquidity.is_some_and(|liquidity| liquidity.employed),
            before: self.before_exit(company, &of_unit),
        }
    }

    /// What may become of it before an exit.
    fn before_exit(
        &self,
        company: &PrivateSide,
        of_unit: &impl Fn(&Piecewise) -> Piecewise,
    ) -> sim::BeforeExit {
        let assumptions = &self.evaluator.assumptions;
        let priced = (company.headline, company.life.value);
        let price =
            before_exit::tender_price(self.alternative, self.terms.kind, priced, assumptions);
        sim::BeforeExit {
            tender: price.map(|price| sim::Tendered {
                price: of_unit(&price),
                from: step_of(self.spans, before_exit::first_sale(self.alternative)),
            }),
            buy_back: self
                .plan()
                .and_then(|grant| before_exit::buy_back(grant, assumptions)),
            struck: (self.holding.refresher && self.holding.kind.is_option())
                .then(|| step_of(self.spans, self.holding.granted)),
            met: None,
        }
    }

    /// The last step whose middle comes before a day.
    fn last_step_before(&self, day: Date) -> Option<usize> {
        self.spans.iter().rposition(|span| {
            let days = (span.next - span.first).get_days() / 2;
            span.first.saturating_add(days.days()) <= day
        })
    }

    fn after_leaving(&self) -> sim::AfterLeaving {
        let months = self
            .holding
            .exercise_window_months
            .unwrap_or(self.evaluator.assumptions.exercise_window_months);
        if months <= 0.0 {
            sim::AfterLeaving::Forfeit
        } else if months < YEAR {
            sim::AfterLeaving::ExerciseInTheMoney
        } else {
            sim::AfterLeaving::Extended {
                steps: (months / YEAR).round() as usize,
            }
        }
    }
}
