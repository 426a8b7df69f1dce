"""What is handed to those who install: containers, units, the parts list, the audit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.version import Version

from coach.settings import Settings
from scripts.audit import main, pinned, problems

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    "Dockerfile",
    "compose.yaml",
    "deploy/Caddyfile",
    "deploy/coach.service",
    "deploy/coach-travail@.service",
)
HADOLINT = Path(sys.executable).with_name("hadolint")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_only_settings_that_exist_are_set(name: str) -> None:
    assert set(re.findall(r"COACH_([A-Z_]+)", text(name))) <= {
        field.upper() for field in Settings.model_fields
    }


def test_no_registry_is_named() -> None:
    for name in FILES:
        assert not re.search(r"docker\.io|ghcr\.io|quay\.io|index-url|pypi", text(name)), name


def test_the_container_file_is_clean() -> None:
    assert subprocess.run([HADOLINT, ROOT / "Dockerfile"], capture_output=True, text=True).stdout == ""


def test_the_container_has_no_rights_and_all_its_files() -> None:
    lines = text("Dockerfile")
    assert re.search(r"^USER \d+", lines, re.M) and "HEALTHCHECK" in lines
    for source in re.findall(r"^COPY (?!--from)(.+?) \S+$", lines, re.M):
        for name in source.split():
            assert (ROOT / name).exists(), name
    ignored = text(".dockerignore").split()
    assert not {"coach", "knowledge", "prompts", "scenarios"} & set(ignored)


def test_the_index_and_the_base_are_reached_from_inside_only() -> None:
    services = yaml.safe_load(text("compose.yaml"))
    assert services["networks"]["interieur"]["internal"] is True
    for name in ("base", "index"):
        assert "ports" not in services["services"][name]
        assert services["services"][name]["networks"] == ["interieur"]
    for name in ("web", "travail"):
        one = services["services"][name]
        assert one["read_only"] and one["cap_drop"] == ["ALL"]


def test_pinned_versions_have_no_known_weakness() -> None:
    assert main() == 0


def test_a_weakness_would_be_seen() -> None:
    known = yaml.safe_load(text("scripts/advisories.yaml"))
    told = problems(pinned("gradio==6.23.1 ; python_version > '3'\nlitellm==1.90\nchromadb==1.5.9\n"), known)
    assert sum("gradio" in line for line in told) == 2 and sum("litellm" in line for line in told) == 1
    assert not any("chromadb" in line for line in told)  # accepted, with its reason
    assert pinned(text("constraints.txt"))["gradio"] >= Version("6.31")
