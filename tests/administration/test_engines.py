"""Engines: an address is checked, a try is real, and what is chosen counts at once."""

from __future__ import annotations

import pytest

from coach.administration.engines import EAR, ENGINES, MODEL, VOICE, check_address, choose, local, try_out
from coach.errors import InputError
from coach.store.audit import AuditStore
from coach.wiring import OWNER, Services
from tests.llm.scripted import scripted_server

KEY = "canari-de-cle-0123456789"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://serveur/v1", "serveur.example", "http://", "http://moi:secret@serveur/v1", "http://s/v1?cle=1", "http://s:0/",
        "http://169.254.169.254/latest", "http://0.0.0.0:80", "javascript:alert(1)", "http://[::", "http://s:99999/v1",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        check_address(address)


def test_an_address_is_kept_bare() -> None:
    assert check_address("  https://api.example.org/v1/ ") == "https://api.example.org/v1"
    assert check_address("   ") is None


def test_a_model_is_chosen_tried_and_counts_at_once(services: Services) -> None:
    engine = ENGINES[MODEL]
    assert services.engine == "embedded" and "scénarios" in try_out(services, engine, by="admin").told
    with scripted_server() as script:
        script.answers = ["Bonjour à vous."]
        choose(
            services, engine, {"llm_base_url": script.url, "llm_model": "m", "engine": "llm"}, KEY, by="admin"
        )
        tried = try_out(services, engine, by="admin")
        assert tried.ok and "Bonjour à vous." in tried.told and tried.where == script.url
        assert services.engine == "llm" and local(services.in_force, engine)
        interview = services.runner.start(OWNER, "recadrage-retards", 1, 7, "llm")
        list(services.runner.say(OWNER, interview.id, "Bonjour Karim.", 10))
        assert len(script.requests) >= 2
    down = try_out(services, engine, by="admin")
    assert not down.ok and "injoignable" in down.told
    choose(services, engine, {}, "", by="admin")
    assert services.engine == "embedded" and services.chosen.sealed() == {}
    entries = AuditStore(services.database).list()
    assert [e.action for e in entries][:1] == ["moteur-regle"] and KEY not in str(entries)
    assert {c.session for c in services.outbox.list(owner="admin")} == {"essai-modele"}


@pytest.mark.parametrize(
    ("mode", "words"), [("401", "refuse la clé"), ("illisible", "illisible"), ("vide", "vide")]
)
def test_what_is_wrong_is_said(services: Services, mode: str, words: str) -> None:
    with scripted_server() as script:
        choose(services, ENGINES[MODEL], {"llm_base_url": script.url, "llm_model": mode}, None, by="admin")
        tried = try_out(services, ENGINES[MODEL], by="admin")
    assert not tried.ok and words in tried.told


def test_the_voice_of_this_machine_is_tried_for_real(services: Services) -> None:
    tried = try_out(services, ENGINES[VOICE], by="admin")
    assert tried.ok and "ko" in tried.told and services.outbox.list() == []


def test_a_server_that_does_not_answer_is_said_for_voice_and_ear(services: Services) -> None:
    for name in (VOICE, EAR):
        engine = ENGINES[name]
        choose(services, engine, {engine.address: "http://127.0.0.1:9/v1"}, None, by="admin")
        tried = try_out(services, engine, by="admin")
        assert not tried.ok and "répond" in tried.told
    assert {c.kind for c in services.outbox.list()} == {"voix", "transcription"}
