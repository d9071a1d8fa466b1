"""Plays `batna negotiate --stdio` against negotiators of negmas.

    python3 -m venv /tmp/arena && /tmp/arena/bin/pip install negmas
    cargo run --release -p batna-plan --example arena -- domains 2000000 60 > domains.jsonl
    /tmp/arena/bin/python bench/arena/negmas_arena.py domains.jsonl path/to/batna

Every domain is played in both roles and with either side opening; beside the engine a
plain time-concession negotiator of negmas (AspirationNegotiator) is measured on the same
games. Own utility is the share of what could be had above the reservation; without a
deal it is 0. Joint utility is over the largest such sum.
"""

import itertools
import json
import subprocess
import sys

from negmas import ResponseType, SAOMechanism, make_issue
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.sao import (
    AspirationNegotiator,
    BoulwareTBNegotiator,
    ConcederTBNegotiator,
    LinearTBNegotiator,
    NaiveTitForTatNegotiator,
    RandomNegotiator,
    SAONegotiator,
)

OPPONENTS = {
    "Boulware": BoulwareTBNegotiator,
    "Linear": LinearTBNegotiator,
    "Conceder": ConcederTBNegotiator,
    "TitForTat": NaiveTitForTatNegotiator,
    "Aspiration": AspirationNegotiator,
    "Random": RandomNegotiator,
}


class Batna(SAONegotiator):
    """The engine, asked once for every offer it hears."""

    def __init__(self, binary, start, **kwargs):
        super().__init__(**kwargs)
        self.names = [issue["name"] for issue in start["issues"]]
        self.process = subprocess.Popen(
            [binary, "negotiate", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.write(start)
        self.counter = None
        self.heard = None

    def write(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def ask(self, outcome, step):
        deal = None if outcome is None else dict(zip(self.names, outcome))
        self.write({"type": "offer", "deal": deal, "step": step})
        reply = json.loads(self.process.stdout.readline())
        if reply["type"] == "error":
            raise RuntimeError(reply)
        return reply

    def propose(self, state, dest=None):
        if self.counter is None:
            reply = self.ask(None, state.step)
            return tuple(reply["deal"][name] for name in self.names)
        return self.counter

    def respond(self, state, source=None):
        reply = self.ask(state.current_offer, state.step)
        if reply["type"] == "accept":
            return ResponseType.ACCEPT_OFFER
        if reply["type"] == "end":
            return ResponseType.END_NEGOTIATION
        self.counter = tuple(reply["deal"][name] for name in self.names)
        return ResponseType.REJECT_OFFER

    def hang_up(self):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait(timeout=10)


def worth(start, outcome):
    return sum(
        start["utility"][issue["name"]][value]
        for issue, value in zip(start["issues"], outcome)
    )


def play(binary, domain, role, kind, agent_opens, engine):
    mine = domain[role]
    theirs = domain["employer" if role == "candidate" else "candidate"]
    issues = [make_issue(issue["values"], issue["name"]) for issue in mine["issues"]]
    mechanism = SAOMechanism(issues=issues, n_steps=mine["steps"])

    def preferences(start):
        return LinearAdditiveUtilityFunction(
            values=[dict(start["utility"][issue["name"]]) for issue in start["issues"]],
            issues=issues,
            reserved_value=start["reservation"],
        )

    agent = Batna(binary, mine) if engine else AspirationNegotiator()
    sides = [(agent, mine), (OPPONENTS[kind](), theirs)]
    for side, start in sides if agent_opens else reversed(sides):
        mechanism.add(side, ufun=preferences(start))
    agreement = mechanism.run().agreement
    if engine:
        agent.hang_up()
    outcomes = list(itertools.product(*(issue["values"] for issue in mine["issues"])))
    pairs = [(worth(mine, one), worth(theirs, one)) for one in outcomes]
    floor = mine["reservation"]
    possible = max((a for a, b in pairs if b >= theirs["reservation"]), default=floor)
    most = max(a + b for a, b in pairs)
    if agreement is None:
        return 0.0, (floor + theirs["reservation"]) / most, None
    a, b = worth(mine, agreement), worth(theirs, agreement)
    distance = max(
        ((x - a) ** 2 + (y - b) ** 2) ** 0.5 for x, y in pairs if x >= a and y >= b
    )
    return (a - floor) / max(possible - floor, 1e-9), (a + b) / most, distance


def main():
    domains = [json.loads(line) for line in open(sys.argv[1])]
    binary = sys.argv[2]
    print(f"{len(domains)} domains, both roles, either side opening")
    print(f"{'agent':<12} {'against':<12} {'own':>6} {'joint':>6} {'distance':>9} {'agreed':>7}")
    for engine in (True, False):
        everything = []
        for kind in OPPONENTS:
            games = [
                play(binary, domain, role, kind, opens, engine)
                for domain in domains
                for role in ("candidate", "employer")
                for opens in (True, False)
            ]
            everything += games
            report("batna" if engine else "aspiration", kind, games)
        report("batna" if engine else "aspiration", "all", everything)


def report(agent, kind, games):
    deals = [game[2] for game in games if game[2] is not None]
    mean = lambda numbers: sum(numbers) / max(len(numbers), 1)
    print(
        f"{agent:<12} {kind:<12} {mean([g[0] for g in games]):>6.3f} "
        f"{mean([g[1] for g in games]):>6.3f} {mean(deals):>9.3f} "
        f"{100 * len(deals) / len(games):>6.1f}%",
        flush=True,
    )


if __name__ == "__main__":
    main()
