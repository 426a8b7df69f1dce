"""Plays scripted managers through the real analyst, director and embedded actor; draws the outcomes.

python -m evals.roleplay.simulate            # table on the standard output
python -m evals.roleplay.simulate --write    # also evals/roleplay/outcomes.{md,svg,json}
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from statistics import mean, median
from typing import Any, Protocol

import numpy as np

from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.common_lines import CommonShelf
from coach.dialogue.lines import key
from coach.dialogue.play import Play
from coach.dialogue.question_vectors import QuestionVectors, Vectors
from coach.dialogue.records import TurnRecord
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.topics import TopicBook, TopicMatcher
from coach.dialogue.topics import _parts as matched
from coach.domain.acts import Act
from coach.domain.clause_acts import ClauseActs
from coach.domain.moves import EndReason, Move
from coach.domain.scenarios import LEVELS, Level, Scenario, secret_in
from coach.embedding.encoder import SentenceEncoder
from coach.resources import data_dir
from evals.roleplay.managers import KINDS, Manager, Mix, adapted, models

MAX_TURNS = 40
#: How the plot writes a share, the space before the sign unbreakable.
PERCENT = "format(datum.value * 100, '.0f') + '\u00a0%'"
HERE = Path(__file__).parent


class Speaker(Protocol):
    """Whoever plays the manager."""

    def next(self, last: TurnRecord) -> str | None:
        """What is said after the advisor's last turn; None when there is nothing left to say."""
        ...


class MemoAnalyst:
    """The embedded analyst, each text read once: the same lines come back thousands of times."""

    def __init__(self) -> None:
        inner = EmbeddedAnalyst()
        self._acts = lru_cache(maxsize=None)(inner.acts)
        self._clauses = lru_cache(maxsize=None)(inner.clauses)

    def acts(self, text: str) -> tuple[Act, ...]:
        """See `EmbeddedAnalyst.acts`."""
        return self._acts(text)

    def clauses(self, text: str) -> Sequence[ClauseActs]:
        """See `EmbeddedAnalyst.clauses`."""
        return self._clauses(text)


@dataclass(frozen=True)
class Outcome:
    """How one interview went; turns are None when the thing never happened."""

    scenario: str
    level: int
    manager: str
    seed: int
    end: str
    turns: int
    agreed: int | None
    layer_1: int | None
    layer_2: int | None
    layer_3: int | None
    refusals: int
    """Requests for a commitment that were turned down."""
    confiance: float
    peak: float
    repeated: int
    leaks: int


@lru_cache(maxsize=1)
def library() -> ScenarioLibrary:
    """The scenarios of the project."""
    return ScenarioLibrary(data_dir("scenarios"))


@lru_cache(maxsize=1)
def _parts() -> tuple[MemoAnalyst, EmbeddedActor]:
    return MemoAnalyst(), EmbeddedActor(CommonShelf(data_dir("scenarios") / "communs"))


class MemoBook(TopicBook):
    """Matchers that read each text once."""

    def matcher(self, scenario: Scenario) -> TopicMatcher:
        """See `TopicBook.matcher`."""
        found = super().matcher(scenario)
        if not hasattr(found.match, "cache_info"):
            found.match = lru_cache(maxsize=None)(found.match)  # type: ignore[method-assign]
        return found


class MemoVectors(QuestionVectors):
    """Vectors of turns too are kept: each text is tried on every scenario."""

    def __init__(self, encoder: SentenceEncoder, folder: Path) -> None:
        super().__init__(encoder, folder)
        self._said: dict[str, Vectors] = {}

    def learn(self, parts: Iterable[str]) -> None:
        """Encode sentences together: five times quicker than one by one."""
        fresh = list(dict.fromkeys(p for p in parts if p not in self._said))
        if fresh:
            self._said.update(zip(fresh, super().of_turn(fresh), strict=True))

    def of_turn(self, parts: Sequence[str]) -> Vectors:
        """See `QuestionVectors.of_turn`."""
        self.learn(parts)
        return np.stack([self._said[part] for part in parts])


@lru_cache(maxsize=1)
def topics() -> TopicBook:
    """Topics as the product matches them, the vectors kept beside the evals' other passing files."""
    folder = Path(tempfile.gettempdir()) / "coach-evals"
    return MemoBook(library().all(), MemoVectors(SentenceEncoder(), folder))


def learn(texts: Iterable[str]) -> None:
    """Encode turns before they are matched."""
    vectors = topics()._vectors
    assert isinstance(vectors, MemoVectors)
    vectors.learn(part for text in texts for part in matched(text))


def scenarios() -> list[Scenario]:
    """Scenarios to which the managers have been adapted."""
    return [s for s in library().all() if adapted(s)]


@lru_cache(maxsize=64)
def _play(scenario_id: str, level: Level, seed: int) -> Play:
    analyst, actor = _parts()
    return Play(library().get(scenario_id), level, seed, analyst, actor, topics())


def interview(scenario: Scenario, level: Level, seed: int, manager: Speaker) -> list[TurnRecord]:
    """All the turns of one interview."""
    play = _play(scenario.id, level, seed)
    turns = [play.turn([], None)]
    while not turns[-1].step.ended and len(turns) <= MAX_TURNS:
        said = manager.next(turns[-1])
        if said is None:
            break
        turns.append(play.turn(turns, said))
    return turns


def outcome(
    scenario: Scenario, level: Level, manager: str, seed: int, turns: Sequence[TurnRecord]
) -> Outcome:
    """What to remember of an interview."""
    final = turns[-1].step.state
    layers: dict[int, int] = {}
    # Before a jury what is "released" is a point made; no hidden fact is told.
    told = () if scenario.exercise == "briefing" else zip(final.released, final.released_at, strict=True)
    for fact, turn in told:
        layers.setdefault(scenario.fact(fact).layer, turn)
    refusals = sum(
        "engagement" in t.acts and t.step.move in {Move.REFUS, Move.ESQUIVE, Move.ACCORD_PARTIEL}
        for t in turns
    )
    spoken = [key(t.advisor) for t in turns if key(t.advisor)]  # a jury that listens says nothing
    leaks = sum(
        secret_in(t.advisor, fact.secret) is not None
        for t in turns
        for fact in scenario.facts
        if fact.id not in t.step.state.released
    )
    end = final.ended or (EndReason.ACCORD if final.commitments else EndReason.SANS_ACCORD)
    return Outcome(
        scenario=scenario.id,
        level=level,
        manager=manager,
        seed=seed,
        end=end.value,
        turns=len(turns) - 1,
        agreed=final.commitments[0].turn if final.commitments else None,
        layer_1=layers.get(1),
        layer_2=layers.get(2),
        layer_3=layers.get(3),
        refusals=refusals,
        confiance=final.confiance,
        peak=max(t.step.state.confiance for t in turns),
        repeated=len(spoken) - len(set(spoken)),
        leaks=leaks,
    )


def play_all(seeds: Iterable[int], chosen: Sequence[Scenario], mixes: int = 0) -> list[Outcome]:
    """Every manager on every chosen scenario at every level, and `mixes` random managers for each pair."""
    found: list[Outcome] = []
    for scenario in chosen:
        names = (*models(scenario), *KINDS[1:])
        for level in LEVELS:
            for name in names:
                for seed in seeds:
                    turns = interview(scenario, level, seed, Manager(scenario, name, seed))
                    kind = "modele" if name.startswith("modele") else name
                    found.append(outcome(scenario, level, kind, seed, turns))
            for seed in range(mixes):
                skill = (0.3, 0.6, 0.85)[seed % 3]
                turns = interview(scenario, level, seed, Mix(scenario, skill, seed))
                found.append(outcome(scenario, level, f"mélange {round(skill * 100)}\u00a0%", seed, turns))
    return found


def _turn(values: list[int | None]) -> str:
    told = [v for v in values if v is not None]
    return f"{median(told):g}" if told else "–"


def table(found: Sequence[Outcome]) -> str:
    """Markdown table, one row a manager and level."""
    rows = [
        "| manager | niveau | entretiens | accord | rupture | sans accord | excuse | contexte | cause réelle | "
        "tour excuse | tour contexte | tour cause | tour accord | refus avant accord | confiance max |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for manager in dict.fromkeys(o.manager for o in found):
        for level in LEVELS:
            group = [o for o in found if o.manager == manager and o.level == level]
            if not group:
                continue

            def share(flags: Iterable[bool]) -> str:
                return f"{100 * mean(map(float, flags)):.0f}\u00a0%"

            agreed = [o for o in group if o.agreed is not None]
            rows.append(
                f"| {manager} | {level} | {len(group)} | {share(o.end == 'accord' for o in group)} | "
                f"{share(o.end == 'rupture' for o in group)} | {share(o.end == 'sans_accord' for o in group)} | "
                f"{share(o.layer_1 is not None for o in group)} | {share(o.layer_2 is not None for o in group)} | "
                f"{share(o.layer_3 is not None for o in group)} | {_turn([o.layer_1 for o in group])} | "
                f"{_turn([o.layer_2 for o in group])} | {_turn([o.layer_3 for o in group])} | "
                f"{_turn([o.agreed for o in group])} | "
                f"{mean([o.refusals for o in agreed] or [0]):.1f} | {median(o.peak for o in group):.0f} |"
            )
    return "\n".join(rows)


def by_exercise(found: Sequence[Outcome], of: Callable[[str], str]) -> str:
    """Markdown table, one row an exercise and level: who listens, and who should never obtain anything."""
    rows = [
        "| exercice | niveau | entretiens | accord, modèle | cause réelle, modèle | tour accord | "
        "accord, maladroit | rupture, dur | cause réelle, menaçant, mots-clés et copier-coller |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for exercise in dict.fromkeys(of(o.scenario) for o in found):
        for level in LEVELS:
            group = [o for o in found if of(o.scenario) == exercise and o.level == level]

            def share(flags: Iterable[bool]) -> str:
                known = list(map(float, flags))
                return f"{100 * mean(known):.0f}\u00a0%" if known else "–"

            def who(*managers: str, inside: Sequence[Outcome] = group) -> list[Outcome]:
                return [o for o in inside if o.manager in managers]

            shut = who("menacant", "mots-cles", "copier-coller")
            rows.append(
                f"| {exercise} | {level} | {len(group)} | {share(o.end == 'accord' for o in who('modele'))} | "
                f"{share(o.layer_3 is not None for o in who('modele'))} | "
                f"{_turn([o.agreed for o in who('modele')])} | "
                f"{share(o.end == 'accord' for o in who('maladroit'))} | "
                f"{share(o.end == 'rupture' for o in who('dur'))} | "
                f"{sum(o.layer_3 is not None for o in shut)} sur {len(shut)} |"
            )
    return "\n".join(rows)


def draw(found: Sequence[Outcome], path: Path) -> None:
    """Stacked bars of the ends by level, one panel a manager."""
    import altair as alt
    import vl_convert

    labels = {"accord": "accord", "sans_accord": "sans accord", "rupture": "rupture", "temps": "temps écoulé"}
    data: list[dict[str, Any]] = []
    for manager in dict.fromkeys(o.manager for o in found):
        for level in LEVELS:
            group = [o for o in found if o.manager == manager and o.level == level]
            for end, label in labels.items():
                share = sum(o.end == end for o in group) / max(1, len(group))
                data.append({"manager": manager, "niveau": level, "issue": label, "part": share})
    chart = (
        alt.Chart(alt.Data(values=data))
        .mark_bar()
        .encode(
            x=alt.X("niveau:O", title="niveau", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("part:Q", title="part des entretiens", axis=alt.Axis(labelExpr=PERCENT), stack=True),
            color=alt.Color(
                "issue:N",
                sort=list(labels.values()),
                scale=alt.Scale(
                    domain=list(labels.values()), range=["#2a7f62", "#b8b2a6", "#b3402f", "#d9a441"]
                ),
            ),
            facet=alt.Facet(
                "manager:N", columns=5, sort=list(dict.fromkeys(o.manager for o in found)), title=None
            ),
        )
        .properties(width=110, height=130)
    )
    path.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), encoding="utf-8")


def main() -> None:
    """Command line of the simulation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--mixes", type=int, default=30, help="random managers for each scenario and level")
    parser.add_argument("--scenario", action="append", help="only these (by default all)")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    chosen = [s for s in scenarios() if not options.scenario or s.id in options.scenario]
    found = play_all(range(options.seeds), chosen, options.mixes)
    exercises = {s.id: s.exercise for s in chosen}
    talks = [
        o for o in found if exercises[o.scenario] != "briefing"
    ]  # before a jury nobody agrees or breaks off
    whole = f"{table(talks)}\n\n{by_exercise(found, exercises.__getitem__)}"
    print(whole)
    print(
        f"\n{len(found)} entretiens, {len(chosen)} scénarios\u202f; "
        f"{sum(o.repeated for o in found)} réplique(s) répétée(s), {sum(o.leaks for o in found)} fuite(s)."
    )
    if options.write:
        (HERE / "outcomes.md").write_text(whole + "\n", encoding="utf-8")
        draw(talks, HERE / "outcomes.svg")
        rows = "\n".join(json.dumps(asdict(o), ensure_ascii=False) for o in found)
        (HERE / "outcomes.jsonl").write_text(rows + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
