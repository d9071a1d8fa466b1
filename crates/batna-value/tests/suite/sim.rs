//! The simulation against closed forms, hand-worked paths and itself.
//!
//! Cases lie in `tests/suite/sim/*.toml`; adding one needs no Rust. What must hold for every
//! program (threads, lanes, streams) is below.

use batna_core::Piecewise;
use batna_value::sim::*;
use toml::{Table as Toml, Value};

#[path = "../../benches/sim/offers.rs"]
mod offers;

fn number(case: &Toml, key: &str) -> f64 {
    optional(case, key).unwrap_or_else(|| panic!("{}: {key} is missing", name(case)))
}

fn optional(case: &Toml, key: &str) -> Option<f64> {
    match case.get(key)? {
        Value::Float(value) => Some(*value),
        Value::Integer(value) => Some(*value as f64),
        _ => None,
    }
}

fn numbers(case: &Toml, key: &str) -> Vec<f64> {
    let list = case[key].as_array().expect("a list of numbers");
    list.iter()
        .map(|v| v.as_float().expect("a number"))
        .collect()
}

fn name(case: &Toml) -> &str {
    case["name"].as_str().expect("every case has a name")
}

/// The cases of one kind in a file; each must name its source.
fn cases(text: &str, kind: &str) -> Vec<Toml> {
    let file: Toml = text.parse().expect("well-formed cases");
    let list = file[kind].as_array().expect("a list of cases");
    list.iter()
        .map(|case| {
            let case = case.as_table().expect("a case is a table").clone();
            assert!(case.contains_key("source"), "{} has no source", name(&case));
            case
        })
        .collect()
}

const PUBLIC: &str = include_str!("../../../../tests/suite/sim/public.toml");
const PRIVATE: &str = include_str!("../../../../tests/suite/sim/private.toml");
const PATHS: &str = include_str!("../../../../tests/suite/sim/paths.toml");
const CERTAINTY: &str = include_str!("../../../../tests/suite/sim/certainty.toml");
const GOLDEN: &str = include_str!("../../../../tests/suite/sim/golden.toml");

fn drawn(paths: usize, times: Vec<f64>, seed: u64) -> Draws {
    let companies = vec![CompanyDraw { key: "acme".into() }];
    draw(
        &DrawSpec {
            paths,
            times,
            companies,
        },
        seed,
    )
    .expect("a valid specification")
}

fn close(case: &Toml, what: &str, got: Estimate, wanted: f64) {
    let allowed = number(case, "worst") * got.error + 1e-9 * wanted.abs() + 1e-12;
    assert!(
        (got.value - wanted).abs() <= allowed,
        "{}: {what} is {} +- {}, not {wanted}",
        name(case),
        got.value,
        got.error
    );
}

fn mean(values: &[f64]) -> Estimate {
    let n = values.len() as f64;
    let value = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - value).powi(2)).sum::<f64>() / (n - 1.0);
    Estimate {
        value,
        error: (variance / n).sqrt(),
    }
}

fn share(case: &Toml, drift: &str) -> PublicCompany {
    let jumps = case
        .get("jumps")
        .and_then(Value::as_table)
        .map(|jumps| Jumps {
            rate: number(jumps, "rate"),
            mean: number(jumps, "mean"),
            deviation: number(jumps, "deviation"),
        });
    PublicCompany {
        drift: number(case, drift),
        volatility: number(case, "volatility"),
        loading: optional(case, "loading").unwrap_or(0.0),
        jumps,
    }
}

/// A program with nothing but one holding, untaxed and undiscounted.
fn plain(steps: usize, company: Company, holding: Option<Holding>) -> Program {
    let step = Step {
        discount: 1.0,
        net_cash: 0.0,
        net_cash_if_left: 0.0,
        on_leaving: [0.0; SLOTS],
        tax: 0,
    };
    Program {
        employer: 0,
        opening: 0.0,
        steps: vec![step; steps],
        taxes: vec![TaxTable {
            wages: Piecewise::proportional(0.0),
            unpayrolled: None,
            gains: vec![],
            iso_spread: None,
            credits: Vec::new(),
        }],
        companies: vec![Some(company)],
        leaving: None,
        purse: None,
        holdings: holding.into_iter().collect(),
        unexited: Unexited::Nothing,
    }
}

fn at_the_end(steps: usize, amount: f64) -> Vec<f64> {
    (0..steps)
        .map(|k| if k + 1 == steps { amount } else { 0.0 })
        .collect()
}

#[test]
fn share_prices_have_their_quantiles() {
    for case in cases(PUBLIC, "quantiles") {
        let draws = drawn(300_000, numbers(&case, "times"), 11);
        let steps = draws.steps();
        let vest = Holding::Vest(Vest {
            company: 0,
            value: at_the_end(steps, 1.0),
            by_slot: Vec::new(),
        });
        let program = plain(steps, Company::Public(share(&case, "drift")), Some(vest));
        let summary = apply(&draws, &program).expect("a valid program").summary();
        close(&case, "p10", summary.p10, number(&case, "p10"));
        close(&case, "p50", summary.p50, number(&case, "p50"));
        close(&case, "p90", summary.p90, number(&case, "p90"));
        close(&case, "mean", summary.mean, number(&case, "mean"));
    }
}

/// Risk-neutral paths, for this comparison alone.
#[test]
fn calls_cost_what_black_scholes_and_merton_say() {
    for case in cases(PUBLIC, "calls") {
        let draws = drawn(500_000, numbers(&case, "times"), 5);
        let model = share(&case, "rate");
        let values = final_values(&draws, 0, &model, Engine::detect()).expect("a valid model");
        let years = draws.times().last().copied().unwrap_or(0.0);
        let discount = (-model.drift * years).exp();
        let (spot, strike) = (number(&case, "spot"), number(&case, "strike"));
        let pays: Vec<f64> = values
            .iter()
            .map(|v| (v * spot - strike).max(0.0) * discount)
            .collect();
        close(&case, "the call", mean(&pays), number(&case, "price"));
        let forward: Vec<f64> = values.iter().map(|v| v * discount).collect();
        close(&case, "the discounted share", mean(&forward), 1.0);
    }
}

#[test]
fn certainty_equivalents_of_log_normal_wealth() {
    for case in cases(CERTAINTY, "lognormal") {
        let (amount, drift, volatility) = (
            number(&case, "amount"),
            number(&case, "drift"),
            number(&case, "volatility"),
        );
        let (years, aversion) = (number(&case, "years"), number(&case, "aversion"));
        let draws = drawn(400_000, vec![years], 3);
        let model = PublicCompany {
            drift,
            volatility,
            loading: 0.5,
            jumps: None,
        };
        let vest = Holding::Vest(Vest {
            company: 0,
            value: vec![amount],
            by_slot: Vec::new(),
        });
        let outcomes =
            apply(&draws, &plain(1, Company::Public(model), Some(vest))).expect("a valid program");
        let ce = outcomes
            .certainty_equivalent(0.0, aversion, 1.0)
            .expect("valid preferences");
        let wanted =
            amount * (drift * years - 0.5 * aversion * volatility * volatility * years).exp();
        close(&case, "the certainty equivalent", ce.amount, wanted);
        assert_eq!(ce.floored, 0.0);
    }
}

fn odds_of(case: &Toml) -> Odds {
    let p = |key| optional(case, key).unwrap_or(0.0);
    Odds {
        fail: p("fail"),
        acquired: p("acquired"),
        listed: p("listed"),
        round: p("round"),
    }
}

fn private(value: f64, odds: Vec<Odds>) -> PrivateCompany {
    PrivateCompany {
        value,
        drift: 0.0,
        volatility: 0.0,
        loading: 0.0,
        stages: vec![Stage {
            odds,
            dilution: 0.0,
            down_dilution: 0.0,
        }],
        yearly_dilution: 0.0,
        new_money: NewMoney {
            multiple: 0.0,
            participating: false,
        },
        listing: Listing {
            lockup: 0.0,
            discount: 0.0,
        },
        dismissed: 0.0,
        tenders: None,
    }
}

#[test]
fn exits_come_as_often_as_their_odds_say() {
    for case in cases(PRIVATE, "hazards") {
        let draws = drawn(300_000, numbers(&case, "times"), 17);
        let odds = case["odds"].as_array().expect("odds by step");
        let odds = odds
            .iter()
            .filter_map(Value::as_table)
            .map(odds_of)
            .collect();
        let program = plain(draws.steps(), Company::Private(private(1e6, odds)), None);
        let summary = apply(&draws, &program).expect("a valid program").summary();
        close(&case, "failed", summary.failed, number(&case, "failed"));
        close(
            &case,
            "acquired",
            summary.acquired,
            number(&case, "acquired"),
        );
        close(&case, "listed", summary.listed, number(&case, "listed"));
    }
}

#[test]
fn later_investors_take_what_is_theirs() {
    for case in cases(PRIVATE, "new_money") {
        let participating = case["participating"].as_bool().expect("a flag");
        let today = equity_of_today(
            number(&case, "value"),
            number(&case, "retained"),
            number(&case, "preference"),
            participating,
        );
        assert!(
            (today - number(&case, "today")).abs() < 1e-9,
            "{}: {today}",
            name(&case)
        );
    }
}

const SURE: f64 = 0.999_999;

/// The program that `paths.toml` describes at its head.
fn worked(case: &Toml) -> Program {
    let text = |key: &str| case.get(key).and_then(Value::as_str);
    let certain = |odds: Odds| vec![odds];
    let acquired = Odds {
        acquired: SURE,
        ..Odds::default()
    };
    let odds = match text("event").unwrap_or("none") {
        "acquired" => certain(acquired),
        "failed" => certain(Odds {
            fail: SURE,
            ..Odds::default()
        }),
        "listed" => certain(Odds {
            listed: SURE,
            ..Odds::default()
        }),
        "acquired later" => vec![Odds::default(), acquired],
        "round, acquired later" => vec![
            Odds {
                round: SURE,
                ..Odds::default()
            },
            acquired,
        ],
        "none" => certain(Odds::default()),
        other => panic!("{}: no event {other}", name(case)),
    };
    let mut company = private(10_000.0, odds);
    company.stages[0].dilution = optional(case, "dilution").unwrap_or(0.0);
    company.new_money.multiple = optional(case, "preference").unwrap_or(0.0);
    company.listing.lockup = optional(case, "lockup").unwrap_or(0.0);
    company.listing.discount = optional(case, "discount").unwrap_or(0.0);
    company.dismissed = optional(case, "dismissed").unwrap_or(0.0);
    company.tenders = optional(case, "tender").map(|chance| Tenders {
        chance,
        part: optional(case, "part").unwrap_or(1.0),
        limit: optional(case, "limit"),
        leavers: case.contains_key("leavers"),
        leaver_limit: optional(case, "leaver_limit"),
    });

    let holding = text("holding").expect("a kind of holding");
    let strike = optional(case, "strike").unwrap_or(0.0);
    let (company, holding) = if holding == "rights" {
        let rising = PublicCompany {
            drift: optional(case, "drift").unwrap_or(0.0),
            volatility: 0.0,
            loading: 0.0,
            jumps: None,
        };
        let rights = Rights {
            company: 0,
            vested: vec![1_000.0, 2_000.0],
            vested_by_slot: match optional(case, "vested_on_leaving") {
                Some(worth) => vec![[worth; SLOTS]; 2],
                None => Vec::new(),
            },
            strike,
            cap: optional(case, "cap"),
            exercised: 1,
            rise: if case.contains_key("iso") {
                RiseTax::Unpayrolled
            } else if case.contains_key("relieved") {
                RiseTax::Relieved
            } else {
                RiseTax::Wages
            },
        };
        (Company::Public(rising), Holding::Rights(rights))
    } else if holding == "vest" {
        let still = PublicCompany {
            drift: 0.0,
            volatility: 0.0,
            loading: 0.0,
            jumps: None,
        };
        let vest = Vest {
            company: 0,
            value: vec![1_000.0, 1_000.0],
            by_slot: kept_on_leaving(case),
        };
        (Company::Public(still), Holding::Vest(vest))
    } else {
        let kind = match holding {
            "rsu" => StakeKind::DoubleTriggerRsu,
            "nso" => StakeKind::Nso,
            "iso" => StakeKind::Iso,
            "at-sale" => StakeKind::AtSale,
            "relieved" => StakeKind::Relieved,
            "owned" => StakeKind::Owned,
            other => panic!("{}: no holding {other}", name(case)),
        };
        let stake = Stake {
            company: 0,
            kind,
            vested: vec![100.0, 200.0],
            vested_by_slot: match optional(case, "vested_on_leaving") {
                Some(shares) => vec![[shares; SLOTS]; 2],
                None => Vec::new(),
            },
            strike,
            paid: if kind == StakeKind::Owned {
                200.0 * strike
            } else {
                0.0
            },
            payoff: Piecewise::proportional(0.001),
            listed: Piecewise::proportional(0.001),
            fair: Piecewise::proportional(0.0005),
            acceleration: optional(case, "acceleration").unwrap_or(0.0),
            on_dismissal: optional(case, "on_dismissal").unwrap_or(0.0),
            lapses_after: optional(case, "lapses_after").map(|k| k as usize),
            after_leaving: match optional(case, "window") {
                Some(steps) => AfterLeaving::Extended {
                    steps: steps as usize,
                },
                None => AfterLeaving::ExerciseInTheMoney,
            },
            lapses_on_leaving: case.contains_key("lapses_on_leaving"),
            before: before_exit(case),
        };
        (Company::Private(company), Holding::Stake(stake))
    };
    let mut program = plain(2, company, Some(holding));
    for (step, discount) in program.steps.iter_mut().zip([0.9, 0.8]) {
        *step = Step {
            discount,
            net_cash: 1_000.0,
            net_cash_if_left: 500.0,
            on_leaving: [-300.0; SLOTS],
            tax: 0,
        };
    }
    program.taxes = vec![TaxTable {
        wages: Piecewise::proportional(0.4),
        unpayrolled: Some(Piecewise::proportional(0.37)),
        gains: vec![(0.0, Piecewise::proportional(0.2))],
        iso_spread: Some(Piecewise::proportional(0.28)),
        credits: optional(case, "credit_room")
            .map(|room| MinimumCredit {
                made: Piecewise::proportional(0.28),
                room: Piecewise::new([(0.0, room)], -0.05, -0.05).expect("one knot"),
                regular: Piecewise::proportional(0.2),
            })
            .into_iter()
            .collect(),
    }];
    if case.get("leaves").is_some() {
        program.leaving = Some(Leaving {
            odds: vec![SURE, 0.0],
        });
    }
    program.purse = optional(case, "purse");
    if let Some(part) = optional(case, "unexited") {
        program.unexited = Unexited::Fair(part);
    }
    program
}

/// Tenders at `price` a share, a buy-back, options struck later and minimum tax met, as stated.
fn before_exit(case: &Toml) -> BeforeExit {
    BeforeExit {
        tender: optional(case, "price").map(|price| Tendered {
            price: Piecewise::proportional(price / 10_000.0),
            from: optional(case, "from").unwrap_or(0.0) as usize,
        }),
        buy_back: case
            .get("taken_back_at")
            .and_then(Value::as_str)
            .map(|at| BuyBack {
                price: match at {
                    "fair" => BuyBackPrice::Fair,
                    "cost" => BuyBackPrice::Cost,
                    "nothing" => BuyBackPrice::Nothing,
                    other => panic!("{}: no price {other}", name(case)),
                },
                chance: 1.0,
            }),
        struck: optional(case, "struck").map(|k| k as usize),
        met: optional(case, "met").map(|spread| (0, spread)),
    }
}

/// The part of a step that a leaver still gets, whenever in the step it is.
fn kept_on_leaving(case: &Toml) -> Vec<Slots> {
    match optional(case, "kept") {
        Some(part) => vec![[part; SLOTS]; 2],
        None => Vec::new(),
    }
}

#[test]
fn leaving_falls_evenly_on_the_parts_of_a_step() {
    let draws = drawn(120_000, vec![1.0], 5);
    let mut program = plain(
        1,
        Company::Public(PublicCompany {
            drift: 0.0,
            volatility: 0.0,
            loading: 0.0,
            jumps: None,
        }),
        None,
    );
    program.leaving = Some(Leaving { odds: vec![0.3] });
    program.steps[0].net_cash = 1_000.0;
    program.steps[0].on_leaving = std::array::from_fn(|slot| 1.0 + slot as f64);
    let outcomes = apply(&draws, &program).expect("a valid program");
    for slot in 0..SLOTS {
        let here = 1_001.0 + slot as f64;
        let count = outcomes.values().iter().filter(|v| **v == here).count();
        let part = count as f64 / outcomes.paths() as f64;
        // 0.3 / 12 = 0.025 each; five standard errors of sqrt(0.025 * 0.975 / 120,000).
        assert!((part - 0.025).abs() < 5.0 * 4.51e-4, "slot {slot}: {part}");
    }
}

#[test]
fn hand_worked_paths() {
    for case in cases(PATHS, "path") {
        let draws = drawn(300, vec![1.0, 2.0], 1);
        let program = worked(&case);
        let outcomes = apply(&draws, &program).expect("a valid program");
        let told = replay(&draws, &program, 7).expect("a valid path");
        for (what, got) in [("value", told.value), ("equity", told.equity)] {
            let wanted = number(&case, what);
            assert!(
                (got - wanted).abs() < 1e-6,
                "{}: {what} {got}, not {wanted}\n{told:#?}",
                name(&case)
            );
        }
        let summary = outcomes.summary();
        assert_eq!(summary.p50.value, told.value, "{}", name(&case));
        assert_eq!(
            summary.lost_cost.value,
            optional(&case, "lost_cost").unwrap_or(0.0),
            "{}",
            name(&case)
        );
        assert_eq!(
            summary.unsold.value,
            optional(&case, "unsold").unwrap_or(0.0),
            "{}",
            name(&case)
        );
        let nets: f64 = told.steps.iter().map(|s| s.net * s.discount).sum();
        let paid = if case["holding"].as_str() == Some("owned") {
            200.0 * number(&case, "strike")
        } else {
            0.0
        };
        assert!(
            (nets - paid - told.value).abs() < 1e-9,
            "{}: the steps do not add up",
            name(&case)
        );
    }
}

/// Every engine this machine can run.
fn engines() -> Vec<Engine> {
    Lanes::available()
        .into_iter()
        .flat_map(|lanes| {
            [1, 2, 3].map(|threads| Engine::detect().with_lanes(lanes).with_threads(threads))
        })
        .collect()
}

fn bits(outcomes: &Outcomes) -> Vec<u64> {
    let nets = (0..outcomes.times().len())
        .filter_map(|k| outcomes.net(k))
        .flatten();
    outcomes
        .values()
        .iter()
        .chain(outcomes.equity())
        .chain(nets)
        .map(|v| v.to_bits())
        .collect()
}

#[test]
fn threads_and_lanes_change_no_bit() {
    // A count that fills neither a block nor a piece.
    let draws = draw(&offers::spec(20_011, 10), 99).expect("a valid specification");
    let mut jumping = offers::public_offer(10);
    if let Some(Some(Company::Public(company))) = jumping.companies.first_mut() {
        company.jumps = Some(Jumps {
            rate: 0.3,
            mean: -0.1,
            deviation: 0.2,
        });
    }
    for program in [
        offers::public_offer(10),
        offers::private_offer(10),
        offers::with_tenders(10),
        jumping,
    ] {
        let wanted = apply(&draws, &program).expect("a valid program");
        for engine in engines() {
            let got = apply_with(&draws, &program, engine).expect("a valid program");
            assert!(bits(&got) == bits(&wanted), "{engine:?} differs");
            assert!(got == wanted, "{engine:?} differs");
        }
        assert!(wanted.values().iter().all(|v| v.is_finite()));
    }
    let model = PublicCompany {
        drift: 0.1,
        volatility: 0.5,
        loading: 0.3,
        jumps: None,
    };
    let wanted = final_values(&draws, 0, &model, Engine::detect()).expect("a valid model");
    for engine in engines() {
        assert!(
            final_values(&draws, 0, &model, engine).expect("a valid model") == wanted,
            "{engine:?}"
        );
        let paths = value_paths(&draws, 0, &model, engine).expect("a valid model");
        assert!(
            paths[9] == wanted,
            "{engine:?}: the last step is not the final value"
        );
    }
}

#[test]
fn a_path_is_its_own_in_any_run() {
    let few = draw(&offers::spec(500, 4), 1).expect("a valid specification");
    let many = draw(&offers::spec(5_000, 10), 1).expect("a valid specification");
    for stream in [
        Stream::Market,
        Stream::Idiosyncratic,
        Stream::Exit,
        Stream::Leave,
        Stream::Bonus,
    ] {
        assert_eq!(few.stream(stream, 1, 321), many.stream(stream, 1, 321)[..4]);
    }
    let program = offers::private_offer(10);
    let outcomes = apply(&many, &program).expect("a valid program");
    for p in [0.1, 0.5, 0.9] {
        let path = outcomes.nearest_path(p);
        let told = replay(&many, &program, path).expect("a valid path");
        assert_eq!(told.value.to_bits(), outcomes.quantile(p).value.to_bits());
        assert_eq!(
            told.steps[3].net.to_bits(),
            outcomes.net(3).expect("a step")[path].to_bits()
        );
    }
}

#[test]
fn golden_bits() {
    let draws = draw(&offers::spec(4_096, 10), 20_260_101).expect("a valid specification");
    for case in cases(GOLDEN, "stream") {
        let stream = match case["stream"].as_str() {
            Some("market") => Stream::Market,
            Some("idiosyncratic") => Stream::Idiosyncratic,
            Some("exit") => Stream::Exit,
            other => panic!("no stream {other:?}"),
        };
        let got: Vec<String> = draws.stream(stream, 1, number(&case, "path") as usize)[..5]
            .iter()
            .map(|v| format!("{:016x}", v.to_bits()))
            .collect();
        let wanted: Vec<&str> = case["bits"]
            .as_array()
            .expect("bits")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(got, wanted, "{}", name(&case));
    }
    for case in cases(GOLDEN, "outcome") {
        let program = match case["program"].as_str() {
            Some("public") => offers::public_offer(10),
            _ => offers::private_offer(10),
        };
        let outcomes = apply(&draws, &program).expect("a valid program");
        // FNV-1a over the bits: one changed bit anywhere changes it.
        let digest = bits(&outcomes)
            .iter()
            .flat_map(|b| b.to_le_bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, byte| {
                (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        assert_eq!(
            format!("{digest:016x}"),
            case["digest"].as_str().expect("a digest"),
            "{}",
            name(&case)
        );
    }
}

#[test]
fn normals_have_their_moments_and_tails() {
    let draws = drawn(250_000, vec![1.0, 2.0, 3.0, 4.0], 23);
    let mut all = Vec::with_capacity(1_000_000);
    for path in 0..draws.paths() {
        all.extend(draws.stream(Stream::Idiosyncratic, 0, path));
    }
    let n = all.len() as f64;
    let moment = |k: i32| all.iter().map(|z| z.powi(k)).sum::<f64>() / n;
    // Bounds are 4.5 standard errors: Var z^k = (2k-1)!! - ((k-1)!!)^2 for even k.
    for (k, wanted, variance) in [
        (1, 0.0, 1.0),
        (2, 1.0, 2.0),
        (3, 0.0, 15.0),
        (4, 3.0, 96.0),
        (6, 15.0, 10_170.0),
    ] {
        let allowed = 4.5 * f64::sqrt(variance / n);
        assert!(
            (moment(k) - wanted).abs() < allowed,
            "moment {k}: {}",
            moment(k)
        );
    }
    all.sort_by(f64::total_cmp);
    // Published upper-tail probabilities of the standard normal.
    for (z, upper) in [
        (1.0, 0.158_655_253_93),
        (2.0, 0.022_750_131_95),
        (3.0, 0.001_349_898_03),
        (4.0, 3.167_124e-5),
    ] {
        let beyond = (all.len() - all.partition_point(|v| *v <= z)) as f64;
        let allowed = 4.5 * f64::sqrt(n * upper);
        assert!(
            (beyond - n * upper).abs() < allowed,
            "beyond {z}: {beyond} of {}",
            n * upper
        );
    }
}

/// Pearson's statistic for counts that should all be equal.
fn chi_square(counts: &[u32]) -> f64 {
    let expected = counts.iter().map(|c| f64::from(*c)).sum::<f64>() / counts.len() as f64;
    counts
        .iter()
        .map(|c| (f64::from(*c) - expected).powi(2) / expected)
        .sum()
}

/// Within 4.5 standard deviations of its mean, by Wilson and Hilferty's cube root.
fn plausible(statistic: f64, freedom: f64) -> bool {
    let score = ((statistic / freedom).cbrt() - (1.0 - 2.0 / (9.0 * freedom)))
        / (2.0 / (9.0 * freedom)).sqrt();
    score.abs() < 4.5
}

#[test]
fn uniforms_fill_the_square_within_and_across_streams() {
    let draws = draw(&offers::spec(200_000, 4), 31).expect("a valid specification");
    let kinds = [(Stream::Exit, 0), (Stream::Exit, 1), (Stream::Leave, 0)];
    let streams: Vec<Vec<Vec<f64>>> = kinds
        .iter()
        .map(|(stream, company)| {
            (0..draws.paths())
                .map(|p| draws.stream(*stream, *company, p))
                .collect()
        })
        .collect();
    let cell = |u: f64| (u * 16.0) as usize;
    let test = |what: &str, pairs: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut counts = [0u32; 256];
        for (u, v) in pairs {
            counts[cell(u) * 16 + cell(v)] += 1;
        }
        let statistic = chi_square(&counts);
        assert!(plausible(statistic, 255.0), "{what}: {statistic}");
    };
    for (i, stream) in streams.iter().enumerate() {
        for k in 0..3 {
            test(
                "successive steps",
                &mut stream.iter().map(|s| (s[k], s[k + 1])),
            );
            test(
                "neighbouring paths",
                &mut stream.windows(2).map(|w| (w[0][k], w[1][k])),
            );
        }
        test(
            "first and fourth word",
            &mut stream.iter().map(|s| (s[0], s[3])),
        );
        for other in &streams[i + 1..] {
            test(
                "two streams",
                &mut stream.iter().zip(other).map(|(a, b)| (a[0], b[0])),
            );
        }
    }
}

#[test]
fn normals_are_uncorrelated_within_and_across_streams() {
    let draws = draw(&offers::spec(200_000, 5), 37).expect("a valid specification");
    let kinds = [
        (Stream::Market, 0),
        (Stream::Idiosyncratic, 0),
        (Stream::Idiosyncratic, 1),
        (Stream::Bonus, 0),
    ];
    let streams: Vec<Vec<Vec<f64>>> = kinds
        .iter()
        .map(|(stream, company)| {
            (0..draws.paths())
                .map(|p| draws.stream(*stream, *company, p))
                .collect()
        })
        .collect();
    let allowed = 4.5 / (draws.paths() as f64).sqrt();
    let mut columns: Vec<Vec<f64>> = Vec::new();
    for stream in &streams {
        for k in 0..5 {
            columns.push(stream.iter().map(|s| s[k]).collect());
        }
    }
    let n = draws.paths() as f64;
    for (i, a) in columns.iter().enumerate() {
        for b in &columns[i + 1..] {
            let r = a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / n;
            assert!(r.abs() < allowed, "correlation {r}");
            // Squares too: radii of a pair share nothing but the pair's own.
            let r2 = a
                .iter()
                .zip(b)
                .map(|(x, y)| (x * x - 1.0) * (y * y - 1.0))
                .sum::<f64>()
                / n
                / 2.0;
            assert!(r2.abs() < allowed, "correlation of squares {r2}");
        }
        let serial = a.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / n;
        assert!(serial.abs() < allowed, "serial correlation {serial}");
    }
}

#[test]
fn loading_on_the_market_is_correlation_between_companies() {
    let draws = draw(&offers::spec(200_000, 1), 41).expect("a valid specification");
    let model = |loading| PublicCompany {
        drift: 0.0,
        volatility: 0.3,
        loading,
        jumps: None,
    };
    let logs = |company, loading| -> Vec<f64> {
        let values = final_values(&draws, company, &model(loading), Engine::detect());
        values
            .expect("a valid model")
            .iter()
            .map(|v| (v.ln() + 0.045) / 0.3)
            .collect()
    };
    let products: Vec<f64> = logs(0, 0.8)
        .iter()
        .zip(logs(1, -0.5))
        .map(|(a, b)| a * b)
        .collect();
    let correlation = mean(&products);
    assert!(
        (correlation.value + 0.4).abs() < 4.0 * correlation.error,
        "{correlation:?}"
    );
}

#[test]
fn bonuses_stay_within_bounds_and_have_their_mean() {
    let draws = drawn(200_000, vec![1.0], 43);
    let still = PublicCompany {
        drift: 0.0,
        volatility: 0.0,
        loading: 0.0,
        jumps: None,
    };
    for (low, mode, high) in [
        (0.0, 1.0, 2.0),
        (0.0, 1.0, 1.5),
        (0.5, 0.75, 3.0),
        (1.0, 1.0, 1.0),
    ] {
        let bonus = Bonus {
            target: vec![1_000.0],
            by_slot: Vec::new(),
            low,
            mode,
            high,
            loading: 0.4,
        };
        let program = plain(1, Company::Public(still), Some(Holding::Bonus(bonus)));
        let outcomes = apply(&draws, &program).expect("a valid program");
        let bounds = low * 1_000.0 - 1e-9..=high * 1_000.0 + 1e-9;
        assert!(outcomes.values().iter().all(|v| bounds.contains(v)));
        let average = outcomes.summary().mean;
        let wanted = 1_000.0 * (low + 4.0 * mode + high) / 6.0;
        assert!(
            (average.value - wanted).abs() <= 4.0 * average.error + 0.02,
            "{average:?} {wanted}"
        );
    }
}

#[test]
fn an_alternative_ties_with_itself() {
    let draws = draw(&offers::spec(10_000, 10), 47).expect("a valid specification");
    let program = offers::public_offer(10);
    let mut better = program.clone();
    better.opening += 1.0;
    let (a, b) = (apply(&draws, &program), apply(&draws, &better));
    let (a, b) = (a.expect("a valid program"), b.expect("a valid program"));
    assert_eq!(
        beats(a.worths(), a.worths())
            .expect("the same draws")
            .chance
            .value,
        0.5
    );
    let duel = beats(b.worths(), a.worths()).expect("the same draws");
    assert_eq!(duel.chance.value, 1.0);
    assert!((duel.mean_gap.value - 1.0).abs() < 1e-9 && duel.mean_gap.error < 1e-9);
    let other = draw(&offers::spec(10_000, 10), 48).expect("a valid specification");
    let c = apply(&other, &program).expect("a valid program");
    assert_eq!(beats(a.worths(), c.worths()), Err(SimError::DifferentDraws));
}

#[test]
fn stresses_do_what_they_are_named_for() {
    let draws = draw(&offers::spec(20_000, 10), 53).expect("a valid specification");
    let run = |program: &Program| apply(&draws, program).expect("a valid program").summary();
    let (public, private) = (offers::public_offer(10), offers::private_offer(10));
    let (plain_public, plain_private) = (run(&public), run(&private));
    let flat = run(&public.stressed(Stress::Flat));
    assert!(flat.deviation < plain_public.deviation);
    assert!(
        run(&public.stressed(Stress::Compression { keeps: 0.5 }))
            .mean
            .value
            < plain_public.mean.value
    );
    let taxed = run(&public.stressed(Stress::PayrollTax { points: 0.02 }));
    assert!(taxed.mean.value < plain_public.mean.value && taxed.equity == plain_public.equity);
    let down = run(&private.stressed(Stress::DownRound {
        dilution: 0.4,
        multiple: 2.0,
    }));
    assert!(down.equity.value < plain_private.equity.value);
    let never = run(&private.stressed(Stress::ExitBy { steps: 2 }));
    assert!(never.acquired.value < plain_private.acquired.value);
    assert!(never.unsold.value > plain_private.unsold.value);
}

#[test]
fn bad_input_is_named() {
    let spec = |times: Vec<f64>| DrawSpec {
        paths: 10,
        times,
        companies: vec![],
    };
    assert_eq!(draw(&spec(vec![]), 0), Err(SimError::Empty));
    assert_eq!(draw(&spec(vec![1.0, 1.0]), 0), Err(SimError::Times));
    assert_eq!(draw(&spec(vec![0.0]), 0), Err(SimError::Times));
    assert_eq!(draw(&spec(vec![f64::NAN]), 0), Err(SimError::Times));
    let twice = vec![
        CompanyDraw { key: "a".into() },
        CompanyDraw { key: "a".into() },
    ];
    let spec = DrawSpec {
        paths: 10,
        times: vec![1.0],
        companies: twice,
    };
    assert_eq!(draw(&spec, 0), Err(SimError::SameKey("a".into())));

    let draws = draw(&offers::spec(100, 3), 0).expect("a valid specification");
    let good = offers::public_offer(3);
    assert!(apply(&draws, &good).is_ok());
    let refuses = |change: &dyn Fn(&mut Program)| {
        let mut program = good.clone();
        change(&mut program);
        assert!(apply(&draws, &program).is_err(), "{program:?}");
        assert!(replay(&draws, &program, 0).is_err());
    };
    refuses(&|p| p.employer = 9);
    refuses(&|p| p.opening = f64::NAN);
    refuses(&|p| p.steps[1].discount = 0.0);
    refuses(&|p| p.steps[1].tax = 4);
    refuses(&|p| p.steps.truncate(2));
    refuses(&|p| p.companies[0] = None);
    refuses(&|p| p.taxes.clear());
    refuses(&|p| p.leaving = Some(Leaving { odds: vec![1.5; 3] }));
    refuses(&|p| {
        p.holdings.push(Holding::Vest(Vest {
            company: 0,
            value: vec![f64::INFINITY; 3],
            by_slot: Vec::new(),
        }))
    });
    assert!(replay(&draws, &good, 100).is_err());

    let mut sure = offers::private_offer(3);
    if let Some(Some(Company::Private(company))) = sure.companies.get_mut(1) {
        company.stages[0].odds[0].fail = 0.9;
    }
    assert!(matches!(apply(&draws, &sure), Err(SimError::Odds(_))));
}

/// Steps after the last payment change no path, and other discount factors may be laid over
/// the paths that were run.
#[test]
fn idle_steps_and_other_discounts_leave_every_path_as_it_is() {
    let share = PublicCompany {
        drift: 0.07,
        volatility: 0.4,
        loading: 0.5,
        jumps: None,
    };
    let run = |steps: usize, discount: f64| {
        let times: Vec<f64> = (1..=steps).map(|year| year as f64).collect();
        let mut value = vec![0.0; steps];
        value[..3].copy_from_slice(&[10_000.0, 20_000.0, 30_000.0]);
        let vest = Holding::Vest(Vest {
            company: 0,
            value,
            by_slot: Vec::new(),
        });
        let mut program = plain(steps, Company::Public(share), Some(vest));
        for (step, terms) in program.steps.iter_mut().enumerate() {
            terms.discount = discount.powi(step as i32 + 1);
        }
        apply(&drawn(1_000, times, 5), &program).unwrap()
    };
    let (short, long) = (run(3, 0.96), run(12, 0.96));
    assert_eq!(short.values(), long.values());
    assert_eq!(long.net(11), Some(vec![0.0; 1_000].as_slice()));
    let other = run(12, 0.9);
    let factors: Vec<f64> = (1..=12).map(|year| 0.9_f64.powi(year)).collect();
    assert_eq!(long.rediscounted(&factors), other.values());
    let duel = beats(long.worths(), other.worths()).unwrap();
    assert_eq!(wins(long.worths(), other.worths()).unwrap(), duel.chance);
    assert_eq!(duel.chance.value, 1.0);
}
