"""Times the same million households through batna-tax, taxsim-py and Tax-Calculator.

    python -m venv /tmp/bench && /tmp/bench/bin/pip install -r tests/crosscheck/requirements.txt
    /tmp/bench/bin/python bench/tax.py

Federal tax of 2025 on wages and long-term gains, single and joint in turn; the same rows as
`crates/batna-tax/benches/household.rs` makes. One core for ours (the bench is serial); the
others use what they use. Frames are built before the clock starts.
"""

import re
import subprocess
import time

COUNT = 1_000_000


def rows():
    state = 1
    mask = (1 << 64) - 1
    for row in range(COUNT):
        amounts = []
        for most in (600_000.0, 100_000.0):
            state = (state * 6364136223846793005 + 1442695040888963407) & mask
            amounts.append(float(int((state >> 33) / (1 << 31) * most)))
        yield row % 2, amounts[0], amounts[1]


def ours():
    command = ["cargo", "bench", "-q", "-p", "batna-tax", "--bench", "household", "--", "million"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"─ us\s.*?│.*?│\s*([\d.]+) (ms|s) ", text)
    if not found:
        raise SystemExit(f"no figure in\n{text}")
    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1)
    return seconds


def taxsim(joint, wages, gains):
    import polars
    import taxsim_py

    frame = polars.DataFrame(
        {"year": 2025, "state": 0, "mstat": [1 + j for j in joint], "page": 40,
         "sage": [40 * j for j in joint], "pwages": wages, "ltcg": gains}
    )
    start = time.perf_counter()
    taxsim_py.calculate_taxes(frame)
    return time.perf_counter() - start


def tax_calculator(joint, wages, gains):
    import pandas
    import taxcalc

    def calculate(count):
        frame = pandas.DataFrame(
            {"RECID": range(1, count + 1), "MARS": [1 + j for j in joint[:count]],
             "FLPDYR": 2025, "e00200p": wages[:count], "e00200": wages[:count],
             "p23250": gains[:count], "age_head": 40}
        ).astype(float)
        policy = taxcalc.Policy()
        policy.set_year(2025)
        records = taxcalc.Records(frame, start_year=2025, gfactors=None, weights=None)
        run = taxcalc.Calculator(policy=policy, records=records, verbose=False)
        start = time.perf_counter()
        run.calc_all()
        return time.perf_counter() - start

    calculate(100)  # Compiles first.
    return calculate(COUNT)


joint, wages, gains = map(list, zip(*rows()))
figures = {
    "batna-tax (one core)": ours(),
    "taxsim-py": taxsim(joint, wages, gains),
    "Tax-Calculator": tax_calculator(joint, wages, gains),
}
fastest = figures["batna-tax (one core)"]
for name, seconds in figures.items():
    print(f"{name:<22} {seconds:8.3f} s  {seconds / fastest:6.1f} x")
