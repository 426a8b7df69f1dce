"""What every scenario of the repository must hold: depth, no leak, right dates, spoken French well set."""

import re
from collections import Counter
from datetime import date

import pytest

from coach.dialogue.common_lines import CommonLines
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.domain.moves import COMMON_TRIGGERS, EndReason, Move, Openness, Phase, Trigger
from coach.domain.scenarios import LEVELS, Scenario, fold, lines_with_fact, secret_in
from coach.resources import data_dir

LIBRARY = ScenarioLibrary(data_dir("scenarios"))
COMMON = CommonLines.load(data_dir("scenarios") / "communs" / "repliques.yaml")
MONTHS = {
    name: number
    for number, name in enumerate(
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(), 1
    )
}
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
MARK = re.compile(r"\{([^{}]*)\}")
QUOTED = re.compile(r"«[^»]*»")
BARE_ADDRESS = re.compile(r"(?<![a-z-])(?:tu|te|toi|t'|vous|votre|vos)(?![a-z])")
BARE_IMPERATIVE = re.compile(
    r"^(?:attends|attendez|ecoute|ecoutez|regarde|regardez|arrete|arretez|laisse|laissez|dis|dites)\b"
)
TU_SIDE = re.compile(r"(?<![a-z])(?:tu|te|toi|t'|ton|ta|tes)(?![a-z])")
#: Exercises in which both people say « vous », so that no line has to choose.
FORMAL = frozenset({"client_difficile", "recrutement", "briefing"})
VOUS_SIDE = re.compile(r"(?<![a-z])(?:vous|votre|vos)(?![a-z])")


def only(*exercises: str) -> pytest.MarkDecorator:
    """Run a test on the scenarios of these exercises."""
    ids = [s.id for s in LIBRARY.all() if s.exercise in exercises]
    return pytest.mark.parametrize("scenario", ids, indirect=True)


# A jury that keeps silent has neither topics, nor facts, nor moves: `test_briefings.py` has its counts.
interviews = only(*{s.exercise for s in LIBRARY.all()} - {"briefing"})
recadrages = only("recadrage")


@pytest.fixture(scope="module", params=LIBRARY.ids())
def scenario(request) -> Scenario:
    return LIBRARY.get(request.param)


def spoken(scenario: Scenario) -> list[tuple[str, str]]:
    """Lines the advisor may say."""
    return [(where, line) for where, line, _ in lines_with_fact(scenario)]


def all_texts(value: object, path: str = "") -> list[tuple[str, str]]:
    """Every text of the file with its place."""
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict):
        return [pair for key, v in value.items() for pair in all_texts(v, f"{path}.{key}")]
    if isinstance(value, list | tuple):
        return [pair for i, v in enumerate(value) for pair in all_texts(v, f"{path}[{i}]")]
    return []


@interviews
def test_topics_are_many_and_deep(scenario):
    assert len(scenario.topics) >= (36 if scenario.exercise == "recadrage" else 30)
    for topic in scenario.topics:
        assert len(topic.questions) >= 6, topic.id
        assert topic.keywords, topic.id
        for openness in Openness:
            assert len(topic.at(openness)) >= 3, (topic.id, openness)


@interviews
def test_every_move_and_every_trigger_has_lines(scenario):
    assert set(scenario.moves) == set(Move)
    for move, lines in scenario.moves.items():
        assert len(lines.every()) >= 10, move
    assert set(scenario.reactions) >= set(Trigger) - COMMON_TRIGGERS
    for trigger, lines in scenario.reactions.items():
        assert len(lines.every()) >= 8, trigger


@interviews
def test_openings_endings_hints_and_agreement(scenario):
    for level in LEVELS:
        assert len(scenario.opening[level]) >= 3
    assert set(scenario.endings) == set(EndReason)
    assert all(len(lines) >= 3 for lines in scenario.endings.values())
    assert set(scenario.hints) == set(Phase)
    for phase, hints in scenario.hints.items():
        assert len(hints) >= 3, phase
        assert all(hint.endswith("?") for hint in hints), phase
    assert len(scenario.agreement.ideas) >= 4
    assert len(scenario.agreement.commitment.every()) >= 6
    assert len(scenario.traps) >= 4
    assert any(trap.reference for trap in scenario.traps)


@recadrages
def test_recadrage_has_the_full_measure(scenario):
    for move, lines in scenario.moves.items():
        assert sum(len(lines.at(o)) >= 4 for o in Openness) >= 2, move
        assert len(lines.mixed) >= 5, move
    for trigger, lines in scenario.reactions.items():
        assert all(len(lines.at(o)) >= 4 for o in Openness), trigger
    count = len(spoken(scenario)) + sum(len(t.questions) for t in scenario.topics)
    assert count >= 900


def test_no_line_is_written_twice(scenario):
    keys = Counter(re.sub(r"[^a-z0-9{}]+", " ", fold(line)).strip() for _, line in spoken(scenario))
    # « Ouais. » and « … Ouais. » may both stand; a sentence may not.
    assert [key for key, count in keys.items() if count > 1 and len(key) > 14] == []
    questions = Counter(fold(q) for topic in scenario.topics for q in topic.questions)
    assert [q for q, count in questions.items() if count > 1] == []


@interviews
def test_no_secret_is_said_before_its_fact(scenario):
    for where, line, released in lines_with_fact(scenario):
        for fact in scenario.facts:
            told = {released, *(scenario.fact(released).gate.after if released else ())}
            if fact.id not in told:
                assert secret_in(line, fact.secret) is None, (where, line)
    deepest = max(scenario.facts, key=lambda f: f.layer)
    assert deepest.secret, "the real cause is guarded by its words"
    # What the candidate reads before the interview tells nothing either.
    before = (scenario.title, scenario.summary, *dict(all_texts(scenario.brief.model_dump())).values())
    hints = tuple(h for lines in scenario.hints.values() for h in lines)
    for text in (*before, *hints):
        assert secret_in(text, deepest.secret) is None, text


def test_marks_are_balanced_and_no_address_stands_outside(scenario):
    for where, line in spoken(scenario):
        assert line.count("{") == line.count("}") == len(MARK.findall(line)), (where, line)
        for mark in MARK.findall(line):
            assert mark.count("|") <= 1, (where, line)
            if "|" in mark:
                tu, vous = mark.split("|")
                assert tu != vous, (where, line)
                assert not VOUS_SIDE.search(fold(tu).replace("rendez-vous", "")), (where, line)
                assert not TU_SIDE.search(fold(vous)), (where, line)
        bare = fold(MARK.sub(" ", QUOTED.sub(" ", line))).replace("rendez-vous", "rdv")
        if scenario.exercise in FORMAL:
            assert "|" not in line and not TU_SIDE.search(bare), (where, line)
            continue
        assert not BARE_ADDRESS.search(bare), (where, line)
        for sentence in re.split(r"(?<=[.!?…])\s+", fold(line)):
            assert not BARE_IMPERATIVE.match(sentence), (where, line)


def test_no_line_supposes_the_gender_of_the_manager(scenario):
    gendered = re.compile(
        r"\{tu (?:es|serais|as ete)\|vous (?:etes|seriez|avez ete)\} "
        r"(?:tres |bien |assez |trop )?(?:sure?|certaine?|gentil(?:le)?|venue?|decue?|prete?|contente?|patiente?|loyale?)\b"
    )
    for where, line in spoken(scenario):
        assert not gendered.search(fold(line)), (where, line)


def test_weekdays_are_those_of_the_calendar(scenario):
    written = re.compile(rf"\b({'|'.join(DAYS)})\s+(\d{{1,2}}|1er)\s+({'|'.join(MONTHS)})(?:\s+(\d{{4}}))?")
    found = 0
    for place, text in all_texts(scenario.model_dump()):
        for day, number, month, year in written.findall(fold(text)):
            on = date(int(year or 2026), MONTHS[month], 1 if number == "1er" else int(number))
            assert DAYS[on.weekday()] == day, (place, text)
            found += 1
    for event in scenario.brief.calendar:
        named = re.match(rf"({'|'.join(DAYS)})\b", fold(event.what))
        if named:
            assert DAYS[event.on.weekday()] == named[1], event
    assert found >= 3


def test_french_typography(scenario):
    for place, text in all_texts(scenario.model_dump()):
        assert "'" not in text and '"' not in text, (place, text)
        assert "..." not in text and "  " not in text, (place, text)
        assert not re.search(r"[a-zà-ÿ0-9»)][?!;»]", text), (place, text)
        assert not re.search(r" [?!;:»]|« ", text), (place, text)
        assert not re.search(r"\d (?:%|€|h\b)|\d%|\d€", text), (place, text)
        assert not re.search(r"\b(?:oeuvre|coeur|soeur|voeu|noeud)", text), (place, text)


@interviews
def test_lines_are_spoken_not_read(scenario):
    for where, line in spoken(scenario):
        assert len(line) <= 330, (where, line)
        assert not re.search(r"\*|\[|\]|\(", line), (where, line)
        assert line[-1] in ".?!…»", (where, line)
    openers = Counter(" ".join(fold(line).split()[:3]) for _, line in spoken(scenario))
    worst, times = openers.most_common(1)[0]
    assert times <= 0.02 * len(spoken(scenario)), (worst, times)


def test_common_lines_hold_no_secret(scenario):
    """They are said whatever is still locked."""
    for fact in scenario.facts:
        assert [line for _, line in COMMON.every() if secret_in(line, fact.secret)] == [], fact.id
