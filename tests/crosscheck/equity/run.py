"""Writes tests/suite/equity/quantlib.toml: what QuantLib says of options, discounts and lattices.

Called by `cargo xtask crosscheck PYTHON equity` with this folder and the file to write. What each
discount is in QuantLib's terms:

- Longstaff: a continuous floating look-back put without interest, since the best day's proceeds
  and the final price both grow at the riskless rate.
- Chaffe: a European put at the money.
- Ghaidarov and Finnerty approximate a put struck at the arithmetic average of the price, without
  interest; QuantLib simulates it with low-discrepancy numbers. Both it and Ghaidarov's formula
  lie between bounds from the geometric average (Ghaidarov 2009), so that they differ by no more
  than these do: the means of the two averages, 1 - exp(-variance / 12). That is the tolerance.
  Finnerty's is not held to it, since it lies above the upper bound (Ghaidarov 2009).
- The employee option without leaving or vesting, exercised at a multiple of its strike, is an
  up-and-out call that pays (multiple - 1) * strike when the barrier is hit.
"""

import importlib.metadata
import math
import pathlib
import sys

import QuantLib as ql

FOLDER, OUT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
TODAY = ql.Date(1, 1, 2026)
DAYS = ql.Actual365Fixed()


def check_version():
    name, wanted = (FOLDER / "requirements.txt").read_text().strip().split("==")
    found = importlib.metadata.version(name)
    if found != wanted:
        sys.exit(f"{name} is {found}, not {wanted}: install -r requirements.txt")
    return f"{name} {found}"


def process(spot, rate, dividend, volatility):
    def flat(level):
        return ql.YieldTermStructureHandle(ql.FlatForward(TODAY, level, DAYS))

    surface = ql.BlackConstantVol(TODAY, ql.NullCalendar(), volatility, DAYS)
    return ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(spot)), flat(dividend), flat(rate),
        ql.BlackVolTermStructureHandle(surface))


def exercise(years):
    return ql.EuropeanExercise(TODAY + round(365 * years))


def priced(option, engine):
    option.setPricingEngine(engine)
    return option.NPV()


def european(kind, spot, strike, years, rate, dividend, volatility):
    option = ql.VanillaOption(ql.PlainVanillaPayoff(kind, strike), exercise(years))
    return priced(option, ql.AnalyticEuropeanEngine(process(spot, rate, dividend, volatility)))


def lookback(volatility, years):
    """Without interest, which the formula divides by: extrapolated from two small rates."""
    option = ql.ContinuousFloatingLookbackOption(
        1.0, ql.FloatingTypePayoff(ql.Option.Put), exercise(years))

    def at(rate):
        engine = ql.AnalyticContinuousFloatingLookbackEngine(process(1.0, rate, 0.0, volatility))
        return priced(option, engine)

    return min(1.0, 2.0 * at(1e-4) - at(2e-4))  # a discount is at most the whole


def average_strike(volatility, years):
    days = round(365 * years)
    fixings = [TODAY + round(days * k / 250) for k in range(1, 251)]
    option = ql.DiscreteAveragingAsianOption(
        ql.Average.Arithmetic, 0.0, 0, fixings,
        ql.PlainVanillaPayoff(ql.Option.Put, 1.0), exercise(years))
    engine = ql.MCLDDiscreteArithmeticASEngine(
        process(1.0, 0.0, 0.0, volatility), requiredSamples=65_535, seed=1)
    return priced(option, engine)


def exercised_at(spot, strike, years, rate, dividend, volatility, multiple):
    option = ql.BarrierOption(
        ql.Barrier.UpOut, strike * multiple, strike * (multiple - 1.0),
        ql.PlainVanillaPayoff(ql.Option.Call, strike), exercise(years))
    return priced(option, ql.AnalyticBarrierEngine(process(spot, rate, dividend, volatility)))


def cases():
    for spot, strike, years, rate, dividend, volatility in [
        (100, 100, 1, 0.04, 0.0, 0.2), (100, 100, 10, 0.04, 0.0, 0.8), (100, 250, 5, 0.04, 0.0, 0.6),
        (24, 9, 4, 0.045, 0.0, 0.73), (9, 24, 4, 0.045, 0.0, 0.73), (100, 1, 3, 0.04, 0.0, 0.9),
        (60, 60, 2, 0.0, 0.05, 0.45), (50, 55, 7, 0.03, 0.02, 1.2),
    ]:
        args = [spot, strike, years, rate, dividend, volatility]
        yield "call", args, european(ql.Option.Call, *args), 1e-8 * spot
        yield "put", args, european(ql.Option.Put, *args), 1e-8 * spot
    for volatility, years in [(0.1, 1), (0.3, 0.2), (0.3, 1), (0.3, 5), (0.6, 2), (0.9, 3)]:
        yield "longstaff", [volatility, years, 0], lookback(volatility, years), 1e-6
        put = european(ql.Option.Put, 1.0, 1.0, years, 0.04, 0.0, volatility)
        yield "chaffe", [volatility, years, 0.04], put, 1e-9
    for volatility, years in [(0.2, 1), (0.3, 1), (0.5, 1), (0.5, 2), (0.7, 2), (0.9, 2)]:
        yield "ghaidarov", [volatility, years, 0], average_strike(volatility, years), (
            1.0 - math.exp(-(volatility**2) * years / 12.0))
    for spot, strike, years, rate, dividend, volatility, multiple in [
        (50, 50, 10, 0.075, 0.025, 0.3, 3), (50, 50, 10, 0.05, 0.0, 0.3, 2),
        (10, 10, 7, 0.04, 0.0, 0.6, 2.5), (20, 25, 5, 0.03, 0.01, 0.4, 1.5),
        (100, 100, 10, 0.04, 0.0, 0.8, 4),
    ]:
        args = [spot, strike, years, rate, dividend, volatility]
        value = exercised_at(*args, multiple)
        yield "lattice", [*args, 0, 0, multiple], value, 0.004 * value


def main():
    source = check_version()
    ql.Settings.instance().evaluationDate = TODAY
    lines = [
        f"# Answers of {source}, by tests/crosscheck/equity/run.py, which says what each is.",
        "# The arguments are those of pricing.toml.",
    ]
    for what, args, expected, tolerance in cases():
        numbers = ", ".join(str(arg) for arg in args)
        lines += [
            "", "[[case]]", f'what = "{what}"', f'source = "{source}"', f"args = [{numbers}]",
            f"expected = {expected:.12g}", f"tolerance = {tolerance:.2g}",
        ]
    OUT.write_text("\n".join(lines) + "\n")


main()
