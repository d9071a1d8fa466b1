"""Writes answers-python.csv: what independent models say, by place, year, wages and item.

Run with the packages of requirements.txt:  python run.py > answers-python.csv
"""

import contextlib
import csv
import io
import sys
from importlib.metadata import version

WAGES = [20000, 30000, 40000, 50000, 60000, 75000, 90000, 100000, 120000, 150000, 180000,
         200000, 230000, 250000, 260000, 300000, 400000, 600000, 1000000]
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["oracle", "place", "year", "filing", "choice", "income", "wages", "item", "amount"])


def write(oracle, place, year, filing, choice, income, wages, items):
    for item, amount in items.items():
        out.writerow([oracle, place, year, filing, choice, income, wages, item, f"{amount:.2f}"])


def canada():
    from canadatax import take_home

    name = f"canada-tax-toolkit {version('canada-tax-toolkit')}"
    for year in (2025, 2026):
        for wages in WAGES:
            t = take_home(wages, year)
            write(name, "ca-on", year, "single", "", "wages", wages, {
                "ca.federal.income": t["federal"],
                "ca.on.income": t["ontario"],
                "ca.on.health_premium": t["ontario_health_premium"],
                "ca.cpp": t["cpp"],
                "ca.cpp2": t["cpp2"],
                "ca.ei": t["ei"],
            })


def germany():
    from lohnsteuer_bmf import einkommensteuer, einkommensteuer_splitting, solidaritaetszuschlag

    name = f"lohnsteuer-bmf {version('lohnsteuer-bmf')}"
    for year in (2025, 2026):
        for income in WAGES:
            single = einkommensteuer(income, year)
            joint = einkommensteuer_splitting(income, year)
            write(name, "de", year, "single", "", "taxable", income, {
                "de.income": single,
                "de.solidarity": solidaritaetszuschlag(single, False, jahr=year),
            })
            write(name, "de", year, "joint", "", "taxable", income, {
                "de.income": joint,
                "de.solidarity": solidaritaetszuschlag(joint, True, jahr=year),
            })


def france():
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_france import FranceTaxBenefitSystem

    system = FranceTaxBenefitSystem()
    name = f"openfisca-france {version('OpenFisca-France')}"
    year = "2025"
    for children in (0, 2):
        for wages in WAGES[:16]:
            monthly = {f"{year}-{m:02}": wages / 12 for m in range(1, 13)}
            people = {"a": {"date_naissance": {"ETERNITY": "1985-01-01"}, "salaire_de_base": monthly}}
            pac = []
            for child in range(children):
                people[f"c{child}"] = {"date_naissance": {"ETERNITY": "2018-01-01"}}
                pac.append(f"c{child}")
            declarants = ["a"]
            if children:
                people["b"] = {"date_naissance": {"ETERNITY": "1985-01-01"}}
                declarants.append("b")
            situation = {
                "individus": people,
                "foyers_fiscaux": {"f": {
                    "declarants": declarants, "personnes_a_charge": pac,
                    "impot_revenu_restant_a_payer": {year: None},
                }},
                "familles": {"f": {"parents": declarants, "enfants": pac}},
                "menages": {"f": {
                    "personne_de_reference": ["a"], "conjoint": declarants[1:], "enfants": pac,
                }},
            }
            if children:
                for who in declarants:
                    people[who]["statut_marital"] = {f"{year}-{m:02}": "marie" for m in range(1, 13)}
            simulation = SimulationBuilder().build_from_entities(system, situation)
            tax = -float(simulation.calculate("impot_revenu_restant_a_payer", year)[0])
            write(name, "fr", 2025, "joint" if children else "single", f"children={children}",
                  "wages", wages, {"fr.income": tax})


def india():
    from decimal import Decimal

    from taxbrainai_compute import CapitalGain, CGKind, Regime, TaxInput, compute

    name = f"taxbrainai-compute {version('taxbrainai-compute')}"
    for wages in [w * 60 for w in WAGES]:
        for gain in (0, 3_000_000):
            gains = (CapitalGain(CGKind.LTCG_112A, Decimal(gain)),) if gain else ()
            for regime in (Regime.NEW, Regime.OLD):
                given = TaxInput(salary_income=Decimal(wages), capital_gains=gains)
                result = compute(given)
                part = result.new if regime is Regime.NEW else result.old
                write(name, "in", 2025, "single", f"regime={regime.value} gain={gain}", "wages",
                      wages, {"total": float(part.total_tax)})


for part in (canada, germany, france, india):
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            part()
    except Exception as problem:  # one model missing must not silence the others
        print(f"{part.__name__}: {problem!r}", file=sys.stderr)
