#!/usr/bin/env python3
"""All bands of one import: `batna-cluster --local` beside DuckDB, on one Parquet in one run.

    bench/market/cluster.py pay.parquet [--cluster PROGRAM] [--runs 5]

The Parquet is what `batna market export` writes. DuckDB, as a library and as its own program, comes
from PyPI into a virtual environment under the temporary folder. In turns, each the best of its runs:

whole programs, from their start to the last byte of their JSON:
  precomputed    ours, from the cells that travel within the file: all bands with percentiles,
                 intervals and pooling toward wider cells
  ad hoc         ours, every row counted anew (--count-rows): the same answer, byte for byte
  duckdb         `duckdb -json`: quantile_cont of five percentiles by cell, neither interval nor pooling
  duckdb, cells  `duckdb -json`: the counts and sums by bucket that ours are made from
within a process that runs already:
  quantiles, histograms   the same two questions to the library, no start and no printing

The counts by cell must agree between ours and DuckDB's, and both of ours, or the script fails.
Machine load is printed, because it spoils such figures.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

CELL = "role, seniority, country, metro"
PAID = " and ".join(f"{c} is not null" for c in ["base", *CELL.split(", ")])

QUANTILES = f"""
select {CELL}, class, currency, sum(copies) as n,
       quantile_cont(base, [0.1, 0.25, 0.5, 0.75, 0.9]) as q
from read_parquet('{{file}}') where {PAID} group by all"""

HISTOGRAMS = f"""
select {CELL}, source, class, currency, coalesce(year(date), 0) as year,
       cast(floor(ln(base) / ln(1.005)) as integer) as bucket,
       count(*) as n, sum(base) as total, sum(copies) as copies
from read_parquet('{{file}}') where base is not null group by all"""


def environment():
    """Runs this script again where DuckDB is installed."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        folder = Path(tempfile.gettempdir()) / "batna-bench-duckdb"
        python = folder / "bin" / "python"
        if os.environ.get("BATNA_BENCH_VENV"):
            sys.exit("duckdb cannot be imported")
        if not python.exists():
            venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "duckdb", "duckdb-cli"], check=True)
        os.environ["BATNA_BENCH_VENV"] = "1"
        os.execv(python, [str(python), *sys.argv])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parquet")
    parser.add_argument("--cluster", default="crates/batna-cluster/target/release/batna-cluster")
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    environment()
    import duckdb

    file = str(Path(asked.parquet).resolve())
    threads = os.cpu_count()
    database = duckdb.connect(config={"threads": threads})
    rows = database.sql(f"select count(*) from read_parquet('{file}')").fetchall()[0][0]
    command = [asked.cluster, "bands", "--local", "--data", file, "--as-of", "2026-01-01", "--json"]
    program = str(Path(sys.executable).parent / "duckdb")
    settings = f"set threads={threads};"

    def run(*words):
        return subprocess.run(words, check=True, capture_output=True).stdout

    # In turns, so that a load from elsewhere falls on all alike.
    questions = {
        "precomputed": lambda: run(*command),
        "ad hoc": lambda: run(*command, "--count-rows"),
        "duckdb": lambda: run(program, "-json", "-c", settings + QUANTILES.format(file=file)),
        "duckdb, cells": lambda: run(program, "-json", "-c", settings + HISTOGRAMS.format(file=file)),
        "quantiles": lambda: database.sql(QUANTILES.format(file=file)).fetchall(),
        "histograms": lambda: database.sql(HISTOGRAMS.format(file=file)).fetchall(),
    }
    times, results = {name: [] for name in questions}, {}
    for _ in range(asked.runs):
        for name, question in questions.items():
            start = time.perf_counter()
            results[name] = question()
            times[name].append(time.perf_counter() - start)

    if results["precomputed"] != results["ad hoc"]:
        sys.exit("the answer from the cells within the file is not that from its rows")
    told = {}
    for cell in json.loads(results["precomputed"])["bands"]:
        values = cell["cell"]
        key = tuple(values[c] for c in CELL.split(", "))
        for line in (cell.get("band") or cell["refused"])["classes"]:
            told[(*key, line["class"], line["currency"])] = line["n"]
    counted = {tuple(row[:6]): int(row[6]) for row in results["quantiles"]}
    if told != counted:
        wrong = [k for k in told.keys() | counted.keys() if told.get(k) != counted.get(k)]
        sys.exit(f"the counts of {len(wrong)} cells differ, such as {wrong[0]}")

    print(f"{rows} rows, {len(counted)} cells, {threads} processors, load {os.getloadavg()[0]:.1f}, duckdb {duckdb.__version__}")
    for name, taken in times.items():
        taken = sorted(taken)
        print(f"{name:<14} best {taken[0] * 1e3:8.0f} ms   median {taken[len(taken) // 2] * 1e3:8.0f} ms")
    for ours in ("precomputed", "ad hoc"):
        for peer in ("duckdb", "duckdb, cells", "quantiles", "histograms"):
            print(f"{ours}: {min(times[peer]) / min(times[ours]):.2f} times as fast as {peer}")


if __name__ == "__main__":
    main()
