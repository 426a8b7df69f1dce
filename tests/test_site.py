"""The documentation site: it builds, its links lead somewhere, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MKDOCS = Path(sys.executable).with_name("mkdocs")
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def test_the_site_builds_and_no_link_is_dead(tmp_path: Path) -> None:
    built = subprocess.run(
        [
            MKDOCS,
            "build",
            "--strict",
            "--site-dir",
            tmp_path / "site",
        ],  # with --quiet, strict hears no warning
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!127)[^"]*\.(?:css|js|woff2?)"', home)


def test_the_commands_of_the_docs_exist() -> None:
    """Each command and each of its options."""
    from typer.main import get_command

    from coach.cli.main import app

    for page in [ROOT / "README.md", *PAGES]:
        for line in re.findall(r"(?:^|`)coach ([a-z][^`#\n]*)", page.read_text(encoding="utf-8"), re.M):
            command = get_command(app)
            words = line.split()
            while words and (commands := getattr(command, "commands", None)):
                assert words[0] in commands, f"{page.name}: coach {line}"
                command = commands[words.pop(0)]
            known = {name for parameter in command.params for name in parameter.opts}
            assert {word for word in words if word.startswith("--")} <= known, f"{page.name}: coach {line}"


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in PAGES:
        assert str(page.relative_to(ROOT / "docs")) in menu, page


def test_every_test_named_in_the_docs_exists() -> None:
    for page in PAGES:
        for name in re.findall(r"`((?:tests|evals|benchmarks)/[^` ]+)`", page.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{page.name}: {name}"
