"""The common lines: enough of them, fit for anyone, and refused clearly when badly written."""

import re
import shutil

import pytest
import yaml
from pydantic import ValidationError

from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.common_lines import CommonLines, CommonShelf
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.yaml_source import read_yaml
from coach.domain.moves import Move, Openness, Profile, Trigger
from coach.domain.scenarios import fold
from coach.errors import ScenarioError
from coach.resources import data_dir

PATH = data_dir("scenarios") / "communs" / "repliques.yaml"
COMMON = CommonLines.load(PATH)
#: Adjectives and participles that would tell a man from a woman.
GENDERED = re.compile(
    r"\b(?:je|j'|me|m')\s?(?:suis|ai ete|etais|sens|trouve)\s(?:pas |un peu |tres |bien |si |trop )*"
    r"(?:desole|pret|content|fatigue|perdu|surpris|decu|sur|certain|seul|oblige|habitue|contrarie|vexe)e?\b"
)


def test_everyone_has_lines_for_every_move_and_trigger():
    everyone = COMMON.profiles["tous"]
    assert set(everyone.moves) == set(Move)
    for move, lines in everyone.moves.items():
        assert len(lines.every()) >= 12, move
    assert set(everyone.reactions) == set(Trigger)
    for trigger, lines in everyone.reactions.items():
        assert all(len(lines.at(o)) >= 2 for o in Openness), trigger


def test_each_profile_adds_its_own_temper():
    assert set(COMMON.profiles) == {"tous", *Profile}
    for profile in Profile:
        own = COMMON.profiles[profile]
        assert own.moves and own.reactions
        for move, lines in own.moves.items():
            for openness in Openness:
                assert COMMON.move(move, profile).at(openness) == (
                    *lines.at(openness),
                    *COMMON.profiles["tous"].moves[move].at(openness),
                )


def test_a_profile_without_lines_of_its_own_has_those_of_everyone():
    everyone = COMMON.profiles["tous"]
    assert COMMON.move(Move.CLOTURE, Profile.FERME) == everyone.moves[Move.CLOTURE]
    assert COMMON.reaction(Trigger.ACCUEIL, Profile.EMOTIF) == everyone.reactions[Trigger.ACCUEIL]


def test_no_line_twice_and_nothing_that_tells_the_gender():
    lines = [fold(line) for _, line in COMMON.every()]
    assert len(lines) == len(set(lines))
    assert [line for line in lines if GENDERED.search(line)] == []


def test_openers_and_tails_are_short_and_many():
    assert len(COMMON.amorces) >= 20 and len(COMMON.queues) >= 15
    assert all(line[-1] in ".…" for line in COMMON.amorces)
    assert all(line[-1] in ".…" for line in COMMON.queues)


def test_typography_and_marks():
    for where, line in COMMON.every():
        assert "'" not in line and not re.search(r" [?!;:]|\w[?!;]", line), (where, line)
        bare = fold(re.sub(r"\{[^{}]*\}|«[^»]*»", " ", line)).replace("rendez-vous", "rdv")
        assert not re.search(r"(?<![a-z-])(?:tu|te|toi|t'|vous|votre|vos)(?![a-z])", bare), (where, line)


def test_lines_are_frozen():
    with pytest.raises(ValidationError):
        COMMON.amorces = ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d["profiles"].pop("tous"), "tous"),
        (lambda d: d["profiles"].update(râleur={}), "râleur"),
        (lambda d: d["profiles"]["tous"]["moves"].update(fuite={"closed": ["Non."]}), "fuite"),
        (lambda d: d["echos"]["closed"].append("Sans repère."), "echos"),
        (lambda d: d["queues"].append("Le {lieu}."), "lieu"),
        (lambda d: d["queues"].append(d["amorces"][0]), "deux fois"),
        (lambda d: d["amorces"].append("x" * 60), "au plus 45"),
        (lambda d: d.update(amorce=[]), "'amorces'"),
    ],
)
def test_a_mistake_is_told(tmp_path, change, expected):
    data = read_yaml(PATH, ScenarioError).data
    change(data)
    path = tmp_path / "repliques.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        CommonLines.load(path)
    assert expected in str(caught.value) and "repliques.yaml" in str(caught.value)


@pytest.fixture
def copied(tmp_path):
    """The scenarios' folder, one file an exercise, ours to break."""
    (tmp_path / "communs").mkdir()
    for file in PATH.parent.glob("*.yaml"):
        shutil.copy(file, tmp_path / "communs" / file.name)
    for name in ("recadrage-retards", "recrutement-reprise", "client-terminal", "briefing-panne"):
        shutil.copy(PATH.parent.parent / f"{name}.yaml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("broken", "stopped"),
    [
        ("repliques-recrutement.yaml", {"recrutement-reprise"}),
        ("repliques-client_difficile.yaml", {"client-terminal"}),
        ("repliques.yaml", {"recadrage-retards"}),
    ],
)
def test_a_broken_file_stops_only_the_exercises_that_use_it(copied, broken, stopped):
    path = copied / "communs" / broken
    whole = path.read_text(encoding="utf-8")
    library, actor = ScenarioLibrary(copied), EmbeddedActor(CommonShelf(copied / "communs"))
    assert len(library.usable()) == 4
    path.write_text(whole.replace("amorces:", "amorce:", 1), encoding="utf-8")
    found = library.broken()
    assert set(found) == stopped
    assert {s.id for s in library.usable()} == set(library.ids()) - stopped
    for error in found.values():
        assert broken in error.message and "ligne" in error.message and "laissés de côté" in error.message
    # The voice says the same, and comes back with the file.
    exercise = next(iter(stopped)).split("-")[0].replace("client", "client_difficile")
    with pytest.raises(ScenarioError, match=re.escape(broken)):
        actor.common(exercise)
    path.write_text(whole, encoding="utf-8")
    assert library.broken() == {} and actor.common(exercise).amorces


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="ne peut pas être lu"):
        CommonShelf(tmp_path).lines("recadrage")
