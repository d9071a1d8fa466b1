//! Two offers with every feature that costs time: made-up round numbers, no market claims.

use batna_core::Piecewise;
use batna_value::sim::*;

/// Draws for `steps` yearly steps at two companies.
pub fn spec(paths: usize, steps: usize) -> DrawSpec {
    let key = |key: &str| CompanyDraw {
        key: key.to_owned(),
    };
    DrawSpec {
        paths,
        times: (1..=steps).map(|k| k as f64).collect(),
        companies: vec![key("acme"), key("globex")],
    }
}

fn curve(knots: &[(f64, f64)], after: f64) -> Piecewise {
    Piecewise::new(knots.iter().copied(), 0.0, after)
        .unwrap_or_else(|_| Piecewise::proportional(after))
}

/// A progressive schedule with many knots, as a compiled federal and state schedule has.
fn schedule(top: f64) -> Piecewise {
    let mut knots = vec![(0.0, 0.0)];
    let (mut x, mut y) = (0.0, 0.0);
    for i in 1..=30 {
        let width = 2_000.0 * f64::from(i) * f64::from(i);
        x += width;
        y += width * (0.25 + (top - 0.25) * f64::from(i) / 30.0);
        knots.push((x, y));
    }
    curve(&knots, top)
}

fn taxes() -> Vec<TaxTable> {
    vec![TaxTable {
        wages: schedule(0.48),
        unpayrolled: Some(schedule(0.46)),
        gains: vec![(0.0, schedule(0.28)), (500_000.0, schedule(0.30))],
        iso_spread: Some(schedule(0.28)),
        credits: vec![MinimumCredit {
            made: schedule(0.28),
            room: curve(&[(0.0, 15_000.0)], 0.02),
            regular: schedule(0.20),
        }],
    }]
}

fn steps(count: usize, net_cash: f64) -> Vec<Step> {
    let mut discount = 1.0;
    (0..count)
        .map(|_| {
            discount /= 1.04;
            Step {
                discount,
                net_cash,
                net_cash_if_left: 120_000.0,
                on_leaving: [-10_000.0; SLOTS],
                tax: 0,
            }
        })
        .collect()
}

pub fn leaving(count: usize) -> Option<Leaving> {
    Some(Leaving {
        odds: vec![0.12; count],
    })
}

pub fn bonus(count: usize) -> Holding {
    Holding::Bonus(Bonus {
        target: vec![35_000.0; count],
        by_slot: Vec::new(),
        low: 0.0,
        mode: 1.0,
        high: 1.8,
        loading: 0.3,
    })
}

/// Shares of a public company, yearly refreshers and a bonus.
pub fn public_offer(count: usize) -> Program {
    let mut holdings = vec![
        Holding::Vest(Vest {
            company: 0,
            value: (0..count)
                .map(|k| if k < 4 { 60_000.0 } else { 0.0 })
                .collect(),
            by_slot: Vec::new(),
        }),
        bonus(count),
    ];
    for granted in 0..3.min(count.saturating_sub(1)) {
        holdings.push(Holding::Refresh(Refresh {
            company: 0,
            granted,
            amount: 60_000.0,
            fractions: (0..count)
                .map(|k| {
                    if k > granted && k <= granted + 4 {
                        0.25
                    } else {
                        0.0
                    }
                })
                .collect(),
            by_slot: Vec::new(),
        }));
    }
    Program {
        employer: 0,
        opening: 20_000.0,
        steps: steps(count, 130_000.0),
        taxes: taxes(),
        companies: vec![
            Some(Company::Public(PublicCompany {
                drift: 0.07,
                volatility: 0.38,
                loading: 0.6,
                jumps: None,
            })),
            None,
        ],
        leaving: leaving(count),
        purse: None,
        holdings,
        unexited: Unexited::Nothing,
    }
}

/// The same company's options where it holds tenders and may take vested shares back.
pub fn with_tenders(count: usize) -> Program {
    let mut program = private_offer(count);
    for company in program.companies.iter_mut().flatten() {
        if let Company::Private(company) = company {
            company.tenders = Some(Tenders {
                chance: 0.6,
                part: 0.2,
                limit: Some(40_000.0),
                leavers: true,
                leaver_limit: Some(20_000.0),
            });
        }
    }
    for holding in &mut program.holdings {
        if let Holding::Stake(stake) = holding {
            stake.before = BeforeExit {
                tender: Some(Tendered {
                    price: Piecewise::proportional(1.0 / 20e6),
                    from: 1,
                }),
                buy_back: Some(BuyBack {
                    price: BuyBackPrice::Fair,
                    chance: 0.3,
                }),
                ..BeforeExit::default()
            };
        }
    }
    program
}

/// Options of a private company behind preferences.
pub fn private_offer(count: usize) -> Program {
    let stage = |fail, acquired, listed, round| Stage {
        odds: vec![Odds {
            fail,
            acquired,
            listed,
            round,
        }],
        dilution: 0.18,
        down_dilution: 0.28,
    };
    let shares = 20e6;
    let common = curve(
        &[
            (0.0, 0.0),
            (40e6, 0.0),
            (120e6, 60e6 / shares),
            (300e6, 200e6 / shares),
        ],
        0.9 / shares,
    );
    let fair = curve(&[(0.0, 0.0), (40e6, 0.3), (300e6, 8.0)], 0.8 / shares);
    Program {
        employer: 1,
        opening: 0.0,
        steps: steps(count, 110_000.0),
        taxes: taxes(),
        companies: vec![
            None,
            Some(Company::Private(PrivateCompany {
                value: 150e6,
                drift: 0.12,
                volatility: 0.8,
                loading: 0.4,
                stages: vec![
                    stage(0.10, 0.03, 0.0, 0.45),
                    stage(0.09, 0.05, 0.005, 0.40),
                    stage(0.07, 0.08, 0.03, 0.30),
                ],
                yearly_dilution: 0.02,
                new_money: NewMoney {
                    multiple: 1.0,
                    participating: false,
                },
                listing: Listing {
                    lockup: 0.5,
                    discount: 0.05,
                },
                dismissed: 0.2,
                tenders: None,
            })),
        ],
        leaving: leaving(count),
        purse: None,
        holdings: vec![
            Holding::Stake(Stake {
                company: 1,
                kind: StakeKind::Iso,
                vested: [10_000.0, 20_000.0, 30_000.0, 40_000.0].to_vec(),
                vested_by_slot: Vec::new(),
                strike: 1.5,
                paid: 0.0,
                payoff: common.clone(),
                listed: Piecewise::proportional(1.0 / shares),
                fair,
                acceleration: 0.25,
                on_dismissal: 1.0,
                lapses_after: None,
                after_leaving: AfterLeaving::ExerciseInTheMoney,
                lapses_on_leaving: false,
                before: BeforeExit::default(),
            }),
            bonus(count),
        ],
        unexited: Unexited::Nothing,
    }
}
