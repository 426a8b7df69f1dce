"""A small OpenID Connect provider on loopback: discovery, keys, authorization code with PKCE, signed identities.

It holds clients to the rules (redirection address, client secret, code used once, S256 verifier), and signs with a real
RSA key, so that what the coach accepts and refuses is decided by what really comes over the wire.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "coach-mercd", "un secret de client"


@dataclass
class OidcProvider:
    """The provider; `claims` is who signs in next, `spoil` changes what is signed."""

    redirect_uri: str
    claims: dict[str, Any] = field(default_factory=dict)
    spoil: dict[str, Any] = field(default_factory=dict)
    other_key: bool = False
    issuer: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "essai"}, private=True)
        self._stranger = RSAKey.generate_key(2048, {"kid": "essai"}, private=True)
        self._codes: dict[str, dict[str, str]] = {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.issuer = f"http://127.0.0.1:{port}/centre"
        config = uvicorn.Config(self._app(), host="127.0.0.1", port=port, log_level="error")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> OidcProvider:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the provider did not start"
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)

    def _app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)

        @app.get("/centre/.well-known/openid-configuration")
        def discovery() -> dict[str, Any]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/centre/jwks")
        def jwks() -> dict[str, Any]:
            return {"keys": [self._key.as_dict(private=False)]}

        @app.get("/centre/authorize")
        def authorize(
            response_type: str,
            client_id: str,
            redirect_uri: str,
            scope: str,
            state: str,
            nonce: str,
            code_challenge: str,
            code_challenge_method: str,
        ) -> Response:
            asked = {"state": state, "nonce": nonce, "challenge": code_challenge, "scope": scope}
            self.asked.append(asked)
            right = (
                response_type == "code"
                and client_id == CLIENT
                and redirect_uri == self.redirect_uri
                and code_challenge_method == "S256"
                and "openid" in scope.split()
            )
            if not right:
                return JSONResponse({"error": "invalid_request"}, 400)
            code = secrets.token_urlsafe(16)
            self._codes[code] = asked
            return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", 302)

        @app.post("/centre/token")
        def token(
            grant_type: str = Form(),
            code: str = Form(),
            redirect_uri: str = Form(),
            code_verifier: str = Form(""),
            authorization: str = Header(""),
        ) -> Response:
            known = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
            plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            if authorization not in (f"Basic {known}", f"Basic {plain}"):
                return JSONResponse({"error": "invalid_client"}, 401)
            asked = self._codes.pop(code, None)  # good once
            digest = hashlib.sha256(code_verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if (
                asked is None
                or grant_type != "authorization_code"
                or redirect_uri != self.redirect_uri
                or challenge != asked["challenge"]
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            now = int(time.time())
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
                **self.claims,
                **self.spoil,
            }
            key = self._stranger if self.other_key else self._key
            signed = jwt.encode({"alg": "RS256", "kid": "essai"}, claims, key)
            return JSONResponse(
                {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": signed}
            )

        return app
