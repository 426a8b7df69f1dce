"""The docs say what the code does: settings, dependencies, commands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import SecretStr

from coach.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_described_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `COACH_(\w+)` \| `?([^|`]*?)`? \|", page("docs/reglages.md"), re.M))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default_factory is None:
            assert rows[name.upper()].strip() == shown(field.default), name


def shown(default: object) -> str:
    """A default as the page writes it."""
    if default is None or default == "":
        return "vide"
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]
    described = page("docs/dependencies.md")
    lines = project["dependencies"] + [
        d for extra in project["optional-dependencies"].values() for d in extra
    ]
    for line in lines:
        name = re.split(r"[\[<>=!~; ]", line)[0]
        assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", described), (
            f"{name} is not in docs/dependencies.md"
        )


def test_constraints_pin_everything_and_name_no_host() -> None:
    text = page("constraints.txt")
    assert "://" not in text
    assert all(
        re.match(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==", line) for line in text.splitlines() if line.strip()
    )


@pytest.mark.parametrize("name", ["README.md", "docs/reglages.md", "docs/dependencies.md", "CHANGELOG.md"])
def test_relative_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page(name)):
        assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"
