"""Every address × role, from one table; every object × person: what is not yours does not exist for you."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from coach.domain.people import Role
from coach.web.app import PAGES
from coach.web.rules import API, CLOSED, EVENTS, Rule, Rules
from scripts import access_table
from tests.web.centre import As, Centre

RULES = Rules(PAGES)
WHO = {Role.CANDIDATE: "bob", Role.TRAINER: "tina", Role.JURY: "julie", Role.ADMIN: "adam"}
STREAMS = ("/heartbeat/", "/queue/data", "/upload_progress")
"""Answers that go on until the browser leaves; with one's own session they are read further down."""


@pytest.fixture(scope="module")
def routes(centre: Centre) -> list[tuple[str, str]]:
    return access_table.routes(centre.client.app)


@pytest.fixture(scope="module")
def browsers(centre: Centre) -> dict[Role | None, As]:
    return {None: centre.browser(), **{role: centre.browser(name) for role, name in WHO.items()}}


@pytest.fixture(scope="module")
def blocks(centre: Centre) -> Any:
    found = next(r.app for r in centre.client.app.routes if hasattr(getattr(r, "app", None), "get_blocks"))  # type: ignore[attr-defined]
    return found.get_blocks()


# -- addresses -------------------------------------------------------------------------------------------------


def test_every_route_has_its_line_and_every_line_its_route(routes: list[tuple[str, str]]) -> None:
    told = {path for method, path in routes if RULES.of(method, access_table.example(path)) is not None}
    untold = {path for method, path in routes if RULES.of(method, access_table.example(path)) is None}
    assert untold - CLOSED == set(), "a route without a rule: its line goes to coach/web/rules.py"
    assert told & CLOSED == set()
    examples = [(method, access_table.example(path)) for method, path in routes]
    for rule in (*RULES.routes, *RULES.page_rules()):
        for method in rule.methods.split():
            if method == "HEAD" or (rule.path != "/" and rule.path.endswith("/")):
                continue
            assert any(rule.tells(method, p) for m, p in examples if m == method), rule


@pytest.mark.timeout(900)
def test_every_address_answers_each_role_as_the_table_says(
    routes: list[tuple[str, str]], browsers: dict[Role | None, As]
) -> None:
    wrong, drawn = [], set()
    for method, shape in routes:
        path = access_table.example(shape)
        rule = RULES.of(method, path)
        for role, browser in browsers.items():
            expected = access_table.answer(rule, method, path, role)
            if expected == 200 and (any(part in path for part in STREAMS) or path.startswith("/metriques")):
                continue
            if expected == 200 and path in ("/deconnexion", "/deconnexion/partout", "/espace"):
                continue  # tests of signing in send them with their token
            is_page = RULES.page(path.strip("/")) is not None and not (path != "/" and path.endswith("/"))
            if expected == 200 and is_page:
                if path in drawn:
                    continue  # drawn for one role; the others are let through at its address with a last slash
                drawn.add(path)
            got = browser.ask(method, path, headers={"x-coach": "dictee"})
            if expected == 200:
                # Let through: the page is there; a route says what it thinks of an object that does not exist.
                right = got.status_code == 200 if is_page else _let_through(rule, got)
            else:
                right = got.status_code == expected
            if not right:
                wrong.append(f"{method} {path} {role}: {got.status_code} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def _let_through(rule: Rule | None, got: Response) -> bool:
    """The guard let it pass; a form without its token is refused by the form itself, a file of nobody is not there."""
    if rule in EVENTS:
        return got.status_code not in (303, 401, 403)
    if "Rien n’est servi à cette adresse" in got.text:
        return False
    if rule is None or rule.roles is None:
        return True
    led_away = got.headers.get("location", "").startswith("/connexion")
    return got.status_code not in (401, 403) and not led_away


def test_every_event_is_held_against_its_page(blocks: Any, browsers: dict[Role | None, As]) -> None:
    assert len(blocks.fns) > 100
    wrong = []
    for index, fn in blocks.fns.items():
        page = RULES.page(fn.page)
        assert page is not None, f"event {index} on a page that is not in the table: {fn.page!r}"
        for role, browser in browsers.items():
            if role is not None and role in page.roles:
                continue
            got = browser.post(f"{API}/queue/join", json=_event(index))
            if got.status_code != (401 if role is None else 403):
                wrong.append((index, fn.page, role, got.status_code))
    assert wrong == []


def _event(index: int, session: str | None = None, data: list[Any] | None = None) -> dict[str, Any]:
    return {"data": data or [], "fn_index": index, "session_hash": session or secrets.token_hex(6)}


@pytest.mark.parametrize("index", [None, -1, 99_999, "0", 1.5, True, [0]])
def test_an_event_that_is_none_of_a_page_is_nowhere(browsers: dict[Role | None, As], index: object) -> None:
    answer = browsers[Role.TRAINER].post(
        f"{API}/queue/join", json={"data": [], "fn_index": index, "session_hash": "x", "api_name": "load"}
    )
    assert answer.status_code in (403, 404, 422) and "event_id" not in answer.text


def test_the_page_of_accesses_is_up_to_date(centre: Centre) -> None:
    written = Path("docs/acces.md").read_text(encoding="utf-8")
    assert written == access_table.document(centre.client.app, RULES), "python -m scripts.access_table"


@pytest.mark.parametrize("host", ["evil.example", "coach.centre.fr.evil.example", "xcoach.centre.fr"])
def test_only_names_that_were_given_are_served(centre: Centre, host: str) -> None:
    assert centre.browser().get("/connexion", headers={"host": host}).status_code == 403
    assert centre.browser().get("/connexion", headers={"host": "coach.centre.fr"}).status_code == 200


# -- objects ---------------------------------------------------------------------------------------------------


def addresses(centre: Centre) -> Iterator[tuple[str, str, str]]:
    """(method, path, what the owner gets) of everything that names an object of Alice's."""
    for session in (centre.interview, centre.private):
        yield "GET", f"/rapport/bilan/{session}.csv", "text/csv"
        yield "GET", f"/voix/{session}/999", "réplique n’existe pas"
    yield "GET", f"/rapport/ecoute/{centre.sample}.json", "application/json"


def seen(browser: As, method: str, path: str, proof: str) -> bool:
    answer = browser.ask(method, path)
    return proof in answer.text or (
        answer.status_code == 200 and answer.headers["content-type"].startswith(proof)
    )


def test_documents_and_voices_are_their_owners_and_their_trainers(centre: Centre) -> None:
    for method, path, proof in addresses(centre):
        for name, expected in {
            "alice": True,
            "tina": True,
            "bob": False,
            "deux": False,
            "adam": False,
        }.items():
            assert seen(centre.browser(name), method, path, proof) is expected, (name, path)


def test_a_jury_hears_what_is_shared_and_takes_no_document_with_levels(centre: Centre) -> None:
    julie = centre.browser("julie")
    assert seen(julie, "GET", f"/voix/{centre.interview}/999", "réplique n’existe pas")
    assert not seen(julie, "GET", f"/voix/{centre.private}/999", "réplique n’existe pas")
    assert julie.get(f"/rapport/bilan/{centre.interview}.csv").status_code == 403


def test_nobody_dictates_in_the_place_of_another(centre: Centre) -> None:
    for name, status in (("alice", 422), ("bob", 404), ("tina", 404), ("julie", 403)):
        answer = centre.browser(name).post(
            f"/dictee/{centre.private}", content=b"x", headers={"x-coach": "dictee"}
        )
        assert answer.status_code == status, (name, answer.text)


def number_of(blocks: Any, page: str, name: str) -> int:
    return next(i for i, fn in blocks.fns.items() if fn.page == page and fn.fn.__name__ == name)


def run(
    browser: As,
    blocks: Any,
    page: str,
    name: str,
    query: str,
    data: list[Any] | None = None,
    session: str | None = None,
) -> str:
    """Everything an event of a page answers."""
    session = session or secrets.token_hex(6)
    index = number_of(blocks, page, name)
    # An event carries the query of its page.
    sent = browser.post(f"{API}/queue/join?{query}", json=_event(index, session, data))
    if sent.status_code != 200:
        return f"refus {sent.status_code}"
    text = browser.get(f"{API}/queue/data?session_hash={session}").text
    return json.dumps(
        [json.loads(line[5:]) for line in text.splitlines() if line.startswith("data:")], ensure_ascii=False
    )


@pytest.mark.parametrize(
    ("name", "shared", "private"),
    [
        ("alice", True, True),
        ("tina", True, True),
        ("julie", True, False),
        ("bob", False, False),
        ("deux", False, False),
    ],
)
def test_a_bilan_is_read_by_those_it_is_open_to(
    centre: Centre, blocks: Any, name: str, shared: bool, private: bool
) -> None:
    browser = centre.browser(name)
    for session, expected in ((centre.interview, shared), (centre.private, private)):
        told = run(browser, blocks, "bilan", "load", f"id={session}")
        assert ("d’être venu" in told) is expected, told[:400]
        assert ("Bilan introuvable" in told) is not expected
    if name == "julie":  # the coach's levels are on its sheet, after its own
        told = run(browser, blocks, "bilan", "load", f"id={centre.interview}")
        assert "À l’aveugle" in told and "data-critere" not in told


def test_a_trainer_reads_without_leading(centre: Centre, blocks: Any) -> None:
    tina, open_page = centre.browser("tina"), secrets.token_hex(6)
    told = run(tina, blocks, "bilan", "load", f"id={centre.interview}", session=open_page)
    assert "Alice Martin" in told and "noter à l’aveugle" in told
    before = len(centre.services.runner.list(centre.ids["alice"]))
    replayed = run(tina, blocks, "bilan", "play_again", f"id={centre.interview}", [1], open_page)
    assert "On ne peut pas rejouer" in replayed, replayed
    assert len(centre.services.runner.list(centre.ids["alice"])) == before
    assert "introuvable" in run(tina, blocks, "entretien", "load", f"id={centre.interview}")


def test_a_sample_is_its_senders_and_their_trainers(centre: Centre, blocks: Any) -> None:
    for name, expected in {"alice": True, "tina": True, "bob": False, "julie": False, "deux": False}.items():
        told = run(centre.browser(name), blocks, "ecoutes", "arrive", f"id={centre.sample}")
        assert ("Quelle taille" in told) is expected, (name, told[:300])
    bob = centre.browser("bob")
    run(bob, blocks, "ecoutes", "remove", f"id={centre.sample}")
    assert centre.services.samples.owner_of(centre.sample) == centre.ids["alice"]


def test_nobody_erases_the_interview_of_another(centre: Centre, blocks: Any) -> None:
    for name in ("bob", "tina"):
        told = run(centre.browser(name), blocks, "seances", "remove", "", [centre.private])
        assert "Rien n’a été effacé" in told or "refus" in told or "error" in told
    assert centre.services.sessions.owner_of(centre.private) == centre.ids["alice"]


def test_a_candidate_gives_no_trainers_level_even_to_themselves(centre: Centre, blocks: Any) -> None:
    keeps = [i for i, fn in blocks.fns.items() if fn.page == "bilan" and fn.fn.__name__ == "kept"]
    assert len(keeps) == 3
    alice, session = centre.browser("alice"), secrets.token_hex(6)
    run(alice, blocks, "bilan", "load", f"id={centre.private}", session=session)
    for index in keeps:
        event = _event(index, session, ["R1", 3, False, "parce que je le vaux bien"])
        assert alice.post(f"{API}/queue/join?id={centre.private}", json=event).status_code == 200
        alice.get(f"{API}/queue/data?session_hash={session}")
    from coach.domain.opinions import Kind

    kept = centre.services.opinions.of(centre.ids["alice"], session_id=centre.private)
    assert [stored.opinion.kind for stored in kept] == [Kind.CONTEST]


# -- what a browser was given ----------------------------------------------------------------------------------


def test_a_session_is_the_persons_who_used_it_first(centre: Centre, blocks: Any) -> None:
    alice, bob = centre.browser("alice"), centre.browser("bob")
    index, session = number_of(blocks, "seances", "show"), secrets.token_hex(6)
    sent = alice.post(f"{API}/queue/join", json=_event(index, session))
    event = sent.json()["event_id"]
    assert bob.post(f"{API}/queue/join", json=_event(index, session)).status_code == 404
    for path in (f"/queue/data?session_hash={session}", f"/heartbeat/{session}", "/queue/data?session_hash="):
        assert bob.get(API + path).status_code == 404
    cancel = {"session_hash": session, "fn_index": index, "event_id": event}
    assert bob.post(f"{API}/cancel", json=cancel).status_code == 404
    other = secrets.token_hex(6)
    bob.post(f"{API}/queue/join", json=_event(index, other))
    # Bob's own session with Alice's event stops nothing either.
    assert bob.post(f"{API}/cancel", json={**cancel, "session_hash": other}).status_code == 404
    assert "Retards et pauses" in alice.get(f"{API}/queue/data?session_hash={session}").text
    assert "Retards et pauses" not in bob.get(f"{API}/queue/data?session_hash={other}").text


def test_a_file_is_its_senders(centre: Centre, blocks: Any) -> None:
    alice, bob = centre.browser("alice"), centre.browser("bob")
    sent = alice.post(f"{API}/upload?upload_id=d1", files={"files": ("secret.txt", b"le secret d'Alice")})
    (path,) = sent.json()
    assert alice.get(f"{API}/file={path}").text == "le secret d'Alice"
    assert bob.get(f"{API}/file={path}").status_code == 404
    assert bob.get(f"{API}/upload_progress?upload_id=d1").status_code == 404
    assert bob.post(f"{API}/upload?upload_id=d1", files={"files": ("a.txt", b"x")}).status_code == 404
    index = number_of(blocks, "file", "submit")
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    for named in (
        {**file},
        {**file, "path": None, "url": f"http://127.0.0.1{API}/file={path}"},
        [[{"x": file}]],
    ):
        event = _event(index, None, [[named], ""])
        assert bob.post(f"{API}/queue/join", json=event).status_code == 404
    assert alice.get(f"{API}/file=/etc/passwd").status_code == 404
    assert alice.get(f"{API}/file={path}/../../coach.sqlite").status_code in (403, 404)
