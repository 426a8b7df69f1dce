"""Prompts are files with declared variables: `prompts/<name>.md`, front matter with `version` and `variables`.

A variable that is missing or unknown is an error. Values are inserted as they are: text of people is data
and goes into user messages, never into a template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from coach import plain_yaml
from coach.resources import data_dir

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.S)
_VARIABLE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


@dataclass(frozen=True)
class Prompt:
    """One template; `id` (name and version) is stored with what it produced."""

    name: str
    version: int
    variables: frozenset[str]
    template: str

    @property
    def id(self) -> str:
        """`name@version`."""
        return f"{self.name}@{self.version}"

    def fill(self, **values: str) -> str:
        """The text of the prompt.

        Raises:
            ValueError: a declared variable has no value, or a value has no variable.
        """
        if set(values) != self.variables:
            missing, unknown = self.variables - set(values), set(values) - self.variables
            raise ValueError(f"prompt {self.id}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        return _VARIABLE.sub(lambda m: values[m.group(1)], self.template).strip()


@lru_cache
def load_prompt(name: str) -> Prompt:
    """Read a prompt file.

    Raises:
        ValueError: no front matter, or the declared variables are not those of the text.
    """
    raw = (data_dir("prompts") / f"{name}.md").read_text(encoding="utf-8")
    match = _FRONT.match(raw)
    if match is None:
        raise ValueError(f"prompt {name!r} has no front matter")
    head = plain_yaml.load(match.group(1))
    declared = frozenset(head["variables"])
    used = frozenset(_VARIABLE.findall(match.group(2)))
    if declared != used:
        raise ValueError(f"prompt {name!r}: declared {sorted(declared)}, used {sorted(used)}")
    return Prompt(name, int(head["version"]), declared, match.group(2))
