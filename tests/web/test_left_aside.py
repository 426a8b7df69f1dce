"""A scenario file that cannot be used does not keep the others from being played."""

import shutil
from types import SimpleNamespace

import gradio as gr
import pytest

from coach.dialogue.scenario_files import ScenarioLibrary
from coach.resources import data_dir
from coach.settings import load_settings
from coach.web.app import pages
from coach.wiring import OWNER, Services


@pytest.fixture
def spoilt(tmp_path):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    for name in ("recadrage-retards", "debriefing-chat"):
        shutil.copy(data_dir("scenarios") / f"{name}.yaml", folder)
    (folder / "casse.yaml").write_text("id: casse\ntitle: [", encoding="utf-8")
    services = Services(load_settings(data_dir=tmp_path / "donnees"))
    services.__dict__["library"] = ScenarioLibrary(folder)
    return services


def test_the_page_names_it_and_shows_the_others(spoilt):
    demo = pages(spoilt)
    arrive = next(fn.fn for fn in demo.fns.values() if getattr(fn.fn, "__name__", "") == "arrive")
    chosen, cards = arrive(SimpleNamespace(cookies={}))
    assert isinstance(chosen, gr.Radio)
    assert "casse.yaml" in cards and cards.count("carte-scenario") == 2


def test_interviews_go_on(spoilt):
    started = spoilt.runner.start(OWNER, "recadrage-retards", 1, 3)
    assert [i.id for i in spoilt.runner.list(OWNER)] == [started.id]
    assert spoilt.topics.matcher(started.scenario)
