"""Compares the pinned versions with the advisories we know of; asks pip-audit too where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent


def pinned(constraints: str) -> dict[str, Version]:
    """Package → version."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", constraints, re.M)
    return {name.lower().replace("_", "-"): Version(version) for name, version in found}


def problems(versions: dict[str, Version], advisories: list[dict[str, Any]]) -> list[str]:
    """One French line for each advisory that bears on a pinned version and was not accepted with its reason."""
    told = []
    for advisory in advisories:
        version = versions.get(advisory["package"])
        if version is None or advisory.get("accepted"):
            continue
        fixed = advisory["fixed"]
        if fixed is None:
            told.append(
                f"{advisory['package']} {version} : {advisory['what']} ; aucune version corrigée connue"
            )
        elif version < Version(fixed):
            told.append(f"{advisory['package']} {version} : {advisory['what']} ; corrigé en {fixed}")
    return told


def main() -> int:
    """0 when nothing is known against the pinned versions."""
    advisories = yaml.safe_load((ROOT / "scripts" / "advisories.yaml").read_text(encoding="utf-8"))
    constraints = ROOT / "constraints.txt"
    told = problems(pinned(constraints.read_text(encoding="utf-8")), advisories)
    for line in told:
        print(line)
    if told:
        return 1
    command = shutil.which("pip-audit")
    if command is not None:
        return subprocess.call([command, "-r", str(constraints), "--no-deps", "--disable-pip"])
    print("Aucune faille connue dans les versions retenues (liste hors ligne : scripts/advisories.yaml).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
