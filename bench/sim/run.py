#!/usr/bin/env python3
"""Path-steps a second: numba with SFC64, NumPy with SFC64, QuantLib, and ours, in one go.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install numba numpy QuantLib
    /tmp/peers/bin/python bench/sim/run.py [--rounds 3] [--ours PATH_OF_BENCH_BINARY]

Every contestant simulates the same thing, a log-normal share over 10 yearly steps, on ONE
thread unless said otherwise: `terminal` needs the last value only (one normal a step, one
exponential a path), `exponential each step` needs every value (here: their mean).
Time is that of the thread on its core (two threads of ours: the wall clock), so that waiting
for other work does not count; its pressure on cache and frequency remains, and the load average
is shown. Rounds alternate between contestants, so that it meets all alike; the best and the
median of all repetitions are shown. Peers
draw 1,000,000 paths (QuantLib 50,000) and are warmed up before the clock starts.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATHS, STEPS = 1_000_000, 10
DRIFT, VOL = 0.05 - 0.5 * 0.4**2, 0.4


def timed(run, repetitions):
    seconds = []
    for _ in range(repetitions):
        start = time.thread_time()
        run()
        seconds.append(time.thread_time() - start)
    return seconds


def numba_runs():
    import numba
    import numpy as np

    @numba.njit(fastmath=False)
    def terminal(rng, out):
        for i in range(out.size):
            s = 0.0
            for _ in range(STEPS):
                s += DRIFT + VOL * rng.standard_normal()
            out[i] = np.exp(s)

    @numba.njit(fastmath=False)
    def each(rng, out):
        for i in range(out.size):
            s, total = 0.0, 0.0
            for _ in range(STEPS):
                s += DRIFT + VOL * rng.standard_normal()
                total += np.exp(s)
            out[i] = total / STEPS

    rng = np.random.Generator(np.random.SFC64(1))
    out = np.empty(PATHS)
    terminal(rng, out[:10])
    each(rng, out[:10])
    name = f"numba {numba.__version__}, SFC64"
    return [
        (name, "terminal", PATHS, lambda: terminal(rng, out)),
        (name, "exponential each step", PATHS, lambda: each(rng, out)),
    ]


def numpy_runs():
    import numpy as np

    rng = np.random.Generator(np.random.SFC64(1))
    block = np.empty((STEPS, 10_000))

    def blocks(finish):
        for _ in range(PATHS // block.shape[1]):
            rng.standard_normal(out=block)
            finish()

    def terminal():
        np.exp(DRIFT * STEPS + VOL * block.sum(axis=0))

    def each():
        np.exp(np.cumsum(DRIFT + VOL * block, axis=0)).mean(axis=0)

    name = f"NumPy {np.__version__}, SFC64"
    return [
        (name, "terminal", PATHS, lambda: blocks(terminal)),
        (name, "exponential each step", PATHS, lambda: blocks(each)),
    ]


def quantlib_runs():
    import QuantLib as ql

    paths = 50_000
    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today
    day = ql.Actual365Fixed()
    rate = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.05, day))
    none = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, day))
    vol = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(today, ql.NullCalendar(), VOL, day))
    spot = ql.QuoteHandle(ql.SimpleQuote(100.0))
    process = ql.BlackScholesMertonProcess(spot, none, rate, vol)
    option = ql.VanillaOption(
        ql.PlainVanillaPayoff(ql.Option.Call, 100.0),
        ql.EuropeanExercise(today + ql.Period(10, ql.Years)),
    )

    def run():
        engine = ql.MCEuropeanEngine(
            process, "pseudorandom", timeSteps=STEPS, requiredSamples=paths, seed=42
        )
        option.setPricingEngine(engine)
        option.NPV()

    run()
    # Its engine evolves the value itself, so the exponential is in every step.
    return [(f"QuantLib {ql.__version__}, MCEuropeanEngine", "exponential each step", paths, run)]


def ours(binary):
    """Rates reported by one quick run of our bench: (name, what) -> (best, median, threads)."""
    result = subprocess.run([binary, "quick"], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def built():
    """Path of our bench binary, built in release."""
    command = ["cargo", "bench", "-p", "batna-value", "--bench", "sim", "--no-run", "--message-format=json"]
    output = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == "sim":
            return message["executable"]
    sys.exit("no bench binary was built")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--repetitions", type=int, default=5)
    arguments.add_argument("--ours", help="bench binary that is already built")
    chosen = arguments.parse_args()
    binary = chosen.ours or built()

    peers = []
    for make in (numba_runs, numpy_runs, quantlib_runs):
        try:
            peers += make()
        except ImportError as missing:
            print(f"left out: {missing}", file=sys.stderr)

    before = os.getloadavg()
    rates = {}
    for _ in range(chosen.rounds):
        for name, what, paths, run in peers:
            for seconds in timed(run, chosen.repetitions):
                rates.setdefault((what, name, "normal"), []).append(paths * STEPS / seconds)
        for line in ours(binary):
            threads = "" if line["threads"] == 1 else f", {line['threads']} threads"
            key = (line["what"], f"batna {line['lanes']}{threads}", line["unit"])
            rates.setdefault(key, []).extend([line["best_rate"], line["median_rate"]])
    after = os.getloadavg()

    print(f"load average {before[0]:.1f} before, {after[0]:.1f} after; {os.cpu_count()} cores\n")
    print(f"{'what':32} {'who':40} {'best M/s':>10} {'median M/s':>11}")
    for (what, name, _), values in sorted(rates.items(), key=lambda kv: (kv[0][0], -max(kv[1]))):
        print(f"{what:32} {name:40} {max(values) / 1e6:10.1f} {statistics.median(values) / 1e6:11.1f}")


if __name__ == "__main__":
    main()
