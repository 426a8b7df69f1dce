"""The embedded analyst: conventions held, general properties, cost, and the figure on the test split."""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.dialogue.act_model import ActModel
from coach.dialogue.analyst import MAX_CHARACTERS, EmbeddedAnalyst, packaged_model
from coach.domain.acts import Act
from coach.errors import MissingPart

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((Path(__file__).parent / "analyst_cases.json").read_text(encoding="utf-8"))
ORDER = list(Act)

analyst = EmbeddedAnalyst()

turns = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from([case["text"] for case in CASES]), max_size=4).map(" ".join),
    st.lists(
        st.sampled_from([*"?!.…;«»\"' \n", "M. Petit", "9.5", "é", "😀", "du coup", "merci"]), max_size=40
    ).map("".join),
)


def evals(name: str) -> ModuleType:
    """A module of `evals/acts`, which is a folder of scripts rather than a package."""
    folder = str(ROOT / "evals" / "acts")
    if folder not in sys.path:
        sys.path.append(folder)
    return __import__(name)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['rule']} : {case['text'][:30]}" for case in CASES])
def test_convention(case: dict) -> None:
    found = {act.value for act in analyst.acts(case["text"])}
    if "exact" in case:
        assert found == set(case["exact"])
    assert set(case.get("holds", [])) <= found
    assert not set(case.get("lacks", [])) & found


@given(turns)
@settings(max_examples=150, deadline=None)
def test_acts_are_ordered_without_repeat_and_stable(turn: str) -> None:
    acts = analyst.acts(turn)
    assert list(acts) == sorted(set(acts), key=ORDER.index)
    assert analyst.acts(turn) == acts


@given(turns)
@settings(max_examples=150, deadline=None)
def test_clauses_are_verbatim_in_order_and_carry_the_turn(turn: str) -> None:
    clauses = analyst.clauses(turn)
    for clause in clauses:
        assert turn[clause.start : clause.end] == clause.text == clause.text.strip() != ""
    assert all(left.end <= right.start for left, right in itertools.pairwise(clauses))
    assert {act for clause in clauses for act in clause.acts} == set(analyst.acts(turn))
    # Nothing but blanks is left out.
    rest = list(turn)
    for clause in clauses:
        rest[clause.start : clause.end] = " " * (clause.end - clause.start)
    assert "".join(rest).strip() == ""


@given(st.sampled_from([case["text"] for case in CASES]))
@settings(deadline=None)
def test_accents_and_capitals_do_not_matter(text: str) -> None:
    from coach.dialogue.wording import fold

    assert analyst.acts(fold(text)) == analyst.acts(text) == analyst.acts(text.replace("'", "’"))


def test_each_clause_shows_its_own_act() -> None:
    turn = "Bonjour Léa, assieds-toi. Mardi tu es arrivée à 9 h 20. La prise de poste est à 9 h. Comment tu l'expliques ?"
    shown = [(clause.text.split()[0], clause.acts) for clause in analyst.clauses(turn)]
    assert shown == [
        ("Bonjour", (Act.ACCUEIL,)),
        ("Mardi", (Act.FAIT,)),
        ("La", (Act.REGLE,)),
        ("Comment", (Act.QUESTION_OUVERTE, Act.RECHERCHE_CAUSE)),
    ]


def test_speech_without_punctuation_is_cut_before_new_moves() -> None:
    turn = (
        "alors mardi tu es arrivé à neuf heures vingt et du coup tes collègues ont pris tes appels "
        "qu'est-ce qui t'a mis en retard"
    )
    clauses = analyst.clauses(turn)
    assert len(clauses) == 3
    assert Act.RECHERCHE_CAUSE in clauses[-1].acts
    assert {Act.FAIT, Act.IMPACT, Act.QUESTION_OUVERTE} <= set(analyst.acts(turn))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "😀😀😀", "…", "?!", "12345", "\x00\x01", "​"])
def test_nothing_said_carries_no_act(text: str) -> None:
    assert analyst.acts(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "bonjour " * 6_250,
        "?" * 50_000,
        "Tu es en retard. " * 3_000,
        "pourquoi ne pas " * 3_200,
        "« " * 25_000,
        "non mais ah oh " * 3_500,
        "\ud83d" * 1_000,
        "é" * 50_000,
    ],
    ids=lambda text: text[:12].encode("unicode_escape").decode(),
)
def test_long_and_hostile_input_is_quick(text: str) -> None:
    started = time.perf_counter()
    analyst.acts(text)
    assert time.perf_counter() - started < 1.0


def test_what_is_past_the_limit_is_not_read() -> None:
    kept = "Tu es toujours en retard. "
    filler = "d'accord " * (MAX_CHARACTERS // 9 + 1)
    assert Act.MENACE not in analyst.acts(kept + filler + "La prochaine fois, c'est la porte.")


def test_the_model_loads_fast_and_reads_fast() -> None:
    packaged_model.cache_clear()
    started = time.perf_counter()
    packaged_model()
    load = time.perf_counter() - started
    texts = [case["text"] for case in CASES]
    analyst.acts(texts[0])
    times = []
    for text in texts * 2:
        started = time.perf_counter()
        analyst.acts(text)
        times.append(time.perf_counter() - started)
    assert load < 0.6, f"load {load:.3f} s"
    assert sorted(times)[len(times) // 2] < 0.010


def test_importing_the_analyst_does_not_import_training_libraries() -> None:
    import subprocess

    code = "import sys, coach.dialogue.analyst; print([m for m in ('sklearn', 'scipy', 'spacy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_broken_model_file_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "acts_model.npz"
    broken.write_bytes(b"not a model")
    with pytest.raises(MissingPart, match="Réinstallez"):
        ActModel.load(broken)
    with pytest.raises(MissingPart, match="Réinstallez"):
        ActModel.load(tmp_path / "absent.npz")


def test_the_model_file_is_small_and_saved_alike(tmp_path: Path) -> None:
    packaged = ROOT / "coach" / "dialogue" / "data" / "acts_model.npz"
    assert packaged.stat().st_size < 6_000_000
    copy = tmp_path / "copy.npz"
    ActModel.load(packaged).save(copy)
    assert copy.read_bytes() == packaged.read_bytes()


def test_training_data_is_large_varied_and_apart_from_the_test_split() -> None:
    dataset = evals("dataset")
    utterances = dataset.training_utterances()
    assert len(utterances) >= 3_000
    texts = [utterance.text for utterance in utterances]
    assert len(set(texts)) == len(texts)
    for act in Act:
        assert sum(act in utterance.acts for utterance in utterances) >= 150, act
    assert sum(not utterance.acts for utterance in utterances) / len(utterances) > 0.10
    assert sum(len(utterance.acts) > 1 for utterance in utterances) / len(utterances) > 0.28


def test_macro_f1_on_the_test_split() -> None:
    evaluate, dataset = evals("evaluate"), evals("dataset")
    rows = evaluate.unseen(dataset.split("test"))
    counts = evaluate.measure(rows, evaluate.predict(analyst, rows))
    assert evaluate.macro_f1(counts) >= 0.80


@pytest.mark.slow
def test_one_fit_on_all_the_data_gives_the_packaged_weights() -> None:
    train, dataset = evals("train"), evals("dataset")
    rows = train.examples(dataset.training_utterances())
    again = train.fit([train.extract(row.text) for row in rows], train.labels(rows))
    packaged = packaged_model()
    assert again.vocabulary.names == packaged.vocabulary.names
    for mine, theirs in (
        (again.vocabulary.idf, packaged.vocabulary.idf),
        (again.weights, packaged.weights),
        (again.bias, packaged.bias),
    ):
        assert mine.tobytes() == theirs.tobytes()


@pytest.mark.soak  # the thresholds come from five more fits
def test_training_again_gives_the_packaged_model(tmp_path: Path) -> None:
    train, dataset = evals("train"), evals("dataset")
    again = tmp_path / "again.npz"
    train.train(dataset.training_utterances()).save(again)
    assert again.read_bytes() == train.MODEL.read_bytes()
