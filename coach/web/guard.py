"""What stands before every request: the right host, somebody who is signed in, a role that may, and their own things.

Gradio checks none of this: the handler of an invisible button can be called by anybody, and a session or an upload
belongs to nobody. So each request is held against `coach.web.rules`, each event against the page it is on.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote, unquote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from coach.domain.people import Role, Viewer
from coach.errors import CoachError, NotSignedIn
from coach.web import layout
from coach.web.bindings import Bindings, paths_in
from coach.web.caching import how_long, sheet
from coach.web.forms import token_of
from coach.web.html import esc
from coach.web.plain import plain_page
from coach.web.rules import API, Rule, Rules
from coach.web.viewer import secret_of, viewer
from coach.wiring import Services

CSP: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self' blob: data:; "
    "worker-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})
WORKSPACES: Final[Mapping[Role, str]] = {
    Role.CANDIDATE: "/",
    Role.TRAINER: "/formateur",
    Role.JURY: "/jury",
    Role.ADMIN: "/administration",
}
"""Where each role begins."""
_MARK: Final = re.compile(r"\[\[entete:([^\]]*)\]\]")
_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_log = logging.getLogger(__name__)

Next = Callable[[Request], Awaitable[Response]]


class Events(Protocol):
    """The events of Gradio: number, then what is known of it."""

    @property
    def fns(self) -> Mapping[int, Any]:
        """By number."""
        ...


@dataclass(frozen=True)
class Guard:
    """Holds requests against the rules."""

    services: Services
    rules: Rules
    events: Events
    bindings: Bindings
    hosts: frozenset[str]

    async def __call__(self, request: Request, call_next: Next) -> Response:
        """Answer, or let it through."""
        response = await self._answer(request, call_next)
        response.headers["Content-Security-Policy"] = CSP
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
        if response.status_code == 200 and (kept := how_long(request.url.path, request.url.query)):
            response.headers["Cache-Control"] = kept
        if self.services.settings.behind_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    async def _answer(self, request: Request, call_next: Next) -> Response:
        if not self._from_here(request):
            # A page of another site must not drive this one through the visitor's browser.
            return JSONResponse({"erreur": "Cette adresse n’est servie qu’à cette machine."}, status_code=403)
        method, path = request.method, request.url.path
        rule = self.rules.of(method, path)
        if rule is None:
            _log.info("aucune règle pour %s %s (coach/web/rules.py)", method, path.split("=", 1)[0])
            return _absent(request)
        if rule.roles is None:
            return await call_next(request)
        try:
            who = await run_in_threadpool(viewer, request, self.services)
        except NotSignedIn as exc:
            return _sign_in_first(request, exc)
        if path == "/" and not who.is_candidate and self.rules.page(WORKSPACES[who.role].strip("/")):
            return RedirectResponse(WORKSPACES[who.role], status_code=303)
        if not _may(who, rule.roles):
            return self._forbidden(request, who, rule)
        if path.startswith(API):
            return await self._event(request, call_next, who, path.removeprefix(API))
        response = await call_next(request)
        if response.headers.get("content-type", "").startswith("text/html") and self.rules.page(
            path.strip("/")
        ):
            response = await self._page(response, who, self._token(request))
            response.headers["Cache-Control"] = "no-store"
        return response

    def _from_here(self, request: Request) -> bool:
        if _host(request.headers.get("host", "")) not in self.hosts:
            return False
        origin = request.headers.get("origin")
        if origin is not None and _host(urlsplit(origin).netloc) not in self.hosts:
            return False
        site = request.headers.get("sec-fetch-site", "same-origin")
        return request.method not in _UNSAFE or site in ("same-origin", "none")

    # -- Gradio ------------------------------------------------------------------------------------

    async def _event(self, request: Request, call_next: Next, who: Viewer, path: str) -> Response:
        """A request to Gradio's own doors: only with one's own session and files, only events of one's pages."""
        asked = request.query_params
        if path == "/queue/join":
            return await self._join(request, call_next, who)
        if path == "/upload":
            return await self._upload(request, call_next, who)
        if path.startswith("/file="):
            known = unquote(path.removeprefix("/file="))
            mine = self.bindings.has("fichier", known, who.id)
        elif path.startswith("/heartbeat/"):
            mine = self.bindings.claim("session", path.removeprefix("/heartbeat/"), who.id)
        elif path == "/queue/data":
            mine = self.bindings.claim("session", asked.get("session_hash", ""), who.id)
        elif path == "/upload_progress":
            mine = self.bindings.claim("depot", asked.get("upload_id", ""), who.id)
        elif path == "/cancel":
            body = await _json(request)
            mine = self.bindings.has("session", str(body.get("session_hash")), who.id) and self.bindings.has(
                "evenement", str(body.get("event_id")), who.id
            )
        else:
            mine = True
        return await call_next(request) if mine else _absent(request)

    async def _join(self, request: Request, call_next: Next, who: Viewer) -> Response:
        body = await _json(request)
        index = body.get("fn_index")
        fn = self.events.fns.get(index) if type(index) is int else None
        page = self.rules.page(fn.page) if fn is not None else None
        if page is None or body.get("batched"):
            return _absent(request)
        if not _may(who, page.roles):
            return JSONResponse({"detail": "Cette action n’est pas ouverte à votre espace."}, status_code=403)
        if not self.bindings.claim("session", str(body.get("session_hash") or ""), who.id):
            return _absent(request)
        named = {path for part in ("data", "event_data") for path in paths_in(body.get(part))}
        if not all(self._is_mine(path, who) for path in named):
            return _absent(request)
        answer, content = await _read(await call_next(request))
        if answer.status_code == 200:
            self.bindings.claim("evenement", str(json.loads(content).get("event_id")), who.id)
        return answer

    def _is_mine(self, named: str, who: Viewer) -> bool:
        """A path, or the address under which Gradio gives it."""
        known = unquote(named.split("/file=", 1)[-1])
        return self.bindings.has("fichier", known, who.id)

    async def _upload(self, request: Request, call_next: Next, who: Viewer) -> Response:
        upload = request.query_params.get("upload_id")
        if upload is not None and not self.bindings.claim("depot", upload, who.id):
            return _absent(request)
        answer, content = await _read(await call_next(request))
        if answer.status_code == 200:
            for path in json.loads(content):
                self.bindings.claim("fichier", str(path), who.id)
        return answer

    # -- pages -------------------------------------------------------------------------------------

    async def _page(self, response: Response, who: Viewer, token: str) -> Response:
        """Gradio's page says it is English, names other sites in its metadata, and knows nobody."""
        answer, content = await _read(response)
        text = content.decode("utf-8").replace('lang="en"', 'lang="fr"', 1)
        text = re.sub(r"<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>", "", text)
        text = _MARK.sub(lambda found: _in_script(self._header(found[1], who, token)), text)
        text = text.replace("</head>", sheet("compte.css") + "</head>", 1)
        headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
        return Response(text, answer.status_code, headers)

    def _header(self, current: str, who: Viewer, token: str) -> str:
        return layout.header(current, who, {f"/{page.path}" for page in self.rules.pages}, token)

    def _token(self, request: Request) -> str:
        return token_of(secret_of(request, self.services))

    def _forbidden(self, request: Request, who: Viewer, rule: Rule) -> Response:
        page = self.rules.page(request.url.path.strip("/"))
        if page is None or request.method != "GET":
            return JSONResponse({"erreur": "Cette action n’est pas ouverte à votre espace."}, status_code=403)
        others = sorted(who.roles & page.roles)
        form = layout.switch(others, who.role, back=f"/{page.path}", token=self._token(request))
        switch = f"<p>Elle l’est à un autre de vos espaces :</p>{form}" if others else ""
        text = (
            f"<p>La page « {esc(page.name)} » n’est pas ouverte à l’espace {esc(layout.space(who.role))}. Si elle "
            f"devrait l’être, demandez-le à l’administrateur de votre centre.</p>{switch}"
            f'<p><a class="bouton" href="{WORKSPACES[who.role]}">Revenir à mon espace</a></p>'
        )
        return plain_page("Cette page n’est pas de votre espace", text, status=403)


def add_guard(app: FastAPI, services: Services, rules: Rules, events: Events) -> None:
    """Place it before everything else."""
    chosen = {host.strip().lower() for host in services.settings.allowed_hosts.split(",") if host.strip()}
    guard = Guard(services, rules, events, Bindings(), LOCAL_HOSTS | chosen)

    @app.middleware("http")
    async def held(request: Request, call_next: Next) -> Response:
        return await guard(request, call_next)


def _may(who: Viewer, roles: frozenset[Role]) -> bool:
    """On a laptop without accounts there is one person, whom nothing is hidden from."""
    return who.local or who.role in roles


def _sign_in_first(request: Request, exc: CoachError) -> Response:
    if request.method == "GET" and not request.url.path.startswith(API):
        there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/connexion?vers={quote(there)}", status_code=303)
    return JSONResponse({"detail": exc.message, "erreur": exc.message}, status_code=401)


def _absent(request: Request) -> Response:
    return JSONResponse({"erreur": "Rien n’est servi à cette adresse."}, status_code=404)


def _host(address: str) -> str:
    """`example.fr` of `example.fr:8443`; an IPv6 address keeps its brackets."""
    name = address.lower()
    return name if name.endswith("]") else name.rsplit(":", 1)[0]


async def _json(request: Request) -> Mapping[str, Any]:
    try:
        found = json.loads(await request.body())
    except (ValueError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


async def _read(response: Response) -> tuple[Response, bytes]:
    """The answer with its content, which is short and is read whole."""
    content = b"".join([chunk async for chunk in response.body_iterator])  # type: ignore[attr-defined]
    headers = {k: v for k, v in response.headers.items() if k.lower() != "content-length"}
    answer = Response(content, response.status_code, headers)
    answer.background = response.background
    return answer, content


def _in_script(html: str) -> str:
    """HTML inside the JSON of a script, escaped as Gradio does it."""
    text = json.dumps(html, ensure_ascii=False)[1:-1]
    for char in "<>&'":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
