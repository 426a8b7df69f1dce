"""Signing in and out, invitations and new passwords: small pages of our own, outside Gradio."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response

from coach import signing
from coach.accounts import INVITATION, RESET
from coach.domain.signing import MIN_PASSWORD
from coach.errors import CoachError, NotFound, NotSignedIn
from coach.web import forms
from coach.web.html import esc
from coach.web.layout import notice
from coach.web.oidc import Asked, Provider
from coach.web.plain import plain_page
from coach.web.spaces import inside
from coach.web.viewer import cookie_name, secret_of, viewer
from coach.wiring import Services

_ASKED: Final = "coach-annuaire"
_EXPIRED: Final = "Ce formulaire a expiré : envoyez-le de nouveau."
_TITLES: Final = {INVITATION: "Choisir votre mot de passe", RESET: "Choisir un nouveau mot de passe"}


def add_routes(app: FastAPI, services: Services) -> None:
    """Place them before the pages; without accounts there is nothing to sign in to."""
    settings = services.settings
    secure = settings.behind_https

    def form(request: Request, title: str, body: str, *, status: int = 200) -> Response:
        """A page with a form; `[[jeton]]` in it stands for the token."""
        token = forms.fresh(request)
        page = plain_page(title, body.replace("[[jeton]]", forms.hidden(token)), status=status)
        forms.keep(page, token, secure=secure)
        return page

    def sign_in_form(
        request: Request, vers: str, *, problem: str = "", email: str = "", status: int = 200
    ) -> Response:
        return form(request, "Se connecter", _sign_in(services, vers, problem, email), status=status)

    def enter(secret: str, back: str) -> Response:
        """Signed in: a new secret, whatever the browser held before."""
        answer = RedirectResponse(inside(back) or "/", status_code=303)
        answer.set_cookie(
            cookie_name(services),
            secret,
            max_age=settings.sign_in_hours * 3600,
            httponly=True,
            samesite="lax",
            secure=secure,
            path="/",
        )
        answer.delete_cookie(forms.FORM_COOKIE)
        return answer

    def leave() -> Response:
        answer = RedirectResponse("/connexion", status_code=303)
        answer.delete_cookie(cookie_name(services), path="/", httponly=True, samesite="lax", secure=secure)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    @app.get("/connexion")
    def ask(request: Request, vers: str = "") -> Response:
        if settings.mode == "local":
            return RedirectResponse("/", status_code=303)
        try:
            viewer(request, services)
        except NotSignedIn:
            return sign_in_form(request, inside(vers))
        return RedirectResponse(inside(vers) or "/", status_code=303)

    @app.post("/connexion")
    def check(
        request: Request,
        adresse: Annotated[str, Form()] = "",
        mot: Annotated[str, Form()] = "",
        vers: Annotated[str, Form()] = "",
        jeton: Annotated[str, Form()] = "",
    ) -> Response:
        if settings.mode == "local":
            return RedirectResponse("/", status_code=303)
        if not forms.sent_from_here(request, jeton):
            return sign_in_form(request, inside(vers), problem=_EXPIRED, email=adresse, status=403)
        machine = request.client.host if request.client is not None else ""
        try:
            secret = signing.sign_in(
                services, adresse, mot, machine=machine, agent=request.headers.get("user-agent", "")
            )
        except signing.TooSoon as exc:
            return sign_in_form(request, inside(vers), problem=exc.message, email=adresse, status=429)
        except NotSignedIn as exc:
            return sign_in_form(request, inside(vers), problem=exc.message, email=adresse, status=401)
        # The browser may still hold another sign-in of the same or of another person: it ends here.
        signing.sign_out(services, secret_of(request, services))
        return enter(secret, vers)

    @app.post("/deconnexion")
    def out(request: Request, jeton: Annotated[str, Form()] = "") -> Response:
        secret = secret_of(request, services)
        if forms.matches(secret, jeton):
            signing.sign_out(services, secret)
            return leave()
        return RedirectResponse("/", status_code=303)

    @app.post("/deconnexion/partout")
    def out_everywhere(request: Request, jeton: Annotated[str, Form()] = "") -> Response:
        secret = secret_of(request, services)
        if settings.mode == "local" or not forms.matches(secret, jeton):
            return RedirectResponse("/", status_code=303)
        signing.sign_out_everywhere(services, viewer(request, services).id)
        return leave()

    # -- links -----------------------------------------------------------------------------------------

    def choose(request: Request, secret: str, kind: str, problem: str = "") -> Response:
        try:
            person = signing.invited(services, secret, kind)
        except NotFound as exc:
            return plain_page(
                "Lien hors d’usage", notice("attention", "Ce lien ne vaut plus", esc(exc.message)), status=404
            )
        status = 422 if problem else 200
        return form(
            request, _TITLES[kind], _password(person.name, person.email, kind, problem), status=status
        )

    def chosen(request: Request, secret: str, kind: str, mot: str, encore: str, jeton: str) -> Response:
        if not forms.sent_from_here(request, jeton):
            return choose(request, secret, kind, _EXPIRED)
        if mot != encore:
            return choose(request, secret, kind, "Les deux saisies diffèrent : recommencez.")
        try:
            person = signing.accept(services, secret, kind, mot)
        except NotFound:
            return choose(request, secret, kind)
        except CoachError as exc:
            return choose(request, secret, kind, exc.message)
        agent = request.headers.get("user-agent", "")
        return enter(signing.open_for(services, person.id, agent=agent, by="lien"), "/")

    @app.get("/invitation/{secret}")
    def invitation(request: Request, secret: str) -> Response:
        return choose(request, secret, INVITATION)

    @app.post("/invitation/{secret}")
    def invitation_taken(
        request: Request,
        secret: str,
        mot: Annotated[str, Form()] = "",
        encore: Annotated[str, Form()] = "",
        jeton: Annotated[str, Form()] = "",
    ) -> Response:
        return chosen(request, secret, INVITATION, mot, encore, jeton)

    @app.get("/mot-de-passe/{secret}")
    def new_password(request: Request, secret: str) -> Response:
        return choose(request, secret, RESET)

    @app.post("/mot-de-passe/{secret}")
    def new_password_chosen(
        request: Request,
        secret: str,
        mot: Annotated[str, Form()] = "",
        encore: Annotated[str, Form()] = "",
        jeton: Annotated[str, Form()] = "",
    ) -> Response:
        return chosen(request, secret, RESET, mot, encore, jeton)

    # -- the centre's provider -------------------------------------------------------------------------

    def redirect_uri(request: Request) -> str:
        host = request.headers.get("host", "")
        return f"{'https' if secure else 'http'}://{host}/connexion/retour"

    @app.get("/connexion/externe")
    def elsewhere(request: Request, vers: str = "") -> Response:
        if settings.mode == "local" or settings.oidc_issuer is None:
            return RedirectResponse("/connexion", status_code=303)
        try:
            address, asked = Provider(settings).start(redirect_uri(request), inside(vers))
        except CoachError as exc:
            return sign_in_form(request, inside(vers), problem=exc.message, status=502)
        answer = RedirectResponse(address, status_code=303)
        answer.set_cookie(
            _ASKED,
            asked.sealed(),
            max_age=600,
            httponly=True,
            samesite="lax",
            secure=secure,
            path="/connexion",
        )
        return answer

    @app.get("/connexion/retour")
    def back(request: Request) -> Response:
        if settings.mode == "local" or settings.oidc_issuer is None:
            return RedirectResponse("/connexion", status_code=303)
        try:
            asked = Asked.opened(request.cookies.get(_ASKED, ""))
            there = redirect_uri(request)
            who = Provider(settings).finish(there, f"{there}?{request.url.query}", asked)
            person = signing.person_from_elsewhere(
                services, who.issuer, who.subject, who.email, verified=who.verified
            )
            agent = request.headers.get("user-agent", "")
            secret = signing.open_for(services, person, agent=agent, by="annuaire")
        except CoachError as exc:
            refused = sign_in_form(
                request, "", problem=exc.message, status=401 if isinstance(exc, NotSignedIn) else 502
            )
            refused.delete_cookie(_ASKED, path="/connexion")
            return refused
        answer = enter(secret, asked.back)
        answer.delete_cookie(_ASKED, path="/connexion")
        return answer


def _sign_in(services: Services, vers: str, problem: str, email: str) -> str:
    settings = services.settings
    told = notice("attention", problem) if problem else ""
    there = f'<input type="hidden" name="vers" value="{esc(vers)}">' if vers else ""
    elsewhere = (
        f'<p class="ou">ou</p><p><a class="bouton discret" href="/connexion/externe?vers={quote(vers)}">'
        f"Continuer avec {esc(settings.oidc_label)}</a></p>"
        if settings.oidc_issuer
        else ""
    )
    return (
        f'{told}<form method="post" action="/connexion">[[jeton]]{there}'
        '<label>Adresse électronique<input type="email" name="adresse" autocomplete="username" required autofocus '
        f'maxlength="254" value="{esc(email[:254])}"></label>'
        '<label>Mot de passe<input type="password" name="mot" autocomplete="current-password" required maxlength="128">'
        '</label><button type="submit" class="bouton">Se connecter</button></form>'
        f"{elsewhere}<p class='discret-texte'>Mot de passe oublié, ou pas encore de compte ? Demandez un lien à "
        "l’administrateur de votre centre : lui seul en donne.</p>"
    )


def _password(name: str, email: str, kind: str, problem: str) -> str:
    told = notice("attention", problem) if problem else ""
    hello = "Bienvenue" if kind == INVITATION else "Bonjour"
    return (
        f"<p>{hello} {esc(name)}. Ce mot de passe ouvrira votre compte <b>{esc(email)}</b>.</p>{told}"
        f'<form method="post">[[jeton]]<input type="hidden" name="adresse" autocomplete="username" value="{esc(email)}">'
        f"<label>Mot de passe<small>{MIN_PASSWORD} caractères au moins ; une phrase est facile à retenir.</small>"
        f'<input type="password" name="mot" autocomplete="new-password" required minlength="{MIN_PASSWORD}" '
        'maxlength="128" autofocus></label><label>Le même, encore une fois<input type="password" name="encore" '
        f'autocomplete="new-password" required minlength="{MIN_PASSWORD}" maxlength="128"></label>'
        '<button type="submit" class="bouton">Enregistrer et entrer</button></form>'
    )
