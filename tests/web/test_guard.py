"""What the application answers, and to whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from coach.errors import InputError, StorageError
from coach.settings import Settings
from coach.web.app import CSP, check_loopback, check_port, serve
from coach.wiring import Services

PAGES = (
    "/formateur", "/formateur-candidat", "/formateur-revue", "/formateur-echantillons", "/formateur-travaux",
    "/formateur-scenarios", "/formateur-grilles",
    "/", "/entrainement", "/dossier", "/entretien", "/bilan", "/ecoutes", "/file", "/referentiel", "/fiche", "/carte",
    "/quiz", "/seances", "/corriger", "/observer", "/progres", "/administration", "/personnes",
    "/groupes", "/moteurs", "/conservation", "/sauvegardes", "/journal", "/service", "/reseau", "/donnees-personnelles",
    "/transparence", "/jury", "/jury-fiche", "/jury-temps", "/partage", "/repetition", "/dossier-professionnel",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_comes_with_its_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CSP
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert '<html\n\tlang="fr"' in answer.text or 'lang="fr"' in answer.text[:300]


def test_the_policy_lets_nothing_out_and_nothing_be_evaluated() -> None:
    assert "unsafe-eval" not in CSP
    assert not re.search(r"https?:|\*", CSP)
    for rule in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'", "form-action 'self'"):
        assert rule in CSP


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_no_other_site_in_its_metadata(client: TestClient, path: str) -> None:
    text = client.get(path).text
    assert "og:image" not in text and "twitter:" not in text


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:7860"},
        {"host": "127.0.0.1.evil.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.get("/", headers=headers)
    assert answer.status_code == 403
    assert "machine" in answer.json()["erreur"]
    assert client.post("/gradio_api/queue/join", json={"data": []}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/actifs/coach.css", "text/css"),
        ("/actifs/media.css", "text/css"),
        ("/actifs/coach.js", "javascript"),
        ("/actifs/icons/house.svg", "image/svg"),
        ("/actifs/fonts/atkinson-hyperlegible-latin-400-normal.woff2", "font/woff2"),
    ],
)
def test_static_files_are_served(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200 and kind in answer.headers["content-type"]


def test_every_icon_that_is_used_is_there(client: TestClient) -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in Path("coach/web").rglob("*.py"))
    names = set(re.findall(r'icon(?:_name)?[(=]\s*"([a-z0-9-]+)"', source)) | set(
        re.findall(r"icon\('([a-z0-9-]+)'", source)
    )
    assert len(names) > 10
    missing = {n for n in names if client.get(f"/actifs/icons/{n}.svg").status_code != 200}
    assert not missing


@pytest.mark.parametrize(
    "path", ["/actifs/../app.py", "/actifs/%2e%2e/app.py", "/actifs/..%2f..%2fsettings.py", "/nulle-part"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (404, 405)


def test_gradio_serves_no_file_of_the_machine(client: TestClient, app_services: Services) -> None:
    client.get("/")
    assert app_services.database  # the file is there, and stays out of reach
    for path in ("/etc/passwd", str(app_services.settings.data_dir / "coach.sqlite")):
        assert client.get(f"/gradio_api/file={path}").status_code in (403, 404)


def test_health_says_the_version(client: TestClient) -> None:
    assert client.get("/sante").json()["etat"] == "ok"


# -- starting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "example.org", ""])
def test_an_address_that_others_reach_is_refused(host: str) -> None:
    with pytest.raises(InputError, match=r"127\.0\.0\.1"):
        check_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_the_loopback_is_accepted(host: str) -> None:
    check_loopback(host)


def test_a_port_in_use_says_what_to_do() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StorageError, match=f"--port {port + 1}"):
            check_port("127.0.0.1", port)


def test_a_second_server_on_the_folder_is_refused(tmp_path: Path) -> None:
    from filelock import FileLock

    folder = tmp_path / "donnees"
    folder.mkdir()
    with FileLock(folder / "serveur.verrou"), pytest.raises(StorageError, match="COACH_DATA_DIR"):
        serve(Services(Settings(data_dir=folder)))


# -- handlers ------------------------------------------------------------------------------------


def test_no_handler_makes_people_wait_for_one_another(app_services: Services) -> None:
    from coach.web.app import pages

    demo = pages(app_services)
    queue_default = demo._queue.default_concurrency_limit
    for fn in demo.fns.values():
        limit = queue_default if fn.concurrency_limit == "default" else fn.concurrency_limit
        assert limit is None or limit > 1, fn.name


def test_no_handler_is_public_and_none_carries_script(app_services: Services) -> None:
    from coach.web.app import pages

    for fn in pages(app_services).fns.values():
        assert fn.api_visibility == "private", fn.name
        assert not fn.js, fn.name


def test_what_never_changes_is_kept_by_the_browser_and_pages_never_are(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["cache-control"] == "no-store"
    ours = re.findall(r"/actifs/[\w.]+\?v=[0-9a-f]{10}", page.text)
    assert {a.split("?")[0] for a in ours} >= {"/actifs/media.css", "/actifs/jury.js", "/actifs/compte.css"}
    theirs = re.findall(r'(?:href|src)="\.?(/assets/[^"]+)"', page.text)
    assert theirs
    for address in (*ours, *theirs):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert "cache-control" not in client.get("/actifs/media.css?v=0000000000").headers


def test_opening_a_page_describes_only_the_components_that_change() -> None:
    # For each session Gradio describes all the components of all the pages, to make links nobody can ask for here.
    import gradio as gr
    from gradio.state_holder import SessionState

    with gr.Blocks() as blocks:
        box = gr.Textbox()
    session = SessionState(blocks)
    assert session.config_values == {}
    session._update_value_in_config(box._id, "écrit")
    assert session.config_values[box._id]["props"]["value"] == "écrit"
