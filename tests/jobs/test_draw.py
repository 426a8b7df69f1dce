"""The draw is fair, can be made again, and is on record."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from coach.cli.main import app
from coach.errors import InputError
from coach.jobs.draw import Candidate, draw, fingerprint, from_folder, from_list, printable

POOL = st.lists(
    st.builds(
        Candidate, st.text("abcde/.", min_size=1), st.sampled_from("LMN"), st.sampled_from(["appel", "tchat"])
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda c: (c.ref, c.advisor, c.channel),
)


@given(POOL, st.integers(1, 5), st.text(max_size=8), st.randoms())
def test_a_draw_is_the_same_whatever_the_order(pool: list[Candidate], each: int, seed: str, chance) -> None:
    shuffled = list(pool)
    chance.shuffle(shuffled)
    one, two = draw(pool, each, seed, "x"), draw(shuffled, each, seed, "x")
    assert one.groups == two.groups and one.pool == two.pool == fingerprint(pool)
    for group in one.groups:
        here = {c.ref for c in pool if (c.advisor, c.channel) == (group.advisor, group.channel)}
        assert len(group.drawn) == min(each, len(here)) == len(set(group.drawn))
        assert set(group.drawn) <= here and group.of == len(here)


def test_each_has_the_same_chance() -> None:
    pool = [Candidate(f"{n}.wav", "LEA", "appel") for n in range(10)]
    times: Counter[str] = Counter()
    for seed in range(2000):
        times.update(draw(pool, 2, str(seed), "x").groups[0].drawn)
    # 400 each expected, standard deviation under 18: five of them is once in a million.
    assert set(times) == {c.ref for c in pool} and all(310 < n < 490 for n in times.values())


def test_another_group_does_not_change_a_draw() -> None:
    pool = [Candidate(f"{n}.wav", "LEA", "appel") for n in range(9)]
    more = [*pool, *(Candidate(f"{n}.wav", "MAX", "appel") for n in range(9))]
    assert draw(pool, 3, "s", "x").groups[0] == draw(more, 3, "s", "x").groups[0]


def test_a_folder_gives_its_advisors_and_channels(tmp_path: Path) -> None:
    for name in ("LEA/a.wav", "LEA/b.eml", "MAX/c.mp3", "seul.opus", "MAX/notes.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert set(from_folder(tmp_path)) == {
        Candidate("LEA/a.wav", "LEA", "appel"),
        Candidate("LEA/b.eml", "LEA", "courriel"),
        Candidate("MAX/c.mp3", "MAX", "appel"),
        Candidate("seul.opus", "non précisé", "appel"),
    }
    with pytest.raises(InputError, match="n’existe pas"):
        from_folder(tmp_path / "absent")


def test_a_list_gives_them_too(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Fichier;Conseiller;Canal\na.wav;LEA;appel\nb;MAX;tchat\n;;\n", encoding="utf-8-sig")
    assert from_list(path) == [Candidate("a.wav", "LEA", "appel"), Candidate("b", "MAX", "tchat")]
    path.write_text("nom;qui\na;b\n")
    with pytest.raises(InputError, match="fichier, conseiller"):
        from_list(path)


def test_the_command_records_what_it_drew_and_prints_it(tmp_path: Path) -> None:
    source = tmp_path / "appels"
    for n in range(6):
        (source / "LEA").mkdir(parents=True, exist_ok=True)
        (source / "LEA" / f"{n}.wav").write_bytes(b"x")
    run, page, copies = CliRunner(), tmp_path / "pv.html", tmp_path / "tires"
    options = ["--n", "2", "--seed", "mars", "--pv", str(page), "--copier", str(copies), "--json"]
    first = json.loads(run.invoke(app, ["sample", str(source), *options]).stdout)
    again = json.loads(run.invoke(app, ["sample", "--revoir", first["id"], "--json"]).stdout)
    assert again == first and first["seed"] == "mars"
    (group,) = first["groups"]
    assert group["of"] == 6 and len(group["drawn"]) == 2
    assert sorted(p.name for p in copies.rglob("*.wav")) == sorted(Path(r).name for r in group["drawn"])
    text = page.read_text()
    assert all(ref in text for ref in group["drawn"]) and first["pool"] in text and "Fait par" in text
    listed = json.loads(run.invoke(app, ["sample", "--list", "--json"]).stdout)["draws"]
    assert [d["id"] for d in listed] == [first["id"]]
    assert run.invoke(app, ["sample"]).exit_code != 0


def test_names_in_the_record_are_harmless() -> None:
    page = printable(draw([Candidate("<img src=x>", "<b>", "appel")], 1, "s", "x"))
    assert "<img" not in page and "&lt;img src=x&gt;" in page
