//! What an offer leaves open: the question to ask in writing, and why it matters.
//!
//! Ranking them by what they are worth is the value engine's: it runs the range each
//! gap carries. Ranges are for running only; each says where it comes from, and none
//! is a claim about the market or the employer.

use batna_core::{Currency, Money, Rate, Shares};
use rust_decimal::Decimal;

use crate::model::{BonusPart, Case, CompanyKind, Grant, GrantKind, GrantSize, Offer, OfferStatus};

mod tenders;

/// Something unknown in an offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Stable: `offers.acme.bonus.target`.
    pub id: String,
    pub offer: String,
    /// Key of the offer file that the answer fills.
    pub field: String,
    /// To be asked in writing.
    pub question: String,
    pub why: String,
    pub range: Option<GapRange>,
    /// Order where worths are equal or unknown; smaller is more important.
    pub rank: u8,
}

/// Values to run for a gap, and where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct GapRange {
    pub span: GapSpan,
    /// Said wherever the range counts.
    pub basis: &'static str,
}

/// The values of a gap, low to high.
#[derive(Clone, Debug, PartialEq)]
pub enum GapSpan {
    Rates(Rate, Rate),
    Months(f64, f64),
    Prices(Money, Money),
    Counts(Shares, Shares),
    Flags,
    /// Words of the key: the worse for the holder, the better, and what a refusal makes of the
    /// worse where something is worse still.
    Words {
        worse: &'static str,
        better: &'static str,
        refused: Option<&'static str>,
    },
}

const PLANNING: &str = "a planning range of this program, not evidence of what this employer does";

/// Common stock is worth a part of what the last round paid for preferred.
const COMMON_TO_PREFERRED: &str = "from a fifth of the last preferred price to all of it, a planning range: options are priced at the fair value of common (26 CFR 1.409A-1(b)(5))";

const ISO_WINDOW: &str = "from the three months within which an ISO stays one (26 U.S.C. 422(a)(2)) to ten years, a planning range above that";

const PREFERRED_TO_COMMON: &str = "from one to five times the value of common, a planning range: options are priced at the fair value of common (26 CFR 1.409A-1(b)(5)), which preferred is not";

const SHARES_OF_VALUATION: &str = "the last valuation at one to five times the value of common a share, a planning range: headline values count every share at the preferred price";

const PLAIN_SHARES: &str = "from 10 to 200 million shares, a planning range of this program: companies choose the number freely, so nothing but an answer narrows it";

const USUAL_PREFERENCES: &str = "1x non-participating is near universal (Cooley Venture Financing Report Q2 2026, quoted: 1x in 95.8%, non-participating in 96.4% of financings); 2x participating is a stress, not an estimate";

const INVESTED: &str =
    "from a tenth to half of the last valuation, a planning range of this program";

const ACCELERATION: &str = "the whole range, from nothing to all of what has not vested when you are dismissed after a sale; no sample of how usual it is for employees";

const TAKEN_BACK: &str = "from no such right to one at cost that is used on every second leaver; no sample of how often it is";

const LAPSE: &str = "from five to ten years after the grant, a planning range of this program";

const STAGES: &str = "every stage from seed to late; the answer is public for most companies";

/// Part of the preferred price that common is worth at least, in [`COMMON_TO_PREFERRED`].
const FIFTH: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// The last preferred price, as far as the offer says it.
fn preferred_price(offer: &Offer, grant: &Grant) -> Option<Money> {
    let stated = grant.preferred_price.or(offer.company.share_price);
    stated.filter(|price| price.is_positive()).or_else(|| {
        let each = Decimal::ONE.checked_div(grant.fully_diluted?.count())?;
        offer.company.valuation?.try_mul(each).ok()
    })
}

/// From a fifth of the preferred price to all of it; none where that is unknown.
fn below_preferred(offer: &Offer, grant: &Grant) -> Option<GapRange> {
    let preferred = preferred_price(offer, grant)?;
    Some(GapRange {
        span: GapSpan::Prices(preferred.try_mul(FIFTH).ok()?, preferred),
        basis: COMMON_TO_PREFERRED,
    })
}

/// What a common share is said to be worth: the 409A, or the strike, which may not lie below it.
fn common_value(grant: &Grant) -> Option<Money> {
    grant
        .fair_value
        .or(grant.strike)
        .filter(|value| value.is_positive())
}

/// Where common is valued and preferred is not.
fn above_common(grant: &Grant) -> Option<GapRange> {
    let common = common_value(grant)?;
    Some(GapRange {
        span: GapSpan::Prices(common, common.try_mul(Decimal::from(5)).ok()?),
        basis: PREFERRED_TO_COMMON,
    })
}

/// How many shares there may be; none where a price already says what a share is worth.
fn share_count(offer: &Offer, grant: &Grant) -> Option<GapRange> {
    if preferred_price(offer, grant).is_some() {
        return None;
    }
    let valuation = offer
        .company
        .valuation
        .filter(|value| value.is_positive())?;
    let whole = |count: Decimal| Shares::new(count.round().max(Decimal::ONE)).ok();
    match common_value(grant) {
        Some(common) if common.currency() == valuation.currency() => {
            let most = valuation.amount().checked_div(common.amount())?;
            Some(GapRange {
                span: GapSpan::Counts(whole(most * FIFTH)?, whole(most)?),
                basis: SHARES_OF_VALUATION,
            })
        }
        _ => Some(GapRange {
            span: GapSpan::Counts(Shares::whole(10_000_000), Shares::whole(200_000_000)),
            basis: PLAIN_SHARES,
        }),
    }
}

/// What was invested in all, as parts of the last valuation; none where that is unknown.
fn invested(offer: &Offer) -> Option<GapRange> {
    let company = &offer.company;
    let valuation = company.valuation.or_else(|| {
        let grant = offer
            .grants
            .iter()
            .find(|grant| grant.fully_diluted.is_some())?;
        preferred_price(offer, grant)?
            .try_mul(grant.fully_diluted?.count())
            .ok()
    })?;
    let part = |tenths: i64| valuation.try_mul(Decimal::new(tenths, 1)).ok();
    Some(GapRange {
        span: GapSpan::Prices(part(1)?, part(5)?),
        basis: INVESTED,
    })
}

fn percent(value: i64) -> Rate {
    Rate::from_fraction(Decimal::new(value, 2))
}

/// The gaps of all open offers, in file order and by rank.
pub fn gaps(case: &Case) -> Vec<Gap> {
    case.open_offers().flat_map(offer_gaps).collect()
}

/// What one offer leaves open, the most important first.
pub fn offer_gaps(offer: &Offer) -> Vec<Gap> {
    let mut list = List {
        offer,
        gaps: Vec::new(),
    };
    list.pay();
    for grant in &offer.grants {
        list.grant(grant);
    }
    list.rest();
    let mut gaps = list.gaps;
    // Stable: equal ranks stay in the order of the walk.
    gaps.sort_by_key(|gap| gap.rank);
    gaps
}

struct List<'o> {
    offer: &'o Offer,
    gaps: Vec<Gap>,
}

impl List<'_> {
    fn add(&mut self, rank: u8, name: &str, field: &str, question: &str, why: &str) -> &mut Gap {
        self.gaps.push_mut(Gap {
            id: format!("offers.{}.{name}", self.offer.id),
            offer: self.offer.id.clone(),
            field: field.to_owned(),
            question: question.to_owned(),
            why: why.to_owned(),
            range: None,
            rank,
        })
    }

    fn pay(&mut self) {
        let offer = self.offer;
        if offer.base.is_none() {
            self.add(
                0,
                "base",
                "base",
                "What is the base salary a year?",
                "Bonus, match and most other terms are shares of it.",
            );
        }
        if offer.grants.is_empty() {
            self.add(
                1,
                "grant",
                "grant",
                "Is there equity, of what kind, how much, and on what schedule?",
                "Equity is often the largest part that is not yet on paper.",
            );
        }
        if offer.status == OfferStatus::Verbal {
            self.add(
                2,
                "status",
                "status",
                "When will the offer come in writing?",
                "A verbal offer can change, and a script may only call it verbal.",
            );
        }
        if offer.bonus.target.is_none() {
            self.add(
                6,
                "bonus.target",
                "bonus.target",
                "Is there a target bonus, and how is it decided?",
                "Without a target there is nothing to hold the employer to.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(Rate::ZERO, percent(20)),
                basis: PLANNING,
            });
        } else if offer.bonus.payout_low.is_none() && !zero(offer.bonus.target) {
            self.add(
                9,
                "bonus.payout",
                "bonus.payout",
                "What share of target was paid in each of the last three years?",
                "A target is not a promise; past payouts show what it is worth.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(percent(50), percent(120)),
                basis: PLANNING,
            });
        }
        if offer
            .one_time
            .iter()
            .all(|payment| payment.kind != "signing")
        {
            self.add(7, "signing", "signing", "Is there a signing bonus?",
                "It is the part that costs the employer least to add, and makes up for what leaving costs.");
        }
        let owed: Vec<(String, String)> = offer
            .one_time
            .iter()
            .filter(|payment| {
                payment.clawback.is_none()
                    && !payment.amount.is_zero()
                    && payment.condition.is_none()
            })
            .map(|payment| (payment.kind.clone(), payment.kind.clone()))
            .collect();
        for (kind, field) in owed {
            self.add(10, &format!("{kind}.clawback"), &format!("{field}.clawback"),
                &format!("Is the {kind} payment owed back on leaving: for how long, prorated or whole, before or after tax?"),
                "A claw-back turns the payment into a loan until it ends.")
                .range = Some(GapRange { span: GapSpan::Months(0.0, 24.0), basis: PLANNING });
        }
    }

    fn grant(&mut self, grant: &Grant) {
        let at = |name: &str| format!("{}.{name}", grant.id);
        // A lone grant is meant by `grants`, however it is written.
        let place = match self.offer.grants.as_slice() {
            [_] => "grants",
            _ => grant.at.as_str(),
        };
        let key = |name: &str| format!("{place}.{name}");
        let company = &self.offer.company;
        let public = company.kind == CompanyKind::Public;
        let private = company.kind == CompanyKind::Private;
        let is_option = grant.kind.is_option();
        // Public companies grant options rarely; until told, options are taken for private ones'.
        let closed = private || (!public && is_option);
        if matches!(grant.kind, GrantKind::Unknown | GrantKind::Options) && grant.scheme.is_none() {
            self.add(
                3,
                &at("kind"),
                &key("kind"),
                if self
                    .offer
                    .base
                    .is_none_or(|base| base.currency() == Currency::USD)
                {
                    "Are these RSUs, ISOs, NSOs or something else?"
                } else {
                    "Are these options, virtual options, RSUs or shares, and under which plan?"
                },
                "The kind decides the tax, the cash needed and what is lost on leaving.",
            );
        }
        if grant.size.is_none() {
            self.add(
                1,
                &at("size"),
                &key("size"),
                "How large is the grant, as a number of shares and at what price?",
                "Without its size the grant cannot be valued.",
            );
        }
        if grant.vesting.assumed {
            self.add(
                5,
                &at("vesting"),
                &key("vesting"),
                "What is the vesting schedule: length, period, cliff and start?",
                "Four years, monthly, with a year's cliff are assumed until you know.",
            );
        }
        if is_option && grant.strike.is_none() {
            self.add(3, &at("strike"), &key("strike"), "What is the strike price, and the latest 409A value with its date?",
                "An option is worth what the share exceeds the strike by, and exercising costs the strike.")
                .range = below_preferred(self.offer, grant);
        }
        if is_option && grant.strike.is_some() && grant.fair_value.is_none() {
            self.add(
                8,
                &at("fair_value"),
                &key("fair_value"),
                "What is the latest 409A value per common share, and its date?",
                "The spread over it is what tax is reckoned on at exercise.",
            )
            .range = below_preferred(self.offer, grant);
        }
        if closed
            && grant.preferred_price.is_none()
            && company.share_price.is_none()
            && company.valuation.is_none()
        {
            self.add(
                4,
                &at("preferred_price"),
                &key("preferred_price"),
                "What did the last round pay per preferred share, when, and at what valuation?",
                "A grant in a private company cannot be valued without a price to start from.",
            )
            .range = above_common(grant);
        }
        let counted = matches!(grant.size, Some(GrantSize::Shares(_)));
        let part = matches!(grant.size, Some(GrantSize::Percent(_)));
        let priced = preferred_price(self.offer, grant).is_some();
        if closed && (counted || part) && grant.fully_diluted.is_none() {
            self.add(
                if priced { 9 } else { 4 },
                &at("fully_diluted"),
                &key("fully_diluted"),
                "How many fully diluted shares are there, with all options, the pool, warrants and convertibles?",
                if priced {
                    "It says what part of the company you get, and whether the price a share and the valuation agree."
                } else {
                    "A number of options means nothing without the number of shares."
                },
            )
            .range = share_count(self.offer, grant);
        }
        if is_option && grant.exercise_window_months.is_none() {
            self.add(
                9,
                &at("exercise_window"),
                &key("exercise_window"),
                "How long after leaving may vested options be exercised?",
                "A short window means paying strike and tax on short notice, or losing them.",
            )
            .range = Some(GapRange {
                span: GapSpan::Months(3.0, 120.0),
                // Other options have no such term in law.
                basis: if grant.kind == GrantKind::Nso {
                    PLANNING
                } else {
                    ISO_WINDOW
                },
            });
        }
        if private && grant.acceleration.is_none() {
            self.add(
                11,
                &at("acceleration"),
                &key("acceleration"),
                "Does unvested equity accelerate on a sale or a dismissal after one?",
                "Without it an acquirer may cancel or re-vest what is not vested.",
            )
            .range = Some(GapRange {
                span: GapSpan::Words {
                    worse: "none",
                    better: "double",
                    refused: None,
                },
                basis: ACCELERATION,
            });
        }
        if private && grant.kind == GrantKind::Rsu && grant.liquidity.is_none() {
            self.add(8, &at("liquidity"), &key("liquidity_required"),
                "Do the RSUs need a listing or sale to be delivered, and when do they lapse without one?",
                "A second trigger can mean that time-vested shares are never delivered.")
                .range = Some(GapRange { span: GapSpan::Flags, basis: PLANNING });
        }
        if let Some(liquidity) = &grant.liquidity
            && private
            && liquidity.required
            && liquidity.expires_months.is_none()
        {
            self.add(
                8,
                &at("liquidity_expires"),
                &key("liquidity_expires"),
                "When do they lapse without a listing or sale?",
                "Units that lapse are worth nothing if the listing or sale is late.",
            )
            .range = Some(GapRange {
                span: GapSpan::Months(60.0, 120.0),
                basis: LAPSE,
            });
        }
        if private && grant.taken_back_at.is_none() {
            self.add(
                12,
                &at("repurchase"),
                &key("repurchase_at"),
                "Can vested shares be bought back or forfeited on leaving, at what price and for what cause?",
                "A buy-back right at cost undoes the grant.",
            )
            .range = Some(GapRange {
                span: GapSpan::Words {
                    worse: "cost",
                    better: "none",
                    refused: Some("nothing"),
                },
                basis: TAKEN_BACK,
            });
        }
        if let Some(GrantSize::Dollars {
            conversion: None, ..
        }) = grant.size
        {
            self.add(8, &at("conversion"), &key("conversion_price"),
                "At what price, of which day or average, is the amount turned into shares?",
                "Between offer and conversion the price moves; a low conversion price is worth more shares.");
        }
    }

    fn rest(&mut self) {
        let offer = self.offer;
        self.tenders();
        if offer.deadline.is_none() {
            self.add(
                5,
                "deadline",
                "deadline",
                "By when do you need an answer?",
                "The order in which you negotiate follows from the deadlines.",
            );
        }
        if offer.company.kind == CompanyKind::Unknown && !offer.grants.is_empty() {
            self.add(
                4,
                "company.kind",
                "company.kind",
                "Can the shares be sold (public company), or not yet?",
                "It decides how the equity is valued.",
            );
        }
        if offer.company.kind == CompanyKind::Private && offer.company.stage.is_none() {
            self.add(
                0,
                "company.stage",
                "company.stage",
                "What was the last round, when, and how much was raised in all?",
                "Chances of an exit and later dilution go by stage; until it is known the equity counts in no figure.",
            )
            .range = Some(GapRange {
                span: GapSpan::Words {
                    worse: "seed",
                    better: "late",
                    refused: None,
                },
                basis: STAGES,
            });
        }
        if offer.company.kind == CompanyKind::Private
            && offer.captable.is_none()
            && !offer.grants.is_empty()
        {
            if offer.company.preferences.is_none() {
                self.add(9, "company.preferences", "company.preferences",
                    "What preferences stand before common shares: at what multiple, participating or not, senior to each other or alike?",
                    "In a middling exit the preferred are paid first, and common may get little.")
                    .range = Some(GapRange {
                        span: GapSpan::Words {
                            worse: "2x participating",
                            better: "1x non-participating",
                            refused: Some("2.5x participating"),
                        },
                        basis: USUAL_PREFERENCES,
                    });
            }
            if offer.company.invested.is_none() {
                self.add(9, "company.invested", "company.invested",
                    "How much has been invested in preferred shares in all, over every round?",
                    "It is the sum that is paid before common: below it common gets nothing. Until told, only the last round is counted.")
                    .range = invested(offer);
            }
        }
        if offer.start.is_none() {
            self.add(
                9,
                "start",
                "start",
                "When would the job start?",
                "Year one, vesting and the tax year count from it.",
            );
        }
        if offer.refresher.is_none() && !offer.grants.is_empty() {
            self.add(
                8,
                "refresher",
                "refresher",
                "Are there refresher grants: how large, how often, and on what schedule?",
                "Without them pay falls when the first grant is used up.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(Rate::ZERO, percent(25)),
                basis: PLANNING,
            });
        }
        if offer.base_growth.is_none() {
            self.add(
                12,
                "base_growth",
                "base_growth",
                "How large are yearly raises, and when is the first review?",
                "No raise is assumed.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(Rate::ZERO, percent(4)),
                basis: PLANNING,
            });
        }
        if offer.benefits.retirement_match.is_none() {
            self.add(
                10,
                "benefits.retirement_match",
                "benefits.retirement_match",
                "What does the employer add to retirement saving, and when does it vest?",
                "A match is pay that is easily forgotten.",
            )
            .range = Some(GapRange {
                span: GapSpan::Rates(Rate::ZERO, percent(6)),
                basis: PLANNING,
            });
        }
        if offer.benefits.health_premium.is_none() {
            self.add(
                11,
                "benefits.health_premium",
                "benefits.health_premium",
                "What would I pay for health insurance, for me and my family?",
                "It comes out of pay every month.",
            );
        }
        if offer.terms.non_compete_months.is_none() {
            self.add(
                11,
                "terms.non_compete",
                "terms.non_compete",
                "Is there a non-compete, and is it paid?",
                "It can stand between you and the next job.",
            );
        }
        if offer.benefits.severance_months.is_none() {
            self.add(
                12,
                "benefits.severance",
                "benefits.severance",
                "Is severance promised, and how much?",
                "It is the floor under the first year.",
            );
        }
    }
}

fn zero(target: Option<BonusPart>) -> bool {
    match target {
        Some(BonusPart::Amount(amount)) => amount.is_zero(),
        Some(BonusPart::OfBase(rate)) => rate == Rate::ZERO,
        None => true,
    }
}
