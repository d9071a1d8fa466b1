"""Runs three independent tax models over one set of households and writes their answers.

Called by `cargo xtask crosscheck PYTHON` with this folder. Refuses other versions than
those of requirements.txt, so that a changed answer is never a changed model.
"""

import csv
import importlib.metadata
import pathlib
import random
import sys

FOLDER = pathlib.Path(sys.argv[1])
FILINGS = ["single", "joint", "separate", "head", "surviving_spouse"]
COLUMNS = [
    "id", "year", "filing", "children", "wages", "spouse_wages", "ltcg", "stcg",
    "qualified_dividends", "interest", "iso_spread", "property_tax", "mortgage_interest",
    "charity", "self_employment",
]


def check_versions():
    for line in (FOLDER / "requirements.txt").read_text().split():
        name, wanted = line.split("==")
        found = importlib.metadata.version(name)
        if found != wanted:
            sys.exit(f"{name} is {found}, not {wanted}: install -r requirements.txt")


def households():
    """Households a person with an offer may have; none near the earned income credit."""
    draw = random.Random(20261121)
    rows = []
    for number in range(600):
        filing = FILINGS[number % 5]
        children = draw.choice([0, 0, 1, 2, 3])
        if filing in ("head", "surviving_spouse"):
            children = max(children, 1)
        if filing == "separate":
            children = 0
        high = draw.choice([200_000, 600_000, 2_000_000])
        row = dict.fromkeys(COLUMNS, 0)
        row |= {
            "id": number,
            "year": 2025 + number // 5 % 2,
            "filing": filing,
            "children": children,
            "wages": draw.randrange(80_000, high),
        }
        if filing == "joint" and draw.random() < 0.6:
            row["spouse_wages"] = draw.randrange(20_000, high)
        for name, chance, most in [
            ("ltcg", 0.4, 900_000), ("stcg", 0.2, 50_000), ("qualified_dividends", 0.2, 40_000),
            ("interest", 0.3, 20_000), ("iso_spread", 0.3, 1_200_000),
            ("property_tax", 0.3, 30_000), ("mortgage_interest", 0.3, 45_000),
            ("charity", 0.3, 60_000), ("self_employment", 0.1, 150_000),
        ]:
            if draw.random() < chance:
                row[name] = draw.randrange(0, most)
        if draw.random() < 0.1:
            row["ltcg"] = -draw.randrange(0, 30_000)
        rows.append(row)
    return rows


def write(name, rows):
    with open(FOLDER / name, "w", newline="") as file:
        out = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def tax_calculator(rows):
    import pandas
    import taxcalc

    answers = []
    for year in (2025, 2026):
        some = [row for row in rows if row["year"] == year]
        frame = pandas.DataFrame(
            {
                "RECID": [row["id"] + 1 for row in some],
                "MARS": [FILINGS.index(row["filing"]) + 1 for row in some],
                "FLPDYR": year,
                "exact": 1,
                "age_head": 40,
                "age_spouse": [40 if row["filing"] == "joint" else 0 for row in some],
                "XTOT": [1 + (row["filing"] == "joint") + row["children"] for row in some],
                "n24": [row["children"] for row in some],
                "nu18": [row["children"] for row in some],
                "e00200p": [row["wages"] for row in some],
                "e00200s": [row["spouse_wages"] for row in some],
                "e00200": [row["wages"] + row["spouse_wages"] for row in some],
                "e00900p": [row["self_employment"] for row in some],
                "e00900": [row["self_employment"] for row in some],
                "p23250": [row["ltcg"] for row in some],
                "p22250": [row["stcg"] for row in some],
                "e00650": [row["qualified_dividends"] for row in some],
                "e00600": [row["qualified_dividends"] for row in some],
                "e00300": [row["interest"] for row in some],
                "cmbtp": [row["iso_spread"] for row in some],
                "e18500": [row["property_tax"] for row in some],
                "e19200": [row["mortgage_interest"] for row in some],
                "e19800": [row["charity"] for row in some],
                # A partner's pay is no qualified business income here: said to be in a
                # service trade, and wages are above its range for most.
                "PT_SSTB_income": 1,
            }
        ).astype(float)
        records = taxcalc.Records(frame, start_year=year, gfactors=None, weights=None)
        policy = taxcalc.Policy()
        policy.set_year(year)
        # The deduction for qualified business income is left out on our side.
        policy.implement_reform({"PT_qbid_rt": {str(year): 0.0}})
        policy.set_year(year)
        run = taxcalc.Calculator(policy=policy, records=records, verbose=False)
        run.calc_all()
        for place, row in enumerate(some):
            value = lambda name: round(float(run.array(name)[place]), 2)
            answers.append(
                {
                    "id": row["id"],
                    "income_tax": value("iitax"),
                    "amt": value("c09600"),
                    "niit": value("niit"),
                    "additional_medicare": value("ptax_amc"),
                    "agi": value("c00100"),
                    "taxable": value("c04800"),
                }
            )
    write("taxcalc.csv", sorted(answers, key=lambda answer: answer["id"]))


def taxsim(rows):
    import polars
    import taxsim_py

    # Knows years to 2025, no incentive options; heads of household are single with children.
    some = [row for row in rows if row["year"] == 2025 and row["iso_spread"] == 0
            and row["filing"] != "surviving_spouse"]
    frame = polars.DataFrame(
        {
            "year": [row["year"] for row in some],
            "state": [0 for _ in some],
            "mstat": [{"joint": 2, "separate": 6}.get(row["filing"], 1) for row in some],
            "page": [40 for _ in some],
            "sage": [40 if row["filing"] == "joint" else 0 for row in some],
            "depx": [row["children"] for row in some],
            "dep17": [row["children"] for row in some],
            "dep18": [row["children"] for row in some],
            "pwages": [float(row["wages"]) for row in some],
            "swages": [float(row["spouse_wages"]) for row in some],
            "psemp": [float(row["self_employment"]) for row in some],
            "ltcg": [float(row["ltcg"]) for row in some],
            "stcg": [float(row["stcg"]) for row in some],
            "dividends": [float(row["qualified_dividends"]) for row in some],
            "intrec": [float(row["interest"]) for row in some],
            "proptax": [float(row["property_tax"]) for row in some],
            "mortgage": [float(row["mortgage_interest"] + row["charity"]) for row in some],
        }
    )
    result = taxsim_py.calculate_taxes(frame)
    write(
        "taxsim.csv",
        [
            {
                "id": row["id"],
                "income_tax": round(answer["fiitax"], 2),
                "additional_medicare": round(answer["addmed"], 2),
                "agi": round(answer["agi"], 2),
            }
            for row, answer in zip(some, result.iter_rows(named=True))
        ],
    )


def open_tax_solver(rows):
    import tenforty

    names = {"single": "Single", "joint": "Married/Joint", "separate": "Married/Sep",
             "head": "Head_of_House", "surviving_spouse": "Widow(er)"}
    answers = []
    for row in rows:
        if row["year"] != 2025 or row["children"] or row["self_employment"]:
            continue
        itemised = row["property_tax"] + row["mortgage_interest"] + row["charity"]
        if itemised or row["ltcg"] < 0:
            continue
        result = tenforty.evaluate_return(
            year=2025,
            state="CA",
            filing_status=names[row["filing"]],
            w2_income=row["wages"] + row["spouse_wages"],
            taxable_interest=row["interest"],
            qualified_dividends=row["qualified_dividends"],
            ordinary_dividends=row["qualified_dividends"],
            short_term_capital_gains=row["stcg"],
            long_term_capital_gains=row["ltcg"],
            incentive_stock_option_gains=row["iso_spread"],
        )
        answers.append(
            {
                "id": row["id"],
                "income_tax": result.federal_income_tax,
                "amt": result.federal_amt,
                "niit": result.federal_niit,
                "additional_medicare": result.federal_additional_medicare_tax,
                "state_taxable": result.state_taxable_income,
                "state": result.state_total_tax,
            }
        )
    write("opentaxsolver.csv", answers)


check_versions()
ROWS = households()
write("households.csv", ROWS)
tax_calculator(ROWS)
taxsim(ROWS)
open_tax_solver(ROWS)
