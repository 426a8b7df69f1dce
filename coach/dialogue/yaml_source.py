"""Reads a YAML file written by hand and says, in French, where it is wrong.

The YAML accepted is a small one: no anchors, no aliases, no key given twice, and only `true` and `false`
are booleans (the field `on` of an event, or a reply `Oui`, must stay what they look like).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coach.errors import InputError

MAX_BYTES = 2_000_000
MAX_DEPTH = 30
MAX_SHOWN = 12
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: What libyaml says, and what an author should look for.
_HINTS = (
    ("mapping values are not allowed", "un « : » en trop ; mettez le texte entre guillemets doubles"),
    (
        "cannot start any token",
        "un caractère interdit ici (tabulation, @, ` ou %) ; indentez avec des espaces",
    ),
    ("unexpected end of stream", "un guillemet ou un crochet n’est pas refermé"),
    ("while scanning a quoted scalar", "un guillemet n’est pas refermé"),
    ("expected ':'", "il manque « : » après un nom de champ"),
    ("expected <block end>", "une ligne est mal alignée, ou du texte suit un guillemet fermant"),
    ("expected ',' or", "une virgule, une accolade ou un crochet manque"),
    ("unknown escape character", "une barre oblique inverse dans un texte entre guillemets doubles"),
    ("undefined alias", "un texte commence par * ; mettez-le entre guillemets doubles"),
    (
        "could not determine a constructor",
        "une étiquette « ! » inconnue ; mettez le texte entre guillemets doubles",
    ),
)


class _Loader(_Base):  # type: ignore[misc]
    """YAML 1.2 scalars plus dates: `on`, `oui`, `8:30` and `010` stay text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"(?:~|null|)", ["~", "n", ""]),
    ("bool", r"(?:true|false)", list("tf")),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", list("-+0123456789")),
    ("float", r"[-+]?[0-9]+\.[0-9]+", list("-+0123456789")),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", list("0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^{_pattern}$"), _first)


@dataclass(frozen=True, slots=True)
class YamlSource:
    """The data of a file and its node tree, which knows the lines."""

    path: Path
    data: Any
    root: yaml.Node

    def node_at(self, loc: tuple[int | str, ...]) -> tuple[yaml.Node, int]:
        """Deepest node found on the way to `loc`, and its line (from 1)."""
        node, line = self.root, self.root.start_mark.line
        for part in loc:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line
            else:
                break
        return node, line + 1

    def label(self, loc: tuple[int | str, ...]) -> str:
        """A place as an author reads it: `topics › trajet › closed › n° 3`."""
        names: list[str] = []
        value = self.data
        for part in loc:
            if part == "[key]":
                continue
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                value = None
            named = isinstance(part, int) and isinstance(value, dict) and isinstance(value.get("id"), str)
            names.append(value["id"] if named else f"n° {part + 1}" if isinstance(part, int) else part)
        return " › ".join(names) or "le fichier entier"


def read_yaml(path: Path, error: type[InputError]) -> YamlSource:
    """Reads one file.

    Raises:
        InputError: of the class given, with the file, the line and what to mend.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise error(f"Fichier introuvable : {path}. Vérifiez le chemin.") from None
    except OSError as cause:
        raise error(f"{path.name} ne peut pas être lu ({cause.strerror}). Vérifiez ses droits.") from cause
    return parse_yaml(path, raw, error)


def parse_yaml(path: Path, raw: bytes, error: type[InputError]) -> YamlSource:
    """The same for the bytes of a file, wherever they are kept; `path` is what messages call it.

    Raises:
        InputError: of the class given, with the file, the line and what to mend.
    """
    if len(raw) > MAX_BYTES:
        raise error(f"{path.name} dépasse {MAX_BYTES // 1_000_000} Mo : ce n’est pas un fichier de ce type.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = raw[: cause.start].count(b"\n") + 1
        raise error(
            f"{path.name}, ligne {line} : texte qui n’est pas en UTF-8. Enregistrez-le en UTF-8."
        ) from None
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                raise error(f"{path.name} est vide.")
            _refuse_oddities(path, root, error)
            return YamlSource(path, loader.construct_document(root), root)
        finally:
            loader.dispose()
    except yaml.YAMLError as cause:
        raise error(f"{path.name}{_where(cause)} : YAML illisible, {_hint(cause)}.") from cause
    except (ValueError, TypeError, OverflowError, RecursionError, AttributeError) as cause:
        raise error(
            f"{path.name} : une date ou une valeur est impossible. Mettez-la entre guillemets."
        ) from cause


def explain(failure: ValidationError, source: YamlSource, model: type[BaseModel]) -> list[str]:
    """One French sentence a problem: line, field, what is expected."""
    names = frozenset(_field_names(model, set()))
    sentences: list[str] = []
    for detail in failure.errors(include_url=False):
        loc = detail["loc"]
        _, line = source.node_at(loc)
        sentences.append(f"ligne {line}, {source.label(loc)} : {_expected(detail, names)}")
    return sentences


def report(path: Path, sentences: list[str]) -> str:
    """The message shown: the file, then one line a problem."""
    shown = sentences[:MAX_SHOWN]
    more = len(sentences) - len(shown)
    if more:
        shown.append(f"… et {more} autre{'s' if more > 1 else ''}")
    if len(shown) == 1:
        return f"{path.name}, {shown[0]}."
    return f"{path.name} : {len(sentences)} erreurs à corriger.\n" + "\n".join(f"- {s}" for s in shown)


def _refuse_oddities(path: Path, root: yaml.Node, error: type[InputError]) -> None:
    """Aliases make hidden copies, keys given twice hide one of the two: both are refused."""
    seen: set[int] = set()
    pending = [(root, 0)]
    while pending:
        node, depth = pending.pop()
        line = node.start_mark.line + 1
        if id(node) in seen:
            raise error(
                f"{path.name}, ligne {line} : ancre et alias (& et *) ne sont pas admis ; recopiez le texte."
            )
        seen.add(id(node))
        if depth > MAX_DEPTH:
            raise error(f"{path.name}, ligne {line} : trop de niveaux imbriqués ; vérifiez l’indentation.")
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                place = f"{path.name}, ligne {key.start_mark.line + 1}"
                if not isinstance(key, yaml.ScalarNode):
                    raise error(f"{place} : un nom de champ est attendu avant « : ».")
                if key.value in keys:
                    raise error(f"{place} : le champ {key.value!r} est donné deux fois ; gardez-en un seul.")
                keys.add(key.value)
                pending += [(key, depth + 1), (value, depth + 1)]
        elif isinstance(node, yaml.SequenceNode):
            pending += [(child, depth + 1) for child in node.value]


def _where(cause: yaml.YAMLError) -> str:
    mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
    return f", ligne {mark.line + 1}, colonne {mark.column + 1}" if mark else ""


def _hint(cause: yaml.YAMLError) -> str:
    text = str(cause)
    return next((hint for sign, hint in _HINTS if sign in text), "vérifiez l’indentation et les guillemets")


def _field_names(annotation: object, done: set[object]) -> Iterator[str]:
    """Names of all the fields of a model and of the models it is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in done:
            return
        done.add(annotation)
        for name, info in annotation.model_fields.items():
            yield name
            yield from _field_names(info.annotation, done)
    for part in get_args(annotation):
        yield from _field_names(part, done)


def _expected(detail: ErrorDetails, names: frozenset[str]) -> str:
    """What pydantic found, said to an author."""
    kind, ctx = detail["type"], detail.get("ctx", {})
    got = detail.get("input")
    received = f" (lu : {_short(got)})" if isinstance(got, str | int | float) else ""
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(detail["loc"][-1]), names, n=1)
        return "champ inconnu" + (f" ; vouliez-vous dire {near[0]!r} ?" if near else " ; retirez-le")
    if kind in ("literal_error", "enum"):
        return f"valeur inconnue{received}, attendu {str(ctx.get('expected', '')).replace(' or ', ' ou ')}"
    if kind == "too_short":
        return f"il faut au moins {ctx['min_length']} élément(s), il y en a {ctx['actual_length']}"
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        limit = next(iter(ctx.values()))
        word = {"greater_than": "plus de", "less_than": "moins de"}.get(
            kind, "au moins" if kind.startswith("greater") else "au plus"
        )
        return f"le nombre doit valoir {word} {limit}{received}"
    simple = {
        "missing": "champ obligatoire absent, ajoutez-le",
        "string_type": f"du texte est attendu, mettez-le entre guillemets{received}",
        "string_too_short": f"texte trop court, au moins {ctx.get('min_length')} caractère(s)",
        "string_too_long": f"texte trop long, au plus {ctx.get('max_length')} caractères",
        "string_pattern_mismatch": f"minuscules sans accent, chiffres et tirets attendus{received}",
        "tuple_type": "une liste est attendue (une ligne par élément, précédée d’un tiret)",
        "dict_type": "des champs « nom: valeur » sont attendus",
        "model_type": "des champs « nom: valeur » sont attendus",
        "model_attributes_type": "des champs « nom: valeur » sont attendus",
        "invalid_key": "nom de champ qui n’est pas du texte, mettez-le entre guillemets",
        "value_error": str(ctx.get("error", "valeur refusée")),
    }
    if kind in simple:
        return simple[kind]
    if kind.startswith("int"):
        return f"un nombre entier est attendu{received}"
    if kind.startswith("float"):
        return f"un nombre est attendu{received}"
    if kind.startswith("date"):
        return f"une date est attendue, comme 2026-11-24{received}"
    return f"valeur qui ne convient pas{received}"


def _short(value: object) -> str:
    text = str(value)
    return f"« {text[:40]}… »" if len(text) > 40 else f"« {text} »"
