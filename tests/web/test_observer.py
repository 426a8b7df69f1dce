import pytest

from coach import opinions
from coach.errors import InputError, NotFound
from coach.review import review_interview
from coach.settings import load_settings
from coach.web.pages.observe import sheet_html
from coach.wiring import OWNER, Services
from tests.test_review import interview


@pytest.fixture
def services(tmp_path):
    built = Services(load_settings(data_dir=tmp_path))
    yield built
    built.database.close()


def shown(services, session):
    return sheet_html(services, services.runner.get(OWNER, session))


def test_what_is_seen_is_kept_and_compared_only_at_the_end(services):
    session = interview(services, end=False)
    assert "Vos notes" in shown(services, session)
    opinions.observe(services, OWNER, session, "R1", 1, "Il salue, mais ne dit pas le but.")
    opinions.observe(services, OWNER, session, "R1", 2, "Il a fini par dire le but <b>.")
    page = shown(services, session)
    assert "<td class='n'>2</td>" in page and "&lt;b&gt;" in page and "Coach" not in page
    services.runner.finish(OWNER, session)
    assert "Coach" not in shown(services, session)  # no bilan yet
    review = review_interview(services, OWNER, session)
    assert "Coach" in shown(services, session)
    # The observer's level changes nothing of the coach's, nor of the trainer's agreement.
    assert review_interview(services, OWNER, session) == review
    assert opinions.measured(services, [OWNER]) == []


def test_an_observation_needs_a_level_a_criterion_and_an_interview(services):
    session = interview(services, end=False)
    with pytest.raises(InputError, match="niveau"):
        opinions.observe(services, OWNER, session, "R1", None, "Bien.")
    with pytest.raises(InputError, match="0 à 3"):
        opinions.observe(services, OWNER, session, "R1", 7, "Bien.")
    with pytest.raises(NotFound, match="critère"):
        opinions.observe(services, OWNER, session, "Z9", 1, "Bien.")
    with pytest.raises(NotFound):
        opinions.observe(services, "autre", session, "R1", 1, "Bien.")
    services.runner.delete(OWNER, session)
    assert services.opinions.of(OWNER) == []
