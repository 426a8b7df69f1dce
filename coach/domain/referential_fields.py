"""Typed access to the fields of a parsed referential file, each error with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NoReturn

from coach.errors import InputError


def fail(where: str, what: str) -> NoReturn:
    """Refuse the file: `where` it is wrong and `what` is expected, in French."""
    raise InputError(f"Référentiel, {where} : {what}", code="referentiel-invalide")


class Node:
    """One mapping of the file: typed access to its fields, each error with its place."""

    def __init__(self, data: Any, where: str, fields: str) -> None:
        if not isinstance(data, Mapping):
            fail(where, "un bloc « champ : valeur » est attendu.")
        expected = set(fields.split())
        missing, unknown = expected - set(data), set(data) - expected
        if missing:
            fail(where, f"il manque {', '.join(sorted(missing))}.")
        if unknown:
            fail(where, f"champ inconnu : {', '.join(sorted(map(str, unknown)))}.")
        self._data = data
        self.where = where

    def text(self, key: str) -> str:
        """A text that is not blank."""
        value = self._data[key]
        if not isinstance(value, str) or not value.strip():
            fail(f"{self.where}, {key}", f"un texte est attendu, et non {value!r}.")
        return value

    def whole(self, key: str) -> int:
        """A whole number above zero (minutes, pages, level)."""
        value = self._data[key]
        if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
            fail(f"{self.where}, {key}", f"un nombre entier positif est attendu, et non {value!r}.")
        return value

    def optional_whole(self, key: str) -> int | None:
        """As `whole`, or None."""
        return None if self._data[key] is None else self.whole(key)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._data[key]
        if not isinstance(value, bool):
            fail(f"{self.where}, {key}", f"true ou false est attendu, et non {value!r}.")
        return value

    def day(self, key: str) -> date:
        """A date, as YAML reads it or as `AAAA-MM-JJ`."""
        value = self._data[key]
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        elif type(value) is date:
            return value
        fail(f"{self.where}, {key}", f"une date AAAA-MM-JJ est attendue, et non {value!r}.")

    def items(self, key: str) -> list[Any]:
        """A list, its items unread."""
        value = self._data[key]
        if not isinstance(value, list):
            fail(f"{self.where}, {key}", f"une liste est attendue, et non {value!r}.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none blank."""
        values = self.items(key)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                fail(f"{self.where}, {key}", f"un texte est attendu, et non {value!r}.")
        return tuple(values)

    def nodes(self, key: str, fields: str) -> Iterator[Node]:
        """Each block of a list, with the fields that it must hold."""
        for number, item in enumerate(self.items(key), 1):
            name = item.get("id", number) if isinstance(item, Mapping) else number
            yield Node(item, f"{self.where}, {key} {name}", fields)

    def node(self, key: str, fields: str) -> Node:
        """A block inside this one."""
        return Node(self._data[key], f"{self.where}, {key}", fields)

    def raw(self, key: str) -> Any:
        """The value, unread."""
        return self._data[key]
