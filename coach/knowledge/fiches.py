"""Fiches: Markdown with YAML front matter, read into passages, one a section.

A mistake is reported with its file, line and field, in French, because a trainer or a writer reads it.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from coach.errors import DocumentError
from coach.knowledge.passages import Change, Confidence, Origin, Passage, Period
from coach.knowledge.words import sentences, slugify

Domain = Literal[
    "referentiel",
    "examen",
    "demarchage",
    "numerotation",
    "donnees",
    "travail",
    "handicap",
    "ecologie",
    "ia",
    "qualite",
    "indicateurs",
    "management",
]
Competence = Literal["AT1", "AT2", "CP1", "CP2", "CP3", "CP4", "CP5", "CP6", "CP7", "CT1", "CT2"]


class OriginEntry(BaseModel):
    """One entry of `sources`."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=2)
    locator: str = ""
    url: str | None = None

    @field_validator("locator", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) else value or ""


class ChangeEntry(BaseModel):
    """One entry of `changed_on`."""

    model_config = ConfigDict(extra="forbid")
    date: date
    what: str = Field(min_length=3)


class FrontMatter(BaseModel):
    """Head of a fiche; unknown keys are errors, so that a slip of the pen is seen."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=3)
    domain: Domain
    competences: list[Competence] = []
    sources: list[OriginEntry] = Field(min_length=1)
    in_force_from: date | None = None
    in_force_to: date | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    changed_on: list[ChangeEntry] | None = None
    checked_on: date
    confidence: Confidence
    questions: list[str] = Field(min_length=1)

    @field_validator("competences", mode="before")
    @classmethod
    def _no_null(cls, value: object) -> object:
        return value or []

    @model_validator(mode="after")
    def _order(self) -> FrontMatter:
        if self.in_force_from and self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError("in_force_to est avant in_force_from")
        return self


_HEAD = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SECTION = re.compile(r"^## +(.+?)\s*#*\s*$", re.MULTILINE)
_COMMENT = re.compile(r"\A\s*<!--(.*?)-->\s*", re.DOTALL)
_BOUND = re.compile(r"\b(from|to): *(null|\d{4}-\d{2}-\d{2})")
_QUOTED = re.compile(r"[\"“«]\s*(.+?)\s*[\"”»](?=\s*(?:;|$))", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]+?)(?<=\S)[*_](?![\w*])")
# Spaces and tabs only: a newline eaten here would glue two rows together.
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t:|-]*-{3,}[ \t:|-]*\|?[ \t]*\n?", re.MULTILINE)


def read_fiche(path: Path) -> tuple[Passage, ...]:
    """Passages of one fiche, in order.

    Raises:
        DocumentError: unreadable file or a mistake in it, with file, line and field.
    """
    try:
        raw = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as exc:
        raise DocumentError(
            f"{path.name} : le fichier n'est pas en UTF-8. Réenregistrez-le en UTF-8."
        ) from exc
    return parse_fiche(raw, path.name)


def parse_fiche(raw: str, name: str) -> tuple[Passage, ...]:
    """Passages of a fiche given as text; `name` is its file name, for messages and the id check."""
    raw = raw.replace("\r\n", "\n")
    head = _HEAD.match(raw)
    if head is None:
        raise DocumentError(f"{name}, ligne 1 : l'en-tête YAML entre deux lignes « --- » manque.")
    meta = _front_matter(head[1], name)
    if name.endswith(".md") and Path(name).stem != meta.id:
        raise DocumentError(
            f"{name}, champ « id » : l'identifiant {meta.id!r} diffère du nom du fichier. "
            f"Renommez le fichier en {meta.id}.md ou corrigez le champ."
        )
    body = raw[head.end() :]
    first_line = raw[: head.end()].count("\n") + 1
    starts = list(_SECTION.finditer(body))
    if not starts:
        raise DocumentError(f"{name}, ligne {first_line} : aucune section « ## Titre » après l'en-tête.")
    out: list[Passage] = []
    seen: dict[str, int] = {}
    for i, m in enumerate(starts):
        end = starts[i + 1].start() if i + 1 < len(starts) else len(body)
        line = first_line + body.count("\n", 0, m.start())
        slug = slugify(m[1])
        seen[slug] = seen.get(slug, 0) + 1
        if seen[slug] > 1:
            slug = f"{slug}-{seen[slug]}"
        out.append(_section(meta, m[1], slug, body[m.end() : end], i, f"{name}, ligne {line}"))
    return tuple(out)


def plain(markdown: str) -> str:
    """Markdown as plain text: emphasis, links and table rules off, list dashes and cells kept."""
    text = _LINK.sub(r"\1", markdown)
    text = _TABLE_RULE.sub("", text)
    text = _EMPHASIS.sub(r"\2", text)
    text = _ITALIC.sub(r"\1", text)
    text = text.replace("`", "")
    text = re.sub(r"^#{3,6} +", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]*[*+] +", "- ", text, flags=re.MULTILINE)
    text = re.sub(r"^> ?", "", text, flags=re.MULTILINE)
    text = re.sub(
        r"^[ \t]*\|(.*)\|[ \t]*$", lambda m: " ; ".join(c.strip() for c in m[1].split("|")), text, flags=re.M
    )
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def _section(meta: FrontMatter, title: str, slug: str, body: str, position: int, where: str) -> Passage:
    period = Period(meta.in_force_from, meta.in_force_to)
    questions: tuple[str, ...] = ()
    comment = _COMMENT.match(body)
    if comment:
        body = body[comment.end() :]
        period, questions = _comment(comment[1], period, where)
    text = plain(re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL))
    if not text:
        raise DocumentError(f"{where} : la section « {title} » est vide.")
    return Passage(
        id=f"{meta.id}#{slug}",
        source_id=meta.id,
        source_title=plain(meta.title),
        title=plain(title),
        locator=_locator(meta.sources),
        text=text,
        kind="fiche",
        position=position,
        lead=_lead(text),
        url=next((s.url for s in meta.sources if s.url), None),
        domain=meta.domain,
        competences=tuple(meta.competences),
        questions=questions,
        in_force=period,
        origins=tuple(Origin(s.name, s.locator, s.url) for s in meta.sources),
        changes=tuple(Change(c.date, c.what) for c in meta.changed_on or ()),
        replaces=meta.replaces,
        replaced_by=meta.replaced_by,
        confidence=meta.confidence,
        checked_on=meta.checked_on,
    )


def fiche_questions(path: Path) -> tuple[str, ...]:
    """The `questions` of the front matter of a fiche already known to be sound."""
    head = _HEAD.match(path.read_text(encoding="utf-8").replace("\r\n", "\n"))
    return tuple(_front_matter(head[1], path.name).questions) if head else ()


def _lead(text: str) -> str:
    """First paragraph, at most three sentences: the answer of the section."""
    first = text.split("\n\n", 1)[0]
    picked = sentences(first)[:3]
    if not picked:
        return ""
    return first[: first.find(picked[-1]) + len(picked[-1])] if len(picked) > 1 else picked[0]


def _locator(origins: list[OriginEntry]) -> str:
    return " ; ".join(f"{o.name}, {o.locator}" if o.locator else o.name for o in origins[:2])


def _comment(comment: str, period: Period, where: str) -> tuple[Period, tuple[str, ...]]:
    """Dates and questions of a section's own comment line."""
    bounds: dict[str, date | None] = {"from": period.start, "to": period.end}
    for m in _BOUND.finditer(comment):
        try:
            bounds[m[1]] = None if m[2] == "null" else date.fromisoformat(m[2])
        except ValueError as exc:
            raise DocumentError(
                f"{where} : date {m[2]!r} impossible dans le commentaire de section."
            ) from exc
    if bounds["from"] and bounds["to"] and bounds["to"] < bounds["from"]:
        raise DocumentError(f"{where} : la date « to » est avant la date « from ».")
    _, _, asked = comment.partition("q:")
    return Period(bounds["from"], bounds["to"]), tuple(q.strip() for q in _QUOTED.findall(asked.strip()))


def _front_matter(head: str, name: str) -> FrontMatter:
    try:
        data: Any = yaml.load(head, Loader=_Loader)
    except yaml.MarkedYAMLError as exc:
        line = (exc.problem_mark.line if exc.problem_mark else 0) + 2
        raise DocumentError(f"{name}, ligne {line} : en-tête YAML illisible ({exc.problem}).") from exc
    except (yaml.YAMLError, ValueError) as exc:
        raise DocumentError(f"{name} : en-tête YAML illisible ({exc}).") from exc
    if not isinstance(data, dict):
        raise DocumentError(f"{name}, ligne 2 : l'en-tête doit être une suite de « clé: valeur ».")
    try:
        return FrontMatter.model_validate(data)
    except ValidationError as exc:
        raise DocumentError("\n".join(_explain(e, head, name) for e in exc.errors())) from exc


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_REASONS = {
    "missing": "champ obligatoire absent",
    "extra_forbidden": "champ inconnu : vérifiez l'orthographe",
    "string_pattern_mismatch": "identifiant attendu en minuscules, chiffres et tirets",
    "date_from_datetime_parsing": "date attendue, sous la forme AAAA-MM-JJ",
    "date_parsing": "date attendue, sous la forme AAAA-MM-JJ",
    "date_type": "date attendue, sous la forme AAAA-MM-JJ",
    "too_short": "au moins un élément attendu",
    "string_too_short": "texte trop court",
    "string_type": "texte attendu",
    "list_type": "liste attendue",
}


def _explain(error: Any, head: str, name: str) -> str:
    """French line for one pydantic error: file, line, field, what is expected."""
    field = ".".join(str(p) for p in error["loc"])
    reason = _REASONS.get(error["type"])
    if error["type"] == "literal_error":
        reason = (
            f"valeur {error['input']!r} inconnue ; attendu : {error['ctx']['expected'].replace(' or ', ', ')}"
        )
    if error["type"] == "value_error":
        reason = str(error["ctx"]["error"])
    return f"{name}, ligne {_line_of(head, error['loc'])}, champ « {field or 'en-tête'} » : {reason or error['msg']}."


def _line_of(head: str, loc: tuple[Any, ...]) -> int:
    """Line in the file of a field of the head (the `---` line is line 1)."""
    node = yaml.compose(head, Loader=yaml.SafeLoader)
    line = node.start_mark.line if node else 0
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
    return line + 2
