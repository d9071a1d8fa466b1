//! The equity engines on their own: vesting, a waterfall, the option-pricing method.

use std::collections::BTreeMap;
use std::path::Path;

use batna_core::{Diagnostic, Diagnostics, Shares};
use batna_equity::captable::CapTable;
use batna_equity::dlom::{self, Discounts};
use batna_equity::opm::{self, Assumptions};
use batna_equity::vesting::{Facts, Schedule, Vested};
use batna_equity::waterfall::{ExitEvent, Waterfall, WaterfallError};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Number;

use crate::{Failure, Workbench};

/// Files of an OCF package looked at, and bytes of each.
const MOST_FILES: usize = 200;
const LARGEST_FILE: u64 = 64 << 20;

/// The division of an exit.
#[derive(Clone, Debug, Serialize)]
pub struct WaterfallView {
    pub schema: &'static str,
    pub as_of: String,
    pub currency: String,
    pub event: ExitEvent,
    pub exit: Number,
    pub distributable: Number,
    /// Value of one common share.
    pub common_per_share: Number,
    pub deductions: Vec<DeductionView>,
    pub holders: Vec<HolderView>,
    pub breakpoints: Vec<BreakpointView>,
    /// Takers for whom converting or not pays the same at this exit.
    pub indifferent: Vec<String>,
    /// Exits at which it does not matter who converts.
    pub ambiguities: Vec<batna_equity::waterfall::Ambiguity>,
    #[serde(skip)]
    pub warnings: Diagnostics,
}

#[derive(Clone, Debug, Serialize)]
pub struct DeductionView {
    pub id: String,
    pub kind: batna_equity::waterfall::DeductedKind,
    pub amount: Number,
}

#[derive(Clone, Debug, Serialize)]
pub struct HolderView {
    pub id: String,
    pub class: String,
    pub holder: Option<String>,
    pub kind: batna_equity::waterfall::TakerKind,
    pub shares: Number,
    pub amount: Number,
    pub per_share: Number,
    pub converts: Option<bool>,
    pub exercise_cost: Number,
}

#[derive(Clone, Debug, Serialize)]
pub struct BreakpointView {
    pub exit: Option<Number>,
    pub distributable: Number,
    pub common_per_share: Number,
    pub events: Vec<batna_equity::waterfall::BreakEvent>,
    pub shares_of_next: BTreeMap<String, Number>,
}

/// Values by the option-pricing method.
#[derive(Clone, Debug, Serialize)]
pub struct OpmView {
    pub schema: &'static str,
    pub as_of: String,
    pub currency: String,
    pub equity_value: Number,
    pub years: f64,
    pub volatility: f64,
    pub rate: f64,
    pub classes: Vec<OpmClass>,
    /// Discounts for lack of marketability as fractions; none is applied above.
    pub dlom: Discounts,
    #[serde(skip)]
    pub warnings: Diagnostics,
}

#[derive(Clone, Debug, Serialize)]
pub struct OpmClass {
    pub id: String,
    pub per_share: Number,
    pub value: Number,
    pub shares: Number,
}

/// Dated vesting.
#[derive(Clone, Debug, Serialize)]
pub struct VestView {
    pub schema: &'static str,
    pub as_of: String,
    pub shares: Number,
    pub events: Vec<VestEventView>,
    pub forfeited: Number,
    pub lapsed: Number,
    pub open: Number,
}

#[derive(Clone, Debug, Serialize)]
pub struct VestEventView {
    pub date: String,
    pub shares: Number,
    pub cumulative: Number,
    pub cause: batna_equity::vesting::Cause,
}

/// What the option-pricing method is asked.
#[derive(Clone, Debug)]
pub enum OpmQuestion {
    /// Divide an equity value.
    Equity(f64),
    /// Find the equity value from a class and its price a share.
    Backsolve { class: String, price: f64 },
}

fn number(value: Decimal, places: u32) -> Number {
    let rounded = value
        .round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
        .normalize();
    if let Ok(whole) = i64::try_from(rounded)
        && Decimal::from(whole) == rounded
    {
        return Number::from(whole);
    }
    float(batna_core::scalar::decimal_to_f64(rounded))
}

fn float(value: f64) -> Number {
    // Engines return finite numbers only.
    Number::from_f64(value).unwrap_or_else(|| Number::from(0))
}

fn money(value: f64) -> Number {
    float((value * 100.0).round() / 100.0)
}

fn too_large(error: WaterfallError) -> Failure {
    Diagnostic::error("equity::exit", error.to_string())
        .remedy("give an exit from zero to 10^13")
        .into()
}

impl Workbench {
    /// A cap table from a TOML file or the folder of an OCF package, with its warnings.
    pub fn cap_table(&self, path: &Path) -> Result<(CapTable, Diagnostics), Failure> {
        let name = path.display().to_string();
        if path.is_dir() {
            let files = read_ocf(path)?;
            return CapTable::from_ocf(&files).map_err(Failure::input);
        }
        let bytes = self.read_input(path)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Failure::from(
                Diagnostic::error("captable::syntax", format!("`{name}` is not UTF-8 text"))
                    .remedy("give a TOML file or the folder of an OCF package"),
            )
        })?;
        CapTable::from_toml(&name, &text).map_err(Failure::input)
    }

    /// Divides an exit.
    pub fn equity_waterfall(
        &self,
        path: &Path,
        exit: Decimal,
        event: ExitEvent,
    ) -> Result<WaterfallView, Failure> {
        let (table, warnings) = self.cap_table(path)?;
        let on = self.world().requested_as_of().or(table.as_of);
        let waterfall = Waterfall::compile_for(&table, event, on).map_err(Failure::input)?;
        let divided = waterfall.payouts(exit).map_err(too_large)?.rounded(2);
        let breakpoints = waterfall.breakpoints().map_err(too_large)?;
        Ok(WaterfallView {
            schema: "batna/equity-waterfall/1",
            as_of: self.world().as_of(table.as_of).to_string(),
            currency: table.currency.code().to_owned(),
            event,
            exit: number(divided.exit, 2),
            distributable: number(divided.distributable, 2),
            common_per_share: number(divided.common_per_share, 6),
            deductions: divided
                .deducted
                .into_iter()
                .map(|one| DeductionView {
                    id: one.id,
                    kind: one.kind,
                    amount: number(one.amount, 2),
                })
                .collect(),
            holders: divided
                .payouts
                .into_iter()
                .map(|one| HolderView {
                    id: one.id,
                    class: one.class,
                    holder: one.holder,
                    kind: one.kind,
                    shares: number(one.shares, 4),
                    amount: number(one.amount, 2),
                    per_share: number(one.per_share, 6),
                    converts: one.converts,
                    exercise_cost: number(one.exercise_cost, 2),
                })
                .collect(),
            breakpoints: breakpoints
                .into_iter()
                .map(|point| BreakpointView {
                    exit: point.exit.map(|exit| number(exit, 2)),
                    distributable: number(point.distributable, 2),
                    common_per_share: number(point.common_per_share, 6),
                    events: point.events,
                    shares_of_next: point
                        .shares_of_next
                        .into_iter()
                        .map(|(id, part)| (id, number(part, 6)))
                        .collect(),
                })
                .collect(),
            indifferent: divided.indifferent,
            ambiguities: waterfall.ambiguities().to_vec(),
            warnings,
        })
    }

    /// Values classes by the option-pricing method.
    pub fn equity_opm(
        &self,
        path: &Path,
        question: &OpmQuestion,
        assumptions: &Assumptions,
    ) -> Result<OpmView, Failure> {
        let (table, warnings) = self.cap_table(path)?;
        let on = self.world().requested_as_of().or(table.as_of);
        let waterfall =
            Waterfall::compile_for(&table, ExitEvent::Sale, on).map_err(Failure::input)?;
        let wrong = |error: batna_equity::black_scholes::PricingError| {
            let known: Vec<String> = waterfall
                .takers()
                .iter()
                .map(|taker| format!("`{}`", taker.id))
                .collect();
            Failure::from(
                Diagnostic::error("equity::pricing", error.to_string()).remedy(format!(
                    "the table's classes and options are {}",
                    known.join(", ")
                )),
            )
        };
        let allocation = match question {
            OpmQuestion::Equity(value) => opm::allocate(&waterfall, *value, assumptions),
            OpmQuestion::Backsolve { class, price } => {
                opm::backsolve(&waterfall, class, *price, assumptions)
            }
        }
        .map_err(wrong)?;
        let discounts = dlom::discounts(
            assumptions.volatility,
            assumptions.years,
            assumptions.rate,
            assumptions.dividend,
        )
        .map_err(wrong)?;
        Ok(OpmView {
            schema: "batna/equity-opm/1",
            as_of: self.world().as_of(table.as_of).to_string(),
            currency: table.currency.code().to_owned(),
            equity_value: money(allocation.equity_value),
            years: assumptions.years,
            volatility: assumptions.volatility,
            rate: assumptions.rate,
            classes: allocation
                .classes
                .into_iter()
                .map(|one| OpmClass {
                    id: one.id,
                    per_share: float((one.per_share * 1e6).round() / 1e6),
                    value: money(one.value),
                    shares: float(one.shares),
                })
                .collect(),
            dlom: discounts,
            warnings,
        })
    }

    /// Dates a vesting schedule.
    pub fn equity_vest(
        &self,
        start: Date,
        shares: Shares,
        schedule: &str,
        adjust: impl FnOnce(Schedule) -> Schedule,
        facts: &Facts,
    ) -> Result<VestView, Failure> {
        let wrong = |message: String| {
            Failure::from(
                Diagnostic::error("equity::vesting", message)
                    .remedy("write a schedule such as \"4y monthly, 1y cliff\" or \"5/15/40/40\""),
            )
        };
        let schedule = Schedule::from_notation(start, shares, schedule)
            .map_err(|error| wrong(error.to_string()))?;
        let vested = adjust(schedule)
            .vest(facts)
            .map_err(|error| wrong(error.to_string()))?;
        Ok(vest_view(self.world().as_of(None), shares, &vested))
    }
}

/// A dated schedule for print.
pub(crate) fn vest_view(as_of: Date, shares: Shares, vested: &Vested) -> VestView {
    VestView {
        schema: "batna/equity-vest/1",
        as_of: as_of.to_string(),
        shares: number(shares.count(), 12),
        events: vested
            .events
            .iter()
            .map(|event| VestEventView {
                date: event.date.to_string(),
                shares: number(event.shares.count(), 12),
                cumulative: number(event.cumulative.count(), 12),
                cause: event.cause,
            })
            .collect(),
        forfeited: number(vested.forfeited.count(), 12),
        lapsed: number(vested.lapsed.count(), 12),
        open: number(vested.open.count(), 12),
    }
}

/// The JSON files of a folder, by name.
fn read_ocf(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let refused = |path: &Path, why: String| {
        Failure::from(
            Diagnostic::error("ocf::unreadable", format!("{}: {why}", path.display()))
                .remedy("give the folder of an OCF package with its JSON files"),
        )
    };
    let mut files = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|error| refused(folder, error.to_string()))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        if !json || !path.is_file() {
            continue;
        }
        if files.len() == MOST_FILES {
            return Err(refused(folder, format!("more than {MOST_FILES} files")));
        }
        if entry.metadata().is_ok_and(|data| data.len() > LARGEST_FILE) {
            return Err(refused(&path, "larger than 64 MB".into()));
        }
        let text =
            std::fs::read_to_string(&path).map_err(|error| refused(&path, error.to_string()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, text);
    }
    Ok(files)
}
