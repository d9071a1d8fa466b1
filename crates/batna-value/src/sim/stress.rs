//! Named stresses: a program changed in one stated way, to be applied to the same draws.

use batna_core::Piecewise;

use super::program::{Company, Holding, NewMoney, Odds, Program, Stage};

/// A named stress.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stress {
    /// Every company is worth this part of today's value from now on, with unchanged shares.
    Compression { keeps: f64 },
    /// No company grows or falls.
    Flat,
    /// The next round gives investors `dilution` of the company, with a senior participating
    /// preference of `multiple` times their money.
    DownRound { dilution: f64, multiple: f64 },
    /// Private companies exit within this many steps, or never: odds as in the program until
    /// then, none afterwards, and failure unchanged.
    ExitBy { steps: usize },
    /// Private companies hold no tender any more.
    NoTender,
    /// Payroll tax on uncertain wages rises by this many points (0.01: one).
    PayrollTax { points: f64 },
}

impl Stress {
    /// Name for tables and charts.
    pub fn name(&self) -> &'static str {
        match self {
            Stress::Compression { .. } => "valuation compression",
            Stress::Flat => "flat",
            Stress::DownRound { .. } => "down round, senior participating",
            Stress::ExitBy { .. } => "exit soon or never",
            Stress::NoTender => "no tender",
            Stress::PayrollTax { .. } => "payroll tax shock",
        }
    }
}

impl Program {
    /// This program under a stress.
    pub fn stressed(&self, stress: Stress) -> Program {
        let mut program = self.clone();
        match stress {
            Stress::Compression { keeps } => compress(&mut program, keeps),
            Stress::Flat => {
                for company in program.companies.iter_mut().flatten() {
                    match company {
                        Company::Public(c) => {
                            (c.drift, c.volatility, c.jumps) = (0.0, 0.0, None);
                        }
                        Company::Private(c) => (c.drift, c.volatility) = (0.0, 0.0),
                    }
                }
            }
            Stress::DownRound { dilution, multiple } => {
                for company in program.companies.iter_mut().flatten() {
                    if let Company::Private(company) = company {
                        company.new_money = NewMoney {
                            multiple,
                            participating: true,
                        };
                        if let Some(stage) = company.stages.first_mut() {
                            (stage.dilution, stage.down_dilution) = (dilution, dilution);
                        }
                    }
                }
            }
            Stress::ExitBy { steps } => {
                for company in program.companies.iter_mut().flatten() {
                    if let Company::Private(company) = company {
                        company
                            .stages
                            .iter_mut()
                            .for_each(|stage| close(stage, steps));
                    }
                }
            }
            Stress::NoTender => {
                for company in program.companies.iter_mut().flatten() {
                    if let Company::Private(company) = company {
                        company.tenders = None;
                    }
                }
            }
            Stress::PayrollTax { points } => {
                for tax in &mut program.taxes {
                    let steeper = tilted(&tax.wages, points);
                    // What stacks above wages without payroll tax keeps its own schedule.
                    let plain = std::mem::replace(&mut tax.wages, steeper);
                    tax.unpayrolled.get_or_insert(plain);
                }
            }
        }
        program
    }
}

/// Units of public companies lose worth at once; private companies start lower.
fn compress(program: &mut Program, keeps: f64) {
    for company in program.companies.iter_mut().flatten() {
        if let Company::Private(company) = company {
            company.value *= keeps;
        }
    }
    for holding in &mut program.holdings {
        match holding {
            Holding::Vest(vest) => vest.value.iter_mut().for_each(|value| *value *= keeps),
            // The strike stays what it is in money.
            Holding::Rights(rights) if keeps > 0.0 => {
                rights.vested.iter_mut().for_each(|worth| *worth *= keeps);
                let by_slot = rights.vested_by_slot.iter_mut().flatten();
                by_slot.for_each(|worth| *worth *= keeps);
                rights.strike /= keeps;
                rights.cap = rights.cap.map(|cap| cap / keeps);
            }
            // A refresher is granted as money, at the price of its day.
            _ => {}
        }
    }
}

fn close(stage: &mut Stage, steps: usize) {
    let Some(last) = stage.odds.last().copied() else {
        return;
    };
    stage.odds.resize(steps.max(stage.odds.len()), last);
    let shut = |odds: &Odds| Odds {
        acquired: 0.0,
        listed: 0.0,
        ..*odds
    };
    for odds in stage.odds.iter_mut().skip(steps) {
        *odds = shut(odds);
    }
    stage.odds.push(shut(&last));
}

/// `f(x) + points * x` for positive x.
fn tilted(f: &Piecewise, points: f64) -> Piecewise {
    let tilt = |x: f64| points * x.max(0.0);
    let mut knots: Vec<(f64, f64)> = f.knots().collect();
    if knots.iter().all(|(x, _)| *x != 0.0) {
        let at = knots.partition_point(|(x, _)| *x < 0.0);
        knots.insert(at, (0.0, f.at(0.0)));
    }
    let before = f.slope_before();
    Piecewise::new(
        knots.into_iter().map(|(x, y)| (x, y + tilt(x))),
        before,
        f.slope_after() + points,
    )
    .unwrap_or_else(|_| f.clone())
}
