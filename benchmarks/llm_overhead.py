"""What our door to language models adds to the wait for the first word, side by side with the bare endpoint.

python -m benchmarks.llm_overhead [--turns 60] [--model FILE.gguf]

Each turn is asked twice, in turn first and second: over a plain HTTP connection that reads the stream by hand, and
through the whole path of the product (prompt, door, guard). Nothing else differs: same messages, same server, same
minute. Without a model the server is the scripted one of the tests, which answers at once: what is left is the door.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from coach.dialogue.actor import Delta, Exchange, Replaced, Scene
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.actor_llm import LlmActor
from coach.dialogue.common_lines import CommonLines
from coach.dialogue.records import TurnRecord
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.llm.langchain_door import LangChainModel
from coach.llm.local_server import LocalServer
from coach.llm.ports import Message
from coach.resources import data_dir
from coach.settings import Settings
from evals.roleplay.managers import MODELS, Manager
from evals.roleplay.simulate import interview, scenarios
from tests.llm.scripted import scripted_server

ANSWER = (
    "Ben écoutez, le matin c’est compliqué en ce moment, je ne vais pas vous mentir. "
    "Je fais ce que je peux avec les transports, et personne ne m’a rien demandé jusqu’ici."
)


@dataclass(frozen=True)
class Waits:
    """Seconds to the first word of the model, and to the first word a person is shown."""

    bare: float
    door: float
    shown: float


class Bare:
    """The endpoint without any client: one request, the stream read line by line."""

    def __init__(self, url: str, model: str, settings: Settings) -> None:
        self._host, self._path = urlsplit(url).netloc, urlsplit(url).path
        self._options = {
            "model": model,
            "stream": True,
            "max_tokens": settings.llm_max_tokens,
            "temperature": settings.llm_temperature,
        }

    def first(self, messages: list[Message]) -> float:
        """Seconds to the first piece of text; the rest is read so that the server is free again."""
        said = [{"role": m.role, "content": m.content} for m in messages]
        start = time.perf_counter()
        connection = http.client.HTTPConnection(self._host, timeout=300)
        connection.request(
            "POST",
            f"{self._path}/chat/completions",
            json.dumps({**self._options, "messages": said}),
            {"Content-Type": "application/json", "Authorization": "Bearer none"},
        )
        found = 0.0
        with connection.getresponse() as answer:
            for line in answer:
                if not line.startswith(b"data: {"):
                    continue
                choices = json.loads(line[6:])["choices"]
                if not found and choices and choices[0]["delta"].get("content"):
                    found = time.perf_counter() - start
        connection.close()
        return found


class Watched(LangChainModel):
    """The door, with the time of its first piece."""

    begun = 0.0

    def stream(self, messages: object, **options: object) -> Iterator[str]:  # type: ignore[override]
        """See `LangChainModel.stream`."""
        for piece in super().stream(messages, **options):  # type: ignore[arg-type]
            self.begun = self.begun or time.perf_counter()
            yield piece


def scenes(count: int) -> Iterator[Scene]:
    """Turns of written managers, with what was said before."""
    found = 0
    for number in range(count):
        scenario = scenarios()[number % len(scenarios())]
        turns = interview(scenario, 2, number, Manager(scenario, MODELS[number % 3], number))
        for rank in range(2, min(10, len(turns))):
            if found == count:
                return
            found += 1
            yield _scene(scenario.id, turns[:rank], turns[rank], number)


def _scene(scenario_id: str, before: list[TurnRecord], turn: TurnRecord, seed: int) -> Scene:
    return Scene(
        scenario=ScenarioLibrary(data_dir("scenarios")).get(scenario_id),
        level=2,
        seed=seed,
        step=turn.step,
        manager=turn.manager or "",
        history=tuple(Exchange(t.manager or "", t.advisor) for t in before),
        formal=True,
        slots={},
    )


def measure(url: str, name: str, turns: int) -> list[Waits]:
    """The three waits of each turn; which way goes first alternates."""
    settings = Settings(llm_base_url=url, llm_model=name, llm_timeout=120, llm_max_tokens=80)
    bare, door = Bare(url, name, settings), Watched(settings)
    embedded = EmbeddedActor(CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml"))
    actor = LlmActor(door, embedded)

    def through(scene: Scene) -> tuple[float, float]:
        door.begun, shown = 0.0, 0.0
        start = time.perf_counter()
        for piece in actor.play(scene):
            if isinstance(piece, Delta | Replaced) and not shown:
                shown = time.perf_counter() - start
        return door.begun - start, shown

    found: list[Waits] = []
    for number, scene in enumerate(scenes(turns + 3)):
        messages = actor.messages(scene, embedded.line(scene))
        # A server keeps the prompt it has read: neither way may find it kept by the other.
        bare.first(messages)
        if number % 2:
            direct = bare.first(messages)
            mine, shown = through(scene)
        else:
            mine, shown = through(scene)
            direct = bare.first(messages)
        if number >= 3:  # the first turns open connections and import the client
            found.append(Waits(direct, mine, shown))
    return found


@contextmanager
def served(model: Path | None) -> Iterator[tuple[str, str]]:
    """Address and name of the model that answers."""
    if model is not None:
        yield LocalServer(model).base_url, "local"
        return
    with scripted_server() as script:
        script.answers = [ANSWER]
        yield script.url, "ok"


def told(found: list[Waits]) -> str:
    """Medians and tails, for a person to read."""
    bare, door, shown = ([getattr(w, name) * 1000 for w in found] for name in ("bare", "door", "shown"))
    added = [(w.door - w.bare) * 1000 for w in found]
    return (
        f"{len(found)} tours ({os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f})\n"
        f"premier mot, adresse nue : médiane {median(bare):.1f} ms, p95 {quantiles(bare, n=20)[-1]:.1f} ms\n"
        f"premier mot, par la porte : médiane {median(door):.1f} ms, p95 {quantiles(door, n=20)[-1]:.1f} ms\n"
        f"surcoût : {median(door) - median(bare):.1f} ms entre médianes, {median(added):.1f} ms à la médiane des écarts\n"
        f"premiers caractères montrés (28 retenus par la garde) : médiane {median(shown):.1f} ms"
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--model", type=Path, help="a GGUF file; by default the scripted server of the tests")
    options = parser.parse_args()
    with served(options.model) as (url, name):
        print(told(measure(url, name, options.turns)))


if __name__ == "__main__":
    main()
