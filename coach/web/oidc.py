"""Signing in through the centre's OpenID Connect provider: code flow with PKCE, state and nonce.

What the provider is asked and answers is kept ten minutes in a cookie of the browser that asked, so that any process
can take the answer. The identity is believed when its signature, issuer, audience, dates and nonce are right.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from coach.errors import EngineError, NotSignedIn

if TYPE_CHECKING:
    from coach.settings import Settings

SCOPE: Final = "openid email profile"
_TIMEOUT: Final = 10.0
_ALGORITHMS: Final = ["RS256", "ES256", "PS256", "EdDSA"]


@dataclass(frozen=True)
class Asked:
    """What was sent to the provider, to hold its answer against."""

    state: str
    nonce: str
    verifier: str
    back: str
    """Where the person wanted to go."""

    def sealed(self) -> str:
        """As a cookie keeps it."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def opened(cls, cookie: str) -> Asked:
        """Out of a cookie.

        Raises:
            NotSignedIn: it holds nothing that we wrote.
        """
        try:
            return cls(**json.loads(base64.urlsafe_b64decode(cookie.encode())))
        except (ValueError, TypeError) as exc:
            raise NotSignedIn(_AGAIN) from exc


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is."""

    issuer: str
    subject: str
    email: str
    verified: bool


_AGAIN: Final = "La connexion par l’annuaire n’a pas abouti : recommencez depuis la page de connexion."


class Provider:
    """The provider of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def start(self, redirect_uri: str, back: str) -> tuple[str, Asked]:
        """The address to send the browser to, and what to remember.

        Raises:
            EngineError: the provider does not answer.
        """
        asked = Asked(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), back)
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(address), asked

    def finish(self, redirect_uri: str, answer: str, asked: Asked) -> Identity:
        """Who signed in, from the address the provider sent the browser back to.

        Raises:
            NotSignedIn: the answer is not to what was asked, or the identity does not hold.
            EngineError: the provider does not answer.
        """
        from authlib.common.errors import AuthlibBaseError
        from httpx import HTTPError
        from joserfc.errors import JoseError

        metadata = self._metadata()
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    authorization_response=answer,
                    state=asked.state,
                    code_verifier=asked.verifier,
                )
            return self._identity(metadata, str(token["id_token"]), asked.nonce)
        except HTTPError as exc:
            raise EngineError(_SILENT) from exc
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as exc:
            raise NotSignedIn(_AGAIN) from exc

    def _identity(self, metadata: dict[str, Any], token: str, nonce: str) -> Identity:
        from joserfc import jwt
        from joserfc.jwk import KeySet

        published: Any = _get(metadata["jwks_uri"])
        claims = jwt.decode(token, KeySet.import_key_set(published), algorithms=_ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=30,
            iss={"essential": True, "value": metadata["issuer"]},
            aud={"essential": True, "value": self._settings.oidc_client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
        return Identity(
            str(claims["iss"]),
            str(claims["sub"]),
            str(claims.get("email") or ""),
            claims.get("email_verified") is True,
        )

    def _metadata(self) -> dict[str, Any]:
        issuer = str(self._settings.oidc_issuer).rstrip("/")
        found = _get(f"{issuer}/.well-known/openid-configuration")
        # A provider that answers for another one could sign in anybody.
        if str(found.get("issuer", "")).rstrip("/") != issuer:
            raise EngineError(
                "L’annuaire du centre se présente sous un autre nom : vérifiez COACH_OIDC_ISSUER."
            )
        return found

    def _client(self, redirect_uri: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        secret = self._settings.oidc_client_secret
        return OAuth2Client(  # type: ignore[no-untyped-call]
            client_id=self._settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret is not None else None,
            token_endpoint_auth_method="client_secret_basic" if secret is not None else "none",
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )


_SILENT: Final = "L’annuaire du centre ne répond pas : réessayez, ou connectez-vous par mot de passe."


def _get(address: str) -> dict[str, Any]:
    import httpx

    if urlsplit(address).scheme not in ("https", "http"):
        raise EngineError(_SILENT)
    try:
        answer = httpx.get(address, timeout=_TIMEOUT, follow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, ValueError) as exc:
        raise EngineError(_SILENT) from exc
    if not isinstance(found, dict):
        raise EngineError(_SILENT)
    return found
