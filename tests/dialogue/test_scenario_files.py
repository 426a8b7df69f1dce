"""Reading scenario files: what is accepted, and what an author is told when it is not."""

import os
import re
import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.dialogue.scenario_files import ScenarioLibrary, load_scenario
from coach.dialogue.yaml_source import read_yaml
from coach.domain.scenarios import Scenario
from coach.errors import NotFound, ScenarioError
from coach.resources import data_dir

REAL = data_dir("scenarios") / "recadrage-retards.yaml"


def _small() -> dict:
    """The real scenario cut down, so that thousands can be read."""
    data = read_yaml(REAL, ScenarioError).data
    data["topics"] = data["topics"][:2]
    data["moves"] = {"esquive": data["moves"]["esquive"]}
    data["reactions"] = {"menace": data["reactions"]["menace"]}
    data["brief"]["calendar"] = data["brief"]["calendar"][:2]
    data["id"] = "petit"
    return data


SMALL = yaml.safe_dump(_small(), allow_unicode=True, sort_keys=False, width=1000)


@pytest.fixture
def written(tmp_path):
    """Writes a text as `petit.yaml` and returns its path."""

    def write(text: str | bytes):
        path = tmp_path / "petit.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def _line_with(text: str, needle: str) -> int:
    return next(i for i, line in enumerate(text.splitlines(), 1) if needle in line)


def test_a_good_file_gives_the_scenario(written):
    scenario = load_scenario(written(SMALL))
    assert scenario.id == "petit"
    assert scenario.persona.first_name == "Karim"
    assert scenario.brief.calendar[0].on.isoformat() == "2024-11-04"
    assert load_scenario(REAL).exercise == "recadrage"


def test_the_field_on_and_a_plain_oui_stay_text(written):
    text = SMALL.replace("'on':", "on:")
    assert "\n  - on: 2024" in text
    text = text.replace("title: Retards et pauses qui s’allongent", "title: Oui", 1)
    assert load_scenario(written(text)).title == "Oui"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("minutes: 20", "minutes: vingt", ["minutes", "nombre entier", "« vingt »"]),
        ("minutes: 20", "minutes: 200", ["minutes", "au plus 60", "« 200 »"]),
        ("minutes: 20", "minuttes: 20", ["minuttes", "champ inconnu", "'minutes'"]),
        ("title: Retards", "titre: Retards", ["champ inconnu", "'title'"]),
        ("exercise: recadrage", "exercise: recadrages", ["exercise", "valeur inconnue", "ou 'soutien'"]),
        ("profile: défensif", "profile: agressif", ["persona › profile", "'défensif'"]),
        ("id: petit", "id: Petit Scénario", ["id", "minuscules sans accent"]),
        ("layer: 3", "layer: 2", ["facts", "un fait par couche"]),
        ("confiance: 20", "confiance: beaucoup", ["facts › transports › gate › confiance", "entier"]),
        ("on': 2024-11-04", "on': 2024-13-04", ["une date"]),
        ("on': 2024-11-04", "on': novembre", ["brief › calendar › n° 1 › on", "une date est attendue"]),
        ("  esquive:", "  esquives:", ["moves › esquives", "valeur inconnue", "'esquive'"]),
        ("after:\n    - transports", "after:\n    - transport", ["fait inconnu 'transport'"]),
    ],
)
def test_a_mistake_is_told_with_its_place(written, old, new, expected):
    assert old in SMALL
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(SMALL.replace(old, new, 1)))
    message = str(caught.value)
    assert message.startswith("petit.yaml")
    for word in expected:
        assert word in message, message


def test_the_line_is_the_right_one(written):
    text = SMALL.replace("minutes: 20", "minutes: vingt")
    with pytest.raises(ScenarioError, match=rf"ligne {_line_with(text, 'minutes: vingt')}, minutes "):
        load_scenario(written(text))
    text = SMALL.replace("- Le métro, comme tout le monde.", "- 12")
    with pytest.raises(
        ScenarioError, match=rf"ligne {_line_with(text, '- 12')}, topics › trajet › closed › n° 1"
    ):
        load_scenario(written(text))


def test_several_mistakes_are_told_together(written):
    text = SMALL.replace("minutes: 20", "minutes: vingt").replace("version: 1", "version: zéro")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(text))
    assert str(caught.value).count("\n- ligne ") == 2


def test_a_secret_said_too_soon_is_told_with_its_line(written):
    leak = "Je m’occupe de ma mère le matin."
    text = SMALL.replace("- Le métro, comme tout le monde.", f"- {leak}")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(text))
    message = str(caught.value)
    assert f"ligne {_line_with(text, leak)}" in message
    assert "ma mère" in message and "mere-dialyse" in message


def test_a_line_written_twice_is_told(written):
    text = SMALL.replace(
        "- Le métro, comme tout le monde.", "- À Tourcoing. Ça, c’est dans mon dossier, je crois."
    )
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(text))
    assert "déjà écrite" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "vide"),
        ("# rien\n", "vide"),
        ("bonjour", "des champs « nom: valeur »"),
        ("- a\n- b\n", "des champs « nom: valeur »"),
        ("id: petit\nid: petit\n", "ligne 2 : le champ 'id' est donné deux fois"),
        ('title: "sans fin\n', "guillemet"),
        ("title: un : deux\n", "ligne 1"),
        ("a:\n\t- b\n", "ligne 2"),
        ("a: &x [1]\nb: *x\n", "alias"),
        ("a: &x [*x]\n", "alias"),
        ("? [a, b]\n: c\n", "nom de champ"),
        ("a: !!python/object/apply:os.system [ls]\n", "étiquette"),
        ("[" * 500 + "]" * 500, "niveaux"),
        (b"title: caf\xe9\n", "UTF-8"),
        (b"title: \x00\n", "illisible"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 2_000_001, "dépasse"),
    ],
)
def test_broken_yaml_is_told(written, text, expected):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(written(text))
    assert expected in str(caught.value)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(ScenarioError, match="introuvable"):
        load_scenario(tmp_path / "absent.yaml")
    with pytest.raises(ScenarioError, match="ne peut pas être lu"):
        load_scenario(tmp_path)
    with pytest.raises(ScenarioError, match="Dossier"):
        ScenarioLibrary(tmp_path / "absent").all()


def test_library_finds_by_id_and_names_near_ones():
    library = ScenarioLibrary(data_dir("scenarios"))
    assert library.get("recadrage-retards").id == "recadrage-retards"
    assert [s.id for s in library.all()] == list(library.ids())
    with pytest.raises(NotFound, match="recadrage-retards"):
        library.get("recadrage-retard")
    for hostile in ("../recadrage-retards", "", "communs/repliques", "x" * 500):
        with pytest.raises(NotFound):
            library.get(hostile)


def test_library_reads_a_file_again_only_when_it_changed(tmp_path):
    path = tmp_path / "petit.yaml"
    path.write_text(SMALL, encoding="utf-8")
    library = ScenarioLibrary(tmp_path)
    first = library.get("petit")
    assert library.get("petit") is first
    path.write_text(SMALL.replace("minutes: 20", "minutes: 25"), encoding="utf-8")
    os.utime(path, ns=(time.time_ns(), time.time_ns() + 1_000_000))
    assert library.get("petit").minutes == 25


def test_a_broken_file_does_not_hide_the_others(tmp_path):
    (tmp_path / "petit.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "autre.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "casse.yaml").write_text("id: [", encoding="utf-8")
    library = ScenarioLibrary(tmp_path)
    assert library.get("petit").id == "petit"
    broken = library.broken()
    assert set(broken) == {"autre", "casse"}
    assert "petit.yaml" in str(broken["autre"])
    with pytest.raises(ScenarioError):
        library.all()


def test_a_full_file_is_read_quickly():
    load_scenario(REAL)
    times = []
    for _ in range(5):
        start = time.process_time()
        load_scenario(REAL)
        times.append(time.process_time() - start)
    assert min(times) < 0.15


_LINES = SMALL.splitlines()
_SCALARS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["null", "true", "[]", "{}", "-1", "1e400", "2026-02-30", "on", "*a", "!!set {a}", "|", "'", '"']
    ),
)


@st.composite
def mutated(draw) -> str:
    """The small file with one to four accidents of editing."""
    lines = list(_LINES)
    for _ in range(draw(st.integers(1, 4))):
        i = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "double", "indent", "value", "key", "cut", "char", "swap"]))
        line = lines[i]
        if kind == "drop" and len(lines) > 1:
            del lines[i]
        elif kind == "double":
            lines.insert(i, line)
        elif kind == "indent":
            lines[i] = " " * draw(st.integers(0, 5)) + line.lstrip()
        elif kind == "value":
            lines[i] = re.sub(r"(: |- ).*$", lambda m: m[1] + draw(_SCALARS), line, count=1)
        elif kind == "key":
            lines[i] = (
                re.sub(r"\w+:", draw(st.text(max_size=8)) + ":", line, count=1) if "\\" not in line else line
            )
        elif kind == "cut":
            lines[i] = line[: draw(st.integers(0, len(line)))]
        elif kind == "char":
            at = draw(st.integers(0, len(line)))
            lines[i] = line[:at] + draw(st.characters()) + line[at:]
        else:
            j = draw(st.integers(0, len(lines) - 1))
            lines[i], lines[j] = lines[j], lines[i]
    return "\n".join(lines)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(text=mutated())
def test_a_mutated_file_is_read_or_refused_in_french(tmp_path, text):
    path = tmp_path / "fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        assert str(error).startswith("fuzz.yaml")
        assert "pydantic" not in str(error) and "Traceback" not in str(error)
    else:
        assert isinstance(scenario, Scenario)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(raw=st.binary(max_size=200))
def test_any_bytes_are_refused_in_french(tmp_path, raw):
    path = tmp_path / "fuzz.yaml"
    path.write_bytes(raw)
    with pytest.raises(ScenarioError):
        load_scenario(path)
