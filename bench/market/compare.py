#!/usr/bin/env python3
"""Imports and bands: the market store, DuckDB and Polars on the same files, in one go.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install duckdb polars
    cargo build --release -p batna-market --example market-bench
    cargo build --release -p batna
    /tmp/peers/bin/python bench/market/compare.py --rows 10000000 [--seed 7] [--data FOLDER]
        [--ours target/release/examples/market-bench] [--batna target/release/batna]

The synthetic set is written by `market-bench write`, the same for the same seed. Ours reads
each row by the rules, keeps it with its provenance and makes cells, indexes and full text;
the peers copy the CSV into Parquet unread: their import is the lesser work and is shown as it is.
Bands are asked of the same cleaned columns: of our store, and of Parquet made from its export.
Peers compute five exact quantiles; ours reads histograms half a percent wide, pools toward wider
cells and adds intervals; medians must agree within half a percent or the run fails.

"cold" is the first answer of a fresh process, its start included (the page cache is warm: it
cannot be emptied for one program alone); "warm" the best of seven within a process. Times are of
the wall clock, and for imports of the processor too, because the machine may be shared: the
load average is printed with the results.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9]
WHERE = {
    "cells": "role='ml-engineer' AND seniority='senior' AND country='US' AND metro='san-francisco'",
    "employer": "role='ml-engineer' AND seniority='senior' AND country='US' AND metro='san-francisco'"
    " AND employer='employer-77'",
    "employer_anywhere": "role='ml-engineer' AND employer='employer-77'",
}
GROUP = ["role", "seniority", "metro"]


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def best(run, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = run()
        times.append((time.perf_counter() - start) * 1e3)
    return times, result


# One job of a peer, in a process of its own: python compare.py --job NAME ARGUMENTS.


def duckdb_import(csv, parquet):
    import duckdb

    duckdb.sql(f"COPY (SELECT * FROM read_csv('{csv}', all_varchar=true)) TO '{parquet}' (FORMAT parquet)")


def polars_import(csv, parquet):
    import polars

    polars.scan_csv(csv, infer_schema=False).sink_parquet(parquet)


def duckdb_bands(parquet):
    import duckdb

    connection = duckdb.connect()
    answers = {}
    for name, where in WHERE.items():
        query = f"SELECT quantile_cont(base, {QUANTILES}), count(*) FROM read_parquet('{parquet}') WHERE {where}"
        times, row = best(lambda: connection.sql(query).fetchall()[0], 7)
        answers[name] = {"first_ms": times[0], "best_ms": min(times), "median": row[0] and row[0][2], "n": row[1]}
    group = ", ".join(GROUP)
    query = f"SELECT {group}, quantile_cont(base, {QUANTILES}) FROM read_parquet('{parquet}') GROUP BY {group}"
    times, rows = best(lambda: connection.sql(query).fetchall(), 3)
    return {"answers": answers, "all_ms": min(times), "bands": len(rows)}


def polars_bands(parquet):
    import polars as pl

    answers = {}
    wanted = [pl.col("base").quantile(q, "linear").alias(f"q{i}") for i, q in enumerate(QUANTILES)]
    for name, where in WHERE.items():
        frame = pl.scan_parquet(parquet).filter(pl.sql_expr(where)).select(*wanted, pl.len().alias("n"))
        times, result = best(frame.collect, 7)
        answers[name] = {"first_ms": times[0], "best_ms": min(times), "median": result["q2"][0], "n": result["n"][0]}
    frame = pl.scan_parquet(parquet).group_by(GROUP).agg(*wanted)
    times, result = best(frame.collect, 3)
    return {"answers": answers, "all_ms": min(times), "bands": result.height}


def duckdb_once(parquet):
    import duckdb

    duckdb.sql(f"SELECT quantile_cont(base, {QUANTILES}) FROM read_parquet('{parquet}') WHERE {WHERE['cells']}").fetchall()


def polars_once(parquet):
    import polars as pl

    pl.scan_parquet(parquet).filter(pl.sql_expr(WHERE["cells"])).select(pl.col("base").median()).collect()


def job(name, arguments):
    start, cpu = time.perf_counter(), time.process_time()
    result = globals()[name](*arguments) or {}
    result.setdefault("seconds", time.perf_counter() - start)
    result["cpu_seconds"] = time.process_time() - cpu
    result["peak_mb"] = peak_mb()
    print(json.dumps(result))


def run(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}:\n{done.stderr}")
    result = json.loads(done.stdout) if done.stdout.strip() else {}
    result["process_seconds"] = time.perf_counter() - start
    return result


def peer(name, *arguments):
    return run([sys.executable, __file__, "--job", name, *map(str, arguments)])


def show_import(name, result, rows):
    print(
        f"  {name:<8} {rows / result['seconds']:>12,.0f} rows/s wall {rows / result['cpu_seconds']:>12,.0f} rows per"
        f" processor second   {result['peak_mb']:>6} MB"
    )


def imports(title, csv, work, ours):
    print(f"import, {title}")
    store = work / "market.sqlite"
    for old in work.glob("market.sqlite*"):
        old.unlink()
    mine = run([ours, "import", csv, store])
    rows = mine["rows"]
    show_import("batna", mine, rows)
    table = csv
    if zipfile.is_zipfile(csv):
        with zipfile.ZipFile(csv) as archive:
            table = archive.extract(archive.namelist()[0], work)
    for name in ("duckdb", "polars"):
        show_import(name, peer(f"{name}_import", table, work / f"{name}.parquet"), rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder of the real files")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--bands", action="store_true", help="ask again of what an earlier run left in --work")
    parser.add_argument("--ours", type=Path, default=ROOT / "target/release/examples/market-bench")
    parser.add_argument("--batna", type=Path, default=ROOT / "target/release/batna")
    parser.add_argument("--job", nargs="+")
    options = parser.parse_args()
    if options.job:
        return job(options.job[0], options.job[1:])
    work = options.work or Path(tempfile.mkdtemp(prefix="market-bench-"))
    work.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} processors, load average {os.getloadavg()[0]:.1f}")
    store, columns, parquet = work / "market.sqlite", work / "columns.csv", work / "columns.parquet"
    if not options.bands:
        prepare(options, work, store, columns, parquet)
    bands(options, work, store, parquet)


def prepare(options, work, store, columns, parquet):
    for file in ("aijobs_salaries_2025-01-19.csv", "dol_lca_extract_fy2026_q1.csv", "levels_fyi_2021-08.csv.zip"):
        path = options.data and options.data / file
        if path and path.exists():
            imports(file, path, work, options.ours)
    csv = work / f"synthetic-{options.rows}-{options.seed}.csv"
    if not csv.exists():
        run([options.ours, "write", str(options.rows), str(options.seed), csv])
    imports(f"{options.rows:,} synthetic rows", csv, work, options.ours)
    run([options.ours, "export", store, columns])
    import duckdb

    duckdb.sql(f"COPY (SELECT * FROM read_csv('{columns}')) TO '{parquet}' (FORMAT parquet)")


def bands(options, work, store, parquet):
    mine = run([options.ours, "bands", store])
    peers = {name: peer(f"{name}_bands", parquet) for name in ("duckdb", "polars")}
    failed = False
    for kind, title in (
        ("cells", "a band, precomputed"),
        ("employer", "a band of one employer, role, level and place, ad hoc"),
        ("employer_anywhere", "a band of one employer and role anywhere, ad hoc"),
    ):
        own = mine["answers"][kind]
        print(f"{title}: n={own['n']}")
        print(
            f"  batna    first {own['first_ms']:9.2f} ms, warm {own['best_ms']:9.2f} ms;"
            f" without pooling {own['without_pooling_ms']:9.2f} ms"
        )
        for name, result in peers.items():
            theirs = result["answers"][kind]
            print(f"  {name:<8} first {theirs['first_ms']:9.2f} ms, warm {theirs['best_ms']:9.2f} ms")
            if theirs["n"] != own["n"]:
                failed = True
                print(f"  ! {name} counts {theirs['n']} rows")
            # Few rows: the middle two may lie apart, and one of them is a median too.
            if own["n"] > 200 and abs(theirs["median"] / own["median"] - 1) > 0.005:
                failed = True
                print(f"  ! medians differ: {own['median']} against {theirs['median']} of {name}")
    print(f"all {mine['bands']} bands at once")
    print(f"  batna    {mine['all_ms']:9.1f} ms, peak {mine['peak_mb']} MB")
    for name, result in peers.items():
        print(f"  {name:<8} {result['all_ms']:9.1f} ms, peak {result['peak_mb']} MB, {result['bands']} bands")
    print("from a cold start, the process included")
    for name in ("duckdb", "polars"):
        colds = [peer(f"{name}_once", parquet)["process_seconds"] * 1e3 for _ in range(5)]
        print(f"  {name:<8} {min(colds):9.1f} ms")
    if options.batna.exists():
        band = ["market", "band", "--role", "ml-engineer", "--level", "senior", "--place", "San Francisco", "--json"]
        for title, extra in (("store", ["--data", work]), ("built-in set", ["--data", work / "nothing"])):
            colds = [run([options.batna, *band, *extra])["process_seconds"] * 1e3 for _ in range(20)]
            print(f"  batna    {min(colds):9.1f} ms best, {sorted(colds)[10]:.1f} ms median of 20, {title}")
    print(f"load average at the end {os.getloadavg()[0]:.1f}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
