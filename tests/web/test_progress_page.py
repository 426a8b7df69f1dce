import re

import pytest

from coach.review import review_interview
from coach.settings import load_settings
from coach.web.pages import progress
from coach.wiring import OWNER, Services
from tests.test_review import SAID, interview


@pytest.fixture
def services(tmp_path):
    built = Services(load_settings(data_dir=tmp_path))
    yield built
    built.database.close()


def test_a_page_without_a_bilan_says_what_to_do(services):
    interview(services)
    assert "premier bilan" in progress.show(services, OWNER)


def test_levels_of_each_interview_and_what_to_work_on(services):
    ids = [interview(services), interview(services, SAID[:3])]
    shown = [review_interview(services, OWNER, session)["assessment"]["criteria"] for session in ids]
    page = progress.show(services, OWNER)
    assert "À travailler d’abord" in page and "Entretien de recadrage" in page
    assert all(f"/bilan?id={session}" in page for session in ids)
    levels = sum(line["level"] is not None for criteria in shown for line in criteria)
    assert 0 < len(re.findall(r"class='n niveau-[0-3]'", page)) <= levels
    assert "à confirmer" in page  # two interviews tell no trend
