"""Settings: one table, read once from the environment (`COACH_*`) and handed down.

Order: argument, environment, default. `docs/reglages.md` describes each; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from coach.errors import InputError


def default_data_dir() -> Path:
    """Per-user data folder of the platform."""
    return user_data_path("coach-mercd", appauthor=False)


class Settings(BaseSettings):
    """All the settings; every field has its line in the docs."""

    model_config = SettingsConfigDict(env_prefix="COACH_", extra="ignore", frozen=True)

    data_dir: Path = Field(default_factory=default_data_dir)
    """Where everything is kept."""
    cache_dir: Path | None = None
    """Where is kept what can be computed again; `cache` in the data folder when empty."""
    database_url: str | None = None
    """SQLAlchemy address; SQLite in the data folder when empty."""
    host: str = "127.0.0.1"
    port: int = Field(7860, ge=1, le=65535)

    mode: Literal["local", "centre"] = "local"
    """`local`: one person, no account, this machine only. `centre`: everybody signs in."""
    allowed_hosts: str = ""
    """Names under which browsers reach the service, with commas; this machine's own are always among them."""
    behind_https: bool = False
    """A proxy in front serves HTTPS: cookies are `Secure` and browsers are told to stay on HTTPS."""
    sign_in_idle_minutes: int = Field(120, ge=5, le=1440)
    """A browser that asks for nothing for this long is signed out."""
    sign_in_hours: int = Field(12, ge=1, le=168)
    """A browser is signed out after this long, whatever it does."""
    invitation_hours: int = Field(72, ge=1, le=720)
    """How long the link of an invitation is good for."""
    oidc_issuer: str | None = None
    """Address of the centre's OpenID Connect provider; empty: people sign in with a password."""
    oidc_client_id: str = "coach-mercd"
    oidc_client_secret: SecretStr | None = None
    oidc_label: str = "le compte de mon centre"
    """What the sign-in button calls it."""

    engine: Literal["embedded", "llm"] = "embedded"
    """Who voices the advisor."""
    scoring_engine: Literal["embedded", "llm"] = "embedded"
    """Who looks for evidence: the embedded finders, or a language model beside them. Levels are always set by code."""
    answer_engine: Literal["embedded", "llm"] = "embedded"
    """Who writes the answers on the referential and the law; each sentence is held against its passage either way."""
    llm_base_url: str | None = None
    """OpenAI-compatible address, e.g. http://127.0.0.1:8080/v1; empty: no model is ever called."""
    llm_model: str = "local"
    llm_api_key: SecretStr = SecretStr("aucune")
    llm_timeout: float = Field(20.0, gt=0, le=600)
    """Seconds for one attempt, connection included."""
    llm_retries: int = Field(1, ge=0, le=5)
    llm_max_tokens: int = Field(220, ge=16, le=4000)
    llm_temperature: float = Field(0.7, ge=0, le=2)
    llm_local_model: Path | None = None
    """A GGUF file to be served by the embedded llama.cpp server (extra `local-llm`)."""

    voice_base_url: str | None = None
    """OpenAI-compatible address that says the advisor's lines; empty: they never leave this machine."""
    voice_model: str = "tts-1"
    voice_name: str = "alloy"
    voice_api_key: SecretStr = SecretStr("aucune")

    whisper_model: str | None = None
    """Path or name of the speech model; empty: looked for, see the speech page of the docs."""
    speech_vocabulary: str | None = Field(None, max_length=600)
    """Names and words of the centre, given to the transcriber beside those of the trade."""
    transcription_url: str | None = None
    """OpenAI-compatible transcription server; empty: the sound never leaves this machine."""
    transcription_model: str = "whisper-1"
    transcription_api_key: SecretStr = SecretStr("aucune")
    transcription_timeout: float = Field(300.0, gt=0, le=3600)
    """Seconds for one block of a few minutes of sound."""
    allow_download: bool = False
    """The user agrees that a speech model be downloaded from its hub."""
    max_audio_minutes: int = Field(120, ge=1, le=600)
    max_upload_mb: int = Field(300, ge=1, le=4000)

    jobs_database_url: str | None = None
    """Where the state of the background work is kept; empty: with the database (PostgreSQL), or a file of its own."""
    worker_in_server: bool = True
    """The web server takes jobs itself; false when `coach worker` processes do."""
    retry_hours: int = Field(24, ge=1, le=168)
    """How long the file of a job that failed is kept for another try."""
    keep_samples_days: int = Field(365, ge=1, le=3650)
    """Transcripts, measures and levels of samples older than this are erased."""
    keep_audio_right: str | None = None
    """Under which right sounds may be kept; empty: none is ever kept."""

    chroma_url: str | None = None
    """Address of a Chroma server on a private network; empty: the embedded one."""

    keep_sessions_days: int = Field(730, ge=30, le=3650)
    """Interviews that nobody touched for this long are erased, with their levels."""
    keep_audit_days: int = Field(365, ge=183, le=3650)
    """The log of deeds and that of network calls; six months at least (Règlement (UE) 2024/1689, art. 26(6))."""
    backup_dir: Path | None = None
    """Where backups go; `sauvegardes` in the data folder when empty. Better on another disk."""
    backup_every_hours: int = Field(0, ge=0, le=720)
    """A backup by itself every so many hours; 0: only when somebody asks."""
    keep_backups_days: int = Field(30, ge=1, le=365)
    """Older backups are erased: what a person had erased is gone from them too by then."""
    key_file: Path | None = None
    """The file that opens the sealed keys of engines; `cle-de-scellement` in the data folder when empty."""
    centre_name: str | None = Field(None, max_length=200)
    """Who answers for the data (responsable du traitement), as the data protection page says it."""
    privacy_contact: str | None = Field(None, max_length=200)
    """Where to write about one's data."""

    log_json: bool = False
    """Structured logs, one JSON object a line."""
    metrics_token: SecretStr | None = None
    """What a Prometheus of another machine says to read `/metriques`; empty: this machine only."""
    otlp_endpoint: str | None = None
    """OpenTelemetry collector (gRPC), e.g. http://127.0.0.1:4317; empty: no trace is made."""


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Raises:
        InputError: a value that is not of its kind, with the name of the variable.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "COACH_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InputError(
            f"Le réglage {name} a une valeur inutilisable ({first['input']!r}) : voyez docs/reglages.md."
        ) from exc
