"""Random households of every state through PolicyEngine US, and those of 2025 through taxsim-py.

Run by hand, because PolicyEngine is large: `python tests/crosscheck/states.py` in an environment
with the versions below. Writes `states_random.csv` beside this file. Federal itemising is
forced off, except in Alabama, whose itemised deduction holds Social Security. Children are
fifteen, so that credits for small children stay out.
"""

import csv
import importlib.metadata
import pathlib
import random
import sys

WANTED = {"policyengine-us": "2.68.0", "taxsim-py": "0.4.1"}
FOLDER = pathlib.Path(__file__).parent
STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
).split()
FILINGS = {
    "single": "SINGLE",
    "joint": "JOINT",
    "separate": "SEPARATE",
    "head": "HEAD_OF_HOUSEHOLD",
    "surviving_spouse": "SURVIVING_SPOUSE",
}


def households():
    draw = random.Random(77311)
    rows = []
    for year in (2025, 2026):
        for state in STATES:
            for filing in FILINGS:
                for _ in range(4):
                    idle = draw.random() < 0.04
                    wages = 0 if idle else int(10 ** draw.uniform(4.2, 6.3))
                    children = 0
                    if filing in ("head", "surviving_spouse"):
                        children = draw.randint(1, 3)
                    elif filing == "joint":
                        children = draw.choice([0, 0, 1, 2, 3])
                    row = {
                        "year": year,
                        "state": state,
                        "filing": filing,
                        "wages": wages,
                        "spouse_wages": 0,
                        "ltcg": 0,
                        "stcg": 0,
                        "interest": 0,
                        "children": children,
                        "qualified_dividends": 0,
                        "pretax_401k": 0,
                    }
                    if filing == "joint" and draw.random() < 0.5:
                        row["spouse_wages"] = int(10 ** draw.uniform(4.3, 6))
                    if draw.random() < 0.45:
                        row["ltcg"] = int(10 ** draw.uniform(3.5, 6.3))
                    if draw.random() < 0.1:
                        row["stcg"] = int(10 ** draw.uniform(3, 5))
                    if draw.random() < 0.2:
                        row["interest"] = int(10 ** draw.uniform(2.5, 4.5))
                    if draw.random() < 0.2:
                        row["qualified_dividends"] = int(10 ** draw.uniform(2.5, 4.8))
                    if wages > 60_000 and draw.random() < 0.2:
                        row["pretax_401k"] = draw.choice([10_000, 23_000])
                    rows.append(row)
    return rows


def policyengine(rows, year):
    from policyengine_us import Simulation

    when = str(year)
    people, tax_units, marital_units = {}, {}, {}
    households, families, spm_units = {}, {}, {}
    for number, row in enumerate(rows):
        members = [f"p{number}"]
        people[f"p{number}"] = {
            "age": {when: 40},
            "employment_income": {when: row["wages"]},
            "long_term_capital_gains": {when: row["ltcg"]},
            "short_term_capital_gains": {when: row["stcg"]},
            "taxable_interest_income": {when: row["interest"]},
            "qualified_dividend_income": {when: row["qualified_dividends"]},
            "traditional_401k_contributions": {when: row["pretax_401k"]},
        }
        if row["filing"] == "joint":
            people[f"s{number}"] = {
                "age": {when: 40},
                "employment_income": {when: row["spouse_wages"]},
            }
            members.append(f"s{number}")
        marital_units[f"m{number}"] = {"members": list(members)}
        for child in range(row["children"]):
            name = f"c{number}_{child}"
            people[name] = {"age": {when: 15}}
            members.append(name)
            marital_units[f"m{name}"] = {"members": [name]}
        tax_units[f"t{number}"] = {
            "members": members,
            "filing_status": {when: FILINGS[row["filing"]]},
        }
        if row["state"] != "AL":
            tax_units[f"t{number}"]["tax_unit_itemizes"] = {when: False}
        households[f"h{number}"] = {"members": members, "state_name": {when: row["state"]}}
        families[f"f{number}"] = {"members": members}
        spm_units[f"u{number}"] = {"members": members}
    simulation = Simulation(
        situation={
            "people": people,
            "tax_units": tax_units,
            "marital_units": marital_units,
            "households": households,
            "families": families,
            "spm_units": spm_units,
        }
    )
    state = simulation.calculate("state_income_tax", year)
    federal = simulation.calculate("income_tax", year)
    for row, of_state, of_nation in zip(rows, state, federal):
        row["policyengine"] = round(float(of_state), 2)
        row["policyengine_federal"] = round(float(of_nation), 2)


def taxsim(rows):
    import polars
    import taxsim_py

    # State numbers of the Social Security Administration's list, as TAXSIM has them: the
    # states and DC in alphabetical order of their names.
    number = {state: index + 1 for index, state in enumerate(STATES)}
    # A surviving spouse has no status there.
    some = [row for row in rows if row["year"] == 2025 and row["filing"] != "surviving_spouse"]
    frame = polars.DataFrame(
        {
            "year": [row["year"] for row in some],
            "state": [number[row["state"]] for row in some],
            "mstat": [{"joint": 2, "separate": 6}.get(row["filing"], 1) for row in some],
            "page": [40 for _ in some],
            "sage": [40 if row["filing"] == "joint" else 0 for row in some],
            "depx": [row["children"] for row in some],
            "dep17": [row["children"] for row in some],
            "dep18": [row["children"] for row in some],
            # It knows no deferrals: what a state adds back is not compared.
            "pwages": [float(row["wages"] - row["pretax_401k"]) for row in some],
            "swages": [float(row["spouse_wages"]) for row in some],
            "ltcg": [float(row["ltcg"]) for row in some],
            "stcg": [float(row["stcg"]) for row in some],
            "intrec": [float(row["interest"]) for row in some],
            "dividends": [float(row["qualified_dividends"]) for row in some],
        }
    )
    for row, answer in zip(some, taxsim_py.calculate_taxes(frame).iter_rows(named=True)):
        row["taxsim"] = round(answer["siitax"], 2)
        row["taxsim_federal"] = round(answer["fiitax"], 2)


for name, wanted in WANTED.items():
    found = importlib.metadata.version(name)
    if found != wanted:
        sys.exit(f"{name} is {found}, not {wanted}")
ROWS = households()
for YEAR in (2025, 2026):
    policyengine([row for row in ROWS if row["year"] == YEAR], YEAR)
taxsim(ROWS)
with open(FOLDER / "states_random.csv", "w", newline="") as file:
    # The first row is of 2025, which both answer.
    writer = csv.DictWriter(file, list(ROWS[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROWS)
