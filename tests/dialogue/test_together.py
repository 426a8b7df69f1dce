"""Many interviews at once on one machine: none waits for the processor of another."""

from __future__ import annotations

import threading
import time

from threadpoolctl import threadpool_info

from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.analyst import EmbeddedAnalyst
from coach.dialogue.common_lines import CommonLines
from coach.dialogue.play import Play
from coach.dialogue.topics import TopicBook
from coach.embedding.encoder import SentenceEncoder
from coach.resources import data_dir
from evals.roleplay.simulate import library, topics

SAID = "Depuis le 12 octobre, j’ai relevé neuf retards. Qu’est-ce qui se passe le matin ?"


def test_matrix_products_take_one_thread_each() -> None:
    SentenceEncoder().embed(["Bonjour"])
    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert blas and all(pool["num_threads"] == 1 for pool in blas)


def test_forty_turns_in_one_instant_cost_forty_turns() -> None:
    scenario = library().get("recadrage-retards")
    book = TopicBook(library().all(), topics()._vectors)
    book.matcher(scenario).warm()
    actor = EmbeddedActor(CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml"))
    analyst = EmbeddedAnalyst()

    def turn(seed: int) -> None:
        play = Play(scenario, 2, seed, analyst, actor, book)
        assert play.turn([play.turn([], None)], SAID).advisor

    def busy(turns: int, *, together: bool) -> float:
        start = time.process_time()
        threads = [threading.Thread(target=turn, args=(seed,)) for seed in range(turns)]
        for thread in threads:
            thread.start()
            if not together:
                thread.join()
        for thread in threads:
            thread.join()
        return time.process_time() - start

    busy(2, together=False)
    one_by_one = busy(40, together=False)
    # Products that share threads wait by spinning: forty turns then cost a hundred times forty turns.
    assert busy(40, together=True) < 6 * one_by_one
