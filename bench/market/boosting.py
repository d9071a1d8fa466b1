#!/usr/bin/env python3
"""The predictor beside gradient boosting on the same split of the real files.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install lightgbm
    cargo build --release -p batna-market --example market-bench
    /tmp/peers/bin/python bench/market/boosting.py --data FOLDER_OF_REAL_FILES

Both learn the same earliest three fifths of the rows (`fit`), know the same columns, and are
judged on the latest fifth (`check`); boosting stops early on the fifth between (`errors`), which
gives each the middle of its errors and its 90% interval by split conformal prediction over all
rows together. The interval that batna hands out goes by group and follows misses; its coverage
is the last column.
"""

import argparse
import csv
import json
import math
import subprocess
import tempfile
from pathlib import Path

import lightgbm
import numpy

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    "aijobs_salaries_2025-01-19.csv",
    "levels_fyi_2021-08.csv.zip",
    "dol_lca_extract_fy2026_q1.csv",
]
POPULATIONS = [("mixed", "base"), ("self-reported", "base"), ("self-reported", "total"), ("disclosed", "base")]
WORDS = ["role", "seniority", "country", "metro", "stage", "size", "employer"]
NUMBERS = ["remote", "years", "time"]


def columns(rows):
    """Categories by number, those of rows in `fit` alone; others count as missing."""
    matrix = []
    for name in WORDS:
        known = {}
        for row in rows:
            if row["part"] == "fit" and row[name]:
                known.setdefault(row[name], len(known))
        matrix.append([known.get(row[name], math.nan) for row in rows])
    for name in NUMBERS:
        matrix.append([float(row[name]) if row[name] else math.nan for row in rows])
    return numpy.array(matrix).T


def judge(expected, logs, parts):
    errors = logs - expected
    held_out = numpy.sort(errors[parts == "errors"])
    n = len(held_out)
    at = lambda share: held_out[min(max(int(round((n + 1) * share)) - 1, 0), n - 1)]
    low, middle, high = at(0.05), at(0.5), at(0.95)
    check = errors[parts == "check"]
    miss = numpy.median(numpy.abs(numpy.exp(check - middle) - 1)) * 100
    held = numpy.mean((check >= low) & (check <= high)) * 100
    spread = 1 - numpy.var(check) / numpy.var(logs[parts == "check"])
    return miss, held, math.exp(high - low), spread


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--ours", type=Path, default=ROOT / "target/release/examples/market-bench")
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="market-boosting-"))
    store = work / "market.sqlite"
    for file in FILES:
        subprocess.run([options.ours, "import", options.data / file, store], check=True, capture_output=True)
    print(f"lightgbm {lightgbm.__version__}")
    print(f"{'':<22} {'rows':>7} {'model':<10} {'median error':>12} {'held':>7} {'width':>6} {'explained':>9}")
    for kind, measure in POPULATIONS:
        file = work / "split.csv"
        done = subprocess.run(
            [options.ours, "split", store, kind, measure, file], check=True, capture_output=True, text=True
        )
        coverage = json.loads(done.stdout)["coverage"]
        rows = list(csv.DictReader(file.open()))
        parts = numpy.array([row["part"] for row in rows])
        logs = numpy.log([float(row["amount"]) for row in rows])
        matrix = columns(rows)
        sets = {
            part: lightgbm.Dataset(
                matrix[parts == part], logs[parts == part], categorical_feature=list(range(len(WORDS)))
            )
            for part in ("fit", "errors")
        }
        model = lightgbm.train(
            {"objective": "l2", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 30,
             "seed": 1, "deterministic": True, "num_threads": 1, "verbosity": -1},
            sets["fit"],
            num_boost_round=1000,
            valid_sets=[sets["errors"]],
            callbacks=[lightgbm.early_stopping(50, verbose=False)],
        )
        of = lambda column: numpy.log([float(row[column]) for row in rows])
        models = (("regression", of("regression")), ("batna", of("expected")), ("boosting", model.predict(matrix)))
        for name, expected in models:
            miss, held, width, spread = judge(expected, logs, parts)
            print(
                f"{kind + ' ' + measure:<22} {len(rows):>7} {name:<10} {miss:>11.1f}% {held:>6.1f}% {width:>6.2f}"
                f" {spread:>9.3f}"
                + (f"   handed out: held {coverage['held'] * 100:.1f}%, width {coverage['width']:.2f}" if name == "batna" else "")
            )


if __name__ == "__main__":
    main()
