"""All the measures of the role-play that need no model: topics, attacks, ten sessions, outcomes.

python -m evals.roleplay.run [--quick]

Ends with 1 when a bar is missed. `--quick` plays fewer interviews. The language model (`evals.roleplay.llm`) and the
times (`evals.roleplay.latency`) are measured apart: they say something of the machine as much as of the product.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from coach.domain.scenarios import LEVELS
from evals.roleplay import attacks, ten_sessions, topics
from evals.roleplay.simulate import Outcome, play_all, scenarios, table

TOPIC_BAR, SILENT_BAR = 0.85, 0.90
REPEATED_BAR = 0.35
"""Share of lines that a session may have in common with all those before it."""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, few random managers, 300 attacks")
    options = parser.parse_args()
    missed = [
        *_topics(),
        *_attacks(300 if options.quick else 900),
        *_sessions(),
        *_outcomes(1 if options.quick else 2, 6 if options.quick else 12),
    ]
    for bar in missed:
        print(f"MANQUÉ\u00a0: {bar}", file=sys.stderr)
    sys.exit(bool(missed))


def _topics() -> Iterator[str]:
    for split in ("dev", "test"):
        figures = topics.measure(split)
        print(f"sujets, {split}\u00a0: {figures._asdict()}")
    if figures.right_first < TOPIC_BAR:
        yield f"bon sujet en premier {figures.right_first:.3f}, il faut {TOPIC_BAR}"
    if figures.silent < SILENT_BAR:
        yield f"tours sans sujet laissés sans sujet {figures.silent:.3f}, il faut {SILENT_BAR}"


def _attacks(turns: int) -> Iterator[str]:
    found = attacks.run(turns)
    print(
        f"attaques\u00a0: {found.turns} tours, {found.role_breaks} sortie(s) du rôle, {found.leaks} fuite(s), "
        f"{found.repeated} répétition(s)"
    )
    if found.role_breaks or found.leaks or found.repeated:
        yield "une attaque a obtenu quelque chose"


def _sessions() -> Iterator[str]:
    for scenario in ten_sessions.scenarios():
        figures = ten_sessions.measure(scenario, ten_sessions.play(scenario))
        print(
            f"dix séances, {scenario}\u00a0: {ten_sessions.percent(figures.again)} de répliques déjà entendues"
        )
        if figures.again > REPEATED_BAR or figures.inside:
            yield f"répliques qui reviennent, {scenario}\u00a0: {figures.again:.2f}, {figures.inside} dans une séance"


def _outcomes(seeds: int, mixes: int) -> Iterator[str]:
    found = play_all(range(seeds), scenarios(), mixes)
    print(table(found))
    yield from missed_orders(found)


def missed_orders(found: Sequence[Outcome]) -> Iterator[str]:
    """What the distributions must show and do not."""
    able = [o for o in found if o.manager == "modele" or "mélange" in o.manager]
    shares, turns = [], []
    for level in LEVELS:
        group = [o for o in able if o.level == level]
        agreed = [o.agreed for o in group if o.agreed is not None and o.manager == "modele"]
        shares.append(sum(o.agreed is not None for o in group) / max(1, len(group)))
        turns.append(sum(agreed) / len(agreed) if agreed else 99.0)
    if any(a <= b for a, b in pairwise(shares)):
        yield f"l’accord n’est pas plus rare à chaque niveau\u00a0: {[round(s, 2) for s in shares]}"
    if any(a >= b for a, b in pairwise(turns)):
        yield f"l’accord n’est pas plus tardif à chaque niveau\u00a0: {[round(t, 1) for t in turns]}"
    for manager in ("menacant", "mots-cles", "copier-coller"):
        if any(o.layer_3 is not None for o in found if o.manager == manager):
            yield f"le manager {manager} a obtenu la cause réelle"


if __name__ == "__main__":
    main()
