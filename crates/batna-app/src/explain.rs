//! How any figure came about: the trace behind an id.

use batna_core::{Currency, Money, Rate, Scalar, Trace, TraceValue};
use batna_value::evaluate::{Evaluated, path_of};
use batna_value::floor::Floor;
use batna_value::flow::Component;
use batna_value::leaving::VestedOnLeaving;
use batna_value::valuation::Figure;
use rust_decimal::Decimal;

use crate::appraisal::Appraisal;
use crate::document::{Document, Text};
use crate::planning::Planned;

fn amount(value: f64, currency: Currency) -> TraceValue {
    TraceValue::Money(Money::new(Decimal::from_f64(value).round_dp(2), currency))
}

impl Appraisal<'_> {
    /// Every figure's trace, by alternative.
    pub fn traces(&self) -> Vec<Trace> {
        self.evaluated
            .iter()
            .flat_map(|one| self.traces_of(one))
            .collect()
    }

    /// Every figure's trace, and every floor's.
    pub fn floor_and_figures(&self, floor: &Floor) -> Vec<Trace> {
        let mut traces = self.traces();
        traces.extend(self.floor_traces(floor));
        traces
    }

    /// The traces that a brief links to.
    pub fn brief_traces(&self, floor: &Floor, planned: &Planned) -> Vec<Trace> {
        let mut traces = self.floor_and_figures(floor);
        traces.extend(planned.plan.traces.iter().cloned());
        traces
    }

    fn traces_of(&self, one: &Evaluated) -> Vec<Trace> {
        let path = path_of(&one.prepared.alternative);
        let currency = one.value.currency;
        let figures = &one.value.figures;
        let mut traces = Vec::new();
        traces.push(self.headline(one, &path));
        traces.push(
            self.figure(
                &figures.guaranteed_cash,
                "guaranteed recurring cash a year",
                currency,
            )
            .by("base and stipends; nothing that chance or discretion decides")
            .from_inputs(self.stated(one, &path)),
        );
        traces.push(
            self.figure(&figures.year1_gross, "year one before tax", currency)
                .by("every cash flow and delivered share of the twelve months from the start")
                .from_inputs(self.year_parts(one, &path, 0)),
        );
        traces.push(
            self.figure(
                &figures.average_year_gross,
                "average year before tax",
                currency,
            )
            .by("sum of the service years, one-offs included, by their number")
            .from_inputs(one.value.years.iter().map(|year| {
                Trace::new(
                    format!("{path}.year{}.gross", year.year),
                    format!("service year {} from {}", year.year, year.from),
                    amount(year.gross, currency),
                )
            })),
        );
        let taxes = self.taxes(one, &path);
        for (figure, label, rule) in [
            (
                &figures.year1_net,
                "year one after tax",
                "year one's flows less the tax they add, in each path",
            ),
            (
                &figures.average_year_net,
                "average year after tax",
                "the horizon after tax in each path by its years; what comes after the horizon is \
                 discounted to its end",
            ),
            (
                &figures.present_value_net,
                "present value after tax",
                "each path's flows after tax, discounted at the riskless rate to the day it is seen from",
            ),
            (
                &figures.certainty_equivalent,
                "certainty equivalent a year",
                "the certain present value of the same expected utility under constant relative \
                 risk aversion, by the years of the horizon",
            ),
            (
                &figures.cost_of_living_adjusted,
                "average year at average prices",
                "average year after tax divided by the regional price parity (United States 100)",
            ),
        ] {
            traces.push(
                self.figure(figure, label, currency)
                    .by(rule)
                    .from_input(self.run(one))
                    .from_inputs(taxes.iter().cloned())
                    .from_inputs(self.nearest(one, figure)),
            );
        }
        for year in &one.value.years {
            let index = year.year.saturating_sub(1);
            if year.year > 1 {
                traces.push(
                    self.figure(
                        &year.net,
                        &format!("year {} after tax", year.year),
                        currency,
                    )
                    .by("the year's flows less the tax they add, in each path")
                    .from_inputs(self.year_parts(one, &path, index))
                    .from_input(self.run(one)),
                );
            }
        }
        for equity in &one.value.equity {
            let mut trace = self
                .figure(&equity.net, &format!("{} after tax", equity.kind), currency)
                .by("present value with the grant less without it, path by path on the same draws")
                .from_input(self.run(one));
            if let Some(advertised) = equity.advertised {
                trace = trace.from_input(Trace::new(
                    format!("{}.advertised", equity.id),
                    "as the employer quotes it: not a value",
                    amount(advertised, currency),
                ));
            }
            if equity.model == "private" {
                trace = trace.from_inputs(self.exits(one));
            }
            for missing in &equity.missing {
                trace = trace.noting(format!("unknown: {missing}"));
            }
            traces.push(trace);
        }
        traces.extend(
            one.value
                .on_leaving
                .iter()
                .map(|vested| leaving(vested, currency)),
        );
        traces.extend(taxes);
        traces
    }

    fn figure(&self, figure: &Figure, label: &str, currency: Currency) -> Trace {
        let value = figure
            .p50
            .map_or(TraceValue::Text("unknown".into()), |value| {
                amount(value, currency)
            });
        let mut trace = Trace::new(figure.id.clone(), label, value);
        if let (Some(low), Some(high), false) = (figure.p10, figure.p90, figure.is_fixed()) {
            trace = trace
                .from_input(Trace::new(
                    format!("{}.p10", figure.id),
                    "10th percentile",
                    amount(low, currency),
                ))
                .from_input(Trace::new(
                    format!("{}.p90", figure.id),
                    "90th percentile",
                    amount(high, currency),
                ));
        }
        if let Some(error) = figure.mc_error.filter(|error| *error > 0.0) {
            trace = trace.noting(format!(
                "Monte Carlo standard error {}",
                Money::new(Decimal::from_f64(error).round_dp(0), currency)
            ));
        }
        trace
    }

    /// What the files state, with the places it stands in.
    fn stated(&self, one: &Evaluated, path: &str) -> Vec<Trace> {
        let alternative = &one.prepared.alternative;
        let mut inputs = Vec::new();
        let key = |name: &str| match path.strip_prefix("offers.") {
            Some(_) => format!("{path}.{name}"),
            None => format!("me.current_job.{name}"),
        };
        if let Some(base) = alternative.base {
            let id = key("base");
            let mut input = Trace::money(id.clone(), "base a year, as stated", base);
            if let Some(place) = self.opened.case.places.get(&id) {
                input = input.noting(format!("{}:{}", place.file, place.line));
            }
            inputs.push(input);
        }
        for stipend in &alternative.stipends {
            inputs.push(Trace::money(
                key("stipend"),
                stipend.what.clone(),
                stipend.amount,
            ));
        }
        inputs
    }

    fn headline(&self, one: &Evaluated, path: &str) -> Trace {
        let currency = one.value.currency;
        let mut trace = self
            .figure(&one.value.figures.headline, "headline total a year", currency)
            .by("base + target bonus + each grant as advertised by the years it vests over; one-offs apart")
            .from_inputs(self.stated(one, path));
        for equity in &one.value.equity {
            if let Some(advertised) = equity.advertised {
                trace = trace.from_input(Trace::new(
                    format!("{}.advertised", equity.id),
                    format!("{} as advertised, whole", equity.kind),
                    amount(advertised, currency),
                ));
            }
        }
        trace
    }

    fn year_parts(&self, one: &Evaluated, path: &str, index: u32) -> Vec<Trace> {
        let Some(year) = one.value.years.get(index as usize) else {
            return Vec::new();
        };
        year.parts
            .iter()
            .map(|part| {
                let mut trace = Trace::new(
                    format!(
                        "{path}.year{}.{}",
                        year.year,
                        part.component.label().replace(' ', "-")
                    ),
                    part.component.label(),
                    amount(part.amount, one.value.currency),
                );
                if part.component == Component::Equity {
                    trace = trace
                        .noting("at today's price; private equity is not counted before an exit");
                }
                trace
            })
            .collect()
    }

    fn run(&self, one: &Evaluated) -> Trace {
        let settings = &self.evaluator.assumptions.settings;
        let mut trace = Trace::text(
            format!("{}.run", path_of(&one.prepared.alternative)),
            "the run",
            format!(
                "{} real-world paths, seed {}, {}",
                settings.paths,
                settings.seed,
                settings.scenario.label()
            ),
        );
        for used in &self.evaluator.assumptions.used {
            trace = trace.from_input(Trace::text(
                used.id.clone(),
                used.label.clone(),
                format!("{} ({}, {})", used.value, used.source, used.grade.label()),
            ));
        }
        trace
    }

    /// The path nearest to the median, drawn again on its own.
    fn nearest(&self, one: &Evaluated, figure: &Figure) -> Option<Trace> {
        if figure.is_fixed() {
            return None;
        }
        let outcomes = one.outcomes.as_ref()?;
        let path = outcomes.nearest_path(0.5);
        let value = *outcomes.values().get(path)?;
        Some(
            Trace::new(
                format!("{}.nearest-path", figure.id),
                format!("path {path}, whose present value is the median"),
                amount(value, one.value.currency),
            )
            .noting("the same seed and path number draw it again"),
        )
    }

    fn taxes(&self, one: &Evaluated, path: &str) -> Vec<Trace> {
        one.prepared
            .taxed
            .iter()
            .flatten()
            .map(|year| {
                year.trace(
                    &format!("{path}.tax.{}", year.law.year()),
                    &one.prepared.person.household,
                    one.value.currency,
                )
            })
            .collect()
    }

    /// The base rates of the company's stage.
    fn exits(&self, one: &Evaluated) -> Vec<Trace> {
        let Some(stage) = batna_value::equity_model::stage_of(&one.prepared.alternative) else {
            return Vec::new();
        };
        let rates = self.evaluator.exits.rates(stage);
        [
            (
                "chance_round",
                "chance that a further round comes next",
                &rates.chance_round,
            ),
            (
                "chance_fail",
                "chance that failure or standstill comes next",
                &rates.chance_fail,
            ),
            (
                "listed_share",
                "share of exits that are listings",
                &rates.listed_share,
            ),
            ("event_hazard", "events a year", &rates.event_hazard),
            ("dilution", "dilution of the next round", &rates.dilution),
            (
                "volatility",
                "volatility of the company a year",
                &rates.volatility,
            ),
        ]
        .into_iter()
        .map(|(name, label, cited)| {
            Trace::new(
                format!("equity.exit.{name}.{}", stage.key()),
                label,
                TraceValue::Rate(Rate::from_fraction(
                    Decimal::from_f64(cited.value).round_dp(4),
                )),
            )
            .noting(cited.population.label())
            .citing(cited.source.clone())
        })
        .collect()
    }

    fn floor_traces(&self, floor: &Floor) -> Vec<Trace> {
        let currency = floor.currency;
        floor
            .offers
            .iter()
            .filter_map(|offer| {
                let value = offer.floor_a_year?;
                let mut trace = Trace::new(
                    offer.id.clone(),
                    format!("floor of {} a year", offer.offer),
                    amount(value, currency),
                )
                .by(
                    "the best of: staying with what leaving costs on top, other offers, and running \
                     processes as a lottery with the next best; certainty equivalents over the horizon",
                );
                if let Some(binds) = &offer.binds {
                    trace = trace.noting(format!("set by {binds}"));
                }
                for alternative in floor.alternatives.iter().filter(|one| one.id != offer.offer) {
                    let worth = alternative
                        .certainty_equivalent
                        .map_or(TraceValue::Text("not valued".into()), |worth| {
                            amount(worth, currency)
                        });
                    let mut input =
                        Trace::new(alternative.id.clone(), alternative.label.clone(), worth);
                    if let Some(chance) = alternative.chance.filter(|chance| *chance < 1.0) {
                        input = input.noting(format!("chance {:.0}%, your own estimate", chance * 100.0));
                    }
                    trace = trace.from_input(input);
                }
                for cost in &floor.switching_costs {
                    trace = trace.from_input(
                        Trace::new(
                            format!("floor.switching.{}", cost.what.replace(' ', "-")),
                            format!("leaving costs: {}", cost.what),
                            amount(cost.amount, currency),
                        )
                        .noting(cost.note.clone()),
                    );
                }
                Some(trace)
            })
            .collect()
    }
}

/// What becomes of vested equity on leaving: what it is worth taken along, and what that takes.
fn leaving(vested: &VestedOnLeaving, currency: Currency) -> Trace {
    let part = |name: &str, label: &str, value: f64| {
        Trace::new(
            format!("{}.{name}", vested.id),
            label,
            amount(value, currency),
        )
    };
    let mut trace = Trace::new(
        vested.id.clone(),
        format!("vested {} of {} on leaving", vested.kind, vested.grant),
        amount(vested.worth_leaving, currency),
    )
    .by(
        "what the certainty equivalent gains by it, after the cash and the tax of exercising; \
         nothing where letting it lapse is better",
    )
    .from_input(Trace::number(
        format!("{}.units", vested.id),
        "vested, and not yet exercised",
        vested.units,
    ))
    .from_input(part(
        "worth_staying",
        "the same while staying",
        vested.worth_staying,
    ))
    .from_input(part("cash", "cash that exercising takes", vested.cash))
    .from_input(part("tax", "tax that exercising causes", vested.tax));
    if let Some(by) = vested.by {
        trace = trace.noting(format!("to be exercised by {by}"));
    }
    if vested.affordable < 1.0 {
        trace = trace.noting(format!(
            "stated savings pay for {:.0}% of it",
            vested.affordable * 100.0
        ));
    }
    trace
}

/// A trace as people read it.
pub fn trace_document(trace: &Trace) -> Document {
    let mut document = Document::new(
        format!("{} = {}", trace.id, trace.value),
        trace.label.clone(),
    );
    let mut lines = Vec::new();
    write_step(trace, 0, &mut lines);
    for line in lines {
        document.paragraph(line);
    }
    document
}

/// Steps deeper than this are left to `--json`.
const DEEPEST: usize = 12;

fn write_step(trace: &Trace, depth: usize, lines: &mut Vec<Text>) {
    let indent = "\u{a0}\u{a0}".repeat(depth);
    if depth > 0 {
        lines.push(Text::from(format!(
            "{indent}{}: {}  [{}]",
            trace.label, trace.value, trace.id
        )));
    }
    if let Some(rule) = &trace.rule {
        lines.push(Text::from(format!("{indent}  by: {rule}")));
    }
    for note in &trace.notes {
        lines.push(Text::from(format!("{indent}  note: {note}")));
    }
    for parameter in &trace.parameters {
        lines.push(Text::from(format!(
            "{indent}  {} = {} ({}{})",
            parameter.id,
            parameter.value,
            parameter.source,
            parameter
                .projection
                .as_ref()
                .map_or(String::new(), |projection| format!("; {projection}"))
        )));
    }
    for source in &trace.sources {
        lines.push(Text::from(format!("{indent}  source: {source}")));
    }
    if depth < DEEPEST {
        for input in &trace.inputs {
            write_step(input, depth + 1, lines);
        }
    }
}
